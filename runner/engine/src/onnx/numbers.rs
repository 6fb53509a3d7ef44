//! Numbers of any type, lent or owned, and how one type becomes another.

use crate::value::{Buffer, Scalar, ScalarClass, Tensor};
use half::{bf16, f16};
use ort::session::SessionInputValue;
use ort::value::{TensorElementType as Element, TensorRef};
use std::borrow::Cow;

/// Numbers for the runtime.
#[derive(Debug)]
pub(super) enum Numbers<'a> {
    F32(Cow<'a, [f32]>),
    /// Of the pool of buffers.
    Recycled(Buffer),
    F64(Cow<'a, [f64]>),
    F16(Cow<'a, [f16]>),
    Bf16(Cow<'a, [bf16]>),
    I8(Cow<'a, [i8]>),
    I16(Cow<'a, [i16]>),
    I32(Cow<'a, [i32]>),
    I64(Cow<'a, [i64]>),
    U8(Cow<'a, [u8]>),
    U16(Cow<'a, [u16]>),
    U32(Cow<'a, [u32]>),
    U64(Cow<'a, [u64]>),
    Bool(Cow<'a, [bool]>),
}

/// Calls `$work` with the slice of whatever numbers these are.
macro_rules! with_slice {
    ($numbers:expr, $slice:ident => $work:expr) => {
        match $numbers {
            Numbers::F32($slice) => $work,
            Numbers::Recycled(buffer) => {
                let $slice = buffer.as_slice();
                $work
            }
            Numbers::F64($slice) => $work,
            Numbers::F16($slice) => $work,
            Numbers::Bf16($slice) => $work,
            Numbers::I8($slice) => $work,
            Numbers::I16($slice) => $work,
            Numbers::I32($slice) => $work,
            Numbers::I64($slice) => $work,
            Numbers::U8($slice) => $work,
            Numbers::U16($slice) => $work,
            Numbers::U32($slice) => $work,
            Numbers::U64($slice) => $work,
            Numbers::Bool($slice) => $work,
        }
    };
}

impl<'a> Numbers<'a> {
    /// The memory of a tensor, lent.
    pub(super) fn of_tensor(tensor: &'a Tensor) -> Option<Self> {
        fn lent<T: bytemuck::AnyBitPattern>(tensor: &Tensor) -> Option<Cow<'_, [T]>> {
            bytemuck::try_cast_slice(tensor.as_bytes()).ok().map(Cow::Borrowed)
        }
        Some(match element_of(tensor.scalar())? {
            Element::Float32 => Self::F32(lent(tensor)?),
            Element::Float64 => Self::F64(lent(tensor)?),
            Element::Float16 => Self::F16(lent(tensor)?),
            Element::Int8 => Self::I8(lent(tensor)?),
            Element::Int16 => Self::I16(lent(tensor)?),
            Element::Int32 => Self::I32(lent(tensor)?),
            Element::Int64 => Self::I64(lent(tensor)?),
            Element::Uint8 => Self::U8(lent(tensor)?),
            Element::Uint16 => Self::U16(lent(tensor)?),
            Element::Uint32 => Self::U32(lent(tensor)?),
            Element::Uint64 => Self::U64(lent(tensor)?),
            _ => return None,
        })
    }

    pub(super) fn len(&self) -> usize {
        with_slice!(self, slice => slice.len())
    }

    /// In bytes.
    pub(super) fn bytes(&self) -> usize {
        with_slice!(self, slice => size_of_val::<[_]>(slice))
    }

    /// As the runtime takes them, lent. `from` to `to` in numbers.
    pub(super) fn as_input(&self, shape: &[i64], from: usize, to: usize) -> ort::Result<SessionInputValue<'_>> {
        with_slice!(self, slice => {
            TensorRef::from_array_view((shape.to_vec(), &slice[from..to])).map(SessionInputValue::from)
        })
    }

    /// The same numbers in another type. None where that cannot hold them: whole numbers hold no fractions, and no letters exist.
    pub(super) fn into_element(self, element: Element) -> Option<Self> {
        /// Whole numbers hold what is whole within their range; a picture's samples are rounded by the caller's scale, so
        /// fractions of it are rounded here.
        fn whole<T: TryFrom<i128> + Clone>(numbers: &Numbers<'_>) -> Option<Cow<'static, [T]>> {
            let rounds = matches!(numbers, Numbers::Recycled(_));
            let one = |number: Number| -> Option<T> {
                let whole = match number {
                    Number::Whole(whole) => whole,
                    Number::Fraction(number) if rounds || number.fract() == 0.0 => {
                        #[expect(
                            clippy::cast_possible_truncation,
                            reason = "far outside of all ranges it saturates, and is refused"
                        )]
                        let whole = number.round() as i128;
                        whole
                    }
                    Number::Fraction(_) => return None,
                };
                T::try_from(whole).ok()
            };
            numbers.each(one).map(Cow::Owned)
        }
        fn fraction<T: Clone>(numbers: &Numbers<'_>, make: impl Fn(f64) -> T) -> Option<Cow<'static, [T]>> {
            numbers.each(|number| Some(make(number.as_f64()))).map(Cow::Owned)
        }
        if let (Self::Recycled(_) | Self::F32(_), Element::Float32) = (&self, element) {
            return Some(self);
        }
        Some(match element {
            #[expect(clippy::cast_possible_truncation, reason = "asked for")]
            Element::Float32 => Self::F32(fraction(&self, |number| number as f32)?),
            Element::Float64 => Self::F64(fraction(&self, |number| number)?),
            Element::Float16 => Self::F16(fraction(&self, f16::from_f64)?),
            Element::Bfloat16 => Self::Bf16(fraction(&self, bf16::from_f64)?),
            Element::Int8 => Self::I8(whole(&self)?),
            Element::Int16 => Self::I16(whole(&self)?),
            Element::Int32 => Self::I32(whole(&self)?),
            Element::Int64 => Self::I64(whole(&self)?),
            Element::Uint8 => Self::U8(whole(&self)?),
            Element::Uint16 => Self::U16(whole(&self)?),
            Element::Uint32 => Self::U32(whole(&self)?),
            Element::Uint64 => Self::U64(whole(&self)?),
            Element::Bool => Self::Bool(self.each(|number| Some(number.as_f64() != 0.0)).map(Cow::Owned)?),
            _ => return None,
        })
    }

    fn each<T>(&self, make: impl Fn(Number) -> Option<T>) -> Option<Vec<T>> {
        with_slice!(self, slice => slice.iter().map(|number| make((*number).into())).collect())
    }
}

/// One number of any type.
#[derive(Clone, Copy)]
enum Number {
    Whole(i128),
    Fraction(f64),
}

impl Number {
    fn as_f64(self) -> f64 {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "asked for")]
            Self::Whole(whole) => whole as f64,
            Self::Fraction(number) => number,
        }
    }
}

macro_rules! numbers {
    ($variant:ident: $($type:ty),*) => {
        $(impl From<$type> for Number {
            fn from(number: $type) -> Self {
                Self::$variant(number.into())
            }
        })*
    };
}
numbers!(Whole: i8, i16, i32, i64, u8, u16, u32, u64, bool);
numbers!(Fraction: f32, f64, f16, bf16);

/// The runtime's word for a type of numbers.
pub(super) fn element_of(scalar: Scalar) -> Option<Element> {
    Some(match (scalar.class, scalar.bits) {
        (ScalarClass::Float, 16) => Element::Float16,
        (ScalarClass::Float, 32) => Element::Float32,
        (ScalarClass::Float, 64) => Element::Float64,
        (ScalarClass::Int, 8) => Element::Int8,
        (ScalarClass::Int, 16) => Element::Int16,
        (ScalarClass::Int, 32) => Element::Int32,
        (ScalarClass::Int, 64) => Element::Int64,
        (ScalarClass::Uint, 8) => Element::Uint8,
        (ScalarClass::Uint, 16) => Element::Uint16,
        (ScalarClass::Uint, 32) => Element::Uint32,
        (ScalarClass::Uint, 64) => Element::Uint64,
        _ => return None,
    })
}

/// What kinds see of a type: 16-bit floats come and go as 32-bit ones, truths as bytes. None: letters and the like.
pub(super) fn scalar_of(element: Element) -> Option<Scalar> {
    let (class, bits) = match element {
        Element::Float16 | Element::Bfloat16 | Element::Float32 => (ScalarClass::Float, 32),
        Element::Float64 => (ScalarClass::Float, 64),
        Element::Int8 => (ScalarClass::Int, 8),
        Element::Int16 => (ScalarClass::Int, 16),
        Element::Int32 => (ScalarClass::Int, 32),
        Element::Int64 => (ScalarClass::Int, 64),
        Element::Uint8 | Element::Bool => (ScalarClass::Uint, 8),
        Element::Uint16 => (ScalarClass::Uint, 16),
        Element::Uint32 => (ScalarClass::Uint, 32),
        Element::Uint64 => (ScalarClass::Uint, 64),
        _ => return None,
    };
    Some(Scalar { class, bits })
}
