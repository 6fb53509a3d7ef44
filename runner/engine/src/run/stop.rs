//! The token with which anybody ends a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::plugins::Flow;

/// Ends a run when it is pressed. Cloning gives another handle on the same one.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// One that nobody has pressed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the run: no step begins any more, and running ones hear of it when they ask.
    pub fn press(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether somebody has.
    #[must_use]
    pub fn is_pressed(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// The same as a step sees it.
    #[must_use]
    pub fn flow(&self) -> Flow {
        if self.is_pressed() { Flow::Stop } else { Flow::Go }
    }
}
