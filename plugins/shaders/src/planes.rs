//! Planes on the device: those of pictures and those in between; and one dispatch.

use weft_plugin::Result;
use weft_plugin::gpu::{Binding, Buffer, Gpu, Params};

/// A plane on the device: rows without gaps.
#[derive(Clone, Copy)]
pub struct Plane {
    /// To bind it for reading.
    pub read: Binding,
    /// To bind it for writing, if it may be written.
    pub write: Binding,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A plane that lives as long as the work on it.
pub struct Scratch<'c> {
    buffer: Buffer<'c>,
    width: u32,
    height: u32,
}

impl<'c> Scratch<'c> {
    /// It still holds whatever was there: write all of it.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn new(gpu: &Gpu<'c>, (width, height): (u32, u32)) -> Result<Self> {
        let bytes = 4 * u64::from(width) * u64::from(height);
        Ok(Self { buffer: gpu.buffer_for_overwrite(bytes)?, width, height })
    }

    /// A buffer that somebody filled already: rows without gaps.
    #[must_use]
    pub fn of(buffer: Buffer<'c>, (width, height): (u32, u32)) -> Self {
        Self { buffer, width, height }
    }

    /// Where its numbers are.
    #[must_use]
    pub fn buffer(&self) -> &Buffer<'c> {
        &self.buffer
    }

    /// As many as there are of `planes`, each as large as the first of them.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn like(gpu: &Gpu<'c>, planes: &[Plane]) -> Result<Vec<Self>> {
        planes.iter().map(|plane| Self::new(gpu, (plane.width, plane.height))).collect()
    }

    /// The plane itself.
    #[must_use]
    pub fn plane(&self) -> Plane {
        Plane { read: self.buffer.read(), write: self.buffer.write(), width: self.width, height: self.height }
    }

    /// All of them, to bind.
    #[must_use]
    pub fn planes(all: &[Self]) -> Vec<Plane> {
        all.iter().map(Self::plane).collect()
    }
}

impl Plane {
    /// Width and height.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// One thread for each pixel.
    #[must_use]
    pub fn threads(&self) -> [u32; 3] {
        [self.width, self.height, 1]
    }

    /// Parameters that begin with width and height.
    #[must_use]
    pub fn params(&self) -> Params {
        Params::new().u32(self.width).u32(self.height)
    }
}

/// A function of a WGSL text.
#[derive(Clone, Copy)]
pub struct Shader {
    /// All of the text, but for the declaration of `params`, which the host writes.
    pub wgsl: &'static str,
    /// The function to run.
    pub entry: &'static str,
}

/// Queues a shader over so many threads.
///
/// # Errors
/// The shader is wrong, or the device failed.
pub fn dispatch(gpu: &Gpu<'_>, shader: Shader, bindings: &[Binding], params: &Params, threads: [u32; 3]) -> Result<()> {
    let kernel = gpu.kernel(shader.wgsl, shader.entry)?;
    gpu.dispatch(&kernel, bindings, params, threads)
}

/// Copies a plane.
///
/// # Errors
/// The device failed.
pub fn copy(gpu: &Gpu<'_>, from: Plane, to: Plane) -> Result<()> {
    const COPY: Shader = Shader { wgsl: include_str!("planes.wgsl"), entry: "copy" };
    dispatch(gpu, COPY, &[from.read, to.write], &to.params(), to.threads())
}

/// Copies the part that begins at (x, y) and is as large as `to`.
///
/// # Errors
/// The device failed.
pub fn part(gpu: &Gpu<'_>, from: Plane, (x, y): (u32, u32), to: Plane) -> Result<()> {
    const PART: Shader = Shader { wgsl: include_str!("part.wgsl"), entry: "part" };
    let params = to.params().u32(from.width).u32(x).u32(y);
    dispatch(gpu, PART, &[from.read, to.write], &params, to.threads())
}

/// Writes the plane as its columns: (x, y) becomes (y, x).
///
/// # Errors
/// The device failed.
pub fn turn(gpu: &Gpu<'_>, from: Plane, to: Plane) -> Result<()> {
    const TURN: Shader = Shader { wgsl: include_str!("turn.wgsl"), entry: "turn" };
    // Eight threads carry a block of 32 rows.
    let threads = [from.width, from.height.div_ceil(32) * 8, 1];
    dispatch(gpu, TURN, &[from.read, to.write], &from.params(), threads)
}

/// Bytes of parameters of the longest shader.
const PARAMS_BYTES: u32 = 128;
/// Workgroups that every device can count along an axis; some shaders have one row a group.
pub(crate) const GROUPS_MAX: u32 = 65_535;

/// Whether planes of this size can be worked on: one is bound at a time, and each row is a group. How many buffers a shader binds is
/// for the host to judge: most devices take those of all shaders but one.
#[must_use]
pub fn is_usable(gpu: &Gpu<'_>, (width, height): (u32, u32)) -> bool {
    let caps = gpu.caps();
    let bytes = 4 * u64::from(width) * u64::from(height);
    width <= GROUPS_MAX
        && height <= GROUPS_MAX
        && bytes <= caps.binding_bytes_max.min(caps.buffer_bytes_max)
        && caps.params_bytes_max >= PARAMS_BYTES
}
