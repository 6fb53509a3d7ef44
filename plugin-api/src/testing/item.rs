//! Values of the test host: counted by `Arc`, handed out as `weft_value`.

use super::data::{Array, Data, Numbers, Picture};
use super::memory::Memory;
use crate::Color;
use crate::boundary::{Element, ScalarType};
use std::sync::{Arc, Mutex, PoisonError};
use weft_abi::*;

/// A value and the run it belongs to: when the run is over, nobody else may hold one.
pub(super) struct Item {
    pub(super) content: Content,
    /// Only counted.
    _run: Arc<Alive>,
}

// SAFETY: the pointer in a view is that of the memory beside it, which may be shared itself.
unsafe impl Send for Item {}
// SAFETY: as above.
unsafe impl Sync for Item {}

/// Counts by its own count who still holds values of a run.
pub(super) struct Alive {
    /// What is found in memory that nobody wrote.
    pub(super) poison: f32,
    /// Pictures that go in are rows of larger ones: the first row, and the height of the whole.
    pub(super) band: Option<(u32, u32)>,
}

/// A reference to a value.
pub(super) type Held = Arc<Item>;

pub(super) enum Content {
    Float(f64),
    Int(i64),
    Bool(bool),
    Text(String),
    Color([f32; 4]),
    List(Vec<Held>),
    Image { view: weft_image_view, memory: Memory },
    Tensor { shape: Vec<i64>, scalar: ScalarType, memory: Memory },
    Record(Mutex<Fields>),
    Mesh(Mutex<MeshContent>),
}

/// Of a record.
pub(super) type Fields = Vec<(Box<str>, Option<Held>)>;

#[derive(Default)]
pub(super) struct MeshContent {
    pub(super) attributes: Vec<AttributeContent>,
    pub(super) textures: Vec<(Box<str>, Held)>,
}

pub(super) struct AttributeContent {
    pub(super) name: Box<str>,
    pub(super) components: u32,
    pub(super) count: u64,
    pub(super) scalar: ScalarType,
    pub(super) memory: Memory,
}

impl Item {
    pub(super) fn new(content: Content, run: &Arc<Alive>) -> Held {
        Arc::new(Self { content, _run: run.clone() })
    }

    /// As the contract calls it; the NUL is not part of it.
    pub(super) fn type_name(&self) -> &'static str {
        match self.content {
            Content::Float(_) => "float",
            Content::Int(_) => "int",
            Content::Bool(_) => "bool",
            Content::Text(_) => "text",
            Content::Color(_) => "color",
            Content::List(_) => "list",
            Content::Image { .. } => "image",
            Content::Tensor { .. } => "tensor",
            Content::Record(_) => "record",
            Content::Mesh(_) => "mesh",
        }
    }

    pub(super) fn of(data: &Data, run: &Arc<Alive>) -> Held {
        let content = match data {
            Data::Float(number) => Content::Float(*number),
            Data::Int(number) => Content::Int(*number),
            Data::Bool(yes) => Content::Bool(*yes),
            Data::Text(text) => Content::Text(text.clone()),
            Data::Color(color) => Content::Color(color.rgba),
            Data::List(items) => Content::List(items.iter().map(|item| Self::of(item, run)).collect()),
            Data::Image(picture) => image_of(picture, run),
            Data::Tensor(array) => {
                let shape = array.shape.iter().map(|&length| length as i64).collect();
                let (scalar, memory) = memory_of(&array.numbers);
                Content::Tensor { shape, scalar, memory }
            }
            Data::Record(fields) => {
                let field = |(name, data): &(String, Option<Data>)| {
                    (name.as_str().into(), data.as_ref().map(|data| Self::of(data, run)))
                };
                Content::Record(Mutex::new(fields.iter().map(field).collect()))
            }
            Data::Mesh { attributes, textures } => {
                let attributes = attributes.iter().map(attribute_of).collect();
                let texture = |(name, picture): &(String, Picture)| {
                    (name.as_str().into(), Self::new(image_of(picture, run), run))
                };
                Content::Mesh(Mutex::new(MeshContent { attributes, textures: textures.iter().map(texture).collect() }))
            }
        };
        Self::new(content, run)
    }

    pub(super) fn data(&self) -> Data {
        match &self.content {
            Content::Float(number) => Data::Float(*number),
            Content::Int(number) => Data::Int(*number),
            Content::Bool(yes) => Data::Bool(*yes),
            Content::Text(text) => Data::Text(text.clone()),
            Content::Color(rgba) => Data::Color(Color { rgba: *rgba }),
            Content::List(items) => Data::List(items.iter().map(|item| item.data()).collect()),
            Content::Image { view, memory } => Data::Image(picture_of(view, memory)),
            Content::Tensor { shape, scalar, memory } => {
                let shape: Vec<usize> = shape.iter().map(|&length| length as usize).collect();
                let count = shape.iter().product();
                Data::Tensor(Array { shape, numbers: numbers_of(*scalar, memory, count) })
            }
            Content::Record(fields) => {
                let fields = fields.lock().unwrap_or_else(PoisonError::into_inner);
                let field = |(name, item): &(Box<str>, Option<Held>)| {
                    (String::from(&**name), item.as_ref().map(|item| item.data()))
                };
                Data::Record(fields.iter().map(field).collect())
            }
            Content::Mesh(mesh) => {
                let mesh = mesh.lock().unwrap_or_else(PoisonError::into_inner);
                let attribute = |attribute: &AttributeContent| {
                    let shape = vec![attribute.count as usize, attribute.components as usize];
                    let count = shape.iter().product();
                    let numbers = numbers_of(attribute.scalar, &attribute.memory, count);
                    (String::from(&*attribute.name), Array { shape, numbers })
                };
                let texture = |(name, item): &(Box<str>, Held)| match item.data() {
                    Data::Image(picture) => Some((String::from(&**name), picture)),
                    _ => None,
                };
                let attributes = mesh.attributes.iter().map(attribute).collect();
                Data::Mesh { attributes, textures: mesh.textures.iter().filter_map(texture).collect() }
            }
        }
    }
}

