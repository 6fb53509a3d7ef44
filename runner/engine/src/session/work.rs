//! Working on jobs, one after the other, and watching that each ends when it is told to.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use super::host::{Host, Opened};
use super::jobs::{Job, Why};
use super::look;
use super::message::{Event, PixelFormat, Preview, PreviewRequest, RunRequest};
use super::shared::wanted;
use crate::diagnostic::Diagnostic;
use crate::engine::RunOptions;
use crate::plan::{Goal, Plan};
use crate::run::{Origin, RunEvent, Stop};
use crate::value::Value;

/// A step that does not answer stop for so long will not.
pub(super) const GRACE: Duration = Duration::from_secs(2);

impl Host {
    /// Takes job after job, until the session closes.
    pub(super) fn work(&self) {
        loop {
            let mut jobs = self.jobs();
            let (job, stop) = loop {
                if jobs.is_closed() {
                    drop(jobs);
                    // The file memory saves reading; without it the next start reads.
                    _ = self.engine().save_file_memory();
                    return;
                }
                match jobs.begin() {
                    Some(begun) => break begun,
                    None => jobs = self.work.wait(jobs).unwrap_or_else(PoisonError::into_inner),
                }
            };
            drop(jobs);
            match &job {
                Job::Run(asked) => self.run(asked, &stop),
                Job::Preview(asked) => {
                    let shown = self.preview(asked, &stop);
                    let why = self.jobs().end();
                    self.tell_shown(asked, shown, why);
                    continue;
                }
                Job::Reload => self.reload(),
            }
            self.jobs().end();
        }
    }

    fn run(&self, asked: &RunRequest, stop: &Stop) {
        let run = asked.run;
        let engine = self.engine();
        let Opened { revision, document } = self.opened_for(run);
        let planned = document.and_then(|document| engine.plan(&document, &asked.targets, asked.scale));
        match planned {
            Err(told) => self.tell(Event::Refused { run, revision, told }),
            Ok(plan) => {
                let listener = |event| self.tell(Event::Run { run, event });
                let witness = Some(&*self.recorder as _);
                let options =
                    RunOptions { stop: stop.clone(), listener: Some(&listener), witness, ..RunOptions::default() };
                _ = engine.run(&plan, &options);
            }
        }
    }

    /// Runs what a preview needs, and looks at it.
    fn preview(&self, asked: &PreviewRequest, stop: &Stop) -> Result<Event, (u64, Vec<Diagnostic>)> {
        let engine = self.engine();
        let Opened { revision, document } = self.opened();
        let planned = document.and_then(|document| engine.plan(&document, &[goal(asked)], asked.scale));
        let plan = planned.map_err(|told| (revision, told))?;
        let run = asked.request;
        let listener = |event| match event {
            RunEvent::RunStarted { .. } | RunEvent::RunEnded { .. } => {}
            RunEvent::StepDone { from: Origin::Memory | Origin::Disk, .. } => {}
            event => self.tell(Event::Run { run, event }),
        };
        let witness = Some(&*self.recorder as _);
        let options = RunOptions { stop: stop.clone(), listener: Some(&listener), witness, ..RunOptions::default() };
        let as_it_is = asked.look.format == PixelFormat::F32;
        self.recorder.watch(plan.wanted().first().filter(|_| as_it_is).map(|wanted| plan.digest(wanted.step)));
        let report = engine.run(&plan, &options);
        self.recorder.watch(None);
        let value = report.outputs.into_iter().find_map(|(_, value)| value);
        match value {
            Some(value) if !stop.is_pressed() => show(asked, revision, &value).map_err(|told| (revision, vec![told])),
            _ => Err((revision, report.failures.into_iter().map(|(_, told)| told).collect())),
        }
    }

    fn tell_shown(&self, asked: &PreviewRequest, shown: Result<Event, (u64, Vec<Diagnostic>)>, why: Option<Why>) {
        let (viewer, request) = (asked.viewer, asked.request);
        self.tell(match (shown, why) {
            (Ok(event), _) => event,
            (Err((revision, _)), Some(why)) => Event::NoPreview { viewer, request, revision, told: vec![why.told()] },
            (Err((revision, told)), None) => Event::NoPreview { viewer, request, revision, told },
        });
    }

    /// While the engine is busy: looks at what is kept already, if it is. Runs nothing.
    pub(super) fn glance(&self, asked: &PreviewRequest) -> bool {
        let engine = self.engine();
        let Opened { revision, document } = self.opened();
        let Ok(plan) = document.and_then(|document| engine.plan(&document, &[goal(asked)], asked.scale)) else {
            return false;
        };
        // Pixels that only a device has come when it is through with what it does: nobody who takes commands waits for that.
        let Some(value) = kept(&plan, engine.cache()).filter(|value| !value.is_elsewhere()) else { return false };
        self.replace(&Job::Preview(asked.clone()));
        self.tell_shown(asked, show(asked, revision, &value).map_err(|told| (revision, vec![told])), None);
        true
    }

    /// Whether something runs.
    pub(super) fn is_busy(&self) -> bool {
        self.jobs().current().is_some()
    }

    /// Watches that what was told to stop does.
    pub(super) fn watch(&self) {
        let mut told_of = None;
        let mut jobs = self.jobs();
        while !(jobs.is_closed() && jobs.current().is_none()) {
            let pressed = jobs.current().and_then(|current| Some((current.job.id()?, current.pressed?.0)));
            let due = pressed.filter(|(id, _)| Some(*id) != told_of).map(|(id, at)| (id, at + GRACE));
            let Some((run, due)) = due else {
                jobs = self.pressed.wait(jobs).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            match due.checked_duration_since(Instant::now()) {
                Some(left) if !left.is_zero() => {
                    jobs = self.pressed.wait_timeout(jobs, left).unwrap_or_else(PoisonError::into_inner).0;
                }
                _ => {
                    drop(jobs);
                    told_of = Some(run);
                    self.tell(Event::Hung { run, suspects: self.suspects() });
                    (self.on_hung)();
                    jobs = self.jobs();
                }
            }
        }
    }
}

fn goal(asked: &PreviewRequest) -> Goal {
    Goal::Output(asked.node.as_str().into(), asked.output.as_str().into())
}

fn show(asked: &PreviewRequest, revision: u64, value: &Value) -> Result<Event, Diagnostic> {
    let (shown, items) = wanted(|| look::look(value, &asked.look))?;
    Ok(Event::Preview(Preview {
        viewer: asked.viewer,
        request: asked.request,
        revision,
        node: asked.node.clone(),
        output: asked.output.clone(),
        items,
        shown,
    }))
}

/// The one wanted result of a plan, if it is kept and its name is known.
fn kept(plan: &Plan, cache: &crate::cache::Cache) -> Option<Value> {
    let wanted = plan.wanted().first()?;
    let output = usize::from(wanted.output?);
    let mut outputs = vec![None; plan.kind(wanted.step).outputs.len()];
    let known = plan.marks(wanted.step).keyed && cache.get(&plan.digest(wanted.step).0, &mut outputs);
    outputs.get_mut(output).filter(|_| known)?.take()
}
