//! The flight recorder: which step, kind and plugin each thread is busy with, in memory that outlives the process. Also
//! keeps away the steps that have brought it down before.
//!
//! Everything is written as separate numbers, so that whoever reads after a death finds torn words at worst, and nothing
//! read here is used as a length or place before it is checked.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::message::Suspect;
use super::shared::set_wanted;
use crate::catalog::Kind;
use crate::plan::{Digest, Name};
use crate::plugins::{CallError, CallStatus};
use crate::run::Witness;

/// Threads that are recorded. A machine with more cores than this loses names, no more.
const SLOTS: usize = 255;
/// Numbers of one slot.
const SLOT_WORDS: usize = 64;
/// Numbers of all.
pub(super) const WORDS: usize = (SLOTS + 1) * SLOT_WORDS;

/// Places in the head. The first is what a parent sleeps on, see `dying`.
pub(super) const VIGIL: usize = 0;
pub(super) const SIGNAL: usize = 1;
pub(super) const THREAD: usize = 2;
pub(super) const REASON: usize = 3;
/// The slot that was left last, counted from 1.
const LAST: usize = 4;
/// In `REASON`: a step did not answer stop.
pub(super) const HUNG: u32 = 1;
/// In `REASON`: somebody closed the pipe.
pub(super) const CLOSED: u32 = 2;

/// Places in a slot: whose it is (0: nobody's), lengths of the texts in bytes, then the texts and the digest.
const OWNER: usize = 0;
const LENGTHS: usize = 1;
const NODE: Range<usize> = 2..30;
const KIND: Range<usize> = 30..46;
const PLUGIN: Range<usize> = 46..56;
const DIGEST: Range<usize> = 56..64;

/// Of one process. The memory is its own, or shared with a parent.
pub(super) struct Recorder {
    words: Words,
    refused: Mutex<HashSet<[u8; 32]>>,
    /// So that nobody takes the lock where nothing is refused.
    refuses: AtomicBool,
    /// The step whose results somebody wants to see as they are.
    watched: Mutex<Option<[u8; 32]>>,
    watches: AtomicBool,
}

/// Where the numbers lie.
enum Words {
    Private(Box<[AtomicU32]>),
    Shared(&'static [AtomicU32]),
}

/// What a thread was busy with before its present work.
type Before = [u32; SLOT_WORDS];

thread_local! {
    /// Where this thread found a free slot the last time, and what it was busy with before, innermost last.
    static HERE: RefCell<(usize, Vec<Before>)> = const { RefCell::new((0, Vec::new())) };
}

impl Recorder {
    /// Seen by this process alone.
    pub(super) fn private() -> Self {
        Self::new(Words::Private(std::iter::repeat_with(AtomicU32::default).take(WORDS).collect()))
    }

    /// In memory that a parent sees too; at least [`WORDS`] long, or else nothing is recorded.
    pub(super) fn shared(words: &'static [AtomicU32]) -> Self {
        Self::new(Words::Shared(words))
    }

    fn new(words: Words) -> Self {
        Self {
            words,
            refused: Mutex::default(),
            refuses: AtomicBool::new(false),
            watched: Mutex::default(),
            watches: AtomicBool::new(false),
        }
    }

    pub(super) fn words(&self) -> &[AtomicU32] {
        match &self.words {
            Words::Private(words) => words,
            Words::Shared(words) => words,
        }
    }

    /// What runs on each thread now.
    pub(super) fn suspects(&self) -> Vec<Suspect> {
        suspects(self.words(), None)
    }

    /// Says for the time after death why it came.
    pub(super) fn give_reason(&self, reason: u32) {
        if let Some(word) = self.words().get(REASON) {
            word.store(reason, Release);
        }
    }

    /// Keeps steps away from now on, by their digests in hexadecimal.
    pub(super) fn quarantine(&self, steps: &[String]) {
        let mut refused = self.refused();
        refused.extend(steps.iter().filter_map(|step| digest_of_hex(step)));
        self.refuses.store(!refused.is_empty(), Release);
    }

    /// Lets all steps run again.
    pub(super) fn release_all(&self) {
        self.refused().clear();
        self.refuses.store(false, Release);
    }

    /// Results of this step are made where another process sees them, if there is such a place.
    pub(super) fn watch(&self, step: Option<&Digest>) {
        *self.watched() = step.map(|digest| digest.0);
        self.watches.store(step.is_some(), Release);
    }

