//! Fills holes from their edge inwards (Telea 2004), at the meaning of `cv2.inpaint`: each pixel continues the colours and the
//! slopes of its known neighbours, in the order in which a front that starts at the edge arrives. OpenCV's own habits are kept:
//! slopes are read a pixel off, and the step along them has the size of a level of 8 bits.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::bands::{Cancelled, Progress};
use crate::lanes::finite;
use crate::morphology::{Element, Shape, dilate};
use crate::plane::{Plane, PlaneMut, PlaneRef, assert_like};
use crate::seamless_clone::Levels;

/// How to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telea {
    /// How far known pixels count.
    pub radius_px: usize,
    /// Whether to round as with levels of 8 bits.
    pub levels: Levels,
}

impl Default for Telea {
    fn default() -> Self {
        Self { radius_px: 3, levels: Levels::Continuous }
    }
}

/// OpenCV's own bound.
const RADIUS_MAX: usize = 100;

/// Fills the pixels where `hole` is above 0; all others stay. A hole without any known pixel stays, too.
///
/// # Panics
/// If planes differ in size, or source and output in number.
pub fn telea(
    source: &[PlaneRef<'_>],
    hole: PlaneRef<'_>,
    out: &mut [PlaneMut<'_>],
    options: &Telea,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    assert!(
        source.iter().all(|plane| (plane.width(), plane.height()) == (hole.width(), hole.height())),
        "hole and picture of different size"
    );
    let mut colours: Vec<Plane> = source.iter().map(|plane| scaled(*plane, options.levels)).collect();
    let mut field = Field::new(hole, options.radius_px.clamp(1, RADIUS_MAX), progress)?;
    let todo = field.flags.iter().filter(|flag| **flag == Flag::Inside).count();
    let mut front = Front::at(&field.band);
    let mut done = 0;
    // OpenCV leaves the first row and column alone.
    let first = if options.levels == Levels::EightBits { 2 } else { 1 };
    while let Some(at) = front.next() {
        field.flags[at] = Flag::Known;
        for near in field.neighbours(at) {
            let (x, y) = (near % field.width, near / field.width);
            if x < first
                || y < first
                || x + 1 >= field.width
                || y + 1 >= field.height
                || field.flags[near] != Flag::Inside
            {
                continue;
            }
            field.times[near] = field.arrival(near);
            field.fill(&mut colours, x, y, options.levels);
            field.flags[near] = Flag::Band;
            front.add(field.times[near], near);
            done += 1;
            if let (Some(report), 0) = (progress, done % 4096) {
                report(done as f64 / todo as f64)?;
            }
        }
    }
    for ((out, source), colour) in out.iter_mut().zip(source).zip(&colours) {
        for (y, row) in out.rows_mut().enumerate() {
            let from = source.row(y).iter().zip(colour.row(y)).zip(hole.row(y));
            for (to, ((&source, &filled), &hole)) in row.iter_mut().zip(from) {
                *to = if hole > 0.0 { filled / 255.0 } else { source };
            }
        }
    }
    Ok(())
}

/// Values in the unit of 8-bit levels, and such levels if asked for.
fn scaled(plane: PlaneRef<'_>, levels: Levels) -> Plane {
    let mut scaled = plane.to_plane();
    for value in scaled.rows_mut().flatten() {
        *value = finite(*value) * 255.0;
        if levels == Levels::EightBits {
            *value = value.round_ties_even().clamp(0.0, 255.0);
        }
    }
    scaled
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flag {
    /// Has its colour.
    Known,
    /// The front is here.
    Band,
    /// Waits for the front.
    Inside,
}

/// The picture with a rim of one pixel around it, as a front sees it.
struct Field {
    flags: Vec<Flag>,
    /// When the front arrives: below 0 outside of the hole.
    times: Vec<f32>,
    /// Where the front starts: the known neighbours of the hole.
    band: Vec<usize>,
    width: usize,
    height: usize,
    radius: usize,
}

impl Field {
    fn new(hole: PlaneRef<'_>, radius: usize, progress: Progress<'_>) -> Result<Self, Cancelled> {
        let (width, height) = (hole.width() + 2, hole.height() + 2);
        let mut inside = Plane::new(width, height);
        for (y, row) in hole.rows().enumerate() {
            let to = &mut inside.row_mut(y + 1)[1..width - 1];
            to.iter_mut().zip(row).for_each(|(to, &hole)| *to = if hole > 0.0 { 1.0 } else { 0.0 });
        }
        // Around the hole, without the rim.
        let around = |shape: Shape, radius: usize| {
            let mut grown = Plane::new(width, height);
            dilate(&[inside.view()], &mut [grown.view_mut()], &Element::of_radius(shape, radius), progress)?;
            let is_around = |at: usize| {
                let (x, y) = (at % width, at / width);
                let rim = x == 0 || y == 0 || x == width - 1 || y == height - 1;
                !rim && grown.row(y)[x] > 0.0 && inside.row(y)[x] == 0.0
            };
            Ok((0..width * height).map(is_around).collect::<Vec<bool>>())
        };
        let (band, ring) = (around(Shape::Cross, 1)?, around(Shape::Rectangle, radius)?);
        let inside = |at: usize| inside.row(at / width)[at % width] > 0.0;
        let flag = |at: usize| match (inside(at), band[at]) {
            (true, _) => Flag::Inside,
            (_, true) => Flag::Band,
            _ => Flag::Known,
        };
        let band_places: Vec<usize> = (0..width * height).filter(|&at| band[at]).collect();
        let times = (0..width * height).map(|at| if band[at] { 0.0 } else { 1e6 }).collect();
        let flags = (0..width * height).map(flag).collect();
        let mut field = Self { flags, times, band: band_places, width, height, radius };
        field.march_outwards(&ring);
        Ok(field)
    }

    /// How far known pixels near the hole are from it, as times below 0.
    fn march_outwards(&mut self, ring: &[bool]) {
        let of_hole = std::mem::take(&mut self.flags);
        self.flags = (0..of_hole.len())
            .map(|at| match of_hole[at] {
                Flag::Band => Flag::Band,
                Flag::Inside => Flag::Known,
                Flag::Known if ring[at] => Flag::Inside,
                Flag::Known => Flag::Known,
            })
            .collect();
        let mut front = Front::at(&self.band);
        let mut passed = Vec::new();
        while let Some(at) = front.next() {
            self.flags[at] = Flag::Known;
            passed.push(at);
            for near in self.neighbours(at) {
                let (x, y) = (near % self.width, near / self.width);
                let rim = x == 0 || y == 0 || x == self.width - 1 || y == self.height - 1;
                if !rim && self.flags[near] == Flag::Inside {
                    self.times[near] = self.arrival(near);
                    self.flags[near] = Flag::Band;
                    front.add(self.times[near], near);
                }
            }
        }
        passed.into_iter().for_each(|at| self.times[at] = -self.times[at]);
        self.flags = of_hole;
    }

    /// Up, left, down, right: the order decides ties. Places on the rim have fewer.
    fn neighbours(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let (x, y, width) = (at % self.width, at / self.width, self.width);
        let up = (y > 0).then(|| at - width);
        let left = (x > 0).then(|| at - 1);
        let down = (y + 1 < self.height).then(|| at + width);
        let right = (x + 1 < width).then(|| at + 1);
        [up, left, down, right].into_iter().flatten()
    }

    /// When the front comes here from the neighbours where it has been.
    fn arrival(&self, at: usize) -> f32 {
        let time = |place: usize| (self.flags[place] != Flag::Inside).then(|| f64::from(self.times[place]));
        let from = |first: usize, second: usize| match (time(first), time(second)) {
            (Some(a), Some(b)) if (a - b).abs() >= 1.0 => 1.0 + a.min(b),
            (Some(a), Some(b)) => (a + b + (2.0 - (a - b) * (a - b)).sqrt()) * 0.5,
            (Some(time), None) | (None, Some(time)) => 1.0 + time,
            (None, None) => 1.0 + f64::from(self.times[first].min(self.times[second])),
        };
        let (up, down) = (at - self.width, at + self.width);
        from(up, at - 1).min(from(down, at - 1)).min(from(up, at + 1)).min(from(down, at + 1)) as f32
    }

    fn is_known(&self, x: usize, y: usize) -> bool {
        self.flags[y * self.width + x] != Flag::Inside
    }

    /// How steeply the front rises at (x, y), right and down.
    fn slope_of_front(&self, x: usize, y: usize) -> [f32; 2] {
        let time = |(x, y): (usize, usize)| self.times[y * self.width + x];
        let slope = |after: (usize, usize), before: (usize, usize)| match (
            self.is_known(after.0, after.1),
            self.is_known(before.0, before.1),
        ) {
            (true, true) => (time(after) - time(before)) * 0.5,
            (true, false) => time(after) - time((x, y)),
            (false, true) => time((x, y)) - time(before),
            (false, false) => 0.0,
        };
        [slope((x + 1, y), (x - 1, y)), slope((x, y + 1), (x, y - 1))]
    }

    /// Gives the pixel at (x, y) of the field its colour. In f32 and in the order of OpenCV: halves are rounded at the end.
    fn fill(&self, colours: &mut [Plane], x: usize, y: usize, levels: Levels) {
        let [slope_x, slope_y] = self.slope_of_front(x, y);
        let (reach, time) = (self.radius, self.times[y * self.width + x]);
        // At the edges OpenCV looks at the next pixel, even if that has no colour yet.
        let aside = usize::from(levels == Levels::EightBits);
        // A pixel of the picture lies one further up and left than in the field.
        let around = |near: usize, length: usize| {
            let (first, last) = (usize::from(near == 1), usize::from(near == length - 2));
            (near - 1 + aside * first, (near - 1).saturating_sub(aside * last))
        };
        let mut sums = [Sums::default(); 4];
        let mut weights = 1e-20_f32;
        for near_y in y.saturating_sub(reach).max(1)..=(y + reach).min(self.height - 2) {
            let (y_minus, y_plus) = around(near_y, self.height);
            for near_x in x.saturating_sub(reach).max(1)..=(x + reach).min(self.width - 2) {
                let (ray_x, ray_y) = (x as f32 - near_x as f32, y as f32 - near_y as f32);
                let squared = ray_x * ray_x + ray_y * ray_y;
                if squared > (reach * reach) as f32 || !self.is_known(near_x, near_y) {
                    continue;
                }
                let (x_minus, x_plus) = around(near_x, self.width);
                let nearness = (1.0 / (f64::from(squared) * f64::from(squared).sqrt())) as f32;
                let apart = (self.times[near_y * self.width + near_x] - time).abs();
                let likeness = (1.0 / (1.0 + f64::from(apart))) as f32;
                let direction = ray_x * slope_x + ray_y * slope_y;
                let direction = if direction.abs() <= 0.01 { 1e-6 } else { direction };
                let weight = (nearness * likeness * direction).abs();
                let known_x = (self.is_known(near_x + 1, near_y), self.is_known(near_x - 1, near_y));
                let known_y = (self.is_known(near_x, near_y + 1), self.is_known(near_x, near_y - 1));
                weights += weight;
                for (sums, colour) in sums.iter_mut().zip(&*colours) {
                    // Beyond the picture its edge goes on.
                    let at = |x: usize, y: usize| colour.row(y.min(colour.height() - 1))[x.min(colour.width() - 1)];
                    let here = at(x_minus, y_minus);
                    let right = match known_x {
                        (true, true) => (at(x_plus + 1, y_minus) - at(x_minus.saturating_sub(1), y_minus)) * 2.0,
                        (true, false) => at(x_plus + 1, y_minus) - here,
                        (false, true) => at(x_plus, y_minus) - at(x_minus.saturating_sub(1), y_minus),
                        (false, false) => 0.0,
                    };
                    let down = match known_y {
                        (true, true) => (at(x_minus, y_plus + 1) - at(x_minus, y_minus.saturating_sub(1))) * 2.0,
                        (true, false) => at(x_minus, y_plus + 1) - here,
                        (false, true) => at(x_minus, y_plus) - at(x_minus, y_minus.saturating_sub(1)),
                        (false, false) => 0.0,
                    };
                    sums.value += weight * here;
                    sums.right -= weight * (right * ray_x);
                    sums.down -= weight * (down * ray_y);
                }
            }
        }
        for (sums, colour) in sums.iter().zip(colours) {
            let length = (sums.right * sums.right + sums.down * sums.down).sqrt() + 1e-20;
            let value = sums.value / weights + (sums.right + sums.down) / length;
            colour.row_mut(y - 1)[x - 1] = match levels {
                Levels::Continuous => value.clamp(0.0, 255.0),
                Levels::EightBits => (value + 0.5).round_ties_even().clamp(0.0, 255.0),
            };
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Sums {
    value: f32,
    right: f32,
    down: f32,
}

/// Places by their time; of equal times the one that came first.
struct Front {
    heap: BinaryHeap<Reverse<(u32, usize, usize)>>,
    count: usize,
}

impl Front {
    fn at(places: &[usize]) -> Self {
        let mut front = Self { heap: BinaryHeap::new(), count: 0 };
        places.iter().for_each(|&place| front.add(0.0, place));
        front
    }

    /// Times are never below 0 here: their bits sort as they do.
    fn add(&mut self, time: f32, place: usize) {
        self.heap.push(Reverse((time.to_bits(), self.count, place)));
        self.count += 1;
    }

    fn next(&mut self) -> Option<usize> {
        self.heap.pop().map(|Reverse((_, _, place))| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_hole_and_nothing_but_hole_change_nothing() {
        let source = Plane::from_fn(9, 7, |x, y| (x * y) as f32 / 48.0);
        for hole in [0.0, 1.0] {
            let (hole, mut out) = (Plane::filled(9, 7, hole), Plane::new(9, 7));
            telea(&[source.view()], hole.view(), &mut [out.view_mut()], &Telea::default(), None).unwrap();
            assert!(out.rows().flatten().zip(source.rows().flatten()).all(|(a, b)| (a - b).abs() < 1e-6));
        }
    }
}
