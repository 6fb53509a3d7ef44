//! A literal of the graph file becomes the value that its input wants, or a sentence why it cannot.

use crate::catalog::{Default as KindDefault, Input, Limits};
use crate::graph::{Name, Setting};
use crate::value::{Content, Record, Tensor, Value};

/// Why a setting does not fit: the end of a sentence that begins with the input's name.
#[derive(Debug, PartialEq)]
pub(super) struct Refusal {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// What a hand can write for an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Float,
    Int,
    Seed,
    Bool,
    Text,
    Choice,
    Color,
    Points,
    Rect,
    Strokes,
    Record,
    Anything,
}

/// The value that a setting means for an input.
pub(super) fn convert(input: &Input, setting: &Setting) -> Result<Value, Refusal> {
    if input.ty.is_list() || input.flags.list {
        return match setting.plain() {
            Setting::List(items) => {
                let items: Result<Vec<Value>, Refusal> = items.iter().map(|item| convert_item(input, item)).collect();
                Ok(Value::new(Content::List(items?)))
            }
            // One instead of a list: a list of one, as with wires.
            _ => Ok(Value::new(Content::List(vec![convert_item(input, setting)?]))),
        };
    }
    convert_item(input, setting)
}

/// The value that a kind gives its input, as a graph file would write it.
pub(super) fn default_setting(input: &Input) -> Option<Setting> {
    match &input.default {
        KindDefault::None => None,
        KindDefault::Float(number) => Some(Setting::from(*number)),
        KindDefault::Int(number) => Some(Setting::from(*number)),
        KindDefault::Bool(yes) => Some(Setting::from(*yes)),
        KindDefault::Text(text) => match written(&input.ty.clone().item().to_string()) {
            Some(Written::Points | Written::Rect | Written::Strokes) if text.is_empty() => None,
            Some(Written::Choice) if choice(input, text).is_err() => None,
            Some(Written::Points | Written::Rect | Written::Strokes) => Setting::parse(text).ok(),
            _ => Some(Setting::from(&**text)),
        },
    }
}

/// Whether an input can be set by hand at all.
pub(super) fn can_be_set(input: &Input) -> bool {
    !input.flags.wire_only && names(input).iter().any(|name| written(name).is_some())
}

fn convert_item(input: &Input, setting: &Setting) -> Result<Value, Refusal> {
    let names = names(input);
    let mut refusal = None;
    for wanted in names.iter().filter_map(|name| written(name)) {
        match convert_as(wanted, input, setting) {
            Ok(content) => return Ok(Value::new(content)),
            Err(told) => refusal = refusal.or(Some(told)),
        }
    }
    Err(refusal.unwrap_or_else(|| Refusal {
        message: format!("is set to {}, but it can only be wired", shown(setting)),
        hint: Some("remove the setting, and wire an output of that type".to_owned()),
    }))
}

fn names(input: &Input) -> Vec<String> {
    input.ty.clone().item().to_string().split('|').map(str::to_owned).collect()
}

fn written(type_name: &str) -> Option<Written> {
    Some(match type_name {
        "float" => Written::Float,
        "int" => Written::Int,
        "seed" => Written::Seed,
        "bool" => Written::Bool,
        "text" | "path" | "model" => Written::Text,
        "choice" => Written::Choice,
        "color" => Written::Color,
        "points" | "curve" => Written::Points,
        "rect" => Written::Rect,
        "strokes" => Written::Strokes,
        "record" => Written::Record,
        open if open == "any" || open.starts_with('$') => Written::Anything,
        _ => return None,
    })
}

