//! Results in memory. Over budget, what is worth least goes first: seconds of recompute per byte, aged by use.
//!
//! Greedy-dual: an entry's worth is what it saves per byte, plus the worth of what was last thrown away when it was last
//! used. Instead of a heap that every use would disturb, the least of a few random entries goes: use costs a store.

use super::Key;
use crate::value::Value;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Entries looked at to find one to throw away.
const SAMPLES: usize = 12;

/// What an entry costs beside its values.
const ENTRY_BYTES: usize = 128;

pub(super) struct Memory {
    entries: Vec<Entry>,
    /// Key → index in `entries`.
    by_key: HashMap<Key, u32, BuildHasherDefault<KeyHasher>>,
    bytes: usize,
    bytes_max: usize,
    /// Worth of what was last thrown away. Only grows.
    age: f64,
    /// Counts uses, to tell equals apart.
    uses: u64,
    /// For choosing samples; the same each time.
    random: u64,
}

struct Entry {
    key: Key,
    outputs: Outputs,
    bytes: usize,
    seconds: f64,
    worth: f64,
    used: u64,
}

impl Entry {
    /// Less goes first.
    fn compare(&self, other: &Self) -> Ordering {
        self.worth.total_cmp(&other.worth).then(self.used.cmp(&other.used))
    }
}

/// Most kinds have one output: it needs no allocation of its own.
enum Outputs {
    One(Option<Value>),
    Many(Box<[Option<Value>]>),
}

