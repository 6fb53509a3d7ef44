//! Many bytes that are shared, not copied: pixels of a preview, arrays of a mesh.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

use crate::value::{Buffer, Value};

/// Shared bytes. Cloning counts. As JSON it is only its length, and the bytes are the payload of the frame; or it says in
/// which shared segment they lie.
#[derive(Clone)]
pub struct Blob {
    bytes: usize,
    lies: Lies,
}

/// Where bytes lie that another process can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::session) struct Place {
    pub(in crate::session) bytes: usize,
    pub(in crate::session) segment: u32,
    /// Of the segment, the first time that it is mentioned: its descriptor comes with this frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::session) size: Option<usize>,
}

/// Where the bytes are.
#[derive(Clone)]
enum Lies {
    /// In the payload of a frame.
    Payload,
    /// At the beginning of a segment.
    Placed(Place),
    /// In a buffer made for this.
    Buffer(Arc<Buffer>),
    /// The samples of an image that the engine keeps.
    Image(Value),
    /// In memory that another process wrote.
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

    pub(in crate::session) fn placed(place: Place) -> Self {
        Self { bytes: place.bytes, lies: Lies::Placed(place) }
    }

    pub(in crate::session) fn mapped(mapped: Arc<dyn Mapped>) -> Self {
        Self { bytes: mapped.bytes().len(), lies: Lies::Mapped(mapped) }
    }

    /// Where a received blob says that it lies.
    pub(in crate::session) fn place(&self) -> Option<Place> {
        match self.lies {
            Lies::Placed(place) => Some(place),
            _ => None,
        }
    }

    /// The segment that its bytes begin in, if they do.
    pub(in crate::session) fn segment(&self) -> Option<u32> {
        match &self.lies {
            Lies::Buffer(buffer) => buffer.segment(),
            Lies::Image(value) => value.as_image().and_then(crate::value::Image::segment),
            Lies::Payload | Lies::Placed(_) | Lies::Mapped(_) => None,
        }
    }

    /// All of them, on a 64-byte boundary.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        let all = match &self.lies {
            Lies::Payload | Lies::Placed(_) => &[],
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

/// How it goes over: a number, or a place.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Told {
    Bytes(usize),
    Place(Place),
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self.lies {
            Lies::Placed(place) => Told::Place(place).serialize(out),
            _ => Told::Bytes(self.bytes).serialize(out),
        }
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Told::deserialize(from)? {
            Told::Bytes(bytes) => Self { bytes, lies: Lies::Payload },
            Told::Place(place) => Self::placed(place),
        })
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
