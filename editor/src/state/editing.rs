//! Editing what is selected: copy, mute, collapse, frames, arranging, subgraphs.

use std::collections::BTreeSet;

use egui::{Pos2, Rect, vec2};
use weft_engine::graph::{Edit, Name, OuterWires, Setting, Wire};

use super::{Errand, Focus, State};
use crate::action::Action;
use crate::changes::{arrange, layered, remove, subgraph};
use crate::scene::BoardKind;
use crate::view_entry::{self, FRAME, NOTE};
use crate::words;

/// Around the nodes of a new frame; the upper side also holds its title.
const FRAME_MARGIN: f32 = 24.0;

impl State {
    /// What is selected, by the rectangles of the scene.
    fn selected_boxes(&self) -> Vec<(Name, Rect)> {
        let Some(document) = self.document() else { return Vec::new() };
        document.selection.iter().filter_map(|key| Some((key.clone(), self.scene.rect_of(key)?))).collect()
    }

    fn selected_nodes(&self) -> Vec<Name> {
        let Some(document) = self.document() else { return Vec::new() };
        document.selection.iter().filter(|key| document.level().node(key).is_some()).cloned().collect()
    }

    pub(super) fn copy(&mut self) {
        let Some(document) = self.document().filter(|document| !document.selection.is_empty()) else { return };
        let level = document.level();
        let keys: Vec<Name> = document.selection.iter().cloned().collect();
        // Nodes that the file has no place for are copied with the place where they are shown.
        let mut shown = level.clone();
        for (key, rect) in self.selected_boxes() {
            if shown.node(&key).is_some()
                && shown.position(&key).is_none()
                && let Err(told) = shown.apply(view_entry::move_to(level, &key, rect.min))
            {
                debug_assert!(false, "a place can always be put: {told}");
            }
        }
        match shown.copy(&keys) {
            Ok(text) => {
                self.errands.push(Errand::CopyText(text));
                self.tell(format!("Copied {}.", words::count(keys.len(), "item")));
            }
            Err(told) => self.warn_of(&told),
        }
    }

    pub(super) fn duplicate(&mut self) {
        let Some(document) = self.document().filter(|document| !document.selection.is_empty()) else { return };
        let level = document.level();
        let keys: Vec<Name> = document.selection.iter().cloned().collect();
        let duplicated = level
            .copy(&keys)
            .map_err(|told| vec![told])
            .and_then(|text| level.paste(&text, (32.0, 32.0), OuterWires::Keep));
        match duplicated {
            Ok(pasted) => {
                // What was shown without a place in the file gets one beside where it was shown.
                let sources: Vec<&Name> =
                    level.nodes().map(|(name, _)| name).filter(|name| keys.contains(name)).collect();
                let mut edits = vec![pasted.edit];
                for (source, copy) in sources.into_iter().zip(&pasted.nodes) {
                    if level.position(source).is_none()
                        && let Some(rect) = self.scene.rect_of(source)
                    {
                        let spot = rect.min + vec2(32.0, 32.0);
                        edits.push(Edit::view(copy.clone(), view_entry::point(spot.x, spot.y)));
                    }
                }
                self.put(Edit::Batch(edits), pasted.nodes, "duplicate");
            }
            Err(told) => self.warn_of(&told[0].clone()),
        }
    }

    pub(super) fn put(&mut self, edit: Edit, nodes: Vec<Name>, what: &str) {
        let name = format!("{what} {}", words::count(nodes.len(), "node"));
        self.edit(edit, Some(name));
        if let Some(document) = self.document_mut() {
            document.selection = nodes.into_iter().collect();
        }
    }

    pub(super) fn delete(&mut self) {
        let edit = self.document().and_then(|document| remove::remove(document.level(), &document.selection));
        if let Some(edit) = edit {
            self.edit(edit, None);
        }
    }

    pub(super) fn mute(&mut self) {
        let Some(document) = self.document() else { return };
        let nodes = self.selected_nodes();
        let all_muted = nodes.iter().all(|name| document.level().node(name).is_some_and(|node| node.bypass));
        let edits: Vec<Edit> = nodes.into_iter().map(|node| Edit::Bypass { node, on: !all_muted }).collect();
        self.batch(edits);
    }

