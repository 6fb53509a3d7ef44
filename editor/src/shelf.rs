//! Models and the runtime that runs them: what the runner says is here, and installing what is not. The runner does the work.

use std::path::PathBuf;

use egui::Context;
use serde::Deserialize;

use crate::runner_command::{Heard, RunnerCommand};
use crate::words;

/// A model that Weft knows of, as `weft models list --json` tells it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Model {
    /// Its key.
    pub name: String,
    /// For people; a model of the user's own has none.
    #[serde(default)]
    pub title: String,
    /// What kinds ask for.
    #[serde(default)]
    pub role: String,
    /// Of its weights.
    #[serde(default)]
    pub licence: String,
    /// `allowed`, `forbidden` or `unclear`.
    #[serde(default)]
    pub commercial: String,
    /// Who made it.
    #[serde(default)]
    pub origin: String,
    /// What a user should know.
    #[serde(default)]
    pub note: String,
    /// Of all its files, where that is known.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// Whether it is here.
    pub installed: bool,
    /// Whether it can be fetched.
    #[serde(default)]
    pub published: bool,
}

/// One thing that `weft doctor --json` looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Finding {
    /// What.
    pub about: String,
    /// Whether it works.
    pub well: bool,
    /// What was found.
    pub sentence: String,
    /// What to do.
    pub hint: Option<String>,
}

/// What is wished of the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShelfWish {
    /// Look again.
    Look,
    /// Shows what one may use a model for, before it is fetched; or hides it.
    Consider(Option<String>),
    /// Fetch a model.
    Install(String),
    /// Fetch the runtime for the processor.
    InstallRuntime,
    /// Stop what comes; what has come so far is kept.
    Cancel(String),
    /// Offer the kinds of a plugin, or do so no more.
    Switch(String, bool),
}

/// Something that is on its way.
#[derive(Debug)]
pub struct Coming {
    /// A model, or [`RUNTIME`].
    pub name: String,
    /// So much of the file has come.
    pub bytes: u64,
    /// Of so much, where that is known.
    pub of: Option<u64>,
    command: RunnerCommand,
}

/// The name under which the runtime comes.
pub const RUNTIME: &str = "runtime";

/// All of it.
#[derive(Debug, Default)]
pub struct Shelf {
    /// Every model, by role.
    pub models: Vec<Model>,
    /// What runs models, and why others do not.
    pub findings: Vec<Finding>,
    /// What is on its way.
    pub coming: Vec<Coming>,
    /// The model whose rights are shown.
    pub considered: Option<String>,
    /// Why something did not come, by its name.
    pub failed: Vec<(String, String)>,
    /// Handed on before the next frame.
    pub wishes: Vec<ShelfWish>,
    /// The runner; without it nothing is known.
    runner: Option<PathBuf>,
    looking: Vec<(Question, RunnerCommand)>,
    switching: Option<(String, RunnerCommand)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Models,
    Doctor,
}

/// What a line of `weft models install --json` says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    bytes: Option<u64>,
    of: Option<u64>,
    failed: Option<String>,
    message: String,
    hint: Option<String>,
}

impl Shelf {
    /// Asks this runner.
    #[must_use]
    pub fn new(runner: Option<PathBuf>) -> Self {
        Self { runner, ..Self::default() }
    }

