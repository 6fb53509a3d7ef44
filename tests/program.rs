//! The programs as a user meets them: command line, files, exit codes. Everything goes through the built `weft`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may end by panicking")]

#[path = "program/stage.rs"]
mod stage;

#[path = "program/command_line.rs"]
mod command_line;
#[path = "program/devices.rs"]
mod devices;
#[path = "program/drivers.rs"]
mod drivers;
#[path = "program/face_models.rs"]
mod face_models;
#[path = "program/faces.rs"]
mod faces;
#[path = "program/graphs.rs"]
mod graphs;
#[path = "program/kept_in_memory.rs"]
mod kept_in_memory;
#[path = "program/models.rs"]
mod models;
#[path = "program/odd_input.rs"]
mod odd_input;
#[path = "program/outside_plugins.rs"]
mod outside_plugins;
#[path = "program/reference_networks.rs"]
mod reference_networks;
#[path = "program/restoring.rs"]
mod restoring;
#[path = "program/running.rs"]
mod running;
