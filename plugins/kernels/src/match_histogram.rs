//! Gives a plane the values of another in the same proportions, as `skimage.exposure.match_histograms`.

use crate::bands::for_each_row;
use crate::mask::is_selected;
use crate::plane::{PlaneMut, PlaneRef};

/// How finely values are told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Depth {
    /// 256 levels, and the answer cut to one of them: what scikit-image gives for pictures of 8 bits, exactly.
    EightBits,
    /// 65,536 levels, and an answer between them.
    #[default]
    SixteenBits,
}

/// A plane and the part of it that counts.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// Values outside of [0, 1] count as 0 and 1, no number as 0.
    pub plane: PlaneRef<'a>,
    /// Only selected pixels count, if there is a mask.
    pub mask: Option<PlaneRef<'a>>,
}

/// Maps all pixels of `source` so that its sample gets the distribution of `reference`. If one of both has no pixel that counts,
/// nothing changes.
pub fn match_histogram(source: &Sample<'_>, reference: &Sample<'_>, out: &mut PlaneMut<'_>, depth: Depth) {
    let plane = source.plane;
    assert_eq!((plane.width(), plane.height()), (out.width(), out.height()), "planes of different size");
    let top = if depth == Depth::EightBits { 255.0 } else { 65535.0 };
    let Some(table) = table_between(&counts(source, top), &counts(reference, top), depth) else {
        out.copy_from(plane);
        return;
    };
    for_each_row(out, |y, row| {
        row.iter_mut().zip(plane.row(y)).for_each(|(to, &from)| *to = table[level_of(from, top)]);
    });
}

/// What each level becomes, so that levels which occur so often in one picture occur as often as in the other. None if one of both
/// has no pixel.
pub fn table_between(have: &[u64], want: &[u64], depth: Depth) -> Option<Vec<f32>> {
    let top = (have.len() - 1) as f32;
    let (have, want) = (shares(have)?, shares(want)?);
    // The levels of the reference which occur, and the share of pixels up to each.
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (level, &share) in want.iter().enumerate() {
        if level == 0 && share > 0.0 || level > 0 && share > want[level - 1] {
            steps.push((share, level as f64));
        }
    }
    let mut next = 0;
    let table = have
        .iter()
        .map(|&share| {
            while next < steps.len() && steps[next].0 <= share {
                next += 1;
            }
            let level = match (next.checked_sub(1).map(|last| steps[last]), steps.get(next).copied()) {
                (Some((from, low)), Some((to, high))) => low + (high - low) / (to - from) * (share - from),
                (Some((_, level)), None) | (None, Some((_, level))) => level,
                (None, None) => 0.0,
            };
            let level = if depth == Depth::EightBits { level.trunc() } else { level };
            (level / f64::from(top)) as f32
        })
        .collect();
    Some(table)
}

/// The cast stops at 0, and makes 0 of NaN.
fn level_of(value: f32, top: f32) -> usize {
    ((value * top).round_ties_even() as usize).min(top as usize)
}

/// For each level, how many pixels that count have it.
fn counts(sample: &Sample<'_>, top: f32) -> Vec<u64> {
    let mut counts = vec![0_u64; top as usize + 1];
    for (y, row) in sample.plane.rows().enumerate() {
        match sample.mask {
            None => row.iter().for_each(|&pixel| counts[level_of(pixel, top)] += 1),
            Some(mask) => row.iter().zip(mask.row(y)).for_each(|(&pixel, &mask)| {
                if is_selected(mask) {
                    counts[level_of(pixel, top)] += 1;
                }
            }),
        }
    }
    counts
}

/// For each level, the share of pixels up to it.
fn shares(counts: &[u64]) -> Option<Vec<f64>> {
    let all: u64 = counts.iter().sum();
    let mut below = 0;
    let share = |&count: &u64| {
        below += count;
        below as f64 / all as f64
    };
    (all > 0).then(|| counts.iter().map(share).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    #[test]
    fn only_selected_pixels_count_and_none_change_nothing() {
        let source = Plane::from_fn(4, 1, |x, _| [0.0, 0.2, 0.4, 0.6][x]);
        let reference = Plane::from_fn(4, 1, |x, _| [0.2, 0.4, 0.6, 1.0][x]);
        let mask = Plane::from_fn(4, 1, |x, _| if x < 2 { 1.0 } else { 0.0 });
        let (all, nothing) = (Plane::filled(4, 1, 1.0), Plane::new(4, 1));
        for (mask, want) in
            [(&all, [0.2, 0.4, 0.6, 1.0]), (&mask, [0.2, 0.4, 0.4, 0.4]), (&nothing, [0.0, 0.2, 0.4, 0.6])]
        {
            let mut out = Plane::new(4, 1);
            let masked = Sample { plane: source.view(), mask: Some(mask.view()) };
            let reference = Sample { plane: reference.view(), mask: Some(mask.view()) };
            match_histogram(&masked, &reference, &mut out.view_mut(), Depth::SixteenBits);
            assert!(out.row(0).iter().zip(want).all(|(have, want)| (have - want).abs() < 1e-5), "{:?}", out.row(0));
        }
    }
}
