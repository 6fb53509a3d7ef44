//! One run of a kind: inputs in, outputs out.

use super::data::{Array, Data, Picture};
use super::descriptor::{self, InputFacts};
use super::done::Done;
use super::host::{self, Context};
use super::instance::Instance;
use super::item::{Alive, Held, Item};
use crate::{Color, Error, Kind, Result};
use std::path::PathBuf;
use std::ptr;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use weft_abi::*;

/// A run of a kind. What is not set has its default.
pub fn run(kind: &Kind) -> Run<'_> {
    Run { kind, set: Vec::new(), place: Place::default() }
}

/// Inputs of one run.
#[derive(Clone)]
pub struct Run<'k> {
    pub(super) kind: &'k Kind,
    pub(super) set: Vec<(String, Data)>,
    pub(super) place: Place,
}

/// What surrounds a run.
#[derive(Clone)]
pub(super) struct Place {
    questions_left: usize,
    threads: u32,
    folder: PathBuf,
    models: Vec<(String, PathBuf)>,
    missing: Vec<&'static str>,
    poison: f32,
    /// Pictures that go in are rows of larger ones: the first row, and the height of the whole.
    pub(super) band: Option<(u32, u32)>,
}

impl Place {
    fn alive(&self) -> Arc<Alive> {
        Arc::new(Alive { poison: self.poison, band: self.band })
    }
}

impl Default for Place {
    fn default() -> Self {
        Self {
            questions_left: usize::MAX,
            threads: 2,
            folder: std::env::temp_dir(),
            models: Vec::new(),
            missing: Vec::new(),
            // Not a number: it shows in every result that depends on what nobody wrote.
            poison: f32::NAN,
            band: None,
        }
    }
}

/// How one run ended, for the validator.
pub(super) struct Ended {
    pub(super) result: Result<Done>,
    /// How often the kind asked whether to stop.
    pub(super) questions: usize,
    alive: Arc<Alive>,
}

impl Ended {
    /// Values that somebody still holds, now that the state is gone too.
    pub(super) fn leaked(&self) -> usize {
        Arc::strong_count(&self.alive) - 1
    }
}

