//! The manifests that come with the program: every file of `models/`.

/// Names and texts, sorted by name.
pub(crate) const MANIFESTS: &[(&str, &str)] = &[
    ("animeganv3-hayao", include_str!("../../../../models/animeganv3-hayao.ron")),
    ("arcface-r100", include_str!("../../../../models/arcface-r100.ron")),
    ("arcface-r50", include_str!("../../../../models/arcface-r50.ron")),
    ("bisenet-r34", include_str!("../../../../models/bisenet-r34.ron")),
    ("cartoongan-paprika", include_str!("../../../../models/cartoongan-paprika.ron")),
    ("cartoongan-shinkai", include_str!("../../../../models/cartoongan-shinkai.ron")),
    ("codeformer", include_str!("../../../../models/codeformer.ron")),
    ("genderage", include_str!("../../../../models/genderage.ron")),
    ("gfpgan-1.4", include_str!("../../../../models/gfpgan-1.4.ron")),
    ("landmarks-106", include_str!("../../../../models/landmarks-106.ron")),
    ("lpips-alex", include_str!("../../../../models/lpips-alex.ron")),
    ("lpips-squeeze", include_str!("../../../../models/lpips-squeeze.ron")),
    ("mobileface", include_str!("../../../../models/mobileface.ron")),
    ("parsenet", include_str!("../../../../models/parsenet.ron")),
    ("realesr-animevideov3", include_str!("../../../../models/realesr-animevideov3.ron")),
    ("realesr-general-x4v3", include_str!("../../../../models/realesr-general-x4v3.ron")),
    ("realesrgan-x2plus", include_str!("../../../../models/realesrgan-x2plus.ron")),
    ("realesrgan-x4plus", include_str!("../../../../models/realesrgan-x4plus.ron")),
    ("retinaface-mnet025", include_str!("../../../../models/retinaface-mnet025.ron")),
    ("scrfd-10g", include_str!("../../../../models/scrfd-10g.ron")),
    ("scrfd-2.5g", include_str!("../../../../models/scrfd-2.5g.ron")),
    ("scrfd-500m", include_str!("../../../../models/scrfd-500m.ron")),
    ("yunet", include_str!("../../../../models/yunet.ron")),
];

#[cfg(test)]
mod tests {
    use super::MANIFESTS;
    use std::path::Path;
    use weft_engine::models::{Models, ModelsConfig};

    #[test]
    fn every_manifest_of_the_folder_is_in_the_list_and_can_be_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut names: Vec<String> = files
            .filter(|path| path.extension().is_some_and(|end| end == "ron"))
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        names.sort();
        assert_eq!(names, MANIFESTS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        let models = Models::new(ModelsConfig { manifests: MANIFESTS, ..ModelsConfig::default() });
        for (name, manifest) in models.manifests() {
            let manifest = manifest.as_ref().unwrap_or_else(|told| panic!("{told}"));
            // What cannot be fetched says how to come by it.
            let fetched = manifest.files.iter().all(|file| !file.sources.is_empty());
            assert!(fetched || !manifest.note.is_empty(), "{name}");
            let safe =
                manifest.files.iter().flat_map(|file| &file.sources).all(|source| source.starts_with("https://"));
            assert!(safe, "{name} has a source that anybody could change on the way");
        }
    }
}
