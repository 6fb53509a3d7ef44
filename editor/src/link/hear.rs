//! Events of the session become what `Live` knows.

use std::sync::Arc;

use weft_engine::catalog::Catalog;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::graph::{Name, Wire};
use weft_engine::plan::Scale;
use weft_engine::run::{Ended, Origin, RanOn, RunEvent};
use weft_engine::session::{Command, Crash, Event, Preview, Shown};

use super::Link;
use super::pictures::{Seen, seen};
use crate::live::{Answer, LogLine, NodeState, Progress, Slot, Which};
use crate::state::State;
use crate::words;

impl Link {
    pub(super) fn hear(&mut self, state: &mut State, ctx: &egui::Context) {
        while let Some(event) = self.session.try_next() {
            match event {
                Event::Ready { plugins, told } => self.ready(state, plugins, &told),
                Event::Catalog { kinds } => {
                    state.take_catalog(Catalog::new(kinds.iter().map(Arc::clone)));
                    self.asked.clear();
                }
                Event::Told { told, .. } => mistakes(state, &told),
                Event::OutOfStep { .. } => {
                    if let Some(document) = state.document_mut() {
                        document.tell_all();
                    }
                }
                // Nobody has asked for these; how long they take says nothing of the nodes.
                Event::Run { run, .. } if self.is_warming(run) => {}
                Event::Run { run, event } => self.run_event(state, run, event),
                Event::Refused { run, told, .. } => {
                    self.runs.retain(|other| *other != run);
                    let why = told.first().map_or_else(String::new, |told| words::sentence(&told.message));
                    state.live.queue.begin(run);
                    state.live.queue.end(run, &why);
                    mistakes(state, &told);
                    state.live.progress = None;
                    if let Some(first) = told.first() {
                        state.warn_of(first);
                    }
                }
                Event::Preview(preview) => self.preview(state, ctx, preview),
                Event::NoPreview { request, told, .. } => self.no_preview(state, request, &told),
                Event::Hung { suspects, .. } => {
                    if let Some(suspect) = suspects.first() {
                        state.warn(format!(
                            "`{}` does not answer. Its engine will be ended and started anew.",
                            suspect.node
                        ));
                    }
                }
                Event::Crashed(crash) => self.crashed(state, &crash),
                Event::Quarantined(suspect) => {
                    let why = format!("`{}` brought down the engine twice and is not run again", suspect.node);
                    let hint = format!("change its settings, or update the plugin {}", suspect.plugin);
                    state.live.nodes.insert(Name::new(&suspect.node), NodeState::Failed(why, Some(hint)));
                }
                Event::Ended { why } => {
                    state.live.ready = false;
                    state.live.progress = None;
                    state.warn_of(&why);
                }
                Event::Plugins { plugins, .. } => {
                    state.live.plugins = plugins;
                    // A model that came may have been all that was wrong.
                    self.unchecked = true;
                    self.session.send(Command::Catalog);
                }
                // Answers to questions that this window does not ask; later versions may tell more.
                _ => {}
            }
        }
    }

    fn ready(&mut self, state: &mut State, plugins: u32, told: &[Diagnostic]) {
        state.live.ready = true;
        self.session.send(Command::Catalog);
        self.asked.clear();
        for told in told {
            state.live.log(LogLine { node: None, text: words::sentence(&told.message), wrong: told.is_error() });
        }
        if plugins == 0 {
            state.warn("No plugins were found. They lie beside the program, or in the folder of plugins.");
        }
    }

