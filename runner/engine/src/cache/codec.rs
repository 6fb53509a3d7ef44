//! Values as bytes and back, exactly: every bit of every float. Read with suspicion, as files may be torn.
//!
//! A value is a tag and what the tag says; numbers are little-endian, lengths 64 bits.

use crate::value::{Colour, Content, Image, Mesh, Record, Scalar, ScalarClass, Tensor, Value};

/// How deep lists and records may lie in each other.
const DEPTH_MAX: usize = 64;

/// The outputs of a step as bytes. None: something in it is too deep.
pub(super) fn encode(outputs: &[Option<Value>]) -> Option<Vec<u8>> {
    let size: usize = outputs.iter().flatten().map(|value| value.bytes() + 64).sum();
    let mut bytes = Vec::with_capacity(size);
    outputs.iter().try_for_each(|output| write_option(&mut bytes, output.as_ref(), 0)).ok()?;
    Some(bytes)
}

/// So many outputs from bytes. None: these are not the bytes of so many outputs.
pub(super) fn decode(bytes: &[u8], count: usize) -> Option<Vec<Option<Value>>> {
    let mut reader = Reader { rest: bytes };
    let outputs = (0..count).map(|_| reader.option(0)).collect::<Option<Vec<_>>>()?;
    reader.rest.is_empty().then_some(outputs)
}

struct TooDeep;

fn write_option(out: &mut Vec<u8>, value: Option<&Value>, depth: usize) -> Result<(), TooDeep> {
    match value {
        None => out.push(0),
        Some(value) => write_value(out, value, depth)?,
    }
    Ok(())
}

fn write_value(out: &mut Vec<u8>, value: &Value, depth: usize) -> Result<(), TooDeep> {
    if depth > DEPTH_MAX {
        return Err(TooDeep);
    }
    match value.content() {
        Content::Float(number) => tagged(out, 1, &number.to_bits().to_le_bytes()),
        Content::Int(number) => tagged(out, 2, &number.to_le_bytes()),
        Content::Bool(yes) => tagged(out, 3, &[u8::from(*yes)]),
        Content::Text(text) => {
            out.push(4);
            write_bytes(out, text.as_bytes());
        }
        Content::Color(rgba) => tagged(out, 5, bytemuck::cast_slice(&rgba.map(|code| code.to_bits().to_le()))),
        Content::List(items) => {
            tagged(out, 6, &length(items.len()));
            items.iter().try_for_each(|item| write_value(out, item, depth + 1))?;
        }
        Content::Image(image) => write_image(out, image),
        Content::Tensor(tensor) => {
            out.push(8);
            write_tensor(out, tensor);
        }
        Content::Mesh(mesh) => {
            tagged(out, 9, &length(mesh.attributes().len()));
            for attribute in mesh.attributes() {
                write_bytes(out, attribute.name.as_bytes());
                write_tensor(out, &attribute.numbers);
            }
            out.extend(length(mesh.textures().len()));
            for (name, image) in mesh.textures() {
                write_bytes(out, name.as_bytes());
                write_value(out, image, depth + 1)?;
            }
        }
        Content::Record(record) => {
            tagged(out, 10, &length(record.fields().len()));
            for (name, field) in record.fields() {
                write_bytes(out, name.as_bytes());
                write_option(out, field.as_ref(), depth + 1)?;
            }
        }
    }
    Ok(())
}

fn write_image(out: &mut Vec<u8>, image: &Image) {
    out.push(7);
    for number in [image.width(), image.height(), image.channels(), u32::from(image.colour() == Colour::Srgb)] {
        out.extend(number.to_le_bytes());
    }
    for plane in 0..image.channels() {
        for y in 0..image.height() {
            write_floats(out, image.row(plane, y));
        }
    }
}

fn write_tensor(out: &mut Vec<u8>, tensor: &Tensor) {
    let class = match tensor.scalar().class {
        ScalarClass::Int => 0,
        ScalarClass::Uint => 1,
        ScalarClass::Float => 2,
    };
    out.extend([class, tensor.scalar().bits]);
    out.extend(length(tensor.shape().len()));
    tensor.shape().iter().for_each(|size| out.extend(size.to_le_bytes()));
    // Tensors lie in memory as their machine writes numbers; a big-endian machine keeps a cache of its own.
    out.extend(tensor.as_bytes());
}

fn write_floats(out: &mut Vec<u8>, floats: &[f32]) {
    if cfg!(target_endian = "little") {
        out.extend_from_slice(bytemuck::cast_slice(floats));
    } else {
        floats.iter().for_each(|float| out.extend(float.to_bits().to_le_bytes()));
    }
}

fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(length(bytes.len()));
    out.extend_from_slice(bytes);
}

fn tagged(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(bytes);
}

