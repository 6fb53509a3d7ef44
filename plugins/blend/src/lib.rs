//! Kinds that put pictures into pictures without a seam. One kind, one file.
#![forbid(unsafe_code)]

mod gaussian_mask;
#[cfg(test)]
mod golden;
mod match_color;
mod multiband;
mod paste;
mod place;
mod poisson;
mod retouch;

weft_planes::plugin! {
    id: "blend",
    label: "Blend",
    kinds: [
        paste::paste,
        poisson::poisson,
        multiband::multiband,
        match_color::match_color,
        retouch::retouch,
        gaussian_mask::gaussian_mask,
        place::place,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::validate;

    #[test]
    fn odd_masks_and_drawings_give_a_result_or_a_sentence() {
        KINDS.iter().for_each(|kind| validate(kind).check_odd());
    }

    #[test]
    fn the_alpha_of_the_base_stays_and_changes_no_colour() {
        validate(&poisson::poisson::KIND).check_alpha_stays("base", "image");
        validate(&match_color::match_color::KIND).check_alpha_stays("image", "image");
        validate(&retouch::retouch::KIND).check_alpha_stays("image", "image");
    }
}
