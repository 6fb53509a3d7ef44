//! What shall go wrong, so that tests see what becomes of it on any machine.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// What shall go wrong. Nothing, unless a test says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// After so many buffers, the device says so many times that it has no memory.
    pub out_of_memory: Option<(u32, u32)>,
    /// After so many kernels, the device is lost, with each of the next ones, so many times.
    pub loss: Option<(u32, u32)>,
    /// Largest binding; the device's own unless this is less.
    pub binding_bytes_max: Option<u64>,
    /// Parameters go through buffers, as on devices without immediates.
    pub no_immediates: bool,
    /// The device has no clock of its own.
    pub no_clock: bool,
    /// Workgroups of kernels without a size of their own, as a device of another sort has them.
    pub workgroup: Option<[u32; 2]>,
    /// A device in software says that it is a GPU: kinds go the ways that are for one.
    pub poses_as_gpu: bool,
    /// Products and sums are joined, as drivers may: the product is not rounded.
    pub joins_sums: bool,
    /// Nothing goes wrong: every text is written to this folder as the device gets it.
    pub texts: Option<PathBuf>,
    /// How long a driver may take that is tried; what is usual unless said.
    pub patience: Option<Duration>,
}

impl Faults {
    /// Reads `memory=AFTER,TIMES`, `loss=AFTER,TIMES`, `binding=BYTES`, `immediates=none`, `clock=none`, `workgroup=X,Y`, `kind=gpu`,
    /// `sums=joined`, `texts=FOLDER`, `patience=MILLISECONDS`, with `;` between them.
    ///
    /// # Errors
    /// With what cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut faults = Self::default();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let unknown = || format!("`{part}` is no fault of a device");
            let (name, value) = part.split_once('=').ok_or_else(unknown)?;
            let pair = || {
                let (first, second) = value.split_once(',')?;
                Some((first.trim().parse().ok()?, second.trim().parse().ok()?))
            };
            match (name, value) {
                ("memory", _) => faults.out_of_memory = Some(pair().ok_or_else(unknown)?),
                ("loss", _) => faults.loss = Some(pair().ok_or_else(unknown)?),
                ("binding", bytes) => faults.binding_bytes_max = Some(bytes.parse().map_err(|_| unknown())?),
                ("patience", ms) => faults.patience = Some(Duration::from_millis(ms.parse().map_err(|_| unknown())?)),
                ("immediates", "none") => faults.no_immediates = true,
                ("clock", "none") => faults.no_clock = true,
                ("workgroup", _) => faults.workgroup = Some(pair().map(<[u32; 2]>::from).ok_or_else(unknown)?),
                ("kind", "gpu") => faults.poses_as_gpu = true,
                ("sums", "joined") => faults.joins_sums = true,
                ("texts", folder) => faults.texts = Some(folder.into()),
                _ => return Err(unknown()),
            }
        }
        Ok(faults)
    }
}

/// Counts down to the faults, over all devices of an engine.
#[derive(Debug)]
pub(super) struct FaultsLeft {
    /// Those that are no matter of time.
    pub(super) asked: Faults,
    memory: Countdown,
    loss: Countdown,
}

/// What still goes well, below zero what has gone wrong; and how often it shall.
#[derive(Debug)]
struct Countdown {
    left: AtomicI64,
    times: i64,
}

impl Countdown {
    fn new(fault: Option<(u32, u32)>) -> Self {
        let (after, times) = fault.unwrap_or_default();
        Self { left: i64::from(after).into(), times: times.into() }
    }

    fn is_due(&self) -> bool {
        self.times > 0 && (-self.times + 1..=0).contains(&self.left.fetch_sub(1, Ordering::Relaxed))
    }
}

impl FaultsLeft {
    pub(super) fn new(faults: &Faults) -> Self {
        Self { asked: faults.clone(), memory: Countdown::new(faults.out_of_memory), loss: Countdown::new(faults.loss) }
    }

    /// Whether this buffer finds no memory.
    pub(super) fn memory_is_due(&self) -> bool {
        self.memory.is_due()
    }

    /// Whether this kernel takes the device along.
    pub(super) fn loss_is_due(&self) -> bool {
        self.loss.is_due()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_come_when_they_are_due_and_end() {
        let left = FaultsLeft::new(&Faults { out_of_memory: Some((2, 3)), ..Faults::default() });
        let came: Vec<bool> = (0..7).map(|_| left.memory_is_due()).collect();
        assert_eq!(came, [false, false, true, true, true, false, false]);
        assert!(!left.loss_is_due());
    }

    #[test]
    fn faults_are_read_from_words() {
        let faults = Faults { loss: Some((4, 9)), binding_bytes_max: Some(4096), ..Faults::default() };
        assert_eq!(Faults::parse("loss=4,9; binding=4096"), Ok(faults));
        let patience = Some(Duration::from_millis(70));
        let faults =
            Faults { workgroup: Some([32, 8]), joins_sums: true, poses_as_gpu: true, patience, ..Faults::default() };
        assert_eq!(Faults::parse("workgroup=32,8;kind=gpu;sums=joined;patience=70"), Ok(faults));
        assert_eq!(Faults::parse(""), Ok(Faults::default()));
        for wrong in ["loss", "loss=4", "memory=a,b", "workgroup=8", "kind=cpu", "sums=large", "fire=1"] {
            assert_eq!(Faults::parse(wrong), Err(format!("`{wrong}` is no fault of a device")));
        }
    }
}
