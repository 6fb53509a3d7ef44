//! Kinds written in one line, and a world made of nothing, for tests of plans and runs.
#![allow(dead_code, reason = "each test file uses its part of it")]

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use weft_engine::catalog::{
    Catalog, Choice, Default as KindDefault, Flags, Halo, Input, InputFlags, Kind, Limits, ModelUse, Output,
    PluginSource, ThreadMode, Type,
};
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::graph::{Entries, Graph, Setting};
use weft_engine::plan::{Digest, Facts, FileFact, Goal, ModelFact, Plan, Reach, Request, Scale, plan};

/// `image.blur(image: image, radius: float = 2 px 0..100, mask: mask?) -> image: image; pure local`
///
/// After an input: `?` optional, `!wire`, `!set`, `!nodigest`, `!write`, `!folder`, `!unless=other`, `= default`, `min..max`, `px`,
/// `{a|b}` choices. After `;`: flags and thread modes.
pub(crate) fn kind(line: &str) -> Arc<Kind> {
    let (head, flags) = line.split_once(';').unwrap_or((line, "pure"));
    let (head, outputs) = head.split_once("->").unwrap_or((head, ""));
    let (id, inputs) = head.trim().trim_end_matches(')').split_once('(').expect("an id and brackets");
    let inputs: Vec<Input> = inputs.split(',').filter(|part| !part.trim().is_empty()).map(input).collect();
    let outputs = outputs.split(',').filter(|part| !part.trim().is_empty()).map(output).collect();
    let has = |word: &str| flags.split_whitespace().any(|other| other == word);
    let version = flags.split_whitespace().find_map(|word| word.strip_prefix('v')?.parse().ok()).unwrap_or(1);
    let models = inputs.iter().position(|input| input.ty.has("model"));
    Arc::new(Kind {
        id: id.trim().into(),
        version,
        label: id.into(),
        category: "Test".into(),
        doc: "".into(),
        halo: match () {
            () if has("pointwise") => Some(Halo { px: 0.0, scale: 0.0, input: None }),
            () if has("local") => {
                let input = inputs.iter().position(|input| &*input.id == "radius");
                Some(Halo { px: 1.0, scale: 2.0, input })
            }
            () => None,
        },
        inputs,
        outputs,
        flags: Flags {
            pure: has("pure"),
            sink: has("sink"),
            gpu: has("gpu"),
            no_disk: has("no_disk"),
            ..Flags::default()
        },
        thread_mode: match () {
            () if has("instance") => ThreadMode::Instance,
            () if has("plugin") => ThreadMode::Plugin,
            () if has("pinned") => ThreadMode::Pinned,
            () => ThreadMode::Parallel,
        },
        models: models.map(|at| ModelUse { name: "detector".into(), input: Some(at) }).into_iter().collect(),
        replaces: if has("renamed") { vec![format!("old.{}", id.trim()).into()] } else { Vec::new() },
        wgsl: None,
        meta_json: None,
        migrates: has("migrates"),
        fingerprints: has("fingerprints"),
        plugin: PluginSource { id: "test".into(), version: "1.0".into(), sha256: [7; 32] },
    })
}

fn input(text: &str) -> Input {
    let (id, rest) = text.trim().split_once(':').expect("name: type");
    let mut words = rest.split_whitespace().peekable();
    let name = words.next().expect("a type");
    let mut flags = InputFlags { optional: name.ends_with('?'), ..InputFlags::default() };
    let ty = Type::parse(name.trim_end_matches('?')).expect("a type");
    let (mut limits, mut default, mut unit, mut choices) = (Limits::default(), KindDefault::None, "", Vec::new());
    flags.list = ty.is_list();
    let mut meta_json = None;
    while let Some(word) = words.next() {
        match word {
            "=" => {
                let text = words.next().expect("a default");
                default = match ty.plain() {
                    Some("float") => KindDefault::Float(text.parse().expect("a number")),
                    Some("int" | "seed") => KindDefault::Int(text.parse().expect("a number")),
                    Some("bool") => KindDefault::Bool(text == "true"),
                    _ => KindDefault::Text(text.trim_matches('"').into()),
                };
            }
            "px" => unit = "px",
            "!wire" => flags.wire_only = true,
            "!set" => flags.set_only = true,
            "!nodigest" => flags.no_digest = true,
            "!write" => flags.path_write = true,
            "!folder" => flags.path_folder = true,
            other if other.starts_with("!unless=") => {
                meta_json = Some(format!("{{\"unless\": \"{}\"}}", &other[8..]).into());
            }
            keys if keys.starts_with('{') => {
                let keys = keys.trim_matches(['{', '}']).split('|');
                choices = keys.map(|key| Choice { key: key.into(), label: key.into(), doc: "".into() }).collect();
            }
            range => {
                let (min, max) = range.split_once("..").expect("a range");
                (limits.hard_min, limits.hard_max) = (min.parse().ok(), max.parse().ok());
            }
        }
    }
    Input {
        id: id.trim().into(),
        label: id.into(),
        doc: "".into(),
        aka: vec![format!("old_{}", id.trim()).into()],
        ty,
        flags,
        default,
        limits,
        unit: unit.into(),
        widget: "".into(),
        choices,
        meta_json,
    }
}

