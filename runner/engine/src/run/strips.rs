//! Local kinds on a device whose pictures have planes larger than a kernel can be given: one call for some rows and those around
//! them, then the next ones. Pictures stay on the device.
//!
//! Not here: how rows get from picture to picture there (`gpu/strips`), and bands on the processor (`bands`).

use std::sync::Arc;

use super::host::StepHost;
use super::kinds::KindRun;
use super::round::Round;
use crate::plan::{halo_px, is_local_kind};
use crate::plugins::{CallError, CallHost, CallStatus, Canvas, Device, Flow, Gpu};
use crate::value::{Content, Image, Value};

/// How a call is cut.
pub(super) struct Strips {
    device: Arc<Device>,
    width: u32,
    height: u32,
    /// How far the kind looks up and down.
    halo: u32,
    /// Rows that each call adds to the result.
    rows: u32,
}

impl Round<'_> {
    /// How the call of a kind on the device is to be cut; none: not at all, as its planes fit, or as nothing is known of how far
    /// it looks. A kind of that sort says itself that it cannot.
    pub(super) fn strips(
        &self,
        kind: &KindRun<'_>,
        inputs: &[Option<Value>],
        host: &dyn CallHost,
    ) -> Option<Result<Strips, CallError>> {
        let halo = kind.kind.halo.as_ref().filter(|_| kind.kind.flags.gpu && is_local_kind(kind.kind))?;
        let mut images = inputs.iter().flatten().filter_map(Value::as_image);
        let first = images.next()?;
        let (width, height) = (first.width(), first.height());
        if images.any(|image| (image.width(), image.height()) != (width, height)) {
            return None;
        }
        let device = host.gpu().and_then(Gpu::device).filter(|device| device.needs_strips(first))?;
        let value = halo.input.and_then(|at| inputs.get(at)?.as_ref()?.as_float());
        let halo = halo_px(halo, value.unwrap_or(0.0));
        let fitting = device.strip_rows_max(width);
        // Less would be work done several times over.
        let rows = fitting.saturating_sub(halo.saturating_mul(2));
        if rows < halo.max(1) {
            let name = &device.about().name;
            let message = format!(
                "its planes are larger than what {name} binds at once, and it looks {halo} rows up and down, \
                 where a strip has {fitting}"
            );
            return Some(Err(CallError { status: CallStatus::GpuUnfit, message }));
        }
        Some(Ok(Strips { device, width, height, halo, rows }))
    }

    /// The calls.
    pub(super) fn call_in_strips(
        &self,
        step: u32,
        kind: &KindRun<'_>,
        strips: &Strips,
        inputs: &[Option<Value>],
    ) -> Result<Value, CallError> {
        let Strips { device, width, height, halo, rows } = strips;
        let n_strips = height.div_ceil(*rows);
        let mut canvas: Option<Canvas> = None;
        for at in 0..n_strips {
            let own = at * rows..((at + 1) * rows).min(*height);
            let around = own.start.saturating_sub(*halo)..own.end.saturating_add(*halo).min(*height);
            let host = StepHost::new(self, step, at as usize, n_strips as usize);
            if host.flow() == Flow::Stop {
                return Err(CallError { status: CallStatus::Cancelled, message: String::new() });
            }
            let cut = |input: &Option<Value>| match input.as_ref().and_then(Value::as_image) {
                Some(image) => Ok(Some(Value::new(Content::Image(device.strip(image, around.clone())?)))),
                None => Ok(input.clone()),
            };
            let inputs = inputs.iter().map(cut).collect::<Result<Vec<_>, CallError>>()?;
            let mut outputs = [None];
            self.call_once(step, kind, &inputs, &mut outputs, &host)?;
            let [made] = outputs;
            let made = made.as_ref().and_then(Value::as_image);
            let fits = |image: &&Image| {
                let channels = canvas.as_ref().map_or(image.channels(), Canvas::channels);
                (image.width(), image.height(), image.channels()) == (*width, around.end - around.start, channels)
            };
            let made = made.filter(fits).ok_or_else(|| {
                let message = format!("`{}` says that it is local, but gave other rows than it got", kind.kind.id);
                CallError { status: CallStatus::Failed, message }
            })?;
            let onto = canvas.map_or_else(|| device.canvas(*width, *height, made), Ok)?;
            onto.put(own.start, made, own.start - around.start..own.end - around.start)?;
            canvas = Some(onto);
        }
        match canvas {
            Some(canvas) => Ok(Value::new(Content::Image(canvas.done()?))),
            None => Err(CallError { status: CallStatus::Failed, message: "a picture without rows".to_owned() }),
        }
    }
}
