//! The side of the engine: takes commands, and sees to it that somebody works on them. What is quick is answered here.

use std::collections::HashMap;
use std::fs;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Instant, UNIX_EPOCH};

use super::handle::{Link, Sent};
use super::jobs::{Job, Jobs, Why};
use super::message::{Command, DocumentText, Event, Hello, PROTOCOL, PluginState, Suspect};
use super::mirror;
use super::recorder::Recorder;
use crate::diagnostic::{Diagnostic, Place};
use crate::engine::{Document, Engine, EngineConfig};
use crate::graph::{Edit, Graph};
use crate::plan::Scale;
use crate::plugins::PluginStatus;
use crate::run::{Ended, RunEvent};

/// Where events go. Called from any thread.
pub(super) type Tell = Arc<dyn Fn(Event) + Send + Sync>;

/// What happens when a step does not answer stop: here nobody can end it but whoever owns the process.
pub(super) type OnHung = Box<dyn Fn() + Send + Sync>;

/// An engine, its document, and what it has to do.
pub(super) struct Host {
    pub(super) config: EngineConfig,
    engine: Mutex<Arc<Engine>>,
    document: Mutex<Opened>,
    jobs: Mutex<Jobs>,
    /// The document of each run that waits, as it was when the run was asked for: whoever queues a run means what is shown then.
    meant: Mutex<HashMap<u64, Opened>>,
    /// There is something to do, or never again.
    pub(super) work: Condvar,
    /// Somebody pressed stop.
    pub(super) pressed: Condvar,
    pub(super) recorder: Arc<Recorder>,
    pub(super) on_hung: OnHung,
    tell: Tell,
}

/// The document, as far as it could be read.
#[derive(Clone)]
pub(super) struct Opened {
    pub(super) revision: u64,
    /// Or the mistakes in its text.
    pub(super) document: Result<Arc<Document>, Vec<Diagnostic>>,
}

/// Whether more commands are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    Go,
    End,
    /// There is no understanding with whoever sends them.
    Refuse(Diagnostic),
}

impl Host {
    /// Finds plugins, says `hello` and `ready`, and starts the threads that work.
    pub(super) fn start(config: EngineConfig, recorder: Arc<Recorder>, on_hung: OnHung, tell: Tell) -> Arc<Self> {
        tell(Event::Hello(Hello::of_engine(&config.gpu)));
        let (engine, told) = Engine::new(config.clone());
        let no_document = Diagnostic::error("no-document", Place::Everywhere, "there is no document yet");
        let host = Arc::new(Self {
            config,
            engine: Mutex::new(Arc::new(engine)),
            document: Mutex::new(Opened { revision: 0, document: Err(vec![no_document]) }),
            jobs: Mutex::default(),
            meant: Mutex::default(),
            work: Condvar::new(),
            pressed: Condvar::new(),
            recorder,
            on_hung,
            tell,
        });
        host.tell_ready(told);
        for (name, duty) in [("weft-work", Self::work as fn(&Self)), ("weft-watch", Self::watch)] {
            let own = Arc::clone(&host);
            let started = thread::Builder::new().name(name.to_owned()).spawn(move || duty(&own));
            if let Err(error) = started {
                let why = format!("no thread can be started: {error}");
                host.tell(Event::Ended { why: Diagnostic::error("no-threads", Place::Everywhere, why) });
                host.close();
            }
        }
        host
    }

