//! A few kinds without any library behind them: for measurements and tests, which must not depend on what is installed.

use std::sync::Arc;

use weft_engine::catalog::{
    Catalog, Choice, Default as Preset, Flags, Input, InputFlags, Kind, Limits, Output, PluginSource, ThreadMode, Type,
};

/// All of them.
#[must_use]
pub fn catalog() -> Catalog {
    Catalog::new([
        kind(
            "files.load_image",
            "Load image",
            "Files",
            "Reads a picture from a file.",
            vec![path("path", "Path")],
            &["image:image", "width:int", "height:int"],
        ),
        kind(
            "files.save_image",
            "Save image",
            "Files",
            "Writes a picture to a file.",
            vec![
                wire("image", "Image", "image"),
                path("path", "Path"),
                choice("format", "Format", &["png", "jpeg", "webp"]),
            ],
            &["image:image"],
        ),
        kind(
            "image.blur",
            "Gaussian blur",
            "Image/Filter",
            "Softens a picture evenly.",
            vec![
                wire("image", "Image", "image"),
                number("radius", "Radius", 8.0, (0.0, 64.0), "px"),
                hidden(number("cut", "Cut", 3.0, (1.0, 6.0), "")),
            ],
            &["image:image"],
        ),
        kind(
            "image.adjust",
            "Adjust",
            "Image/Colour",
            "Changes brightness, contrast and colour.",
            vec![
                wire("image", "Image", "image"),
                number("brightness", "Brightness", 0.0, (-1.0, 1.0), ""),
                number("contrast", "Contrast", 0.0, (-1.0, 1.0), ""),
                number("saturation", "Saturation", 0.0, (-1.0, 1.0), ""),
                hidden(number("warmth", "Warmth", 0.0, (-1.0, 1.0), "")),
            ],
            &["image:image"],
        ),
        kind(
            "image.composite",
            "Composite",
            "Image/Combine",
            "Lays one picture over another.",
            vec![
                wire("base", "Base", "image"),
                wire("overlay", "Overlay", "image"),
                wire("mask", "Mask", "mask"),
                choice("mode", "Mode", &["normal", "multiply", "screen"]),
                number("opacity", "Opacity", 1.0, (0.0, 1.0), ""),
            ],
            &["image:image"],
        ),
        kind(
            "image.contact_sheet",
            "Contact sheet",
            "Image/Combine",
            "Puts pictures side by side.",
            vec![list("images", "Images", "image"), number("columns", "Columns", 4.0, (1.0, 12.0), "")],
            &["image:image"],
        ),
        kind(
            "mask.shape",
            "Shape",
            "Mask",
            "Draws a soft shape.",
            vec![
                number("softness", "Softness", 0.2, (0.0, 1.0), ""),
                colour("color", "Colour"),
                toggle("invert", "Invert"),
            ],
            &["mask:mask"],
        ),
        kind(
            "sample.portrait",
            "Portrait",
            "Sample",
            "Draws a person who does not exist.",
            vec![seed("seed", "Seed"), number("smile", "Smile", 0.5, (0.0, 1.0), "")],
            &["image:image"],
        ),
        kind(
            "values.number",
            "Number",
            "Values",
            "One number.",
            vec![number("value", "Value", 1.0, (0.0, 10.0), "")],
            &["value:float"],
        ),
        kind("values.text", "Text", "Values", "A text.", vec![text("text", "Text")], &["text:text"]),
        kind(
            "face.detect",
            "Find faces",
            "Faces",
            "Finds faces in a picture.",
            vec![
                wire("image", "Image", "image"),
                hidden(model("model", "Model", "face-detector?")),
                number("score", "Least score", 0.5, (0.0, 1.0), ""),
            ],
            &["faces:faces", "count:int"],
        ),
        kind(
            "values.model",
            "Model",
            "Values",
            "Names a model for several nodes.",
            vec![model("value", "Model", "")],
            &["value:model"],
        ),
        kind(
            "values.switch",
            "Switch",
            "Values",
            "Passes on one of two values.",
            vec![toggle("on", "On"), wire("yes", "Yes", "$T"), wire("no", "No", "$T")],
            &["value:$T"],
        ),
    ])
}

