//! Exact values of the pixel under the pointer: the engine's own floats, not what the screen shows of them.

use weft_engine::graph::Wire;
use weft_engine::session::ImageView;

use super::asks::{answer, picture, same_pixel};
use super::develop::{Sample, Samples};
use crate::live::{Live, Slot, Which};

/// One pixel of an output.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reading {
    pub pixel: (u32, u32),
    pub sample: Sample,
    pub channels: u32,
}

/// What is known of a pixel; none until its values have come.
pub(super) fn read(live: &Live, which: Which, wire: &Wire, pixel: (u32, u32), of: (u32, u32)) -> Option<Reading> {
    let view = picture(answer(live, Slot::Probe(which), wire))?;
    let pixel = same_pixel(pixel, of, (view.width, view.height));
    let sample = at(view, pixel)?;
    Some(Reading { pixel, sample, channels: view.channels })
}

fn at(view: &ImageView, (x, y): (u32, u32)) -> Option<Sample> {
    let region = view.region;
    let inside = x >= region.x && y >= region.y && x - region.x < view.columns && y - region.y < view.rows;
    (inside && view.columns == region.width).then(|| Samples::new(view).at(x - region.x, y - region.y))
}

impl Reading {
    /// Name and value of each channel. Short names, as people know them.
    pub(super) fn values(&self) -> Vec<(&'static str, f32)> {
        let [red, green, blue, alpha] = self.sample;
        match self.channels {
            1 => vec![("Value", red)],
            2 => vec![("Value", red), ("A", alpha)],
            3 => vec![("R", red), ("G", green), ("B", blue)],
            _ => vec![("R", red), ("G", green), ("B", blue), ("A", alpha)],
        }
    }
}

/// A float with all that it says: written so that reading it gives the same float.
pub(super) fn exact(value: f32) -> String {
    if value.is_nan() {
        "no number".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "infinite" } else { "-infinite" }.to_owned()
    } else {
        format!("{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_so_that_reading_them_gives_the_same() {
        for value in [0.1_f32, 1.0 / 3.0, 1e-7, -2.5, 16_777_217.0] {
            assert_eq!(exact(value).parse::<f32>().unwrap(), value);
        }
        assert_eq!(exact(f32::NAN), "no number");
    }

    #[test]
    fn a_mask_has_one_value() {
        let reading = Reading { pixel: (0, 0), sample: [0.25, 0.25, 0.25, 1.0], channels: 1 };
        assert_eq!(reading.values(), [("Value", 0.25)]);
    }
}
