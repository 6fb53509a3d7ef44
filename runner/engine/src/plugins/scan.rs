//! Asking a library what it offers. That runs its code, so it happens once per changed file, and in a process of its own
//! where the configuration names a program for it.

mod child;

pub(super) use child::{Answer, look};

use super::library::{Library, PluginAbout};
use super::{describe, told};
use crate::catalog::{Kind, PluginSource};
use crate::diagnostic::{Diagnostic, Place, Severity};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What a library said, or why it could not be asked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Report {
    /// Of this text. First, so that it is found among whatever else a library prints.
    weft_scan: u32,
    /// None: it is no plugin that can be used, and the complaints say why.
    pub(super) about: Option<PluginAbout>,
    pub(super) complaints: Vec<Complaint>,
    pub(super) kinds: Vec<Kind>,
}

/// A diagnostic that can be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Complaint {
    error: bool,
    code: String,
    message: String,
    hint: Option<String>,
}

/// Of the text that a scan prints.
const FORMAT: u32 = 1;

/// Opens a library and gives what it offers as one line of JSON, for a parent process to read. Call this in a process that
/// may end: the library may do anything.
#[must_use]
pub fn scan_to_json(path: &Path) -> String {
    // A report is plain data with texts as keys; it can always be written.
    serde_json::to_string(&scan(path)).unwrap_or_default()
}

fn scan(path: &Path) -> Report {
    ask(path).unwrap_or_else(|why| refused(&why))
}

fn refused(why: &Diagnostic) -> Report {
    Report { weft_scan: FORMAT, about: None, complaints: vec![why.into()], kinds: Vec::new() }
}

fn ask(path: &Path) -> Result<Report, Diagnostic> {
    let library = Library::open(path)?;
    let about = library.about()?;
    // The hash is the parent's business: it reads the file anyway.
    let source = PluginSource { id: about.id.clone(), version: about.version.clone(), sha256: [0; 32] };
    let (mut kinds, mut complaints) = (Vec::<Kind>::new(), Vec::new());
    for (at, raw) in library.kinds()?.iter().enumerate() {
        let name = || describe::id(raw).unwrap_or_else(|| format!("kind {at}").into());
        match describe::kind(raw, &source) {
            Ok(described) if kinds.iter().any(|other| other.id == described.kind.id) => {
                complaints.push((&told::kind_refused(path, &described.kind.id, "the plugin offers it twice")).into());
            }
            Ok(described) => {
                let oddities = described.oddities.iter().map(|why| told::kind_odd(path, &described.kind.id, why));
                complaints.extend(oddities.map(|odd| Complaint::from(&odd)));
                kinds.push(described.kind);
            }
            Err(why) => complaints.push((&told::kind_refused(path, &name(), &why)).into()),
        }
    }
    Ok(Report { weft_scan: FORMAT, about: Some(about), complaints, kinds })
}

impl Report {
    /// Finds the report among what a process printed: a library may print too.
    fn parse(printed: &str) -> Option<Self> {
        let start = format!("{{\"weft_scan\":{FORMAT},");
        printed.lines().rev().filter(|line| line.starts_with(&start)).find_map(|line| serde_json::from_str(line).ok())
    }
}

impl Complaint {
    pub(super) fn told(&self, path: &Path) -> Diagnostic {
        let place = Place::Plugin(path.display().to_string());
        let code = told::code(&self.code);
        let told = if self.error {
            Diagnostic::error(code, place, &self.message)
        } else {
            Diagnostic::warning(code, place, &self.message)
        };
        match &self.hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}

impl From<&Diagnostic> for Complaint {
    fn from(told: &Diagnostic) -> Self {
        Self {
            error: told.severity == Severity::Error,
            code: told.code.to_owned(),
            message: told.message.clone(),
            hint: told.hint.clone(),
        }
    }
}