    /// Turns a switch of the view on, or off if all have it.
    pub(super) fn flip(&mut self, field: &str) {
        let Some(document) = self.document() else { return };
        let level = document.level();
        let nodes = self.selected_nodes();
        let all = nodes.iter().all(|name| view_entry::flag(level.view_of(name), field));
        self.flag(&nodes, field, !all);
    }

    /// Sets a switch of what the view keeps of nodes.
    pub(super) fn flag(&mut self, nodes: &[Name], field: &str, on: bool) {
        let Some(document) = self.document() else { return };
        let level = document.level();
        let value = on.then_some(Setting::Bool(true));
        let place = |name: &Name| self.scene.rect_of(name).map_or(Pos2::ZERO, |rect| rect.min);
        let edits =
            nodes.iter().map(|name| view_entry::change(level, name, place(name), field, value.clone())).collect();
        self.batch(edits);
    }

    pub(super) fn unwire(&mut self) {
        let Some(document) = self.document() else { return };
        let level = document.level();
        let nodes = self.selected_nodes();
        let wired = nodes.iter().flat_map(|name| {
            let inputs =
                level.node(name).into_iter().flat_map(|node| node.wires.iter().map(|(input, _)| input.clone()));
            inputs.map(move |input| Edit::unwire(name.clone(), input))
        });
        self.batch(wired.collect());
    }

    fn batch(&mut self, mut edits: Vec<Edit>) {
        match edits.len() {
            0 => {}
            1 => self.edit(edits.remove(0), None),
            _ => self.edit(Edit::Batch(edits), None),
        }
    }

    pub(super) fn view_selected(&mut self) {
        let Some(node) = self.only_node().and_then(|name| self.scene.node(&name)) else { return };
        let Some(output) = node.signature.outputs.first() else {
            let name = node.name.clone();
            return self.tell(format!("`{name}` has no output to view."));
        };
        let wire = Wire::new(node.full_name.clone(), output.id.clone());
        if let Some(document) = self.document_mut() {
            document.viewed = Some(wire);
        }
    }

    pub(super) fn add_frame(&mut self) {
        let Some(document) = self.document() else { return };
        let around = self.selected_boxes().into_iter().map(|(_, rect)| rect).reduce(Rect::union);
        let rect = around.map_or(Rect::from_min_size(Pos2::ZERO, vec2(320.0, 200.0)), framed);
        let key = view_entry::free_key(document.level(), FRAME);
        let entry = Setting::of_fields([
            ("at", view_entry::point(rect.min.x, rect.min.y)),
            ("size", view_entry::point(rect.width(), rect.height())),
            ("title", Setting::from("Frame")),
        ]);
        self.add_board(key, entry, "add a frame");
    }

    pub(super) fn add_note(&mut self) {
        let Some(document) = self.document() else { return };
        let beside = self.selected_boxes().into_iter().map(|(_, rect)| rect).reduce(Rect::union);
        let corner = beside.map_or(Pos2::ZERO, |rect| rect.left_top() - vec2(0.0, 112.0));
        let key = view_entry::free_key(document.level(), NOTE);
        let entry = Setting::of_fields([
            ("at", view_entry::point(corner.x, corner.y)),
            ("size", view_entry::point(224.0, 88.0)),
            ("text", Setting::from("Note")),
        ]);
        self.add_board(key, entry, "add a note");
    }

    fn add_board(&mut self, key: Name, entry: Setting, name: &str) {
        self.edit(Edit::view(key.clone(), entry), Some(name.to_owned()));
        if let Some(document) = self.document_mut() {
            document.selection = BTreeSet::from([key.clone()]);
        }
        self.errands.push(Errand::Focus(Focus::Rename(key)));
    }

    pub(super) fn arrange(&mut self, action: Action) {
        let boxes = self.selected_boxes();
        if boxes.len() < 2 {
            return self.tell("Select two nodes or more to arrange them.");
        }
        let placed = match action {
            Action::AlignLeft => arrange::align(&boxes, arrange::Edge::Left),
            Action::AlignRight => arrange::align(&boxes, arrange::Edge::Right),
            Action::AlignTop => arrange::align(&boxes, arrange::Edge::Top),
            Action::AlignBottom => arrange::align(&boxes, arrange::Edge::Bottom),
            Action::DistributeAcross => arrange::distribute(&boxes, arrange::Axis::Across),
            _ => arrange::distribute(&boxes, arrange::Axis::Down),
        };
        self.move_all(&placed, &[], action.label());
    }

