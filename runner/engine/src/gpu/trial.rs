//! Drivers are other people's code in this process: one that crashes or hangs takes it along. So before the first of them is
//! opened, another process opens the device, and computes something on it. What came of that is remembered by what identifies the
//! drivers (`drivers`), so it costs once.

use std::ffi::OsString;

use super::adapter::DeviceChoice;
use super::work::{Binding, Work, Zeroed};
use super::{Gpu, GpuConfig, drivers};
use crate::trial::{Answer, Outcome, Trial};

/// How drivers are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriverTrial {
    /// Its program opens the device that is asked for and ends with what [`Gpu::prove`] gives.
    pub trial: Trial,
    /// Whether what is remembered counts.
    pub recall: Recall,
    /// What drivers see of the environment; others of it do not matter ([`super::matters_to_drivers`]).
    pub environment: Vec<(String, OsString)>,
}

/// Whether what is remembered of drivers counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recall {
    /// It does.
    Known,
    /// They are tried anew; what comes of it is remembered.
    Nothing,
}

/// Why no driver is opened here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A sentence.
    Broken(String),
    /// Somebody pressed stop before it was known.
    Stopped,
}

/// What to do about a driver that is broken.
pub(super) const HINT: &str = "update the driver or name another one with VK_DRIVER_FILES; `weft doctor` tries it again, and \
                               `--device cpu` does without";

/// What is remembered of drivers that may be opened.
const WELL: &str = "works";
/// What is remembered of those that did not come back, before the number of the system's start.
const HUNG: &str = "hangs ";

/// Whether drivers may be opened in this process.
pub(super) fn try_out(config: &GpuConfig, is_wanted: &dyn Fn() -> bool) -> Result<(), Refusal> {
    let Some(DriverTrial { trial, recall, environment }) = config.trial.as_ref().filter(|_| drivers::ARE_TRIED) else {
        return Ok(());
    };
    let trial = Trial { patience: config.faults.patience.unwrap_or(trial.patience), ..trial.clone() };
    let print = drivers::print(&config.choice, environment);
    // A crash is tried again: it costs little, and may have been the moment's. Whoever hangs is given time only once for each start
    // of the system, which may be what helps.
    let hung = format!("{HUNG}{}", start_of_system().unwrap_or_default());
    match print.as_deref().filter(|_| *recall == Recall::Known).and_then(|print| trial.recall(print)) {
        Some(words) if words == WELL => return Ok(()),
        Some(words) if words == hung && words != HUNG => return Err(Refusal::Broken(hangs())),
        _ => {}
    }
    let remember = |words: Option<&str>| print.iter().for_each(|print| trial.remember(print, words));
    match trial.run(None, is_wanted) {
        Outcome::Answered(Answer::Works | Answer::Refuses) => {
            remember(Some(WELL));
            Ok(())
        }
        // Where no process can be had, they are opened here, as if nobody had asked.
        Outcome::Untried => Ok(()),
        Outcome::Stopped => Err(Refusal::Stopped),
        Outcome::Hung => {
            remember(Some(&hung));
            Err(Refusal::Broken(hangs()))
        }
        Outcome::Answered(Answer::Errs) => {
            remember(None);
            Err(Refusal::Broken("a graphics driver does not compute what it should: it is not used".to_owned()))
        }
        Outcome::Broken(how) => {
            remember(None);
            let why = format!("a graphics driver ends the program that opens it ({how}): nothing is opened here");
            Err(Refusal::Broken(why))
        }
    }
}

fn hangs() -> String {
    "a graphics driver does not come back when it is opened: nothing is opened here".to_owned()
}

/// Changes when the system starts.
fn start_of_system() -> Option<String> {
    let number = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(number.trim().to_owned())
}

impl Gpu {
    /// Opens the device and computes something on it, as another process does that may die of it.
    #[must_use]
    pub fn prove(config: &GpuConfig) -> Answer {
        let gpu = Self::new(GpuConfig { trial: None, ..config.clone() });
        if config.choice == DeviceChoice::Cpu || !gpu.may_be_there() {
            // Nothing but the doctor looks any further.
            return if gpu.look().chosen.is_ok() { Answer::Works } else { Answer::Refuses };
        }
        let Some(device) = gpu.device() else { return Answer::Refuses };
        if computes(&Work::new(device)) { Answer::Works } else { Answer::Errs }
    }
}

const NUMBERS: u32 = 1000;
const KERNEL: &str = "@group(0) @binding(0) var<storage, read_write> numbers: array<u32>;
@compute @workgroup_size(WEFT_X, WEFT_Y) fn main(@builtin(global_invocation_id) at: vec3u) {
    if (at.x < arrayLength(&numbers) && at.y == 0) { numbers[at.x] = numbers[at.x] * 3 + at.x; }
}";