    /// Does what is quick, and queues the rest.
    pub(super) fn take(&self, command: Command) -> Next {
        match command {
            Command::Hello(hello) if hello.protocol != PROTOCOL => {
                let why = format!("this engine speaks protocol {PROTOCOL}, but you speak {}", hello.protocol);
                let why = Diagnostic::error("other-protocol", Place::Everywhere, why);
                return Next::Refuse(why.hint("use programs of the same release"));
            }
            Command::Hello(_) | Command::Release { .. } => {}
            Command::Document(text) => self.open(&text),
            Command::Edit { revision, edit } => self.edit(revision, edit),
            Command::Check => self.check(),
            Command::Run(asked) => {
                self.meant().insert(asked.run, self.opened());
                self.add(Job::Run(asked));
            }
            Command::RunNext { run } => self.jobs().hurry(run),
            Command::Stop { run } => self.stop(|job| job.id().is_some() && (run.is_none() || job.id() == run)),
            Command::Preview(asked) => {
                if self.jobs().current().is_none() || !self.glance(&asked) {
                    self.add(Job::Preview(asked));
                }
            }
            Command::CloseViewer { viewer } => {
                self.stop(|job| matches!(job, Job::Preview(preview) if preview.viewer == viewer));
            }
            Command::Catalog => self.tell(Event::Catalog { kinds: self.engine().catalog().kinds().to_vec() }),
            Command::Plugins => self.tell(self.plugins(Vec::new())),
            Command::ReloadPlugins => self.add(Job::Reload),
            Command::Hash => self.hash(),
            Command::Retry => {
                self.recorder.release_all();
                self.engine().workers().forget_failures();
            }
            Command::Quarantine { steps } => self.recorder.quarantine(&steps),
            Command::Ping { token } => self.tell(Event::Pong { token }),
            Command::Quit => return Next::End,
        }
        Next::Go
    }

    /// Ends what runs, and takes nothing any more.
    pub(super) fn close(&self) {
        self.jobs().close(Instant::now());
        self.work.notify_all();
        self.pressed.notify_all();
    }

    pub(super) fn tell(&self, event: Event) {
        (self.tell)(event);
    }

