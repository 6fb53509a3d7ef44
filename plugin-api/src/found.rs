//! What kinds find in pictures: faces, poses, labels, embeddings. They are records; the names of their fields stand here,
//! so that any plugin may make or read them.
//!
//! One record is about one picture. Tensors have a row for each thing found; a field that nobody could fill is there
//! and empty, and `reason` says why. Nothing is ever made up.

use crate::describe::{Class, Form};
use crate::flow::{FromValue, IntoValue, lend};
use crate::record::RecordMut;
use crate::{Call, Error, Record, Result, Tensor, Value};
use std::ffi::CStr;
use std::ops::Deref;

/// Names of fields. `n` is how many were found.
pub mod field {
    /// int: width of the picture, in pixels. Places in other fields are pixels of it.
    pub const WIDTH: &str = "width";
    /// int: height of the picture, in pixels.
    pub const HEIGHT: &str = "height";
    /// f32 `[n, 4]`: left, top, width and height of a box, in pixels.
    pub const BBOX: &str = "bbox";
    /// f32 `[n]`: how sure the finder is, 0 to 1.
    pub const SCORE: &str = "score";
    /// f32 `[n, 5, 2]`: the eye at the left of the picture, the other eye, the nose, both corners of the mouth.
    pub const POINTS5: &str = "points5";
    /// f32 `[n, k, 2]`: more points of a face.
    pub const LANDMARKS: &str = "landmarks";
    /// text: `exact` where a model found the points, `low` where they were guessed from the box.
    pub const POINTS_CONFIDENCE: &str = "points_confidence";
    /// f32 `[n, d]`: who it is, of length 1. Only those of one model can be compared.
    pub const EMBEDDING: &str = "embedding";
    /// f32 `[n]`: years. Not a number where it is not known of one.
    pub const AGE: &str = "age";
    /// f32 `[n]`: 0 female to 1 male, as the model says. Not a number where it is not known of one.
    pub const GENDER: &str = "gender";
    /// f32 `[n, 3]`: pitch, yaw and roll, in degrees.
    pub const ANGLES: &str = "angles";
    /// f32 `[n, k, 3]`: x, y and how sure, of each joint.
    pub const JOINTS: &str = "joints";
    /// text: which joints there are, such as `coco17`.
    pub const SKELETON: &str = "skeleton";
    /// list of text `[n]`: what it is.
    pub const NAME: &str = "name";
    /// text: which model or method found it.
    pub const SOURCE: &str = "source";
    /// text: why a field is empty.
    pub const REASON: &str = "reason";
}

/// Records with a name of their own.
macro_rules! records {
    ($($(#[$doc:meta])* $type:ident: $name:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $type(pub Record);

        impl Deref for $type {
            type Target = Record;

            fn deref(&self) -> &Record {
                &self.0
            }
        }

        impl From<RecordMut<'_>> for $type {
            fn from(record: RecordMut<'_>) -> Self {
                Self(record.done())
            }
        }

        impl FromValue for $type {
            const FORM: Form = Form::new($name, Class::Wired);

            fn from_value(value: Value) -> Result<Self> {
                Record::from_value(value).map(Self)
            }
        }

        impl IntoValue for $type {
            const TYPE: &'static CStr = $name;

            fn into_value(self, call: &Call) -> Result<Value> {
                self.0.into_value(call)
            }
        }

        lend!($type);
    )* };
}
records! {
    /// Faces of one picture: [`field::WIDTH`], [`field::HEIGHT`], [`field::BBOX`], [`field::SCORE`],
    /// [`field::SOURCE`], and what else is known.
    Faces: c"faces";
    /// People of one picture: [`field::JOINTS`], [`field::SKELETON`], [`field::SCORE`], [`field::SOURCE`].
    Pose: c"pose";
    /// What a picture shows: [`field::NAME`], [`field::SCORE`], [`field::SOURCE`].
    Labels: c"labels";
    /// What a picture or a text is like: [`field::EMBEDDING`], [`field::SOURCE`].
    Embedding: c"embedding";
}

impl Faces {
    /// How many.
    ///
    /// # Errors
    /// The record has no boxes.
    pub fn count(&self) -> Result<usize> {
        let boxes: Tensor = self.need(field::BBOX)?;
        Ok(boxes.shape().first().copied().unwrap_or(0))
    }

    /// Left, top, width and height of each, in pixels of a picture of this size.
    ///
    /// # Errors
    /// The record has no boxes, or does not say of which size of picture.
    pub fn boxes(&self, width: u32, height: u32) -> Result<Vec<[f32; 4]>> {
        let [x, y] = self.scale(width, height)?;
        let boxes: Tensor = self.need(field::BBOX)?;
        let scaled = |&[left, top, wide, high]: &[f32; 4]| [left * x, top * y, wide * x, high * y];
        Ok(boxes.rows::<f32, 4>()?.iter().map(scaled).collect())
    }

    /// Eyes, nose and corners of the mouth of each, in pixels of a picture of this size; nothing where they are not
    /// known.
    ///
    /// # Errors
    /// The record does not say of which size of picture, or the points are something else.
    pub fn points5(&self, width: u32, height: u32) -> Result<Option<Vec<[[f32; 2]; 5]>>> {
        let [x, y] = self.scale(width, height)?;
        let Some(points) = self.get::<Tensor>(field::POINTS5)? else { return Ok(None) };
        if points.shape().len() != 3 || points.shape()[1] != 5 {
            return Err(Error::invalid(format!("wanted five points a face, got the shape {:?}", points.shape())));
        }
        let (faces, _) = points.rows::<f32, 2>()?.as_chunks::<5>();
        Ok(Some(faces.iter().map(|face| face.map(|[left, top]| [left * x, top * y])).collect()))
    }

    fn scale(&self, width: u32, height: u32) -> Result<[f32; 2]> {
        let (own_width, own_height): (u32, u32) = (self.need(field::WIDTH)?, self.need(field::HEIGHT)?);
        if own_width == 0 || own_height == 0 {
            return Err(Error::invalid("the faces are of a picture without a size"));
        }
        Ok([width as f32 / own_width as f32, height as f32 / own_height as f32])
    }
}
