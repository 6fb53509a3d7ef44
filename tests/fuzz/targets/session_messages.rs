//! Bytes as an engine reads them from its pipe: commands, or a sentence.
#![no_main]

use libfuzzer_sys::fuzz_target;
use weft_engine::session::commands_of_bytes;

fuzz_target!(|bytes: &[u8]| {
    if let Err(told) = commands_of_bytes(bytes, |_| ()) {
        assert!(!told.message.is_empty());
    }
});
