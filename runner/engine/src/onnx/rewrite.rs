//! What the runtime does slowly, said in operators that it does fast. Nothing but rounding changes.
//!
//! A rewriting is one file: it looks at a node in its graph and gives other words for it, or none.

mod halving;
mod slopes;
mod wire;

use std::borrow::Cow;
use std::collections::HashMap;
use wire::{Field, field, fields, put, put_float, put_head, put_number};

/// Operators that may be said otherwise, and the largest file, in bytes, that is read for it: all of a model has to be, and large
/// ones resize for other reasons.
pub(super) const SLOW: [(&str, u64); 2] = [("PRelu", 256 << 20), ("Resize", 16 << 20)];
/// Older files list their weights as inputs, too.
const IR_MIN: u64 = 4;
/// The type of numbers, and of attributes, that are 32-bit floats.
const FLOAT: u64 = 1;
const INT64: u64 = 7;

/// A model file in other words; nothing where there is nothing to gain, or where it is none.
pub(super) fn rewritten(model: &[u8]) -> Option<Vec<u8>> {
    let parts = fields(model)?;
    let is_new = parts.iter().any(|part| part.number == field::MODEL_IR && part.value >= IR_MIN);
    let graph = parts.iter().find(|part| is_new && part.number == field::MODEL_GRAPH)?;
    let graph = Graph::read(graph.body)?.rewritten()?;
    let graph_bytes = graph.iter().map(|part| part.len()).sum();
    let mut made = Vec::with_capacity(model.len().max(graph_bytes) + (64 << 10));
    for part in &parts {
        if part.number == field::MODEL_GRAPH {
            put_head(&mut made, field::MODEL_GRAPH, graph_bytes);
            graph.iter().for_each(|part| made.extend_from_slice(part));
        } else {
            made.extend_from_slice(part.whole);
        }
    }
    Some(made)
}

/// A graph, and what of it decides what can be said otherwise.
struct Graph<'b> {
    parts: Vec<Field<'b>>,
    weights: HashMap<&'b str, Tensor<'b>>,
    /// The operator that gives a value.
    makers: HashMap<&'b str, &'b str>,
    /// Channels of what the whole model gives.
    channels: HashMap<&'b str, usize>,
}

impl<'b> Graph<'b> {
    fn read(graph: &'b [u8]) -> Option<Self> {
        let parts = fields(graph)?;
        let (mut weights, mut makers, mut channels) = (HashMap::new(), HashMap::new(), HashMap::new());
        for part in &parts {
            match part.number {
                field::GRAPH_WEIGHTS => {
                    let tensor = Tensor::read(part.body)?;
                    weights.insert(tensor.name, tensor);
                }
                field::GRAPH_OUTPUT => channels.extend(channels_of(part.body)),
                field::GRAPH_NODE => {
                    let node = Node::read(part.body)?;
                    makers.extend(node.outputs.iter().map(|output| (*output, node.operator)));
                }
                _ => {}
            }
        }
        Some(Self { parts, weights, makers, channels })
    }

    /// Its parts, the weights where they lie. None where nothing was said otherwise.
    fn rewritten(&self) -> Option<Vec<Cow<'b, [u8]>>> {
        let mut count = 0;
        let parts = self.parts.iter().map(|part| {
            let words = match part.number {
                field::GRAPH_NODE => {
                    let node = Node::read(part.body)?;
                    slopes::otherwise(self, &node).or_else(|| halving::otherwise(self, &node))
                }
                _ => None,
            };
            count += usize::from(words.is_some());
            Some(words.map_or(Cow::Borrowed(part.whole), |words| Cow::Owned(words.written)))
        });
        let parts = parts.collect::<Option<Vec<_>>>()?;
        (count > 0).then_some(parts)
    }
}

