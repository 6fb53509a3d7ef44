//! What people are told about plugins, in one place: each failure has its own sentence, its place and a hint.

use crate::diagnostic::{Diagnostic, Place};
use std::fmt::Display;
use std::path::Path;
use weft_abi::{WEFT_ABI_MAJOR, WEFT_ABI_MINOR};

fn at(path: &Path) -> Place {
    Place::Plugin(path.display().to_string())
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let hint = "check that the file is there and that you may read it";
    Diagnostic::error("plugin-unreadable", at(path), format!("the file cannot be read: {error}")).hint(hint)
}

pub(super) fn not_a_library(path: &Path, why: &str) -> Diagnostic {
    let hint = "plugins are dynamic libraries built for this machine and system";
    Diagnostic::error("plugin-not-a-library", at(path), format!("the file is not a library: {why}")).hint(hint)
}

pub(super) fn truncated(path: &Path, bytes: u64) -> Diagnostic {
    let message = format!("the file is truncated: it has {bytes} bytes, but its header speaks of more");
    Diagnostic::error("plugin-truncated", at(path), message).hint("copy or download it again")
}

pub(super) fn not_opened(path: &Path, error: &dyn Display) -> Diagnostic {
    let hint = "a library it needs may be missing, or built for another version of the system";
    Diagnostic::error("plugin-not-opened", at(path), format!("the system cannot open the library: {error}")).hint(hint)
}

pub(super) fn no_entry(path: &Path) -> Diagnostic {
    let symbol = super::object_file::ENTRY_SYMBOL;
    let message = format!("the library exports no `{symbol}`, so it is no plugin of this generation");
    Diagnostic::error("plugin-no-entry", at(path), message)
        .hint("move other libraries out of the plugin folders; of a plugin, export the entry")
}

pub(super) fn wrong_magic(path: &Path, magic: u32) -> Diagnostic {
    let message = format!("the entry begins with {magic:#010x} instead of the magic word, so it is no plugin's entry");
    Diagnostic::error("plugin-wrong-magic", at(path), message).hint("build the plugin again with `weft.h`")
}

pub(super) fn wrong_size(path: &Path, bytes: u32) -> Diagnostic {
    let message = format!("the entry says that it has {bytes} bytes, which cannot be");
    Diagnostic::error("plugin-wrong-size", at(path), message).hint("set `struct_size` to `sizeof(weft_entry)`")
}

pub(super) fn wrong_major(path: &Path, major: u32) -> Diagnostic {
    let message = format!("the plugin speaks ABI {major}, this host speaks {WEFT_ABI_MAJOR}.{WEFT_ABI_MINOR}");
    Diagnostic::error("plugin-wrong-major", at(path), message).hint("install a build of the plugin for this host")
}

pub(super) fn needs_newer_host(path: &Path, minor: u32) -> Diagnostic {
    let host = format!("{WEFT_ABI_MAJOR}.{WEFT_ABI_MINOR}");
    let message = format!("needs ABI {WEFT_ABI_MAJOR}.{minor}, this host speaks {host}");
    Diagnostic::error("plugin-needs-newer-host", at(path), message)
        .hint("update Weft, or install an older version of the plugin")
}

pub(super) fn no_describe(path: &Path) -> Diagnostic {
    Diagnostic::error("plugin-no-describe", at(path), "the entry has no `describe`, so nothing is known of its kinds")
        .hint("set `describe` in the entry of the plugin")
}

/// The whole description, or the entry itself, cannot be believed.
pub(super) fn rubbish(path: &Path, why: &str) -> Diagnostic {
    Diagnostic::error("plugin-rubbish", at(path), format!("what the plugin says of itself cannot be read: {why}"))
        .hint("`weft plugins list` says what is wrong with each plugin")
}

/// One kind of several.
pub(super) fn kind_refused(path: &Path, kind: &str, why: &str) -> Diagnostic {
    Diagnostic::error("plugin-kind-refused", at(path), format!("`{kind}` is refused: {why}"))
        .hint("the other kinds of the plugin work; its maker can correct this one")
}

pub(super) fn kind_odd(path: &Path, kind: &str, why: &str) -> Diagnostic {
    Diagnostic::warning("plugin-kind-odd", at(path), format!("`{kind}`: {why}"))
}

pub(super) fn init_failed(path: &Path, why: &str) -> Diagnostic {
    Diagnostic::error("plugin-init-failed", at(path), format!("the plugin could not start: {why}"))
        .hint("its maker knows what it needs; the words above are the plugin's own")
}

