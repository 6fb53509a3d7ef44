//! What the bytes of a library say before it is opened: whether it is one for this machine and whole (the system's loader
//! dies of a file that is cut short), and which libraries it needs.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Looks at a file. Gives the libraries that it needs, where that is known; the error ends a sentence about the file.
pub(super) fn needed(path: &Path) -> Result<Vec<String>, String> {
    // Opening a pipe would wait for somebody who writes into it.
    if path.metadata().is_ok_and(|about| !about.is_file()) {
        return Err("is no file".to_owned());
    }
    let mut file = File::open(path).map_err(|why| match why.kind() {
        std::io::ErrorKind::NotFound => "is not there".to_owned(),
        _ => format!("cannot be read: {why}"),
    })?;
    let about = file.metadata().map_err(|why| format!("cannot be read: {why}"))?;
    if !about.is_file() {
        return Err("is no file".to_owned());
    }
    let mut head = Vec::new();
    (&mut file).take(64).read_to_end(&mut head).map_err(|why| format!("cannot be read: {why}"))?;
    if cfg!(windows) {
        return if head.starts_with(b"MZ") { Ok(Vec::new()) } else { Err("is no library (no DLL)".to_owned()) };
    }
    if cfg!(target_vendor = "apple") {
        let known = head.starts_with(&[0xcf, 0xfa, 0xed, 0xfe]) || head.starts_with(&[0xca, 0xfe, 0xba, 0xbe]);
        return if known { Ok(Vec::new()) } else { Err("is no library (no Mach-O file)".to_owned()) };
    }
    elf(&mut file, &head, about.len())
}

fn elf(file: &mut File, head: &[u8], len: u64) -> Result<Vec<String>, String> {
    if !head.starts_with(b"\x7fELF") {
        return Err("is no library (no ELF file)".to_owned());
    }
    let cut = || format!("is cut short: it has {len} bytes, its header says more");
    let machine = number(head, 18, 2).ok_or_else(cut)?;
    let here = match std::env::consts::ARCH {
        "x86_64" => 62,
        "aarch64" => 183,
        "riscv64" => 243,
        _ => machine,
    };
    if machine != here {
        return Err(format!("is built for another machine than {}", std::env::consts::ARCH));
    }
    if !cfg!(target_pointer_width = "64") {
        return Ok(Vec::new());
    }
    let field = |at, bytes| number(head, at, bytes).ok_or_else(cut);
    let (at, bytes, count) = (field(32, 8)?, field(54, 2)?, field(56, 2)?);
    if bytes < 56 {
        return Err("is no library (its header is broken)".to_owned());
    }
    let segments = read(file, at, bytes * count).ok_or_else(cut)?;
    let sections_end = field(40, 8)?.saturating_add(field(58, 2)? * field(60, 2)?);
    let mut loaded = Vec::new();
    let mut dynamic = None;
    let mut end = sections_end;
    for segment in segments.chunks_exact(usize::try_from(bytes).unwrap_or(usize::MAX)) {
        let part = |at| number(segment, at, 8).unwrap_or(0);
        let (kind, from, address, length) = (number(segment, 0, 4).unwrap_or(0), part(8), part(16), part(32));
        end = end.max(from.saturating_add(length));
        match kind {
            1 => loaded.push((address, length, from)),
            2 => dynamic = Some((from, length)),
            _ => {}
        }
    }
    if end > len {
        return Err(cut());
    }
    // Without them nothing can be said about what it needs; the system will.
    Ok(dynamic.and_then(|(from, length)| names(file, from, length, &loaded)).unwrap_or_default())
}

/// The names that a dynamic section lists as needed.
fn names(file: &mut File, from: u64, length: u64, loaded: &[(u64, u64, u64)]) -> Option<Vec<String>> {
    const NEEDED: u64 = 1;
    const STRINGS: u64 = 5;
    const STRING_BYTES: u64 = 10;
    const BYTES_MAX: u64 = 1 << 24;
    let section = read(file, from, length.min(BYTES_MAX))?;
    let entries: Vec<(u64, u64)> =
        section.chunks_exact(16).filter_map(|entry| Some((number(entry, 0, 8)?, number(entry, 8, 8)?))).collect();
    let of = |tag| entries.iter().find(|(other, _)| *other == tag).map(|(_, value)| *value);
    let address = of(STRINGS)?;
    let (base, _, at) =
        loaded.iter().find(|(base, length, _)| (*base..base.saturating_add(*length)).contains(&address))?;
    let strings = read(file, at + (address - base), of(STRING_BYTES)?.min(BYTES_MAX))?;
    let name = |offset: u64| {
        let rest = strings.get(usize::try_from(offset).ok()?..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        String::from_utf8(rest[..end].to_vec()).ok()
    };
    Some(entries.iter().filter(|(tag, _)| *tag == NEEDED).filter_map(|(_, offset)| name(*offset)).collect())
}

fn read(file: &mut File, at: u64, bytes: u64) -> Option<Vec<u8>> {
    let mut buffer = vec![0; usize::try_from(bytes).ok()?];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut buffer).ok()?;
    Some(buffer)
}

fn number(bytes: &[u8], at: usize, len: usize) -> Option<u64> {
    let mut wide = [0; 8];
    wide[..len].copy_from_slice(bytes.get(at..at + len)?);
    Some(u64::from_le_bytes(wide))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_program_names_what_it_needs_and_a_part_of_it_is_cut_short() {
        let whole = std::env::current_exe().unwrap();
        assert!(needed(&whole).unwrap().iter().any(|name| name.starts_with("libc.")));
        let folder = tempfile::tempdir().unwrap();
        let part = folder.path().join("part.so");
        std::fs::write(&part, &std::fs::read(&whole).unwrap()[..5000]).unwrap();
        assert!(needed(&part).unwrap_err().contains("cut short"));
        std::fs::write(&part, "a page that says: not found").unwrap();
        assert_eq!(needed(&part).unwrap_err(), "is no library (no ELF file)");
        assert_eq!(needed(Path::new("/not/there")).unwrap_err(), "is not there");
    }
}
