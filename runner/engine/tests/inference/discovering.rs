//! Looking for a runtime: every reason is kept, and the next place is tried.

use crate::stage::{fake_library, inference_with, places};
use std::path::Path;
use std::sync::Arc;
use weft_engine::models::{Models, ModelsConfig};
use weft_engine::onnx::{Inference, InferenceConfig, RuntimePlace};

/// What is said of each library that was tried before one worked.
fn reasons(first: Vec<RuntimePlace>) -> (Vec<String>, bool) {
    let places = first.into_iter().chain(places()).collect();
    let config = InferenceConfig { places, ..InferenceConfig::default() };
    let inference = Inference::new(config, Arc::new(Models::new(ModelsConfig::default())));
    let search = inference.search();
    (search.failed.iter().map(|failed| failed.reason.clone()).collect(), search.runtime.is_some())
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_that_does_not_work_is_named_with_its_reason_and_the_next_is_tried() {
    // A process keeps the first runtime that opens, and then tries no other: each case runs in a process of its own.
    if std::env::var_os("WEFT_TEST_ALONE").is_none() {
        let this = std::env::current_exe().unwrap();
        let name = "discovering::a_library_that_does_not_work_is_named_with_its_reason_and_the_next_is_tried";
        let ended = std::process::Command::new(this)
            .args(["--exact", name, "--nocapture"])
            .env("WEFT_TEST_ALONE", "1")
            .output();
        let ended = ended.unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let library = |name: &str| folder.path().join(format!("libonnxruntime.so.{name}"));
    let place = |path: &Path| RuntimePlace::file(path, "named");
    std::fs::write(library("text"), "<html>404</html>").unwrap();
    let has_compiler = fake_library(&library("other"), "int nothing_of_interest;", &[]).is_some();
    let mut places = vec![place(&library("not-there")), place(&library("text"))];
    let mut expected = vec!["is not there", "is no library (no ELF file)"];
    if has_compiler {
        let whole = std::fs::read(library("other")).unwrap();
        std::fs::write(library("cut"), &whole[..whole.len() / 2]).unwrap();
        fake_library(&library("old"), OLD, &[]).unwrap();
        let needed = folder.path().join("libweft_nowhere.so");
        fake_library(&needed, "int weft_nowhere(void) { return 1; }", &[]).unwrap();
        let needs = "int weft_nowhere(void); int asks(void) { return weft_nowhere(); }";
        fake_library(&library("needy"), needs, &["-L", folder.path().to_str().unwrap(), "-lweft_nowhere"]).unwrap();
        std::fs::remove_file(needed).unwrap();
        places.extend(["cut", "other", "old", "needy"].map(|name| place(&library(name))));
        expected.extend([
            "is cut short",
            "is some other library: it has no `OrtGetApiBase`",
            "is too old: version 1.17.3, needed is 1.24 or newer",
            "needs `libweft_nowhere.so`, which this machine does not have",
        ]);
    }
    let (reasons, found) = reasons(places);
    for (reason, expected) in reasons.iter().zip(&expected) {
        assert!(reason.starts_with(expected), "{reason}\n  instead of\n{expected}");
    }
    assert!(reasons.len() >= expected.len());
    // With a runtime on this machine, the one that works is used after all of these.
    assert_eq!(found, inference_with(InferenceConfig::default()).is_some());
}

#[test]
fn without_any_runtime_the_command_that_installs_one_is_named() {
    let config =
        InferenceConfig { places: vec![RuntimePlace::file("/not/there.so", "named")], ..InferenceConfig::default() };
    let inference = Inference::new(config, Arc::new(Models::new(ModelsConfig::default())));
    let told = inference.runtime().unwrap_err();
    assert_eq!(told.code, "missing-runtime");
    assert!(told.message.ends_with("`/not/there.so` is not there"), "{}", told.message);
    assert!(told.hint.unwrap().starts_with("run `weft runtime install cpu`"));
}

/// As much of a runtime as is asked for its version.
#[cfg(target_os = "linux")]
const OLD: &str = r#"
    static const void *api(unsigned version) { return 0; }
    static const char *name(void) { return "1.17.3"; }
    static const struct { const void *(*api)(unsigned); const char *(*name)(void); } base = { api, name };
    const void *OrtGetApiBase(void) { return &base; }
"#;
