//! What the macros say about a kind, checked while compiling. Authors never write this by hand.

use crate::boundary::{ABSENT, array};
pub use crate::boundary::{Input, Output};
use std::ffi::{CStr, c_char};
use weft_abi::*;

/// A text of a macro: ends with the one NUL it has.
pub const fn text(with_nul: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(with_nul.as_bytes()) {
        Ok(text) => text,
        Err(_) => panic!("a text of a kind cannot have a NUL inside"),
    }
}

/// An id of old.
#[repr(transparent)]
pub struct Name(*const c_char);

impl Name {
    /// Of an input, an output or a kind.
    pub const fn new(id: &'static CStr) -> Self {
        Self(id.as_ptr())
    }
}

/// A model that a kind may use.
#[repr(transparent)]
pub struct ModelUse(weft_model);

impl ModelUse {
    /// Its name, and which input chooses it; without an input it is always needed.
    pub const fn new(name: &'static CStr, input: Option<&'static CStr>) -> Self {
        let input = match input {
            Some(input) => input.as_ptr(),
            None => ABSENT,
        };
        Self(weft_model { name: name.as_ptr(), input })
    }
}

/// One answer of a choice.
#[repr(transparent)]
pub struct ChoiceText(weft_choice);

impl ChoiceText {
    /// Key, label and one line for the user.
    pub const fn new(key: &'static CStr, label: &'static CStr, doc: Option<&'static CStr>) -> Self {
        let doc = match doc {
            Some(doc) => doc.as_ptr(),
            None => ABSENT,
        };
        Self(weft_choice { key: key.as_ptr(), label: label.as_ptr(), doc })
    }
}

/// Where the default of an input belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// `default_float`
    Float,
    /// `default_int`
    Int,
    /// `default_int`, 0 or 1
    Bool,
    /// `default_text`
    Text,
    /// It cannot be set, only wired.
    Wired,
}

/// What a Rust type is for the host.
#[derive(Clone, Copy)]
pub struct Form {
    /// `image`, `float` …
    pub type_name: &'static CStr,
    /// Where its default belongs.
    pub class: Class,
    /// `WEFT_INPUT_…` which the type itself brings.
    pub flags: u32,
    /// Limits which the type itself brings.
    pub hard: Option<(f64, f64)>,
    /// Answers of a choice; the first one is the default.
    pub choices: &'static [ChoiceText],
    /// Where nobody says another.
    pub default_text: Option<&'static CStr>,
}

impl Form {
    /// Of a type without peculiarities.
    pub const fn new(type_name: &'static CStr, class: Class) -> Self {
        let flags = if matches!(class, Class::Wired) { WEFT_INPUT_WIRE_ONLY } else { 0 };
        Self { type_name, class, flags, hard: None, choices: &[], default_text: None }
    }

    /// Of an enum.
    pub const fn choice(choices: &'static [ChoiceText], default: &'static CStr) -> Self {
        Self { choices, default_text: Some(default), ..Self::new(c"choice", Class::Text) }
    }

    /// As it is, with one more flag.
    #[must_use]
    pub const fn with(mut self, flag: u32) -> Self {
        self.flags |= flag;
        self
    }

    /// Of integers: what fits.
    #[must_use]
    pub const fn within(mut self, least: f64, most: f64) -> Self {
        self.hard = Some((least, most));
        self
    }
}

/// An input while a macro describes it.
pub struct NewInput {
    raw: weft_input,
    class: Class,
    is_optional: bool,
}

