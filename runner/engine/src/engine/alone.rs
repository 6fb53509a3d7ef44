//! One kind called outside of any graph: to save a result, to try a kind.

use std::path::{Path, PathBuf};

use super::Engine;
use crate::catalog::{Default, Input, Kind};
use crate::diagnostic::{Diagnostic, Place};
use crate::onnx::Inference;
use crate::plugins::{CallError, CallHost, Flow, Folder, LogLevel};
use crate::run::World as _;
use crate::value::{Content, Value};

impl Engine {
    /// Calls a kind with some of its inputs; the others have their defaults. Paths are absolute. Nothing is kept.
    ///
    /// # Errors
    /// When the kind is not installed, an input is missing, or the call fails.
    pub fn call(&self, kind: &str, inputs: &[(&str, Value)]) -> Result<Vec<Option<Value>>, Diagnostic> {
        let loaded = self.plugins().load(kind)?;
        let described = loaded.kind();
        let values = described.inputs.iter().map(|input| given_or_default(described, input, inputs));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let mut outputs = vec![None; described.outputs.len()];
        let failed = |error: CallError| Diagnostic::error("call-failed", Place::Everywhere, error.message);
        let instance = loaded.create().map_err(failed)?;
        loaded.call(instance.as_ref(), &values, &mut outputs, &Alone { engine: self }).map_err(failed)?;
        Ok(outputs)
    }
}

fn given_or_default(kind: &Kind, input: &Input, given: &[(&str, Value)]) -> Result<Option<Value>, Diagnostic> {
    if let Some((_, value)) = given.iter().find(|(id, _)| **id == *input.id) {
        return Ok(Some(value.clone()));
    }
    Ok(match &input.default {
        Default::Float(number) => Some(Value::new(Content::Float(*number))),
        Default::Int(number) => Some(Value::new(Content::Int(*number))),
        Default::Bool(yes) => Some(Value::new(Content::Bool(*yes))),
        Default::Text(text) if input.ty.has("color") => Some(Value::new(Content::Color(color(text)))),
        Default::Text(text) => Some(Value::text(text.clone())),
        Default::None if input.flags.optional => None,
        Default::None => {
            let message = format!("`{}` needs its input `{}`", kind.id, input.id);
            return Err(Diagnostic::error("missing-input", Place::Everywhere, message));
        }
    })
}

/// `#rrggbb` or `#rrggbbaa`; the loader has checked it.
fn color(text: &str) -> [f32; 4] {
    let code = |at: usize| text.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    [1, 3, 5, 7].map(|at| f32::from(code(at).unwrap_or(255)) / 255.0)
}

/// A host with nobody around: no progress, no stop, one thread.
struct Alone<'e> {
    engine: &'e Engine,
}

impl CallHost for Alone<'_> {
    fn report(&self, _fraction: f64, _message: &str) -> Flow {
        Flow::Go
    }

    fn flow(&self) -> Flow {
        Flow::Go
    }

    fn log(&self, _level: LogLevel, _message: &str) {}

    fn threads(&self) -> u32 {
        1
    }

    fn for_each(&self, count: u32, work: &(dyn Fn(u32) + Sync)) -> Flow {
        (0..count).for_each(work);
        Flow::Go
    }

    fn folder(&self, which: Folder, plugin: &str) -> Option<PathBuf> {
        self.engine.folder(which, plugin, Path::new("/"))
    }

    fn resolve(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }

    fn model_file(&self, model: &str, file: &str) -> Result<PathBuf, CallError> {
        self.engine.model_file(model, file)
    }

    fn inference(&self) -> Option<&Inference> {
        Some(self.engine.inference())
    }
}
