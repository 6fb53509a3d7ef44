//! Faces as rows of tensors: into a record, and some of them out of one.

use weft_plugin::found::field;
use weft_plugin::prelude::*;
use weft_plugin::{Element, Record, RecordMut};

/// One face, in pixels; the left upper corner of the picture is (0, 0).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Face {
    /// Left, top, width, height.
    pub(crate) bbox: [f32; 4],
    /// 0 to 1.
    pub(crate) score: f32,
    /// Eyes, nose, corners of the mouth.
    pub(crate) points5: [[f32; 2]; 5],
}

/// Who found faces, and how well their points are known.
pub(crate) struct Finder {
    /// For the field `source`.
    pub(crate) source: String,
    /// `exact` or `low`.
    pub(crate) confidence: &'static str,
}

/// A record of faces.
pub(crate) fn record(call: &Call, (width, height): (u32, u32), faces: &[Face], finder: &Finder) -> Result<Faces> {
    let boxes: Vec<f32> = faces.iter().flat_map(|face| face.bbox).collect();
    let scores: Vec<f32> = faces.iter().map(|face| face.score).collect();
    let points: Vec<f32> = faces.iter().flat_map(|face| face.points5).flatten().collect();
    let mut record = call.record()?;
    record
        .set(field::WIDTH, i64::from(width))?
        .set(field::HEIGHT, i64::from(height))?
        .set(field::BBOX, call.tensor_of(&[faces.len(), 4], &boxes)?)?
        .set(field::SCORE, call.tensor_of(&[faces.len()], &scores)?)?
        .set(field::POINTS5, call.tensor_of(&[faces.len(), 5, 2], &points)?)?
        .set(field::POINTS_CONFIDENCE, finder.confidence.to_owned())?
        .set(field::SOURCE, finder.source.clone())?;
    Ok(record.into())
}

/// The same record with these rows only, in this order. What does not have a row for each face stays.
pub(crate) fn keep<'c>(call: &'c Call, faces: &Faces, rows: &[usize]) -> Result<RecordMut<'c>> {
    let count = faces.count()?;
    let mut kept = call.record()?;
    for name in faces.fields() {
        match faces.get::<Value>(name)? {
            Some(value) => kept.set(name, rows_of(call, value, count, rows)?)?,
            None => kept.set_empty(name)?,
        };
    }
    Ok(kept)
}

/// The same record, to be added to.
pub(crate) fn all<'c>(call: &'c Call, faces: &Faces) -> Result<RecordMut<'c>> {
    let mut copy = call.record()?;
    for name in faces.fields() {
        match faces.get::<Value>(name)? {
            Some(value) => copy.set(name, value)?,
            None => copy.set_empty(name)?,
        };
    }
    Ok(copy)
}

/// Adds to a field of text, behind what others said.
pub(crate) fn say(record: &mut RecordMut<'_>, faces: &Faces, field: &str, words: &str) -> Result<()> {
    let before = faces.get::<String>(field)?.filter(|text| !text.is_empty());
    record.set(field, before.map_or_else(|| words.to_owned(), |before| format!("{before}; {words}")))?;
    Ok(())
}

fn rows_of(call: &Call, value: Value, count: usize, rows: &[usize]) -> Result<Value> {
    match value.type_name() {
        "tensor" => {
            let tensor: Tensor = value.get()?;
            if tensor.shape().first() != Some(&count) {
                return Ok(value);
            }
            let gathered = [gather::<f32>, gather::<f64>, gather::<i32>, gather::<i64>, gather::<u8>];
            gathered.iter().find_map(|gather| gather(call, &tensor, rows).transpose()).unwrap_or(Ok(value))
        }
        "list" if value.items()?.count() == count => {
            let items: Vec<Value> = value.items()?.collect();
            call.value(rows.iter().map(|&row| items[row].clone()).collect::<Vec<_>>())
        }
        _ => Ok(value),
    }
}

/// Rows of a tensor; nothing where its numbers are of another type.
fn gather<T: Element>(call: &Call, tensor: &Tensor, rows: &[usize]) -> Result<Option<Value>> {
    let Ok(numbers) = tensor.as_slice::<T>() else { return Ok(None) };
    let mut shape = tensor.shape().to_vec();
    let length: usize = shape[1..].iter().product();
    shape[0] = rows.len();
    let kept: Vec<T> = rows.iter().flat_map(|&row| &numbers[row * length..][..length]).copied().collect();
    call.value(call.tensor_of(&shape, &kept)?).map(Some)
}

/// Numbers of each face that a field holds; nothing where it is missing or empty.
pub(crate) fn vectors(faces: &Record, name: &str) -> Result<Option<Vec<Vec<f32>>>> {
    let Some(tensor) = faces.get::<Tensor>(name)? else { return Ok(None) };
    let [_, length] = *tensor.shape() else {
        return Err(Error::invalid(format!(
            "`{name}` has the shape {:?} instead of a row for each face",
            tensor.shape()
        )));
    };
    Ok(Some(tensor.as_slice::<f32>()?.chunks(length.max(1)).map(<[f32]>::to_vec).collect()))
}
