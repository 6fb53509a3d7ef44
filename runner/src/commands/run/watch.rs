//! What a run tells, shown: as JSON lines, as bars on a terminal, or only what must be known.

use crate::commands::bench;
use crate::terminal::progress::Progress;
use crate::terminal::{self, NAME, words};
use serde_json::json;
use std::io::IsTerminal as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use weft_engine::engine::Engine;
use weft_engine::plan::Plan;
use weft_engine::run::{RanOn, RunEvent};

/// One event, one line.
pub(super) fn as_lines(event: &RunEvent) {
    // Plain data of our own: it can always be written.
    if let Ok(line) = serde_json::to_string(event) {
        terminal::line(&line);
    }
}

/// What the whole process took, where the system says so.
pub(super) fn process_as_line() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next());
    let peak_bytes = peak.and_then(|kib| kib.parse::<u64>().ok()).map(|kib| kib * 1024);
    let line = json!({"event": "process", "cpu_ms": bench::cpu_ms(), "resident_peak_bytes": peak_bytes});
    terminal::line(&line.to_string());
}

/// Bars, if somebody looks at a terminal.
pub(super) struct Watcher<'a> {
    engine: &'a Engine,
    plan: &'a Plan,
    progress: Option<Mutex<Progress>>,
}

impl<'a> Watcher<'a> {
    pub(super) fn new(engine: &'a Engine, plan: &'a Plan) -> Self {
        // A graph of many tiny steps is done before a bar could be read.
        let drawn = std::io::stderr().is_terminal();
        Self { engine, plan, progress: drawn.then(|| Mutex::new(Progress::start(plan.len() as u64))) }
    }

    pub(super) fn drawing(&self) -> bool {
        self.progress.is_some()
    }

    /// Draws what happened.
    pub(super) fn show(&self, event: RunEvent) {
        let Some(mut progress) = self.lock() else { return };
        match event {
            RunEvent::StepStarted { name, .. } => progress.node(&name, 0.0, ""),
            RunEvent::StepProgress { step, fraction, message } => {
                progress.node(self.plan.name(step), fraction.into(), &message);
            }
            RunEvent::StepDone { name, seconds, on, .. } => {
                progress.fold(&name);
                // How long the device takes is known at the end.
                if on == RanOn::Cpu {
                    progress.took(&name, seconds.into(), None);
                }
            }
            RunEvent::StepFailed { name, .. } | RunEvent::StepSkipped { name, .. } => progress.fold(&name),
            event @ RunEvent::Log { .. } => {
                if let Some(words) = self.words(&event) {
                    progress.say(&words);
                }
            }
            RunEvent::RunEnded { gpu_times: Some(times), .. } => {
                let device = words::device(self.engine);
                times.steps.iter().for_each(|time| progress.took(&time.name, time.seconds, Some(device)));
            }
            RunEvent::RunStarted { .. } | RunEvent::RunEnded { .. } => {}
        }
    }

    /// Says what must be known.
    pub(super) fn tell(&self, event: &RunEvent) {
        if let Some(words) = self.words(event) {
            terminal::aside(&words);
        }
    }

    /// A warning or an error of a node.
    fn words(&self, event: &RunEvent) -> Option<String> {
        match event {
            RunEvent::Log { step, level, message } if matches!(*level, "warn" | "error") => {
                Some(format!("{NAME}{}{NAME:#}: {message}", self.plan.name(*step)))
            }
            _ => None,
        }
    }

    pub(super) fn end(self) {
        if let Some(progress) = self.progress {
            progress.into_inner().unwrap_or_else(PoisonError::into_inner).end();
        }
    }

    fn lock(&self) -> Option<MutexGuard<'_, Progress>> {
        self.progress.as_ref().map(|progress| progress.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