/// Of [`changed`], which is not to be remembered: the next program finds nothing wrong.
pub(super) const CHANGED: &str = "plugin-changed";

pub(super) fn changed(path: &Path) -> Diagnostic {
    Diagnostic::error(CHANGED, at(path), "the file has changed since the program opened or found it")
        .hint("start the program again, so that the new file is looked at first")
}

pub(super) fn kind_gone(path: &Path, kind: &str) -> Diagnostic {
    Diagnostic::error(
        "plugin-kind-gone",
        at(path),
        format!("the library does not offer `{kind}`, though it did before"),
    )
    .hint("ask for a new scan of the plugins")
}

pub(super) fn untrusted(path: &Path, sha256: &str) -> Diagnostic {
    let message =
        format!("the plugin is not trusted, so it is not opened (sha-256 {})", &sha256[..16.min(sha256.len())]);
    Diagnostic::warning("plugin-untrusted", at(path), message)
        .hint("if you know where it comes from: `weft plugins trust FILE`")
}

pub(super) fn crashed(path: &Path, how: &str) -> Diagnostic {
    let message = format!("the plugin crashed when it was asked what it offers ({how})");
    Diagnostic::error("plugin-crashed", at(path), message).hint("it is left alone until its file changes")
}

pub(super) fn hung(path: &Path, limit: std::time::Duration) -> Diagnostic {
    let message = format!("the plugin did not say within {} s what it offers", limit.as_secs());
    Diagnostic::error("plugin-hung", at(path), message).hint("it is left alone until its file changes")
}

pub(super) fn no_scan(path: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("nobody could ask the plugin what it offers: {error}");
    Diagnostic::error("plugin-not-asked", at(path), message).hint("start the program again")
}

pub(super) fn same_plugin(path: &Path, id: &str, first: &Path) -> Diagnostic {
    let message = format!("the plugin `{id}` is there already, from {}; this one is not used", first.display());
    Diagnostic::warning("plugin-twice", at(path), message).hint("remove one of the two")
}

pub(super) fn same_kind(path: &Path, kind: &str, first: &Path) -> Diagnostic {
    let message = format!("`{kind}` is offered by {} too, which came first; this one is not used", first.display());
    Diagnostic::warning("plugin-kind-twice", at(path), message).hint("disable one of the two plugins")
}

pub(super) fn unknown_kind(kind: &str) -> Diagnostic {
    Diagnostic::error("unknown-kind", Place::Everywhere, format!("no plugin offers `{kind}`"))
        .hint("`weft nodes` lists what there is")
}

/// Of [`registry_rebuilt`].
pub(super) const REBUILT: &str = "registry-rebuilt";

pub(super) fn registry_rebuilt(path: &Path, why: &str) -> Diagnostic {
    let place = Place::File(path.display().to_string());
    Diagnostic::note(
        "registry-rebuilt",
        place,
        format!("what was remembered of plugins cannot be read ({why}); they were asked again"),
    )
}

pub(super) fn registry_not_written(path: &Path, error: &std::io::Error) -> Diagnostic {
    let place = Place::File(path.display().to_string());
    let message = format!("what plugins offer cannot be remembered: {error}");
    Diagnostic::warning("registry-not-written", place, message).hint("until it can, every start asks all of them")
}

pub(super) fn trust_unreadable(path: &Path, why: &dyn Display) -> Diagnostic {
    let place = Place::File(path.display().to_string());
    Diagnostic::error("trust-unreadable", place, format!("the list of trusted plugins cannot be read: {why}"))
        .hint("nobody is trusted until it can; correct the file, or remove it and trust again")
}

/// Codes that may stand in the registry. Others were written by another version.
pub(super) fn code(text: &str) -> &'static str {
    const CODES: [&str; 16] = [
        "plugin-crashed",
        "plugin-hung",
        "plugin-init-failed",
        "plugin-kind-odd",
        "plugin-kind-refused",
        "plugin-needs-newer-host",
        "plugin-no-describe",
        "plugin-no-entry",
        "plugin-not-a-library",
        "plugin-not-opened",
        "plugin-rubbish",
        "plugin-truncated",
        "plugin-unreadable",
        "plugin-wrong-magic",
        "plugin-wrong-major",
        "plugin-wrong-size",
    ];
    CODES.iter().find(|code| **code == text).copied().unwrap_or("plugin")
}
