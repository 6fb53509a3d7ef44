//! Looks at each text of a folder, `ENTRY-NAME.wgsl`, as drivers of other systems would, and says what is wrong with it.
#![expect(clippy::print_stderr, reason = "a program for a test, which shows what it says")]

use std::path::Path;
use std::process::{Command, ExitCode};

use naga::valid::{Capabilities, GlobalUse, ModuleInfo, ValidationFlags, Validator};
use naga::{AddressSpace, Module, ShaderStage, back};

/// What every device has (WebGPU's defaults), and parameters without a buffer.
const THREADS_MAX: u32 = 256;
const SHARED_BYTES_MAX: u32 = 16 * 1024;
const BUFFERS_MAX: usize = 8;
const IMMEDIATE_BYTES_MAX: u32 = 128;

/// Kernels with more buffers, by a buffer that only they have. Elsewhere the host refuses them, and their kinds take the other way.
const MORE_BUFFERS: &[(&str, &str, usize)] = &[("warp", "second_table", 10), ("solve", "g22", 13)];

/// Buffers that a kernel reads and writes, and why no two threads meet there.
const READ_AND_WRITTEN: &[(&str, &[&str], &str)] = &[
    ("unweigh", &["to"], OWN),
    ("keep_unit", &["plane"], OWN),
    ("cut", &["plane"], OWN),
    ("take", &["to"], OWN),
    ("solve", &["constant", "slope", "slope0", "slope1", "slope2"], OWN),
    ("add_term", &["to"], OWN),
    ("strengthen", &["lightness"], OWN),
    ("finer", &["u"], OWN),
    ("add_correction", &["high", "low"], OWN),
    ("count_levels", &["counts"], ATOMIC),
    ("count", &["bins"], ATOMIC),
    ("find", &["ends"], ATOMIC),
    ("select_pixels", &["around"], ATOMIC),
    ("recursive", &["values"], COLUMN),
    ("add_up", &["places"], COLUMN),
    ("carry_down", &["blocks"], COLUMN),
    ("carry_up", &["blocks"], COLUMN),
    ("go_down", &["values", "blocks"], BLOCK),
    ("go_up", &["values"], BLOCK),
    ("smooth_half", &["u"], "neighbours are of the other colour, which only the next dispatch writes"),
];
const OWN: &str = "a thread reads only the sample that it writes";
const COLUMN: &str = "a thread has a column";
const BLOCK: &str = "a thread has 64 pixels of a column, and looks at no others";
const ATOMIC: &str = "they do, and only by atomic operations whose order does not count";

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: shader_check FOLDER");
        return ExitCode::from(2);
    };
    match check_all(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            eprintln!("{}", wrong.join("\n"));
            ExitCode::FAILURE
        }
    }
}

