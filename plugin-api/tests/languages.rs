//! The same kind in Rust, C and C++, opened by a small host in C: the same bits, one exported symbol, nothing leaked.
#![cfg(unix)]
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use weft_plugin::testing::{self, Picture};

#[expect(unreachable_pub, reason = "the plugin of the example, which exports them")]
#[path = "../examples/acme.rs"]
mod acme;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a command; all it says is in the message where it fails.
#[track_caller]
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let (told, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{told}{failed}");
    told.into_owned()
}

fn is_here(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        println!("skipped: no {program} here");
    }
    found
}

/// Compiles, with all warnings as errors.
#[track_caller]
fn compile(compiler: &str, standard: &str, source: &Path, out: &Path, more: &[&str]) {
    let mut command = Command::new(compiler);
    command.args([standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O2", "-ffp-contract=off", "-I"]);
    run(command.arg(here().join("include")).arg("-o").arg(out).arg(source).args(more));
}

const SHARED: &[&str] = &["-shared", "-fPIC", "-fvisibility=hidden", "-lm"];

/// The plugin of the example, as its author would build it.
fn rust_plugin() -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_owned();
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--quiet", "--offline", "--package", "weft-plugin", "--example", "acme", "--target-dir"]);
    run(command.arg(&target));
    let name = format!("{}acme{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    target.join("debug/examples").join(name)
}

/// The C plugin is the template.
fn c_plugin(folder: &Path) -> PathBuf {
    let template = fs::read_to_string(here().join("templates/c/plugin.c")).unwrap();
    let filled = [("{{id}}", "com.acme.c"), ("{{label}}", "Acme (C)"), ("{{vendor}}", "Acme")]
        .iter()
        .fold(template, |text, (placeholder, value)| text.replace(placeholder, value));
    let (source, library) = (folder.join("plugin.c"), folder.join("c.so"));
    fs::write(&source, filled).unwrap();
    compile("cc", "-std=c11", &source, &library, SHARED);
    library
}

fn cpp_plugin(folder: &Path) -> PathBuf {
    let library = folder.join("cpp.so");
    compile("c++", "-std=c++17", &here().join("examples/vignette.cpp"), &library, SHARED);
    library
}

/// What `host.c` gives to the kind.
fn picture(width: u32, height: u32, channels: u32) -> Picture {
    Picture::new(width, height, channels, |x, y, plane| ((x * 7 + y * 13 + plane * 29) % 101) as f32 / 100.0)
}

#[test]
fn all_languages_give_the_same_bits() {
    if !is_here("cc") || !is_here("c++") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let host = folder.path().join("host");
    compile("cc", "-std=gnu11", &here().join("tests/c/host.c"), &host, &["-ldl"]);
    let plugins = [rust_plugin(), c_plugin(folder.path()), cpp_plugin(folder.path())];
    for (width, height, channels) in [(1, 1, 1), (64, 64, 3), (513, 37, 4), (20, 3, 2)] {
        let run_here = testing::run(&acme::vignette::KIND).image("image", picture(width, height, channels));
        let expected: Vec<u32> =
            run_here.go().unwrap().image("result").samples.iter().map(|sample| sample.to_bits()).collect();
        for plugin in &plugins {
            let size = [width, height, channels].map(|number| number.to_string());
            let printed = run(Command::new(&host).arg(plugin).args(size));
            let bits: Vec<u32> = printed.lines().map(|line| u32::from_str_radix(line, 16).unwrap()).collect();
            let differ = bits.iter().zip(&expected).filter(|(a, b)| a != b).count();
            assert_eq!((bits.len(), differ), (expected.len(), 0), "{} at {width}×{height}", plugin.display());
        }
    }
}

#[test]
fn no_exception_passes_the_wall_of_cpp() {
    if !is_here("c++") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("walls");
    compile("c++", "-std=c++17", &here().join("tests/c/walls.cpp"), &program, &[]);
    assert_eq!(
        run(&mut Command::new(&program)),
        "-3 wanted two\n-9 out of luck\n-9 something was thrown that says nothing\n-2 \n-4 this host does not offer `weft.image/1`\n0 \n0 values held\n"
    );
}

/// What a library exports.
fn exports(library: &Path) -> Vec<String> {
    let listed = run(Command::new("nm").args(["-D", "--defined-only"]).arg(library));
    listed.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn a_plugin_exports_one_symbol() {
    if !is_here("nm") || !is_here("cc") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(exports(&rust_plugin()), ["weft_plugin_entry_v1"]);
    assert_eq!(exports(&c_plugin(folder.path())), ["weft_plugin_entry_v1"]);
}
