//! A machine with a device in software, kinds that use it, and graphs for them.
#![allow(dead_code, reason = "each test file uses its part of it")]

use weft_engine::diagnostic::Diagnostic;
use weft_engine::gpu::{Binding, DeviceChoice, Faults, Gpu, GpuConfig, GpuCounts, Trouble, Work};
use weft_engine::plugins::{CallError, CallStatus};
use weft_engine::run::{Report, RunEvent};
use weft_engine::value::{Content, Image, Value};

use super::machine::{Call, Machine};
use super::pictures::pictures;

pub(crate) const GAIN: &str = "struct Params { width: u32, height: u32, by: f32 }
@group(0) @binding(0) var<storage, read> before: array<f32>;
@group(0) @binding(1) var<storage, read_write> after: array<f32>;
@compute @workgroup_size(WEFT_X, WEFT_Y)
fn main(@builtin(global_invocation_id) at: vec3u) {
    if (at.x >= params.width || at.y >= params.height) { return; }
    let here = at.y * params.width + at.x;
    after[here] = before[here] * params.by + 0.125;
}";
/// The mean of the rows around; those beyond the edges are the edges themselves.
pub(crate) const AROUND: &str = "struct Params { width: u32, height: u32, radius: f32 }
@group(0) @binding(0) var<storage, read> before: array<f32>;
@group(0) @binding(1) var<storage, read_write> after: array<f32>;
@compute @workgroup_size(WEFT_X, WEFT_Y)
fn main(@builtin(global_invocation_id) at: vec3u) {
    if (at.x >= params.width || at.y >= params.height) { return; }
    var sum = 0.0;
    let radius = i32(params.radius);
    for (var down = -radius; down <= radius; down++) {
        sum += before[u32(clamp(i32(at.y) + down, 0, i32(params.height) - 1)) * params.width + at.x];
    }
    after[at.y * params.width + at.x] = sum / f32(2 * radius + 1);
}";
pub(crate) const SNIPPET: &str = "const add = 0.125; fn f(v: vec4f, p: P) -> vec4f { return v * p.by + add; }";
pub(crate) const SIDE: u32 = 48;
pub(crate) const BYTES: u64 = (SIDE * SIDE * 3 * 4) as u64;

/// A machine with a device in software, unless there is none here.
pub(crate) fn machine_with(faults: Faults) -> Option<Machine> {
    let gpu = Gpu::new(GpuConfig { choice: DeviceChoice::Software, faults, trial: None });
    if gpu.device().is_none() {
        println!("skipped: {} (apt-get install mesa-vulkan-drivers libvulkan1)", gpu.why_without().unwrap_or_default());
        return None;
    }
    Some(machine_on(gpu))
}

/// A machine with this device.
pub(crate) fn machine_on(gpu: Gpu) -> Machine {
    let mut machine = pictures(2)
        .kind("device.gain(image: image !wire, by: float = 1.5) -> image: image; pure gpu", |call| {
            gain_on_device(call, GAIN)
        })
        .kind("device.wrong(image: image !wire, by: float = 1.5) -> image: image; pure gpu", |call| {
            gain_on_device(call, &GAIN.replace("before[here] *", "beside[here] *"))
        })
        .kind("device.around(image: image !wire, radius: float = 2) -> image: image; pure gpu local", |call| {
            gain_on_device(call, AROUND)
        })
        .kind("snippet.gain(image: image !wire, by: float = 1.5) -> image: image; pure", on_processor)
        .with_snippet(SNIPPET)
        .kind("snippet.wrong(image: image !wire, by: float = 1.5) -> image: image; pure", on_processor)
        .with_snippet("fn f(v: vec4f, p: P) -> vec4f { return v * p.buy; }")
        .kind("snippet.grey(image: image !wire) -> image: image; pure", on_processor)
        .with_snippet("fn f(v: vec4f, p: P) -> vec2f { return vec2f(v.r + v.g + v.b, v.a); }")
        .kind("snippet.mask(image: image !wire) -> mask: mask; pure", on_processor)
        .with_snippet("fn f(v: vec4f, p: P) -> f32 { return v.r + v.a * f32(p.weft_colours); }");
    machine.gpu = Some(gpu);
    machine
}

