//! The one symbol a plugin exports.

use super::Kind;
use super::kind::array;
use std::ffi::CStr;
use weft_abi::*;

/// What the host reads before it calls anything. `plugin!` makes one.
#[repr(transparent)]
pub struct Entry(weft_entry);

/// A plugin. Written by `plugin!`.
pub trait Plugin: 'static {
    /// What it offers.
    const KINDS: &'static [Kind];
}

/// For bug reports.
const BUILT_WITH: &CStr = crate::describe::text(concat!("weft-plugin ", env!("CARGO_PKG_VERSION"), "\0"));

impl Entry {
    /// Two kinds of the same id do not compile.
    pub const fn new<P: Plugin>(
        id: &'static CStr,
        label: &'static CStr,
        vendor: &'static CStr,
        version: &'static CStr,
        license: &'static CStr,
    ) -> Self {
        let mut at = 0;
        while at < P::KINDS.len() {
            let mut other = at + 1;
            while other < P::KINDS.len() {
                let same = is_equal(P::KINDS[at].id().to_bytes(), P::KINDS[other].id().to_bytes());
                assert!(!same, "two kinds of this plugin have the same id");
                other += 1;
            }
            at += 1;
        }
        Self(weft_entry {
            magic: WEFT_MAGIC,
            struct_size: size_of::<weft_entry>() as u32,
            abi_major: WEFT_ABI_MAJOR,
            abi_minor: WEFT_ABI_MINOR,
            // Whatever the SDK uses beyond minor 0 it asks for first, and does without.
            min_host_minor: 0,
            reserved0: 0,
            id: id.as_ptr(),
            label: label.as_ptr(),
            vendor: vendor.as_ptr(),
            version: version.as_ptr(),
            license: license.as_ptr(),
            built_with: BUILT_WITH.as_ptr(),
            describe: Some(describe::<P>),
            // Nothing to do: services are asked for at the first call.
            init: None,
            deinit: None,
            get_extension: None,
        })
    }
}

const fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

unsafe extern "C" fn describe<P: Plugin>() -> weft_array {
    array(P::KINDS)
}
