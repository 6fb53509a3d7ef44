//! Runs of pointwise steps on a device, as one kernel. A step that one other step reads waits for that one with its inputs in
//! its hands; the last one runs all. Where the device fails, they run one after the other on the processor.
//!
//! Not here: which steps may wait (`plan/placing`), and what a kernel is (`gpu`).

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::bands::Way;
use super::call::words_of;
use super::events::{Origin, RanOn, RunEvent};
use super::host::StepHost;
use super::identity::ids_of_key;
use super::kinds::KindRun;
use super::report::StepState;
use super::round::{Hand, Round};
use super::step::Made;
use crate::catalog::Kind;
use crate::plan::Source;
use crate::plugins::{
    CallError, CallHost as _, CallStatus, FusedTrouble, Gpu, LogLevel, Number, Stage, Trouble, waited_here,
};
use crate::value::{Content, Value};

/// Runs that wait for the step that reads them, by their last step so far.
#[derive(Default)]
pub(super) struct Fused {
    waiting: Mutex<HashMap<u32, FusedRun>>,
}

/// Pointwise steps, the first one first, and the picture that goes in.
pub(super) struct FusedRun {
    picture: Value,
    members: Vec<Member>,
}

struct Member {
    step: u32,
    /// Which input is the picture.
    at: usize,
    /// The others.
    inputs: Vec<Option<Value>>,
}

/// Which member gave nothing, and why.
struct Fault {
    member: usize,
    error: CallError,
}

/// Longer runs are cut: parameters have to fit, and a compiler has to read them.
const MEMBERS_MAX: usize = 16;

impl Fused {
    fn take(&self, step: u32) -> Option<FusedRun> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&step)
    }

    fn put(&self, step: u32, run: FusedRun) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(step, run);
    }
}

