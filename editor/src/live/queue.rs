//! Runs that were asked for: the one that goes on, those that wait for it, and how the last ones ended.

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedRun {
    /// The engine's number.
    pub run: u64,
    /// For people: from 1.
    pub number: u64,
    /// The last step of the history when it was asked for: what tells it from the others.
    pub after: String,
    /// How it stands.
    pub turn: Turn,
}

/// How a run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Others come first.
    Waiting,
    /// It goes on.
    Running,
    /// It is over: how it went.
    Ended(String),
}

/// Ended runs that are still shown.
const ENDED_MAX: usize = 20;

/// All of them, in the order of their turns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    runs: Vec<QueuedRun>,
    count: u64,
}

impl Queue {
    /// From the oldest that has ended to the last that waits.
    #[must_use]
    pub fn runs(&self) -> &[QueuedRun] {
        &self.runs
    }

    /// How many wait.
    #[must_use]
    pub fn n_waiting(&self) -> usize {
        self.runs.iter().filter(|run| run.turn == Turn::Waiting).count()
    }

    pub(crate) fn add(&mut self, run: u64, after: &str) {
        self.count += 1;
        self.runs.push(QueuedRun { run, number: self.count, after: after.to_owned(), turn: Turn::Waiting });
    }

    pub(crate) fn begin(&mut self, run: u64) {
        self.change(run, Turn::Running);
    }

    /// One that never began leaves no trace: somebody took it away.
    pub(crate) fn end(&mut self, run: u64, how: &str) {
        self.runs.retain(|other| other.run != run || other.turn != Turn::Waiting);
        self.change(run, Turn::Ended(how.to_owned()));
        let ended = self.runs.iter().filter(|run| matches!(run.turn, Turn::Ended(_))).count();
        let mut surplus = ended.saturating_sub(ENDED_MAX);
        self.runs.retain(|run| {
            let goes = surplus > 0 && matches!(run.turn, Turn::Ended(_));
            surplus -= usize::from(goes);
            !goes
        });
    }

    /// The engine is gone, and with it all that waited.
    pub(crate) fn end_all(&mut self, how: &str) {
        for run in &mut self.runs {
            if !matches!(run.turn, Turn::Ended(_)) {
                run.turn = Turn::Ended(how.to_owned());
            }
        }
    }

    /// Before all others that wait.
    pub(crate) fn hurry(&mut self, run: u64) {
        let Some(from) = self.runs.iter().position(|other| other.run == run && other.turn == Turn::Waiting) else {
            return;
        };
        let first = self.runs.iter().position(|run| run.turn == Turn::Waiting).unwrap_or(from);
        let run = self.runs.remove(from);
        self.runs.insert(first, run);
    }

    fn change(&mut self, run: u64, turn: Turn) {
        if let Some(found) = self.runs.iter_mut().find(|other| other.run == run) {
            found.turn = turn;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_wait_go_on_end_and_change_places() {
        let mut queue = Queue::default();
        (1..=4).for_each(|run| queue.add(run, "set person.seed"));
        queue.begin(1);
        queue.hurry(4);
        queue.end(3, "Stopped");
        let order: Vec<_> = queue.runs().iter().map(|run| (run.run, run.turn.clone())).collect();
        assert_eq!(order, [(1, Turn::Running), (4, Turn::Waiting), (2, Turn::Waiting)]);
        queue.end(1, "Ran");
        queue.end_all("The engine ended");
        assert_eq!(queue.n_waiting(), 0);
        for run in 10..60 {
            queue.add(run, "");
            queue.begin(run);
            queue.end(run, "Ran");
        }
        assert_eq!(queue.runs().len(), ENDED_MAX);
    }
}
