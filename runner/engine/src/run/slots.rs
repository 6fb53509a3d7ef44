//! Values on their way from step to step. A value is let go as soon as its last reader has taken it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::value::Value;

/// One place for each output of each step.
pub(super) struct Slots {
    /// Of each step, where its outputs begin; one more at the end.
    first: Vec<u32>,
    all: Vec<Mutex<Slot>>,
    bytes: AtomicI64,
    peak: AtomicI64,
}

#[derive(Default)]
struct Slot {
    value: Option<Value>,
    /// Who still wants it.
    readers: u32,
}

/// What one worker has added and let go since it last told all. Small amounts are told together: one counter that all
/// write to is dear.
#[derive(Default)]
pub(super) struct Balance(i64);

/// Less than this is not worth telling at once.
const BALANCE_BYTES: i64 = 64 << 10;

impl Slots {
    /// Room for the outputs of steps, given how many each has.
    pub(super) fn new(outputs: impl Iterator<Item = u32>) -> Self {
        let mut first = Vec::with_capacity(outputs.size_hint().0 + 1);
        let mut count = 0;
        first.push(0);
        first.extend(outputs.map(|outputs| {
            count += outputs;
            count
        }));
        let all = std::iter::repeat_with(Mutex::default).take(count as usize).collect();
        Self { first, all, bytes: AtomicI64::new(0), peak: AtomicI64::new(0) }
    }

    /// One more reader. Before the run begins.
    pub(super) fn add_reader(&mut self, step: u32, output: u16) {
        let at = self.at(step, output);
        self.all[at].get_mut().unwrap_or_else(PoisonError::into_inner).readers += 1;
    }

    /// Puts a result where its readers find it; a result that nobody reads is let go.
    pub(super) fn put(&self, step: u32, output: u16, value: Value, balance: &mut Balance) {
        let bytes = bytes(&value);
        let mut slot = self.all[self.at(step, output)].lock().unwrap_or_else(PoisonError::into_inner);
        if slot.readers > 0 {
            slot.value = Some(value);
            drop(slot);
            self.count(bytes, balance);
        }
    }

    /// Takes one reader's share. The last one gets the value itself, so that it can be changed in place.
    pub(super) fn take(&self, step: u32, output: u16, balance: &mut Balance) -> Option<Value> {
        let mut slot = self.all[self.at(step, output)].lock().unwrap_or_else(PoisonError::into_inner);
        slot.readers = slot.readers.saturating_sub(1);
        if slot.readers > 0 {
            return slot.value.clone();
        }
        let value = slot.value.take();
        drop(slot);
        if let Some(value) = &value {
            self.count(-bytes(value), balance);
        }
        value
    }

    /// Whether anybody still waits for an output.
    pub(super) fn is_read(&self, step: u32, output: u16) -> bool {
        self.all[self.at(step, output)].lock().unwrap_or_else(PoisonError::into_inner).readers > 0
    }

    fn count(&self, bytes: i64, balance: &mut Balance) {
        balance.0 += bytes;
        if balance.0.abs() >= BALANCE_BYTES {
            self.tell(balance);
        }
    }

    /// Tells all what one worker has added and let go.
    pub(super) fn tell(&self, balance: &mut Balance) {
        let change = std::mem::take(&mut balance.0);
        if change != 0 {
            let now = self.bytes.fetch_add(change, Ordering::Relaxed) + change;
            self.peak.fetch_max(now, Ordering::Relaxed);
        }
    }

    /// Memory of all values at the worst moment, give or take a little for each worker.
    pub(super) fn peak_bytes(&self) -> u64 {
        u64::try_from(self.peak.load(Ordering::Relaxed)).unwrap_or(0)
    }

    fn at(&self, step: u32, output: u16) -> usize {
        self.first[step as usize] as usize + usize::from(output)
    }
}

fn bytes(value: &Value) -> i64 {
    i64::try_from(value.bytes()).unwrap_or(i64::MAX)
}
