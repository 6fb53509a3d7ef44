//! The identity of a result: BLAKE3 over everything that it depends on. What is written here is a format: a change of it
//! makes every kept result a stranger.

use std::fmt;

use crate::value::{Colour, Content, Image, Scalar, ScalarClass, Tensor, Value};

/// 32 bytes that name a result, a file or a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Of bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Of what a value holds, bit by bit; padding does not count.
    #[must_use]
    pub fn of_value(value: &Value) -> Self {
        let mut hasher = Hasher { waiting: Vec::new(), state: Some(blake3::Hasher::new()) };
        value_into(&mut hasher, value);
        hasher.finish()
    }

    /// The first letters, enough to tell two apart by eye.
    #[must_use]
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// Collects what a digest depends on. Everything written is either of fixed length or says its length first, so no two
/// different contents write the same bytes.
#[derive(Default)]
pub struct Hasher {
    waiting: Vec<u8>,
    /// For contents that are too large to wait.
    state: Option<blake3::Hasher>,
}

impl Hasher {
    /// A tag, a flag.
    pub fn byte(&mut self, byte: u8) {
        self.waiting.push(byte);
    }

    /// A count, an index.
    pub fn number(&mut self, number: u64) {
        self.waiting.extend_from_slice(&number.to_le_bytes());
    }

    /// Bytes whose length is known to the reader.
    pub fn bytes(&mut self, bytes: &[u8]) {
        if let Some(state) = &mut self.state
            && self.waiting.len() + bytes.len() > 4096
        {
            state.update(&self.waiting);
            state.update(bytes);
            self.waiting.clear();
        } else {
            self.waiting.extend_from_slice(bytes);
        }
    }

    /// A text with its length.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    /// Another digest.
    pub fn digest(&mut self, digest: &Digest) {
        self.waiting.extend_from_slice(&digest.0);
    }

    /// What a value holds.
    pub fn value(&mut self, value: &Value) {
        value_into(self, value);
    }

    /// The digest. The room that it took is kept for the next one.
    pub fn finish(&mut self) -> Digest {
        let digest = match &mut self.state {
            Some(state) => {
                state.update(&self.waiting);
                let digest = Digest(*state.finalize().as_bytes());
                state.reset();
                digest
            }
            None => Digest::of_bytes(&self.waiting),
        };
        self.waiting.clear();
        digest
    }
}

/// Lists and records nest: what is still to be written waits on a stack.
fn value_into(hasher: &mut Hasher, value: &Value) {
    let (mut next, mut waiting) = (Some(Part::Value(value)), Vec::new());
    while let Some(part) = next.take().or_else(|| waiting.pop()) {
        let value = match part {
            Part::Value(value) => value,
            Part::Name(name) => {
                hasher.text(name);
                continue;
            }
            Part::Empty => {
                hasher.byte(0);
                continue;
            }
        };
        match value.content() {
            Content::Float(number) => {
                hasher.byte(1);
                hasher.number(number.to_bits());
            }
            Content::Int(number) => {
                hasher.byte(2);
                hasher.bytes(&number.to_le_bytes());
            }
            Content::Bool(yes) => {
                hasher.byte(3);
                hasher.byte(u8::from(*yes));
            }
            Content::Text(text) => {
                hasher.byte(4);
                hasher.text(text);
            }
            Content::Color(rgba) => {
                hasher.byte(5);
                rgba.iter().for_each(|part| hasher.bytes(&part.to_bits().to_le_bytes()));
            }
            Content::List(items) => {
                hasher.byte(6);
                hasher.number(items.len() as u64);
                waiting.extend(items.iter().rev().map(Part::Value));
            }
            Content::Image(image) => image_into(hasher, image),
            Content::Tensor(tensor) => tensor_into(hasher, tensor),
            Content::Mesh(mesh) => {
                hasher.byte(9);
                hasher.number(mesh.attributes().len() as u64);
                for attribute in mesh.attributes() {
                    hasher.text(&attribute.name);
                    tensor_into(hasher, &attribute.numbers);
                }
                hasher.number(mesh.textures().len() as u64);
                for (name, texture) in mesh.textures().iter().rev() {
                    waiting.extend([Part::Value(texture), Part::Name(name)]);
                }
            }
            Content::Record(record) => {
                hasher.byte(10);
                hasher.number(record.fields().len() as u64);
                for (name, field) in record.fields().iter().rev() {
                    waiting.extend([field.as_ref().map_or(Part::Empty, Part::Value), Part::Name(name)]);
                }
            }
        }
    }
}

