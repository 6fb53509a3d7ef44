//! Named fields of values. Faces, poses, labels and embeddings are records, or lists of them.

use super::Value;

/// Fields in the order they were set. An empty field is there, but has no value: a reason may stand beside it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    fields: Vec<(Box<str>, Option<Value>)>,
}

impl Record {
    /// All fields.
    #[must_use]
    pub fn fields(&self) -> &[(Box<str>, Option<Value>)] {
        &self.fields
    }

    /// A field that has a value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(other, _)| **other == *name).and_then(|(_, value)| value.as_ref())
    }

    /// Sets a field, also to nothing.
    pub fn set(&mut self, name: &str, value: Option<Value>) {
        match self.fields.iter_mut().find(|(other, _)| **other == *name) {
            Some((_, field)) => *field = value,
            None => self.fields.push((name.into(), value)),
        }
    }

    /// Memory that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.fields.iter().map(|(name, value)| name.len() + 32 + value.as_ref().map_or(0, Value::bytes)).sum()
    }
}
