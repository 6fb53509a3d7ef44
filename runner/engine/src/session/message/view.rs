//! How an output is looked at: what is asked for, and what is shown.

use serde::{Deserialize, Serialize};

use super::Blob;
use crate::value::Colour;

/// Longer sides are not sent; ask for a region.
pub const PIXELS_SIDE_MAX: u32 = 16_384;
/// Bins of a histogram, from 0 to 1; what lies outside counts at the ends.
pub const HISTOGRAM_BINS: usize = 256;

/// What of an output, and how much. What does not fit its type is left alone, so a viewer need not know the type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Of an image: which part, in pixels of the picture. None: all of it.
    pub region: Option<Region>,
    /// Of an image: fit into so many pixels, the shape kept. Never enlarged.
    pub width_max: u32,
    /// As `width_max`.
    pub height_max: u32,
    /// Of an image: which samples.
    pub format: PixelFormat,
    /// Of an image: whether to count its values, over the whole region at full size.
    pub statistics: bool,
    /// Of a mesh: reduce it to about so many triangles.
    pub triangles_max: u32,
    /// Of records, lists, tensors and texts: begin with this row (of a text: this line).
    pub first_row: u64,
    /// Of records, lists, tensors and texts: so many rows.
    pub rows_max: u32,
    /// Of a list of images or meshes, and of records with `field`: which one.
    pub item: u32,
    /// Of a record or a mesh: this field, array or texture of it, as what it is. Empty: the whole.
    pub field: String,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            region: None,
            width_max: PIXELS_SIDE_MAX,
            height_max: PIXELS_SIDE_MAX,
            format: PixelFormat::Rgba8,
            statistics: false,
            triangles_max: 100_000,
            first_row: 0,
            rows_max: 100,
            item: 0,
            field: String::new(),
        }
    }
}

/// A rectangle of a picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// First column.
    pub x: u32,
    /// First row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// Which samples are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PixelFormat {
    /// Four bytes a pixel, straight alpha, grey spread over three; rows without padding. For screens.
    #[default]
    Rgba8,
    /// The planes of the picture as 32-bit floats, with their strides. At full size these are the engine's own.
    F32,
}

/// What is seen of an output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// Pixels; of a mask too.
    Image(ImageView),
    /// Triangles.
    Mesh(MeshView),
    /// A page of records, of a list, of a tensor.
    Table(TableView),
    /// Text.
    Text {
        /// From `first_row` on.
        text: String,
        /// Lines of the whole.
        lines: u64,
    },
    /// A number as a person reads it: JSON has no infinity.
    Number {
        /// `0.25`, `inf`, `NaN`.
        text: String,
        /// Whether it is a whole number.
        whole: bool,
    },
    /// Yes or no.
    Bool(bool),
    /// Red, green, blue, alpha.
    Color([f32; 4]),
}

/// Pixels at the size that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImageView {
    /// Of the whole picture.
    pub width: u32,
    /// Of the whole picture.
    pub height: u32,
    /// 1 grey or mask, 2 grey and alpha, 3 RGB, 4 RGBA.
    pub channels: u32,
    /// What the samples mean.
    pub colour: Colour,
    /// The part that is shown.
    pub region: Region,
    /// Pixels of the view in a row.
    pub columns: u32,
    /// Rows of the view.
    pub rows: u32,
    /// Which samples.
    pub format: PixelFormat,
    /// Bytes from row to row.
    pub row_bytes: u64,
    /// Bytes from plane to plane; 0 where there is one plane with all in it.
    pub plane_bytes: u64,
    /// Of each channel, if they were asked for.
    pub statistics: Vec<ChannelView>,
    /// The samples.
    pub pixels: Blob,
}

impl ImageView {
    /// One row of an 8-bit view, or of one plane as bytes. Empty where there is none.
    #[must_use]
    pub fn row(&self, plane: u32, y: u32) -> &[u8] {
        let sample = if self.format == PixelFormat::Rgba8 { 4 } else { size_of::<f32>() };
        let start = u64::from(plane) * self.plane_bytes + u64::from(y) * self.row_bytes;
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let end = start.saturating_add(self.columns as usize * sample);
        self.pixels.bytes().get(start..end).unwrap_or(&[])
    }
}

/// What the values of one channel are like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelView {
    /// Least finite value.
    pub min: f32,
    /// Greatest finite value.
    pub max: f32,
    /// Of the finite values.
    pub mean: f64,
    /// Values that are no numbers, or infinite.
    pub not_finite: u64,
    /// See [`HISTOGRAM_BINS`].
    pub histogram: Vec<u32>,
}

/// Triangles, not more than about so many as were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeshView {
    /// Of the mesh itself.
    pub vertices_in_all: u64,
    /// Of the mesh itself.
    pub triangles_in_all: u64,
    /// Least corner.
    pub low: [f32; 3],
    /// Greatest corner.
    pub high: [f32; 3],
    /// Vertices that are shown.
    pub vertices: u32,
    /// Triangles that are shown.
    pub triangles: u32,
    /// Names of all arrays and textures of the mesh.
    pub parts: Vec<String>,
    /// Whether places in the texture follow the triangles.
    #[serde(default)]
    pub uvs: bool,
    /// Three floats for each vertex, then three `u32` for each triangle, then perhaps two floats for each vertex.
    pub arrays: Blob,
}

/// Some rows of something longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableView {
    /// What it is a page of: `record`, `list`, `tensor`.
    pub of: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// From `first_row` on, as a person reads them.
    pub rows: Vec<Vec<String>>,
    /// Rows of the whole.
    pub rows_in_all: u64,
    /// Of a tensor: its shape and type. Else empty.
    pub shape: String,
}
