//! From samples to a picture for the screen: one channel or all, marks where values are clipped or missing, the difference
//! of two. Pure functions; they run beside the window, never in a frame.

use egui::{Color32, ColorImage};
use weft_engine::session::{ImageView, PixelFormat};

/// What of the samples is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) enum Channel {
    #[default]
    Colour,
    Red,
    Green,
    Blue,
    Alpha,
    Luma,
}

impl Channel {
    pub(crate) const ALL: [Self; 6] = [Self::Colour, Self::Red, Self::Green, Self::Blue, Self::Alpha, Self::Luma];

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Colour => "Colour",
            Self::Red => "Red",
            Self::Green => "Green",
            Self::Blue => "Blue",
            Self::Alpha => "Alpha",
            Self::Luma => "Luma",
        }
    }
}

/// How samples become a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Style {
    pub channel: Channel,
    /// Whether values outside of 0 to 1, and those that are no numbers, are marked.
    pub marks: bool,
}

/// Above 1.
pub(crate) const TOO_BRIGHT: Color32 = Color32::from_rgb(0xFF, 0x3B, 0x30);
/// Below 0.
pub(crate) const TOO_DARK: Color32 = Color32::from_rgb(0x2F, 0x7B, 0xFF);
/// No number.
pub(crate) const NO_NUMBER: Color32 = Color32::from_rgb(0xFF, 0x2F, 0xE0);

/// Values may miss 0 and 1 by so much: that is rounding, not clipping.
const SLACK: f32 = 1e-4;

/// One pixel: red, green, blue, alpha, as they are.
pub(crate) type Sample = [f32; 4];

/// Reads pixels of a view, in whichever format it came.
pub(crate) struct Samples<'a> {
    view: &'a ImageView,
    floats: &'a [f32],
}

impl<'a> Samples<'a> {
    pub(crate) fn new(view: &'a ImageView) -> Self {
        let floats = if view.format == PixelFormat::F32 { view.pixels.floats() } else { &[] };
        Self { view, floats }
    }

    /// One pixel of the view; black where there is none.
    pub(crate) fn at(&self, x: u32, y: u32) -> Sample {
        let view = self.view;
        if view.format == PixelFormat::Rgba8 {
            let start = x as usize * 4;
            let bytes = view.row(0, y).get(start..start + 4).unwrap_or(&[0; 4]);
            return [0, 1, 2, 3].map(|at| f32::from(bytes[at]) / 255.0);
        }
        let float = size_of::<f32>() as u64;
        let plane = |plane: u64| {
            let index = (plane * view.plane_bytes + u64::from(y) * view.row_bytes) / float + u64::from(x);
            usize::try_from(index).ok().and_then(|index| self.floats.get(index)).copied().unwrap_or(0.0)
        };
        match view.channels {
            1 => [plane(0), plane(0), plane(0), 1.0],
            2 => [plane(0), plane(0), plane(0), plane(1)],
            3 => [plane(0), plane(1), plane(2), 1.0],
            _ => [plane(0), plane(1), plane(2), plane(3)],
        }
    }
}

/// Of sRGB code values, as television weighs them.
pub(crate) fn luma([red, green, blue, _]: Sample) -> f32 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// A view as a picture.
pub(crate) fn develop(view: &ImageView, style: Style) -> ColorImage {
    let samples = Samples::new(view);
    painted(view, |x, y| {
        let sample = samples.at(x, y);
        if style.marks
            && let Some(mark) = mark(sample, style.channel)
        {
            return mark;
        }
        shown(sample, style.channel)
    })
}

/// How far two views are apart, so many times as bright. `b` may be of another size.
pub(crate) fn difference(a: &ImageView, b: &ImageView, gain: f32, channel: Channel) -> ColorImage {
    let (of_a, of_b) = (Samples::new(a), Samples::new(b));
    painted(a, |x, y| {
        let Some((bx, by)) = same_place(a, b, x, y) else { return Color32::BLACK };
        let (left, right) = (of_a.at(x, y), of_b.at(bx, by));
        let apart = [0, 1, 2, 3].map(|at| (left[at] - right[at]).abs() * gain);
        if apart.iter().any(|part| !part.is_finite()) {
            return NO_NUMBER;
        }
        match channel {
            Channel::Colour => {
                // What differs only in alpha is not the same.
                let alpha = apart[3];
                shown([apart[0].max(alpha), apart[1].max(alpha), apart[2].max(alpha), 1.0], Channel::Colour)
            }
            other => shown(apart, other),
        }
    })
}

