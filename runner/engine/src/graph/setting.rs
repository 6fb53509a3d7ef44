//! What an input is set to: a literal of the file. What it means is for `plan` to check; here it is only kept.

use super::Name;

/// A value written in a graph. Programs make one with `from`, a command line with [`Setting::parse`].
///
/// Match on [`Setting::plain`], so that it makes no difference how the value was written.
#[derive(Debug, Clone)]
pub enum Setting {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above `i64::MAX`: seeds use all 64 bits.
    Large(u64),
    /// A number with a fraction, `inf`, `-inf` or `NaN`.
    Float(f64),
    /// A text in quotes.
    Text(Box<str>),
    /// `[a, b]`.
    List(Box<[Setting]>),
    /// `{"key": value}`.
    Map(Box<[(Name, Setting)]>),
    /// `(x, y)`: a point, a size, a colour.
    Tuple(Box<[Setting]>),
    /// `(at: (40, 80), width: 3)`: a stroke, a frame of the view.
    Struct(Box<[(Name, Setting)]>),
    /// `Word` or `Word(…)`: other programs may write these; nothing of Weft does.
    Named(Box<Named>),
    /// Written otherwise than Weft would (`0x1F`, a list over several lines): written back as it was.
    Spelled(Box<Spelled>),
}

/// `Word`, `Word(1, 2)` or `Word(a: 1)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The word.
    pub name: Name,
    /// What stands in the brackets: a tuple or a struct.
    pub body: Option<Setting>,
}

/// A value and how it was written. Only the parser makes one, so the two always agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Spelled {
    pub(super) source: Box<str>,
    pub(super) plain: Setting,
}

impl Setting {
    /// The value itself, however it was written.
    #[must_use]
    pub fn plain(&self) -> &Self {
        match self {
            Self::Spelled(spelled) => spelled.plain.plain(),
            plain => plain,
        }
    }

