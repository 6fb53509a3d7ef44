//! A page of something long: records, lists and tensors as rows of words.

use crate::session::message::{Look, TableView};
use crate::value::{Content, Record, Scalar, ScalarClass, Tensor, Value};

/// Of one cell.
const CELL_LETTERS_MAX: usize = 200;
/// Of a text that is shown as such.
pub(super) const TEXT_LETTERS_MAX: usize = 1 << 20;
/// A page has no more rows, whoever asks.
const ROWS_MAX: u32 = 10_000;
const COLUMNS_MAX: usize = 256;

/// Rows of the page, of so many.
fn page(look: &Look, rows: usize) -> std::ops::Range<usize> {
    let first = usize::try_from(look.first_row).unwrap_or(usize::MAX).min(rows);
    first..rows.min(first + look.rows_max.min(ROWS_MAX) as usize)
}

/// One row a field.
pub(super) fn of_record(record: &Record, look: &Look) -> TableView {
    let fields = record.fields();
    let row = |(name, value): &(Box<str>, Option<Value>)| {
        let type_name = value.as_ref().map_or("", |value| value.type_name());
        vec![name.to_string(), type_name.to_owned(), value.as_ref().map(words).unwrap_or_default()]
    };
    TableView {
        of: "record".to_owned(),
        columns: ["field", "type", "value"].map(str::to_owned).to_vec(),
        rows: fields[page(look, fields.len())].iter().map(row).collect(),
        rows_in_all: fields.len() as u64,
        shape: String::new(),
    }
}

/// One row an item. Records of a list share their fields, so these become columns.
pub(super) fn of_list(items: &[Value], look: &Look) -> TableView {
    let page = page(look, items.len());
    let record = |value: &'_ Value| match value.content() {
        Content::Record(record) => Some(record.clone()),
        _ => None,
    };
    let fields: Option<Vec<String>> = items.first().and_then(record).map(|first| {
        let names = first.fields().iter().take(COLUMNS_MAX).map(|(name, _)| name.to_string());
        names.collect()
    });
    let row = |at: usize| {
        let mut row = vec![at.to_string()];
        match (&fields, items[at].content()) {
            (Some(fields), Content::Record(record)) => {
                row.extend(fields.iter().map(|name| record.get(name).map(words).unwrap_or_default()));
            }
            _ => row.extend([items[at].type_name().to_owned(), words(&items[at])]),
        }
        row
    };
    let rest = fields.clone().unwrap_or_else(|| ["type", "value"].map(str::to_owned).to_vec());
    TableView {
        of: "list".to_owned(),
        columns: std::iter::once("#".to_owned()).chain(rest).collect(),
        rows: page.map(row).collect(),
        rows_in_all: items.len() as u64,
        shape: String::new(),
    }
}

/// One row for all indices but the last.
pub(super) fn of_tensor(tensor: &Tensor, look: &Look) -> TableView {
    let numbers = tensor.as_bytes().len() / tensor.scalar().bytes().max(1);
    let last = tensor.shape().last().and_then(|last| usize::try_from(*last).ok()).unwrap_or(1);
    let rows = numbers.checked_div(last).unwrap_or(0);
    let columns = last.min(COLUMNS_MAX);
    let row = |at: usize| (0..columns).map(|column| number(tensor, at * last + column)).collect();
    TableView {
        of: "tensor".to_owned(),
        columns: (0..columns).map(|column| column.to_string()).collect(),
        rows: page(look, rows).map(row).collect(),
        rows_in_all: rows as u64,
        shape: shape(tensor),
    }
}

fn shape(tensor: &Tensor) -> String {
    let Scalar { class, bits } = tensor.scalar();
    let class = match class {
        ScalarClass::Int => 'i',
        ScalarClass::Uint => 'u',
        ScalarClass::Float => 'f',
    };
    let lengths: Vec<String> = tensor.shape().iter().map(i64::to_string).collect();
    format!("{} {class}{bits}", lengths.join(" × "))
}

