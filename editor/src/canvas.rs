//! The canvas: the shown graph, to be looked at and worked on. It draws in screen space; see `camera`.

mod boards;
pub mod camera;
mod caption;
mod gesture;
mod grid;
mod hit;
mod ink;
mod inline;
mod keys;
mod menus;
mod minimap;
mod nodes;
mod overview;
mod status;
mod wires;

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use egui::{Color32, EventFilter, Pos2, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role};
use weft_engine::catalog::{Fit, Type};
use weft_engine::graph::Name;

use crate::dropping;
use crate::intent::{Intent, PasteAt};
use crate::palette::Request;
use crate::scene::{Side, SocketAt};
use crate::state::{Focus, State};
use crate::theme::{self, Palette};
use crate::wheel::{Turned, turned};
pub use camera::Camera;
use gesture::Gesture;
use hit::Hit;
use ink::{Detail, Ink};

/// What the canvas remembers between frames: nothing of the document.
pub struct Canvas {
    /// By document and level.
    cameras: HashMap<(u64, Vec<Name>), Camera>,
    gesture: Gesture,
    /// Where it was drawn.
    rect: Rect,
    /// What the context menu is about.
    menu: Option<(Hit, Pos2)>,
    /// A name or text that is being typed.
    caption: Option<caption::Caption>,
    /// Shown once the place is known.
    wishes: Vec<Focus>,
    /// The palette that shall open.
    pub(crate) palette_wish: Option<Request>,
    /// The pointer in the graph, while it is on the canvas.
    pointer: Option<Pos2>,
    focus_wish: bool,
    has_focus: bool,
}

impl Default for Canvas {
    fn default() -> Self {
        Self {
            cameras: HashMap::new(),
            gesture: Gesture::default(),
            rect: Rect::ZERO,
            menu: None,
            caption: None,
            wishes: Vec::new(),
            palette_wish: None,
            pointer: None,
            focus_wish: false,
            has_focus: false,
        }
    }
}

/// How things look in this frame.
pub(crate) struct Look {
    hover: Hit,
    selection: BTreeSet<Name>,
    wire_drag: bool,
    /// What is dragged: from which side, of which node, and its type.
    dragged: Option<(Side, usize, Type)>,
    time: f64,
}

impl Look {
    fn is_selected(&self, key: &str) -> bool {
        self.selection.contains(key)
    }

    /// Slowly brighter and darker, once a second and a half.
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
    fn pulse(&self, colour: Color32) -> Color32 {
        let wave = 0.5 + 0.5 * (self.time * std::f64::consts::TAU / 1.5).sin();
        colour.gamma_multiply(0.55 + 0.45 * wave as f32)
    }

    /// Whether a socket could take what is dragged; all do while nothing is.
    fn fits(&self, state: &State, at: SocketAt) -> bool {
        let Some((side, node, ty)) = &self.dragged else { return true };
        if *side == at.side || *node == at.node {
            return false;
        }
        let other = state.scene.socket_type(at);
        match side {
            Side::Output => ty.fit(other) != Fit::Never,
            Side::Input => other.fit(ty) != Fit::Never,
        }
    }
}

impl Canvas {
    /// The camera on the shown level.
    #[must_use]
    pub fn camera(&self, state: &State) -> Camera {
        state.document().and_then(|document| self.cameras.get(&key(document))).copied().unwrap_or_default()
    }

    /// Puts the camera somewhere; for tests and measurements.
    pub fn set_camera(&mut self, state: &State, camera: Camera) {
        if let Some(document) = state.document() {
            self.cameras.insert(key(document), camera);
        }
    }

    /// Where the canvas was drawn.
    #[must_use]
    pub fn rect(&self) -> Rect {
        self.rect
    }

    /// The pointer in the graph, while it is on the canvas.
    #[must_use]
    pub fn pointer(&self) -> Option<Pos2> {
        self.pointer
    }

    /// Where pasted nodes go: to the pointer, else to where they are seen.
    #[must_use]
    pub(crate) fn paste_at(&self, state: &State) -> PasteAt {
        if state.document().is_none() || !self.rect.is_positive() {
            return PasteAt::Anywhere;
        }
        let camera = self.camera(state);
        let view = || PasteAt::View(camera.seen(self.rect));
        self.pointer.map_or_else(view, |at| PasteAt::Pointer((f64::from(at.x), f64::from(at.y))))
    }

