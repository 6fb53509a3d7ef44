//! `warp.liquify`: pushed and swollen under a brush.

use crate::between::{Between, Outside, pixels, warp};
use weft_kernels::liquify::{Stroke as Touch, liquify as liquify_planes};
use weft_planes::moved;
use weft_plugin::drawn::Stroke;
use weft_plugin::prelude::*;

/// What the brush does.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Tool {
    /// Drags along
    #[default]
    Push,
    /// Makes larger
    Swell,
    /// Makes smaller
    Shrink,
}

/// Pushes, swells or shrinks parts of a picture under a brush. Nothing folds, and nothing moves where no brush was.
#[node(id = "warp.liquify", category = "Image/Move", label = "Liquify", pure, output(id = "image", ty = "image|mask"))]
pub(crate) fn liquify(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Where the brush went
    strokes: &Strokes,
    /// What the brush does
    #[input(default = Tool::Push, on_node)]
    tool: Tool,
    /// How much of it; the pressure of the brush counts as well
    #[input(default = 0.5, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    strength: f64,
    /// What lies beyond the edge
    #[input(default = Outside::Edge)]
    fill: Outside,
) -> Result<ImageMut> {
    let size = (image.width(), image.height());
    let touches: Vec<Touch> = strokes.0.iter().flat_map(|stroke| touches(stroke, tool, strength, size)).collect();
    let warp = warp(Between::Linear, fill);
    moved(call, image, size, |from, to, progress| liquify_planes(from, to, &touches, &warp, progress))
}

fn touches(stroke: &Stroke, tool: Tool, strength: f64, size: (u32, u32)) -> Vec<Touch> {
    let radius_px = f64::from(stroke.radius) * f64::from(size.0.max(size.1));
    let places: Vec<[f32; 2]> = stroke.points.iter().map(|&[x, y, _]| [x, y]).collect();
    let places = pixels(&places, size);
    let amounts = stroke.points.iter().map(|&[_, _, pressure]| strength * f64::from(pressure));
    let swell = |sign: f64| {
        let touch = |(at, amount): (&[f64; 2], f64)| Touch::Swell { at: *at, radius_px, amount: sign * amount };
        places.iter().zip(amounts.clone()).map(touch).collect()
    };
    match tool {
        Tool::Swell => swell(1.0),
        Tool::Shrink => swell(-1.0),
        Tool::Push => {
            let push = |(ends, amount): (&[[f64; 2]], f64)| {
                let (from, along) = (ends[0], [ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]]);
                Touch::Push { from, to: [from[0] + amount * along[0], from[1] + amount * along[1]], radius_px }
            };
            places.windows(2).zip(amounts).map(push).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::between::slope;
    use weft_plugin::testing::{self, Array, Data, Run};

    fn stroke(points: &[[f32; 3]]) -> Data {
        let points = Array::new(&[points.len(), 3], points.as_flattened().to_vec());
        Data::List(vec![Data::from([("points", points.into()), ("radius", Data::Float(0.25))])])
    }

    fn run(points: &[[f32; 3]]) -> Run<'static> {
        testing::run(&liquify::KIND).image("image", slope(40, 40)).set("strokes", stroke(points)).float("strength", 1.0)
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        let push = stroke(&[[0.4, 0.5, 1.0], [0.6, 0.5, 0.5]]);
        testing::validate(&liquify::KIND).set("strokes", push).check();
    }

    #[test]
    fn what_is_under_the_brush_arrives_where_it_ends_and_the_rest_stays() {
        let middle = |x: f32| (x + 0.5) / 40.0;
        let image = run(&[[middle(18.0), middle(20.0), 1.0], [middle(22.0), middle(20.0), 1.0]]);
        let image = image.go().unwrap().image("image");
        assert!((image.at(22, 20, 0) - slope(40, 40).at(18, 20, 0)).abs() < 1e-4, "{}", image.at(22, 20, 0));
        assert_eq!(image.at(2, 2, 0), slope(40, 40).at(2, 2, 0));
    }

    #[test]
    fn swelling_brings_the_middle_closer_and_shrinking_takes_it_away() {
        let right_of_middle =
            |tool: &str| run(&[[0.5125, 0.5125, 1.0]]).text("tool", tool).go().unwrap().image("image").at(24, 20, 0);
        let plain = slope(40, 40).at(24, 20, 0);
        assert!(right_of_middle("swell") < plain - 1e-4 && right_of_middle("shrink") > plain + 1e-4);
    }

    #[test]
    fn no_stroke_and_a_dot_push_nothing() {
        let untouched = testing::run(&liquify::KIND).image("image", slope(9, 9)).go().unwrap().image("image");
        assert_eq!(untouched, slope(9, 9));
        assert_eq!(run(&[[0.5, 0.5, 1.0]]).go().unwrap().image("image"), slope(40, 40));
    }
}
