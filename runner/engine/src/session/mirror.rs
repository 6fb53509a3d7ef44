//! The document as whoever shows it has it. It outlives every engine, and a new engine gets it from here.

use std::path::{Path, PathBuf};

use super::message::{Command, DocumentText};
use crate::diagnostic::{Diagnostic, Place};
use crate::graph::{Edit, Graph};

/// The document and its number.
#[derive(Default)]
pub(super) struct Mirror {
    revision: u64,
    name: String,
    folder: PathBuf,
    state: State,
}

#[derive(Default)]
enum State {
    /// Nothing was opened yet.
    #[default]
    Nothing,
    /// A graph.
    Graph(Box<Graph>),
    /// A text with mistakes: the engine tells of them, and nothing can be edited.
    Faulty(String),
}

impl Mirror {
    /// Takes a new document; gives the command that says so.
    pub(super) fn set(&mut self, name: &str, folder: &Path, text: &str) -> Command {
        self.state = match Graph::parse_file(name, text) {
            Ok(graph) => State::Graph(Box::new(graph)),
            Err(_) => State::Faulty(text.to_owned()),
        };
        self.revision += 1;
        name.clone_into(&mut self.name);
        folder.clone_into(&mut self.folder);
        self.document(text.to_owned())
    }

    /// Makes an edit here; gives the command that makes it there.
    pub(super) fn edit(&mut self, edit: &Edit) -> Result<Command, Diagnostic> {
        let State::Graph(graph) = &mut self.state else {
            let told = Diagnostic::error("no-document", Place::Everywhere, "there is no graph to edit");
            return Err(told.hint("open a graph without mistakes in its text first"));
        };
        graph.apply(edit.clone())?;
        self.revision += 1;
        Ok(Command::Edit { revision: self.revision, edit: edit.clone() })
    }

    /// The whole document, for an engine that has nothing yet.
    pub(super) fn whole(&self) -> Option<Command> {
        match &self.state {
            State::Nothing => None,
            State::Graph(graph) => Some(self.document(graph.to_string())),
            State::Faulty(text) => Some(self.document(text.clone())),
        }
    }

    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// What a `hash` command answers for this state.
    pub(super) fn hash(&self) -> Option<String> {
        match &self.state {
            State::Graph(graph) => Some(hash(graph)),
            State::Nothing | State::Faulty(_) => None,
        }
    }

    fn document(&self, text: String) -> Command {
        let (revision, name, folder) = (self.revision, self.name.clone(), self.folder.clone());
        Command::Document(DocumentText { revision, name, folder, text })
    }
}

/// BLAKE3 of the text of a graph.
pub(super) fn hash(graph: &Graph) -> String {
    blake3::hash(graph.to_string().as_bytes()).to_hex().to_string()
}
