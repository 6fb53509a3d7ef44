//! The plugins room against real libraries, built here from small C files in `tests/contract`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

mod ages;
mod breaching;
mod building;
mod calling;
mod describing;
mod device;
mod host;
mod scanning;
mod serving;
