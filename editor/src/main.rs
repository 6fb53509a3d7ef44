//! `weft-editor [GRAPH]`: opens the window.

use std::cell::Cell;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use weft_editor::graphics::Drivers;
use weft_editor::icon;
use weft_editor::intent::Intent;
use weft_editor::settings::{Folders, Settings};
use weft_editor::{App, Start, bench, engine_program};
use weft_engine::catalog::Catalog;
use weft_engine::gpu::prepare_environment;
use weft_engine::onnx::give_back_memory;
use weft_engine::session::Session;

const USAGE: &str = "Usage: weft-editor [GRAPH …]
       weft-editor bench [--json]

Composes, shows and runs Weft graphs in a window. GRAPH is a .ron file. `bench` measures what a frame costs.
";

fn main() -> ExitCode {
    prepare_environment();
    let words: Vec<std::ffi::OsString> = std::env::args_os().skip(1).collect();
    if words.first().is_some_and(|word| word == "bench") {
        return measure(words.iter().any(|word| word == "--json"));
    }
    let mut graphs = Vec::new();
    for argument in words {
        match argument.to_str() {
            Some("-h" | "--help") => return say(USAGE),
            Some("-V" | "--version") => return say(concat!("weft-editor ", env!("CARGO_PKG_VERSION"), "\n")),
            Some(option) if option.starts_with('-') => {
                complain(&format!("error: there is no option `{option}`\nhint: weft-editor --help\n"));
                return ExitCode::from(2);
            }
            _ => graphs.push(PathBuf::from(argument)),
        }
    }
    let folders = Folders::find();
    let settings = Settings::read(&folders);
    let (width, height) = settings.window.unwrap_or((1440.0, 900.0));
    let options = |drivers: Drivers| eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("weft-editor")
            .with_title("Weft")
            .with_icon(icon::icon())
            .with_inner_size([width, height])
            .with_min_inner_size([720.0, 480.0])
            .with_drag_and_drop(true),
        wgpu_options: drivers.configuration(),
        ..eframe::NativeOptions::default()
    };
    tidy_up_later();
    let (mut shown, began) = (Ok(()), Rc::new(Cell::new(false)));
    for drivers in Drivers::tries() {
        let (folders, graphs, began_here) = (folders.clone(), graphs.clone(), Rc::clone(&began));
        let make = move |cc: &eframe::CreationContext<'_>| {
            began_here.set(true);
            let session: weft_editor::StartSession = Box::new(|wake| Session::in_child(engine_program::find(), wake));
            let start = Start {
                folders,
                catalog: Catalog::default(),
                native_dialogs: true,
                session: Some(session),
                runner: engine_program::runner(),
            };
            let mut app = App::new(cc, start);
            for graph in graphs {
                app.wish(Intent::Open(graph));
            }
            Ok(Box::new(app) as Box<dyn eframe::App>)
        };
        shown = eframe::run_native("weft-editor", options(*drivers), Box::new(make));
        // Where no driver answered, nothing has begun, and others may be asked.
        if began.get() || !matches!(shown, Err(eframe::Error::Wgpu(_))) {
            break;
        }
    }
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            let (why, hint) = told(&why);
            complain(&format!(
                "error: no window can be opened: {why}\nhint: {hint}; graphs run without a window, too: weft run GRAPH\n"
            ));
            ExitCode::FAILURE
        }
    }
}

/// Drivers compile their shaders and the engine tells its kinds in the first second; what that took is of no use any more. Slow
/// machines are not through with it at the first time.
fn tidy_up_later() {
    let tidy = || {
        for seconds in [3, 7] {
            std::thread::sleep(Duration::from_secs(seconds));
            give_back_memory();
        }
    };
    drop(std::thread::Builder::new().name("tidy".to_owned()).spawn(tidy));
}

/// Why there is no window, and what to do, in words of people.
fn told(why: &eframe::Error) -> (String, &'static str) {
    match why {
        eframe::Error::Wgpu(_) => (
            "no graphics driver for Vulkan or OpenGL answers".to_owned(),
            "install one, on Debian `mesa-vulkan-drivers`",
        ),
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => {
            (format!("there is no screen: {why}"), "start it from a desktop, or set DISPLAY or WAYLAND_DISPLAY")
        }
        other => (other.to_string(), "start it from a desktop with a graphics driver"),
    }
}

/// One line a number; with `--json` one object a line.
fn measure(json: bool) -> ExitCode {
    let mut met = true;
    let all = bench::run(|measured| {
        met &= measured.met;
        let line = if json {
            serde_json::to_string(measured).unwrap_or_default()
        } else {
            let verdict = measured.target.map_or(String::new(), |target| {
                format!(" of {target:>6}  {}", if measured.met { "kept" } else { "missed" })
            });
            format!("{:<64} {:>10} {:<7}{verdict}", measured.case, measured.value, measured.unit)
        };
        say(&format!("{line}\n"));
    });
    if let Err(why) = all {
        complain(&format!("{why}\n"));
        met = false;
    }
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn say(text: &str) -> ExitCode {
    use std::io::Write as _;
    // A closed pipe is no failure of ours.
    drop(std::io::stdout().write_all(text.as_bytes()));
    ExitCode::SUCCESS
}

fn complain(text: &str) {
    use std::io::Write as _;
    drop(std::io::stderr().write_all(text.as_bytes()));
}
