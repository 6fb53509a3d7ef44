//! Pastes a part of one picture into another so that no seam is seen (Pérez and others 2003), at the meaning of OpenCV.

use crate::bands::{Cancelled, Progress};
pub use crate::gradient_domain::Levels;
use crate::gradient_domain::{Fields, Use, copy, eroded, masked, put, selection_of};
use crate::plane::{Plane, PlaneMut, PlaneRef, assert_like, views};

/// How to paste.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeamlessClone {
    /// What the pasted part keeps of itself.
    pub mixing: Mixing,
    /// The pixel of the target, right and down, on which the centre comes to lie.
    pub centre: (isize, isize),
    /// What the centre is the centre of.
    pub anchor: Anchor,
    /// Whether to compute as with levels of 8 bits.
    pub levels: Levels,
}

/// What the pasted part keeps of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mixing {
    /// All of its structure.
    #[default]
    Normal,
    /// Its structure where that is stronger than the target's.
    Mixed,
    /// Its light and shade, without its colours.
    Monochrome,
}

/// What the centre is the centre of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// The rectangle around the selected pixels.
    #[default]
    Selection,
    /// The whole mask (OpenCV calls it "wide").
    Mask,
}

/// Pastes `source`, where `mask` is not 0, into `target`. Source and mask have one size; what would lie outside of the
/// target is left away. A soft mask mixes the gradients of both pictures.
///
/// # Panics
/// If source and mask, or target and output, differ in size, or the pictures in their number of planes.
pub fn seamless_clone(
    source: &[PlaneRef<'_>],
    mask: PlaneRef<'_>,
    target: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &SeamlessClone,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(target, out);
    assert_eq!(source.len(), target.len(), "source and target have as many planes");
    let size = (mask.width(), mask.height());
    assert!(source.iter().all(|plane| (plane.width(), plane.height()) == size), "source and mask of different size");
    let place = Place::new(mask, (target[0].width(), target[0].height()), options);
    let Some(Place { from, to, selected, weights }) = place else {
        copy(target, out);
        return Ok(());
    };
    let chosen = masked(&from.of_all(source), Some(from.of(selected.view())), options.levels);
    let grey = match options.mixing {
        Mixing::Monochrome if chosen.len() >= 3 => Some(grey_of(&chosen, options.levels)),
        _ => None,
    };
    let patch = match &grey {
        Some(grey) => vec![grey.view(); target.len()],
        None => views(&chosen),
    };
    let below = masked(&to.of_all(target), None, options.levels);
    let fields = Fields {
        target: views(&below),
        patch,
        mask: from.of(weights.view()),
        edges: None,
        how: if options.mixing == Mixing::Mixed { Use::Stronger } else { Use::Copy },
    };
    put(&fields.solve(progress)?, (to.x, to.y), options.levels, target, out);
    Ok(())
}

/// Where something is pasted, and how much.
struct Place {
    /// Of the source: what is pasted.
    from: Rectangle,
    /// Of the target: where it goes, as large as `from`. Its rim keeps the target.
    to: Rectangle,
    /// Above 0 where the source counts, as large as the mask.
    selected: Plane,
    /// How much its gradients count: less at the edge of what is selected.
    weights: Plane,
}

impl Place {
    /// None where nothing is pasted: nothing is selected, or less than three pixels of it lie on the target.
    fn new(mask: PlaneRef<'_>, (width, height): (usize, usize), options: &SeamlessClone) -> Option<Self> {
        let size = (mask.width(), mask.height());
        let mut selected = selection_of(mask);
        // The outermost pixels have no neighbours to take gradients from.
        let (last_x, last_y) = (size.0 - 1, size.1 - 1);
        for (y, row) in selected.rows_mut().enumerate() {
            (row[0], row[last_x]) = (0.0, 0.0);
            if y == 0 || y == last_y {
                row.fill(0.0);
            }
        }
        let selection = Rectangle::around(&selected)?;
        let (from, to) = selection.pasted(size, (width, height), options)?;
        let weights = eroded(selected.view());
        Some(Self { from, to, selected, weights })
    }
}

/// The grey of the first three planes, as `BGR2GRAY` weighs them.
fn grey_of(planes: &[Plane], levels: Levels) -> Plane {
    Plane::from_fn(planes[0].width(), planes[0].height(), |x, y| {
        let [red, green, blue] = [0, 1, 2].map(|plane| planes[plane].row(y)[x]);
        let grey = (red * 9798.0 + green * 19235.0 + blue * 3735.0) / 32768.0;
        if levels == Levels::EightBits { (grey + 0.5).floor() } else { grey }
    })
}

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rectangle {
    /// Its left edge.
    pub x: usize,
    /// Its top edge.
    pub y: usize,
    /// At least 1.
    pub width: usize,
    /// At least 1.
    pub height: usize,
}

impl Rectangle {
    /// The smallest that holds every pixel above 0.
    fn around(mask: &Plane) -> Option<Self> {
        let selected = |row: &[f32]| row.iter().position(|&value| value > 0.0);
        let top = mask.rows().position(|row| selected(row).is_some())?;
        let bottom = mask.rows().enumerate().filter(|(_, row)| selected(row).is_some()).last()?.0;
        let left = mask.rows().filter_map(selected).min()?;
        let right = mask.rows().filter_map(|row| row.iter().rposition(|&value| value > 0.0)).max()?;
        Some(Self { x: left, y: top, width: right - left + 1, height: bottom - top + 1 })
    }

    /// What of this rectangle, selected in a mask, is pasted on a target, and where. None where less than three pixels lie on it.
    pub fn pasted(
        &self,
        mask: (usize, usize),
        (width, height): (usize, usize),
        options: &SeamlessClone,
    ) -> Option<(Self, Self)> {
        let (left, top) = match options.anchor {
            Anchor::Selection => {
                (options.centre.0 - self.width as isize / 2, options.centre.1 - self.height as isize / 2)
            }
            Anchor::Mask => (
                options.centre.0 - (mask.0 as isize / 2 - self.x as isize),
                options.centre.1 - (mask.1 as isize / 2 - self.y as isize),
            ),
        };
        self.placed(left, top, width, height).filter(|(from, _)| from.width >= 3 && from.height >= 3)
    }

    /// This rectangle with its corner put at (left, top) of a picture: the part that lies inside, here and there.
    fn placed(&self, left: isize, top: isize, width: usize, height: usize) -> Option<(Self, Self)> {
        let (skip_x, skip_y) = ((-left).max(0), (-top).max(0));
        let wide = (self.width as isize).min(width as isize - left) - skip_x;
        let high = (self.height as isize).min(height as isize - top) - skip_y;
        if wide <= 0 || high <= 0 {
            return None;
        }
        let (skip_x, skip_y) = (skip_x as usize, skip_y as usize);
        let (wide, high) = (wide as usize, high as usize);
        let here = Self { x: self.x + skip_x, y: self.y + skip_y, width: wide, height: high };
        let there = Self { x: left.max(0) as usize, y: top.max(0) as usize, width: wide, height: high };
        Some((here, there))
    }

    /// The pixels of this rectangle.
    fn of<'a>(&self, plane: PlaneRef<'a>) -> PlaneRef<'a> {
        plane.part(self.x, self.y, self.width, self.height)
    }

    fn of_all<'a>(&self, planes: &[PlaneRef<'a>]) -> Vec<PlaneRef<'a>> {
        planes.iter().map(|plane| self.of(*plane)).collect()
    }
}