    /// Whether keys without a modifier are meant for the graph.
    #[must_use]
    pub fn has_focus(&self) -> bool {
        self.has_focus
    }

    /// What it means to drop files at a place of the screen: onto a path, onto a node that reads one, or beside everything.
    pub(crate) fn dropped(&self, ctx: &egui::Context, state: &State, paths: Vec<PathBuf>, at: Option<Pos2>) -> Intent {
        let on_canvas = at.filter(|at| state.document().is_some() && self.rect.contains(*at));
        let in_graph = on_canvas.map(|at| self.camera(state).to_graph(self.rect, at));
        if let ([path], Some(at)) = (paths.as_slice(), at) {
            let is_graph = path.extension().is_some_and(|end| end == "ron");
            let node = in_graph.filter(|_| !is_graph).and_then(|at| {
                let node = state.scene.nodes.iter().rev().find(|node| node.rect.contains(at))?;
                Some((node.name.clone(), dropping::path_of(node)?))
            });
            if let Some((node, input)) = dropping::place(ctx, at).or(node) {
                return Intent::DropOn(node, input, path.clone());
            }
        }
        Intent::Dropped(paths, in_graph.map(|at| (f64::from(at.x), f64::from(at.y))))
    }

    pub(crate) fn wish(&mut self, focus: Focus) {
        self.wishes.push(focus);
    }

    /// Takes the keyboard.
    pub(crate) fn take_focus(&mut self) {
        self.focus_wish = true;
    }

    /// Draws the graph and takes what the user does with it.
    pub(crate) fn show(&mut self, ui: &mut Ui, state: &State, palette: &Palette, intents: &mut Vec<Intent>) {
        let rect = ui.available_rect_before_wrap();
        self.rect = rect;
        let Some(document) = state.document() else { return };
        let response = ui.interact(rect, ui.scope_id().with("canvas"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Graph"));
        self.focus(ui, &response);
        let mut camera = self.cameras.get(&key(document)).copied().unwrap_or_else(|| first_look(rect, state));
        self.grant(&mut camera, state);
        move_camera(ui, &response, &mut camera, self.gesture.pans());
        self.pointer =
            response.hover_pos().or_else(|| response.interact_pointer_pos()).map(|at| camera.to_graph(rect, at));
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect).id_salt("nodes"));
        ui.shrink_clip_rect(rect);
        let ink =
            Ink { painter: ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())), camera, canvas: rect, palette };
        let look = self.look(&ui, state, &response, camera);
        grid::paint(&ink);
        boards::paint(&ui, &ink, state, &look);
        wires::paint(&ink, state, &look);
        if ink.detail() == Detail::Far {
            overview::paint(&ink, state, &look);
        } else {
            nodes::paint(&mut ui, &ink, state, &look, intents);
        }
        self.gesture.paint(&ink, state);
        gesture::advance(self, &ui, &response, state, camera, look.hover, intents);
        menus::show(self, &response, state, look.hover, camera, intents);
        caption::show(self, &mut ui, &ink, state, intents);
        keys::walk(self, &ui, state, intents);
        if state.settings.minimap
            && let Some(middle) = minimap::show(&ui, &ink, &state.scene)
        {
            camera.centre(rect, middle);
        }
        if state.scene.nodes.is_empty() && state.scene.boards.is_empty() {
            empty(&ink);
        }
        self.cameras.insert(key(document), camera);
    }

    /// With nothing else in focus the keyboard belongs to the canvas: Tab opens the palette, arrows and letters are its keys.
    fn focus(&mut self, ui: &Ui, response: &Response) {
        let nobody = ui.memory(|memory| memory.focused().is_none());
        if self.focus_wish || response.clicked() || response.drag_started() || nobody && self.caption.is_none() {
            response.request_focus();
            self.focus_wish = false;
        }
        self.has_focus = response.has_focus();
        if self.has_focus {
            let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        }
    }

    /// What was wished from outside, now that the place is known.
    fn grant(&mut self, camera: &mut Camera, state: &State) {
        for wish in std::mem::take(&mut self.wishes) {
            match wish {
                Focus::FitAll => {
                    if let Some(bounds) = state.scene.bounds() {
                        camera.fit(self.rect, bounds);
                    }
                }
                Focus::FitSelection => {
                    let selection = state.document().map(|document| &document.selection);
                    let rects = selection.into_iter().flatten().filter_map(|key| state.scene.rect_of(key));
                    if let Some(part) = rects.reduce(Rect::union).or_else(|| state.scene.bounds()) {
                        camera.fit(self.rect, part);
                    }
                }
                Focus::Zoom(factor) => camera.zoom_at(self.rect, self.rect.center(), factor),
                Focus::ZoomTo(zoom) => camera.zoom_at(self.rect, self.rect.center(), zoom / camera.zoom),
                Focus::Centre(key) => {
                    if let Some(rect) = state.scene.rect_of(&key) {
                        camera.centre(self.rect, rect.center());
                    }
                }
                Focus::Rename(key) => self.caption = caption::Caption::begin(state, &key),
                Focus::Palette | Focus::PaletteAfter => {
                    let at = self.pointer.unwrap_or_else(|| camera.to_graph(self.rect, self.rect.center()));
                    let here = || Request::plain(camera.to_screen(self.rect, at), at);
                    let after = after_selected(state, |at| camera.to_screen(self.rect, at));
                    let after = after.filter(|_| wish == Focus::PaletteAfter);
                    self.palette_wish = Some(after.unwrap_or_else(here));
                }
                _ => {}
            }
        }
    }

    fn look(&self, ui: &Ui, state: &State, response: &Response, camera: Camera) -> Look {
        let pointer = self.pointer.filter(|_| response.contains_pointer() || response.dragged());
        Look {
            hover: pointer.map_or(Hit::Canvas, |at| hit::hit(&state.scene, at, camera.zoom)),
            selection: state.document().map(|document| document.selection.clone()).unwrap_or_default(),
            wire_drag: self.gesture.dragged().is_some(),
            dragged: self.gesture.dragged(),
            time: ui.input(|input| input.time),
        }
    }
}

