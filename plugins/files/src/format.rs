//! Picture formats: known by their first bytes when read (an extension may lie), by their extension when written.

use crate::file_error::Trouble;

/// What can be read. All of them but GIF can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
    WebP,
    Tiff,
    Bmp,
    Gif,
}

impl Format {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Tiff => "TIFF",
            Self::Bmp => "BMP",
            Self::Gif => "GIF",
        }
    }

    pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Self, Trouble> {
        let begins = |with: &[u8]| bytes.starts_with(with);
        if begins(b"\x89PNG\r\n\x1a\n") {
            Ok(Self::Png)
        } else if begins(b"\xff\xd8") {
            Ok(Self::Jpeg)
        } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Ok(Self::WebP)
        } else if [&b"II*\0"[..], b"MM\0*", b"II+\0", b"MM\0+"].into_iter().any(begins) {
            Ok(Self::Tiff)
        } else if begins(b"BM") {
            Ok(Self::Bmp)
        } else if begins(b"GIF87a") || begins(b"GIF89a") {
            Ok(Self::Gif)
        } else {
            Err(foreign(bytes))
        }
    }

    /// By the extension of a path, in any case.
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "png" => Self::Png,
            "jpg" | "jpeg" | "jpe" | "jfif" => Self::Jpeg,
            "webp" => Self::WebP,
            "tif" | "tiff" => Self::Tiff,
            "bmp" => Self::Bmp,
            "gif" => Self::Gif,
            _ => return None,
        })
    }
}

const CONVERT: &str = "convert it to PNG, JPEG, WebP or TIFF first";

/// What people mistake for a picture, or what is one that we cannot read.
const FOREIGN: &[(usize, &[u8], &str, &str)] = &[
    (4, b"ftypavif", "an AVIF picture", CONVERT),
    (4, b"ftypheic", "a HEIC picture", CONVERT),
    (4, b"ftypheix", "a HEIC picture", CONVERT),
    (4, b"ftypmif1", "a HEIF picture", CONVERT),
    (4, b"ftyp", "a film", "take a still from it first"),
    (0, b"8BPS", "a Photoshop document", CONVERT),
    (0, b"%PDF", "a PDF document", CONVERT),
    (0, b"<svg", "an SVG drawing", CONVERT),
    (0, b"\xff\x0a", "a JPEG XL picture", CONVERT),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL picture", CONVERT),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 picture", CONVERT),
    (0, b"\x76\x2f\x31\x01", "an OpenEXR picture", CONVERT),
    (0, b"#?RADIANCE", "a Radiance HDR picture", CONVERT),
    (0, b"\0\0\x01\0", "an icon", CONVERT),
    (0, b"<!DOCTYPE", "a web page", "open the address in a browser and save the picture itself"),
    (0, b"<!doctype", "a web page", "open the address in a browser and save the picture itself"),
    (0, b"<html", "a web page", "open the address in a browser and save the picture itself"),
    (0, b"version https://git-lfs", "a placeholder of Git LFS", "fetch the real file with `git lfs pull`"),
    (0, b"PK\x03\x04", "a zip archive", "unpack it first"),
    (0, b"glTF", "a 3-D model", "load it with a kind for meshes"),
];

fn foreign(bytes: &[u8]) -> Trouble {
    let text = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    for &(at, magic, what, hint) in FOREIGN {
        // Text formats may begin with blanks.
        if bytes.get(at..).is_some_and(|rest| rest.starts_with(magic)) || (at == 0 && bytes[text..].starts_with(magic))
        {
            return Trouble::Foreign { what, hint };
        }
    }
    // The first bytes as numbers would tell a person nothing.
    let head = &bytes[..bytes.len().min(64)];
    if head.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) {
        Trouble::Foreign { what: "a text", hint: "choose a PNG, JPEG, WebP, TIFF, BMP or GIF file" }
    } else {
        Trouble::NotAPicture
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_is_called_by_its_name() {
        let said = |bytes: &[u8]| Format::of_bytes(bytes).unwrap_err().to_string();
        assert_eq!(said(b"\0\0\0\x18ftypheic...."), "it is a HEIC picture, not a picture that can be read");
        assert_eq!(said(b"\n <!DOCTYPE html>"), "it is a web page, not a picture that can be read");
        assert_eq!(said(b"# hello world"), "it is a text, not a picture that can be read");
        assert_eq!(said(b"\x01\x02"), "it is in no format that can be read: PNG, JPEG, WebP, TIFF, BMP and GIF can");
    }
}
