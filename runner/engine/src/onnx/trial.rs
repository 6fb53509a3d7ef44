//! A library that was never opened here is first tried in a process of its own: one that crashes or hangs takes only that along,
//! and the next one is tried. What worked is remembered by size and time of the file, so this costs once.

use super::config::RuntimeTrial;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant, UNIX_EPOCH};

/// A library that has not opened and run one operator by then never will.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often the other process is looked after.
const LOOK: Duration = Duration::from_millis(2);

/// With this exit code the other process says: it does not work, and says so in order.
pub const REFUSED: u8 = 5;

/// Whether the library may be opened in this process; the error ends a sentence about it.
pub(super) fn try_out(library: &Path, trial: &RuntimeTrial) -> Result<(), String> {
    let stamp = stamp(library);
    let known = trial.memory.as_deref().map(|memory| std::fs::read_to_string(memory).unwrap_or_default());
    if let (Some(known), Some(stamp)) = (&known, &stamp)
        && known.lines().any(|line| line == stamp)
    {
        return Ok(());
    }
    let child = Command::new(&trial.program)
        .args(&trial.arguments)
        .arg(library)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    // Where no process can be had, it is opened here, as if nobody had asked.
    let Ok(child) = child else { return Ok(()) };
    let status = ended(child).ok_or("does not come back when it is opened")?;
    match status.code() {
        Some(0) => {
            if let (Some(memory), Some(stamp)) = (&trial.memory, stamp) {
                let mut lines: Vec<&str> = known.as_deref().unwrap_or_default().lines().collect();
                lines.push(&stamp);
                // Failing costs the next start a trial.
                drop(crate::files::write_whole(memory, lines.join("\n").as_bytes()));
            }
            Ok(())
        }
        // This process finds out why, and says it in a sentence.
        Some(code) if code == i32::from(REFUSED) => Ok(()),
        _ => Err(format!("crashes when it is opened ({status})")),
    }
}

fn ended(mut child: Child) -> Option<ExitStatus> {
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if began.elapsed() < PATIENCE => std::thread::sleep(LOOK),
            Ok(None) | Err(_) => {
                // One that has ended meanwhile cannot be ended again.
                drop(child.kill());
                drop(child.wait());
                return None;
            }
        }
    }
}

/// A line that changes when the file does. None where it cannot be told.
fn stamp(library: &Path) -> Option<String> {
    let about = std::fs::metadata(library).ok()?;
    let written = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {} {}", about.len(), written.as_nanos(), library.display()))
}
