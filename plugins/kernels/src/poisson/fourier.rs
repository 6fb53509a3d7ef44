//! A complex Fourier transform of eight lines at once, in f64: the same bits on every processor, which no library of
//! transforms promises. Lengths of the factors 2, 3, 4 and 5 go straight; others by Bluestein's chirp.

use std::f64::consts::PI;

/// Lines that are transformed together.
pub(super) const LANES: usize = 8;

/// One place of eight complex lines.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(64))]
pub(super) struct Complex {
    pub(super) re: [f64; LANES],
    pub(super) im: [f64; LANES],
}

/// One complex number, the same for all lines.
type Number = (f64, f64);

/// A transform of one length, ready to run.
pub(super) struct Fourier {
    length: usize,
    /// Of each stage, in order.
    radices: Vec<usize>,
    /// So many first stages stay within parts of so many places, which fit the first-level cache.
    near: usize,
    part: usize,
    /// exp(-2πi k / length).
    roots: Vec<Number>,
    /// Which value belongs at each place before the first stage: the digits of the place, reversed.
    sources: Vec<usize>,
    chirp: Option<Box<Chirp>>,
}

/// Turns a length with a large factor into a convolution of a longer, smooth one.
struct Chirp {
    inner: Fourier,
    /// exp(-πi k² / length).
    wave: Vec<Number>,
    /// Transform of the conjugate of the wave, divided by the inner length.
    spectrum: Vec<Number>,
}

/// Places that fit the first-level cache.
const PART_MAX: usize = 256;

/// Of each stage, in order; none where the length has a factor above 5.
fn radices_of(mut length: usize) -> Option<Vec<usize>> {
    let mut radices = Vec::new();
    for radix in [4, 2, 3, 5] {
        while length.is_multiple_of(radix) {
            radices.push(radix);
            length /= radix;
        }
    }
    radices.reverse();
    (length == 1).then_some(radices)
}

/// Which value belongs at each place before the first stage: the digits of the place, reversed.
fn sources_of(length: usize, radices: &[usize]) -> Vec<usize> {
    let source = |mut place: usize| {
        let (mut source, mut stride) = (0, length);
        for radix in radices {
            stride /= radix;
            source += place % radix * stride;
            place /= radix;
        }
        source
    };
    (0..length).map(source).collect()
}

impl Fourier {
    pub(super) fn new(length: usize) -> Self {
        let roots = (0..length).map(|k| unit(-2.0 * PI * k as f64 / length as f64)).collect();
        if let Some(radices) = radices_of(length) {
            let (mut near, mut part) = (0, 1);
            while let Some(radix) = radices.get(near).filter(|radix| *radix * part <= PART_MAX) {
                (near, part) = (near + 1, part * radix);
            }
            let sources = sources_of(length, &radices);
            return Self { length, radices, near, part, roots, sources, chirp: None };
        }
        let longer = (2 * length - 1..).find(|&longer| radices_of(longer).is_some()).unwrap_or(2 * length);
        let inner = Self::new(longer);
        // The squares wrap around at twice the length; that keeps the angles small and exact.
        let wave: Vec<Number> =
            (0..length).map(|k| unit(-PI * (k * k % (2 * length)) as f64 / length as f64)).collect();
        let mut values = vec![Complex::default(); longer];
        for (k, &(re, im)) in wave.iter().enumerate() {
            for place in [k, (longer - k) % longer] {
                values[place] = Complex { re: [re; LANES], im: [-im; LANES] };
            }
        }
        let mut out = vec![Complex::default(); longer];
        inner.run(&values, &mut out);
        let scale = 1.0 / longer as f64;
        let spectrum = out.iter().map(|value| (value.re[0] * scale, value.im[0] * scale)).collect();
        let chirp = Some(Box::new(Chirp { inner, wave, spectrum }));
        Self { length, radices: Vec::new(), near: 0, part: 1, roots, sources: Vec::new(), chirp }
    }

    /// Places that `scratch` of `run_with` needs.
    pub(super) fn scratch(&self) -> usize {
        self.chirp.as_ref().map_or(0, |chirp| 2 * chirp.inner.length)
    }

