//! Pixels on a device: which one, its memory, kernels, and what moves over the bus. The only home of `wgpu`.
//!
//! [`Gpu`] is made with an engine and costs nothing; the first step that asks for [`Gpu::device`] looks for adapters. Nothing in
//! here panics for what a driver does: every call has its error scopes, and what escapes them is kept.
//!
//! Not here: the tables that plugins call (`plugins/services/gpu`), and what a step does when its device fails (`run`).

mod adapter;
mod batch;
mod clock;
mod counts;
mod device;
mod drivers;
mod environment;
mod faults;
mod fused;
mod held;
mod joined;
mod kernel;
mod latest;
mod loader;
mod losses;
mod measure;
mod memory;
mod resident;
mod snippet;
mod strips;
mod text_limits;
mod transfer;
mod trial;
mod trouble;
mod wait;
mod words;
mod work;

pub use adapter::{AdapterAbout, AdapterKind, DeviceChoice, choose, name_of, reason};
pub use clock::{Meter, waited_here};
pub use counts::GpuCounts;
pub use device::{Device, Limits};
pub use drivers::matters_to_drivers;
pub use environment::prepare_environment;
pub use faults::Faults;
pub use fused::FusedTrouble;
pub use held::Handle;
pub use loader::{Missing, missing};
pub use snippet::{Number, Stage};
pub use strips::Canvas;
pub use trial::{DriverTrial, Recall};
pub use trouble::Trouble;
pub use wait::Pressed;
pub use work::{Binding, Work, Zeroed};

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use crate::diagnostic::{Diagnostic, Place};
use counts::Counts;
use faults::FaultsLeft;
use losses::{Losses, Without};
use trial::Refusal;
use wait::Heed;

/// What an engine is told about devices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GpuConfig {
    /// Which one.
    pub choice: DeviceChoice,
    /// What shall go wrong, for tests.
    pub faults: Faults,
    /// Tries drivers before they are opened here; none: they are opened at once.
    pub trial: Option<DriverTrial>,
}

/// The device of an engine, once somebody needs it. Any thread may use it.
#[derive(Debug)]
pub struct Gpu {
    config: GpuConfig,
    state: Mutex<State>,
    counts: Arc<Counts>,
    faults: Arc<FaultsLeft>,
    may_be_there: OnceLock<bool>,
    /// What came of trying the drivers, once somebody has.
    tried: Mutex<Option<Result<(), String>>>,
    heed: Arc<Heed>,
}

#[derive(Debug, Default)]
struct State {
    device: Option<Arc<Device>>,
    /// Devices that did not come back after stop, as long as they do not.
    away: Vec<Arc<Device>>,
    losses: Losses,
    /// Whether there was ever one.
    was_open: bool,
    without: Option<Without>,
}

/// What was found on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// All adapters, software too.
    pub adapters: Vec<AdapterAbout>,
    /// The one that steps use, or a sentence that says why there is none.
    pub chosen: Result<usize, String>,
}

/// Each device that is left at work keeps its memory, and one in software all cores.
const AWAY_MAX: usize = 2;

impl Gpu {
    /// Looks at nothing yet.
    #[must_use]
    pub fn new(config: GpuConfig) -> Self {
        let faults = Arc::new(FaultsLeft::new(&config.faults));
        Self {
            config,
            state: Mutex::default(),
            counts: Arc::default(),
            faults,
            may_be_there: OnceLock::new(),
            tried: Mutex::default(),
            heed: Arc::default(),
        }
    }

    /// Which device was asked for.
    #[must_use]
    pub fn choice(&self) -> &DeviceChoice {
        &self.config.choice
    }

    /// Whether there may be a device, as far as can be said without loading a driver. Always the same answer: what names
    /// results depends on it.
    #[must_use]
    pub fn may_be_there(&self) -> bool {
        *self.may_be_there.get_or_init(|| match self.config.choice {
            DeviceChoice::Cpu => false,
            DeviceChoice::Auto => loader::has_device_files(),
            DeviceChoice::Gpu | DeviceChoice::Software | DeviceChoice::Named { .. } => true,
        })
    }

    /// The device, opened by whoever asks first; none where there is none, or where it was lost too often of late.
    #[must_use]
    pub fn device(&self) -> Option<Arc<Device>> {
        self.device_at(SystemTime::now())
    }

    fn device_at(&self, now: SystemTime) -> Option<Arc<Device>> {
        if !self.may_be_there() || self.drivers().is_err() {
            return None;
        }
        let mut state = self.lock();
        let State { device, away, losses, was_open, without } = &mut *state;
        without.take_if(|without| losses.is_over(without, now));
        if without.is_some() {
            return None;
        }
        if let Some(lost) = device.take_if(|device| device.is_lost())
            && let Some(often) = losses.add(now)
        {
            let why = format!("{} was lost {often}: runs that begin in ten minutes try it again", lost.about().name);
            *without = Some(Without::for_a_while(why, now));
            return None;
        }
        away.retain(|device| device.is_away());
        away.extend(device.take_if(|device| device.is_away()));
        // After stop nobody needs another one.
        if device.is_none() && away.len() < AWAY_MAX && !self.heed.is_pressed() {
            match Device::open(&self.config, &self.counts, &self.faults, &self.heed) {
                Ok(opened) => (*device, *was_open) = (Some(opened), true),
                // A driver that has just lost one may need a while.
                Err(why) if *was_open => *without = Some(Without::for_a_while(why, now)),
                Err(why) => *without = Some(Without::for_good(why)),
            }
        }
        device.clone()
    }

