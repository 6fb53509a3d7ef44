//! Numbers, texts, colours and paths as inputs and outputs.

use crate::boundary::Value;
use crate::describe::{Class, Form};
use crate::flow::{Argument, FromValue, IntoValue, Slot, lend};
use crate::{Call, Error, Result};
use std::ffi::CStr;
use std::path::{Path, PathBuf};
use weft_abi::WEFT_INPUT_OPTIONAL;

/// A colour: sRGB code values in [0, 1], straight alpha.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Color {
    /// Red, green, blue, alpha.
    pub rgba: [f32; 4],
}

impl Color {
    /// Opaque.
    pub const fn rgb(red: f32, green: f32, blue: f32) -> Self {
        Self { rgba: [red, green, blue, 1.0] }
    }

    /// How bright it is: Rec. 709 luma of the code values.
    pub fn luma(self) -> f32 {
        let [red, green, blue, _] = self.rgba;
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// Where all randomness of a kind comes from. An input of this type has a dice in the editor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seed(pub i64);

impl Seed {
    /// Random bits that are the same for the same seed and number, on every machine and for any number of threads:
    /// `seed.random(pixel_index)`.
    pub fn random(self, number: u64) -> u64 {
        // SplitMix64.
        let mut bits = (self.0 as u64).wrapping_add(number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// The same as a number in [0, 1).
    pub fn unit(self, number: u64) -> f32 {
        (self.random(number) >> 40) as f32 / (1_u64 << 24) as f32
    }
}

/// Name of a model, as in `models/*.ron`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Model(pub String);

impl AsRef<str> for Model {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromValue for f64 {
    const FORM: Form = Form::new(c"float", Class::Float);

    fn from_value(value: Value) -> Result<Self> {
        value.as_float()
    }

    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        call.raw.input_float(slot.index)
    }
}

impl IntoValue for f64 {
    const TYPE: &'static CStr = c"float";

    fn into_value(self, call: &Call) -> Result<Value> {
        call.raw.float(self)
    }
}

impl FromValue for f32 {
    const FORM: Form = f64::FORM;

    fn from_value(value: Value) -> Result<Self> {
        Ok(value.as_float()? as Self)
    }

    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        Ok(call.raw.input_float(slot.index)? as Self)
    }
}

impl IntoValue for f32 {
    const TYPE: &'static CStr = c"float";

    fn into_value(self, call: &Call) -> Result<Value> {
        call.raw.float(self.into())
    }
}

/// Integers; the limits of smaller ones become hard limits of the input.
macro_rules! integers {
    ($($number:ty: $form:expr;)*) => { $(
        impl FromValue for $number {
            const FORM: Form = $form;

            fn from_value(value: Value) -> Result<Self> {
                fitting(value.as_int()?)
            }

            fn from_input(call: &Call, slot: Slot) -> Result<Self> {
                fitting(call.raw.input_int(slot.index)?).map_err(|error| error.context(format_args!("`{}`", slot.id)))
            }
        }

        impl IntoValue for $number {
            const TYPE: &'static CStr = c"int";

            fn into_value(self, call: &Call) -> Result<Value> {
                call.raw.int(self.into())
            }
        }
    )* };
}
integers! {
    i64: Form::new(c"int", Class::Int);
    i32: Form::new(c"int", Class::Int).within(i32::MIN as f64, i32::MAX as f64);
    u32: Form::new(c"int", Class::Int).within(0.0, u32::MAX as f64);
}

fn fitting<T: TryFrom<i64>>(number: i64) -> Result<T> {
    T::try_from(number).map_err(|_| Error::invalid(format!("{number} is out of range")))
}

impl FromValue for bool {
    const FORM: Form = Form::new(c"bool", Class::Bool);

    fn from_value(value: Value) -> Result<Self> {
        value.as_bool()
    }

    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        call.raw.input_bool(slot.index)
    }
}

impl IntoValue for bool {
    const TYPE: &'static CStr = c"bool";

    fn into_value(self, call: &Call) -> Result<Value> {
        call.raw.yes_or_no(self)
    }
}

impl FromValue for Color {
    const FORM: Form = Form { default_text: Some(c"#000000"), ..Form::new(c"color", Class::Text) };

    fn from_value(value: Value) -> Result<Self> {
        value.as_color()
    }

    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        call.raw.input_color(slot.index)
    }
}

impl IntoValue for Color {
    const TYPE: &'static CStr = c"color";

    fn into_value(self, call: &Call) -> Result<Value> {
        call.raw.color(self)
    }
}

impl FromValue for Seed {
    const FORM: Form = Form::new(c"seed", Class::Int);

    fn from_value(value: Value) -> Result<Self> {
        value.as_int().map(Self)
    }

    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        call.raw.input_int(slot.index).map(Self)
    }
}

impl IntoValue for Seed {
    const TYPE: &'static CStr = c"seed";

    fn into_value(self, call: &Call) -> Result<Value> {
        call.raw.int(self.0)
    }
}

/// What is stored as a text.
macro_rules! texts {
    ($($owned:ty: $name:literal, $make:expr, $text:expr;)*) => { $(
        impl FromValue for $owned {
            const FORM: Form = Form::new($name, Class::Text);

            fn from_value(value: Value) -> Result<Self> {
                value.as_text().map($make)
            }

            fn from_input(call: &Call, slot: Slot) -> Result<Self> {
                call.raw.input_text(slot.index).map($make)
            }
        }

        impl IntoValue for $owned {
            const TYPE: &'static CStr = $name;

            fn into_value(self, call: &Call) -> Result<Value> {
                call.raw.text($text(&self)?)
            }
        }
    )* };
}
texts! {
    String: c"text", str::to_owned, text_itself;
    PathBuf: c"path", PathBuf::from, text_of_path;
    Model: c"model", |name: &str| Self(name.to_owned()), text_of_model;
}

#[expect(clippy::unnecessary_wraps, reason = "as of `text_of_path`")]
fn text_itself(text: &str) -> Result<&str> {
    Ok(text)
}

#[expect(clippy::unnecessary_wraps, reason = "as of `text_of_path`")]
fn text_of_model(model: &Model) -> Result<&str> {
    Ok(&model.0)
}

fn text_of_path(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| Error::invalid(format!("the path {} is not UTF-8", path.display())))
}

lend!(Model);

/// `&str` and `&Path`: the host lends the text until the function is done.
macro_rules! lent_texts {
    ($($lent:ty: $form:expr, $make:expr;)*) => { $(
        impl<'h> Argument<'h> for &'h $lent {
            const INPUT: Form = $form;
            type Held = &'h $lent;

            fn hold(call: &'h Call, slot: Slot) -> Result<Self::Held> {
                call.raw.input_text(slot.index).map($make)
            }

            fn lend(held: &'h mut Self::Held) -> Self {
                held
            }
        }

        impl<'h> Argument<'h> for Option<&'h $lent> {
            const INPUT: Form = $form.with(WEFT_INPUT_OPTIONAL);
            type Held = Option<&'h $lent>;

            fn hold(call: &'h Call, slot: Slot) -> Result<Self::Held> {
                if !call.raw.has_input(slot.index)? {
                    return Ok(None);
                }
                call.raw.input_text(slot.index).map($make).map(Some)
            }

            fn lend(held: &'h mut Self::Held) -> Self {
                *held
            }
        }
    )* };
}
lent_texts! {
    str: String::FORM, std::convert::identity;
    Path: PathBuf::FORM, Path::new;
}
