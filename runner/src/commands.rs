//! One command, one file.

pub(crate) mod bench;
pub(crate) mod check;
pub(crate) mod doctor;
pub(crate) mod engine;
pub(crate) mod graph;
pub(crate) mod models;
pub(crate) mod nodes;
pub(crate) mod paper;
pub(crate) mod plan;
pub(crate) mod plugins;
pub(crate) mod run;
pub(crate) mod runtime;
