//! Models: the real runtime, tiny models, and what is refused. Where no runtime is found, tests that need one say so in a
//! line and check nothing.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

mod discovering;
mod installing;
mod running;
mod stage;
