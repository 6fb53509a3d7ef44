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
    /// One with this in its name, in small or large letters.
    Named {
        /// In its name.
        part: String,
        /// Which of those, from 1: the best kind first, of one kind as the system has them.
        number: usize,
    },
}

impl DeviceChoice {
    /// Reads a word of a person: `auto`, `cpu`, `gpu`, `software`, a part of a name, or `NAME#2` for the second one of that name.
    ///
    /// # Errors
    /// With a sentence, where it says nothing: all names have that in them.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        Ok(match &*text.to_lowercase() {
            "auto" => Self::Auto,
            "cpu" => Self::Cpu,
            "gpu" => Self::Gpu,
            "software" => Self::Software,
            _ => {
                let numbered = text.rsplit_once('#').and_then(|(part, number)| Some((part, number.parse().ok()?)));
                match numbered.unwrap_or((text, 1)) {
                    ("", _) => {
                        let words = "`auto`, `cpu`, `gpu`, `software` or a part of a GPU's name";
                        return Err(format!("this names no device: write {words}, or leave it out"));
                    }
                    (_, 0) => return Err("the first device of a name is number 1".to_owned()),
                    (part, number) => Self::Named { part: part.trim_end().to_owned(), number },
                }
            }
        })
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Auto => "auto",
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
            Self::Software => "software",
            // What it says, it reads: a name may end like a number.
            Self::Named { part, number: 1 } if !part.contains('#') => part,
            Self::Named { part, number } => return write!(out, "{part}#{number}"),
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
    let names = || adapters.iter().map(|about| format!("`{}`", about.name)).collect::<Vec<_>>().join(", ");
    let fitting = fitting(adapters, choice);
    let number = if let DeviceChoice::Named { number, .. } = choice { *number } else { 1 };
    if let Some(at) = fitting.get(number - 1) {
        return Ok(*at);
    }
    Err(match choice {
        DeviceChoice::Cpu => "the processor was asked for".to_owned(),
        DeviceChoice::Auto | DeviceChoice::Gpu => match adapters {
            [] => "no adapter was found".to_owned(),
            _ => format!("only software was found ({}), which is slower than the processor's own way", names()),
        },
        DeviceChoice::Software => "no adapter in software was found".to_owned(),
        DeviceChoice::Named { part, .. } => match (adapters, fitting.len()) {
            ([], _) => format!("no adapter was found, so none with `{part}` in its name"),
            (_, 0) => format!("no adapter has `{part}` in its name; there are {}", names()),
            (_, 1) => format!("only 1 adapter has `{part}` in its name; there are {}", names()),
            (_, several) => format!("only {several} adapters have `{part}` in their names; there are {}", names()),
        },
    })
}

/// Why of all adapters this one is used, where there are others: the end of a sentence.
#[must_use]
pub fn reason(adapters: &[AdapterAbout], choice: &DeviceChoice, chosen: usize) -> String {
    let fitting = fitting(adapters, choice);
    let kind = adapters[chosen].kind;
    let is_equal = |at: &&usize| adapters[**at].kind == kind;
    let next = fitting.iter().skip_while(|at| **at != chosen).skip(1).find(is_equal);
    let passed_over = fitting.iter().map(|at| adapters[*at].kind).find(|other| *other > kind);
    match (choice, next, passed_over) {
        (DeviceChoice::Named { part, number }, ..) if *number > 1 => {
            format!("as number {number} of those with `{part}` in their names")
        }
        (DeviceChoice::Named { part, .. }, ..) if fitting.len() == 1 => {
            format!("as the only one with `{part}` in its name")
        }
        (_, Some(next), _) => format!("as the first of equals; the next one is `{}`", name_of(adapters, *next)),
        (_, _, Some(other)) => format!("as {} comes before {}", kind.word(), other.word()),
        (DeviceChoice::Software, ..) => "as the only one in software".to_owned(),
        _ => "as the only GPU".to_owned(),
    }
}