    /// Whether there is a runner to ask.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        self.runner.is_some()
    }

    /// Whether answers are still to come.
    #[must_use]
    pub fn is_looking(&self) -> bool {
        !self.looking.is_empty()
    }

    /// What was found of something.
    pub fn about<'a>(&'a self, what: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |finding| finding.about == what)
    }

    /// What of this name is on its way.
    #[must_use]
    pub fn coming(&self, name: &str) -> Option<&Coming> {
        self.coming.iter().find(|coming| coming.name == name)
    }

    /// How far something is that is on its way, in words.
    #[must_use]
    pub fn progress(&self, name: &str) -> Option<String> {
        let coming = self.coming(name)?;
        Some(match coming.of.filter(|of| *of > 0) {
            Some(of) => format!("Fetching: {} of {}", words::bytes(coming.bytes), words::bytes(of)),
            None => "Fetching…".to_owned(),
        })
    }

    /// Once a frame. True once something has come that the engine must look for again.
    pub fn exchange(&mut self, ctx: &Context) -> bool {
        let wishes = std::mem::take(&mut self.wishes);
        if let Some(runner) = self.runner.clone() {
            for wish in wishes {
                self.begin(wish, &|words| RunnerCommand::start(&runner, words, ctx));
            }
        }
        self.take_answers();
        let came = self.take_what_came();
        let switched = self.take_switch();
        if came || switched {
            self.wishes.push(ShelfWish::Look);
            ctx.request_repaint();
        }
        came || switched
    }

    fn begin(&mut self, wish: ShelfWish, run: &dyn Fn(&[&str]) -> RunnerCommand) {
        match wish {
            ShelfWish::Look => {
                self.looking = vec![
                    (Question::Models, run(&["models", "list", "--json"])),
                    (Question::Doctor, run(&["doctor", "--json"])),
                ];
                self.models.clear();
                self.findings.clear();
            }
            ShelfWish::Consider(name) => self.considered = name,
            ShelfWish::Install(name) if self.coming(&name).is_none() => {
                self.considered = None;
                let command = run(&["models", "install", "--json", &name]);
                self.await_coming(name, command);
            }
            ShelfWish::InstallRuntime if self.coming(RUNTIME).is_none() => {
                self.await_coming(RUNTIME.to_owned(), run(&["runtime", "install", "cpu"]));
            }
            ShelfWish::Install(_) | ShelfWish::InstallRuntime => {}
            ShelfWish::Cancel(name) => self.coming.retain(|coming| coming.name != name),
            ShelfWish::Switch(plugin, on) => {
                let command = run(&["plugins", if on { "enable" } else { "disable" }, &plugin]);
                self.failed.retain(|(failed, _)| *failed != plugin);
                self.switching = Some((plugin, command));
            }
        }
    }

    fn await_coming(&mut self, name: String, command: RunnerCommand) {
        self.failed.retain(|(failed, _)| *failed != name);
        self.coming.push(Coming { name, bytes: 0, of: None, command });
    }

    fn take_answers(&mut self) {
        let Self { looking, models, findings, failed, .. } = self;
        looking.retain(|(question, command)| {
            for heard in command.heard() {
                match (heard, question) {
                    // A line of a later version that is not understood is left out.
                    (Heard::Line(line), Question::Models) => models.extend(serde_json::from_str::<Model>(&line).ok()),
                    (Heard::Line(line), Question::Doctor) => {
                        findings.extend(serde_json::from_str::<Finding>(&line).ok());
                    }
                    (Heard::Ended(well, said), _) => {
                        if !well && !said.is_empty() {
                            failed.push((RUNTIME.to_owned(), said));
                        }
                        return false;
                    }
                }
            }
            true
        });
    }

    fn take_what_came(&mut self) -> bool {
        let Self { coming, failed, .. } = self;
        let mut came = false;
        coming.retain_mut(|each| {
            let mut why = String::new();
            for heard in each.command.heard() {
                match heard {
                    Heard::Line(line) => {
                        let said: Said = serde_json::from_str(&line).unwrap_or_default();
                        each.bytes = said.bytes.unwrap_or(each.bytes);
                        each.of = said.of.or(each.of);
                        if said.failed.is_some() {
                            let hint = said.hint.map(|hint| format!("\n{hint}")).unwrap_or_default();
                            why = format!("{}{hint}", words::sentence(&said.message));
                        }
                    }
                    Heard::Ended(true, _) => {
                        came = true;
                        return false;
                    }
                    Heard::Ended(false, said) => {
                        failed.push((each.name.clone(), if why.is_empty() { said } else { std::mem::take(&mut why) }));
                        return false;
                    }
                }
            }
            if !why.is_empty() {
                failed.push((each.name.clone(), why));
            }
            true
        });
        came
    }

    fn take_switch(&mut self) -> bool {
        let Some((plugin, command)) = &self.switching else { return false };
        let ended = command.heard().into_iter().find_map(|heard| match heard {
            Heard::Ended(well, said) => Some((well, said)),
            Heard::Line(_) => None,
        });
        let Some((well, said)) = ended else { return false };
        if !well {
            self.failed.push((plugin.clone(), said));
        }
        self.switching = None;
        well
    }
}
