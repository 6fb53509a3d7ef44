//! Checks that every kind must pass, whatever it does.

mod alpha;
mod odd;

use super::data::{Array, Data, Picture};
use super::descriptor::{self, InputFacts, text};
use super::done::Done;
use super::run::{Run, run};
use crate::{Kind, Result};
use weft_abi::*;

/// Checks of a kind. Inputs without a default get a small sample of their type; set what needs to be something else.
pub fn validate(kind: &Kind) -> Validation<'_> {
    Validation { kind, prepare: Vec::new(), problems: Vec::new() }
}

/// Checks of a kind, and what was found.
pub struct Validation<'k> {
    pub(super) kind: &'k Kind,
    /// What the test itself says of inputs and surroundings.
    prepare: Vec<Box<dyn Fn(Run<'k>) -> Run<'k> + 'k>>,
    problems: Vec<String>,
}

/// Sizes at which loops go wrong.
const SIZES: &[(u32, u32)] = &[(1, 1), (1, 37), (37, 1), (2, 2), (17, 5), (67, 33)];

impl<'k> Validation<'k> {
    /// Sets an input in all checks.
    #[must_use]
    pub fn set(self, input: &str, data: impl Into<Data>) -> Self {
        let (input, data) = (input.to_owned(), data.into());
        self.with(move |run| run.set(&input, data.clone()))
    }

    /// Changes the run of all checks, such as its models or its folder.
    #[must_use]
    pub fn with(mut self, prepare: impl Fn(Run<'k>) -> Run<'k> + 'k) -> Self {
        self.prepare.push(Box::new(prepare));
        self
    }

    /// Runs all checks.
    ///
    /// # Panics
    /// With a list of all that is wrong.
    pub fn check(self) {
        let id = text(self.kind.as_raw().id);
        let problems = self.problems();
        assert!(problems.is_empty(), "\n`{id}` breaks the law of nodes:\n- {}\n", problems.join("\n- "));
    }

    /// Runs all checks and says what is wrong.
    pub fn problems(mut self) -> Vec<String> {
        self.texts();
        self.defaults();
        self.sizes();
        self.padding();
        self.repeats();
        self.limits();
        self.bands();
        self.broken_pixels();
        self.stops();
        self.missing_inputs();
        self.problems
    }

    pub(super) fn note(&mut self, problem: impl Into<String>) {
        let problem = problem.into();
        // What is wrong is told once, with the first place where it was seen.
        let what = |text: &str| text.split_once(": ").map_or(text, |(_, what)| what).to_owned();
        if !self.problems.iter().any(|known| what(known) == what(&problem)) {
            self.problems.push(problem);
        }
    }

    pub(super) fn is(&self, flag: u64) -> bool {
        self.kind.as_raw().flags & flag != 0
    }

    /// A run on samples of this size and these planes.
    pub(super) fn sample(&self, width: u32, height: u32, channels: u32) -> Run<'k> {
        let mut sample = run(self.kind);
        for (seed, input) in (1..).zip(descriptor::inputs(self.kind)) {
            if let Some(data) = sample_of(&input, Picture::noise(width, height, channels, seed)) {
                sample = sample.set(input.id, data);
            }
        }
        self.prepare.iter().fold(sample, |run, prepare| prepare(run))
    }

    /// Runs it; a panic or a leak is wrong in every check, an error only where `good` says so.
    pub(super) fn run(&mut self, what: &str, run: Run<'k>) -> Result<Done> {
        let ended = run.end();
        let leaked = ended.leaked();
        let result = ended.result;
        match &result {
            Err(error) if error.status() == WEFT_ERR_PANIC => self.note(format!("{what}: {error}")),
            Err(error) if error.to_string().is_empty() => self.note(format!("{what}: an error without words")),
            _ if leaked > 0 => self.note(format!("{what}: {leaked} values are still held")),
            _ => {}
        }
        result
    }

    fn texts(&mut self) {
        let kind = self.kind.as_raw();
        for (name, text) in [("label", text(kind.label)), ("category", text(kind.category)), ("doc", text(kind.doc))] {
            if text.trim().is_empty() {
                self.note(format!("no {name} for the user"));
            }
        }
        if descriptor::outputs(self.kind).is_empty() && !self.is(WEFT_KIND_SINK) {
            self.note("no outputs, and not marked as `sink`: it would never run");
        }
        for input in descriptor::inputs(self.kind) {
            if input.type_name == "choice" && !input.keys.contains(&input.default_text) {
                self.note(format!("the default of `{}` is none of its answers", input.id));
            }
        }
    }

