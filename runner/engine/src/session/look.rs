//! A look at a value: only what was asked for, and not more than a viewer can show.

mod image;
mod mesh;
mod table;

use super::message::{Look, Shown};
use crate::diagnostic::Diagnostic;
use crate::value::{Content, Value};

/// Looks at a value. Of a list of images or meshes one is shown, with how many there are.
pub(super) fn look(value: &Value, look: &Look) -> Result<(Shown, Option<u64>), Diagnostic> {
    if let Some(items) = value.as_list()
        && let Some(item) = items.get(look.item as usize).or(items.last())
        && matches!(item.content(), Content::Image(_) | Content::Mesh(_))
    {
        return Ok((one(item, look)?, Some(items.len() as u64)));
    }
    Ok((one(value, look)?, value.as_list().map(|items| items.len() as u64)))
}

fn one(value: &Value, look: &Look) -> Result<Shown, Diagnostic> {
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
