//! The services, as a plugin in C uses them: what it checks itself it fails with, what it makes is looked at here.

use crate::building::{sentences, workshop};
use crate::host::TestHost;
use std::sync::atomic::Ordering;
use weft_engine::plugins::{CallError, CallStatus, LogLevel, Plugins};
use weft_engine::value::{Colour, Content, Image, Scalar, Tensor, Value};

fn services() -> Option<Plugins> {
    let workshop = workshop()?;
    workshop.build("services.c", "services_plugin", &[]);
    let (plugins, told) = workshop.discover();
    assert_eq!(sentences(&told), Vec::<String>::new());
    plugins.load("com.test.services.values").unwrap();
    Some(plugins)
}

fn call(plugins: &Plugins, name: &str, input: Option<Content>, host: &TestHost) -> Result<Vec<Value>, CallError> {
    let kind = plugins.load(&format!("com.test.services.{name}")).unwrap();
    let mut outputs = vec![None; kind.kind().outputs.len()];
    kind.call(None, &[input.map(Value::new)], &mut outputs, host)?;
    Ok(outputs.into_iter().map(Option::unwrap).collect())
}

fn image() -> Content {
    Content::Image(Image::zeroed(3, 2, 3, Colour::Srgb).unwrap())
}

#[test]
fn tensors_keep_shape_and_numbers() {
    let Some(plugins) = services() else { return };
    let tensor = Tensor::from_f32(&[2, 1, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
    let twice = Tensor::from_f32(&[2, 1, 3], &[2.0, 4.0, 6.0, 8.0, 10.0, 12.0]).unwrap();
    let outputs = call(&plugins, "tensor", Some(Content::Tensor(tensor)), &TestHost::default()).unwrap();
    assert_eq!(*outputs[0].content(), Content::Tensor(twice));
}

#[test]
fn a_mesh_has_its_arrays_and_textures() {
    let Some(plugins) = services() else { return };
    let outputs = call(&plugins, "mesh", Some(image()), &TestHost::default()).unwrap();
    let Content::Mesh(mesh) = outputs[0].content() else { panic!("{outputs:?}") };
    let names: Vec<_> = mesh.attributes().iter().map(|attribute| &*attribute.name).collect();
    assert_eq!(names, ["position", "index", "odd"]);
    assert_eq!(mesh.attributes()[0].numbers.as_f32().unwrap()[8], 8.0);
    assert_eq!(mesh.attributes()[1].numbers.scalar(), Scalar::U32);
    assert_eq!(mesh.attributes()[1].numbers.shape(), [1, 3]);
    assert!(mesh.texture("base").is_some());
}

#[test]
fn faces_are_a_list_of_records() {
    let Some(plugins) = services() else { return };
    let outputs = call(&plugins, "record", None, &TestHost::default()).unwrap();
    let faces = outputs[0].as_list().unwrap();
    let Content::Record(face) = faces[1].content() else { panic!("{outputs:?}") };
    assert_eq!(face.get("score").and_then(Value::as_float), Some(0.5));
    assert_eq!(face.fields().len(), 2);
    assert_eq!(face.get("age"), None);
}

#[test]
fn every_scalar_is_made_and_read() {
    let Some(plugins) = services() else { return };
    let outputs = call(&plugins, "values", None, &TestHost::default()).unwrap();
    let all = outputs[0].as_list().unwrap();
    assert_eq!(all[1].as_int(), Some(9_007_199_254_740_993), "whole numbers keep all their bits");
    assert_eq!(*all[4].content(), Content::Color([1.0, 0.5, 0.25, 1.0]));
}

#[test]
fn writing_copies_what_is_shared_and_only_that() {
    let Some(plugins) = services() else { return };
    let kind = plugins.load("com.test.services.write").unwrap();
    let input = Value::new(image());
    let mut outputs = [None, None];
    kind.call(None, &[Some(input.clone())], &mut outputs, &TestHost::default()).unwrap();
    assert_eq!(input.as_image().unwrap().row(0, 0)[0], 0.0, "the input is as it was");
    let [copy, own] = outputs.map(Option::unwrap);
    assert_eq!(copy.as_image().unwrap().row(0, 0)[0], 0.5);
    assert_eq!(own.as_image().unwrap().row(0, 0)[0], 0.25);
}

#[test]
fn work_is_done_once_for_each_number_on_several_threads() {
    let Some(plugins) = services() else { return };
    let host = TestHost::default();
    let outputs = call(&plugins, "squares", Some(Content::Int(1001)), &host).unwrap();
    let Content::Tensor(squares) = outputs[0].content() else { panic!("{outputs:?}") };
    let numbers = squares.as_bytes().chunks_exact(8).map(|bytes| i64::from_ne_bytes(bytes.try_into().unwrap()));
    assert!(numbers.eq((0..1001).map(|number| number * number)));
    host.stop.store(true, Ordering::Relaxed);
    let stopped = call(&plugins, "squares", Some(Content::Int(10)), &host).unwrap_err();
    assert_eq!(stopped.status, CallStatus::Cancelled);
}

#[test]
fn paths_are_the_hosts_and_a_missing_model_has_its_words() {
    let Some(plugins) = services() else { return };
    let host = TestHost::default();
    let outputs = call(&plugins, "folders", Some(Content::Text("there".into())), &host).unwrap();
    let paths: Vec<_> = outputs[0].as_list().unwrap().iter().map(|path| path.as_text().unwrap()).collect();
    assert_eq!(paths, ["/graph", "/cache/com.test.services", "/graph/a.png", "/models/weights.onnx"]);
    assert_eq!(*host.words.lock().unwrap(), [(LogLevel::Warn, "found them".to_owned())]);
    let missing = call(&plugins, "folders", Some(Content::Text("lost".into())), &host).unwrap_err();
    assert_eq!(missing.status, CallStatus::MissingModel);
    assert_eq!(missing.message, "the model `lost` is not installed");
}
