//! A short list of named things in the order of the file. A node has few inputs, so a list is leaner than a map and as fast.

use std::collections::HashMap;

use super::Name;

/// Names are unique; the order is the file's and means nothing.
#[derive(Debug, Clone)]
pub struct Entries<T>(Vec<(Name, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Whether there is one of that name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// In the order of the file.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Name, &T)> + DoubleEndedIterator {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// Puts it where one of that name is, else at the end; gives what was there.
    pub fn insert(&mut self, name: impl Into<Name>, value: T) -> Option<T> {
        self.insert_at(None, name.into(), value)
    }

    /// Takes the one of that name out.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        self.take(name).map(|(_, value)| value)
    }

    /// For many questions about one list, which a file may make as long as it likes.
    pub(crate) fn by_name(&self) -> HashMap<&Name, &T> {
        self.iter().collect()
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(key, _)| key == name)
    }

    /// A new name goes to `at`, or to the end.
    pub(crate) fn insert_at(&mut self, at: Option<usize>, name: Name, value: T) -> Option<T> {
        if let Some((_, old)) = self.0.iter_mut().find(|(key, _)| *key == name) {
            return Some(std::mem::replace(old, value));
        }
        self.reserve_one();
        self.0.insert(at.unwrap_or(self.0.len()).min(self.0.len()), (name, value));
        None
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<(usize, T)> {
        let at = self.position(name)?;
        Some((at, self.0.remove(at).1))
    }

    /// For a reader that has made sure itself that the name is new.
    pub(crate) fn push_new(&mut self, name: Name, value: T) {
        self.reserve_one();
        self.0.push((name, value));
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = (&Name, &mut T)> {
        self.0.iter_mut().map(|(name, value)| (&*name, value))
    }

    /// A graph may hold a million of these lists, so short ones have no spare room.
    fn reserve_one(&mut self) {
        if self.0.len() < 8 {
            self.0.reserve_exact(1);
        }
    }
}

/// Equal content; the order means nothing.
impl<T: PartialEq> PartialEq for Entries<T> {
    fn eq(&self, other: &Self) -> bool {
        if self.len() != other.len() || self.0 == other.0 {
            return self.len() == other.len();
        }
        let sorted = |entries: &Self| {
            let mut order: Vec<usize> = (0..entries.len()).collect();
            order.sort_unstable_by(|a, b| entries.0[*a].0.cmp(&entries.0[*b].0));
            order
        };
        sorted(self).into_iter().zip(sorted(other)).all(|(a, b)| self.0[a] == other.0[b])
    }
}

impl<T: Eq> Eq for Entries<T> {}

impl<T, N: Into<Name>> FromIterator<(N, T)> for Entries<T> {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(entries: I) -> Self {
        let mut all = Self::default();
        for (name, value) in entries {
            all.insert(name, value);
        }
        all
    }
}
