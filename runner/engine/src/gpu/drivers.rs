//! What identifies the drivers that would be opened, as far as files and the environment say: nothing is opened for it.
//!
//! On Linux anybody's drivers come and go as files (a manifest names a library), and the loader opens all of them, layers too. On
//! Windows and macOS they are a part of the system, and its own desktop has opened them before any program could.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::adapter::DeviceChoice;
use crate::trial::stamp;

/// Whether drivers are tried before they are opened: where whoever owns the system has not already done so.
pub(super) const ARE_TRIED: bool = cfg!(target_os = "linux");

/// Variables that say which drivers there are, or what they do: a name, or how names begin. Not what is another for each session
/// of a desktop.
const VARIABLES: &[&str] = &[
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_CONFIG_DIRS",
    "XDG_DATA_HOME",
    "XDG_DATA_DIRS",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "NODEVICE_SELECT",
    "VK_",
    "MESA_",
    "GALLIUM_",
    "LP_",
    "LIBGL_",
    "DRI_",
    "RADV_",
    "AMD_",
    "ANV_",
    "INTEL_",
    "NVK_",
    "ZINK_",
    "NVIDIA_",
    "CUDA_",
    "__NV_",
    "__GL_",
    "__GLX_",
    "ENABLE_",
    "DISABLE_",
];
/// Below each of the folders for configuration and data.
const MANIFESTS: &[&str] =
    &["vulkan/icd.d", "vulkan/implicit_layer.d", "vulkan/explicit_layer.d", "vulkan/loader_settings.d"];
/// Where the system's loader looks at last.
const LIBRARIES: &[&str] = &["/usr/local/lib", "/lib", "/usr/lib", "/lib64", "/usr/lib64"];
/// The list that the system's loader looks into. It is new whenever a package brings a library.
const LIBRARY_LIST: &str = "/etc/ld.so.cache";

/// Whether a variable of the environment may change which drivers are opened, or what they do.
#[must_use]
pub fn matters_to_drivers(name: &str) -> bool {
    VARIABLES.iter().any(|known| if known.ends_with('_') { name.starts_with(known) } else { name == *known })
}

/// A name for the drivers, the system below them and what they are told: another one where anything of that is. None where it
/// cannot be told.
pub(super) fn print(choice: &DeviceChoice, environment: &[(String, OsString)]) -> Option<String> {
    let mut looked = Looked::default();
    // Another version asks drivers for other things.
    looked.words(&format!("{} {choice}", env!("CARGO_PKG_VERSION")));
    let environment: BTreeMap<&str, &OsString> = environment
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .filter(|(name, _)| matters_to_drivers(name))
        .collect();
    for (name, value) in &environment {
        looked.words(name);
        looked.hasher.update(value.as_encoded_bytes());
    }
    // The other half of each driver is in the kernel.
    for file in ["/proc/sys/kernel/osrelease", "/sys/module/nvidia/version"] {
        looked.words(&std::fs::read_to_string(file).unwrap_or_default());
    }
    for folder in ["/dev/dri", "/dev"] {
        let names = names_in(Path::new(folder)).into_iter().filter(|name| folder != "/dev" || is_device(name));
        names.for_each(|name| looked.words(&name));
    }
    looked.file(Path::new(LIBRARY_LIST));
    let paths = |name: &str| {
        let list = environment.get(name).map(|list| std::env::split_paths(list).collect::<Vec<_>>());
        list.unwrap_or_default().into_iter().filter(|path| !path.as_os_str().is_empty()).collect::<Vec<_>>()
    };
    let libraries: Vec<PathBuf> = paths("LD_LIBRARY_PATH").into_iter().chain(library_folders()).collect();
    looked.library(Path::new("libvulkan.so.1"), Path::new("/"), &libraries)?;
    let named =
        ["VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_ADD_DRIVER_FILES", "VK_LAYER_PATH", "VK_IMPLICIT_LAYER_PATH"];
    let named = named.into_iter().chain(["VK_ADD_LAYER_PATH", "VK_ADD_IMPLICIT_LAYER_PATH"]).flat_map(paths);
    let folders = manifest_folders(&environment).into_iter();
    let all = folders.flat_map(|folder| MANIFESTS.iter().map(move |below| folder.join(below))).chain(named);
    for path in all {
        let inside = names_in(&path).into_iter().filter(|name| name.ends_with(".json")).map(|name| path.join(name));
        for manifest in inside.chain(path.is_file().then(|| path.clone())) {
            looked.manifest(&manifest, &libraries)?;
        }
    }
    Some(looked.hasher.finalize().to_hex().to_string())
}

/// What was seen so far.
#[derive(Default)]
struct Looked {
    hasher: blake3::Hasher,
    manifests: BTreeSet<PathBuf>,
}

impl Looked {
    /// With an end, so that two words are never one.
    fn words(&mut self, words: &str) {
        self.hasher.update(words.as_bytes()).update(&[0]);
    }

    fn file(&mut self, path: &Path) {
        self.words(&stamp(path).unwrap_or_else(|| format!("no {}", path.display())));
    }

    /// A manifest, and the libraries that it names. None where one of them cannot be found.
    fn manifest(&mut self, path: &Path, libraries: &[PathBuf]) -> Option<()> {
        if !self.manifests.insert(path.to_owned()) {
            return Some(());
        }
        self.file(path);
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let beside = path.parent().unwrap_or(Path::new("/"));
        // One that cannot be read, the loader cannot read either.
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let one = ["ICD", "layer"].into_iter().map(|field| &manifest[field]);
        let all = one.chain(manifest["layers"].as_array().into_iter().flatten());
        for library in all.filter_map(|described| described["library_path"].as_str()) {
            self.library(Path::new(library), beside, libraries)?;
        }
        Some(())
    }

