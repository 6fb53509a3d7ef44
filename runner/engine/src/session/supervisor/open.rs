//! What was asked for and has no last event yet.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place};
use crate::run::{Ended, RunEvent};
use crate::session::message::{Command, Event};

#[derive(Default)]
pub(super) struct Open {
    /// Runs, and previews with their viewers, by their numbers. They end with their engine.
    requests: BTreeMap<u64, Option<u64>>,
    /// What the next engine can answer as well.
    questions: Vec<Command>,
}

impl Open {
    pub(super) fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.questions.is_empty()
    }

    /// Questions that no engine has answered.
    pub(super) fn questions(&self) -> &[Command] {
        &self.questions
    }

    /// Remembers what a command asks for.
    pub(super) fn sent(&mut self, command: &Command) {
        match command {
            Command::Run(run) => _ = self.requests.insert(run.run, None),
            Command::Preview(preview) => _ = self.requests.insert(preview.request, Some(preview.viewer)),
            command if is_question(command) => self.questions.push(command.clone()),
            _ => {}
        }
    }

    /// Whether whoever listens should hear this event: nothing of a request after its last one.
    pub(super) fn is_told(&mut self, event: &Event) -> bool {
        match event {
            Event::Run { run, event: RunEvent::RunEnded { .. } } | Event::Refused { run, .. } => {
                self.requests.remove(run).is_some()
            }
            Event::Run { run, .. } | Event::Hung { run, .. } => self.requests.contains_key(run),
            Event::Preview(preview) => self.requests.remove(&preview.request).is_some(),
            Event::NoPreview { request, .. } => self.requests.remove(request).is_some(),
            answer => {
                let asked = self.questions.iter().position(|question| answers(question, answer));
                asked.map(|at| self.questions.remove(at));
                true
            }
        }
    }

    /// All of them, which end without a last event.
    pub(super) fn take_all(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.requests).into_keys().collect()
    }

    /// The last event of each, as they are cancelled.
    pub(super) fn cancel_all(&mut self) -> Vec<Event> {
        let last = |(number, viewer): (u64, Option<u64>)| match viewer {
            None => Event::Run { run: number, event: RunEvent::ended(Ended::Cancelled) },
            Some(viewer) => Event::NoPreview {
                viewer,
                request: number,
                revision: 0,
                told: vec![Diagnostic::note("cancelled", Place::Everywhere, "the engine was started anew")],
            },
        };
        std::mem::take(&mut self.requests).into_iter().map(last).collect()
    }
}

/// Whether a command asks for one answer that depends on nothing but the document and the plugins.
pub(super) fn is_question(command: &Command) -> bool {
    matches!(command, Command::Check | Command::Catalog | Command::Plugins | Command::Hash | Command::Ping { .. })
}

fn answers(question: &Command, event: &Event) -> bool {
    match (question, event) {
        (Command::Check, Event::Told { .. })
        | (Command::Catalog, Event::Catalog { .. })
        | (Command::Plugins, Event::Plugins { .. })
        | (Command::Hash, Event::Hash { .. }) => true,
        (Command::Ping { token }, Event::Pong { token: other }) => token == other,
        _ => false,
    }
}