    fn defaults(&mut self) {
        let done = match self.run("on defaults", self.sample(24, 17, 3)) {
            Ok(done) => done,
            Err(error) => return self.note(format!("on defaults: {error}")),
        };
        for output in descriptor::outputs(self.kind) {
            match done.get(output.id) {
                None => self.note(format!("on defaults: the output `{}` was not given", output.id)),
                Some(data) => {
                    if let Some(problem) = mismatch(data, output.type_name, output.is_list) {
                        self.note(format!("on defaults: the output `{}` {problem}", output.id));
                    }
                }
            }
        }
    }

    fn sizes(&mut self) {
        for &(width, height) in SIZES {
            for channels in 1..=4 {
                let what = format!("on {width}×{height} with {channels} planes");
                // A kind may refuse a picture, in words; it may not panic.
                _ = self.run(&what, self.sample(width, height, channels));
            }
        }
    }

    fn padding(&mut self) {
        let with = |poison: f32| self.sample(19, 7, 4).poison(poison);
        let (one, other) = (with(f32::NAN), with(1.0e6));
        if !self.same("in between rows", one, other) {
            self.note("the result depends on memory between rows, or on new pixels which were not written");
        }
    }

    fn repeats(&mut self) {
        if !self.is(WEFT_KIND_PURE) {
            return;
        }
        if !self.same("once more", self.sample(24, 17, 3), self.sample(24, 17, 3)) {
            self.note("marked as `pure`, but twice the same inputs gave two results");
        }
        if !self.same("on other threads", self.sample(67, 33, 3).threads(1), self.sample(67, 33, 3).threads(4)) {
            self.note("the result depends on the number of threads");
        }
    }

    /// Whether both runs give the same bits, or both none.
    fn same(&mut self, what: &str, one: Run<'k>, other: Run<'k>) -> bool {
        match (self.run(what, one), self.run(what, other)) {
            (Ok(one), Ok(other)) => descriptor::outputs(self.kind).iter().all(|output| {
                // As text, since NaN is the same as NaN here.
                let bits = |done: &Done| done.get(output.id).map(fingerprint);
                bits(&one) == bits(&other)
            }),
            (Err(_), Err(_)) => true,
            _ => false,
        }
    }

    /// Each number at the ends of its slider and of what is allowed: no panic, and finite numbers stay finite.
    fn limits(&mut self) {
        for input in descriptor::inputs(self.kind) {
            if !matches!(input.type_name, "float" | "int") || input.has(WEFT_INPUT_OPTIONAL) {
                continue;
            }
            let raw = input.raw;
            let ends = [
                (WEFT_INPUT_SOFT_MIN, raw.soft_min),
                (WEFT_INPUT_SOFT_MAX, raw.soft_max),
                (WEFT_INPUT_HARD_MIN, raw.hard_min),
            ];
            for (_, end) in ends.into_iter().filter(|(flag, _)| input.has(*flag)) {
                let data = if input.type_name == "int" { Data::Int(end as i64) } else { Data::Float(end) };
                let what = format!("with `{}` = {end}", input.id);
                if let Ok(done) = self.run(&what, self.sample(24, 17, 3).set(input.id, data))
                    && !descriptor::outputs(self.kind).iter().filter_map(|output| done.get(output.id)).all(is_finite)
                {
                    self.note(format!("{what}: numbers in the result are not finite"));
                }
            }
        }
    }

    /// Pixels that are no numbers, or far out of range: any result, but no panic.
    fn broken_pixels(&mut self) {
        for value in [f32::NAN, f32::INFINITY, -1.0e30, 1.0e30] {
            let mut broken = self.sample(9, 8, 3);
            for input in descriptor::inputs(self.kind).iter().filter(|input| takes_picture(input)) {
                let channels = if input.type_name == "mask" { 1 } else { 3 };
                let picture = Picture::new(9, 8, channels, |x, y, _| if (x + y) % 3 == 0 { value } else { 0.5 });
                let data = Data::Image(picture);
                broken = broken.set(input.id, if input.has(WEFT_INPUT_LIST) { Data::List(vec![data]) } else { data });
            }
            _ = self.run(&format!("on pixels of {value}"), broken);
        }
    }

    fn stops(&mut self) {
        let questions = self.sample(24, 17, 3).end().questions;
        for after in [0, questions.saturating_sub(1)] {
            if questions == 0 {
                return;
            }
            match self.run("when stopped", self.sample(24, 17, 3).stop_after(after)) {
                Err(error) if error.is_cancelled() || error.status() == WEFT_ERR_PANIC => {}
                // Threads may ask in another order each time, so only the first question is a promise.
                _ if after > 0 => {}
                Err(error) => self.note(format!("when stopped: ended with `{error}` instead of cancelled")),
                Ok(_) => self.note("when stopped: went on, although it had asked"),
            }
        }
    }

