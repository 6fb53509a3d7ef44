//! What can be drawn by hand: inputs of the selected node that hold points, a rectangle, strokes or a curve.

use weft_engine::graph::{Name, Setting};

use crate::fields;
use crate::scene::NodeBox;
use crate::state::State;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Strokes,
    Points,
    /// Points in one input, and where they go in another.
    Pairs,
    Rect,
    Curve,
}

/// One input, or a pair of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Target {
    pub node: Name,
    pub full_name: Name,
    pub input: Name,
    /// Of pairs: where they go.
    pub to: Option<Name>,
    pub label: String,
    pub form: Form,
}

/// What the selected node lets a hand draw.
pub(crate) fn targets(state: &State) -> Vec<Target> {
    let Some(name) = state.only_node() else { return Vec::new() };
    let (Some(node), Some(document)) = (state.scene.node(&name), state.document()) else { return Vec::new() };
    let Some(own) = document.level().node(&name) else { return Vec::new() };
    let free = node.signature.inputs.iter().filter(|socket| socket.can_be_set() && !own.wires.contains(&socket.id));
    let mut targets: Vec<Target> = free
        .filter_map(|socket| {
            let form = match socket.ty.plain()? {
                "strokes" => Form::Strokes,
                "points" => Form::Points,
                "rect" => Form::Rect,
                "curve" => Form::Curve,
                _ => return None,
            };
            Some(Target {
                node: name.clone(),
                full_name: node.full_name.clone(),
                input: socket.id.clone(),
                to: None,
                label: socket.label.clone(),
                form,
            })
        })
        .collect();
    pair(&mut targets);
    targets
}

/// `from` and `to` belong together.
fn pair(targets: &mut Vec<Target>) {
    let at = |id: &str| targets.iter().position(|target| target.form == Form::Points && target.input == id);
    if let (Some(from), Some(to)) = (at("from"), at("to")) {
        let goes = targets[to].input.clone();
        let target = &mut targets[from];
        (target.to, target.form, target.label) = (Some(goes), Form::Pairs, "Pairs".to_owned());
        targets.remove(to);
    }
}

/// What an input is set to, or what it is by itself.
pub(crate) fn value(state: &State, target: &Target, input: &Name) -> Option<Setting> {
    let document = state.document()?;
    if let Some(set) = document.level().node(&target.node)?.set.get(input) {
        return Some(set.clone());
    }
    let node: &NodeBox = state.scene.node(&target.node)?;
    let socket = node.signature.inputs.iter().find(|socket| socket.id == *input)?;
    fields::preset(socket.input()?)
}
