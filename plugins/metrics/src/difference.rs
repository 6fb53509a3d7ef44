//! `metrics.difference`: where two pictures differ, as a map of heat.

use crate::pair::Pair;
use weft_plugin::prelude::*;

/// What a difference looks like.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Shown {
    /// From black over red to pale yellow
    #[default]
    Heat,
    /// From black to white
    Grey,
    /// Brighter is red, darker is blue, equal is white
    Signed,
}

/// Where two pictures differ.
#[derive(Outputs)]
pub(crate) struct Differences {
    /// The differences in colours
    image: ImageMut,
    /// The differences as they are: the largest of the colours
    mask: MaskMut,
}

/// Shows where two pictures differ. A second picture of another size is stretched.
#[node(id = "metrics.difference", category = "Metrics", label = "Difference", pure)]
pub(crate) fn difference(
    call: &Call,
    first: &Image,
    second: &Image,
    /// What a difference looks like
    #[input(default = Shown::Heat)]
    shown: Shown,
    /// Makes small differences visible
    #[input(default = 4.0, soft = 1.0..=32.0, hard = 0.0..=10000.0, unit = "×", on_node)]
    gain: f32,
) -> Result<Differences> {
    let pair = Pair::new(&call.sub(0.0..0.3), first, second)?;
    let (one, other) = (&pair.first, &pair.second());
    let mut mask = call.mask_like(first)?;
    mask.fill_rows(&call.sub(0.3..0.6), |_, y, row| {
        for (one, other) in one.iter().zip(other) {
            let pairs = one.row(y as usize).iter().zip(other.row(y as usize));
            row.iter_mut().zip(pairs).for_each(|(to, (a, b))| *to = to.max((a - b).abs()));
        }
    })?;
    let mut image = call.image_for_overwrite(first.width(), first.height(), 3)?;
    image.fill_rows(&call.sub(0.6..1.0), |plane, y, row| {
        let brighter = |x: usize| -> bool {
            let sum: f32 =
                one.iter().zip(other).map(|(one, other)| one.row(y as usize)[x] - other.row(y as usize)[x]).sum();
            sum > 0.0
        };
        for (x, (to, away)) in row.iter_mut().zip(mask.row(0, y)).enumerate() {
            let away = (away * gain).clamp(0.0, 1.0);
            *to = match shown {
                Shown::Grey => away,
                Shown::Heat => heat(away, plane as usize),
                // Red keeps red, blue keeps blue.
                Shown::Signed if plane == if brighter(x) { 0 } else { 2 } => 1.0,
                Shown::Signed => 1.0 - away,
            };
        }
    })?;
    Ok(Differences { image, mask })
}

/// Black, violet, red, orange, pale yellow: brighter all the way, so that it also reads in grey.
const HEAT: [[f32; 3]; 5] =
    [[0.0, 0.0, 0.02], [0.34, 0.06, 0.43], [0.73, 0.21, 0.33], [0.98, 0.56, 0.04], [0.99, 1.0, 0.64]];

fn heat(part: f32, plane: usize) -> f32 {
    let place = part.max(0.0) * (HEAT.len() - 1) as f32;
    let step = (place as usize).min(HEAT.len() - 2);
    HEAT[step][plane] + (HEAT[step + 1][plane] - HEAT[step][plane]) * (place - step as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&difference::KIND).check();
    }

    #[test]
    fn the_mask_tells_the_largest_difference_and_the_picture_shows_it_larger() {
        let run = testing::run(&difference::KIND).image("first", Picture::flat(4, 4, [0.5, 0.5, 0.5]));
        let run = run.image("second", Picture::flat(4, 4, [0.5, 0.25, 0.4375])).float("gain", 2.0);
        let grey = run.clone().text("shown", "grey").go().unwrap();
        assert_eq!((grey.image("mask").at(1, 1, 0), grey.image("image").at(1, 1, 2)), (0.25, 0.5));
        let signed = run.text("shown", "signed").go().unwrap().image("image");
        assert_eq!([signed.at(0, 0, 0), signed.at(0, 0, 1), signed.at(0, 0, 2)], [1.0, 0.5, 0.5]);
    }

    #[test]
    fn more_heat_is_brighter() {
        let luma = |part: f32| 0.2126 * heat(part, 0) + 0.7152 * heat(part, 1) + 0.0722 * heat(part, 2);
        let lumas: Vec<f32> = (0..=100).map(|part| luma(part as f32 / 100.0)).collect();
        assert!(lumas.windows(2).all(|pair| pair[1] > pair[0]), "{lumas:?}");
    }
}
