//! `weft.parallel/1` and `weft.paths/1`: the host's threads, and the folders a plugin may use.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

use super::super::call::{Flow, Folder};
use super::super::foreign;
use super::super::frame::Frame;
use super::crossing;
use crate::value::Content;
use std::ffi::c_void;
use std::path::{Path, PathBuf};
use weft_abi::{
    WEFT_ERR_CANCELLED, WEFT_ERR_INVALID, WEFT_OK, weft_call, weft_parallel_v1, weft_paths_v1, weft_status, weft_str,
    weft_value,
};

/// `"weft.parallel/1"`
pub(super) static PARALLEL: weft_parallel_v1 = weft_parallel_v1 {
    struct_size: size_of::<weft_parallel_v1>() as u32,
    reserved0: 0,
    threads: Some(threads),
    for_each: Some(for_each),
};

/// `"weft.paths/1"`
pub(super) static PATHS: weft_paths_v1 = weft_paths_v1 {
    struct_size: size_of::<weft_paths_v1>() as u32,
    reserved0: 0,
    graph_folder: Some(graph_folder),
    cache_folder: Some(cache_folder),
    temp_folder: Some(temp_folder),
    model_file: Some(model_file),
    resolve: Some(resolve),
};

type Work = unsafe extern "C" fn(user: *mut c_void, index: u32);

/// Work of a plugin that several threads do at once.
struct Shared {
    work: Work,
    user: *mut c_void,
}

// SAFETY: the contract of `for_each`: the plugin's work may run on any threads at once.
unsafe impl Sync for Shared {}

impl Shared {
    fn once(&self, index: u32) {
        // SAFETY: as the plugin asked for.
        unsafe { (self.work)(self.user, index) };
    }
}

unsafe extern "C" fn threads(call: *mut weft_call) -> u32 {
    // SAFETY: a plugin gives back the call that it got, while it runs. So do all of these functions.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return 1 };
    frame.contained(1, |host| host.threads()).max(1)
}

unsafe extern "C" fn for_each(call: *mut weft_call, count: u32, work: Option<Work>, user: *mut c_void) -> weft_status {
    // SAFETY: as of `threads`.
    let (Some(frame), Some(work)) = (unsafe { Frame::of(call) }, work) else { return WEFT_ERR_INVALID };
    let shared = Shared { work, user };
    match frame.contained(Flow::Stop, |host| host.for_each(count, &|index| shared.once(index))) {
        Flow::Go => WEFT_OK,
        Flow::Stop => WEFT_ERR_CANCELLED,
    }
}

unsafe extern "C" fn graph_folder(call: *mut weft_call) -> *mut weft_value {
    // SAFETY: as of `threads`.
    unsafe { folder(call, Folder::Graph) }
}

unsafe extern "C" fn cache_folder(call: *mut weft_call) -> *mut weft_value {
    // SAFETY: as of `threads`.
    unsafe { folder(call, Folder::Cache) }
}

unsafe extern "C" fn temp_folder(call: *mut weft_call) -> *mut weft_value {
    // SAFETY: as of `threads`.
    unsafe { folder(call, Folder::Temp) }
}

unsafe fn folder(call: *mut weft_call, which: Folder) -> *mut weft_value {
    // SAFETY: as of `threads`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return std::ptr::null_mut() };
    let plugin = &frame.kind.kind.plugin.id;
    give(frame.contained(None, |host| host.folder(which, plugin)))
}

unsafe extern "C" fn model_file(call: *mut weft_call, model: weft_str, file: weft_str) -> *mut weft_value {
    // SAFETY: as of `threads`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return std::ptr::null_mut() };
    // SAFETY: the plugin lends it for this call.
    let model = unsafe { foreign::lent_str(model) };
    // SAFETY: as above.
    let file = unsafe { foreign::lent_str(file) };
    let (Some(model), Some(file)) = (model, file) else { return std::ptr::null_mut() };
    let found = frame.contained(None, |host| Some(host.model_file(model, file)));
    match found {
        Some(Ok(path)) => give(Some(path)),
        Some(Err(why)) => {
            // A plugin that gives up without words has the host's.
            frame.refuse(why.status, why.message);
            std::ptr::null_mut()
        }
        None => std::ptr::null_mut(),
    }
}

unsafe extern "C" fn resolve(call: *mut weft_call, path: weft_str) -> *mut weft_value {
    // SAFETY: as of `threads`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return std::ptr::null_mut() };
    // SAFETY: the plugin lends it for this call.
    let Some(path) = (unsafe { foreign::lent_str(path) }) else { return std::ptr::null_mut() };
    give(frame.contained(None, |host| Some(host.resolve(Path::new(path)))))
}

/// A path as text; NULL where there is none, or where it is not UTF-8.
fn give(path: Option<PathBuf>) -> *mut weft_value {
    let text = path.and_then(|path| path.into_os_string().into_string().ok());
    text.map_or(std::ptr::null_mut(), |text| crossing::given(Content::Text(text.into())))
}
