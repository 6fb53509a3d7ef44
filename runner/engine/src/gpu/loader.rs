//! What the system says of devices without a driver being loaded: cheap enough for every start, and words for what is missing.

use std::path::Path;

/// What a system has none of, and what brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// A sentence.
    pub what: String,
    /// What to do.
    pub hint: String,
}

/// Whether the system shows files of a device, without which no driver finds one.
#[cfg(target_os = "linux")]
pub(super) fn has_device_files() -> bool {
    // Paths of the driver of NVIDIA, of Windows' own kernel, of Arm and Qualcomm.
    let known = ["/dev/nvidiactl", "/dev/nvidia0", "/dev/dxg", "/dev/mali0", "/dev/kgsl-3d0"];
    let rendering = || {
        let files = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
        files.into_iter().any(|file| file.file_name().to_string_lossy().starts_with("renderD"))
    };
    known.iter().any(|path| Path::new(path).exists()) || rendering()
}

/// Where the system's own graphics always answer, quickly.
#[cfg(not(target_os = "linux"))]
pub(super) fn has_device_files() -> bool {
    true
}

/// What keeps this machine from having an adapter, as far as files say.
#[must_use]
pub fn missing() -> Vec<Missing> {
    if cfg!(not(target_os = "linux")) {
        return Vec::new();
    }
    let libraries = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib"].into_iter().flat_map(|folder| {
        let own = format!("{folder}/{}-linux-gnu", std::env::consts::ARCH);
        [format!("{own}/libvulkan.so.1"), format!("{folder}/libvulkan.so.1")]
    });
    let has_loader = libraries.into_iter().any(|path| Path::new(&path).exists());
    let places = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];
    let manifests = places.iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten());
    judge(has_loader, manifests.into_iter().count(), has_device_files())
}

fn judge(has_loader: bool, n_drivers: usize, has_device_files: bool) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut say = |what: &str, hint: &str| missing.push(Missing { what: what.to_owned(), hint: hint.to_owned() });
    if !has_device_files {
        say(
            "the system shows no graphics device (/dev/dri, /dev/nvidia*)",
            "in a container, give it the device (`--gpus all`, `--device /dev/dri`); else the kernel has no driver for it",
        );
    }
    if !has_loader {
        say(
            "the Vulkan loader (libvulkan.so.1) is missing",
            "`apt-get install libvulkan1`, or `vulkan-loader` elsewhere",
        );
    }
    if n_drivers == 0 {
        say(
            "no Vulkan driver is installed (no file in /usr/share/vulkan/icd.d or /etc/vulkan/icd.d)",
            "AMD, Intel: `apt-get install mesa-vulkan-drivers`; NVIDIA: its own driver brings `nvidia_icd.json`",
        );
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_with_what_brings_it() {
        assert_eq!(judge(true, 1, true), []);
        let all = judge(false, 0, false);
        let words: Vec<&str> = all.iter().map(|missing| &*missing.what).collect();
        assert!(words[0].starts_with("the system shows no graphics device"), "{words:?}");
        assert_eq!(words[1], "the Vulkan loader (libvulkan.so.1) is missing");
        assert!(all[1].hint.contains("libvulkan1") && all[2].hint.contains("mesa-vulkan-drivers"));
    }
}
