//! What is tried of each kind: its defaults, and settings that take other ways through it.

use serde_json::Value;

/// One kind with settings.
pub(crate) struct Case {
    pub(crate) kind: String,
    pub(crate) version: u64,
    /// As a graph file has them.
    pub(crate) set: String,
    /// Outputs that are pictures.
    pub(crate) outputs: Vec<String>,
    /// Inputs that take a picture or a mask, and what is wired there.
    inputs: Vec<(String, &'static str)>,
}

/// Settings beside the defaults.
const MORE: &[(&str, &[&str])] = &[
    ("image.adjust", &[r#""brightness": 0.1, "contrast": 0.4, "saturation": -0.3, "warmth": 0.5, "hue": 40.0"#]),
    (
        "image.composite",
        &[
            r#""mode": "multiply", "opacity": 0.7, "x": 9, "y": -7"#,
            r#""mode": "screen""#,
            r#""mode": "overlay""#,
            r#""mode": "soft_light""#,
            r#""mode": "hard_light", "x": 400"#,
            r#""mode": "add""#,
            r#""mode": "subtract""#,
            r#""mode": "difference""#,
            r#""mode": "exclusion""#,
            r#""mode": "darken""#,
            r#""mode": "lighten""#,
            r#""mode": "color_dodge""#,
            r#""mode": "color_burn""#,
            r#""mode": "divide""#,
        ],
    ),
    ("image.crop", &[r#""rect": [0.1, 0.2, 0.55, 0.6]"#]),
    ("image.flip", &[r#""axis": "vertical""#, r#""axis": "both""#]),
    ("image.mask", &[r#""what": "dark""#, r#""what": "opaque""#, r#""what": "green""#]),
    ("image.curves", &[r#""curve": [[0.0, 0.1], [0.3, 0.5], [0.8, 0.7], [1.0, 0.9]], "strength": 0.8"#]),
    ("image.exposure", &[r#""stops": 1.3"#, r#""stops": -2.0"#]),
    ("image.gain", &[r#""gain": 1.7, "offset": -0.2"#]),
    ("image.grey", &[r#""weights": "rec601""#, r#""weights": "mean""#]),
    (
        "image.levels",
        &[
            r#""black": 0.1, "white": 0.8, "gamma": 1.8, "black_after": 0.05, "white_after": 0.9"#,
            r#""black": 0.5, "white": 0.5"#,
            r#""gamma": 0.4"#,
        ],
    ),
    (
        "image.resize",
        &[
            r#""by": "scale", "scale": 0.37"#,
            r#""by": "scale", "scale": 1.6, "filter": "cubic""#,
            r#""width": 70, "height": 90, "fit": "cover", "filter": "linear""#,
            r#""by": "scale", "scale": 0.6, "filter": "area""#,
            r#""by": "scale", "scale": 1.3, "filter": "nearest""#,
            r#""by": "scale", "scale": 0.7, "family": "cv""#,
            r#""by": "scale", "scale": 1.9, "family": "cv", "filter": "area""#,
            r#""by": "scale", "scale": 0.45, "family": "torch", "filter": "linear""#,
        ],
    ),
    (
        "image.rotate",
        &[r#""angle": 33.0"#, r#""angle": -71.5, "canvas": "keep", "fill": "mirror""#, r#""angle": 180.0"#],
    ),
    ("image.transform", &[r#""x": 3.25, "y": -4.5, "scale": 1.3, "angle": 20.0, "fill": "mirror""#]),
    ("image.warp_affine", &[r#""between": "cubic", "fill": "edge""#, r#""leads": "backward""#]),
    ("warp.similarity", &[r#""from": [[0.3, 0.3], [0.7, 0.4]], "to": [[0.4, 0.2], [0.7, 0.6]], "between": "cubic""#]),
    (
        "warp.perspective",
        &[
            r#""corners": [[0.1, 0.05], [0.9, 0.15], [0.8, 0.95], [0.05, 0.8]]"#,
            r#""corners": [[0.1, 0.05], [0.9, 0.15], [0.8, 0.95], [0.05, 0.8]], "way": "place", "between": "cubic""#,
        ],
    ),
    (
        "warp.thin_plate",
        &[
            r#""from": [[0.3, 0.3], [0.7, 0.35], [0.5, 0.7], [0.2, 0.8]], "to": [[0.33, 0.28], [0.66, 0.4], [0.5, 0.64], [0.25, 0.8]]"#,
            r#""from": [[0.3, 0.3], [0.7, 0.35]], "to": [[0.3, 0.4], [0.6, 0.35]], "stiffness": 5.0, "between": "cubic", "fill": "edge""#,
        ],
    ),
    (
        "warp.remap",
        &[r#""strength": -11.5, "fill": "mirror", "between": "cubic""#, r#""maps": "places", "fill": "edge""#],
    ),
    ("mask.blur", &[r#""sigma": 0.6"#, r#""sigma": 25.0"#]),
    (
        "mask.combine",
        &[
            r#""how": "intersection""#,
            r#""how": "subtract""#,
            r#""how": "difference""#,
            r#""how": "multiply""#,
            r#""how": "add""#,
        ],
    ),
    ("mask.from_color", &[r##""color": "#808080", "softness": 30.0"##]),
    ("mask.grow", &[r#""radius": 17"#, r#""radius": 6, "outline": "square""#, r#""radius": 9, "outline": "cross""#]),
    ("mask.shrink", &[r#""radius": 17"#, r#""radius": 6, "outline": "square""#, r#""radius": 9, "outline": "cross""#]),
    ("mask.open", &[r#""radius": 5, "outline": "square""#]),
    ("mask.close", &[r#""radius": 5, "outline": "cross""#]),
    ("mask.refine", &[r#""radius": 5, "threshold": 0.05"#]),
    ("mask.threshold", &[r#""level": 0.25"#]),
    ("toon.gaussian", &[r#""sigma": 0.7"#, r#""sigma": 22.0"#]),
    ("toon.box", &[r#""radius": 37"#]),
    ("toon.sharpen", &[r#""amount": 2.0, "radius": 4.0, "threshold": 0.0"#]),
    ("toon.bilateral", &[r#""diameter": 5, "spread_color": 0.1, "spread_space": 2.0, "passes": 3"#]),
    (
        "toon.edge_preserving",
        &[
            r#""look": "flat""#,
            r#""reach": 8.0, "spread_color": 0.1"#,
            r#""reach": 200.0, "spread_color": 1.0"#,
            r#""reach": 4096.0, "spread_color": 100.0"#,
        ],
    ),
    ("toon.detail", &[r#""amount": 0.4, "reach": 25.0"#]),
    ("toon.quantize", &[r#""colors": 4"#, r#""exact": true"#]),
    ("blend.match_color", &[r#""method": "mkl""#, r#""method": "histogram", "strength": 0.6"#]),
    ("blend.poisson", &[r#""keeps": "mixed""#, r#""keeps": "mono""#, r#""place": "at", "x": 30, "y": 20"#]),
];

/// The cases of a kind of the catalog.
pub(crate) fn cases_of(kind: &Value) -> Vec<Case> {
    let id = kind["id"].as_str().unwrap();
    let inputs = kind["inputs"].as_array().unwrap();
    let has = |input: &Value, ty: &str| input["ty"].as_str().unwrap().split('|').any(|name| name == ty);
    let takes_image = inputs.iter().any(|input| has(input, "image"));
    let mut taken = 0;
    let mut wired = Vec::new();
    for input in inputs {
        let name = input["id"].as_str().unwrap().to_owned();
        if has(input, "image") {
            // The second picture is another one.
            wired.push((name, if taken == 0 { "image" } else { "other" }));
            taken += 1;
        } else if has(input, "mask") {
            let first = if takes_image { "oval" } else { "bright" };
            wired.push((name, if wired.iter().any(|(_, what)| *what == first) { "red" } else { first }));
        } else if has(input, "tensor") {
            wired.push((name, "aligned"));
        }
    }
    let pictures =
        kind["outputs"].as_array().unwrap().iter().filter(|output| has(output, "image") || has(output, "mask"));
    let outputs: Vec<String> = pictures.map(|output| output["id"].as_str().unwrap().to_owned()).collect();
    let more = MORE.iter().find(|more| more.0 == id).map_or(&[][..], |more| more.1);
    let case = |set: &&str| Case {
        kind: id.to_owned(),
        version: kind["version"].as_u64().unwrap(),
        set: (*set).to_owned(),
        outputs: outputs.clone(),
        inputs: wired.clone(),
    };
    std::iter::once(&"").chain(more).map(case).collect()
}

impl Case {
    /// Whether it is tried on a picture: 1 × 150 pixels made as wide as usual would be as many as a film has.
    pub(crate) fn is_for(&self, picture: &str) -> bool {
        picture != "column" || self.kind != "image.resize" || self.set.contains("scale")
    }

    /// Of its node, on a picture: names have no dots.
    pub(crate) fn name(&self, picture: &str, at: usize) -> String {
        format!("{picture} {} {at}", self.kind.replace('.', "-"))
    }

    /// What is wired on a picture.
    pub(crate) fn wires(&self, picture: &str) -> String {
        let wires = self.inputs.iter().map(|(input, what)| {
            let from = match *what {
                "image" => format!("{picture}.image"),
                "other" => "noise.image".to_owned(),
                "aligned" => format!("{picture} aligned.matrix"),
                mask => format!("{picture} {mask}.mask"),
            };
            format!("\"{input}\": \"{from}\"")
        });
        wires.collect::<Vec<_>>().join(", ")
    }
}
