//! What a model file says of itself before anybody runs it: its operator set, and the files beside it that hold weights.
//! Reads the envelope only (protocol buffers, field by field) and skips the weights.

use super::{damaged, unreadable};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

/// The envelope of a model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnnxFile {
    /// The version of the standard operators that it was made for.
    pub opset: Option<i64>,
    /// The program that wrote it.
    pub producer: String,
    /// Names of the operators that it uses.
    pub operators: BTreeSet<String>,
    /// Files with weights, as written.
    pub external: BTreeSet<String>,
}

/// Graphs in graphs in graphs deeper than this are refused.
const DEPTH_MAX: u32 = 64;
/// No honest name is longer.
const TEXT_BYTES_MAX: u64 = 1 << 16;

impl OnnxFile {
    /// Reads the envelope of a file.
    ///
    /// # Errors
    /// When it cannot be read, or is no model.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let file = File::open(path).map_err(|why| unreadable(path, &why))?;
        let bytes = file.metadata().map_err(|why| unreadable(path, &why))?.len();
        let mut reader = Walker { from: BufReader::new(file), found: Self::default() };
        let shown = path.display().to_string();
        reader
            .message(Message::Model, 0, bytes, 0)
            .map_err(|why| damaged(&shown, path, &format!("it is no ONNX model ({why})")))?;
        if reader.found.opset.is_none() {
            return Err(damaged(&shown, path, "it is no ONNX model (it names no operator set)"));
        }
        Ok(reader.found)
    }
}

/// The files with weights of a model, checked to lie in its folder. They need not be there.
///
/// # Errors
/// When one lies, or leads, elsewhere.
pub fn external_files(model: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let folder = model.parent().unwrap_or(Path::new("/"));
    let shown = model.display().to_string();
    let home = folder.canonicalize().map_err(|why| unreadable(folder, &why))?;
    let mut files = Vec::new();
    for name in OnnxFile::read(model)?.external {
        let plain = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let path = folder.join(&name);
        // A link may lead out of the folder, too.
        let inside = plain && path.canonicalize().map_or(true, |real| real.starts_with(&home));
        if !inside || name.is_empty() {
            return Err(damaged(&shown, model, &format!("it wants weights from `{name}`, outside of its folder")));
        }
        files.push(path);
    }
    Ok(files)
}

/// Messages that may hold, somewhere within, a tensor with its weights elsewhere.
#[derive(Clone, Copy)]
enum Message {
    Model,
    Opset,
    Graph,
    Node,
    Attribute,
    Tensor,
    SparseTensor,
    External,
    Function,
}

/// What a field is for.
enum Field {
    Inside(Message),
    Text(fn(&mut OnnxFile, String)),
    Skip,
}

fn field(of: Message, number: u64) -> Field {
    use Field::{Inside, Skip, Text};
    match (of, number) {
        (Message::Model, 2) => Text(|found, text| found.producer = text),
        (Message::Model, 7) => Inside(Message::Graph),
        (Message::Model, 8) => Inside(Message::Opset),
        (Message::Model, 25) => Inside(Message::Function),
        (Message::Graph, 1) | (Message::Function, 7) => Inside(Message::Node),
        (Message::Graph, 5) => Inside(Message::Tensor),
        (Message::Graph, 15) => Inside(Message::SparseTensor),
        (Message::Node, 4) => Text(|found, text| _ = found.operators.insert(text)),
        (Message::Node, 5) | (Message::Function, 11) => Inside(Message::Attribute),
        (Message::Attribute, 5 | 10) => Inside(Message::Tensor),
        (Message::Attribute, 6 | 11) => Inside(Message::Graph),
        (Message::Attribute, 22 | 23) => Inside(Message::SparseTensor),
        (Message::SparseTensor, 1 | 2) => Inside(Message::Tensor),
        (Message::Tensor, 13) => Inside(Message::External),
        _ => Skip,
    }
}

struct Walker {
    from: BufReader<File>,
    found: OnnxFile,
}

impl Walker {
    /// Walks through a message that lies from `at` to `end`.
    fn message(&mut self, of: Message, mut at: u64, end: u64, depth: u32) -> io::Result<()> {
        if depth > DEPTH_MAX {
            return Err(wrong("too deep"));
        }
        let (mut domain, mut version, mut key, mut value) = (String::new(), None, String::new(), String::new());
        while at < end {
            let tag = self.varint(&mut at)?;
            match tag & 7 {
                0 => {
                    let number = self.varint(&mut at)?;
                    if matches!((of, tag >> 3), (Message::Opset, 2)) {
                        version = Some(number.cast_signed());
                    }
                }
                1 => self.skip(&mut at, 8)?,
                5 => self.skip(&mut at, 4)?,
                2 => {
                    let length = self.varint(&mut at)?;
                    let inner =
                        at.checked_add(length).filter(|inner| *inner <= end).ok_or_else(|| wrong("cut short"))?;
                    match (of, tag >> 3, field(of, tag >> 3)) {
                        (Message::Opset, 1, _) => domain = self.text(length)?,
                        (Message::External, 1, _) => key = self.text(length)?,
                        (Message::External, 2, _) => value = self.text(length)?,
                        (_, _, Field::Text(put)) => {
                            let text = self.text(length)?;
                            put(&mut self.found, text);
                        }
                        (_, _, Field::Inside(message)) => self.message(message, at, inner, depth + 1)?,
                        (_, _, Field::Skip) => {
                            let mut from = at;
                            self.skip(&mut from, length)?;
                        }
                    }
                    at = inner;
                }
                _ => return Err(wrong("not protocol buffers")),
            }
        }
        if at != end {
            return Err(wrong("cut short"));
        }
        if matches!(of, Message::Opset) && (domain.is_empty() || domain == "ai.onnx") {
            // The default of the field is never written.
            self.found.opset = Some(version.unwrap_or(0));
        }
        if matches!(of, Message::External) && key == "location" {
            self.found.external.insert(value);
        }
        Ok(())
    }

    fn varint(&mut self, at: &mut u64) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let mut byte = [0];
            self.from.read_exact(&mut byte)?;
            *at += 1;
            number |= u64::from(byte[0] & 0x7f) << shift;
            if byte[0] < 0x80 {
                return Ok(number);
            }
        }
        Err(wrong("not protocol buffers"))
    }

    fn skip(&mut self, at: &mut u64, bytes: u64) -> io::Result<()> {
        *at = at.checked_add(bytes).ok_or_else(|| wrong("cut short"))?;
        let step = i64::try_from(bytes).map_err(|_| wrong("cut short"))?;
        // A short way stays within what is read already.
        self.from.seek_relative(step).or_else(|_| self.from.seek(SeekFrom::Current(step)).map(drop))
    }

    fn text(&mut self, bytes: u64) -> io::Result<String> {
        if bytes > TEXT_BYTES_MAX {
            return Err(wrong("a name that has no end"));
        }
        let mut text = Vec::new();
        (&mut self.from).take(bytes).read_to_end(&mut text)?;
        String::from_utf8(text).map_err(|_| wrong("a name that is no text"))
    }
}

fn wrong(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
