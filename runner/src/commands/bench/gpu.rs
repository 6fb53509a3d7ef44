//! `weft bench gpu`: the device against a copy within its own memory, ten pointwise steps against one, the bus, and kinds. By the
//! device's own clock, where it has one: a GPU is through with a step before anybody could ask for the next.
//! `--device software` measures Mesa's, kinds on smaller pictures, which says nothing of a GPU.

mod kinds;

use super::{Measured, Row, Say, Target, median};
use crate::arguments::Everywhere;
use crate::folders::Folders;
use crate::installation;
use std::sync::Arc;
use std::time::Instant;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::gpu::{AdapterKind, Device, FusedTrouble, Gpu, Meter, Number, Stage, Trouble};
use weft_engine::value::{Colour, Image};

/// Of the pictures on a GPU: copies of them in a row take milliseconds on any, and fit no cache.
const SIDE: u32 = 4096;
/// On a program, which takes seconds for what a GPU does in milliseconds; and of its kinds.
const SIDE_OF_PROGRAM: u32 = 2048;
const SIDE_OF_ITS_KINDS: u32 = 512;
/// A chain of ten steps may cost so many times one of them.
const CHAIN_AT_MOST: f64 = 1.5;
/// Of what a copy reaches, on a GPU.
const SHARE_AT_LEAST: f64 = 0.6;
/// Kernels in a row, so that waiting does not count.
const TIMES: u32 = 16;
const GAIN: &str = "fn f(v: vec4f, p: P) -> vec4f { return vec4f(v.rgb * p.gain + p.offset, v.a); }";

/// Measures all cases.
pub(super) fn measure(folders: &Folders, everywhere: &Everywhere, rounds: usize, say: Say<'_>) -> Measured {
    let row = |case: &str, value, unit, target| Row { bench: "gpu", case: case.to_owned(), value, unit, target };
    let gpu = Gpu::new(installation::gpu_config(folders, everywhere));
    let began = Instant::now();
    let Some(device) = gpu.device() else {
        let why = gpu.why_without().unwrap_or_else(|| "the system shows no files of a device".to_owned());
        let told = Diagnostic::error("no-device", Place::Everywhere, format!("there is no device to measure: {why}"));
        return Err(told.hint("`weft doctor` says what is missing; `--device software` measures a program"));
    };
    let is_gpu = device.about().kind != AdapterKind::Software;
    let side = if is_gpu { SIDE } else { SIDE_OF_PROGRAM };
    say(row(&format!("{} opened", device.about().name), ms(began.elapsed().as_secs_f64()), "ms", Target::None));

    let image = Image::zeroed(side, side, 4, Colour::Srgb)?;
    let stages = |count: usize| {
        let gain = |_| Stage { wgsl: GAIN, fields: vec![("gain", Number::F32(0.99)), ("offset", Number::F32(0.001))] };
        (0..count).map(gain).collect::<Vec<_>>()
    };
    let began = Instant::now();
    run(&device, &image, &stages(1))?;
    device.finish().map_err(|why| told(&why))?;
    say(row("first kernel: up, compiled, run", ms(began.elapsed().as_secs_f64()), "ms", Target::None));
    run(&device, &image, &stages(10))?;

    let (mut copies, mut ones, mut tens, mut asked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut ups, mut downs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let mut fresh = Image::zeroed(side, side, 4, Colour::Srgb)?;
        // Memory that nobody has touched is not what is measured.
        (0..4).for_each(|plane| (0..side).for_each(|y| fresh.row_mut(plane, y).fill(0.5)));
        ups.push(device.bring_seconds(&fresh).map_err(|why| told(&why))?);
        copies.push(device.copy_seconds(bytes_of(side), TIMES).map_err(|why| told(&why))?);
        let (one, asking) = took(&device, &image, &stages(1))?;
        ones.push(one);
        asked.push(asking);
        tens.push(took(&device, &image, &stages(10))?.0);
        let made = run(&device, &image, &stages(1))?;
        device.finish().map_err(|why| told(&why))?;
        let began = Instant::now();
        made.fetch()?;
        downs.push(began.elapsed().as_secs_f64());
    }
    let (copy, one, ten) = (median(copies), median(ones), median(tens));
    let whose = if device.has_clock() { "" } else { ", wall" };
    let rate = |seconds: f64| rate(bytes_of(side), seconds);
    let mebibytes = bytes_of(side) >> 20;
    say(row(&format!("a copy on the device, {mebibytes} MiB"), rate(copy) * 2.0, "GB/s", Target::None));
    let share = if is_gpu { Target::AtLeast(SHARE_AT_LEAST) } else { Target::None };
    say(row(&format!("one pointwise step, {side}² RGBA, share of a copy"), copy / one, "", share));
    say(row(&format!("one pointwise step, {side}² RGBA{whose}"), ms(one), "ms", Target::None));
    say(row(&format!("ten pointwise steps, {side}² RGBA{whose}"), ms(ten), "ms", Target::None));
    // A program computes for as long as it takes; a GPU waits for its memory.
    let chain = if is_gpu { Target::AtMost(CHAIN_AT_MOST) } else { Target::None };
    say(row("ten against one", ten / one, "×", chain));
    if is_gpu {
        // A program computes while it is asked.
        say(row("asking for a step, on the processor", ms(median(asked)), "ms", Target::None));
    }
    say(row(&format!("to the device, {mebibytes} MiB"), rate(median(ups)), "GB/s", Target::None));
    say(row(&format!("back to the processor, {mebibytes} MiB"), rate(median(downs)), "GB/s", Target::None));
    let (kinds_side, mut copy) = (if is_gpu { SIDE } else { SIDE_OF_ITS_KINDS }, copy);
    if kinds_side != side {
        let copies =
            (0..rounds).map(|_| device.copy_seconds(bytes_of(kinds_side), TIMES)).collect::<Result<Vec<_>, _>>();
        copy = median(copies.map_err(|why| told(&why))?);
    }
    drop((image, device));
    kinds::measure((folders, everywhere), rounds, (kinds_side, copy), say)
}

