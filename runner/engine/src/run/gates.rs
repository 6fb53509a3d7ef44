//! Steps that may not run beside others: of plugins that allow one call at a time, and on a device with few places. A step
//! that finds its gate closed waits in a list, and no thread waits with it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::catalog::{Kind, ThreadMode};

/// All gates of a run.
pub(super) struct Gates {
    state: Mutex<State>,
}

struct State {
    /// Free places of each gate.
    free: Vec<u32>,
    waiting: Vec<(u32, Passes)>,
}

/// The gates that a kind has to pass: of its plugin, and of the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Passes {
    plugin: Option<u32>,
    gpu: bool,
}

/// The place of the device's gate.
const GPU: usize = 0;

impl Passes {
    pub(super) fn is_free(self) -> bool {
        self == Self::default()
    }

    /// These, and the device's.
    pub(super) fn and_device(self) -> Self {
        Self { gpu: true, ..self }
    }

    fn gates(self) -> impl Iterator<Item = usize> {
        self.plugin.map(|at| at as usize).into_iter().chain(self.gpu.then_some(GPU))
    }
}

impl Gates {
    /// The gates for these kinds, and which of them each has to pass. Without a device nobody passes its gate.
    pub(super) fn new<'k>(kinds: impl Iterator<Item = &'k Kind>, gpu_steps_max: Option<u32>) -> (Self, Vec<Passes>) {
        let mut free = vec![gpu_steps_max.unwrap_or(1).max(1)];
        let mut by_plugin: HashMap<[u8; 32], u32> = HashMap::new();
        let passes = kinds
            .map(|kind| {
                let plugin = (kind.thread_mode == ThreadMode::Plugin).then(|| {
                    *by_plugin.entry(kind.plugin.sha256).or_insert_with(|| {
                        free.push(1);
                        u32::try_from(free.len() - 1).unwrap_or(u32::MAX)
                    })
                });
                Passes { plugin, gpu: gpu_steps_max.is_some() && kind.flags.gpu }
            })
            .collect();
        (Self { state: Mutex::new(State { free, waiting: Vec::new() }) }, passes)
    }

    /// Passes all gates, or puts the step into the list of those that wait.
    pub(super) fn enter(&self, step: u32, passes: Passes) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_open = passes.gates().all(|gate| state.free[gate] > 0);
        if is_open {
            passes.gates().for_each(|gate| state.free[gate] -= 1);
        } else {
            state.waiting.push((step, passes));
        }
        is_open
    }

    /// Leaves all gates. Gives the steps that may try again.
    pub(super) fn leave(&self, passes: Passes) -> Vec<u32> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        passes.gates().for_each(|gate| state.free[gate] += 1);
        let mut free = state.free.clone();
        let mut freed = Vec::new();
        state.waiting.retain(|(step, passes)| {
            let is_open = passes.gates().all(|gate| free[gate] > 0);
            if is_open {
                passes.gates().for_each(|gate| free[gate] -= 1);
                freed.push(*step);
            }
            !is_open
        });
        freed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_gate_keeps_steps_until_somebody_leaves() {
        let (gpu, plugin) = (Passes { plugin: None, gpu: true }, Passes { plugin: Some(1), gpu: false });
        let both = Passes { plugin: Some(1), gpu: true };
        let gates = Gates { state: Mutex::new(State { free: vec![1, 1], waiting: Vec::new() }) };
        assert!(gates.enter(1, gpu));
        assert!(!gates.enter(2, both));
        assert!(gates.enter(3, plugin));
        assert!(!gates.enter(4, gpu));
        assert!(gates.leave(plugin).is_empty());
        assert_eq!(gates.leave(gpu), [2]);
        assert!(gates.enter(2, both));
        assert_eq!(gates.leave(both), [4]);
        assert_eq!(Passes { plugin: Some(1), gpu: false }.and_device(), both);
    }
}
