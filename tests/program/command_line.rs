//! Words on the command line: help, unknown ones, files that are not there.

#[cfg(target_os = "linux")]
use super::stage::Said;
use super::stage::Stage;

#[test]
fn help_and_version_are_asked_for_in_the_usual_way() {
    let stage = Stage::new();
    assert!(stage.weft(&["--help"]).ended(0).out.contains("Run a graph"));
    assert!(stage.weft(&["--version"]).ended(0).out.starts_with("weft 0."));
    for command in ["run", "check", "plan", "nodes", "plugins", "graph", "doctor", "bench"] {
        let help = stage.weft(&[command, "--help"]).ended(0).out;
        assert!(help.lines().count() <= 50, "{command} --help does not fit a screen:\n{help}");
    }
}

#[test]
fn an_unknown_word_is_a_usage_error_with_a_hint() {
    let stage = Stage::new();
    let said = stage.weft(&["chekc", "a.ron"]).ended(2);
    assert!(said.err.contains("'check'"), "{}", said.err);
}

#[test]
fn a_graph_that_is_not_there_is_named() {
    let stage = Stage::new();
    let said = stage.weft(&["run", "nowhere.ron"]).ended(3);
    assert!(said.err.contains("nowhere.ron"), "{}", said.err);
    assert!(!said.err.contains("panicked") && !said.err.contains("os error"), "{}", said.err);
    let said = stage.weft(&["check", "."]).ended(3);
    assert!(said.err.contains("this is a folder"), "{}", said.err);
}

/// A flat picture, to be made smaller.
const GRAPH: &str = r#"(weft: 1, nodes: {
    "photo": (kind: "files.load_image", version: 1),
    "small": (kind: "image.resize", version: 1, set: {"width": 4}, wires: {"image": "photo.image"}),
}, expose: (inputs: {"width": "small.width", "photo": "photo.path"}, outputs: {"small": "small.image"}))"#;

#[test]
fn a_name_that_no_picture_can_have_is_told_before_anything_runs() {
    let stage = Stage::new();
    stage.write("a.ron", GRAPH);
    let said = stage.weft(&["run", "a.ron", "photo=nowhere.png", "--out", "small=a.psd"]).ended(2);
    assert!(said.err.contains("what sort of picture") && said.err.contains(".png"), "{}", said.err);
    let said = stage.weft(&["run", "a.ron", "--out", "small=a.ron/b.png"]).ended(2);
    assert!(said.err.contains("the folder cannot be made"), "{}", said.err);
}

#[test]
fn each_takes_files_of_several_folders_and_keeps_their_results_apart() {
    let stage = Stage::new();
    stage.write("a.ron", GRAPH);
    let flat = r#"(weft: 1, nodes: {"a": (kind: "image.new", version: 1)}, expose: (outputs: {"a": "a.image"}))"#;
    stage.write("flat.ron", flat);
    for file in ["one/x.png", "two/x.png", "two/y.png"] {
        stage.weft(&["run", "flat.ron", "--out", &format!("a={file}")]).ended(0);
    }
    // The exposed number comes first, but only the other input takes a file.
    stage.weft(&["run", "a.ron", "--each", "*/*.png", "-o", "out"]).ended(0);
    for name in ["small-x-1.png", "small-x-2.png", "small-y.png"] {
        assert!(stage.path("out").join(name).exists(), "{name}");
    }
    stage.weft(&["run", "a.ron", "--each", "photo=two/*.png", "--out", "small={index}/{name}.jpg"]).ended(0);
    assert!(stage.path("001/x.jpg").exists() && stage.path("002/y.jpg").exists());
    let said = stage.weft(&["run", "flat.ron", "--each", "two/*.png", "-o", "out"]).ended(2);
    assert!(said.err.contains("no input that takes a file"), "{}", said.err);
}

#[test]
fn completions_and_the_manual_come_from_the_declarations() {
    let stage = Stage::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(stage.weft(&["completions", shell]).ended(0).out.contains("weft"), "{shell}");
    }
    let manual = stage.weft(&["man"]).ended(0).out;
    assert!(manual.contains(".TH weft") && manual.contains("plugins"), "{manual}");
}

#[test]
fn the_catalog_is_listed_and_a_page_is_shown() {
    let stage = Stage::new();
    let list = stage.weft(&["nodes"]).ended(0).out;
    assert!(list.contains("image.resize") && list.contains("files.load_image"), "{list}");
    let page = stage.weft(&["nodes", "image.resize"]).ended(0).out;
    assert!(page.contains("Inputs") && page.contains("width"), "{page}");
    let typo = stage.weft(&["nodes", "image.rezise"]).ended(2);
    assert!(typo.err.contains("image.resize"), "{}", typo.err);
    for line in stage.weft(&["nodes", "--json"]).ended(0).out.lines() {
        let kind: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(kind["id"].is_string() && kind["inputs"].is_array(), "{line}");
    }
}

#[test]
fn a_plugin_that_is_not_wanted_offers_nothing_until_it_is_wanted_again() {
    let stage = Stage::new();
    let said = stage.weft(&["plugins", "disable", "imagee"]).ended(5);
    assert!(said.err.contains("did you mean `image`?"), "{}", said.err);
    stage.weft(&["plugins", "disable", "image"]).ended(0);
    stage.weft(&["nodes", "image.resize"]).ended(2);
    assert!(stage.weft(&["plugins", "list"]).ended(0).out.contains("switched off"));
    stage.weft(&["plugins", "enable", "image"]).ended(0);
    stage.weft(&["nodes", "image.resize"]).ended(0);
    // A broken list is told, and stands in nobody's way.
    stage.write("home/data/disabled.json", "[");
    let said = stage.weft(&["nodes", "image.resize"]).ended(0);
    assert!(said.err.contains("switched off cannot be read"), "{}", said.err);
}

#[test]
#[cfg(target_os = "linux")]
fn whoever_cannot_be_written_to_is_told_where_people_read() {
    let stage = Stage::new();
    for words in [&["nodes"][..], &["engine"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let said = Said::from(stage.command(words).stdout(full).output().unwrap()).ended(4);
        assert!(said.err.contains("standard output cannot be written: No space left"), "{words:?}: {}", said.err);
    }
}
