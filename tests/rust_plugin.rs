//! The engine opens what the Rust SDK builds: the example plugin of `plugin-api`, from the file.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use weft_engine::catalog::{ThreadMode, Type};
use weft_engine::plugins::{
    CallError, CallHost, CallStatus, Flow, Folder, LoadedKind, LogLevel, Origin, PluginFolder, Plugins, PluginsConfig,
};
use weft_engine::value::{Colour, Content, Image, Value};

/// Goes on for ever, and remembers how far a call was.
#[derive(Default)]
struct Host {
    reports: Mutex<Vec<f64>>,
}

impl CallHost for Host {
    fn report(&self, fraction: f64, _: &str) -> Flow {
        self.reports.lock().unwrap().push(fraction);
        Flow::Go
    }

    fn flow(&self) -> Flow {
        Flow::Go
    }

    fn log(&self, _: LogLevel, _: &str) {}

    fn threads(&self) -> u32 {
        2
    }

    fn for_each(&self, count: u32, work: &(dyn Fn(u32) + Sync)) -> Flow {
        std::thread::scope(|scope| {
            scope.spawn(|| (0..count).step_by(2).for_each(work));
            (1..count).step_by(2).for_each(work);
        });
        Flow::Go
    }

    fn folder(&self, _: Folder, _: &str) -> Option<PathBuf> {
        None
    }

    fn resolve(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }

    fn model_file(&self, _: &str, _: &str) -> Result<PathBuf, CallError> {
        Err(CallError { status: CallStatus::MissingModel, message: String::new() })
    }
}

/// The example, as its author would build it, found by the engine.
fn acme() -> Plugins {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--offline", "--package", "weft-plugin", "--example", "acme", "--target-dir"]);
    assert!(cargo.arg(target).status().unwrap().success());
    let name = format!("{}acme{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let folders = vec![PluginFolder { path: target.join("debug/examples").join(name), origin: Origin::Named }];
    let (plugins, told) = Plugins::discover(&PluginsConfig { folders, ..PluginsConfig::default() });
    assert!(told.is_empty(), "{told:?}");
    plugins
}

fn call(kind: &LoadedKind, inputs: &[Option<Value>]) -> Result<Vec<Value>, CallError> {
    let (mut outputs, instance) = (vec![None; kind.kind().outputs.len()], kind.create()?);
    kind.call(instance.as_ref(), inputs, &mut outputs, &Host::default())?;
    Ok(outputs.into_iter().map(Option::unwrap).collect())
}

fn float(number: f64) -> Option<Value> {
    Some(Value::new(Content::Float(number)))
}

#[test]
fn the_engine_reads_what_the_macros_say() {
    let plugins = acme();
    let kind = plugins.kind("com.acme.vignette").unwrap();
    assert_eq!((&*kind.label, &*kind.category, kind.version), ("Vignette", "Image/Stylise", 1));
    assert_eq!(&*kind.doc, "Darkens an image towards its edges.");
    assert!(kind.flags.pure && kind.thread_mode == ThreadMode::Parallel && !kind.migrates);
    let inputs: Vec<_> = kind.inputs.iter().map(|input| (&*input.id, input.ty.to_string())).collect();
    assert_eq!(inputs, [("image", "image".to_owned()), ("strength", "float".into()), ("radius", "float".into())]);
    let ema = plugins.kind("com.acme.ema").unwrap();
    assert!(ema.thread_mode == ThreadMode::Instance && ema.migrates);
    let same = plugins.kind("com.acme.same").unwrap();
    assert_eq!(same.outputs[0].ty, Type::parse("$T").unwrap());
}

#[test]
fn pictures_numbers_and_lists_go_through() {
    let plugins = acme();
    let mut image = Image::zeroed(40, 30, 2, Colour::Srgb).unwrap();
    (0..30).for_each(|y| image.row_mut(0, y).fill(0.5));
    let vignette = plugins.load("com.acme.vignette").unwrap();
    let outputs = call(&vignette, &[Some(Value::new(Content::Image(image))), float(1.0), float(0.75)]).unwrap();
    let dark = outputs[0].as_image().unwrap();
    assert_eq!((dark.width(), dark.height(), dark.channels()), (40, 30, 2));
    assert_eq!((dark.row(0, 15)[20], dark.row(1, 0)[0]), (0.5, 0.0));
    assert!(dark.row(0, 0)[0] < 0.25);

    let calculate = plugins.load("com.acme.calculate").unwrap();
    let outputs = call(&calculate, &[float(7.4), float(2.0), Some(Value::text("subtract"))]).unwrap();
    assert_eq!((outputs[0].as_float(), outputs[1].as_int()), (Some(7.4 - 2.0), Some(5)));

    let same = plugins.load("com.acme.same").unwrap();
    let list = Value::new(Content::List(vec![Value::text("a"), Value::text("b")]));
    assert_eq!(call(&same, &[Some(list.clone())]).unwrap(), [list]);
}

#[test]
fn a_state_is_kept_and_settings_are_moved() {
    let ema = acme().load("com.acme.ema").unwrap();
    let instance = ema.create().unwrap();
    for (x, expected) in [(8.0, 8.0), (0.0, 4.0), (0.0, 2.0)] {
        let mut outputs = [None];
        ema.call(instance.as_ref(), &[float(x), float(0.5)], &mut outputs, &Host::default()).unwrap();
        assert_eq!(outputs[0].as_ref().unwrap().as_float(), Some(expected));
    }
    assert_eq!(ema.migrate(1, r#"{"smoothing":20}"#).unwrap(), r#"{"alpha":0.2}"#);
}

#[test]
fn a_panic_on_a_thread_of_the_host_is_a_sentence() {
    let trip = acme().load("com.acme.trip").unwrap();
    let ended = call(&trip, &[Some(Value::new(Content::Int(5)))]).unwrap_err();
    assert_eq!(ended.status, CallStatus::Panic);
    assert!(ended.message.contains("acme.rs:") && ended.message.ends_with("tripped at 5"), "{}", ended.message);
    assert_eq!(call(&trip, &[Some(Value::new(Content::Int(9)))]).unwrap()[0].as_int(), Some(8));
}
