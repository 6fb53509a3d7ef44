//! What is no message: a sentence and the end, never a panic, never more memory than what has come.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use weft_engine::session::commands_of_bytes;

use crate::child::weft;
use crate::dice::{Dice, count};

/// Messages as somebody might send them.
const MESSAGES: [&str; 16] = [
    r#"{"hello": {"protocol": 1, "version": "0", "features": []}}"#,
    r#"{"document": {"revision": 1, "name": "a", "folder": "/", "text": "(weft: 1)"}}"#,
    r#"{"edit": {"revision": 2, "edit": {"set": {"node": "a", "input": "b", "value": "0x1F", "at": null}}}}"#,
    r#"{"edit": {"revision": 3, "edit": {"batch": [{"title": "t"}, {"take": ["a"]}, {"inside": {"node": "a", "edit": {"title": ""}}}]}}}"#,
    r#"{"edit": {"revision": 3, "edit": {"add": [{"name": "n", "node": "(weft: 1, nodes: {\"node\": (kind: \"k\", version: 1)})", "at": 0}]}}}"#,
    r#"{"edit": {"revision": 3, "edit": {"wire": {"node": "a", "input": "b", "wires": ["a.b", "c.d"], "at": 9}}}}"#,
    r#"{"run": {"run": 1, "targets": [{"name": "a"}, {"output": ["a", "b"]}], "scale": "half", "turn": "live"}}"#,
    r#"{"preview": {"viewer": 1, "request": 2, "node": "a", "output": "b", "look": {"width_max": 5, "region": {"x": 1, "y": 1, "width": 9, "height": 9}}}}"#,
    r#"{"stop": {"run": null}}"#,
    r#""check""#,
    r#""catalog""#,
    r#"{"ping": {"token": 18446744073709551615}}"#,
    r#"{"quarantine": {"steps": ["00", "zz"]}}"#,
    r#"{"release": {"segment": 4294967295}}"#,
    r#"{"close-viewer": {"viewer": 0}}"#,
    r#""hash""#,
];

fn framed(json: &[u8], payload: &[u8]) -> Vec<u8> {
    let lengths = [json.len(), payload.len()].map(|len| u32::try_from(len).unwrap().to_le_bytes());
    [lengths.as_flattened(), json, payload].concat()
}

/// A message or two, damaged.
fn damaged(dice: &mut Dice) -> Vec<u8> {
    let mut json = MESSAGES[dice.below(MESSAGES.len())].as_bytes().to_vec();
    match dice.below(10) {
        6.. => {}
        0 => json.truncate(dice.below(json.len())),
        1 => {
            let other = MESSAGES[dice.below(MESSAGES.len())].as_bytes();
            let (at, from) = (dice.below(json.len()), dice.below(other.len()));
            json.truncate(at);
            json.extend_from_slice(&other[from..]);
        }
        2 => json = b"[{".repeat(dice.below(300)),
        _ => {
            for _ in 0..=dice.below(4) {
                let at = dice.below(json.len());
                json[at] = dice.any().to_le_bytes()[0];
            }
        }
    }
    let payload = vec![7; dice.below(3) * dice.below(40)];
    let mut bytes = framed(&json, &payload);
    match dice.below(8) {
        0 => bytes.truncate(dice.below(bytes.len())),
        1 => bytes[dice.below(8)] = dice.any().to_le_bytes()[0],
        2 => bytes.extend(framed(MESSAGES[dice.below(MESSAGES.len())].as_bytes(), b"")),
        _ => {}
    }
    bytes
}

/// With `WEFT_MESSAGES=1000000` as many as that; it takes a minute in a release build.
#[test]
fn no_bytes_are_worse_than_a_sentence() {
    let mut dice = Dice::seeded();
    let (mut n_taken, mut n_told) = (0_u64, 0_u64);
    let n_messages = count("WEFT_MESSAGES", 20_000);
    for _ in 0..n_messages {
        if let Err(told) = commands_of_bytes(&damaged(&mut dice), |_| n_taken += 1) {
            assert!(!told.message.is_empty() && told.message.len() < 500, "{told}");
            n_told += 1;
        }
    }
    println!("{n_messages} messages: {n_taken} commands, {n_told} sentences");
    assert!(n_taken > 0 && n_told > 0);
}

/// An engine with little memory, given these bytes.
fn fed(home: &Path, bytes: &[u8]) -> Output {
    let mut child = Command::new(weft())
        .args(["engine", "--no-cache", "--memory-max", "100"])
        .env("WEFT_HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may close the pipe before all is sent.
    _ = child.stdin.take().unwrap().write_all(bytes);
    child.wait_with_output().unwrap()
}

const LATER: &str = r#"{"hello": {"protocol": 2, "version": "0", "features": []}}"#;

#[test]
fn an_engine_ends_with_a_sentence_and_says_it_to_both_sides() {
    let home = tempfile::tempdir().unwrap();
    // A gigabyte is announced to a process that may have a tenth of it.
    let huge = [16_u32 << 20, 1 << 30].map(u32::to_le_bytes).concat();
    let cases: [(&[u8], &str); 6] = [
        (&huge, "a message ended early: its JSON should have 16777216 bytes, but 0 came"),
        (&[255; 8], "a message announces 4294967295 bytes of JSON, but 16777216 are the most"),
        (b"hello, engine!", "a message announces 1819043176 bytes of JSON"),
        (&framed(b"{}", b""), "a message cannot be read"),
        (&framed(&framed(b"\"check\"", b""), &[255; 9]), "a message cannot be read"),
        (&framed(LATER.as_bytes(), b""), "this engine speaks protocol 1, but you speak 2"),
    ];
    for (bytes, sentence) in cases {
        let said = fed(home.path(), bytes);
        assert_eq!(said.status.code(), Some(2), "{sentence}: {said:?}");
        let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        assert!(err.contains(sentence), "{err}");
        assert!(out.contains(r#"{"ended":{"why":"#) && out.contains(sentence), "{out}");
    }
    let mut nothing = Vec::new();
    (&*fed(home.path(), b"").stderr).read_to_end(&mut nothing).unwrap();
    assert!(nothing.is_empty(), "{}", String::from_utf8_lossy(&nothing));
}

#[test]
fn damaged_messages_end_an_engine_or_do_nothing_to_it() {
    let home = tempfile::tempdir().unwrap();
    let mut dice = Dice::seeded();
    for _ in 0..count("WEFT_ENGINES", 20) {
        let bytes: Vec<u8> = (0..20).flat_map(|_| damaged(&mut dice)).collect();
        let said = fed(home.path(), &bytes);
        // 0: the bytes were messages after all, or one said that it is over.
        assert!(matches!(said.status.code(), Some(0 | 2)), "{said:?}");
        assert!(!String::from_utf8_lossy(&said.stderr).contains("panicked"), "{said:?}");
    }
}
