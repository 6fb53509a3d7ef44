//! What a run will need, told before it starts: steps that take whole pictures, where these are large. Before each such
//! step starts its pictures are looked at once more, as not all sizes are known from the beginning.

use std::collections::HashMap;
use std::path::Path;

use super::bands::{Bands, is_worth_bands};
use super::callable::World;
use crate::catalog::Kind;
use crate::diagnostic::{Diagnostic, Place};
use crate::plan::{Chains, Plan, Source};
use crate::value::{Content, Image, Value};

/// How much memory pictures may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryConfig {
    /// More than this is refused before a step starts; none: nothing is.
    pub bytes_max: Option<u64>,
    /// From this size of a picture on, a step that takes it whole says so.
    pub told_bytes: u64,
    /// From which size on pictures are worked on in bands.
    pub bands: Bands,
}

impl Default for MemoryConfig {
    fn default() -> Self {
        Self { bytes_max: None, told_bytes: 1 << 30, bands: Bands::default() }
    }
}

/// The size of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureSize {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Planes.
    pub channels: u32,
}

impl PictureSize {
    fn bytes(self) -> u64 {
        self.plane_bytes() * u64::from(self.channels)
    }

    pub(super) fn plane_bytes(self) -> u64 {
        u64::from(self.width) * u64::from(self.height) * 4
    }

    fn of(image: &Image) -> Self {
        Self { width: image.width(), height: image.height(), channels: image.channels() }
    }

    /// Of a picture that was halved so often.
    fn halved(self, halvings: u32) -> Self {
        let half = |side: u32| (0..halvings).fold(side, |side, _| side.div_ceil(2));
        Self { width: half(self.width), height: half(self.height), ..self }
    }
}

/// Warnings and errors about the steps that run, as far as sizes are known: from files, from settings, and from results
/// that are kept. A local step gives what it gets; what others give is only known when they have run.
#[must_use]
pub fn foresee(
    plan: &Plan,
    world: &dyn World,
    memory: &MemoryConfig,
    runs: &dyn Fn(u32) -> bool,
    kept: impl Iterator<Item = (u32, Value)>,
) -> Vec<(u32, Diagnostic)> {
    let mut sizes: HashMap<u32, PictureSize> = HashMap::new();
    let steps = (0..u32::try_from(plan.len()).unwrap_or(u32::MAX)).filter(|step| runs(*step));
    let made = steps.filter_map(|step| Some((step, made_size(plan, world, step)?)));
    let kept = kept.filter_map(|(step, value)| Some((step, PictureSize::of(value.as_image()?))));
    sizes.extend(
        kept.chain(made)
            .filter(|(_, size)| size.bytes() >= memory.told_bytes.min(memory.bytes_max.unwrap_or(u64::MAX) / 2)),
    );
    let mut told = Vec::new();
    if sizes.is_empty() {
        return told;
    }
    let chains = Chains::new(plan, runs, |_| false);
    for step in plan.order().iter().copied().filter(|step| runs(*step)) {
        let largest = pictures_into(plan, step).filter_map(|from| sizes.get(&from)).max_by_key(|size| size.bytes());
        let Some(size) = largest.copied() else { continue };
        let is_local = chains.as_ref().is_some_and(|chains| chains.part(step).local);
        let fits = plan.halo_px(step).is_none_or(|halo| is_worth_bands(&memory.bands, halo, size.height));
        if is_local && fits {
            sizes.insert(step, size);
        } else {
            told.extend(judged(plan, step, size, size.bytes(), memory).map(|told| (step, told)));
        }
    }
    told
}

