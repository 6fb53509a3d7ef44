//! Which Rust types are inputs and outputs, and how they are read and given.

use crate::boundary::{Output, Value};
use crate::describe::{Form, IsList};
use crate::{Call, Error, Result};
use std::ffi::CStr;
use weft_abi::{WEFT_INPUT_LIST, WEFT_INPUT_OPTIONAL};

/// An input by its number, with its name for messages.
#[derive(Clone, Copy)]
pub struct Slot {
    /// As in the descriptor.
    pub index: u32,
    /// As in graph files.
    pub id: &'static str,
}

impl Slot {
    /// Says in front which input it is about.
    fn blame(self, error: Error) -> Error {
        error.context(format_args!("`{}`", self.id))
    }
}

/// A type that an input may have.
pub trait FromValue: Sized {
    /// What it is for the host.
    const FORM: Form;

    /// Reads it from what flows.
    ///
    /// # Errors
    /// It is something else.
    fn from_value(value: Value) -> Result<Self>;

    /// Reads an input. Scalars have a shorter way than through a value.
    ///
    /// # Errors
    /// Nothing is there, or it is something else.
    #[doc(hidden)]
    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        match call.raw.input(slot.index)? {
            Some(value) => Self::from_value(value).map_err(|error| slot.blame(error)),
            None => Err(Error::invalid(format!("`{}` needs something, but nothing is wired to it", slot.id))),
        }
    }
}

/// A type that an output may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an output",
    label = "not something that flows on a wire",
    note = "outputs are numbers, `bool`, `String`, `Color`, `Image`, `Mask`, `Mesh`, `Tensor`, `Record`, `Value`, choices, and `Vec`s of them",
    note = "several outputs are a struct with `#[derive(Outputs)]`"
)]
pub trait IntoValue: Sized {
    /// What it is for the host.
    const TYPE: &'static CStr;
    /// Whether it is a list.
    const LIST: IsList = IsList::No;

    /// Makes what flows.
    ///
    /// # Errors
    /// The host has no memory left.
    fn into_value(self, call: &Call) -> Result<Value>;
}

/// A type that an argument of a `#[node]` may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input",
    label = "not something that flows on a wire",
    note = "inputs are numbers, `bool`, `&str`, `&Path`, `Color`, `Seed`, `Model`, `&Image`, `&Mask`, `&Mesh`, `&Tensor`, `&Record`, `&Value`, enums with `#[derive(Choice)]`, `&[…]` and `Option<…>` of them",
    note = "the call itself is the first argument: `call: &Call`"
)]
pub trait Argument<'h>: Sized {
    /// What it is for the host.
    const INPUT: Form;
    /// What lives while the function runs.
    type Held;

    /// Reads the input.
    ///
    /// # Errors
    /// Nothing is there, or it is something else.
    fn hold(call: &'h Call, slot: Slot) -> Result<Self::Held>;

    /// What the function gets.
    fn lend(held: &'h mut Self::Held) -> Self;
}

impl<'h, T: FromValue> Argument<'h> for T {
    const INPUT: Form = T::FORM;
    type Held = Option<T>;

    fn hold(call: &'h Call, slot: Slot) -> Result<Self::Held> {
        T::from_input(call, slot).map(Some)
    }

    fn lend(held: &'h mut Self::Held) -> Self {
        held.take().expect("an input is lent once")
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const FORM: Form = T::FORM.with(WEFT_INPUT_OPTIONAL);

    fn from_value(value: Value) -> Result<Self> {
        T::from_value(value).map(Some)
    }

    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        if call.raw.has_input(slot.index)? { T::from_input(call, slot).map(Some) } else { Ok(None) }
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    const FORM: Form = T::FORM.with(WEFT_INPUT_LIST);

    fn from_value(value: Value) -> Result<Self> {
        let items = value.items()?;
        items
            .enumerate()
            .map(|(at, item)| T::from_value(item).map_err(|e| e.context(format_args!("item {at}"))))
            .collect()
    }
}

impl<T: IntoValue> IntoValue for Vec<T> {
    const TYPE: &'static CStr = T::TYPE;
    const LIST: IsList = IsList::Yes;

    fn into_value(self, call: &Call) -> Result<Value> {
        let items = self.into_iter().map(|item| item.into_value(call)).collect::<Result<_>>()?;
        call.raw.list(items)
    }
}

/// Says that `&T`, `&[T]` and their `Option`s are arguments where `T` is one.
macro_rules! lend {
    ($($owned:ty),* $(,)?) => { $(
        impl<'h> $crate::flow::Argument<'h> for &'h $owned {
            const INPUT: $crate::describe::Form = <$owned as $crate::flow::FromValue>::FORM;
            type Held = $owned;

            fn hold(call: &'h $crate::Call, slot: $crate::flow::Slot) -> $crate::Result<Self::Held> {
                <$owned as $crate::flow::FromValue>::from_input(call, slot)
            }

            fn lend(held: &'h mut Self::Held) -> Self {
                held
            }
        }

        impl<'h> $crate::flow::Argument<'h> for Option<&'h $owned> {
            const INPUT: $crate::describe::Form = <Option<$owned> as $crate::flow::FromValue>::FORM;
            type Held = Option<$owned>;

            fn hold(call: &'h $crate::Call, slot: $crate::flow::Slot) -> $crate::Result<Self::Held> {
                <Option<$owned> as $crate::flow::FromValue>::from_input(call, slot)
            }

            fn lend(held: &'h mut Self::Held) -> Self {
                held.as_ref()
            }
        }
    )* };
}
pub(crate) use lend;

