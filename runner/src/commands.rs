//! One command, one file.

pub(crate) mod graph;
pub(crate) mod nodes;
pub(crate) mod paper;
pub(crate) mod plugins;
