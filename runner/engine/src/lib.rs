//! Everything that runs a graph: text → Graph → Plan → Run → Report. One module, one room (DESIGN: the rooms).
//!
//! It never prints, asks, or reads the environment; it is given a config.

pub mod cache;
pub mod catalog;
pub mod diagnostic;
pub mod engine;
pub mod files;
pub mod gpu;
pub mod graph;
pub mod models;
pub mod onnx;
pub mod plan;
pub mod plugins;
pub mod run;
pub mod session;
pub mod trial;
pub mod value;

pub use engine::{Document, Engine, EngineConfig, RunOptions};
