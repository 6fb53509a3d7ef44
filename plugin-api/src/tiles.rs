//! Large pictures through models in tiles: cut with an overlap, run one after another, joined with soft seams. Where memory
//! runs short, the tiles are halved and it begins again.
//!
//! Not here: what is done with a tile.

use crate::{Call, Error, Image, ImageMut, Result, Tensor};

/// How a picture is cut.
///
/// ```no_run
/// # use weft_plugin::prelude::*;
/// # use weft_plugin::{infer::Feed, tiles::Tiles};
/// fn enlarge(call: &Call, model: &Model, image: &Image) -> Result<ImageMut> {
///     let session = call.open_model(model)?;
///     Tiles::new().run(call, image, |tile| Ok(session.run(&[Feed::image("input", tile)], &["output"])?.remove(0)))
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiles {
    size_px: u32,
    overlap_px: u32,
    multiple_px: u32,
    fixed: bool,
}

/// Sides are never smaller: what does not fit then never will, and single pixels would take for ever.
const SIZE_MIN: u32 = 32;
/// Large enough that seams cost little, small enough for the memory of most machines.
const SIZE_AUTOMATIC: u32 = 512;

impl Default for Tiles {
    fn default() -> Self {
        Self { size_px: SIZE_AUTOMATIC, overlap_px: 32, multiple_px: 1, fixed: false }
    }
}

impl Tiles {
    /// Tiles of a good size.
    pub fn new() -> Self {
        Self::default()
    }

    /// At most so many pixels a side, but 32 at least; 0: a good size.
    #[must_use]
    pub fn at_most(mut self, size_px: u32) -> Self {
        let size_px = if size_px == 0 { SIZE_AUTOMATIC } else { size_px.max(SIZE_MIN) };
        (self.size_px, self.fixed) = (size_px, false);
        self
    }

    /// Exactly so many pixels a side, for models that take nothing else. Smaller pictures are continued over their edges.
    #[must_use]
    pub fn exactly(mut self, size_px: u32) -> Self {
        (self.size_px, self.fixed) = (size_px.max(1), true);
        self
    }

    /// Neighbours have so many pixels in common, at most a third of a tile. The outer quarters of them are thrown away, so that
    /// pixels which depend on others as far away as that come out as of the whole picture; in between it goes over softly.
    #[must_use]
    pub fn overlap(mut self, overlap_px: u32) -> Self {
        self.overlap_px = overlap_px;
        self
    }

    /// Sides are multiples of this, as models that shrink and enlarge within want it.
    #[must_use]
    pub fn multiple_of(mut self, multiple_px: u32) -> Self {
        self.multiple_px = multiple_px.max(1);
        self
    }

    /// Does `work` with each tile: it gives the shape `[1, channels, height, width]`, or without the 1, a whole number of times as
    /// large as the tile. Reports progress, and ends if the user presses stop.
    ///
    /// # Errors
    /// The first one of `work`, but for lack of memory, after which it is tried with smaller tiles.
    pub fn run(&self, call: &Call, image: &Image, mut work: impl FnMut(&Image) -> Result<Tensor>) -> Result<ImageMut> {
        let mut tiles = *self;
        loop {
            match tiles.try_run(call, image, &mut work) {
                Err(error) if error.is_out_of_memory() => {
                    let Some(smaller) = tiles.halved(image) else {
                        let side = tiles.size_px.min(image.width().max(image.height()));
                        call.log(format!("no memory for tiles of {side} pixels, and smaller ones cannot be"));
                        return Err(error);
                    };
                    tiles = smaller;
                    call.log(format!("no memory; tried again with tiles of {} pixels", tiles.size_px));
                }
                ended => return ended,
            }
        }
    }

    /// None where that would be too small.
    fn halved(&self, image: &Image) -> Option<Self> {
        let now = self.size_px.min(image.width().max(image.height()));
        let size_px = (now / 2).next_multiple_of(self.multiple_px);
        (!self.fixed && size_px >= SIZE_MIN && size_px < now).then_some(Self { size_px, ..*self })
    }

    fn try_run(&self, call: &Call, image: &Image, work: &mut dyn FnMut(&Image) -> Result<Tensor>) -> Result<ImageMut> {
        let (columns, rows) = (self.along(image.width()), self.along(image.height()));
        let n_tiles = columns.starts.len() * rows.starts.len();
        let mut joined: Option<Joined> = None;
        for (at, (row, column)) in (0..rows.starts.len())
            .flat_map(|row| (0..columns.starts.len()).map(move |column| (row, column)))
            .enumerate()
        {
            let text = if n_tiles == 1 { String::new() } else { format!("tile {} of {n_tiles}", at + 1) };
            call.report_text(at as f64 / n_tiles as f64, &text)?;
            let whole = n_tiles == 1 && (columns.size, rows.size) == (image.width(), image.height());
            let result = if whole {
                work(image)?
            } else {
                work(&cut(call, image, (columns.starts[column], rows.starts[row]), (columns.size, rows.size))?)?
            };
            let part = Part::of(&result, (columns.size, rows.size))?;
            let joined = match &mut joined {
                Some(joined) => joined,
                none => none.insert(Joined::new(call, image, &part)?),
            };
            joined.add(&part, &columns.seam(column, part.scale), &rows.seam(row, part.scale))?;
        }
        joined.map(|joined| joined.image).ok_or_else(|| Error::failed("a picture was cut into no tiles"))
    }

