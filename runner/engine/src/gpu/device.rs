//! One open device: its limits, the scopes that catch what goes wrong, and the moment when it is lost.

use std::fmt;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::task::{Context, Poll, Waker};

use super::adapter::{self, AdapterAbout, AdapterKind, choose};
use super::clock::Clock;
use super::counts::Counts;
use super::faults::FaultsLeft;
use super::kernel::{self, Kernels};
use super::memory::{DeviceBuffer, Memory};
use super::resident::Resident;
use super::trouble::Trouble;
use super::wait::{Heed, Left};
use super::{Faults, GpuConfig};

/// An open device.
pub struct Device {
    pub(super) wgpu: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    about: AdapterAbout,
    limits: Limits,
    is_lost: Arc<AtomicBool>,
    /// The first error that no scope caught, and whether somebody has told it.
    escaped: Arc<OnceLock<String>>,
    is_told: AtomicBool,
    pub(super) clock: Option<Clock>,
    pub(super) memory: Arc<Memory>,
    /// Bytes that were wanted and could not be had since somebody made room.
    pub(super) refused: AtomicU64,
    /// With it a picture can be brought to memory where nothing else is left.
    pub(super) reserve: Mutex<Option<Arc<DeviceBuffer>>>,
    /// What was compiled, and what could not be.
    pub(super) kernels: Kernels,
    /// Pictures that may have samples here.
    pub(super) residents: Mutex<Vec<Weak<Resident>>>,
    pub(super) counts: Arc<Counts>,
    pub(super) faults: Arc<FaultsLeft>,
    /// Who may end waiting for it.
    pub(super) heed: Arc<Heed>,
    pub(super) left: Left,
    /// Held by whoever sends something to a device that takes one thing after the other.
    pub(super) sending: Mutex<()>,
}

/// What a device can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Of one buffer.
    pub buffer_bytes_max: u64,
    /// Of one binding.
    pub binding_bytes_max: u64,
    /// Buffers a dispatch.
    pub bindings_max: u32,
    /// Threads a workgroup.
    pub workgroup_invocations_max: u32,
    /// Shared memory a workgroup.
    pub workgroup_bytes_max: u32,
    /// An axis of a dispatch.
    pub workgroups_per_axis_max: u32,
    /// Of parameters.
    pub params_bytes_max: u32,
    /// 0: no subgroup operations.
    pub subgroup_size: u32,
    /// Bindings begin at multiples of this.
    pub offset_align: u32,
    /// Whether shaders may use `f16`.
    pub has_f16: bool,
    /// Parameters up to so many bytes need no buffer.
    pub(super) immediate_bytes_max: u32,
    /// What kernels without a size of their own get.
    pub(super) workgroup: [u32; 2],
}

/// Larger parameters are data, and belong into a buffer.
const PARAMS_BYTES_MAX: u32 = 4096;
/// What every driver has, so that pipelines are alike.
const IMMEDIATE_BYTES_MAX: u32 = 128;

