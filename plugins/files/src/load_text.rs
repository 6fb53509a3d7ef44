//! `files.load_text`: a text.

use weft_plugin::prelude::*;

use crate::file_error::{FileError, Trouble};
use crate::read_file::read_file;

/// Reads a text file (UTF-8, or UTF-16 with a mark).
#[node(id = "files.load_text", category = "Files", label = "Load text", pure, output = "text")]
pub(crate) fn load_text(
    /// The file to read
    #[input(widget = "file", on_node)]
    path: &Path,
    /// Refuse larger files
    #[input(default = 10_000_000, soft = 1_000..=100_000_000, hard = 1.., unit = "bytes", advanced)]
    max_bytes: i64,
) -> Result<String> {
    let bytes = match read_file(path, max_bytes.unsigned_abs()) {
        Ok(bytes) => bytes,
        // An empty text is a text.
        Err(FileError { trouble: Trouble::Empty, .. }) => return Ok(String::new()),
        Err(error) => return Err(error.into()),
    };
    Ok(text_of(&bytes).map_err(|trouble| trouble.at(path))?)
}

fn text_of(bytes: &[u8]) -> Result<String, Trouble> {
    let wide = |unit: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|&pair| unit(pair)).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty()).ok_or(Trouble::NotUtf8(0))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => match str::from_utf8(rest) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(Trouble::NotUtf8(error.valid_up_to())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing;

    #[test]
    fn texts_of_all_marks_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let read = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let done = testing::run(&load_text::KIND).text("path", path.to_str().unwrap()).go();
            done.map(|done| done.text("text").to_owned()).map_err(|error| error.to_string())
        };
        assert_eq!(read("grün\n".as_bytes()).unwrap(), "grün\n");
        assert_eq!(read(b"\xef\xbb\xbfa").unwrap(), "a");
        assert_eq!(read(b"\xff\xfea\0").unwrap(), "a");
        assert_eq!(read(b"\xfe\xff\0a").unwrap(), "a");
        assert_eq!(read(b"").unwrap(), "");
        let error = read(b"ab\xff").unwrap_err();
        assert!(error.ends_with("a.txt\": byte 2 is not UTF-8; save the text as UTF-8"), "{error}");
        assert!(read(b"\xff\xfe\0").is_err());
        assert_eq!(read(b"a").unwrap(), "a");
        testing::validate(&load_text::KIND).set("path", path.to_str().unwrap()).check();
    }
}
