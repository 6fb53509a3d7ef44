//! Buffers, kernels and dispatches on the host's device.

use super::value::{str_of, text_of};
use super::{Element, RawCall, Value, array_of, need};
use crate::{Error, Result};
use std::ffi::c_void;
use weft_abi::*;

/// What the device can do.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct GpuCaps {
    /// For people.
    pub name: String,
    /// Whether it is only a program, which the user asked for.
    pub is_software: bool,
    /// Of one buffer.
    pub buffer_bytes_max: u64,
    /// Of one binding. Bind planes, not pictures.
    pub binding_bytes_max: u64,
    /// Buffers a dispatch.
    pub bindings_max: u32,
    /// Of the parameters of a dispatch.
    pub params_bytes_max: u32,
    /// Shared memory a workgroup.
    pub workgroup_bytes_max: u32,
    /// Whether shaders may use `f16`.
    pub has_f16: bool,
}

/// A buffer on the device, given back when nobody has it.
pub(crate) struct RawBuffer {
    pub(crate) handle: weft_gpu_buffer,
    call: RawCall,
}

impl Drop for RawBuffer {
    fn drop(&mut self) {
        if let Some(release) = self.call.services.gpu.buffer_release {
            // SAFETY: the call is live (a buffer cannot outlive it), and the handle is ours.
            unsafe { release(self.call.raw, self.handle) };
        }
    }
}

/// A picture on the device. The value holds its buffers.
pub(crate) struct RawGpuImage {
    pub(crate) value: Value,
    pub(crate) view: weft_gpu_image,
}

impl RawCall {
    /// Nothing where there is no device.
    pub(crate) fn gpu_caps(self) -> Result<Option<GpuCaps>> {
        let Some(get) = self.services.gpu.caps else { return Ok(None) };
        let mut caps = weft_gpu_caps {
            struct_size: size_of::<weft_gpu_caps>() as u32,
            device: WEFT_GPU_NONE,
            buffer_bytes_max: 0,
            binding_bytes_max: 0,
            bindings_max: 0,
            workgroup_invocations_max: 0,
            workgroup_bytes_max: 0,
            workgroups_per_axis_max: 0,
            params_bytes_max: 0,
            subgroup_size: 0,
            features: 0,
            reserved0: 0,
            uuid: [0; 16],
            name: str_of(""),
        };
        // SAFETY: the call is live, and the table may be written as far as its `struct_size` says.
        let status = unsafe { get(self.raw, &raw mut caps) };
        if status == WEFT_ERR_UNSUPPORTED || caps.device == WEFT_GPU_NONE {
            return Ok(None);
        }
        Error::check(status)?;
        Ok(Some(GpuCaps {
            // SAFETY: lent until `run` returns.
            name: unsafe { text_of(caps.name) }?.to_owned(),
            is_software: caps.device == WEFT_GPU_SOFTWARE,
            buffer_bytes_max: caps.buffer_bytes_max,
            binding_bytes_max: caps.binding_bytes_max,
            bindings_max: caps.bindings_max,
            params_bytes_max: caps.params_bytes_max,
            workgroup_bytes_max: caps.workgroup_bytes_max,
            has_f16: caps.features & 1 != 0,
        }))
    }

    pub(crate) fn gpu_buffer(self, bytes: u64, flags: u32) -> Result<RawBuffer> {
        let new = need(self.services.gpu.buffer_new, "weft.gpu/1 buffer_new")?;
        let mut handle = 0;
        // SAFETY: the call is live, and the handle may be written.
        Error::check(unsafe { new(self.raw, bytes, flags, &raw mut handle) })?;
        Ok(RawBuffer { handle, call: self })
    }

    pub(crate) fn gpu_upload<T: Element>(self, to: weft_gpu_buffer, offset_bytes: u64, numbers: &[T]) -> Result<()> {
        let upload = need(self.services.gpu.upload, "weft.gpu/1 upload")?;
        let (from, bytes) = (numbers.as_ptr().cast::<c_void>(), size_of_val(numbers) as u64);
        // SAFETY: the call is live; the host copies so many bytes, and checks that the buffer has room for them.
        Error::check(unsafe { upload(self.raw, to, offset_bytes, from, bytes) })
    }