    /// Transforms `values`, of any length, into `out`.
    #[inline(always)]
    pub(super) fn run_with(&self, values: &[Complex], out: &mut [Complex], scratch: &mut [Complex]) {
        let Some(chirp) = &self.chirp else { return self.run(values, out) };
        let (a, b) = scratch.split_at_mut(chirp.inner.length);
        for ((a, value), &wave) in a.iter_mut().zip(values).zip(&chirp.wave) {
            *a = times(value, wave);
        }
        a[self.length..].fill(Complex::default());
        chirp.inner.run(a, b);
        // The inverse transform is the forward one of the conjugate, conjugated.
        for (value, &spectrum) in b.iter_mut().zip(&chirp.spectrum) {
            *value = times(value, spectrum);
            value.im = value.im.map(|im| -im);
        }
        chirp.inner.run(b, a);
        for ((out, value), &wave) in out.iter_mut().zip(&mut *a).zip(&chirp.wave) {
            value.im = value.im.map(|im| -im);
            *out = times(value, wave);
        }
    }

    /// Transforms `values`, of a smooth length, into `out`.
    #[inline(always)]
    fn run(&self, values: &[Complex], out: &mut [Complex]) {
        for (part, sources) in out.chunks_exact_mut(self.part).zip(self.sources.chunks_exact(self.part)) {
            for (to, &source) in part.iter_mut().zip(sources) {
                *to = values[source];
            }
            self.run_stages(part, 1, &self.radices[..self.near]);
        }
        self.run_stages(out, self.part, &self.radices[self.near..]);
    }

    /// `done` places in a row are transformed already.
    #[inline(always)]
    fn run_stages(&self, out: &mut [Complex], mut done: usize, radices: &[usize]) {
        for &radix in radices {
            let step = self.length / (done * radix);
            for block in out.chunks_exact_mut(done * radix) {
                match radix {
                    2 => stage_2(block, &self.roots, step),
                    3 => stage_3(block, &self.roots, step),
                    4 => stage_4(block, &self.roots, step),
                    _ => stage_5(block, &self.roots, step),
                }
            }
            done *= radix;
        }
    }
}

fn unit(angle: f64) -> Number {
    (angle.cos(), angle.sin())
}

#[inline(always)]
fn times(a: &Complex, (re, im): Number) -> Complex {
    let mut out = Complex::default();
    for i in 0..LANES {
        out.re[i] = a.re[i] * re - a.im[i] * im;
        out.im[i] = a.re[i] * im + a.im[i] * re;
    }
    out
}

#[inline(always)]
fn sum(a: &Complex, b: &Complex) -> Complex {
    let mut out = Complex::default();
    for i in 0..LANES {
        out.re[i] = a.re[i] + b.re[i];
        out.im[i] = a.im[i] + b.im[i];
    }
    out
}

#[inline(always)]
fn difference(a: &Complex, b: &Complex) -> Complex {
    let mut out = Complex::default();
    for i in 0..LANES {
        out.re[i] = a.re[i] - b.re[i];
        out.im[i] = a.im[i] - b.im[i];
    }
    out
}

/// a + f · b, or a + i · f · b.
#[inline(always)]
fn plus(a: &Complex, f: f64, b: &Complex) -> Complex {
    let mut out = Complex::default();
    for i in 0..LANES {
        out.re[i] = a.re[i] + f * b.re[i];
        out.im[i] = a.im[i] + f * b.im[i];
    }
    out
}

#[inline(always)]
fn plus_turned(a: &Complex, f: f64, b: &Complex) -> Complex {
    let mut out = Complex::default();
    for i in 0..LANES {
        out.re[i] = a.re[i] - f * b.im[i];
        out.im[i] = a.im[i] + f * b.re[i];
    }
    out
}

#[inline(always)]
fn stage_2(block: &mut [Complex], roots: &[Number], step: usize) {
    let part = block.len() / 2;
    let (first, second) = block.split_at_mut(part);
    for (k, (a, b)) in first.iter_mut().zip(second).enumerate() {
        let turned = times(b, roots[k * step]);
        *b = difference(a, &turned);
        *a = sum(a, &turned);
    }
}

#[inline(always)]
fn stage_3(block: &mut [Complex], roots: &[Number], step: usize) {
    const HIGH: f64 = 0.866_025_403_784_438_6;
    let part = block.len() / 3;
    let (first, rest) = block.split_at_mut(part);
    let (second, third) = rest.split_at_mut(part);
    for (k, ((a, b), c)) in first.iter_mut().zip(second).zip(third).enumerate() {
        let (tb, tc) = (times(b, roots[k * step]), times(c, roots[2 * k * step]));
        let (both, apart) = (sum(&tb, &tc), difference(&tb, &tc));
        let middle = plus(a, -0.5, &both);
        *a = sum(a, &both);
        *b = plus_turned(&middle, -HIGH, &apart);
        *c = plus_turned(&middle, HIGH, &apart);
    }
}

