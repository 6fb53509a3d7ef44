//! Kinds on the device, by its own clock: what they take, and which share of a copy's bandwidth their samples move with.

use super::{Row, Say, Target, ms, told};
use crate::arguments::Everywhere;
use crate::commands::bench::median;
use crate::folders::Folders;
use crate::installation::{self, Keep};
use std::path::Path;
use std::sync::Mutex;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::engine::{Document, Engine, RunOptions};
use weft_engine::gpu::{AdapterKind, Trouble};
use weft_engine::plan::Scale;
use weft_engine::run::{Ended, GpuClock, GpuTimes, RunEvent};

/// A kind on a picture of four planes.
struct Case {
    kind: &'static str,
    version: u32,
    set: &'static str,
    /// How many planes its passes read, and how many they write: each counts once a pass, as if every other look at it found it in
    /// a cache. A copy of the picture reads four and writes four. None where most of the time goes into columns that are serial.
    planes: Option<(u32, u32)>,
    /// Of what a copy reaches; none where computing takes longer than moving.
    share_at_least: Option<f64>,
}

/// Colours as they are, and by their alpha: three planes are weighed by a fourth, filtered beside it, and divided by it, which is cut to
/// 0 and 1 first. Where nothing shows, the plain ones stand, so they are filtered, too.
const fn by_alpha(passes: u32) -> Option<(u32, u32)> {
    Some((3 * passes + 3 * 2 + 4 * passes + 1 + 3 * 3, 3 * passes + 3 + 4 * passes + 1 + 3))
}

const POINTWISE: Option<f64> = Some(super::SHARE_AT_LEAST);
const STENCIL: Option<f64> = Some(0.4);
const CASES: &[Case] = &[
    Case {
        kind: "image.adjust",
        version: 1,
        set: r#""contrast": 0.3"#,
        planes: Some((4, 4)),
        share_at_least: POINTWISE,
    },
    Case { kind: "toon.gaussian", version: 1, set: r#""sigma": 1.0"#, planes: by_alpha(2), share_at_least: STENCIL },
    Case { kind: "toon.gaussian", version: 1, set: r#""sigma": 5.0"#, planes: by_alpha(2), share_at_least: None },
    Case { kind: "toon.box", version: 1, set: r#""radius": 4"#, planes: by_alpha(2), share_at_least: STENCIL },
    Case { kind: "toon.bilateral", version: 1, set: r#""diameter": 9"#, planes: Some((4, 4)), share_at_least: None },
    Case { kind: "toon.detail", version: 1, set: "", planes: None, share_at_least: None },
    Case { kind: "image.transform", version: 1, set: r#""angle": 5.0"#, planes: by_alpha(1), share_at_least: None },
];

/// Measures all cases against the seconds of a copy.
pub(super) fn measure(
    (folders, everywhere): (&Folders, &Everywhere),
    rounds: usize,
    (side, copy): (u32, f64),
    say: Say<'_>,
) -> Result<(), Diagnostic> {
    let (engine, _told) = Engine::new(installation::engine_config(folders, everywhere, Keep::Nothing, 0));
    let is_gpu = engine.gpu().device().is_some_and(|device| device.about().kind != AdapterKind::Software);
    for case in CASES {
        let mut seconds = Vec::new();
        let mut clock = GpuClock::Wall;
        // The first one compiles.
        for round in 0..=rounds {
            let times = run(&engine, case, side)?;
            clock = times.clock;
            if round > 0 {
                seconds.push(times.seconds());
            }
        }
        let (seconds, settings) = (median(seconds), case.set.replace('"', ""));
        // A time says nothing without the size.
        let name = format!("{}, {settings}, {side}² RGBA", case.kind).replace(", , ", ", ");
        let whose = if clock == GpuClock::Device { "" } else { ", wall" };
        let row = |case: String, value, unit, target| Row { bench: "gpu", case, value, unit, target };
        say(row(format!("{name}{whose}"), ms(seconds), "ms", Target::None));
        let share = case.share_at_least.filter(|_| is_gpu).map_or(Target::None, Target::AtLeast);
        if let Some((reads, writes)) = case.planes {
            let copies = f64::from(reads + writes) / 8.0;
            let share_of = format!("{name}, share of a copy ({reads} planes read, {writes} written)");
            say(row(share_of, copies * copy / seconds, "", share));
        }
    }
    Ok(())
}

/// Runs it once, and gives what the device says.
fn run(engine: &Engine, case: &Case, side: u32) -> Result<GpuTimes, Diagnostic> {
    let Case { kind, version, set, .. } = case;
    let text = format!(
        r#"(weft: 1, nodes: {{
            "from": (kind: "image.noise", version: 1, set: {{"width": {side}, "height": {side}, "channels": 4}}),
            "to": (kind: "{kind}", version: {version}, set: {{{set}}}, wires: {{"image": "from.image"}}),
        }}, expose: (outputs: {{"to": "to.image"}}))"#
    );
    let first = |told: Vec<Diagnostic>| told.into_iter().next().unwrap_or_else(|| told_nothing(kind));
    let document = Document::parse("bench", &text, Path::new("/")).map_err(first)?;
    let plan = engine.plan(&document, &[], Scale::Full).map_err(first)?;
    let times = Mutex::new(None);
    let listen = |event: RunEvent| {
        if let (RunEvent::RunEnded { gpu_times, .. }, Ok(mut times)) = (event, times.lock()) {
            *times = gpu_times;
        }
    };
    let report = engine.run(&plan, &RunOptions { listener: Some(&listen), ..RunOptions::default() });
    if report.ended != Ended::Done {
        return Err(report.failures.into_iter().next().map_or_else(|| told_nothing(kind), |(_, told)| told));
    }
    let times = times.into_inner().unwrap_or_default();
    times.ok_or_else(|| told(&Trouble::Unfit(format!("`{kind}` ran on the processor"))))
}

fn told_nothing(kind: &str) -> Diagnostic {
    let message = format!("`{kind}` did not run, and nothing says why");
    Diagnostic::error("bench", Place::Everywhere, message)
}
