//! What comes from a child: events, and the memory that it shares.

#[cfg(target_os = "linux")]
mod shared;

use std::io::{BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};

use super::life::Life;
use super::outbox::{Outbox, Pipe};
use super::{EngineProgram, Transport};
use crate::diagnostic::{Diagnostic, Place};
use crate::session::frame::Frame;
use crate::session::message::{Blob, Cause, Event, Suspect};

/// Events of a child.
pub(super) enum Inlet {
    #[cfg(target_os = "linux")]
    Shared(shared::Shared),
    Pipe(BufReader<std::process::ChildStdout>),
}

/// What can be seen of a child from outside.
pub(super) enum Watched {
    #[cfg(target_os = "linux")]
    Shared(shared::Sight),
    /// Nothing but its pipe.
    Not,
}

pub(super) type Spawned = (Child, Arc<Outbox>, Inlet, Watched);

/// Starts a child.
pub(super) fn spawn(program: &EngineProgram) -> Result<Spawned, Diagnostic> {
    let spawned = match program.transport {
        #[cfg(target_os = "linux")]
        Transport::Shared => shared::spawn(program),
        _ => spawn_with_pipes(program),
    };
    spawned.map_err(|why| {
        let why = format!("the engine `{}` cannot be started: {why}", program.path.display());
        Diagnostic::error("no-engine", Place::Everywhere, why)
    })
}

fn spawn_with_pipes(program: &EngineProgram) -> std::io::Result<Spawned> {
    let mut command = command(program);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let lost = || std::io::Error::other("the system gave no pipes");
    let (to, from) = (child.stdin.take().ok_or_else(lost)?, child.stdout.take().ok_or_else(lost)?);
    let outbox = Outbox::start(Box::new(Pipe(Mutex::new(to))))?;
    Ok((child, outbox, Inlet::Pipe(BufReader::new(from)), Watched::Not))
}

fn command(program: &EngineProgram) -> std::process::Command {
    let mut command = std::process::Command::new(&program.path);
    command.args(&program.arguments);
    command
}

impl Inlet {
    /// Waits for the next event; none where there are no more.
    pub(super) fn next(&mut self, life: &Arc<Life>) -> Result<Option<Event>, Diagnostic> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Shared(shared) => shared.next(life),
            Self::Pipe(pipe) => {
                _ = life;
                Ok(read(pipe)?.map(|(event, _)| event))
            }
        }
    }
}

/// An event with its payload in it; and where its bytes lie, if that is elsewhere.
fn read(from: &mut impl Read) -> Result<Option<(Event, Option<crate::session::message::BlobPlace>)>, Diagnostic> {
    let Some(frame) = Frame::read(from)? else { return Ok(None) };
    let mut event: Event = frame.message()?;
    let mut place = None;
    if let Some(blob) = event.blob_mut() {
        place = blob.place();
        if place.is_none() {
            *blob = Blob::copied(&frame.payload);
        }
    }
    Ok(Some((event, place)))
}

impl Watched {
    /// Whether it is dead or dying; none where that cannot be seen.
    pub(super) fn is_dead(&self) -> Option<bool> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Shared(sight) => sight.is_dead(),
            Self::Not => None,
        }
    }

    /// What it said of its death.
    pub(super) fn cause(&self) -> Option<Cause> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Shared(sight) => sight.cause(),
            Self::Not => None,
        }
    }

    /// What ran on its threads.
    pub(super) fn suspects(&self) -> Vec<Suspect> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Shared(sight) => sight.suspects(),
            Self::Not => Vec::new(),
        }
    }

    /// Takes no more of it than what has come already.
    pub(super) fn hang_up(&self) {
        match self {
            #[cfg(target_os = "linux")]
            Self::Shared(sight) => sight.hang_up(),
            Self::Not => {}
        }
    }
}
