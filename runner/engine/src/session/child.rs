//! An engine for another process: commands come in on standard input, events go out where they came from. This is what the
//! program `weft engine` is.

#[cfg(target_os = "linux")]
mod ends;
#[cfg(not(target_os = "linux"))]
mod ends {
    pub(super) use super::plain_ends::*;
}
#[cfg(not(target_os = "linux"))]
mod plain_ends;

use std::io::Read;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::frame::Frame;
use super::host::{Host, Next};
use super::message::{Command, Event};
use super::work::GRACE;
use crate::diagnostic::{Diagnostic, Place};
use crate::engine::EngineConfig;
use ends::Ends;

/// What an engine that is a process of its own is told from outside.
#[derive(Debug, Clone, Copy)]
pub struct ChildLimits {
    /// Memory that it may write to. What wants more gets none and most often dies of it. None: as much as there is.
    pub memory_bytes_max: Option<u64>,
    /// Tells people why the process ends, where the pipe itself takes nothing more.
    pub tell_people: fn(&Diagnostic),
}

/// Serves until the other side closes the pipe or says `quit`, and then ends the process: code of plugins may still run.
/// The pipe is standard input and output, or one socket as standard input, which can carry shared memory too; whatever
/// plugins print goes to standard error.
///
/// # Errors
/// With the sentence that the other side was told too, where it sent something that is no message.
pub fn serve(config: EngineConfig, limits: ChildLimits) -> Result<(), Diagnostic> {
    let (ends, mut from) = Ends::take(limits)?;
    let ends = Arc::new(ends);
    let (out, on_hung) = (Arc::clone(&ends), Arc::clone(&ends));
    let tell = Arc::new(move |event| out.tell(event));
    let host = Host::start(config, ends.recorder(), Box::new(move || on_hung.end_hung()), tell);
    let read = read_commands(&mut from, |command| match command {
        Command::Release { segment } => {
            ends.release(segment);
            Next::Go
        }
        command => host.take(command),
    });
    host.close();
    match read {
        Ok(Ended::Closed) => ends.leave(),
        Ok(Ended::Quit) => {
            let began = Instant::now();
            while host.is_busy() && began.elapsed() < GRACE {
                thread::sleep(Duration::from_millis(2));
            }
            ends.leave();
        }
        Err(why) => {
            ends.tell(Event::Ended { why: why.clone() });
            Err(why)
        }
    }
}

/// How a stream of commands came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Whoever sent them closed the pipe.
    Closed,
    /// Whoever took them wants no more.
    Quit,
}

/// Reads commands until there are no more.
pub(super) fn read_commands(from: &mut impl Read, mut take: impl FnMut(Command) -> Next) -> Result<Ended, Diagnostic> {
    while let Some(frame) = Frame::read(from)? {
        let mut command = frame.message()?;
        if let Command::Document(document) = &mut command
            && document.text.is_empty()
        {
            document.text = String::from_utf8(frame.payload).map_err(|why| {
                let why =
                    format!("the text of the document is no UTF-8 from byte {} on", why.utf8_error().valid_up_to());
                Diagnostic::error("bad-message", Place::Everywhere, why)
            })?;
        }
        match take(command) {
            Next::Go => {}
            Next::End => return Ok(Ended::Quit),
            Next::Refuse(why) => return Err(why),
        }
    }
    Ok(Ended::Closed)
}

/// Reads bytes as an engine would read them from its pipe, and gives each command: for tests and fuzzing.
///
/// # Errors
/// With the sentence that the other side would be told.
pub fn commands_of_bytes(mut bytes: &[u8], mut take: impl FnMut(Command)) -> Result<(), Diagnostic> {
    read_commands(&mut bytes, |command| {
        take(command);
        Next::Go
    })
    .map(|_| ())
}
