//! One file out of a zip archive: some models are only published in one. No encryption, no archives of more than 4 GB.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Writes the file `name` of an archive, wherever it lies in it, to `to`.
pub(crate) fn extract(archive: &Path, name: &str, to: &Path) -> io::Result<()> {
    let mut file = BufReader::new(File::open(archive)?);
    let entry = find(&mut file, name)?;
    file.seek(SeekFrom::Start(entry.at))?;
    let mut head = [0; 30];
    file.read_exact(&mut head)?;
    if head[..4] != *b"PK\x03\x04" {
        return Err(broken("a file in it has no header"));
    }
    file.seek_relative(i64::from(u16_at(&head, 26)) + i64::from(u16_at(&head, 28)))?;
    let packed = file.take(u64::from(entry.packed));
    let mut out = File::create(to)?;
    let crc = match entry.method {
        0 => copy(packed, &mut out, entry.bytes)?,
        8 => copy(flate2::read::DeflateDecoder::new(packed), &mut out, entry.bytes)?,
        _ => return Err(broken("it is packed in a way that nobody uses")),
    };
    if crc != entry.crc { Err(broken("a file in it is damaged")) } else { Ok(()) }
}

struct Entry {
    method: u16,
    crc: u32,
    packed: u32,
    bytes: u32,
    at: u64,
}

/// Looks into the list at the end of the archive.
fn find(file: &mut BufReader<File>, name: &str) -> io::Result<Entry> {
    let end = file.seek(SeekFrom::End(0))?;
    let tail_from = end.saturating_sub(22 + (1 << 16));
    file.seek(SeekFrom::Start(tail_from))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let at = tail.windows(22).rposition(|window| window.starts_with(b"PK\x05\x06"));
    let at = at.ok_or_else(|| broken("it is no archive, or cut short"))?;
    let (count, from) = (u16_at(&tail, at + 10), u32_at(&tail, at + 16));
    file.seek(SeekFrom::Start(u64::from(from)))?;
    for _ in 0..count {
        let mut head = [0; 46];
        file.read_exact(&mut head)?;
        if head[..4] != *b"PK\x01\x02" {
            return Err(broken("its list is damaged"));
        }
        let mut found = vec![0; usize::from(u16_at(&head, 28))];
        file.read_exact(&mut found)?;
        if found == name.as_bytes() || found.ends_with(format!("/{name}").as_bytes()) {
            return Ok(Entry {
                method: u16_at(&head, 10),
                crc: u32_at(&head, 16),
                packed: u32_at(&head, 20),
                bytes: u32_at(&head, 24),
                at: u64::from(u32_at(&head, 42)),
            });
        }
        file.seek_relative(i64::from(u16_at(&head, 30)) + i64::from(u16_at(&head, 32)))?;
    }
    Err(broken(&format!("there is no `{name}` in it")))
}

/// Never more than the archive says; gives the checksum.
fn copy(from: impl Read, to: &mut impl Write, bytes: u32) -> io::Result<u32> {
    let mut from = flate2::CrcReader::new(from.take(u64::from(bytes)));
    let came = io::copy(&mut from, to)?;
    if came < u64::from(bytes) { Err(broken("a file in it is cut short")) } else { Ok(from.crc().sum()) }
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::extract;
    use std::process::Command;

    #[test]
    fn a_file_comes_out_as_it_went_in_and_a_damaged_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let text: Vec<u8> = (0..100_000_u32).map(|at| (at / 7 % 200) as u8).collect();
        std::fs::write(at("model.onnx"), &text).unwrap();
        // A zip program of another author.
        let script = "import zipfile; z = zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED); \
                      z.write('model.onnx', 'inner/model.onnx'); z.writestr('plain.txt', 'abc', zipfile.ZIP_STORED)";
        let python = Command::new("python3").args(["-c", script]).current_dir(folder.path()).status();
        if !python.is_ok_and(|status| status.success()) {
            crate::terminal::aside("skipped: no python3 to make an archive with");
            return;
        }
        extract(&at("a.zip"), "model.onnx", &at("out")).unwrap();
        assert!(std::fs::read(at("out")).unwrap() == text);
        extract(&at("a.zip"), "plain.txt", &at("out")).unwrap();
        assert_eq!(std::fs::read(at("out")).unwrap(), b"abc");
        assert!(extract(&at("a.zip"), "other.onnx", &at("out")).unwrap_err().to_string().contains("no `other.onnx`"));
        let mut bytes = std::fs::read(at("a.zip")).unwrap();
        bytes[100] ^= 0xff;
        std::fs::write(at("b.zip"), &bytes).unwrap();
        assert!(extract(&at("b.zip"), "model.onnx", &at("out")).is_err());
        std::fs::write(at("b.zip"), &bytes[..bytes.len() / 2]).unwrap();
        assert!(extract(&at("b.zip"), "model.onnx", &at("out")).is_err());
    }
}
