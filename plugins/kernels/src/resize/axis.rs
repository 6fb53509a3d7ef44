//! Which source pixels make an output pixel, and with which weights, along one axis. One function per library.

use std::f64::consts::PI;

use super::Resampler;

/// The taps of each output pixel: `taps` neighbouring source pixels from `first`, with their weights.
/// Taps beyond the edge are folded onto the edge pixel, so all indices are inside.
#[derive(Clone)]
pub struct Axis {
    /// Taps of every output pixel; shorter ones are filled up with zero weights.
    pub taps: usize,
    /// The first source pixel of each output pixel; never falls from one to the next.
    pub first: Vec<usize>,
    /// `taps` weights for each output pixel.
    pub weights: Vec<f32>,
    /// The same before rounding to f32.
    pub(crate) exact: Vec<f64>,
}

impl Axis {
    /// `taps_of(i)` gives the first source index, which may lie outside, and the weights of output pixel `i`.
    fn collect(source: usize, target: usize, taps_of: impl Fn(usize, &mut Vec<f64>) -> isize) -> Self {
        let last = source as isize - 1;
        let (mut raw, mut folded, mut ranges) = (Vec::new(), Vec::new(), Vec::with_capacity(target));
        for i in 0..target {
            raw.clear();
            let first = taps_of(i, &mut raw);
            // Zeros at the ends must not reach outside, nor pull a NaN in.
            let leading = raw.iter().take_while(|&&weight| weight == 0.0).count().min(raw.len() - 1);
            let trailing = raw[leading..].iter().rev().take_while(|&&weight| weight == 0.0).count();
            let used = leading..(raw.len() - trailing).max(leading + 1);
            let inside = |tap: usize| (first + tap as isize).clamp(0, last) as usize;
            let (low, high) = (inside(used.start), inside(used.end - 1));
            let start = folded.len();
            folded.resize(start + high - low + 1, 0.0);
            for tap in used {
                folded[start + inside(tap) - low] += raw[tap];
            }
            ranges.push((low, start..folded.len()));
        }
        // Where zeros were cut off, the next pixel may begin earlier: begin there too, the loops walk one way.
        let mut first: Vec<usize> = ranges.iter().map(|(low, _)| *low).collect();
        for i in (1..target).rev() {
            first[i - 1] = first[i - 1].min(first[i]);
        }
        let needed = ranges.iter().zip(&first).map(|((low, range), first)| low + range.len() - first);
        let taps = needed.max().unwrap_or(1);
        let mut exact = vec![0.0; taps * target];
        for (i, (low, range)) in ranges.into_iter().enumerate() {
            first[i] = first[i].min(source - taps);
            exact[i * taps + low - first[i]..][..range.len()].copy_from_slice(&folded[range]);
        }
        let weights = exact.iter().map(|&weight| weight as f32).collect();
        Self { taps, first, weights, exact }
    }

    /// Output pixels.
    pub(super) fn len(&self) -> usize {
        self.first.len()
    }

    /// The weights of output pixel `i`.
    pub(crate) fn weights_of(&self, i: usize) -> &[f32] {
        &self.weights[i * self.taps..][..self.taps]
    }
}

/// The taps across and down for a picture of `from` pixels that becomes `to` pixels (width, height).
pub fn axes(resampler: Resampler, from: (usize, usize), to: (usize, usize)) -> (Axis, Axis) {
    let shrinks = from.0 >= to.0 && from.1 >= to.1;
    let axis = |source: usize, target: usize| match resampler {
        Resampler::OpencvArea if shrinks => opencv_area(source, target),
        Resampler::OpencvArea => opencv_area_on_enlarge(source, target),
        Resampler::OpencvNearest => {
            let scale = source as f64 / target as f64;
            nearest(source, target, |i| (i as f64 * scale).floor() as usize)
        }
        Resampler::TorchNearest => {
            let scale = source as f32 / target as f32;
            nearest(source, target, |i| (i as f32 * scale).floor() as usize)
        }
        Resampler::OpencvLinear => opencv(source, target, |t| [1.0 - t, t]),
        Resampler::OpencvCubic => opencv(source, target, cubic_taps),
        Resampler::OpencvLanczos4 => opencv(source, target, lanczos4_taps),
        Resampler::TorchBilinear => torch_bilinear(source, target),
        Resampler::PillowBox => pillow(source, target, 0.5, |x| if x > -0.5 && x <= 0.5 { 1.0 } else { 0.0 }),
        Resampler::PillowBilinear => pillow(source, target, 1.0, |x| (1.0 - x.abs()).max(0.0)),
        Resampler::PillowBicubic => pillow(source, target, 2.0, pillow_bicubic),
        Resampler::PillowLanczos => {
            pillow(source, target, 3.0, |x| if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 })
        }
    };
    let across = axis(from.0, to.0);
    let down = if (from.0, to.0) == (from.1, to.1) { across.clone() } else { axis(from.1, to.1) };
    (across, down)
}

fn nearest(source: usize, target: usize, index: impl Fn(usize) -> usize) -> Axis {
    Axis::collect(source, target, |i, weights| {
        weights.push(1.0);
        index(i).min(source - 1) as isize
    })
}

/// `TAPS` weights around the exact position; `weights_at` gives them for a fraction in [0, 1).
fn opencv<const TAPS: usize>(source: usize, target: usize, weights_at: impl Fn(f64) -> [f64; TAPS]) -> Axis {
    let scale = source as f64 / target as f64;
    Axis::collect(source, target, |i, weights| {
        let centre = (i as f64 + 0.5) * scale - 0.5;
        let base = centre.floor();
        weights.extend(weights_at(centre - base));
        base as isize - (TAPS as isize / 2 - 1)
    })
}

