//! Words on the command line: help, unknown ones, files that are not there.

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
    assert!(!said.err.contains("panicked"), "{}", said.err);
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
