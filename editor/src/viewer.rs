//! The viewer: any output as a picture, a mesh, a table or words; two of them compared; and drawing by hand over pictures.
//! Pictures come through the session, only what is seen of them; everything that takes time is made beside the window. Like
//! every panel it reads the state and pushes intents.

mod asks;
mod bar;
mod darkroom;
mod develop;
mod faces;
mod frame;
mod hand;
mod histogram;
pub(crate) mod keys;
mod mesh;
mod picture;
mod prints;
mod probe;
mod raster;
mod save;
mod status;
mod table;

use std::collections::HashMap;
use std::sync::Arc;

use egui::{FontId, Rect, Response, Sense, TextureHandle, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use weft_engine::graph::Wire;
use weft_engine::plan::Scale;
use weft_engine::session::Shown;

use crate::intent::Intent;
use crate::live::{Answer, NodeState, Slot, Which};
use crate::state::State;
use crate::theme::{Palette, SIZE_BODY};
use crate::words;
pub(crate) use hand::ground;

/// Two outputs beside each other, or one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Compare {
    #[default]
    Nothing,
    Wipe,
    Difference,
    Pinned,
}

impl Compare {
    fn label(self) -> &'static str {
        match self {
            Self::Nothing => "Compare",
            Self::Wipe => "Wipe",
            Self::Difference => "Difference",
            Self::Pinned => "Pinned",
        }
    }
}

/// What the viewer remembers between frames.
pub struct Viewer {
    frame: frame::Frame,
    style: develop::Style,
    compare: Compare,
    /// An output was pinned: the next one that is viewed lies over it.
    wipes_next: bool,
    /// Where the wipe stands, in parts of what is seen.
    wipe: f32,
    /// How many times as bright a difference is shown.
    gain: u32,
    histogram: bool,
    /// What was found and is drawn over pictures.
    overlay: Option<Wire>,
    as_table: bool,
    json: bool,
    /// A text, and the same laid out.
    pretty: Option<(String, Option<String>)>,
    /// Of tables and texts.
    page: u64,
    /// Of a list of pictures.
    item: u32,
    prints: prints::Prints,
    /// Of outputs at full size: what comes while something is dragged is smaller.
    sizes: HashMap<Wire, (u32, u32)>,
    /// The pixel whose values are told.
    probed: Option<(u32, u32)>,
    mesh: mesh::Orbit,
    hand: hand::Hand,
    saving: save::Saving,
    checker: Option<(bool, TextureHandle)>,
    /// What was shown in the frame before: document and output.
    before: Option<(u64, Wire)>,
}

impl Default for Viewer {
    fn default() -> Self {
        Self {
            frame: frame::Frame::default(),
            style: develop::Style::default(),
            compare: Compare::Nothing,
            wipes_next: false,
            wipe: 0.5,
            gain: 1,
            histogram: false,
            overlay: None,
            as_table: false,
            json: true,
            pretty: None,
            page: 0,
            item: 0,
            prints: prints::Prints::default(),
            sizes: HashMap::new(),
            probed: None,
            mesh: mesh::Orbit::default(),
            hand: hand::Hand::default(),
            saving: save::Saving::default(),
            checker: None,
            before: None,
        }
    }
}

