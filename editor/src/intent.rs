//! What panels want. They read the state and push these; `state/apply` is the only place that changes anything.

use std::collections::BTreeMap;
use std::path::PathBuf;

use weft_engine::graph::{Edit, Name, Wire};

use crate::action::Action;
use crate::dock::Pane;
use crate::live::{Question, Slot};
use crate::settings::Preference;
use crate::shelf::ShelfWish;

/// One wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// Something with a name and perhaps a key.
    Do(Action),
    /// One step in the history, at the level that is shown.
    Edit(Edit),
    /// The same under a name of its own.
    EditAs(Edit, String),
    /// One of many edits while something is dragged; all with one key are one step.
    Drag(Edit, String),
    /// The drag ended.
    Drop,
    /// Selects nodes, frames and notes by their keys in the view; puts new ones with them.
    Select(Vec<Name>),
    /// Adds to the selection, or takes away what is in it.
    Toggle(Name),
    /// Adds a node of a kind at a place, wired as said, and selects it.
    AddNode(NewNode),
    /// A text that was pasted, and where to.
    Paste(String, PasteAt),
    /// Opens a graph or template.
    Open(PathBuf),
    /// Opens a copy without a path of its own.
    OpenTemplate(PathBuf),
    /// Files that were dropped onto the window.
    Dropped(Vec<PathBuf>, Option<(f64, f64)>),
    /// Saves under a path.
    SaveTo(PathBuf),
    /// Shows another tab.
    Activate(usize),
    /// Closes a tab; one with unsaved changes asks first.
    Close(usize),
    /// The same, whatever is unsaved.
    CloseUnsaved(usize),
    /// Back or forth in the history until so many steps are done.
    GoTo(usize),
    /// Into the graph of a node.
    Enter(Name),
    /// Out again, so that so many levels are left.
    Leave(usize),
    /// Views an output.
    View(Wire),
    /// Pins an output beside the viewed one, or lets it go.
    Pin(Option<Wire>),
    /// Keeps showing an output whatever else is viewed, or lets it go.
    Hold(Option<Wire>),
    /// What the viewer asks of the session from now on.
    Ask(BTreeMap<Slot, Question>),
    /// A dialog for where to write the viewed output; the name it begins with.
    AskSaveView(String),
    /// Writes the viewed output to a file.
    SaveView(PathBuf),
    /// The viewed output was written, or not: a sentence, and whether something did not work.
    SavedView(String, bool),
    /// The seed of a node stays as it is, or no more.
    Lock(Name, bool),
    /// A dialog for the path in an input.
    Browse(Name, Name),
    /// Puts a node into a wire that it was dropped on: the wire, and the input where it ends.
    PutBetween(Name, Wire, Name, Name),
    /// Changes the title of a frame or the text of a note.
    Caption(Name, String),
    /// Renames a node.
    Rename(Name, String),
    /// Shows or hides a pane.
    TogglePane(Pane),
    /// Brings a pane to the front.
    ShowPane(Pane),
    /// Takes a run away; it is stopped if it has begun.
    RemoveRun(u64),
    /// Does a run that waits before the others.
    RunFirst(u64),
    /// Sets the path of an input to what was dropped on it.
    DropOn(Name, Name, PathBuf),
    /// A sentence for the status bar.
    Tell(String),
    /// Opens a recovered document, or throws it away.
    Recover(usize),
    /// Throws a recovered document away.
    Forget(usize),
    /// Models, the runtime, and plugins that are not wanted.
    Shelf(ShelfWish),
    /// Another preference.
    Prefer(Preference),
    /// Centres the canvas on a node and selects it.
    Reveal(Name),
    /// The same on another level: the nodes to enter from the outside in, and the node.
    RevealInside(Vec<Name>, Name),
}

/// A node to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewNode {
    /// Its kind.
    pub kind: Name,
    /// Its upper left corner.
    pub at: (f64, f64),
    /// What it is joined to, if anything.
    pub join: Join,
}

/// Where pasted nodes go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PasteAt {
    /// Where the pointer is.
    Pointer((f64, f64)),
    /// Somewhere in the part of the graph that is seen.
    View(egui::Rect),
    /// Nothing is seen yet.
    Anywhere,
}

/// What a new node is joined to.
#[derive(Debug, Clone, PartialEq)]
pub enum Join {
    /// Nothing.
    Nothing,
    /// An output that was dragged out: into the first input that fits.
    From(Wire),
    /// An input that was dragged out: from the first output that fits.
    Into(Name, Name),
    /// A wire it was dropped on: into it and on from it.
    Between(Wire, Name, Name),
}
