//! The ends of the pipe in an engine where there is no shared memory: standard input and output, bytes and all.

use std::io::{self, BufReader, Stdin, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::ChildLimits;
use crate::diagnostic::Diagnostic;
use crate::session::frame;
use crate::session::message::{Blob, Event};
use crate::session::recorder::Recorder;

/// Where events go.
pub(super) struct Ends {
    out: Mutex<io::Stdout>,
    recorder: Arc<Recorder>,
}

impl Ends {
    pub(super) fn take(_: ChildLimits) -> Result<(Self, BufReader<Stdin>), Diagnostic> {
        let ends = Self { out: Mutex::new(io::stdout()), recorder: Arc::new(Recorder::private()) };
        Ok((ends, BufReader::new(io::stdin())))
    }

    pub(super) fn recorder(&self) -> Arc<Recorder> {
        Arc::clone(&self.recorder)
    }

    /// Sends an event. Where that is not possible there is nobody to work for.
    pub(super) fn tell(&self, mut event: Event) {
        let payload = event.blob_mut().map(|blob| blob.clone());
        let bytes = payload.as_ref().map_or(&[][..], Blob::bytes);
        let head = frame::head(&event, bytes.len()).or_else(|why| frame::head(&Event::Ended { why }, 0));
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = head.map_err(io::Error::other).and_then(|head| {
            out.write_all(&head)?;
            out.write_all(bytes)?;
            out.flush()
        });
        if sent.is_err() {
            std::process::exit(0);
        }
    }

    pub(super) fn release(&self, _: u32) {}

    pub(super) fn end_hung(&self) {
        std::process::abort();
    }

    pub(super) fn leave(&self) -> ! {
        std::process::exit(0)
    }
}
