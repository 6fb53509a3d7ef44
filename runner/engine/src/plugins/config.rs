//! What the plugins room is told: where plugins are, whom to trust, where to remember. It reads nothing of this itself.

use std::path::PathBuf;

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct PluginsConfig {
    /// In the order of their right to an id: of two plugins that offer the same, the first stays.
    pub folders: Vec<PluginFolder>,
    /// Plugins which the user does not want, by id or by path.
    pub disabled: Vec<String>,
    /// The file that remembers what plugins offer. None: every start looks at every library.
    pub registry: Option<PathBuf>,
    /// The file that names trusted libraries by their hash.
    pub trusted: Option<PathBuf>,
    /// Whom to trust beside those.
    pub trust: Trust,
    /// The program that asks a library what it offers, in a process of its own. None: in this one.
    pub scan_program: Option<ScanProgram>,
    /// Whether to believe what is remembered.
    pub scan: Scan,
}

/// A folder with plugins, or one library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginFolder {
    /// Which. A folder that is not there holds no plugins.
    pub path: PathBuf,
    /// Whose.
    pub origin: Origin,
}

/// Whose word stands for a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Beside the program: part of it. Only `*_plugin` libraries are looked at, as others lie there too.
    BuiltIn,
    /// The user's folder, where anybody's plugins are put: each is trusted by its hash, or not opened.
    User,
    /// Named by the user for this run, which is the user's word for all in it.
    Named,
}

/// Whom to trust beside built-in, named and listed plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// Nobody.
    #[default]
    Listed,
    /// Everybody.
    All,
}

/// Whether to believe what is remembered of a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scan {
    /// As long as its file has not changed.
    #[default]
    Changed,
    /// No: ask all again, also those that crashed.
    All,
}

/// A program that prints what [`super::scan_to_json`] gives for the path that is its last argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanProgram {
    /// Absolute.
    pub path: PathBuf,
    /// What stands before the path.
    pub arguments: Vec<String>,
}