/// The pixel of `b` at the place of a pixel of `a`.
fn same_place(a: &ImageView, b: &ImageView, x: u32, y: u32) -> Option<(u32, u32)> {
    let axis = |at: u32, (a_first, a_span, a_pixels, a_all): (u32, u32, u32, u32), b: (u32, u32, u32, u32)| {
        let part = (f64::from(a_first) + (f64::from(at) + 0.5) * f64::from(a_span) / f64::from(a_pixels.max(1)))
            / f64::from(a_all.max(1));
        let (b_first, b_span, b_pixels, b_all) = b;
        let place = (part * f64::from(b_all) - f64::from(b_first)) * f64::from(b_pixels) / f64::from(b_span.max(1));
        (place >= 0.0 && place < f64::from(b_pixels)).then_some(place as u32)
    };
    let x =
        axis(x, (a.region.x, a.region.width, a.columns, a.width), (b.region.x, b.region.width, b.columns, b.width))?;
    let y = axis(y, (a.region.y, a.region.height, a.rows, a.height), (b.region.y, b.region.height, b.rows, b.height))?;
    Some((x, y))
}

fn painted(view: &ImageView, colour: impl Fn(u32, u32) -> Color32) -> ColorImage {
    let mut pixels = Vec::with_capacity(view.columns as usize * view.rows as usize);
    for y in 0..view.rows {
        pixels.extend((0..view.columns).map(|x| colour(x, y)));
    }
    ColorImage::new([view.columns as usize, view.rows as usize], pixels)
}

fn mark(sample: Sample, channel: Channel) -> Option<Color32> {
    let of_interest: &[f32] = match channel {
        Channel::Colour | Channel::Luma => &sample,
        Channel::Red => &sample[..1],
        Channel::Green => &sample[1..2],
        Channel::Blue => &sample[2..3],
        Channel::Alpha => &sample[3..],
    };
    if of_interest.iter().any(|value| !value.is_finite()) {
        Some(NO_NUMBER)
    } else if of_interest.iter().any(|value| *value > 1.0 + SLACK) {
        Some(TOO_BRIGHT)
    } else if of_interest.iter().any(|value| *value < -SLACK) {
        Some(TOO_DARK)
    } else {
        None
    }
}

fn shown(sample: Sample, channel: Channel) -> Color32 {
    let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    let grey = |value: f32| Color32::from_gray(byte(value));
    match channel {
        Channel::Colour => match byte(sample[3]) {
            255 => Color32::from_rgb(byte(sample[0]), byte(sample[1]), byte(sample[2])),
            alpha => Color32::from_rgba_unmultiplied(byte(sample[0]), byte(sample[1]), byte(sample[2]), alpha),
        },
        Channel::Red => grey(sample[0]),
        Channel::Green => grey(sample[1]),
        Channel::Blue => grey(sample[2]),
        Channel::Alpha => grey(sample[3]),
        Channel::Luma => grey(luma(sample)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_show_one_of_them_in_grey() {
        let sample = [1.0, 0.5, 0.0, 0.25];
        let grey = |channel| shown(sample, channel).r();
        assert_eq!([Channel::Red, Channel::Green, Channel::Blue, Channel::Alpha].map(grey), [255, 128, 0, 64]);
        assert_eq!(grey(Channel::Luma), (0.5702_f32 * 255.0).round() as u8);
        assert_eq!(shown([1.0, 0.5, 0.0, 1.0], Channel::Colour), Color32::from_rgb(255, 128, 0));
    }

    #[test]
    fn what_is_clipped_or_no_number_is_marked_and_rounding_is_not() {
        let at = |value: f32| mark([value, 0.5, 0.5, 1.0], Channel::Colour);
        assert_eq!(at(1.2), Some(TOO_BRIGHT));
        assert_eq!(at(-0.1), Some(TOO_DARK));
        assert_eq!(at(f32::NAN), Some(NO_NUMBER));
        assert_eq!(at(f32::INFINITY), Some(NO_NUMBER));
        assert_eq!(at(1.000_01), None);
        assert_eq!(mark([9.0, 0.5, 0.5, 1.0], Channel::Green), None);
    }
}
