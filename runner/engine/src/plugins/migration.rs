//! Moving settings of an older version of a kind, by the plugin that knows what they meant.
#![expect(unsafe_code, reason = "calls `migrate` of a plugin")]

use super::foreign;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use weft_abi::{WEFT_ERR_FAILED, WEFT_OK, weft_migration, weft_status, weft_str};

/// What a plugin said while it moved settings.
#[derive(Default)]
struct Moved {
    settings_json: Option<String>,
    message: Option<String>,
}

pub(super) fn run(
    migrate: unsafe extern "C" fn(*mut weft_migration) -> weft_status,
    kind: &str,
    from_version: u32,
    settings_json: &str,
) -> Result<String, String> {
    let moved = Mutex::new(Moved::default());
    let mut migration = weft_migration {
        struct_size: size_of::<weft_migration>() as u32,
        from_version,
        settings_json: foreign::lend_str(settings_json),
        data: (&raw const moved).cast_mut().cast(),
        set_result: Some(set_result),
        fail: Some(fail),
    };
    // SAFETY: it lives until `migrate` returns, as the contract says.
    let status = unsafe { migrate(&raw mut migration) };
    let moved = moved.into_inner().unwrap_or_else(PoisonError::into_inner);
    let wrong = match (status, moved.settings_json, moved.message) {
        (WEFT_OK, Some(json), _) if is_object(&json) => return Ok(json),
        (WEFT_OK, Some(_), _) => "gave something that is no JSON object".to_owned(),
        (WEFT_OK, None, _) => "gave nothing".to_owned(),
        (_, _, Some(message)) => message,
        (status, _, None) => format!("gave no reason (status {status})"),
    };
    Err(format!("`{kind}` cannot move settings of version {from_version}: {wrong}"))
}

fn is_object(json: &str) -> bool {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(json).is_ok()
}

/// What is written down here, where the plugin gave back the migration it got.
fn keep(migration: *mut weft_migration, write: impl FnOnce(&mut Moved)) {
    // SAFETY: `migration` is NULL or what `run` made, as the contract says.
    let Some(migration) = (unsafe { migration.as_ref() }) else { return };
    // SAFETY: `data` is what `run` put there, which lives until `migrate` returns.
    let Some(moved) = (unsafe { migration.data.cast::<Mutex<Moved>>().as_ref() }) else { return };
    let kept = catch_unwind(AssertUnwindSafe(|| write(&mut moved.lock().unwrap_or_else(PoisonError::into_inner))));
    // Only a lack of memory can panic here; then nothing was kept, and `run` says so.
    drop(kept);
}

unsafe extern "C" fn set_result(migration: *mut weft_migration, settings_json: weft_str) {
    // SAFETY: the plugin lends it for this call.
    let json = unsafe { foreign::lent_str(settings_json) };
    keep(migration, |moved| moved.settings_json = Some(json.unwrap_or_default().to_owned()));
}

unsafe extern "C" fn fail(migration: *mut weft_migration, status: weft_status, message: weft_str) -> weft_status {
    // SAFETY: the plugin lends it for this call.
    let message = unsafe { foreign::sentence(message) };
    keep(migration, |moved| moved.message = Some(message.into_owned()));
    if status < WEFT_OK { status } else { WEFT_ERR_FAILED }
}
