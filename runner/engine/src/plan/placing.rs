//! Where steps run if there is a device, and which pointwise ones run together there in one kernel. A function of the plan;
//! whether there is a device decides in the run.

use super::{Plan, Source};
use crate::catalog::{Fit, Input, Kind};

/// What may run on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Nothing.
    #[default]
    Nothing,
    /// Kinds that say so, and pointwise ones between them: pixels that are there anyway.
    WhatPays,
    /// All that can.
    All,
}

/// Where every step runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placing {
    spots: Vec<Spot>,
}

/// Where one step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spot {
    /// On the device.
    pub on_device: bool,
    /// Through its snippet, on the picture of this input.
    pub picture: Option<usize>,
    /// In one kernel with the only step that reads it.
    pub joined: bool,
}

impl Placing {
    /// Of the steps that run; none if none of them runs on a device.
    #[must_use]
    pub fn new(plan: &Plan, runs: impl Fn(u32) -> bool, reach: Reach) -> Option<Self> {
        if reach == Reach::Nothing || !plan.kinds().iter().any(|kind| kind.flags.gpu || kind.wgsl.is_some()) {
            return None;
        }
        let steps = 0..u32::try_from(plan.len()).unwrap_or(u32::MAX);
        let spot = |step| {
            let uses = runs(step) && plan.kind(step).flags.gpu;
            let picture = if runs(step) && !uses { snippet_input(plan, step) } else { None };
            Spot { on_device: uses || (reach == Reach::All && picture.is_some()), picture, joined: false }
        };
        let mut placing = Self { spots: steps.map(spot).collect() };
        placing.spread(plan);
        placing.join(plan, &runs);
        placing.spots.iter().any(|spot| spot.on_device).then_some(placing)
    }

    /// Where a step runs.
    #[must_use]
    pub fn spot(&self, step: u32) -> Spot {
        self.spots[step as usize]
    }

    /// A snippet goes where the picture is that it reads, or where the one is wanted that it gives.
    fn spread(&mut self, plan: &Plan) {
        for step in plan.order().iter().copied() {
            if let Some(link) = self.picture_link(plan, step) {
                self.spots[step as usize].on_device |= self.spots[link as usize].on_device;
            }
        }
        for step in plan.order().iter().rev().copied() {
            if !self.spots[step as usize].on_device {
                continue;
            }
            for link in plan.links_into(step) {
                let before = &mut self.spots[link.step as usize];
                before.on_device |= before.picture.is_some();
            }
        }
    }

    fn join(&mut self, plan: &Plan, runs: &impl Fn(u32) -> bool) {
        let mut readers = vec![0_u32; self.spots.len()];
        for wanted in plan.wanted() {
            readers[wanted.step as usize] = 2;
        }
        for step in plan.order().iter().copied().filter(|step| runs(*step)) {
            plan.links_into(step).for_each(|link| readers[link.step as usize] += 1);
        }
        for step in plan.order() {
            let Some(before) = self.picture_link(plan, *step) else { continue };
            let is_there = self.spots[*step as usize].on_device;
            let before_spot = &mut self.spots[before as usize];
            before_spot.joined =
                is_there && before_spot.on_device && before_spot.picture.is_some() && readers[before as usize] == 1;
        }
    }

    /// The step that gives the picture to a snippet.
    fn picture_link(&self, plan: &Plan, step: u32) -> Option<u32> {
        match plan.sources(step)[self.spots[step as usize].picture?] {
            Source::Wire(link) => Some(link.step),
            _ => None,
        }
    }
}

/// The input whose picture the snippet of a step works on; none where the snippet cannot be used.
fn snippet_input(plan: &Plan, step: u32) -> Option<usize> {
    let (kind, marks) = (plan.kind(step), plan.marks(step));
    if !may_use_snippet(kind) || marks.mapped || marks.shrinks || marks.sink {
        return None;
    }
    let picture = kind.inputs.iter().position(is_picture)?;
    let fits = plan.sources(step).iter().zip(&kind.inputs).enumerate().all(|(at, (source, input))| match source {
        Source::Wire(link) => link.fit == Fit::Direct && (at == picture || !is_picture(input)),
        Source::Nothing | Source::Constant(_) => at != picture,
        Source::Wires { .. } => false,
    });
    fits.then_some(picture)
}

fn is_picture(input: &Input) -> bool {
    input.ty.has("image") || input.ty.has("mask")
}

fn may_use_snippet(kind: &Kind) -> bool {
    let gives_picture = matches!(&*kind.outputs, [one] if one.ty.has("image") || one.ty.has("mask"));
    kind.wgsl.is_some() && gives_picture && kind.flags.pure && !kind.flags.sink && !kind.fingerprints
}

/// Whether results of a kind may come from a device, so that their names say so.
pub(super) fn may_use_device(kind: &Kind) -> bool {
    kind.flags.gpu || may_use_snippet(kind)
}