fn computes(work: &Work) -> bool {
    let bytes = |number: &dyn Fn(u32) -> u32| (0..NUMBERS).flat_map(|at| number(at).to_ne_bytes()).collect::<Vec<_>>();
    let mut made = vec![0; NUMBERS as usize * 4];
    let mut compute = || {
        let kernel = work.kernel(KERNEL, "main")?;
        let buffer = work.buffer(u64::from(NUMBERS) * 4, Zeroed::No)?;
        work.upload(buffer, 0, &bytes(&|at| at ^ 0x2a))?;
        work.dispatch(
            kernel,
            &[Binding { buffer, offset_bytes: 0, size_bytes: 0, writes: true }],
            &[],
            [NUMBERS, 1, 1],
        )?;
        work.download(buffer, 0, &mut made)
    };
    compute().is_ok() && made == bytes(&|at| (at ^ 0x2a) * 3 + at)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::path::Path;
    use std::time::Duration;

    /// A trial whose program is a script that also writes down that it was called.
    fn config(folder: &Path, script: &str) -> GpuConfig {
        let script = format!("echo called >> {}; {script}", folder.join("calls").display());
        let trial = Trial {
            program: "/bin/sh".into(),
            arguments: vec!["-c".to_owned(), script],
            memory: Some(folder.join("drivers.txt")),
            patience: Duration::from_secs(60),
        };
        let environment = vec![("HOME".to_owned(), folder.as_os_str().to_owned())];
        let trial = Some(DriverTrial { trial, recall: Recall::Known, environment });
        GpuConfig { choice: DeviceChoice::Gpu, trial, ..GpuConfig::default() }
    }

    fn says(answer: Answer) -> String {
        format!("exit {}", answer.number())
    }

    fn calls(folder: &Path) -> usize {
        std::fs::read_to_string(folder.join("calls")).unwrap_or_default().lines().count()
    }

    fn words(tried: Result<(), Refusal>) -> String {
        let Err(Refusal::Broken(words)) = tried else { panic!("{tried:?}") };
        words
    }

    #[test]
    fn what_worked_is_tried_once_and_again_when_somebody_asks() {
        for answer in [Answer::Works, Answer::Refuses] {
            let folder = tempfile::tempdir().unwrap();
            let mut config = config(folder.path(), &says(answer));
            assert_eq!([(); 3].map(|()| try_out(&config, &|| true)), [Ok(()), Ok(()), Ok(())]);
            assert_eq!(calls(folder.path()), 1);
            let other = GpuConfig { choice: DeviceChoice::Software, ..config.clone() };
            assert_eq!((try_out(&other, &|| true), calls(folder.path())), (Ok(()), 2));
            config.trial.iter_mut().for_each(|trial| trial.recall = Recall::Nothing);
            assert_eq!((try_out(&config, &|| true), calls(folder.path())), (Ok(()), 3));
        }
    }

    #[test]
    fn a_crash_is_said_with_how_it_ended_and_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let broken = config(folder.path(), "ulimit -c 0; kill -ABRT $$");
        let told = "a graphics driver ends the program that opens it (signal: 6 (SIGABRT)): nothing is opened here";
        assert_eq!([(); 2].map(|()| words(try_out(&broken, &|| true))), [told, told]);
        assert_eq!(calls(folder.path()), 2);
        let panics = words(try_out(&config(folder.path(), "exit 101"), &|| true));
        assert!(panics.starts_with("a graphics driver ends the program"), "a panic of Rust is no answer: {panics}");
        let wrong = config(folder.path(), &says(Answer::Errs));
        assert_eq!(
            words(try_out(&wrong, &|| true)),
            "a graphics driver does not compute what it should: it is not used"
        );
    }

    #[test]
    fn a_hang_is_waited_for_once_and_the_doctors_word_counts_more() {
        let folder = tempfile::tempdir().unwrap();
        let mut hangs = config(folder.path(), "while :; do :; done");
        hangs.faults.patience = Some(Duration::from_millis(50));
        for _ in 0..2 {
            assert!(words(try_out(&hangs, &|| true)).starts_with("a graphics driver does not come back"));
        }
        assert_eq!(calls(folder.path()), 1);
        let mut mended = config(folder.path(), &says(Answer::Works));
        assert!(try_out(&mended, &|| true).is_err(), "what is remembered counts");
        mended.trial.iter_mut().for_each(|trial| trial.recall = Recall::Nothing);
        assert_eq!(try_out(&mended, &|| true), Ok(()));
        assert_eq!(try_out(&hangs, &|| true), Ok(()));
    }

    #[test]
    fn nothing_is_remembered_of_a_trial_that_somebody_stopped() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(try_out(&config(folder.path(), "sleep 600"), &|| false), Err(Refusal::Stopped));
        assert!(!folder.path().join("drivers.txt").exists());
    }

    #[test]
    fn a_gpu_whose_driver_breaks_is_none_and_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let gpu = Gpu::new(config(folder.path(), "exit 9"));
        assert_eq!(gpu.broken_driver(), None);
        assert!(gpu.device().is_none() && gpu.device().is_none() && gpu.look().adapters.is_empty());
        let told = "a graphics driver ends the program that opens it (exit status: 9): nothing is opened here";
        assert_eq!(gpu.why_without().as_deref(), Some(told));
        assert_eq!(gpu.broken_driver().unwrap().message, told);
        assert_eq!(calls(folder.path()), 1, "an engine asks once");
        let processor = Gpu::new(GpuConfig { choice: DeviceChoice::Cpu, ..config(folder.path(), "exit 9") });
        assert!(processor.device().is_none());
        assert_eq!(calls(folder.path()), 1, "nothing is started where no device would be opened");
    }
}
