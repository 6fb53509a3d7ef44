//! Where on a node its sockets and widgets stand, in its own coordinates.

use weft_engine::graph::{Node, Setting};

use crate::signature::{Signature, Socket, has_widget};
use crate::theme::spacing;
use crate::view_entry;

/// Of every node.
pub const WIDTH: f32 = 192.0;
/// Two lines: the name, and what the kind is called.
pub const HEADER: f32 = 40.0;
/// Of a row.
pub const ROW: f32 = spacing::ROW;
/// Of a small picture, with its margins.
pub const THUMB: f32 = 112.0;

/// Rows of a node.
#[derive(Debug, Clone, Default)]
pub struct NodeFace {
    /// Of each input its height, if it is shown.
    pub inputs: Vec<Option<f32>>,
    /// Of each output its height.
    pub outputs: Vec<f32>,
    /// Inputs whose row is theirs alone: they have a widget while nothing is wired.
    pub widgets: Vec<usize>,
    /// Inputs that are not shown.
    pub n_hidden: usize,
    /// Where the small picture begins.
    pub thumb: Option<f32>,
    /// Of the whole node.
    pub height: f32,
}

impl NodeFace {
    /// Lays out a node.
    #[must_use]
    pub fn new(signature: &Signature, node: &Node, entry: Option<&Setting>) -> Self {
        if view_entry::flag(entry, "collapsed") {
            let outputs = vec![HEADER / 2.0; signature.outputs.len()];
            return Self { inputs: vec![None; signature.inputs.len()], outputs, height: HEADER, ..Self::default() };
        }
        let open = view_entry::flag(entry, "open");
        let mut face = Self { inputs: vec![None; signature.inputs.len()], ..Self::default() };
        let row = |number: usize| HEADER + 4.0 + ROW * number_of(number) + ROW / 2.0;
        let mut flowing = 0;
        for (at, input) in signature.inputs.iter().enumerate().filter(|(_, input)| flows(input)) {
            if input.can_be_wired() {
                face.inputs[at] = Some(row(flowing));
                flowing += 1;
            }
        }
        face.outputs = (0..signature.outputs.len()).map(row).collect();
        let mut next = flowing.max(signature.outputs.len());
        for (at, input) in signature.inputs.iter().enumerate().filter(|(_, input)| !flows(input)) {
            let matters = input.input().is_none_or(|input| input.flags.on_node);
            if open || matters || node.wires.contains(&input.id) {
                face.inputs[at] = Some(row(next));
                face.widgets.push(at);
                next += 1;
            } else {
                face.n_hidden += 1;
            }
        }
        face.height = HEADER + 4.0 + ROW * number_of(next) + 6.0;
        if super::has_thumb(signature) && !view_entry::flag(entry, "plain") {
            face.add_thumb();
        }
        face
    }

    /// Makes room for a small picture below everything else.
    pub(super) fn add_thumb(&mut self) {
        self.thumb = Some(self.height);
        self.height += THUMB;
    }
}

/// Whether an input is what flows through the node rather than how it works.
fn flows(input: &Socket) -> bool {
    !has_widget(&input.ty) || input.input().is_some_and(|input| input.flags.wire_only)
}

#[expect(clippy::cast_precision_loss, reason = "a node has few rows")]
fn number_of(rows: usize) -> f32 {
    rows as f32
}