fn convert_as(wanted: Written, input: &Input, setting: &Setting) -> Result<Content, Refusal> {
    let needs = |what: &str| refuse(format!("needs {what}, but is set to {}", shown(setting)));
    match wanted {
        Written::Float => match setting.as_f64() {
            Some(number) if number.is_finite() => {
                within(&input.limits, number).map_err(refuse)?;
                Ok(Content::Float(number))
            }
            Some(_) => {
                let hint = Some("write a number with digits, such as 1e6".to_owned());
                Err(Refusal { hint, ..needs("a number that ends somewhere") })
            }
            None => Err(needs("a number")),
        },
        Written::Int => match setting.as_i64() {
            Some(number) => {
                #[expect(clippy::cast_precision_loss, reason = "limits are floats; the nearest one decides")]
                within(&input.limits, number as f64).map_err(refuse)?;
                Ok(Content::Int(number))
            }
            None => Err(needs("a whole number")),
        },
        // Seeds use all 64 bits; which of them is the sign does not matter.
        Written::Seed => match (setting.as_i64(), setting.as_u64()) {
            (Some(number), _) => Ok(Content::Int(number)),
            (None, Some(number)) => Ok(Content::Int(number.cast_signed())),
            (None, None) => Err(needs("a whole number")),
        },
        Written::Bool => setting.as_bool().map(Content::Bool).ok_or_else(|| needs("true or false")),
        Written::Text => match setting.as_text() {
            Some(text) => Ok(Content::Text(text.into())),
            None => Err(Refusal { hint: Some("put it in quotes".to_owned()), ..needs("a text") }),
        },
        Written::Choice => match setting.as_text() {
            Some(key) => {
                choice(input, key)?;
                Ok(Content::Text(key.into()))
            }
            None => Err(needs("one of its choices")),
        },
        Written::Color => color(setting).ok_or_else(|| Refusal {
            hint: Some("write it as \"#rrggbb\", \"#rrggbbaa\" or (r, g, b) with numbers from 0 to 1".to_owned()),
            ..needs("a colour")
        }),
        Written::Points => points(setting)
            .ok_or_else(|| Refusal { hint: Some("write them as [(x, y), (x, y)]".to_owned()), ..needs("points") }),
        Written::Rect => rect(setting).ok_or_else(|| Refusal {
            hint: Some("write it as (x, y, width, height)".to_owned()),
            ..needs("a rectangle")
        }),
        Written::Strokes => match setting.plain() {
            Setting::List(strokes) if strokes.iter().all(|stroke| stroke.fields().is_some()) => {
                Ok(Content::List(strokes.iter().map(|each| Value::new(stroke(each))).collect()))
            }
            _ => Err(Refusal {
                hint: Some("write them as [(points: [(x, y, pressure), …], radius: 0.02)]".to_owned()),
                ..needs("strokes")
            }),
        },
        Written::Record => match setting.fields() {
            Some(_) => Ok(anything(setting)),
            None => Err(needs("named fields")),
        },
        Written::Anything => Ok(anything(setting)),
    }
}

fn refuse(message: impl Into<String>) -> Refusal {
    Refusal { message: message.into(), hint: None }
}

/// Whether a choice knows the key.
pub(super) fn choice(input: &Input, key: &str) -> Result<(), Refusal> {
    if input.choices.is_empty() || input.choices.iter().any(|choice| *choice.key == *key) {
        return Ok(());
    }
    let keys: Vec<&str> = input.choices.iter().map(|choice| &*choice.key).collect();
    let hint = match crate::diagnostic::nearest(key, keys.iter().copied()).first() {
        Some(near) => format!("did you mean `{near}`? there are {}", quoted(&keys)),
        None => format!("there are {}", quoted(&keys)),
    };
    Err(Refusal { message: format!("has no choice `{key}`"), hint: Some(hint) })
}

/// Whether a number lies within what a kind can work with.
pub(super) fn within(limits: &Limits, number: f64) -> Result<(), String> {
    let range = match (limits.hard_min, limits.hard_max) {
        (Some(min), Some(max)) if number < min || number > max => format!("must lie between {min} and {max}"),
        (Some(min), None) if number < min => format!("must be at least {min}"),
        (None, Some(max)) if number > max => format!("must be at most {max}"),
        _ => return Ok(()),
    };
    Err(format!("{range}, but is {number}"))
}

/// `a`, `b` and `c`.
pub(super) fn quoted(words: &[&str]) -> String {
    let marked: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match marked.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => marked.join(", "),
    }
}

/// A setting in a sentence: short.
fn shown(setting: &Setting) -> String {
    let text = setting.plain().to_string();
    let text: String = if text.chars().count() > 40 { text.chars().take(39).chain(['…']).collect() } else { text };
    format!("`{text}`")
}

