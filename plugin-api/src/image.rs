//! Pictures and masks: planar f32, values in [0, 1] of sRGB code values, straight alpha.

use crate::boundary::{Pixels, PixelsMut, Shape};
use crate::describe::{Class, Form};
use crate::flow::{FromValue, IntoValue, lend};
use crate::{Call, Error, Result, Value};
use std::ffi::CStr;
use std::ops::{Deref, DerefMut};
use std::sync::Mutex;
use weft_abi::{WEFT_COLOUR_DATA, WEFT_COLOUR_SRGB, WEFT_IMAGE_ZEROED};

/// What the numbers of an image mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// sRGB code values.
    Srgb,
    /// Depth, masks, normals: no colour.
    Data,
}

/// A picture, for reading. Cloning it copies a reference, not the pixels.
#[derive(Clone)]
pub struct Image(Pixels);

/// A picture for writing, which nobody else has: from [`Call::image`], [`Call::image_like`] or [`Call::make_mut`].
pub struct ImageMut(PixelsMut);

/// A picture of one plane, 0 outside to 1 inside.
#[derive(Clone)]
pub struct Mask(Image);

/// A mask for writing, from [`Call::mask`].
pub struct MaskMut(ImageMut);

/// Facts that pictures for reading and for writing share.
macro_rules! facts {
    () => {
        /// In pixels, at least 1.
        pub fn width(&self) -> u32 {
            self.0.shape().width
        }

        /// In pixels, at least 1.
        pub fn height(&self) -> u32 {
            self.0.shape().height
        }

        /// Planes: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
        pub fn channels(&self) -> u32 {
            self.0.shape().channels
        }

        /// Planes without alpha: 1 or 3. The planes from here on are alpha.
        pub fn colours(&self) -> u32 {
            if self.channels() < 3 { 1 } else { 3 }
        }

        /// Whether the last plane is alpha.
        pub fn has_alpha(&self) -> bool {
            self.channels() > self.colours()
        }

        /// What the numbers mean.
        pub fn colour(&self) -> Colour {
            if self.0.shape().colour == WEFT_COLOUR_SRGB { Colour::Srgb } else { Colour::Data }
        }

        /// Where this lies in the whole picture, if the host runs a local kind in bands; else (0, 0).
        pub fn origin(&self) -> (u32, u32) {
            self.0.shape().origin
        }

        /// Width and height of the whole picture, if the host runs a local kind in bands; else of this one.
        pub fn full_size(&self) -> (u32, u32) {
            self.0.shape().full_size
        }

        /// One row of one plane.
        ///
        /// # Panics
        /// There is no such plane or row.
        pub fn row(&self, plane: u32, y: u32) -> &[f32] {
            let (samples, stride) = self.0.plane(plane);
            let (width, height) = (self.width(), self.height());
            assert!(y < height, "row {y} of an image with {height} rows");
            &samples[y as usize * stride..][..width as usize]
        }

        /// From the first sample of a plane to its last, and how many floats lie from row to row. Between the rows
        /// there may be samples that belong to nobody.
        ///
        /// # Panics
        /// There is no such plane.
        pub fn plane(&self, plane: u32) -> (&[f32], usize) {
            self.0.plane(plane)
        }

        /// The rows of one plane, from the top.
        ///
        /// # Panics
        /// There is no such plane.
        pub fn rows(&self, plane: u32) -> impl ExactSizeIterator<Item = &[f32]> {
            let width = self.width() as usize;
            let (samples, stride) = self.0.plane(plane);
            samples.chunks(stride).map(move |row| &row[..width])
        }
    };
}

impl Image {
    facts!();

    /// Fetches the pixels, if they are on the GPU. Whoever reads a row does so anyway; here it gives an error, and there
    /// the run ends with it.
    ///
    /// # Errors
    /// They cannot be fetched.
    pub fn fetch(&self) -> Result<()> {
        self.0.fetch().map(drop)
    }

    /// The value that flows.
    pub fn as_value(&self) -> &Value {
        self.0.value()
    }
}

impl ImageMut {
    facts!();

