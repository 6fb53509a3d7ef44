//! Fetching a file: several sources, each tried again where it broke off. A part that is there already is not fetched twice.
//!
//! Not here: what the file must be; whoever wants it checks its hash.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use weft_engine::diagnostic::{Diagnostic, Place};

/// How long one waits, and how often one tries.
#[derive(Debug, Clone)]
pub(crate) struct Patience {
    /// To be connected, and for the first word of an answer.
    pub(crate) answer: Duration,
    /// For the next bytes.
    pub(crate) bytes: Duration,
    /// Between two tries at one source.
    pub(crate) pause: Duration,
    /// At one source, without a byte more than before.
    pub(crate) tries: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(20),
            bytes: Duration::from_secs(60),
            pause: Duration::from_secs(2),
            tries: 3,
        }
    }
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fetched {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Where it came from.
    pub(crate) from: String,
}

/// Hears how many bytes are there, and of how many, where that is known.
pub(crate) type Heard<'a> = &'a mut dyn FnMut(u64, Option<u64>);

/// Fetches one of `sources` into `path`. What came of a broken try stays in `path.part` for the next one.
///
/// # Errors
/// With the reason of each source.
pub(crate) fn fetch(
    sources: &[&str],
    path: &Path,
    patience: &Patience,
    heard: Heard<'_>,
) -> Result<Fetched, Diagnostic> {
    let mut reasons = Vec::new();
    for source in sources {
        match from_source(source, path, patience, heard) {
            Ok(()) => return Ok(Fetched { path: path.to_owned(), from: (*source).to_owned() }),
            Err(reason) => reasons.push(format!("{source} {reason}")),
        }
    }
    let why = if reasons.is_empty() { "it has no source".to_owned() } else { reasons.join("; ") };
    let place = Place::File(path.display().to_string());
    Err(Diagnostic::error("not-fetched", place, why))
}

/// Why a try ended.
enum Ended {
    /// It broke off; going on may help.
    Broken(String),
    /// Trying again makes no sense.
    Refused(String),
}

fn from_source(source: &str, path: &Path, patience: &Patience, heard: Heard<'_>) -> Result<(), String> {
    let part = Part::of(path, source);
    let mut fruitless = 0;
    loop {
        let before = part.len();
        match one_try(source, &part, patience, heard) {
            Ok(()) => return std::fs::rename(&part.file, path).map_err(|why| format!("could not be kept: {why}")),
            Err(Ended::Refused(reason)) => return Err(reason),
            Err(Ended::Broken(reason)) => {
                fruitless = if part.len() > before { 0 } else { fruitless + 1 };
                if fruitless >= patience.tries {
                    return Err(reason);
                }
                std::thread::sleep(patience.pause);
            }
        }
    }
}

/// A file that is not whole, and what it is a part of.
struct Part {
    file: PathBuf,
    /// Holds the source and its mark: a part of one file must not be continued with another.
    note: PathBuf,
    source: String,
}

impl Part {
    fn of(path: &Path, source: &str) -> Self {
        let with = |end: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        Self { file: with(".part"), note: with(".part.from"), source: source.to_owned() }
    }

    fn len(&self) -> u64 {
        std::fs::metadata(&self.file).map_or(0, |about| about.len())
    }

    /// The mark of the source when the part came, if it came from there. Without a mark nothing says that it is the same file.
    fn mark(&self) -> Option<String> {
        let note = std::fs::read_to_string(&self.note).ok()?;
        let (source, mark) = note.split_once('\n')?;
        (source == self.source && !mark.is_empty()).then(|| mark.to_owned())
    }

    fn begin(&self, mark: &str) -> io::Result<File> {
        std::fs::write(&self.note, format!("{}\n{mark}", self.source))?;
        File::create(&self.file)
    }
}

fn one_try(source: &str, part: &Part, patience: &Patience, heard: Heard<'_>) -> Result<(), Ended> {
    let broken = |why: &dyn std::fmt::Display| Ended::Broken(format!("broke off: {why}"));
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(patience.answer))
        .timeout_recv_response(Some(patience.answer))
        .timeout_per_read(Some(patience.bytes))
        .http_status_as_error(false)
        .user_agent(concat!("weft/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mark = part.mark();
    let has = if mark.is_some() { part.len() } else { 0 };
    let mut request = agent.get(source).header("accept-encoding", "identity");
    if let Some(mark) = mark.as_deref().filter(|_| has > 0) {
        request = request.header("range", format!("bytes={has}-")).header("if-range", mark);
    }
    let mut answer = match request.call() {
        Ok(answer) => answer,
        Err(why @ (ureq::Error::BadUri(_) | ureq::Error::HostNotFound)) => {
            return Err(Ended::Refused(format!("cannot be asked: {why}")));
        }
        Err(why) => return Err(Ended::Broken(format!("gave no answer: {why}"))),
    };
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let status = answer.status().as_u16();
    let length: Option<u64> = header("content-length").and_then(|length| length.parse().ok());
    let new_mark = header("etag").filter(|mark| !mark.starts_with("W/")).or_else(|| header("last-modified"));
    let (mut file, from, whole) = match status {
        206 => {
            let (from, whole) = header("content-range").as_deref().and_then(range).unwrap_or((u64::MAX, None));
            if from != has {
                // It does not do what it was asked: from the beginning, next time.
                drop(std::fs::remove_file(&part.note));
                return Err(Ended::Broken("answered with another part than was asked for".to_owned()));
            }
            let file = OpenOptions::new().append(true).open(&part.file).map_err(|why| broken(&why))?;
            (file, has, whole)
        }
        200 => (part.begin(new_mark.as_deref().unwrap_or_default()).map_err(|why| broken(&why))?, 0, length),
        416 => {
            // All of it is there already, or it was never a part of this.
            drop(std::fs::remove_file(&part.note));
            return Err(Ended::Broken("says that the part which is here is no part of it".to_owned()));
        }
        408 | 429 | 500..=599 => return Err(Ended::Broken(format!("answered {status}"))),
        _ => return Err(Ended::Refused(format!("answered {status}"))),
    };
    let expected = length.map(|length| from + length);
    let mut at = from;
    heard(at, whole.or(expected));
    let mut window = vec![0; 1 << 16];
    let mut body = answer.body_mut().with_config().limit(u64::MAX).reader();
    loop {
        let count = match body.read(&mut window) {
            Ok(0) => break,
            Ok(count) => count,
            Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
            Err(why) => return Err(broken(&why)),
        };
        file.write_all(&window[..count]).map_err(|why| Ended::Refused(format!("could not be kept: {why}")))?;
        at += count as u64;
        heard(at, whole.or(expected));
    }
    match whole.or(expected) {
        Some(expected) if expected != at => Err(broken(&format!("{at} of {expected} bytes came"))),
        None if at == 0 => Err(Ended::Refused("gave nothing".to_owned())),
        _ if at == 0 => Err(Ended::Refused("gave nothing".to_owned())),
        _ => Ok(()),
    }
}

/// `bytes 100-199/1000`: where it begins, and how long the whole is.
fn range(text: &str) -> Option<(u64, Option<u64>)> {
    let (span, whole) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (from, _) = span.split_once('-')?;
    Some((from.parse().ok()?, whole.parse().ok()))
}

#[cfg(test)]
#[path = "fetch/tests.rs"]
mod tests;