impl Run<'_> {
    /// Wires or sets an input to anything.
    ///
    /// # Panics
    /// The kind has no such input.
    #[must_use]
    pub fn set(mut self, input: &str, data: impl Into<Data>) -> Self {
        let inputs = descriptor::inputs(self.kind);
        if !inputs.iter().any(|known| known.id == input) {
            let known: Vec<_> = inputs.iter().map(|known| known.id).collect();
            panic!("there is no input `{input}`; there are: {}", known.join(", "));
        }
        self.set.retain(|(known, _)| known != input);
        self.set.push((input.to_owned(), data.into()));
        self
    }

    /// Takes an input away, as if nothing were wired to it.
    pub(super) fn unset(mut self, input: &str) -> Self {
        self.set.retain(|(known, _)| known != input);
        self
    }

    /// A picture.
    #[must_use]
    pub fn image(self, input: &str, picture: Picture) -> Self {
        self.set(input, picture)
    }

    /// A picture of one plane.
    #[must_use]
    pub fn mask(self, input: &str, picture: Picture) -> Self {
        self.set(input, picture)
    }

    /// A number.
    #[must_use]
    pub fn float(self, input: &str, number: f64) -> Self {
        self.set(input, number)
    }

    /// A whole number or a seed.
    #[must_use]
    pub fn int(self, input: &str, number: i64) -> Self {
        self.set(input, number)
    }

    /// Yes.
    #[must_use]
    pub fn on(self, input: &str) -> Self {
        self.set(input, true)
    }

    /// No.
    #[must_use]
    pub fn off(self, input: &str) -> Self {
        self.set(input, false)
    }

    /// A text, the key of a choice, a path, the name of a model.
    #[must_use]
    pub fn text(self, input: &str, text: &str) -> Self {
        self.set(input, text)
    }

    /// A colour.
    #[must_use]
    pub fn color(self, input: &str, color: Color) -> Self {
        self.set(input, color)
    }

    /// Numbers of any shape.
    #[must_use]
    pub fn tensor(self, input: &str, array: Array) -> Self {
        self.set(input, array)
    }

    /// Presses stop after the kind has asked so many times whether to stop. 0: at once.
    #[must_use]
    pub fn stop_after(mut self, questions: usize) -> Self {
        self.place.questions_left = questions;
        self
    }

    /// How many threads `call.parallel` has; 2 if nothing is said.
    #[must_use]
    pub fn threads(mut self, threads: u32) -> Self {
        self.place.threads = threads;
        self
    }

    /// Where the graph file is, and all folders that the kind may use; else that of the system for such files.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.place.folder = folder.into();
        self
    }

    /// Installs a model: each of its files is this one.
    #[must_use]
    pub fn model(mut self, name: &str, file: impl Into<PathBuf>) -> Self {
        self.place.models.push((name.to_owned(), file.into()));
        self
    }

    /// Takes a service away, such as `weft.parallel/1`.
    #[must_use]
    pub fn without(mut self, service: &'static str) -> Self {
        self.place.missing.push(service);
        self
    }

    /// What stands in the gaps between rows, and in new images that are not cleared.
    #[must_use]
    pub fn poison(mut self, poison: f32) -> Self {
        self.place.poison = poison;
        self
    }

    /// Runs it.
    ///
    /// # Errors
    /// Those of the kind, and inputs beyond their hard limits.
    pub fn go(self) -> Result<Done> {
        self.end().result
    }

    /// Runs it with a state that lasts.
    ///
    /// # Errors
    /// As of [`go`](Self::go).
    ///
    /// # Panics
    /// The state is of another kind.
    pub fn go_on(self, instance: &mut Instance<'_>) -> Result<Done> {
        assert_eq!(instance.kind.id(), self.kind.id(), "the state is of another kind");
        self.end_on(instance).result
    }

    pub(super) fn end(self) -> Ended {
        let mut instance = Instance::new(self.kind);
        self.end_on(&mut instance)
    }

    fn end_on(self, instance: &mut Instance<'_>) -> Ended {
        let alive = self.place.alive();
        let (mut questions, result) = (0, self.inputs(&alive));
        let result = result.and_then(|inputs| {
            let (asked, result) = self.call(instance, inputs, &alive);
            questions = asked;
            result
        });
        Ended { result, questions, alive }
    }

    /// What the result depends on beside the inputs; nothing where the kind does not say.
    ///
    /// # Errors
    /// Those of the kind.
    pub fn fingerprint(self) -> Result<Option<u64>> {
        let Some(fingerprint) = self.kind.as_raw().fingerprint else { return Ok(None) };
        let alive = self.place.alive();
        let host = host::without(&self.place.missing);
        let context = self.context(self.inputs(&alive)?, &alive);
        let (mut call, mut hash) = (call_of(host, &context), 0);
        let mut instance = Instance::new(self.kind);
        let status = match instance.ready(host) {
            // SAFETY: the kind's own function, with its own state, a live call and a place for the hash.
            WEFT_OK => unsafe { fingerprint(instance.state, &raw mut call, &raw mut hash) },
            status => status,
        };
        if status == WEFT_OK { Ok(Some(hash)) } else { Err(context.error(status)) }
    }

    fn context(&self, inputs: Vec<Option<Held>>, alive: &Arc<Alive>) -> Context {
        Context {
            run: alive.clone(),
            inputs,
            outputs: Mutex::new(descriptor::outputs(self.kind).iter().map(|_| None).collect()),
            logs: Mutex::default(),
            reports: Mutex::default(),
            failure: Mutex::default(),
            questions_left: AtomicUsize::new(self.place.questions_left),
            questions: AtomicUsize::new(0),
            threads: self.place.threads,
            folder: self.place.folder.clone(),
            models: self.place.models.clone(),
        }
    }

    fn call(
        &self,
        instance: &mut Instance<'_>,
        inputs: Vec<Option<Held>>,
        alive: &Arc<Alive>,
    ) -> (usize, Result<Done>) {
        let kind = self.kind.as_raw();
        let host = host::without(&self.place.missing);
        let context = self.context(inputs, alive);
        let mut call = call_of(host, &context);
        let status = match (instance.ready(host), kind.run) {
            // SAFETY: the kind's own function, with its own state and a live call.
            (WEFT_OK, Some(run)) => unsafe { run(instance.state, &raw mut call) },
            (status, _) => status,
        };
        if status == WEFT_ERR_PANIC {
            instance.end();
        }
        let error = context.error(status);
        let questions = context.questions.into_inner();
        let outputs = context.outputs.into_inner().unwrap_or_else(PoisonError::into_inner);
        if status != WEFT_OK {
            return (questions, Err(error));
        }
        let outputs = outputs
            .into_iter()
            .zip(descriptor::outputs(self.kind))
            .filter_map(|(held, output)| held.map(|held| (output.id.to_owned(), held.data())));
        let done = Done {
            outputs: outputs.collect(),
            logs: context.logs.into_inner().unwrap_or_else(PoisonError::into_inner),
            reports: context.reports.into_inner().unwrap_or_else(PoisonError::into_inner),
        };
        (questions, Ok(done))
    }

    /// Inputs as a host makes them: what is set, within its limits, or the default.
    fn inputs(&self, alive: &Arc<Alive>) -> Result<Vec<Option<Held>>> {
        let facts = descriptor::inputs(self.kind);
        facts
            .iter()
            .map(|input| {
                let set = self.set.iter().find(|(id, _)| id == input.id).map(|(_, data)| data.clone());
                let data = set.or_else(|| default_of(input));
                if let Some(data) = &data {
                    within_limits(input, data)?;
                }
                Ok(data.map(|data| Item::of(&data, alive)))
            })
            .collect()
    }
}

