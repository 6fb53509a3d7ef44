//! `weft.gpu/1`: buffers, kernels and dispatches on the host's device. A call without a device finds `WEFT_GPU_NONE`.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

use super::super::call::{CallStatus, LogLevel};
use super::super::foreign;
use super::super::frame::Frame;
use super::crossing::{self, lent};
use crate::gpu::{Binding, Handle, Trouble, Work, Zeroed};
use crate::value::{Colour, Content};
use std::ffi::c_void;
use weft_abi::{
    WEFT_COLOUR_DATA, WEFT_COLOUR_SRGB, WEFT_ERR_FAILED, WEFT_ERR_INVALID, WEFT_ERR_UNSUPPORTED, WEFT_GPU_HARDWARE,
    WEFT_GPU_NONE, WEFT_GPU_READ, WEFT_GPU_READ_WRITE, WEFT_GPU_SOFTWARE, WEFT_OK, weft_array, weft_call,
    weft_gpu_binding, weft_gpu_buffer, weft_gpu_caps, weft_gpu_image, weft_gpu_kernel, weft_gpu_v1, weft_status,
    weft_str, weft_value,
};

/// `"weft.gpu/1"`
pub(super) static GPU: weft_gpu_v1 = weft_gpu_v1 {
    struct_size: size_of::<weft_gpu_v1>() as u32,
    reserved0: 0,
    caps: Some(caps),
    buffer_new: Some(buffer_new),
    buffer_retain: Some(buffer_retain),
    buffer_release: Some(buffer_release),
    upload: Some(upload),
    download: Some(download),
    image_view: Some(image_view),
    image_new: Some(image_new),
    kernel: Some(kernel),
    dispatch: Some(dispatch),
    flush: Some(flush),
    wait: Some(wait),
    time_begin: Some(time_begin),
    time_end: Some(time_end),
    export_handle: Some(export_handle),
};

/// Bit of `buffer_new`.
const ZEROED: u32 = 1;
/// Bit of `buffer_new`: reserved, as `export_handle` is.
const EXPORTABLE: u32 = 2;
/// Bits of `weft_gpu_caps::features`.
const F16: u32 = 1;
/// The device measures its own time.
const CLOCK: u32 = 2;