fn check_all(folder: &Path) -> Result<(), Vec<String>> {
    let broken = |why: std::io::Error| vec![format!("{}: {why}", folder.display())];
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).map_err(broken)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "wgsl"));
    paths.sort();
    let has_validator = Command::new("spirv-val").arg("--version").output().is_ok();
    if !has_validator {
        eprintln!("skipped: there is no spirv-val to look at SPIR-V once more");
    }
    let scratch = tempfile::tempdir().map_err(broken)?;
    let mut wrong = Vec::new();
    for path in &paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let entry = name.rsplit_once('-').map_or(&*name, |(entry, _)| entry);
        let text = std::fs::read_to_string(path).map_err(broken)?;
        let mut say = |why: String| wrong.push(format!("{name}: {why}"));
        match read(&text) {
            Err(why) => say(why),
            Ok((module, info)) => {
                check_limits(&module, &info, entry).into_iter().for_each(&mut say);
                match translate(&module, &info, entry) {
                    Err(why) => say(why),
                    Ok(words) if has_validator => {
                        let file = scratch.path().join("kernel.spv");
                        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
                        std::fs::write(&file, bytes).map_err(broken)?;
                        let said = Command::new("spirv-val").args(["--target-env", "vulkan1.1"]).arg(file).output();
                        let said = said.map_err(broken)?;
                        if !said.status.success() {
                            say(format!("spirv-val: {}", String::from_utf8_lossy(&said.stderr).trim()));
                        }
                    }
                    Ok(_) => {}
                }
            }
        }
    }
    eprintln!("{} texts looked at", paths.len());
    if paths.is_empty() {
        wrong.push(format!("{}: no texts", folder.display()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// With nothing that a device may lack but parameters without a buffer, which the host gives where there are some.
fn read(text: &str) -> Result<(Module, ModuleInfo), String> {
    let module = naga::front::wgsl::parse_str(text).map_err(|why| why.emit_to_string(text))?;
    let info = Validator::new(ValidationFlags::all(), Capabilities::IMMEDIATES).validate(&module);
    let info = info.map_err(|why| why.emit_to_string(text))?;
    Ok((module, info))
}

fn check_limits(module: &Module, info: &ModuleInfo, entry: &str) -> Vec<String> {
    let Some(at) = module.entry_points.iter().position(|point| point.name == entry) else {
        return vec![format!("there is no `{entry}`")];
    };
    let (point, uses) = (&module.entry_points[at], info.get_entry_point(at));
    let mut wrong = Vec::new();
    let mut most = |what: &str, has: u32, most: u32| {
        if has > most {
            wrong.push(format!("{has} {what}, but a device may have no more than {most}"));
        }
    };
    most("threads a workgroup", point.workgroup_size.iter().product(), THREADS_MAX);
    let used = || module.global_variables.iter().filter(|(global, _)| !uses[*global].is_empty());
    let bytes = |space: AddressSpace| {
        let sizes = used()
            .filter(|(_, one)| one.space == space)
            .map(|(_, one)| module.types[one.ty].inner.size(module.to_ctx()));
        sizes.sum::<u32>()
    };
    most("shared bytes", bytes(AddressSpace::WorkGroup), SHARED_BYTES_MAX);
    most("bytes of parameters", bytes(AddressSpace::Immediate), IMMEDIATE_BYTES_MAX);
    let is_storage = |space: AddressSpace| matches!(space, AddressSpace::Storage { .. });
    let name = |one: &naga::GlobalVariable| one.name.clone().unwrap_or_default();
    // All that are declared: the host's layout has them.
    let buffers: Vec<String> =
        module.global_variables.iter().filter(|(_, one)| is_storage(one.space)).map(|(_, one)| name(one)).collect();
    let stated = MORE_BUFFERS.iter().find(|(of, has, _)| *of == entry && buffers.iter().any(|buffer| buffer == has));
    if buffers.len() != stated.map_or(buffers.len().min(BUFFERS_MAX), |stated| stated.2) {
        wrong.push(format!("{} buffers, which is not what is said of it here", buffers.len()));
    }
    let both = GlobalUse::READ | GlobalUse::WRITE;
    for (_, one) in used().filter(|(at, one)| is_storage(one.space) && uses[*at].contains(both)) {
        let name = name(one);
        if !READ_AND_WRITTEN.iter().any(|(of, names, _)| *of == entry && names.contains(&&*name)) {
            wrong.push(format!("`{name}` is read and written, and nobody says why threads do not meet there"));
        }
    }
    wrong
}

/// To all three languages; SPIR-V is given back.
fn translate(module: &Module, info: &ModuleInfo, entry: &str) -> Result<Vec<u32>, String> {
    let stage = ShaderStage::Compute;
    let options = back::spv::Options { lang_version: (1, 3), debug_info: None, ..back::spv::Options::default() };
    let pipeline = back::spv::PipelineOptions { shader_stage: stage, entry_point: entry.to_owned() };
    let words =
        back::spv::write_vec(module, info, &options, Some(&pipeline)).map_err(|why| format!("SPIR-V: {why}"))?;

    let options = back::msl::Options { lang_version: (2, 1), ..back::msl::Options::default() };
    let pipeline = back::msl::PipelineOptions {
        entry_point: Some((stage, entry.to_owned())),
        ..back::msl::PipelineOptions::default()
    };
    let (_, made) =
        back::msl::write_string(module, info, &options, &pipeline).map_err(|why| format!("Metal: {why}"))?;
    if let Some(why) = made.entry_point_names.iter().find_map(|name| name.as_ref().err()) {
        return Err(format!("Metal: {why}"));
    }

    for shader_model in [back::hlsl::ShaderModel::V5_1, back::hlsl::ShaderModel::V6_0] {
        let immediates_target = Some(back::hlsl::BindTarget::default());
        let options = back::hlsl::Options { shader_model, immediates_target, ..back::hlsl::Options::default() };
        let pipeline = back::hlsl::PipelineOptions { entry_point: Some((stage, entry.to_owned())) };
        let mut text = String::new();
        let mut writer = back::hlsl::Writer::new(&mut text, &options, &pipeline);
        let made = writer.write(module, info, None).map_err(|why| format!("Direct3D: {why}"))?;
        if let Some(why) = made.entry_point_names.iter().find_map(|name| name.as_ref().err()) {
            return Err(format!("Direct3D: {why}"));
        }
    }
    Ok(words)
}