    fn watched(&self) -> MutexGuard<'_, Option<[u8; 32]>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refused(&self) -> MutexGuard<'_, HashSet<[u8; 32]>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Witness for Recorder {
    fn enter(&self, step: &Name, kind: &Kind, digest: &Digest) -> Result<(), CallError> {
        if self.refuses.load(Acquire) && self.refused().contains(&digest.0) {
            let message = format!(
                "`{step}` ({}) brought down the engine twice with these settings and is not run again; \
                 change a setting or what is wired into it, or retry",
                kind.id
            );
            return Err(CallError { status: CallStatus::Unsupported, message });
        }
        HERE.with_borrow_mut(|(hint, before)| {
            let words = self.words();
            if before.is_empty() {
                claim(words, hint);
            }
            let Some(slot) = slot(words, *hint) else { return };
            // The outermost work has nothing around it.
            before.push(std::array::from_fn(|at| slot[at].load(Relaxed)));
            let mut lengths = [0_u8; 4];
            lengths[0] = put(&slot[NODE], step.as_bytes());
            lengths[1] = put(&slot[KIND], kind.id.as_bytes());
            lengths[2] = put(&slot[PLUGIN], kind.plugin.id.as_bytes());
            put(&slot[DIGEST], &digest.0);
            slot[LENGTHS].store(u32::from_le_bytes(lengths), Release);
        });
        if self.watches.load(Acquire) {
            set_wanted(*self.watched() == Some(digest.0));
        }
        Ok(())
    }

    fn leave(&self) {
        HERE.with_borrow_mut(|(hint, before)| {
            let Some(slot) = slot(self.words(), *hint) else { return };
            let outer = before.pop();
            if before.is_empty() {
                self.words()[LAST].store(u32::try_from(*hint + 1).unwrap_or(0), Relaxed);
                slot[OWNER].store(0, Release);
                set_wanted(false);
            } else if let Some(outer) = outer {
                slot.iter().zip(outer).skip(1).for_each(|(word, old)| word.store(old, Relaxed));
            }
        });
    }
}

/// Takes a free slot for this thread, the one of last time if it is free; leaves the hint beyond all if there is none.
fn claim(words: &[AtomicU32], hint: &mut usize) {
    let thread = thread_id();
    let first = *hint % SLOTS;
    let places = (first..SLOTS).chain(0..first);
    let free = |at: &usize| {
        let word = slot(words, *at).map(|slot| &slot[OWNER]);
        word.is_some_and(|word| word.compare_exchange(0, thread, Acquire, Relaxed).is_ok())
    };
    *hint = places.into_iter().find(free).unwrap_or(SLOTS);
}

fn slot(words: &[AtomicU32], at: usize) -> Option<&[AtomicU32]> {
    let start = (at + 1) * SLOT_WORDS;
    words.get(start..start + SLOT_WORDS).filter(|_| at < SLOTS)
}

/// Writes as many bytes as there is room for; gives how many.
fn put(words: &[AtomicU32], bytes: &[u8]) -> u8 {
    let len = bytes.len().min(words.len() * 4);
    for (word, four) in words.iter().zip(bytes[..len].chunks(4)) {
        let mut padded = [0; 4];
        padded[..four.len()].copy_from_slice(four);
        word.store(u32::from_le_bytes(padded), Relaxed);
    }
    u8::try_from(len).unwrap_or(u8::MAX)
}

fn bytes(words: &[AtomicU32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.load(Relaxed).to_le_bytes()).collect()
}

/// What the memory says of each thread; the culprit, if known, first. Of a process that may have written anything here.
pub(super) fn suspects(words: &[AtomicU32], culprit: Option<u32>) -> Vec<Suspect> {
    let busy = |slot: &[AtomicU32]| slot[OWNER].load(Acquire);
    let mut all: Vec<Suspect> =
        (0..SLOTS).filter_map(|at| slot(words, at)).filter_map(|slot| suspect(slot, busy(slot), culprit)).collect();
    if let [only] = all.as_mut_slice() {
        only.culprit |= culprit.is_none();
    }
    if all.is_empty() {
        // Nothing ran: what ran last may have left something behind.
        let last = words.get(LAST).and_then(|last| slot(words, (last.load(Relaxed) as usize).checked_sub(1)?));
        all.extend(last.and_then(|slot| suspect(slot, u32::MAX, None)));
    }
    all.sort_by_key(|suspect| !suspect.culprit);
    all
}

fn suspect(slot: &[AtomicU32], thread: u32, culprit: Option<u32>) -> Option<Suspect> {
    let lengths = slot[LENGTHS].load(Acquire).to_le_bytes();
    let text = |words: &[AtomicU32], len: u8| {
        let bytes = bytes(words);
        String::from_utf8_lossy(&bytes[..usize::from(len).min(bytes.len())]).into_owned()
    };
    (thread != 0 && lengths[1] != 0).then(|| Suspect {
        node: text(&slot[NODE], lengths[0]),
        kind: text(&slot[KIND], lengths[1]),
        plugin: text(&slot[PLUGIN], lengths[2]),
        thread,
        step: hex(&bytes(&slot[DIGEST])),
        culprit: culprit == Some(thread),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest_of_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    let mut digest = [0; 32];
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    for (byte, two) in digest.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()?;
    }
    Some(digest)
}

/// As the system counts.
#[cfg(target_os = "linux")]
fn thread_id() -> u32 {
    rustix::thread::gettid().as_raw_nonzero().get().cast_unsigned()
}

/// Some number of this thread; not 0.
#[cfg(not(target_os = "linux"))]
fn thread_id() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    thread_local!(static OWN: u32 = NEXT.fetch_add(1, Relaxed));
    OWN.with(|own| *own)
}