/// Does something on the device, and says in its words why it could not be done.
///
/// # Safety
/// `call` is NULL or what `run` got, and `run` has not returned.
unsafe fn on_device<T>(
    call: *mut weft_call,
    work: impl FnOnce(&Work) -> Result<T, Trouble>,
) -> Result<(T, &'static Frame<'static>), weft_status> {
    // SAFETY: the caller vouches for it. So do all of these functions.
    let frame = unsafe { Frame::of::<'static>(call) }.ok_or(WEFT_ERR_INVALID)?;
    let Some(device) = frame.gpu() else {
        return Err(frame.refuse(CallStatus::Unsupported, "there is no device for this call: look at `caps` first"));
    };
    match frame.contained(None, |_| Some(work(device))) {
        Some(Ok(done)) => Ok((done, frame)),
        Some(Err(why)) => Err(frame.refuse_gpu(why)),
        None => Err(WEFT_ERR_FAILED),
    }
}

fn status_of<T>(done: Result<T, weft_status>) -> weft_status {
    done.err().unwrap_or(WEFT_OK)
}

/// Gives a number to a plugin, if it has a place for it.
unsafe fn give(done: Result<(Handle, &Frame<'_>), weft_status>, to: *mut u64) -> weft_status {
    match done {
        // SAFETY: the plugin has room there, or NULL.
        Ok((handle, _)) if unsafe { foreign::put(to, handle) } => WEFT_OK,
        Ok((_, frame)) => frame.refuse(CallStatus::Invalid, "something was asked for, but there is no place for it"),
        Err(status) => status,
    }
}

unsafe extern "C" fn caps(call: *mut weft_call, caps: *mut weft_gpu_caps) -> weft_status {
    // SAFETY: a plugin gives back the call that it got, while it runs. So do all of these functions.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return WEFT_ERR_INVALID };
    // SAFETY: a table of the plugin, or NULL.
    let Some(empty) = (unsafe { foreign::sized_table(caps) }) else {
        return frame
            .refuse(CallStatus::Invalid, "a device was asked for without a table, or `struct_size` is not set");
    };
    let filled = match frame.gpu() {
        None => weft_gpu_caps { device: WEFT_GPU_NONE, ..empty },
        Some(work) => caps_of(work),
    };
    // SAFETY: the plugin's table, which it set up itself.
    unsafe { foreign::write_back(caps, &filled) };
    WEFT_OK
}

fn caps_of(work: &Work) -> weft_gpu_caps {
    let (limits, about) = (work.device().limits(), work.device().about());
    weft_gpu_caps {
        struct_size: size_of::<weft_gpu_caps>() as u32,
        device: if work.device().is_software() { WEFT_GPU_SOFTWARE } else { WEFT_GPU_HARDWARE },
        buffer_bytes_max: limits.buffer_bytes_max,
        binding_bytes_max: limits.binding_bytes_max,
        bindings_max: limits.bindings_max,
        workgroup_invocations_max: limits.workgroup_invocations_max,
        workgroup_bytes_max: limits.workgroup_bytes_max,
        workgroups_per_axis_max: limits.workgroups_per_axis_max,
        params_bytes_max: limits.params_bytes_max,
        subgroup_size: limits.subgroup_size,
        features: if limits.has_f16 { F16 } else { 0 } | if work.device().has_clock() { CLOCK } else { 0 },
        reserved0: 0,
        // Nothing gives memory to other libraries yet.
        uuid: [0; 16],
        name: foreign::lend_str(&about.name),
    }
}

unsafe extern "C" fn buffer_new(
    call: *mut weft_call,
    bytes: u64,
    flags: u32,
    buffer: *mut weft_gpu_buffer,
) -> weft_status {
    let zeroed = if flags & ZEROED != 0 { Zeroed::Yes } else { Zeroed::No };
    // SAFETY: as of `caps`.
    let made = unsafe { on_device(call, |work| work.buffer(bytes, zeroed)) };
    if let Ok((handle, frame)) = made
        && flags & EXPORTABLE != 0
    {
        // SAFETY: as of `caps`.
        unsafe { buffer_release(call, handle) };
        return frame.refuse(CallStatus::Unsupported, "this host gives no memory of the device to others");
    }
    // SAFETY: a place of the plugin.
    unsafe { give(made, buffer) }
}

unsafe extern "C" fn buffer_retain(call: *mut weft_call, buffer: weft_gpu_buffer) {
    // SAFETY: as of `caps`. A handle that is none is told when it is used.
    _ = unsafe { on_device(call, |work| work.retain(buffer)) };
}

unsafe extern "C" fn buffer_release(call: *mut weft_call, buffer: weft_gpu_buffer) {
    // SAFETY: as of `buffer_retain`.
    _ = unsafe { on_device(call, |work| work.release(buffer)) };
}

unsafe extern "C" fn upload(
    call: *mut weft_call,
    to: weft_gpu_buffer,
    offset: u64,
    from: *const c_void,
    bytes: u64,
) -> weft_status {
    let Some(len) = sized(from, bytes) else { return WEFT_ERR_INVALID };
    // SAFETY: not NULL where there is something to read, and the plugin lends so many bytes.
    let from = if len == 0 { &[] } else { unsafe { std::slice::from_raw_parts(from.cast::<u8>(), len) } };
    // SAFETY: as of `caps`.
    status_of(unsafe { on_device(call, |work| work.upload(to, offset, from)) })
}

unsafe extern "C" fn download(
    call: *mut weft_call,
    from: weft_gpu_buffer,
    offset: u64,
    to: *mut c_void,
    bytes: u64,
) -> weft_status {
    let Some(len) = sized(to, bytes) else { return WEFT_ERR_INVALID };
    // SAFETY: not NULL where there is something to write, and nobody else uses so many bytes of the plugin meanwhile.
    let to = if len == 0 { &mut [] } else { unsafe { std::slice::from_raw_parts_mut(to.cast::<u8>(), len) } };
    // SAFETY: as of `caps`.
    status_of(unsafe { on_device(call, |work| work.download(from, offset, to)) })
}

/// A length that memory of a plugin can have.
fn sized(at: *const c_void, bytes: u64) -> Option<usize> {
    let len = usize::try_from(bytes).ok().filter(|len| *len <= isize::MAX as usize)?;
    (len == 0 || !at.is_null()).then_some(len)
}

unsafe extern "C" fn image_view(
    call: *mut weft_call,
    image: *const weft_value,
    view: *mut weft_gpu_image,
) -> weft_status {
    // SAFETY: a value that the plugin holds or is lent.
    let Some(Content::Image(image)) = (unsafe { lent(image) }) else { return WEFT_ERR_INVALID };
    // SAFETY: a table of the plugin, or NULL.
    if unsafe { foreign::sized_table(view) }.is_none() {
        return WEFT_ERR_INVALID;
    }
    // SAFETY: as of `caps`.
    match unsafe { on_device(call, |work| work.image(image)) } {
        Ok((planes, _)) => {
            let filled = view_of((image.width(), image.height()), image.colour(), &planes);
            // SAFETY: the plugin's table, which it set up itself.
            unsafe { foreign::write_back(view, &filled) };
            WEFT_OK
        }
        Err(status) => status,
    }
}

unsafe extern "C" fn image_new(
    call: *mut weft_call,
    view: *mut weft_gpu_image,
    image: *mut *mut weft_value,
) -> weft_status {
    // SAFETY: a table of the plugin, or NULL.
    let wanted = unsafe { foreign::sized_table(view) };
    let Some(wanted) = wanted.filter(|_| !image.is_null()) else { return WEFT_ERR_INVALID };
    let colour = if wanted.colour == WEFT_COLOUR_SRGB { Colour::Srgb } else { Colour::Data };
    let (width, height) = (wanted.width, wanted.height);
    // SAFETY: as of `caps`.
    match unsafe { on_device(call, |work| work.new_image(width, height, wanted.channels, colour)) } {
        Ok(((planes, made), _)) => {
            // SAFETY: the plugin's table, which it set up itself.
            unsafe { foreign::write_back(view, &view_of((width, height), colour, &planes)) };
            // SAFETY: not NULL, and the plugin has room there.
            unsafe { image.write(crossing::given(Content::Image(made))) };
            WEFT_OK
        }
        Err(status) => status,
    }
}

fn view_of((width, height): (u32, u32), colour: Colour, planes: &[Handle]) -> weft_gpu_image {
    let mut all = [0; 4];
    all[..planes.len()].copy_from_slice(planes);
    weft_gpu_image {
        struct_size: size_of::<weft_gpu_image>() as u32,
        width,
        height,
        channels: u32::try_from(planes.len()).unwrap_or(0),
        colour: if colour == Colour::Srgb { WEFT_COLOUR_SRGB } else { WEFT_COLOUR_DATA },
        reserved0: 0,
        planes: all,
    }
}

unsafe extern "C" fn kernel(
    call: *mut weft_call,
    wgsl: weft_str,
    entry: weft_str,
    kernel: *mut weft_gpu_kernel,
) -> weft_status {
    // SAFETY: the plugin lends it for this call.
    let wgsl = unsafe { foreign::lent_str(wgsl) };
    // SAFETY: as above.
    let entry = unsafe { foreign::lent_str(entry) };
    let (Some(wgsl), Some(entry)) = (wgsl, entry) else { return WEFT_ERR_INVALID };
    // SAFETY: as of `caps`.
    let compiled = unsafe { on_device(call, |work| work.kernel(wgsl, entry)) };
    // SAFETY: a place of the plugin.
    unsafe { give(compiled, kernel) }
}

unsafe extern "C" fn dispatch(
    call: *mut weft_call,
    kernel: weft_gpu_kernel,
    bindings: weft_array,
    params: *const c_void,
    params_bytes: u32,
    width: u32,
    height: u32,
    depth: u32,
) -> weft_status {
    let Some(len) = sized(params, u64::from(params_bytes)) else { return WEFT_ERR_INVALID };
    // SAFETY: not NULL where there is something to read, and the plugin lends so many bytes.
    let params = if len == 0 { &[] } else { unsafe { std::slice::from_raw_parts(params.cast::<u8>(), len) } };
    // SAFETY: as above.
    let bindings = unsafe { foreign::elements::<weft_gpu_binding>(bindings, "bindings") };
    let started = |work: &Work| {
        let bindings = bindings.map_err(|why| Trouble::Invalid(why.0))?;
        let bindings = bindings.iter().map(|(_, binding)| read_binding(binding)).collect::<Result<Vec<_>, _>>()?;
        work.dispatch(kernel, &bindings, params, [width, height, depth])
    };
    // SAFETY: as of `caps`.
    match unsafe { on_device(call, started) } {
        Ok(((), frame)) => {
            frame.contained((), |host| host.used_gpu());
            WEFT_OK
        }
        Err(status) => status,
    }
}

fn read_binding(binding: &weft_gpu_binding) -> Result<Binding, Trouble> {
    let writes = match binding.access {
        WEFT_GPU_READ => false,
        WEFT_GPU_READ_WRITE => true,
        other => return Err(Trouble::Invalid(format!("the access {other} of a binding is none"))),
    };
    let weft_gpu_binding { buffer, offset_bytes, size_bytes, .. } = *binding;
    Ok(Binding { buffer, offset_bytes, size_bytes, writes })
}

unsafe extern "C" fn flush(call: *mut weft_call) -> weft_status {
    // SAFETY: as of `caps`.
    status_of(unsafe { on_device(call, Work::flush) })
}

unsafe extern "C" fn wait(call: *mut weft_call) -> weft_status {
    // SAFETY: as of `caps`.
    status_of(unsafe { on_device(call, Work::wait) })
}

unsafe extern "C" fn time_begin(call: *mut weft_call, label: weft_str) -> weft_status {
    // SAFETY: the plugin lends it for this call.
    let label = unsafe { foreign::sentence(label) }.into_owned();
    // SAFETY: as of `caps`.
    status_of(unsafe { on_device(call, |work| work.measure(label)) })
}

unsafe extern "C" fn time_end(call: *mut weft_call) -> weft_status {
    // SAFETY: as of `caps`.
    match unsafe { on_device(call, Work::measured) } {
        Ok((measured, frame)) => {
            // The device's own answer comes later, and is told at the end of the run.
            if let Some((label, seconds)) = measured {
                let words = format!("{label}: {:.3} ms until the device was through", seconds * 1e3);
                frame.contained((), |host| host.log(LogLevel::Info, &words));
            }
            WEFT_OK
        }
        Err(status) => status,
    }
}

unsafe extern "C" fn export_handle(_: *mut weft_call, _: weft_gpu_buffer, _: u32, _: *mut c_void) -> weft_status {
    WEFT_ERR_UNSUPPORTED
}