    /// Where tiles begin along one side, which they share evenly.
    fn along(&self, length: u32) -> Side {
        let size = self.size_px.next_multiple_of(self.multiple_px);
        if length <= size {
            let size = if self.fixed { size } else { length.next_multiple_of(self.multiple_px) };
            return Side { starts: vec![0], size, length, overlap: 0 };
        }
        let overlap = self.overlap_px.min(size / 3);
        let count = (length - overlap).div_ceil(size - overlap);
        let even = (length + (count - 1) * overlap).div_ceil(count).next_multiple_of(self.multiple_px);
        let size = if self.fixed { size } else { even.min(size) };
        let last = u64::from(length - size);
        let start = |at: u32| (u64::from(at) * last / u64::from(count - 1)) as u32;
        Side { starts: (0..count).map(start).collect(), size, length, overlap: overlap.min(size / 3) }
    }
}

/// Tiles along one side of a picture.
struct Side {
    starts: Vec<u32>,
    size: u32,
    length: u32,
    overlap: u32,
}

/// How much of each of its pixels a tile gives, along one side, and where they go.
struct Seam {
    start: usize,
    shares: Vec<f32>,
}

impl Side {
    /// Of one tile, where the result is `scale` times as large. Shares of neighbours add up to 1, and only two ever meet: the soft
    /// part lies in the middle of what they have in common, as wide as half of the least overlap.
    fn seam(&self, at: usize, scale: u32) -> Seam {
        let start = self.starts[at];
        let end = (start + self.size).min(self.length);
        let soft = (f64::from(self.overlap * scale) / 2.0).max(1.0);
        // How far a pixel is over the seam with the tile before it.
        let over = |pixel: f64, before: u32, after: u32| {
            let middle = f64::from(scale) * (f64::from(after) + f64::from(before + self.size)) / 2.0;
            ((pixel + 0.5 - middle) / soft + 0.5).clamp(0.0, 1.0)
        };
        let share = |pixel: u32| {
            let pixel = f64::from(pixel);
            let since = if at == 0 { 1.0 } else { over(pixel, self.starts[at - 1], start) };
            let until = self.starts.get(at + 1).map_or(0.0, |next| over(pixel, start, *next));
            (since - until) as f32
        };
        Seam { start: (start * scale) as usize, shares: (start * scale..end * scale).map(share).collect() }
    }
}

/// A part of a picture; beyond its edges it is mirrored.
fn cut(call: &Call, image: &Image, start: (u32, u32), size: (u32, u32)) -> Result<Image> {
    let mirrored = |at: u32, length: u32| {
        let period = 2 * u64::from(length.max(2) - 1);
        let inside = u64::from(at) % period;
        (inside.min(period - inside) as u32).min(length - 1)
    };
    let columns: Vec<usize> = (start.0..start.0 + size.0).map(|x| mirrored(x, image.width()) as usize).collect();
    let mut tile = call.image_for_overwrite(size.0, size.1, image.channels())?;
    for plane in 0..image.channels() {
        for y in 0..size.1 {
            let row = image.row(plane, mirrored(start.1 + y, image.height()));
            let target = tile.row_mut(plane, y);
            if (start.0 + size.0) <= image.width() {
                target.copy_from_slice(&row[start.0 as usize..][..size.0 as usize]);
            } else {
                target.iter_mut().zip(&columns).for_each(|(sample, x)| *sample = row[*x]);
            }
        }
    }
    Ok(tile.done())
}

/// What came of one tile.
struct Part<'t> {
    samples: &'t [f32],
    channels: usize,
    width: usize,
    height: usize,
    scale: u32,
}

impl<'t> Part<'t> {
    fn of(result: &'t Tensor, size: (u32, u32)) -> Result<Self> {
        let wrong = || {
            Error::failed(format!(
                "a tile of {} × {} pixels came back in the shape {:?}",
                size.0,
                size.1,
                result.shape()
            ))
        };
        let (channels, height, width) = match *result.shape() {
            [1, channels, height, width] | [channels, height, width] => (channels, height, width),
            _ => return Err(wrong()),
        };
        let scale = width / size.0 as usize;
        let fits = scale >= 1 && width == scale * size.0 as usize && height == scale * size.1 as usize;
        if !fits || !(1..=4).contains(&channels) {
            return Err(wrong());
        }
        Ok(Self { samples: result.as_slice()?, channels, width, height, scale: scale as u32 })
    }
}

/// The picture that is put together.
struct Joined {
    image: ImageMut,
    channels: usize,
    scale: u32,
}

impl Joined {
    fn new(call: &Call, image: &Image, part: &Part<'_>) -> Result<Self> {
        let side = |length: u32| {
            length
                .checked_mul(part.scale)
                .ok_or_else(|| Error::invalid("the result would be larger than pictures can be"))
        };
        let joined = call.image(side(image.width())?, side(image.height())?, part.channels as u32)?;
        Ok(Self { image: joined, channels: part.channels, scale: part.scale })
    }

    fn add(&mut self, part: &Part<'_>, columns: &Seam, rows: &Seam) -> Result<()> {
        if (part.channels, part.scale) != (self.channels, self.scale) {
            return Err(Error::failed("tiles came back in different shapes"));
        }
        for plane in 0..part.channels {
            let samples = &part.samples[plane * part.width * part.height..];
            for (y, row_share) in rows.shares.iter().enumerate() {
                let target = &mut self.image.row_mut(plane as u32, (rows.start + y) as u32)[columns.start..];
                let source = &samples[y * part.width..];
                for ((sample, number), share) in target.iter_mut().zip(source).zip(&columns.shares) {
                    *sample += number * (share * row_share);
                }
            }
        }
        Ok(())
    }
}
