//! The host's GPU. Every kind that uses it says `gpu`, has a way without it, and a test that both agree.
//!
//! # A kernel
//!
//! ```wgsl
//! struct Params { width: u32, height: u32, amount: f32 }
//! @group(0) @binding(0) var<storage, read> before: array<f32>;
//! @group(0) @binding(1) var<storage, read_write> after: array<f32>;
//!
//! @compute @workgroup_size(WEFT_X, WEFT_Y)
//! fn main(@builtin(global_invocation_id) at: vec3u) {
//!     if (at.x >= params.width || at.y >= params.height) { return; }
//!     let here = at.y * params.width + at.x; // rows of a plane have no gaps
//!     after[here] = before[here] * params.amount;
//! }
//! ```
//!
//! - **Bindings** are those of `@group(0)`, by number, in the order of the dispatch: `array<f32>` (or another type) in
//!   `var<storage, read>` for what is given with `read()`, `var<storage, read_write>` for `write()`. Group 1 is the host's. A plane
//!   is one buffer of width × height floats. `arrayLength` is true. A buffer that a dispatch writes stands in it once.
//! - **Parameters**: a text with `struct Params` finds them in `params`; the host writes that declaration. Fields are `f32`, `u32`,
//!   `i32`, `vec2f`, `vec4f`, pushed in the order of the struct; up to `params_bytes_max`, at least 128. No arrays, no `vec3f`.
//! - **Workgroups**: `WEFT_X` and `WEFT_Y` are numbers (`u32`) that the host chooses for the device. Numbers of one's own are as
//!   good, for kernels with `var<workgroup>`: at most 256 threads and 16 KiB work everywhere. A dispatch says how many *threads*
//!   there shall be; the host counts groups, so some threads lie outside: look, as above.
//! - **Order**: dispatches of a call run one after the other, each seeing all that those before it wrote. Nothing waits before
//!   somebody reads.
//! - What is asked for and too large for the device (a binding above `binding_bytes_max`), and any lack of memory, ends the call with
//!   its error: give it on with `?`. The host then calls the kind again, with more room, or without a device: `call.gpu()` gives nothing.
//!   A larger plane can be given in parts, each from a multiple of [`OFFSET_ALIGN`] on ([`Place::part`]).
//! - Names that begin with `weft` or `WEFT` are the host's.
//!
//! # A snippet instead
//!
//! A kind that gives each pixel from that pixel alone needs no kernel: `wgsl = "…"` in `#[node]`, a function
//! `fn f(v: vec4f, p: P) -> vec4f`, beside its `run` for the processor. The host joins runs of such kinds to one kernel. What it takes:
//!
//! - `v` is a pixel of the kind's first picture: grey is `(g, g, g, 1)`, grey and alpha `(g, g, g, a)`, RGB `(r, g, b, 1)`. As many planes
//!   as came are taken of the result: of grey `.r`, of grey and alpha `.r` and `.a`. The picture keeps size, planes and colour.
//! - A kind that makes grey of all gives `vec2f`: grey, and alpha, which counts where it came; that is sRGB, whatever came. One that
//!   makes a mask gives `f32`.
//! - Further pictures must be optional; while one is wired the snippet is not used.
//! - `P` has a field for each input of these types, named as the input, in their order: `float` → `f32`, `int` and `seed` → `i32`
//!   (the lowest 32 bits), `bool` → `u32` (0 or 1), `choice` → `u32` (which, from 0), `color` → `vec4f`. An input whose name is
//!   a word of WGSL (`from`, `filter`, `set`, `target`, `type` …) gets a `_` behind it: `p.filter_`. And `p.weft_colours`: 1 where the
//!   picture is grey or a mask, 3 where it has colours.
//! - Other functions, constants and structs may stand beside `f`; names are kept apart from those of other kinds.

mod params;

pub use crate::boundary::GpuCaps;
use crate::boundary::{Element, RawBuffer, RawGpuImage};
use crate::flow::FromValue;
use crate::image::{Colour, Image, Mask};
use crate::{Call, Error, Result};
pub use params::Params;
use weft_abi::*;

/// The host's device, for one call.
///
/// ```no_run
/// # use weft_plugin::prelude::*;
/// # use weft_plugin::gpu::Params;
/// # const WGSL: &str = "";
/// fn invert(call: &Call, image: &Image) -> Result<Option<Image>> {
///     let Some(gpu) = call.gpu()? else { return Ok(None) }; // no device: take the other way
///     // The host writes the declaration of `params`.
///     let kernel = gpu.kernel(WGSL, "main")?;
///     let from = gpu.image(image)?;
///     let to = gpu.new_image_like(image)?;
///     for plane in 0..image.channels() {
///         let params = Params::new().u32(image.width()).u32(image.height()).f32(1.0);
///         let threads = [image.width(), image.height(), 1];
///         gpu.dispatch(&kernel, &[from.plane(plane).read(), to.plane(plane).write()], &params, threads)?;
///     }
///     Ok(Some(to.done()?))
/// }
/// ```
pub struct Gpu<'c> {
    call: &'c Call,
    caps: GpuCaps,
}

