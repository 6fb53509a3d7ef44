//! Reads golden files, and compares planes with them.

use std::fs;
use std::path::PathBuf;

use weft_kernels::{Plane, PlaneMut, PlaneRef};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/kernels").join(name)
}

/// The numbers of a .npy file of f32 or f64, taken in turns.
pub(crate) struct Answers {
    name: String,
    numbers: Vec<f64>,
    taken: usize,
}

impl Answers {
    pub(crate) fn open(name: &str) -> Self {
        let bytes = fs::read(path(&format!("{name}.npy"))).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00", "{name}");
        let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
        let header = str::from_utf8(&bytes[10..start]).unwrap();
        let numbers = if header.contains("'<f4'") {
            bytes[start..].as_chunks().0.iter().map(|&number| f64::from(f32::from_le_bytes(number))).collect()
        } else {
            assert!(header.contains("'<f8'"), "{name}: {header}");
            bytes[start..].as_chunks().0.iter().map(|&number| f64::from_le_bytes(number)).collect()
        };
        Self { name: name.to_owned(), numbers, taken: 0 }
    }

    /// The next numbers of the file.
    pub(crate) fn take(&mut self, count: usize) -> &[f64] {
        self.taken += count;
        assert!(self.taken <= self.numbers.len(), "{} holds only {} numbers", self.name, self.numbers.len());
        &self.numbers[self.taken - count..self.taken]
    }

    /// All numbers of the file.
    #[allow(dead_code, reason = "for the tests of kinds, which take this file in by path")]
    pub(crate) fn all(self) -> Vec<f64> {
        self.numbers
    }

    /// The next numbers of the file as a plane.
    pub(crate) fn plane(&mut self, width: usize, height: usize) -> Plane {
        let numbers = self.take(width * height);
        Plane::from_fn(width, height, |x, y| numbers[y * width + x] as f32)
    }

    /// Compares a plane with the next numbers of the file.
    #[track_caller]
    pub(crate) fn check(&mut self, plane: PlaneRef<'_>, difference_max: f64, what: &str) {
        let name = self.name.clone();
        let want = self.take(plane.width() * plane.height());
        let (mut largest, mut place) = (0.0, 0);
        for (i, (&have, &want)) in plane.rows().flatten().zip(want).enumerate() {
            let difference = (f64::from(have) - want).abs();
            // Where both are no number, they agree; where one is, nothing is further apart.
            let difference = if have.is_nan() && want.is_nan() { 0.0 } else { difference };
            if difference > largest || difference.is_nan() {
                (largest, place) = (if difference.is_nan() { f64::INFINITY } else { difference }, i);
            }
        }
        let (x, y) = (place % plane.width(), place / plane.width());
        assert!(
            largest <= difference_max,
            "{name}, {what}: {} at ({x}, {y}) and not {}, {largest:e} apart",
            plane.row(y)[x],
            want[place]
        );
    }

    /// Nothing may be left over.
    #[track_caller]
    pub(crate) fn end(self) {
        assert_eq!(self.taken, self.numbers.len(), "{} holds more than was compared", self.name);
    }
}

/// A golden picture of 8 bits, in [0, 1].
pub(crate) fn png(name: &str) -> Vec<Plane> {
    let file = std::io::BufReader::new(fs::File::open(path(&format!("{name}.png"))).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(frame.bit_depth, png::BitDepth::Eight, "{name}");
    let samples = frame.color_type.samples();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let value = |x: usize, y: usize, c: usize| f32::from(bytes[(y * width + x) * samples + c]) / 255.0;
    (0..samples).map(|c| Plane::from_fn(width, height, |x, y| value(x, y, c))).collect()
}

/// Compares pictures in levels of 8 bits, as they would be saved: the largest and the mean difference.
#[track_caller]
pub(crate) fn check_levels(have: &[Plane], want: &[Plane], largest_max: f32, mean_max: f64, what: &str) {
    assert_eq!(have.len(), want.len(), "{what}");
    let level = |pixel: &f32| (pixel * 255.0).round_ties_even().clamp(0.0, 255.0);
    let (mut largest, mut sum, mut count) = (0.0_f32, 0.0, 0);
    for (have, want) in have.iter().zip(want) {
        assert_eq!((have.width(), have.height()), (want.width(), want.height()), "{what}");
        for (have, want) in have.rows().flatten().zip(want.rows().flatten()) {
            let difference = (level(have) - level(want)).abs();
            assert!(!difference.is_nan(), "{what}: a pixel is no number");
            largest = largest.max(difference);
            sum += f64::from(difference);
            count += 1;
        }
    }
    let mean = sum / f64::from(count);
    assert!(largest <= largest_max && mean <= mean_max, "{what}: {largest} levels apart, {mean} in the mean");
}

/// All planes, borrowed to read.
pub(crate) fn views(planes: &[Plane]) -> Vec<PlaneRef<'_>> {
    planes.iter().map(Plane::view).collect()
}

/// All planes, borrowed to write.
pub(crate) fn views_mut(planes: &mut [Plane]) -> Vec<PlaneMut<'_>> {
    planes.iter_mut().map(Plane::view_mut).collect()
}

/// The answer with one thread, which eight threads must give as well, bit for bit.
pub(crate) fn same_for_any_threads(work: impl Fn() -> Vec<Plane> + Sync) -> Vec<Plane> {
    let answer = weft_kernels::bands::with_threads(1, &work).unwrap();
    let again = weft_kernels::bands::with_threads(8, &work).unwrap();
    for (one, eight) in answer.iter().zip(&again) {
        let bits = |plane: &Plane| plane.rows().flatten().map(|pixel| pixel.to_bits()).collect::<Vec<_>>();
        assert!(bits(one) == bits(eight), "eight threads give other bits than one");
    }
    answer
}

/// As `same_for_any_threads`, with each set of instructions that this processor has.
pub(crate) fn same_everywhere(work: impl Fn() -> Vec<Plane> + Sync) -> Vec<Plane> {
    use weft_kernels::simd::{Level, limit};
    let answers = [Level::Baseline, Level::V3, Level::V4].map(|level| {
        limit(level);
        same_for_any_threads(&work)
    });
    let bits = |planes: &[Plane]| {
        planes.iter().flat_map(Plane::rows).flatten().map(|pixel| pixel.to_bits()).collect::<Vec<_>>()
    };
    assert!(answers.iter().all(|answer| bits(answer) == bits(&answers[0])), "other bits with other instructions");
    answers.into_iter().next().unwrap()
}
