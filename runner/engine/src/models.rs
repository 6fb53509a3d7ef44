//! Models by name: what is known of them (manifests), what is installed, and whether the files are what they should be.
//!
//! Not here: fetching files over a network (the runner does), and running models (`onnx`).

mod fingerprint;
mod manifest;
mod onnx_file;
mod place;
mod record;
mod role;

pub use fingerprint::Fingerprints;
pub use manifest::{Commercial, Manifest, ManifestFile};
pub use onnx_file::{OnnxFile, external_files};
pub use place::{Adopted, Placed};
pub use record::{Record, RecordedFile};
pub use role::does_without;

use crate::diagnostic::{Diagnostic, Place, nearest};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Where models are.
#[derive(Debug, Clone, Default)]
pub struct ModelsConfig {
    /// Manifests that come with the program: the name of the model, and the text.
    pub manifests: &'static [(&'static str, &'static str)],
    /// A folder for each installed model; manifests of the user (`NAME.ron`) lie in it too.
    pub folder: Option<PathBuf>,
    /// The file that remembers the hashes of files, so that they are not read again after a restart.
    pub hash_memory: Option<PathBuf>,
}

/// All models of this machine.
#[derive(Debug)]
pub struct Models {
    config: ModelsConfig,
    fingerprints: Fingerprints,
    /// Manifests are read when somebody asks: most graphs use no model.
    known: OnceLock<BTreeMap<String, Result<Arc<Manifest>, Diagnostic>>>,
}

/// A model whose files are there and are what they should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// By which it was asked for: a name, or an absolute path.
    pub name: String,
    /// What is opened.
    pub main: PathBuf,
    /// All files with their sha-256, the opened one first.
    pub files: Vec<(PathBuf, [u8; 32])>,
    /// What the manifest says; of a bare file, nothing.
    pub facts: BTreeMap<String, String>,
    /// Of all files together.
    pub bytes: u64,
}

impl Installed {
    /// What a result that was made with it depends on: the contents, and what kinds are told about them.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        for (_, content) in &self.files {
            hasher.update(content);
        }
        for (name, fact) in &self.facts {
            for text in [name, fact] {
                hasher.update((text.len() as u64).to_le_bytes());
                hasher.update(text);
            }
        }
        hasher.finalize().into()
    }
}

impl Models {
    /// Reads nothing yet.
    #[must_use]
    pub fn new(config: ModelsConfig) -> Self {
        let fingerprints = Fingerprints::new(config.hash_memory.clone());
        Self { config, fingerprints, known: OnceLock::new() }
    }

    /// The folder that a model is installed in, if there is a place for models at all.
    #[must_use]
    pub fn folder_of(&self, name: &str) -> Option<PathBuf> {
        Some(self.config.folder.as_ref()?.join(name))
    }

    /// As [`find`](Self::find), but every byte is read again, whatever is remembered.
    ///
    /// # Errors
    /// When it is not there, or not what it should be.
    pub fn verify(&self, name: &str) -> Result<Installed, Diagnostic> {
        if let (Ok(Some(record)), Some(folder)) = (self.record(name), self.folder_of(name)) {
            record.files.iter().for_each(|file| self.fingerprints.forget(&folder.join(&file.name)));
        }
        self.find(name)
    }

    /// Hashes of files, remembered.
    #[must_use]
    pub fn fingerprints(&self) -> &Fingerprints {
        &self.fingerprints
    }

    /// Every manifest, by name; with a sentence where one cannot be read.
    #[must_use]
    pub fn manifests(&self) -> &BTreeMap<String, Result<Arc<Manifest>, Diagnostic>> {
        self.known.get_or_init(|| {
            let built_in = self.config.manifests.iter().map(|(name, text)| {
                let file = format!("models/{name}.ron");
                ((*name).to_owned(), Manifest::parse(&file, name, text).map(Arc::new))
            });
            let mut known: BTreeMap<_, _> = built_in.collect();
            known.extend(self.manifests_of_the_user());
            known
        })
    }

