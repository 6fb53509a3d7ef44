//! What `weft plugins new` writes: short, complete, and it builds without a warning.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// As the runner fills them in for `weft plugins new soft-light`.
fn values() -> [(&'static str, String); 8] {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    [
        ("{{name}}", "soft-light".into()),
        ("{{ident}}", "soft_light".into()),
        ("{{id}}", "com.example.soft_light".into()),
        ("{{label}}", "Soft light".into()),
        ("{{vendor}}", "Example".into()),
        ("{{sdk}}", here.display().to_string()),
        ("{{include}}", here.join("include").display().to_string()),
        ("{{library}}", format!("{}soft_light{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX)),
    ]
}

const RUST: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("../templates/rust/Cargo.toml")),
    ("src/lib.rs", include_str!("../templates/rust/src/lib.rs")),
    ("src/tests.rs", include_str!("../templates/rust/src/tests.rs")),
    ("README.md", include_str!("../templates/rust/README.md")),
];

const C: &[(&str, &str)] = &[
    ("plugin.c", include_str!("../templates/c/plugin.c")),
    ("Makefile", include_str!("../templates/c/Makefile")),
    ("README.md", include_str!("../templates/c/README.md")),
];

/// Writes a filled template; nothing may be left to fill in.
fn write(template: &[(&str, &str)], folder: &Path) {
    for (name, text) in template {
        let filled =
            values().iter().fold((*text).to_owned(), |text, (placeholder, value)| text.replace(placeholder, value));
        assert!(!filled.contains("{{"), "{name} has a placeholder that templates/README.md does not name");
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, filled).unwrap();
    }
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{}{words}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_plugin_with_one_kind_is_short() {
    assert!(RUST[1].1.lines().count() < 30, "the Rust plugin has {} lines", RUST[1].1.lines().count());
    assert!(C[0].1.lines().count() < 60, "the C plugin has {} lines", C[0].1.lines().count());
}

#[test]
fn the_rust_template_builds_and_its_test_passes() {
    // A folder that stays: the second run of this test has nothing to compile.
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("soft-light");
    write(RUST, &folder);
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let mut command = Command::new(env!("CARGO"));
    command.args(["test", "--quiet", "--offline", "--target-dir"]).arg(folder.join("target")).current_dir(&folder);
    run(command.env("RUSTFLAGS", "-D warnings"));
}

#[test]
#[cfg(unix)]
fn the_c_template_builds() {
    if Command::new("make").arg("--version").output().is_err() {
        println!("skipped: no make here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    write(C, folder.path());
    run(Command::new("make").env("CFLAGS", "-O3 -Wpedantic -Werror").current_dir(folder.path()));
    assert!(folder.path().join("soft-light.so").exists());
}
