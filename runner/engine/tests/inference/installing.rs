//! Models on disk: adopting, pinning, finding, and refusing what is not what it should be.

use crate::stage::golden;
use std::path::{Path, PathBuf};
use weft_engine::models::{Adopted, Commercial, Manifest, Models, ModelsConfig, Placed, hex};

const MANIFESTS: &[(&str, &str)] = &[
    (
        "known",
        r#"(manifest: 1, title: "Known", role: "test", licence: "MIT", commercial: Allowed, origin: "us",
        files: [(name: "twice.onnx", bytes: 243, sha256: "SHA", sources: [])], facts: {"value_range": "0..1"})"#,
    ),
    (
        "unknown-hash",
        r#"(manifest: 1, title: "Unknown", role: "test", licence: "MIT", commercial: Unclear, origin: "us",
        files: [(name: "twice.onnx")])"#,
    ),
    ("broken", "(manifest: 1, title: \"Broken\"\n role: 3)"),
];

fn models(folder: &Path) -> Models {
    // The hash stands in the manifest of the test as it is computed here, so that the model may be made again.
    static WITH_HASH: std::sync::OnceLock<Vec<(&'static str, &'static str)>> = std::sync::OnceLock::new();
    let manifests = WITH_HASH.get_or_init(|| {
        let hash = hex(&Models::new(ModelsConfig::default()).fingerprints().sha256(&golden("twice.onnx")).unwrap());
        MANIFESTS.iter().map(|(name, text)| (*name, &*text.replace("SHA", &hash).leak())).collect()
    });
    Models::new(ModelsConfig {
        manifests,
        folder: Some(folder.join("models")),
        hash_memory: Some(folder.join("hashes.json")),
    })
}

fn placed(path: PathBuf, name: &str) -> Placed {
    Placed { name: name.to_owned(), path, from: "a test".to_owned(), adopted: Adopted::Copied }
}

#[test]
fn an_adopted_model_is_found_by_its_name_with_the_facts_of_its_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path());
    assert!(models.find("known").unwrap_err().hint.unwrap().contains("weft models install known"));
    let record = models.place("known", &[placed(golden("twice.onnx"), "twice.onnx")], None).unwrap();
    assert!(!record.files[0].pinned);
    let found = models.find("known").unwrap();
    assert_eq!(found.main, folder.path().join("models/known/twice.onnx"));
    assert_eq!(found.facts["value_range"], "0..1");
    assert_eq!(models.installed_names(), ["known"]);
    // Another model of the family: its own bytes, the same facts, another digest.
    models.place("mine", &[placed(golden("last.onnx"), "last.onnx")], Some("known")).unwrap();
    let mine = models.find("mine").unwrap();
    assert_eq!(mine.facts, found.facts);
    assert_ne!(mine.sha256(), found.sha256());
}

#[test]
fn one_wrong_byte_is_refused_before_and_after_installing() {
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path());
    let mut bytes = std::fs::read(golden("twice.onnx")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let wrong = folder.path().join("wrong.onnx");
    std::fs::write(&wrong, &bytes).unwrap();
    let refused = models.place("known", &[placed(wrong, "twice.onnx")], None).unwrap_err();
    assert_eq!(refused.code, "wrong-bytes");
    assert!(refused.message.contains("shall have the sha-256"), "{}", refused.message);
    assert_eq!(models.installed_names(), Vec::<String>::new(), "nothing was left behind");

    models.place("known", &[placed(golden("twice.onnx"), "twice.onnx")], None).unwrap();
    models.find("known").unwrap();
    std::fs::write(folder.path().join("models/known/twice.onnx"), &bytes).unwrap();
    let damaged = models.find("known").unwrap_err();
    assert_eq!(damaged.code, "damaged-model");
    assert!(damaged.message.contains("its bytes are not those that were installed"), "{}", damaged.message);
    // So does another process, which remembers the hash of the file as it was.
    assert_eq!(self::models(folder.path()).find("known").unwrap_err(), damaged);
    assert_eq!(models.glance("known"), Ok(()), "who only glances sees the size");
    std::fs::remove_file(folder.path().join("models/known/twice.onnx")).unwrap();
    assert_eq!(models.find("known").unwrap_err().code, "damaged-model");
    assert_eq!(models.glance("known").unwrap_err().code, "damaged-model");
}

