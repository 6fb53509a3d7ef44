//! `inpaint.patches`: the hole filled with what looks alike elsewhere.

use crate::hole::{Filled, filled};
use weft_kernels::patch_match::{FilledWith, PatchMatch, patch_match};
use weft_plugin::prelude::*;

/// Fills what is selected with patches from elsewhere in the picture: for things before a texture. A classical fill, nothing is
/// invented.
#[node(id = "inpaint.patches", category = "Image/Fill", label = "Fill with patches", pure)]
pub(crate) fn patches(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// The hole; of another size, it is stretched
    mask: &Mask,
    /// How far a patch reaches from its middle: as far as the pattern is coarse
    #[input(default = 3, soft = 1..=8, hard = 1..=15, on_node)]
    patch: u32,
    /// How often patches are looked for
    #[input(default = 8, soft = 1..=16, hard = 1..=64, advanced)]
    rounds: u32,
    /// Another seed fills in another way
    #[input(default = 0, on_node)]
    seed: Seed,
) -> Result<Filled> {
    let options = PatchMatch { patch_radius_px: patch as usize, rounds: rounds as usize, seed: seed.0.cast_unsigned() };
    filled(call, image, mask, |from, hole, to, progress| {
        Ok(match patch_match(from, hole, to, &options, progress)? {
            FilledWith::Patches => "classical fill (PatchMatch): patches from elsewhere in the picture",
            FilledWith::Surroundings => {
                "classical fill (Telea): the colours around the hole, continued; no whole patch is known"
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&patches::KIND).check();
    }

    #[test]
    fn a_pattern_goes_on_and_the_result_says_by_what() {
        let board =
            Picture::new(
                72,
                60,
                3,
                |x, y, plane| {
                    if (x / 6 + y / 6).is_multiple_of(2) { 0.2 } else { 0.6 + 0.1 * plane as f32 }
                },
            );
        let is_hole = |x: u32, y: u32| (28..46).contains(&x) && (22..40).contains(&y);
        let holed = Picture::new(72, 60, 3, |x, y, plane| if is_hole(x, y) { 0.0 } else { board.at(x, y, plane) });
        let mask = Picture::new(72, 60, 1, |x, y, _| f32::from(u8::from(is_hole(x, y))));
        let done = testing::run(&patches::KIND).image("image", holed).mask("mask", mask).go().unwrap();
        let image = done.image("image");
        let off: f32 = image.samples.iter().zip(&board.samples).map(|(a, b)| (a - b).abs()).sum();
        assert!(off / (3 * 18 * 18) as f32 <= 0.05, "{}", off / (3 * 18 * 18) as f32);
        assert!(done.text("source").starts_with("classical fill (PatchMatch)"));
    }

    #[test]
    fn without_a_known_patch_it_says_so() {
        let run = testing::run(&patches::KIND).image("image", Picture::noise(9, 9, 3, 1));
        let all = run.clone().mask("mask", Picture::flat(2, 2, [1.0])).go().unwrap();
        assert!(all.text("source").contains("no whole patch is known"), "{}", all.text("source"));
        let none = run.mask("mask", Picture::flat(9, 9, [0.0])).go().unwrap();
        assert_eq!(none.image("image"), Picture::noise(9, 9, 3, 1));
    }
}
