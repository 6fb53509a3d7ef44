//! `weft models add`: a file that somebody has becomes a model with a name. It is opened once, to say what it takes and gives, or
//! why it will not run here: better now than in the middle of a run.

use super::{failed, told_of};
use crate::exit::Exit;
use crate::terminal::{self, QUIET};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use weft_engine::diagnostic::{Diagnostic, Severity};
use weft_engine::models::Models;
use weft_engine::onnx::{Inference, InferenceConfig, Port};

/// Adopts the file.
pub(super) fn add(models: Models, config: InferenceConfig, file: &Path, name: &str, like: Option<&str>) -> Exit {
    let manifest = models.manifest(name).ok();
    let added = models.files_to_adopt(file).and_then(|mut files| {
        // The file of a known model is called as its manifest calls it, whatever the user calls it.
        if let (Some(main), Some(manifest)) = (files.first_mut(), &manifest) {
            main.name.clone_from(&manifest.files[0].name);
        }
        models.place(name, &files, like)
    });
    match added {
        Ok(record) => {
            told_of(name, &record);
            look_into(name, &Inference::new(config, Arc::new(models)));
            Exit::Done
        }
        Err(told) => failed(&told),
    }
}

/// The model is adopted whatever comes out of this.
fn look_into(name: &str, inference: &Inference) {
    if inference.runtime().is_err() {
        terminal::line(&format!(
            "  {QUIET}not opened: there is no runtime here yet (`weft runtime install cpu`){QUIET:#}"
        ));
        return;
    }
    match inference.open(name, &|| false).and_then(|session| inference.view(session)) {
        Ok(view) => {
            for (word, ports) in [("takes", &view.ports().inputs), ("gives", &view.ports().outputs)] {
                let ports: Vec<String> = ports.iter().map(words_of).collect();
                terminal::line(&format!("  {QUIET}{word}{QUIET:#}  {}", ports.join(", ")));
            }
        }
        Err(told) => terminal::diagnostic(&Diagnostic { severity: Severity::Warning, ..told }),
    }
}

/// `image f32 [1, 3, height, width]`
fn words_of(port: &Port) -> String {
    let mut words = format!("{} {}", port.name, port.type_word());
    for (at, length) in port.shape.iter().enumerate() {
        words.push_str(if at == 0 { " [" } else { ", " });
        match port.symbols.get(at).filter(|symbol| !symbol.is_empty()) {
            _ if *length >= 0 => _ = write!(words, "{length}"),
            Some(symbol) => words.push_str(symbol),
            None => words.push('?'),
        }
    }
    words.push_str(if port.shape.is_empty() { "" } else { "]" });
    words
}
