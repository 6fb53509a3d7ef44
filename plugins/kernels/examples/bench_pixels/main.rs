//! Times kernels for `tests/peers/pixels.py`, which lets them and the peers take turns. It reads orders from standard input:
//! Its argument is the number of threads.
//! `prepare CASE SIZE` makes pictures, `run TIMES` does the work so often and prints `WALL_MS CPU_MS` of one time. `list` names all cases.
#![expect(clippy::print_stdout, reason = "the answers are what the driver reads")]

mod cases;
mod filters;
mod geometry;

use std::io::BufRead;
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// As many as peers run on, if nobody names a number.
const THREADS: usize = 2;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // One pool for all runs, as in a host: new threads begin without memory of their own.
    let threads = std::env::args().nth(1).map_or(Ok(THREADS), |threads| threads.parse())?;
    Ok(weft_kernels::bands::with_threads(threads, || answer().map_err(|error| error.to_string()))??)
}

fn answer() -> Result<(), Box<dyn std::error::Error>> {
    let all: Vec<_> = geometry::cases().into_iter().chain(filters::cases()).collect();
    let mut work: Option<Box<dyn FnMut() + Send>> = None;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        match *line.split('\t').collect::<Vec<_>>() {
            ["list"] => println!("{}", all.iter().map(|case| case.name).collect::<Vec<_>>().join("\t")),
            ["prepare", name, size] => {
                let case = all.iter().find(|case| case.name == name).ok_or(format!("no case `{name}`"))?;
                work = Some((case.prepare)(size.parse()?));
                println!("ready");
            }
            ["run", times] => {
                let work = work.as_mut().ok_or("`run` before `prepare`")?;
                let times: u32 = times.parse()?;
                let (wall, cpu) = (Instant::now(), cpu_ms());
                (0..times).for_each(|_| work());
                let (wall, cpu) = (wall.elapsed().as_secs_f64() * 1e3, cpu_ms() - cpu);
                println!("{} {}", wall / f64::from(times), cpu / f64::from(times));
            }
            _ => return Err(format!("unknown order `{line}`").into()),
        }
    }
    Ok(())
}

/// Processor time of all threads of this process.
fn cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