/// Numbers on the device, for one call.
pub struct Buffer<'c> {
    raw: RawBuffer,
    call: &'c Call,
    bytes: u64,
}

/// A picture on the device, for reading: others have it too. A call that lets a kernel write it has failed.
pub struct GpuImage(RawGpuImage);

/// A new picture on the device, for writing.
pub struct GpuImageMut(RawGpuImage);

/// Where a binding may begin on every device, in bytes.
pub const OFFSET_ALIGN: u64 = 256;

/// A compiled shader.
#[derive(Clone, Copy)]
pub struct Kernel(weft_gpu_kernel);

/// What a dispatch reads or writes.
#[derive(Clone, Copy)]
pub struct Binding(weft_gpu_binding);

/// One plane of a picture, or a buffer: say what the kernel does with it.
#[derive(Clone, Copy)]
pub struct Place {
    buffer: weft_gpu_buffer,
    offset_bytes: u64,
    size_bytes: u64,
}

impl Call {
    /// The host's device; nothing where there is none, where this call shall do without, or where the kind does not say `gpu`.
    ///
    /// # Errors
    /// The device failed.
    pub fn gpu(&self) -> Result<Option<Gpu<'_>>> {
        Ok(self.raw.gpu_caps()?.map(|caps| Gpu { call: self, caps }))
    }
}

impl<'c> Gpu<'c> {
    /// What it can do.
    pub fn caps(&self) -> &GpuCaps {
        &self.caps
    }

    /// A buffer of zeros.
    ///
    /// # Errors
    /// The device has no memory left: the host frees some and runs the kind again.
    pub fn buffer(&self, bytes: u64) -> Result<Buffer<'c>> {
        self.new_buffer(bytes, 1)
    }

    /// A buffer that still holds whatever was there: write all of it.
    ///
    /// # Errors
    /// As of [`buffer`](Self::buffer).
    pub fn buffer_for_overwrite(&self, bytes: u64) -> Result<Buffer<'c>> {
        self.new_buffer(bytes, 0)
    }

    /// A buffer of these numbers.
    ///
    /// # Errors
    /// As of [`buffer`](Self::buffer).
    pub fn buffer_of<T: Element>(&self, numbers: &[T]) -> Result<Buffer<'c>> {
        let mut buffer = self.buffer_for_overwrite(size_of_val(numbers) as u64)?;
        buffer.upload(0, numbers)?;
        Ok(buffer)
    }

    /// Brings a picture to the device, if it is not there yet.
    ///
    /// # Errors
    /// As of [`buffer`](Self::buffer).
    pub fn image(&self, image: &Image) -> Result<GpuImage> {
        self.call.raw.gpu_image_of(image.as_value()).map(GpuImage)
    }

    /// A new picture whose pixels are on the device: write all of them.
    ///
    /// # Errors
    /// As of [`buffer`](Self::buffer).
    pub fn new_image(&self, width: u32, height: u32, channels: u32, colour: Colour) -> Result<GpuImageMut> {
        let colour = match colour {
            Colour::Srgb => WEFT_COLOUR_SRGB,
            Colour::Data => WEFT_COLOUR_DATA,
        };
        self.call.raw.gpu_image(width, height, channels, colour).map(GpuImageMut)
    }

    /// A new picture of the size, planes and meaning of another.
    ///
    /// # Errors
    /// As of [`buffer`](Self::buffer).
    pub fn new_image_like(&self, image: &Image) -> Result<GpuImageMut> {
        self.new_image(image.width(), image.height(), image.channels(), image.colour())
    }

    /// Compiles WGSL, or finds it compiled. What it may take for granted stands at the [top](self).
    ///
    /// # Errors
    /// The compiler's words.
    pub fn kernel(&self, wgsl: &str, entry: &str) -> Result<Kernel> {
        self.call.raw.gpu_kernel(wgsl, entry).map(Kernel)
    }

    /// Queues a kernel over so many threads in x, y and z.
    ///
    /// # Errors
    /// Bindings that the kernel does not have, or a device that failed.
    pub fn dispatch(&self, kernel: &Kernel, bindings: &[Binding], params: &Params, threads: [u32; 3]) -> Result<()> {
        let bindings: Vec<_> = bindings.iter().map(|binding| binding.0).collect();
        self.call.raw.gpu_dispatch(kernel.0, &bindings, &params.padded(), threads)
    }

    /// Waits until all that is queued is done. Nobody needs to, but for a measurement: reading waits by itself.
    ///
    /// # Errors
    /// The device failed, or the user pressed stop and it did not come back: give it on.
    pub fn wait(&self) -> Result<()> {
        self.call.raw.gpu_wait()
    }

    /// Measures what is queued in `work`, for the user's eyes.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn timed<T>(&self, label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.call.raw.gpu_time_begin(label)?;
        let done = work();
        self.call.raw.gpu_time_end()?;
        done
    }

    fn new_buffer(&self, bytes: u64, flags: u32) -> Result<Buffer<'c>> {
        if bytes > self.caps.buffer_bytes_max {
            let most = self.caps.buffer_bytes_max;
            return Err(Error::new(
                WEFT_ERR_GPU_OUT_OF_MEMORY,
                format!("a buffer of {bytes} bytes, but the device has at most {most}"),
            ));
        }
        Ok(Buffer { raw: self.call.raw.gpu_buffer(bytes, flags)?, call: self.call, bytes })
    }
}

