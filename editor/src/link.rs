//! The way to the session: the shown document goes there, events come back into `Live`. Nothing here waits.

mod hear;
mod pictures;

use std::collections::{BTreeMap, HashMap};

use weft_engine::graph::{Name, Wire};
use weft_engine::plan::Scale;
use weft_engine::session::{Command, Look, RunTurn, Session};

use crate::document::Outbox;
use crate::live::{Question, Slot, Which, Wish};
use crate::state::State;
pub(crate) use pictures::picture_of;

/// Questions of the viewer have numbers below; thumbnails count on from here.
const THUMBS: u64 = 64;
/// Small pictures that nobody sees yet.
const WARM: u64 = THUMBS - 1;
/// Of what took longer none is made in advance.
const WARM_SECONDS_MAX: f64 = 8.0;
/// Longer sides of small pictures.
const THUMB_SIDE: u32 = 352;
/// Small pictures that are on their way at once: more would stand in the way of what is viewed.
const THUMBS_AT_ONCE: usize = 4;

/// A session, and what it was told.
pub struct Link {
    session: Session,
    /// The document that it has.
    document: Option<u64>,
    /// What the viewer has asked last, of each slot.
    asked: BTreeMap<Slot, Asked>,
    /// The document and the content that were run last.
    ran: Option<(u64, u64)>,
    /// Numbers of viewers of small pictures.
    thumbs: HashMap<Wire, u64>,
    /// Small pictures that are wanted, and those on their way.
    wanted: Vec<Wire>,
    coming: BTreeMap<u64, Wire>,
    /// Names of steps that run, by run and step.
    steps: HashMap<(u64, u32), Name>,
    /// Runs that somebody asked for by name; previews run steps too.
    runs: Vec<u64>,
    /// Counts answers.
    serial: u64,
    /// What a drag would begin with, so that it need not be made then.
    warm: Option<Warm>,
    /// Whether edits were sent whose mistakes nobody has asked for yet.
    unchecked: bool,
}

/// A small picture that nobody sees: of which document, content and output.
struct Warm {
    of: (u64, u64, Wire),
    request: u64,
    answered: bool,
}

/// A question on its way, or answered.
struct Asked {
    question: Question,
    revision: u64,
    scale: Scale,
    request: u64,
    /// Nothing more comes.
    answered: bool,
    /// In seconds of the window: when it was asked, and when it was answered.
    times: [f64; 2],
}

impl Link {
    /// Takes a session. Its first events are still to come.
    #[must_use]
    pub fn new(session: Session) -> Self {
        session.send(Command::Catalog);
        session.send(Command::Plugins);
        Self {
            session,
            document: None,
            asked: BTreeMap::new(),
            ran: None,
            thumbs: HashMap::new(),
            wanted: Vec::new(),
            coming: BTreeMap::new(),
            steps: HashMap::new(),
            runs: Vec::new(),
            serial: 0,
            warm: None,
            unchecked: false,
        }
    }

    /// Once a frame: what happened comes in, what changed goes out.
    pub fn exchange(&mut self, state: &mut State, ctx: &egui::Context) {
        self.hear(state, ctx);
        self.tell_document(state);
        for wish in std::mem::take(&mut state.live.wishes) {
            match wish {
                Wish::Run if self.document.is_some() => {
                    let run = self.session.run(&[], Scale::Full, RunTurn::Queued);
                    self.runs.push(run);
                    state.live.queue.add(run, &last_step(state));
                    self.ran = state.document().map(|document| (document.id, document.content_revision()));
                }
                Wish::Run => {}
                Wish::Stop => self.session.stop_all(),
                Wish::Remove(run) => self.session.stop(run),
                Wish::First(run) => {
                    self.session.send(Command::RunNext { run });
                    state.live.queue.hurry(run);
                }
                Wish::Retry => {
                    self.session.send(Command::Retry);
                    self.asked.clear();
                }
                Wish::ReloadPlugins => self.session.send(Command::ReloadPlugins),
            }
        }
        self.look(state);
        // The picture that somebody looks at comes first.
        if self.asked.values().all(|asked| asked.answered) {
            self.fetch_thumbs();
            self.warm_up(state);
        }
    }

    fn tell_document(&mut self, state: &mut State) {
        let Some(document) = state.active.and_then(|at| state.documents.get_mut(at)) else { return };
        if self.document != Some(document.id) {
            self.document = Some(document.id);
            document.tell_all();
            self.wanted.clear();
            self.steps.clear();
            self.asked.clear();
            self.session.stop_all();
            state.live.forget();
        }
        let whole = match document.take_outbox() {
            Outbox::Edits(edits) if edits.is_empty() => false,
            Outbox::Edits(edits) => {
                let lost = edits.iter().any(|edit| self.session.edit(edit).is_err());
                self.unchecked = true;
                lost
            }
            Outbox::Whole => true,
        };
        // Whoever drags a value makes no mistakes of wiring; the check comes with the last edit.
        if self.unchecked && !document.is_dragging() {
            self.unchecked = false;
            self.session.send(Command::Check);
        }
        if whole {
            let name = document.path().map_or_else(|| document.title(), |path| path.display().to_string());
            self.session.set_document(&name, document.folder(), &document.graph().to_string());
        }
    }

