//! `weft bench start`: from the start of the program to the first node, with 200 plugins installed, of which one is used.

use super::noop::{self, Folder, KINDS, unwritable};
use super::{Measured, Row, Say, Target, median};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use weft_engine::diagnostic::{Diagnostic, Place};

const PLUGINS: usize = 200;

/// Measures all cases.
pub(super) fn measure(rounds: usize, say: Say<'_>) -> Measured {
    let folder = Folder::new()?;
    let folder = &folder.0;
    install(folder)?;
    let graph = KINDS.dag(2).to_string();
    let graph_file = folder.join("tiny.ron");
    std::fs::write(&graph_file, graph).map_err(|why| unwritable(&graph_file, &why))?;
    // The first start asks all plugins what they offer; it is shown, but has no target.
    let first = start(folder)?;
    let mut row = |case: &str, value, unit, target| say(Row { bench: "start", case: case.into(), value, unit, target });
    row("first start, asks 200 new plugins: wall", first.first_node_ms, "ms", Target::None);
    let starts = (0..rounds).map(|_| start(folder)).collect::<Result<Vec<_>, _>>()?;
    let of = |number: fn(&Start) -> f64| median(starts.iter().map(number).collect());
    row("start to first node, 200 plugins: wall", of(|start| start.first_node_ms), "ms", Target::AtMost(15.0));
    row("start to end: processor time", of(|start| start.cpu_ms), "ms", Target::AtMost(15.0));
    row("most memory in use", of(|start| start.resident_mib), "MiB", Target::AtMost(25.0));
    Ok(())
}

struct Start {
    first_node_ms: f64,
    cpu_ms: f64,
    resident_mib: f64,
}

/// 200 plugins with ids of their own, from one library: its id is a word of the same length in each.
fn install(folder: &Path) -> Measured {
    let library = noop::build(folder)?;
    let bytes = std::fs::read(&library).map_err(|why| unwritable(&library, &why))?;
    let plugins = folder.join("plugins");
    std::fs::create_dir_all(&plugins).map_err(|why| unwritable(&plugins, &why))?;
    for number in 0..PLUGINS {
        // The first keeps its id: the graph uses it.
        let id = if number == 0 { "noop".to_owned() } else { format!("p{number:03}") };
        let path = plugins.join(format!("{id}_plugin{}", std::env::consts::DLL_SUFFIX));
        std::fs::write(&path, renamed(&bytes, &id)).map_err(|why| unwritable(&path, &why))?;
    }
    Ok(())
}

fn renamed(library: &[u8], id: &str) -> Vec<u8> {
    let mut bytes = library.to_vec();
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(4).position(|word| word == b"noop") {
        bytes[at + found..at + found + 4].copy_from_slice(id.as_bytes());
        at += found + 4;
    }
    bytes
}

/// Starts this program with the graph, and listens to its events.
fn start(folder: &Path) -> Result<Start, Diagnostic> {
    let program = std::env::current_exe().map_err(|why| failed(&why.to_string()))?;
    let begin = Instant::now();
    let mut child = Command::new(program)
        .args(["run", "tiny.ron", "--json", "--plugins", "plugins", "--no-cache"])
        .current_dir(folder)
        .env("WEFT_HOME", folder.join("home"))
        .env_remove("WEFT_PLUGIN_PATH")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|why| failed(&why.to_string()))?;
    let heard = listen(&mut child, begin);
    let status = child.wait().map_err(|why| failed(&why.to_string()))?;
    match heard {
        Some(heard) if status.success() => Ok(heard),
        _ => Err(failed(&format!("it ended with {status}"))),
    }
}

fn listen(child: &mut Child, begin: Instant) -> Option<Start> {
    let mut first_node_ms = None;
    for line in BufReader::new(child.stdout.take()?).lines() {
        let event: serde_json::Value = serde_json::from_str(&line.ok()?).ok()?;
        if event["event"] == "step-started" && first_node_ms.is_none() {
            first_node_ms = Some(begin.elapsed().as_secs_f64() * 1e3);
        }
        if event["event"] == "process" {
            let number = |name: &str| event[name].as_f64().unwrap_or(f64::NAN);
            return Some(Start {
                first_node_ms: first_node_ms?,
                cpu_ms: number("cpu_ms"),
                resident_mib: number("resident_peak_bytes") / 1_048_576.0,
            });
        }
    }
    None
}

fn failed(why: &str) -> Diagnostic {
    Diagnostic::error("bench", Place::Everywhere, format!("the program could not be measured: {why}"))
}