impl NewInput {
    /// Of a Rust type.
    pub const fn new(id: &'static CStr, form: Form) -> Self {
        let mut raw = weft_input {
            id: id.as_ptr(),
            label: ABSENT,
            doc: ABSENT,
            type_name: form.type_name.as_ptr(),
            flags: form.flags,
            reserved0: 0,
            default_float: 0.0,
            default_int: 0,
            default_text: ABSENT,
            soft_min: 0.0,
            soft_max: 0.0,
            hard_min: 0.0,
            hard_max: 0.0,
            step: 0.0,
            unit: ABSENT,
            widget: ABSENT,
            choices: array(form.choices),
            aka: array::<Name>(&[]),
            meta_json: ABSENT,
        };
        if let Some((least, most)) = form.hard {
            (raw.hard_min, raw.hard_max) = (least, most);
            raw.flags |= WEFT_INPUT_HARD_MIN | WEFT_INPUT_HARD_MAX;
        }
        if let Some(default) = form.default_text {
            raw.default_text = default.as_ptr();
        }
        Self { raw, class: form.class, is_optional: form.flags & WEFT_INPUT_OPTIONAL != 0 }
    }

    /// One line for the user.
    #[must_use]
    pub const fn doc(mut self, doc: &'static CStr) -> Self {
        self.raw.doc = doc.as_ptr();
        self
    }

    /// Shown to the user instead of the id.
    #[must_use]
    pub const fn label(mut self, label: &'static CStr) -> Self {
        self.raw.label = label.as_ptr();
        self
    }

    /// Another type: a union, a variable, a vendor's own.
    #[must_use]
    pub const fn ty(mut self, type_name: &'static CStr) -> Self {
        self.raw.type_name = type_name.as_ptr();
        // A tensor can only be wired, but a rectangle in a tensor can be drawn.
        if is_drawn(type_name) {
            self.raw.flags &= !WEFT_INPUT_WIRE_ONLY;
        }
        self
    }

    /// `WEFT_INPUT_…`
    #[must_use]
    pub const fn flags(mut self, flags: u32) -> Self {
        self.raw.flags |= flags;
        self
    }

    /// Of numbers.
    #[must_use]
    pub const fn default_number(mut self, float: f64, int: i64) -> Self {
        match self.class {
            Class::Float => self.raw.default_float = float,
            Class::Int => {
                assert!(float as i64 == int || float.abs() > 9.0e15, "the default of a whole number has a fraction");
                self.raw.default_int = int;
            }
            _ => panic!("the default is a number, but the input takes none"),
        }
        self
    }

    /// Of `bool`.
    #[must_use]
    pub const fn default_bool(mut self, yes: bool) -> Self {
        assert!(matches!(self.class, Class::Bool), "the default is `true` or `false`, but the input takes neither");
        self.raw.default_int = yes as i64;
        self
    }

    /// Of what is stored as a text.
    #[must_use]
    pub const fn default_text(mut self, text: &'static CStr) -> Self {
        assert!(matches!(self.class, Class::Text), "the default is a text, but the input takes none");
        self.raw.default_text = text.as_ptr();
        self
    }

    /// Ends of the slider.
    #[must_use]
    pub const fn soft(mut self, least: Option<f64>, most: Option<f64>) -> Self {
        self.must_be_a_number();
        if let Some(least) = least {
            self.raw.soft_min = least;
            self.raw.flags |= WEFT_INPUT_SOFT_MIN;
        }
        if let Some(most) = most {
            self.raw.soft_max = most;
            self.raw.flags |= WEFT_INPUT_SOFT_MAX;
        }
        self
    }

    /// What the host refuses.
    #[must_use]
    pub const fn hard(mut self, least: Option<f64>, most: Option<f64>) -> Self {
        self.must_be_a_number();
        if let Some(least) = least {
            self.raw.hard_min = least;
            self.raw.flags |= WEFT_INPUT_HARD_MIN;
        }
        if let Some(most) = most {
            self.raw.hard_max = most;
            self.raw.flags |= WEFT_INPUT_HARD_MAX;
        }
        self
    }

    /// Of the slider.
    #[must_use]
    pub const fn step(mut self, step: f64) -> Self {
        self.must_be_a_number();
        self.raw.step = step;
        self
    }

    /// `px`, `%`, `°` …
    #[must_use]
    pub const fn unit(mut self, unit: &'static CStr) -> Self {
        self.raw.unit = unit.as_ptr();
        self
    }

    /// How it is edited.
    #[must_use]
    pub const fn widget(mut self, widget: &'static CStr) -> Self {
        self.raw.widget = widget.as_ptr();
        self
    }