#[inline(always)]
fn stage_4(block: &mut [Complex], roots: &[Number], step: usize) {
    let part = block.len() / 4;
    let (first, rest) = block.split_at_mut(part);
    let (second, rest) = rest.split_at_mut(part);
    let (third, fourth) = rest.split_at_mut(part);
    for (k, (((a, b), c), d)) in first.iter_mut().zip(second).zip(third).zip(fourth).enumerate() {
        let (tb, tc, td) = (times(b, roots[k * step]), times(c, roots[2 * k * step]), times(d, roots[3 * k * step]));
        let (even, odd) = (sum(a, &tc), difference(a, &tc));
        let (both, apart) = (sum(&tb, &td), difference(&tb, &td));
        *a = sum(&even, &both);
        *b = plus_turned(&odd, -1.0, &apart);
        *c = difference(&even, &both);
        *d = plus_turned(&odd, 1.0, &apart);
    }
}

#[inline(always)]
fn stage_5(block: &mut [Complex], roots: &[Number], step: usize) {
    const COS_1: f64 = 0.309_016_994_374_947_45;
    const COS_2: f64 = -0.809_016_994_374_947_5;
    const SIN_1: f64 = 0.951_056_516_295_153_5;
    const SIN_2: f64 = 0.587_785_252_292_473_1;
    let part = block.len() / 5;
    let (first, rest) = block.split_at_mut(part);
    let (second, rest) = rest.split_at_mut(part);
    let (third, rest) = rest.split_at_mut(part);
    let (fourth, fifth) = rest.split_at_mut(part);
    let all = first.iter_mut().zip(second).zip(third).zip(fourth).zip(fifth);
    for (k, ((((a, b), c), d), e)) in all.enumerate() {
        let (tb, tc) = (times(b, roots[k * step]), times(c, roots[2 * k * step]));
        let (td, te) = (times(d, roots[3 * k * step]), times(e, roots[4 * k * step]));
        let (outer, inner) = (sum(&tb, &te), sum(&tc, &td));
        let (outer_apart, inner_apart) = (difference(&tb, &te), difference(&tc, &td));
        let near = plus(&plus(a, COS_1, &outer), COS_2, &inner);
        let far = plus(&plus(a, COS_2, &outer), COS_1, &inner);
        *a = sum(&sum(a, &outer), &inner);
        *b = plus_turned(&plus_turned(&near, -SIN_1, &outer_apart), -SIN_2, &inner_apart);
        *e = plus_turned(&plus_turned(&near, SIN_1, &outer_apart), SIN_2, &inner_apart);
        *c = plus_turned(&plus_turned(&far, -SIN_2, &outer_apart), SIN_1, &inner_apart);
        *d = plus_turned(&plus_turned(&far, SIN_2, &outer_apart), -SIN_1, &inner_apart);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_agrees_with_the_definition() {
        for length in (1..=66).chain([101, 120, 125, 127, 128, 150]) {
            let lane = |k: usize, i: usize| ((k * 37 + i * 11) % 23) as f64 - 11.0;
            let values: Vec<Complex> = (0..length)
                .map(|k| Complex {
                    re: std::array::from_fn(|i| lane(k, i)),
                    im: std::array::from_fn(|i| lane(k + 5, 2 * i)),
                })
                .collect();
            let fourier = Fourier::new(length);
            let mut out = vec![Complex::default(); length];
            fourier.run_with(&values, &mut out, &mut vec![Complex::default(); fourier.scratch()]);
            for (k, out) in out.iter().enumerate() {
                let mut want = Complex::default();
                for (j, value) in values.iter().enumerate() {
                    want = sum(&want, &times(value, unit(-2.0 * PI * (j * k % length) as f64 / length as f64)));
                }
                for i in 0..LANES {
                    let apart = (out.re[i] - want.re[i]).abs().max((out.im[i] - want.im[i]).abs());
                    assert!(apart < 1e-9, "length {length}, {k}: {apart:e}");
                }
            }
        }
    }
}
