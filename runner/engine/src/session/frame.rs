//! Messages as bytes: two lengths, JSON, and a payload that is not JSON. Whoever sends may be broken or mean harm, so
//! nothing is believed before it is there: memory grows with what has come, never with what was announced.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, ErrorKind, Read};

use crate::diagnostic::{Diagnostic, Place};

/// More JSON is refused. A document travels as payload, so nothing needs as much.
pub(super) const JSON_BYTES_MAX: u32 = 16 << 20;
/// A larger payload is refused.
pub(super) const PAYLOAD_BYTES_MAX: u32 = 1 << 30;
/// Two lengths, least byte first.
const HEAD_BYTES: usize = 8;

/// One message.
pub(super) struct Frame {
    pub(super) json: Vec<u8>,
    pub(super) payload: Vec<u8>,
}

impl Frame {
    /// Waits for the next message; none where the other side has closed the pipe between two.
    pub(super) fn read(from: &mut impl Read) -> Result<Option<Self>, Diagnostic> {
        let mut head = Vec::new();
        fill(from, &mut head, HEAD_BYTES)?;
        if head.is_empty() {
            return Ok(None);
        }
        let Some(([json, payload], [])) = head.as_chunks::<4>().0.split_first_chunk() else {
            return Err(truncated("its lengths", head.len(), HEAD_BYTES));
        };
        let (json, payload) = (u32::from_le_bytes(*json), u32::from_le_bytes(*payload));
        for (what, len, len_max) in [("JSON", json, JSON_BYTES_MAX), ("payload", payload, PAYLOAD_BYTES_MAX)] {
            if len > len_max {
                let why = format!("a message announces {len} bytes of {what}, but {len_max} are the most");
                return Err(Diagnostic::error("message-too-large", Place::Everywhere, why));
            }
        }
        let read = |what, len: u32, from: &mut _| {
            let (mut bytes, len) = (Vec::new(), len as usize);
            fill(from, &mut bytes, len)?;
            if bytes.len() == len { Ok(bytes) } else { Err(truncated(what, bytes.len(), len)) }
        };
        let json = read("its JSON", json, from)?;
        Ok(Some(Self { json, payload: read("its payload", payload, from)? }))
    }

    /// What the JSON says.
    pub(super) fn message<T: DeserializeOwned>(&self) -> Result<T, Diagnostic> {
        serde_json::from_slice(&self.json).map_err(|why| {
            let shown: String = String::from_utf8_lossy(&self.json).chars().take(60).collect();
            let why = format!("a message cannot be read: {why}; it begins with `{}`", shown.escape_debug());
            Diagnostic::error("bad-message", Place::Everywhere, why)
                .hint("the messages are described in the README of the engine")
        })
    }
}

/// A message without its payload, of which so many bytes follow.
pub(super) fn head<T: Serialize>(message: &T, payload: usize) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = vec![0; HEAD_BYTES];
    let too_large = |what: &str| {
        Diagnostic::error("message-too-large", Place::Everywhere, format!("a message is too large to be sent: {what}"))
    };
    serde_json::to_writer(&mut bytes, message).map_err(|why| too_large(&why.to_string()))?;
    let within = |len: usize, len_max: u32| u32::try_from(len).ok().filter(|len| *len <= len_max);
    let json = within(bytes.len() - HEAD_BYTES, JSON_BYTES_MAX).ok_or_else(|| too_large("its JSON"))?;
    let payload = within(payload, PAYLOAD_BYTES_MAX).ok_or_else(|| too_large("its payload"))?;
    bytes[..4].copy_from_slice(&json.to_le_bytes());
    bytes[4..HEAD_BYTES].copy_from_slice(&payload.to_le_bytes());
    Ok(bytes)
}

/// Reads until there are so many bytes, or no more come.
fn fill(from: &mut impl Read, bytes: &mut Vec<u8>, len: usize) -> Result<(), Diagnostic> {
    match from.take(len as u64).read_to_end(bytes) {
        Ok(_) => Ok(()),
        // Whoever dies does not close politely.
        Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => Ok(()),
        Err(error) => Err(unreadable(&error)),
    }
}

fn truncated(what: &str, came: usize, len: usize) -> Diagnostic {
    let why = format!("a message ended early: {what} should have {len} bytes, but {came} came");
    Diagnostic::error("message-cut-off", Place::Everywhere, why)
}

fn unreadable(why: &io::Error) -> Diagnostic {
    Diagnostic::error("pipe-broken", Place::Everywhere, format!("the pipe cannot be read: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::message::{Command, DocumentText};

    fn told(bytes: &[u8]) -> String {
        match Frame::read(&mut &*bytes) {
            Ok(None) => "closed".to_owned(),
            Ok(Some(frame)) => {
                frame.message::<Command>().map_or_else(|told| told.message, |command| format!("{command:?}"))
            }
            Err(told) => told.message,
        }
    }

    fn framed(json: &str) -> Vec<u8> {
        let lens = [u32::try_from(json.len()).unwrap().to_le_bytes(), [0; 4]];
        [lens.as_flattened(), json.as_bytes()].concat()
    }

    #[test]
    fn a_message_arrives_as_it_was_sent() {
        let sent = Command::Document(DocumentText { revision: 3, folder: "/".into(), ..DocumentText::default() });
        let mut bytes = head(&sent, 5).unwrap();
        bytes.extend(*b"12345");
        let frame = Frame::read(&mut &*bytes).unwrap().unwrap();
        assert_eq!((frame.message::<Command>().unwrap(), &*frame.payload), (sent, &b"12345"[..]));
    }

    #[test]
    fn what_is_no_message_gives_a_sentence() {
        assert_eq!(told(b""), "closed");
        assert_eq!(told(b"12"), "a message ended early: its lengths should have 8 bytes, but 2 came");
        assert_eq!(
            told(&[4, 0, 0, 0, 0, 0, 0, 0, 1]),
            "a message ended early: its JSON should have 4 bytes, but 1 came"
        );
        assert_eq!(told(&[255; 9]), "a message announces 4294967295 bytes of JSON, but 16777216 are the most");
        assert_eq!(told(&framed("\"check\"")), "Check");
        assert!(told(&framed("{\"dance\": 1}")).starts_with("a message cannot be read: unknown variant `dance`"));
        assert!(told(&framed(&"[".repeat(100_000))).starts_with("a message cannot be read"));
    }

    #[test]
    fn memory_grows_with_what_comes_not_with_what_is_announced() {
        let mut bytes = [16 << 20_u32, 1 << 30].map(u32::to_le_bytes).concat();
        bytes.extend([b' '; 100]);
        assert!(told(&bytes).ends_with("but 100 came"));
    }
}
