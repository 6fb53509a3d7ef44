//! What the canvas shows, made from the graph once for each change: boxes, sockets, wires, frames. Drawing then looks
//! nothing up by name.

mod build;
mod face;

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Color32, Pos2, Rect, Vec2};
use weft_engine::catalog::{Catalog, Type};
use weft_engine::graph::{Graph, Name, Wire};

use crate::document::Document;
use crate::signature::{Face, Signature, Signatures};
use crate::view_entry::{self, Spot};

pub use face::{HEADER, NodeFace, ROW, THUMB, WIDTH};

/// One node as it is drawn.
#[derive(Debug, Clone)]
pub struct NodeBox {
    /// In the graph of this level.
    pub name: Name,
    /// As the engine says it: `outer/inner`.
    pub full_name: Name,
    /// On the canvas.
    pub rect: Rect,
    /// Sockets and rows.
    pub face: NodeFace,
    /// Where its sockets come from.
    pub signature: Arc<Signature>,
    /// Of its category, or chosen by the user.
    pub hue: Color32,
    /// Only the header is shown.
    pub collapsed: bool,
    /// Whether its seed shall stay as it is.
    pub locked: bool,
    /// Passed through.
    pub muted: bool,
}

/// A wire as it is drawn.
#[derive(Debug, Clone)]
pub struct WireLine {
    /// Index of the node that gives, and of its output.
    pub from: (usize, usize),
    /// Index of the node that takes, and of its input.
    pub to: (usize, usize),
    /// Which of the input's wires.
    pub nth: usize,
    /// Points between.
    pub bends: Vec<Pos2>,
    /// What flows.
    pub ty: Type,
}

/// A frame or note.
#[derive(Debug, Clone)]
pub struct Board {
    /// In the view.
    pub key: Name,
    /// On the canvas.
    pub rect: Rect,
    /// Title of a frame, text of a note.
    pub text: String,
    /// Chosen by the user.
    pub colour: Option<Color32>,
    /// Which of both.
    pub kind: BoardKind,
}

/// What a board is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardKind {
    /// Carries the nodes on it.
    Frame,
    /// Only words.
    Note,
}

/// What the canvas shows.
#[derive(Debug, Default)]
pub struct Scene {
    /// Nodes in the order of the file.
    pub nodes: Vec<NodeBox>,
    /// Wires, behind the nodes.
    pub wires: Vec<WireLine>,
    /// Frames and notes, behind the wires; larger ones first.
    pub boards: Vec<Board>,
    index: HashMap<Name, usize>,
    /// What it was made from: document, content, catalog.
    stamp: (u64, u64, u64),
    /// The revision whose places it has.
    placed: u64,
}

/// One socket of the scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SocketAt {
    /// Index of the node.
    pub node: usize,
    /// Which side.
    pub side: Side,
    /// Index in the signature.
    pub index: usize,
}

/// Of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// On the left.
    Input,
    /// On the right.
    Output,
}

impl Scene {
    /// Brings it up to date. Also finds places for nodes that have none in the file.
    pub fn update(
        &mut self,
        document: &mut Document,
        catalog: &Catalog,
        signatures: &mut Signatures,
        catalog_count: u64,
    ) {
        let stamp = (document.id, document.content_revision(), catalog_count);
        if self.stamp != stamp {
            self.stamp = stamp;
            self.build(document, catalog, signatures);
            self.find_spots(document);
            self.place(document);
        } else if self.placed != document.revision() {
            self.place(document);
        }
        self.placed = document.revision();
    }