    fn missing_inputs(&mut self) {
        for input in descriptor::inputs(self.kind) {
            if input.has(WEFT_INPUT_WIRE_ONLY) && !input.has(WEFT_INPUT_OPTIONAL) {
                let without = self.sample(24, 17, 3).unset(input.id);
                if self.run(&format!("without `{}`", input.id), without).is_ok() {
                    self.note(format!("runs without `{}`, which is not marked as optional", input.id));
                }
            }
        }
    }
}

fn takes_picture(input: &InputFacts<'_>) -> bool {
    input.type_name.split('|').any(|name| matches!(name, "image" | "mask"))
}

/// A small thing of the type of an input that has no default.
fn sample_of(input: &InputFacts<'_>, picture: Picture) -> Option<Data> {
    if input.has(WEFT_INPUT_OPTIONAL) || !(input.has(WEFT_INPUT_WIRE_ONLY) || input.has(WEFT_INPUT_LIST)) {
        return None;
    }
    let first = input.type_name.split('|').next().unwrap_or_default();
    let one = match first {
        "image" => Data::Image(picture),
        "mask" => Data::Image(Picture::noise(picture.width, picture.height, 1, 7)),
        "tensor" => Data::Tensor(Array::new(&[2, 3], vec![0.0_f32, 0.25, 0.5, 0.75, 1.0, 2.0])),
        "mesh" => triangle(),
        "record" | "pose" | "labels" | "embedding" => Data::Record(Vec::new()),
        "faces" => no_faces(&picture),
        "any" => Data::Float(0.5),
        variable if variable.starts_with('$') => Data::Float(0.5),
        "float" => Data::Float(0.5),
        "int" | "seed" => Data::Int(1),
        "bool" => Data::Bool(true),
        "text" => Data::Text("text".to_owned()),
        _ => return None,
    };
    Some(if input.has(WEFT_INPUT_LIST) { Data::List(vec![one.clone(), one]) } else { one })
}

fn no_faces(picture: &Picture) -> Data {
    let none = |axes: &[usize]| Data::Tensor(Array::new::<f32>(axes, Vec::new()));
    Data::from([
        ("width", Data::Int(picture.width.into())),
        ("height", Data::Int(picture.height.into())),
        ("bbox", none(&[0, 4])),
        ("score", none(&[0])),
        ("points5", none(&[0, 5, 2])),
        ("source", Data::from("sample")),
    ])
}

fn triangle() -> Data {
    let position = Array::new(&[3, 3], vec![0.0_f32, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let index = Array::new(&[1, 3], vec![0_u32, 1, 2]);
    Data::Mesh { attributes: vec![("position".to_owned(), position), ("index".to_owned(), index)], textures: vec![] }
}

/// What is wrong with the type of an output.
fn mismatch(data: &Data, type_name: &str, is_list: bool) -> Option<String> {
    if is_list {
        let Data::List(items) = data else { return Some("is no list".to_owned()) };
        return items.iter().find_map(|item| mismatch(item, type_name, false));
    }
    let fits = |name: &str| match (name, data) {
        ("mask", Data::Image(picture)) => picture.channels == 1,
        ("image", Data::Image(_))
        | ("float", Data::Float(_) | Data::Int(_))
        | ("int" | "seed", Data::Int(_))
        | ("bool", Data::Bool(_))
        | ("text" | "choice" | "path" | "model", Data::Text(_))
        | ("color", Data::Color(_))
        | ("mesh", Data::Mesh { .. })
        | ("tensor" | "points" | "rect" | "curve", Data::Tensor(_))
        | ("record" | "faces" | "pose" | "labels" | "embedding", Data::Record(_))
        | ("strokes", Data::List(_)) => true,
        (name, _) => name == "any" || name.starts_with('$') || name.contains('.'),
    };
    (!type_name.split('|').any(fits)).then(|| format!("is no {type_name}, but {}", short(data)))
}

fn short(data: &Data) -> String {
    format!("{data:?}").chars().take(60).collect()
}

/// The same for the same bits.
fn fingerprint(data: &Data) -> String {
    match data {
        Data::Image(picture) => {
            let bits = picture.samples.iter().map(|sample| format!("{:08x}", sample.to_bits()));
            format!("{picture:?} {}", bits.collect::<String>())
        }
        Data::List(items) => items.iter().map(fingerprint).collect(),
        other => format!("{other:?}"),
    }
}

fn is_finite(data: &Data) -> bool {
    match data {
        Data::Float(number) => number.is_finite(),
        Data::Image(picture) => picture.samples.iter().all(|sample| sample.is_finite()),
        Data::List(items) => items.iter().all(is_finite),
        _ => true,
    }
}
