//! `weft`: parse, dispatch, exit code. Each command has a file of its own.

fn main() {}