    /// One row of one plane.
    ///
    /// # Panics
    /// There is no such plane or row.
    pub fn row_mut(&mut self, plane: u32, y: u32) -> &mut [f32] {
        let (width, height) = (self.width(), self.height());
        assert!(y < height, "row {y} of an image with {height} rows");
        let (samples, stride) = self.0.plane_mut(plane);
        &mut samples[y as usize * stride..][..width as usize]
    }

    /// As of [`plane`](Self::plane), for writing.
    ///
    /// # Panics
    /// There is no such plane.
    pub fn plane_mut(&mut self, plane: u32) -> (&mut [f32], usize) {
        self.0.plane_mut(plane)
    }

    /// All planes at once, and how many floats lie from row to row.
    pub fn planes_mut(&mut self) -> (Vec<&mut [f32]>, usize) {
        let stride = self.0.row_stride();
        (self.0.planes_mut(), stride)
    }

    /// The rows of one plane, from the top.
    ///
    /// # Panics
    /// There is no such plane.
    pub fn rows_mut(&mut self, plane: u32) -> impl ExactSizeIterator<Item = &mut [f32]> {
        let width = self.width() as usize;
        let (samples, stride) = self.0.plane_mut(plane);
        samples.chunks_mut(stride).map(move |row| &mut row[..width])
    }

    /// Fills the rows on all threads of the host: `work(plane, y, row)`, which may give nothing or a `Result<()>`.
    ///
    /// # Errors
    /// The first one of `work`, or the user pressed stop.
    pub fn fill_rows<W: crate::Work>(
        &mut self,
        call: &Call,
        work: impl Fn(u32, u32, &mut [f32]) -> W + Sync,
    ) -> Result<()> {
        let (width, height) = (self.width() as usize, self.height());
        let (planes, stride) = self.planes_mut();
        let rows = planes.into_iter().flat_map(|samples| samples.chunks_mut(stride));
        // A lock for each band of rows is never waited for: each band is taken once.
        let mut rows: Vec<(u32, &mut [f32])> = (0..).zip(rows).collect();
        let bands: Vec<_> = rows.chunks_mut(ROWS_OF_A_BAND).map(Mutex::new).collect();
        call.parallel(bands.len() as u32, |band| {
            let mut band = bands[band as usize].lock().expect("a band is worked on once");
            for (row, samples) in band.iter_mut() {
                work(*row / height, *row % height, &mut samples[..width]).ended()?;
            }
            Ok(())
        })
    }

    /// From now on only for reading. What a kind gives may also stay an `ImageMut`.
    pub fn done(self) -> Image {
        Image(self.0.done())
    }
}

/// Enough that taking a band costs nothing beside the work in it.
const ROWS_OF_A_BAND: usize = 16;

impl From<ImageMut> for Image {
    fn from(image: ImageMut) -> Self {
        image.done()
    }
}

impl Call {
    /// A new black picture, sRGB, without alpha or transparent.
    ///
    /// # Errors
    /// No size, more than four planes, or no memory.
    pub fn image(&self, width: u32, height: u32, channels: u32) -> Result<ImageMut> {
        self.new_image(plain(width, height, channels, Colour::Srgb), WEFT_IMAGE_ZEROED)
    }

    /// A new picture that still shows whatever was in that memory: write every sample.
    ///
    /// # Errors
    /// As of [`image`](Self::image).
    pub fn image_for_overwrite(&self, width: u32, height: u32, channels: u32) -> Result<ImageMut> {
        self.new_image(plain(width, height, channels, Colour::Srgb), 0)
    }

    /// A new black picture of the size, planes, meaning and place of another.
    ///
    /// # Errors
    /// As of [`image`](Self::image).
    pub fn image_like(&self, other: &Image) -> Result<ImageMut> {
        self.new_image(other.0.shape(), WEFT_IMAGE_ZEROED)
    }

    /// As [`image_like`](Self::image_like), but it still shows whatever was in that memory: write every sample.
    ///
    /// # Errors
    /// As of [`image`](Self::image).
    pub fn image_like_for_overwrite(&self, other: &Image) -> Result<ImageMut> {
        self.new_image(other.0.shape(), 0)
    }