    /// A truth.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.plain() {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number. `2.0` is none: an input that wants whole numbers says so.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.plain() {
            Self::Int(value) => Some(*value),
            Self::Large(value) => i64::try_from(*value).ok(),
            _ => None,
        }
    }

    /// A whole number that is not negative; all 64 bits of a seed.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        match self.plain() {
            Self::Int(value) => u64::try_from(*value).ok(),
            Self::Large(value) => Some(*value),
            _ => None,
        }
    }

    /// A number, whole or not.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an input that wants a fraction gets the nearest one")]
    pub fn as_f64(&self) -> Option<f64> {
        match self.plain() {
            Self::Int(value) => Some(*value as f64),
            Self::Large(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// A text, a choice's key, a path.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self.plain() {
            Self::Text(value) => Some(value),
            _ => None,
        }
    }

    /// The items of a list or tuple.
    #[must_use]
    pub fn items(&self) -> Option<&[Self]> {
        match self.plain() {
            Self::List(items) | Self::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a map or struct, in the order of the file.
    #[must_use]
    pub fn fields(&self) -> Option<&[(Name, Self)]> {
        match self.plain() {
            Self::Map(fields) | Self::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    /// One entry of a map or struct.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.fields()?.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Two numbers `(x, y)`.
    #[must_use]
    pub fn as_point(&self) -> Option<(f64, f64)> {
        match self.items()? {
            [x, y] => Some((x.as_f64()?, y.as_f64()?)),
            _ => None,
        }
    }

    /// What was written, for an input that wants a text: `--set label.text=007` means the text `007`.
    #[must_use]
    pub fn words(&self) -> String {
        match self.as_text() {
            Some(text) => text.to_owned(),
            None => self.to_string(),
        }
    }

    /// A point: whole numbers are written without a fraction, so that a moved node reads well.
    #[must_use]
    pub fn point(x: f64, y: f64) -> Self {
        Self::Tuple([short_number(x), short_number(y)].into())
    }

    /// A struct of named fields.
    #[must_use]
    pub fn of_fields<N: Into<Name>>(fields: impl IntoIterator<Item = (N, Self)>) -> Self {
        Self::Struct(fields.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// A map of texts to values.
    #[must_use]
    pub fn of_map<N: Into<Name>>(entries: impl IntoIterator<Item = (N, Self)>) -> Self {
        Self::Map(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// Whether both mean the same, however they are written.
    #[must_use]
    pub fn means(&self, other: &Self) -> bool {
        same(self.plain(), other.plain(), Self::means)
    }
}

/// Equal in meaning and in spelling. `NaN` equals `NaN` here: this is about what the file says.
impl PartialEq for Setting {
    fn eq(&self, other: &Self) -> bool {
        same(self, other, Self::eq)
    }
}

impl Eq for Setting {}

fn same(a: &Setting, b: &Setting, same_inside: fn(&Setting, &Setting) -> bool) -> bool {
    use Setting::{Bool, Float, Int, Large, List, Map, Named, Spelled, Struct, Text, Tuple};
    let same_items =
        |a: &[Setting], b: &[Setting]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_inside(a, b));
    let same_fields = |a: &[(Name, Setting)], b: &[(Name, Setting)]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && same_inside(&a.1, &b.1))
    };
    match (a, b) {
        (Bool(a), Bool(b)) => a == b,
        (Int(a), Int(b)) => a == b,
        (Large(a), Large(b)) => a == b,
        (Int(a), Large(b)) | (Large(b), Int(a)) => u64::try_from(*a).is_ok_and(|a| a == *b),
        (Float(a), Float(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Text(a), Text(b)) => a == b,
        (List(a), List(b)) | (Tuple(a), Tuple(b)) => same_items(a, b),
        (Map(a), Map(b)) | (Struct(a), Struct(b)) => same_fields(a, b),
        (Named(a), Named(b)) => {
            a.name == b.name
                && match (&a.body, &b.body) {
                    (Some(a), Some(b)) => same_inside(a, b),
                    (a, b) => a.is_none() && b.is_none(),
                }
        }
        (Spelled(a), Spelled(b)) => a.source == b.source,
        _ => false,
    }
}

/// `40` rather than `40.0` where nothing is lost.
fn short_number(value: f64) -> Setting {
    #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
    if value.fract() == 0.0 && value.abs() < 9.0e15 && !(value == 0.0 && value.is_sign_negative()) {
        Setting::Int(value as i64)
    } else {
        Setting::Float(value)
    }
}

macro_rules! from_whole {
    ($($whole:ty),*) => {$(
        impl From<$whole> for Setting {
            fn from(value: $whole) -> Self {
                Self::Int(i64::from(value))
            }
        }
    )*};
}

from_whole!(i8, i16, i32, i64, u8, u16, u32);

impl From<bool> for Setting {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Setting {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Large(value), Self::Int)
    }
}

impl From<usize> for Setting {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

impl From<f64> for Setting {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

/// The number that a reader would write: `0.1f32` becomes `0.1`, not `0.10000000149011612`.
impl From<f32> for Setting {
    fn from(value: f32) -> Self {
        Self::Float(value.to_string().parse().unwrap_or_else(|_| f64::from(value)))
    }
}

impl From<&str> for Setting {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for Setting {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<Name> for Setting {
    fn from(value: Name) -> Self {
        Self::Text(value.as_str().into())
    }
}

impl<T: Into<Setting>> From<Vec<T>> for Setting {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Setting>, const N: usize> From<[T; N]> for Setting {
    fn from(items: [T; N]) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<A: Into<Setting>, B: Into<Setting>> From<(A, B)> for Setting {
    fn from((a, b): (A, B)) -> Self {
        Self::Tuple([a.into(), b.into()].into())
    }
}

impl<A: Into<Setting>, B: Into<Setting>, C: Into<Setting>> From<(A, B, C)> for Setting {
    fn from((a, b, c): (A, B, C)) -> Self {
        Self::Tuple([a.into(), b.into(), c.into()].into())
    }
}

impl<A: Into<Setting>, B: Into<Setting>, C: Into<Setting>, D: Into<Setting>> From<(A, B, C, D)> for Setting {
    fn from((a, b, c, d): (A, B, C, D)) -> Self {
        Self::Tuple([a.into(), b.into(), c.into(), d.into()].into())
    }
}
