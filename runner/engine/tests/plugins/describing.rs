//! Kinds that describe themselves wrongly are refused one by one, entries that are wrong with their own sentences.

use crate::building::{Workshop, sentences, workshop};
use std::fs;
use weft_engine::catalog::{Default, ThreadMode};
use weft_engine::plugins::{PluginStatus, Plugins};

/// Why each kind of `descriptors.c` is refused.
const REFUSED: &[(&str, &str)] = &[
    ("com.test.descriptors.no_type", "input `x` has no type"),
    ("com.test.descriptors.unknown_type", "input `x` has the type `imge`, which nobody knows; `image` is one"),
    ("com.test.descriptors.no_such_type", "input `x` has the type `a b`, which is none"),
    ("com.test.descriptors.loose_variable", "input `x` has the type `$T|image`: a variable stands alone"),
    ("com.test.descriptors.below", "input `x` has the default -1, below its limit 0"),
    ("com.test.descriptors.above", "input `x` has the default 3, above its limit 2"),
    ("com.test.descriptors.not_finite", "input `x` has the default inf; defaults are finite"),
    ("com.test.descriptors.limit_not_finite", "input `x` has the limit or step -inf; limits are finite"),
    ("com.test.descriptors.wrong_way", "input `x` has the limits 2 to 1, which are the wrong way round"),
    ("com.test.descriptors.step", "input `x` has the step -1, which is below 0"),
    ("com.test.descriptors.no_choices", "input `x` is a choice without choices"),
    ("com.test.descriptors.other_choice", "input `x` has the default `c`, which is none of its choices"),
    ("com.test.descriptors.two_choices", "input `x` has the choice `a` twice"),
    ("com.test.descriptors.color", "input `x` has the default `#12345`, which is no `#rrggbb` or `#rrggbbaa`"),
    ("com.test.descriptors.neither", "input `x` can neither be wired nor set"),
    ("com.test.descriptors.same_aka", "two of its inputs answer to `x`"),
    ("com.test.descriptors.not_utf8", "the description of input `x` is not UTF-8"),
    ("com.test.descriptors.dot", "`a.b` is no id of an input: a–z, 0–9, `_` and `-`"),
    ("com.test.descriptors.no_id", "one of its inputs has no id"),
    ("com.test.descriptors.twice", "two of its inputs answer to `x`"),
    (
        "com.test.descriptors.must_understand",
        "it needs a host that understands the flags 0x10000000000, which this one does not",
    ),
    ("com.test.descriptors.version", "its version is 0; versions count from 1"),
    ("com.test.descriptors.no_run", "it has no `run`"),
    ("com.test.descriptors.free_variable", "output `value` is a `$T`, but no input is"),
    ("com.test.descriptors.halo", "its halo of -1 px and 0 times an input cannot be"),
    ("com.test.descriptors.halo_input", "it speaks of an input `radius`, which it does not have"),
    ("com.test.descriptors.model", "it speaks of an input `model`, which it does not have"),
    ("com.test.descriptors.null_array", "the array of inputs is rubbish: 3 elements of SIZE bytes at 0x0"),
    ("com.test.descriptors.short_stride", "the array of inputs is rubbish: 1 elements of 8 bytes at ADDRESS"),
    ("com.test.descriptors.crooked_array", "the array of inputs is rubbish: 1 elements of SIZE bytes at ADDRESS"),
    ("com.test.descriptors.good", "the plugin offers it twice"),
    ("Com.Test", "`Com.Test` is no id of a kind: `plugin.kind`, made of a–z, 0–9, `_`, `.` and `-`"),
    ("kind 34", "it has no id"),
];

