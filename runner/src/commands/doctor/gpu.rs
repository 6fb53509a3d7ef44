//! What the doctor says of devices: which there are, which one is used, and why no other.

use super::{Finding, unwell, well};
use crate::arguments::Everywhere;
use crate::exit::Exit;
use crate::installation;
use crate::terminal::words;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use weft_engine::gpu::{AdapterAbout, Found, Gpu, Missing, missing};

/// A driver that has not answered by then never will.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(5);

/// Every adapter, then the one that is used, or what is missing.
pub(super) fn look(everywhere: &Everywhere) -> Vec<Finding> {
    if let Err(how) = try_out(everywhere) {
        let sentence = format!("a graphics driver ends the program that opens it ({how}): nothing is opened here");
        let hint = "`VK_LOADER_DEBUG=driver weft device-trial` says which was opened last; `--device cpu` does without";
        return vec![unwell("gpu", sentence, hint)];
    }
    let gpu = Gpu::new(installation::gpu_config(everywhere));
    let Found { adapters, chosen } = gpu.look();
    let mut findings: Vec<Finding> = adapters.iter().map(|about| well("adapter", about.to_string())).collect();
    match chosen {
        Ok(at) => {
            let name = &adapters[at].name;
            findings.push(match gpu.device() {
                Some(device) => {
                    let limits = device.limits();
                    let (plane, bindings) = (words::size(limits.binding_bytes_max), limits.bindings_max);
                    let clock = if device.has_clock() { "measures its own time" } else { "has no clock of its own" };
                    let used = format!("{name} is used (`--device {}`)", everywhere.device);
                    well("gpu", format!("{used}: {bindings} buffers of up to {plane} a kernel; it {clock}"))
                }
                None if !gpu.may_be_there() => unwell(
                    "gpu",
                    format!("{name} was found, but the system shows no files of a device, so `auto` does without"),
                    "`--device gpu` uses it all the same",
                ),
                None => {
                    let why = gpu.why_without().unwrap_or_default();
                    unwell("gpu", format!("{name} cannot be used: {why}"), "everything runs on the processor")
                }
            });
        }
        Err(why) => {
            if everywhere.device == "cpu" {
                findings.push(unwell("gpu", why, "`--device auto` uses a GPU where there is one"));
                return findings;
            }
            let hint = "everything runs on the processor; `--device software` tries kernels without a GPU";
            findings.push(unwell("gpu", why, hint));
            findings.extend(named_drivers(&adapters));
            findings.extend(missing().into_iter().map(|Missing { what, hint }| unwell("gpu", what, &hint)));
        }
    }
    findings
}

/// Drivers that somebody named, and that gave nothing.
fn named_drivers(adapters: &[AdapterAbout]) -> Option<Finding> {
    let named = |name: &&str| std::env::var_os(name).filter(|files| adapters.is_empty() && !files.is_empty());
    let (name, files) = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].iter().find_map(|name| Some((name, named(name)?)))?;
    let sentence = format!("{name} is `{}`: no driver there answers", files.display());
    Some(unwell("gpu", sentence, "take it away, or ask the loader: `VK_LOADER_DEBUG=error,warn weft doctor`"))
}

/// Opens the device as another process does that may die of it.
pub(crate) fn device_trial(everywhere: &Everywhere) -> Exit {
    let gpu = Gpu::new(installation::gpu_config(everywhere));
    drop((gpu.look(), gpu.device()));
    Exit::Done
}

/// Drivers are other people's code in this process: one that is cut short or broken takes it along. So another one goes first.
fn try_out(everywhere: &Everywhere) -> Result<(), String> {
    let Ok(program) = std::env::current_exe() else { return Ok(()) };
    let mut trial = Command::new(program);
    trial
        .args(["--device", &everywhere.device, "device-trial"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Where no process can be had, it is opened here, as if nobody had asked.
    let Ok(mut child) = trial.spawn() else { return Ok(()) };
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.code().is_some() => return Ok(()),
            Ok(Some(status)) => return Err(status.to_string()),
            Ok(None) if began.elapsed() < PATIENCE => std::thread::sleep(LOOK),
            Ok(None) | Err(_) => {
                // One that has ended meanwhile cannot be ended again.
                drop((child.kill(), child.wait()));
                return Err("it does not come back".to_owned());
            }
        }
    }
}
