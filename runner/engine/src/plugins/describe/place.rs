//! One input or output of a kind: its type, default, limits and choices.
#![expect(unsafe_code, reason = "texts and arrays of C tables")]

use super::{Rubbish, foreign, in_words, is_id, listed, rubbish};
use crate::catalog::{Choice, Default, Input, InputFlags, Limits, Output, Type};
use crate::diagnostic::nearest;
use weft_abi::{
    WEFT_INPUT_ADVANCED, WEFT_INPUT_HARD_MAX, WEFT_INPUT_HARD_MIN, WEFT_INPUT_HIDDEN, WEFT_INPUT_LIST,
    WEFT_INPUT_NO_DIGEST, WEFT_INPUT_ON_NODE, WEFT_INPUT_OPTIONAL, WEFT_INPUT_PATH_FOLDER, WEFT_INPUT_PATH_WRITE,
    WEFT_INPUT_SET_ONLY, WEFT_INPUT_SOFT_MAX, WEFT_INPUT_SOFT_MIN, WEFT_INPUT_WIRE_ONLY, WEFT_OUTPUT_LIST, weft_choice,
    weft_input, weft_output,
};

/// Types which the contract names. Others have a dot in them: a vendor's own.
const TYPES: &[&str] = &[
    "image",
    "mask",
    "mesh",
    "tensor",
    "faces",
    "pose",
    "labels",
    "embedding",
    "record",
    "text",
    "int",
    "float",
    "bool",
    "choice",
    "color",
    "path",
    "model",
    "seed",
    "points",
    "rect",
    "strokes",
    "curve",
    "any",
];

pub(super) fn input(raw: &weft_input, oddities: &mut Vec<String>) -> Result<Input, Rubbish> {
    let (id, label) = id_and_label(raw.id, raw.label, "input")?;
    let whole = format!("input `{id}`");
    let text = |from, what: &str| {
        // SAFETY: a text of a descriptor.
        unsafe { foreign::static_text(from, &format!("{what} of {whole}")) }
    };
    let ty = listed(type_of(text(raw.type_name, "the type")?, &whole)?, raw.flags & WEFT_INPUT_LIST != 0);
    let flags = flags(raw.flags, ty.is_list());
    if flags.wire_only && flags.set_only {
        return rubbish(format!("{whole} can neither be wired nor set"));
    }
    let limits = limits(raw, &whole)?;
    let choices = choices(raw, &whole)?;
    if ty.plain() == Some("choice") && choices.is_empty() {
        return rubbish(format!("{whole} is a choice without choices"));
    }
    let default = default(raw, &ty, flags, &choices, &whole)?;
    check_default(&default, &limits, &whole)?;
    Ok(Input {
        doc: text(raw.doc, "the description")?.unwrap_or_default(),
        unit: text(raw.unit, "the unit")?.unwrap_or_default(),
        widget: text(raw.widget, "the widget")?.unwrap_or_default(),
        // SAFETY: an array of the descriptor.
        aka: unsafe { foreign::static_texts(raw.aka, "old ids") }?,
        meta_json: super::json_object(text(raw.meta_json, "`meta_json`")?, &whole, oddities),
        id,
        label,
        ty,
        flags,
        default,
        limits,
        choices,
    })
}

pub(super) fn output(raw: &weft_output) -> Result<Output, Rubbish> {
    let (id, label) = id_and_label(raw.id, raw.label, "output")?;
    let whole = format!("output `{id}`");
    let text = |from, what: &str| {
        // SAFETY: a text of a descriptor.
        unsafe { foreign::static_text(from, &format!("{what} of {whole}")) }
    };
    Ok(Output {
        ty: listed(type_of(text(raw.type_name, "the type")?, &whole)?, raw.flags & WEFT_OUTPUT_LIST != 0),
        doc: text(raw.doc, "the description")?.unwrap_or_default(),
        // SAFETY: an array of the descriptor.
        aka: unsafe { foreign::static_texts(raw.aka, "old ids") }?,
        id,
        label,
    })
}

fn id_and_label(
    id: *const std::ffi::c_char,
    label: *const std::ffi::c_char,
    what: &str,
) -> Result<(Box<str>, Box<str>), Rubbish> {
    // SAFETY: a text of a descriptor.
    let id = unsafe { foreign::static_text(id, &format!("the id of an {what}")) }?;
    // SAFETY: as above.
    let label = unsafe { foreign::static_text(label, &format!("the label of an {what}")) }?;
    let Some(id) = id else { return rubbish(format!("one of its {what}s has no id")) };
    // A dot would make `node.input` ambiguous in graph files and on the command line.
    if !is_id(&id) || id.contains('.') {
        return rubbish(format!("`{id}` is no id of an {what}: a–z, 0–9, `_` and `-`"));
    }
    let label = label.unwrap_or_else(|| in_words(&id));
    Ok((id, label))
}

fn type_of(text: Option<Box<str>>, whole: &str) -> Result<Type, Rubbish> {
    let Some(text) = text else { return rubbish(format!("{whole} has no type")) };
    let Some(ty) = Type::parse(&text) else { return rubbish(format!("{whole} has the type `{text}`, which is none")) };
    let names = text.trim_matches(['[', ']', ' ']).split('|').map(str::trim);
    for name in names {
        if name.starts_with('$') && ty.variable().is_none() {
            return rubbish(format!("{whole} has the type `{text}`: a variable stands alone"));
        }
        if !TYPES.contains(&name) && !name.starts_with('$') && !name.contains('.') {
            let near = nearest(name, TYPES.iter().copied());
            let near = near.first().map(|near| format!("; `{near}` is one")).unwrap_or_default();
            return rubbish(format!("{whole} has the type `{name}`, which nobody knows{near}"));
        }
    }
    Ok(ty)
}

