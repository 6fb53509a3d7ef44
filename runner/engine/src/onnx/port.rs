//! Inputs and outputs of a model, as its file describes them.

use super::numbers::scalar_of;
use super::told;
use crate::diagnostic::Diagnostic;
use crate::value::Scalar;
use ort::session::Session;
use ort::value::{Outlet, TensorElementType};

/// One input or output of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// As in the model file.
    pub name: String,
    /// The numbers that kinds see; none where it is no tensor of numbers.
    pub scalar: Option<Scalar>,
    /// −1: any length.
    pub shape: Vec<i64>,
    /// Names of lengths that may be any; empty where it has none.
    pub symbols: Vec<String>,
    /// The type in the file.
    pub(super) element: Option<TensorElementType>,
}

/// What a model takes and gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ports {
    /// What it takes.
    pub inputs: Vec<Port>,
    /// What it gives.
    pub outputs: Vec<Port>,
    /// What the file says about itself: names and texts, sorted.
    pub metadata: Vec<(String, String)>,
    /// Of the standard operators that it uses.
    pub opset: Option<u32>,
}

impl Ports {
    pub(super) fn of(session: &Session) -> Self {
        let mut metadata = Vec::new();
        if let Ok(about) = session.metadata() {
            let texts = [("producer", about.producer()), ("description", about.description()), ("graph", about.name())];
            let own = texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?)));
            metadata.extend(own.filter(|(_, text)| !text.is_empty()));
            let keys = about.custom_keys().unwrap_or_default();
            metadata.extend(keys.into_iter().filter_map(|key| about.custom(&key).map(|text| (key, text))));
        }
        metadata.sort_unstable();
        Self {
            inputs: session.inputs().iter().map(port).collect(),
            outputs: session.outputs().iter().map(port).collect(),
            metadata,
            opset: session.opset_for_domain("").or_else(|| session.opset_for_domain("ai.onnx")),
        }
    }
}

fn port(outlet: &Outlet) -> Port {
    let element = outlet.dtype().tensor_type();
    let shape = outlet.dtype().tensor_shape().map(|shape| shape.to_vec()).unwrap_or_default();
    let symbols = match outlet.dtype() {
        ort::value::ValueType::Tensor { dimension_symbols, .. } => dimension_symbols.to_vec(),
        _ => Vec::new(),
    };
    Port { name: outlet.name().to_owned(), scalar: element.and_then(scalar_of), shape, symbols, element }
}

impl Port {
    /// The type in the file, in words: `f16`.
    #[must_use]
    pub fn type_word(&self) -> String {
        self.element.map_or_else(|| "not a tensor".to_owned(), |element| element.to_string())
    }

    /// Whether such a shape may come in. Several pictures into a model that takes one at a time come one after another.
    pub(super) fn check(&self, shape: &[i64], n_pictures: usize) -> Result<(), Diagnostic> {
        // A file that says nothing about the shape takes any.
        let fits = self.shape.is_empty()
            || (self.shape.len() == shape.len()
                && self.shape.iter().zip(shape).enumerate().all(|(axis, (wanted, came))| {
                    *wanted < 0 || wanted == came || (axis == 0 && *wanted == 1 && n_pictures > 1)
                }));
        if fits { Ok(()) } else { Err(told::wrong_shape(&self.name, &self.shape, shape)) }
    }
}
