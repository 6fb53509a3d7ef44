//! A drawing as a list of marks, and its way to pixels, row by row on all threads.

use weft_kernels::bands::{Cancelled, Progress};

use super::brush::{Paint, Tone};
use super::coverage::Outline;
use super::path::{Path, Point, at, turned};
use crate::noise::noise2;
use crate::picture::Picture;
use crate::vector::{Vec3, mix3, ramp, vec3};

/// Which part of the drawing is seen. The square from (0, 0) to (1000, 1000) always is; wider or taller pictures show more:
/// to both sides, or above.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    /// Drawing units a pixel.
    pub(crate) unit: f32,
}

impl Frame {
    pub(crate) fn new(width: usize, height: usize) -> Frame {
        let unit = 1000.0 / width.min(height) as f32;
        let beside = (width as f32 * unit - 1000.0) * 0.5;
        Frame {
            width,
            height,
            left: -beside,
            right: 1000.0 + beside,
            top: 1000.0 - height as f32 * unit,
            bottom: 1000.0,
            unit,
        }
    }

    /// From drawing units to pixels.
    pub(crate) fn pixel(&self, p: Point) -> Point {
        at((p.x - self.left) / self.unit, (p.y - self.top) / self.unit)
    }
}

/// What is drawn so far.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) frame: Frame,
    marks: Vec<Mark>,
    turn: Option<(Point, f32)>,
}

#[derive(Clone, Debug)]
struct Mark {
    outline: Outline,
    /// Where given, the mark stays within this shape, or leaves it out.
    clip: Option<(Outline, Keep)>,
    paint: Paint,
    direction: (f32, f32),
    /// About which place the mark was turned, with cosine and sine of the way back.
    back: Option<(Point, f32, f32)>,
    role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Keep {
    Inside,
    Outside,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    /// Hides what is below it, the slot too.
    Cover,
    /// A shade or a glow that lets the slot stay selected.
    Veil,
    /// The place for somebody's face.
    Slot,
}

impl Sheet {
    pub(crate) fn new(frame: Frame) -> Sheet {
        Sheet { frame, marks: Vec::new(), turn: None }
    }

    pub(crate) fn fill(&mut self, path: Path, paint: impl Into<Paint>) {
        self.mark(path, None, paint.into(), Role::Cover);
    }

    /// Fills what `path` and `within` share.
    pub(crate) fn fill_within(&mut self, within: &Path, path: Path, paint: impl Into<Paint>) {
        self.mark(path, Some((within.clone(), Keep::Inside)), paint.into(), Role::Cover);
    }

    /// Fills what `path` has and `without` has not.
    pub(crate) fn fill_without(&mut self, without: &Path, path: Path, paint: impl Into<Paint>) {
        self.mark(path, Some((without.clone(), Keep::Outside)), paint.into(), Role::Cover);
    }

    /// As [`Sheet::fill_within`], but where it lies over the slot, the slot stays selected.
    pub(crate) fn veil_within(&mut self, within: &Path, path: Path, paint: impl Into<Paint>) {
        self.mark(path, Some((within.clone(), Keep::Inside)), paint.into(), Role::Veil);
    }

    /// Fills the place for a face.
    pub(crate) fn slot(&mut self, path: Path, paint: impl Into<Paint>) {
        self.mark(path, None, paint.into(), Role::Slot);
    }

    /// All that `draw` draws, turned about `pivot` by degrees.
    pub(crate) fn turned(&mut self, pivot: Point, degrees: f32, draw: impl FnOnce(&mut Sheet)) {
        let before = self.turn.replace((pivot, degrees));
        draw(self);
        self.turn = before;
    }

    fn mark(&mut self, path: Path, clip: Option<(Path, Keep)>, paint: Paint, role: Role) {
        let (frame, turn) = (self.frame, self.turn);
        let placed = |path: Path| {
            let there = |p: Point| turn.map_or(p, |(pivot, degrees)| turned(p, pivot, degrees));
            Outline::new(&path.map(|p| frame.pixel(there(p))))
        };
        let (outline, clip) = (placed(path), clip.map(|(path, keep)| (placed(path), keep)));
        let back = turn.map(|(pivot, degrees)| {
            let unit = turned(at(1.0, 0.0), at(0.0, 0.0), -degrees);
            (pivot, unit.x, unit.y)
        });
        self.marks.push(Mark { outline, clip, paint, direction: paint.direction(), back, role });
    }