#[test]
fn a_bad_kind_is_refused_and_its_siblings_are_not() {
    let Some(workshop) = workshop() else { return };
    workshop.build("descriptors.c", "descriptors_plugin", &[]);
    let (plugins, told) = workshop.discover();
    let size = format!("of {} bytes", size_of::<weft_abi::weft_input>());
    let mut said = told.iter().filter(|told| told.code == "plugin-kind-refused");
    for (kind, why) in REFUSED {
        let message = said.next().map(|told| told.message.replace(&size, "of SIZE bytes")).unwrap_or_default();
        let message = match message.split_once("at 0x").filter(|_| why.ends_with("ADDRESS")) {
            Some((before, _)) => format!("{before}at ADDRESS"),
            None => message,
        };
        assert_eq!(message, format!("`{kind}` is refused: {why}"));
    }
    assert_eq!(said.next(), None);
    let odd: Vec<_> = told.iter().filter(|told| told.code == "plugin-kind-odd").map(|told| &told.message).collect();
    let left_out = "`meta_json` is no JSON object, so it is left out";
    let whose = ["input `x`", "its"].map(|whose| format!("`com.test.descriptors.odd`: {whose} {left_out}"));
    assert_eq!(odd, whose.iter().collect::<Vec<_>>());
    let ids: Vec<_> = plugins.catalog().kinds().iter().map(|kind| kind.id.clone()).collect();
    assert_eq!(ids, ["com.test.descriptors.good".into(), Box::<str>::from("com.test.descriptors.odd")]);
}

#[test]
fn what_a_plugin_says_stands_in_the_catalog() {
    let Some(workshop) = workshop() else { return };
    workshop.build("good.c", "good_plugin", &[]);
    let (plugins, _) = workshop.discover();
    let catalog = plugins.catalog();
    let sum = catalog.kind("com.test.good.sum").unwrap();
    assert_eq!((&*sum.label, &*sum.category, &*sum.doc), ("Sum", "Numbers", "Adds two numbers.\nReally."));
    assert!(sum.flags.pure && !sum.flags.sink && !sum.migrates);
    assert_eq!(sum.thread_mode, ThreadMode::Parallel);
    let second = &sum.inputs[1];
    assert_eq!((&*second.id, &*second.label, &*second.doc, &*second.unit), ("b", "Second", "What is added", "px"));
    assert_eq!(second.default, Default::Float(0.1));
    assert_eq!((sum.inputs[0].limits.hard_min, sum.inputs[0].limits.soft_min), (Some(-1000.0), None));
    assert_eq!(catalog.kind("com.test.old.sum").map(|kind| &kind.id), Some(&sum.id), "found by what it replaces");
    let repeat = catalog.kind("com.test.good.repeat").unwrap();
    assert_eq!(repeat.thread_mode, ThreadMode::Plugin, "an unknown number is the careful mode");
    assert_eq!(repeat.inputs[2].default, Default::Text("loud".into()));
    assert_eq!(&*repeat.inputs[2].choices[0].label, "Plain");
    assert_eq!((repeat.inputs[3].ty.to_string().as_str(), &repeat.inputs[3].default), ("[text]", &Default::None));
    assert_eq!(repeat.outputs[0].ty.to_string(), "[text]");
    let moved = catalog.kind("com.test.good.moved").unwrap();
    assert!(moved.migrates && moved.fingerprints);
    assert_eq!((&*moved.plugin.id, &*moved.plugin.version), ("com.test.good", "1.2.3"));
    assert_ne!(moved.plugin.sha256, [0; 32]);
    let some = plugins.catalog_for(["com.test.old.sum"]);
    assert_eq!(some.kinds().len(), 1);
    assert_eq!(plugins.catalog_for(["com.test.good.sum", "nobody"]).kinds().len(), 5, "all, to find the nearest");
}

/// Builds `entries.c` with these defines, and gives what is told of it.
fn told_of(workshop: &Workshop, name: &str, defines: &[&str]) -> Vec<String> {
    let library = workshop.build("entries.c", name, defines);
    let (plugins, told) = workshop.discover();
    let told = sentences(&told);
    assert_eq!(plugins.list()[0].status == PluginStatus::Ready, told.is_empty());
    fs::remove_file(library).unwrap();
    told
}

