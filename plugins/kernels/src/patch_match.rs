//! Fills holes with what looks alike elsewhere in the same picture (Wexler and others 2007, with the search of Barnes and others
//! 2009): coarse levels first; on each, every patch that touches the hole finds the known patch that is most like it, and the
//! found ones vote for the colours of the hole. The same seed gives the same picture, with any number of threads.

mod level;
mod search;

use crate::bands::{Cancelled, Progress};
use crate::plane::{Plane, PlaneMut, PlaneRef, assert_like, views, views_mut};
use crate::telea::{Telea, telea};

use level::Level;
use search::Search;

/// How to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatchMatch {
    /// How far a patch reaches from its middle.
    pub patch_radius_px: usize,
    /// Searches and votes on each level but the finest two, which take less.
    pub rounds: usize,
    /// Another seed finds other patches.
    pub seed: u64,
}

impl Default for PatchMatch {
    fn default() -> Self {
        Self { patch_radius_px: 3, rounds: 8, seed: 0 }
    }
}

/// What the hole was filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilledWith {
    /// Patches of the picture.
    Patches,
    /// The colours around it, since no whole patch is known.
    Surroundings,
}

/// Fills the pixels where `hole` is above 0; all others stay.
///
/// # Panics
/// If planes differ in size, or source and output in number.
pub fn patch_match(
    source: &[PlaneRef<'_>],
    hole: PlaneRef<'_>,
    out: &mut [PlaneMut<'_>],
    options: &PatchMatch,
    progress: Progress<'_>,
) -> Result<FilledWith, Cancelled> {
    assert_like(source, out);
    let radius = options.patch_radius_px.clamp(1, 15);
    let Some(mut levels) = Level::pyramid(source, hole, radius) else {
        telea(source, hole, out, &Telea::default(), progress)?;
        return Ok(FilledWith::Surroundings);
    };
    let mut coarser: Option<(Level, Search)> = None;
    while let Some(mut level) = levels.pop() {
        let at = levels.len();
        let mut search = match &coarser {
            None => {
                begin(&mut level)?;
                Search::at_random(&level, options.seed)
            }
            Some((below, found)) => {
                level.take_colours(below);
                found.finer(&level)
            }
        };
        let rounds = if at < 2 { options.rounds.div_ceil(3) } else { options.rounds };
        for round in 0..rounds {
            if let Some(report) = progress {
                // Each level has four times the pixels of the one before.
                let [before, after] = [at + 1, at].map(|level| 0.25_f64.powi(level as i32));
                report(before + (after - before) * round as f64 / rounds as f64)?;
            }
            search.improve(&level, (at * 64 + round) as u64);
            search.vote(&mut level, at == 0 && round + 1 == rounds);
        }
        coarser = Some((level, search));
    }
    let Some((filled, _)) = coarser else { return Ok(FilledWith::Surroundings) };
    for ((out, source), filled) in out.iter_mut().zip(source).zip(&filled.planes) {
        for (y, row) in out.rows_mut().enumerate() {
            let from = source.row(y).iter().zip(filled.row(y)).zip(hole.row(y));
            for (to, ((&source, &filled), &hole)) in row.iter_mut().zip(from) {
                *to = if hole > 0.0 { filled } else { source };
            }
        }
    }
    Ok(FilledWith::Patches)
}

/// First colours of the coarsest level: those around the hole, continued.
fn begin(level: &mut Level) -> Result<(), Cancelled> {
    let source: Vec<Plane> = level.planes.clone();
    telea(&views(&source), level.hole.view(), &mut views_mut(&mut level.planes), &Telea::default(), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bands::with_threads;

    /// A texture, the same with a hole that nothing of it shows through, and the hole.
    fn holed(texture: impl Fn(usize, usize) -> f32) -> (Plane, Plane, Plane) {
        let whole = Plane::from_fn(96, 80, texture);
        let hole =
            Plane::from_fn(96, 80, |x, y| if (34..58).contains(&x) && (30..52).contains(&y) { 1.0 } else { 0.0 });
        let source = Plane::from_fn(96, 80, |x, y| if hole.row(y)[x] > 0.0 { 0.37 } else { whole.row(y)[x] });
        (whole, source, hole)
    }

    /// Mean difference to the texture inside of the hole.
    fn error(filled: &Plane, whole: &Plane, hole: &Plane) -> f32 {
        let pairs = filled.rows().flatten().zip(whole.rows().flatten()).zip(hole.rows().flatten());
        let inside: Vec<f32> = pairs.filter(|(_, hole)| **hole > 0.0).map(|((a, b), _)| (a - b).abs()).collect();
        inside.iter().sum::<f32>() / inside.len() as f32
    }

    fn filled(source: &Plane, hole: &Plane, options: &PatchMatch) -> Plane {
        let mut out = Plane::new(source.width(), source.height());
        let with = patch_match(&[source.view()], hole.view(), &mut [out.view_mut()], options, None).unwrap();
        assert_eq!(with, FilledWith::Patches);
        out
    }

    #[test]
    fn known_textures_are_continued_through_the_hole() {
        let stripes = |x: usize, y: usize| if ((x + y) / 4).is_multiple_of(2) { 0.1 } else { 0.9 };
        let board = |x: usize, y: usize| if (x / 6 + y / 6).is_multiple_of(2) { 0.2 } else { 0.8 };
        let waves = |x: usize, y: usize| 0.5 + 0.25 * ((x as f32 / 3.0).sin() + (y as f32 / 5.0).cos());
        let two_halves = |x: usize, y: usize| if x < 46 { 0.2 } else { 0.7 + 0.1 * ((y / 3 % 2) as f32) };
        for (name, (whole, source, hole)) in [
            ("stripes", holed(stripes)),
            ("board", holed(board)),
            ("waves", holed(waves)),
            ("two halves", holed(two_halves)),
        ] {
            let patches = error(&filled(&source, &hole, &PatchMatch::default()), &whole, &hole);
            let mut edges = Plane::new(96, 80);
            telea(&[source.view()], hole.view(), &mut [edges.view_mut()], &Telea::default(), None).unwrap();
            let edges = error(&edges, &whole, &hole);
            assert!(patches < 0.05 && patches < 0.5 * edges, "{name}: {patches} off, without patches {edges}");
        }
    }

    #[test]
    fn a_seed_gives_one_picture_with_any_number_of_threads() {
        let (_, source, hole) = holed(|x, y| ((x * 31 + y * 17) % 23) as f32 / 23.0);
        let with = |threads: usize, seed: u64| {
            let options = PatchMatch { seed, ..PatchMatch::default() };
            with_threads(threads, || filled(&source, &hole, &options)).unwrap()
        };
        let one = with(1, 5);
        assert_eq!(one, with(8, 5));
        assert_ne!(one, with(1, 6));
        let outside = one.rows().flatten().zip(source.rows().flatten()).zip(hole.rows().flatten());
        assert!(outside.filter(|(_, hole)| **hole == 0.0).all(|((a, b), _)| a == b));
    }

    #[test]
    fn without_a_known_patch_the_surroundings_fill() {
        for (width, height) in [(1, 1), (5, 40), (12, 12)] {
            let source = Plane::filled(width, height, 0.25);
            let mut hole = Plane::filled(width, height, 1.0);
            hole.row_mut(0)[0] = 0.0;
            let mut out = Plane::new(width, height);
            let with = patch_match(&[source.view()], hole.view(), &mut [out.view_mut()], &PatchMatch::default(), None);
            assert_eq!(with, Ok(FilledWith::Surroundings));
            assert!(out.rows().flatten().all(|value| (value - 0.25).abs() < 0.02), "{out:?}");
        }
    }
}
