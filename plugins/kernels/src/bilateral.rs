//! Bilateral filter: a mean over neighbours that are near in place and in colour. Exact, at the meaning of OpenCV:
//! circular neighbourhood, colours compared by the sum of the differences of their channels.

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_joint_band};
use crate::border::Border;
use crate::lanes::{Aligned, exp2_of_negative, finite, fused, lanes, lanes_mut, store};
use crate::plane::{PlaneMut, PlaneRef, assert_like};
use crate::simd::{by_cpu, fuses};

/// How near a neighbour must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bilateral {
    /// Diameter of the neighbourhood; 0 takes the one that belongs to `sigma_space_px`.
    pub diameter_px: usize,
    /// Standard deviation of the colour distance, in the unit of the values.
    pub sigma_colour: f32,
    /// Standard deviation of the distance in the picture.
    pub sigma_space_px: f32,
    /// What stands beyond the edges.
    pub border: Border,
}

impl Default for Bilateral {
    fn default() -> Self {
        Self { diameter_px: 9, sigma_colour: 75.0 / 255.0, sigma_space_px: 75.0, border: Border::default() }
    }
}

/// Smooths all planes of a picture and keeps its edges. A value that is no number counts as 0.
///
/// # Panics
/// If source and output differ in number or size, or there are more than four planes.
pub fn bilateral(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &Bilateral,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    run(source, 0, source.len(), out, options, progress)
}

