//! What each byte may be part of. A file of a million nodes asks for hundreds of millions of them, so a table answers.

/// Never in a name: it could not be seen.
pub(super) const CONTROL: u8 = 1;
/// Parts of addresses: `node.input=value`, `outer/inner`.
pub(super) const DOT_OR_SLASH: u8 = 1 << 1;
/// Divides a name from its value on a command line.
pub(super) const EQUALS: u8 = 1 << 2;
/// Leads into other folders on some systems.
pub(super) const FOLDER: u8 = 1 << 3;
/// Ends a text or begins an escape.
pub(super) const QUOTE_OR_BACKSLASH: u8 = 1 << 4;
/// Part of a word: letters, digits and `_`.
pub(super) const WORD: u8 = 1 << 5;
/// Part of a longer letter, which needs a closer look.
pub(super) const BEYOND_ASCII: u8 = 1 << 6;

const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            0..0x20 | 0x7f => CONTROL,
            b'.' | b'/' => DOT_OR_SLASH,
            b'=' => EQUALS,
            b'\\' => QUOTE_OR_BACKSLASH | FOLDER,
            b':' => FOLDER,
            b'"' => QUOTE_OR_BACKSLASH,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => WORD,
            0x80.. => BEYOND_ASCII,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// Whether a byte is of one of the classes.
pub(super) fn is(byte: u8, classes: u8) -> bool {
    CLASSES[byte as usize] & classes != 0
}

/// How many bytes at the front are of none of the classes.
pub(super) fn length_without(text: &str, classes: u8) -> usize {
    text.bytes().position(|byte| is(byte, classes)).unwrap_or(text.len())
}

/// How many bytes at the front are part of a word.
pub(super) fn word_length(text: &str) -> usize {
    text.bytes().position(|byte| !is(byte, WORD)).unwrap_or(text.len())
}

/// How many bytes at the front can stand in a text as they are: ASCII that can be seen, no quote, no backslash.
/// Eight bytes at a time, because most of a file is texts.
pub(super) fn plain_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(eight) = bytes[at..].first_chunk::<8>() {
        let word = u64::from_le_bytes(*eight);
        let below_blank = word.wrapping_sub(EACH * 0x20) & !word;
        let odd = below_blank | zero_bytes(word, b'"') | zero_bytes(word, b'\\') | zero_bytes(word, 0x7f) | word;
        match odd & (EACH * 0x80) {
            0 => at += 8,
            // A borrow may mark bytes behind an odd one, never before: the first mark is right.
            odd => return at + odd.trailing_zeros() as usize / 8,
        }
    }
    at + length_without(&text[at..], QUOTE_OR_BACKSLASH | CONTROL | BEYOND_ASCII)
}

const EACH: u64 = 0x0101_0101_0101_0101;

/// Marks the top bit of bytes that are this one; bytes behind the first such may be marked too.
fn zero_bytes(word: u64, byte: u8) -> u64 {
    let zeroed = word ^ (EACH * u64::from(byte));
    zeroed.wrapping_sub(EACH) & !zeroed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_library() {
        for byte in 0..=255_u8 {
            let letter = char::from(byte);
            assert_eq!(is(byte, WORD), byte.is_ascii_alphanumeric() || byte == b'_', "{letter:?}");
            assert_eq!(is(byte, CONTROL), byte.is_ascii_control(), "{letter:?}");
            assert_eq!(is(byte, BEYOND_ASCII), !byte.is_ascii(), "{letter:?}");
        }
        for byte in 0..=127_u8 {
            for at in 0..20 {
                let text = format!("{}{}{}", "a ~z!".repeat(4)[..at].to_owned(), char::from(byte), "\"rest\u{1}é");
                assert_eq!(
                    plain_length(&text),
                    length_without(&text, QUOTE_OR_BACKSLASH | CONTROL | BEYOND_ASCII),
                    "{text:?}"
                );
            }
        }
        assert_eq!(plain_length("0123456789é"), 10);
        assert_eq!(length_without("ab.c", DOT_OR_SLASH), 2);
        assert_eq!(word_length("a_1-b"), 3);
    }
}
