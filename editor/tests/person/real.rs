//! The program itself, in a real window on a screen that nobody sees: killed while somebody works, and where it cannot open one.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::LONG;

const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "one": (kind: "values.float", version: 1),
    },
    view: {"one": (0, 0)},
)
"#;

/// A screen in memory; it goes with its owner.
struct Screen {
    server: Child,
    name: String,
}

impl Screen {
    /// None, with a sentence, where the programs for it are missing.
    fn open() -> Option<Self> {
        let there = |program: &str| {
            let path = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
        };
        if let Some(missing) = ["Xvfb", "xdotool"].into_iter().find(|program| !there(program)) {
            println!("skipped: no {missing}; apt-get install xvfb xdotool");
            return None;
        }
        let mut server = Command::new("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
        let mut server = server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Some(Self { server, name: format!(":{}", number.trim()) })
    }

    /// What a hand does; gives what is told.
    fn hand(&self, words: &[&str]) -> String {
        let output = Command::new("xdotool").args(words).env("DISPLAY", &self.name).output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Waits for a window with these words as its title.
    fn until_titled(&self, words: &str, editor: &mut Running) -> String {
        let begun = Instant::now();
        loop {
            // What it searches for may only be ASCII where the locale is C.
            let windows = self.hand(&["search", "--onlyvisible", "--name", "Weft"]);
            let titled = |window: &&str| self.hand(&["getwindowname", window]) == words;
            if let Some(window) = windows.lines().find(titled) {
                return window.to_owned();
            }
            if let Some(ended) = editor.0.try_wait().unwrap() {
                panic!("it ended with {ended}: {}", editor.complaint());
            }
            assert!(begun.elapsed() < LONG, "no window is called {words}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn key(&self, window: &str, key: &str) {
        // Nobody manages windows here, so the keyboard has to be given.
        self.hand(&["windowfocus", window, "key", key]);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// The program; it is killed with its owner.
struct Running(Child);

impl Running {
    fn start(home: &Path, screen: Option<&Screen>, words: &[&Path], with: &[(&str, &str)]) -> Self {
        let mut editor = Command::new(env!("CARGO_BIN_EXE_weft-editor"));
        editor.args(words).env("WEFT_HOME", home).env("XDG_RUNTIME_DIR", home);
        editor.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        editor.envs(screen.map(|screen| ("DISPLAY", screen.name.as_str()))).envs(with.iter().copied());
        Self(editor.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// At once and without a word to it, as `kill -9`.
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    fn complaint(&mut self) -> String {
        let mut text = String::new();
        if let Some(mut stderr) = self.0.stderr.take() {
            drop(stderr.read_to_string(&mut text));
        }
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// What the journal holds of unsaved graphs.
fn journal(home: &Path) -> String {
    let folders = std::fs::read_dir(home.join("state/journal")).into_iter().flatten().flatten();
    let files = folders.flat_map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten().flatten());
    files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect()
}

fn until(what: &str, wanted: impl Fn() -> bool) {
    let begun = Instant::now();
    while !wanted() {
        assert!(begun.elapsed() < LONG, "never: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn at_home() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("test.ron");
    std::fs::write(&path, GRAPH).unwrap();
    (home, path)
}

#[test]
fn what_was_not_saved_when_the_window_was_killed_is_offered_again() {
    let _alone = crate::pictures::alone();
    let Some(screen) = Screen::open().filter(|_| crate::pictures::has_vulkan()) else { return };
    let (home, path) = at_home();
    let mut editor = Running::start(home.path(), Some(&screen), &[&path], &[]);
    let window = screen.until_titled("test – Weft", &mut editor);
    // All selected, then doubled: what a person sees as two nodes. Not saved, which the title says.
    // The first keys may come before the window listens.
    until("it is edited", || {
        screen.key(&window, "ctrl+a");
        screen.key(&window, "ctrl+d");
        screen.hand(&["getwindowname", &window]).contains("• test")
    });
    until("the journal has it", || journal(home.path()).contains("one-2"));
    editor.kill();
    assert!(!std::fs::read_to_string(&path).unwrap().contains("one-2"));

    let mut again = Running::start(home.path(), Some(&screen), &[], &[]);
    let window = screen.until_titled("Weft", &mut again);
    // What it offers has the focus; then it is open, unsaved, and the next save writes it.
    until("it is open again", || {
        screen.key(&window, "Return");
        screen.hand(&["getwindowname", &window]).contains("• test")
    });
    screen.key(&window, "ctrl+s");
    until("it is saved", || std::fs::read_to_string(&path).unwrap().contains("one-2"));
}

#[test]
fn without_a_screen_it_says_so_and_what_works_without_one() {
    let (home, path) = at_home();
    let mut editor = Running::start(home.path(), None, &[&path], &[]);
    let ended = editor.0.wait().unwrap();
    let told = editor.complaint();
    assert_eq!(ended.code(), Some(1), "{told}");
    assert!(told.starts_with("error: no window can be opened: there is no screen"), "{told}");
    assert!(told.contains("hint: ") && told.contains("weft run"), "{told}");
}

#[test]
fn without_a_graphics_driver_it_says_so_and_what_works_without_one() {
    let Some(screen) = Screen::open() else { return };
    let (home, path) = at_home();
    // No Vulkan driver is found, and OpenGL is not looked for.
    let nowhere = [("VK_DRIVER_FILES", "/nowhere"), ("VK_ICD_FILENAMES", "/nowhere"), ("WGPU_BACKEND", "vulkan")];
    let mut editor = Running::start(home.path(), Some(&screen), &[&path], &nowhere);
    let ended = editor.0.wait().unwrap();
    let told = editor.complaint();
    assert_eq!(ended.code(), Some(1), "{told}");
    assert!(told.starts_with("error: no window can be opened: no graphics driver"), "{told}");
    assert!(told.contains("hint: ") && told.contains("weft run"), "{told}");
}
