//! Models, run by the real runtime: numbers against the reference, several at once, stop, memory, the graph cache.

use crate::stage::{Numbers, feed, inference, inference_with, model, never, picture, tensor};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use weft_engine::onnx::{ChannelOrder, Feed, InferenceConfig, Layout, Provider, Trouble, trouble};
use weft_engine::value::{Colour, Content, Image, Scalar, ScalarClass, Tensor, Value};

#[test]
fn a_runtime_that_was_found_runs_a_model_of_one_operator() {
    let Some(inference) = inference() else { return };
    assert!(inference.runtime().unwrap().version.starts_with("1."), "{}", inference.runtime().unwrap().version);
    let probed = inference.probe_all().unwrap();
    let cpu = probed.iter().find(|probed| probed.provider == Provider::Cpu).unwrap();
    assert_eq!(cpu.outcome, Ok(()));
    // Those that do not work say why.
    assert!(probed.iter().all(|probed| probed.outcome.as_ref().err().is_none_or(|why| !why.is_empty())));
}

#[test]
fn outputs_are_those_of_the_reference() {
    let Some(inference) = inference() else { return };
    for (name, input, shape) in [
        ("embed", "face", [1, 3, 16, 12]),
        ("enlarge", "picture", [1, 3, 5, 4]),
        ("half", "x", [1, 3, 6, 5]),
        ("slopes", "x", [1, 3, 6, 5]),
        ("halved", "x", [1, 3, 13, 22]),
    ] {
        let session = inference.open(&model(name), &never).unwrap();
        let input_value = tensor(&shape);
        let golden = Numbers::golden(name);
        let names: Vec<&str> = golden.iter().map(|(name, _)| name.as_str()).collect();
        let outputs = inference.run(session, &[feed(input, &input_value)], &names, &never).unwrap();
        for ((output, expected), came) in golden.iter().zip(&outputs) {
            // 16-bit models round to 11 bits.
            expected.assert_near(came, if name == "half" { 2e-3 } else { 2e-6 }, &format!("{name}.{output}"));
        }
    }
}

#[test]
fn a_model_says_what_it_takes_and_gives() {
    let Some(inference) = inference() else { return };
    let session = inference.open(&model("twice"), &never).unwrap();
    let view = inference.view(session).unwrap();
    let input = &view.ports().inputs[0];
    assert_eq!(
        (input.name.as_str(), input.shape.as_slice(), input.scalar),
        ("picture", &[-1, 3, -1, -1][..], Some(Scalar::F32))
    );
    assert_eq!(view.ports().outputs.iter().map(|port| port.name.as_str()).collect::<Vec<_>>(), ["double", "mean"]);
    assert_eq!((view.ports().opset, view.fact("value_range"), view.fact("nothing")), (Some(17), Some("0..1"), None));
    let half = inference.open(&model("half"), &never).unwrap();
    assert_eq!(inference.view(half).unwrap().ports().inputs[0].scalar, Some(Scalar::F32), "kinds see 32-bit floats");
}

#[test]
fn pictures_become_what_the_model_takes() {
    let Some(inference) = inference() else { return };
    let twice = inference.open(&model("twice"), &never).unwrap();
    let last = inference.open(&model("last"), &never).unwrap();
    // 20 wide: rows have gaps. 16 × 5: none. 64 × 16: gaps between planes.
    for (width, height) in [(20, 7), (16, 5), (64, 16), (1, 1)] {
        for channels in [1, 3, 4] {
            let image = picture(width, height, channels);
            let value = Value::new(Content::Image(image.clone()));
            let at = |channel: u32, y: u32, x: u32| image.row(channel.min(channels - 1), y)[x as usize];
            let one = Feed { scale: [2.0; 4], offset: [0.5; 4], order: ChannelOrder::Bgr, ..feed("picture", &value) };
            let other = feed("picture", &value);
            for (feed, number) in [
                (one, &(|c: u32, y, x| 2.0 * (2.0 * at(2 - c, y, x) + 0.5)) as &dyn Fn(u32, u32, u32) -> f32),
                (other, &|c, y, x| 2.0 * at(c, y, x)),
            ] {
                let outputs = inference.run(twice, &[feed], &["double"], &never).unwrap();
                assert_eq!(outputs[0].shape(), [1, 3, i64::from(height), i64::from(width)]);
                let numbers = outputs[0].as_f32().unwrap();
                let (c, y, x) = (2, height - 1, width - 1);
                assert_eq!(numbers[((c * height + y) * width + x) as usize], number(c, y, x), "{width} {channels}");
                assert_eq!(numbers[(height * width) as usize], number(1, 0, 0));
            }
            let turned = Feed { layout: Layout::ChannelsLast, ..feed("picture", &value) };
            let outputs = inference.run(last, &[turned], &["out"], &never).unwrap();
            assert_eq!(outputs[0].shape(), [1, i64::from(height), i64::from(width), 3]);
            let numbers = outputs[0].as_f32().unwrap();
            let end = numbers.len() - 1;
            assert_eq!(numbers[end], 100.0 * at(2, height - 1, width - 1));
            assert_eq!(numbers[0], at(0, 0, 0));
        }
    }
}

