//! How the program ends: DESIGN §10.

use std::process::ExitCode;

/// Why the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is done.
    Done,
    /// The command line cannot be understood.
    Usage,
    /// The graph cannot be planned.
    GraphInvalid,
    /// A node failed, or a file could not be written.
    NodeFailed,
    /// A plugin, model or runtime is missing.
    SomethingMissing,
    /// Somebody pressed stop.
    Cancelled,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Usage => 2,
            Exit::GraphInvalid => 3,
            Exit::NodeFailed => 4,
            Exit::SomethingMissing => 5,
            Exit::Cancelled => 130,
        })
    }
}
