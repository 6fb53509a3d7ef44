//! What was made lately, by key: each once, also where several ask at the same time, and the least recently used ones go.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was made lately.
pub(super) struct Latest<K, T> {
    most: usize,
    kept: Mutex<Kept<K, T>>,
}

struct Kept<K, T> {
    places: HashMap<K, Place<T>>,
    /// Counts uses.
    uses: u64,
}

struct Place<T> {
    /// Whoever makes it holds this lock, so that others wait who want the same, and nobody else.
    made: Arc<Mutex<Option<T>>>,
    used: u64,
}

impl<K: Hash + Eq + Clone, T: Clone> Latest<K, T> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::new(Kept { places: HashMap::new(), uses: 0 }) }
    }

    /// What was made for this key, or what is made now. Nothing is kept of what fails.
    pub(super) fn get_or_make<E>(&self, key: &K, make: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let place = self.place(key);
        let mut made = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = &*made {
            return Ok(made.clone());
        }
        let new = make()?;
        *made = Some(new.clone());
        Ok(new)
    }

    fn place(&self, key: &K) -> Arc<Mutex<Option<T>>> {
        let mut kept = self.lock();
        kept.uses += 1;
        let used = kept.uses;
        if let Some(place) = kept.places.get_mut(key) {
            place.used = used;
            return Arc::clone(&place.made);
        }
        if kept.places.len() >= self.most {
            // They are few, and whoever comes here is about to do something slow.
            let oldest = kept.places.iter().min_by_key(|(_, place)| place.used).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| kept.places.remove(&oldest));
        }
        let made = Arc::default();
        kept.places.insert(key.clone(), Place { made: Arc::clone(&made), used });
        made
    }

    fn lock(&self) -> MutexGuard<'_, Kept<K, T>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use std::sync::mpsc;
    use std::thread;

    fn get(latest: &Latest<u32, u32>, key: u32) -> (u32, bool) {
        let mut was_made = false;
        let Ok(got) = latest.get_or_make(&key, || {
            was_made = true;
            Ok::<_, Infallible>(key * 10)
        });
        (got, was_made)
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let latest = Latest::new(3);
        for key in [1, 2, 3] {
            assert_eq!(get(&latest, key), (key * 10, true));
        }
        assert_eq!((get(&latest, 1), get(&latest, 4)), ((10, false), (40, true)));
        assert_eq!([1, 3, 4].map(|key| get(&latest, key).1), [false; 3], "2 went for 4");
        assert_eq!(get(&latest, 2), (20, true));
        assert_eq!(latest.lock().places.len(), 3);
    }

    #[test]
    fn who_wants_something_else_does_not_wait_for_what_is_being_made() {
        let latest = Latest::new(3);
        get(&latest, 1);
        thread::scope(|scope| {
            let (go_on, wait) = mpsc::channel();
            let (tell, is_making) = mpsc::channel();
            let latest = &latest;
            let slow = scope.spawn(move || {
                latest.get_or_make(&7, || {
                    tell.send(()).unwrap();
                    wait.recv().map(|()| 70)
                })
            });
            is_making.recv().unwrap();
            // With one lock for all this would never come back.
            assert_eq!((get(latest, 1), get(latest, 2)), ((10, false), (20, true)));
            let same = scope.spawn(|| get(latest, 7));
            go_on.send(()).unwrap();
            assert_eq!((slow.join().unwrap(), same.join().unwrap()), (Ok(70), (70, false)), "made once");
        });
    }

    #[test]
    fn nothing_is_kept_of_what_fails() {
        let latest = Latest::<u32, u32>::new(3);
        assert_eq!(latest.get_or_make(&1, || Err("no memory")), Err("no memory"));
        assert_eq!(get(&latest, 1), (10, true));
    }
}
