//! File dialogs of the system, on a thread of their own: no dialog ever blocks a frame. Where the system has none there is
//! always a field to type a path into.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use weft_engine::graph::{Edit, Name};

use crate::intent::Intent;
use crate::state::PathWanted;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Question {
    Open,
    Save { document: u64, suggested: PathBuf },
    SaveView { suggested: PathBuf },
    Path { document: u64, node: Name, input: Name, want: PathWanted, folder: PathBuf },
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub question: Question,
    pub path: PathBuf,
}

/// Nobody cancels a dialog as fast as a system answers that has none.
const NO_HAND: Duration = Duration::from_millis(150);

/// Dialogs that are open.
pub(crate) struct Dialogs {
    sender: Sender<Came>,
    receiver: Receiver<Came>,
    show: fn(&Question) -> Option<PathBuf>,
    /// Tests and systems without dialogs type paths.
    pub(crate) native: bool,
}

struct Came {
    answer: Option<Answer>,
    after: Duration,
}

impl Dialogs {
    pub(crate) fn new(native: bool) -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, show: dialog, native }
    }

    /// Asks; the answer comes in a later frame.
    pub(crate) fn ask(&mut self, question: Question, ctx: &egui::Context) {
        let (sender, ctx, show) = (self.sender.clone(), ctx.clone(), self.show);
        let asking = std::thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            let begun = Instant::now();
            let answer = show(&question).map(|path| Answer { question, path });
            // The window may be gone by now; then nobody waits for an answer.
            drop(sender.send(Came { answer, after: begun.elapsed() }));
            ctx.request_repaint();
        });
        self.native = asking.is_ok();
    }

    /// Answers that have come.
    pub(crate) fn answers(&mut self) -> Vec<Answer> {
        let came: Vec<Came> = self.receiver.try_iter().collect();
        self.native &= !came.iter().any(|came| came.answer.is_none() && came.after < NO_HAND);
        came.into_iter().filter_map(|came| came.answer).collect()
    }
}

fn dialog(question: &Question) -> Option<PathBuf> {
    let dialog = rfd::FileDialog::new();
    match question {
        Question::Open => dialog.add_filter("Graph", &["ron"]).set_title("Open a graph").pick_file(),
        Question::Save { suggested, .. } => {
            let dialog = dialog.add_filter("Graph", &["ron"]).set_title("Save the graph");
            let dialog = match suggested.parent() {
                Some(folder) => dialog.set_directory(folder),
                None => dialog,
            };
            let name = suggested.file_name().unwrap_or_default().to_string_lossy();
            dialog.set_file_name(name).save_file()
        }
        Question::SaveView { suggested } => {
            let dialog = dialog.set_title("Save what is viewed");
            let dialog = match suggested.parent() {
                Some(folder) => dialog.set_directory(folder),
                None => dialog,
            };
            dialog.set_file_name(suggested.file_name().unwrap_or_default().to_string_lossy()).save_file()
        }
        Question::Path { want, folder, .. } => {
            let dialog = dialog.set_directory(folder);
            match want {
                PathWanted::File => dialog.pick_file(),
                PathWanted::NewFile => dialog.save_file(),
                PathWanted::Folder => dialog.pick_folder(),
            }
        }
    }
}

/// What an answer means. `folder` is where the graph's relative paths begin.
pub(crate) fn intent_of(answer: Answer) -> Intent {
    match answer.question {
        Question::Open => Intent::Open(answer.path),
        Question::Save { .. } => {
            let named = if answer.path.extension().is_some() { answer.path } else { answer.path.with_extension("ron") };
            Intent::SaveTo(named)
        }
        Question::SaveView { .. } => Intent::SaveView(answer.path),
        Question::Path { node, input, folder, .. } => {
            let shown = answer.path.strip_prefix(&folder).unwrap_or(&answer.path).to_string_lossy().into_owned();
            Intent::Edit(Edit::set(node, input, shown))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_without_dialogs_is_noticed_and_not_asked_again() {
        let (ctx, mut dialogs) = (egui::Context::default(), Dialogs::new(true));
        dialogs.show = |_| None;
        dialogs.ask(Question::Open, &ctx);
        while dialogs.native {
            assert!(dialogs.answers().is_empty());
            std::thread::yield_now();
        }
        let mut dialogs = Dialogs::new(true);
        dialogs.show = |_| Some("/a.ron".into());
        dialogs.ask(Question::Open, &ctx);
        let came = std::iter::repeat_with(|| dialogs.answers()).find(|came| !came.is_empty()).unwrap();
        assert_eq!((came[0].path.to_str(), dialogs.native), (Some("/a.ron"), true));
    }
}
