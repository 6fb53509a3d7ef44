//! A chain that looks around, from top to bottom: each step works on the rows that come next and keeps only those that its
//! readers look back at. Every row is made once. Kinds use all threads for their rows, as they do for whole pictures.

use std::ops::Range;

use super::chain::{Chain, Fault, Member, Node};
use super::{ROWS_MIN, image_of};
use crate::diagnostic::{Diagnostic, Place};
use crate::run::round::Round;
use crate::value::{Content, Image, Value};

/// Rows of one node that somebody may still read.
#[derive(Default)]
struct Window {
    rows: Range<u32>,
    value: Option<Value>,
}

/// What is between two bands.
struct Slide {
    /// By node.
    windows: Vec<Window>,
    /// By node, how many rows it is ahead of the last one.
    leads: Vec<u32>,
    /// By node, who reads it and how far that one looks.
    readers: Vec<Vec<(usize, u32)>>,
    /// The result, once there is a band of it.
    target: Option<Image>,
}

/// Bytes of a band that are worth the calls for it.
const BAND_BYTES: u64 = 4 << 20;
/// Fewer bands would be little less than a picture.
const BANDS_MIN: u32 = 16;
/// How many times as high as it looks around a band is, so that little is worked on twice.
const HALOS: u32 = 8;

impl Round<'_> {
    /// Runs a chain to a whole picture.
    pub(super) fn slide_chain(&self, chain: &mut Chain<'_>) -> Result<Value, Fault> {
        let rows = self.job.memory.bands.rows.unwrap_or_else(|| rows_of(chain));
        let mut slide = Slide::new(chain);
        let mut done = 0;
        while done < chain.height {
            let next = done.saturating_add(rows).min(chain.height);
            self.advance(chain, &mut slide, next)?;
            let band = slide.windows.last_mut().and_then(|window| window.value.take());
            if let Some(band) = band.as_ref().and_then(image_of) {
                // Its rows of the picture that is overwritten have been read: no step is behind the last one.
                let mut target = slide.target.take().map_or_else(|| chain.target(band), Ok)?;
                if target.channels() != band.channels() {
                    return Err(chain.root().other_planes());
                }
                target.copy_rows(done, band, 0..band.height());
                slide.target = Some(target);
            }
            done = next;
            let fraction = f64::from(done) / f64::from(chain.height);
            chain.tell_progress(fraction);
        }
        let image = slide.target.ok_or_else(|| chain.root().no_memory(&gone()))?;
        Ok(Value::new(Content::Image(image)))
    }

    /// Makes all rows that the result needs up to `next`.
    fn advance(&self, chain: &Chain<'_>, slide: &mut Slide, next: u32) -> Result<(), Fault> {
        for (at, node) in chain.nodes.iter().enumerate() {
            let begin = slide.windows[at].rows.end;
            let end = next.saturating_add(slide.leads[at]).min(chain.height);
            if begin == end {
                continue;
            }
            // Who reads this has not moved yet, so this is how far back they look now.
            let look_back =
                slide.readers[at].iter().map(|(reader, halo)| slide.windows[*reader].rows.end.saturating_sub(*halo));
            let keep = look_back.min().unwrap_or(begin);
            let (made, from): (_, Option<&Member<'_>>) = match node {
                Node::Picture(whole) => {
                    (image_of(whole).map(|whole| joined(&slide.windows[at], keep, end, whole, begin)), None)
                }
                Node::Overwritten => {
                    (slide.target.as_ref().map(|whole| joined(&slide.windows[at], keep, end, whole, begin)), None)
                }
                Node::Step(member) => {
                    let rows = begin.saturating_sub(member.halo)..end.saturating_add(member.halo).min(chain.height);
                    let pictures = member.reads.iter().map(|(_, from)| slide.windows[*from].part(&rows));
                    let pictures = pictures.collect::<Result<Vec<Value>, _>>().map_err(|why| member.no_memory(&why))?;
                    let made = member.call(self, pictures, &rows, (chain.width, chain.height))?;
                    if keep == begin && rows == (begin..end) {
                        (Some(Ok(made)), Some(member))
                    } else {
                        let image = image_of(&made);
                        let before = slide.windows[at].value.as_ref().and_then(image_of);
                        if before.zip(image).is_some_and(|(before, image)| before.channels() != image.channels()) {
                            return Err(member.other_planes());
                        }
                        (
                            image.map(|image| joined(&slide.windows[at], keep, end, image, begin - rows.start)),
                            Some(member),
                        )
                    }
                }
            };
            let value = made.unwrap_or_else(|| Err(gone()));
            let value = value.map_err(|why| from.unwrap_or_else(|| chain.root()).no_memory(&why))?;
            slide.windows[at] = Window { rows: keep..end, value: Some(value) };
        }
        Ok(())
    }
}

impl Slide {
    fn new(chain: &Chain<'_>) -> Self {
        let n_nodes = chain.nodes.len();
        let mut windows = Vec::new();
        windows.resize_with(n_nodes, Window::default);
        let mut slide = Self { windows, leads: vec![0; n_nodes], readers: vec![Vec::new(); n_nodes], target: None };
        for (at, node) in chain.nodes.iter().enumerate().rev() {
            let Node::Step(member) = node else { continue };
            let lead = slide.leads[at].saturating_add(member.halo);
            for (_, from) in &member.reads {
                slide.leads[*from] = slide.leads[*from].max(lead);
                slide.readers[*from].push((at, member.halo));
            }
        }
        slide
    }
}

impl Window {
    /// Some of its rows; itself, if those are all.
    fn part(&self, rows: &Range<u32>) -> Result<Value, Diagnostic> {
        let value = self.value.as_ref().ok_or_else(gone)?;
        if self.rows == *rows {
            return Ok(value.clone());
        }
        let image = image_of(value).filter(|_| self.rows.start <= rows.start && rows.end <= self.rows.end);
        let part = image.ok_or_else(gone)?.rows(rows.start - self.rows.start..rows.end - self.rows.start)?;
        Ok(Value::new(Content::Image(part)))
    }
}

/// The rows of a window from `keep` on, then those of `image` from its row `from` on, up to row `end` of the whole.
fn joined(window: &Window, keep: u32, end: u32, image: &Image, from: u32) -> Result<Value, Diagnostic> {
    let mut next = Image::for_overwrite(image.width(), end - keep, image.channels(), image.colour())?;
    if let Some(before) = window.value.as_ref().and_then(image_of) {
        next.copy_rows(0, before, keep - window.rows.start..before.height());
    }
    let begin = window.rows.end;
    next.copy_rows(begin - keep, image, from..from + (end - begin));
    Ok(Value::new(Content::Image(next.placed((0, keep), image.full_size()))))
}

/// Rows that a band has: enough that looking around costs little, and calls too.
fn rows_of(chain: &Chain<'_>) -> u32 {
    let halo_max = chain.members().map(|member| member.halo).max().unwrap_or(0);
    let row_bytes = u64::from(chain.width) * 4 * u64::from(chain.channels());
    let by_bytes = u32::try_from(BAND_BYTES / row_bytes.max(1)).unwrap_or(u32::MAX);
    halo_max.saturating_mul(HALOS).max(by_bytes.min(chain.height / BANDS_MIN)).max(ROWS_MIN)
}

fn gone() -> Diagnostic {
    Diagnostic::error("bug", Place::Everywhere, "a band reads rows that are gone")
}
