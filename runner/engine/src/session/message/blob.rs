//! Many bytes that are shared, not copied: pixels of a preview, arrays of a mesh.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

use crate::value::{Buffer, Value};

/// Shared bytes. Cloning counts. As JSON it is only its length: the bytes travel beside the message.
#[derive(Clone)]
pub struct Blob {
    bytes: usize,
    lies: Lies,
}

/// Where the bytes are.
#[derive(Clone)]
enum Lies {
    /// Not yet here.
    Elsewhere,
    /// In a buffer made for this.
    Buffer(Arc<Buffer>),
    /// The samples of an image that the engine keeps.
    Image(Value),
    /// In memory that another process wrote.
    #[expect(dead_code, reason = "for a child")]
    Mapped(Arc<dyn Mapped>),
}

/// Memory that another process wrote and does not write any more.
pub(in crate::session) trait Mapped: Send + Sync {
    /// On a 64-byte boundary.
    fn bytes(&self) -> &[u8];
}

impl Blob {
    /// From floats; the bytes of them count.
    #[must_use]
    pub fn of_buffer(buffer: Buffer, bytes: usize) -> Self {
        Self { bytes: bytes.min(buffer.len() * size_of::<f32>()), lies: Lies::Buffer(Arc::new(buffer)) }
    }

    /// The samples of an image as they lie; of anything else nothing.
    #[must_use]
    pub fn of_image(value: Value) -> Self {
        Self { bytes: value.as_image().map_or(0, crate::value::Image::bytes), lies: Lies::Image(value) }
    }

    /// A copy of bytes.
    #[must_use]
    pub fn copied(bytes: &[u8]) -> Self {
        let mut buffer = Buffer::for_overwrite(bytes.len().div_ceil(size_of::<f32>()));
        bytemuck::cast_slice_mut::<f32, u8>(buffer.as_mut_slice())[..bytes.len()].copy_from_slice(bytes);
        Self::of_buffer(buffer, bytes.len())
    }

    /// All of them, on a 64-byte boundary.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        let all = match &self.lies {
            Lies::Elsewhere => &[],
            Lies::Buffer(buffer) => bytemuck::cast_slice(buffer.as_slice()),
            Lies::Image(value) => value.as_image().map_or(&[][..], |image| bytemuck::cast_slice(image.samples())),
            Lies::Mapped(mapped) => mapped.bytes(),
        };
        &all[..self.bytes.min(all.len())]
    }

    /// The same as floats.
    #[must_use]
    pub fn floats(&self) -> &[f32] {
        let bytes = self.bytes();
        bytemuck::try_cast_slice(&bytes[..bytes.len() / size_of::<f32>() * size_of::<f32>()]).unwrap_or(&[])
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_u64(self.bytes as u64)
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bytes = usize::try_from(u64::deserialize(from)?).unwrap_or(usize::MAX);
        Ok(Self { bytes, lies: Lies::Elsewhere })
    }
}

impl PartialEq for Blob {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Blob({} bytes)", self.bytes)
    }
}
