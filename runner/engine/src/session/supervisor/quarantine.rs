//! Steps that brought down the engine. The identity of a step counts, so another setting makes it another one.

use std::collections::BTreeMap;

use crate::session::message::Suspect;

/// How often steps were there when an engine died, by their digest.
#[derive(Default)]
pub(super) struct Quarantine(BTreeMap<String, u32>);

/// The second time is no accident.
const DEATHS: u32 = 2;

impl Quarantine {
    /// An engine died; gives those that are kept away from now on. Where the culprit is known the others are free.
    pub(super) fn died_of(&mut self, suspects: &[Suspect]) -> Vec<Suspect> {
        let is_known = suspects.iter().any(|suspect| suspect.culprit);
        let guilty = suspects.iter().filter(|suspect| suspect.culprit || !is_known);
        let counted = guilty.filter(|suspect| {
            let deaths = self.0.entry(suspect.step.clone()).or_default();
            *deaths += 1;
            *deaths == DEATHS
        });
        counted.cloned().collect()
    }

    /// All that are kept away.
    pub(super) fn steps(&self) -> Vec<String> {
        self.0.iter().filter(|(_, deaths)| **deaths >= DEATHS).map(|(step, _)| step.clone()).collect()
    }

    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suspect(step: &str, culprit: bool) -> Suspect {
        let (node, kind, plugin) = (step.to_owned(), String::new(), String::new());
        Suspect { node, kind, plugin, thread: 1, step: step.to_owned(), culprit }
    }

    #[test]
    fn the_second_death_of_the_same_step_counts_and_bystanders_do_not() {
        let mut quarantine = Quarantine::default();
        assert!(quarantine.died_of(&[suspect("a", true), suspect("b", false)]).is_empty());
        assert!(quarantine.died_of(&[suspect("c", true), suspect("b", false)]).is_empty());
        assert_eq!(quarantine.died_of(&[suspect("a", false), suspect("b", false)]), [suspect("a", false)]);
        assert!(quarantine.died_of(&[suspect("a", true)]).is_empty());
        assert_eq!(quarantine.steps(), ["a"]);
        quarantine.forget();
        assert!(quarantine.steps().is_empty());
    }
}
