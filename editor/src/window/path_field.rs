//! A path to type: beside the system's dialog, and in its place where the system has none.

use egui::{Key, RichText, TextEdit};
use std::path::PathBuf;

use crate::dialogs::{Answer, Question, intent_of};
use crate::intent::Intent;
use crate::theme::Palette;

pub(crate) struct PathField {
    question: Question,
    text: String,
    native: bool,
    /// The system was asked for its dialog, and has none.
    alone: bool,
}

impl PathField {
    pub(crate) fn new(question: Question, native: bool) -> Self {
        let text = match &question {
            Question::Open => String::new(),
            Question::Save { suggested, .. } | Question::SaveView { suggested } => suggested.display().to_string(),
            Question::Path { folder, .. } => format!("{}/", folder.display()),
        };
        Self { question, text, native, alone: false }
    }

    /// Whether the system's dialog is beside it, as far as that is known now.
    pub(crate) fn follow(&mut self, native: bool) {
        self.alone |= self.native && !native;
        self.native = native;
    }

    pub(crate) fn show(&mut self, ctx: &egui::Context, palette: &Palette, intents: &mut Vec<Intent>) -> bool {
        let (title, verb) = match self.question {
            Question::Open => ("Open a graph", "Open"),
            Question::Save { .. } => ("Save the graph", "Save"),
            Question::SaveView { .. } => ("Save what is viewed", "Save"),
            Question::Path { .. } => ("Choose a file", "Choose"),
        };
        super::sheet(ctx, title, 560.0, |ui| {
            ui.heading(title);
            if self.native || self.alone {
                let words = match self.native {
                    true => "Pick a file in the system's dialog, or type its path here.",
                    false => "This system offers no file dialog. Type the path here.",
                };
                ui.label(RichText::new(words).color(palette.text_secondary));
            }
            let edit = TextEdit::singleline(&mut self.text).hint_text("Path of the file").desired_width(f32::INFINITY);
            let response = ui.add(edit).accessible_name("Path of the file");
            if !self.native {
                response.request_focus();
            }
            let enter = ui.input(|input| input.key_pressed(Key::Enter));
            ui.add_space(8.0);
            let mut open = true;
            ui.horizontal(|ui| {
                let done = ui.add_enabled(!self.text.trim().is_empty(), egui::Button::new(verb)).clicked();
                if ui.button("Cancel").clicked() {
                    open = false;
                }
                if (done || enter) && !self.text.trim().is_empty() {
                    let path = PathBuf::from(self.text.trim());
                    intents.push(intent_of(Answer { question: self.question.clone(), path }));
                    open = false;
                }
            });
            open
        })
    }
}
