//! What a model gives, as tensors of Weft. 16-bit floats become 32-bit ones, as everything else here computes in those.

use super::port::Port;
use super::told;
use crate::diagnostic::Diagnostic;
use crate::value::{Scalar, Tensor};
use half::{bf16, f16};
use ort::session::SessionOutputs;
use ort::value::{DynValue, TensorElementType as Element};

/// The outputs of one run, or of several one after another.
pub(super) struct Results<'p> {
    model: &'p str,
    outputs: &'p [&'p Port],
    turns: usize,
    parts: Vec<Vec<Tensor>>,
}

impl<'p> Results<'p> {
    pub(super) fn new(model: &'p str, outputs: &'p [&'p Port], turns: usize) -> Self {
        Self { model, outputs, turns, parts: outputs.iter().map(|_| Vec::with_capacity(turns)).collect() }
    }

    pub(super) fn take(&mut self, values: &SessionOutputs<'_>) -> Result<(), Diagnostic> {
        for (port, parts) in self.outputs.iter().zip(&mut self.parts) {
            let value = values.get(port.name.as_str()).ok_or_else(|| told::no_tensor(&port.name))?;
            parts.push(tensor(port, value)?);
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Vec<Tensor>, Diagnostic> {
        let (model, turns) = (self.model, self.turns);
        let joined = self.outputs.iter().zip(self.parts).map(|(port, mut parts)| match (turns, parts.pop()) {
            (1, Some(only)) => Ok(only),
            (_, Some(last))
                if last.shape().first() == Some(&1) && parts.iter().all(|part| part.shape() == last.shape()) =>
            {
                parts.push(last);
                join(&parts)
            }
            _ => Err(told::one_at_a_time(model, &port.name)),
        });
        joined.collect()
    }
}

/// One after another along the first axis.
fn join(parts: &[Tensor]) -> Result<Tensor, Diagnostic> {
    let first = &parts[0];
    let n_parts = i64::try_from(parts.len()).unwrap_or(i64::MAX);
    let shape: Vec<i64> = [n_parts].into_iter().chain(first.shape()[1..].iter().copied()).collect();
    let mut whole = Tensor::zeroed(first.scalar(), &shape)?;
    let len = first.as_bytes().len().max(1);
    for (target, part) in whole.as_bytes_mut().chunks_exact_mut(len).zip(parts) {
        target.copy_from_slice(part.as_bytes());
    }
    Ok(whole)
}

fn tensor(port: &Port, value: &DynValue) -> Result<Tensor, Diagnostic> {
    let wrong = || told::no_tensor(&port.name);
    let element = value.dtype().tensor_type().ok_or_else(wrong)?;
    let scalar = super::numbers::scalar_of(element).ok_or_else(wrong)?;
    match element {
        Element::Float32 => copied::<f32>(scalar, value, &wrong),
        Element::Float64 => copied::<f64>(scalar, value, &wrong),
        Element::Int8 => copied::<i8>(scalar, value, &wrong),
        Element::Int16 => copied::<i16>(scalar, value, &wrong),
        Element::Int32 => copied::<i32>(scalar, value, &wrong),
        Element::Int64 => copied::<i64>(scalar, value, &wrong),
        Element::Uint8 => copied::<u8>(scalar, value, &wrong),
        Element::Uint16 => copied::<u16>(scalar, value, &wrong),
        Element::Uint32 => copied::<u32>(scalar, value, &wrong),
        Element::Uint64 => copied::<u64>(scalar, value, &wrong),
        Element::Float16 => widened::<f16>(value, f16::to_f32, &wrong),
        Element::Bfloat16 => widened::<bf16>(value, bf16::to_f32, &wrong),
        Element::Bool => {
            let (shape, truths) = value.try_extract_tensor::<bool>().map_err(|_| wrong())?;
            let mut tensor = Tensor::zeroed(scalar, shape)?;
            tensor.as_bytes_mut().iter_mut().zip(truths).for_each(|(byte, truth)| *byte = u8::from(*truth));
            Ok(tensor)
        }
        _ => Err(wrong()),
    }
}

fn copied<T: ort::value::PrimitiveTensorElementType + bytemuck::NoUninit>(
    scalar: Scalar,
    value: &DynValue,
    wrong: &dyn Fn() -> Diagnostic,
) -> Result<Tensor, Diagnostic> {
    let (shape, numbers) = value.try_extract_tensor::<T>().map_err(|_| wrong())?;
    Tensor::from_bytes(scalar, shape, bytemuck::cast_slice(numbers))
}

fn widened<T: ort::value::PrimitiveTensorElementType + Copy>(
    value: &DynValue,
    widen: impl Fn(T) -> f32,
    wrong: &dyn Fn() -> Diagnostic,
) -> Result<Tensor, Diagnostic> {
    let (shape, numbers) = value.try_extract_tensor::<T>().map_err(|_| wrong())?;
    let wide: Vec<f32> = numbers.iter().map(|number| widen(*number)).collect();
    Tensor::from_f32(shape, &wide)
}
