//! The editor as a library, so that tests can act as a person.

pub mod action;
pub mod app;
pub mod bench;
pub mod canvas;
mod card_picture;
pub mod changes;
mod dialogs;
pub mod dock;
pub mod document;
mod dropping;
pub mod engine_program;
mod fields;
mod fuzzy;
pub mod graphics;
pub mod icon;
mod inspector;
pub mod intent;
pub mod link;
pub mod live;
mod palette;
mod panels;
mod remedy;
mod runner_command;
pub mod sample_kinds;
pub mod scene;
pub mod settings;
pub mod shelf;
pub mod signature;
pub mod state;
pub mod theme;
pub mod view_entry;
pub mod viewer;
mod wheel;
mod window;
mod words;

pub use app::{App, Start, StartSession};
