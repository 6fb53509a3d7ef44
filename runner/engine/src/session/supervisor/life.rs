//! One child from its start to its end.

use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::inlet::{Inlet, Watched};
use super::outbox::Outbox;
use super::{EngineProgram, Heard, Supervisor};
use crate::diagnostic::Diagnostic;
use crate::session::frame;
use crate::session::handle::Sent;
use crate::session::message::{Cause, Command, Suspect};

/// A child.
pub(super) struct Life {
    generation: u64,
    child: Mutex<Child>,
    pub(super) outbox: Arc<Outbox>,
    inlet: Mutex<Option<Inlet>>,
    listener: Mutex<Option<JoinHandle<()>>>,
    watched: Watched,
    began: Instant,
    /// It was asked whether it hears, and has not answered.
    asked: AtomicBool,
    supervisor: Arc<Supervisor>,
}

/// How a child died, as far as it is known.
pub(super) struct Death {
    pub(super) cause: Cause,
    pub(super) suspects: Vec<Suspect>,
}

/// So long the system may take to say how a process ended. With much memory it takes longer, and then it is not worth
/// waiting for.
const VERDICT_WAIT: Duration = Duration::from_millis(10);
/// So long a child may take to end when it is told to.
const FAREWELL: Duration = Duration::from_secs(3);

impl Life {
    pub(super) fn start(
        program: &EngineProgram,
        generation: u64,
        supervisor: Arc<Supervisor>,
    ) -> Result<Arc<Self>, Diagnostic> {
        let (child, outbox, inlet, watched) = super::inlet::spawn(program)?;
        Ok(Arc::new(Self {
            generation,
            child: Mutex::new(child),
            outbox,
            inlet: Mutex::new(Some(inlet)),
            listener: Mutex::default(),
            watched,
            began: Instant::now(),
            asked: AtomicBool::new(false),
            supervisor,
        }))
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// How long it has lived.
    pub(super) fn age(&self) -> Duration {
        self.began.elapsed()
    }

    /// Whether it was asked something and has not answered.
    pub(super) fn is_waiting(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Asks whether it still hears.
    pub(super) fn ask(&self, token: u64) {
        self.asked.store(true, Ordering::Relaxed);
        self.send(&Command::Ping { token });
    }

    /// Sends a command, without waiting.
    pub(super) fn send(&self, command: &Command) -> Sent {
        // The text of a document may be long, and JSON would make it longer.
        let stripped = match command {
            Command::Document(document) => {
                let mut head = document.clone();
                let text = std::mem::take(&mut head.text);
                Some((Command::Document(head), text))
            }
            _ => None,
        };
        let (message, payload) = stripped.as_ref().map_or((command, ""), |(head, text)| (head, text));
        match frame::head(message, payload.len()) {
            Ok(head) => {
                self.outbox.send(&[&head, payload.as_bytes()]);
                Sent::Yes
            }
            Err(_) => Sent::TooLarge,
        }
    }

    /// Begins to listen to it.
    pub(super) fn listen(self: &Arc<Self>) {
        let Some(mut inlet) = lock(&self.inlet).take() else { return };
        let own = Arc::clone(self);
        let listen = move || {
            // A message that cannot be read is as bad as no more messages.
            while let Ok(Some(event)) = inlet.next(&own) {
                own.asked.store(false, Ordering::Relaxed);
                own.supervisor.take(own.generation, event);
            }
            own.has_died();
        };
        match thread::Builder::new().name("weft-listen".to_owned()).spawn(listen) {
            Ok(listener) => *lock(&self.listener) = Some(listener),
            Err(_) => self.has_died(),
        }
    }

    /// Says so.
    pub(super) fn has_died(&self) {
        self.supervisor.say(Heard::Died(self.generation));
    }

    pub(super) fn kill(&self) {
        // One that is dead already cannot be killed.
        drop(lock(&self.child).kill());
    }

    /// Learns how it died, and makes sure that it is dead. What it said before is heard to the end.
    pub(super) fn bury(self: &Arc<Self>) -> Death {
        let dies = self.watched.is_dead();
        if dies == Some(false) {
            self.kill();
        }
        self.watched.hang_up();
        self.outbox.close();
        let listener = lock(&self.listener).take();
        // Everybody but the listener itself may wait for it.
        if let Some(listener) = listener.filter(|listener| listener.thread().id() != thread::current().id()) {
            drop(listener.join());
        }
        let cause = match self.watched.cause() {
            Some(cause) => cause,
            None if dies == Some(false) => Cause::Closed,
            None => self.verdict().map_or(Cause::Unknown, cause_of),
        };
        let own = Arc::clone(self);
        let reap = move || {
            own.kill();
            drop(lock(&own.child).wait());
        };
        // Without a thread the system keeps a line about it until this process ends.
        drop(thread::Builder::new().name("weft-reaper".to_owned()).spawn(reap));
        Death { cause, suspects: self.watched.suspects() }
    }

    /// Tells it to end, and sees that it does.
    pub(super) fn dismiss(self: &Arc<Self>) {
        self.send(&Command::Quit);
        let own = Arc::clone(self);
        let see = move || {
            let began = Instant::now();
            while began.elapsed() < FAREWELL && matches!(lock(&own.child).try_wait(), Ok(None)) {
                thread::sleep(Duration::from_millis(2));
            }
            own.watched.hang_up();
            own.outbox.close();
            own.kill();
            drop(lock(&own.child).wait());
        };
        if thread::Builder::new().name("weft-reaper".to_owned()).spawn(see).is_err() {
            self.kill();
        }
    }

    fn verdict(&self) -> Option<ExitStatus> {
        let began = Instant::now();
        loop {
            match lock(&self.child).try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if began.elapsed() < VERDICT_WAIT => {}
                Ok(None) | Err(_) => return None,
            }
            thread::sleep(Duration::from_micros(200));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn cause_of(status: ExitStatus) -> Cause {
    #[cfg(unix)]
    if let Some(number) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return signal(number);
    }
    status.code().map_or(Cause::Unknown, |code| Cause::Exit { code })
}

/// A signal with its name.
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has signals"))]
pub(super) fn signal(number: i32) -> Cause {
    let name = match number {
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        31 => "SIGSYS",
        _ => "a signal",
    };
    Cause::Signal { number, name: name.to_owned() }
}