impl Outputs {
    fn as_slice(&self) -> &[Option<Value>] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl Memory {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            entries: Vec::new(),
            by_key: HashMap::default(),
            bytes: 0,
            bytes_max,
            age: 0.0,
            uses: 0,
            random: 0x9E37_79B9,
        }
    }

    pub(super) fn get(&mut self, key: &Key, outputs: &mut [Option<Value>]) -> bool {
        let (age, use_number) = (self.age, self.uses);
        let Some(entry) = self.by_key.get(key).map(|at| &mut self.entries[*at as usize]) else { return false };
        let kept = entry.outputs.as_slice();
        if kept.len() != outputs.len() {
            return false;
        }
        outputs.clone_from_slice(kept);
        entry.worth = age + saved_per_byte(entry.seconds, entry.bytes);
        entry.used = use_number;
        self.uses += 1;
        true
    }

    pub(super) fn has(&self, key: &Key) -> bool {
        self.by_key.contains_key(key)
    }

    pub(super) fn put(&mut self, key: &Key, outputs: &[Option<Value>], seconds: f64) {
        let bytes = ENTRY_BYTES + outputs.iter().flatten().map(Value::bytes).sum::<usize>();
        // What is larger than the budget would only push everything else out.
        if bytes > self.bytes_max || self.by_key.contains_key(key) {
            return;
        }
        while self.bytes + bytes > self.bytes_max {
            self.throw_one_away();
        }
        let Ok(at) = u32::try_from(self.entries.len()) else { return };
        let outputs = match outputs {
            [one] => Outputs::One(one.clone()),
            many => Outputs::Many(many.into()),
        };
        let worth = self.age + saved_per_byte(seconds, bytes);
        self.entries.push(Entry { key: *key, outputs, bytes, seconds, worth, used: self.uses });
        self.uses += 1;
        self.by_key.insert(*key, at);
        self.bytes += bytes;
    }

    /// What an entry saves is known by now. Gives its values.
    pub(super) fn settle(&mut self, key: &Key, seconds: f64) -> Option<Vec<Option<Value>>> {
        let entry = self.by_key.get(key).map(|at| &mut self.entries[*at as usize])?;
        entry.worth += saved_per_byte(seconds, entry.bytes) - saved_per_byte(entry.seconds, entry.bytes);
        entry.seconds = seconds;
        Some(entry.outputs.as_slice().to_vec())
    }

    /// Throws the least worth away until half of the bytes are left.
    pub(super) fn halve(&mut self) {
        let half = self.bytes / 2;
        while self.bytes > half {
            self.throw_one_away();
        }
    }

    pub(super) fn forget_lost(&mut self) {
        let is_lost = |entry: &Entry| entry.outputs.as_slice().iter().flatten().any(Value::is_lost);
        for at in (0..self.entries.len()).rev() {
            if is_lost(&self.entries[at]) {
                self.remove(at);
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.by_key.clear();
        self.bytes = 0;
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    fn throw_one_away(&mut self) {
        if self.entries.is_empty() {
            return;
        }
        let sampled: [usize; SAMPLES] = std::array::from_fn(|_| self.random_index());
        let least = sampled.into_iter().min_by(|a, b| self.entries[*a].compare(&self.entries[*b]));
        let Some(at) = least else { return };
        let worth = self.remove(at);
        self.age = self.age.max(worth);
    }

    /// Gives what it was worth.
    fn remove(&mut self, at: usize) -> f64 {
        let gone = self.entries.swap_remove(at);
        self.by_key.remove(&gone.key);
        if let (Some(moved), Ok(at)) = (self.entries.get(at), u32::try_from(at)) {
            self.by_key.insert(moved.key, at);
        }
        self.bytes -= gone.bytes;
        gone.worth
    }

    fn random_index(&mut self) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        #[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
        let bits = self.random as usize;
        bits % self.entries.len().max(1)
    }
}

#[expect(clippy::cast_precision_loss, reason = "an order of worth, not a sum")]
fn saved_per_byte(seconds: f64, bytes: usize) -> f64 {
    // A result that took no measured time still saves a call.
    seconds.max(1e-7) / bytes as f64
}

/// Keys are digests: any eight bytes of them are as good as a hash.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk::<8>() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    // The length that a slice's hash begins with says nothing.
    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Colour, Content, Image};

    fn key(number: u8) -> Key {
        let mut key = [0; 32];
        key[0] = number;
        key
    }

    fn picture(side: u32) -> [Option<Value>; 1] {
        [Some(Value::new(Content::Image(Image::zeroed(side, side, 1, Colour::Data).unwrap())))]
    }

    #[test]
    fn what_was_put_in_comes_out() {
        let mut memory = Memory::new(1 << 20);
        memory.put(&key(1), &[Some(Value::text("a")), None], 1.0);
        let mut out = [None, None];
        assert!(memory.get(&key(1), &mut out));
        assert_eq!(out, [Some(Value::text("a")), None]);
        assert!(!memory.get(&key(2), &mut out));
        assert!(!memory.get(&key(1), &mut [None]), "another number of outputs is another kind");
    }

    #[test]
    fn the_budget_is_never_exceeded_and_dear_results_stay() {
        let mut memory = Memory::new(200_000);
        memory.put(&key(0), &picture(64), 10.0);
        for number in 1..100 {
            memory.put(&key(number), &picture(64), 0.001);
            assert!(memory.bytes() <= 200_000);
        }
        assert!(memory.has(&key(0)), "ten seconds of work for 16 kB stay");
        assert!(memory.len() > 5 && memory.len() < 13);
    }

    #[test]
    fn what_turns_out_to_be_dear_stays() {
        let mut memory = Memory::new(200_000);
        memory.put(&key(0), &picture(64), 0.0001);
        assert_eq!(memory.settle(&key(0), 10.0), Some(picture(64).to_vec()));
        assert_eq!(memory.settle(&key(1), 10.0), None);
        (1..100).for_each(|number| memory.put(&key(number), &picture(64), 0.001));
        assert!(memory.has(&key(0)));
        memory.settle(&key(0), 0.0001);
        (100..200).for_each(|number| memory.put(&key(number), &picture(64), 0.001));
        assert!(!memory.has(&key(0)));
    }

    #[test]
    fn what_is_used_again_outlives_what_is_not() {
        let mut memory = Memory::new(200_000);
        for number in 0..=255 {
            memory.put(&key(number), &picture(64), 0.001);
            memory.get(&key(0), &mut [None]);
        }
        assert!(memory.has(&key(0)));
    }

    #[test]
    fn what_is_larger_than_the_budget_pushes_nothing_out() {
        let mut memory = Memory::new(20_000);
        memory.put(&key(1), &picture(32), 0.001);
        memory.put(&key(2), &picture(512), 100.0);
        assert!(memory.has(&key(1)) && !memory.has(&key(2)));
    }
}
