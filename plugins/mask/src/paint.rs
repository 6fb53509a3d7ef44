//! `mask.paint`: what a brush went over.

use crate::canvas::{canvas, pixel};
use weft_kernels::Plane;
use weft_kernels::polygon::{Inside, fill_polygons};
use weft_planes::{fitted, plane, plane_mut};
use weft_plugin::drawn::{Stroke, StrokeMode, StrokeShape};
use weft_plugin::prelude::*;

/// Selects what a brush went over, and takes away what it erased.
#[node(id = "mask.paint", category = "Mask/Make", label = "Paint mask", pure, output = "mask")]
pub(crate) fn paint(
    call: &Call,
    /// What the brush did, one stroke after the other
    strokes: &Strokes,
    /// Painted over; of another size, it is stretched
    mask: Option<&Mask>,
    /// The mask gets the size of this picture
    like: Option<&Image>,
    /// Width, where there is no picture to go by
    #[input(default = 512, soft = 1..=4096, hard = 1..=65536, unit = "px")]
    width: u32,
    /// Height, where there is no picture to go by
    #[input(default = 512, soft = 1..=4096, hard = 1..=65536, unit = "px")]
    height: u32,
) -> Result<MaskMut> {
    let mut out = canvas(call, like.or(mask.map(|mask| &**mask)), width, height)?;
    if let Some(mask) = mask {
        let mask = match like {
            Some(like) => fitted(call, mask, like)?,
            None => weft_planes::Fitted::Lent(plane(mask)),
        };
        plane_mut(&mut out).copy_from(mask.view());
    }
    let size = (out.width(), out.height());
    let marks: Vec<Mark> = strokes.0.iter().map(|stroke| Mark::new(stroke, size)).collect();
    let rows: Vec<Vec<f32>> = out.rows(0).map(<[f32]>::to_vec).collect();
    out.fill_rows(call, |_, y, row| {
        row.copy_from_slice(&rows[y as usize]);
        marks.iter().for_each(|mark| mark.apply(y, row));
    })?;
    Ok(out)
}

/// A stroke in pixels, ready for the rows.
struct Mark {
    shape: MarkShape,
    mode: StrokeMode,
}

enum MarkShape {
    /// x, y and radius of each point, and the hardness of the brush.
    Line(Vec<[f64; 3]>, f64),
    Area(Plane),
}

impl Mark {
    fn new(stroke: &Stroke, size: (u32, u32)) -> Self {
        let reach = f64::from(stroke.radius) * f64::from(size.0.max(size.1));
        let places = stroke.points.iter().map(|&[x, y, pressure]| {
            let [x, y] = pixel([x, y], size);
            [x, y, reach * f64::from(pressure)]
        });
        let places: Vec<[f64; 3]> = places.filter(|place| place.iter().all(|number| number.is_finite())).collect();
        let shape = match stroke.shape {
            StrokeShape::Line => MarkShape::Line(places, f64::from(stroke.hardness).clamp(0.0, 1.0)),
            StrokeShape::Area => {
                let corners: Vec<[f64; 2]> = places.iter().map(|&[x, y, _]| [x, y]).collect();
                let mut area = Plane::new(size.0 as usize, size.1 as usize);
                fill_polygons(&mut area.view_mut(), &[&corners], Inside::NonZero);
                MarkShape::Area(area)
            }
        };
        Self { shape, mode: stroke.mode }
    }

    fn apply(&self, y: u32, row: &mut [f32]) {
        match &self.shape {
            MarkShape::Area(area) => {
                row.iter_mut().zip(area.row(y as usize)).for_each(|(to, cover)| self.lay(to, *cover));
            }
            MarkShape::Line(places, hardness) => {
                // A dot is a line from a place to itself.
                let ends = places.iter().zip(places.iter().skip(1).chain(places.last()));
                ends.for_each(|(from, to)| self.line(from, to, *hardness, f64::from(y), row));
            }
        }
    }

    /// One stretch of a brush, whose radius changes with the pressure on the way.
    fn line(&self, from: &[f64; 3], to: &[f64; 3], hardness: f64, y: f64, row: &mut [f32]) {
        let reach = from[2].max(to[2]) + 1.0;
        if reach <= 1.0 || y < from[1].min(to[1]) - reach || y > from[1].max(to[1]) + reach {
            return;
        }
        let first = (from[0].min(to[0]) - reach).floor().max(0.0) as usize;
        let end = ((from[0].max(to[0]) + reach).ceil().max(-1.0) + 1.0) as usize;
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let squared = dx * dx + dy * dy;
        for x in first..end.min(row.len()) {
            let along = ((x as f64 - from[0]) * dx + (y - from[1]) * dy) / squared;
            let along = if squared > 0.0 { along.clamp(0.0, 1.0) } else { 0.0 };
            let away = (x as f64 - from[0] - along * dx).hypot(y - from[1] - along * dy);
            let radius = from[2] + along * (to[2] - from[2]);
            // A hard edge falls within a pixel.
            let width = (radius * (1.0 - hardness)).max(1.0);
            let cover = if radius > 0.0 { ((radius - away + 0.5) / width).clamp(0.0, 1.0) } else { 0.0 };
            self.lay(&mut row[x], cover as f32);
        }
    }

    fn lay(&self, sample: &mut f32, cover: f32) {
        *sample = match self.mode {
            StrokeMode::Paint => sample.max(cover),
            StrokeMode::Erase => sample.min(1.0 - cover),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    fn stroke(points: &[[f32; 3]], mode: &str, shape: &str) -> Data {
        Data::from([
            ("points", Array::new(&[points.len(), 3], points.as_flattened().to_vec()).into()),
            ("radius", Data::Float(0.125)),
            ("hardness", Data::Float(1.0)),
            ("mode", mode.into()),
            ("shape", shape.into()),
        ])
    }

    fn painted(strokes: Vec<Data>) -> Picture {
        let run = testing::run(&paint::KIND).int("width", 32).int("height", 16).set("strokes", Data::List(strokes));
        run.go().unwrap().image("mask")
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        let line = stroke(&[[0.1, 0.5, 1.0], [0.9, 0.5, 0.5]], "paint", "line");
        let validation = testing::validate(&paint::KIND).set("width", 32).set("height", 24);
        validation.set("strokes", Data::List(vec![line])).check();
        testing::validate(&paint::KIND).set("width", 32).set("height", 24).check();
    }

    #[test]
    fn a_dot_has_the_radius_of_the_brush_and_what_is_erased_is_gone() {
        let dot = || stroke(&[[0.5, 0.5, 1.0]], "paint", "line");
        let area: f32 = painted(vec![dot()]).samples.iter().sum();
        assert!((area - std::f32::consts::PI * 16.0).abs() < 1.0, "{area}");
        assert_eq!(painted(vec![dot(), stroke(&[[0.5, 0.5, 1.0]], "erase", "line")]).at(16, 8, 0), 0.0);
    }

    #[test]
    fn an_area_is_filled_and_a_stroke_outside_leaves_no_mark() {
        let half = [[0.0, 0.0, 1.0], [0.5, 0.0, 1.0], [0.5, 1.0, 1.0], [0.0, 1.0, 1.0]];
        let mask = painted(vec![stroke(&half, "paint", "area"), stroke(&[[5.0, 9.0, 1.0]], "paint", "line")]);
        assert!(mask.difference(&Picture::new(32, 16, 1, |x, _, _| if x < 16 { 1.0 } else { 0.0 })) < 1e-6);
    }
}