impl Buffer<'_> {
    /// How large it is.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Copies numbers to the device.
    ///
    /// # Errors
    /// They do not fit.
    pub fn upload<T: Element>(&mut self, offset_bytes: u64, numbers: &[T]) -> Result<()> {
        self.fits(offset_bytes, size_of_val(numbers) as u64)?;
        self.call.raw.gpu_upload(self.raw.handle, offset_bytes, numbers)
    }

    /// Copies numbers from the device. Waits until they are there.
    ///
    /// # Errors
    /// There are fewer, the device failed, or the user pressed stop and it did not come back: give it on.
    pub fn download<T: Element>(&self, offset_bytes: u64, numbers: &mut [T]) -> Result<()> {
        self.fits(offset_bytes, size_of_val(numbers) as u64)?;
        self.call.raw.gpu_download(self.raw.handle, offset_bytes, numbers)
    }

    /// The kernel only reads it.
    pub fn read(&self) -> Binding {
        Place::whole(self.raw.handle).read()
    }

    /// The kernel writes it, and may read it.
    pub fn write(&self) -> Binding {
        Place::whole(self.raw.handle).write()
    }

    fn fits(&self, offset: u64, bytes: u64) -> Result<()> {
        match offset.checked_add(bytes) {
            Some(end) if end <= self.bytes => Ok(()),
            _ => Err(Error::invalid(format!("{bytes} bytes at {offset} of a buffer of {}", self.bytes))),
        }
    }
}

impl Place {
    fn whole(buffer: weft_gpu_buffer) -> Self {
        Self { buffer, offset_bytes: 0, size_bytes: 0 }
    }

    /// So many bytes of it, from an offset on that is a multiple of [`OFFSET_ALIGN`]: planes above `binding_bytes_max` are given to
    /// kernels in parts.
    #[must_use]
    pub fn part(self, offset_bytes: u64, size_bytes: u64) -> Self {
        Self { buffer: self.buffer, offset_bytes: self.offset_bytes + offset_bytes, size_bytes }
    }

    /// The kernel only reads it.
    pub fn read(self) -> Binding {
        self.bind(WEFT_GPU_READ)
    }

    /// The kernel writes it, and may read it.
    pub fn write(self) -> Binding {
        self.bind(WEFT_GPU_READ_WRITE)
    }

    fn bind(self, access: u32) -> Binding {
        let Self { buffer, offset_bytes, size_bytes } = self;
        Binding(weft_gpu_binding { buffer, offset_bytes, size_bytes, access, reserved0: 0 })
    }
}

impl GpuImage {
    /// One plane: rows without gaps.
    ///
    /// # Panics
    /// There is no such plane.
    pub fn plane(&self, plane: u32) -> Place {
        plane_of(&self.0, plane)
    }
}

impl GpuImageMut {
    /// One plane: rows without gaps.
    ///
    /// # Panics
    /// There is no such plane.
    pub fn plane(&self, plane: u32) -> Place {
        plane_of(&self.0, plane)
    }

    /// From now on only for reading, wherever it is needed.
    ///
    /// # Errors
    /// The host did not make a picture.
    pub fn done(self) -> Result<Image> {
        Image::from_value(self.0.value)
    }

    /// The same, of a picture of one plane that is a mask.
    ///
    /// # Errors
    /// It has more planes.
    pub fn done_mask(self) -> Result<Mask> {
        Mask::from_value(self.0.value)
    }
}

fn plane_of(image: &RawGpuImage, plane: u32) -> Place {
    assert!(plane < image.view.channels, "plane {plane} of an image with {} planes", image.view.channels);
    Place::whole(image.view.planes[plane as usize])
}