/// Of four planes.
fn bytes_of(side: u32) -> u64 {
    u64::from(side) * u64::from(side) * 4 * 4
}

/// Seconds of one kernel, when many are asked for in a row: by the device's clock, or else from the first to the last; and of asking.
fn took(device: &Arc<Device>, image: &Image, stages: &[Stage<'_>]) -> Result<(f64, f64), Diagnostic> {
    let meter = Arc::<Meter>::default();
    let began = Instant::now();
    for _ in 0..TIMES {
        run_metered(device, image, stages, device.has_clock().then(|| Arc::clone(&meter)))?;
    }
    let asked = began.elapsed().as_secs_f64();
    device.finish().map_err(|why| told(&why))?;
    let wall = began.elapsed().as_secs_f64();
    let seconds = meter.seconds().filter(|_| meter.is_settled()).unwrap_or(wall);
    Ok((seconds / f64::from(TIMES), asked / f64::from(TIMES)))
}

fn run(device: &Arc<Device>, image: &Image, stages: &[Stage<'_>]) -> Result<Image, Diagnostic> {
    run_metered(device, image, stages, None)
}

fn run_metered(
    device: &Arc<Device>,
    image: &Image,
    stages: &[Stage<'_>],
    meter: Option<Arc<Meter>>,
) -> Result<Image, Diagnostic> {
    device.run_stages(image, stages, meter).map_err(|why| match why {
        FusedTrouble::Device(why) => told(&why),
        FusedTrouble::Stage(_, words) => told(&Trouble::Invalid(words)),
    })
}

fn told(why: &Trouble) -> Diagnostic {
    Diagnostic::error("bench", Place::Everywhere, format!("the device could not be measured: {why}"))
}

fn ms(seconds: f64) -> f64 {
    seconds * 1e3
}

/// Of one crossing of all bytes.
fn rate(bytes: u64, seconds: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
    let bytes = bytes as f64;
    bytes / seconds / 1e9
}