impl Device {
    /// Opens the adapter that was asked for, with all that it can do.
    pub(super) fn open(
        config: &GpuConfig,
        counts: &Arc<Counts>,
        faults: &Arc<FaultsLeft>,
        heed: &Arc<Heed>,
    ) -> Result<Arc<Self>, String> {
        let mut adapters = adapter::enumerate();
        let abouts: Vec<AdapterAbout> = adapters.iter().map(AdapterAbout::of).collect();
        let chosen = choose(&abouts, &config.choice)?;
        let (adapter, about) = (adapters.swap_remove(chosen), abouts[chosen].clone());
        let mut wanted = wgpu::Features::IMMEDIATES | wgpu::Features::SHADER_F16 | wgpu::Features::SUBGROUP;
        if !config.faults.no_clock {
            wanted |= wgpu::Features::TIMESTAMP_QUERY;
        }
        if config.faults.joins_sums {
            wanted |= wgpu::Features::SHADER_F64;
        }
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("weft"),
            required_features: adapter.features() & wanted,
            // The defaults are far below what devices can do.
            required_limits: adapter.limits(),
            ..wgpu::DeviceDescriptor::default()
        };
        let opened = at_once(adapter.request_device(&descriptor)).ok_or("its driver did not answer")?;
        let (wgpu, queue) = opened.map_err(|why| format!("{} cannot be opened: {why}", about.name))?;
        let is_lost = Arc::new(AtomicBool::new(false));
        let lost = Arc::clone(&is_lost);
        wgpu.set_device_lost_callback(move |_, _| lost.store(true, Ordering::Release));
        let escaped = Arc::new(OnceLock::new());
        let (kept, lost) = (Arc::clone(&escaped), Arc::clone(&is_lost));
        // Without this, wgpu ends the process.
        wgpu.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            let words = error.to_string();
            lost.fetch_or(says_lost(&words), Ordering::AcqRel);
            kept.get_or_init(|| words);
        }));
        let device = Self {
            limits: Limits::of(&wgpu, &about, &config.faults),
            clock: Clock::of(&wgpu, &queue),
            wgpu,
            queue,
            about,
            is_lost,
            escaped,
            is_told: AtomicBool::new(false),
            memory: Arc::default(),
            refused: AtomicU64::new(0),
            reserve: Mutex::default(),
            kernels: kernel::none_yet(),
            residents: Mutex::default(),
            counts: Arc::clone(counts),
            faults: Arc::clone(faults),
            heed: Arc::clone(heed),
            left: Left::default(),
            sending: Mutex::default(),
        };
        device.put_aside();
        Ok(Arc::new(device))
    }

    /// Which adapter it is.
    #[must_use]
    pub fn about(&self) -> &AdapterAbout {
        &self.about
    }

    /// Whether kinds are told that it is a program.
    #[must_use]
    pub fn is_software(&self) -> bool {
        self.about.kind == AdapterKind::Software && !self.faults.asked.poses_as_gpu
    }

    /// What it can do.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether it is gone, with all that lay on it.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Acquire)
    }

    /// Does something with the device, and gives what went wrong. Scopes belong to a thread: all of it happens on this one.
    pub(super) fn guarded<T>(&self, work: impl FnOnce() -> T) -> Result<T, Trouble> {
        self.check()?;
        let scopes = [wgpu::ErrorFilter::OutOfMemory, wgpu::ErrorFilter::Internal, wgpu::ErrorFilter::Validation]
            .map(|filter| self.wgpu.push_error_scope(filter));
        let done = work();
        // Last in, first out.
        let errors = scopes.into_iter().rev().filter_map(|scope| at_once(scope.pop()).flatten()).collect::<Vec<_>>();
        if errors.iter().any(|error| says_lost(&error.to_string())) {
            self.mark_lost();
        }
        self.check()?;
        match errors.into_iter().next() {
            Some(wgpu::Error::OutOfMemory { .. }) => Err(self.out_of_memory()),
            Some(wgpu::Error::Internal { description, .. }) => Err(Trouble::Lost(description)),
            Some(wgpu::Error::Validation { description, .. }) => Err(Trouble::Invalid(description)),
            None => Ok(done),
        }
    }

    /// An error that belongs to nobody, the first time that somebody asks: it came while no scope, or none of that thread, was open.
    pub fn take_escaped(&self) -> Option<&str> {
        let words = self.escaped.get()?;
        (!self.is_told.swap(true, Ordering::Relaxed)).then_some(words)
    }

    /// The device goes, as a test asked for.
    pub(super) fn lose(&self) {
        self.wgpu.destroy();
        self.mark_lost();
    }

    pub(super) fn out_of_memory(&self) -> Trouble {
        Trouble::Memory(format!("{} has no memory left", self.about.name))
    }

    pub(super) fn mark_lost(&self) {
        self.is_lost.store(true, Ordering::Release);
    }
}

impl Limits {
    fn of(device: &wgpu::Device, about: &AdapterAbout, faults: &Faults) -> Self {
        let (limits, features) = (device.limits(), device.features());
        let has_immediates = features.contains(wgpu::Features::IMMEDIATES) && !faults.no_immediates;
        let subgroup_size = device.adapter_info().subgroup_min_size;
        Self {
            buffer_bytes_max: limits.max_buffer_size,
            binding_bytes_max: limits
                .max_storage_buffer_binding_size
                .min(faults.binding_bytes_max.unwrap_or(u64::MAX))
                .min(limits.max_buffer_size),
            bindings_max: limits.max_storage_buffers_per_shader_stage,
            workgroup_invocations_max: limits.max_compute_invocations_per_workgroup,
            workgroup_bytes_max: limits.max_compute_workgroup_storage_size,
            workgroups_per_axis_max: limits.max_compute_workgroups_per_dimension,
            params_bytes_max: PARAMS_BYTES_MAX
                .min(u32::try_from(limits.max_uniform_buffer_binding_size).unwrap_or(PARAMS_BYTES_MAX)),
            subgroup_size: if features.contains(wgpu::Features::SUBGROUP) { subgroup_size } else { 0 },
            offset_align: limits.min_storage_buffer_offset_alignment.max(limits.min_uniform_buffer_offset_alignment),
            has_f16: features.contains(wgpu::Features::SHADER_F16),
            immediate_bytes_max: if has_immediates { limits.max_immediate_size.min(IMMEDIATE_BYTES_MAX) } else { 0 },
            // Rows of 32 threads fill what a GPU fetches at once; a program goes along the row.
            workgroup: if about.kind == AdapterKind::Software { [64, 1] } else { [32, 8] },
        }
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Device({}, lost: {})", self.about.name, self.is_lost())
    }
}

/// Drivers tell of a loss in the words of whatever was being done.
fn says_lost(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("device")
        && (words.contains("is lost") || words.contains("was lost") || words.contains("device lost"))
}

/// The answer of something that is a future by name only: wgpu on a system of its own answers at once.
pub(super) fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}
