//! `toon.cartoon`: a photograph as a drawing, without a network.

use crate::bilateral::smoothed;
use crate::edges::{Pen, drawn};
use crate::quantize::few;
use weft_kernels::bilateral::Bilateral;
use weft_kernels::colour_space::{ColourSpace, from_rgb, to_rgb};
use weft_kernels::kmeans::{Effort, Kmeans, quantise};
use weft_kernels::plane::{views, views_mut};
use weft_kernels::{Border, Cancelled, Plane, PlaneMut, PlaneRef, Progress};
use weft_planes::{planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

/// What kind of drawing.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Style {
    /// Flat colours with fine lines
    #[default]
    Comic,
    /// Smooth shades with few lines
    Painted,
    /// Flat areas in few colours, no lines
    Poster,
    /// Few colours under brush and ink
    Ink,
}

/// What belongs to a style.
struct Recipe {
    passes: u32,
    spread_color: f32,
    colors: u32,
    pen: Pen,
    lines: f32,
    detail: f32,
}

impl Style {
    fn recipe(self) -> Recipe {
        let (passes, spread_color, colors, pen, lines, detail) = match self {
            Self::Comic => (6, 0.12, 20, Pen::Fine, 1.0, 0.45),
            Self::Painted => (7, 0.16, 0, Pen::Fine, 0.5, 0.35),
            Self::Poster => (5, 0.2, 16, Pen::Fine, 0.0, 0.0),
            Self::Ink => (5, 0.12, 14, Pen::Ink, 1.0, 0.1),
        };
        Recipe { passes, spread_color, colors, pen, lines, detail }
    }
}

/// Turns a photograph into a drawing: smooth areas, few colours, lines on top. Nothing is learned or made up.
#[node(id = "toon.cartoon", category = "Image/Draw", label = "Cartoon", pure, output = "image")]
pub(crate) fn cartoon(
    call: &Call,
    image: &Image,
    /// What kind of drawing
    #[input(default = Style::Comic, on_node)]
    style: Style,
    /// How many colours; 0: as the style has it
    #[input(default = 0, soft = 0..=32, hard = 0..=256, on_node)]
    colors: u32,
    /// How dark the lines are, as a part of what the style has
    #[input(default = 1.0, soft = 0.0..=2.0, hard = 0.0..=10.0)]
    lines: f32,
    /// How thick the lines are; 0: as it fits the picture
    #[input(default = 0.0, soft = 0.0..=16.0, hard = 0.0..=256.0, unit = "px")]
    thickness: f32,
) -> Result<ImageMut> {
    let recipe = style.recipe();
    let channels = 3 + u32::from(image.has_alpha());
    let mut out = call.image_for_overwrite(image.width(), image.height(), channels)?;
    let mut to = planes_mut(&mut out);
    if let Some(alpha) = weft_planes::alpha(image) {
        to[3].copy_from(alpha);
    }
    let to = &mut to[..3];
    let options = Bilateral {
        diameter_px: 9,
        sigma_colour: recipe.spread_color,
        sigma_space_px: 7.0,
        border: Border::Reflect101,
    };
    reporting(&call.sub(0.0..0.6), |progress| smoothed(&rgb(image), to, &options, recipe.passes, progress))?;
    let smooth: Vec<Plane> = to.iter().map(|plane| plane.view().to_plane()).collect();
    let smooth: Vec<PlaneRef<'_>> = smooth.iter().map(Plane::view).collect();
    let colors = if colors == 0 { recipe.colors } else { colors };
    if colors > 0 {
        reporting(&call.sub(0.6..0.9), |progress| simplified(&smooth, to, colors, progress))?;
    }
    let darkness = recipe.lines * lines;
    if darkness > 0.0 {
        // A line that looks fine in a picture of 700 pixels.
        let fitting = f32::max(1.5, image.width().min(image.height()) as f32 / 350.0);
        let thickness = if thickness > 0.0 { thickness.max(0.5) } else { fitting };
        let ink = drawn(&smooth, recipe.pen, thickness, recipe.detail).map_err(|_stopped| Error::cancelled())?;
        to.iter_mut().for_each(|plane| darken(plane, &ink, darkness));
    }
    call.report(1.0)?;
    Ok(out)
}

/// How much more a difference in colour counts than one in light: skin beside a grey wall stays skin.
const CHROMA: f32 = 1.7;

/// Paints with a few colours, among which those of small things are.
fn simplified(
    from: &[PlaneRef<'_>],
    to: &mut [PlaneMut<'_>],
    colors: u32,
    progress: Progress<'_>,
) -> std::result::Result<(), Cancelled> {
    let mut parts: Vec<Plane> = from.iter().map(|plane| Plane::new(plane.width(), plane.height())).collect();
    from_rgb(ColourSpace::YCrCb, from, &mut views_mut(&mut parts), None)?;
    let stretch = |parts: &mut [Plane], factor: f32| {
        let chroma = parts[1..].iter_mut().flat_map(|plane| plane.rows_mut().flatten());
        chroma.for_each(|value| *value = 0.5 + factor * (*value - 0.5));
    };
    stretch(&mut parts, CHROMA);
    let mut painted = parts.clone();
    let options = Kmeans { effort: Effort::RareColours, ..few(colors, false, 0) };
    quantise(&views(&parts), &mut views_mut(&mut painted), &options, progress)?;
    stretch(&mut painted, 1.0 / CHROMA);
    to_rgb(ColourSpace::YCrCb, &views(&painted), to, None)
}

fn darken(plane: &mut PlaneMut<'_>, ink: &Plane, darkness: f32) {
    for (row, ink) in plane.rows_mut().zip(ink.rows()) {
        row.iter_mut().zip(ink).for_each(|(to, ink)| *to *= 1.0 - (ink * darkness).min(1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&cartoon::KIND).check();
    }

    #[test]
    fn a_poster_has_so_many_colours_and_keeps_its_transparency() {
        let picture = Picture::noise(32, 32, 4, 3);
        let run = testing::run(&cartoon::KIND).image("image", picture.clone()).text("style", "poster");
        let image = run.int("colors", 4).go().unwrap().image("image");
        let reds: BTreeSet<u32> = image.plane(0).iter().map(|red| red.to_bits()).collect();
        assert!(reds.len() <= 4, "{}", reds.len());
        assert_eq!(image.plane(3), picture.plane(3));
    }

    #[test]
    fn lines_are_drawn_at_edges_and_can_be_left_out() {
        let picture = Picture::new(60, 30, 3, |x, _, _| if x < 30 { 0.5 } else { 0.9 });
        let run = testing::run(&cartoon::KIND).image("image", picture).int("colors", 2);
        let (with, without) = (run.clone().go().unwrap(), run.float("lines", 0.0).go().unwrap());
        assert!(with.image("image").at(28, 15, 0) < 0.2, "{}", with.image("image").at(28, 15, 0));
        assert!((without.image("image").at(28, 15, 0) - 0.5).abs() < 0.05);
        assert!((with.image("image").at(10, 15, 0) - 0.5).abs() < 0.05);
    }
}
