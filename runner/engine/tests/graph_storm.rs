//! Storms: texts that are broken at random and lives of random edits. `cargo test --test graph_storm -- TEXTS LIVES [SEED]`
//! says how many; without numbers a few hundred of each keep the promise fresh.
#![expect(
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a test with a main"
)]

#[path = "graph_storm/content.rs"]
mod content;
#[path = "graph_storm/dice.rs"]
mod dice;
#[path = "graph_storm/edits.rs"]
mod edits;
#[path = "graph_storm/mutate.rs"]
mod mutate;

use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;

use dice::Dice;

const N_TEXTS: u64 = 2_000;
const N_LIVES: u64 = 300;
const N_ACTIONS: usize = 24;

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse::<u64>().ok());
    let n_texts = numbers.next().unwrap_or(N_TEXTS);
    let n_lives = numbers.next().unwrap_or(N_LIVES);
    let seed = numbers.next().unwrap_or(1);
    let seeds = seeds();

    let mut n_read = 0_u64;
    for at in 0..n_texts {
        let text = mutate::mutate(&mut Dice::new(seed ^ at.wrapping_mul(0x1_0001)), &seeds);
        match catch_unwind(|| content::check_text(&text)) {
            Ok(read) => n_read += u64::from(read),
            Err(_) => return failed("text", at, seed),
        }
    }
    println!(
        "{n_texts} broken texts: {n_read} were still graphs and came back unchanged, the others were refused with a place and a hint"
    );
    let mut n_edits = 0_u64;
    for at in 0..n_lives {
        let start = &seeds[at as usize % seeds.len()];
        let life = || edits::check_life(&mut Dice::new(seed ^ at.wrapping_mul(0x1_0001)), start, N_ACTIONS);
        let merge = || edits::check_merge(&mut Dice::new(!seed ^ at.wrapping_mul(0x1_0001)), start);
        if at % 4 == 0 && catch_unwind(merge).is_err() {
            return failed("merge", at, seed);
        }
        match catch_unwind(life) {
            Ok(n) => n_edits += n,
            Err(_) => return failed("life", at, seed),
        }
    }
    println!(
        "{n_lives} lives of {N_ACTIONS} actions: {n_edits} edits made, undone and done again byte for byte; {} merges",
        n_lives.div_ceil(4)
    );
    ExitCode::SUCCESS
}

fn failed(what: &str, at: u64, seed: u64) -> ExitCode {
    println!("FAILED: {what} {at} of seed {seed}; the message stands above");
    ExitCode::FAILURE
}

/// The fuzzer's corpus: one place for good beginnings.
fn seeds() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus/parse");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()))
        .map(|entry| entry.unwrap_or_else(|fault| panic!("{fault}")).path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ron"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files.iter().map(|file| std::fs::read_to_string(file).unwrap_or_else(|fault| panic!("{fault}"))).collect()
}
