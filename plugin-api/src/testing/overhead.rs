//! What a call of a kind costs beside its work, measured on a host that does nothing.

use super::host;
use crate::Kind;
use std::ptr;
use std::time::Instant;
use weft_abi::*;

/// Nanoseconds a call of a kind whose inputs and outputs are numbers. The best of many rounds, as other programs only make
/// it slower.
///
/// # Panics
/// The kind has a state, or does not run on a host that knows numbers only.
pub fn nanoseconds_a_call(kind: &Kind) -> f64 {
    const ROUNDS: u32 = 200;
    const CALLS: u32 = 5_000;
    let raw = kind.as_raw();
    let run = raw.run.filter(|_| raw.create.is_none()).expect("a kind without a state");
    let mut call = weft_call {
        struct_size: size_of::<weft_call>() as u32,
        reserved0: 0,
        host: host::without(&[]),
        core: &raw const IDLE,
        data: ptr::null_mut(),
    };
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..CALLS {
            // SAFETY: the kind's own function, which needs no state, with a live call.
            let status = unsafe { run(ptr::null_mut(), &raw mut call) };
            assert_eq!(status, WEFT_OK, "the kind needs more than numbers");
        }
        best = best.min(start.elapsed().as_nanos() as f64 / f64::from(CALLS));
    }
    best
}

/// Numbers are all 1, values are all the same, and nobody counts them.
static IDLE: weft_core_v1 = weft_core_v1 {
    struct_size: size_of::<weft_core_v1>() as u32,
    reserved0: 0,
    fail: Some(fail),
    log: None,
    report: None,
    cancelled: None,
    input: None,
    input_float: Some(input_float),
    input_int: Some(input_int),
    input_bool: None,
    input_text: None,
    input_color: None,
    output: Some(output),
    retain: None,
    release: Some(release),
    type_of: None,
    new_float: Some(new_float),
    new_int: Some(new_int),
    new_bool: None,
    new_text: None,
    new_color: None,
    new_list: None,
    as_float: None,
    as_int: None,
    as_bool: None,
    as_text: None,
    as_color: None,
    list_len: None,
    list_get: None,
};

host::host_functions! {
    fn fail(_call: *mut weft_call, status: weft_status, _message: weft_str) -> weft_status {
        status
    }

    fn input_float(_call: *mut weft_call, _input: u32) -> f64 {
        1.0
    }

    fn input_int(_call: *mut weft_call, _input: u32) -> i64 {
        1
    }

    fn output(_call: *mut weft_call, _output: u32, _value: *mut weft_value) -> weft_status {
        WEFT_OK
    }

    fn release(_value: *mut weft_value) {}

    fn new_float(_call: *mut weft_call, _number: f64) -> *mut weft_value {
        ptr::dangling_mut()
    }

    fn new_int(_call: *mut weft_call, _number: i64) -> *mut weft_value {
        ptr::dangling_mut()
    }
}
