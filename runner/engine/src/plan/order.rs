//! An order in which every step comes behind those whose results it reads; or the circles that make one impossible.

use super::{Link, Source};

/// Wires between steps, as far as an order needs them.
pub(super) struct Wiring<'a> {
    pub(super) first_source: &'a [u32],
    pub(super) sources: &'a [Source],
    pub(super) links: &'a [Link],
}

/// Steps in order, and those that lie in circles or behind them.
pub(super) struct Order {
    pub(super) order: Vec<u32>,
    pub(super) circles: Vec<Vec<u32>>,
}

impl Wiring<'_> {
    fn len(&self) -> usize {
        self.first_source.len() - 1
    }

    /// Who gives something to a step.
    fn givers(&self, step: u32) -> impl Iterator<Item = u32> {
        let sources = self.first_source[step as usize] as usize..self.first_source[step as usize + 1] as usize;
        self.sources[sources]
            .iter()
            .flat_map(|source| match source {
                Source::Wire(link) => std::slice::from_ref(link),
                Source::Wires { first, len } => &self.links[*first as usize..(*first + *len) as usize],
                Source::Nothing | Source::Constant(_) => &[],
            })
            .map(|link| link.step)
    }

    /// Finds an order. What lies in circles or behind them comes at its end, as the file has it.
    pub(super) fn order(&self) -> Order {
        let steps = 0..u32::try_from(self.len()).unwrap_or(u32::MAX);
        if steps.clone().all(|step| self.givers(step).all(|giver| giver < step)) {
            // Programs, and people who write from top to bottom, have done the work.
            return Order { order: steps.collect(), circles: Vec::new() };
        }
        let (first_taker, takers) = self.takers();
        let mut missing: Vec<u32> = vec![0; self.len()];
        takers.iter().for_each(|taker| missing[*taker as usize] += 1);
        let mut order: Vec<u32> = steps.clone().filter(|step| missing[*step as usize] == 0).collect();
        let mut at = 0;
        while at < order.len() {
            let giver = order[at] as usize;
            for taker in &takers[first_taker[giver] as usize..first_taker[giver + 1] as usize] {
                missing[*taker as usize] -= 1;
                if missing[*taker as usize] == 0 {
                    order.push(*taker);
                }
            }
            at += 1;
        }
        let circles = if order.len() < self.len() { self.circles(&missing) } else { Vec::new() };
        order.extend(steps.filter(|step| missing[*step as usize] > 0));
        Order { order, circles }
    }

    /// Who reads each step, once per wire.
    fn takers(&self) -> (Vec<u32>, Vec<u32>) {
        let mut first = vec![0_u32; self.len() + 1];
        let steps = || 0..u32::try_from(self.len()).unwrap_or(u32::MAX);
        for giver in steps().flat_map(|step| self.givers(step)) {
            first[giver as usize + 1] += 1;
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let mut next = first.clone();
        let mut takers = vec![0_u32; first.last().map_or(0, |count| *count as usize)];
        for step in steps() {
            for giver in self.givers(step) {
                takers[next[giver as usize] as usize] = step;
                next[giver as usize] += 1;
            }
        }
        (first, takers)
    }

    /// One circle for each knot, in the order the data goes round. A step with givers missing always has a giver that
    /// misses one too, so walking back from it ends in a circle.
    fn circles(&self, missing: &[u32]) -> Vec<Vec<u32>> {
        let mut circles = Vec::new();
        // 0: not seen; else the number of the walk that saw it.
        let mut seen = vec![0_u32; missing.len()];
        let mut walk = 0;
        for start in 0..u32::try_from(missing.len()).unwrap_or(u32::MAX) {
            if missing[start as usize] == 0 || seen[start as usize] != 0 {
                continue;
            }
            walk += 1;
            let mut path = vec![start];
            seen[start as usize] = walk;
            let back = |step: u32| self.givers(step).find(|giver| missing[*giver as usize] > 0);
            while let Some(giver) = path.last().and_then(|last| back(*last)) {
                match seen[giver as usize] {
                    0 => {
                        seen[giver as usize] = walk;
                        path.push(giver);
                    }
                    same if same == walk => {
                        let begin = path.iter().position(|step| *step == giver).unwrap_or(0);
                        let mut circle: Vec<u32> = path[begin..].iter().rev().copied().collect();
                        // The name that stands first in the file comes first in the sentence.
                        let first = (0..circle.len()).min_by_key(|at| circle[*at]).unwrap_or(0);
                        circle.rotate_left(first);
                        circles.push(circle);
                        break;
                    }
                    // Leads into a circle that another walk has found.
                    _ => break,
                }
            }
        }
        circles
    }
}
