//! Other people's code that may end its process is first run in another one: it takes only that along. What came of it is
//! remembered by whatever identifies that code, so it costs once.
//!
//! Not here: what identifies a library or a driver, and what a failure means (`onnx/trial`, `gpu/trial`).

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::files::{Stamp, write_whole};

/// A program that runs the code, and ends with the number of an [`Answer`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Absolute.
    pub program: PathBuf,
    /// What it is told.
    pub arguments: Vec<String>,
    /// The file that remembers what came of it. None: each start tries anew.
    pub memory: Option<PathBuf>,
    /// What has not ended by then never will.
    pub patience: Duration,
}

/// What the other process says, if it comes to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It works.
    Works,
    /// It does not, and whoever asked can find out why, and lives.
    Refuses,
    /// It does other things than it should.
    Errs,
}

/// How the other process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// In order.
    Answered(Answer),
    /// Without an answer.
    Broken(ExitStatus),
    /// Not at all.
    Hung,
    /// Nobody wanted to know any more.
    Stopped,
    /// It did not begin: there is no such program, or no room for it.
    Untried,
}

/// How often the other process is looked after.
const LOOK: Duration = Duration::from_millis(2);
/// What was told to end does so at once, unless the system itself waits for it.
const LAST_PATIENCE: Duration = Duration::from_secs(1);
/// More is not remembered.
const LINES_MAX: usize = 64;

impl Trial {
    /// Runs the program, with one more word. Ends it when it takes too long, or when nobody wants to know any more.
    #[must_use]
    pub fn run(&self, word: Option<&OsStr>, is_wanted: &dyn Fn() -> bool) -> Outcome {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).args(word);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Ctrl-C in a terminal is for this process, and says nothing of what is tried.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let Ok(mut child) = command.spawn() else { return Outcome::Untried };
        let began = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => {
                    let all = [Answer::Works, Answer::Refuses, Answer::Errs];
                    let answer = all.into_iter().find(|answer| status.code() == Some(answer.number()));
                    return answer.map_or(Outcome::Broken(status), Outcome::Answered);
                }
                Ok(None) if !is_wanted() => {
                    end(&mut child);
                    return Outcome::Stopped;
                }
                Ok(None) if began.elapsed() < self.patience => std::thread::sleep(LOOK),
                Ok(None) | Err(_) => {
                    end(&mut child);
                    return Outcome::Hung;
                }
            }
        }
    }

    /// What is remembered of something.
    #[must_use]
    pub fn recall(&self, what: &str) -> Option<String> {
        let text = std::fs::read_to_string(self.memory.as_deref()?).ok()?;
        let mut lines = text.lines().filter_map(|line| line.split_once('\t'));
        lines.find(|(known, _)| *known == what).map(|(_, words)| words.to_owned())
    }

    /// Remembers words about something; none: forgets it. Where that fails, the next start tries again.
    pub fn remember(&self, what: &str, words: Option<&str>) {
        let Some(memory) = self.memory.as_deref() else { return };
        let text = std::fs::read_to_string(memory).unwrap_or_default();
        let is_other = |line: &&str| line.split_once('\t').is_some_and(|(known, _)| known != what);
        let mut lines: Vec<&str> = text.lines().filter(is_other).collect();
        let line = words.map(|words| format!("{what}\t{words}"));
        lines.extend(line.as_deref());
        let first = lines.len().saturating_sub(LINES_MAX);
        drop(write_whole(memory, lines[first..].join("\n").as_bytes()));
    }
}

impl Answer {
    /// The exit code. None that libraries end a program with, as 0 is, and none of a panic, which is 101.
    #[must_use]
    pub fn number(self) -> i32 {
        match self {
            Self::Works => 90,
            Self::Refuses => 91,
            Self::Errs => 92,
        }
    }
}

/// Ends a process that has not ended by itself.
fn end(child: &mut Child) {
    // One that has ended meanwhile cannot be ended again.
    drop(child.kill());
    let began = Instant::now();
    while matches!(child.try_wait(), Ok(None)) && began.elapsed() < LAST_PATIENCE {
        std::thread::sleep(LOOK);
    }
}

/// What a process does first that runs such code: it ends with whoever started it, and leaves no picture of its memory.
pub fn prepare() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, Signal};
        // Where the system refuses, what is left over is only untidy.
        _ = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
        _ = rustix::process::setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

/// Words that change when a file does; none where there is no file.
#[must_use]
pub fn stamp(path: &Path) -> Option<String> {
    let Stamp { size, mtime_ns, ctime_ns, inode } = Stamp::read(path).ok()?;
    Some(format!("{size} {mtime_ns} {ctime_ns} {inode} {}", path.display()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn shell(script: &str, patience: Duration) -> Trial {
        let arguments = ["-c", script].map(str::to_owned).to_vec();
        Trial { program: "/bin/sh".into(), arguments, memory: None, patience }
    }

    #[test]
    fn how_the_other_process_ends_is_told_apart() {
        let run = |script: &str| shell(script, Duration::from_secs(60)).run(None, &|| true);
        for answer in [Answer::Works, Answer::Refuses, Answer::Errs] {
            assert_eq!(run(&format!("exit {}", answer.number())), Outcome::Answered(answer));
        }
        // A library may end the program in peace, too.
        for (script, words) in [
            ("exit 0", "exit status: 0"),
            ("exit 3", "exit status: 3"),
            ("ulimit -c 0; kill -SEGV $$", "signal: 11 (SIGSEGV)"),
        ] {
            let Outcome::Broken(how) = run(script) else { panic!("{script}") };
            assert_eq!(how.to_string(), words);
        }
        let nobody = Trial { program: "/not/there".into(), ..shell("", Duration::ZERO) };
        assert_eq!(nobody.run(None, &|| true), Outcome::Untried);
    }

    #[test]
    fn what_does_not_end_is_ended_and_so_is_what_nobody_wants_any_more() {
        let endless = "while :; do :; done";
        assert_eq!(shell(endless, Duration::from_millis(20)).run(None, &|| true), Outcome::Hung);
        let looks = Cell::new(0);
        let twice = || {
            looks.set(looks.get() + 1);
            looks.get() < 3
        };
        assert_eq!(shell(endless, Duration::from_secs(600)).run(None, &twice), Outcome::Stopped);
    }

    #[test]
    fn the_newest_word_is_remembered_and_the_oldest_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let trial = Trial { memory: Some(folder.path().join("sub/memory.txt")), ..shell("", Duration::ZERO) };
        assert_eq!(trial.recall("a file"), None);
        for words in ["well", "ill"] {
            trial.remember("a file", Some(words));
            assert_eq!(trial.recall("a file").as_deref(), Some(words));
        }
        trial.remember("other", Some(""));
        trial.remember("a file", None);
        assert_eq!((trial.recall("a file"), trial.recall("other")), (None, Some(String::new())));
        (0..LINES_MAX).for_each(|number| trial.remember(&number.to_string(), Some("well")));
        assert_eq!((trial.recall("other"), trial.recall("0").as_deref()), (None, Some("well")));
        let forgetful = shell("", Duration::ZERO);
        forgetful.remember("a file", Some("well"));
        assert_eq!(forgetful.recall("a file"), None);
    }
}
