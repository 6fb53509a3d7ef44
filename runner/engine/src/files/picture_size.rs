//! How large the picture in a file is, from its first bytes: enough to know how much memory it will take. No decoder.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// What a file says of its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureSize {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// 1 to 4; where that is not easily known, 3.
    pub channels: u32,
}

impl PictureSize {
    /// Reads it from a file; none where there is no file, or nothing is known of its format. [any thread]
    #[must_use]
    pub fn of_file(path: &Path) -> Option<Self> {
        Self::read(&mut BufReader::new(File::open(path).ok()?))
    }

    fn read(file: &mut (impl Read + Seek)) -> Option<Self> {
        let mut head = [0; 32];
        let len = read_most(file, &mut head)?;
        let size = match &head[..len] {
            [0x89, b'P', b'N', b'G', ..] => Self::png(&head),
            [0xFF, 0xD8, ..] => Self::jpeg(file)?,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::webp(&head)?,
            [b'B', b'M', ..] => {
                let side = |at| i32::from_le_bytes(four(&head, at)).unsigned_abs();
                Self { width: side(18), height: side(22), channels: 3 }
            }
            [b'G', b'I', b'F', b'8', ..] => Self { width: two_le(&head, 6), height: two_le(&head, 8), channels: 3 },
            [b'q', b'o', b'i', b'f', ..] => Self {
                width: u32::from_be_bytes(four(&head, 4)),
                height: u32::from_be_bytes(four(&head, 8)),
                channels: u32::from(head[12]),
            },
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Self::tiff(file, &head)?,
            _ => return None,
        };
        (size.width > 0 && size.height > 0 && (1..=4).contains(&size.channels)).then_some(size)
    }

    fn png(head: &[u8; 32]) -> Self {
        let channels = match head[25] {
            0 => 1,
            4 => 2,
            6 => 4,
            _ => 3,
        };
        Self { width: u32::from_be_bytes(four(head, 16)), height: u32::from_be_bytes(four(head, 20)), channels }
    }

    /// From marker to marker, up to the one that begins a frame.
    fn jpeg(file: &mut (impl Read + Seek)) -> Option<Self> {
        /// More than any camera writes.
        const MARKERS_MAX: usize = 1000;
        let mut at = 2;
        for _ in 0..MARKERS_MAX {
            let mut marker = [0; 10];
            file.seek(SeekFrom::Start(at)).ok()?;
            file.read_exact(&mut marker).ok()?;
            match marker[1] {
                _ if marker[0] != 0xFF => return None,
                // Filled up with 0xFF.
                0xFF => at += 1,
                0x01 | 0xD0..=0xD8 => at += 2,
                // 0xC4, 0xC8 and 0xCC are tables.
                0xC0..=0xCF if !matches!(marker[1], 0xC4 | 0xC8 | 0xCC) => {
                    let channels = if marker[9] == 1 { 1 } else { 3 };
                    return Some(Self { width: two_be(&marker, 7), height: two_be(&marker, 5), channels });
                }
                _ => at += 2 + u64::from(two_be(&marker, 2)).max(2),
            }
        }
        None
    }

    fn webp(head: &[u8; 32]) -> Option<Self> {
        let three = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], 0]);
        Some(match &head[12..16] {
            b"VP8X" => {
                let channels = if head[20] & 0x10 == 0 { 3 } else { 4 };
                Self { width: three(24) + 1, height: three(27) + 1, channels }
            }
            b"VP8L" => {
                let bits = u32::from_le_bytes(four(head, 21));
                let channels = if bits >> 28 & 1 == 1 { 4 } else { 3 };
                Self { width: (bits & 0x3FFF) + 1, height: (bits >> 14 & 0x3FFF) + 1, channels }
            }
            b"VP8 " => Self { width: two_le(head, 26) & 0x3FFF, height: two_le(head, 28) & 0x3FFF, channels: 3 },
            _ => return None,
        })
    }

    /// From the first directory.
    fn tiff(file: &mut (impl Read + Seek), head: &[u8; 32]) -> Option<Self> {
        let is_little = head[0] == b'I';
        let two = |bytes: &[u8], at: usize| if is_little { two_le(bytes, at) } else { two_be(bytes, at) };
        let word = |bytes: &[u8], at: usize| {
            if is_little { u32::from_le_bytes(four(bytes, at)) } else { u32::from_be_bytes(four(bytes, at)) }
        };
        file.seek(SeekFrom::Start(u64::from(word(head, 4)))).ok()?;
        let mut count = [0; 2];
        file.read_exact(&mut count).ok()?;
        let mut size = Self { width: 0, height: 0, channels: 1 };
        for _ in 0..two(&count, 0) {
            let mut entry = [0; 12];
            file.read_exact(&mut entry).ok()?;
            // A short stands in the first half of its field.
            let value = if two(&entry, 2) == 3 { two(&entry, 8) } else { word(&entry, 8) };
            match two(&entry, 0) {
                256 => size.width = value,
                257 => size.height = value,
                277 => size.channels = value.min(4),
                _ => {}
            }
        }
        Some(size)
    }
}