    /// The picture, and how much of the slot is seen in each pixel.
    pub(crate) fn pixels(&self, progress: Progress<'_>) -> Result<(Picture, Picture), Cancelled> {
        let (width, height) = (self.frame.width, self.frame.height);
        let mut all = Picture::drawn((width, height), 4, progress, |first_row, band| self.draw(first_row, band))?;
        let slot = all.planes.split_off(3);
        Ok((all, Picture { width, height, planes: slot }))
    }

    fn draw(&self, first_row: usize, band: &mut [&mut [f32]]) {
        let width = self.frame.width;
        let (mut covered, mut clip) = (vec![0.0; width], vec![0.0; width]);
        for y in 0..band[0].len() / width {
            let mut row = vec![(Vec3::default(), 0.0_f32); width];
            for mark in &self.marks {
                mark.draw(&self.frame, first_row + y, &mut row, &mut covered, &mut clip);
            }
            self.finish(first_row + y, &mut row);
            for (x, (rgb, slot)) in row.into_iter().enumerate() {
                for (plane, value) in band.iter_mut().zip([rgb.x, rgb.y, rgb.z, slot]) {
                    plane[y * width + x] = value.clamp(0.0, 1.0);
                }
            }
        }
    }

    /// Paper under the paint, and slightly darker corners.
    fn finish(&self, y: usize, row: &mut [(Vec3, f32)]) {
        let frame = &self.frame;
        for (x, (rgb, _)) in row.iter_mut().enumerate() {
            let p = at(frame.left + (x as f32 + 0.5) * frame.unit, frame.top + (y as f32 + 0.5) * frame.unit);
            let paper = 0.6 * noise2(p.x * 0.35, p.y * 0.35) + 0.4 * noise2(p.x * 0.11 + 9.0, p.y * 0.11);
            let u = (p.x - frame.left) / (frame.right - frame.left) - 0.5;
            let v = (p.y - frame.top) / (frame.bottom - frame.top) - 0.5;
            let corner = ramp(0.42, 0.75, (u * u + v * v).sqrt());
            *rgb = mix3(*rgb * (1.0 + 0.022 * paper), vec3(0.10, 0.07, 0.16), 0.16 * corner);
        }
    }
}

impl Mark {
    fn draw(&self, frame: &Frame, y: usize, row: &mut [(Vec3, f32)], covered: &mut [f32], clip: &mut [f32]) {
        let Some((from, to)) = self.outline.row(y, covered) else {
            return;
        };
        // An outline that does not touch this row leaves `clip` as it is: zero.
        let keep = self.clip.as_ref().map(|(outline, keep)| {
            outline.row(y, clip);
            *keep
        });
        for x in from..to {
            let mut share = covered[x];
            covered[x] = 0.0;
            match keep {
                Some(Keep::Inside) => share *= clip[x],
                Some(Keep::Outside) => share *= 1.0 - clip[x],
                None => {}
            }
            if share <= 0.0 {
                continue;
            }
            let mut p = at(frame.left + (x as f32 + 0.5) * frame.unit, frame.top + (y as f32 + 0.5) * frame.unit);
            if let Some((pivot, cosine, sine)) = self.back {
                let (dx, dy) = (p.x - pivot.x, p.y - pivot.y);
                p = at(pivot.x + dx * cosine - dy * sine, pivot.y + dx * sine + dy * cosine);
            }
            let Tone { rgb, opacity } = self.paint.at(p, self.direction);
            let share = share * opacity;
            let (below, slot) = &mut row[x];
            *below = mix3(*below, rgb, share);
            match self.role {
                Role::Cover => *slot *= 1.0 - share,
                Role::Veil => {}
                Role::Slot => *slot += (1.0 - *slot) * share,
            }
        }
        if keep.is_some() {
            clip.fill(0.0);
        }
    }
}
