//! What the window is drawn with: which drivers are asked, in which order, and how little memory they may keep.

use std::path::Path;
use std::sync::Arc;

use egui_wgpu::{WgpuConfiguration, WgpuSetup, WgpuSetupCreateNew};
use wgpu::{Adapter, Backends, DeviceType, InstanceFlags, MemoryHints};

/// Which drivers are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drivers {
    /// Vulkan, Metal or Direct3D. Not OpenGL: merely to look for it loads a second driver.
    Modern,
    /// OpenGL, too.
    All,
}

impl Drivers {
    /// The tries in order. Whoever names one in `WGPU_BACKEND` gets that and no other.
    #[must_use]
    pub fn tries() -> &'static [Self] {
        if named().is_some() { &[Self::All] } else { &[Self::Modern, Self::All] }
    }

    /// How the window asks them.
    #[must_use]
    pub fn configuration(self) -> WgpuConfiguration {
        let mut setup = WgpuSetupCreateNew::without_display_handle();
        // Checks of indirect draws cost shaders of their own, and nothing here draws that way.
        setup.instance_descriptor.flags.remove(InstanceFlags::VALIDATION_INDIRECT_CALL);
        let standard = Arc::clone(&setup.device_descriptor);
        setup.device_descriptor = Arc::new(move |adapter| {
            // A window needs a few MB, not the hundreds that games reserve.
            wgpu::DeviceDescriptor { memory_hints: MemoryHints::MemoryUsage, ..standard(adapter) }
        });
        setup.instance_descriptor.backends = named().unwrap_or(Backends::PRIMARY | Backends::GL);
        if self == Self::Modern {
            setup.instance_descriptor.backends = Backends::PRIMARY;
            let has_card = has_card(Path::new("/dev/dri"));
            setup.native_adapter_selector = Some(Arc::new(move |adapters, surface| {
                let fitting: Vec<&Adapter> = adapters
                    .iter()
                    .filter(|adapter| surface.is_none_or(|surface| adapter.is_surface_supported(surface)))
                    .collect();
                let types: Vec<DeviceType> = fitting.iter().map(|adapter| adapter.get_info().device_type).collect();
                let best = best(&types, has_card).ok_or("only OpenGL may know the graphics card")?;
                Ok(fitting[best].clone())
            }));
        }
        WgpuConfiguration { wgpu_setup: WgpuSetup::CreateNew(setup), ..WgpuConfiguration::default() }
    }
}

/// What somebody has asked for; an empty word asks for nothing.
fn named() -> Option<Backends> {
    Backends::from_env().filter(|backends| !backends.is_empty())
}

/// The fastest; the first of equals. None is better than the processor where there is a card that older drivers may know.
fn best(types: &[DeviceType], has_card: bool) -> Option<usize> {
    let speed = |ty: DeviceType| match ty {
        DeviceType::DiscreteGpu => 4,
        DeviceType::IntegratedGpu => 3,
        DeviceType::VirtualGpu => 2,
        DeviceType::Other => 1,
        DeviceType::Cpu => 0,
    };
    let fastest = (0..types.len()).rev().max_by_key(|at| speed(types[*at]))?;
    (speed(types[fastest]) > 0 || !has_card).then_some(fastest)
}

/// Whether the system has a graphics card that draws; only Linux shows it here.
fn has_card(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fastest_card_draws_and_the_processor_only_where_there_is_none() {
        use DeviceType::{Cpu, DiscreteGpu, IntegratedGpu};
        assert_eq!(best(&[Cpu, IntegratedGpu, DiscreteGpu], true), Some(2));
        assert_eq!(best(&[IntegratedGpu, IntegratedGpu, Cpu], true), Some(0));
        assert_eq!(best(&[Cpu], false), Some(0));
        assert_eq!(best(&[Cpu], true), None, "an older card is asked through OpenGL");
        assert_eq!(best(&[], false), None);
    }

    #[test]
    fn a_card_is_seen_by_its_render_node() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_card(&folder.path().join("dri")));
        std::fs::write(folder.path().join("card0"), "").unwrap();
        assert!(!has_card(folder.path()));
        std::fs::write(folder.path().join("renderD128"), "").unwrap();
        assert!(has_card(folder.path()));
    }
}
