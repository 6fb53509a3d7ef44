//! Reads a whole file, but never more of it than allowed, and never from something that is no file.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::file_error::{FileError, Trouble};
use crate::room::room_for;

/// The bytes of a file with at most `bytes_max` of them. At least one.
pub(crate) fn read_file(path: &Path, bytes_max: u64) -> Result<Vec<u8>, FileError> {
    if path.as_os_str().is_empty() {
        return Err(Trouble::NoPath.at(path));
    }
    let io = |error| FileError::io(path, "read", error);
    // Looked at before it is opened: opening a pipe waits for ever.
    let about = fs::metadata(path).map_err(io)?;
    if about.is_dir() {
        return Err(Trouble::Folder.at(path));
    }
    if !about.is_file() {
        return Err(Trouble::Special.at(path));
    }
    if about.len() > bytes_max {
        return Err(Trouble::TooLarge { found: about.len(), most: bytes_max }.at(path));
    }
    room_for(about.len()).map_err(|trouble| trouble.at(path))?;
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
    // One more than allowed tells a file that grew meanwhile from one that just fits.
    File::open(path).map_err(io)?.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > bytes_max {
        return Err(Trouble::TooLarge { found: bytes.len() as u64, most: bytes_max }.at(path));
    }
    if bytes.is_empty() {
        return Err(Trouble::Empty.at(path));
    }
    Ok(bytes)
}
