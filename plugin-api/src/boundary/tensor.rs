//! Views of the host's tensors: numbers of a known type, tied to who holds the value.

use super::{RawCall, Value, need};
use crate::{Error, Result};
use std::slice;
use weft_abi::*;

/// What numbers a tensor or an attribute of a mesh holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScalarType {
    /// `WEFT_SCALAR_…`
    pub(crate) code: u8,
    /// A number.
    pub(crate) bits: u8,
}

impl std::fmt::Display for ScalarType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letter = match self.code {
            WEFT_SCALAR_INT => 'i',
            WEFT_SCALAR_UINT => 'u',
            WEFT_SCALAR_FLOAT => 'f',
            _ => '?',
        };
        write!(f, "{letter}{}", self.bits)
    }
}

/// A number that a tensor may hold: `f32 f64 i8 … i64 u8 … u64`.
///
/// # Safety
/// `SCALAR` is its type, and every pattern of bits is a number.
#[expect(private_bounds, reason = "sealed")]
pub unsafe trait Element: Copy + Default + Send + Sync + Sealed + 'static {
    /// What it is.
    const SCALAR: ScalarType;
}

trait Sealed {}

/// Says what each number is.
macro_rules! elements {
    ($($number:ty: $code:ident $bits:literal;)*) => { $(
        impl Sealed for $number {}
        // SAFETY: plain numbers of that size.
        unsafe impl Element for $number {
            const SCALAR: ScalarType = ScalarType { code: $code, bits: $bits };
        }
    )* };
}
elements! {
    f32: WEFT_SCALAR_FLOAT 32;
    f64: WEFT_SCALAR_FLOAT 64;
    i8: WEFT_SCALAR_INT 8;
    i16: WEFT_SCALAR_INT 16;
    i32: WEFT_SCALAR_INT 32;
    i64: WEFT_SCALAR_INT 64;
    u8: WEFT_SCALAR_UINT 8;
    u16: WEFT_SCALAR_UINT 16;
    u32: WEFT_SCALAR_UINT 32;
    u64: WEFT_SCALAR_UINT 64;
}

/// A tensor of the host, for reading, or for writing where a [`TensorMut`](crate::TensorMut) holds it.
pub(crate) struct Numbers {
    value: Value,
    view: weft_tensor_view,
    shape: Vec<usize>,
}

// SAFETY: read through `&`, written only through `&mut` by whoever made it.
unsafe impl Send for Numbers {}
// SAFETY: as above.
unsafe impl Sync for Numbers {}

impl Numbers {
    pub(crate) fn of(value: Value) -> Result<Self> {
        let get = need(value.services.tensor.view, "weft.tensor/1 view")?;
        let mut view = empty_view();
        // SAFETY: the value is held, and the view may be written as far as its `struct_size` says.
        let status = unsafe { get(value.raw(), &raw mut view) };
        value.expect(status, "a tensor")?;
        let shape = shape_of(&view)?;
        Ok(Self { value, view, shape })
    }

    pub(crate) fn new(call: RawCall, scalar: ScalarType, shape: &[usize]) -> Result<Self> {
        let create = need(call.services.tensor.create, "weft.tensor/1 create")?;
        let lengths: Vec<i64> = shape.iter().map(|&length| i64::try_from(length)).collect::<Result<_, _>>()?;
        let mut view = empty_view();
        (view.dtype_code, view.dtype_bits) = (scalar.code, scalar.bits);
        view.ndim = i32::try_from(shape.len())?;
        view.shape = lengths.as_ptr();
        let mut raw = std::ptr::null_mut();
        // SAFETY: the call is live; `lengths` lives until it returns; view and pointer may be written.
        Error::check(unsafe { create(call.raw, &raw mut view, &raw mut raw) })?;
        // SAFETY: `create` gave one reference.
        let value = unsafe { Value::owned(raw, call.services) };
        let value = value.ok_or_else(|| Error::out_of_memory("the host could not make a tensor"))?;
        // The host filled `data` in; `shape` may still be ours, which ends here.
        view.shape = std::ptr::null();
        let made = Self { value, view, shape: shape.to_vec() };
        if made.scalar() != scalar {
            return Err(Error::failed("the host made a tensor of another type"));
        }
        Ok(made)
    }