fn output(text: &str) -> Output {
    let (id, ty) = text.trim().split_once(':').expect("name: type");
    let ty = Type::parse(ty).expect("a type");
    Output { id: id.trim().into(), label: id.into(), doc: "".into(), ty, aka: Vec::new() }
}

pub(crate) fn catalog(lines: &[&str]) -> Catalog {
    Catalog::new(lines.iter().map(|line| kind(line)))
}

/// The kinds that most tests use.
pub(crate) fn usual() -> Catalog {
    catalog(&[
        "files.load_image(path: path) -> image: image",
        "files.save_image(image: image !wire, path: path !write) -> path: path; sink",
        "files.list(folder: path !folder) -> paths: [path]; fingerprints pure",
        "image.blur(image: image !wire, radius: float = 2 px 0..100, mask: mask? !wire) -> image: image; pure local",
        "image.resize(image: image, scale: float = 2 0.01..8, method: choice = lanczos {lanczos|box|linear}) -> image: image",
        "image.mix(images: [image] !wire) -> image: image",
        "image.tiles(image: image !wire) -> tiles: [image], count: int",
        "image.fill(width: int = 64 px 1..4096, colour: color = #ff0000) -> image: image, alpha: mask",
        "face.detect(image: image !wire, model: model = scrfd) -> faces: faces, count: int",
        "math.value(value: float = 0) -> value: float",
        "math.add(a: float, b: float = 0) -> value: float",
        "math.random() -> value: float; none",
        "text.join(text: text, times: int = 1 1..9 !set) -> text: text",
        "flow.pick(first: $T, second: $T?, which: bool = false) -> picked: $T",
        "flow.collect(items: [$T]) -> list: [$T]",
    ])
}

/// A world made of nothing: some files, some models, some graphs.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) files: HashMap<String, FileFact>,
    pub(crate) models: HashMap<String, Digest>,
    pub(crate) graphs: HashMap<String, Arc<Graph>>,
    /// What `migrated` renames: (from, to).
    pub(crate) renamed: Vec<(String, String)>,
    /// What may run on a device.
    pub(crate) reach: Reach,
}

impl World {
    /// With a few files in `/graphs`, and one model.
    pub(crate) fn usual() -> Self {
        let mut world = Self::default();
        world.put("/graphs/photo.png", "a photo");
        world.put("/graphs/sub/photo.png", "another photo");
        world.files.insert("/graphs/in".into(), FileFact::Folder);
        world.models.insert("scrfd".into(), Digest::of_bytes(b"scrfd"));
        world
    }

    pub(crate) fn put(&mut self, path: &str, content: &str) {
        self.files.insert(path.into(), FileFact::Content(Digest::of_bytes(content.as_bytes())));
    }

    pub(crate) fn graph(mut self, path: &str, text: &str) -> Self {
        self.graphs.insert(path.into(), Arc::new(graph(text)));
        self
    }
}

impl Facts for World {
    fn file(&self, path: &Path) -> FileFact {
        self.files.get(&*path.to_string_lossy()).cloned().unwrap_or(FileFact::Missing)
    }

    fn model(&self, name: &str) -> ModelFact {
        self.models.get(name).map_or_else(
            || {
                let told =
                    Diagnostic::error("missing-model", Place::Everywhere, format!("the model `{name}` is missing"));
                ModelFact::Missing(told.hint(format!("weft models install {name}")))
            },
            |digest| ModelFact::Installed(*digest),
        )
    }

    fn document(&self, path: &Path) -> Result<Arc<Graph>, Vec<Diagnostic>> {
        let text = path.to_string_lossy();
        self.graphs.get(&*text).cloned().ok_or_else(|| {
            vec![Diagnostic::error("missing-file", Place::File(text.to_string()), "there is no such file")]
        })
    }

    fn migrated(&self, kind: &Kind, from: u32, settings: &Entries<Setting>) -> Result<Entries<Setting>, Diagnostic> {
        assert!(from < kind.version);
        let renamed = |name: &str| self.renamed.iter().find(|(old, _)| old == name).map(|(_, new)| new.as_str());
        Ok(settings.iter().map(|(name, value)| (renamed(name).unwrap_or(name).to_owned(), value.clone())).collect())
    }

    fn reach(&self) -> Reach {
        self.reach
    }
}

/// A graph from the inside of `nodes: {…}`, then perhaps `---` and the inside of `expose: (…)`.
pub(crate) fn graph(text: &str) -> Graph {
    let (nodes, expose) = text.split_once("---").unwrap_or((text, ""));
    Graph::parse(&format!("(weft: 1, nodes: {{{nodes}}}, expose: ({expose}))"))
        .unwrap_or_else(|told| panic!("{told:?}"))
}

pub(crate) fn try_plan(
    graph: &Graph,
    catalog: &Catalog,
    world: &World,
    targets: &[Goal],
) -> Result<Plan, Vec<Diagnostic>> {
    plan(&Request { graph, folder: Path::new("/graphs"), catalog, facts: world, targets, scale: Scale::Full })
}

pub(crate) fn planned(text: &str) -> Plan {
    try_plan(&graph(text), &usual(), &World::usual(), &[])
        .unwrap_or_else(|told| panic!("{}", told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}
