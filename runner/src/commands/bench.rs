//! `weft bench`: measures this program. Every case is a line: bench, case, value, unit, target, met.

mod bands;
mod engine;
mod gpu;
mod models;
mod noop;
mod pixels;
mod session;
mod start;

use crate::arguments::{self, Everywhere};
use crate::exit::Exit;
use crate::folders::Folders;
use crate::installation;
use crate::terminal::{self, GOOD, NAME, QUIET, WARNING};
use serde_json::json;
use weft_engine::diagnostic::Diagnostic;
use weft_engine::onnx::InferenceConfig;

/// Runs what was asked for.
pub(crate) fn bench(asked: &arguments::Bench, folders: &Folders, everywhere: &Everywhere) -> Exit {
    let (options, measured) = match asked {
        arguments::Bench::Engine(options) => {
            (options, engine::measure(options.rounds.max(1), &mut |row| row.say(options.json)))
        }
        arguments::Bench::Gpu(options) => {
            (options, gpu::measure(folders, everywhere, options.rounds.max(1), &mut |row| row.say(options.json)))
        }
        arguments::Bench::Pixels(options) => {
            let say = &mut |row: Row| row.say(options.json);
            (options, pixels::measure(folders, everywhere, options.rounds.max(1), say))
        }
        arguments::Bench::Session(options) => {
            (options, session::measure(options.rounds.max(1), &mut |row| row.say(options.json)))
        }
        arguments::Bench::Start(options) => {
            (options, start::measure(options.rounds.max(1), &mut |row| row.say(options.json)))
        }
        arguments::Bench::Models { options, models, threads } => {
            let config = InferenceConfig { threads: *threads, ..installation::inference_config(folders, everywhere) };
            (options, models::measure(&config, models, options.rounds.max(1), &mut |row| row.say(options.json)))
        }
    };
    match measured {
        Ok(()) => {
            if !options.json {
                terminal::aside(&format!(
                    "{QUIET}medians of {} rounds; machines differ, compare on one{QUIET:#}",
                    options.rounds
                ));
            }
            Exit::Done
        }
        Err(told) => {
            terminal::diagnostic(&told);
            if told.code == "no-device" { Exit::SomethingMissing } else { Exit::NodeFailed }
        }
    }
}

/// What a number shall be.
#[derive(Debug, Clone, Copy)]
enum Target {
    AtMost(f64),
    AtLeast(f64),
    None,
}

/// One measured number.
struct Row {
    bench: &'static str,
    case: String,
    value: f64,
    unit: &'static str,
    target: Target,
}

/// Takes rows as they are measured.
type Say<'a> = &'a mut dyn FnMut(Row);

type Measured = Result<(), Diagnostic>;

impl Row {
    fn met(&self) -> Option<bool> {
        match self.target {
            Target::AtMost(most) => Some(self.value <= most),
            Target::AtLeast(least) => Some(self.value >= least),
            Target::None => None,
        }
    }

    fn say(&self, as_lines: bool) {
        let target = match self.target {
            Target::AtMost(target) | Target::AtLeast(target) => Some(target),
            Target::None => None,
        };
        if as_lines {
            let value = (self.value * 1e4).round() / 1e4;
            let line = json!({
                "bench": self.bench, "case": self.case, "value": value, "unit": self.unit, "target": target, "met": self.met(),
            });
            terminal::line(&line.to_string());
            return;
        }
        let judged = match (self.met(), self.target) {
            (Some(true), Target::AtMost(target)) => format!("{GOOD}at most {target}{GOOD:#}"),
            (Some(true), Target::AtLeast(target)) => format!("{GOOD}at least {target}{GOOD:#}"),
            (Some(false), Target::AtMost(target)) => format!("{WARNING}above {target}{WARNING:#}"),
            (Some(false), Target::AtLeast(target)) => format!("{WARNING}below {target}{WARNING:#}"),
            _ => String::new(),
        };
        terminal::line(&format!("{NAME}{:<52}{NAME:#} {:>10.3} {:<8} {judged}", self.case, self.value, self.unit));
    }
}

/// The one in the middle.
fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Milliseconds that all threads of this process have run.
pub(crate) fn cpu_ms() -> f64 {
    #[cfg(unix)]
    {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        #[expect(clippy::cast_precision_loss, reason = "differences are small")]
        let ms = now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6;
        ms
    }
    #[cfg(not(unix))]
    {
        // Wall time, where the system does not say more.
        static BEGAN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        BEGAN.get_or_init(std::time::Instant::now).elapsed().as_secs_f64() * 1e3
    }
}
