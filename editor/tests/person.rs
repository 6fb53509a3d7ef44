//! Acts as a person: looks for things by name, clicks, drags, types. Needs a Vulkan driver only where pictures are taken.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

#[path = "person/beginning.rs"]
mod beginning;
#[path = "person/canvas.rs"]
mod canvas;
#[path = "person/desk.rs"]
pub(crate) mod desk;
#[path = "person/documents.rs"]
mod documents;
#[path = "person/drag.rs"]
mod drag;
#[path = "person/edits.rs"]
mod edits;
#[path = "person/faults.rs"]
mod faults;
#[path = "person/fields.rs"]
mod fields;
#[path = "person/hand.rs"]
mod hand;
#[path = "person/inputs.rs"]
mod inputs;
#[path = "person/live.rs"]
mod live;
#[path = "person/personalise.rs"]
mod personalise;
#[path = "person/pictures.rs"]
mod pictures;
#[path = "person/plugin.rs"]
mod plugin;
#[path = "person/programs.rs"]
mod programs;
#[path = "person/real.rs"]
mod real;
#[path = "person/shelf.rs"]
mod shelf;
#[path = "person/troubles.rs"]
mod troubles;
#[path = "person/viewer.rs"]
mod viewer;
#[path = "person/views.rs"]
mod views;
