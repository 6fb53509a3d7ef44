//! Bilateral filter: a mean over neighbours that are near in place and in colour. Exact, at the meaning of OpenCV:
//! circular neighbourhood, colours compared by the sum of the differences of their channels.

use std::ops::Range;

use crate::aligned::Aligned;
use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_joint_band};
use crate::border::Border;
use crate::lanes::{ROUND, finite, fused, lanes, store};
use crate::plane::{PlaneMut, PlaneRef, assert_like};
use crate::simd::prefetch::prefetch;
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
    assert_like(source, out);
    assert!((1..=4).contains(&out.len()), "a picture has one to four planes");
    let neighbourhood = Neighbourhood::new(options);
    for_each_joint_band(out, ROWS_PER_BAND, progress, |first_row, bands| {
        let most = (STRIDE - 2 * neighbourhood.radius) / LANES * LANES;
        let columns = source[0].width().div_ceil(source[0].width().div_ceil(most)).next_multiple_of(LANES);
        let mut tile = Tile::new(neighbourhood.radius, bands.len(), bands[0].height());
        let places = tile.places(&neighbourhood.neighbours);
        let mean = MEANS[bands.len() - 1][usize::from(fuses())];
        for left in (0..source[0].width()).step_by(columns) {
            let columns = left..source[0].width().min(left + columns);
            for row in 0..tile.rows {
                let place = (first_row + row) as isize - neighbourhood.radius as isize;
                tile.load(row, source, (place, &columns), neighbourhood.scale, options.border);
                if let Some(y) = row.checked_sub(2 * neighbourhood.radius) {
                    mean(&tile, &places, 1.0 / neighbourhood.scale, (y, columns.clone()), bands);
                }
            }
        }
    })
}

/// Beyond this, one picture takes minutes; the neighbourhood ends there.
const RADIUS_MAX: usize = 128;
/// Pixels at once: their sums stay in registers.
const LANES: usize = 32;
/// Floats from one row of a plane in a tile to the next plane of that row: so few that the rows which neighbours are taken from
/// stay in the first-level cache. A constant, so that one check of bounds serves all planes.
const STRIDE: usize = 320;
/// Differences, in `scale`d values, beyond which a weight falls no further: below 2^-48 it does not count, but its products could
/// be subnormal numbers, which take a hundred times as long.
const FAR: f32 = 6.928;

/// A polynomial, its highest power first, for 2 to the power of -1/2 to 1/2. Its relative error is below 3e-6, which moves no mean
/// by more than a thousandth of a level; each power costs 4 % of the filter.
const EXP2: [f32; 5] = [0.009_570_532, 0.055_918_664, 0.240_247_35, 0.693_121_7, 0.999_999_3];

/// One that counts, and how much if its colour is the same.
pub struct Neighbour {
    /// Pixels to the right.
    pub right: isize,
    /// Pixels down.
    pub down: isize,
    /// Weight of the distance.
    pub weight: f64,
}

/// Who is near, by the options of a filter.
pub struct Neighbourhood {
    /// All but the pixel itself.
    pub neighbours: Vec<Neighbour>,
    radius: usize,
    /// Differences of values times this, squared: minus the logarithm, to the base of 2, of the weight.
    pub scale: f32,
}

impl Neighbourhood {
    /// All that these options reach.
    pub fn new(options: &Bilateral) -> Self {
        let space = f64::from(options.sigma_space_px).clamp(1e-3, 1e6);
        let colour = f64::from(options.sigma_colour).clamp(1e-6, 1e6);
        let radius = match options.diameter_px {
            0 => ((space * 1.5).round_ties_even() as usize).clamp(1, RADIUS_MAX),
            diameter => (diameter / 2).clamp(1, RADIUS_MAX),
        };
        let reach = radius as isize;
        let around = (-reach..=reach).flat_map(|down| (-reach..=reach).map(move |right| (right, down)));
        let near = around.filter(|(right, down)| (1..=reach * reach).contains(&(right * right + down * down)));
        let weighed = near.map(|(right, down)| {
            let squared = (right * right + down * down) as f64;
            Neighbour { right, down, weight: (-0.5 * squared / (space * space)).exp().max(2.0_f64.powi(-48)) }
        });
        let scale = (0.5 * std::f64::consts::LOG2_E).sqrt() / colour;
        Self { neighbours: weighed.collect(), radius, scale: scale as f32 }
    }
}

/// A part of the picture, `radius` wider on all sides; its values are `scale`d.
struct Tile {
    pixels: Aligned,
    radius: usize,
    planes: usize,
    rows: usize,
}

/// Where a neighbour lies, from a pixel of the tile on, and `EXP2` times the weight of its distance.
struct Place {
    offset: isize,
    powers: [f32; 5],
}