fn flags(bits: u32, list: bool) -> InputFlags {
    let has = |bit| bits & bit != 0;
    InputFlags {
        optional: has(WEFT_INPUT_OPTIONAL),
        list,
        wire_only: has(WEFT_INPUT_WIRE_ONLY),
        set_only: has(WEFT_INPUT_SET_ONLY),
        advanced: has(WEFT_INPUT_ADVANCED),
        hidden: has(WEFT_INPUT_HIDDEN),
        on_node: has(WEFT_INPUT_ON_NODE),
        path_write: has(WEFT_INPUT_PATH_WRITE),
        path_folder: has(WEFT_INPUT_PATH_FOLDER),
        no_digest: has(WEFT_INPUT_NO_DIGEST),
    }
}

fn limits(raw: &weft_input, whole: &str) -> Result<Limits, Rubbish> {
    let end = |bit, value: f64| (raw.flags & bit != 0).then_some(value);
    let limits = Limits {
        soft_min: end(WEFT_INPUT_SOFT_MIN, raw.soft_min),
        soft_max: end(WEFT_INPUT_SOFT_MAX, raw.soft_max),
        hard_min: end(WEFT_INPUT_HARD_MIN, raw.hard_min),
        hard_max: end(WEFT_INPUT_HARD_MAX, raw.hard_max),
        step: (raw.step != 0.0).then_some(raw.step),
    };
    let all = [limits.soft_min, limits.soft_max, limits.hard_min, limits.hard_max, limits.step];
    if let Some(odd) = all.into_iter().flatten().find(|end| !end.is_finite()) {
        return rubbish(format!("{whole} has the limit or step {odd}; limits are finite"));
    }
    if limits.step.is_some_and(|step| step < 0.0) {
        return rubbish(format!("{whole} has the step {}, which is below 0", raw.step));
    }
    for (low, high) in [(limits.soft_min, limits.soft_max), (limits.hard_min, limits.hard_max)] {
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            return rubbish(format!("{whole} has the limits {low} to {high}, which are the wrong way round"));
        }
    }
    Ok(limits)
}

fn choices(raw: &weft_input, whole: &str) -> Result<Vec<Choice>, Rubbish> {
    // SAFETY: an array of the descriptor.
    let tables = unsafe { foreign::elements::<weft_choice>(raw.choices, "choices") }?;
    let mut choices: Vec<Choice> = Vec::with_capacity(tables.len());
    for (_, table) in &tables {
        let text = |from, what: &str| {
            // SAFETY: a text of a descriptor.
            unsafe { foreign::static_text(from, &format!("{what} of a choice of {whole}")) }
        };
        let Some(key) = text(table.key, "the key")? else { return rubbish(format!("a choice of {whole} has no key")) };
        if choices.iter().any(|other| other.key == key) {
            return rubbish(format!("{whole} has the choice `{key}` twice"));
        }
        let label = text(table.label, "the label")?.unwrap_or_else(|| in_words(&key));
        choices.push(Choice { key, label, doc: text(table.doc, "the description")?.unwrap_or_default() });
    }
    Ok(choices)
}

/// What the input is unless it is wired or set. An optional one, and a list, is nothing.
fn default(
    raw: &weft_input,
    ty: &Type,
    flags: InputFlags,
    choices: &[Choice],
    whole: &str,
) -> Result<Default, Rubbish> {
    // SAFETY: a text of a descriptor.
    let text = unsafe { foreign::static_text(raw.default_text, &format!("the default of {whole}")) }?;
    if flags.optional || flags.list || flags.wire_only {
        return Ok(Default::None);
    }
    Ok(match (ty.plain(), text) {
        (Some("float"), _) => Default::Float(raw.default_float),
        (Some("int" | "seed"), _) => Default::Int(raw.default_int),
        (Some("bool"), _) => Default::Bool(raw.default_int != 0),
        (Some("text"), text) => Default::Text(text.unwrap_or_default()),
        (Some("choice"), None) => choices.first().map_or(Default::None, |first| Default::Text(first.key.clone())),
        (Some("choice"), Some(key)) => {
            if !choices.iter().any(|choice| choice.key == key) {
                return rubbish(format!("{whole} has the default `{key}`, which is none of its choices"));
            }
            Default::Text(key)
        }
        (Some("color"), Some(color)) => {
            if !is_color(&color) {
                return rubbish(format!("{whole} has the default `{color}`, which is no `#rrggbb` or `#rrggbbaa`"));
            }
            Default::Text(color)
        }
        (Some("path" | "model" | "points" | "rect" | "strokes" | "curve"), Some(text)) => Default::Text(text),
        _ => Default::None,
    })
}

fn check_default(default: &Default, limits: &Limits, whole: &str) -> Result<(), Rubbish> {
    let number = match default {
        Default::Float(number) => *number,
        #[expect(clippy::cast_precision_loss, reason = "limits are floats")]
        Default::Int(number) => *number as f64,
        _ => return Ok(()),
    };
    if !number.is_finite() {
        return rubbish(format!("{whole} has the default {number}; defaults are finite"));
    }
    if let Some(min) = limits.hard_min.filter(|min| number < *min) {
        return rubbish(format!("{whole} has the default {number}, below its limit {min}"));
    }
    if let Some(max) = limits.hard_max.filter(|max| number > *max) {
        return rubbish(format!("{whole} has the default {number}, above its limit {max}"));
    }
    Ok(())
}

fn is_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