#[test]
fn numbers_of_other_types_are_turned_into_those_of_the_model() {
    let Some(inference) = inference() else { return };
    let session = inference.open(&model("types"), &never).unwrap();
    let floats = Value::new(Content::Tensor(Tensor::from_f32(&[3], &[0.0, 2.0, 7.0]).unwrap()));
    let mut large = Tensor::zeroed(Scalar::I64, &[3]).unwrap();
    large.as_bytes_mut()[8..16].copy_from_slice(&9_007_199_254_740_993_i64.to_ne_bytes());
    let large = Value::new(Content::Tensor(large));
    let feeds =
        [feed("u8", &floats), feed("i32", &floats), feed("i64", &large), feed("f64", &floats), feed("truth", &floats)];
    let wanted = ["u8_out", "i32_out", "f64_out", "truth_out", "positive", "same"];
    let outputs = inference.run(session, &feeds, &wanted, &never).unwrap();
    for output in &outputs[..3] {
        assert_eq!(output.as_f32().unwrap()[..3], [0.0, 2.0, 7.0]);
    }
    assert_eq!(outputs[3].as_f32().unwrap()[..3], [0.0, 1.0, 1.0]);
    assert_eq!(
        (outputs[4].scalar(), outputs[4].as_bytes()),
        (Scalar { class: ScalarClass::Uint, bits: 8 }, &[0, 1, 1][..])
    );
    assert_eq!(
        outputs[5].as_bytes()[8..16],
        9_007_199_254_740_993_i64.to_ne_bytes(),
        "whole numbers keep all their bits"
    );

    let fractions = Value::new(Content::Tensor(Tensor::from_f32(&[3], &[0.5, 2.0, 7.0]).unwrap()));
    let refused = inference.run(session, &[feed("i32", &fractions)], &wanted, &never).unwrap_err();
    assert!(refused.message.contains("takes i32 numbers, and these float32 ones do not fit"), "{}", refused.message);
}

#[test]
fn what_does_not_fit_is_told_with_both_sides() {
    let Some(inference) = inference() else { return };
    let embed = inference.open(&model("embed"), &never).unwrap();
    let wrong = |value: &Value, name: &str, output: &str| {
        let told = inference.run(embed, &[feed(name, value)], &[output], &never).unwrap_err();
        assert_eq!(trouble(&told), Trouble::Input);
        told.message
    };
    let right = tensor(&[1, 3, 16, 12]);
    assert_eq!(wrong(&right, "fase", "embedding"), "the model has no input `fase`; it has `face`");
    assert_eq!(wrong(&right, "face", "embeding"), "the model has no output `embeding`; it has `embedding`");
    assert_eq!(
        wrong(&tensor(&[1, 3, 4, 4]), "face", "embedding"),
        "the model's input `face` takes 1 × 3 × 16 × 12, but 1 × 3 × 4 × 4 came"
    );
    assert_eq!(
        wrong(&Value::text("a"), "face", "embedding"),
        "the model's input `face` takes a tensor or a picture, not text"
    );
    let none = inference.run(embed, &[], &["embedding"], &never).unwrap_err();
    assert_eq!(none.message, "the model needs its input `face`");
    let never_opened = inference.run(999, &[], &[], &never).unwrap_err();
    assert_eq!(never_opened.message, "a session was used that was never opened");
}