/// Smooths a picture where `guide` has no edges.
///
/// # Panics
/// If the planes differ in size, source and output in number, or there are more than four planes.
pub fn joint_bilateral(
    guide: &[PlaneRef<'_>],
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &Bilateral,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let planes: Vec<_> = guide.iter().chain(source).copied().collect();
    run(&planes, guide.len(), guide.len(), out, options, progress)
}

/// `planes` holds the guide and, from `first` on, what is smoothed.
fn run(
    planes: &[PlaneRef<'_>],
    first: usize,
    guides: usize,
    out: &mut [PlaneMut<'_>],
    options: &Bilateral,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(&planes[first..], out);
    let sizes_agree =
        planes.iter().all(|plane| (plane.width(), plane.height()) == (planes[0].width(), planes[0].height()));
    assert!(sizes_agree, "guide and source of different size");
    assert!((1..=4).contains(&guides) && (1..=4).contains(&out.len()), "a picture has one to four planes");
    let neighbours = Neighbours::new(options);
    for_each_joint_band(out, ROWS_PER_BAND, progress, |first_row, bands| {
        let mut tile = Tile::new(&neighbours, planes.len());
        for column in (0..bands[0].width()).step_by(neighbours.columns()) {
            tile.run(planes, first, guides, (first_row, column), bands);
        }
    })
}

/// A neighbour below or to the right. The weight of a pair counts for both, so half of the neighbours are enough.
struct Neighbour {
    right: isize,
    down: usize,
    /// Logarithm, to the base of 2, of the weight of the distance.
    weight_log2: f32,
    /// Its first row in `Scratch::weights`; it keeps `down + 1` rows.
    weights_from: usize,
}

struct Neighbours {
    half: Vec<Neighbour>,
    radius: usize,
    /// Times the square of the colour distance: logarithm, to the base of 2, of the weight.
    colour_log2: f32,
    border: Border,
}

impl Neighbours {
    fn new(options: &Bilateral) -> Self {
        let space = f64::from(options.sigma_space_px).clamp(1e-3, 1e6);
        let colour = f64::from(options.sigma_colour).clamp(1e-6, 1e6);
        let radius = match options.diameter_px {
            0 => ((space * 1.5).round_ties_even() as usize).clamp(1, RADIUS_MAX),
            diameter => (diameter / 2).clamp(1, RADIUS_MAX),
        };
        let (mut half, mut weights_from) = (Vec::new(), 0);
        let reach = radius as isize;
        for down in 0..=reach {
            for right in -reach..=reach {
                let squared = right * right + down * down;
                if squared <= reach * reach && (down, right) > (0, 0) {
                    let weight_log2 = (-0.5 * squared as f64 / (space * space) * std::f64::consts::LOG2_E) as f32;
                    half.push(Neighbour { right, down: down as usize, weight_log2, weights_from });
                    weights_from += down as usize + 1;
                }
            }
        }
        let colour_log2 = (-0.5 / (colour * colour) * std::f64::consts::LOG2_E) as f32;
        Self { half, radius, colour_log2, border: options.border }
    }

    /// Columns of a tile: its weights reach `radius` further on both sides.
    fn columns(&self) -> usize {
        (2 * self.radius + 64).next_multiple_of(LANES).max(512) - 2 * self.radius
    }
}

/// Beyond this, one picture takes minutes; the neighbourhood ends there.
const RADIUS_MAX: usize = 128;
/// Pixels at once: their sums and weights stay in registers.
const LANES: usize = 32;

/// Rings of rows: pixels of the picture around the tile, and weights of each neighbour.
struct Tile<'a> {
    neighbours: &'a Neighbours,
    pixels: Aligned,
    weights: Aligned,
    /// Floats from one row of pixels to the next; planes lie one behind the other in a row.
    stride: usize,
    weights_stride: usize,
    /// Spare floats before each row, so that the first pixel of the tile and its weights are aligned.
    pixels_lead: usize,
    weights_lead: usize,
    planes: usize,
}

/// Where `weigh` finds the other pixel of each pair and puts the weights: places of the first pixel of a row.
struct Pair {
    there: usize,
    to: usize,
    weight_log2: f32,
}

/// Where `sum` finds a neighbour: places of the first pixel of the tile.
#[derive(Clone, Copy, Default)]
struct Places {
    /// Weight of the pair with the neighbour, and the neighbour's pixel.
    after: usize,
    pixel_after: usize,
    /// The same for the pixel whose neighbour this one is.
    before: usize,
    pixel_before: usize,
}

impl<'a> Tile<'a> {
    fn new(neighbours: &'a Neighbours, planes: usize) -> Self {
        let radius = neighbours.radius;
        let (pixels_lead, weights_lead) = ((2 * radius).wrapping_neg() % 16, radius.wrapping_neg() % 16);
        let weights_stride = (weights_lead + neighbours.columns() + 2 * radius).next_multiple_of(16);
        let stride = (pixels_lead + neighbours.columns() + 4 * radius + LANES).next_multiple_of(16);
        let weight_rows = neighbours.half.last().map_or(0, |last| last.weights_from + last.down + 1);
        Self {
            neighbours,
            pixels: Aligned::zeros((2 * radius + 1) * planes * stride + 2 * LANES),
            weights: Aligned::zeros(weight_rows * weights_stride + 2 * LANES),
            stride,
            weights_stride,
            pixels_lead,
            weights_lead,
            planes,
        }
    }

    /// Rows are numbered from `radius` above the band on. When the pixels of row `n + radius` are there, so are the
    /// weights from row `n` to all its neighbours below, and row `n` can be written.
    fn run(
        &mut self,
        planes: &[PlaneRef<'_>],
        first: usize,
        guides: usize,
        (first_row, column): (usize, usize),
        bands: &mut [PlaneMut<'_>],
    ) {
        let (radius, fused) = (self.neighbours.radius, usize::from(fuses()));
        let columns = self.neighbours.columns().min(bands[0].width() - column);
        let mut places = vec![Places::default(); self.neighbours.half.len()];
        let mut pairs = Vec::with_capacity(places.len());
        let mut next = 0;
        for row in 0..bands[0].height() + radius {
            while next <= row + radius {
                self.load(planes, (first_row + next) as isize - radius as isize, column, columns, next);
                next += 1;
            }
            let here = self.pixel_row(row);
            pairs.clear();
            for neighbour in self.neighbours.half.iter().filter(|neighbour| row + neighbour.down >= radius) {
                let there = self.pixel_row(row + neighbour.down) + radius;
                let (there, to) = (there.wrapping_add_signed(neighbour.right), self.weight_row(neighbour, row));
                pairs.push(Pair { there, to, weight_log2: neighbour.weight_log2 });
            }
            let (pixels, weights, width) = (&self.pixels[..], &mut self.weights[..], columns + 2 * radius);
            let colour_log2 = self.neighbours.colour_log2;
            WEIGH[guides - 1][fused](pixels, self.stride, here + radius, &pairs, colour_log2, width, weights);
            let Some(y) = row.checked_sub(radius) else { continue };
            for (places, neighbour) in places.iter_mut().zip(&self.neighbours.half) {
                let above = row - neighbour.down;
                *places = Places {
                    after: self.weight_row(neighbour, row) + radius,
                    pixel_after: (self.pixel_row(row + neighbour.down) + 2 * radius)
                        .wrapping_add_signed(neighbour.right),
                    before: (self.weight_row(neighbour, above) + radius).wrapping_add_signed(-neighbour.right),
                    pixel_before: (self.pixel_row(above) + 2 * radius).wrapping_add_signed(-neighbour.right),
                };
            }
            let pixels = &self.pixels[first * self.stride..];
            let centre = here + 2 * radius;
            let weights = &self.weights[..];
            let at = (y, column, columns);
            SUM[bands.len() - 1][fused](pixels, self.stride, centre, weights, &places, at, bands);
        }
    }

    fn pixel_row(&self, row: usize) -> usize {
        row % (2 * self.neighbours.radius + 1) * self.planes * self.stride + self.pixels_lead
    }

    fn weight_row(&self, neighbour: &Neighbour, row: usize) -> usize {
        (neighbour.weights_from + row % (neighbour.down + 1)) * self.weights_stride + self.weights_lead
    }

    /// Reads the source row that stands for `place` into row `row` of the ring, twice the radius wider on both sides.
    fn load(&mut self, planes: &[PlaneRef<'_>], place: isize, column: usize, columns: usize, row: usize) {
        let (radius, border) = (self.neighbours.radius, self.neighbours.border);
        let to = self.pixel_row(row);
        for (source, to) in planes.iter().zip(self.pixels[to..].chunks_mut(self.stride)) {
            let to = &mut to[..columns + 4 * radius];
            match border.place(place, source.height()) {
                Some(place) => border.extend(source.row(place), column as isize - 2 * radius as isize, to),
                None => to.fill(border.outside()),
            }
            make_finite(to);
        }
    }
}

by_cpu! {
    fn make_finite(row: &mut [f32]) {
        row.iter_mut().for_each(|pixel| *pixel = finite(*pixel));
    }
}

type Weigh = fn(&[f32], usize, usize, &[Pair], f32, usize, &mut [f32]);
/// By planes of the guide less one, then by `fuses`.
const WEIGH: [[Weigh; 2]; 4] = [
    [weigh::<1, false>, weigh::<1, true>],
    [weigh::<2, false>, weigh::<2, true>],
    [weigh::<3, false>, weigh::<3, true>],
    [weigh::<4, false>, weigh::<4, true>],
];

by_cpu! {
    /// Weights of the pixels of a row with their neighbours.
    fn weigh<const GUIDES: usize, const NATIVE: bool>(
        pixels: &[f32],
        stride: usize,
        here: usize,
        pairs: &[Pair],
        colour_log2: f32,
        width: usize,
        weights: &mut [f32],
    ) {
        for x in (0..width).step_by(LANES) {
            let guides = |place: usize| {
                std::array::from_fn::<&[f32; LANES], GUIDES, _>(|guide| lanes(pixels, place + guide * stride + x))
            };
            let here = guides(here);
            for pair in pairs {
                let there = guides(pair.there);
                let weights = lanes_mut::<LANES>(weights, pair.to + x);
                for i in 0..LANES {
                    let mut distance = 0.0;
                    for guide in 0..GUIDES {
                        distance += (here[guide][i] - there[guide][i]).abs();
                    }
                    let log2 = fused::<NATIVE>(distance * colour_log2, distance, pair.weight_log2);
                    weights[i] = exp2_of_negative(log2, fused::<NATIVE>);
                }
            }
        }
    }
}

type Sum = fn(&[f32], usize, usize, &[f32], &[Places], (usize, usize, usize), &mut [PlaneMut<'_>]);
/// By planes of the picture less one, then by `fuses`.
const SUM: [[Sum; 2]; 4] = [
    [sum::<1, false>, sum::<1, true>],
    [sum::<2, false>, sum::<2, true>],
    [sum::<3, false>, sum::<3, true>],
    [sum::<4, false>, sum::<4, true>],
];

by_cpu! {
    /// One row of the output.
    fn sum<const PLANES: usize, const NATIVE: bool>(
        pixels: &[f32],
        stride: usize,
        centre: usize,
        weights: &[f32],
        places: &[Places],
        at: (usize, usize, usize),
        bands: &mut [PlaneMut<'_>],
    ) {
        let (y, column, columns) = at;
        for x in (0..columns).step_by(LANES) {
            // The pixel itself, at weight 1.
            let mut weight_sum = [1.0; LANES];
            let mut sums = [[0.0; LANES]; PLANES];
            for (plane, sums) in sums.iter_mut().enumerate() {
                *sums = *lanes(pixels, centre + plane * stride + x);
            }
            for places in places {
                let after: &[f32; LANES] = lanes(weights, places.after + x);
                let before: &[f32; LANES] = lanes(weights, places.before + x);
                let pixels_at = |place: usize| {
                    std::array::from_fn::<&[f32; LANES], PLANES, _>(|plane| lanes(pixels, place + plane * stride + x))
                };
                let (pixel_after, pixel_before) = (pixels_at(places.pixel_after), pixels_at(places.pixel_before));
                for i in 0..LANES {
                    weight_sum[i] += after[i] + before[i];
                    for plane in 0..PLANES {
                        let sum = fused::<NATIVE>(after[i], pixel_after[plane][i], sums[plane][i]);
                        sums[plane][i] = fused::<NATIVE>(before[i], pixel_before[plane][i], sum);
                    }
                }
            }
            for (sums, band) in sums.iter().zip(&mut *bands) {
                let mut means = [0.0; LANES];
                for i in 0..LANES {
                    means[i] = sums[i] / weight_sum[i];
                }
                store(&mut band.row_mut(y)[column..column + columns], x, &means);
            }
        }
    }
}
