//! An engine in a child process that may die: a new one takes its place, gets the document, and nobody loses more than the
//! step that did it.

mod inlet;
mod life;
mod open;
mod outbox;
mod quarantine;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::handle::{Link, Sent, Session};
use super::inbox::{Inbox, Wake};
use super::message::{Cause, Command, Crash, Event, Hello};
use super::mirror::Mirror;
use crate::diagnostic::{Diagnostic, Place};
use life::{Death, Life};
use open::{Open, is_question};
use quarantine::Quarantine;

/// The program that serves as an engine, such as `weft engine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineProgram {
    /// Absolute.
    pub path: PathBuf,
    /// What stands behind it.
    pub arguments: Vec<String>,
    /// How pixels come over.
    pub transport: Transport,
}

/// How pixels come over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transport {
    /// In shared memory where the system has it, else through the pipe.
    #[default]
    Shared,
    /// Through the pipe. Where nobody can look into the memory of a process that has died, less is known of its death.
    Pipe,
}

/// Deaths in a row soon after the start and with nothing to run, after which no new one is started: most likely the document
/// alone is too much for a plugin.
const STILLBORN_MAX: u32 = 5;
/// Later is not soon.
const INFANCY: Duration = Duration::from_secs(5);
/// How often a busy engine is asked whether it still hears.
const BEAT: Duration = Duration::from_secs(1);
/// An engine that has not answered for so long never will: even a million nodes are planned in less.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// Tokens of pings from here on are the supervisor's own.
const OWN_TOKENS: u64 = 1 << 63;

/// What the supervisor's thread hears.
enum Heard {
    /// An engine died, or closed its pipe.
    Died(u64),
    /// Somebody wants other plugins.
    Reload,
    /// Nobody wants anything any more.
    Quit,
}

/// The side that lives on.
struct Supervisor {
    program: EngineProgram,
    inbox: Arc<Inbox>,
    mirror: Arc<Mutex<Mirror>>,
    state: Mutex<State>,
    to_thread: Mutex<Sender<Heard>>,
}

/// The present engine and what is asked of it.
struct State {
    life: Option<Arc<Life>>,
    /// Commands for the next engine, while there is none.
    held: Vec<Command>,
    open: Open,
    quarantine: Quarantine,
    /// When the present engine last answered.
    heard: Instant,
    over: bool,
}

impl Session {
    /// An engine in a child process, started at once, and started anew when it dies. The first events are `hello` and
    /// `ready`, or `ended` where it cannot be started at all.
    #[must_use]
    pub fn in_child(program: EngineProgram, wake: Wake) -> Self {
        let inbox = Arc::new(Inbox::new(wake));
        let mirror = Arc::<Mutex<Mirror>>::default();
        let (to, heard) = channel();
        let supervisor = Arc::new(Supervisor {
            program,
            inbox: Arc::clone(&inbox),
            mirror: Arc::clone(&mirror),
            state: Mutex::new(State {
                life: None,
                held: Vec::new(),
                open: Open::default(),
                quarantine: Quarantine::default(),
                heard: Instant::now(),
                over: false,
            }),
            to_thread: Mutex::new(to),
        });
        let own = Arc::clone(&supervisor);
        // A child ends with the thread that started it, so this one starts them all.
        if let Err(error) = thread::Builder::new().name("weft-supervisor".to_owned()).spawn(move || own.watch(&heard)) {
            supervisor.end(Diagnostic::error(
                "no-threads",
                Place::Everywhere,
                format!("no thread can be started: {error}"),
            ));
        }
        Self::new(Box::new(To(supervisor)), inbox, mirror)
    }
}

/// The way to an engine in a child.
struct To(Arc<Supervisor>);

impl Link for To {
    fn send(&self, command: Command) -> Sent {
        match command {
            Command::Quit => self.0.say(Heard::Quit),
            Command::ReloadPlugins => self.0.say(Heard::Reload),
            command => return self.0.pass_on(command),
        }
        Sent::Yes
    }
}

impl Supervisor {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To the supervisor's thread.
    fn say(&self, heard: Heard) {
        // Once the thread has ended, `ended` has said so.
        drop(self.to_thread.lock().unwrap_or_else(PoisonError::into_inner).send(heard));
    }

    /// To the engine, or to the next one.
    fn pass_on(&self, command: Command) -> Sent {
        let mut state = self.state();
        if state.over {
            return Sent::Yes;
        }
        state.open.sent(&command);
        if command == Command::Retry {
            state.quarantine.forget();
        }
        match &state.life {
            Some(life) => return life.send(&command),
            // The next engine gets the document as it is then, and all that is open.
            None if matches!(command, Command::Document(_) | Command::Edit { .. }) || is_question(&command) => {}
            None => state.held.push(command),
        }
        Sent::Yes
    }

