//! What can go wrong with a file, as a sentence with its path and something to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Always names the file.
#[derive(Debug)]
pub(crate) struct FileError {
    pub(crate) path: PathBuf,
    pub(crate) trouble: Trouble,
}

/// What is wrong with the file. The text says what was found; `hint` says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("no path is set")]
    NoPath,
    #[error("there is no such file")]
    Missing,
    #[error("there is no folder \"{}\"", .0.display())]
    MissingFolder(PathBuf),
    #[error("it is a folder, not a file")]
    Folder,
    #[error("it is not a folder")]
    NotAFolder,
    #[error("it is not an ordinary file")]
    Special,
    #[error("this user may not {0} it")]
    NotAllowed(&'static str),
    #[error("the file is empty (0 bytes)")]
    Empty,
    #[error("the file has {found} bytes, but `max_bytes` is {most}")]
    TooLarge { found: u64, most: u64 },
    #[error("the picture is {width}×{height}, which is more than the {most} pixels of `max_pixels`")]
    TooManyPixels { width: u64, height: u64, most: u64 },
    #[error("it is {what}, not a picture that can be read")]
    Foreign { what: &'static str, hint: &'static str },
    #[error("it is in no format that can be read: PNG, JPEG, WebP, TIFF, BMP and GIF can")]
    NotAPicture,
    #[error("the {format} file ends too early: {found} bytes are there, the rest is missing")]
    Truncated { format: &'static str, found: u64 },
    #[error("the {format} file is damaged: {why}")]
    Damaged { format: &'static str, why: String },
    #[error("this sort of {format} cannot be read: {what}")]
    Unsupported { format: &'static str, what: String },
    #[error("there is no memory for it: {} MiB more are needed", .bytes.div_ceil(1 << 20))]
    NoMemory { bytes: u64 },
    #[error("it is there already, and `overwrite` is off")]
    Exists,
    #[error("{0}")]
    Wish(String, &'static str),
    #[error("byte {0} is not UTF-8")]
    NotUtf8(usize),
    #[error("{0}")]
    Io(io::Error),
}

const SAVE_AGAIN: &str = "get the file again, or save it anew from the program that made it";
const CONVERT: &str = "convert it to PNG, JPEG, WebP or TIFF first";

impl Trouble {
    pub(crate) fn at(self, path: &Path) -> FileError {
        FileError { path: path.to_owned(), trouble: self }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::NoPath => "choose a file",
            Self::Missing => "look for a wrong letter, or a path that is meant from another folder",
            Self::MissingFolder(_) => "make the folder first, or switch on `make_folders`",
            Self::Folder => "name one file in it; `files.list_files` lists them all",
            Self::NotAFolder => "name the folder that holds it",
            Self::Special => "give the path of a file on a disk",
            Self::NotAllowed(_) => "change the permissions of the file or its folder, or choose another place",
            Self::Empty | Self::Truncated { .. } | Self::Damaged { .. } => SAVE_AGAIN,
            Self::TooLarge { .. } => "raise `max_bytes` if you trust the file",
            Self::TooManyPixels { .. } => "raise `max_pixels` if you trust the file and the memory is there",
            Self::Foreign { hint, .. } => hint,
            Self::NotAPicture | Self::Unsupported { .. } => CONVERT,
            Self::NoMemory { .. } => "make the picture smaller, or close other programs",
            Self::Exists => "choose another name, put `{counter}` into it, or switch on `overwrite`",
            Self::Wish(_, hint) => hint,
            Self::NotUtf8(_) => "save the text as UTF-8",
            Self::Io(error) if error.kind() == io::ErrorKind::StorageFull => "free some space on the disk",
            Self::Io(_) => "see whether the disk or the network drive is still there",
        }
    }
}

impl FileError {
    /// Of a failed call on `path`; `doing` is `read` or `write`.
    pub(crate) fn io(path: &Path, doing: &'static str, error: io::Error) -> Self {
        let trouble = match error.kind() {
            io::ErrorKind::NotFound => Trouble::Missing,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Trouble::NotAllowed(doing),
            io::ErrorKind::IsADirectory => Trouble::Folder,
            io::ErrorKind::NotADirectory => Trouble::NotAFolder,
            _ => Trouble::Io(error),
        };
        trouble.at(path)
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, trouble, hint) = (self.path.display(), &self.trouble, self.trouble.hint());
        if self.path.as_os_str().is_empty() {
            return write!(f, "{trouble}; {hint}");
        }
        write!(f, "\"{path}\": {trouble}; {hint}")
    }
}

// No `source`: its words are in ours already.
impl std::error::Error for FileError {}
