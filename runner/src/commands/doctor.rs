//! `weft doctor`: what works here, and why the rest does not.

mod gpu;

pub(crate) use gpu::device_trial;

use crate::arguments::Everywhere;
use crate::exit::Exit;
use crate::folders::Folders;
use crate::installation;
use crate::terminal::{self, GOOD, NAME, QUIET, WARNING, words};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use weft_engine::models::Models;
use weft_engine::onnx::{Inference, Probed, Provider};
use weft_engine::plugins::{PluginStatus, Plugins};

/// One thing that was looked at.
struct Finding {
    about: &'static str,
    well: bool,
    sentence: String,
    hint: Option<String>,
}

/// Looks at this machine.
pub(crate) fn doctor(folders: &Folders, everywhere: &Everywhere, as_lines: bool) -> Exit {
    let mut findings = vec![
        program(),
        processor(),
        plugins(folders, everywhere),
        folder("plugin folder", &folders.data.join("plugins"), Needed::Perhaps),
        folder("cache", &folders.cache, Needed::ForKeeping),
        compiler(),
    ];
    findings.extend(gpu::look(folders, everywhere));
    findings.extend(models(folders, everywhere));
    for finding in &findings {
        let Finding { about, well, sentence, hint } = finding;
        if as_lines {
            terminal::line(&json!({"about": about, "well": well, "sentence": sentence, "hint": hint}).to_string());
            continue;
        }
        let mark = if *well { format!("{GOOD}✓{GOOD:#}") } else { format!("{WARNING}–{WARNING:#}") };
        terminal::line(&format!("{mark} {NAME}{about:<14}{NAME:#} {}", words::code(sentence)));
        if let Some(hint) = hint {
            terminal::line(&format!("  {:<14} {QUIET}{hint}{QUIET:#}", ""));
        }
    }
    Exit::Done
}

fn well(about: &'static str, sentence: String) -> Finding {
    Finding { about, well: true, sentence, hint: None }
}

fn unwell(about: &'static str, sentence: String, hint: &str) -> Finding {
    Finding { about, well: false, sentence, hint: Some(hint.to_owned()) }
}

fn program() -> Finding {
    let path = std::env::current_exe().map_or_else(|_| "?".to_owned(), |path| path.display().to_string());
    well("weft", format!("{} at {path}", env!("CARGO_PKG_VERSION")))
}

fn processor() -> Finding {
    let threads = std::thread::available_parallelism().map_or(1, Into::into);
    well("processor", format!("{threads} threads, {}", std::env::consts::ARCH))
}

fn plugins(folders: &Folders, everywhere: &Everywhere) -> Finding {
    let (plugins, _told) = Plugins::discover(&installation::plugins_config(folders, everywhere));
    let list = plugins.list();
    let ready = list.iter().filter(|plugin| plugin.status == PluginStatus::Ready);
    let kinds: usize = ready.clone().map(|plugin| plugin.kinds.len()).sum();
    let broken =
        list.iter().filter(|plugin| !matches!(plugin.status, PluginStatus::Ready | PluginStatus::NoPlugin)).count();
    let sentence = format!("{} ready, with {kinds} kinds", ready.count());
    match (kinds, broken) {
        (0, _) => unwell(
            "plugins",
            "none found".to_owned(),
            "built-in plugins lie beside the program: `cargo build --workspace` makes them",
        ),
        (_, 0) => well("plugins", sentence),
        (_, broken) => {
            unwell("plugins", format!("{sentence}; {broken} cannot be used"), "`weft plugins list` says why")
        }
    }
}

/// What a folder is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed {
    Perhaps,
    ForKeeping,
}

fn folder(about: &'static str, path: &Path, needed: Needed) -> Finding {
    let shown = path.display();
    if needed == Needed::Perhaps {
        let there = if path.exists() { "" } else { " (not there yet: make it to add plugins)" };
        return well(about, format!("`{shown}`{there}"));
    }
    let probe = path.join(format!("probe-{}", std::process::id()));
    let written = std::fs::create_dir_all(path).and_then(|()| std::fs::write(&probe, "weft"));
    drop(std::fs::remove_file(&probe));
    match written {
        Ok(()) => well(about, format!("`{shown}`, {} kept", words::size(bytes_below(path)))),
        Err(why) => unwell(
            about,
            format!("`{shown}` cannot be written: {why}"),
            "results are then not kept over a restart; set WEFT_HOME to a folder of yours",
        ),
    }
}

fn bytes_below(folder: &Path) -> u64 {
    let (mut bytes, mut waiting) = (0, vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(about) if about.is_dir() => waiting.push(entry.path()),
                Ok(about) => bytes += about.len(),
                Err(_) => {}
            }
        }
    }
    bytes
}

fn compiler() -> Finding {
    let found = |name: &str| {
        std::process::Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    match (found("cargo"), found("cc")) {
        (true, true) => well("new plugins", "can be written in Rust and in C here".to_owned()),
        (true, false) => well("new plugins", "can be written in Rust here; no `cc` for C".to_owned()),
        (false, true) => well("new plugins", "can be written in C here; no `cargo` for Rust".to_owned()),
        (false, false) => {
            unwell("new plugins", "neither `cargo` nor `cc` is here".to_owned(), "only needed to write plugins")
        }
    }
}

/// The runtime of models, then every provider: what runs, and why the others do not.
fn models(folders: &Folders, everywhere: &Everywhere) -> Vec<Finding> {
    let models = Arc::new(Models::new(installation::models_config(folders)));
    let inference = Inference::new(installation::inference_config(folders, everywhere), Arc::clone(&models));
    let search = inference.search();
    let mut findings: Vec<Finding> = search
        .failed
        .iter()
        .map(|failed| {
            let sentence = format!("`{}` ({}) {}", failed.path.display(), failed.why, failed.reason);
            Finding { about: "runtime", well: false, sentence, hint: None }
        })
        .collect();
    findings.push(match &search.runtime {
        Some(runtime) => {
            let sentence =
                format!("ONNX Runtime {} at `{}` ({})", runtime.version, runtime.path.display(), runtime.why);
            well("runtime", sentence)
        }
        None => {
            let looked = format!("no ONNX Runtime was found that works; looked at: {}", search.looked.join(", "));
            unwell("runtime", looked, "`weft runtime install cpu` installs one; everything but models works without it")
        }
    });
    findings.extend(inference.probe_all().into_iter().flatten().map(|Probed { provider, outcome }| match outcome {
        Ok(()) => well("provider", format!("{provider} runs models")),
        Err(reason) => {
            let is_nvidia =
                matches!(provider, Provider::Cuda | Provider::TensorRt) && reason.contains("does not start");
            let hint = "it wants an NVIDIA driver, and the CUDA libraries that this runtime was built with";
            let hint = is_nvidia.then(|| hint.to_owned());
            Finding { about: "provider", well: false, sentence: format!("{provider} {reason}"), hint }
        }
    }));
    let (mut whole, mut torn) = (models.installed_names(), Vec::new());
    whole.retain(|name| models.glance(name).map_err(|told| torn.push(told)).is_ok());
    findings.push(match whole.len() {
        0 => well("models", "none installed; `weft models list` shows what there is".to_owned()),
        count => well("models", format!("{count} installed: {}", whole.join(", "))),
    });
    findings.extend(torn.into_iter().map(|told| Finding {
        about: "models",
        well: false,
        sentence: told.message,
        hint: told.hint,
    }));
    findings
}
