//! One running node, as its author sees it: progress, stop, log, new values, threads, folders.

use crate::boundary::{Folder, RawCall};
use crate::flow::IntoValue;
use crate::{Error, Result, Value};
use std::ops::{Deref, Range};
use std::path::{Path, PathBuf};
use weft_abi::*;

/// One running node. Lent to the function as its first argument, if it asks for it: `call: &Call`.
///
/// All of it may be used from any thread while the function runs.
pub struct Call {
    pub(crate) raw: RawCall,
    /// Which part of the whole work the reports of this call are about.
    part: Range<f64>,
}

impl Call {
    pub(crate) fn new(raw: RawCall) -> Self {
        Self { raw, part: 0.0..1.0 }
    }

    /// Says how much is done, 0 to 1, and ends the work with `?` if the user pressed stop.
    ///
    /// Call it at least every 0.1 seconds, such as after each row of pixels: it costs some nanoseconds.
    ///
    /// # Errors
    /// The user pressed stop.
    pub fn report(&self, fraction: f64) -> Result<()> {
        self.report_text(fraction, "")
    }

    /// The same, with a word about what is going on: `tile 3 of 9`.
    ///
    /// # Errors
    /// The user pressed stop.
    pub fn report_text(&self, fraction: f64, text: &str) -> Result<()> {
        let inside = if fraction.is_nan() { 0.0 } else { fraction.clamp(0.0, 1.0) };
        let whole = self.part.start + inside * (self.part.end - self.part.start);
        if self.raw.report(whole, text) { Err(Error::cancelled()) } else { Ok(()) }
    }

    /// A part of the work: what it reports from 0 to 1 counts as this range of the whole.
    pub fn sub(&self, part: Range<f64>) -> SubCall<'_> {
        let length = self.part.end - self.part.start;
        let part = self.part.start + part.start * length..self.part.start + part.end * length;
        SubCall { call: Self { raw: self.raw, part }, _whole: self }
    }

    /// Whether the user pressed stop. `report` asks the same and is shorter to write.
    pub fn cancelled(&self) -> bool {
        self.raw.cancelled()
    }

    /// A word for whoever looks for a reason.
    pub fn log(&self, message: impl AsRef<str>) {
        self.raw.log(WEFT_LOG_INFO, message.as_ref());
    }

    /// A sentence for the user: it works, but not as meant.
    pub fn warn(&self, message: impl AsRef<str>) {
        self.raw.log(WEFT_LOG_WARN, message.as_ref());
    }

    /// How many threads [`parallel`](Self::parallel) uses at most. The result must not depend on it.
    pub fn threads(&self) -> u32 {
        self.raw.threads()
    }

    /// Runs `work` for each number below `count`, on the host's threads, in any order. `work` may give nothing or a
    /// `Result<()>`; the first error ends the rest.
    ///
    /// # Errors
    /// The first one of `work`, or the user pressed stop.
    pub fn parallel<W: Work>(&self, count: u32, work: impl Fn(u32) -> W + Sync) -> Result<()> {
        self.raw.for_each(count, &|index| work(index).ended())
    }

    /// Makes a value of anything that an output may be, for lists and the like.
    ///
    /// # Errors
    /// The host has no memory left.
    pub fn value(&self, of: impl IntoValue) -> Result<Value> {
        of.into_value(self)
    }

    /// Where the graph file is: relative paths begin there. Nothing where it was never saved.
    ///
    /// # Errors
    /// The host has no folders.
    pub fn graph_folder(&self) -> Result<Option<PathBuf>> {
        Ok(self.raw.folder(Folder::Graph)?.map(PathBuf::from))
    }

    /// For files of this plugin that can be made again.
    ///
    /// # Errors
    /// The host has no such folder.
    pub fn cache_folder(&self) -> Result<PathBuf> {
        self.folder(Folder::Cache, "the host has no folder for files that can be made again")
    }

    /// For files that end with the run.
    ///
    /// # Errors
    /// The host has no such folder.
    pub fn temp_folder(&self) -> Result<PathBuf> {
        self.folder(Folder::Temp, "the host has no folder for files that end with the run")
    }

    /// A verified file of an installed model.
    ///
    /// # Errors
    /// The model is not installed, or has no such file.
    pub fn model_file(&self, model: &str, file: &str) -> Result<PathBuf> {
        self.raw.model_file(model, file)?.map(PathBuf::from).ok_or_else(|| Error::missing_model(model))
    }

    /// Makes a path absolute, from the graph's folder. Inputs of the type path are absolute already.
    ///
    /// # Errors
    /// The path is not UTF-8, or the graph was never saved.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf> {
        let text = path.to_str().ok_or_else(|| Error::invalid(format!("the path {} is not UTF-8", path.display())))?;
        let absolute = self.raw.resolve(text)?;
        absolute.map(PathBuf::from).ok_or_else(|| Error::invalid(format!("`{text}` has no folder to begin in")))
    }

    fn folder(&self, folder: Folder, missing: &str) -> Result<PathBuf> {
        self.raw.folder(folder)?.map(PathBuf::from).ok_or_else(|| Error::unsupported(missing))
    }
}

/// A part of the work. Goes wherever a `&Call` goes.
pub struct SubCall<'c> {
    call: Call,
    /// The part ends before the whole.
    _whole: &'c Call,
}

impl Deref for SubCall<'_> {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.call
    }
}

/// What the work of one thread gives: nothing, or a `Result<()>`.
pub trait Work {
    /// How it ended.
    ///
    /// # Errors
    /// Those of the work.
    fn ended(self) -> Result<()>;
}

impl Work for () {
    fn ended(self) -> Result<()> {
        Ok(())
    }
}

impl Work for Result<()> {
    fn ended(self) -> Result<()> {
        self
    }
}
