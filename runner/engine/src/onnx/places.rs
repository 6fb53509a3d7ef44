//! Which files may be a runtime, in the order in which they are tried.

use super::config::{PlaceKind, RuntimePlace};
use std::path::{Path, PathBuf};

/// A file that may be a runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Absolute, or a name that the system knows.
    pub(super) path: PathBuf,
    /// Which place it was found in.
    pub(super) why: String,
    pub(super) kind: PlaceKind,
}

/// Looks into all places. Within one the newest comes first.
pub(super) fn candidates(places: &[RuntimePlace]) -> Vec<Candidate> {
    places.iter().flat_map(in_place).collect()
}

fn in_place(place: &RuntimePlace) -> Vec<Candidate> {
    let found = match place.kind {
        PlaceKind::System => vec![place.path.clone()],
        // A file that is a folder: take what is in it, as people name either.
        PlaceKind::File if place.path.is_dir() && !in_folder(&place.path).is_empty() => in_folder(&place.path),
        // It is tried even if it is not there, so that the user hears of it.
        PlaceKind::File => vec![std::path::absolute(&place.path).unwrap_or_else(|_| place.path.clone())],
        PlaceKind::Folder => in_folder(&place.path),
        PlaceKind::Shelf => {
            let folders = std::fs::read_dir(&place.path).into_iter().flatten().flatten().map(|entry| entry.path());
            let mut found: Vec<_> = folders.filter(|path| path.is_dir()).flat_map(|path| in_folder(&path)).collect();
            newest_first(&mut found);
            found
        }
    };
    let candidate = |path| Candidate { path, why: place.why.clone(), kind: place.kind };
    found.into_iter().map(candidate).collect()
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let Ok(folder) = std::path::absolute(folder) else { return Vec::new() };
    let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let is_runtime = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).is_some_and(is_runtime_name);
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_runtime).collect();
    newest_first(&mut found);
    found
}

/// `libonnxruntime.so.1.31.1`, `libonnxruntime.1.31.1.dylib`, `onnxruntime.dll`; not `libonnxruntime_providers_cuda.so`.
fn is_runtime_name(name: &str) -> bool {
    if cfg!(windows) {
        return name.eq_ignore_ascii_case("onnxruntime.dll");
    }
    let Some(rest) = name.strip_prefix("libonnxruntime") else { return false };
    match rest.strip_prefix('.') {
        Some(rest) if cfg!(target_vendor = "apple") => rest == "dylib" || rest.ends_with(".dylib"),
        Some(rest) => rest == "so" || rest.starts_with("so."),
        None => false,
    }
}

/// Versions are numbers, not letters: 1.9 comes before 1.31.
fn newest_first(paths: &mut [PathBuf]) {
    let numbers = |path: &PathBuf| -> Vec<u64> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
    };
    paths.sort_by(|one, other| numbers(other).cmp(&numbers(one)).then_with(|| one.cmp(other)));
}

#[cfg(all(test, unix, not(target_vendor = "apple")))]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_a_folder_comes_first_and_providers_are_no_runtime() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["libonnxruntime.so.1.9.0", "libonnxruntime.so.1.31.1", "libonnxruntime_providers_shared.so", "a.so"]
        {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let found = candidates(&[RuntimePlace::folder(folder.path(), "here")]);
        let names: Vec<_> = found.iter().map(|found| found.path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["libonnxruntime.so.1.31.1", "libonnxruntime.so.1.9.0"]);
    }

    #[test]
    fn places_keep_their_order_and_a_named_file_is_tried_even_if_it_is_not_there() {
        let shelf = tempfile::tempdir().unwrap();
        for version in ["cpu-1.30.0", "cpu-1.31.1"] {
            std::fs::create_dir(shelf.path().join(version)).unwrap();
            let number = version.trim_start_matches("cpu-");
            std::fs::write(shelf.path().join(version).join(format!("libonnxruntime.so.{number}")), "").unwrap();
        }
        let places = [RuntimePlace::file("/not/there.so", "named"), RuntimePlace::shelf(shelf.path(), "installed")];
        let found = candidates(&places);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].path, Path::new("/not/there.so"));
        assert!(found[1].path.ends_with("cpu-1.31.1/libonnxruntime.so.1.31.1"));
    }
}
