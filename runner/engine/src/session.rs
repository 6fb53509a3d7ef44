//! Whoever shows a graph never runs its nodes: commands in, events out, all plain data. The same [`Session`] works in this
//! process or in a child `weft engine`, so that no plugin takes down whoever shows the graph.
//!
//! ```no_run
//! use std::sync::Arc;
//! use weft_engine::graph::Edit;
//! use weft_engine::session::{Event, Look, RunTurn, Session};
//! # use weft_engine::plan::Scale;
//! # fn show(_: Event) {}
//! # fn example(config: weft_engine::EngineConfig, repaint: fn()) -> Result<(), weft_engine::diagnostic::Diagnostic> {
//! let session = Session::in_process(config, Arc::new(repaint)); // called from other threads whenever an event is there
//! session.set_document("portrait.ron", "/home/me".as_ref(), "(weft: 1)");
//! session.edit(&Edit::set("upscale", "scale", 4))?;
//! let run = session.run(&[], Scale::Full, RunTurn::Queued);
//! let viewer = 1; // one number for each place on the screen; its newest request wins
//! session.preview(viewer, "upscale", "image", Scale::Quarter, Look { width_max: 512, ..Look::default() });
//! while let Some(event) = session.try_next() {
//!     show(event); // once a frame: everything that happened since the last one
//! }
//! session.stop(run);
//! # Ok(())
//! # }
//! ```
//!
//! Not here: undo (`graph::History` is whoever shows the graph), and what a run is (`run`).

mod child;
#[cfg(target_os = "linux")]
mod dying;
mod frame;
mod handle;
mod host;
mod inbox;
mod jobs;
mod look;
#[cfg(target_os = "linux")]
mod mapping;
mod message;
mod mirror;
mod recorder;
#[cfg(target_os = "linux")]
mod segments;
mod shared;
mod supervisor;
mod work;

pub use child::{ChildLimits, commands_of_bytes, serve};
pub use handle::Session;
pub use inbox::Wake;
pub use message::{
    Blob, Cause, ChannelView, Command, Crash, DeviceHint, DocumentText, Event, FEATURES, HISTOGRAM_BINS, Hello,
    ImageView, Look, MeshView, PIXELS_SIDE_MAX, PROTOCOL, PixelFormat, PluginState, Preview, PreviewRequest, Region,
    RunRequest, RunTurn, Shown, Suspect, TableView,
};
pub use supervisor::{EngineProgram, Transport};
