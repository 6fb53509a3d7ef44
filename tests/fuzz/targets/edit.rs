//! Bytes as decisions: which edits are made, taken back and made again. Every state must come back byte for byte.
#![no_main]

#[path = "../../../runner/engine/tests/graph_storm/dice.rs"]
mod dice;
#[path = "../../../runner/engine/tests/graph_storm/edits.rs"]
mod edits;

use dice::Dice;
use libfuzzer_sys::fuzz_target;

const STARTS: &[&str] = &[
    include_str!("../corpus/parse/portrait.ron"),
    include_str!("../corpus/parse/comments.ron"),
    include_str!("../corpus/parse/inner.ron"),
    include_str!("../corpus/parse/least.ron"),
];

fuzz_target!(|bytes: &[u8]| {
    let mut dice = Dice::from_bytes(bytes);
    let start = dice.pick(STARTS);
    if dice.once_in(4) {
        edits::check_merge(&mut dice, start);
    } else {
        _ = edits::check_life(&mut dice, start, bytes.len() / 4);
    }
});
