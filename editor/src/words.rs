//! How durations, sizes and pictures are written everywhere in the window.

/// `840 ms`, `2.4 s`, `1 min 12 s`.
pub(crate) fn duration(seconds: f64) -> String {
    if seconds < 0.0005 {
        "< 1 ms".to_owned()
    } else if seconds < 0.9995 {
        format!("{:.0} ms", seconds * 1000.0)
    } else if seconds < 59.95 {
        format!("{seconds:.1} s")
    } else {
        format!("{:.0} min {:.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

/// `1024 × 768`.
pub(crate) fn picture_size(width: u32, height: u32) -> String {
    format!("{width} × {height}")
}

/// `today`, `3 days ago`: of a file, by when it was written in seconds since 1970.
pub(crate) fn age(written: u64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    match now.saturating_sub(written) / 86_400 {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}

/// `640 KB`, `17.1 MB`.
#[expect(clippy::cast_precision_loss, reason = "rounded to three digits")]
pub(crate) fn bytes(count: u64) -> String {
    match count as f64 {
        few if few < 1e3 => format!("{few} bytes"),
        some if some < 1e6 => format!("{:.0} KB", some / 1e3),
        many if many < 1e8 => format!("{:.1} MB", many / 1e6),
        most if most < 1e9 => format!("{:.0} MB", most / 1e6),
        most => format!("{:.2} GB", most / 1e9),
    }
}

/// `1 node`, `3 nodes`.
pub(crate) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// A step of the history as a person would say it: keys of the view are not words.
pub(crate) fn step(name: &str) -> String {
    let spoken = name
        .replace("arrange wire/", "bend the wire to ")
        .replace("move wire/", "bend the wire to ")
        .replace("arrange frame/", "change frame ")
        .replace("arrange note/", "change note ")
        .replace("frame/", "frame ")
        .replace("note/", "note ");
    sentence(&spoken).trim_end_matches('.').to_owned()
}

/// A sentence from a message of the engine: it begins with a capital and ends with a full stop.
pub(crate) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let Some(first) = letters.next() else { return String::new() };
    // What begins with a name in quotes stays as it is.
    let mut text: String = first.to_uppercase().chain(letters).collect();
    if !text.ends_with(['.', '!', '?', '…']) {
        text.push('.');
    }
    text
}

/// `load_image` as a person would say it: `Load image`.
pub(crate) fn spoken(id: &str) -> String {
    let words = id.rsplit('.').next().unwrap_or(id).replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let check = |seconds, expected| assert_eq!(duration(seconds), expected);
        check(0.0001, "< 1 ms");
        check(0.84, "840 ms");
        check(2.4, "2.4 s");
        check(72.0, "1 min 12 s");
    }

    #[test]
    fn messages_become_sentences() {
        assert_eq!(sentence("there is no kind `a.b`"), "There is no kind `a.b`.");
        assert_eq!(spoken("files.load_image"), "Load image");
    }
}