    /// Live: what the viewer asks is asked again after each change; small while something is dragged, then in full.
    fn look(&mut self, state: &mut State) {
        let gone: Vec<Slot> =
            self.asked.keys().filter(|slot| !state.live.questions.contains_key(slot)).copied().collect();
        for slot in gone {
            self.asked.remove(&slot);
            state.live.answers.remove(&slot);
            self.session.send(Command::CloseViewer { viewer: slot.number() });
        }
        let Some(document) = state.document() else { return };
        let revision = document.content_revision();
        if !state.settings.live && self.ran != Some((document.id, revision)) {
            return;
        }
        let scale = if document.is_dragging() { state.settings.drag_scale.scale() } else { Scale::Full };
        if document.is_dragging() {
            self.make_way();
        }
        for (slot, question) in &state.live.questions {
            // Close looks and exact values are of no use while everything changes.
            if document.is_dragging() && !matches!(slot, Slot::Whole(_)) {
                continue;
            }
            let asked = self.asked.get(slot).filter(|asked| asked.question == *question && asked.scale == scale);
            // A small picture on its way is let come: if each stopped the one before, none would be seen.
            let comes = |asked: &Asked| asked.revision == revision || (scale != Scale::Full && !asked.answered);
            if asked.is_some_and(comes) {
                continue;
            }
            if self.warm.as_ref().is_some_and(|warm| !warm.answered) && !document.is_dragging() {
                self.session.send(Command::CloseViewer { viewer: WARM });
            }
            let (wire, look) = (&question.wire, question.look.clone());
            let request = self.session.preview(slot.number(), &wire.node, &wire.output, scale, look);
            let times = [state.now, f64::INFINITY];
            let asked = Asked { question: question.clone(), revision, scale, request, answered: false, times };
            self.asked.insert(*slot, asked);
        }
    }

    /// Once all is shown and nothing runs, what is viewed is made as small as a drag would have it: what comes before the dragged
    /// node is then there already. It costs a sixteenth of the run before it.
    fn warm_up(&mut self, state: &State) {
        let scale = state.settings.drag_scale.scale();
        let Some(document) = state.document().filter(|document| !document.is_dragging()) else { return };
        let Some(question) = state.live.questions.get(&Slot::Whole(Which::Viewed)) else { return };
        let shown = self.asked.get(&Slot::Whole(Which::Viewed));
        // What takes long is no faster when it is small: networks have their own sizes.
        let is_quick = shown.is_some_and(|asked| asked.times[1] - asked.times[0] < WARM_SECONDS_MAX);
        if scale == Scale::Full || !state.settings.live || !is_quick || !self.runs.is_empty() || !self.coming.is_empty()
        {
            return;
        }
        let of = (document.id, document.content_revision(), question.wire.clone());
        if self.warm.as_ref().is_none_or(|warm| warm.of != of) {
            let request = self.ask(WARM, &question.wire, scale, 1);
            self.warm = Some(Warm { of, request, answered: false });
        }
    }

    /// Whatever else is on its way, in full size, would keep a dragged value waiting: it is asked for again later.
    fn make_way(&mut self) {
        let late = |(slot, asked): &(&Slot, &Asked)| !asked.answered && !matches!(slot, Slot::Whole(_));
        let late: Vec<Slot> = self.asked.iter().filter(late).map(|(slot, _)| *slot).collect();
        for slot in late {
            self.asked.remove(&slot);
            self.session.send(Command::CloseViewer { viewer: slot.number() });
        }
        for wire in std::mem::take(&mut self.coming).into_values() {
            if let Some(viewer) = self.thumbs.get(&wire) {
                self.session.send(Command::CloseViewer { viewer: *viewer });
            }
            self.wanted.push(wire);
        }
    }

    fn ask(&self, viewer: u64, wire: &Wire, scale: Scale, side: u32) -> u64 {
        let look = Look { width_max: side, height_max: side, rows_max: 200, ..Look::default() };
        self.session.preview(viewer, &wire.node, &wire.output, scale, look)
    }

    /// Small pictures of what has just run are wanted.
    fn want_thumb(&mut self, wire: Wire) {
        if !self.wanted.contains(&wire) {
            self.wanted.push(wire);
        }
    }

    fn fetch_thumbs(&mut self) {
        // While a run goes on, pictures of it would only stop and start the engine.
        while self.runs.is_empty() && self.coming.len() < THUMBS_AT_ONCE {
            let Some(wire) = self.wanted.pop() else { return };
            let next = THUMBS + self.thumbs.len() as u64;
            let viewer = *self.thumbs.entry(wire.clone()).or_insert(next);
            let request = self.ask(viewer, &wire, Scale::Full, THUMB_SIDE);
            self.coming.insert(request, wire);
        }
    }
}

/// What was done last, as the history says it.
fn last_step(state: &State) -> String {
    let history = state.document().map(|document| document.history());
    let last = history.and_then(|history| history.names().nth(history.n_done().checked_sub(1)?));
    last.unwrap_or_default().to_owned()
}