/// An output of the whole model, and its channels, where both are fixed.
fn channels_of(output: &[u8]) -> Option<(&str, usize)> {
    let inside = |bytes, number| Some(fields(bytes)?.into_iter().find(|part| part.number == number)?.body);
    let name = std::str::from_utf8(inside(output, field::OUTPUT_NAME)?).ok()?;
    let tensor = inside(inside(output, field::OUTPUT_TYPE)?, field::TYPE_TENSOR)?;
    let lengths = fields(inside(tensor, field::TENSOR_TYPE_SHAPE)?)?;
    let second = fields(lengths.iter().filter(|part| part.number == field::SHAPE_LENGTH).nth(1)?.body)?;
    let channels = second.iter().find(|part| part.number == field::LENGTH_VALUE)?.value;
    Some((name, usize::try_from(channels).ok()?))
}

/// Weights of 32-bit floats; of others, only the name.
struct Tensor<'b> {
    name: &'b str,
    lengths: Vec<u64>,
    floats: Vec<f32>,
}

impl<'b> Tensor<'b> {
    fn read(bytes: &'b [u8]) -> Option<Self> {
        /// More are no slopes and no scales.
        const FEW: usize = 64 << 10;
        let fields = fields(bytes)?;
        let find = |number| fields.iter().find(|field| field.number == number);
        let is_float = find(field::TENSOR_TYPE).is_some_and(|kind| kind.value == FLOAT);
        let raw = find(field::TENSOR_BYTES).map(|raw| raw.body).filter(|raw| is_float && raw.len() <= FEW);
        Some(Self {
            name: find(field::TENSOR_NAME)?.text()?,
            lengths: fields
                .iter()
                .filter(|part| part.number == field::TENSOR_LENGTH)
                .flat_map(Field::numbers)
                .collect(),
            floats: raw.unwrap_or_default().as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect(),
        })
    }
}

/// A node of the standard operators; of others, no operator.
struct Node<'b> {
    operator: &'b str,
    inputs: Vec<&'b str>,
    outputs: Vec<&'b str>,
    attributes: HashMap<&'b str, Vec<Field<'b>>>,
}

impl<'b> Node<'b> {
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let mut node = Self { operator: "", inputs: Vec::new(), outputs: Vec::new(), attributes: HashMap::new() };
        let mut is_standard = true;
        for part in fields(bytes)? {
            match part.number {
                field::NODE_INPUT => node.inputs.push(part.text()?),
                field::NODE_OUTPUT => node.outputs.push(part.text()?),
                field::NODE_OPERATOR => node.operator = part.text()?,
                field::NODE_DOMAIN => is_standard = matches!(part.text()?, "" | "ai.onnx"),
                field::NODE_ATTRIBUTE => {
                    let attribute = fields(part.body)?;
                    let name = attribute.iter().find(|part| part.number == field::ATTRIBUTE_NAME)?.text()?;
                    node.attributes.insert(name, attribute);
                }
                _ => {}
            }
        }
        if !is_standard {
            node.operator = "";
        }
        Some(node)
    }

    fn attribute(&self, name: &str, number: u64) -> Option<&Field<'b>> {
        self.attributes.get(name)?.iter().find(|part| part.number == number)
    }
}

/// What stands in place of a node. New names begin with that of its output, which nothing else has.
struct Words<'w> {
    output: &'w str,
    written: Vec<u8>,
}

