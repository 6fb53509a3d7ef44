//! The runner and all plugins, built as `cargo build` builds them, beside this test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder that they lie in.
pub(crate) fn folder() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        // This test lies in `target/<profile>/deps`.
        let folder = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut build = Command::new(env!("CARGO"));
        build.current_dir(&root).args(["build", "--quiet", "--package", "weft-runner"]);
        for entry in std::fs::read_dir(root.join("plugins")).unwrap().map(Result::unwrap) {
            let manifest = std::fs::read_to_string(entry.path().join("Cargo.toml")).unwrap_or_default();
            if manifest.contains("cdylib") {
                build.arg("--package").arg(format!("{}-plugin", entry.file_name().to_string_lossy()));
            }
        }
        build.arg("--target-dir").arg(folder.parent().unwrap());
        if folder.file_name().is_some_and(|name| name == "release") {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "the runner and its plugins do not build");
        folder
    })
}

/// `weft` itself.
pub(crate) fn runner() -> PathBuf {
    folder().join(format!("weft{}", std::env::consts::EXE_SUFFIX))
}

/// The same, with its caches and models in a folder of the test's own.
pub(crate) fn runner_at_home_in(folder: &Path) -> PathBuf {
    #[cfg(unix)]
    {
        let script = folder.join("weft-at-home.sh");
        let text =
            format!("#!/bin/sh\nWEFT_HOME='{}' exec '{}' \"$@\"\n", folder.join("home").display(), runner().display());
        std::fs::write(&script, text).unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        script
    }
    #[cfg(not(unix))]
    {
        _ = folder;
        runner()
    }
}
