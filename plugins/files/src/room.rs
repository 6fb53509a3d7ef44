//! Whether there is memory for a file or a picture: an allocation that fails ends the process, so large ones are asked for first.

use crate::file_error::Trouble;

/// Fewer are there, or nothing else works either.
const LARGE: u64 = 1 << 20;

/// Says whether so many bytes can be had.
pub(crate) fn room_for(bytes: u64) -> Result<(), Trouble> {
    let is_there = || usize::try_from(bytes).is_ok_and(|bytes| Vec::<u8>::new().try_reserve_exact(bytes).is_ok());
    if bytes < LARGE || is_there() { Ok(()) } else { Err(Trouble::NoMemory { bytes }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_machine_has_is_told_with_its_size() {
        room_for(1 << 21).unwrap();
        let told = room_for(1 << 60).unwrap_err().to_string();
        assert_eq!(told, "there is no memory for it: 1099511627776 MiB more are needed");
        room_for(u64::MAX).unwrap_err();
    }
}