    fn manifests_of_the_user(&self) -> Vec<(String, Result<Arc<Manifest>, Diagnostic>)> {
        let entries = self.config.folder.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        let manifest = |path: PathBuf| {
            let name = path.file_stem()?.to_str()?.to_owned();
            let read = match std::fs::read_to_string(&path) {
                Ok(text) => Manifest::parse(&path.display().to_string(), &name, &text).map(Arc::new),
                Err(why) => Err(unreadable(&path, &why)),
            };
            (path.extension()? == "ron").then_some((name, read))
        };
        entries.filter_map(|entry| manifest(entry.path())).collect()
    }

    /// What is known of a model.
    ///
    /// # Errors
    /// When no manifest has this name, or it cannot be read.
    pub fn manifest(&self, name: &str) -> Result<Arc<Manifest>, Diagnostic> {
        match self.manifests().get(name) {
            Some(found) => found.clone(),
            None => Err(self.unknown(name)),
        }
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let told = Diagnostic::error("missing-model", Place::Everywhere, format!("no model is called `{name}`"));
        let near = nearest(name, self.manifests().keys().map(String::as_str));
        match near.first() {
            Some(near) => told.hint(format!("did you mean `{near}`? `weft models list` shows all")),
            None => told.hint(format!(
                "`weft models list` shows all; `weft models add FILE --as {name}` adopts a file that you have"
            )),
        }
    }

