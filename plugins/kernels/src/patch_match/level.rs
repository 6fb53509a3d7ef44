//! The picture at one size: its colours, its hole, and which patches touch the hole.

use crate::distance::distance_inside;
use crate::lanes::finite;
use crate::morphology::{Element, Shape, dilate};
use crate::plane::{Plane, PlaneRef};

/// Patches that must be known for a level to be worth a search.
const KNOWN_MIN: usize = 24;

pub(super) struct Level {
    pub(super) planes: Vec<Plane>,
    /// 1 in the hole.
    pub(super) hole: Plane,
    /// Distance from the edge of the hole, inside of it.
    pub(super) depth: Plane,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) radius: usize,
    /// Middles of patches that touch the hole.
    pub(super) wanted: Vec<u32>,
    /// Middles of patches that are all known.
    pub(super) known: Vec<u32>,
    is_known: Vec<bool>,
}

impl Level {
    /// All sizes, the finest first. None if no whole patch is known.
    pub(super) fn pyramid(source: &[PlaneRef<'_>], hole: PlaneRef<'_>, radius: usize) -> Option<Vec<Self>> {
        let mut planes: Vec<Plane> = source.iter().map(PlaneRef::to_plane).collect();
        planes.iter_mut().for_each(|plane| plane.rows_mut().flatten().for_each(|value| *value = finite(*value)));
        let mut binary = hole.to_plane();
        binary.rows_mut().flatten().for_each(|value| *value = if *value > 0.0 { 1.0 } else { 0.0 });
        let mut levels = vec![Self::new(planes, binary, radius).filter(|level| !level.known.is_empty())?];
        while let Some(coarser) = levels.last().and_then(Self::coarser) {
            levels.push(coarser);
        }
        Some(levels)
    }

    fn new(planes: Vec<Plane>, hole: Plane, radius: usize) -> Option<Self> {
        let (width, height) = (hole.width(), hole.height());
        let side = 2 * radius + 1;
        if width < side || height < side {
            return None;
        }
        let (mut touches, mut depth) = (Plane::new(width, height), Plane::new(width, height));
        let square = Element::of_radius(Shape::Rectangle, radius);
        let done = dilate(&[hole.view()], &mut [touches.view_mut()], &square, None)
            .and_then(|()| distance_inside(hole.view(), &mut depth.view_mut(), None));
        assert_eq!(done, Ok(()), "nobody cancels");
        let (mut wanted, mut known, mut is_known) = (Vec::new(), Vec::new(), vec![false; width * height]);
        for y in radius..height - radius {
            for (x, &touches) in touches.row(y).iter().enumerate().take(width - radius).skip(radius) {
                let at = y * width + x;
                if touches > 0.0 {
                    wanted.push(at as u32);
                } else {
                    known.push(at as u32);
                    is_known[at] = true;
                }
            }
        }
        Some(Self { planes, hole, depth, width, height, radius, wanted, known, is_known })
    }

    /// Half as large: a pixel is part of the hole if any of its four is. None where that helps no more.
    fn coarser(&self) -> Option<Self> {
        let depth = self.depth.rows().flatten().copied().fold(0.0, f32::max);
        if depth <= self.radius as f32 {
            return None;
        }
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let four = |plane: &Plane, x: usize, y: usize| {
            let (right, below) = ((2 * x + 1).min(self.width - 1), (2 * y + 1).min(self.height - 1));
            let (above, below) = (plane.row(2 * y), plane.row(below));
            [above[2 * x], above[right], below[2 * x], below[right]]
        };
        let half = |plane: &Plane| Plane::from_fn(width, height, |x, y| four(plane, x, y).iter().sum::<f32>() * 0.25);
        let hole = Plane::from_fn(width, height, |x, y| four(&self.hole, x, y).into_iter().fold(0.0, f32::max));
        let level = Self::new(self.planes.iter().map(half).collect(), hole, self.radius)?;
        (level.known.len() >= KNOWN_MIN).then_some(level)
    }

    /// Fills the hole with the colours of a coarser level.
    pub(super) fn take_colours(&mut self, coarser: &Self) {
        for (plane, from) in self.planes.iter_mut().zip(&coarser.planes) {
            for (y, row) in plane.rows_mut().enumerate() {
                let holes = self.hole.row(y).iter().enumerate();
                for ((x, &hole), to) in holes.zip(row) {
                    *to = if hole > 0.0 { from.row(y / 2)[x / 2] } else { *to };
                }
            }
        }
    }

    /// The place (x, y), if a known patch has its middle there.
    pub(super) fn known_at(&self, x: isize, y: isize) -> Option<u32> {
        let inside = (0..self.width as isize).contains(&x) && (0..self.height as isize).contains(&y);
        let at = if inside { y as usize * self.width + x as usize } else { return None };
        self.is_known[at].then_some(at as u32)
    }

    /// Sum of squared differences of two patches; stops where it exceeds `most`.
    #[inline]
    pub(super) fn difference(&self, one: u32, other: u32, most: f32) -> f32 {
        let (radius, side) = (self.radius, 2 * self.radius + 1);
        let corner = |at: u32| (at as usize % self.width - radius, at as usize / self.width - radius);
        let ((one_x, one_y), (other_x, other_y)) = (corner(one), corner(other));
        let mut sum = 0.0;
        for row in 0..side {
            for plane in &self.planes {
                let one = &plane.row(one_y + row)[one_x..][..side];
                let other = &plane.row(other_y + row)[other_x..][..side];
                sum += one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
            }
            if sum >= most {
                return sum;
            }
        }
        sum
    }
}
