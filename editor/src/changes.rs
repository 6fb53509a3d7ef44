//! Changes that are more than one edit, as pure functions: a graph in, an edit out. Nothing here knows the window.

pub mod arrange;
pub mod connect;
pub mod insert;
pub mod layered;
pub mod remove;
pub mod subgraph;
