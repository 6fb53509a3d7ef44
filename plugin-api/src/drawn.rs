//! What a hand draws over a picture: points, a rectangle, strokes, a curve. Places are in picture units, 0 at the left or
//! top edge and 1 at the right or bottom one, so that they fit a picture of any size.

use crate::describe::{Class, Form};
use crate::flow::{FromValue, IntoValue, Slot, lend};
use crate::{Call, Error, Record, Result, Tensor, Value};
use std::ffi::CStr;
use weft_abi::WEFT_INPUT_OPTIONAL;

/// Places in a picture: x and y each.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Points(pub Vec<[f32; 2]>);

/// A part of a picture; all of it where nobody drew one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

/// What a brush did, one stroke after the other.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Strokes(pub Vec<Stroke>);

/// One stroke.
#[derive(Clone, PartialEq, Debug)]
pub struct Stroke {
    /// Where it went: x, y and pressure, 0 to 1.
    pub points: Vec<[f32; 3]>,
    /// At full pressure, in parts of the longer side of the picture.
    pub radius: f32,
    /// 0: fades from the middle on. 1: a hard edge.
    pub hardness: f32,
    /// Whether it paints or erases.
    pub mode: StrokeMode,
    /// Whether it is a line or the area inside.
    pub shape: StrokeShape,
}

/// What a stroke does. In records: `paint` and `erase`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum StrokeMode {
    #[default]
    Paint,
    Erase,
}

/// What a stroke covers. In records: `line` and `area`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum StrokeShape {
    #[default]
    Line,
    Area,
}

/// Points of a curve from left to right, in [0, 1] both ways. Without any it is the diagonal: nothing changes.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Curve(pub Vec<[f32; 2]>);

impl Rect {
    /// All of a picture.
    pub const WHOLE: Self = Self { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };

    /// In pixels of a picture: first column and row, width and height. At least one pixel, and inside.
    pub fn in_pixels(self, width: u32, height: u32) -> [u32; 4] {
        let side = |from: f32, length: f32, pixels: u32| {
            // Not `clamp`: what is not a number becomes the lower end.
            let first = (from * pixels as f32).round().max(0.0).min((pixels - 1) as f32);
            let end = ((from + length) * pixels as f32).round().max(first + 1.0).min(pixels as f32);
            (first as u32, (end - first) as u32)
        };
        let ((x, columns), (y, rows)) = (side(self.x, self.width, width), side(self.y, self.height, height));
        [x, y, columns, rows]
    }
}

/// Types that are a tensor of rows, or nothing.
macro_rules! rows {
    ($($type:ident: $name:literal;)*) => { $(
        impl FromValue for $type {
            const FORM: Form = Form::new($name, Class::Text).with(WEFT_INPUT_OPTIONAL);

            fn from_value(value: Value) -> Result<Self> {
                let tensor = Tensor::from_value(value)?;
                let rows = if tensor.shape().iter().product::<usize>() == 0 { &[] } else { tensor.rows()? };
                Ok(Self(rows.to_vec()))
            }

            fn from_input(call: &Call, slot: Slot) -> Result<Self> {
                from_input_or(call, slot, Self::default())
            }
        }

        impl IntoValue for $type {
            const TYPE: &'static CStr = $name;

            fn into_value(self, call: &Call) -> Result<Value> {
                call.tensor_of(&[self.0.len(), 2], self.0.as_flattened())?.into_value(call)
            }
        }
    )* };
}
rows! { Points: c"points"; Curve: c"curve"; }

impl FromValue for Rect {
    const FORM: Form = Form::new(c"rect", Class::Text).with(WEFT_INPUT_OPTIONAL);

    fn from_value(value: Value) -> Result<Self> {
        let tensor = Tensor::from_value(value)?;
        match *tensor.as_slice::<f32>()? {
            [] => Ok(Self::WHOLE),
            [x, y, width, height] => Ok(Self { x, y, width, height }),
            _ => Err(Error::invalid(format!("wanted x, y, width and height, got the shape {:?}", tensor.shape()))),
        }
    }

    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        from_input_or(call, slot, Self::WHOLE)
    }
}

impl IntoValue for Rect {
    const TYPE: &'static CStr = c"rect";

    fn into_value(self, call: &Call) -> Result<Value> {
        call.tensor_of(&[4], &[self.x, self.y, self.width, self.height])?.into_value(call)
    }
}

impl FromValue for Strokes {
    const FORM: Form = Form::new(c"strokes", Class::Text).with(WEFT_INPUT_OPTIONAL);

    fn from_value(value: Value) -> Result<Self> {
        // A list of one may come without its list.
        let records: Vec<Record> = if value.type_name() == "record" { vec![value.get()?] } else { value.get()? };
        let strokes = (0..).zip(&records).map(|(at, record): (usize, _)| {
            stroke_of(record).map_err(|error| error.context(format_args!("stroke {at}")))
        });
        strokes.collect::<Result<_>>().map(Self)
    }

    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        from_input_or(call, slot, Self::default())
    }
}

impl IntoValue for Strokes {
    const TYPE: &'static CStr = c"strokes";

    fn into_value(self, call: &Call) -> Result<Value> {
        let strokes = self.0.into_iter().map(|stroke| record_of(call, &stroke));
        strokes.collect::<Result<Vec<Record>>>()?.into_value(call)
    }
}

fn stroke_of(record: &Record) -> Result<Stroke> {
    let points: Tensor = record.need("points")?;
    let text = |field| Ok::<_, Error>(record.get::<String>(field)?.unwrap_or_default());
    Ok(Stroke {
        points: points.rows::<f32, 3>()?.to_vec(),
        radius: record.need("radius")?,
        hardness: record.get("hardness")?.unwrap_or(1.0),
        mode: if text("mode")? == "erase" { StrokeMode::Erase } else { StrokeMode::Paint },
        shape: if text("shape")? == "area" { StrokeShape::Area } else { StrokeShape::Line },
    })
}

fn record_of(call: &Call, stroke: &Stroke) -> Result<Record> {
    let (mode, shape) = (
        if stroke.mode == StrokeMode::Erase { "erase" } else { "paint" },
        if stroke.shape == StrokeShape::Area { "area" } else { "line" },
    );
    let mut record = call.record()?;
    record.set("points", call.tensor_of(&[stroke.points.len(), 3], stroke.points.as_flattened())?)?;
    record.set("radius", stroke.radius)?.set("hardness", stroke.hardness)?;
    record.set("mode", mode.to_owned())?.set("shape", shape.to_owned())?;
    Ok(record.done())
}

/// Nothing drawn is no error, so all of these are optional inputs.
fn from_input_or<T: FromValue>(call: &Call, slot: Slot, otherwise: T) -> Result<T> {
    match call.raw.input(slot.index)? {
        Some(value) => T::from_value(value).map_err(|error| error.context(format_args!("`{}`", slot.id))),
        None => Ok(otherwise),
    }
}

lend!(Points, Strokes, Curve);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_covers_at_least_one_pixel_and_stays_inside() {
        assert_eq!(Rect::WHOLE.in_pixels(640, 480), [0, 0, 640, 480]);
        assert_eq!(Rect { x: 0.25, y: 0.5, width: 0.5, height: 0.0 }.in_pixels(8, 4), [2, 2, 4, 1]);
        assert_eq!(Rect { x: 2.0, y: -1.0, width: 9.0, height: 0.5 }.in_pixels(8, 4), [7, 0, 1, 1]);
        assert_eq!(Rect { x: f32::NAN, ..Rect::WHOLE }.in_pixels(1, 1)[2..], [1, 1]);
    }
}
