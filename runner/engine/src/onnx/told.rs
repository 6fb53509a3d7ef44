//! Every sentence about models that cannot be opened or run.

use crate::diagnostic::{Diagnostic, Place};
use crate::value::{Image, Scalar, ScalarClass};
use ort::value::TensorElementType;

/// Codes by which callers tell apart what they act on.
pub(super) const STOPPED: &str = "stopped";
pub(super) const OUT_OF_MEMORY: &str = "out-of-memory";
pub(super) const GPU_OUT_OF_MEMORY: &str = "gpu-out-of-memory";

const SMALLER: &str = "run it on smaller pictures, or in smaller tiles";

fn wrong(message: String) -> Diagnostic {
    Diagnostic::error("wrong-input", Place::Everywhere, message)
}

pub(super) fn stopped() -> Diagnostic {
    Diagnostic::error(STOPPED, Place::Everywhere, "somebody pressed stop")
}

pub(super) fn no_session() -> Diagnostic {
    wrong("a session was used that was never opened".to_owned())
}

pub(super) fn wrong_value(port: &str, came: &str) -> Diagnostic {
    wrong(format!("the model's input `{port}` takes a tensor or a picture, not {came}"))
}

pub(super) fn no_tensor(port: &str) -> Diagnostic {
    wrong(format!("`{port}` of the model is not a tensor of numbers, which is all that can be given and taken"))
}

pub(super) fn different_pictures(port: &str, one: &Image, other: &Image) -> Diagnostic {
    let size = |image: &Image| format!("{} × {} with {} planes", image.width(), image.height(), image.channels());
    wrong(format!("pictures for `{port}` shall have one size, but one is {} and one {}", size(one), size(other)))
}

pub(super) fn wrong_channels(port: &str, has: usize, wanted: usize) -> Diagnostic {
    wrong(format!("the model's input `{port}` takes {wanted} channels, but the picture has {has}"))
}

pub(super) fn wrong_numbers(port: &str, came: Scalar, wanted: TensorElementType) -> Diagnostic {
    let class = match came.class {
        ScalarClass::Int => "int",
        ScalarClass::Uint => "uint",
        ScalarClass::Float => "float",
    };
    wrong(format!("the model's input `{port}` takes {wanted} numbers, and these {class}{} ones do not fit", came.bits))
}

pub(super) fn wrong_shape(port: &str, wanted: &[i64], came: &[i64]) -> Diagnostic {
    wrong(format!("the model's input `{port}` takes {}, but {} came", shape(wanted), shape(came)))
}

/// `1 × 3 × any × any`
fn shape(lengths: &[i64]) -> String {
    let words = lengths.iter().map(|length| if *length < 0 { "any".to_owned() } else { length.to_string() });
    if lengths.is_empty() { "one number".to_owned() } else { words.collect::<Vec<_>>().join(" × ") }
}

pub(super) fn not_a_port<'a>(what: &str, name: &str, has: impl Iterator<Item = &'a str>) -> Diagnostic {
    let has: Vec<String> = has.map(|name| format!("`{name}`")).collect();
    wrong(format!("the model has no {what} `{name}`; it has {}", has.join(", ")))
}

pub(super) fn missing_input(name: &str) -> Diagnostic {
    wrong(format!("the model needs its input `{name}`"))
}

pub(super) fn twice(name: &str) -> Diagnostic {
    wrong(format!("the model's input `{name}` was given twice"))
}

pub(super) fn one_at_a_time(model: &str, output: &str) -> Diagnostic {
    wrong(format!("`{model}` takes one picture at a time, and its output `{output}` does not say to which it belongs"))
        .hint("run it once for each picture")
}

pub(super) fn several_batches(model: &str) -> Diagnostic {
    wrong(format!("`{model}` takes one picture at a time, and several of its inputs got different numbers of them"))
}

pub(super) fn too_large(model: &str, bytes: usize, bytes_max: u64) -> Diagnostic {
    let message = format!(
        "a run of `{model}` on {} MB of numbers needs more memory than there is (limit {} MB)",
        bytes.div_ceil(1_000_000),
        bytes_max / 1_000_000
    );
    Diagnostic::error(OUT_OF_MEMORY, Place::Everywhere, message).hint(SMALLER)
}