fn length(len: usize) -> [u8; 8] {
    (len as u64).to_le_bytes()
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// A count of things that take at least one byte each: more than there are bytes left is a lie.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(u64::from_le_bytes(self.array()?)).ok()?;
        (count <= self.rest.len()).then_some(count)
    }

    fn text(&mut self) -> Option<&'a str> {
        let len = self.count()?;
        std::str::from_utf8(self.take(len)?).ok()
    }

    fn option(&mut self, depth: usize) -> Option<Option<Value>> {
        if self.rest.first() == Some(&0) {
            self.rest = &self.rest[1..];
            return Some(None);
        }
        self.value(depth).map(Some)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEPTH_MAX {
            return None;
        }
        let [tag] = self.array()?;
        let content = match tag {
            1 => Content::Float(f64::from_bits(u64::from_le_bytes(self.array()?))),
            2 => Content::Int(i64::from_le_bytes(self.array()?)),
            3 => Content::Bool(self.array::<1>()? != [0]),
            4 => Content::Text(self.text()?.into()),
            5 => {
                let mut rgba = [0.0; 4];
                for code in &mut rgba {
                    *code = f32::from_bits(self.u32()?);
                }
                Content::Color(rgba)
            }
            6 => {
                let count = self.count()?;
                Content::List((0..count).map(|_| self.value(depth + 1)).collect::<Option<_>>()?)
            }
            7 => Content::Image(self.image()?),
            8 => Content::Tensor(self.tensor()?),
            9 => {
                let mut mesh = Mesh::default();
                for _ in 0..self.count()? {
                    let name = self.text()?;
                    let numbers = self.tensor()?;
                    mesh.set_attribute(name, numbers);
                }
                for _ in 0..self.count()? {
                    let name = self.text()?;
                    let image = self.value(depth + 1)?;
                    mesh.set_texture(name, image);
                }
                Content::Mesh(mesh)
            }
            10 => {
                let mut record = Record::default();
                for _ in 0..self.count()? {
                    let name = self.text()?;
                    let field = self.option(depth + 1)?;
                    record.set(name, field);
                }
                Content::Record(record)
            }
            _ => return None,
        };
        Some(Value::new(content))
    }

    fn image(&mut self) -> Option<Image> {
        let (width, height, channels) = (self.u32()?, self.u32()?, self.u32()?);
        let colour = if self.u32()? == 1 { Colour::Srgb } else { Colour::Data };
        // Checked before anything that large is allocated.
        let samples = u64::from(width).checked_mul(u64::from(height))?.checked_mul(u64::from(channels))?;
        if samples.checked_mul(4)? > self.rest.len() as u64 {
            return None;
        }
        let mut image = Image::for_overwrite(width, height, channels, colour).ok()?;
        for plane in 0..channels {
            for y in 0..height {
                let bytes = self.take(width as usize * 4)?;
                for (float, four) in image.row_mut(plane, y).iter_mut().zip(bytes.as_chunks::<4>().0) {
                    *float = f32::from_le_bytes(*four);
                }
            }
        }
        Some(image)
    }

    fn tensor(&mut self) -> Option<Tensor> {
        let [class, bits] = self.array()?;
        let class = [ScalarClass::Int, ScalarClass::Uint, ScalarClass::Float].get(usize::from(class)).copied()?;
        let scalar = Scalar { class, bits };
        let shape = (0..self.count()?).map(|_| self.array().map(i64::from_le_bytes)).collect::<Option<Vec<_>>>()?;
        let bytes = shape.iter().try_fold(scalar.bytes(), |product, size| {
            usize::try_from(*size).ok().and_then(|size| product.checked_mul(size))
        })?;
        if !scalar.exists() || bytes > self.rest.len() {
            return None;
        }
        let mut tensor = Tensor::zeroed(scalar, &shape).ok()?;
        tensor.as_bytes_mut().copy_from_slice(self.take(bytes)?);
        Some(tensor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> Vec<Option<Value>> {
        let mut image = Image::zeroed(5, 3, 4, Colour::Srgb).unwrap();
        image.row_mut(3, 2)[4] = f32::NAN;
        image.row_mut(0, 0)[0] = -0.0;
        let image = Value::new(Content::Image(image));
        let mut mesh = Mesh::default();
        mesh.set_attribute("position", Tensor::from_f32(&[1, 3], &[1.0, 2.0, 3.0]).unwrap());
        mesh.set_texture("base", image.clone());
        let mut record = Record::default();
        record.set("score", Some(Value::new(Content::Float(f64::NAN))));
        record.set("embedding", None);
        let bytes = Scalar { class: ScalarClass::Uint, bits: 8 };
        let list = vec![Value::new(Content::Int(i64::MIN)), Value::text("Zoë"), Value::new(Content::List(Vec::new()))];
        let contents = [
            Content::Bool(true),
            Content::Color([0.1, f32::INFINITY, -1.0, 0.0]),
            Content::List(list),
            Content::Tensor(Tensor::zeroed(bytes, &[7]).unwrap()),
            Content::Mesh(mesh),
            Content::Record(record),
        ];
        contents.into_iter().map(|content| Some(Value::new(content))).chain([None, Some(image)]).collect()
    }

    #[test]
    fn every_content_comes_back_bit_by_bit() {
        let bytes = encode(&everything()).unwrap();
        let back = decode(&bytes, 8).unwrap();
        assert_eq!(encode(&back).unwrap(), bytes);
        assert_eq!(back[2], everything()[2]);
        assert_eq!(back[7], everything()[7], "the picture with its NaN");
    }

    #[test]
    fn torn_and_changed_bytes_are_refused_and_never_panic() {
        let bytes = encode(&everything()).unwrap();
        for len in 0..bytes.len() {
            assert!(decode(&bytes[..len], 8).is_none(), "cut at {len}");
        }
        for at in 0..bytes.len() {
            for flip in [0x01, 0x80, 0xFF] {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                // It may still be values, only other ones: the hash beside it tells. It may not panic or grow.
                drop(decode(&changed, 8));
            }
        }
    }

    #[test]
    fn a_list_that_is_too_deep_is_not_kept() {
        let mut value = Value::text("core");
        for _ in 0..80 {
            value = Value::new(Content::List(vec![value]));
        }
        assert!(encode(&[Some(value)]).is_none());
    }
}