    /// A new black picture whose numbers are no colours: depth, normals, distances.
    ///
    /// # Errors
    /// As of [`image`](Self::image).
    pub fn data_image(&self, width: u32, height: u32, channels: u32) -> Result<ImageMut> {
        self.new_image(plain(width, height, channels, Colour::Data), WEFT_IMAGE_ZEROED)
    }

    /// A new empty mask.
    ///
    /// # Errors
    /// As of [`image`](Self::image).
    pub fn mask(&self, width: u32, height: u32) -> Result<MaskMut> {
        self.data_image(width, height, 1).map(MaskMut)
    }

    /// A new empty mask of the size and place of a picture.
    ///
    /// # Errors
    /// As of [`image`](Self::image).
    pub fn mask_like(&self, other: &Image) -> Result<MaskMut> {
        let shape = Shape { channels: 1, colour: WEFT_COLOUR_DATA, ..other.0.shape() };
        self.new_image(shape, WEFT_IMAGE_ZEROED).map(MaskMut)
    }

    /// The same picture for writing; copied if somebody else still has it.
    ///
    /// # Errors
    /// No memory.
    pub fn make_mut(&self, image: Image) -> Result<ImageMut> {
        image.0.make_mut(self.raw).map(ImageMut)
    }

    fn new_image(&self, shape: Shape, flags: u32) -> Result<ImageMut> {
        let Shape { width, height, channels, .. } = shape;
        if width == 0 || height == 0 || !(1..=4).contains(&channels) {
            return Err(Error::invalid(format!("an image cannot be {width}×{height} with {channels} planes")));
        }
        let made = PixelsMut::new(self.raw, shape, flags);
        made.map(ImageMut).map_err(|error| error.context(format_args!("a new image of {width}×{height}")))
    }
}

fn plain(width: u32, height: u32, channels: u32, colour: Colour) -> Shape {
    let colour = match colour {
        Colour::Srgb => WEFT_COLOUR_SRGB,
        Colour::Data => WEFT_COLOUR_DATA,
    };
    Shape { width, height, channels, colour, origin: (0, 0), full_size: (width, height) }
}

impl MaskMut {
    /// From now on only for reading. What a kind gives may also stay a `MaskMut`.
    pub fn done(self) -> Mask {
        Mask(self.0.done())
    }
}

impl From<MaskMut> for Mask {
    fn from(mask: MaskMut) -> Self {
        mask.done()
    }
}

impl Deref for Mask {
    type Target = Image;

    fn deref(&self) -> &Image {
        &self.0
    }
}

impl Deref for MaskMut {
    type Target = ImageMut;

    fn deref(&self) -> &ImageMut {
        &self.0
    }
}

impl DerefMut for MaskMut {
    fn deref_mut(&mut self) -> &mut ImageMut {
        &mut self.0
    }
}

impl FromValue for Image {
    const FORM: Form = Form::new(c"image", Class::Wired);

    fn from_value(value: Value) -> Result<Self> {
        Pixels::of(value).map(Self)
    }
}

impl FromValue for Mask {
    const FORM: Form = Form::new(c"mask", Class::Wired);

    fn from_value(value: Value) -> Result<Self> {
        let image = Image::from_value(value)?;
        match image.channels() {
            1 => Ok(Self(image)),
            many => Err(Error::invalid(format!("wanted a mask of one plane, got {many}"))),
        }
    }
}

impl IntoValue for Image {
    const TYPE: &'static CStr = c"image";

    fn into_value(self, _: &Call) -> Result<Value> {
        Ok(self.0.into_value())
    }
}

impl IntoValue for ImageMut {
    const TYPE: &'static CStr = c"image";

    fn into_value(self, _: &Call) -> Result<Value> {
        Ok(self.0.into_value())
    }
}

impl IntoValue for Mask {
    const TYPE: &'static CStr = c"mask";

    fn into_value(self, call: &Call) -> Result<Value> {
        self.0.into_value(call)
    }
}

impl IntoValue for MaskMut {
    const TYPE: &'static CStr = c"mask";

    fn into_value(self, call: &Call) -> Result<Value> {
        self.0.into_value(call)
    }
}

lend!(Image, Mask);
