//! How numbers and names are said: 840 ms, 2.4 s, 1 min 12 s; 24 MB; `code` in bold.

use super::NAME;
use weft_engine::engine::Engine;
use weft_engine::gpu::{AdapterKind, DeviceChoice};

/// 0.84 ms, 840 ms, 2.4 s, 1 min 12 s.
pub(crate) fn duration(seconds: f64) -> String {
    if seconds < 0.000_999_5 {
        format!("{:.0} µs", seconds * 1e6)
    } else if seconds < 0.009_95 {
        format!("{:.1} ms", seconds * 1e3)
    } else if seconds < 0.9995 {
        format!("{:.0} ms", seconds * 1e3)
    } else if seconds < 59.95 {
        format!("{seconds:.1} s")
    } else {
        let whole = seconds.round();
        format!("{:.0} min {:.0} s", (whole / 60.0).floor(), whole % 60.0)
    }
}

/// 12 B, 24 kB, 24 MB, 1.5 GB.
pub(crate) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
    let number = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..999_500 => format!("{:.0} kB", number / 1e3),
        999_500..999_500_000 => format!("{:.0} MB", number / 1e6),
        _ => format!("{:.1} GB", number / 1e9),
    }
}

/// What the open device is called: a program that does as if is none.
pub(crate) fn device(engine: &Engine) -> &'static str {
    match engine.gpu().opened() {
        Some(device) if device.about().kind != AdapterKind::Software => "the GPU",
        // It was lost, or nobody has opened it yet.
        None if !matches!(engine.gpu().choice(), DeviceChoice::Software) => "the GPU",
        _ => "the software device",
    }
}

/// `1 kind`, `2 kinds`.
pub(crate) fn count(number: usize, of: &str) -> String {
    if number == 1 { format!("1 {of}") } else { format!("{number} {of}s") }
}

/// Words between backticks in bold, without the backticks on a terminal that shows it.
pub(crate) fn code(text: &str) -> String {
    let mut styled = String::with_capacity(text.len() + 16);
    for (at, part) in text.split('`').enumerate() {
        // A backtick without its pair stays as it is.
        let closed = text.matches('`').count() > at;
        match (at % 2 == 1, closed) {
            (true, true) => styled.push_str(&format!("`{NAME}{part}{NAME:#}`")),
            (true, false) => styled.push_str(&format!("`{part}")),
            (false, _) => styled.push_str(part),
        }
    }
    styled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_are_said_as_a_person_would() {
        let durations = [0.000_3, 0.000_999_9, 0.004_2, 0.84, 0.999_9, 2.4, 72.0, 59.99];
        let said: Vec<String> = durations.into_iter().map(duration).collect();
        assert_eq!(said, ["300 µs", "1.0 ms", "4.2 ms", "840 ms", "1.0 s", "2.4 s", "1 min 12 s", "1 min 0 s"]);
        assert_eq!([12, 24_000, 24_000_000, 1_500_000_000].map(size), ["12 B", "24 kB", "24 MB", "1.5 GB"]);
    }

    #[test]
    fn a_lonely_backtick_stays() {
        assert_eq!(anstream::adapter::strip_str(&code("a `b` and ` c")).to_string(), "a `b` and ` c");
    }
}