    pub(super) fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn engine(&self) -> Arc<Engine> {
        Arc::clone(&self.engine.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The document as it is now. Let go of it soon: an edit that comes meanwhile has to copy it.
    pub(super) fn opened(&self) -> Opened {
        self.document().clone()
    }

    /// The document that a run is of.
    pub(super) fn opened_for(&self, run: u64) -> Opened {
        let meant = self.meant().remove(&run);
        meant.unwrap_or_else(|| self.opened())
    }

    fn meant(&self) -> MutexGuard<'_, HashMap<u64, Opened>> {
        self.meant.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn document(&self) -> MutexGuard<'_, Opened> {
        self.document.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, text: &DocumentText) {
        let graph = Graph::parse_file(&text.name, &text.text);
        let document = graph.map(|graph| Arc::new(Document { graph, folder: text.folder.clone() }));
        *self.document() = Opened { revision: text.revision, document };
        self.check();
    }

    fn edit(&self, revision: u64, edit: Edit) {
        let mut opened = self.document();
        let before = opened.revision;
        let made = match &mut opened.document {
            _ if before.checked_add(1) != Some(revision) => {
                let why = format!("the document is at revision {before}, so the next one is not {revision}");
                Err(Diagnostic::error("out-of-step", Place::Everywhere, why))
            }
            Ok(document) => Arc::make_mut(document).graph.apply(edit).map(|_| ()),
            Err(told) => {
                let no_graph = || Diagnostic::error("no-document", Place::Everywhere, "there is no document yet");
                Err(told.first().cloned().unwrap_or_else(no_graph))
            }
        };
        match made {
            Ok(()) => opened.revision = revision,
            Err(why) => {
                drop(opened);
                self.tell(Event::OutOfStep { revision: before, why });
            }
        }
    }

    fn check(&self) {
        let Opened { revision, document } = self.opened();
        let planned = document.and_then(|document| self.engine().plan(&document, &[], Scale::Full));
        let told = planned.map_or_else(|told| told, |plan| plan.told().to_vec());
        self.tell(Event::Told { revision, told });
    }

    fn hash(&self) {
        let Opened { revision, document } = self.opened();
        let hash = document.map(|document| mirror::hash(&document.graph)).unwrap_or_default();
        self.tell(Event::Hash { revision, hash });
    }

    fn add(&self, job: Job) {
        let gone = self.jobs().add(job, Instant::now());
        self.work.notify_one();
        self.pressed.notify_one();
        gone.iter().for_each(|job| self.tell_gone(job, Why::Replaced));
    }

    /// Ends what a job makes needless that is done otherwise.
    pub(super) fn replace(&self, job: &Job) {
        let gone = self.jobs().replace(job, Instant::now());
        self.pressed.notify_one();
        gone.iter().for_each(|job| self.tell_gone(job, Why::Replaced));
    }

    fn stop(&self, chosen: impl Fn(&Job) -> bool) {
        let gone = self.jobs().stop(chosen, Instant::now());
        self.pressed.notify_one();
        gone.iter().for_each(|job| self.tell_gone(job, Why::Stopped));
    }

    /// The last event of a job that never began.
    pub(super) fn tell_gone(&self, job: &Job, why: Why) {
        match job {
            Job::Run(run) => {
                self.meant().remove(&run.run);
                let event = RunEvent::ended(Ended::Cancelled);
                self.tell(Event::Run { run: run.run, event });
            }
            Job::Preview(preview) => {
                let told = vec![why.told()];
                let (viewer, request, revision) = (preview.viewer, preview.request, self.document().revision);
                self.tell(Event::NoPreview { viewer, request, revision, told });
            }
            Job::Reload => {}
        }
    }

    fn tell_ready(&self, told: Vec<Diagnostic>) {
        let list = self.engine().plugins().list();
        let ready = list.iter().filter(|plugin| plugin.status == PluginStatus::Ready).count();
        self.tell(Event::Ready { plugins: u32::try_from(ready).unwrap_or(u32::MAX), told });
    }

    /// Looks for plugins again.
    pub(super) fn reload(&self) {
        let (engine, told) = Engine::new(self.config.clone());
        *self.engine.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(engine);
        self.tell_ready(told.clone());
        self.tell(self.plugins(told));
    }

    fn plugins(&self, told: Vec<Diagnostic>) -> Event {
        let state = |plugin: crate::plugins::PluginInfo| PluginState {
            written: fs::metadata(&plugin.path)
                .and_then(|file| file.modified())
                .ok()
                .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
                .map(|age| age.as_secs()),
            path: plugin.path,
            status: plugin.status,
            about: plugin.about,
            sha256: plugin.sha256,
            kinds: plugin.kinds,
        };
        Event::Plugins { plugins: self.engine().plugins().list().into_iter().map(state).collect(), told }
    }

    /// What runs on each thread.
    pub(super) fn suspects(&self) -> Vec<Suspect> {
        self.recorder.suspects()
    }
}

impl Why {
    pub(super) fn told(self) -> Diagnostic {
        match self {
            Self::Replaced => Diagnostic::note("replaced", Place::Everywhere, "a newer request took its place"),
            Self::Stopped => Diagnostic::note("cancelled", Place::Everywhere, "it was stopped"),
        }
    }
}

/// The way to an engine in this process.
pub(super) struct Local(Sender<Command>);

impl Local {
    pub(super) fn start(config: EngineConfig, tell: Tell) -> Self {
        let (to, commands) = channel();
        let told = Arc::clone(&tell);
        let serve = move || {
            let host = Host::start(config, Arc::new(Recorder::private()), Box::new(|| ()), tell);
            while let Ok(command) = commands.recv() {
                match host.take(command) {
                    Next::Go => {}
                    Next::End => break,
                    Next::Refuse(why) => {
                        host.tell(Event::Ended { why });
                        break;
                    }
                }
            }
            host.close();
        };
        if let Err(error) = thread::Builder::new().name("weft-session".to_owned()).spawn(serve) {
            let why = format!("no thread can be started: {error}");
            told(Event::Ended { why: Diagnostic::error("no-threads", Place::Everywhere, why) });
        }
        Self(to)
    }
}

impl Link for Local {
    fn send(&self, command: Command) -> Sent {
        // Once the engine has ended, `ended` has said so.
        _ = self.0.send(command);
        Sent::Yes
    }
}
