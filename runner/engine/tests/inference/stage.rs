//! What the tests of inference stand on: the runtime of this machine, tiny models, numbers that everybody makes the same way.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use weft_engine::models::{Models, ModelsConfig};
use weft_engine::onnx::{ChannelOrder, Feed, Inference, InferenceConfig, Layout, RuntimePlace};
use weft_engine::value::{Colour, Content, Image, Tensor, Value};

/// Inference with the runtime of this machine, or none, with a sentence.
pub(crate) fn inference() -> Option<Inference> {
    inference_with(InferenceConfig::default())
}

/// As [`inference`]; the places are filled in.
pub(crate) fn inference_with(config: InferenceConfig) -> Option<Inference> {
    let inference = Inference::new(InferenceConfig { places: places(), threads: 2, ..config }, models());
    match inference.runtime() {
        Ok(_) => Some(inference),
        Err(told) => {
            println!("skipped: {} (set ORT_DYLIB_PATH to a libonnxruntime)", told.message);
            None
        }
    }
}

/// Where a runtime may be on this machine: what the user named, and where `weft runtime install` puts one.
pub(crate) fn places() -> Vec<RuntimePlace> {
    let named = std::env::var_os("ORT_DYLIB_PATH").map(|path| RuntimePlace::file(path, "ORT_DYLIB_PATH"));
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let installed = home.map(|home| RuntimePlace::shelf(home.join(".local/share/weft/runtime"), "installed"));
    named.into_iter().chain(installed).chain(RuntimePlace::system()).collect()
}

fn models() -> Arc<Models> {
    Arc::new(Models::new(ModelsConfig::default()))
}

/// A file that `tests/oracles/tiny_models.py` made.
pub(crate) fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/onnx").canonicalize().unwrap().join(name)
}

/// The path of a tiny model.
pub(crate) fn model(name: &str) -> String {
    golden(&format!("{name}.onnx")).to_str().unwrap().to_owned()
}

/// Nobody presses stop.
pub(crate) fn never() -> bool {
    false
}

/// An input as it is.
pub(crate) fn feed<'a>(name: &'a str, value: &'a Value) -> Feed<'a> {
    Feed { name, value, layout: Layout::ChannelsFirst, order: ChannelOrder::Rgb, scale: [1.0; 4], offset: [0.0; 4] }
}

/// As `numbers` of the script: k × 37 mod 101 ÷ 100.
fn number(at: usize) -> f32 {
    (at * 37 % 101) as f32 / 100.0
}

pub(crate) fn tensor(shape: &[i64]) -> Value {
    let count = shape.iter().product::<i64>() as usize;
    let numbers: Vec<f32> = (0..count).map(number).collect();
    Value::new(Content::Tensor(Tensor::from_f32(shape, &numbers).unwrap()))
}

pub(crate) fn picture(width: u32, height: u32, channels: u32) -> Image {
    let mut image = Image::zeroed(width, height, channels, Colour::Srgb).unwrap();
    for channel in 0..channels {
        for y in 0..height {
            let row = image.row_mut(channel, y);
            for (x, sample) in row.iter_mut().enumerate() {
                *sample = number((channel * 1000 + y * 31) as usize + x);
            }
        }
    }
    image
}

/// What the reference gave.
pub(crate) struct Numbers {
    shape: Vec<i64>,
    numbers: Vec<f64>,
}

impl Numbers {
    /// All outputs of a tiny model, by name.
    pub(crate) fn golden(name: &str) -> Vec<(String, Self)> {
        let text = std::fs::read(golden(&format!("{name}.json"))).unwrap();
        let said: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&text).unwrap();
        let read = |value: &serde_json::Value| Self {
            shape: value["shape"].as_array().unwrap().iter().map(|length| length.as_i64().unwrap()).collect(),
            numbers: value["numbers"].as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect(),
        };
        said.iter().map(|(name, value)| (name.clone(), read(value))).collect()
    }

    pub(crate) fn assert_near(&self, came: &Tensor, at_most: f64, what: &str) {
        assert_eq!(came.shape(), self.shape, "{what}");
        let came = &came.as_f32().unwrap()[..self.numbers.len()];
        let worst =
            came.iter().zip(&self.numbers).map(|(came, wanted)| (f64::from(*came) - wanted).abs()).fold(0.0, f64::max);
        assert!(worst <= at_most, "{what} differs by {worst}");
    }
}

/// A library made of a few lines of C; none, with a sentence, where there is no compiler.
#[cfg(target_os = "linux")]
pub(crate) fn fake_library(path: &Path, source: &str, more: &[&str]) -> Option<()> {
    let text = path.with_extension("c");
    std::fs::write(&text, source).unwrap();
    let mut compile = std::process::Command::new("cc");
    compile.args(["-shared", "-fPIC", "-o"]).arg(path).arg(&text).args(more);
    match compile.output() {
        Ok(output) if output.status.success() => Some(()),
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => {
            println!("skipped: no C compiler `cc` to build libraries with");
            None
        }
    }
}