#[test]
fn every_wrong_entry_has_its_own_sentence() {
    let Some(workshop) = workshop() else { return };
    let symbol = "weft_plugin_entry_v1";
    let variants = [
        (&[][..], vec![]),
        (
            &["NO_ENTRY"],
            vec![format!(
                "plugin-no-entry: the library exports no `{symbol}`, so it is no plugin of this generation"
            )],
        ),
        (
            &["MAGIC=0x12345678"],
            vec!["plugin-wrong-magic: the entry begins with 0x12345678 instead of the magic word, so it is no plugin's entry".to_owned()],
        ),
        (&["MAJOR=2"], vec!["plugin-wrong-major: the plugin speaks ABI 2, this host speaks 1.0".to_owned()]),
        (&["SIZE=12"], vec!["plugin-wrong-size: the entry says that it has 12 bytes, which cannot be".to_owned()]),
        (&["MIN_HOST=3"], vec!["plugin-needs-newer-host: needs ABI 1.3, this host speaks 1.0".to_owned()]),
        (
            &["DESCRIBE=0"],
            vec!["plugin-no-describe: the entry has no `describe`, so nothing is known of its kinds".to_owned()],
        ),
        (
            &["DESCRIBE=describe_rubbish"],
            vec!["plugin-rubbish: what the plugin says of itself cannot be read: the array of kinds is rubbish: 3000000000 elements of 7 bytes at 0x3039".to_owned()],
        ),
        (
            &["ID=\"Acme\""],
            vec!["plugin-rubbish: what the plugin says of itself cannot be read: the id of the plugin, `Acme`, is not made of a–z, 0–9, `_`, `.` and `-`".to_owned()],
        ),
        (&["DESCRIBE=describe_nothing"], vec![]),
    ];
    for (at, (defines, expected)) in variants.into_iter().enumerate() {
        assert_eq!(told_of(&workshop, &format!("entries_{at}_plugin"), defines), expected, "{defines:?}");
    }
}

#[test]
fn a_plugin_that_cannot_start_says_why() {
    let Some(workshop) = workshop() else { return };
    workshop.build("entries.c", "entries_plugin", &["INIT_FAILS"]);
    let (plugins, told) = workshop.discover();
    assert_eq!(sentences(&told), Vec::<String>::new(), "it was described without being started");
    for _ in 0..2 {
        let failed = plugins.load("com.test.entries.one").unwrap_err();
        assert_eq!(failed.message, "the plugin could not start: no licence found (status -1)");
    }
}

#[test]
fn a_new_file_in_the_place_of_an_open_one_is_not_mistaken_for_it() {
    let Some(workshop) = workshop() else { return };
    let library = workshop.build("entries.c", "entries_plugin", &[]);
    let (plugins, _) = workshop.discover();
    plugins.load("com.test.entries.one").unwrap();
    fs::remove_file(library).unwrap();
    workshop.build("entries.c", "entries_plugin", &["ID=\"com.test.other\""]);
    let (plugins, told) = workshop.discover();
    assert_eq!(sentences(&told), ["plugin-changed: the file has changed since the program opened or found it"]);
    assert_eq!(plugins.kind("com.test.entries.one"), None, "the old code is not offered under the new file");
}

#[test]
fn files_that_are_no_libraries_are_told_apart() {
    let Some(workshop) = workshop() else { return };
    let good = workshop.build("entries.c", "entries_plugin", &[]);
    let bytes = fs::read(&good).unwrap();
    let broken = |name: &str, bytes: &[u8]| {
        fs::write(workshop.plugins().join(format!("{name}_plugin.{}", std::env::consts::DLL_EXTENSION)), bytes)
            .unwrap();
    };
    broken("a_text", b"weft_plugin_entry_v1, but only in words");
    broken("b_empty", b"");
    broken("c_half", &bytes[..bytes.len() / 2]);
    broken("d_head", &bytes[..40]);
    let mut other = bytes;
    other[18] ^= 0x40;
    broken("e_other_machine", &other);
    let (plugins, told) = workshop.discover();
    let codes: Vec<_> = told.iter().map(|told| told.code).collect();
    let library = "plugin-not-a-library";
    assert_eq!(codes, [library, library, "plugin-truncated", library, library]);
    assert!(told[4].message.contains("another machine"), "{}", told[4].message);
    assert!(told.iter().all(|told| told.hint.is_some()));
    assert!(plugins.load("com.test.entries.one").is_ok(), "five broken files lose no good one");
}

#[test]
fn a_kind_that_nobody_offers_is_told() {
    let (plugins, told) = Plugins::discover(&weft_engine::plugins::PluginsConfig::default());
    assert_eq!(told, []);
    assert_eq!(plugins.load("image.resize").unwrap_err().message, "no plugin offers `image.resize`");
}
