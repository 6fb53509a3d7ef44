//! What a manifest says of a model: `models/NAME.ron`. Data only; nothing here touches the files that it names.

use crate::diagnostic::{Diagnostic, Place};
use serde::Deserialize;
use std::collections::BTreeMap;

use super::{from_hex, is_name};

/// One model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format of this file: 1.
    pub manifest: u32,
    /// What people call it.
    pub title: String,
    /// What it is for: `face-detector`, `upscaler` …; kinds offer the models of their role.
    pub role: String,
    /// Models of a family take and give the same; `scrfd`.
    #[serde(default)]
    pub family: String,
    /// Its name, or what is known of it.
    pub licence: String,
    /// Whether its results may be sold.
    pub commercial: Commercial,
    /// Who made it.
    pub origin: String,
    /// The one that is opened first.
    pub files: Vec<ManifestFile>,
    /// What kinds must know and the file does not say, such as `value_range`.
    #[serde(default)]
    pub facts: BTreeMap<String, String>,
    /// What a user should know before installing it.
    #[serde(default)]
    pub note: String,
}

/// Whether the licence allows commercial use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Commercial {
    /// It does.
    Allowed,
    /// It does not.
    Forbidden,
    /// The authors do not say, or say different things.
    Unclear,
}

impl Commercial {
    /// As a sentence's end.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Allowed => "commercial use allowed",
            Self::Forbidden => "no commercial use",
            Self::Unclear => "commercial use unclear",
        }
    }
}

/// One file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// Under which it is installed.
    pub name: String,
    /// 0: unknown.
    #[serde(default)]
    pub bytes: u64,
    /// In hexadecimal; empty: unknown, and pinned when it is first installed.
    #[serde(default)]
    pub sha256: String,
    /// Addresses, best first. `ADDRESS#INNER`: the file INNER of the zip archive there. None: only `weft models add`.
    #[serde(default)]
    pub sources: Vec<String>,
}

impl ManifestFile {
    /// What its bytes must hash to, if anybody knows.
    #[must_use]
    pub fn hash(&self) -> Option<[u8; 32]> {
        from_hex(&self.sha256)
    }
}

impl Manifest {
    /// Reads the manifest of the model `name`. `file` is only for the place of mistakes.
    ///
    /// # Errors
    /// With the line where it cannot be understood.
    pub fn parse(file: &str, name: &str, text: &str) -> Result<Self, Diagnostic> {
        let wrong = |why: &str| {
            let message = format!("the manifest of `{name}` {why}");
            Diagnostic::error("bad-manifest", Place::File(file.to_owned()), message)
        };
        let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        let manifest: Self = options.from_str(text).map_err(|why| {
            let place = Place::Text { file: file.to_owned(), line: why.span.start.line, column: why.span.start.col };
            Diagnostic::error("bad-manifest", place, format!("the manifest of `{name}` cannot be read: {}", why.code))
        })?;
        if manifest.manifest != 1 {
            return Err(wrong(&format!("has the format {}; this program reads 1", manifest.manifest)));
        }
        if !is_name(name) {
            return Err(wrong("has a name that is no name: letters, digits, `-`, `_` and `.` make one"));
        }
        if manifest.files.is_empty() {
            return Err(wrong("names no file"));
        }
        for file in &manifest.files {
            if !is_name(&file.name) {
                return Err(wrong(&format!("names a file `{}`, which would lie elsewhere", file.name)));
            }
            if !file.sha256.is_empty() && file.hash().is_none() {
                return Err(wrong(&format!("has a sha-256 of `{}` that is none", file.name)));
            }
        }
        Ok(manifest)
    }

    /// Of all files together; none where one is unknown.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        self.files.iter().try_fold(0, |sum, file| (file.bytes > 0).then_some(sum + file.bytes))
    }
}