/// An image whose samples are all `left`, in the gaps between rows too.
pub(super) fn new_image(asked: &weft_image_view, left: f32) -> Content {
    const ROW_FLOATS: usize = 64 / size_of::<f32>();
    const PAGE_FLOATS: usize = 4096 / size_of::<f32>();
    let mut row = (asked.width as usize).next_multiple_of(ROW_FLOATS);
    if row.is_multiple_of(PAGE_FLOATS) {
        row += ROW_FLOATS;
    }
    let plane = row * asked.height as usize;
    let memory = Memory::filled(plane * asked.channels as usize * size_of::<f32>(), left);
    let data = memory.start().cast();
    let view = weft_image_view { struct_size: 0, plane_stride: plane, row_stride: row, data, ..*asked };
    Content::Image { view, memory }
}

pub(super) fn empty_view() -> weft_image_view {
    weft_image_view {
        struct_size: 0,
        width: 0,
        height: 0,
        channels: 0,
        colour: 0,
        reserved0: 0,
        plane_stride: 0,
        row_stride: 0,
        data: std::ptr::null_mut(),
        origin_x: 0,
        origin_y: 0,
        full_width: 0,
        full_height: 0,
    }
}

fn image_of(picture: &Picture, run: &Alive) -> Content {
    let colour = if picture.channels == 1 { WEFT_COLOUR_DATA } else { WEFT_COLOUR_SRGB };
    let (width, height, channels) = (picture.width, picture.height, picture.channels);
    let (origin_y, full_height) = run.band.unwrap_or((0, height));
    let asked =
        weft_image_view { width, height, channels, colour, origin_y, full_width: width, full_height, ..empty_view() };
    let mut content = new_image(&asked, run.poison);
    if let Content::Image { view, memory } = &mut content {
        let floats = memory.as_floats_mut();
        for (at, row) in picture.samples.chunks_exact(width as usize).enumerate() {
            let (plane, y) = (at / height as usize, at % height as usize);
            floats[plane * view.plane_stride + y * view.row_stride..][..row.len()].copy_from_slice(row);
        }
    }
    content
}

fn picture_of(view: &weft_image_view, memory: &Memory) -> Picture {
    let floats = memory.as_floats();
    Picture::new(view.width, view.height, view.channels, |x, y, plane| {
        floats[plane as usize * view.plane_stride + y as usize * view.row_stride + x as usize]
    })
}

fn attribute_of((name, array): &(String, Array)) -> AttributeContent {
    let (scalar, memory) = memory_of(&array.numbers);
    let components: usize = array.shape.iter().skip(1).product();
    let count = array.shape.first().copied().unwrap_or(0) as u64;
    AttributeContent { name: name.as_str().into(), components: components as u32, count, scalar, memory }
}

/// One line for each type of number.
macro_rules! each_type {
    ($($variant:ident $number:ty;)*) => {
        fn memory_of(numbers: &Numbers) -> (ScalarType, Memory) {
            match numbers { $(
                Numbers::$variant(numbers) => {
                    let mut memory = Memory::filled(size_of_val(&**numbers), 0.0);
                    for (place, number) in memory.as_bytes_mut().chunks_exact_mut(size_of::<$number>()).zip(numbers) {
                        place.copy_from_slice(&number.to_ne_bytes());
                    }
                    (<$number>::SCALAR, memory)
                }
            )* }
        }

        fn numbers_of(scalar: ScalarType, memory: &Memory, count: usize) -> Numbers {
            $(
                if scalar == <$number>::SCALAR {
                    let chunks = memory.as_bytes().as_chunks().0.iter().take(count);
                    return Numbers::$variant(chunks.map(|bytes| <$number>::from_ne_bytes(*bytes)).collect());
                }
            )*
            panic!("no such type of numbers: {scalar}")
        }
    };
}
each_type! { F32 f32; F64 f64; I8 i8; I16 i16; I32 i32; I64 i64; U8 u8; U16 u16; U32 u32; U64 u64; }
