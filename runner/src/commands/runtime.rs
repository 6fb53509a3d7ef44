//! `weft runtime`: which libraries that run models are here, and installing one with an ordinary package client. What the client
//! brings is only used if it is, to the byte, what was tried with this version.

use crate::arguments::{self, Everywhere, Flavour};
use crate::exit::Exit;
use crate::folders::Folders;
use crate::installation;
use crate::terminal::{self, GOOD, NAME, QUIET, WARNING};
use crate::zip;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::models::{Models, ModelsConfig, hex};
use weft_engine::onnx::{DeviceWish, Inference, InferenceConfig, RuntimePlace};
use weft_engine::trial::Answer;

/// Does what was asked for.
pub(crate) fn runtime(folders: &Folders, everywhere: &Everywhere, asked: &arguments::Runtime) -> Exit {
    match asked {
        arguments::Runtime::List => list(installation::inference_config(folders, everywhere)),
        arguments::Runtime::Install { flavour } => match install(folders, *flavour) {
            Ok(path) => try_out(&path),
            Err(told) => {
                terminal::diagnostic(&told);
                Exit::SomethingMissing
            }
        },
    }
}

/// One line for each library: the one in use, and those that were tried before it.
fn list(config: InferenceConfig) -> Exit {
    let inference = Inference::new(config, Arc::new(Models::new(ModelsConfig::default())));
    let search = inference.search();
    for failed in &search.failed {
        let path = failed.path.display();
        terminal::line(&format!("{WARNING}–{WARNING:#} {path} {QUIET}({}){QUIET:#} {}", failed.why, failed.reason));
    }
    match &search.runtime {
        Some(runtime) => {
            let path = runtime.path.display();
            terminal::line(&format!(
                "{GOOD}✓{GOOD:#} {NAME}{}{NAME:#}  {path} {QUIET}({}){QUIET:#}",
                runtime.version, runtime.why
            ));
            Exit::Done
        }
        None => {
            terminal::line("No runtime works here; `weft runtime install cpu` installs one.");
            Exit::SomethingMissing
        }
    }
}

/// A library as a client brings it on one system.
struct Pinned {
    os: &'static str,
    arch: &'static str,
    /// pip's word for the system; npm's folder of it.
    platform: &'static str,
    file: &'static str,
    sha256: &'static str,
}

const PIP_VERSION: &str = "1.31.1";
const PIP: &[Pinned] = &[
    Pinned {
        os: "linux",
        arch: "x86_64",
        platform: "manylinux_2_28_x86_64",
        file: "libonnxruntime.so.1.31.1",
        sha256: "fc44112fbe06d7d689c57e11d3862031f64711007e4ee020f8eed5185fd2c1d3",
    },
    Pinned {
        os: "linux",
        arch: "aarch64",
        platform: "manylinux_2_28_aarch64",
        file: "libonnxruntime.so.1.31.1",
        sha256: "8aa3b76b28c778a2b1dd660d34161adb1d508c9ccd04ff9dc80e26eca5df8467",
    },
    Pinned {
        os: "windows",
        arch: "x86_64",
        platform: "win_amd64",
        file: "onnxruntime.dll",
        sha256: "e45f61e50d8650885452be538a00bb14a715e46a1bc3691000ce947e89ed0306",
    },
    Pinned {
        os: "macos",
        arch: "aarch64",
        platform: "macosx_14_0_arm64",
        file: "libonnxruntime.1.31.1.dylib",
        sha256: "d586cbe89effc085a09d3341b3cfbd5c322517f9d397aeb20814af21433f2b36",
    },
];

const NPM_VERSION: &str = "1.30.0";
const NPM: &[Pinned] = &[
    Pinned {
        os: "linux",
        arch: "x86_64",
        platform: "linux/x64",
        file: "libonnxruntime.so.1",
        sha256: "ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23",
    },
    Pinned {
        os: "linux",
        arch: "aarch64",
        platform: "linux/arm64",
        file: "libonnxruntime.so.1",
        sha256: "1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76",
    },
    Pinned {
        os: "windows",
        arch: "x86_64",
        platform: "win32/x64",
        file: "onnxruntime.dll",
        sha256: "508c362f5673483dd3a086379c392795b2e42d10d5e6f3f90ebd7ac21c97af67",
    },
    Pinned {
        os: "windows",
        arch: "aarch64",
        platform: "win32/arm64",
        file: "onnxruntime.dll",
        sha256: "6c3a2abf5c6aca11c48a0d338a91af309f2266f25ce2e4084e6a87bbcb0fbfd0",
    },
    Pinned {
        os: "macos",
        arch: "aarch64",
        platform: "darwin/arm64",
        file: "libonnxruntime.1.30.0.dylib",
        sha256: "685d2be5dba1309c89d3a5324b7fd06a5c42f1a61bfea32d14c4cc28d072121d",
    },
];

