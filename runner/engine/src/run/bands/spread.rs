//! A chain of pointwise steps: bands that stay in the processor's cache while all steps pass over them, on all threads.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use super::chain::{Chain, Fault, Node, stopped};
use super::image_of;
use crate::plugins::Flow;
use crate::run::round::Round;
use crate::value::{Content, Image, RowsMut, Value};

/// Bytes of a band: the one that is read and the one that is made lie in the second-level cache together.
const BAND_BYTES: u64 = 256 << 10;

impl Round<'_> {
    /// Runs a chain of pointwise steps to a whole picture.
    pub(super) fn spread_chain(&self, chain: &mut Chain<'_>) -> Result<Value, Fault> {
        let rows = self.job.memory.bands.rows.unwrap_or_else(|| rows_of(chain)).min(chain.height);
        // The first band says what the result is like, and which kinds keep something between calls.
        let first = self.pass(chain, 0..rows, None)?;
        let Some(image) = image_of(&first) else { return Err(chain.root().fault(stopped())) };
        let mut whole = chain.target(image)?;
        whole.copy_rows(0, image, 0..rows);
        drop(first);

        let chain = &*chain;
        let bands: Vec<Mutex<RowsMut<'_>>> = whole.bands_mut(rows).into_iter().skip(1).map(Mutex::new).collect();
        let count = u32::try_from(bands.len()).unwrap_or(u32::MAX);
        let done = AtomicU32::new(1);
        // Bands are begun in order, so all before the first that failed have begun, and their end decides what is told.
        let end = AtomicU32::new(count);
        let faults: Mutex<Vec<(u32, Fault)>> = Mutex::default();
        let one = |at: u32| {
            if at >= end.load(Ordering::Relaxed) {
                return;
            }
            let mut band = bands[at as usize].lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(fault) = self.fill(chain, &mut band) {
                end.fetch_min(at, Ordering::Relaxed);
                faults.lock().unwrap_or_else(PoisonError::into_inner).push((at, fault));
            }
            let fraction = f64::from(done.fetch_add(1, Ordering::Relaxed) + 1) / f64::from(count + 1);
            chain.tell_progress(fraction);
        };
        let n_threads = self.workers.threads().min(bands.len());
        if n_threads > 1 && chain.members().all(|member| member.kind.maps_in_parallel()) {
            chain.members().for_each(|member| member.spread(n_threads));
            self.workers.for_each(self, count, &one);
        } else {
            (0..count).take_while(|_| !self.job.stop.is_pressed()).for_each(one);
        }
        drop(bands);
        let faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
        match faults.into_iter().min_by_key(|(at, _)| *at) {
            Some((_, fault)) => Err(fault),
            None if self.job.stop.flow() == Flow::Stop => Err(chain.root().fault(stopped())),
            None => Ok(Value::new(Content::Image(whole))),
        }
    }

    /// Makes one band of the result, over what goes in there.
    fn fill(&self, chain: &Chain<'_>, band: &mut RowsMut<'_>) -> Result<(), Fault> {
        let made = self.pass(chain, band.rows(), Some(band))?;
        match image_of(&made) {
            Some(image) if image.channels() == band.channels() => {
                band.copy_from(image);
                Ok(())
            }
            _ => Err(chain.root().other_planes()),
        }
    }

    /// All steps on some rows. `over`: those rows of the picture that is overwritten.
    fn pass(&self, chain: &Chain<'_>, rows: Range<u32>, over: Option<&RowsMut<'_>>) -> Result<Value, Fault> {
        let mut made: Vec<Option<Value>> = vec![None; chain.nodes.len()];
        let root = chain.nodes.len() - 1;
        for (at, node) in chain.nodes.iter().enumerate() {
            let Node::Step(member) = node else { continue };
            let mut pictures = Vec::with_capacity(member.reads.len());
            for (_, from) in &member.reads {
                if made[*from].is_none() {
                    let cut = match &chain.nodes[*from] {
                        Node::Picture(whole) => image_of(whole).map(|whole| whole.rows(rows.clone())),
                        Node::Overwritten => over.map(RowsMut::to_image),
                        Node::Step(_) => None,
                    };
                    let cut = cut.transpose().map_err(|why| member.no_memory(&why))?;
                    made[*from] = cut.map(|image: Image| Value::new(Content::Image(image)));
                }
                // A band goes back to the pool as soon as its last reader has it, while it lies in the cache.
                let is_last = !chain.nodes[at + 1..].iter().any(|later| later.reads(*from));
                let again = member.reads.iter().filter(|(_, other)| other == from).count() > 1;
                pictures.extend(if is_last && !again { made[*from].take() } else { made[*from].clone() });
            }
            made[at] = Some(member.call(self, pictures, &rows, (chain.width, chain.height))?);
        }
        made[root].take().ok_or_else(|| chain.root().fault(stopped()))
    }
}

/// Rows that a band has.
fn rows_of(chain: &Chain<'_>) -> u32 {
    let row_bytes = u64::from(chain.width) * 4 * u64::from(chain.channels());
    u32::try_from(BAND_BYTES / row_bytes.max(1)).unwrap_or(u32::MAX).max(1)
}
