//! From what was done to a field to what is wished of the graph.

use weft_engine::graph::{Edit, Name};

use crate::fields::Change;
use crate::intent::Intent;

/// None where a drag of nothing ended.
pub(crate) fn of_change(node: &Name, input: &Name, change: Change) -> Option<Intent> {
    Some(match change {
        Change::Set(value) => Intent::Edit(Edit::set(node.clone(), input.clone(), value)),
        Change::Drag(value) => {
            Intent::Drag(Edit::set(node.clone(), input.clone(), value), format!("set {node}.{input}"))
        }
        Change::Drop => Intent::Drop,
        Change::Browse => Intent::Browse(node.clone(), input.clone()),
        Change::Lock(on) => Intent::Lock(node.clone(), on),
    })
}
