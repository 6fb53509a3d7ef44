//! No panic leaves the plugin: it becomes a status, with message and location.

use crate::{Error, Result};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Mutex, Once, PoisonError};
use weft_abi::*;

thread_local! {
    /// How many guards this thread is inside of.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// What the hook saw last on this thread.
    static SEEN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What the hook saw last on threads without a guard: their panics may be raised again where one is (rayon does so).
static SEEN_ELSEWHERE: Mutex<Vec<Seen>> = Mutex::new(Vec::new());
const SEEN_ELSEWHERE_MAX: usize = 16;

/// A panic on a thread of the plugin's own.
struct Seen {
    payload: String,
    text: String,
}

/// An end that is already an error, on its way to the guard: a panic on a thread of the host, or pixels that could not
/// be fetched in a function which cannot say so.
struct Carried(Error);

/// Unwinds to the guard, which gives the error to the host.
pub(super) fn end_run(error: Error) -> ! {
    // Without the hook: this is no panic to speak of.
    panic::resume_unwind(Box::new(Carried(error)))
}

/// Runs what an author wrote.
///
/// # Errors
/// What the author says, or `WEFT_ERR_PANIC` with the panic's words and place.
pub(super) fn guard<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    install_hook();
    DEPTH.set(DEPTH.get() + 1);
    let ended = panic::catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    ended.unwrap_or_else(|payload| {
        let payload = match payload.downcast::<Carried>() {
            Ok(carried) => return Err(carried.0),
            Err(payload) => payload,
        };
        Err(Error::new(WEFT_ERR_PANIC, describe(payload)))
    })
}

/// The words and, where it is known, the place of a panic.
fn describe(payload: Box<dyn Any + Send>) -> String {
    let (seen, words) = (SEEN.take(), words_of(&*payload));
    // A payload raised again does not pass the hook: what the hook saw then belongs to another panic.
    let text = if !seen.is_empty() && seen.ends_with(&words) { seen } else { seen_elsewhere(&words) };
    // The payload's own destructor may panic, too.
    _ = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))).map_err(std::mem::forget);
    text
}

fn words_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a payload that is no text".to_owned())
}

fn seen_elsewhere(words: &str) -> String {
    let mut list = SEEN_ELSEWHERE.lock().unwrap_or_else(PoisonError::into_inner);
    match list.iter().position(|seen| seen.payload == words) {
        Some(at) => list.remove(at).text,
        None => format!("panicked: {words}"),
    }
}

fn install_hook() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if DEPTH.try_with(Cell::get).unwrap_or(0) > 0 {
                _ = SEEN.try_with(|seen| seen.replace(text_of(info)));
                return;
            }
            let mut list = SEEN_ELSEWHERE.lock().unwrap_or_else(PoisonError::into_inner);
            if list.len() == SEEN_ELSEWHERE_MAX {
                list.remove(0);
            }
            list.push(Seen { payload: words_of(info.payload()), text: text_of(info) });
            drop(list);
            previous(info);
        }));
    });
}

fn text_of(info: &PanicHookInfo<'_>) -> String {
    let words = words_of(info.payload());
    match info.location() {
        Some(at) => format!("panicked at {}:{}:{}: {words}", at.file(), at.line(), at.column()),
        None => format!("panicked: {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message_of(work: impl FnOnce()) -> String {
        let error = guard(|| {
            work();
            Ok(())
        })
        .unwrap_err();
        assert_eq!(error.status(), WEFT_ERR_PANIC);
        error.to_string()
    }

    #[test]
    fn a_panic_becomes_words_and_a_place() {
        let message = message_of(|| panic!("boom {}", 1));
        assert!(message.starts_with("panicked at ") && message.contains("guard.rs:"), "{message}");
        assert!(message.ends_with(": boom 1"), "{message}");
    }

    #[test]
    fn a_panic_raised_again_from_another_thread_keeps_its_place() {
        let message = message_of(|| {
            let thread = std::thread::Builder::new().name("worker".to_owned());
            let payload = thread.spawn(|| panic!("boom {}", "elsewhere")).unwrap().join().unwrap_err();
            panic::resume_unwind(payload);
        });
        assert!(message.contains("guard.rs:") && message.ends_with(": boom elsewhere"), "{message}");
    }

    #[test]
    fn a_payload_that_no_hook_saw_keeps_its_words() {
        assert_eq!(message_of(|| panic::resume_unwind(Box::new(String::from("quiet")))), "panicked: quiet");
        assert_eq!(message_of(|| panic::resume_unwind(Box::new(7_u8))), "panicked: a payload that is no text");
    }

    #[test]
    fn an_older_panic_is_not_blamed_for_a_newer_one() {
        drop(message_of(|| panic!("first")));
        assert_eq!(message_of(|| panic::resume_unwind(Box::new("second"))), "panicked: second");
    }

    #[test]
    fn an_error_may_end_the_run_from_within() {
        let error = guard::<()>(|| end_run(Error::unsupported("no pixels"))).unwrap_err();
        assert_eq!((error.status(), error.to_string().as_str()), (WEFT_ERR_UNSUPPORTED, "no pixels"));
    }

    #[test]
    fn a_payload_may_panic_when_it_is_dropped() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("again");
            }
        }
        assert!(message_of(|| panic::panic_any(Bomb)).contains("a payload that is no text"));
    }
}
