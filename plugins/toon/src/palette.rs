//! `toon.palette`: the colours that stand best for a picture.

use crate::quantize::few;
use weft_kernels::kmeans::kmeans;
use weft_planes::{reporting, rgb};
use weft_plugin::prelude::*;

/// The colours of a picture.
#[derive(Outputs)]
pub(crate) struct Palette {
    /// The colours, the most frequent one first
    colors: Vec<Color>,
    /// What part of the picture each of them stands for
    shares: Tensor,
    /// The colours as stripes, as wide as they are frequent
    image: ImageMut,
}

/// Finds the few colours that stand best for a picture, the most frequent one first.
#[node(id = "toon.palette", category = "Image/Simplify", label = "Palette", pure)]
pub(crate) fn palette(
    call: &Call,
    image: &Image,
    /// How many
    #[input(default = 6, soft = 2..=24, hard = 1..=256, on_node)]
    colors: u32,
    /// Another seed begins elsewhere
    #[input(default = 0, advanced)]
    seed: Seed,
) -> Result<Palette> {
    let mut found = Default::default();
    reporting(call, |progress| {
        found = kmeans(&rgb(image), &few(colors, false, seed.0 as u64), progress)?;
        Ok(())
    })?;
    let mut counts = vec![0_usize; found.centres.len()];
    found.labels.iter().for_each(|label| counts[usize::from(*label)] += 1);
    let mut order: Vec<usize> = (0..counts.len()).filter(|colour| counts[*colour] > 0).collect();
    // Stable, so that equal counts keep their order.
    order.sort_by_key(|colour| std::cmp::Reverse(counts[*colour]));
    let all = found.labels.len() as f32;
    let shares: Vec<f32> = order.iter().map(|colour| counts[*colour] as f32 / all).collect();
    let colors: Vec<Color> = order
        .iter()
        .map(|colour| {
            let [red, green, blue, _] = found.centres[*colour];
            Color::rgb(red, green, blue)
        })
        .collect();
    Ok(Palette { image: stripes(call, &colors, &shares)?, shares: call.tensor_of(&[shares.len()], &shares)?, colors })
}

fn stripes(call: &Call, colors: &[Color], shares: &[f32]) -> Result<ImageMut> {
    const SIZE: (u32, u32) = (512, 64);
    let mut out = call.image_for_overwrite(SIZE.0, SIZE.1, 3)?;
    let mut end = 0.0;
    let ends: Vec<f32> = shares
        .iter()
        .map(|share| {
            end += share * SIZE.0 as f32;
            end
        })
        .collect();
    out.fill_rows(call, |plane, _, row| {
        for (x, sample) in row.iter_mut().enumerate() {
            let stripe = ends.partition_point(|end| *end <= x as f32).min(colors.len() - 1);
            *sample = colors[stripe].rgba[plane as usize];
        }
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Data, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&palette::KIND).check();
    }

    #[test]
    fn the_most_frequent_colour_comes_first_with_its_share() {
        let picture = Picture::new(8, 4, 3, |x, _, plane| {
            if x < 6 { [1.0, 0.0, 0.0][plane as usize] } else { [0.0, 0.0, 1.0][plane as usize] }
        });
        let done = testing::run(&palette::KIND).image("image", picture).int("colors", 2).go().unwrap();
        assert_eq!(done.tensor("shares").f32s(), [0.75, 0.25]);
        let Data::Color(first) = done.list("colors")[0] else { panic!("no colour") };
        assert!((first.rgba[0] - 1.0).abs() < 1e-3 && first.rgba[2] < 1e-3, "{first:?}");
        assert!(done.image("image").at(380, 9, 0) > 0.99 && done.image("image").at(390, 9, 2) > 0.99);
    }
}