#[test]
fn several_pictures_are_one_run_or_one_after_another_with_the_same_numbers() {
    let Some(inference) = inference() else { return };
    let pictures: Vec<Image> = (0..3)
        .map(|at| {
            let mut image = picture(12, 16, 3);
            image.row_mut(0, 0)[0] = at as f32;
            image
        })
        .collect();
    let all =
        Value::new(Content::List(pictures.iter().cloned().map(|image| Value::new(Content::Image(image))).collect()));
    for (name, input, output) in [("twice", "picture", "double"), ("embed", "face", "embedding")] {
        let session = inference.open(&model(name), &never).unwrap();
        let together = inference.run(session, &[feed(input, &all)], &[output], &never).unwrap().remove(0);
        assert_eq!(together.shape()[0], 3, "{name}");
        let mut alone = Vec::new();
        for image in &pictures {
            let one = Value::new(Content::Image(image.clone()));
            let result = inference.run(session, &[feed(input, &one)], &[output], &never).unwrap().remove(0);
            alone.extend_from_slice(&result.as_f32().unwrap()[..result.as_bytes().len() / 4]);
        }
        assert_eq!(together.as_f32().unwrap()[..alone.len()], alone[..], "{name}");
    }
    let mut other = pictures;
    other.push(picture(4, 4, 3));
    let mixed = Value::new(Content::List(other.into_iter().map(|image| Value::new(Content::Image(image))).collect()));
    let session = inference.open(&model("twice"), &never).unwrap();
    let told = inference.run(session, &[feed("picture", &mixed)], &["double"], &never).unwrap_err();
    assert!(told.message.contains("shall have one size"), "{}", told.message);
}

#[test]
fn four_threads_on_one_session_get_the_bits_of_one_after_the_other() {
    let Some(inference) = inference() else { return };
    let inference = Arc::new(inference);
    let values: Vec<Value> = (0..4).map(|at| tensor(&[1, 3, 40 + at, 33])).collect();
    let run = |value: &Value| {
        let session = inference.open(&model("enlarge"), &never).unwrap();
        inference.run(session, &[feed("picture", value)], &["larger"], &never).unwrap().remove(0)
    };
    let alone: Vec<Tensor> = values.iter().map(run).collect();
    for _ in 0..5 {
        let together: Vec<Tensor> = std::thread::scope(|scope| {
            let threads: Vec<_> = values.iter().map(|value| scope.spawn(|| run(value))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(together, alone);
    }
    assert_eq!(inference.usage().len(), 1, "one session for all of them");
}

#[test]
fn stop_ends_a_run_between_two_operators() {
    let Some(inference) = inference() else { return };
    let session = inference.open(&model("slow"), &never).unwrap();
    let large = Value::new(Content::Tensor(Tensor::zeroed(Scalar::F32, &[1, 16, 1024, 1024]).unwrap()));
    let pressed = AtomicBool::new(false);
    let stopped = || pressed.load(Ordering::Relaxed);
    let told = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(200));
            pressed.store(true, Ordering::Relaxed);
        });
        inference.run(session, &[feed("x0", &large)], &["x80"], &stopped).unwrap_err()
    });
    assert_eq!(trouble(&told), Trouble::Stopped);
    // The session is as good as before.
    let small = tensor(&[1, 16, 8, 8]);
    assert_eq!(inference.run(session, &[feed("x0", &small)], &["x80"], &never).unwrap()[0].shape(), [1, 16, 8, 8]);
    let at_once = inference.run(session, &[feed("x0", &large)], &["x80"], &|| true).unwrap_err();
    assert_eq!(trouble(&at_once), Trouble::Stopped);
}

#[test]
fn models_are_closed_when_memory_runs_short_and_open_again_for_who_comes_back() {
    let Some(inference) = inference_with(InferenceConfig { bytes_max: 1, ..InferenceConfig::default() }) else {
        return;
    };
    let twice = inference.open(&model("twice"), &never).unwrap();
    let last = inference.open(&model("last"), &never).unwrap();
    let open: Vec<String> = inference.usage().into_iter().map(|(name, _)| name).collect();
    assert_eq!(open, [model("last")], "the older one was closed");
    let value = Value::new(Content::Image(picture(4, 4, 3)));
    let came = inference.run(twice, &[feed("picture", &value)], &["double"], &never).unwrap();
    assert_eq!(came[0].shape(), [1, 3, 4, 4], "its number is still good");
    assert_eq!(inference.usage().len(), 1);
    assert!(inference.view(last).is_ok(), "what was learned of a closed one is kept");
    assert_eq!((inference.close_idle(), inference.usage().len()), (1, 0));
}

