//! Settings as JSON and back, for kinds that move settings of older versions.

use serde_json::{Map, Number, Value as Json};

use crate::graph::{Entries, Setting};

/// All settings of a node as one JSON object. Tuples become lists; what JSON has no word for becomes a text.
pub(super) fn to_json(settings: &Entries<Setting>) -> String {
    let object: Map<String, Json> = settings.iter().map(|(name, value)| (name.to_string(), json(value))).collect();
    Json::Object(object).to_string()
}

/// The settings in a JSON object; none if the text is something else.
pub(super) fn from_json(text: &str) -> Option<Entries<Setting>> {
    match serde_json::from_str(text).ok()? {
        Json::Object(object) => {
            Some(object.into_iter().filter_map(|(name, value)| Some((name, setting(&value)?))).collect())
        }
        _ => None,
    }
}

/// As deep as the setting, which the file format keeps shallow.
fn json(value: &Setting) -> Json {
    match value.plain() {
        Setting::Bool(yes) => Json::Bool(*yes),
        Setting::Int(number) => Json::from(*number),
        Setting::Large(number) => Json::from(*number),
        Setting::Float(number) => {
            Number::from_f64(*number).map_or_else(|| Json::String(number.to_string()), Json::Number)
        }
        Setting::Text(text) => Json::String(text.to_string()),
        Setting::List(items) | Setting::Tuple(items) => Json::Array(items.iter().map(json).collect()),
        Setting::Map(fields) | Setting::Struct(fields) => {
            Json::Object(fields.iter().map(|(name, value)| (name.to_string(), json(value))).collect())
        }
        Setting::Named(_) | Setting::Spelled(_) => Json::String(value.canonical()),
    }
}

/// None of `null`: an input that is not set.
fn setting(value: &Json) -> Option<Setting> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(yes) => Setting::from(*yes),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Setting::from(number),
            (None, Some(number)) => Setting::from(number),
            (None, None) => Setting::from(number.as_f64()?),
        },
        Json::String(text) => Setting::from(text.as_str()),
        Json::Array(items) => Setting::from(items.iter().filter_map(setting).collect::<Vec<_>>()),
        Json::Object(fields) => {
            Setting::of_map(fields.iter().filter_map(|(name, value)| Some((name.as_str(), setting(value)?))))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_went() {
        let mut settings = Entries::new();
        settings.insert("on", Setting::from(true));
        settings.insert("count", Setting::from(-3));
        settings.insert("seed", Setting::from(u64::MAX));
        settings.insert("radius", Setting::from(0.1));
        settings.insert("name", Setting::from("a \"b\" ü"));
        settings.insert("list", Setting::from(vec![1, 2]));
        let back = from_json(&to_json(&settings)).unwrap();
        for (name, value) in settings.iter() {
            assert!(back.get(name).is_some_and(|other| other.means(value)), "{name}");
        }
        assert!(from_json("[1]").is_none());
    }

    #[test]
    fn a_point_becomes_a_list() {
        let mut settings = Entries::new();
        settings.insert("at", Setting::point(1.0, 2.5));
        assert_eq!(to_json(&settings), r#"{"at":[1,2.5]}"#);
    }
}