/// What a plugin does, through the same room.
pub(crate) fn gain_on_device(call: Call<'_>, wgsl: &str) -> Result<(), CallError> {
    let Some(device) = call.host.gpu().and_then(Gpu::device) else { return on_processor(call) };
    let image = call.picture(0);
    let work = Work::metered(device, call.host.meter());
    let made = || -> Result<Image, Trouble> {
        let kernel = work.kernel(wgsl, "main")?;
        let before = work.image(&image)?;
        let (after, made) = work.new_image(image.width(), image.height(), image.channels(), image.colour())?;
        let mut params = [image.width().to_ne_bytes(), image.height().to_ne_bytes()].concat();
        params.extend((call.float(1) as f32).to_ne_bytes());
        for (from, to) in before.into_iter().zip(after) {
            let bind = |buffer, writes| Binding { buffer, offset_bytes: 0, size_bytes: 0, writes };
            work.dispatch(kernel, &[bind(from, false), bind(to, true)], &params, [image.width(), image.height(), 1])?;
        }
        work.flush()?;
        Ok(made)
    };
    let made = made()?;
    call.host.used_gpu();
    call.outputs[0] = Some(Value::new(Content::Image(made)));
    Ok(())
}

pub(crate) fn on_processor(call: Call<'_>) -> Result<(), CallError> {
    let lost = |told: Diagnostic| CallError { status: CallStatus::GpuFailed, message: told.message };
    call.inputs.iter().flatten().try_for_each(Value::fetch).map_err(lost)?;
    let (mut image, by) = (call.picture(0), call.float(1) as f32);
    let Call { outputs, .. } = call;
    for plane in 0..image.channels() {
        for y in 0..image.height() {
            image.row_mut(plane, y).iter_mut().for_each(|sample| *sample = *sample * by + 0.125);
        }
    }
    outputs[0] = Some(Value::new(Content::Image(image)));
    Ok(())
}

/// A picture through kinds one after the other: `source → step1 → step2 → …`.
pub(crate) fn chain(kinds: &[&str], by: f32) -> String {
    let source = format!(r#""source": (kind: "source", version: 1, set: {{"width": {SIDE}, "height": {SIDE}}})"#);
    let mut nodes = vec![source];
    let mut before = "source".to_owned();
    for (at, kind) in kinds.iter().enumerate() {
        let name = format!("step{}", at + 1);
        let set = if kind.contains("gain") { format!(r#"set: {{"by": {by:?}}}, "#) } else { String::new() };
        nodes.push(format!(r#""{name}": (kind: "{kind}", version: 1, {set}wires: {{"image": "{before}.image"}})"#));
        before = name;
    }
    format!(r#"{} --- outputs: {{"result": "{before}.image"}}"#, nodes.join(", "))
}

pub(crate) fn result(report: &Report) -> Image {
    let value = report.output("result").unwrap();
    value.fetch().unwrap();
    value.as_image().unwrap().clone()
}

/// The same chain without a device.
pub(crate) fn expected(kinds: &[&str], by: f32) -> Image {
    let kinds: Vec<&str> = kinds.iter().map(|kind| if kind.contains("gain") { "plain.gain" } else { kind }).collect();
    let plain = pictures(1).kind("plain.gain(image: image !wire, by: float = 1.5) -> image: image", on_processor);
    result(&plain.run(&chain(&kinds, by)))
}

#[track_caller]
pub(crate) fn assert_close(image: &Image, other: &Image) {
    assert_eq!((image.width(), image.height(), image.channels()), (other.width(), other.height(), other.channels()));
    let rows = (0..image.channels()).flat_map(|plane| (0..image.height()).map(move |y| (plane, y)));
    let differences = rows.flat_map(|(plane, y)| {
        image.row(plane, y).iter().zip(other.row(plane, y)).map(|(a, b)| (a - b).abs()).collect::<Vec<_>>()
    });
    let largest = differences.fold(0.0, |a: f32, b| if b.is_nan() { f32::INFINITY } else { a.max(b) });
    assert!(largest <= 1e-5, "differs by {largest}");
}

pub(crate) fn bits(image: &Image) -> Vec<u32> {
    let rows = (0..image.channels()).flat_map(|plane| (0..image.height()).map(move |y| (plane, y)));
    rows.flat_map(|(plane, y)| image.row(plane, y).iter().map(|sample| sample.to_bits())).collect()
}

pub(crate) fn warnings(machine: &Machine) -> Vec<String> {
    let events = machine.events.lock().unwrap();
    let words = events.iter().filter_map(|event| match event {
        RunEvent::Log { level: "warn", message, .. } => Some(message.to_string()),
        _ => None,
    });
    words.collect()
}

pub(crate) fn counts(report: &Report) -> GpuCounts {
    report.gpu.unwrap_or_default()
}
