//! The window as a whole: one frame is read the state, draw the panels, do what they wished.

use std::sync::Arc;
use std::time::Duration;

use eframe::CreationContext;
use egui::{Context, Event, Ui};

use crate::action::Action;
use crate::canvas::Canvas;
use crate::dialogs::{self, Dialogs, Question};
use crate::dock::{self, Panes};
use crate::dropping::Dropping;
use crate::inspector::Inspector;
use crate::intent::Intent;
use crate::link::Link;
use crate::live::Wish;
use crate::palette::Palette as AddNode;
use crate::panels::browser::Browser;
use crate::settings::{Folders, Theme};
use crate::shelf::{Shelf, ShelfWish};
use crate::state::{Closing, Errand, Focus, State};
use crate::theme::{self, DARK, LIGHT, Palette};
use crate::viewer::Viewer;
use crate::window::{self, Overlay};
use weft_engine::catalog::Catalog;
use weft_engine::session::{Session, Wake};

/// How long unsaved work may be without its journal.
const JOURNAL_SECONDS: f64 = 0.6;

/// How the editor is started.
pub struct Start {
    /// Where things are kept.
    pub folders: Folders,
    /// Kinds that are known at once; a session brings its own.
    pub catalog: Catalog,
    /// Whether the system's file dialogs are used.
    pub native_dialogs: bool,
    /// Starts the session; none: nothing can be run, everything else works.
    pub session: Option<StartSession>,
    /// The program that installs models.
    pub runner: Option<std::path::PathBuf>,
}

/// Starts a session that wakes the window whenever something has happened.
pub type StartSession = Box<dyn FnOnce(Wake) -> Session>;

/// The editor.
pub struct App {
    /// All that is shown.
    pub state: State,
    /// The graph's pane.
    pub canvas: Canvas,
    dock: egui_tiles::Tree<dock::Pane>,
    viewer: Viewer,
    browser: Browser,
    inspector: Inspector,
    add_node: Option<AddNode>,
    overlay: Option<Overlay>,
    dialogs: Dialogs,
    link: Option<Link>,
    intents: Vec<Intent>,
    theme: Option<Theme>,
    title: String,
    unkept_since: Option<f64>,
    dropping: Dropping,
}

impl App {
    /// Makes the editor for a window.
    #[must_use]
    pub fn new(cc: &CreationContext<'_>, start: Start) -> Self {
        Self::for_context(&cc.egui_ctx, start)
    }

    /// The same without a window: for measurements.
    #[must_use]
    pub fn for_context(ctx: &Context, start: Start) -> Self {
        // The canvas zooms itself, and so does the user's display; a third zoom would only confuse.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let mut state = State::new(start.folders, start.catalog);
        state.shelf = Shelf::new(start.runner);
        let dock = state.settings.dock.clone().filter(|tree| !tree.is_empty()).unwrap_or_else(dock::standard);
        let link = start.session.map(|begin| {
            let ctx = ctx.clone();
            Link::new(begin(Arc::new(move || ctx.request_repaint())))
        });
        let overlay = (!state.recovered.is_empty()).then_some(Overlay::Recovery);
        Self {
            state,
            canvas: Canvas::default(),
            dock,
            viewer: Viewer::default(),
            browser: Browser::default(),
            inspector: Inspector::default(),
            add_node: None,
            overlay,
            dialogs: Dialogs::new(start.native_dialogs),
            link,
            intents: Vec::new(),
            theme: None,
            title: String::new(),
            unkept_since: None,
            dropping: Dropping::default(),
        }
    }

    /// Does something as if the user had asked for it, in the next frame.
    pub fn wish(&mut self, intent: Intent) {
        self.intents.push(intent);
    }

