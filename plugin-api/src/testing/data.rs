//! Plain data that goes into a kind and comes out of it in a test.

use crate::Color;
use crate::boundary::Element;
use std::ops::Range;

/// What flows, as plain Rust: made by tests, and read by them.
#[derive(Clone, PartialEq, Debug)]
pub enum Data {
    /// A number.
    Float(f64),
    /// A whole number or a seed.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// A text, a choice (its key), a path, the name of a model.
    Text(String),
    /// A colour.
    Color(Color),
    /// Many of one type.
    List(Vec<Data>),
    /// A picture or a mask.
    Image(Picture),
    /// Numbers of any shape.
    Tensor(Array),
    /// Named fields; `None` is a field that is there, but empty.
    Record(Vec<(String, Option<Data>)>),
    /// Named attributes and textures.
    Mesh {
        /// Name and elements: the shape is `[count, components]`.
        attributes: Vec<(String, Array)>,
        /// Name and picture.
        textures: Vec<(String, Picture)>,
    },
}

/// A picture without gaps between rows.
#[derive(Clone, PartialEq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// 1 to 4.
    pub channels: u32,
    /// Plane after plane, row after row.
    pub samples: Vec<f32>,
}

impl Picture {
    /// From a function of x, y and plane.
    pub fn new(width: u32, height: u32, channels: u32, sample: impl Fn(u32, u32, u32) -> f32) -> Self {
        let places =
            (0..channels).flat_map(|plane| (0..height).flat_map(move |y| (0..width).map(move |x| (x, y, plane))));
        Self { width, height, channels, samples: places.map(|(x, y, plane)| sample(x, y, plane)).collect() }
    }

    /// The same in every pixel: as many planes as numbers.
    pub fn flat<const N: usize>(width: u32, height: u32, pixel: [f32; N]) -> Self {
        Self::new(width, height, N as u32, |_, _, plane| pixel[plane as usize])
    }

    /// Noise in [0, 1) that is the same for the same seed.
    pub fn noise(width: u32, height: u32, channels: u32, seed: i64) -> Self {
        let place = |x, y, plane| (u64::from(plane) << 56) | (u64::from(y) << 28) | u64::from(x);
        Self::new(width, height, channels, |x, y, plane| crate::Seed(seed).unit(place(x, y, plane)))
    }

    /// One sample.
    ///
    /// # Panics
    /// There is no such pixel or plane.
    pub fn at(&self, x: u32, y: u32, plane: u32) -> f32 {
        assert!(x < self.width && y < self.height, "no pixel ({x}, {y}) in {self:?}");
        self.plane(plane)[y as usize * self.width as usize + x as usize]
    }

    /// Some rows of it.
    ///
    /// # Panics
    /// There are no such rows.
    #[must_use]
    pub fn rows(&self, rows: Range<u32>) -> Self {
        assert!(rows.start < rows.end && rows.end <= self.height, "no rows {rows:?} in {self:?}");
        Self::new(self.width, rows.end - rows.start, self.channels, |x, y, plane| self.at(x, rows.start + y, plane))
    }

    /// One plane, row after row.
    ///
    /// # Panics
    /// There is no such plane.
    pub fn plane(&self, plane: u32) -> &[f32] {
        let len = self.width as usize * self.height as usize;
        &self.samples[plane as usize * len..][..len]
    }

    /// The largest difference of two samples at the same place.
    ///
    /// # Panics
    /// The pictures are of different sizes.
    pub fn difference(&self, other: &Self) -> f32 {
        let shape = |picture: &Self| (picture.width, picture.height, picture.channels);
        assert_eq!(shape(self), shape(other), "pictures of different sizes");
        let pairs = self.samples.iter().zip(&other.samples);
        pairs.map(|(a, b)| if a.to_bits() == b.to_bits() { 0.0 } else { (a - b).abs() }).fold(0.0, |most, one| {
            // NaN is the largest difference of all.
            if one.is_nan() || one > most { one } else { most }
        })
    }
}

// The samples of a picture help nobody in a message.
impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a picture of {}×{} with {} planes", self.width, self.height, self.channels)
    }
}

/// Numbers of any shape. The last index is the fastest.
#[derive(Clone, PartialEq, Debug)]
pub struct Array {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// The numbers.
    pub numbers: Numbers,
}

/// Numbers of one type.
#[derive(Clone, PartialEq, Debug)]
#[expect(missing_docs, reason = "each holds what it is called")]
pub enum Numbers {
    F32(Vec<f32>),
    F64(Vec<f64>),
    I8(Vec<i8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
}

impl Array {
    /// Of a shape, with as many numbers as it says.
    ///
    /// # Panics
    /// There are more or fewer.
    pub fn new<T: Element>(shape: &[usize], numbers: Vec<T>) -> Self
    where
        Numbers: From<Vec<T>>,
    {
        assert_eq!(shape.iter().product::<usize>(), numbers.len(), "numbers do not fill the shape {shape:?}");
        Self { shape: shape.to_vec(), numbers: numbers.into() }
    }

    /// The numbers, if they are f32.
    ///
    /// # Panics
    /// They are not.
    pub fn f32s(&self) -> &[f32] {
        match &self.numbers {
            Numbers::F32(numbers) => numbers,
            other => panic!("not f32: {other:?}"),
        }
    }
}

/// Conversions, so that a test can write `.set("strength", 0.5)`.
macro_rules! from {
    ($($from:ty, $name:ident => $data:expr;)*) => { $(
        impl From<$from> for Data {
            fn from($name: $from) -> Self {
                $data
            }
        }
    )* };
}
from! {
    f64, number => Self::Float(number);
    f32, number => Self::Float(number.into());
    i64, number => Self::Int(number);
    i32, number => Self::Int(number.into());
    u32, number => Self::Int(number.into());
    bool, yes => Self::Bool(yes);
    &str, text => Self::Text(text.to_owned());
    String, text => Self::Text(text);
    Color, color => Self::Color(color);
    Picture, picture => Self::Image(picture);
    Array, array => Self::Tensor(array);
    Vec<Data>, items => Self::List(items);
    Vec<Picture>, items => Self::List(items.into_iter().map(Self::Image).collect());
}

impl<const N: usize> From<[(&str, Data); N]> for Data {
    fn from(fields: [(&str, Data); N]) -> Self {
        Self::Record(fields.into_iter().map(|(name, data)| (name.to_owned(), Some(data))).collect())
    }
}

/// Of vectors of numbers.
macro_rules! numbers {
    ($($number:ty, $variant:ident;)*) => { $(
        impl From<Vec<$number>> for Numbers {
            fn from(numbers: Vec<$number>) -> Self {
                Self::$variant(numbers)
            }
        }
    )* };
}
numbers! { f32, F32; f64, F64; i8, I8; i16, I16; i32, I32; i64, I64; u8, U8; u16, U16; u32, U32; u64, U64; }
