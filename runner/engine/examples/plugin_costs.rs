//! What plugins cost: a call through the contract, and a start with 200 of them installed. Prints one line of JSON a number.
//!
//! `cargo run --release -p weft-engine --example plugin_costs` (Linux, with a C compiler)
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench ends by panicking, and prints")]

#[path = "../tests/plugins/building.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod building;
#[path = "../tests/plugins/host.rs"]
mod host;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use weft_engine::plugins::{Origin, PluginFolder, Plugins, PluginsConfig, ScanProgram, scan_to_json};
use weft_engine::value::{Content, Value};

const INSTALLED: usize = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "start", folder] => return start(Path::new(folder)),
        [_, "scan", library] => return println!("{}", scan_to_json(Path::new(library))),
        _ => {}
    }
    let Some(workshop) = building::workshop() else { return };
    let library = workshop.build("good.c", "good_plugin", &[]);
    calls(&workshop.discover().0);
    install(&library, &workshop.plugins());
    let program = std::env::current_exe().unwrap();
    let run = || {
        let output = Command::new(&program).arg("start").arg(workshop.folder()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    say("first start, each asked in a process of its own", &run());
    let mut starts: Vec<String> = (0..101).map(|_| run()).collect();
    starts.sort();
    say("start, remembered (best of 101)", &starts[0]);
    say("start, remembered (median of 101)", &starts[starts.len() / 2]);
}

fn say(case: &str, rest: &str) {
    println!("{{\"bench\":\"plugins\",\"case\":\"{case}\",{}}}", rest.trim());
}

/// The best of many rounds, of a call with two numbers in and one out.
fn calls(plugins: &Plugins) {
    let sum = plugins.load("com.test.good.sum").unwrap();
    let host = host::TestHost::default();
    let inputs = [Some(Value::new(Content::Float(1.0))), Some(Value::new(Content::Float(2.0)))];
    let mut outputs = [None];
    let mut best = f64::INFINITY;
    for _ in 0..200 {
        let begun = Instant::now();
        for _ in 0..10_000 {
            sum.call(None, black_box(&inputs), &mut outputs, &host).unwrap();
        }
        best = best.min(begun.elapsed().as_nanos() as f64 / 10_000.0);
    }
    say("a call: two floats in, one out, with the boxed result", &format!("\"value\":{best:.1},\"unit\":\"ns\""));
}

/// Copies of one library under other names, each with ids of its own.
fn install(library: &Path, folder: &Path) {
    let bytes = fs::read(library).unwrap();
    fs::remove_file(library).unwrap();
    for number in 0..INSTALLED {
        let (from, to) = (b"com.test.good", format!("com.test.{number:04}"));
        let mut copy = bytes.clone();
        let places: Vec<usize> =
            copy.windows(from.len()).enumerate().filter(|(_, at)| at == from).map(|(at, _)| at).collect();
        for at in places {
            copy[at..at + from.len()].copy_from_slice(to.as_bytes());
        }
        fs::write(folder.join(format!("p{number}_plugin.{}", std::env::consts::DLL_EXTENSION)), copy).unwrap();
    }
}

/// What a program does that runs a graph with one kind.
fn start(folder: &Path) {
    let begun = Instant::now();
    let folders = vec![PluginFolder { path: folder.join("plugins"), origin: Origin::Named }];
    let scan = ScanProgram { path: std::env::current_exe().unwrap(), arguments: vec!["scan".to_owned()] };
    let config = PluginsConfig {
        folders,
        registry: Some(folder.join("registry.json")),
        scan_program: Some(scan),
        ..PluginsConfig::default()
    };
    let (plugins, told) = Plugins::discover(&config);
    assert!(told.is_empty(), "{told:?}");
    let listed = begun.elapsed();
    let catalog = plugins.catalog_for(["com.test.0123.sum"]);
    assert_eq!(catalog.kinds().len(), 1);
    let sum = plugins.load("com.test.0123.sum").unwrap();
    let inputs = [Some(Value::new(Content::Float(1.0))), Some(Value::new(Content::Float(2.0)))];
    sum.call(None, &inputs, &mut [None], &host::TestHost::default()).unwrap();
    let first = begun.elapsed();
    let resident = resident_mib();
    assert_eq!(plugins.catalog().kinds().len(), INSTALLED * 5);
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "\"ms_to_first_node\":{:07.3},\"ms_listed\":{:.3},\"mib_resident\":{resident:.1},\"ms_all_kinds\":{:.3},\"registry_kib\":{}",
        ms(first),
        ms(listed),
        ms(begun.elapsed() - first),
        fs::metadata(folder.join("registry.json")).unwrap().len() / 1024
    );
}

fn resident_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).map_or(0.0, |kib| kib / 1024.0)
}
