//! What models run on. Whether a provider works is found out by running a model of one operator: being compiled in says
//! nothing, and a provider that cannot start is skipped in silence unless one insists.

use super::config::DeviceWish;
use super::runtime::Runtime;
use ort::ep::{self, ExecutionProvider as _, ExecutionProviderDispatch};
use ort::session::Session;
use ort::session::builder::SessionBuilder;
use ort::value::TensorRef;
use std::fmt;

/// A library that runs models on some device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// NVIDIA, compiled for the model; slow to start.
    TensorRt,
    /// NVIDIA.
    Cuda,
    /// Windows.
    DirectMl,
    /// Apple.
    CoreMl,
    /// Any GPU.
    WebGpu,
    /// The processor.
    Cpu,
}

/// One provider of this runtime, tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// Which one.
    pub provider: Provider,
    /// Whether a model ran on it; else the end of a sentence: "is not part of …".
    pub outcome: Result<(), String>,
}

/// Two matrices of 2 × 2 are multiplied; made by `tests/oracles/tiny_models.py`.
const PROBE: &[u8] = include_bytes!("probe.onnx");

impl Provider {
    /// All, the one to take first in front.
    pub const ORDER: [Self; 6] = [Self::TensorRt, Self::Cuda, Self::DirectMl, Self::CoreMl, Self::WebGpu, Self::Cpu];

    /// Those that a wish allows, in their order.
    pub(super) fn wished(wish: DeviceWish) -> impl Iterator<Item = Self> {
        Self::ORDER.into_iter().filter(move |provider| match wish {
            DeviceWish::Best => *provider != Self::TensorRt,
            DeviceWish::BestWithTensorRt => true,
            DeviceWish::Cpu => *provider == Self::Cpu,
        })
    }

    /// Whether two runs at a time would only fight over the device's memory.
    #[must_use]
    pub fn is_gpu(self) -> bool {
        self != Self::Cpu
    }

    fn is_of_this_system(self) -> bool {
        match self {
            Self::DirectMl => cfg!(windows),
            Self::CoreMl => cfg!(target_vendor = "apple"),
            Self::TensorRt | Self::Cuda => !cfg!(target_vendor = "apple"),
            Self::WebGpu | Self::Cpu => true,
        }
    }

    fn is_compiled_in(self) -> bool {
        let answer = match self {
            Self::TensorRt => ep::TensorRT::is_available(),
            Self::Cuda => ep::CUDA::is_available(),
            Self::DirectMl => ep::DirectML::is_available(),
            Self::CoreMl => ep::CoreML::is_available(),
            Self::WebGpu => ep::WebGPU::is_available(),
            Self::Cpu => Ok(true),
        };
        answer.unwrap_or(false)
    }

    fn dispatch(self) -> ExecutionProviderDispatch {
        match self {
            Self::TensorRt => ep::TensorRT::default().build(),
            Self::Cuda => ep::CUDA::default().build(),
            Self::DirectMl => ep::DirectML::default().build(),
            Self::CoreMl => ep::CoreML::default().build(),
            Self::WebGpu => ep::WebGPU::default().build(),
            // Without it each run asks the system anew for the memory of all its steps.
            Self::Cpu => ep::CPU::default().with_arena_allocator(true).build(),
        }
    }

    /// A builder whose sessions run on this provider, and fail where they cannot.
    pub(super) fn builder(self, runtime: &Runtime) -> Result<SessionBuilder, String> {
        let builder = Session::builder(&runtime.environment).map_err(|error| error.to_string())?;
        builder.with_execution_providers([self.dispatch().error_on_failure()]).map_err(|error| error.to_string())
    }

    /// Runs a model of one operator on it.
    pub(super) fn probe(self, runtime: &Runtime) -> Probed {
        Probed { provider: self, outcome: self.try_out(runtime) }
    }

    fn try_out(self, runtime: &Runtime) -> Result<(), String> {
        if !self.is_of_this_system() {
            return Err(format!("is not for {}", std::env::consts::OS));
        }
        if !self.is_compiled_in() {
            return Err("is not part of this runtime".to_owned());
        }
        let does_not_start = |why: &dyn fmt::Display| does_not_start(&why.to_string());
        let mut builder = self.builder(runtime).map_err(|why| does_not_start(&why))?;
        let mut session = builder.commit_from_memory(PROBE).map_err(|why| does_not_start(&why))?;
        let numbers = [1.0_f32, 2.0, 3.0, 4.0];
        let matrix = || TensorRef::from_array_view(([2_i64, 2], &numbers[..]));
        let inputs = || Ok::<_, ort::Error>(ort::inputs!["a" => matrix()?, "b" => matrix()?]);
        let inputs = inputs().map_err(|why| does_not_start(&why))?;
        let outputs = session.run(inputs).map_err(|why| does_not_start(&why))?;
        let (_, product) = outputs[0].try_extract_tensor::<f32>().map_err(|why| does_not_start(&why))?;
        if *product == [7.0, 10.0, 15.0, 22.0] { Ok(()) } else { Err(format!("computes wrong: {product:?}")) }
    }
}

/// What a runtime says of a provider in the words of a person: a library that is not there is what is missing most often.
fn does_not_start(said: &str) -> String {
    let missing = said.split_once(" with error: ").and_then(|(_, why)| why.split_once(": cannot open shared object"));
    match missing {
        Some((library, _)) => format!("does not start: it needs `{library}`, which this machine does not have"),
        None => format!("does not start: {}", first_line(said)),
    }
}

/// What runtimes say goes over many lines, the first of which says it, behind the place in their own source.
fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
    let line = line.split_once(" : FAIL : ").map_or(line, |(_, why)| why);
    let short: String = line.chars().take(300).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}

impl fmt::Display for Provider {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::TensorRt => "TensorRT",
            Self::Cuda => "CUDA",
            Self::DirectMl => "DirectML",
            Self::CoreMl => "CoreML",
            Self::WebGpu => "WebGPU",
            Self::Cpu => "CPU",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_that_does_not_start_says_what_it_needs() {
        // As ONNX Runtime 1.31.1 for CUDA says it on a machine without CUDA.
        let said = "/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2043 onnxruntime::Provider& \
            onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library \
            /x/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such \
            file or directory";
        assert_eq!(
            does_not_start(said),
            "does not start: it needs `libcublasLt.so.13`, which this machine does not have"
        );
        let said = "a.cc:7 Get() [ONNXRuntimeError] : 1 : FAIL : CUDA failure 35: driver is too old\nand more";
        assert_eq!(does_not_start(said), "does not start: CUDA failure 35: driver is too old");
    }
}
