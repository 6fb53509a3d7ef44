//! Builds plugins from C, each test in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use weft_engine::diagnostic::Diagnostic;
use weft_engine::plugins::{Origin, PluginFolder, Plugins, PluginsConfig};

/// A folder for plugins that ends with the test.
pub(crate) struct Workshop {
    folder: TempDir,
}

/// A workshop, or none, with a sentence, where there is no compiler.
pub(crate) fn workshop() -> Option<Workshop> {
    if !cfg!(unix) || Command::new(compiler()).arg("--version").output().is_err() {
        println!("skipped: no C compiler `{}` to build plugins with", compiler());
        return None;
    }
    Some(Workshop { folder: tempfile::tempdir().unwrap() })
}

fn compiler() -> String {
    std::env::var("CC").unwrap_or_else(|_| "cc".to_owned())
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Where `weft.h` is.
pub(crate) fn include() -> PathBuf {
    repository().join("plugin-api/include")
}

impl Workshop {
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Builds `tests/contract/SOURCE` into `plugins/NAME` beside a library's ending.
    pub(crate) fn build(&self, source: &str, name: &str, defines: &[&str]) -> PathBuf {
        self.build_with(source, name, defines, &include())
    }

    /// As [`Self::build`], with another header.
    pub(crate) fn build_with(&self, source: &str, name: &str, defines: &[&str], include: &Path) -> PathBuf {
        let library = self.plugins().join(format!("{name}.{}", std::env::consts::DLL_EXTENSION));
        let mut command = Command::new(compiler());
        command.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-fvisibility=hidden"]);
        command.args(defines.iter().map(|define| format!("-D{define}"))).arg("-I").arg(include);
        command.arg(repository().join("tests/contract").join(source)).arg("-o").arg(&library);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{source}: {}", String::from_utf8_lossy(&output.stderr));
        library
    }

    /// The folder that libraries are built into.
    pub(crate) fn plugins(&self) -> PathBuf {
        let plugins = self.path("plugins");
        std::fs::create_dir_all(&plugins).unwrap();
        plugins
    }

    /// A configuration that finds what was built.
    pub(crate) fn config(&self) -> PluginsConfig {
        let folders = vec![PluginFolder { path: self.plugins(), origin: Origin::Named }];
        PluginsConfig { folders, ..PluginsConfig::default() }
    }

    /// Finds what was built, without a registry.
    pub(crate) fn discover(&self) -> (Plugins, Vec<Diagnostic>) {
        Plugins::discover(&self.config())
    }
}

/// Code and sentence of each diagnostic.
pub(crate) fn sentences(told: &[Diagnostic]) -> Vec<String> {
    told.iter().map(|told| format!("{}: {}", told.code, told.message)).collect()
}