/// With one node selected the new one comes behind it and reads from it, if it can.
fn after_selected(state: &State, to_screen: impl Fn(Pos2) -> Pos2) -> Option<Request> {
    let name = state.only_node()?;
    let node = state.scene.node(&name)?;
    let output = node.signature.outputs.first()?;
    let at = egui::pos2(node.rect.max.x + 64.0, node.rect.min.y);
    let join = crate::intent::Join::From(weft_engine::graph::Wire::new(name, output.id.clone()));
    Some(Request { join, ..Request::plain(to_screen(node.rect.right_top()), at) })
}

fn key(document: &crate::document::Document) -> (u64, Vec<Name>) {
    (document.id, document.inside().to_vec())
}

fn first_look(rect: Rect, state: &State) -> Camera {
    let mut camera = Camera::default();
    if let Some(bounds) = state.scene.bounds() {
        camera.fit(rect, bounds);
    }
    camera
}

/// Zooms at the pointer, and pans.
fn move_camera(ui: &Ui, response: &Response, camera: &mut Camera, pans: bool) {
    if response.dragged_by(egui::PointerButton::Middle) || pans {
        camera.pan += response.drag_delta();
        ui.set_cursor_icon(egui::CursorIcon::Grabbing);
    }
    let Some(pointer) = response.hover_pos().filter(|_| response.contains_pointer()) else { return };
    let Turned { pan, zoom } = turned(ui, 1.15);
    camera.pan += pan;
    if let Some(zoom) = zoom {
        camera.zoom_at(response.rect, pointer, zoom);
    }
}

fn empty(ink: &Ink<'_>) {
    let middle = ink.canvas.center();
    let palette = ink.palette;
    let title = egui::FontId::proportional(theme::SIZE_TITLE);
    let body = egui::FontId::proportional(theme::SIZE_BODY);
    let centre = egui::Align2::CENTER_CENTER;
    ink.painter.text(middle - egui::vec2(0.0, 36.0), centre, "An empty graph", title, palette.text);
    let keys = [
        "Space, Tab or a double click adds a node",
        "Drag from a socket to wire it, or to the canvas to see what fits",
        "V shows a node's result in the viewer",
    ];
    for (line, text) in [-6.0, 14.0, 34.0].into_iter().zip(keys) {
        ink.painter.text(middle + egui::vec2(0.0, line), centre, text, body.clone(), palette.text_secondary);
    }
}