/// What names one adapter and no other, for [`DeviceChoice::parse`].
#[must_use]
pub fn name_of(adapters: &[AdapterAbout], at: usize) -> String {
    let part = adapters[at].name.clone();
    let named = fitting(adapters, &DeviceChoice::Named { part: part.clone(), number: 1 });
    let number = named.iter().position(|other| *other == at).map_or(1, |before| before + 1);
    DeviceChoice::Named { part, number }.to_string()
}

/// All that a choice may mean, the best one first.
fn fitting(adapters: &[AdapterAbout], choice: &DeviceChoice) -> Vec<usize> {
    let part = if let DeviceChoice::Named { part, .. } = choice { part.to_lowercase() } else { String::new() };
    let fits = |about: &AdapterAbout| match choice {
        DeviceChoice::Cpu => false,
        DeviceChoice::Auto | DeviceChoice::Gpu => about.kind != AdapterKind::Software,
        DeviceChoice::Software => about.kind == AdapterKind::Software,
        DeviceChoice::Named { .. } => about.name.to_lowercase().contains(&part),
    };
    let mut fitting: Vec<usize> = (0..adapters.len()).filter(|at| fits(&adapters[*at])).collect();
    // Of equal ones the first: the driver's own order.
    fitting.sort_by_key(|at| adapters[*at].kind);
    fitting
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
        let chosen = choose(adapters, &DeviceChoice::parse(choice).unwrap());
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
    fn two_cards_of_one_name_are_told_apart_and_why_one_is_used_is_said() {
        let card = || adapter("RTX 4090", AdapterKind::Discrete);
        let all = [adapter("UHD", AdapterKind::Integrated), card(), adapter("RTX", AdapterKind::Software), card()];
        let check = |choice: &str, expected: usize, why: &str| {
            let choice = DeviceChoice::parse(choice).unwrap();
            assert_eq!(choose(&all, &choice), Ok(expected), "{choice}");
            assert_eq!(reason(&all, &choice, expected), why, "{choice}");
        };
        check("auto", 1, "as the first of equals; the next one is `RTX 4090#2`");
        check("rtx 4090#2", 3, "as number 2 of those with `rtx 4090` in their names");
        check("RTX #3", 2, "as number 3 of those with `RTX` in their names");
        check("uhd", 0, "as the only one with `uhd` in its name");
        check("software", 2, "as the only one in software");
        assert_eq!([0, 1, 2, 3].map(|at| name_of(&all, at)), ["UHD", "RTX 4090", "RTX#3", "RTX 4090#2"]);
        assert_eq!(reason(&all[..2], &DeviceChoice::Auto, 1), "as discrete GPU comes before integrated GPU");
        assert_eq!(reason(&all[..1], &DeviceChoice::Gpu, 0), "as the only GPU");
        let told = choose(&all[..2], &DeviceChoice::parse("4090#2").unwrap());
        assert_eq!(told, Err("only 1 adapter has `4090` in its name; there are `UHD`, `RTX 4090`".to_owned()));
    }

    #[test]
    fn words_are_words_in_any_letters_and_nothing_is_no_name() {
        for (text, choice) in [("GPU", DeviceChoice::Gpu), ("Software", DeviceChoice::Software)] {
            assert_eq!(DeviceChoice::parse(text), Ok(choice));
        }
        assert_eq!([" CPU ", "Auto"].map(DeviceChoice::parse), [Ok(DeviceChoice::Cpu), Ok(DeviceChoice::Auto)]);
        for text in ["", " ", "\t", "#2", "RTX#0"] {
            assert!(DeviceChoice::parse(text).is_err(), "{text:?}");
        }
        let hash = DeviceChoice::Named { part: "card #a".to_owned(), number: 1 };
        assert_eq!(DeviceChoice::parse("card #a"), Ok(hash));
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
