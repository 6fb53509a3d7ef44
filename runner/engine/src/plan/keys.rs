//! What names each step's result: the kind, its settings, and what names its inputs. One pass in the order of the plan, so
//! it is linear; or a part of it, after a change.

use std::collections::{HashMap, HashSet};

use super::kinds::KindUse;
use super::{Digest, Hasher, Link, Marks, Scale, Source};
use crate::catalog::{Fit, Input};
use crate::value::Value;

/// Everything of a plan that a digest covers.
pub(super) struct Keying<'a> {
    pub(super) kinds: &'a [KindUse],
    pub(super) kind_of: &'a [u32],
    pub(super) first_source: &'a [u32],
    pub(super) sources: &'a [Source],
    pub(super) links: &'a [Link],
    pub(super) constants: &'a [Value],
    pub(super) contents: &'a HashMap<u32, Digest>,
    pub(super) models: &'a [(u32, Digest)],
    /// Steps with something that no digest covers.
    pub(super) undecided: &'a HashSet<u32>,
    pub(super) scale: Scale,
}

impl Keying<'_> {
    /// All digests; marks those that are keys.
    pub(super) fn all(&self, order: &[u32], marks: &mut [Marks]) -> Vec<Digest> {
        let mut digests = vec![Digest([0; 32]); order.len()];
        let mut hasher = Hasher::default();
        for step in order.iter().copied() {
            self.one(step, marks, &mut digests, &mut hasher);
        }
        digests
    }

    /// Only of changed steps and of those behind them.
    pub(super) fn changed(&self, order: &[u32], changed: &[u32], marks: &mut [Marks], digests: &mut [Digest]) {
        let mut is_changed = vec![false; order.len()];
        changed.iter().for_each(|step| is_changed[*step as usize] = true);
        let mut hasher = Hasher::default();
        for step in order.iter().copied() {
            let reads_changed = || self.links_into(step).any(|link| is_changed[link.step as usize]);
            if is_changed[step as usize] || reads_changed() {
                let before = (digests[step as usize], marks[step as usize].keyed);
                self.one(step, marks, digests, &mut hasher);
                is_changed[step as usize] = before != (digests[step as usize], marks[step as usize].keyed);
            }
        }
    }

    fn links_into(&self, step: u32) -> impl Iterator<Item = &Link> {
        let sources = self.first_source[step as usize] as usize..self.first_source[step as usize + 1] as usize;
        self.sources[sources].iter().flat_map(|source| self.links(source))
    }

    fn links<'a>(&'a self, source: &'a Source) -> &'a [Link] {
        match source {
            Source::Wire(link) => std::slice::from_ref(link),
            Source::Wires { first, len } => &self.links[*first as usize..(*first + *len) as usize],
            Source::Nothing | Source::Constant(_) => &[],
        }
    }

    fn one(&self, step: u32, marks: &mut [Marks], digests: &mut [Digest], hasher: &mut Hasher) {
        let kind = &self.kinds[self.kind_of[step as usize] as usize];
        let mut decided = kind.is_decided && !self.undecided.contains(&step);
        hasher.digest(&kind.digest);
        hasher.byte(if marks[step as usize].shrinks { self.scale as u8 } else { 0 });
        let first = self.first_source[step as usize] as usize;
        for (source, input) in self.sources[first..].iter().zip(&kind.kind.inputs) {
            if input.flags.no_digest && !self.maps(source) {
                continue;
            }
            match source {
                Source::Nothing => hasher.byte(0),
                Source::Constant(index) => match self.contents.get(index) {
                    Some(content) => {
                        hasher.byte(2);
                        hasher.digest(content);
                    }
                    None => {
                        hasher.byte(1);
                        hasher.value(&self.constants[*index as usize]);
                    }
                },
                Source::Wire(_) => decided &= !names_something(input),
                Source::Wires { len, .. } => {
                    hasher.byte(3);
                    hasher.number(u64::from(*len));
                    decided &= !names_something(input);
                }
            }
            for link in self.links(source) {
                hasher.byte(4);
                hasher.byte(link.fit as u8);
                hasher.bytes(&link.output.to_le_bytes());
                hasher.digest(&digests[link.step as usize]);
                decided &= marks[link.step as usize].keyed;
            }
        }
        let used = self.models.partition_point(|(other, _)| *other < step);
        self.models[used..].iter().take_while(|(other, _)| *other == step).for_each(|(_, model)| hasher.digest(model));
        digests[step as usize] = hasher.finish();
        marks[step as usize].keyed = decided;
    }

    /// Whether the length of what comes decides how often the step runs.
    fn maps(&self, source: &Source) -> bool {
        match source {
            Source::Wire(link) => link.fit == Fit::Map,
            Source::Wires { .. } => true,
            Source::Nothing | Source::Constant(_) => false,
        }
    }
}

/// Whether a wired value names a file or a model, whose content decides too.
fn names_something(input: &Input) -> bool {
    (input.ty.has("path") && !input.flags.path_write) || input.ty.has("model")
}
