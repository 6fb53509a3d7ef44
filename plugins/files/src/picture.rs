//! A picture as its file holds it: interleaved samples of some depth, in some colour space, turned some way.
//! `Picture::write` makes planes of sRGB code values out of it. Decoding is in `decode`.

pub(crate) mod colour;
pub(crate) mod turn;

use weft_kernels::orient::Orientation;
use weft_kernels::{Cancelled, PlaneMut, Progress, for_each_joint_band};

use self::colour::ToSrgb;
use self::turn::steps_of_row;

/// What a file holds, decoded and nothing more.
pub(crate) struct Picture {
    /// Pixels in a row of the file, before it is turned.
    pub(crate) width: usize,
    /// Rows of the file, before it is turned.
    pub(crate) height: usize,
    pub(crate) layout: Layout,
    /// `width * height * layout.channels()` of them.
    pub(crate) samples: Samples,
    /// How to turn it, so that it stands as it was taken.
    pub(crate) turn: Orientation,
    /// An ICC profile.
    pub(crate) profile: Option<Vec<u8>>,
    /// The block of camera data, without a header.
    pub(crate) exif: Option<Vec<u8>>,
    /// What was wrong with the file, though it could be read.
    pub(crate) warning: Option<String>,
}

/// What the samples of a pixel mean, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Grey,
    GreyAlpha,
    Rgb,
    RgbAlpha,
    /// Amounts of ink: 0 is bare paper.
    Cmyk,
    CmykAlpha,
}

impl Layout {
    pub(crate) fn channels(self) -> usize {
        self.colours() + usize::from(self.has_alpha())
    }

    /// Samples of a pixel without alpha.
    pub(crate) fn colours(self) -> usize {
        match self {
            Self::Grey | Self::GreyAlpha => 1,
            Self::Rgb | Self::RgbAlpha => 3,
            Self::Cmyk | Self::CmykAlpha => 4,
        }
    }

    pub(crate) fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::RgbAlpha | Self::CmykAlpha)
    }
}

/// Interleaved samples.
pub(crate) enum Samples {
    U8(Vec<u8>),
    U16(Vec<u16>),
    F32(Vec<f32>),
}

impl Samples {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::U8(samples) => samples.len(),
            Self::U16(samples) => samples.len(),
            Self::F32(samples) => samples.len(),
        }
    }

    pub(crate) fn bits(&self) -> u32 {
        match self {
            Self::U8(_) => 8,
            Self::U16(_) => 16,
            Self::F32(_) => 32,
        }
    }
}

impl Picture {
    /// Width and height of the planes.
    pub(crate) fn size(&self) -> (usize, usize) {
        if self.turn.swaps_sides() { (self.height, self.width) } else { (self.width, self.height) }
    }

    /// How many planes it makes.
    pub(crate) fn planes(&self) -> usize {
        let colours = if self.layout.colours() == 1 { 1 } else { 3 };
        colours + usize::from(self.layout.has_alpha())
    }

    /// Fills planes of `size()`, `planes()` of them: sRGB code values, alpha straight and last.
    pub(crate) fn write(
        &self,
        to_srgb: &ToSrgb,
        planes: &mut [PlaneMut<'_>],
        progress: Progress<'_>,
    ) -> Result<(), Cancelled> {
        assert_eq!(planes.len(), self.planes(), "one plane for each channel of the picture");
        assert_eq!(self.samples.len(), self.width * self.height * self.layout.channels(), "a decoder lost samples");
        match &self.samples {
            Samples::U8(samples) => {
                self.write_as(samples, |&sample| f32::from(sample) / 255.0, to_srgb, planes, progress)
            }
            Samples::U16(samples) => {
                self.write_as(samples, |&sample| f32::from(sample) / 65535.0, to_srgb, planes, progress)
            }
            Samples::F32(samples) => self.write_as(samples, |&sample| sample, to_srgb, planes, progress),
        }
    }

    fn write_as<S: Sync>(
        &self,
        samples: &[S],
        as_f32: impl Fn(&S) -> f32 + Sync,
        to_srgb: &ToSrgb,
        planes: &mut [PlaneMut<'_>],
        progress: Progress<'_>,
    ) -> Result<(), Cancelled> {
        let (channels, colours) = (self.layout.channels(), self.layout.colours());
        let (width, _) = self.size();
        let colour_planes = planes.len() - usize::from(self.layout.has_alpha());
        for_each_joint_band(planes, weft_kernels::bands::ROWS_PER_BAND, progress, |first_row, bands| {
            let mut pixels = vec![0.0; width * colours];
            let mut converted = to_srgb.scratch(width);
            for y in 0..bands[0].height() {
                let steps = steps_of_row(self.turn, first_row + y, self.width, self.height);
                for (x, pixel) in pixels.chunks_exact_mut(colours).enumerate() {
                    let from = &samples[steps.pixel(x) * channels..][..channels];
                    pixel.iter_mut().zip(from).for_each(|(to, from)| *to = as_f32(from));
                }
                if self.layout.has_alpha() {
                    let alpha = bands[colour_planes].row_mut(y);
                    for (x, to) in alpha.iter_mut().enumerate() {
                        *to = as_f32(&samples[steps.pixel(x) * channels + colours]);
                    }
                }
                let (row, step) = to_srgb.convert(&pixels, &mut converted);
                for (channel, band) in bands[..colour_planes].iter_mut().enumerate() {
                    for (to, from) in band.row_mut(y).iter_mut().zip(row[channel..].iter().step_by(step)) {
                        *to = *from;
                    }
                }
            }
        })
    }
}