    /// Lays out the selected nodes, or all.
    pub(super) fn lay_out(&mut self) {
        let Some(document) = self.document() else { return };
        let chosen: Vec<(Name, Rect)> = match self.selected_boxes() {
            boxes if boxes.len() > 1 => {
                boxes.into_iter().filter(|(key, _)| document.level().node(key).is_some()).collect()
            }
            _ => self.scene.nodes.iter().map(|node| (node.name.clone(), node.rect)).collect(),
        };
        let corner = chosen.iter().map(|(_, rect)| *rect).reduce(Rect::union).map_or(Pos2::ZERO, |rect| rect.min);
        let sizes: Vec<(Name, egui::Vec2)> = chosen.into_iter().map(|(name, rect)| (name, rect.size())).collect();
        let mut placed = layered::layered(document.level(), &sizes);
        let top = placed.iter().map(|(_, at)| at.y).fold(f32::INFINITY, f32::min);
        for (_, at) in &mut placed {
            *at += vec2(corner.x, corner.y - top);
        }
        let frames = self.frames_around(&placed);
        self.move_all(&placed, &frames, Action::Layout.label());
    }

    /// Frames go with what they hold: around its new places, as far as all of it is among those that were placed.
    fn frames_around(&self, placed: &[(Name, Pos2)]) -> Vec<(Name, Rect)> {
        let place = |key: &Name| {
            let size = self.scene.rect_of(key)?.size();
            let at = placed.iter().find(|(other, _)| other == key)?.1;
            Some(Rect::from_min_size(at, size))
        };
        let frames = self.scene.boards.iter().filter(|board| board.kind == BoardKind::Frame);
        frames
            .filter_map(|frame| {
                let held: Option<Vec<Rect>> = self.scene.carried_by(frame).iter().map(place).collect();
                Some((frame.key.clone(), framed(held?.into_iter().reduce(Rect::union)?)))
            })
            .collect()
    }

    fn move_all(&mut self, placed: &[(Name, Pos2)], frames: &[(Name, Rect)], name: &str) {
        let Some(document) = self.document() else { return };
        let level = document.level();
        let mut edits: Vec<Edit> = placed.iter().map(|(key, at)| view_entry::move_to(level, key, *at)).collect();
        edits.extend(frames.iter().map(|(key, rect)| view_entry::fit(level, key, *rect)));
        if !edits.is_empty() {
            self.edit(Edit::Batch(edits), Some(name.to_lowercase()));
        }
    }

    pub(super) fn make_subgraph(&mut self) {
        let Some(document) = self.document() else { return };
        let boxes = self.selected_boxes();
        let around = boxes.iter().map(|(_, rect)| *rect).reduce(Rect::union);
        let at = around.map_or(Pos2::ZERO, |rect| arrange::snapped(rect.center() - vec2(96.0, 60.0)));
        match subgraph::make(document.level(), &document.selection, at) {
            Ok((edit, name)) => {
                self.edit(edit, Some(format!("make the subgraph {name}")));
                if let Some(document) = self.document_mut() {
                    document.selection = BTreeSet::from([name]);
                }
            }
            Err(why) => self.warn(why),
        }
    }

    pub(super) fn unpack(&mut self) {
        let Some((document, group)) = self.document().zip(self.only_node()) else {
            return self.tell("Select one subgraph to unpack it.");
        };
        let at = self.scene.rect_of(&group).map_or(Pos2::ZERO, |rect| rect.min);
        match subgraph::unpack(document.level(), &group, at) {
            Ok((edit, nodes)) => self.put(edit, nodes, "unpack"),
            Err(why) => self.warn(why),
        }
    }
}

/// The frame around what it holds; its title stands above.
fn framed(held: Rect) -> Rect {
    Rect::from_min_max(held.min - vec2(FRAME_MARGIN, FRAME_MARGIN + 24.0), held.max + vec2(FRAME_MARGIN, FRAME_MARGIN))
}