impl Viewer {
    pub(crate) fn show(&mut self, ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
        let rect = ui.available_rect_before_wrap();
        ui.painter().rect_filled(rect, 0.0, palette.window);
        let Some((document, wire)) = state.document().and_then(|document| Some((document, document.shown()?.clone())))
        else {
            return self.nothing(ui, state, rect, palette, intents);
        };
        self.follow(document.id, &wire);
        // What was found in a picture is shown over that picture.
        let found = faces::type_of(state, &wire).is_some_and(faces::is_found) && !self.as_table;
        let under = faces::picture_under(state, &wire.node).filter(|_| found);
        let subject = under.as_ref().unwrap_or(&wire);
        let chosen = self.overlay.clone();
        let overlay = under.as_ref().map(|_| &wire).or(chosen.as_ref());
        let pinned = document.pinned.clone();
        let pinned = pinned.as_ref().filter(|pinned| *pinned != subject);
        if pinned.is_none() {
            self.compare = Compare::Nothing;
        } else if std::mem::take(&mut self.wipes_next) && self.compare == Compare::Nothing {
            self.compare = Compare::Wipe;
        }
        self.print(ui.ctx(), &state.live, subject, pinned);
        let answer = asks::answer(&state.live, Slot::Whole(Which::Viewed), subject);
        let shown = answer.and_then(Answer::seen).cloned();

        let bar_rect = rect.with_max_y(rect.min.y + 28.0);
        let inner = Rect::from_min_max(bar_rect.min + vec2(2.0, 2.0), bar_rect.max - vec2(8.0, 2.0));
        let behind = ui.painter().add(egui::Shape::Noop);
        let mut bar_ui = ui.new_child(egui::UiBuilder::new().max_rect(inner));
        bar::show(self, &mut bar_ui, state, palette, &wire, shown.as_deref(), intents);
        let mut top = bar_rect.max.y;
        let targets = hand::targets(state);
        let lies = !targets.is_empty() && self.hand.lies_elsewhere(state, &targets, subject);
        if !targets.is_empty() {
            let place = Rect::from_min_max(pos2(rect.min.x + 8.0, top + 2.0), rect.max - vec2(8.0, 0.0));
            let mut strip = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt("tools"));
            self.hand.strip(&mut strip, state, palette, subject, &targets, intents);
            top = strip.min_rect().max.y + 4.0;
        }
        let mut line = self.line(state, subject, pinned, answer);
        let low = status::height(rect.width(), &line);
        let room = Rect::from_min_max(pos2(rect.min.x, top), pos2(rect.max.x, rect.max.y - low));
        ui.painter().set(behind, egui::Shape::rect_filled(rect.with_max_y(top), 0.0, palette.panel));
        ui.painter().hline(rect.x_range(), top, egui::Stroke::new(1.0, palette.separator));
        let mut view = None;
        if room.is_positive() {
            let id = ui.scope_id().with("viewer");
            // Held, it moves the picture; a widget in focus would take it for a click.
            if ui.memory(|memory| memory.has_focus(id)) {
                ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Space));
            }
            let response = ui.interact(room, id, Sense::click_and_drag());
            response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Viewer"));
            self.focus(ui, &response);
            let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(room).id_salt("shown"));
            inner.shrink_clip_rect(room);
            match shown.as_deref() {
                Some(Shown::Image(picture)) => {
                    let size = self.size_of(subject).unwrap_or((picture.width, picture.height));
                    let see_through = matches!(picture.channels, 2 | 4);
                    let at = self.frame.view(room, size, ui.pixels_per_point());
                    let drags = lies || !self.hand.draws(&targets);
                    self.frame.move_by(ui, &response, at, drags);
                    let at = self.frame.view(room, size, ui.pixels_per_point());
                    picture::show(self, &mut inner, palette, at, (subject, pinned), see_through);
                    if let Some(of) = overlay {
                        let found = faces::read(&state.live, of);
                        faces::show(&mut inner, palette, at, &found, &of.node);
                    }
                    let mut hand = std::mem::take(&mut self.hand);
                    let drawn: &[_] = if lies { &[] } else { &targets };
                    hand.show(&mut inner, state, palette, &response, (at, subject), drawn, &mut self.prints, intents);
                    let counts = hand::counts(&state.live, subject);
                    hand.shape(&mut inner, state, palette, room, &targets, counts, intents);
                    self.hand = hand;
                    if self.histogram {
                        histogram::show(&mut inner, palette, room, counts);
                    }
                    self.probe(&inner, &response, at);
                    view = Some(at);
                }
                Some(Shown::Mesh(mesh)) => {
                    let texture = asks::answer(&state.live, Slot::Texture, subject)
                        .and_then(|answer| Some((answer.serial, Arc::clone(answer.seen()?))));
                    let serial = answer.map_or(0, |answer| answer.serial);
                    self.mesh.show(&mut inner, palette, &response, room, (serial, mesh), texture, &mut self.prints);
                }
                Some(value) => {
                    inner.painter().rect_filled(room, 0.0, palette.panel);
                    table::show(self, &mut inner, palette, room, value);
                }
                None => self.waiting(&mut inner, state, palette, room, subject, answer),
            }
            keys::listen(self, ui, &response, pinned.is_some());
        }
        line.view = view;
        let low_rect = Rect::from_min_max(pos2(rect.min.x, room.max.y), rect.max);
        if low > 0.0 {
            status::show(self, ui, palette, low_rect, &line);
        }
        let subject =
            asks::Subject { wire: subject, pinned, found: overlay, room, pixels_per_point: ui.pixels_per_point() };
        let questions = self.questions(state, &subject, view);
        if state.live.questions != questions {
            intents.push(Intent::Ask(questions));
            ui.ctx().request_repaint();
        }
        self.saving.go_on(ui.ctx(), &state.live, intents);
    }

    /// Another output begins at its first page and item; another document forgets sizes.
    fn follow(&mut self, document: u64, wire: &Wire) {
        let now = Some((document, wire.clone()));
        if self.before == now {
            return;
        }
        if self.before.as_ref().is_none_or(|(before, _)| *before != document) {
            self.sizes.clear();
            self.overlay = None;
        }
        (self.page, self.item, self.probed) = (0, 0, None);
        self.before = now;
    }

    /// Of an output at full size, as far as that is known.
    fn size_of(&self, wire: &Wire) -> Option<(u32, u32)> {
        self.sizes.get(wire).copied()
    }

    fn line(&mut self, state: &State, wire: &Wire, pinned: Option<&Wire>, answer: Option<&Answer>) -> status::Line {
        for (which, wire) in [(Which::Viewed, Some(wire)), (Which::Pinned, pinned)] {
            let answer = wire.and_then(|wire| asks::answer(&state.live, Slot::Whole(which), wire));
            if let (Some(wire), Some(picture)) = (wire, asks::picture(answer))
                && answer.is_some_and(|answer| answer.scale == Scale::Full)
            {
                self.sizes.insert(wire.clone(), (picture.width, picture.height));
            }
        }
        let size = self.size_of(wire);
        let read = |which, wire: &Wire| probe::read(&state.live, which, wire, self.probed?, size?);
        let content = state.document().map_or(0, |document| document.content_revision());
        let compares = self.compare != Compare::Nothing;
        let has_view = asks::picture(answer).is_some();
        let blank = frame::Frame::default().view(Rect::ZERO, (1, 1), 1.0);
        status::Line {
            view: has_view.then_some(blank),
            reading: read(Which::Viewed, wire),
            other: pinned.filter(|_| compares).and_then(|pinned| read(Which::Pinned, pinned)),
            compares: compares && pinned.is_some(),
            items: answer.and_then(|answer| answer.items),
            stale: state.settings.live && answer.is_some_and(|answer| answer.revision != content),
        }
    }

    /// The pixel under the pointer; with the keyboard, the one in the middle.
    fn probe(&mut self, ui: &Ui, response: &Response, view: frame::View) {
        let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|at| view.room.contains(*at));
        let at = pointer.filter(|_| response.contains_pointer() || ui.rect_contains_pointer(view.room));
        let pixel = at.and_then(|at| view.pixel(at));
        if pixel.is_some() {
            self.probed = pixel;
        } else if response.has_focus() {
            let middle = view.room.center();
            self.probed = view.pixel(middle);
            for (by, side) in [(vec2(6.0, 0.0), vec2(2.0, 0.0)), (vec2(0.0, 6.0), vec2(0.0, 2.0))] {
                let stroke = egui::Stroke::new(1.0, egui::Color32::WHITE);
                ui.painter().line_segment([middle - by, middle - side], stroke);
                ui.painter().line_segment([middle + side, middle + by], stroke);
            }
        }
    }

    fn focus(&self, ui: &Ui, response: &Response) {
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        if response.has_focus() {
            let filter = egui::EventFilter {
                tab: false,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: self.hand.is_busy(),
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
            let ring = egui::Stroke::new(1.0, ui.visuals().selection.bg_fill);
            ui.painter().rect_stroke(response.rect, 0.0, ring, egui::StrokeKind::Inside);
        }
    }

    fn nothing(&self, ui: &mut Ui, state: &State, rect: Rect, palette: &Palette, intents: &mut Vec<Intent>) {
        ui.painter().rect_filled(rect, 0.0, palette.panel);
        told(ui, rect, palette, "Nothing is viewed yet", "Click a node's output, or select a node and press V.");
        let targets = hand::targets(state);
        if let Some(wire) = targets.first().and_then(|target| ground(state, &target.node)) {
            let place = Rect::from_center_size(rect.center() + vec2(0.0, 44.0), vec2(160.0, 24.0));
            if ui.place(place, egui::Button::new("Draw on its picture")).clicked() {
                intents.push(Intent::View(wire));
            }
        }
        if !state.live.questions.is_empty() {
            intents.push(Intent::Ask(Default::default()));
        }
    }

    /// Nothing has come yet: the small picture of the node, what runs, or why there is none.
    fn waiting(&self, ui: &mut Ui, state: &State, palette: &Palette, room: Rect, wire: &Wire, answer: Option<&Answer>) {
        let hint_of = |hint: &Option<String>| hint.as_deref().map(words::sentence).unwrap_or_default();
        if let NodeState::Failed(why, hint) = state.live.node(&wire.node) {
            return told(ui, room, palette, &words::sentence(why), &hint_of(hint));
        }
        if let Some(Err((why, hint))) = answer.map(|answer| &answer.shown) {
            return told(ui, room, palette, &words::sentence(why), &hint_of(hint));
        }
        if let Some(shot) = state.live.shots.get(wire) {
            let place = frame::Frame::default().view(room, shot.full_size, ui.pixels_per_point()).place;
            let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            ui.painter().image(shot.texture.id(), place, uv, egui::Color32::WHITE);
            return;
        }
        match state.live.node(&wire.node) {
            NodeState::Running(_) => told(ui, room, palette, "Running…", ""),
            NodeState::Skipped => told(ui, room, palette, "It did not run", "A node before it failed."),
            _ => match state.live.running() {
                Some(running) => told(ui, room, palette, "Running what comes before it…", &running),
                None => told(ui, room, palette, "No result yet", "F5 runs the graph."),
            },
        }
    }
}

fn told(ui: &Ui, rect: Rect, palette: &Palette, title: &str, hint: &str) {
    let width = (rect.width() - 32.0).max(40.0);
    let painter = ui.painter().with_clip_rect(rect);
    let mut y = rect.center().y - 20.0;
    for (text, colour) in [(title, palette.text), (hint, palette.text_secondary)] {
        let mut job = egui::text::LayoutJob::simple(text.to_owned(), FontId::proportional(SIZE_BODY), colour, width);
        job.halign = egui::Align::Center;
        let galley = painter.layout_job(job);
        let height = galley.size().y;
        painter.galley(pos2(rect.center().x, y), galley, colour);
        y += height + 4.0;
    }
}
