//! Settings of older versions in a test.

use super::descriptor::text;
use crate::boundary::{str_of, text_of};
use crate::{Error, Kind, Result};
use weft_abi::*;

/// What a host would make of settings of an older version.
///
/// # Errors
/// Those of the kind.
pub fn migrate(kind: &Kind, from_version: u32, settings_json: &str) -> Result<String> {
    let Some(migrate) = kind.as_raw().migrate else { return Ok(settings_json.to_owned()) };
    let mut told = Told::default();
    let mut frame = weft_migration {
        struct_size: size_of::<weft_migration>() as u32,
        from_version,
        settings_json: str_of(settings_json),
        data: (&raw mut told).cast(),
        set_result: Some(set_result),
        fail: Some(fail),
    };
    // SAFETY: the kind's own function with a live frame.
    let status = unsafe { migrate(&raw mut frame) };
    match (status, told.result) {
        (WEFT_OK, Some(json)) => Ok(json),
        (WEFT_OK, None) => Err(Error::failed(format!("`{}` moved the settings nowhere", text(kind.as_raw().id)))),
        (status, _) => Err(Error::new(status, told.failure)),
    }
}

#[derive(Default)]
struct Told {
    result: Option<String>,
    failure: String,
}

unsafe extern "C" fn set_result(migration: *mut weft_migration, json: weft_str) {
    // SAFETY: a copy of a text that lives for the call.
    let json = unsafe { text_of(json) }.map(str::to_owned);
    // SAFETY: the frame that we made.
    unsafe { told(migration) }.result = json.ok();
}

unsafe extern "C" fn fail(migration: *mut weft_migration, status: weft_status, message: weft_str) -> weft_status {
    // SAFETY: a copy of a text that lives for the call.
    let message = unsafe { text_of(message) }.map(str::to_owned);
    // SAFETY: the frame that we made.
    unsafe { told(migration) }.failure = message.unwrap_or_default();
    status
}

/// # Safety
/// The frame is that of `migrate`, which waits meanwhile.
unsafe fn told<'m>(migration: *mut weft_migration) -> &'m mut Told {
    // SAFETY: the caller promises.
    let data = unsafe { (*migration).data };
    // SAFETY: `data` of our frames is what we told it.
    unsafe { &mut *data.cast::<Told>() }
}
