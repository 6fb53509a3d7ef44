//! The GPU, as a plugin in C uses it, on Mesa's software Vulkan; without Vulkan only what a plugin finds then.

use crate::building::{sentences, workshop};
use crate::host::TestHost;
use weft_engine::gpu::{DeviceChoice, Gpu, GpuConfig};
use weft_engine::plugins::{CallError, CallStatus, Plugins};
use weft_engine::value::{Colour, Content, Image, Value};

fn plugins() -> Option<Plugins> {
    let workshop = workshop()?;
    workshop.build("device.c", "device_plugin", &[]);
    let (plugins, told) = workshop.discover();
    assert_eq!(sentences(&told), Vec::<String>::new());
    plugins.load("com.test.device.twice").unwrap();
    Some(plugins)
}

/// A host with a device in software, if there is one here.
fn host() -> Option<TestHost> {
    let gpu = Gpu::new(GpuConfig { choice: DeviceChoice::Software, ..GpuConfig::default() });
    if gpu.device().is_none() {
        println!("skipped: {}", gpu.why_without().unwrap_or_default());
        return None;
    }
    Some(TestHost { gpu: Some(gpu), ..TestHost::default() })
}

fn call(plugins: &Plugins, name: &str, host: &TestHost) -> Result<Value, CallError> {
    let mut image = Image::zeroed(13, 5, 2, Colour::Data).unwrap();
    image.row_mut(1, 4)[12] = 0.75;
    let mut outputs = [None];
    let kind = plugins.load(&format!("com.test.device.{name}")).unwrap();
    kind.call(None, &[Some(Value::new(Content::Image(image)))], &mut outputs, host)?;
    let [made] = outputs;
    Ok(made.unwrap())
}

#[test]
fn a_plugin_in_c_computes_on_the_device() {
    let (Some(plugins), Some(host)) = (plugins(), host()) else { return };
    let made = call(&plugins, "twice", &host).unwrap();
    let image = made.as_image().unwrap();
    assert!(!image.is_here(), "nobody has asked for the pixels yet");
    assert_eq!((image.colour(), image.row(1, 4)[12], image.row(0, 4)[12]), (Colour::Data, 1.5, 0.0));
    let gpu = host.gpu.as_ref().unwrap();
    gpu.settle(&[&host.meter], || true);
    // What it measured is the device's own time, or, of one without a clock, told at once.
    if gpu.device().unwrap().has_clock() {
        let parts = host.meter.take_parts();
        let [(label, part)] = &*parts else { panic!("{parts:?}") };
        assert!(label == "twice" && part.seconds().is_some(), "{parts:?}");
    } else {
        let words = host.words.lock().unwrap();
        assert!(words[0].1.starts_with("twice: "), "{words:?}");
    }
}

#[test]
fn without_a_device_it_finds_none() {
    let Some(plugins) = plugins() else { return };
    let made = call(&plugins, "twice", &TestHost::default()).unwrap();
    assert_eq!(made.as_image().unwrap().row(1, 4)[12], 0.75);
}

#[test]
fn the_words_of_the_compiler_are_those_of_the_call() {
    let (Some(plugins), Some(host)) = (plugins(), host()) else { return };
    let told = call(&plugins, "broken", &host).unwrap_err();
    assert_eq!(told.status, CallStatus::Failed);
    assert!(told.message.contains("no definition in scope for identifier: `nothing`"), "{}", told.message);
}
