//! `weft.infer/1`: models run by the host.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

use super::super::call::{CallHost, CallStatus, Flow};
use super::super::foreign;
use super::super::frame::Frame;
use super::crossing::{self, lent_value};
use super::image::unread;
use super::tensor::codes;
use crate::diagnostic::Diagnostic;
use crate::onnx::{ChannelOrder, Feed, Inference, Layout, ModelView, Port, Trouble, trouble};
use crate::value::{Content, Tensor, Value};
use weft_abi::{
    WEFT_ERR_FAILED, WEFT_ERR_INVALID, WEFT_OK, weft_array, weft_call, weft_feed, weft_infer_v1, weft_model_port,
    weft_session, weft_status, weft_str, weft_value,
};

/// `"weft.infer/1"`
pub(super) static INFER: weft_infer_v1 = weft_infer_v1 {
    struct_size: size_of::<weft_infer_v1>() as u32,
    reserved0: 0,
    open: Some(open),
    input_count: Some(input_count),
    input_at: Some(input_at),
    output_count: Some(output_count),
    output_at: Some(output_at),
    fact: Some(fact),
    run: Some(run),
};

/// Does what belongs to the host, and says in the host's words why it could not be done.
fn with_inference<T>(
    frame: &Frame<'_>,
    work: impl FnOnce(&Inference, &dyn CallHost) -> Result<T, Diagnostic>,
) -> Result<T, weft_status> {
    let done = frame.contained(None, |host| Some(host.inference().map(|inference| work(inference, host))));
    match done {
        Some(Some(Ok(done))) => Ok(done),
        Some(Some(Err(told))) => Err(refuse(frame, &told)),
        Some(None) => Err(frame.refuse(CallStatus::Unsupported, "this host runs no models")),
        None => Err(WEFT_ERR_FAILED),
    }
}

fn refuse(frame: &Frame<'_>, told: &Diagnostic) -> weft_status {
    let status = match trouble(told) {
        Trouble::Stopped => CallStatus::Cancelled,
        Trouble::Missing => CallStatus::MissingModel,
        Trouble::Input => CallStatus::Invalid,
        Trouble::Memory => CallStatus::OutOfMemory,
        Trouble::DeviceMemory => CallStatus::GpuOutOfMemory,
        Trouble::Failed => CallStatus::Failed,
    };
    let words = match &told.hint {
        Some(hint) => format!("{} ({hint})", told.message),
        None => told.message.clone(),
    };
    frame.refuse(status, words)
}

unsafe extern "C" fn open(call: *mut weft_call, model: weft_str, session: *mut weft_session) -> weft_status {
    // SAFETY: a plugin gives back the call that it got, while it runs. So do all of these functions.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return WEFT_ERR_INVALID };
    // SAFETY: the plugin lends it for this call.
    let Some(model) = (unsafe { foreign::lent_str(model) }) else {
        return frame.refuse(CallStatus::Invalid, "a model was asked for by a name that is no text");
    };
    let opened = with_inference(frame, |inference, host| inference.open(model, &|| host.flow() == Flow::Stop));
    match opened {
        // SAFETY: the plugin has room there, or NULL.
        Ok(opened) if unsafe { foreign::put(session, opened) } => WEFT_OK,
        Ok(_) => frame.refuse(CallStatus::Invalid, "a model was asked for, but there is no place for its number"),
        Err(status) => status,
    }
}

/// What is known of a session, or none, with the reason kept.
unsafe fn view_of<'b>(call: *mut weft_call, session: weft_session) -> Option<(&'b Frame<'b>, ModelView)> {
    // SAFETY: as of `open`.
    let frame = unsafe { Frame::of(call) }?;
    let view = with_inference(frame, |inference, _| inference.view(session)).ok()?;
    Some((frame, view))
}

unsafe extern "C" fn input_count(call: *mut weft_call, session: weft_session) -> u32 {
    // SAFETY: as of `open`.
    let view = unsafe { view_of(call, session) };
    view.map_or(0, |(_, view)| u32::try_from(view.ports().inputs.len()).unwrap_or(0))
}

unsafe extern "C" fn output_count(call: *mut weft_call, session: weft_session) -> u32 {
    // SAFETY: as of `open`.
    let view = unsafe { view_of(call, session) };
    view.map_or(0, |(_, view)| u32::try_from(view.ports().outputs.len()).unwrap_or(0))
}

unsafe extern "C" fn input_at(
    call: *mut weft_call,
    session: weft_session,
    index: u32,
    port: *mut weft_model_port,
) -> weft_status {
    // SAFETY: as of `open`.
    let Some((frame, view)) = (unsafe { view_of(call, session) }) else { return WEFT_ERR_INVALID };
    // SAFETY: the port is the plugin's.
    unsafe { write_port(frame, view.ports().inputs.get(index as usize), port) }
}

unsafe extern "C" fn output_at(
    call: *mut weft_call,
    session: weft_session,
    index: u32,
    port: *mut weft_model_port,
) -> weft_status {
    // SAFETY: as of `open`.
    let Some((frame, view)) = (unsafe { view_of(call, session) }) else { return WEFT_ERR_INVALID };
    // SAFETY: the port is the plugin's.
    unsafe { write_port(frame, view.ports().outputs.get(index as usize), port) }
}