/// What there is to say of a step that is about to take these pictures whole.
pub(super) fn judge_whole(
    plan: &Plan,
    step: u32,
    inputs: &[Option<Value>],
    memory: &MemoryConfig,
) -> Option<Diagnostic> {
    let is_mapped = plan.marks(step).mapped;
    let images = inputs.iter().flatten().map(|value| match value.content() {
        Content::Image(image) => (image.bytes() as u64, Some(image)),
        Content::List(items) => {
            let images = items.iter().filter_map(Value::as_image);
            // One item of a list that is mapped is there at a time.
            let bytes = images.clone().map(|image| image.bytes() as u64);
            (if is_mapped { bytes.max().unwrap_or(0) } else { bytes.sum() }, images.max_by_key(|image| image.bytes()))
        }
        _ => (0, None),
    });
    let (mut bytes, mut largest) = (0, None::<&Image>);
    for (more, image) in images {
        bytes += more;
        largest = largest.into_iter().chain(image).max_by_key(|image| image.bytes());
    }
    judged(plan, step, PictureSize::of(largest?), bytes, memory)
}

/// `size`: of the largest picture; `bytes`: of all that go in.
fn judged(plan: &Plan, step: u32, size: PictureSize, bytes: u64, memory: &MemoryConfig) -> Option<Diagnostic> {
    let kind = plan.kind(step);
    let n_made = kind.outputs.iter().filter(|output| output.ty.has("image") || output.ty.has("mask")).count() as u64;
    // Who only looks at a picture, or writes it, needs no second one.
    let need = bytes + n_made * size.bytes();
    let is_too_much = memory.bytes_max.is_some_and(|max| need > max);
    if n_made == 0 || !(is_too_much || size.bytes() >= memory.told_bytes) {
        return None;
    }
    let name = plan.name(step);
    let what = format!(
        "`{name}` ({}) takes whole pictures: for {} × {} pixels it needs at least {}",
        kind.id,
        size.width,
        size.height,
        size_text(need)
    );
    let place = Place::Node(name.to_string());
    let told = match memory.bytes_max.filter(|_| is_too_much) {
        Some(max) => Diagnostic::error("too-large", place, format!("{what}, and there are {}", size_text(max))),
        None => Diagnostic::warning("whole-picture", place, what),
    };
    Some(
        told.hint("make the picture smaller before it, or use kinds that are local: those work on some rows at a time"),
    )
}

fn size_text(bytes: u64) -> String {
    let (unit, name) = if bytes < 1 << 30 { (1 << 20, "MiB") } else { (1 << 30, "GiB") };
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let count = bytes as f64 / f64::from(unit);
    format!("{count:.1} {name}")
}

/// Who gives the pictures that a step takes.
pub(super) fn pictures_into(plan: &Plan, step: u32) -> impl Iterator<Item = u32> {
    let inputs = plan.sources(step).iter().zip(&plan.kind(step).inputs);
    let pictures = inputs.filter(|(_, input)| input.ty.has("image") || input.ty.has("mask"));
    pictures.flat_map(|(source, _)| plan.links(source)).map(|link| link.step)
}

/// The size of a picture that a step makes of nothing but its settings: read from a file, or of a width and a height.
pub(super) fn made_size(plan: &Plan, world: &dyn World, step: u32) -> Option<PictureSize> {
    let kind: &Kind = plan.kind(step);
    if !kind.outputs.iter().any(|output| output.ty.has("image") || output.ty.has("mask")) {
        return None;
    }
    let sources = plan.sources(step);
    let constant = |at: usize| match sources[at] {
        Source::Constant(index) => Some(plan.constant(index)),
        _ => None,
    };
    if sources.iter().any(|source| !plan.links(source).is_empty()) {
        return None;
    }
    let is_read =
        |input: &crate::catalog::Input| input.ty.has("path") && !input.flags.path_write && !input.flags.path_folder;
    if let Some(at) = kind.inputs.iter().position(is_read) {
        let size = world.picture_size(Path::new(constant(at)?.as_text()?))?;
        return Some(if plan.marks(step).shrinks { size.halved(plan.scale().halvings()) } else { size });
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let number = |id: &str| Some(constant(kind.input(id)?)?.as_float()?.clamp(0.0, f64::from(u32::MAX)) as u32);
    let (width, height) = (number("width")?, number("height")?);
    Some(PictureSize { width, height, channels: number("channels").unwrap_or(3).clamp(1, 4) })
}
