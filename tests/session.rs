//! The engine as a process of its own: what it survives, what it tells, and what whoever uses it can rely on. Everything
//! goes through the built `weft engine`.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

#[path = "../runner/engine/tests/session_support/faults.rs"]
mod faults;

#[path = "session/child.rs"]
mod child;
#[path = "session/commands.rs"]
mod commands;
#[path = "session/deaths.rs"]
mod deaths;
#[path = "session/devices.rs"]
mod devices;
#[path = "session/dice.rs"]
mod dice;
#[path = "session/malformed.rs"]
mod malformed;
#[path = "session/orphans.rs"]
mod orphans;
#[path = "session/python.rs"]
mod python;
#[path = "session/same_bits.rs"]
mod same_bits;