impl<'h, T: FromValue + 'h> Argument<'h> for &'h [T] {
    const INPUT: Form = <Vec<T> as FromValue>::FORM;
    type Held = Vec<T>;

    fn hold(call: &'h Call, slot: Slot) -> Result<Self::Held> {
        Vec::from_input(call, slot)
    }

    fn lend(held: &'h mut Self::Held) -> Self {
        held
    }
}

impl<'h, T: FromValue + 'h> Argument<'h> for Option<&'h [T]> {
    const INPUT: Form = <Option<Vec<T>> as FromValue>::FORM;
    type Held = Option<Vec<T>>;

    fn hold(call: &'h Call, slot: Slot) -> Result<Self::Held> {
        Option::from_input(call, slot)
    }

    fn lend(held: &'h mut Self::Held) -> Self {
        held.as_deref()
    }
}

/// What a function gives: one output, several (`#[derive(Outputs)]`), or none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a kind",
    label = "neither an output nor a struct of outputs",
    note = "outputs are numbers, `bool`, `String`, `Color`, `Image`, `Mask`, `Mesh`, `Tensor`, `Record`, `Value`, choices, and `Vec`s of them",
    note = "several outputs are a struct with `#[derive(Outputs)]`"
)]
pub trait Results: Sized {
    /// Of a struct, its fields; of one output, nothing: `#[node]` says its name.
    const MANY: Option<&'static [Output]>;
    /// Of one output.
    const TYPE: &'static CStr = c"any";
    /// Of one output.
    const LIST: IsList = IsList::No;

    /// Gives them to the host.
    ///
    /// # Errors
    /// The host has no memory left, or refuses one.
    fn put(self, call: &Call) -> Result<()>;
}

impl<T: IntoValue> Results for T {
    const MANY: Option<&'static [Output]> = None;
    const TYPE: &'static CStr = <T as IntoValue>::TYPE;
    const LIST: IsList = <T as IntoValue>::LIST;

    fn put(self, call: &Call) -> Result<()> {
        put_one(self, call, 0)
    }
}

impl Results for () {
    const MANY: Option<&'static [Output]> = Some(&[]);

    fn put(self, _: &Call) -> Result<()> {
        Ok(())
    }
}

/// One field of a struct of outputs.
///
/// # Errors
/// As of [`Results::put`].
pub fn put_one(output: impl IntoValue, call: &Call, index: u32) -> Result<()> {
    let value = output.into_value(call)?;
    call.raw.output(index, value)
}

/// A function may give `T` or `Result<T>`.
#[diagnostic::on_unimplemented(
    message = "a kind cannot give `{Self}`",
    label = "neither an output nor a `Result` of one",
    note = "write `Result<T>`, where `T` is an output or a struct with `#[derive(Outputs)]`"
)]
pub trait Returned {
    /// What it is when all goes well.
    type Results: Results;

    /// What it is, or why not.
    ///
    /// # Errors
    /// Those of the function.
    fn into_result(self) -> Result<Self::Results>;
}

impl<T: Results> Returned for T {
    type Results = T;

    fn into_result(self) -> Result<T> {
        Ok(self)
    }
}

impl<T: Results, E: Into<Error>> Returned for std::result::Result<T, E> {
    type Results = T;

    fn into_result(self) -> Result<T> {
        self.map_err(Into::into)
    }
}