fn of_this_system(pinned: &'static [Pinned]) -> Option<&'static Pinned> {
    pinned.iter().find(|pinned| (pinned.os, pinned.arch) == (std::env::consts::OS, std::env::consts::ARCH))
}

fn trouble(message: String) -> Diagnostic {
    Diagnostic::error("not-installed", Place::Everywhere, message)
}

/// Where a client put the library, and what it must be.
struct Brought {
    file: PathBuf,
    version: &'static str,
    sha256: &'static str,
}

fn install(folders: &Folders, flavour: Flavour) -> Result<PathBuf, Diagnostic> {
    let Flavour::Cpu = flavour;
    let shelf = folders.data.join("runtime");
    let work = shelf.join(format!(".installing-{}", std::process::id()));
    let failed = |why: std::io::Error| trouble(format!("`{}` cannot be written: {why}", shelf.display()));
    std::fs::create_dir_all(&work).map_err(failed)?;
    let installed = bring(&work).and_then(|brought| {
        let hash = Models::new(ModelsConfig::default()).fingerprints().sha256(&brought.file).map_err(failed)?;
        if hex(&hash) != brought.sha256 {
            let message = format!(
                "what came is not ONNX Runtime {} as it was tried with this version: it shall have the sha-256 {}, but has {}",
                brought.version,
                brought.sha256,
                hex(&hash)
            );
            return Err(trouble(message).hint("nothing was installed; name a library of your own with `--onnxruntime`"));
        }
        let home = shelf.join(format!("cpu-{}", brought.version));
        std::fs::create_dir_all(&home).map_err(failed)?;
        let place = home.join(brought.file.file_name().unwrap_or_default());
        std::fs::rename(&brought.file, &place).map_err(failed)?;
        Ok(place)
    });
    // Only room on the disk is lost.
    drop(std::fs::remove_dir_all(&work));
    installed
}

/// Asks pip, else npm.
fn bring(work: &Path) -> Result<Brought, Diagnostic> {
    let mut reasons = Vec::new();
    for client in [by_pip, by_npm] {
        match client(work) {
            Ok(brought) => return Ok(brought),
            Err(reason) => reasons.push(reason),
        }
    }
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    Err(trouble(format!("ONNX Runtime could not be installed on {os} {arch}: {}", reasons.join("; ")))
        .hint("install Python with pip, or npm, and try again; or name a library of your own with `--onnxruntime`"))
}

fn by_pip(work: &Path) -> Result<Brought, String> {
    let pinned = of_this_system(PIP).ok_or("pip has none for this system")?;
    let has_pip = |python: &&str| {
        Command::new(python).args(["-m", "pip", "--version"]).output().is_ok_and(|output| output.status.success())
    };
    let python = ["python3", "python", "py"].into_iter().find(has_pip).ok_or("there is no pip")?;
    terminal::aside(&format!("asking pip for ONNX Runtime {PIP_VERSION} …"));
    let mut ask = Command::new(python);
    // Of any Python: only the library in it is of interest, which is the same for all of them.
    ask.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]);
    ask.args(["--python-version", "3.12", "--platform", pinned.platform, "--dest"]).arg(work);
    run(ask.arg(format!("onnxruntime=={PIP_VERSION}")), "pip")?;
    let wheels = std::fs::read_dir(work).into_iter().flatten().flatten().map(|entry| entry.path());
    let wheel = wheels
        .into_iter()
        .find(|path| path.extension().is_some_and(|end| end == "whl"))
        .ok_or("pip brought no package")?;
    let library = work.join(pinned.file);
    zip::extract(&wheel, &format!("capi/{}", pinned.file), &library).map_err(|why| format!("pip's package: {why}"))?;
    Ok(Brought { file: library, version: PIP_VERSION, sha256: pinned.sha256 })
}

fn by_npm(work: &Path) -> Result<Brought, String> {
    let pinned = of_this_system(NPM).ok_or("npm has none for this system")?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if !Command::new(npm).arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Err("there is no npm".to_owned());
    }
    terminal::aside(&format!("asking npm for ONNX Runtime {NPM_VERSION} …"));
    let mut ask = Command::new(npm);
    // Scripts of a package are code of others; the library needs none.
    ask.args(["install", "--silent", "--ignore-scripts", "--no-save", "--prefix"]).arg(work);
    run(ask.arg(format!("onnxruntime-node@{NPM_VERSION}")), "npm")?;
    let folder = work.join("node_modules/onnxruntime-node/bin/napi-v6").join(pinned.platform);
    Ok(Brought { file: folder.join(pinned.file), version: NPM_VERSION, sha256: pinned.sha256 })
}

fn run(ask: &mut Command, client: &str) -> Result<(), String> {
    let output = ask.output().map_err(|why| format!("{client} does not start: {why}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it did not say why");
    Err(format!("{client} could not bring it: {}", last.trim()))
}

/// Opens a library for somebody who is not sure whether one survives that, and ends with the answer.
pub(crate) fn trial(file: &Path) -> ! {
    weft_engine::trial::prepare();
    let places = vec![RuntimePlace::file(file, "to be tried")];
    let config = InferenceConfig { places, device: DeviceWish::Cpu, ..InferenceConfig::default() };
    let inference = Inference::new(config, Arc::new(Models::new(ModelsConfig::default())));
    let answer = if inference.provider().is_ok() { Answer::Works } else { Answer::Refuses };
    std::process::exit(answer.number())
}

/// Runs a model of one operator on what was installed.
fn try_out(path: &Path) -> Exit {
    let places = vec![RuntimePlace::file(path, "just installed")];
    let inference = Inference::new(
        InferenceConfig { places, ..InferenceConfig::default() },
        Arc::new(Models::new(ModelsConfig::default())),
    );
    match inference.provider() {
        Ok(provider) => {
            terminal::line(&format!("{GOOD}✓{GOOD:#} {} runs models on the {provider}", path.display()));
            Exit::Done
        }
        Err(told) => {
            terminal::diagnostic(&told);
            Exit::SomethingMissing
        }
    }
}
