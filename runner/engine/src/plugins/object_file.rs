//! What the bytes of a file say about it before any code of it runs: whether it is a library for this machine, whole,
//! and a plugin at all. A truncated library would kill the program in the middle of being opened.

use crate::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// The one symbol that a plugin exports.
pub(super) const ENTRY_SYMBOL: &str = "weft_plugin_entry_v1";

/// What reading a whole file tells.
pub(super) struct Bytes {
    /// Of the file.
    pub(super) sha256: [u8; 32],
    /// Whether the name of the entry stands in it. Without it the file is some other library, and is left alone.
    pub(super) names_the_entry: bool,
}

/// Reads the file once.
pub(super) fn read(path: &Path) -> Result<Bytes, Diagnostic> {
    let failed = |error: std::io::Error| super::told::unreadable(path, &error);
    let mut file = File::open(path).map_err(failed)?;
    let (mut hash, mut names_the_entry) = (Sha256::new(), false);
    let overlap = ENTRY_SYMBOL.len() - 1;
    let mut window = vec![0_u8; overlap + (1 << 18)];
    loop {
        let count = file.read(&mut window[overlap..]).map_err(failed)?;
        if count == 0 {
            break;
        }
        hash.update(&window[overlap..overlap + count]);
        names_the_entry |= contains(&window[..overlap + count], ENTRY_SYMBOL.as_bytes());
        window.copy_within(count..count + overlap, 0);
    }
    Ok(Bytes { sha256: hash.finalize().into(), names_the_entry })
}

/// Whether `needle` is in `bytes`.
fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let (first, rest) = (needle[0], &needle[1..]);
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first) {
        from += at + 1;
        if bytes[from..].starts_with(rest) {
            return true;
        }
    }
    false
}

/// Refuses what the system's loader would refuse too, with better words, or would die of.
pub(super) fn check(path: &Path) -> Result<(), Diagnostic> {
    let failed = |error: std::io::Error| super::told::unreadable(path, &error);
    let mut file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if !about.is_file() {
        return Err(super::told::not_a_library(path, "it is no file"));
    }
    let mut head = Vec::new();
    (&mut file).take(64).read_to_end(&mut head).map_err(failed)?;
    if cfg!(windows) {
        return if head.starts_with(b"MZ") { Ok(()) } else { Err(super::told::not_a_library(path, "it is no DLL")) };
    }
    if cfg!(target_vendor = "apple") {
        // 64-bit Mach-O, and several of them in one file.
        let known = head.starts_with(&[0xcf, 0xfa, 0xed, 0xfe]) || head.starts_with(&[0xca, 0xfe, 0xba, 0xbe]);
        return if known { Ok(()) } else { Err(super::told::not_a_library(path, "it is no Mach-O file")) };
    }
    let end = match Elf::read(&head) {
        Err(why) => return Err(super::told::not_a_library(path, &why)),
        Ok(elf) => {
            let mut segments = vec![0; elf.segment_bytes * elf.segment_count];
            file.seek(SeekFrom::Start(elf.segments_at)).map_err(failed)?;
            match file.read_exact(&mut segments) {
                Ok(()) => elf.end(&segments),
                Err(_) => u64::MAX,
            }
        }
    };
    if end > about.len() {
        return Err(super::told::truncated(path, about.len()));
    }
    Ok(())
}

/// The parts of an ELF header that say how long the file must be.
struct Elf {
    segments_at: u64,
    segment_bytes: usize,
    segment_count: usize,
    sections_end: u64,
}

impl Elf {
    /// `head` holds the first 64 bytes, or the whole of a shorter file.
    fn read(head: &[u8]) -> Result<Self, String> {
        const SHARED: u16 = 3;
        if !head.starts_with(b"\x7fELF") {
            return Err("it is no ELF file".to_owned());
        }
        let (Some(kind), Some(machine)) = (u16_at(head, 16), u16_at(head, 18)) else {
            return Err("it ends within its header".to_owned());
        };
        let here = match std::env::consts::ARCH {
            "x86_64" => 62,
            "aarch64" => 183,
            "riscv64" => 243,
            _ => machine,
        };
        if machine != here {
            return Err(format!("it is built for another machine ({machine}) than {}", std::env::consts::ARCH));
        }
        if head[4] != if cfg!(target_pointer_width = "64") { 2 } else { 1 } || head[5] != 1 {
            return Err("it is built for other pointers than this program".to_owned());
        }
        if kind != SHARED {
            return Err("it is an ELF file, but no shared library".to_owned());
        }
        let read = || {
            // A header that claims more was never written by a linker.
            let segment_bytes = usize::from(u16_at(head, 54)?).min(128);
            let sections = u64_at(head, 40)?;
            let sections_bytes = u64::from(u16_at(head, 58)?) * u64::from(u16_at(head, 60)?);
            Some(Self {
                segments_at: u64_at(head, 32)?,
                segment_bytes,
                segment_count: usize::from(u16_at(head, 56)?),
                sections_end: sections.saturating_add(sections_bytes),
            })
        };
        read().ok_or_else(|| "it ends within its header".to_owned())
    }

    /// How long the file must be to hold what its tables name.
    fn end(&self, segments: &[u8]) -> u64 {
        let ends = segments.chunks_exact(self.segment_bytes.max(1)).filter_map(|segment| {
            let (from, bytes) = (u64_at(segment, 8)?, u64_at(segment, 32)?);
            Some(from.saturating_add(bytes))
        });
        ends.chain([self.sections_end]).max().unwrap_or(0)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_entry_is_found_across_the_reads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library");
        for before in [0, 1, (1 << 18) - 7, 1 << 18, (1 << 19) - 1] {
            let mut bytes = vec![b'w'; before];
            bytes.extend_from_slice(ENTRY_SYMBOL.as_bytes());
            std::fs::write(&path, &bytes).unwrap();
            assert!(read(&path).unwrap().names_the_entry, "{before}");
            bytes.pop();
            std::fs::write(&path, &bytes).unwrap();
            assert!(!read(&path).unwrap().names_the_entry, "{before}");
        }
    }

    #[test]
    fn the_hash_is_that_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library");
        std::fs::write(&path, b"abc").unwrap();
        let hash = read(&path).unwrap().sha256;
        assert_eq!(super::super::hex::from_bytes(&hash)[..16], *"ba7816bf8f01cfea");
    }
}