impl Tile {
    fn new(radius: usize, planes: usize, rows: usize) -> Self {
        let rows = rows + 2 * radius;
        Self { pixels: Aligned::zeros(rows * planes * STRIDE + LANES), radius, planes, rows }
    }

    fn places(&self, neighbours: &[Neighbour]) -> Vec<Place> {
        let row = (self.planes * STRIDE) as isize;
        let place = |neighbour: &Neighbour| Place {
            offset: neighbour.down * row + neighbour.right,
            powers: EXP2.map(|power| (f64::from(power) * neighbour.weight) as f32),
        };
        neighbours.iter().map(place).collect()
    }

    /// Takes a row, which stands for this place of the picture: these columns, and those around them.
    fn load(
        &mut self,
        row: usize,
        source: &[PlaneRef<'_>],
        (place, columns): (isize, &Range<usize>),
        scale: f32,
        border: Border,
    ) {
        let to = self.pixels[row * self.planes * STRIDE..].chunks_exact_mut(STRIDE);
        for (source, to) in source.iter().zip(to) {
            if let Some(next) = border.place(place + 1, source.height()) {
                prefetch(&source.row(next)[columns.clone()]);
            }
            let to = &mut to[..columns.len() + 2 * self.radius];
            match border.place(place, source.height()) {
                Some(place) => border.extend(source.row(place), columns.start as isize - self.radius as isize, to),
                None => to.fill(border.outside()),
            }
            scale_finite(to, scale);
        }
    }
}

by_cpu! {
    fn scale_finite(row: &mut [f32], scale: f32) {
        row.iter_mut().for_each(|pixel| *pixel = finite(*pixel) * scale);
    }
}

type Means = fn(&Tile, &[Place], f32, (usize, Range<usize>), &mut [PlaneMut<'_>]);
/// By planes less one, then by `fuses`.
const MEANS: [[Means; 2]; 4] = [
    [means::<1, false>, means::<1, true>],
    [means::<2, false>, means::<2, true>],
    [means::<3, false>, means::<3, true>],
    [means::<4, false>, means::<4, true>],
];

by_cpu! {
    /// Writes a row, these columns of it; `unscale` times a value of the tile is one of the picture.
    fn means<const PLANES: usize, const NATIVE: bool>(
        tile: &Tile,
        places: &[Place],
        unscale: f32,
        at: (usize, Range<usize>),
        bands: &mut [PlaneMut<'_>],
    ) {
        let (y, columns) = at;
        let pixels = &tile.pixels[..];
        for x in (0..columns.len()).step_by(LANES) {
            let centre = (y + tile.radius) * PLANES * STRIDE + tile.radius + x;
            let window = &pixels[centre..][..(PLANES - 1) * STRIDE + LANES];
            let mut here = [[0.0; LANES]; PLANES];
            for (plane, here) in here.iter_mut().enumerate() {
                *here = *lanes(window, plane * STRIDE);
            }
            // The pixel itself, at weight 1.
            let (mut sums, mut weights) = (here, [1.0; LANES]);
            for place in places {
                let window = &pixels[centre.wrapping_add_signed(place.offset)..][..(PLANES - 1) * STRIDE + LANES];
                let mut there = [&[0.0; LANES]; PLANES];
                for (plane, there) in there.iter_mut().enumerate() {
                    *there = lanes(window, plane * STRIDE);
                }
                for i in 0..LANES {
                    let mut apart = 0.0;
                    for plane in 0..PLANES {
                        apart += (here[plane][i] - there[plane][i]).abs();
                    }
                    let apart = if apart < FAR { apart } else { FAR };
                    // The whole part of the power of 2 sits in the low bits of `whole`, the rest is in `part`.
                    let whole = fused::<NATIVE>(-apart, apart, ROUND);
                    let part = fused::<NATIVE>(-apart, apart, ROUND - whole);
                    let mut power = place.powers[0];
                    for next in 1..5 {
                        power = fused::<NATIVE>(power, part, place.powers[next]);
                    }
                    let weight = f32::from_bits(power.to_bits().wrapping_add(whole.to_bits() << 23));
                    weights[i] += weight;
                    for plane in 0..PLANES {
                        sums[plane][i] = fused::<NATIVE>(weight, there[plane][i], sums[plane][i]);
                    }
                }
            }
            for (sums, band) in sums.iter().zip(&mut *bands) {
                let mut means = [0.0; LANES];
                for i in 0..LANES {
                    means[i] = sums[i] / weights[i] * unscale;
                }
                store(&mut band.row_mut(y)[columns.clone()], x, &means);
            }
        }
    }
}