    fn run_event(&mut self, state: &mut State, run: u64, event: RunEvent) {
        let live = &mut state.live;
        match event {
            RunEvent::RunStarted { to_run, .. } => {
                live.nodes.retain(|_, node| !matches!(node, NodeState::Failed(..) | NodeState::Skipped));
                live.progress = Some(Progress { to_run, ended: 0, began: state.now });
                live.queue.begin(run);
            }
            RunEvent::StepStarted { step, name, .. } => {
                let name = Name::new(&*name);
                self.steps.insert((run, step), name.clone());
                live.nodes.insert(name, NodeState::Running(None));
                live.busy_since.get_or_insert(state.now);
            }
            RunEvent::StepProgress { step, fraction, .. } => {
                if let Some(name) = self.steps.get(&(run, step)) {
                    live.nodes.insert(name.clone(), NodeState::Running(Some(fraction)));
                }
            }
            RunEvent::Log { step, level, message } => {
                let node = self.steps.get(&(run, step)).cloned();
                live.log(LogLine { node, text: message.into(), wrong: level == "error" });
            }
            RunEvent::StepDone { step, name, seconds, from, on, .. } => {
                self.steps.remove(&(run, step));
                let name = Name::new(&*name);
                let done = if from == Origin::Run { NodeState::Done(seconds) } else { NodeState::Kept };
                live.nodes.insert(name.clone(), done);
                if on == RanOn::Gpu {
                    live.on_gpu.insert(name.clone());
                } else {
                    live.on_gpu.remove(&name);
                }
                self.count(state, run);
                self.thumb_of(state, &name);
            }
            RunEvent::StepFailed { step, name, message, hint, .. } => {
                self.steps.remove(&(run, step));
                let name = Name::new(&*name);
                live.log(LogLine { node: Some(name.clone()), text: words::sentence(&message), wrong: true });
                live.nodes.insert(name, NodeState::Failed(message.into(), hint.map(Into::into)));
                self.count(state, run);
            }
            RunEvent::StepSkipped { step, name } => {
                self.steps.remove(&(run, step));
                live.nodes.insert(Name::new(&*name), NodeState::Skipped);
                self.count(state, run);
            }
            RunEvent::RunEnded { ended, done, reused, failed, seconds, .. } => {
                self.run_ended(state, run, ended);
                let took = words::duration(seconds);
                let ran = words::count(done as usize, "node");
                let how = match ended {
                    Ended::Done if done == 0 => format!("All {reused} results were there already"),
                    Ended::Done => format!("Ran {ran} in {took}"),
                    Ended::Failed => format!("{} failed after {took}", words::count(failed as usize, "node")),
                    Ended::Cancelled => format!("Stopped after {took}"),
                };
                state.live.queue.end(run, &how);
                state.live.last = Some(how);
            }
        }
    }

    fn count(&self, state: &mut State, run: u64) {
        if let Some(progress) = state.live.progress.as_mut().filter(|_| self.runs.contains(&run)) {
            progress.ended += 1;
        }
    }

    fn run_ended(&mut self, state: &mut State, run: u64, ended: Ended) {
        self.runs.retain(|other| *other != run);
        self.steps.retain(|(of, _), _| *of != run);
        if self.runs.is_empty() {
            state.live.progress = None;
        }
        settle(state);
        if ended == Ended::Done {
            // What was kept from before has told nothing, but its picture may be missing.
            let lacking: Vec<Name> = state
                .scene
                .nodes
                .iter()
                .filter(|node| !state.live.shots.keys().any(|wire| wire.node == node.full_name))
                .map(|node| node.full_name.clone())
                .collect();
            for name in lacking {
                self.thumb_of(state, &name);
            }
        }
    }

    fn thumb_of(&mut self, state: &State, full_name: &Name) {
        let node = state.scene.nodes.iter().find(|node| node.full_name == *full_name);
        let Some(node) = node.filter(|node| !node.collapsed) else { return };
        let Some(output) = node.signature.outputs.first() else { return };
        let small = ["float", "int", "bool", "text", "color", "seed"].iter().any(|name| output.ty.has(name));
        if node.face.thumb.is_some() || output.ty.variable().is_some() || (small && !output.ty.is_list()) {
            self.want_thumb(Wire::new(full_name.clone(), output.id.clone()));
        }
    }

    /// Whether that was all that was wanted of a request.
    fn is_warmed(&mut self, request: u64) -> bool {
        let warm = self.warm.as_mut().filter(|warm| warm.request == request);
        warm.map(|warm| warm.answered = true).is_some()
    }

    fn is_warming(&self, run: u64) -> bool {
        self.warm.as_ref().is_some_and(|warm| warm.request == run)
    }

