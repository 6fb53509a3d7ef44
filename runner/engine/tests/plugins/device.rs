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
    call_on(plugins, name, host, &picture())
}

fn picture() -> Value {
    let mut image = Image::zeroed(13, 5, 2, Colour::Data).unwrap();
    image.row_mut(1, 4)[12] = 0.75;
    Value::new(Content::Image(image))
}

fn call_on(plugins: &Plugins, name: &str, host: &TestHost, image: &Value) -> Result<Value, CallError> {
    let mut outputs = [None];
    let kind = plugins.load(&format!("com.test.device.{name}")).unwrap();
    kind.call(None, &[Some(image.clone())], &mut outputs, host)?;
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

#[test]
fn what_others_see_cannot_be_written_and_trying_fails_the_call() {
    let (Some(plugins), Some(host)) = (plugins(), host()) else { return };
    let image = picture();
    let check = |name: &str, words: &str| {
        let told = call_on(&plugins, name, &host, &image).unwrap_err();
        assert_eq!(told.status, CallStatus::Failed);
        assert_eq!(told.message, format!("`com.test.device.{name}` wrote on the device to a picture {words}"));
    };
    check("into_input", "that it got for reading");
    check("upon_input", "that it got for reading");
    check("upon_result", "that it had given as its result before");
    check("upon_read", "whose samples it had asked for in memory before");
    // Whoever reads the same picture on the device next finds it as it was.
    let made = call_on(&plugins, "twice", &host, &image).unwrap();
    assert_eq!((made.as_image().unwrap().row(1, 4)[12], made.as_image().unwrap().row(0, 0)[0]), (1.5, 0.0));
}

#[test]
fn pictures_that_a_call_forgets_end_with_it_and_are_told() {
    let (Some(plugins), Some(host)) = (plugins(), host()) else { return };
    let gpu = host.gpu.as_ref().unwrap();
    for at in 0..3 {
        let before = gpu.counts();
        let made = call(&plugins, "forgets", &host).unwrap();
        assert_eq!(made.as_image().unwrap().row(1, 4)[12], 1.5);
        assert!(at == 0 || gpu.counts().since(&before).buffers_made == 0, "buffers of the call before are used again");
    }
    let words = host.words.lock().unwrap();
    let told = "pictures on the device that `com.test.device.forgets` forgot, freed with its call: 1";
    assert!(words.iter().all(|(_, words)| words == told) && words.len() == 3, "{words:?}");
}

#[test]
fn what_a_plugin_never_gives_back_ends_with_its_call_also_if_that_fails() {
    let (Some(plugins), Some(host)) = (plugins(), host()) else { return };
    let gpu = host.gpu.as_ref().unwrap();
    let picture = picture();
    call_on(&plugins, "hoards", &host, &picture).unwrap();
    let before = gpu.counts();
    for _ in 0..50 {
        call_on(&plugins, "hoards", &host, &picture).unwrap();
        let told = call_on(&plugins, "hoards_and_fails", &host, &picture).unwrap_err();
        assert_eq!((told.status, &*told.message), (CallStatus::Failed, "as asked"));
    }
    assert_eq!(gpu.counts().since(&before).buffers_made, 0, "buffers of the call before are used again");
    assert_eq!(picture.as_image().unwrap().row(1, 4)[12], 0.75);
}

#[test]
fn too_many_threads_are_the_error_of_the_call_that_asks_for_them_and_of_no_other() {
    let (Some(plugins), Some(host)) = (plugins(), host()) else { return };
    let check = |name: &str, words: &str| {
        let told = call(&plugins, name, &host).unwrap_err();
        assert_eq!((told.status, &*told.message), (CallStatus::Failed, words));
        assert_eq!(call(&plugins, "twice", &host).unwrap().as_image().unwrap().row(1, 4)[12], 1.5);
    };
    check("crowds", "4000000000 threads were asked for, for 512 bytes in all buffers");
    check(
        "crowds_wide",
        "65536 × 65536 × 1 threads were asked for at once, but at most 4294967295 can be: ask for parts",
    );
    let words = host.words.lock().unwrap();
    assert!(words.iter().all(|(_, words)| words.starts_with("twice: ")), "{words:?}");
}
