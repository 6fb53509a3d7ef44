//! Errors: a status, where the host acts on it, and a sentence for the user.

use std::fmt;
use weft_abi::*;

/// [`Error::status`] after a panic: the host destroys the state of the node.
pub const PANIC: i32 = WEFT_ERR_PANIC;
/// [`Error::status`] where the host or the device cannot do something.
pub const UNSUPPORTED: i32 = WEFT_ERR_UNSUPPORTED;
/// [`Error::status`] where an input is wrong.
pub const INVALID: i32 = WEFT_ERR_INVALID;
/// [`Error::status`] where a model is not installed.
pub const MISSING_MODEL: i32 = WEFT_ERR_MISSING_MODEL;

/// What a kind gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a kind could not do its work. Every `std::error::Error` turns into one with `?`.
///
/// Say it in lower case and without a full stop: what was wanted, and what came.
pub struct Error {
    pub(crate) status: weft_status,
    pub(crate) message: String,
}

impl Error {
    /// The work could not be done.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(WEFT_ERR_FAILED, message)
    }

    /// An input is wrong.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(WEFT_ERR_INVALID, message)
    }

    /// The host or the device cannot do this; the host may convert and try again.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(WEFT_ERR_UNSUPPORTED, message)
    }

    /// A model is not installed: the host offers the command that installs it.
    pub fn missing_model(model: &str) -> Self {
        Self::new(WEFT_ERR_MISSING_MODEL, format!("the model `{model}` is not installed"))
    }

    /// There is no memory left.
    pub fn out_of_memory(message: impl Into<String>) -> Self {
        Self::new(WEFT_ERR_OUT_OF_MEMORY, message)
    }

    /// The user pressed stop.
    pub fn cancelled() -> Self {
        Self::new(WEFT_ERR_CANCELLED, "")
    }

    /// Whether the user pressed stop. Pass such an error on.
    pub fn is_cancelled(&self) -> bool {
        self.status == WEFT_ERR_CANCELLED
    }

    /// Whether there is no memory left: smaller pieces may fit.
    pub fn is_out_of_memory(&self) -> bool {
        matches!(self.status, WEFT_ERR_OUT_OF_MEMORY | WEFT_ERR_GPU_OUT_OF_MEMORY)
    }

    /// `WEFT_ERR_…`: what the host acts on.
    pub fn status(&self) -> i32 {
        self.status
    }

    /// Says in front what was tried.
    #[must_use]
    pub fn context(self, tried: impl fmt::Display) -> Self {
        if self.is_cancelled() {
            return self;
        }
        Self { message: format!("{tried}: {self}"), status: self.status }
    }

    pub(crate) fn new(status: weft_status, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// Good, or an error whose sentence the host has already.
    pub(crate) fn check(status: weft_status) -> Result<()> {
        if status == WEFT_OK { Ok(()) } else { Err(Self::new(status, "")) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.message.is_empty() {
            return f.write_str(&self.message);
        }
        f.write_str(match self.status {
            WEFT_ERR_CANCELLED => "cancelled",
            WEFT_ERR_INVALID => "an input is wrong",
            WEFT_ERR_UNSUPPORTED => "the host cannot do this",
            WEFT_ERR_OUT_OF_MEMORY => "no memory is left",
            WEFT_ERR_GPU_OUT_OF_MEMORY => "the GPU has no memory left",
            WEFT_ERR_GPU_FAILED => "the GPU failed",
            WEFT_ERR_MISSING_MODEL => "a model is not installed",
            WEFT_ERR_PANIC => "the plugin panicked",
            _ => "it failed",
        })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} (status {})", self.status)
    }
}

// As in `anyhow`: `Error` itself is no `std::error::Error`, or this would collide with `From<T> for T`.
impl<E: std::error::Error> From<E> for Error {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !message.ends_with(&cause_text) {
                message = format!("{message}: {cause_text}");
            }
            source = cause.source();
        }
        Self::failed(message)
    }
}

/// Says what was tried where something went wrong: `file.read(&mut buffer).context("reading the palette")?`.
pub trait Context<T> {
    /// Says in front what was tried.
    ///
    /// # Errors
    /// The same, with more words.
    fn context(self, tried: impl fmt::Display) -> Result<T>;
}

impl<T, E: Into<Error>> Context<T> for std::result::Result<T, E> {
    fn context(self, tried: impl fmt::Display) -> Result<T> {
        self.map_err(|error| error.into().context(tried))
    }
}

impl<T> Context<T> for Option<T> {
    fn context(self, tried: impl fmt::Display) -> Result<T> {
        self.ok_or_else(|| Error::failed(tried.to_string()))
    }
}

/// Ends the function with [`Error::invalid`] and a sentence, written as in `format!`.
#[macro_export]
macro_rules! bail {
    ($($sentence:tt)+) => {
        return ::std::result::Result::Err(::std::convert::From::from($crate::Error::invalid(::std::format!($($sentence)+))))
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_std_keeps_its_words_and_says_what_was_tried() {
        let broken: std::result::Result<u8, _> = "three".parse::<u8>();
        let error = broken.context("reading the number of tiles").unwrap_err();
        assert_eq!(error.to_string(), "reading the number of tiles: invalid digit found in string");
        assert_eq!(error.status(), WEFT_ERR_FAILED);
    }

    #[test]
    fn stop_stays_stop_whatever_is_said_in_front() {
        let error = Error::cancelled().context("resizing");
        assert!(error.is_cancelled());
        assert_eq!(error.to_string(), "cancelled");
    }

    #[test]
    fn bail_is_an_invalid_input() {
        fn check(size: u32) -> Result<u32> {
            if size == 0 {
                bail!("the size is {size}, but must be at least 1");
            }
            Ok(size)
        }
        let error = check(0).unwrap_err();
        assert_eq!(
            (error.status(), error.to_string().as_str()),
            (WEFT_ERR_INVALID, "the size is 0, but must be at least 1")
        );
    }
}
