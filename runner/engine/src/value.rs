//! What flows on wires. Owned by the host, shared by counting, immutable once a step has given it out.
//!
//! Not here: how values cross to plugins (`plugins`), what may be wired to what (`catalog`).

mod buffer;
mod image;
mod mesh;
mod record;
mod tensor;

pub use buffer::{Buffer, Pool};
pub(crate) use buffer::{LentFloats, set_lender};
pub use image::{Colour, Elsewhere, Image, Layout, RowsMut};
pub use mesh::{Attribute, Mesh};
pub use record::Record;
pub use tensor::{Scalar, ScalarClass, Tensor};

use std::sync::Arc;

/// A shared, immutable value. Cloning counts; it copies nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Value(Arc<Content>);

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A number.
    Float(f64),
    /// A whole number; seeds too.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Text; choices, paths and names of models too.
    Text(Box<str>),
    /// Red, green, blue, alpha in [0, 1].
    Color([f32; 4]),
    /// Several values in order.
    List(Vec<Value>),
    /// Pixels; a mask is an image of one plane.
    Image(Image),
    /// Numbers of any shape; points, rectangles and curves too.
    Tensor(Tensor),
    /// Triangles.
    Mesh(Mesh),
    /// Named fields; faces, poses and labels too.
    Record(Record),
}

impl Content {
    /// The name of its type, as the contract says it: a mask is an `image`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Float(_) => "float",
            Self::Int(_) => "int",
            Self::Bool(_) => "bool",
            Self::Text(_) => "text",
            Self::Color(_) => "color",
            Self::List(_) => "list",
            Self::Image(_) => "image",
            Self::Tensor(_) => "tensor",
            Self::Mesh(_) => "mesh",
            Self::Record(_) => "record",
        }
    }
}

impl Value {
    /// Takes content into a value.
    #[must_use]
    pub fn new(content: Content) -> Self {
        Self(Arc::new(content))
    }

    /// From an `Arc` that `into_arc` gave.
    #[must_use]
    pub fn from_arc(content: Arc<Content>) -> Self {
        Self(content)
    }

    /// The counted content, for crossing to plugins.
    #[must_use]
    pub fn into_arc(self) -> Arc<Content> {
        self.0
    }

    /// The counted content, for crossing to plugins.
    #[must_use]
    pub fn as_arc(&self) -> &Arc<Content> {
        &self.0
    }

    /// What it is.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.0
    }

    /// The content, copied if somebody else holds it too.
    #[must_use]
    pub fn into_content(self) -> Content {
        Arc::unwrap_or_clone(self.0)
    }

    /// The content for writing, if nobody else holds it.
    pub fn content_mut(&mut self) -> Option<&mut Content> {
        Arc::get_mut(&mut self.0)
    }

    /// A text.
    #[must_use]
    pub fn text(text: impl Into<Box<str>>) -> Self {
        Self::new(Content::Text(text.into()))
    }

    /// The name of its type, as the contract says it: a mask is an `image`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.0.type_name()
    }

    /// Memory that it holds, without what its parts share with others.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let inside = match self.content() {
            Content::Float(_) | Content::Int(_) | Content::Bool(_) | Content::Color(_) => 0,
            Content::Text(text) => text.len(),
            Content::List(items) => items.iter().map(Self::bytes).sum(),
            Content::Image(image) => image.bytes(),
            Content::Tensor(tensor) => tensor.bytes(),
            Content::Mesh(mesh) => mesh.bytes(),
            Content::Record(record) => record.bytes(),
        };
        size_of::<Content>() + 16 + inside
    }

    /// The number, if it is one; ints become floats.
    #[must_use]
    pub fn as_float(&self) -> Option<f64> {
        match self.content() {
            Content::Float(number) => Some(*number),
            #[expect(clippy::cast_precision_loss, reason = "asked for as a float")]
            Content::Int(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self.content() {
            Content::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The answer, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.content() {
            Content::Bool(yes) => Some(*yes),
            _ => None,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self.content() {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self.content() {
            Content::List(items) => Some(items),
            _ => None,
        }
    }

    /// The image, if it is one.
    #[must_use]
    pub fn as_image(&self) -> Option<&Image> {
        match self.content() {
            Content::Image(image) => Some(image),
            _ => None,
        }
    }
}
