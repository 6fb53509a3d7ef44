//! Where the steps of a plan will run on a device, as far as that is known before they do: not of pictures whose sizes only the
//! run knows.

use std::collections::HashMap;

use super::callable::World;
use super::foresee::{PictureSize, made_size, pictures_into};
use crate::plan::{Placing, Plan, is_local_kind};

/// Where a step will run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// On the processor.
    Processor,
    /// On the device.
    Device,
    /// There, in one kernel with the only step that reads it.
    DeviceWithNext,
    /// There, if its pictures are no larger than the device binds.
    DeviceIfItFits,
    /// There, if its kind can take its pictures in parts: they are larger than what the device binds.
    DeviceInParts,
}

/// By step. `plane_bytes_max`: what the device binds.
#[must_use]
pub fn seats(plan: &Plan, world: &dyn World, placing: &Placing, plane_bytes_max: u64) -> Vec<Seat> {
    let sizes = sizes(plan, world);
    let steps = 0..u32::try_from(plan.len()).unwrap_or(u32::MAX);
    let seat = |step| {
        let spot = placing.spot(step);
        match (spot.on_device, spot.joined) {
            (false, _) => return Seat::Processor,
            (true, true) => return Seat::DeviceWithNext,
            // Snippets and local kinds go in strips where they must.
            (true, false) if spot.picture.is_some() || is_local_kind(plan.kind(step)) => return Seat::Device,
            (true, false) => {}
        }
        let mut seat = Seat::Device;
        for from in pictures_into(plan, step) {
            match sizes.get(&from) {
                Some(size) if size.plane_bytes() > plane_bytes_max => return Seat::DeviceInParts,
                Some(_) => {}
                None => seat = Seat::DeviceIfItFits,
            }
        }
        seat
    };
    steps.map(seat).collect()
}

/// Of pictures that are read or made by settings, and of what local kinds make of them.
fn sizes(plan: &Plan, world: &dyn World) -> HashMap<u32, PictureSize> {
    let mut sizes = HashMap::new();
    for step in plan.order().iter().copied() {
        let same = || pictures_into(plan, step).find_map(|from| sizes.get(&from)).copied();
        let size = made_size(plan, world, step);
        let size = size.or_else(|| if is_local_kind(plan.kind(step)) { same() } else { None });
        size.into_iter().for_each(|size| _ = sizes.insert(step, size));
    }
    sizes
}