fn color(setting: &Setting) -> Option<Content> {
    if let Some(text) = setting.as_text() {
        let digits = text.strip_prefix('#')?;
        if !matches!(digits.len(), 6 | 8) || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| digits.get(at..at + 2).map_or(Some(255), |pair| u8::from_str_radix(pair, 16).ok());
        let rgba = [part(0)?, part(2)?, part(4)?, part(6)?];
        return Some(Content::Color(rgba.map(|part| f32::from(part) / 255.0)));
    }
    let parts = numbers(setting)?;
    match *parts {
        _ if parts.iter().any(|part| !(0.0..=1.0).contains(part)) => None,
        [r, g, b] => Some(Content::Color([r, g, b, 1.0])),
        [r, g, b, a] => Some(Content::Color([r, g, b, a])),
        _ => None,
    }
}

fn points(setting: &Setting) -> Option<Content> {
    let Setting::List(items) = setting.plain() else { return None };
    let mut flat = Vec::with_capacity(items.len() * 2);
    for item in items {
        flat.extend(numbers(item).filter(|pair| pair.len() == 2)?);
    }
    tensor(&[length(items.len()), 2], &flat)
}

fn rect(setting: &Setting) -> Option<Content> {
    let sides = numbers(setting).filter(|sides| sides.len() == 4 && sides[2] >= 0.0 && sides[3] >= 0.0)?;
    tensor(&[4], &sides)
}

/// A record whose `points` are three numbers each; where the pressure is left out it is full.
fn stroke(setting: &Setting) -> Content {
    let row = |point: &Setting| match *numbers(point)? {
        [x, y] => Some([x, y, 1.0]),
        [x, y, pressure] => Some([x, y, pressure]),
        _ => None,
    };
    let rows = setting
        .get("points")
        .and_then(Setting::items)
        .and_then(|points| points.iter().map(row).collect::<Option<Vec<[f32; 3]>>>());
    let mut record = Record::default();
    for (name, field) in setting.fields().unwrap_or_default() {
        let rows = rows.as_ref().filter(|_| *name == "points");
        let points = rows.and_then(|rows| tensor(&[length(rows.len()), 3], rows.as_flattened()));
        record.set(name, Some(Value::new(points.unwrap_or_else(|| anything(field)))));
    }
    Content::Record(record)
}

/// All finite.
fn numbers(setting: &Setting) -> Option<Vec<f32>> {
    #[expect(clippy::cast_possible_truncation, reason = "tensors are f32")]
    let narrowed = |item: &Setting| item.as_f64().map(|number| number as f32).filter(|number| number.is_finite());
    setting.items()?.iter().map(narrowed).collect()
}

fn tensor(shape: &[i64], flat: &[f32]) -> Option<Content> {
    Tensor::from_f32(shape, flat).ok().map(Content::Tensor)
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What a literal is by itself. As deep as the literal, which the file format keeps shallow.
fn anything(setting: &Setting) -> Content {
    match setting.plain() {
        Setting::Bool(yes) => Content::Bool(*yes),
        Setting::Int(number) => Content::Int(*number),
        Setting::Large(number) => Content::Int(number.cast_signed()),
        Setting::Float(number) => Content::Float(*number),
        Setting::Text(text) => Content::Text(text.clone()),
        Setting::Map(fields) | Setting::Struct(fields) => record(fields),
        list @ (Setting::List(items) | Setting::Tuple(items)) => {
            let plain = match list {
                Setting::Tuple(_) => tuple(list),
                _ if items.is_empty() => None,
                _ => points(list),
            };
            plain.unwrap_or_else(|| Content::List(items.iter().map(|item| Value::new(anything(item))).collect()))
        }
        Setting::Named(named) => Content::Text(named.name.as_str().into()),
        // `plain` never gives one.
        Setting::Spelled(_) => Content::Bool(false),
    }
}

fn tuple(setting: &Setting) -> Option<Content> {
    let flat = numbers(setting)?;
    tensor(&[length(flat.len())], &flat)
}

fn record(fields: &[(Name, Setting)]) -> Content {
    let mut record = Record::default();
    for (name, field) in fields {
        record.set(name, Some(Value::new(anything(field))));
    }
    Content::Record(record)
}