    pub(crate) fn gpu_download<T: Element>(
        self,
        from: weft_gpu_buffer,
        offset_bytes: u64,
        numbers: &mut [T],
    ) -> Result<()> {
        let download = need(self.services.gpu.download, "weft.gpu/1 download")?;
        let bytes = size_of_val(numbers) as u64;
        let to = numbers.as_mut_ptr().cast::<c_void>();
        // SAFETY: the call is live; there is room for so many bytes, and every pattern of bits is a number.
        Error::check(unsafe { download(self.raw, from, offset_bytes, to, bytes) })
    }

    pub(crate) fn gpu_image_of(self, image: &Value) -> Result<RawGpuImage> {
        let get = need(self.services.gpu.image_view, "weft.gpu/1 image_view")?;
        let mut view = empty_image();
        // SAFETY: the call is live, the value held, and the view may be written as far as its `struct_size` says.
        Error::check(unsafe { get(self.raw, image.raw(), &raw mut view) })?;
        Ok(RawGpuImage { value: image.clone(), view })
    }

    pub(crate) fn gpu_image(self, width: u32, height: u32, channels: u32, colour: u32) -> Result<RawGpuImage> {
        let new = need(self.services.gpu.image_new, "weft.gpu/1 image_new")?;
        let mut view = weft_gpu_image { width, height, channels, colour, ..empty_image() };
        let mut raw = std::ptr::null_mut();
        // SAFETY: the call is live; view and pointer may be written.
        Error::check(unsafe { new(self.raw, &raw mut view, &raw mut raw) })?;
        // SAFETY: `image_new` gave one reference.
        let value = unsafe { Value::owned(raw, self.services) };
        let value = value.ok_or_else(|| Error::new(WEFT_ERR_GPU_OUT_OF_MEMORY, "the host could not make an image"))?;
        Ok(RawGpuImage { value, view })
    }

    pub(crate) fn gpu_kernel(self, wgsl: &str, entry: &str) -> Result<weft_gpu_kernel> {
        let make = need(self.services.gpu.kernel, "weft.gpu/1 kernel")?;
        let mut kernel = 0;
        // SAFETY: the call is live; the texts are read during the call; the handle may be written.
        Error::check(unsafe { make(self.raw, str_of(wgsl), str_of(entry), &raw mut kernel) })?;
        Ok(kernel)
    }

    pub(crate) fn gpu_dispatch(
        self,
        kernel: weft_gpu_kernel,
        bindings: &[weft_gpu_binding],
        params: &[u8],
        threads: [u32; 3],
    ) -> Result<()> {
        let dispatch = need(self.services.gpu.dispatch, "weft.gpu/1 dispatch")?;
        let bindings = array_of(bindings);
        let (start, bytes) = (params.as_ptr().cast::<c_void>(), u32::try_from(params.len())?);
        let [width, height, depth] = threads;
        // SAFETY: the call is live; bindings and parameters are read during the call; handles are checked by the host.
        Error::check(unsafe { dispatch(self.raw, kernel, bindings, start, bytes, width, height, depth) })
    }

    pub(crate) fn gpu_wait(self) -> Result<()> {
        let wait = need(self.services.gpu.wait, "weft.gpu/1 wait")?;
        // SAFETY: the call is live.
        Error::check(unsafe { wait(self.raw) })
    }

    pub(crate) fn gpu_time_begin(self, label: &str) -> Result<()> {
        let Some(begin) = self.services.gpu.time_begin else { return Ok(()) };
        // SAFETY: the call is live; the text is read during the call.
        Error::check(unsafe { begin(self.raw, str_of(label)) })
    }

    pub(crate) fn gpu_time_end(self) -> Result<()> {
        // SAFETY: the call is live.
        self.services.gpu.time_end.map_or(Ok(()), |end| Error::check(unsafe { end(self.raw) }))
    }
}

fn empty_image() -> weft_gpu_image {
    weft_gpu_image {
        struct_size: size_of::<weft_gpu_image>() as u32,
        width: 0,
        height: 0,
        channels: 0,
        colour: 0,
        reserved0: 0,
        planes: [0; 4],
    }
}
