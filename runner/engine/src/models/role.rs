//! Models by what they are for. A kind asks for `face-detector`, and gets the first installed model whose manifest says so; with
//! `face-detector?` it can do without.

use super::{Commercial, Installed, Manifest, Models};
use crate::diagnostic::{Diagnostic, Place};

/// What Weft's own kinds ask for; manifests may name others.
const ROLES: [&str; 14] = [
    "face-attributes",
    "face-detector",
    "face-embedder",
    "face-landmarks",
    "face-parser",
    "face-restorer",
    "garment-parser",
    "matting",
    "perceptual-distance",
    "pose",
    "segmenter",
    "style",
    "text-to-image",
    "upscaler",
];

/// The name without the sign that says that nothing need be there.
pub(super) fn wished(wish: &str) -> &str {
    wish.strip_suffix('?').unwrap_or(wish)
}

/// Whether somebody who asks so can do without the model, if it is not there. One that is there and damaged is a mistake all the
/// same.
#[must_use]
pub fn does_without(wish: &str, told: &Diagnostic) -> bool {
    wish.ends_with('?') && matches!(told.code, "missing-model" | "missing-runtime")
}

impl Models {
    /// Names of the installed models of a role: first those whose results may be sold, then as they are called.
    pub fn installed_of_role(&self, role: &str) -> Vec<String> {
        let mut names = self.installed_names();
        names.retain(|name| self.manifest_of(name).is_some_and(|manifest| manifest.role == role));
        names.sort_by_key(|name| self.manifest_of(name).map(|manifest| rank(manifest.commercial)));
        names
    }

    fn manifest_of(&self, name: &str) -> Option<&Manifest> {
        let like = self.record(name).ok().flatten().and_then(|record| record.like);
        self.manifests().get(like.as_deref().unwrap_or(name))?.as_ref().ok().map(AsRef::as_ref)
    }

    /// The first installed model of a role; nothing where there is no such role.
    pub(super) fn of_role(&self, role: &str) -> Option<Result<Installed, Diagnostic>> {
        if let Some(name) = self.installed_of_role(role).first() {
            return Some(self.find(name));
        }
        let known = self.manifests().iter().filter_map(|(name, found)| Some((name, found.as_ref().ok()?)));
        let offered = known.filter(|(_, manifest)| manifest.role == role);
        // What may be used for anything comes first, then what is small.
        let best = offered.min_by_key(|(name, manifest)| {
            let free = manifest.commercial == Commercial::Allowed;
            let fetched = manifest.files.iter().all(|file| !file.sources.is_empty());
            (!fetched, !free, manifest.bytes().unwrap_or(u64::MAX), (*name).clone())
        });
        if best.is_none() && !ROLES.contains(&role) {
            return None;
        }
        let told = Diagnostic::error("missing-model", Place::Everywhere, format!("no model for `{role}` is installed"));
        Some(Err(match best {
            Some((name, _)) => told.hint(format!("run `weft models install {name}`, or name the file of a model")),
            None => told.hint("name the file of a model, such as `models/mine.onnx`; paths begin at the graph"),
        }))
    }
}

fn rank(commercial: Commercial) -> u8 {
    match commercial {
        Commercial::Allowed => 0,
        Commercial::Unclear => 1,
        Commercial::Forbidden => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::super::ModelsConfig;
    use super::*;

    const MANIFEST: &str = r#"(manifest: 1, title: "t", role: "face-detector", licence: "MIT", commercial: Allowed,
        origin: "o", files: [(name: "a.onnx", sources: ["x"])])"#;

    fn hint(wish: &str) -> (String, String) {
        let models = Models::new(ModelsConfig { manifests: &[("finder", MANIFEST)], ..ModelsConfig::default() });
        let told = models.find(wish).unwrap_err();
        (told.message, told.hint.unwrap_or_default())
    }

    #[test]
    fn what_may_be_sold_comes_before_what_may_not() {
        let manifest = |commercial: &str| MANIFEST.replace("Allowed", commercial);
        let known = [("a", manifest("Forbidden")), ("b", manifest("Unclear")), ("c", manifest("Allowed"))];
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in known {
            std::fs::write(folder.path().join(format!("{name}.ron")), text).unwrap();
            let own = folder.path().join(name);
            std::fs::create_dir(&own).unwrap();
            std::fs::write(own.join("installed.json"), r#"{"files": []}"#).unwrap();
        }
        let models = Models::new(ModelsConfig { folder: Some(folder.path().to_owned()), ..ModelsConfig::default() });
        assert_eq!(models.installed_of_role("face-detector"), ["c", "b", "a"]);
    }

    #[test]
    fn what_is_missing_for_a_role_is_told_with_the_command_that_installs_it() {
        let (message, told) = hint("face-detector");
        assert_eq!(message, "no model for `face-detector` is installed");
        assert!(told.contains("`weft models install finder`"), "{told}");
        assert!(hint("face-parser?").1.contains("name the file"));
        assert_eq!(hint("face-detectr").0, "no model is called `face-detectr`");
    }
}
