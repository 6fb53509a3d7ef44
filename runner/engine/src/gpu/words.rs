//! The words of a WGSL text: enough to see what it declares, and to give its names another ending.

use std::ops::Range;

/// The text with blanks where comments stood: every word lies where it lay.
pub(super) fn without_comments(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find("//").into_iter().chain(rest.find("/*")).min() {
        out.push_str(&rest[..start]);
        let comment = &rest[start..];
        let len = match comment.starts_with("//") {
            true => comment.find('\n').unwrap_or(comment.len()),
            false => block_comment(comment.as_bytes()),
        };
        out.extend(comment[..len].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = &comment[len..];
    }
    out + rest
}

/// How long a comment is that begins here. They nest.
fn block_comment(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    while at < bytes.len() {
        let step = match bytes[at..] {
            [b'/', b'*', ..] => 1,
            [b'*', b'/', ..] => -1,
            _ => 0,
        };
        depth = depth.saturating_add_signed(step);
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// Where each name of a text without comments stands. What begins with a digit is a number and no name.
fn names(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    // Letters of other alphabets are letters too.
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes.get(at..)?.iter().position(|byte| is_part(*byte))?;
            at = start + bytes[start..].iter().position(|byte| !is_part(*byte)).unwrap_or(bytes.len() - start);
            if !bytes[start].is_ascii_digit() {
                return Some(start..at);
            }
        }
    })
}

/// Whether a text without comments says this name anywhere.
pub(super) fn says(text: &str, name: &str) -> bool {
    names(text).any(|at| &text[at] == name)
}

/// Names that a text without comments declares for all of itself: behind `fn`, `struct`, `const`, `alias`, `var<…>`.
pub(super) fn declared(text: &str) -> Vec<&str> {
    let (mut found, mut before, mut end, mut depth) = (Vec::new(), "", 0, 0);
    for at in names(text) {
        let between = &text[end..at.start];
        depth += between.bytes().map(|byte| i32::from(byte == b'{') - i32::from(byte == b'}')).sum::<i32>();
        let declares = match before {
            "fn" | "struct" | "const" | "alias" | "override" | "var" => between.trim().is_empty(),
            // The end of `var<storage, read_write>`.
            "private" | "workgroup" | "read" | "read_write" | "uniform" | "storage" => between.trim() == ">",
            _ => false,
        };
        if depth == 0 && declares {
            found.push(&text[at.clone()]);
        }
        (before, end) = (&text[at.clone()], at.end);
    }
    found
}

/// A text without comments, with an ending behind each of these names, but where they stand behind a dot.
pub(super) fn with_ending(text: &str, declared: &[&str], ending: &str) -> String {
    let (mut out, mut end) = (String::with_capacity(text.len() + 64), 0);
    for at in names(text) {
        out.push_str(&text[end..at.end]);
        let is_field = text[..at.start].trim_end().ends_with('.');
        if !is_field && declared.contains(&&text[at.clone()]) {
            out.push_str(ending);
        }
        end = at.end;
    }
    out + &text[end..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "const k = 2f; /* fn not(/* { */) */ // struct neither {\nfn two(k2: f32) -> f32 { let f = k * k2; return f; }\n\
        struct Q { two: f32 }\nvar<private> seen: u32;\nfn f(v: vec4f, p: P) -> vec4f { return v * two(p.two) * k; }";

    #[test]
    fn what_a_text_declares_is_seen_and_comments_are_not() {
        let text = without_comments(TEXT);
        assert_eq!(text.len(), TEXT.len());
        assert_eq!(declared(&text), ["k", "two", "Q", "seen", "f"]);
        assert!(says(&text, "P") && !says(&text, "neither") && !says(&text, "not") && !says("0xP 1.0f", "f"));
        assert_eq!(without_comments("a /* b").trim_end(), "a");
    }

    #[test]
    fn names_get_an_ending_but_fields_do_not() {
        let text = with_ending("fn f(v: V) -> V { return g(v.g) + g (v) . f; } fn g", &["f", "g"], "_1");
        assert_eq!(text, "fn f_1(v: V) -> V { return g_1(v.g) + g_1 (v) . f; } fn g_1");
    }
}
