//! Stable words for programs that arrive from another process: each is kept once, and only so many.

use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A stable word for programs, such as `unknown-kind`.
pub type Word = &'static str;

/// More words than these are none of ours: whoever sends them gets the last one for all.
const WORDS_MAX: usize = 1000;
const LETTERS_MAX: usize = 60;
const OTHER: &str = "other";

static WORDS: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());

/// The word itself, for as long as the program lives.
fn kept(word: &str) -> Word {
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = words.get(word) {
        return known;
    }
    if words.len() >= WORDS_MAX || word.len() > LETTERS_MAX {
        return OTHER;
    }
    let new: Word = Box::leak(word.into());
    words.insert(new);
    new
}

/// For fields that hold such a word.
pub(crate) fn read_word<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    Ok(kept(&String::deserialize(from)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_once_and_no_stranger_fills_the_memory() {
        assert!(std::ptr::eq(kept("a-word"), kept(&["a", "word"].join("-"))));
        assert_eq!(kept(&"x".repeat(LETTERS_MAX + 1)), OTHER);
        (0..2 * WORDS_MAX).for_each(|n| _ = kept(&format!("n{n}")));
        assert_eq!(kept("one-more"), OTHER);
        assert_eq!(kept("a-word"), "a-word");
    }
}
