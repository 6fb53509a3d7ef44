//! `values.record_field`: one field of a record, such as of what a picture file says about itself.

use weft_plugin::prelude::*;

/// Takes one field out of a record.
///
/// A way through records and lists has points: `faces.1.score`.
#[node(
    id = "values.record_field",
    category = "Values",
    label = "Field of a record",
    pure,
    output(id = "value", ty = "any", doc = "What the field holds")
)]
pub(crate) fn record_field(
    /// The record
    #[input(ty = "record|any")]
    record: &Value,
    /// The name of the field
    #[input(default = "", on_node)]
    field: &str,
    /// Given where the record has no such field, or it is empty
    otherwise: Option<&Value>,
) -> Result<Value> {
    if field.is_empty() {
        bail!("no field is named; {}", there_are(record)?);
    }
    match (walk(record, field)?, otherwise) {
        (Found::Value(value), _) => Ok(value),
        (Found::Missing(_), Some(otherwise)) => Ok(otherwise.clone()),
        (Found::Missing(why), None) => Err(Error::invalid(why)),
    }
}

enum Found {
    Value(Value),
    /// Why there is nothing.
    Missing(String),
}

fn walk(record: &Value, way: &str) -> Result<Found> {
    let mut value = record.clone();
    for step in way.split('.') {
        let next = match value.type_name() {
            "record" => value.get::<Record>()?.get::<Value>(step)?,
            "list" => match step.parse().map(|number| crate::place::place(number, value.len())) {
                Ok(Ok(at)) => value.item(at),
                _ => None,
            },
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => return Ok(Found::Missing(missing(&value, step)?)),
        }
    }
    Ok(Found::Value(value))
}

fn missing(value: &Value, step: &str) -> Result<String> {
    let is_empty = value.type_name() == "record" && value.get::<Record>()?.fields().contains(&step);
    if is_empty {
        Ok(format!("the field `{step}` is empty"))
    } else {
        Ok(format!("there is no `{step}`; {}", there_are(value)?))
    }
}

/// What a step could be.
fn there_are(value: &Value) -> Result<String> {
    Ok(match value.type_name() {
        "record" => match value.get::<Record>()?.fields() {
            fields if fields.is_empty() => "the record is empty".to_owned(),
            fields => format!("there are {}", fields.join(", ")),
        },
        "list" => format!("it is a list of {}, counted from 1", value.len()),
        other => format!("it is a `{other}`, which has no fields"),
    })
}

#[cfg(test)]
mod tests {
    use super::record_field;
    use weft_plugin::testing::{self, Data, Run};

    fn run() -> Run<'static> {
        let face = Data::Record(vec![("score".to_owned(), Some(Data::Float(0.9))), ("age".to_owned(), None)]);
        let record = [("width", Data::Int(640)), ("faces", Data::List(vec![face]))];
        testing::run(&record_field::KIND).set("record", record)
    }

    #[test]
    fn fields_are_found_through_records_and_lists() {
        testing::validate(&record_field::KIND).set("record", [("a", Data::Int(1))]).set("field", "a").check();
        assert_eq!(run().text("field", "width").go().unwrap().int("value"), 640);
        assert_eq!(run().text("field", "faces.1.score").go().unwrap().float("value"), 0.9);
        assert_eq!(run().text("field", "faces.1.age").set("otherwise", 30).go().unwrap().int("value"), 30);
    }

    #[test]
    fn what_is_not_there_is_said() {
        let said = |field: &str| run().text("field", field).go().unwrap_err().to_string();
        assert_eq!(said(""), "no field is named; there are width, faces");
        assert_eq!(said("height"), "there is no `height`; there are width, faces");
        assert_eq!(said("faces.2"), "there is no `2`; it is a list of 1, counted from 1");
        assert_eq!(said("faces.1.age"), "the field `age` is empty");
        assert_eq!(said("width.x"), "there is no `x`; it is a `int`, which has no fields");
    }
}