    fn preview(&mut self, state: &mut State, ctx: &egui::Context, preview: Preview) {
        if self.is_warmed(preview.request) {
            return;
        }
        let wire = Wire::new(preview.node.as_str(), preview.output.as_str());
        if self.coming.remove(&preview.request).is_some() {
            match seen(ctx, &wire.to_string(), &preview.shown) {
                Some(Seen::Picture(shot)) => {
                    state.live.shots.insert(wire, shot);
                }
                Some(Seen::Words(words)) => {
                    state.live.words.insert(wire, words);
                }
                None => {}
            }
            return;
        }
        if let Some(slot) = self.slot_of(preview.request) {
            // The node shows the same words as the viewer.
            if slot == Slot::Whole(Which::Viewed)
                && !matches!(preview.shown, Shown::Image(_))
                && let Some(Seen::Words(words)) = seen(ctx, "", &preview.shown)
            {
                state.live.words.insert(wire, words);
            }
            self.answer(state, slot, preview.items, Ok(Arc::new(preview.shown)));
        }
        settle(state);
    }

    /// Which question a request belongs to, while it is the newest one.
    fn slot_of(&self, request: u64) -> Option<Slot> {
        self.asked.iter().find(|(_, asked)| asked.request == request).map(|(slot, _)| *slot)
    }

    fn answer(
        &mut self,
        state: &mut State,
        slot: Slot,
        items: Option<u64>,
        shown: Result<Arc<Shown>, (String, Option<String>)>,
    ) {
        let Some(asked) = self.asked.get_mut(&slot) else { return };
        asked.answered = true;
        asked.times[1] = state.now;
        self.serial += 1;
        if let (Slot::Whole(Which::Viewed), Scale::Full, Ok(shown), Some(document)) =
            (slot, asked.scale, &shown, self.document)
        {
            state.has_seen(document, shown);
        }
        let (question, scale, revision) = (asked.question.clone(), asked.scale, asked.revision);
        let answer = Answer { question, scale, revision, serial: self.serial, items, shown };
        state.live.answers.insert(slot, answer);
    }

    fn no_preview(&mut self, state: &mut State, request: u64, told: &[Diagnostic]) {
        self.coming.remove(&request);
        if self.is_warmed(request) {
            return;
        }
        settle(state);
        let Some(slot) = self.slot_of(request) else { return };
        if let Some(asked) = self.asked.get_mut(&slot) {
            asked.answered = true;
        }
        let quiet = |told: &Diagnostic| matches!(told.code, "replaced" | "cancelled");
        if let Some(first) = told.first().filter(|_| !told.iter().any(quiet)) {
            self.answer(state, slot, None, Err((first.message.clone(), first.hint.clone())));
        }
    }

    fn crashed(&mut self, state: &mut State, crash: &Crash) {
        self.steps.clear();
        self.runs.clear();
        self.coming.clear();
        self.asked.clear();
        self.warm = None;
        let live = &mut state.live;
        live.ready = false;
        live.progress = None;
        live.queue.end_all("The engine ended");
        live.nodes.retain(|_, node| !matches!(node, NodeState::Running(_) | NodeState::Waiting));
        // Where nobody knows which of several it was, it may be each of them.
        let is_known = crash.suspects.iter().any(|suspect| suspect.culprit);
        let blamed = crash.suspects.iter().filter(|suspect| suspect.culprit || !is_known);
        for suspect in blamed.filter(|suspect| !suspect.node.is_empty()) {
            let hint = format!("it belongs to the plugin {}; the document is safe", suspect.plugin);
            live.nodes.insert(Name::new(&suspect.node), NodeState::Failed(crash.message.clone(), Some(hint)));
        }
        live.log(LogLine { node: None, text: words::sentence(&crash.message), wrong: true });
        state
            .warn(format!("{} The engine starts anew; nothing of the graph is lost.", words::sentence(&crash.message)));
    }
}

/// Nothing runs any more, so no node does: whoever was stopped tells nothing of its own.
fn settle(state: &mut State) {
    if state.live.progress.is_none() {
        state.live.busy_since = None;
        state.live.nodes.retain(|_, node| !matches!(node, NodeState::Running(_) | NodeState::Waiting));
    }
}

/// What is wrong with the graph, at the nodes where it is wrong.
fn mistakes(state: &mut State, told: &[Diagnostic]) {
    state.live.mistakes.clear();
    for told in told.iter().filter(|told| told.is_error()) {
        if let Place::Node(node) | Place::Input(node, _) | Place::Output(node, _) = &told.place {
            let entry = (told.message.clone(), told.hint.clone());
            state.live.mistakes.entry(Name::new(node)).or_insert(entry);
        }
    }
}
