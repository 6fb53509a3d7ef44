//! Which local steps may run in bands of rows, and which of them need never be whole pictures, as all who read them lead
//! to one step. A function of the plan; how large the pictures are decides in the run.

use super::{Plan, Source};
use crate::catalog::{Fit, Halo, Kind, ThreadMode};

/// What every step may do in bands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chains {
    parts: Vec<Part>,
}

/// What one step may do in bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub struct Part {
    /// It may run on a few rows at a time.
    pub local: bool,
    /// It looks at one pixel only.
    pub pointwise: bool,
    /// All that read it are local and lead to one step, so nobody but that one needs it.
    pub inside: bool,
    /// As `inside`, with pointwise steps only.
    pub inside_pointwise: bool,
    /// How many steps read it.
    pub readers: u32,
}

/// Where all who read a step lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    Nobody,
    One(u32),
    Several,
}

impl Home {
    fn and(self, other: u32) -> Self {
        match self {
            Self::Nobody => Self::One(other),
            Self::One(one) if one == other => self,
            Self::One(_) | Self::Several => Self::Several,
        }
    }
}

impl Chains {
    /// Of the steps that run on the processor; none if none of them is local. Those on a device run whole.
    #[must_use]
    pub fn new(plan: &Plan, runs: impl Fn(u32) -> bool, on_device: impl Fn(u32) -> bool) -> Option<Self> {
        if plan.kinds().iter().all(|kind| !is_local_kind(kind)) {
            return None;
        }
        let steps = 0..u32::try_from(plan.len()).unwrap_or(u32::MAX);
        let part = |step| {
            let local = runs(step) && !on_device(step) && is_local_kind(plan.kind(step)) && is_local_use(plan, step);
            Part { local, pointwise: local && is_pointwise(plan, step), ..Part::default() }
        };
        let mut chains = Self { parts: steps.map(part).collect() };
        let inside = chains.homes(plan, &runs, |part| part.local);
        let inside_pointwise = chains.homes(plan, &runs, |part| part.pointwise);
        for (part, (inside, pointwise)) in chains.parts.iter_mut().zip(inside.into_iter().zip(inside_pointwise)) {
            (part.inside, part.inside_pointwise) = (inside, pointwise);
        }
        for step in plan.order().iter().copied().filter(|step| runs(*step)) {
            let mut before = Vec::new();
            for link in plan.links_into(step) {
                if !before.contains(&link.step) {
                    before.push(link.step);
                    chains.parts[link.step as usize].readers += 1;
                }
            }
        }
        Some(chains)
    }

    /// What a step may do.
    #[must_use]
    pub fn part(&self, step: u32) -> Part {
        self.parts[step as usize]
    }

    /// By step, whether all who read it are `local` and lead to one step. From the end: who reads comes before who is read.
    fn homes(&self, plan: &Plan, runs: &impl Fn(u32) -> bool, local: impl Fn(&Part) -> bool) -> Vec<bool> {
        let mut homes = vec![Home::Nobody; self.parts.len()];
        let mut inside = vec![false; self.parts.len()];
        for wanted in plan.wanted() {
            homes[wanted.step as usize] = Home::Several;
        }
        for step in plan.order().iter().rev().copied().filter(|step| runs(*step)) {
            let is_local = local(&self.parts[step as usize]);
            let home = match homes[step as usize] {
                Home::One(home) if is_local => {
                    inside[step as usize] = true;
                    home
                }
                _ => step,
            };
            for link in plan.links_into(step) {
                let given = &mut homes[link.step as usize];
                *given = if is_local { given.and(home) } else { Home::Several };
            }
        }
        inside
    }
}

impl Plan {
    /// How far a step of a local kind looks, in pixels; none: it is not local, or a wire decides.
    #[must_use]
    pub fn halo_px(&self, step: u32) -> Option<u32> {
        let halo = self.kind(step).halo.as_ref()?;
        match halo.input.map(|input| self.sources(step)[input]) {
            None | Some(Source::Nothing) => Some(halo_px(halo, 0.0)),
            Some(Source::Constant(index)) => Some(halo_px(halo, self.constant(index).as_float()?)),
            Some(Source::Wire(_) | Source::Wires { .. }) => None,
        }
    }
}

/// How far a local kind looks, in pixels, if the input that decides has this value. What is no number reaches everywhere.
#[must_use]
pub fn halo_px(halo: &Halo, input: f64) -> u32 {
    let px = (halo.px + halo.scale * input).ceil();
    if px.is_nan() {
        return u32::MAX;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let px = px.clamp(0.0, f64::from(u32::MAX)) as u32;
    px
}

/// Whether calls of a kind on a few rows are as good as one on all: it says so, gives one picture, and neither has an
/// effect nor wants a place of its own.
#[must_use]
pub fn is_local_kind(kind: &Kind) -> bool {
    let gives_picture = matches!(&*kind.outputs, [one] if one.ty.has("image") || one.ty.has("mask"));
    let runs_anywhere = matches!(kind.thread_mode, ThreadMode::Instance | ThreadMode::Parallel);
    let is_plain = kind.flags.pure && !kind.flags.sink && !kind.flags.gpu_required && !kind.fingerprints;
    kind.halo.is_some() && gives_picture && runs_anywhere && is_plain
}

/// Whether a step takes pictures one at a time, straight from a wire.
fn is_local_use(plan: &Plan, step: u32) -> bool {
    let marks = plan.marks(step);
    let inputs = &plan.kind(step).inputs;
    let mut takes_picture = false;
    let are_plain = plan.sources(step).iter().zip(inputs).all(|(source, input)| match source {
        Source::Nothing | Source::Constant(_) => true,
        Source::Wire(link) => {
            takes_picture |= input.ty.has("image") || input.ty.has("mask");
            link.fit == Fit::Direct
        }
        Source::Wires { .. } => false,
    });
    are_plain && takes_picture && !marks.mapped && !marks.shrinks && !marks.sink
}

fn is_pointwise(plan: &Plan, step: u32) -> bool {
    plan.halo_px(step) == Some(0)
}
