//! Asking in a process that may end: what it prints, how it ends, and how long that may take.

use super::{Report, ask as ask_here, refused};
use crate::diagnostic::Diagnostic;
use crate::plugins::config::ScanProgram;
use crate::plugins::told;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// A library that takes longer to say what it offers hangs.
const LIMIT: Duration = Duration::from_secs(2);
/// No report is longer.
const BYTES_MAX: u64 = 1 << 26;

/// How asking ended.
pub(in crate::plugins) enum Answer {
    /// The library said something.
    Said(Report),
    /// It took the process down, or did not answer.
    Died(Diagnostic),
    /// It was not asked.
    NotAsked(Diagnostic),
}

/// Asks a library, in a process of its own where there is a program for it.
pub(in crate::plugins) fn look(path: &Path, program: Option<&ScanProgram>) -> Answer {
    match program {
        None => match ask_here(path) {
            Ok(report) => Answer::Said(report),
            Err(why) if why.code == told::CHANGED => Answer::NotAsked(why),
            Err(why) => Answer::Said(refused(&why)),
        },
        Some(program) => ask(path, program).unwrap_or_else(|error| Answer::NotAsked(told::no_scan(path, &error))),
    }
}

fn ask(path: &Path, program: &ScanProgram) -> std::io::Result<Answer> {
    let until = Instant::now() + LIMIT;
    let mut child = Command::new(&program.path)
        .args(&program.arguments)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let pipe = child.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
    let (send, printed) = mpsc::channel();
    // A thread of its own, as a pipe cannot be read with a time limit.
    thread::Builder::new().name("weft-scan".to_owned()).spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.take(BYTES_MAX).read_to_end(&mut bytes);
        // Nobody listens any more if the time is over.
        drop(send.send(read.map(|_| bytes)));
    })?;
    let printed = printed.recv_timeout(LIMIT);
    let ended = end(&mut child, until)?;
    let Ok(printed) = printed else { return Ok(Answer::Died(told::hung(path, LIMIT))) };
    match Report::parse(&String::from_utf8_lossy(&printed?)) {
        Some(report) => Ok(Answer::Said(report)),
        None => Ok(Answer::Died(match ended {
            Some(status) if status.success() => told::crashed(path, "it ended without an answer"),
            Some(status) => told::crashed(path, &how(status)),
            None => told::hung(path, LIMIT),
        })),
    }
}

/// Waits for the end of the child, and brings it about when the time is over. None: it had to.
fn end(child: &mut Child, until: Instant) -> std::io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= until {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

#[cfg(unix)]
fn how(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match status.signal() {
        Some(signal) => format!("signal {signal}"),
        None => status.to_string(),
    }
}

#[cfg(not(unix))]
fn how(status: ExitStatus) -> String {
    status.to_string()
}
