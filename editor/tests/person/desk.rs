//! A window on a desk: the real application without a display, and the hands of a person.

use egui::{Modifiers, PointerButton, Pos2, Vec2, vec2};
use egui_kittest::{Harness, kittest::Queryable};
use weft_editor::action::Action;
use weft_editor::canvas::Camera;
use weft_editor::intent::Intent;
use weft_editor::settings::Folders;
use weft_editor::{App, Start, StartSession, sample_kinds};
use weft_engine::catalog::Catalog;
use weft_engine::graph::Graph;
use weft_engine::session::Session;

/// Of one frame: short, as on a screen, so that two clicks can be a double click.
const DT: f32 = 1.0 / 60.0;

/// Longer than anything here takes on a busy machine; only a test that fails waits so long.
pub(crate) const LONG: std::time::Duration = std::time::Duration::from_secs(60);

/// The application, and folders that go with it.
pub(crate) struct Desk {
    pub(crate) window: Harness<'static, App>,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn folders(root: &std::path::Path) -> Folders {
    Folders { config: root.join("config"), state: root.join("state"), templates: None }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), vec2(1280.0, 800.0), None)
    }

    /// With a graph in a file `test.ron`, opened, at zoom 1 with the graph's origin at the canvas's corner.
    pub(crate) fn with_graph(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.ron");
        std::fs::write(&path, text).unwrap();
        let mut desk = Self::in_folder(folder, vec2(1280.0, 800.0), None);
        desk.open(&path);
        desk
    }

    pub(crate) fn in_folder(folder: tempfile::TempDir, size: Vec2, templates: Option<std::path::PathBuf>) -> Self {
        let folders = Folders { templates, ..folders(folder.path()) };
        Self::start(folder, size, Start { folders, ..Self::sample() })
    }

    /// With a program that installs models.
    pub(crate) fn with_runner(folder: tempfile::TempDir, size: Vec2, runner: std::path::PathBuf) -> Self {
        let folders = folders(folder.path());
        Self::start(folder, size, Start { folders, runner: Some(runner), ..Self::sample() })
    }

    fn sample() -> Start {
        let folders = folders(std::path::Path::new(""));
        Start { folders, catalog: sample_kinds::catalog(), native_dialogs: false, session: None, runner: None }
    }

    pub(crate) fn start(folder: tempfile::TempDir, size: Vec2, start: Start) -> Self {
        let build = Harness::builder().with_size(size).with_max_steps(64).with_step_dt(DT).with_render_cursor(false);
        let window = build.build_eframe(move |cc| App::new(cc, start));
        let mut desk = Self { window, folder };
        desk.window.run();
        desk
    }

    /// With an engine that really runs things, in this process.
    pub(crate) fn with_session(text: &str, plugins: tempfile::TempDir) -> Self {
        let config = crate::plugin::config(plugins.path());
        // The engine may open the library at any time, so its folder stays.
        drop(plugins.keep());
        Self::with_engine(text, Box::new(move |wake| Session::in_process(config, wake)))
    }

    /// With whatever session somebody starts.
    pub(crate) fn with_engine(text: &str, session: StartSession) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.ron");
        std::fs::write(&path, text).unwrap();
        let folders = folders(folder.path());
        let start =
            Start { folders, catalog: Catalog::default(), native_dialogs: false, session: Some(session), runner: None };
        let build = Harness::builder().with_size(vec2(1280.0, 800.0)).with_max_steps(64).with_step_dt(DT);
        let window = build.with_render_cursor(false).build_eframe(move |cc| App::new(cc, start));
        let mut desk = Self { window, folder };
        desk.window.run_steps(3);
        desk.window.state_mut().wish(Intent::Open(path));
        desk.window.run_steps(3);
        let app = desk.window.state_mut();
        app.canvas.set_camera(&app.state, Camera { pan: vec2(20.0, 20.0), zoom: 1.0 });
        desk.until("the kinds are there", |app| !app.state.catalog.kinds().is_empty());
        desk
    }

    /// With an engine, as it looks on a screen.
    pub(crate) fn painted(folder: tempfile::TempDir, size: Vec2, session: StartSession) -> Self {
        let folders = folders(folder.path());
        let start =
            Start { folders, catalog: Catalog::default(), native_dialogs: false, session: Some(session), runner: None };
        let build = Harness::builder().with_size(size).with_max_steps(64).with_step_dt(DT);
        let window = build.with_render_cursor(false).wgpu().build_eframe(move |cc| App::new(cc, start));
        let mut desk = Self { window, folder };
        desk.window.run_steps(3);
        desk
    }

    /// Frames until something is so; a minute at most, which only a failing test waits.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, wanted: impl Fn(&App) -> bool) {
        let begun = std::time::Instant::now();
        while !wanted(self.window.state()) {
            assert!(begun.elapsed() < LONG, "never: {what}; {}", self.notice());
            self.window.step();
            std::thread::yield_now();
        }
        self.window.step();
    }

    /// Frames until somebody would read this.
    #[track_caller]
    pub(crate) fn until_reads(&mut self, words: &str) {
        let begun = std::time::Instant::now();
        while !self.reads(words) {
            assert!(begun.elapsed() < LONG, "never read: {words}; {}", self.notice());
            self.window.step();
            std::thread::yield_now();
        }
    }

    /// Whether something with these words in it is there.
    pub(crate) fn reads(&self, words: &str) -> bool {
        self.window.query_all_by_label_contains(words).next().is_some()
    }

    /// So many frames: while an engine works, the window never comes to rest.
    pub(crate) fn frames(&mut self, count: usize) {
        self.window.run_steps(count);
    }

    pub(crate) fn open(&mut self, path: &std::path::Path) {
        self.wish(Intent::Open(path.to_owned()));
        self.look_at(Camera { pan: vec2(20.0, 20.0), zoom: 1.0 });
    }

    pub(crate) fn wish(&mut self, intent: Intent) {
        self.window.state_mut().wish(intent);
        self.window.run();
    }

    pub(crate) fn act(&mut self, action: Action) {
        self.wish(Intent::Do(action));
    }

    pub(crate) fn look_at(&mut self, camera: Camera) {
        let app = self.window.state_mut();
        app.canvas.set_camera(&app.state, camera);
        self.window.run();
    }

    /// A point of the graph on the screen.
    pub(crate) fn screen(&self, x: f32, y: f32) -> Pos2 {
        let app = self.window.state();
        app.canvas.camera(&app.state).to_screen(app.canvas.rect(), egui::pos2(x, y))
    }

    pub(crate) fn place(&self, label: &str) -> Pos2 {
        self.window.get_by_label(label).rect().center()
    }

    pub(crate) fn sees(&self, label: &str) -> bool {
        self.window.query_all_by_label(label).next().is_some()
    }

    pub(crate) fn click(&mut self, label: &str) {
        self.window.get_by_label(label).click();
        self.window.run();
    }

    /// Clicks while something moves by itself, so that no frame is the last.
    pub(crate) fn press(&mut self, label: &str) {
        self.window.get_by_label(label).click();
        self.window.run_steps(3);
    }

    pub(crate) fn focus(&mut self, label: &str) {
        self.window.get_by_label(label).focus();
        self.window.run();
    }

    pub(crate) fn click_at(&mut self, at: Pos2, button: PointerButton, modifiers: Modifiers) {
        self.window.hover_at(at);
        self.window.run();
        for pressed in [true, false] {
            self.window.event_modifiers(egui::Event::PointerButton { pos: at, button, pressed, modifiers }, modifiers);
            self.window.step();
        }
        self.window.run();
    }

    pub(crate) fn double_click(&mut self, at: Pos2) {
        self.window.hover_at(at);
        self.window.run();
        for pressed in [true, false, true, false] {
            let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
            self.window.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
            self.window.step();
        }
        self.window.run();
    }

    pub(crate) fn drag(&mut self, from: Pos2, to: Pos2) {
        self.slide(from, to);
        self.window.run();
    }

    /// Drags while something moves by itself, so that no frame is the last.
    pub(crate) fn slide(&mut self, from: Pos2, to: Pos2) {
        self.window.hover_at(from);
        self.frames(2);
        self.window.drag_at(from);
        self.window.step();
        for step in 1..=8_u8 {
            self.window.hover_at(from + (to - from) * (f32::from(step) / 8.0));
            self.window.step();
        }
        self.window.drop_at(to);
        self.frames(3);
    }

    /// Clicks at a place while something moves by itself.
    pub(crate) fn tap(&mut self, at: Pos2) {
        self.window.hover_at(at);
        self.frames(2);
        self.window.drag_at(at);
        self.window.step();
        self.window.drop_at(at);
        self.frames(2);
    }

    /// Presses a key while something moves by itself.
    pub(crate) fn strike(&mut self, modifiers: Modifiers, key: egui::Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.frames(3);
    }

    pub(crate) fn drag_labels(&mut self, from: &str, to: &str) {
        let (from, to) = (self.place(from), self.place(to));
        self.drag(from, to);
    }

    pub(crate) fn key(&mut self, modifiers: Modifiers, key: egui::Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.window.run();
    }

    pub(crate) fn type_text(&mut self, text: &str) {
        self.window.event(egui::Event::Text(text.to_owned()));
        self.window.run();
    }

    /// The whole graph of the shown document.
    pub(crate) fn graph(&self) -> &Graph {
        self.window.state().state.document().unwrap().graph()
    }

    pub(crate) fn notice(&self) -> String {
        self.window.state().state.notice.as_ref().map(|notice| notice.text.clone()).unwrap_or_default()
    }

    /// Adds a node by the palette, as a person would.
    pub(crate) fn add(&mut self, at: Pos2, letters: &str) {
        self.window.hover_at(at);
        self.window.run();
        self.key(Modifiers::NONE, egui::Key::Space);
        self.type_text(letters);
        self.key(Modifiers::NONE, egui::Key::Enter);
    }
}
