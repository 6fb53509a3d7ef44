//! The token with which anybody ends a run.

use std::time::Instant;

use crate::plugins::{Flow, Pressed};

/// Ends a run when it is pressed. Cloning gives another handle on the same one.
#[derive(Debug, Clone, Default)]
pub struct Stop(Pressed);

impl Stop {
    /// One that nobody has pressed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the run: no step begins any more, and running ones hear of it when they ask.
    pub fn press(&self) {
        self.0.get_or_init(Instant::now);
    }

    /// Whether somebody has.
    #[must_use]
    pub fn is_pressed(&self) -> bool {
        self.0.get().is_some()
    }

    /// The same as the device sees it.
    pub(crate) fn pressed(&self) -> Pressed {
        self.0.clone()
    }

    /// The same as a step sees it.
    #[must_use]
    pub fn flow(&self) -> Flow {
        if self.is_pressed() { Flow::Stop } else { Flow::Go }
    }
}
