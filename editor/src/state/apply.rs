//! From wishes to changes: the only place where the state changes because of the user.

use weft_engine::graph::{Edit, Name};

use super::{Asked, Errand, Focus, State};
use crate::action::Action;
use crate::changes::{insert, remove};
use crate::intent::Intent;
use crate::live::Wish;
use crate::settings::Theme;

impl State {
    /// Does what was wished.
    pub fn apply(&mut self, intent: Intent) {
        match intent {
            Intent::Do(action) => self.act(action),
            Intent::Edit(edit) => self.edit(edit, None),
            Intent::EditAs(edit, name) => self.edit(edit, Some(name)),
            Intent::Drag(edit, key) => {
                let result = self.document_mut().map(|document| document.drag(edit, &key));
                if let Some(Err(told)) = result {
                    self.warn_of(&told);
                }
            }
            Intent::Drop => {
                if let Some(document) = self.document_mut() {
                    document.drop_drag();
                }
            }
            Intent::Select(keys) => self.select(keys),
            Intent::Toggle(key) => {
                if let Some(document) = self.document_mut()
                    && !document.selection.remove(&key)
                {
                    document.selection.insert(key);
                }
            }
            Intent::AddNode(new) => self.add_node(&new),
            Intent::Paste(text, at) => self.paste(&text, at),
            Intent::Open(path) => self.open(&path),
            Intent::OpenTemplate(path) => self.open_template(&path),
            Intent::Dropped(paths, at) => self.take_dropped(paths, at),
            Intent::SaveTo(path) => self.save_to(&path),
            Intent::Activate(at) => self.activate(at),
            Intent::Close(at) => self.close(at),
            Intent::CloseUnsaved(at) => self.close_unsaved(at),
            Intent::GoTo(step) => {
                let result = self.document_mut().map(|document| document.go_to(step));
                if let Some(Err(told)) = result {
                    self.warn_of(&told);
                }
            }
            Intent::Enter(node) => {
                let entered = self.document_mut().is_some_and(|document| document.enter(&node));
                if !entered {
                    self.warn(format!("`{node}` holds no graph of its own."));
                }
            }
            Intent::Leave(levels) => {
                if let Some(document) = self.document_mut() {
                    // Where one came from looks as it did; each level has its own view.
                    document.leave(levels);
                }
            }
            Intent::View(wire) => {
                if let Some(document) = self.document_mut() {
                    document.viewed = Some(wire);
                }
            }
            Intent::Pin(wire) => {
                if let Some(document) = self.document_mut() {
                    document.pinned = wire;
                }
            }
            Intent::Hold(wire) => {
                if let Some(document) = self.document_mut() {
                    document.held = wire;
                }
            }
            Intent::Ask(questions) => self.live.questions = questions,
            Intent::AskSaveView(name) => {
                let folder = self.document().map_or_else(Default::default, |document| document.folder().to_owned());
                self.errands.push(Errand::AskSaveView { suggested: folder.join(name) });
            }
            Intent::SaveView(path) => self.live.save_to = Some(path),
            Intent::SavedView(text, wrong) => {
                self.live.save_to = None;
                if wrong { self.warn(text) } else { self.tell(text) }
            }
            Intent::Browse(node, input) => self.browse(node, input),
            Intent::Lock(node, on) => self.flag(&[node], "locked", on),
            Intent::PutBetween(node, wire, target, input) => self.put_between(&node, (&wire, &target, &input)),
            Intent::Caption(key, text) => self.caption(&key, &text),
            Intent::Rename(node, to) => self.rename(&node, to.trim()),
            Intent::TogglePane(pane) => self.errands.push(Errand::Focus(Focus::TogglePane(pane))),
            Intent::ShowPane(pane) => self.errands.push(Errand::Focus(Focus::Pane(pane))),
            Intent::RemoveRun(run) => self.live.wish(Wish::Remove(run)),
            Intent::RunFirst(run) => self.live.wish(Wish::First(run)),
            Intent::DropOn(node, input, path) => self.drop_on(&node, &input, &path),
            Intent::Tell(text) => self.warn(text),
            Intent::Shelf(wish) => self.shelf.wishes.push(wish),
            Intent::Prefer(preference) => self.settings.prefer(preference),
            Intent::Recover(at) => self.recover(at),
            Intent::Forget(at) => {
                if at < self.recovered.len() {
                    self.recovered.remove(at).forget();
                }
            }
            Intent::RevealInside(levels, node) => {
                let there = self.document_mut().is_some_and(|document| {
                    document.leave(0);
                    levels.iter().all(|level| document.enter(level))
                });
                if there {
                    self.apply(Intent::Reveal(node));
                }
            }
            Intent::Reveal(node) => {
                self.select(vec![node.clone()]);
                self.errands.push(Errand::Focus(Focus::Centre(node)));
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::New => self.new_document(),
            Action::Open => self.errands.push(Errand::AskOpen),
            Action::Save => self.save(),
            Action::SaveAs => self.ask_where(),
            Action::StartPage => self.active = None,
            Action::CloseTab => {
                if let Some(at) = self.active {
                    self.close(at);
                }
            }
            Action::Quit => self.quit(),
            Action::Undo => self.travel(|document| document.undo(), "Nothing to undo."),
            Action::Redo => self.travel(|document| document.redo(), "Nothing to redo."),
            Action::Cut => {
                self.copy();
                self.delete();
            }
            Action::Copy => self.copy(),
            Action::Paste => self.errands.push(Errand::RequestPaste),
            Action::Duplicate => self.duplicate(),
            Action::Delete => self.delete(),
            Action::SelectAll => {
                let level = self.document().map(|document| document.level());
                let keys: Vec<Name> =
                    level.into_iter().flat_map(|level| level.nodes().map(|(name, _)| name.clone())).collect();
                self.select(keys);
            }
            Action::Find => self.focus(Focus::Find),
            Action::AddNode => self.focus(Focus::Palette),
            Action::AddAfter => self.focus(Focus::PaletteAfter),
            Action::Rename => match self.only_node() {
                Some(node) => self.focus(Focus::Rename(node)),
                None => self.tell("Select one node to rename it."),
            },
            Action::Mute => self.mute(),
            Action::Collapse => self.flip("collapsed"),
            Action::ShowAllInputs => self.flip("open"),
            Action::View => self.view_selected(),
            Action::Unwire => self.unwire(),
            Action::MakeSubgraph => self.make_subgraph(),
            Action::Unpack => self.unpack(),
            Action::Enter => {
                if let Some(node) = self.only_node() {
                    self.apply(Intent::Enter(node));
                }
            }
            Action::Leave => {
                let depth = self.document().map_or(0, |document| document.inside().len());
                if depth > 0 {
                    self.apply(Intent::Leave(depth - 1));
                }
            }
            Action::Frame => self.add_frame(),
            Action::Note => self.add_note(),
            Action::AlignLeft
            | Action::AlignRight
            | Action::AlignTop
            | Action::AlignBottom
            | Action::DistributeAcross
            | Action::DistributeDown => self.arrange(action),
            Action::Layout => self.lay_out(),
            Action::SnapToGrid => self.settings.snap = !self.settings.snap,
            Action::FitAll => self.focus(Focus::FitAll),
            Action::FitSelection => self.focus(Focus::FitSelection),
            Action::ZoomIn => self.focus(Focus::Zoom(1.25)),
            Action::ZoomOut => self.focus(Focus::Zoom(0.8)),
            Action::ActualSize => self.focus(Focus::ZoomTo(1.0)),
            Action::Minimap => self.settings.minimap = !self.settings.minimap,
            Action::Theme => {
                self.settings.theme = match self.settings.theme {
                    Theme::Dark => Theme::Light,
                    Theme::Light => Theme::Dark,
                };
            }
            Action::NextPane => self.focus(Focus::NextPane),
            Action::ResetLayout => self.focus(Focus::ResetLayout),
            Action::Run => self.live.wish(Wish::Run),
            Action::Stop => self.live.wish(Wish::Stop),
            Action::Retry => self.live.wish(Wish::Retry),
            Action::ReloadPlugins => self.live.wish(Wish::ReloadPlugins),
            Action::Live => self.settings.live = !self.settings.live,
            Action::CommandPalette => self.focus(Focus::CommandPalette),
            Action::Shortcuts => self.focus(Focus::Shortcuts),
            Action::Recovery => self.focus(Focus::Recovery),
            Action::Models => self.focus(Focus::Models),
            Action::Preferences => self.focus(Focus::Preferences),
        }
    }

    fn focus(&mut self, focus: Focus) {
        self.errands.push(Errand::Focus(focus));
    }

    pub(super) fn edit(&mut self, edit: Edit, name: Option<String>) {
        let result = self.document_mut().map(|document| document.apply(edit, name));
        if let Some(Err(told)) = result {
            self.warn_of(&told);
        }
    }

    /// The selected node, if it is one alone.
    #[must_use]
    pub fn only_node(&self) -> Option<Name> {
        let document = self.document()?;
        let mut nodes = document.selection.iter().filter(|key| document.level().node(key).is_some());
        let first = nodes.next()?.clone();
        nodes.next().is_none().then_some(first)
    }

    fn select(&mut self, keys: Vec<Name>) {
        if let Some(document) = self.document_mut() {
            document.selection = keys.into_iter().collect();
        }
    }

    fn add_node(&mut self, new: &crate::intent::NewNode) {
        let Some(document) = self.active.and_then(|at| self.documents.get_mut(at)) else { return };
        let (edit, name) = insert::add(document.level(), &self.catalog, &mut self.signatures, new);
        let made = document.apply(edit, Some(format!("add {name}")));
        match made {
            Ok(()) => self.select(vec![name]),
            Err(told) => self.warn_of(&told),
        }
    }

    fn put_between(&mut self, node: &Name, place: (&weft_engine::graph::Wire, &Name, &Name)) {
        let Some(document) = self.active.and_then(|at| self.documents.get_mut(at)) else { return };
        let edit = insert::put_between(document.level(), &self.catalog, &mut self.signatures, node, place);
        if let Some(edit) = edit {
            self.edit(edit, Some(format!("put {node} into a wire")));
        }
    }

    fn caption(&mut self, key: &Name, text: &str) {
        let Some(document) = self.document() else { return };
        let level = document.level();
        let field = if key.starts_with(crate::view_entry::FRAME) { "title" } else { "text" };
        if level.view_of(key).is_some_and(|entry| crate::view_entry::text(entry, field) != text) {
            let edit = crate::view_entry::change(level, key, egui::Pos2::ZERO, field, Some(text.into()));
            self.edit(edit, Some(format!("write {key}")));
        }
    }

    fn browse(&mut self, node: Name, input: Name) {
        let Some(document) = self.document() else { return };
        let signature = self.scene.node(&node).map(|node| node.signature.clone());
        let socket = signature.as_ref().and_then(|signature| signature.inputs.iter().find(|socket| socket.id == input));
        let flags = socket.and_then(|socket| socket.input()).map(|input| input.flags).unwrap_or_default();
        let want = match (flags.path_folder, flags.path_write) {
            (true, _) => super::PathWanted::Folder,
            (false, true) => super::PathWanted::NewFile,
            (false, false) => super::PathWanted::File,
        };
        let (document, folder) = (document.id, document.folder().to_owned());
        self.errands.push(Errand::AskPath { document, node, input, want, folder });
    }

    fn rename(&mut self, node: &Name, to: &str) {
        let Some(document) = self.document() else { return };
        if to == node.as_str() || to.is_empty() {
            return;
        }
        let edit = remove::rename(document.level(), node, &Name::new(to));
        self.edit(edit, Some(format!("rename {node} to {to}")));
    }

    fn quit(&mut self) {
        if self.documents.iter().any(|document| !document.is_saved()) {
            self.asked = Some(Asked::Quit);
        } else {
            self.errands.push(Errand::Quit);
        }
    }

    fn travel(
        &mut self,
        step: impl FnOnce(&mut crate::document::Document) -> Result<Option<String>, weft_engine::diagnostic::Diagnostic>,
        nothing: &str,
    ) {
        match self.document_mut().map(step) {
            Some(Ok(None)) => self.tell(nothing),
            Some(Err(told)) => self.warn_of(&told),
            Some(Ok(Some(_))) | None => {}
        }
    }
}