    /// Ids of old.
    #[must_use]
    pub const fn aka(mut self, names: &'static [Name]) -> Self {
        self.raw.aka = array(names);
        self
    }

    /// For the editor only: a JSON object.
    #[must_use]
    pub const fn meta(mut self, json: &'static CStr) -> Self {
        self.raw.meta_json = json.as_ptr();
        self
    }

    /// Checks what belongs together.
    pub const fn done(self) -> Input {
        let raw = &self.raw;
        let (soft_min, soft_max) = (raw.flags & WEFT_INPUT_SOFT_MIN != 0, raw.flags & WEFT_INPUT_SOFT_MAX != 0);
        let (hard_min, hard_max) = (raw.flags & WEFT_INPUT_HARD_MIN != 0, raw.flags & WEFT_INPUT_HARD_MAX != 0);
        assert!(!(soft_min && soft_max) || raw.soft_min < raw.soft_max, "the soft limits leave no room");
        assert!(!(hard_min && hard_max) || raw.hard_min <= raw.hard_max, "the hard limits leave no room");
        assert!(!(soft_min && hard_min) || raw.soft_min >= raw.hard_min, "the slider begins below the hard limit");
        assert!(!(soft_max && hard_max) || raw.soft_max <= raw.hard_max, "the slider ends above the hard limit");
        if matches!(self.class, Class::Float | Class::Int) && !self.is_optional {
            let default = if matches!(self.class, Class::Float) { raw.default_float } else { raw.default_int as f64 };
            assert!(!hard_min || default >= raw.hard_min, "the default is below the hard limit; say `default = …`");
            assert!(!hard_max || default <= raw.hard_max, "the default is above the hard limit");
        }
        Input(self.raw)
    }

    const fn must_be_a_number(&self) {
        assert!(matches!(self.class, Class::Float | Class::Int), "only numbers have limits and steps");
    }
}

/// What a hand draws in the viewer.
const fn is_drawn(type_name: &CStr) -> bool {
    matches!(type_name.to_bytes(), b"points" | b"rect" | b"strokes" | b"curve")
}

impl Output {
    /// One of several, or the only one.
    pub const fn new(id: &'static CStr, type_name: &'static CStr, is_list: IsList) -> Self {
        let flags = if matches!(is_list, IsList::Yes) { WEFT_OUTPUT_LIST } else { 0 };
        let (id, type_name) = (id.as_ptr(), type_name.as_ptr());
        let aka = array::<Name>(&[]);
        Self(weft_output { id, label: ABSENT, doc: ABSENT, type_name, flags, reserved0: 0, aka, meta_json: ABSENT })
    }

    /// One line for the user.
    #[must_use]
    pub const fn doc(mut self, doc: &'static CStr) -> Self {
        self.0.doc = doc.as_ptr();
        self
    }

    /// Shown to the user instead of the id.
    #[must_use]
    pub const fn label(mut self, label: &'static CStr) -> Self {
        self.0.label = label.as_ptr();
        self
    }

    /// Another type.
    #[must_use]
    pub const fn ty(mut self, type_name: &'static CStr) -> Self {
        self.0.type_name = type_name.as_ptr();
        self
    }

    /// Ids of old.
    #[must_use]
    pub const fn aka(mut self, names: &'static [Name]) -> Self {
        self.0.aka = array(names);
        self
    }
}

/// Whether an output gives a list.
#[derive(Clone, Copy)]
pub enum IsList {
    /// One thing.
    No,
    /// Many.
    Yes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_hand_can_draw_need_not_be_wired() {
        let wired_only = |type_name| {
            let input = NewInput::new(c"part", Form::new(c"tensor", Class::Wired)).ty(type_name).done();
            input.0.flags & WEFT_INPUT_WIRE_ONLY != 0
        };
        assert!(!wired_only(c"rect") && !wired_only(c"curve"));
        assert!(wired_only(c"tensor") && wired_only(c"image|mask"));
    }
}