fn call_of(host: &'static weft_host, context: &Context) -> weft_call {
    weft_call {
        struct_size: size_of::<weft_call>() as u32,
        reserved0: 0,
        host,
        core: &raw const host::CORE,
        data: ptr::from_ref(context).cast_mut().cast(),
    }
}

pub(super) fn default_of(input: &InputFacts<'_>) -> Option<Data> {
    if input.has(WEFT_INPUT_OPTIONAL) {
        return None;
    }
    Some(match input.type_name {
        "float" => Data::Float(input.raw.default_float),
        "int" | "seed" => Data::Int(input.raw.default_int),
        "bool" => Data::Bool(input.raw.default_int != 0),
        "text" | "path" | "model" | "choice" => Data::Text(input.default_text.to_owned()),
        "color" => Data::Color(color_of(input.default_text)),
        _ => return None,
    })
}

/// `#rrggbb` or `#rrggbbaa`; black where it is neither.
fn color_of(text: &str) -> Color {
    let digits = text.strip_prefix('#').unwrap_or_default();
    let part = |at: usize| digits.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let [red, green, blue, alpha] = [0, 2, 4, 6].map(part);
    let of = |part: Option<u8>, absent: u8| f32::from(part.unwrap_or(absent)) / 255.0;
    Color { rgba: [of(red, 0), of(green, 0), of(blue, 0), of(alpha, 255)] }
}

fn within_limits(input: &InputFacts<'_>, data: &Data) -> Result<()> {
    let number = match data {
        Data::Float(number) => *number,
        Data::Int(number) => *number as f64,
        _ => return Ok(()),
    };
    let (id, least, most) = (input.id, input.raw.hard_min, input.raw.hard_max);
    if input.has(WEFT_INPUT_HARD_MIN) && number < least {
        return Err(Error::invalid(format!("`{id}` is {number}, but must be at least {least}")));
    }
    if input.has(WEFT_INPUT_HARD_MAX) && number > most {
        return Err(Error::invalid(format!("`{id}` is {number}, but must be at most {most}")));
    }
    Ok(())
}
