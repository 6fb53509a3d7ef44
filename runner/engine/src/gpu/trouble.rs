//! How work on a device can end badly. Distinct only where whoever asked acts differently.

use std::fmt;

/// Why a device did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is no memory left: make room and try again.
    Memory(String),
    /// It is too large for this device, whatever room there is.
    Unfit(String),
    /// The device is lost.
    Lost(String),
    /// What was asked is wrong: a kernel that does not compile, a binding that does not fit it.
    Invalid(String),
    /// Somebody pressed stop, and the device did not come back.
    Stopped(String),
    /// What nobody may do, whether it would work or not: the call has failed, whatever it says.
    Breach(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Memory(words)
        | Self::Unfit(words)
        | Self::Lost(words)
        | Self::Invalid(words)
        | Self::Stopped(words)
        | Self::Breach(words)) = self;
        out.write_str(words)
    }
}