fn cubic_taps(t: f64) -> [f64; 4] {
    const A: f64 = -0.75;
    let far = ((A * (t + 1.0) - 5.0 * A) * (t + 1.0) + 8.0 * A) * (t + 1.0) - 4.0 * A;
    let near = ((A + 2.0) * t - (A + 3.0)) * t * t + 1.0;
    let next = ((A + 2.0) * (1.0 - t) - (A + 3.0)) * (1.0 - t) * (1.0 - t) + 1.0;
    [far, near, next, 1.0 - far - near - next]
}

fn lanczos4_taps(t: f64) -> [f64; 8] {
    let raw = [-3, -2, -1, 0, 1, 2, 3, 4].map(|tap| t - f64::from(tap)).map(|x| sinc(x) * sinc(x / 4.0));
    let sum: f64 = raw.iter().sum();
    raw.map(|weight| weight / sum)
}

/// Each output pixel is the mean of the source pixels that it covers.
fn opencv_area(source: usize, target: usize) -> Axis {
    let scale = source as f64 / target as f64;
    Axis::collect(source, target, |i, weights| {
        let (low, high) = (i as f64 * scale, ((i + 1) as f64 * scale).min(source as f64));
        let first = low.floor();
        // A sliver below 1e-3 of a pixel is rounding, as in OpenCV.
        let first = if first + 1.0 - low < 1e-3 { first + 1.0 } else { first };
        let end = if high - high.floor() < 1e-3 { high.floor() } else { high.ceil() };
        for pixel in first as usize..end as usize {
            let pixel = pixel as f64;
            weights.push(((pixel + 1.0).min(high) - pixel.max(low)) / (high - low));
        }
        first as isize
    })
}

/// OpenCV's answer to AREA where a side grows: linear, but with pixels that keep their width.
fn opencv_area_on_enlarge(source: usize, target: usize) -> Axis {
    let scale = source as f64 / target as f64;
    Axis::collect(source, target, |i, weights| {
        let base = (i as f64 * scale).floor();
        let t = (i + 1) as f64 - (base + 1.0) / scale;
        let t = if t <= 0.0 { 0.0 } else { t - t.floor() };
        weights.extend([1.0 - t, t]);
        base as isize
    })
}

/// Positions are rounded to f32, as torch computes them.
fn torch_bilinear(source: usize, target: usize) -> Axis {
    let scale = source as f32 / target as f32;
    Axis::collect(source, target, |i, weights| {
        let centre = (scale * (i as f32 + 0.5) - 0.5).max(0.0);
        let t = f64::from(centre - centre.floor());
        weights.extend([1.0 - t, t]);
        centre.floor() as isize
    })
}

/// The filter is stretched on shrink, so that every source pixel counts.
fn pillow(source: usize, target: usize, support: f64, filter: impl Fn(f64) -> f64) -> Axis {
    let scale = source as f64 / target as f64;
    let stretch = scale.max(1.0);
    Axis::collect(source, target, |i, weights| {
        let centre = (i as f64 + 0.5) * scale;
        // The casts cut towards zero, as in C.
        let low = ((centre - support * stretch + 0.5) as isize).max(0);
        let high = ((centre + support * stretch + 0.5) as isize).min(source as isize);
        weights.extend((low..high).map(|pixel| filter((pixel as f64 - centre + 0.5) / stretch)));
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        low
    })
}

fn pillow_bicubic(x: f64) -> f64 {
    const A: f64 = -0.5;
    let x = x.abs();
    if x < 1.0 {
        ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0
    } else if x < 2.0 {
        (((x - 5.0) * x + 8.0) * x - 4.0) * A
    } else {
        0.0
    }
}

fn sinc(x: f64) -> f64 {
    match x {
        0.0 => 1.0,
        // The sine of a rounded multiple of pi is not quite zero.
        x if x.fract() == 0.0 => 0.0,
        x => (PI * x).sin() / (PI * x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Resampler; 11] = [
        Resampler::OpencvNearest,
        Resampler::OpencvLinear,
        Resampler::OpencvArea,
        Resampler::OpencvCubic,
        Resampler::OpencvLanczos4,
        Resampler::PillowBox,
        Resampler::PillowBilinear,
        Resampler::PillowBicubic,
        Resampler::PillowLanczos,
        Resampler::TorchNearest,
        Resampler::TorchBilinear,
    ];

    #[test]
    fn taps_stay_inside_never_step_back_and_sum_to_one() {
        for resampler in ALL {
            for (source, target) in [(1, 1), (1, 9), (9, 1), (7, 7), (2, 7), (257, 131), (131, 257), (640, 3)] {
                let (axis, _) = axes(resampler, (source, source), (target, target));
                assert_eq!(axis.len(), target);
                assert!(axis.first.is_sorted(), "{resampler:?} {source} to {target}");
                for i in 0..target {
                    assert!(axis.first[i] + axis.taps <= source, "{resampler:?} {source} to {target}");
                    let sum: f64 = axis.exact[i * axis.taps..][..axis.taps].iter().sum();
                    assert!((sum - 1.0).abs() < 1e-12, "{resampler:?} {source} to {target}: {sum}");
                }
            }
        }
    }

    #[test]
    fn an_unchanged_size_needs_one_tap() {
        for resampler in ALL {
            assert_eq!(axes(resampler, (40, 30), (40, 30)).0.taps, 1, "{resampler:?}");
        }
    }
}