/// A model that the runtime does not take. `opset` is what its file names.
pub(super) fn not_opened(model: &str, opset: Option<i64>, runtime: &str, why: &str) -> Diagnostic {
    let line = brief(why);
    let place = Place::File(model.to_owned());
    if why.to_ascii_lowercase().contains("opset") || why.contains("is not a registered function/op") {
        let made_for = opset.map_or_else(String::new, |opset| format!(" (set {opset})"));
        let message = format!("the model needs operators{made_for} that ONNX Runtime {runtime} does not have: {line}");
        return Diagnostic::error("wrong-opset", place, message)
            .hint("install a newer runtime, or export the model for an older set of operators, such as 17");
    }
    if is_lack_of_memory(why) {
        return Diagnostic::error(OUT_OF_MEMORY, place, format!("there is no memory to open the model: {line}"));
    }
    Diagnostic::error("unusable-model", place, format!("the model cannot be opened: {line}"))
}

/// A run that failed.
pub(super) fn not_run(model: &str, on_gpu: bool, why: &str) -> Diagnostic {
    if !is_lack_of_memory(why) {
        return Diagnostic::error("model-failed", Place::Everywhere, format!("`{model}` failed: {}", brief(why)));
    }
    let code = if on_gpu { GPU_OUT_OF_MEMORY } else { OUT_OF_MEMORY };
    let message = format!("a run of `{model}` needs more memory than there is: {}", brief(why));
    Diagnostic::error(code, Place::Everywhere, message).hint(SMALLER)
}

/// The runtime has no code for it, only words.
fn is_lack_of_memory(why: &str) -> bool {
    let why = why.to_ascii_lowercase();
    [
        "failed to allocate memory",
        "bad_alloc",
        "bad allocation",
        "out of memory",
        "out_of_memory",
        "smaller than requested bytes",
    ]
    .iter()
    .any(|words| why.contains(words))
}

/// A sentence of the runtime, without the file, which our place names, and without its own source file and function.
fn brief(why: &str) -> String {
    let line = why.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
    let line =
        line.strip_prefix("Load model from ").and_then(|rest| rest.split_once(" failed:")).map_or(line, |of| of.1);
    let line = without_source(line).unwrap_or(line).trim();
    let short: String = line.chars().take(400).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}

/// What stands behind `/…/file.cc:12 result function(…) `.
fn without_source(line: &str) -> Option<&str> {
    let at = [".h:", ".cc:", ".hpp:", ".cpp:"].iter().find_map(|ending| line.find(ending))?;
    let is_path = line.starts_with(['/', '\\']) || line[..at].contains(":\\");
    let open = at + line[at..].find('(').filter(|_| is_path)?;
    let mut depth = 0_usize;
    let close = line[open..].char_indices().find_map(|(place, letter)| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(open + place + 1)
    })?;
    let rest = line[close..].trim_start();
    Some(rest.strip_prefix("const ").unwrap_or(rest)).filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_because_of_the_operators_says_so() {
        let why =
            "Load model failed: ONNX Runtime only *guarantees* support for models stamped with official opset versions";
        let told = not_opened("/a.onnx", Some(99), "1.31.1", why);
        assert_eq!(told.code, "wrong-opset");
        assert!(told.message.starts_with("the model needs operators (set 99) that ONNX Runtime 1.31.1 does not have"));
    }

    #[test]
    fn a_sentence_of_the_runtime_is_told_without_where_it_stands() {
        let why = "Load model from /a b.onnx failed:/src/core/utils.h:46 void one::Check(const map<string, f<void(int)>>&, int) \
                   const It is (far) too new.";
        assert_eq!(brief(why), "It is (far) too new.");
        for whole in ["Load model failed: Type Error: Type 'tensor(float)' is wrong", "see /a.cc:4", "a.h: b(c) d", ""]
        {
            assert_eq!(brief(whole), whole);
        }
    }

    #[test]
    fn lack_of_memory_is_told_by_device() {
        assert_eq!(not_run("a", true, "CUDA failure 2: out of memory").code, GPU_OUT_OF_MEMORY);
        assert_eq!(not_run("a", false, "Failed to allocate memory for requested buffer of size 9").code, OUT_OF_MEMORY);
        assert_eq!(not_run("a", false, "Non-zero status code").code, "model-failed");
    }
}