#[test]
fn a_run_that_needs_too_much_memory_is_told_apart() {
    let Some(inference) = inference_with(InferenceConfig { input_bytes_max: Some(1000), ..InferenceConfig::default() })
    else {
        return;
    };
    let session = inference.open(&model("twice"), &never).unwrap();
    let run = |side| {
        let value = Value::new(Content::Image(Image::zeroed(side, side, 3, Colour::Srgb).unwrap()));
        inference.run(session, &[feed("picture", &value)], &["double"], &never).map(|_| ())
    };
    assert_eq!(run(8), Ok(()));
    let told = run(16).unwrap_err();
    assert_eq!(trouble(&told), Trouble::Memory);
    assert!(told.message.contains("twice.onnx` on 1 MB of numbers needs more memory"), "{}", told.message);
    assert_eq!(inference.usage().len(), 0, "it was closed, so that a smaller run has what it held");
    assert_eq!(run(8), Ok(()), "which opens it again");
}

#[test]
fn the_optimised_graph_is_kept_used_and_forgotten_when_it_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let config = || InferenceConfig { graph_cache: Some(folder.path().to_owned()), ..InferenceConfig::default() };
    let value = tensor(&[1, 3, 5, 4]);
    let run = || {
        let inference = inference_with(config())?;
        let session = inference.open(&model("enlarge"), &never).unwrap();
        Some(inference.run(session, &[feed("picture", &value)], &["larger"], &never).unwrap().remove(0))
    };
    let Some(first) = run() else { return };
    let kept = || -> Vec<_> {
        let entries = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut kept: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "ort")).collect();
        kept.sort();
        kept
    };
    assert_eq!(kept().len(), 1);
    assert_eq!(run().unwrap(), first, "the kept graph gives the same bits");
    let bytes = std::fs::read(&kept()[0]).unwrap();
    for torn in [&bytes[..bytes.len() / 2], b"rubbish"] {
        std::fs::write(&kept()[0], torn).unwrap();
        assert_eq!(run().unwrap(), first);
        // The runtime lists the weights in another order each time.
        let again = std::fs::metadata(&kept()[0]).unwrap().len();
        assert_eq!(again, bytes.len() as u64, "it was made again");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left");
}

#[test]
fn models_that_cannot_be_used_are_refused_with_a_sentence() {
    let Some(inference) = inference() else { return };
    let open = |name: &str| inference.open(&model(name), &never).unwrap_err();
    let opset = open("opset");
    assert_eq!(opset.code, "wrong-opset");
    assert!(opset.message.contains("(set 999) that ONNX Runtime 1."), "{}", opset.message);
    let outside = open("outside");
    assert!(
        outside.message.ends_with("it wants weights from `../beside.data`, outside of its folder"),
        "{}",
        outside.message
    );
    let folder = tempfile::tempdir().unwrap();
    let broken = |bytes: &[u8]| {
        let path = folder.path().join("broken.onnx");
        std::fs::write(&path, bytes).unwrap();
        inference.open(path.to_str().unwrap(), &never).unwrap_err().message
    };
    assert!(broken(b"<html>not found</html>").contains("it is no ONNX model"));
    assert!(broken(b"").contains("it names no operator set"));
    let whole = std::fs::read(model("embed")).unwrap();
    assert!(
        broken(&whole[..whole.len() - 20]).contains("it is no ONNX model (cut short)"),
        "{}",
        broken(&whole[..whole.len() - 20])
    );
    assert_eq!(trouble(&inference.open("/not/there.onnx", &never).unwrap_err()), Trouble::Missing);
}

#[test]
fn weights_beside_the_model_are_found() {
    let Some(inference) = inference() else { return };
    let session = inference.open(&model("beside"), &never).unwrap();
    let value = Value::new(Content::Tensor(Tensor::from_f32(&[3], &[1.0, 1.0, 1.0]).unwrap()));
    let sum = inference.run(session, &[feed("x", &value)], &["y"], &never).unwrap();
    assert_eq!(sum[0].as_f32().unwrap()[..3], [2.0, 3.0, 4.0]);
}
