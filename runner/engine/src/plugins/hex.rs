//! Hashes as people and files write them.

use std::fmt::Write as _;

/// Two letters a byte.
pub(super) fn from_bytes(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A hash from its 64 letters.
pub(super) fn to_hash(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> =
        text.chars().map(|letter| letter.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    let mut hash = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair[0] << 4 | pair[1];
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_hash_is_read_as_it_was_written() {
        let hash: [u8; 32] = std::array::from_fn(|at| (at * 37) as u8);
        assert_eq!(super::to_hash(&super::from_bytes(&hash)), Some(hash));
        assert_eq!(super::to_hash("12"), None);
        assert_eq!(super::to_hash(&"xy".repeat(32)), None);
    }
}
