//! What was released stays where it was: `layout.txt` is the last release, and today may only add to it.
//!
//! At a release: `WEFT_RELEASE=1 cargo test -p weft-abi` writes the snapshot, if nothing has moved.

use crate::fields::rust_layout;
use crate::root;
use std::collections::HashMap;
use std::{env, fs};

/// Passed by value: may not even grow.
const FROZEN: &[&str] = &["weft_str", "weft_array"];

/// A struct as a snapshot knows it.
#[derive(Default, PartialEq, Debug)]
struct Table<'t> {
    size: usize,
    /// Name, offset and size.
    fields: Vec<(&'t str, usize, usize)>,
}

fn parse(snapshot: &str) -> HashMap<&str, Table<'_>> {
    let mut tables: HashMap<&str, Table<'_>> = HashMap::new();
    for line in snapshot.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            [name, "size", size] => tables.entry(name).or_default().size = size.parse().unwrap(),
            [place, offset, size] => {
                let (table, field) = place.split_once('.').unwrap();
                let field = (field, offset.parse().unwrap(), size.parse().unwrap());
                tables.entry(table).or_default().fields.push(field);
            }
            _ => panic!("a line of a snapshot that says nothing: {line}"),
        }
    }
    tables
}

/// What plugins of the released tables would stumble over.
fn broken(released: &str, today: &str) -> Vec<String> {
    let (released, today) = (parse(released), parse(today));
    let mut problems = Vec::new();
    for (name, old) in &released {
        let Some(new) = today.get(name) else {
            problems.push(format!("{name} is gone"));
            continue;
        };
        for &(field, offset, size) in &old.fields {
            match new.fields.iter().find(|(known, ..)| *known == field) {
                None => problems.push(format!("{name}.{field} is gone")),
                Some(&(_, now, _)) if now != offset => {
                    problems.push(format!("{name}.{field} moved from {offset} to {now}"))
                }
                Some(&(.., now)) if now != size => problems.push(format!("{name}.{field} had {size} bytes, has {now}")),
                Some(_) => {}
            }
        }
        for &(field, offset, _) in &new.fields {
            let is_new = !old.fields.iter().any(|(known, ..)| *known == field);
            if is_new && (offset < old.size || FROZEN.contains(name)) {
                problems.push(format!("{name}.{field} is new at {offset}, inside of what was released"));
            }
        }
        if new.size < old.size || (new.size != old.size && FROZEN.contains(name)) {
            problems.push(format!("{name} had {} bytes, has {}", old.size, new.size));
        }
    }
    problems.sort();
    problems
}

#[test]
#[cfg(target_pointer_width = "64")]
fn nothing_that_was_released_has_moved() {
    let file = root().join("plugin-api/abi/layout.txt");
    let released = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(broken(&released, &rust_layout()), Vec::<String>::new(), "fields are only added at the end");
    if env::var_os("WEFT_RELEASE").is_some_and(|value| value == "1") {
        fs::write(&file, rust_layout()).unwrap();
    } else {
        assert!(
            !released.is_empty(),
            "plugin-api/abi/layout.txt is missing; `WEFT_RELEASE=1 cargo test -p weft-abi` writes it"
        );
    }
}

const RELEASED: &str =
    "weft_str size 16\nweft_str.ptr 0 8\nweft_str.len 8 8\nt size 16\nt.struct_size 0 4\nt.a 4 4\nt.b 8 8\n";

#[track_caller]
fn check(from: &str, to: &str, expected: &[&str]) {
    let today = RELEASED.replace(from, to);
    assert_ne!(today, RELEASED);
    assert_eq!(broken(RELEASED, &today), expected);
}

#[test]
fn additions_at_the_end_are_fine() {
    check("t size 16\n", "new size 4\nnew.x 0 4\nt size 24\nt.c 16 8\n", &[]);
}

#[test]
fn everything_else_is_refused() {
    check("t.a 4 4\n", "", &["t.a is gone"]);
    check("t.a 4 4", "t.renamed 4 4", &["t.a is gone", "t.renamed is new at 4, inside of what was released"]);
    check("t.a 4 4\nt.b 8 8", "t.a 8 4\nt.b 16 8", &["t.a moved from 4 to 8", "t.b moved from 8 to 16"]);
    check("t.b 8 8", "t.b 8 4", &["t.b had 8 bytes, has 4"]);
    check("t.b 8 8", "t.b 8 8\nt.c 12 4", &["t.c is new at 12, inside of what was released"]);
    check("t size 16", "t size 8", &["t had 16 bytes, has 8"]);
    check(
        "weft_str size 16\n",
        "weft_str size 24\nweft_str.more 16 8\n",
        &["weft_str had 16 bytes, has 24", "weft_str.more is new at 16, inside of what was released"],
    );
    assert_eq!(broken(RELEASED, "weft_str size 16\nweft_str.ptr 0 8\nweft_str.len 8 8\n"), ["t is gone"]);
}