    pub(crate) fn scalar(&self) -> ScalarType {
        ScalarType { code: self.view.dtype_code, bits: self.view.dtype_bits }
    }

    pub(crate) fn shape(&self) -> &[usize] {
        &self.shape
    }

    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    pub(crate) fn into_value(self) -> Value {
        self.value
    }

    pub(crate) fn as_slice<T: Element>(&self) -> Result<&[T]> {
        let (start, len) = self.compact::<T>()?;
        if len == 0 {
            return Ok(&[]);
        }
        // SAFETY: so many numbers of that type (promise 4), held and unchanged as long as `self`.
        Ok(unsafe { slice::from_raw_parts(start, len) })
    }

    /// Of a tensor that `new` made and nobody else has.
    pub(crate) fn as_mut_slice<T: Element>(&mut self) -> Result<&mut [T]> {
        let (start, len) = self.compact::<T>()?;
        if len == 0 {
            return Ok(&mut []);
        }
        // SAFETY: as of `as_slice`; ours alone, and `self` is borrowed for writing.
        Ok(unsafe { slice::from_raw_parts_mut(start, len) })
    }

    fn compact<T: Element>(&self) -> Result<(*mut T, usize)> {
        if self.scalar() != T::SCALAR {
            return Err(Error::invalid(format!("wanted a tensor of {}, got {}", T::SCALAR, self.scalar())));
        }
        if self.view.device_type != WEFT_DEVICE_CPU || !self.is_compact() {
            return Err(Error::unsupported("the tensor does not lie in one piece in this computer's memory"));
        }
        let offset = usize::try_from(self.view.byte_offset)?;
        let start = self.view.data.cast::<u8>().wrapping_add(offset).cast::<T>();
        let len = self.shape.iter().product();
        if len > 0 && (self.view.data.is_null() || !start.is_aligned()) {
            return Err(Error::failed("the host gave a broken view of a tensor"));
        }
        Ok((start, len))
    }

    fn is_compact(&self) -> bool {
        if self.view.strides.is_null() {
            return true;
        }
        // SAFETY: as many strides as axes, lent as long as the value is held.
        let strides = unsafe { slice::from_raw_parts(self.view.strides, self.shape.len()) };
        let mut step = 1;
        self.shape.iter().zip(strides).rev().all(|(&length, &stride)| {
            let fits = length <= 1 || stride == step;
            step *= length as i64;
            fits
        })
    }
}

fn empty_view() -> weft_tensor_view {
    weft_tensor_view {
        struct_size: size_of::<weft_tensor_view>() as u32,
        reserved0: 0,
        data: std::ptr::null_mut(),
        device_type: WEFT_DEVICE_CPU,
        device_id: 0,
        ndim: 0,
        dtype_code: 0,
        dtype_bits: 0,
        dtype_lanes: 1,
        shape: std::ptr::null(),
        strides: std::ptr::null(),
        byte_offset: 0,
    }
}

fn shape_of(view: &weft_tensor_view) -> Result<Vec<usize>> {
    let axes = usize::try_from(view.ndim)?;
    if axes == 0 {
        return Ok(Vec::new());
    }
    if view.shape.is_null() {
        return Err(Error::failed("the host gave a tensor without a shape"));
    }
    // SAFETY: as many lengths as axes, lent as long as the value is held.
    let lengths = unsafe { slice::from_raw_parts(view.shape, axes) };
    Ok(lengths.iter().map(|&length| usize::try_from(length)).collect::<Result<_, _>>()?)
}