/// An attribute of a new node.
enum Attribute<'a> {
    Float(f32),
    Int(u64),
    Ints(&'a [u64]),
    Text(&'a str),
}

impl<'w> Words<'w> {
    fn new(output: &'w str) -> Self {
        Self { output, written: Vec::new() }
    }

    fn name(&self, what: &str) -> String {
        format!("{}/weft/{what}", self.output)
    }

    /// Weights; gives their name.
    fn floats(&mut self, what: &str, lengths: &[usize], floats: &[f32]) -> String {
        self.weights(what, lengths, FLOAT, bytemuck::cast_slice(floats))
    }

    /// Whole numbers; gives their name.
    fn ints(&mut self, what: &str, ints: &[i64]) -> String {
        self.weights(what, &[ints.len()], INT64, bytemuck::cast_slice(ints))
    }

    fn weights(&mut self, what: &str, lengths: &[usize], kind: u64, bytes: &[u8]) -> String {
        let (name, mut tensor) = (self.name(what), Vec::new());
        lengths.iter().for_each(|length| put_number(&mut tensor, field::TENSOR_LENGTH, *length as u64));
        put_number(&mut tensor, field::TENSOR_TYPE, kind);
        put(&mut tensor, field::TENSOR_NAME, name.as_bytes());
        put(&mut tensor, field::TENSOR_BYTES, bytes);
        put(&mut self.written, field::GRAPH_WEIGHTS, &tensor);
        name
    }

    fn node(&mut self, operator: &str, inputs: &[&str], output: &str, attributes: &[(&str, Attribute<'_>)]) {
        let mut node = Vec::new();
        inputs.iter().for_each(|input| put(&mut node, field::NODE_INPUT, input.as_bytes()));
        put(&mut node, field::NODE_OUTPUT, output.as_bytes());
        put(&mut node, field::NODE_OPERATOR, operator.as_bytes());
        for (name, value) in attributes {
            let mut written = Vec::new();
            put(&mut written, field::ATTRIBUTE_NAME, name.as_bytes());
            let kind = match value {
                Attribute::Float(float) => {
                    put_float(&mut written, field::ATTRIBUTE_FLOAT, *float);
                    1
                }
                Attribute::Int(int) => {
                    put_number(&mut written, field::ATTRIBUTE_INT, *int);
                    2
                }
                Attribute::Text(text) => {
                    put(&mut written, field::ATTRIBUTE_TEXT, text.as_bytes());
                    3
                }
                Attribute::Ints(ints) => {
                    ints.iter().for_each(|int| put_number(&mut written, field::ATTRIBUTE_INTS, *int));
                    7
                }
            };
            put_number(&mut written, field::ATTRIBUTE_TYPE, kind);
            put(&mut node, field::NODE_ATTRIBUTE, &written);
        }
        put(&mut self.written, field::GRAPH_NODE, &node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golden(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/onnx");
        std::fs::read(format!("{folder}/{name}.onnx")).unwrap()
    }

    fn operators(model: &[u8]) -> Vec<String> {
        let graph = fields(model).unwrap().into_iter().find(|part| part.number == field::MODEL_GRAPH).unwrap();
        let nodes = fields(graph.body).unwrap().into_iter().filter(|part| part.number == field::GRAPH_NODE);
        nodes.map(|part| Node::read(part.body).unwrap().operator.to_owned()).collect()
    }

    #[test]
    fn only_what_comes_in_blocks_is_said_otherwise() {
        let model = golden("slopes");
        assert_eq!(operators(&model), ["Conv", "PRelu", "Conv", "PRelu", "PRelu"]);
        let made = rewritten(&model).unwrap();
        // The last but one has one slope for all channels, and the last one comes behind no convolution.
        let fast = ["Relu", "BatchNormalization", "BatchNormalization", "Add"];
        assert_eq!(operators(&made), [&["Conv"][..], &fast, &["Conv", "PRelu", "PRelu"]].concat());
        assert!(rewritten(&made).is_none(), "there is nothing left");
    }

    #[test]
    fn only_a_halving_is_said_as_a_convolution() {
        let model = golden("halved");
        assert_eq!(operators(&model), ["Resize", "Resize"]);
        assert_eq!(operators(&rewritten(&model).unwrap()), ["Resize", "Pad", "Conv"]);
    }

    #[test]
    fn bytes_that_are_no_model_are_left_alone() {
        let model = golden("slopes");
        for end in 0..model.len() {
            // Where it is cut between two fields it is a shorter model, or none.
            drop(rewritten(&model[..end]));
        }
        assert!(rewritten(b"no model at all").is_none());
        assert!(rewritten(&[0xff; 40]).is_none());
    }
}