/// As much as there is.
fn read_most(file: &mut impl Read, to: &mut [u8]) -> Option<usize> {
    let mut len = 0;
    while len < to.len() {
        match file.read(&mut to[len..]).ok()? {
            0 => break,
            more => len += more,
        }
    }
    Some(len)
}

fn four(bytes: &[u8], at: usize) -> [u8; 4] {
    [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]
}

fn two_le(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

fn two_be(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(bytes: &[u8]) -> Option<(u32, u32, u32)> {
        PictureSize::read(&mut Cursor::new(bytes)).map(|size| (size.width, size.height, size.channels))
    }

    #[test]
    fn each_format_says_its_size() {
        // First bytes of files that Pillow 12 wrote of 300 × 200 pixels; those of JPEG behind a comment.
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x2c\0\0\0\xc8\x08\x06\0\0\0\x17\x7c\x60";
        assert_eq!(read(png), Some((300, 200, 4)));
        let jpeg = b"\xff\xd8\xff\xfe\0\x06abcd\xff\xc4\0\x04ab\xff\xc2\0\x11\x08\0\xc8\x01\x2c\x03\x01\x22\0";
        assert_eq!(read(jpeg), Some((300, 200, 3)));
        let gif = b"GIF89a\x2c\x01\xc8\0\x80\0\0";
        assert_eq!(read(gif), Some((300, 200, 3)));
        let mut bmp = *b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x2c\x01\0\0\x38\xff\xff\xff\x01\0\x18\0\0\0";
        assert_eq!(read(&bmp), Some((300, 200, 3)), "rows from the top");
        bmp[22..26].copy_from_slice(&200_i32.to_le_bytes());
        assert_eq!(read(&bmp), Some((300, 200, 3)));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\x2b\x01\0\xc7\0\0AL";
        assert_eq!(read(webp), Some((300, 200, 4)));
        let lossless = 299_u32 | 199 << 14 | 1 << 28;
        let mut webp = *b"RIFF\0\0\0\0WEBPVP8L\x0a\0\0\0\x2f\0\0\0\0\0\0\0\0\0\0\0";
        webp[21..25].copy_from_slice(&lossless.to_le_bytes());
        assert_eq!(read(&webp), Some((300, 200, 4)));
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x2c\x01\xc8\0\0\0";
        assert_eq!(read(lossy), Some((300, 200, 3)));
        let qoi = b"qoif\0\0\x01\x2c\0\0\0\xc8\x04\0";
        assert_eq!(read(qoi), Some((300, 200, 4)));
        let tiff = b"MM\0\x2a\0\0\0\x08\0\x03\x01\0\0\x04\0\0\0\x01\0\0\x01\x2c\x01\x01\0\x03\0\0\0\x01\0\xc8\0\0\
                     \x01\x15\0\x03\0\0\0\x01\0\x03\0\0";
        assert_eq!(read(tiff), Some((300, 200, 3)));
    }

    #[test]
    fn what_is_no_picture_or_torn_says_nothing() {
        for bytes in [&b""[..], b"hello", b"\x89PNG", b"\xff\xd8\xff", b"II\x2a\0\xff\xff\xff\xff", b"RIFFxxxxWEBPnone"]
        {
            assert_eq!(read(bytes), None);
        }
    }
}
