//! `weft bench session`: what it costs that the engine is another process, and how soon it is back when it dies.

use super::noop::{self, Folder};
use super::{Measured, Row, Say, Target, median};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::graph::Edit;
use weft_engine::plan::Scale;
use weft_engine::run::RunEvent;
use weft_engine::session::{Command, EngineProgram, Event, Look, PixelFormat, RunTurn, Session, Shown, Transport};

const SOURCE: &str = include_str!("../../../engine/examples/fault_plugin.c");

const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "picture": (kind: "fault.gradient", version: 1, set: {"width": 2048, "height": 2048, "stamp": true}),
        "act": (kind: "fault.act", version: 1, set: {"how": "well"}),
    },
    expose: (outputs: {"number": "act.value"}),
)"#;

/// Nothing here takes as long.
const LONG: Duration = Duration::from_secs(60);

/// Measures all cases.
pub(super) fn measure(rounds: usize, say: Say<'_>) -> Measured {
    let folder = Folder::new()?;
    let plugin = noop::build_source(&folder.0, "fault_plugin", SOURCE)?;
    let mut row =
        |case: &str, value, unit, target| say(Row { bench: "session", case: case.into(), value, unit, target });
    let bench = Bench::start(&folder.0, &plugin)?;
    let mut trips = bench.round_trips(rounds * 1000)?;
    trips.sort_unstable_by(f64::total_cmp);
    row("message there and back, p50", trips[trips.len() / 2], "us", Target::AtMost(60.0));
    row("message there and back, p99", trips[trips.len() * 99 / 100], "us", Target::None);
    let (from_step, bytes) = bench.pictures(rounds)?;
    row("2048 x 2048 RGB f32, from the end of its step to the reader", median(from_step), "ms", Target::AtMost(1.0));
    row("its pixels", bytes as f64 / f64::from(1 << 20), "MiB", Target::None);
    for how in ["segfault", "abort", "leave", "kill"] {
        let deaths = (0..rounds.max(3)).map(|_| bench.die(how, 0)).collect::<Result<Vec<_>, _>>()?;
        let of = |number: fn(&Death) -> f64| median(deaths.iter().map(number).collect());
        row(&format!("{how}: noticed, p50"), of(|death| death.noticed_ms), "ms", Target::None);
        row(&format!("{how}: ready again, p50"), of(|death| death.ready_ms), "ms", Target::AtMost(50.0));
    }
    for how in ["segfault", "leave", "kill"] {
        let deaths = (0..3).map(|_| bench.die(how, 1024)).collect::<Result<Vec<_>, _>>()?;
        let worst = |number: fn(&Death) -> f64| deaths.iter().map(number).fold(0.0, f64::max);
        row(
            &format!("{how} with 1 GiB in use: noticed, worst of 3"),
            worst(|death| death.noticed_ms),
            "ms",
            Target::AtMost(100.0),
        );
        row(
            &format!("{how} with 1 GiB in use: ready again, worst of 3"),
            worst(|death| death.ready_ms),
            "ms",
            Target::None,
        );
    }
    Ok(())
}

/// Since the fault.
struct Death {
    noticed_ms: f64,
    ready_ms: f64,
}

struct Bench(Session);

impl Bench {
    fn start(folder: &Path, plugin: &Path) -> Result<Self, Diagnostic> {
        let path = std::env::current_exe()
            .map_err(|why| Diagnostic::error("no-program", Place::Everywhere, format!("where am I? {why}")))?;
        let words = ["engine", "--no-cache", "--plugins"].map(str::to_owned).into_iter();
        let arguments = words.chain([plugin.display().to_string()]).collect();
        let bench =
            Self(Session::in_child(EngineProgram { path, arguments, transport: Transport::Shared }, Arc::new(|| ())));
        bench.wait(|event| matches!(event, Event::Ready { .. }).then_some(()))?;
        bench.0.set_document("bench.ron", folder, GRAPH);
        Ok(bench)
    }

    fn wait<T>(&self, mut wanted: impl FnMut(Event) -> Option<T>) -> Result<T, Diagnostic> {
        loop {
            let Some(event) = self.0.next_within(LONG) else {
                return Err(Diagnostic::error("bench-stuck", Place::Everywhere, "the engine does not answer"));
            };
            if let Event::Ended { why } = event {
                return Err(why);
            }
            if let Some(found) = wanted(event) {
                return Ok(found);
            }
        }
    }

    /// Each in microseconds.
    fn round_trips(&self, count: usize) -> Result<Vec<f64>, Diagnostic> {
        let trip = |token| {
            let began = Instant::now();
            self.0.send(Command::Ping { token });
            self.wait(|event| (event == Event::Pong { token }).then_some(()))?;
            Ok(began.elapsed().as_secs_f64() * 1e6)
        };
        (0..count as u64).map(trip).collect()
    }

    /// Each in milliseconds, and the bytes of one.
    fn pictures(&self, rounds: usize) -> Result<(Vec<f64>, usize), Diagnostic> {
        let mut bytes = 0;
        // The first ones touch new memory and are not counted.
        let times = (0..rounds + 3).map(|seed| {
            self.0.edit(&Edit::set("picture", "seed", seed))?;
            let look = Look { format: PixelFormat::F32, ..Look::default() };
            let wanted = self.0.preview(1, "picture", "image", Scale::Full, look);
            let (shown, came_ns) = self.wait(|event| match event {
                Event::Preview(preview) if preview.request == wanted => Some((preview.shown, now_ns())),
                _ => None,
            })?;
            let Shown::Image(view) = shown else {
                return Err(Diagnostic::error("bench-odd", Place::Everywhere, "the engine shows no picture"));
            };
            bytes = view.pixels.len();
            let stamp = view.pixels.bytes().first_chunk().map_or(0, |bytes| i64::from_ne_bytes(*bytes));
            Ok((came_ns - stamp) as f64 / 1e6)
        });
        let times = times.collect::<Result<Vec<_>, _>>()?;
        Ok((times[3..].to_vec(), bytes))
    }

    fn die(&self, how: &str, resident_mib: i64) -> Result<Death, Diagnostic> {
        self.0.edit(&Edit::set("act", "how", how))?;
        self.0.edit(&Edit::set("act", "resident_mib", resident_mib))?;
        // Another step each time, or it would be kept away.
        self.0.edit(&Edit::set("act", "number", now_ns() as f64))?;
        self.0.run(&[], Scale::Full, RunTurn::Queued);
        let mut died_ns = 0;
        let noticed_ns = self.wait(|event| match event {
            Event::Run { event: RunEvent::Log { message, .. }, .. } => {
                died_ns = message.strip_prefix("at ").and_then(|time| time.parse().ok()).unwrap_or(0);
                None
            }
            Event::Crashed(_) => Some(now_ns()),
            _ => None,
        })?;
        let ready_ns = self.wait(|event| matches!(event, Event::Ready { .. }).then(now_ns))?;
        let ms = |ns: i64| (ns - died_ns) as f64 / 1e6;
        Ok(Death { noticed_ms: ms(noticed_ns), ready_ms: ms(ready_ns) })
    }
}

/// Since the machine was started, the same for all processes.
fn now_ns() -> i64 {
    #[cfg(unix)]
    {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        now.tv_sec * 1_000_000_000 + now.tv_nsec
    }
    #[cfg(not(unix))]
    {
        // The plugin that is measured with needs Unix, so this is never asked.
        0
    }
}
