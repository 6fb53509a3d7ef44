//! A look at a value: only what was asked for, and not more than a viewer can show.

mod image;
mod mesh;
mod table;

use super::message::{Look, Shown};
use crate::diagnostic::{Diagnostic, Place};
use crate::value::{Content, Value};

/// Looks at a value. Of a list of images or meshes one is shown, with how many there are.
pub(super) fn look(value: &Value, look: &Look) -> Result<(Shown, Option<u64>), Diagnostic> {
    if let Some(items) = value.as_list()
        && let Some(item) = items.get(look.item as usize).or(items.last())
        && (matches!(item.content(), Content::Image(_) | Content::Mesh(_)) || !look.field.is_empty())
    {
        return Ok((one(item, look)?, Some(items.len() as u64)));
    }
    Ok((one(value, look)?, value.as_list().map(|items| items.len() as u64)))
}

fn one(value: &Value, look: &Look) -> Result<Shown, Diagnostic> {
    if !look.field.is_empty() {
        return part(value, look);
    }
    value.fetch()?;
    Ok(match value.content() {
        Content::Image(picture) => Shown::Image(image::look(value, picture, look)?),
        Content::Mesh(mesh) => Shown::Mesh(mesh::look(mesh, look)?),
        Content::List(items) => Shown::Table(table::of_list(items, look)),
        Content::Record(record) => Shown::Table(table::of_record(record, look)),
        Content::Tensor(tensor) => Shown::Table(table::of_tensor(tensor, look)),
        Content::Text(text) => {
            let first = usize::try_from(look.first_row).unwrap_or(usize::MAX);
            let page: Vec<&str> = text.split_inclusive('\n').skip(first).take(look.rows_max as usize).collect();
            Shown::Text {
                text: table::cut(&page.concat(), table::TEXT_LETTERS_MAX),
                lines: text.lines().count() as u64,
            }
        }
        Content::Float(number) => Shown::Number { text: number.to_string(), whole: false },
        Content::Int(number) => Shown::Number { text: number.to_string(), whole: true },
        Content::Bool(yes) => Shown::Bool(*yes),
        Content::Color(color) => Shown::Color(color.map(|part| if part.is_finite() { part } else { 0.0 })),
    })
}

/// What a record or a mesh has under a name.
fn part(value: &Value, look: &Look) -> Result<Shown, Diagnostic> {
    let whole = Look { field: String::new(), ..look.clone() };
    let found = match value.content() {
        Content::Record(record) => record.get(&look.field),
        Content::Mesh(mesh) => match (mesh.texture(&look.field), mesh.attribute(&look.field)) {
            (None, Some(array)) => return Ok(Shown::Table(table::of_tensor(&array.numbers, &whole))),
            (texture, _) => texture,
        },
        _ => None,
    };
    let none = || Diagnostic::error("no-field", Place::Everywhere, format!("there is nothing called `{}`", look.field));
    one(found.ok_or_else(none)?, &whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Record, Tensor};

    #[test]
    fn a_field_of_a_record_and_of_one_in_a_list_is_shown_alone() {
        let faces = |left: f32| {
            let mut record = Record::default();
            let boxes = Tensor::from_f32(&[1, 4], &[left, 1.0, 2.0, 3.0]).unwrap();
            record.set("bbox", Some(Value::new(Content::Tensor(boxes))));
            Value::new(Content::Record(record))
        };
        let asked = |item| Look { field: "bbox".to_owned(), item, ..Look::default() };
        let left = |value: &Value, item| match look(value, &asked(item)).unwrap().0 {
            Shown::Table(table) => table.rows[0][0].clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(left(&faces(7.0), 0), "7");
        assert_eq!(left(&Value::new(Content::List([faces(7.0), faces(8.5)].into())), 1), "8.5");
        let told = look(&faces(7.0), &Look { field: "age".to_owned(), ..Look::default() }).unwrap_err();
        assert_eq!(told.message, "there is nothing called `age`");
    }
}