impl Round<'_> {
    /// How a step runs that goes through its snippet; none if it does not.
    pub(super) fn way_on_device(&self, step: u32, kind: &KindRun<'_>, hand: &mut Hand) -> Option<Way<'_>> {
        let spot = self.placing.as_ref()?.spot(step);
        let at = spot.picture.filter(|_| spot.on_device)?;
        let mut run = match (hand.inputs[at].as_ref(), self.plan.sources(step)[at]) {
            (Some(value), _) if value.as_image().is_some() => FusedRun { picture: value.clone(), members: Vec::new() },
            (None, Source::Wire(link)) => self.fused.take(link.step)?,
            _ => return None,
        };
        let may_wait = spot.joined && run.members.len() + 1 < MEMBERS_MAX && self.is_named(step, kind, hand);
        // What a key is made of stays in the hand; the picture is the run's.
        hand.inputs[at] = None;
        run.members.push(Member { step, at, inputs: hand.inputs.clone() });
        if may_wait {
            self.fused.put(step, run);
            return Some(Way::Later);
        }
        Some(Way::Fused(run))
    }

    /// Whether something names the result of a step that waits.
    fn is_named(&self, step: u32, kind: &KindRun<'_>, hand: &Hand) -> bool {
        if !self.plan.marks(step).keyed {
            let host = StepHost::new(self, step, 0, 1);
            let Ok(Some(key)) = self.call_key(step, kind, None, &hand.inputs, &host) else { return false };
            self.identities.set(step, ids_of_key(&key, &[None]));
        }
        true
    }

    /// The call of a step that runs through its snippet, with all that waited for it.
    pub(super) fn make_fused(&self, run: &FusedRun, hand: &mut Hand) -> Result<(), Made> {
        let (began, waited_before) = (Instant::now(), waited_here());
        let before = &run.members[..run.members.len() - 1];
        for member in before {
            let (step, name) = (member.step, self.plan.name(member.step).as_str().into());
            self.tell(|| RunEvent::StepStarted { step, name, kind: self.plan.kind(step).id.clone() });
        }
        let ended = self.run_fused(run);
        #[expect(clippy::cast_precision_loss, reason = "a share of a time")]
        let seconds =
            (began.elapsed() + waited_before).saturating_sub(waited_here()).as_secs_f32() / run.members.len() as f32;
        match ended {
            Ok((value, on)) => {
                run.members.iter().for_each(|member| self.set_ran_on(member.step, on));
                before.iter().for_each(|member| self.end_member(member.step, seconds, hand.me));
                hand.own_seconds = Some(seconds);
                hand.outputs.clear();
                hand.outputs.push(Some(value));
                Ok(())
            }
            Err(Fault { error, .. }) if error.status == CallStatus::GpuFailed && run.picture.is_lost() => {
                Err(Made::LostInput)
            }
            Err(fault) => Err(self.tell_fused_fault(run, fault, hand.me)),
        }
    }

    fn run_fused(&self, run: &FusedRun) -> Result<(Value, RanOn), Fault> {
        let why = match self.try_device(run) {
            Ok(value) => return Ok((value, RanOn::Gpu)),
            Err(FusedTrouble::Stage(member, words)) => {
                let message = format!("the WGSL of its kind does not compile: {words}");
                return Err(Fault { member, error: CallError { status: CallStatus::Failed, message } });
            }
            Err(FusedTrouble::Device(why)) if self.job.stop.is_pressed() => {
                let error = CallError { status: CallStatus::Cancelled, message: why.to_string() };
                return Err(Fault { member: run.members.len() - 1, error });
            }
            Err(FusedTrouble::Device(why)) => why,
        };
        let mut value = run.picture.clone();
        for (at, member) in run.members.iter().enumerate() {
            let host = StepHost::new(self, member.step, 0, 1);
            host.log(LogLevel::Warn, &format!("runs on the processor: {why}"));
            let mut inputs = member.inputs.clone();
            inputs[member.at] = Some(value);
            let mut outputs = [None];
            let called = self.call(member.step, self.kind_run(member.step), &inputs, &mut outputs, &host);
            called.map_err(|error| Fault { member: at, error })?;
            let [Some(made)] = outputs else {
                let message = "gave no picture".to_owned();
                return Err(Fault { member: at, error: CallError { status: CallStatus::Failed, message } });
            };
            value = made;
        }
        Ok((value, RanOn::Cpu))
    }

    /// The kernel, once more where the first try met a lack that can be helped.
    fn try_device(&self, run: &FusedRun) -> Result<Value, FusedTrouble> {
        let Some(image) = run.picture.as_image() else {
            return Err(FusedTrouble::Device(Trouble::Unfit("it is no picture".to_owned())));
        };
        let last = run.members.last().map_or(0, |member| member.step);
        let stages: Vec<Stage<'_>> = run.members.iter().map(|member| self.stage(member)).collect();
        let once = || {
            let Some(device) = self.job.world.gpu().and_then(Gpu::device) else {
                return Err(FusedTrouble::Device(Trouble::Unfit("there is no device any more".to_owned())));
            };
            // A panic takes nothing else along, and a driver that takes the process along leaves a name behind.
            let meter = self.meters.start(run.members.iter().map(|member| member.step).collect());
            let run = || Ok(device.run_stages(image, &stages, Some(meter)));
            let unfit = |words: String| Err(FusedTrouble::Device(Trouble::Unfit(words)));
            match catch_unwind(AssertUnwindSafe(|| self.witnessed(last, run))) {
                Ok(Ok(done)) => done,
                // It shall not run: neither will its way on the processor, which says why.
                Ok(Err(refused)) => unfit(refused.message),
                Err(payload) => unfit(words_of(&*payload)),
            }
        };
        let status = match once() {
            Err(FusedTrouble::Device(Trouble::Memory(_))) => CallStatus::GpuOutOfMemory,
            Err(FusedTrouble::Device(Trouble::Lost(_))) => CallStatus::GpuFailed,
            other => return other.map(|image| Value::new(Content::Image(image))),
        };
        if self.job.stop.is_pressed() {
            return Err(FusedTrouble::Device(Trouble::Stopped("it was stopped".to_owned())));
        }
        self.help(status);
        once().map(|image| Value::new(Content::Image(image)))
    }

    fn stage(&self, member: &Member) -> Stage<'_> {
        let kind = self.plan.kind(member.step);
        Stage { wgsl: kind.wgsl.as_deref().unwrap_or_default(), fields: fields(kind, &member.inputs) }
    }

    /// Tells what a fault means for every member, and gives what it means for the last one.
    fn tell_fused_fault(&self, run: &FusedRun, fault: Fault, me: usize) -> Made {
        let culprit = run.members[fault.member].step;
        let key = self.plan.marks(culprit).keyed.then(|| self.plan.digest(culprit).0);
        let told = match self.made_of_error(culprit, fault.error, key.as_ref()) {
            Made::Failed(told) => told,
            // Steps that somebody's stop came before stand as they were.
            other => return other,
        };
        let last = run.members.len() - 1;
        for (at, member) in run.members[..last].iter().enumerate() {
            match at.cmp(&fault.member) {
                std::cmp::Ordering::Less => self.end_member(member.step, 0.0, me),
                std::cmp::Ordering::Equal => {
                    self.tell(|| RunEvent::failed(culprit, self.plan.name(culprit), &told, false));
                    self.failed(culprit, told.clone());
                    self.set_state(culprit, StepState::Failed);
                }
                std::cmp::Ordering::Greater => self.skip_member(member.step),
            }
        }
        if fault.member == last { Made::Failed(told) } else { Made::Skipped }
    }

    /// A step does not run after all: neither does what waits for it.
    pub(super) fn drop_fused(&self, step: u32, has_failed: bool) {
        for link in self.plan.links_into(step) {
            let members = self.fused.take(link.step).map(|run| run.members).unwrap_or_default();
            members.iter().filter(|_| has_failed).for_each(|member| self.skip_member(member.step));
        }
    }

    /// A member of a run or a chain has its share.
    pub(super) fn end_member(&self, step: u32, seconds: f32, me: usize) {
        self.took(step, seconds);
        self.set_state(step, StepState::Done);
        self.done(step, seconds, Origin::Run, me);
    }

    /// A member does not come to its turn.
    pub(super) fn skip_member(&self, step: u32) {
        self.set_state(step, StepState::Skipped);
        self.tell(|| RunEvent::StepSkipped { step, name: self.plan.name(step).as_str().into() });
    }
}

