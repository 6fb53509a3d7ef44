//! `weft.image/1`: pictures and masks.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

use super::super::call::CallStatus;
use super::super::foreign;
use super::super::frame::{Frame, number_of};
use super::crossing::{self, lent};
use crate::diagnostic::Diagnostic;
use crate::value::{Colour, Content, Image};
use weft_abi::{
    WEFT_COLOUR_DATA, WEFT_COLOUR_SRGB, WEFT_ERR_INVALID, WEFT_IMAGE_ZEROED, WEFT_OK, weft_call, weft_image_v1,
    weft_image_view, weft_status, weft_value,
};

/// `"weft.image/1"`
pub(super) static IMAGE: weft_image_v1 = weft_image_v1 {
    struct_size: size_of::<weft_image_v1>() as u32,
    reserved0: 0,
    create: Some(create),
    view: Some(view),
    make_mut: Some(make_mut),
    info: Some(info),
};

unsafe extern "C" fn create(
    call: *mut weft_call,
    view: *mut weft_image_view,
    flags: u32,
    image: *mut *mut weft_value,
) -> weft_status {
    // SAFETY: a plugin gives back the call that it got, while it runs. So do all of these functions.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return WEFT_ERR_INVALID };
    // SAFETY: a view of the plugin, or NULL.
    let Some(wanted) = (unsafe { foreign::sized_table(view) }) else {
        return frame.refuse(CallStatus::Invalid, "an image was asked for without a view, or `struct_size` is not set");
    };
    if image.is_null() {
        return frame.refuse(CallStatus::Invalid, "an image was asked for, but there is no place for it");
    }
    let colour = if wanted.colour == WEFT_COLOUR_SRGB { Colour::Srgb } else { Colour::Data };
    let make = if flags & WEFT_IMAGE_ZEROED != 0 { Image::zeroed } else { Image::for_overwrite };
    let mut made = match make(wanted.width, wanted.height, wanted.channels, colour) {
        Ok(made) => made.placed((wanted.origin_x, wanted.origin_y), (wanted.full_width, wanted.full_height)),
        Err(why) => return refuse(frame, &why),
    };
    let data = made.as_mut_ptr();
    // SAFETY: the plugin's view, which it set up itself.
    unsafe { foreign::write_back(view, &view_of(&made, data)) };
    // SAFETY: not NULL, and the plugin has room there.
    unsafe { image.write(crossing::given(Content::Image(made))) };
    WEFT_OK
}

unsafe extern "C" fn view(image: *const weft_value, view: *mut weft_image_view) -> weft_status {
    // SAFETY: a value that the plugin holds or is lent.
    let Some(Content::Image(image)) = (unsafe { lent(image) }) else { return WEFT_ERR_INVALID };
    // SAFETY: a view of the plugin, or NULL.
    if unsafe { foreign::sized_table(view) }.is_none() {
        return WEFT_ERR_INVALID;
    }
    // The pixels may be on a device that is gone.
    if let Err(why) = image.fetch() {
        return number_of(unread(&why));
    }
    // The contract says that this view is for reading.
    let data = image.samples().as_ptr().cast_mut();
    // SAFETY: the plugin's view, which it set up itself.
    unsafe { foreign::write_back(view, &view_of(image, data)) };
    WEFT_OK
}

/// Pixels that do not come to memory, here or from a device.
pub(super) fn unread(why: &Diagnostic) -> CallStatus {
    match why.code {
        "out-of-memory" => CallStatus::OutOfMemory,
        "gpu-out-of-memory" => CallStatus::GpuOutOfMemory,
        _ => CallStatus::GpuFailed,
    }
}

/// Size and meaning, without asking for the pixels.
unsafe extern "C" fn info(image: *const weft_value, view: *mut weft_image_view) -> weft_status {
    // SAFETY: a value that the plugin holds or is lent.
    let Some(Content::Image(image)) = (unsafe { lent(image) }) else { return WEFT_ERR_INVALID };
    // SAFETY: a view of the plugin, or NULL.
    if unsafe { foreign::sized_table(view) }.is_none() {
        return WEFT_ERR_INVALID;
    }
    let known = weft_image_view { plane_stride: 0, row_stride: 0, ..view_of(image, std::ptr::null_mut()) };
    // SAFETY: the plugin's view, which it set up itself.
    unsafe { foreign::write_back(view, &known) };
    WEFT_OK
}

unsafe extern "C" fn make_mut(
    call: *mut weft_call,
    image: *mut *mut weft_value,
    view: *mut weft_image_view,
) -> weft_status {
    // SAFETY: as of `create`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return WEFT_ERR_INVALID };
    // SAFETY: a place of the plugin that holds a value, or NULL.
    let Some(place) = (unsafe { image.as_mut() }) else { return WEFT_ERR_INVALID };
    // SAFETY: a view of the plugin, or NULL.
    if unsafe { foreign::sized_table(view) }.is_none() {
        return frame.refuse(CallStatus::Invalid, "an image was asked for without a view, or `struct_size` is not set");
    }
    // SAFETY: a value that the plugin holds.
    let Some(Content::Image(shared)) = (unsafe { lent(*place) }) else { return WEFT_ERR_INVALID };
    // SAFETY: as above.
    if frame.is_input((*place).cast_const().cast()) && !unsafe { crossing::is_shared(*place) } {
        return frame.breach("asked to write to an input without `retain`".to_owned());
    }
    if let Err(why) = shared.fetch() {
        return frame.refuse(unread(&why), why.message);
    }
    // SAFETY: the plugin keeps its reference, and reads nothing while it is in here.
    let (made, data) = if let Some(Content::Image(own)) = unsafe { crossing::exclusive(*place) } {
        let data = own.as_mut_ptr();
        (&*own, data)
    } else {
        if let Err(why) = Image::room_for(shared.width(), shared.height(), shared.channels()) {
            return refuse(frame, &why);
        }
        let copy = crossing::given(Content::Image(shared.clone()));
        // SAFETY: made above, so the only reference is ours.
        let Some(Content::Image(own)) = (unsafe { crossing::exclusive(copy) }) else { return WEFT_ERR_INVALID };
        let before = std::mem::replace(place, copy);
        // SAFETY: the plugin's reference of what was shared; it has the copy now.
        drop(unsafe { crossing::taken(before) });
        let data = own.as_mut_ptr();
        (&*own, data)
    };
    // SAFETY: the plugin's view, which it set up itself.
    unsafe { foreign::write_back(view, &view_of(made, data)) };
    WEFT_OK
}

fn view_of(image: &Image, data: *mut f32) -> weft_image_view {
    weft_image_view {
        struct_size: size_of::<weft_image_view>() as u32,
        width: image.width(),
        height: image.height(),
        channels: image.channels(),
        colour: match image.colour() {
            Colour::Srgb => WEFT_COLOUR_SRGB,
            Colour::Data => WEFT_COLOUR_DATA,
        },
        reserved0: 0,
        plane_stride: image.plane_stride(),
        row_stride: image.row_stride(),
        data,
        origin_x: image.origin().0,
        origin_y: image.origin().1,
        full_width: image.full_size().0,
        full_height: image.full_size().1,
    }
}

/// Values say why they cannot be made; a lack of memory is a status of its own.
pub(super) fn refuse(frame: &Frame<'_>, why: &Diagnostic) -> weft_status {
    let status = if why.code == "out-of-memory" { CallStatus::OutOfMemory } else { CallStatus::Invalid };
    frame.refuse(status, why.message.clone())
}
