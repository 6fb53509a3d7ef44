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

#[cfg(test)]
mod tests {
    use crate::gpu::{DeviceChoice, Gpu, GpuConfig};

    #[test]
    fn an_error_that_nobody_caught_is_told_once_and_fails_nobody() {
        let gpu = Gpu::new(GpuConfig { choice: DeviceChoice::Software, ..GpuConfig::default() });
        let Some(device) = gpu.device() else { return println!("skipped: {:?}", gpu.why_without()) };
        assert_eq!(device.take_escaped(), None);
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::STORAGE;
        let wrong = wgpu::BufferDescriptor { label: None, size: 1 << 60, usage, mapped_at_creation: false };
        // No scope is open on this thread.
        drop(device.wgpu.create_buffer(&wrong));
        assert_eq!(device.guarded(|| 7), Ok(7));
        assert!(device.take_escaped().is_some_and(|words| words.contains("Validation")));
        assert_eq!((device.take_escaped(), device.is_lost()), (None, false));
    }
}
