//! What the editor remembers of its user: theme, layout, recent files. One small JSON file; a broken one is no reason not to
//! start.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::dock::Pane;
use weft_engine::plan::Scale;

/// Where the editor keeps things. Given from outside, so that tests use folders of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// Settings.
    pub config: PathBuf,
    /// Journals of unsaved work.
    pub state: PathBuf,
    /// Graphs to begin with; none if they are not installed.
    pub templates: Option<PathBuf>,
}

impl Folders {
    /// Looks at the environment: the only place of the editor that does. `WEFT_HOME` puts all below one folder.
    #[must_use]
    pub fn find() -> Self {
        let env = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = env("HOME").or_else(|| env("USERPROFILE")).unwrap_or_else(std::env::temp_dir);
        let (config, state) = match env("WEFT_HOME") {
            Some(home) => (home.join("config"), home.join("state")),
            None => (
                env("XDG_CONFIG_HOME").or_else(|| env("APPDATA")).unwrap_or_else(|| home.join(".config")).join("weft"),
                env("XDG_STATE_HOME")
                    .or_else(|| env("LOCALAPPDATA"))
                    .unwrap_or_else(|| home.join(".local/state"))
                    .join("weft"),
            ),
        };
        Self { config, state, templates: templates() }
    }
}

/// `graphs/` beside the program, where packages put it, or above it in a checkout.
fn templates() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let beside = program.ancestors().skip(1).map(|folder| folder.join("graphs"));
    let shared = program.parent().and_then(Path::parent).map(|prefix| prefix.join("share/weft/graphs"));
    beside.chain(shared).find(|folder| folder.join("README.md").is_file() || folder.join("demo.ron").is_file())
}

/// Dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Theme {
    /// For dim rooms.
    #[default]
    Dark,
    /// For bright rooms.
    Light,
}

/// How large the viewed output is computed while a value is dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DragScale {
    /// As large as ever.
    Full,
    /// Half as wide and high.
    Half,
    /// A quarter.
    #[default]
    Quarter,
    /// An eighth.
    Eighth,
}

impl DragScale {
    /// From large to small.
    pub const ALL: [Self; 4] = [Self::Full, Self::Half, Self::Quarter, Self::Eighth];

    /// As people read it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Full => "full size",
            Self::Half => "half",
            Self::Quarter => "a quarter",
            Self::Eighth => "an eighth",
        }
    }

    /// As the engine takes it.
    #[must_use]
    pub fn scale(self) -> Scale {
        match self {
            Self::Full => Scale::Full,
            Self::Half => Scale::Half,
            Self::Quarter => Scale::Quarter,
            Self::Eighth => Scale::Eighth,
        }
    }
}

/// One thing that a user may choose for all graphs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preference {
    /// Dark or light.
    Theme(Theme),
    /// Of everything in the window.
    Size(f32),
    /// Whether things land on the grid.
    Snap(bool),
    /// Whether the whole graph is shown small.
    Minimap(bool),
    /// Whether what is viewed runs while one edits.
    Live(bool),
    /// How large that is while a value is dragged.
    DragScale(DragScale),
}

/// What is remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Dark or light.
    pub theme: Theme,
    /// Graphs that were open, the last first.
    pub recent: Vec<PathBuf>,
    /// How panes are arranged.
    pub dock: Option<egui_tiles::Tree<Pane>>,
    /// Whether the whole graph is shown small in a corner.
    pub minimap: bool,
    /// Whether things land on the grid.
    pub snap: bool,
    /// Whether the viewed output is computed while one edits.
    pub live: bool,
    /// How large that is while a value is dragged.
    pub drag_scale: DragScale,
    /// Of everything in the window; 1 as the system has it.
    pub size: f32,
    /// Size of the window when it was closed.
    pub window: Option<(f32, f32)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::Dark,
            recent: Vec::new(),
            dock: None,
            minimap: true,
            snap: true,
            live: true,
            drag_scale: DragScale::default(),
            size: 1.0,
            window: None,
        }
    }
}

const RECENT_MAX: usize = 12;

impl Settings {
    /// Reads them, or begins anew.
    #[must_use]
    pub fn read(folders: &Folders) -> Self {
        let bytes = std::fs::read(file(folders)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Writes them. A folder that cannot be written to costs only the memory.
    pub fn write(&self, folders: &Folders) {
        if let Ok(text) = serde_json::to_string_pretty(self) {
            drop(std::fs::create_dir_all(&folders.config));
            drop(crate::document::storage::write(&file(folders), &text));
        }
    }

    /// Takes a choice.
    pub fn prefer(&mut self, preference: Preference) {
        match preference {
            Preference::Theme(theme) => self.theme = theme,
            Preference::Size(size) => self.size = size,
            Preference::Snap(snap) => self.snap = snap,
            Preference::Minimap(minimap) => self.minimap = minimap,
            Preference::Live(live) => self.live = live,
            Preference::DragScale(scale) => self.drag_scale = scale,
        }
    }

    /// Puts a file at the head of the recent ones.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|other| other != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT_MAX);
    }
}

fn file(folders: &Folders) -> PathBuf {
    folders.config.join("editor.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_broken_ones_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders { config: folder.path().join("c"), state: folder.path().join("s"), templates: None };
        let mut settings = Settings { theme: Theme::Light, ..Settings::default() };
        settings.dock = Some(crate::dock::standard());
        settings.remember(Path::new("/a.ron"));
        settings.write(&folders);
        let read = Settings::read(&folders);
        assert_eq!((read.theme, read.recent.len(), read.dock.is_some()), (Theme::Light, 1, true));
        std::fs::write(file(&folders), "{").unwrap();
        assert!(Settings::read(&folders).recent.is_empty());
    }
}
