//! What the doctor says of devices: which there are, which one is used, and why no other.

use super::{Finding, unwell, well};
use crate::arguments::Everywhere;
use crate::folders::Folders;
use crate::installation;
use crate::terminal::words;
use std::borrow::Cow;
use weft_engine::diagnostic::Diagnostic;
use weft_engine::gpu::{AdapterAbout, DeviceChoice, Found, Gpu, Missing, Recall, missing, name_of, reason};

/// Every adapter, then the one that is used, or what is missing.
pub(super) fn look(folders: &Folders, everywhere: &Everywhere) -> Vec<Finding> {
    let mut config = installation::gpu_config(folders, everywhere);
    // Whoever asks the doctor may have mended something that no file shows.
    config.trial.iter_mut().for_each(|trial| trial.recall = Recall::Nothing);
    let gpu = Gpu::new(config);
    let Found { adapters, chosen } = gpu.look();
    if let Some(Diagnostic { message, .. }) = gpu.broken_driver() {
        let hint = "everything runs on the processor; update the driver, or name another one with VK_DRIVER_FILES; \
                    `VK_LOADER_DEBUG=driver weft device-trial` says which was opened last";
        return vec![unwell("gpu", message, hint)];
    }
    let shown = |(at, about): (usize, &AdapterAbout)| match adapters.len() {
        1 => about.to_string(),
        _ => format!("{about}: `--device '{}'`", name_of(&adapters, at)),
    };
    let mut findings: Vec<Finding> = adapters.iter().enumerate().map(|one| well("adapter", shown(one))).collect();
    match chosen {
        Ok(at) => {
            let name = &adapters[at].name;
            findings.push(match gpu.device() {
                Some(device) => {
                    let limits = device.limits();
                    let (plane, bindings) = (words::size(limits.binding_bytes_max), limits.bindings_max);
                    let clock = if device.has_clock() { "measures its own time" } else { "has no clock of its own" };
                    let why = match adapters.len() {
                        1 => String::new(),
                        _ => format!(", {}", reason(&adapters, &everywhere.device, at)),
                    };
                    let used = format!("{name} is used (`--device {}`{why})", quoted(&everywhere.device.to_string()));
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
            if everywhere.device == DeviceChoice::Cpu {
                findings.push(unwell("gpu", why, "`--device auto` uses a GPU where there is one"));
                return findings;
            }
            let hint = match everywhere.device {
                DeviceChoice::Auto => {
                    "everything runs on the processor; `--device software` tries kernels without a GPU"
                }
                _ => "who asks for it is refused; without `--device` graphs run on what there is",
            };
            findings.push(unwell("gpu", why, hint));
            findings.extend(named_drivers(&adapters));
            findings.extend(missing().into_iter().map(|Missing { what, hint }| unwell("gpu", what, &hint)));
        }
    }
    findings
}

/// As a shell takes it for one word.
fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = word.chars().all(|letter| letter.is_ascii_alphanumeric());
    if is_plain { word.into() } else { format!("'{word}'").into() }
}

/// Drivers that somebody named, and that gave nothing.
fn named_drivers(adapters: &[AdapterAbout]) -> Option<Finding> {
    let named = |name: &&str| std::env::var_os(name).filter(|files| adapters.is_empty() && !files.is_empty());
    let (name, files) = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].iter().find_map(|name| Some((name, named(name)?)))?;
    let sentence = format!("{name} is `{}`: no driver there answers", files.display());
    Some(unwell("gpu", sentence, "take it away, or ask the loader: `VK_LOADER_DEBUG=error,warn weft doctor`"))
}

/// Opens the device as another process does that may die of it, and ends with its answer.
pub(crate) fn device_trial(folders: &Folders, everywhere: &Everywhere) -> ! {
    weft_engine::trial::prepare();
    std::process::exit(Gpu::prove(&installation::gpu_config(folders, everywhere)).number())
}
