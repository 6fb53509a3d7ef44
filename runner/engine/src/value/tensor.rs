//! Numbers of any shape, compact, last index fastest.

use super::buffer::Buffer;
use crate::diagnostic::{Diagnostic, Place};

/// Whether a number has a sign and a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarClass {
    /// Signed.
    Int,
    /// Unsigned.
    Uint,
    /// IEEE.
    Float,
}

/// The type of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scalar {
    /// Sign and fraction.
    pub class: ScalarClass,
    /// 8, 16, 32 or 64.
    pub bits: u8,
}

impl Scalar {
    /// 32-bit float.
    pub const F32: Self = Self { class: ScalarClass::Float, bits: 32 };
    /// 32-bit unsigned.
    pub const U32: Self = Self { class: ScalarClass::Uint, bits: 32 };
    /// 64-bit signed.
    pub const I64: Self = Self { class: ScalarClass::Int, bits: 64 };

    /// In bytes.
    #[must_use]
    pub fn bytes(self) -> usize {
        usize::from(self.bits) / 8
    }

    /// Whether machines have such a number.
    #[must_use]
    pub fn exists(self) -> bool {
        matches!(self.bits, 16 | 32 | 64) || (self.bits == 8 && self.class != ScalarClass::Float)
    }
}

/// Numbers of any shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    scalar: Scalar,
    shape: Vec<i64>,
    /// In bytes; the buffer is rounded up to whole floats.
    len: usize,
    numbers: Buffer,
}

impl Tensor {
    /// All zero.
    ///
    /// # Errors
    /// Where a length is negative or the whole too large.
    pub fn zeroed(scalar: Scalar, shape: &[i64]) -> Result<Self, Diagnostic> {
        Self::made(scalar, shape, Buffer::zeroed)
    }

    /// From numbers as they lie in memory.
    ///
    /// # Errors
    /// Where the shape does not hold as many.
    pub fn from_bytes(scalar: Scalar, shape: &[i64], bytes: &[u8]) -> Result<Self, Diagnostic> {
        let mut tensor = Self::made(scalar, shape, Buffer::for_overwrite)?;
        if tensor.len != bytes.len() {
            let message = format!("{} bytes do not fill a tensor of {shape:?} {scalar:?}", bytes.len());
            return Err(Diagnostic::error("tensor-size", Place::Everywhere, message));
        }
        let (numbers, rest) = bytemuck::cast_slice_mut(tensor.numbers.as_mut_slice()).split_at_mut(bytes.len());
        numbers.copy_from_slice(bytes);
        rest.fill(0);
        Ok(tensor)
    }

    fn made(scalar: Scalar, shape: &[i64], memory: fn(usize) -> Buffer) -> Result<Self, Diagnostic> {
        let elements = shape.iter().try_fold(1_usize, |product, length| {
            usize::try_from(*length).ok().and_then(|length| product.checked_mul(length))
        });
        let len =
            elements.and_then(|count| count.checked_mul(scalar.bytes())).filter(|len| *len <= isize::MAX as usize / 2);
        match len {
            Some(len) if scalar.exists() && shape.len() <= 16 => {
                Buffer::room_for(len.div_ceil(size_of::<f32>()))?;
                let numbers = memory(len.div_ceil(size_of::<f32>()));
                Ok(Self { scalar, shape: shape.to_vec(), len, numbers })
            }
            _ => {
                let message = format!("a tensor of {shape:?} {scalar:?} cannot be made");
                Err(Diagnostic::error("tensor-size", Place::Everywhere, message))
            }
        }
    }

    /// From floats.
    ///
    /// # Errors
    /// Where the shape does not hold as many.
    pub fn from_f32(shape: &[i64], numbers: &[f32]) -> Result<Self, Diagnostic> {
        Self::from_bytes(Scalar::F32, shape, bytemuck::cast_slice(numbers))
    }

    /// The type of its numbers.
    #[must_use]
    pub fn scalar(&self) -> Scalar {
        self.scalar
    }

    /// A length for each axis.
    #[must_use]
    pub fn shape(&self) -> &[i64] {
        &self.shape
    }

    /// The numbers as they lie in memory.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &bytemuck::cast_slice(self.numbers.as_slice())[..self.len]
    }

    /// The numbers, if they are 32-bit floats.
    #[must_use]
    pub fn as_f32(&self) -> Option<&[f32]> {
        (self.scalar == Scalar::F32).then(|| self.numbers.as_slice())
    }

    /// For writing, as they lie in memory.
    pub fn as_bytes_mut(&mut self) -> &mut [u8] {
        let len = self.len;
        &mut bytemuck::cast_slice_mut(self.numbers.as_mut_slice())[..len]
    }

    /// For writing through the contract. Valid until the tensor is dropped.
    pub fn as_mut_ptr(&mut self) -> *mut f32 {
        self.numbers.as_mut_ptr()
    }

    /// Memory that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.numbers.len() * size_of::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tensor_holds_what_its_shape_says() {
        let tensor = Tensor::from_f32(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
        assert_eq!(tensor.as_bytes().len(), 24);
        assert_eq!(tensor.as_f32().unwrap()[4], 5.0);
        assert!(Tensor::from_f32(&[2, 2], &[1.0]).is_err());
        let bytes = Tensor::from_bytes(Scalar { class: ScalarClass::Uint, bits: 8 }, &[5], &[1, 2, 3, 4, 5]).unwrap();
        assert_eq!(bytes.as_bytes(), [1, 2, 3, 4, 5]);
        assert!(Tensor::from_bytes(Scalar::U32, &[1], &[1, 2, 3]).is_err());
    }

    #[test]
    fn impossible_shapes_are_refused() {
        assert!(Tensor::zeroed(Scalar::F32, &[-1]).is_err());
        assert!(Tensor::zeroed(Scalar::F32, &[i64::MAX, i64::MAX]).is_err());
        assert!(Tensor::zeroed(Scalar { class: ScalarClass::Float, bits: 8 }, &[1]).is_err());
        assert_eq!(Tensor::zeroed(Scalar { class: ScalarClass::Uint, bits: 8 }, &[3]).unwrap().as_bytes().len(), 3);
    }
}