/// Names and shapes lie with the engine's sessions, which never forget them: longer than any call.
unsafe fn write_port(frame: &Frame<'_>, found: Option<&Port>, port: *mut weft_model_port) -> weft_status {
    let Some(found) = found else {
        return frame.refuse(CallStatus::Invalid, "an input or output was asked for that the model does not have");
    };
    // SAFETY: a port of the plugin, or NULL.
    if unsafe { foreign::sized_table(port) }.is_none() {
        return frame.refuse(CallStatus::Invalid, "a port was asked for without a place, or `struct_size` is not set");
    }
    // What is no tensor of numbers has numbers of no bits.
    let (code, bits) = found.scalar.map_or((0, 0), codes);
    let filled = weft_model_port {
        struct_size: size_of::<weft_model_port>() as u32,
        dtype_code: u32::from(code),
        dtype_bits: u32::from(bits),
        ndim: u32::try_from(found.shape.len()).unwrap_or(0),
        name: foreign::lend_str(&found.name),
        shape: found.shape.as_ptr(),
    };
    // SAFETY: the plugin's port, which it set up itself.
    unsafe { foreign::write_back(port, &filled) };
    WEFT_OK
}

unsafe extern "C" fn fact(call: *mut weft_call, session: weft_session, name: weft_str) -> weft_str {
    // SAFETY: the plugin lends it for this call.
    let name = unsafe { foreign::lent_str(name) }.unwrap_or_default();
    // SAFETY: as of `open`.
    let view = unsafe { view_of(call, session) };
    // As of `write_port`: facts of a session never go.
    view.map_or(foreign::lend_str(""), |(_, view)| foreign::lend_str(view.fact(name).unwrap_or_default()))
}

unsafe extern "C" fn run(
    call: *mut weft_call,
    session: weft_session,
    feeds: weft_array,
    wanted: weft_array,
    results: *mut *mut weft_value,
) -> weft_status {
    // SAFETY: as of `open`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return WEFT_ERR_INVALID };
    // SAFETY: the plugin lends feeds, with what they point at, for this call.
    let feeds = match unsafe { read_feeds(feeds) } {
        Ok(feeds) => feeds,
        Err(why) => return frame.refuse(CallStatus::Invalid, why),
    };
    if let Err(why) = feeds.iter().try_for_each(|feed| feed.value.fetch()) {
        return frame.refuse(unread(&why), why.message);
    }
    // SAFETY: as above.
    let wanted = match unsafe { read_names(wanted) } {
        Ok(wanted) => wanted,
        Err(why) => return frame.refuse(CallStatus::Invalid, why),
    };
    if results.is_null() && !wanted.is_empty() {
        return frame.refuse(CallStatus::Invalid, "a model was run, but there is no place for its results");
    }
    let run = |inference: &Inference, host: &dyn CallHost| {
        let feeds: Vec<Feed<'_>> = feeds.iter().map(ForeignFeed::lend).collect();
        inference.run(session, &feeds, &wanted, &|| host.flow() == Flow::Stop)
    };
    let tensors: Vec<Tensor> = match with_inference(frame, run) {
        Ok(tensors) => tensors,
        Err(status) => return status,
    };
    for (at, tensor) in tensors.into_iter().enumerate() {
        // SAFETY: the plugin has room for as many results as it asked for.
        unsafe { results.wrapping_add(at).write(crossing::given(Content::Tensor(tensor))) };
    }
    WEFT_OK
}

/// What a plugin lends for a run. The value is counted up for as long.
struct ForeignFeed<'a> {
    name: &'a str,
    value: Value,
    layout: Layout,
    order: ChannelOrder,
    scale: [f32; 4],
    offset: [f32; 4],
}

impl ForeignFeed<'_> {
    fn lend(&self) -> Feed<'_> {
        let Self { name, value, layout, order, scale, offset } = self;
        Feed { name, value, layout: *layout, order: *order, scale: *scale, offset: *offset }
    }
}

/// # Safety
/// Feeds of a plugin, with names and values that can be read as long as `'a`.
unsafe fn read_feeds<'a>(feeds: weft_array) -> Result<Vec<ForeignFeed<'a>>, String> {
    // SAFETY: the caller vouches for it.
    let feeds = unsafe { foreign::elements::<weft_feed>(feeds, "feeds") }.map_err(|why| why.0)?;
    let read = |(_, feed): (*const weft_feed, weft_feed)| {
        // SAFETY: the caller vouches for it.
        let name = unsafe { foreign::lent_str(feed.name) }.ok_or("an input of a model was named by what is no text")?;
        // SAFETY: as above.
        let value =
            unsafe { lent_value(feed.value) }.ok_or_else(|| format!("the model's input `{name}` was given NULL"))?;
        let layout = match feed.layout {
            0 => Layout::ChannelsFirst,
            1 => Layout::ChannelsLast,
            other => return Err(format!("the layout {other} of `{name}` is none")),
        };
        let order = match feed.order {
            0 => ChannelOrder::Rgb,
            1 => ChannelOrder::Bgr,
            other => return Err(format!("the order {other} of the channels of `{name}` is none")),
        };
        Ok(ForeignFeed { name, value, layout, order, scale: feed.scale, offset: feed.offset })
    };
    feeds.into_iter().map(read).collect()
}

/// # Safety
/// Texts of a plugin that can be read as long as `'a`.
unsafe fn read_names<'a>(names: weft_array) -> Result<Vec<&'a str>, String> {
    // SAFETY: the caller vouches for it.
    let names = unsafe { foreign::elements::<foreign::LentText>(names, "names") }.map_err(|why| why.0)?;
    let read = |(_, name): (*const foreign::LentText, foreign::LentText)| {
        // SAFETY: the caller vouches for it.
        unsafe { foreign::lent_str(name.text) }.ok_or_else(|| "an output was named by what is no text".to_owned())
    };
    names.into_iter().map(read).collect()
}