    /// One frame.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let palette = self.follow_theme(&ctx);
        self.listen(&ctx);
        self.apply();
        self.run_errands(&ctx);
        self.state.prepare(ctx.input(|input| input.time));
        if let Some(link) = &mut self.link {
            link.exchange(&mut self.state, &ctx);
            // A catalog may have come: sockets follow it in this frame.
            self.state.prepare(ctx.input(|input| input.time));
        }
        if self.state.shelf.exchange(&ctx) {
            self.state.live.wish(Wish::ReloadPlugins);
        }
        self.draw(ui, &palette);
        self.apply();
        self.run_errands(&ctx);
        self.keep(&ctx);
    }

    fn draw(&mut self, ui: &mut Ui, palette: &Palette) {
        let intents = &mut self.intents;
        window::menu_bar::show(ui, &self.state, &self.dock, palette, intents);
        window::tab_bar::show(ui, &self.state, palette, intents);
        window::status_bar::show(ui, &self.state, palette, self.canvas.camera(&self.state).zoom, intents);
        egui::CentralPanel::default().frame(egui::Frame::NONE.fill(palette.window)).show(ui, |ui| {
            if self.state.document().is_none() {
                return window::start_page::show(ui, &self.state, palette, intents);
            }
            self.browser.place =
                self.canvas.camera(&self.state).to_graph(self.canvas.rect(), self.canvas.rect().center());
            let mut panes = Panes {
                state: &self.state,
                palette,
                intents,
                canvas: &mut self.canvas,
                viewer: &mut self.viewer,
                browser: &mut self.browser,
                inspector: &mut self.inspector,
            };
            self.dock.ui(&mut panes, ui);
            // What nobody sees need not be computed.
            if !dock::is_shown(&self.dock, dock::Pane::Viewer) && !self.state.live.questions.is_empty() {
                panes.intents.push(Intent::Ask(Default::default()));
            }
        });
        let ctx = ui.ctx().clone();
        if let Some(request) = self.canvas.palette_wish.take() {
            self.add_node = Some(AddNode::open(request));
        }
        if let Some(palette_open) = &mut self.add_node
            && !palette_open.show(&ctx, &self.state, palette, &mut self.intents)
        {
            self.add_node = None;
            self.canvas.take_focus();
        }
        if let Some(overlay) = &mut self.overlay
            && !overlay.show(&ctx, &self.state, palette, &mut self.intents)
        {
            self.overlay = None;
            self.canvas.take_focus();
        }
        window::questions::show(&ctx, &mut self.state, &mut self.intents);
    }

    fn apply(&mut self) {
        for intent in std::mem::take(&mut self.intents) {
            self.state.apply(intent);
        }
    }

    /// Keys, the clipboard, dropped files, answers of dialogs.
    fn listen(&mut self, ctx: &Context) {
        for answer in self.dialogs.answers() {
            self.intents.push(dialogs::intent_of(answer));
            // The field beside the dialog has no more to ask.
            self.overlay.take_if(|overlay| matches!(overlay, Overlay::Path(_)));
        }
        if let Some(Overlay::Path(field)) = &mut self.overlay {
            field.follow(self.dialogs.native);
        }
        let paste_at = self.canvas.paste_at(&self.state);
        if let Some((paths, at)) = self.dropping.landed(ctx) {
            self.intents.push(self.canvas.dropped(ctx, &self.state, paths, at));
        }
        if ctx.input(|input| input.viewport().close_requested())
            && self.state.documents.iter().any(|document| !document.is_saved())
        {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.intents.push(Intent::Do(Action::Quit));
        }
        // Whoever is typed into gets the keys.
        if ctx.text_edit_focused() || self.add_node.is_some() || self.overlay.is_some() || self.state.asked.is_some() {
            return;
        }
        let mut heard = Vec::new();
        let plain = self.canvas.has_focus() || ctx.memory(|memory| memory.focused().is_none());
        ctx.input_mut(|input| {
            for event in &input.events {
                match event {
                    Event::Copy => heard.push(Intent::Do(Action::Copy)),
                    Event::Cut => heard.push(Intent::Do(Action::Cut)),
                    Event::Paste(text) => heard.push(Intent::Paste(text.clone(), paste_at)),
                    _ => {}
                }
            }
            // Those with more modifiers first: Shift+F is not F.
            let mut actions: Vec<Action> = Action::ALL.to_vec();
            actions.sort_by_key(|action| std::cmp::Reverse(action.n_modifiers()));
            for action in actions {
                if let Some(keys) = action.keys()
                    && (self.state.document().is_some() || !needs_graph(action))
                    && (plain || !action.is_plain_key())
                    && input.consume_shortcut(&keys)
                {
                    heard.push(Intent::Do(action));
                }
            }
            if input.consume_key(egui::Modifiers::COMMAND, egui::Key::Y) {
                heard.push(Intent::Do(Action::Redo));
            }
        });
        self.intents.extend(heard);
    }

    fn run_errands(&mut self, ctx: &Context) {
        for errand in std::mem::take(&mut self.state.errands) {
            match errand {
                Errand::CopyText(text) => ctx.copy_text(text),
                Errand::RequestPaste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
                Errand::AskOpen => self.ask(Question::Open, ctx),
                Errand::AskSave { document, suggested } => self.ask(Question::Save { document, suggested }, ctx),
                Errand::AskSaveView { suggested } => self.ask(Question::SaveView { suggested }, ctx),
                Errand::AskPath { document, node, input, want, folder } => {
                    self.ask(Question::Path { document, node, input, want, folder }, ctx);
                }
                Errand::Focus(focus) => self.focus(focus, ctx),
                Errand::Quit => {
                    self.remember();
                    ctx.send_viewport_cmd(egui::ViewportCommand::Close);
                }
            }
        }
    }

    /// The system's dialog, and beside it a field: a system without dialogs must not keep anybody from saving.
    fn ask(&mut self, question: Question, ctx: &Context) {
        if self.dialogs.native {
            self.dialogs.ask(question.clone(), ctx);
        }
        self.overlay = Some(Overlay::path(question, self.dialogs.native));
    }

    fn focus(&mut self, focus: Focus, ctx: &Context) {
        match focus {
            Focus::CommandPalette => self.overlay = Some(Overlay::commands()),
            Focus::Shortcuts => self.overlay = Some(Overlay::Shortcuts),
            Focus::Find => self.overlay = Some(Overlay::find()),
            Focus::Recovery => self.overlay = Some(Overlay::Recovery),
            Focus::Preferences => self.overlay = Some(Overlay::Preferences),
            Focus::Models => {
                self.show_models();
                self.state.shelf.wishes.push(ShelfWish::Look);
            }
            Focus::Pane(pane) => dock::bring(&mut self.dock, pane),
            Focus::TogglePane(pane) => dock::toggle(&mut self.dock, pane),
            Focus::ResetLayout => self.dock = dock::standard(),
            // The first widget of the next pane: from the canvas out, from a pane back to the canvas.
            Focus::NextPane => {
                let on_canvas = ctx.memory(|memory| memory.focused()).is_some();
                if on_canvas {
                    ctx.memory_mut(|memory| memory.move_focus(egui::FocusDirection::Next));
                } else {
                    self.canvas.take_focus();
                }
            }
            other => self.canvas.wish(other),
        }
        ctx.request_repaint();
    }

    fn follow_theme(&mut self, ctx: &Context) -> Palette {
        let wanted = self.state.settings.theme;
        let palette = if wanted == Theme::Dark { DARK } else { LIGHT };
        if self.theme != Some(wanted) {
            self.theme = Some(wanted);
            theme::apply(ctx, &palette);
        }
        ctx.set_zoom_factor(self.state.settings.size);
        palette
    }

    /// The journal follows at most a second behind; the window's title says what is open.
    fn keep(&mut self, ctx: &Context) {
        let now = ctx.input(|input| input.time);
        self.state.watch_journal();
        if self.state.is_journal_behind() {
            let since = *self.unkept_since.get_or_insert(now);
            if now - since >= JOURNAL_SECONDS {
                self.state.keep_journal();
                self.unkept_since = None;
                // By then it is written, or could not be.
                ctx.request_repaint_after(Duration::from_millis(500));
            } else {
                ctx.request_repaint_after(Duration::from_secs_f64(JOURNAL_SECONDS - (now - since)));
            }
        } else {
            self.unkept_since = None;
        }
        if let Some(inner) = ctx.input(|input| input.viewport().inner_rect) {
            self.state.settings.window = Some((inner.width(), inner.height()));
        }
        for keepsake in self.state.take_keepsakes(Closing::No) {
            keepsake.keep_aside(ctx, self.state.folders.clone(), self.state.settings.recent.clone());
        }
        let title = window::title(&self.state);
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Writes what is remembered between starts.
    pub fn remember(&mut self) {
        self.state.settings.dock = Some(self.dock.clone());
        let folders = self.state.folders.clone();
        self.state.settings.write(&folders);
        for keepsake in self.state.take_keepsakes(Closing::Yes) {
            keepsake.keep(&folders, &self.state.settings.recent);
        }
    }

    /// Shows models and the runtime as they are known now.
    pub fn show_models(&mut self) {
        self.overlay = Some(Overlay::Models);
    }

    /// Whether the palette that adds nodes is open.
    #[must_use]
    pub fn is_adding(&self) -> bool {
        self.add_node.is_some()
    }
}

/// What means nothing on the start page.
fn needs_graph(action: Action) -> bool {
    !matches!(action.group(), "File" | "Help")
        && !matches!(action, Action::Theme | Action::Models | Action::Preferences)
        || matches!(action, Action::Save | Action::SaveAs | Action::CloseTab)
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self) {
        self.remember();
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        let palette = if self.state.settings.theme == Theme::Dark { DARK } else { LIGHT };
        palette.window.to_normalized_gamma_f32()
    }
}