enum Part<'v> {
    Value(&'v Value),
    Name(&'v str),
    Empty,
}

fn image_into(hasher: &mut Hasher, image: &Image) {
    hasher.byte(7);
    hasher.byte(match image.colour() {
        Colour::Srgb => 1,
        Colour::Data => 2,
    });
    for side in [image.width(), image.height(), image.channels()] {
        hasher.bytes(&side.to_le_bytes());
    }
    for plane in 0..image.channels() {
        for y in 0..image.height() {
            hasher.bytes(bytemuck::cast_slice(image.row(plane, y)));
        }
    }
}

fn tensor_into(hasher: &mut Hasher, tensor: &Tensor) {
    hasher.byte(8);
    hasher.bytes(&scalar_bytes(tensor.scalar()));
    hasher.number(tensor.shape().len() as u64);
    tensor.shape().iter().for_each(|length| hasher.bytes(&length.to_le_bytes()));
    hasher.bytes(tensor.as_bytes());
}

fn scalar_bytes(scalar: Scalar) -> [u8; 2] {
    let class = match scalar.class {
        ScalarClass::Int => 1,
        ScalarClass::Uint => 2,
        ScalarClass::Float => 3,
    };
    [class, scalar.bits]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Record;

    fn list(items: &[f64]) -> Value {
        Value::new(Content::List(items.iter().map(|item| Value::new(Content::Float(*item))).collect()))
    }

    #[test]
    fn equal_contents_have_one_digest_and_others_another() {
        assert_eq!(Digest::of_value(&list(&[1.0, 2.0])), Digest::of_value(&list(&[1.0, 2.0])));
        let others = [
            list(&[1.0]),
            list(&[1.0, 2.0]),
            list(&[2.0, 1.0]),
            Value::new(Content::List(vec![list(&[1.0]), list(&[2.0])])),
            Value::new(Content::List(vec![list(&[1.0, 2.0])])),
            Value::text("1"),
            Value::new(Content::Int(1)),
            Value::new(Content::Float(1.0)),
            Value::new(Content::Bool(true)),
        ];
        for (at, one) in others.iter().enumerate() {
            for other in &others[at + 1..] {
                assert_ne!(Digest::of_value(one), Digest::of_value(other), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn padding_of_an_image_does_not_count() {
        let mut image = Image::zeroed(3, 2, 1, Colour::Data).unwrap();
        let clean = Digest::of_value(&Value::new(Content::Image(image.clone())));
        let stride = image.row_stride();
        assert!(stride > 3);
        let mut other = Image::zeroed(3, 2, 1, Colour::Data).unwrap();
        other.row_mut(0, 1)[0] = 1.0;
        assert_ne!(Digest::of_value(&Value::new(Content::Image(other))), clean);
        image.row_mut(0, 0)[0] = 0.0;
        assert_eq!(Digest::of_value(&Value::new(Content::Image(image))), clean);
    }

    #[test]
    fn an_empty_field_is_not_a_missing_one() {
        let mut with = Record::default();
        with.set("age", None);
        let with = Digest::of_value(&Value::new(Content::Record(with)));
        assert_ne!(with, Digest::of_value(&Value::new(Content::Record(Record::default()))));
    }
}
