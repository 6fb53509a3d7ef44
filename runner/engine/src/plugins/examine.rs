//! Libraries that are new or have changed: what their bytes are, whether they are trusted, and what they say.

use super::config::{Origin, PluginsConfig, Trust};
use super::folders::Found;
use super::object_file;
use super::registry::{Entry, Head, KindsText, Named, Outcome};
use super::scan::{self, Answer, Complaint};
use super::trust::TrustList;
use crate::catalog::Kind;
use crate::diagnostic::Diagnostic;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Whose libraries may be opened.
pub(super) struct Policy {
    pub(super) trust: Trust,
    pub(super) list: TrustList,
}

impl Policy {
    pub(super) fn trusts(&self, origin: Origin, sha256: &[u8; 32]) -> bool {
        origin != Origin::User || self.trust == Trust::All || self.list.holds(sha256)
    }
}

/// What became of a look. It is remembered; where there is nothing to remember, the next start looks again.
pub(super) type Looked = Result<Entry, Diagnostic>;

/// Looks at many, several at once: most of the time goes into waiting for processes.
pub(super) fn look_at_all(found: &[&Found], config: &PluginsConfig, policy: &Policy) -> Vec<Looked> {
    let next = AtomicUsize::new(0);
    let looked: Vec<OnceLock<Looked>> = found.iter().map(|_| OnceLock::new()).collect();
    let work = || {
        while let Some((found, looked)) = next_of(&next, found, &looked) {
            looked.get_or_init(|| look(found, config, policy));
        }
    };
    thread::scope(|scope| {
        // In this process one after the other: constructors of libraries were not made for company.
        let threads =
            if config.scan_program.is_some() { thread::available_parallelism().map_or(1, usize::from) } else { 1 };
        for _ in 1..threads.min(found.len()) {
            scope.spawn(work);
        }
        work();
    });
    looked.into_iter().filter_map(OnceLock::into_inner).collect()
}

fn next_of<'a>(
    next: &AtomicUsize,
    found: &[&'a Found],
    looked: &'a [OnceLock<Looked>],
) -> Option<(&'a Found, &'a OnceLock<Looked>)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    Some((*found.get(at)?, looked.get(at)?))
}

fn look(found: &Found, config: &PluginsConfig, policy: &Policy) -> Looked {
    let remember = |sha256, outcome, complaints| Entry {
        head: Head {
            path: found.path.clone(),
            stamp: found.stamp,
            sha256,
            outcome,
            about: None,
            complaints,
            kinds: Vec::new(),
            scan_ms: 0.0,
        },
        kinds: KindsText::new(&[]),
    };
    let bytes = object_file::read(&found.path)?;
    if let Err(why) = object_file::check(&found.path) {
        return Ok(remember(bytes.sha256, Outcome::Refused, vec![Complaint::from(&why)]));
    }
    if !bytes.names_the_entry {
        return Ok(remember(bytes.sha256, Outcome::NoPlugin, Vec::new()));
    }
    if !policy.trusts(found.origin, &bytes.sha256) {
        return Ok(remember(bytes.sha256, Outcome::NotAsked, Vec::new()));
    }
    let begun = Instant::now();
    let report = match scan::look(&found.path, config.scan_program.as_ref()) {
        Answer::Said(report) => report,
        // A part of the program that dies had a bad moment, or is a bug of the release: never a reason to do without it.
        Answer::Died(why) if found.origin == Origin::BuiltIn => return Err(why.hint("the next start asks it again")),
        Answer::Died(why) => return Ok(remember(bytes.sha256, Outcome::Crashed, vec![Complaint::from(&why)])),
        Answer::NotAsked(why) => return Err(why),
    };
    let outcome = if report.about.is_some() { Outcome::Ready } else { Outcome::Refused };
    let mut entry = remember(bytes.sha256, outcome, report.complaints);
    entry.head.about = report.about;
    entry.head.scan_ms = (begun.elapsed().as_secs_f64() * 1e4).round() / 10.0;
    entry.head.kinds = report.kinds.iter().map(names_of).collect();
    entry.kinds = KindsText::new(&report.kinds);
    Ok(entry)
}

fn names_of(kind: &Kind) -> Named {
    Named { id: kind.id.clone(), replaces: kind.replaces.clone() }
}