    /// Starts engines and waits for their deaths, until the session is over.
    fn watch(self: &Arc<Self>, heard: &Receiver<Heard>) {
        let mut generation = 0;
        let mut stillborn = 0;
        self.start(generation);
        loop {
            match heard.recv_timeout(BEAT) {
                Ok(Heard::Died(of)) if of == generation => {
                    generation += 1;
                    stillborn = if self.bury_and_start(generation) { 0 } else { stillborn + 1 };
                    if stillborn >= STILLBORN_MAX {
                        let why = format!("the engine `{}` dies as soon as it starts", self.program.path.display());
                        self.end(
                            Diagnostic::error("engine-dies", Place::Everywhere, why)
                                .hint("start it by hand to see what it says"),
                        );
                    }
                }
                Ok(Heard::Died(_)) => {}
                Ok(Heard::Reload) => {
                    generation += 1;
                    self.start_for_plugins(generation);
                }
                Err(RecvTimeoutError::Timeout) => self.beat(),
                Ok(Heard::Quit) | Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.state().over {
                break;
            }
        }
        let mut state = self.state();
        state.over = true;
        let life = state.life.take();
        drop(state);
        if let Some(life) = life {
            life.dismiss();
        }
    }

    /// Starts an engine and makes it the present one.
    fn start(self: &Arc<Self>, generation: u64) {
        match Life::start(&self.program, generation, Arc::clone(self)) {
            Ok(life) => self.install(&life),
            Err(told) => self.end(told),
        }
    }

    /// Gives a new engine what the old one knew, and what came meanwhile.
    fn install(self: &Arc<Self>, life: &Arc<Life>) {
        // The document before the state, as whoever edits takes them.
        let mirror = self.mirror.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.state();
        life.send(&Command::Hello(Hello::ours()));
        let quarantined = state.quarantine.steps();
        if !quarantined.is_empty() {
            life.send(&Command::Quarantine { steps: quarantined });
        }
        mirror.whole().map(|document| life.send(&document));
        let held = std::mem::take(&mut state.held);
        for command in state.open.questions().iter().chain(&held) {
            life.send(command);
        }
        state.heard = Instant::now();
        state.life = Some(Arc::clone(life));
        drop(state);
        drop(mirror);
        life.listen();
    }

    /// The engine is dead, or will be in a moment. Gives whether it had something to do.
    fn bury_and_start(self: &Arc<Self>, generation: u64) -> bool {
        let Some(old) = self.state().life.take() else { return false };
        // The new one starts while the system still takes the old one apart.
        let new = Life::start(&self.program, generation, Arc::clone(self));
        let death = old.bury();
        let mut state = self.state();
        let runs = state.open.take_all();
        let was_busy = !runs.is_empty() || old.age() > INFANCY;
        let quarantined = state.quarantine.died_of(&death.suspects);
        drop(state);
        let message = death.message();
        let Death { cause, suspects } = death;
        self.inbox.put(Event::Crashed(Crash { cause, message, suspects, runs }));
        quarantined.into_iter().for_each(|suspect| self.inbox.put(Event::Quarantined(suspect)));
        match new {
            Ok(life) => self.install(&life),
            Err(told) => self.end(told),
        }
        was_busy
    }

    /// A new engine that looks for plugins again; what the old one was asked for is cancelled.
    fn start_for_plugins(self: &Arc<Self>, generation: u64) {
        let mut state = self.state();
        let old = state.life.take();
        let last_words = state.open.cancel_all();
        state.open.sent(&Command::Plugins);
        drop(state);
        let new = Life::start(&self.program, generation, Arc::clone(self));
        if let Some(old) = old {
            old.kill();
            old.bury();
        }
        last_words.into_iter().for_each(|event| self.inbox.put(event));
        match new {
            Ok(life) => self.install(&life),
            Err(told) => self.end(told),
        }
    }

    /// Asks the engine whether it still hears, and ends it where it has not for long.
    fn beat(&self) {
        let state = self.state();
        let Some(life) = state.life.as_ref().filter(|_| !state.open.is_empty()) else { return };
        if life.is_waiting() && state.heard.elapsed() > SILENCE_MAX {
            life.kill();
        } else {
            life.ask(OWN_TOKENS);
        }
    }

    /// An event of an engine; those of an earlier one come too late.
    fn take(&self, generation: u64, event: Event) {
        let mut state = self.state();
        state.heard = Instant::now();
        let is_late = state.life.as_ref().is_some_and(|life| life.generation() != generation);
        if is_late || matches!(event, Event::Pong { token } if token >= OWN_TOKENS) || !state.open.is_told(&event) {
            return;
        }
        let resend = matches!(event, Event::OutOfStep { .. });
        // In the order in which they came, so under the lock.
        self.inbox.put(event);
        drop(state);
        if resend {
            let mirror = self.mirror.lock().unwrap_or_else(PoisonError::into_inner);
            mirror.whole().map(|document| self.pass_on(document));
        }
    }

    fn end(&self, why: Diagnostic) {
        self.state().over = true;
        self.inbox.put(Event::Ended { why });
    }
}

impl Death {
    /// A sentence for a person.
    fn message(&self) -> String {
        let how = match &self.cause {
            Cause::Signal { name, .. } => format!("ended by {name}"),
            Cause::Exit { code } => format!("left with exit code {code}"),
            Cause::Hung => "did not answer stop and was ended".to_owned(),
            Cause::Closed => "had its pipe closed".to_owned(),
            Cause::Unknown => "ended".to_owned(),
        };
        match self.suspects.first() {
            Some(first) if first.culprit => {
                format!("the engine {how} in `{}` ({}, plugin `{}`)", first.node, first.kind, first.plugin)
            }
            Some(_) => {
                let names: Vec<String> = self.suspects.iter().map(|each| format!("`{}`", each.node)).collect();
                format!("the engine {how} while {} ran", names.join(" and "))
            }
            None => format!("the engine {how}; no node ran"),
        }
    }
}