#[test]
fn several_who_install_the_same_model_at_once_leave_one_that_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["twice.onnx", "last.onnx", "half.onnx", "embed.onnx"];
    let placed_by = |name: &str| {
        // Each as a process of its own would.
        models(folder.path()).place("known-to-nobody", &[placed(golden(name), name)], None).is_ok()
    };
    let count = std::thread::scope(|scope| {
        let all = names.map(|name| scope.spawn(move || placed_by(name)));
        all.into_iter().map(|one| one.join().unwrap()).filter(|is_placed| *is_placed).count()
    });
    assert_eq!(count, 1, "the others find the name taken");
    models(folder.path()).find("known-to-nobody").unwrap();
}

#[test]
fn an_unknown_hash_is_pinned_by_the_first_installation() {
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path());
    let record = models.place("unknown-hash", &[placed(golden("twice.onnx"), "twice.onnx")], None).unwrap();
    assert!(record.files[0].pinned);
    let other = models.place("unknown-hash", &[placed(golden("last.onnx"), "twice.onnx")], None).unwrap_err();
    assert!(other.message.contains("is not what was first installed"), "{}", other.message);
    models.place("unknown-hash", &[placed(golden("twice.onnx"), "twice.onnx")], None).unwrap();
}

#[test]
fn weights_of_a_model_come_along_and_never_from_outside_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path());
    let files = models.files_to_adopt(&golden("beside.onnx")).unwrap();
    assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["beside.onnx", "beside.data"]);
    models.place("beside", &files, None).unwrap();
    assert_eq!(models.find("beside").unwrap().files.len(), 2);
    let outside = models.files_to_adopt(&golden("outside.onnx")).unwrap_err();
    assert!(outside.message.contains("outside of its folder"), "{}", outside.message);
    let alone = models.place("alone", &files[..1], None).unwrap_err();
    assert!(alone.message.contains("wants weights from `beside.data`"), "{}", alone.message);
    // A link is a way out, too.
    #[cfg(unix)]
    {
        std::fs::copy(golden("beside.onnx"), folder.path().join("linked.onnx")).unwrap();
        std::os::unix::fs::symlink(golden("beside.data"), folder.path().join("beside.data")).unwrap();
        let linked = models.find(folder.path().join("linked.onnx").to_str().unwrap()).unwrap_err();
        assert!(linked.message.contains("outside of its folder"), "{}", linked.message);
    }
}

#[test]
fn names_that_lead_elsewhere_are_no_names() {
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path());
    for name in ["../up", "a/b", "", ".hidden", "a b"] {
        assert_eq!(models.place(name, &[], None).unwrap_err().code, "bad-name", "{name}");
        assert_eq!(models.find(name).unwrap_err().code, "missing-model", "{name}");
    }
    let near = models.find("knowm").unwrap_err();
    assert!(near.hint.unwrap().contains("did you mean `known`?"));
}

#[test]
fn a_manifest_that_cannot_be_read_says_where_and_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let models = models(folder.path());
    let broken = models.manifests()["broken"].as_ref().unwrap_err();
    assert!(broken.place.to_string().starts_with("models/broken.ron:2:"), "{}", broken.place);
    assert!(models.manifest("known").is_ok());
    let parse = |text: &str| Manifest::parse("a.ron", "a", text).unwrap_err().message;
    let with = |files: &str| {
        format!(
            "(manifest: 1, title: \"A\", role: \"r\", licence: \"l\", commercial: Forbidden, origin: \"o\", files: [{files}])"
        )
    };
    assert_eq!(parse(&with("")), "the manifest of `a` names no file");
    assert!(parse(&with("(name: \"../b\")")).contains("which would lie elsewhere"));
    assert!(parse(&with("(name: \"b\", sha256: \"12\")")).contains("a sha-256 of `b` that is none"));
    assert!(parse("(manifest: 2)").contains("cannot be read"));
    let good = Manifest::parse("a.ron", "a", &with("(name: \"b\")")).unwrap();
    assert_eq!((good.commercial, good.bytes()), (Commercial::Forbidden, None));
}