    /// What was written down when a model was installed; none: it is not installed.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn record(&self, name: &str) -> Result<Option<Record>, Diagnostic> {
        match self.folder_of(name) {
            Some(folder) if is_name(name) => Record::read(&folder),
            _ => Ok(None),
        }
    }

    /// Names of all installed models.
    #[must_use]
    pub fn installed_names(&self) -> Vec<String> {
        let entries = self.config.folder.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        let installed = entries.filter(|entry| entry.path().join(record::FILE).is_file());
        let mut names: Vec<String> = installed.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort_unstable();
        names
    }

    /// Whether the files of an installed model are there, in their size. Nothing in them is read.
    ///
    /// # Errors
    /// When one is not.
    pub fn glance(&self, name: &str) -> Result<(), Diagnostic> {
        let (Some(record), Some(folder)) = (self.record(name)?, self.folder_of(name)) else {
            return Err(self.not_installed(name));
        };
        for file in &record.files {
            let path = folder.join(&file.name);
            match std::fs::metadata(&path) {
                Ok(about) if about.len() == file.bytes => {}
                Ok(about) => {
                    let why = format!("it has {} bytes, of {} that were installed", about.len(), file.bytes);
                    return Err(damaged(name, &path, &why));
                }
                Err(why) => return Err(damaged(name, &path, &why.to_string())),
            }
        }
        Ok(())
    }

    /// An installed model by its name or its role, or a file by its absolute path, ready to be opened. A file that is unchanged since
    /// it was looked at is not read again.
    ///
    /// # Errors
    /// When it is not there, or not what it should be.
    pub fn find(&self, name: &str) -> Result<Installed, Diagnostic> {
        let name = role::wished(name);
        if Path::new(name).is_absolute() {
            return self.bare_file(Path::new(name));
        }
        if !is_name(name) {
            let message = format!("`{name}` is neither the name of a model nor an absolute path");
            return Err(Diagnostic::error("missing-model", Place::Everywhere, message));
        }
        let Some(record) = self.record(name)? else {
            return self.of_role(name).unwrap_or_else(|| Err(self.not_installed(name)));
        };
        let folder = self.folder_of(name).unwrap_or_default();
        let mut files = Vec::new();
        let mut bytes = 0;
        for file in &record.files {
            let path = folder.join(&file.name);
            let content = self.fingerprints.sha256(&path).map_err(|why| damaged(name, &path, &why.to_string()))?;
            let should = file.hash().ok_or_else(|| damaged(name, &path, "its record holds no hash"))?;
            if content != should {
                return Err(damaged(name, &path, "its bytes are not those that were installed"));
            }
            bytes += file.bytes;
            files.push((path, content));
        }
        let Some((main, _)) = files.first().cloned() else {
            return Err(damaged(name, &folder, "its record names no file"));
        };
        self.check_outside(name, &main, Some(&files))?;
        let facts = self.facts_of(name, &record);
        Ok(Installed { name: name.to_owned(), main, files, facts, bytes })
    }

    /// What the kinds are told: the model's own facts, else those of the model that it is like.
    fn facts_of(&self, name: &str, record: &Record) -> BTreeMap<String, String> {
        let said = record.like.as_deref().unwrap_or(name);
        let manifest = self.manifests().get(said).and_then(|found| found.as_ref().ok());
        let Some(manifest) = manifest else { return BTreeMap::new() };
        let mut facts = manifest.facts.clone();
        if !manifest.family.is_empty() {
            facts.entry("family".to_owned()).or_insert_with(|| manifest.family.clone());
        }
        facts
    }

    fn not_installed(&self, name: &str) -> Diagnostic {
        if !self.manifests().contains_key(name) {
            return self.unknown(name);
        }
        let message = format!("the model `{name}` is not installed");
        Diagnostic::error("missing-model", Place::Everywhere, message).hint(format!("run `weft models install {name}`"))
    }

    fn bare_file(&self, path: &Path) -> Result<Installed, Diagnostic> {
        let shown = path.display().to_string();
        let missing = |why: &std::io::Error| {
            let message = format!("the model file cannot be read: {why}");
            Diagnostic::error("missing-model", Place::File(shown.clone()), message)
        };
        let mut files = vec![(path.to_owned(), self.fingerprints.sha256(path).map_err(|why| missing(&why))?)];
        self.check_outside(&shown, path, None)?;
        let folder = path.parent().unwrap_or(Path::new("/"));
        for external in OnnxFile::read(path)?.external {
            let path = folder.join(external);
            let content = self.fingerprints.sha256(&path).map_err(|why| damaged(&shown, &path, &why.to_string()))?;
            files.push((path, content));
        }
        let bytes = files.iter().map(|(path, _)| std::fs::metadata(path).map_or(0, |about| about.len())).sum();
        Ok(Installed { name: shown.clone(), main: path.to_owned(), files, facts: BTreeMap::new(), bytes })
    }

    /// A model may keep weights in files beside it, and nowhere else; of an installed one those must be known.
    fn check_outside(&self, name: &str, main: &Path, known: Option<&[(PathBuf, [u8; 32])]>) -> Result<(), Diagnostic> {
        if self.fingerprints.is_harmless(main) {
            return Ok(());
        }
        let folder = main.parent().unwrap_or(Path::new("/"));
        for path in external_files(main)? {
            if known.is_some_and(|known| !known.iter().any(|(file, _)| *file == path)) {
                let inside = path.strip_prefix(folder).unwrap_or(&path);
                return Err(damaged(
                    name,
                    main,
                    &format!("it wants a file `{}` that is not part of it", inside.display()),
                ));
            }
        }
        self.fingerprints.remember_harmless(main);
        Ok(())
    }
}

/// Names are folders too: no way out of the folder of models.
fn is_name(name: &str) -> bool {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    !name.is_empty() && !name.starts_with('.') && name.chars().all(letter)
}

fn damaged(name: &str, path: &Path, why: &str) -> Diagnostic {
    let message = format!("the model `{name}` cannot be used: {why}");
    let told = Diagnostic::error("damaged-model", Place::File(path.display().to_string()), message);
    match is_name(name) {
        true => told.hint(format!(
            "`weft models install {name}` fetches a known model again, `weft models add FILE --as {name}` takes one of yours"
        )),
        false => told,
    }
}

fn unreadable(path: &Path, why: &std::io::Error) -> Diagnostic {
    let place = Place::File(path.display().to_string());
    Diagnostic::error("unreadable-file", place, format!("it cannot be read: {why}"))
}

/// In hexadecimal.
#[must_use]
pub fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// From hexadecimal, if it is one.
#[must_use]
pub fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(hash)
}
