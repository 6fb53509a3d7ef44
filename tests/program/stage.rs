//! What the tests of this folder stand on: the built programs, a folder of one's own, and what a run said.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A file of the test assets: below `$WEFT_TEST_ASSETS`, or `shared/assets` beside this repository. Says so where it is missing.
pub(crate) fn asset(name: &str) -> Option<PathBuf> {
    let beside = || root().parent().map(|folder| folder.join("shared/assets"));
    let path = std::env::var_os("WEFT_TEST_ASSETS").map(PathBuf::from).or_else(beside)?.join(name);
    if !path.exists() {
        #[expect(clippy::print_stderr, reason = "what a test leaves out is told to whoever runs it")]
        {
            eprintln!("skipped: {name} is not among the test assets");
        }
        return None;
    }
    Some(path)
}

/// The folder with `weft` and the built-in plugins. Builds them once, in the profile of this test: `cargo test` alone
/// leaves libraries of plugins where no program looks for them.
pub(crate) fn programs() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        // This test lies in `target/<profile>/deps`.
        let folder = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
        let release = folder.file_name().is_some_and(|name| name == "release");
        let mut build = Command::new(env!("CARGO"));
        build.current_dir(root()).args(["build", "--quiet", "--package", "weft-runner"]);
        for plugin in plugin_packages() {
            build.args(["--package", &plugin]);
        }
        build.arg("--target-dir").arg(folder.parent().unwrap());
        if release {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "the programs do not build");
        folder
    })
}

/// Every package below `plugins/` that is a plugin.
fn plugin_packages() -> Vec<String> {
    let folders = std::fs::read_dir(root().join("plugins")).unwrap().map(|entry| entry.unwrap());
    let named = folders.filter(|entry| entry.path().join("Cargo.toml").exists()).filter_map(|entry| {
        let text = std::fs::read_to_string(entry.path().join("Cargo.toml")).unwrap();
        text.contains("cdylib").then(|| format!("{}-plugin", entry.file_name().to_string_lossy()))
    });
    let mut packages: Vec<String> = named.collect();
    packages.sort();
    packages
}

/// A folder of one's own with a home for caches, gone at the end.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
}

/// What a run said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// `weft` with these words, in this folder, with nothing of the user's around it.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(programs().join(format!("weft{}", std::env::consts::EXE_SUFFIX)));
        command.args(words).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("WEFT_HOME", self.path("home")).env_remove("WEFT_PLUGIN_PATH");
        command
    }

    pub(crate) fn weft(&self, words: &[&str]) -> Said {
        Said::from(self.command(words).output().unwrap())
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

impl Said {
    /// Ended with this code; else shows everything it said.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\n--- standard output\n{}\n--- standard error\n{}", self.out, self.err);
        self
    }
}