/// What `P` of a kind's snippet is made of, as `weft_plugin::gpu` says.
fn fields<'k>(kind: &'k Kind, inputs: &[Option<Value>]) -> Vec<(&'k str, Number)> {
    let field = |(input, value): (&'k crate::catalog::Input, &Option<Value>)| {
        let float = || value.as_ref().and_then(Value::as_float).unwrap_or(0.0);
        let int = || value.as_ref().and_then(Value::as_int).unwrap_or(0);
        #[expect(clippy::cast_possible_truncation, reason = "numbers of WGSL have 32 bits")]
        let number = match input.ty.plain()? {
            "float" => Number::F32(float() as f32),
            "int" | "seed" => Number::I32(int() as i32),
            "bool" => Number::U32(value.as_ref().and_then(Value::as_bool).unwrap_or(false).into()),
            "choice" => {
                let key = value.as_ref().and_then(Value::as_text).unwrap_or_default();
                let at = input.choices.iter().position(|choice| *choice.key == *key).unwrap_or(0);
                Number::U32(u32::try_from(at).unwrap_or(0))
            }
            "color" => Number::Vec4(match value.as_ref().map(Value::content) {
                Some(Content::Color(rgba)) => *rgba,
                _ => [0.0; 4],
            }),
            _ => return None,
        };
        Some((&*input.id, number))
    };
    kind.inputs.iter().zip(inputs).filter_map(field).collect()
}
