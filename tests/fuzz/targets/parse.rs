//! Any bytes as a graph file: refused with a place and a hint, or read, written and read again without a change.
#![no_main]

#[path = "../../../runner/engine/tests/graph_storm/content.rs"]
mod content;

use libfuzzer_sys::fuzz_target;
use weft_engine::graph::Graph;

fuzz_target!(|bytes: &[u8]| match std::str::from_utf8(bytes) {
    Ok(text) => _ = content::check_text(text),
    Err(_) => assert!(Graph::parse_bytes("", bytes).is_err()),
});
