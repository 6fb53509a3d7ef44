//! Everything that runs a graph: text → Graph → Plan → Run → Report. One module, one room (DESIGN: the rooms).
//!
//! It never prints, asks, or reads the environment; it is given a config.

pub mod cache;
pub mod catalog;
pub mod diagnostic;
pub mod files;
pub mod graph;
pub mod plan;
pub mod plugins;
pub mod value;
