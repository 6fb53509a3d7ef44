//! Commands on their way to a child. Whoever sends never waits: what the child does not take at once, a thread sends later.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Where the bytes go.
pub(super) trait Way: Send + Sync + 'static {
    /// Sends as much as goes at once; 0 where nothing does.
    fn send_at_once(&self, bytes: &[u8]) -> io::Result<usize>;
    /// Sends all, waiting as long as it takes.
    fn send_all(&self, bytes: &[u8]) -> io::Result<()>;
}

/// Bytes that wait.
pub(super) struct Outbox {
    waiting: Mutex<Waiting>,
    came: Condvar,
    way: Box<dyn Way>,
}

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    /// The thread sends earlier bytes now, so later ones have to wait.
    busy: bool,
    closed: bool,
}

impl Outbox {
    pub(super) fn start(way: Box<dyn Way>) -> io::Result<Arc<Self>> {
        let outbox = Arc::new(Self { waiting: Mutex::default(), came: Condvar::new(), way });
        let own = Arc::clone(&outbox);
        thread::Builder::new().name("weft-outbox".to_owned()).spawn(move || own.send_waiting())?;
        Ok(outbox)
    }

    pub(super) fn send(&self, parts: &[&[u8]]) {
        let mut waiting = self.lock();
        for mut part in parts.iter().copied() {
            while !part.is_empty() && waiting.bytes.is_empty() && !waiting.busy {
                match self.way.send_at_once(part) {
                    Ok(0) => break,
                    Ok(sent) => part = &part[sent..],
                    // The child is dead, and somebody will say so.
                    Err(_) => return,
                }
            }
            waiting.bytes.extend_from_slice(part);
        }
        if !waiting.bytes.is_empty() {
            self.came.notify_one();
        }
    }

    /// Lets the thread go, and forgets what waits.
    pub(super) fn close(&self) {
        let mut waiting = self.lock();
        waiting.closed = true;
        waiting.bytes.clear();
        self.came.notify_one();
    }

    fn send_waiting(&self) {
        let mut waiting = self.lock();
        while !waiting.closed {
            if waiting.bytes.is_empty() {
                waiting = self.came.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let bytes = std::mem::take(&mut waiting.bytes);
            waiting.busy = true;
            drop(waiting);
            let sent = self.way.send_all(&bytes);
            waiting = self.lock();
            waiting.busy = false;
            if sent.is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pipe that cannot be asked how much it takes.
pub(super) struct Pipe(pub(super) Mutex<std::process::ChildStdin>);

impl Way for Pipe {
    fn send_at_once(&self, _: &[u8]) -> io::Result<usize> {
        Ok(0)
    }

    fn send_all(&self, bytes: &[u8]) -> io::Result<()> {
        let mut pipe = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pipe.write_all(bytes)?;
        pipe.flush()
    }
}
