//! Plugins of the past and of the future: one source, compiled with a header that has less and with one that has more.

use crate::building::{include, sentences, workshop};
use crate::host::TestHost;
use std::fs;
use std::path::PathBuf;
use weft_engine::catalog::Kind;
use weft_engine::plugins::Plugins;
use weft_engine::value::{Colour, Content, Image, Value};

/// A header in which tables lost or gained fields at their end.
fn header(of_today: &str, change: &[(&str, Change)]) -> String {
    change.iter().fold(without_comments(of_today), |header, (table, change)| changed(&header, table, change))
}

enum Change {
    /// So many fields are not there yet.
    Less(usize),
    /// There are more, of any type.
    More(&'static str),
}

fn changed(header: &str, table: &str, change: &Change) -> String {
    let start = header.find(&format!("struct {table} {{")).unwrap_or_else(|| panic!("no struct {table}"));
    let body = start + header[start..].find('{').unwrap() + 1;
    let end = body + header[body..].find('}').unwrap();
    let mut fields: Vec<&str> = header[body..end].split_inclusive(';').filter(|field| field.contains(';')).collect();
    match change {
        Change::Less(count) => fields.truncate(fields.len() - count),
        Change::More(more) => fields.push(more),
    }
    format!("{}{}\n{}", &header[..body], fields.concat(), &header[end..])
}

fn without_comments(header: &str) -> String {
    let mut text = String::new();
    let mut rest = header;
    while let Some(at) = rest.find("//").into_iter().chain(rest.find("/*")).min() {
        text.push_str(&rest[..at]);
        let end = if rest[at..].starts_with("//") { "\n" } else { "*/" };
        let (_, after) = rest[at..].split_once(end).unwrap_or_default();
        text.push('\n');
        rest = after;
    }
    text + rest
}

/// The header says itself which minor it is of.
fn of_minor(header: &str, minor: u32) -> String {
    let line = |line: &str| match line.split_once("WEFT_ABI_MINOR") {
        Some(("#define ", _)) => format!("#define WEFT_ABI_MINOR {minor}"),
        _ => line.to_owned(),
    };
    header.lines().map(line).collect::<Vec<_>>().join("\n")
}

const OLDER: &[(&str, Change)] = &[
    ("weft_input", Change::Less(1)),
    ("weft_output", Change::Less(2)),
    ("weft_kind", Change::Less(1)),
    ("weft_entry", Change::Less(2)),
    ("weft_image_view", Change::Less(4)),
];
const NEWER: &[(&str, Change)] = &[
    ("weft_input", Change::More(" const char *mood; double weight[5];")),
    ("weft_output", Change::More(" const char *mood;")),
    ("weft_choice", Change::More(" void *picture;")),
    ("weft_kind", Change::More(" int (*dream)(void); uint64_t flags2;")),
    ("weft_entry", Change::More(" void *more[9];")),
    ("weft_image_view", Change::More(" uint32_t depth; uint32_t reserved1; void *handle;")),
];

/// What a kind is and what it makes of a picture.
fn darkened(plugins: &Plugins) -> (Kind, Value) {
    let kind = plugins.load("com.test.good.darken").unwrap();
    let mut image = Image::zeroed(37, 5, 4, Colour::Srgb).unwrap();
    for plane in 0..4 {
        for y in 0..5 {
            let row = image.row_mut(plane, y);
            row.iter_mut().enumerate().for_each(|(x, sample)| *sample = (x as f32 + y as f32 * 0.3) / 40.0);
        }
    }
    let inputs = [Some(Value::new(Content::Image(image))), Some(Value::new(Content::Float(0.3)))];
    let mut outputs = [None];
    kind.call(None, &inputs, &mut outputs, &TestHost::default()).unwrap();
    let mut about = (**kind.kind()).clone();
    about.plugin.sha256 = [0; 32];
    let [output] = outputs;
    (about, output.unwrap())
}

#[test]
fn plugins_of_older_and_newer_headers_load_and_make_the_same_pixels() {
    let Some(workshop) = workshop() else { return };
    let today = fs::read_to_string(include().join("weft.h")).unwrap();
    let headers =
        [("older", header(&today, OLDER)), ("today", today.clone()), ("newer", of_minor(&header(&today, NEWER), 7))];
    let made: Vec<_> = headers
        .iter()
        .map(|(name, text)| {
            let folder: PathBuf = workshop.path(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("weft.h"), text).unwrap();
            let library = workshop.build_with("good.c", &format!("{name}_plugin"), &[], &folder);
            let (plugins, told) = workshop.discover();
            assert_eq!(sentences(&told), Vec::<String>::new(), "{name}");
            let minor = plugins.list()[0].about.as_ref().unwrap().abi.1;
            assert_eq!(minor, if *name == "newer" { 7 } else { 0 });
            let made = darkened(&plugins);
            fs::remove_file(library).unwrap();
            made
        })
        .collect();
    assert!(made[0] == made[1], "a plugin of an older header is the same kind with the same pixels");
    assert!(made[2] == made[1], "a plugin of a newer header is the same kind with the same pixels");
}
