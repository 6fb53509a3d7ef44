//! Breaks texts of graph files, gently and less gently.

use super::dice::Dice;

/// What a file may hold, and what looks like it.
const TOKENS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "'",
    "\\",
    "/",
    "//",
    "/*",
    "*/",
    "// note\n",
    "/* note */",
    " ",
    "\n",
    "\t",
    "\r\n",
    "#",
    "r\"raw\"",
    "r#\"a\"b\"#",
    "r#raw-name",
    "#![enable(implicit_some)]\n",
    "\u{feff}",
    "\u{202e}",
    "é",
    "😀",
    "\0",
    "\u{7f}",
    "weft",
    "weft: 1,",
    "weft: 2,",
    "title: \"t\",",
    "nodes",
    "nodes: {}",
    "kind",
    "kind: \"k\"",
    "version",
    "set",
    "wires",
    "bypass: true",
    "graph: (nodes: {})",
    "expose",
    "inputs",
    "outputs",
    "view",
    "other: 1",
    "true",
    "false",
    "inf",
    "-inf",
    "NaN",
    "None",
    "Some(1)",
    "Some",
    "Word",
    "Word(1)",
    "Word(a: 1)",
    "()",
    "(1)",
    "(1, 2)",
    "(a: 1)",
    "[]",
    "{}",
    "{\"a\": 1}",
    "0",
    "-1",
    "1.5",
    ".5",
    "5.",
    "1e9",
    "1e-400",
    "1e400",
    "0x1F",
    "0b1",
    "0o7",
    "1_000",
    "1_0.5",
    "_1",
    "1__",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "-9223372036854775809",
    "+3",
    "-0",
    "-0.0",
    "1u8",
    "\"a.b\"",
    "[\"a.b\"]",
    "\"photo.image\"",
    "'c'",
    "'\\n'",
    "\"\\u{1F600}\"",
    "\"\\x41\"",
    "\"\\\n  x\"",
    "b\"x\"",
    "1..2",
];

/// A text made from one or two seeds with a few changes.
pub(crate) fn mutate(dice: &mut Dice<'_>, seeds: &[String]) -> String {
    let mut text = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        match dice.below(8) {
            0 => {
                let (from, to) = range(dice, &text);
                text.replace_range(from..to, "");
            }
            1 => {
                let (from, to) = range(dice, &text);
                let copy = text[from..to].to_owned();
                let at = place(dice, &text);
                text.insert_str(at, &copy);
            }
            2 | 3 => {
                let at = place(dice, &text);
                let n_times = if dice.once_in(40) { dice.below(300) } else { 1 };
                text.insert_str(at, &dice.pick(TOKENS).repeat(n_times));
            }
            4 => {
                let (from, to) = range(dice, &text);
                text.replace_range(from..to, dice.pick(TOKENS));
            }
            5 => {
                let (from, to) = word(dice, &text);
                text.replace_range(from..to, dice.pick(TOKENS));
            }
            6 => {
                let other = &seeds[dice.below(seeds.len())];
                let (from, to) = range(dice, other);
                let at = place(dice, &text);
                text.insert_str(at, &other[from..to]);
            }
            _ => {
                let at = place(dice, &text);
                text.insert(at, char::from_u32(dice.below(0x300) as u32).unwrap_or('?'));
            }
        }
    }
    text
}

/// Somewhere between two letters.
fn place(dice: &mut Dice<'_>, text: &str) -> usize {
    let mut at = dice.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A short stretch, seldom a long one.
fn range(dice: &mut Dice<'_>, text: &str) -> (usize, usize) {
    let from = place(dice, text);
    let length = if dice.once_in(8) { dice.below(400) } else { dice.below(12) };
    let mut to = (from + length).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    (from, to)
}

/// A word or number with a letter or digit near a place.
fn word(dice: &mut Dice<'_>, text: &str) -> (usize, usize) {
    let near = place(dice, text);
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "_.".contains(letter);
    let from = text[near..].find(is_word).map_or(text.len(), |at| near + at);
    let to = text[from..].find(|letter| !is_word(letter)).map_or(text.len(), |at| from + at);
    (from, to)
}
