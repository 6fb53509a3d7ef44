//! Floats from a 64-byte boundary on: a vector that straddles two lines of the cache costs two loads. Large ones come from those
//! that others are done with: the system hands out new memory page by page, which takes longer than many a kernel.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Smaller ones the allocator keeps by itself.
const KEPT_MIN: usize = 128 << 10;
/// So many bytes are kept at most.
const KEPT_MAX: usize = 32 << 20;
/// Floats to spare, so that a boundary is among them.
const SLACK: usize = 15;

/// What others are done with, the oldest first.
static SPARE: Mutex<Vec<Vec<f32>>> = Mutex::new(Vec::new());

/// Floats to work on.
#[derive(Debug)]
pub(crate) struct Aligned {
    floats: Vec<f32>,
    start: usize,
    /// Whether others have written here before.
    used: bool,
}

impl Aligned {
    /// So many zeros.
    pub(crate) fn zeros(length: usize) -> Self {
        let mut aligned = Self::for_overwrite(length);
        if aligned.used {
            aligned.fill(0.0);
        }
        aligned
    }

    /// So many floats of any value: what others have left there, or zeros.
    pub(crate) fn for_overwrite(length: usize) -> Self {
        let (floats, used) = match spare(length + SLACK) {
            Some(mut floats) => {
                floats.resize(length + SLACK, 0.0);
                (floats, true)
            }
            None => (vec![0.0; length + SLACK], false),
        };
        // The method may refuse an answer; rows are then unaligned, which costs time but no correctness.
        let start = floats.as_ptr().align_offset(64).min(SLACK);
        Self { floats, start, used }
    }
}

impl Drop for Aligned {
    fn drop(&mut self) {
        let bytes = |floats: &Vec<f32>| floats.capacity() * size_of::<f32>();
        if !(KEPT_MIN..=KEPT_MAX / 4).contains(&bytes(&self.floats)) {
            return;
        }
        let mut all = lock();
        all.push(std::mem::take(&mut self.floats));
        let mut kept: usize = all.iter().map(bytes).sum();
        let too_many = all.iter().take_while(|floats| {
            let goes = kept > KEPT_MAX;
            kept -= if goes { bytes(floats) } else { 0 };
            goes
        });
        let too_many = too_many.count();
        all.drain(..too_many);
    }
}

/// Sums in twice the digits, from a boundary on as well. Only rows of them are held, so none are kept for others.
#[derive(Debug)]
pub(crate) struct AlignedDoubles {
    doubles: Vec<f64>,
    start: usize,
}

impl AlignedDoubles {
    /// So many zeros.
    pub(crate) fn zeros(length: usize) -> Self {
        let doubles = vec![0.0; length + SLACK];
        let start = doubles.as_ptr().align_offset(64).min(SLACK);
        Self { doubles, start }
    }
}

impl Deref for AlignedDoubles {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.doubles[self.start..self.doubles.len() - SLACK + self.start]
    }
}

impl DerefMut for AlignedDoubles {
    fn deref_mut(&mut self) -> &mut [f64] {
        let end = self.doubles.len() - SLACK + self.start;
        &mut self.doubles[self.start..end]
    }
}

/// The smallest that is large enough, and not so large that it is wasted.
fn spare(length: usize) -> Option<Vec<f32>> {
    if length * size_of::<f32>() < KEPT_MIN {
        return None;
    }
    let mut all = lock();
    let fitting = all.iter().enumerate().filter(|(_, floats)| (length..=2 * length).contains(&floats.capacity()));
    let best = fitting.min_by_key(|(_, floats)| floats.capacity())?.0;
    Some(all.remove(best))
}

fn lock() -> MutexGuard<'static, Vec<Vec<f32>>> {
    // A panic between two steps leaves fewer floats to spare, and no wrong ones.
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Deref for Aligned {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.floats[self.start..self.floats.len() - SLACK + self.start]
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        let end = self.floats.len() - SLACK + self.start;
        &mut self.floats[self.start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_before_is_zero_again() {
        for length in [1, 1000, KEPT_MIN / 4, KEPT_MIN, 3 * KEPT_MIN] {
            for _ in 0..3 {
                let mut floats = Aligned::zeros(length);
                assert_eq!(floats.len(), length);
                assert!(floats.iter().all(|&float| float == 0.0));
                floats.fill(f32::NAN);
            }
        }
    }

    #[test]
    fn no_more_is_kept_than_was_said() {
        let many: Vec<Aligned> = (0..100).map(|_| Aligned::zeros(KEPT_MAX / 64)).collect();
        drop(many);
        let kept: usize = lock().iter().map(|floats| floats.capacity() * size_of::<f32>()).sum();
        assert!(kept <= KEPT_MAX, "{kept} bytes");
    }
}
