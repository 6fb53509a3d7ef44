//! Numbers of any shape.

use crate::boundary::Numbers;
pub use crate::boundary::{Element, ScalarType};
use crate::describe::{Class, Form};
use crate::flow::{FromValue, IntoValue, lend};
use crate::{Call, Error, Result, Value};
use std::ffi::CStr;
use std::marker::PhantomData;
use std::sync::Arc;

/// Numbers of any shape, for reading. The last index is the fastest. Cloning it copies a reference.
#[derive(Clone)]
pub struct Tensor(Arc<Numbers>);

/// A tensor for writing, which nobody else has: from [`Call::tensor`].
pub struct TensorMut<T: Element> {
    numbers: Numbers,
    of: PhantomData<T>,
}

impl Tensor {
    /// Length of each axis.
    pub fn shape(&self) -> &[usize] {
        self.0.shape()
    }

    /// What numbers it holds.
    pub fn scalar(&self) -> ScalarType {
        self.0.scalar()
    }

    /// All numbers.
    ///
    /// # Errors
    /// They are of another type.
    pub fn as_slice<T: Element>(&self) -> Result<&[T]> {
        self.0.as_slice()
    }

    /// All numbers, where the last axes must have these lengths: `points.rows::<f32, 2>()` of a shape `[n, 2]`.
    ///
    /// # Errors
    /// They are of another type, or the last axis has another length.
    pub fn rows<T: Element, const N: usize>(&self) -> Result<&[[T; N]]> {
        if self.shape().last() != Some(&N) {
            return Err(Error::invalid(format!("wanted rows of {N} numbers, got the shape {:?}", self.shape())));
        }
        Ok(self.as_slice()?.as_chunks().0)
    }

    /// The value that flows.
    pub fn as_value(&self) -> &Value {
        self.0.value()
    }
}

impl<T: Element> TensorMut<T> {
    /// Length of each axis.
    pub fn shape(&self) -> &[usize] {
        self.numbers.shape()
    }

    /// All numbers. From now on only for reading.
    pub fn done(self) -> Tensor {
        Tensor(Arc::new(self.numbers))
    }

    /// All numbers.
    pub fn as_slice(&self) -> &[T] {
        self.numbers.as_slice().expect("made of this type")
    }

    /// All numbers, for writing.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        self.numbers.as_mut_slice().expect("made of this type")
    }
}

impl Call {
    /// A new tensor of zeros.
    ///
    /// # Errors
    /// No memory.
    pub fn tensor<T: Element>(&self, shape: &[usize]) -> Result<TensorMut<T>> {
        let mut numbers = Numbers::new(self.raw, T::SCALAR, shape)?;
        // Once, so that reading it later cannot fail.
        numbers.as_mut_slice::<T>()?;
        Ok(TensorMut { numbers, of: PhantomData })
    }

    /// A new tensor of these numbers.
    ///
    /// # Errors
    /// They are more or fewer than the shape says, or there is no memory.
    pub fn tensor_of<T: Element>(&self, shape: &[usize], numbers: &[T]) -> Result<Tensor> {
        if shape.iter().product::<usize>() != numbers.len() {
            return Err(Error::invalid(format!("{} numbers do not fill the shape {shape:?}", numbers.len())));
        }
        let mut tensor = self.tensor(shape)?;
        tensor.as_mut_slice().copy_from_slice(numbers);
        Ok(tensor.done())
    }
}

impl FromValue for Tensor {
    const FORM: Form = Form::new(c"tensor", Class::Wired);

    fn from_value(value: Value) -> Result<Self> {
        Numbers::of(value).map(|numbers| Self(Arc::new(numbers)))
    }
}

impl IntoValue for Tensor {
    const TYPE: &'static CStr = c"tensor";

    fn into_value(self, _: &Call) -> Result<Value> {
        Ok(match Arc::try_unwrap(self.0) {
            Ok(numbers) => numbers.into_value(),
            Err(shared) => shared.value().clone(),
        })
    }
}

impl<T: Element> IntoValue for TensorMut<T> {
    const TYPE: &'static CStr = c"tensor";

    fn into_value(self, _: &Call) -> Result<Value> {
        Ok(self.numbers.into_value())
    }
}

lend!(Tensor);
