//! Plugins: finding, trusting, opening libraries, and calling their kinds. The only place that knows dynamic libraries.
//!
//! Not here: when a kind is called (`run`).

mod call;

pub use call::{CallError, CallHost, CallStatus, Flow, Folder, LogLevel};