    /// Why there is no device; none as long as there is one, or nobody has asked.
    #[must_use]
    pub fn why_without(&self) -> Option<String> {
        let broken = self.tried().as_ref().and_then(|tried| tried.as_ref().err().cloned());
        let state = self.lock();
        let away = state.away.first().filter(|_| state.device.is_none() && state.away.len() >= AWAY_MAX);
        let away = away.map(|device| format!("{} still works on what was stopped", device.about().name));
        broken.or_else(|| state.without.as_ref().map(|without| without.why.clone())).or(away)
    }

    /// The driver that must not be opened, once somebody has tried it.
    #[must_use]
    pub fn broken_driver(&self) -> Option<Diagnostic> {
        let Some(Err(why)) = &*self.tried() else { return None };
        Some(Diagnostic::warning("broken-driver", Place::Everywhere, why.clone()).hint(trial::HINT))
    }

    /// The device that was lost too often in earlier runs, for as long as it rests.
    #[must_use]
    pub fn resting(&self) -> Option<Diagnostic> {
        let state = self.lock();
        let without =
            state.without.as_ref().filter(|without| without.until.is_some() && !state.losses.in_this_run())?;
        Some(Diagnostic::warning("lost-device", Place::Everywhere, without.why.clone()))
    }

    /// A run begins, and whoever waits for a device listens to its stop. One in which the device is lost twice ends on the processor.
    pub fn begin_run(&self, pressed: Pressed) {
        self.heed(pressed);
        self.begin_run_at(SystemTime::now());
    }

    fn begin_run_at(&self, now: SystemTime) {
        let mut state = self.lock();
        let State { losses, without, .. } = &mut *state;
        without.take_if(|without| losses.is_over(without, now));
        losses.begin_run();
    }

    /// It has ended.
    pub fn end_run(&self) {
        self.lock().losses.end_run();
    }

    /// From now on whoever waits for a device listens to this stop.
    pub fn heed(&self, pressed: Pressed) {
        self.heed.set(pressed);
    }

    /// After stop: gives the device a moment to come back. Whether it did not, and is left at work; then nobody waits for it any
    /// more. Nobody listens to that stop from now on.
    pub fn let_go(&self) -> bool {
        // One that is lost has nothing to come back with.
        self.opened().into_iter().for_each(|device| drop(device.finish()));
        self.heed.set(Pressed::default());
        let state = self.lock();
        state.device.iter().chain(&state.away).any(|device| device.is_away())
    }

    /// Whether the device is lost, or left at work, and nobody has asked for another one yet.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.lock().device.as_ref().is_some_and(|device| device.is_lost() || device.is_away())
    }

    /// Looks at the adapters of this machine, and says which one steps use, and why. Opens none.
    #[must_use]
    pub fn look(&self) -> Found {
        if let Err(why) = self.drivers() {
            return Found { adapters: Vec::new(), chosen: Err(why) };
        }
        let adapters: Vec<AdapterAbout> = adapter::enumerate().iter().map(AdapterAbout::of).collect();
        let chosen = choose(&adapters, &self.config.choice);
        Found { adapters, chosen }
    }

    /// Makes room on the device for so many bytes and for what could not be had: copies that lie in memory too go, then those that
    /// can be brought there, of each the ones first that nobody has used for longest.
    pub fn relieve(&self, bytes: u64) {
        if let Some(device) = self.opened().filter(|device| !device.is_lost()) {
            device.relieve(bytes);
        }
    }

    /// The device that is open, if one is. Opens none.
    #[must_use]
    pub fn opened(&self) -> Option<Arc<Device>> {
        self.lock().device.clone()
    }

    /// Waits until the device is through with what meters measure, or nobody wants to know any more. One that is lost says nothing.
    pub fn settle(&self, meters: &[&Arc<Meter>], is_wanted: impl Fn() -> bool) {
        let Some(device) = self.opened() else { return };
        let is_open = || meters.iter().any(|meter| !meter.is_settled()) && !device.is_lost();
        // What goes wrong here, whoever reads results finds out. Once it is through, nobody answers who has not yet.
        while is_open() && is_wanted() && matches!(device.look_after(), Ok(false)) {}
    }

    /// What was moved and run since this was made.
    #[must_use]
    pub fn counts(&self) -> GpuCounts {
        self.counts.now()
    }

    /// Whether drivers may be opened in this process; the error is a sentence.
    fn drivers(&self) -> Result<(), String> {
        let mut tried = self.tried();
        if let Some(known) = &*tried {
            return known.clone();
        }
        let known = match trial::try_out(&self.config, &|| !self.heed.is_pressed()) {
            Ok(()) => Ok(()),
            Err(Refusal::Broken(why)) => Err(why),
            // The next one tries again.
            Err(Refusal::Stopped) => return Err("it was stopped before its driver was known to work".to_owned()),
        };
        tried.insert(known).clone()
    }

    fn tried(&self) -> MutexGuard<'_, Option<Result<(), String>>> {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