fn number(tensor: &Tensor, at: usize) -> String {
    let size = tensor.scalar().bytes();
    let bytes = tensor.as_bytes().get(at * size..(at + 1) * size).unwrap_or(&[]);
    macro_rules! read {
        ($whole:ty) => {
            bytes.try_into().map(|bytes| <$whole>::from_ne_bytes(bytes).to_string()).unwrap_or_default()
        };
    }
    match (tensor.scalar().class, tensor.scalar().bits) {
        (ScalarClass::Float, 32) => read!(f32),
        (ScalarClass::Float, 64) => read!(f64),
        (ScalarClass::Float, _) => {
            bytes.try_into().map(|b| half(u16::from_ne_bytes(b)).to_string()).unwrap_or_default()
        }
        (ScalarClass::Int, 8) => read!(i8),
        (ScalarClass::Int, 16) => read!(i16),
        (ScalarClass::Int, 32) => read!(i32),
        (ScalarClass::Int, _) => read!(i64),
        (ScalarClass::Uint, 8) => read!(u8),
        (ScalarClass::Uint, 16) => read!(u16),
        (ScalarClass::Uint, 32) => read!(u32),
        (ScalarClass::Uint, _) => read!(u64),
    }
}

/// A 16-bit float.
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (bits >> 15, i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let size = match exponent {
        0 => fraction * (-24_f32).exp2(),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction / 1024.0) * ((exponent - 15) as f32).exp2(),
    };
    if sign == 1 { -size } else { size }
}

/// A value in a few words.
fn words(value: &Value) -> String {
    let words = match value.content() {
        Content::Float(number) => number.to_string(),
        Content::Int(number) => number.to_string(),
        Content::Bool(yes) => yes.to_string(),
        Content::Text(text) => return cut(text, CELL_LETTERS_MAX),
        Content::Color(color) => format!("{color:?}"),
        Content::List(items) => format!("{} items", items.len()),
        Content::Image(image) => format!("{} × {}, {} planes", image.width(), image.height(), image.channels()),
        Content::Tensor(tensor) => match tensor.as_bytes().len() / tensor.scalar().bytes().max(1) {
            few @ 0..=8 => format!("[{}]", (0..few).map(|at| number(tensor, at)).collect::<Vec<_>>().join(", ")),
            _ => shape(tensor),
        },
        Content::Mesh(mesh) => format!("{} arrays", mesh.attributes().len()),
        Content::Record(record) => format!("{} fields", record.fields().len()),
    };
    cut(&words, CELL_LETTERS_MAX)
}

/// The beginning, with a mark where something follows.
pub(super) fn cut(text: &str, letters_max: usize) -> String {
    match text.char_indices().nth(letters_max) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_tensor_has_its_numbers() {
        let tensor = Tensor::from_f32(&[3, 2], &[1.0, 2.5, f32::NAN, f32::INFINITY, 5.0, 6.0]).unwrap();
        let view = of_tensor(&tensor, &Look { first_row: 1, rows_max: 1, ..Look::default() });
        assert_eq!(
            (view.rows, view.rows_in_all, &*view.shape),
            (vec![vec!["NaN".to_owned(), "inf".into()]], 3, "3 × 2 f32")
        );
        let past = of_tensor(&tensor, &Look { first_row: u64::MAX, rows_max: u32::MAX, ..Look::default() });
        assert!(past.rows.is_empty());
        assert_eq!(
            [half(0x3C00), half(0xC000), half(0x0001), half(0x7C00)],
            [1.0, -2.0, 5.960_464_5e-8, f32::INFINITY]
        );
    }

    #[test]
    fn records_of_a_list_become_columns() {
        let face = |score: f64| {
            let mut record = Record::default();
            record.set("score", Some(Value::new(Content::Float(score))));
            record.set("age", None);
            Value::new(Content::Record(record))
        };
        let view = of_list(&[face(0.5), face(0.25)], &Look::default());
        assert_eq!(view.columns, ["#", "score", "age"]);
        assert_eq!(view.rows, [["0", "0.5", ""], ["1", "0.25", ""]]);
        let mixed = of_list(&[Value::text("a"), face(1.0)], &Look::default());
        assert_eq!(mixed.rows, [["0", "text", "a"], ["1", "record", "2 fields"]]);
    }
}