fn kind(id: &str, label: &str, category: &str, doc: &str, inputs: Vec<Input>, outputs: &[&str]) -> Arc<Kind> {
    let output = |text: &&str| {
        let (id, ty) = text.split_once(':').unwrap_or((text, "any"));
        Output {
            id: id.into(),
            label: crate::words::spoken(id).into(),
            doc: "".into(),
            ty: type_of(ty),
            aka: Vec::new(),
        }
    };
    Arc::new(Kind {
        id: id.into(),
        version: 1,
        label: label.into(),
        category: category.into(),
        doc: doc.into(),
        inputs,
        outputs: outputs.iter().map(output).collect(),
        flags: Flags { pure: true, sink: id == "files.save_image", ..Flags::default() },
        thread_mode: ThreadMode::Parallel,
        halo: None,
        models: Vec::new(),
        replaces: Vec::new(),
        wgsl: None,
        meta_json: None,
        migrates: false,
        fingerprints: false,
        plugin: PluginSource { id: "sample".into(), version: "1.0.0".into(), sha256: [0; 32] },
    })
}

fn type_of(text: &str) -> Type {
    Type::parse(text).unwrap_or_else(|| unreachable!("`{text}` is written above"))
}

fn input(id: &str, label: &str, ty: &str, default: Preset) -> Input {
    Input {
        id: id.into(),
        label: label.into(),
        doc: "".into(),
        ty: type_of(ty),
        flags: InputFlags { on_node: true, ..InputFlags::default() },
        default,
        limits: Limits::default(),
        unit: "".into(),
        widget: "".into(),
        choices: Vec::new(),
        aka: Vec::new(),
        meta_json: None,
    }
}

fn wire(id: &str, label: &str, ty: &str) -> Input {
    input(id, label, ty, Preset::None)
}

fn list(id: &str, label: &str, ty: &str) -> Input {
    let mut list = input(id, label, ty, Preset::None);
    list.flags.list = true;
    list
}

fn number(id: &str, label: &str, preset: f64, (low, high): (f64, f64), unit: &str) -> Input {
    let mut number = input(id, label, "float", Preset::Float(preset));
    number.limits = Limits { soft_min: Some(low), soft_max: Some(high), ..Limits::default() };
    number.unit = unit.into();
    number
}

fn hidden(mut input: Input) -> Input {
    input.flags.on_node = false;
    input
}

fn path(id: &str, label: &str) -> Input {
    input(id, label, "path", Preset::Text("".into()))
}

fn model(id: &str, label: &str, role: &str) -> Input {
    let mut model = input(id, label, "model", Preset::Text(role.into()));
    model.flags.set_only = true;
    model
}

fn text(id: &str, label: &str) -> Input {
    input(id, label, "text", Preset::Text("".into()))
}

fn seed(id: &str, label: &str) -> Input {
    input(id, label, "seed", Preset::Int(7))
}

fn toggle(id: &str, label: &str) -> Input {
    input(id, label, "bool", Preset::Bool(false))
}

fn colour(id: &str, label: &str) -> Input {
    input(id, label, "color", Preset::Text("#f4a63c".into()))
}

fn choice(id: &str, label: &str, keys: &[&str]) -> Input {
    let mut choice = input(id, label, "choice", Preset::Text(keys.first().copied().unwrap_or_default().into()));
    let one = |key: &&str| Choice { key: (*key).into(), label: crate::words::spoken(key).into(), doc: "".into() };
    choice.choices = keys.iter().map(one).collect();
    choice
}

/// A graph of so many nodes as people build them: chains that branch and join, laid out in columns.
#[must_use]
pub fn large_graph(n_nodes: usize) -> weft_engine::graph::Graph {
    use weft_engine::graph::{Edit, Graph, Node};
    let mut graph = Graph::new();
    let mut edits = Vec::with_capacity(n_nodes * 2);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a root of a count"
    )]
    let columns = (((n_nodes as f64) * 1.2).sqrt().ceil() as usize).max(1);
    for at in 0..n_nodes {
        let from = |back: usize| (format!("n{}", at.saturating_sub(back)), "image");
        let node = match at % 8 {
            _ if at < columns => Node::new("sample.portrait", 1).with("seed", at),
            0 | 4 => Node::new("image.composite", 1)
                .wired("base", from(columns))
                .wired("overlay", from(columns + 1 - usize::from(at == columns))),
            1 | 2 | 5 => Node::new("image.adjust", 1).with("contrast", 0.2).wired("image", from(columns)),
            _ => Node::new("image.blur", 1).wired("image", from(columns)),
        };
        let name = format!("n{at}");
        edits.push(Edit::add(name.clone(), node));
        let (column, row) = (at / columns, at % columns);
        edits.push(Edit::view(
            name,
            weft_engine::graph::Setting::from((
                i64::try_from(column * 264).unwrap_or(0),
                i64::try_from(row * 320).unwrap_or(0),
            )),
        ));
    }
    for edit in edits {
        if let Err(told) = graph.apply(edit) {
            unreachable!("the graph is made by us: {told}");
        }
    }
    graph
}