    /// A library: with a `/` in its name a path, from beside its manifest on; else the system finds it.
    fn library(&mut self, name: &Path, beside: &Path, libraries: &[PathBuf]) -> Option<()> {
        if name.components().count() > 1 {
            self.file(&beside.join(name));
            return Some(());
        }
        let found = libraries.iter().map(|folder| folder.join(name)).find(|path| path.exists());
        // What only the system's list knows, the list answers for.
        found.is_some().then_some(()).or_else(|| Path::new(LIBRARY_LIST).exists().then_some(()))?;
        self.file(&found.unwrap_or_else(|| name.to_owned()));
        Some(())
    }
}

fn library_folders() -> impl Iterator<Item = PathBuf> {
    let own = format!("{}-linux-gnu", std::env::consts::ARCH);
    LIBRARIES.iter().flat_map(move |folder| [Path::new(folder).join(&own), PathBuf::from(folder)])
}

/// Where the loader of Vulkan looks for manifests, as its documentation says.
fn manifest_folders(environment: &BTreeMap<&str, &OsString>) -> Vec<PathBuf> {
    let set = |name: &str| environment.get(name).filter(|value| !value.is_empty());
    let own = |name: &str, below: &str| {
        set(name).map(PathBuf::from).or_else(|| set("HOME").map(|home| Path::new(home).join(below)))
    };
    let shared = |name: &str, otherwise: &str| -> Vec<PathBuf> {
        set(name)
            .map_or_else(|| std::env::split_paths(otherwise).collect(), |list| std::env::split_paths(list).collect())
    };
    let mut folders: Vec<PathBuf> = own("XDG_CONFIG_HOME", ".config").into_iter().collect();
    folders.extend(shared("XDG_CONFIG_DIRS", "/etc/xdg"));
    folders.extend(["/etc", "/usr/local/etc"].map(PathBuf::from));
    folders.extend(own("XDG_DATA_HOME", ".local/share"));
    folders.extend(shared("XDG_DATA_DIRS", "/usr/local/share:/usr/share"));
    folders
}

/// Sorted; none where there is no such folder.
fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn is_device(name: &str) -> bool {
    ["nvidia", "dxg", "mali", "kgsl"].iter().any(|begin| name.starts_with(begin))
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// A folder with a manifest that names a library, and an environment that leads to it.
    fn stage(library: &str) -> (tempfile::TempDir, Vec<(String, OsString)>) {
        let folder = tempfile::tempdir().unwrap();
        let manifests = folder.path().join("vulkan/icd.d");
        std::fs::create_dir_all(&manifests).unwrap();
        let text = format!(r#"{{"ICD": {{"library_path": "{library}"}}}}"#);
        std::fs::write(manifests.join("driver.json"), text).unwrap();
        std::fs::write(folder.path().join("driver.so"), "first").unwrap();
        let environment = vec![("XDG_DATA_DIRS".to_owned(), folder.path().as_os_str().to_owned())];
        (folder, environment)
    }

    fn of(environment: &[(String, OsString)]) -> String {
        print(&DeviceChoice::Auto, environment).unwrap()
    }

    #[test]
    fn nothing_changes_where_nothing_has_changed_and_strange_variables_do_not_count() {
        let (_folder, mut environment) = stage("../../driver.so");
        let before = of(&environment);
        for name in ["PATH", "XDG_ACTIVATION_TOKEN", "HOMEBREW"] {
            environment.push((name.to_owned(), "/somewhere".into()));
        }
        assert_eq!(of(&environment), before);
    }

    #[test]
    fn another_library_manifest_variable_or_choice_is_another_driver() {
        let (folder, mut environment) = stage("../../driver.so");
        let mut seen = BTreeSet::from([of(&environment)]);
        std::fs::write(folder.path().join("driver.so"), "second one").unwrap();
        assert!(seen.insert(of(&environment)));
        std::fs::write(folder.path().join("vulkan/icd.d/other.json"), "{}").unwrap();
        assert!(seen.insert(of(&environment)));
        environment.push(("VK_DRIVER_FILES".to_owned(), folder.path().join("named.json").into()));
        assert!(seen.insert(of(&environment)));
        std::fs::write(folder.path().join("named.json"), r#"{"ICD": {"library_path": "./named.so"}}"#).unwrap();
        assert!(seen.insert(of(&environment)));
        std::fs::write(folder.path().join("named.so"), "a library").unwrap();
        assert!(seen.insert(of(&environment)));
        assert!(seen.insert(print(&DeviceChoice::Software, &environment).unwrap()));
        std::fs::create_dir_all(folder.path().join("vulkan/implicit_layer.d")).unwrap();
        let layer = r#"{"layer": {"library_path": "../../named.so"}}"#;
        std::fs::write(folder.path().join("vulkan/implicit_layer.d/layer.json"), layer).unwrap();
        assert!(seen.insert(of(&environment)));
    }

    #[test]
    fn a_library_that_the_system_finds_is_looked_at_where_it_lies() {
        let (folder, mut environment) = stage("driver.so");
        environment.push(("LD_LIBRARY_PATH".to_owned(), folder.path().as_os_str().to_owned()));
        let before = of(&environment);
        std::fs::write(folder.path().join("driver.so"), "second one").unwrap();
        assert_ne!(of(&environment), before);
    }
}