    /// The node of a name.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&NodeBox> {
        self.index.get(name).map(|at| &self.nodes[*at])
    }

    /// Where a node is in `nodes`.
    #[must_use]
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// A frame or note by its key.
    #[must_use]
    pub fn board(&self, key: &str) -> Option<&Board> {
        self.boards.iter().find(|board| board.key == key)
    }

    /// The rectangle of whatever can be selected.
    #[must_use]
    pub fn rect_of(&self, key: &str) -> Option<Rect> {
        self.node(key).map(|node| node.rect).or_else(|| self.board(key).map(|board| board.rect))
    }

    /// Around everything; nothing where there is nothing.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect> {
        let rects = self.nodes.iter().map(|node| node.rect).chain(self.boards.iter().map(|board| board.rect));
        rects.reduce(Rect::union)
    }

    /// The middle of a socket.
    #[must_use]
    pub fn socket_pos(&self, at: SocketAt) -> Pos2 {
        let node = &self.nodes[at.node];
        let x = match at.side {
            Side::Input => node.rect.min.x,
            Side::Output => node.rect.max.x,
        };
        let y = match (node.collapsed, at.side) {
            (true, _) => HEADER / 2.0,
            (false, Side::Input) => node.face.inputs.get(at.index).copied().flatten().unwrap_or(HEADER / 2.0),
            (false, Side::Output) => node.face.outputs.get(at.index).copied().unwrap_or(HEADER / 2.0),
        };
        Pos2::new(x, node.rect.min.y + y)
    }

    /// The type of a socket.
    #[must_use]
    pub fn socket_type(&self, at: SocketAt) -> &Type {
        let signature = &self.nodes[at.node].signature;
        match at.side {
            Side::Input => &signature.inputs[at.index].ty,
            Side::Output => &signature.outputs[at.index].ty,
        }
    }

    /// Begin, bends and end of a wire.
    pub fn wire_points(&self, wire: &WireLine) -> (Pos2, Pos2) {
        let from = self.socket_pos(SocketAt { node: wire.from.0, side: Side::Output, index: wire.from.1 });
        let to = self.socket_pos(SocketAt { node: wire.to.0, side: Side::Input, index: wire.to.1 });
        (from, to)
    }

    /// Where a wire begins and ends, in the words of the graph.
    #[must_use]
    pub fn wire_names(&self, wire: &WireLine) -> (Wire, Name, Name) {
        let (from, to) = (&self.nodes[wire.from.0], &self.nodes[wire.to.0]);
        let output = from.signature.outputs[wire.from.1].id.clone();
        (Wire::new(from.name.clone(), output), to.name.clone(), to.signature.inputs[wire.to.1].id.clone())
    }

    /// Nodes and boards that lie whole on a frame: it carries them.
    #[must_use]
    pub fn carried_by(&self, frame: &Board) -> Vec<Name> {
        let nodes = self.nodes.iter().filter(|node| frame.rect.contains_rect(node.rect)).map(|node| node.name.clone());
        let boards = self.boards.iter().filter(|board| board.key != frame.key && frame.rect.contains_rect(board.rect));
        nodes.chain(boards.map(|board| board.key.clone())).collect()
    }

    fn place(&mut self, document: &Document) {
        let level = document.level();
        let spots = document.spots.get(document.inside());
        for node in &mut self.nodes {
            let entry = level.view_of(&node.name).and_then(view_entry::at);
            let spot = entry.or_else(|| spots.and_then(|spots| spots.get(&node.name).copied()));
            node.rect = Rect::from_min_size(spot.unwrap_or_default(), node.rect.size());
        }
        for board in &mut self.boards {
            if let Some(rect) = level.view_of(&board.key).and_then(view_entry::rect) {
                board.rect = rect;
            }
        }
        for wire in &mut self.wires {
            if !wire.bends.is_empty() {
                let (to, input) = (&self.nodes[wire.to.0], wire.to.1);
                let key = view_entry::wire_key(&to.name, &to.signature.inputs[input].id, wire.nth);
                wire.bends = level.view_of(&key).map(view_entry::bends).unwrap_or_default();
            }
        }
    }

    /// Nodes without a place in the file get one, right of what has a place.
    fn find_spots(&self, document: &mut Document) {
        let level = document.level();
        let known = document.spots.get(document.inside());
        let lost = |node: &&NodeBox| {
            level.position(&node.name).is_none() && !known.is_some_and(|known| known.contains_key(&node.name))
        };
        let sizes: Vec<(Name, Vec2)> =
            self.nodes.iter().filter(lost).map(|node| (node.name.clone(), node.rect.size())).collect();
        if sizes.is_empty() {
            return;
        }
        let placed = crate::changes::layered::layered(level, &sizes);
        let others = self.nodes.iter().filter_map(|node| {
            let spot = view_entry::at(level.view_of(&node.name)?)?;
            Some(Rect::from_min_size(spot, node.rect.size()))
        });
        let shift =
            others.reduce(Rect::union).map_or(Vec2::ZERO, |rect| rect.right_top().to_vec2() + egui::vec2(72.0, 0.0));
        let inside = document.inside().to_vec();
        let spots: &mut HashMap<Name, Spot> = document.spots.entry(inside).or_default();
        spots.extend(placed.into_iter().map(|(name, at)| (name, at + shift)));
    }

    /// Nodes that pass on whatever comes in have a small picture where that is one.
    fn make_room(&mut self, level: &Graph) {
        let is_open = |node: &NodeBox| {
            !node.collapsed && node.signature.outputs.first().is_some_and(|output| output.ty.variable().is_some())
        };
        let open: Vec<usize> = (0..self.nodes.len()).filter(|at| is_open(&self.nodes[*at])).collect();
        for at in open {
            let ty = build::flowing(level, &self.nodes, &self.index, (at, 0));
            let plain = level.view_of(&self.nodes[at].name).is_some_and(|entry| view_entry::flag(Some(entry), "plain"));
            if ty.is_some_and(|ty| is_picture(&ty)) && !plain {
                let node = &mut self.nodes[at];
                node.face.add_thumb();
                node.rect.set_height(node.face.height);
            }
        }
    }

    fn build(&mut self, document: &Document, catalog: &Catalog, signatures: &mut Signatures) {
        let level: &Graph = document.level();
        self.nodes.clear();
        self.index.clear();
        let mentioned = build::mentioned_outputs(level, catalog);
        for (name, node) in level.nodes() {
            let read = mentioned.get(name).map_or(&[][..], Vec::as_slice);
            let made = build::node_box(document, level, name, node, signatures.of(node, catalog, read));
            self.index.insert(name.clone(), self.nodes.len());
            self.nodes.push(made);
        }
        self.make_room(level);
        self.wires = build::wires(level, &self.nodes, &self.index);
        self.boards = build::boards(level);
    }
}

/// Whether a node's first output can be shown as a small picture.
#[must_use]
pub fn has_thumb(signature: &Signature) -> bool {
    signature.face != Face::Missing
        && signature.outputs.first().is_some_and(|output| output.ty.variable().is_none() && is_picture(&output.ty))
}

fn is_picture(ty: &Type) -> bool {
    ["image", "mask", "mesh"].iter().any(|name| ty.has(name))
}
