//! A library that was never opened here is first tried in a process of its own: one that crashes or hangs takes only that along,
//! and the next one is tried. What worked is remembered by size, times and place of the file, so this costs once.

use crate::trial::{Answer, Outcome, Trial, stamp};
use std::path::Path;

/// Whether the library may be opened in this process; the error ends a sentence about it. The library is the last word that the
/// other process is told.
pub(super) fn try_out(library: &Path, trial: &Trial) -> Result<(), String> {
    // Of one that cannot be told from others nothing is remembered.
    let stamp = stamp(library);
    if stamp.as_deref().and_then(|stamp| trial.recall(stamp)).is_some() {
        return Ok(());
    }
    match trial.run(Some(library.as_os_str()), &|| true) {
        Outcome::Answered(Answer::Works) => {
            stamp.iter().for_each(|stamp| trial.remember(stamp, Some("works")));
            Ok(())
        }
        // This process finds out why, and says it in a sentence. Where no process can be had, it is opened as if nobody had asked.
        Outcome::Answered(_) | Outcome::Untried => Ok(()),
        Outcome::Hung | Outcome::Stopped => Err("does not come back when it is opened".to_owned()),
        Outcome::Broken(how) => Err(format!("crashes when it is opened ({how})")),
    }
}
