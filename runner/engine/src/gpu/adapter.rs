//! Which adapters there are, and which one is used. An adapter in software is no GPU, unless somebody asks for it.

use std::fmt;

use super::device::at_once;

/// Which device steps use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// A GPU where there is one.
    #[default]
    Auto,
    /// None.
    Cpu,
    /// A GPU, or none at all.
    Gpu,
    /// An adapter in software: slow, for tests.
    Software,
    /// The first one with this in its name, in small or large letters.
    Named(String),
}

impl DeviceChoice {
    /// Reads a word of a person.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "auto" => Self::Auto,
            "cpu" => Self::Cpu,
            "gpu" => Self::Gpu,
            "software" => Self::Software,
            name => Self::Named(name.to_owned()),
        }
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Auto => "auto",
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
            Self::Software => "software",
            Self::Named(name) => name,
        })
    }
}

/// What an adapter is. The best one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdapterKind {
    /// A card with memory of its own.
    Discrete,
    /// In the processor's memory.
    Integrated,
    /// It does not say.
    Other,
    /// A part of one, in a virtual machine.
    Virtual,
    /// A program.
    Software,
}

impl AdapterKind {
    /// For people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Discrete => "discrete GPU",
            Self::Integrated => "integrated GPU",
            Self::Other => "GPU",
            Self::Virtual => "virtual GPU",
            Self::Software => "software",
        }
    }
}

/// What is known of an adapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterAbout {
    /// As its driver says.
    pub name: String,
    /// What it is.
    pub kind: AdapterKind,
    /// Name and version.
    pub driver: String,
    /// `vulkan`, `metal` or `dx12`.
    pub backend: String,
}

impl AdapterAbout {
    pub(super) fn of(adapter: &wgpu::Adapter) -> Self {
        let info = adapter.get_info();
        let kind = match info.device_type {
            wgpu::DeviceType::DiscreteGpu => AdapterKind::Discrete,
            wgpu::DeviceType::IntegratedGpu => AdapterKind::Integrated,
            wgpu::DeviceType::VirtualGpu => AdapterKind::Virtual,
            wgpu::DeviceType::Cpu => AdapterKind::Software,
            wgpu::DeviceType::Other => AdapterKind::Other,
        };
        let driver = format!("{} {}", info.driver, info.driver_info).trim().to_owned();
        Self { name: info.name, kind, driver, backend: info.backend.to_str().to_owned() }
    }
}

impl fmt::Display for AdapterAbout {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, kind, driver, backend } = self;
        write!(out, "{name} ({}, {backend}, {driver})", kind.word())
    }
}

/// The adapter that is used, of those there are.
///
/// # Errors
/// With a sentence that says why there is none.
pub fn choose(adapters: &[AdapterAbout], choice: &DeviceChoice) -> Result<usize, String> {
    let best = |fits: &dyn Fn(&AdapterAbout) -> bool| {
        let fitting = adapters.iter().enumerate().filter(|(_, about)| fits(about));
        // Of equal ones the first: the driver's own order.
        fitting.min_by_key(|(_, about)| about.kind).map(|(at, _)| at)
    };
    let names = || adapters.iter().map(|about| format!("`{}`", about.name)).collect::<Vec<_>>().join(", ");
    let hardware = || best(&|about| about.kind != AdapterKind::Software);
    match choice {
        DeviceChoice::Cpu => Err("the processor was asked for".to_owned()),
        DeviceChoice::Auto | DeviceChoice::Gpu => hardware().ok_or_else(|| match adapters {
            [] => "no adapter was found".to_owned(),
            _ => format!("only software was found ({}), which is slower than the processor's own way", names()),
        }),
        DeviceChoice::Software => best(&|about| about.kind == AdapterKind::Software)
            .ok_or_else(|| "no adapter in software was found".to_owned()),
        DeviceChoice::Named(name) => {
            let name_small = name.to_lowercase();
            best(&|about| about.name.to_lowercase().contains(&name_small)).ok_or_else(|| match adapters {
                [] => format!("no adapter was found, so none with `{name}` in its name"),
                _ => format!("no adapter has `{name}` in its name; there are {}", names()),
            })
        }
    }
}

pub(super) fn instance() -> wgpu::Instance {
    wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: wgpu::Backends::VULKAN | wgpu::Backends::METAL | wgpu::Backends::DX12,
        // Layers for those who write drivers slow everything down, and talk.
        flags: wgpu::InstanceFlags::empty(),
        memory_budget_thresholds: wgpu::MemoryBudgetThresholds {
            for_resource_creation: Some(90),
            for_device_loss: None,
        },
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    })
}

/// All adapters. Never asks wgpu to choose: it takes software without a word.
pub(super) fn enumerate() -> Vec<wgpu::Adapter> {
    at_once(instance().enumerate_adapters(wgpu::Backends::all())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adapter(name: &str, kind: AdapterKind) -> AdapterAbout {
        AdapterAbout { name: name.to_owned(), kind, driver: String::new(), backend: "vulkan".to_owned() }
    }

    fn check(adapters: &[AdapterAbout], choice: &str, expected: Result<&str, &str>) {
        let chosen = choose(adapters, &DeviceChoice::parse(choice));
        let chosen = chosen.as_ref().map(|at| &*adapters[*at].name).map_err(String::as_str);
        assert_eq!(chosen, expected, "{choice}");
    }

    #[test]
    fn of_two_adapters_the_card_is_used_unless_somebody_names_the_other() {
        let two = [adapter("Intel UHD", AdapterKind::Integrated), adapter("NVIDIA RTX", AdapterKind::Discrete)];
        check(&two, "auto", Ok("NVIDIA RTX"));
        check(&two, "gpu", Ok("NVIDIA RTX"));
        check(&two, "uhd", Ok("Intel UHD"));
        check(&two, "cpu", Err("the processor was asked for"));
        check(&two, "radeon", Err("no adapter has `radeon` in its name; there are `Intel UHD`, `NVIDIA RTX`"));
        check(&two, "software", Err("no adapter in software was found"));
        let same = [adapter("one", AdapterKind::Discrete), adapter("two", AdapterKind::Discrete)];
        check(&same, "auto", Ok("one"));
    }

    #[test]
    fn software_is_no_gpu_unless_somebody_asks() {
        let software = [adapter("llvmpipe", AdapterKind::Software)];
        let told = "only software was found (`llvmpipe`), which is slower than the processor's own way";
        check(&software, "auto", Err(told));
        check(&software, "gpu", Err(told));
        check(&software, "software", Ok("llvmpipe"));
        check(&software, "LLVM", Ok("llvmpipe"));
    }

    #[test]
    fn without_adapters_there_is_a_sentence() {
        check(&[], "auto", Err("no adapter was found"));
        check(&[], "software", Err("no adapter in software was found"));
        check(&[], "rtx", Err("no adapter was found, so none with `rtx` in its name"));
    }
}
