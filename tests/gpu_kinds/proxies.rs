//! The same graph for previews at a half, a quarter and an eighth of its size: on a device what it is on the processor, and as soft
//! as in full size, as the host makes lengths in pixels shorter too.

use std::sync::Arc;
use std::time::Duration;

use weft_engine::plan::Scale;
use weft_engine::run::{RanOn, RunEvent};
use weft_engine::session::{EngineProgram, Event, ImageView, Look, PixelFormat, Session, Shown, Transport};

use crate::stage::Stage;
use crate::{has_device, pictures};

const GRAPH: &str = r#"(weft: 1, nodes: {
    "photo": (kind: "files.load_image", version: 1, set: {"path": "photo.tif"}),
    "soft": (kind: "toon.gaussian", version: 1, set: {"sigma": 8.0}, wires: {"image": "photo.image"}),
    "box": (kind: "toon.box", version: 1, set: {"radius": 8}, wires: {"image": "soft.image"}),
    "not": (kind: "image.invert", version: 1, wires: {"image": "box.image"}),
})"#;
const LONG: Duration = Duration::from_secs(60);

/// A look at the last step, and the steps that ran on the device for it.
fn look(session: &Session, scale: Scale) -> (ImageView, usize) {
    let look = Look { format: PixelFormat::F32, ..Look::default() };
    let wanted = session.preview(1, "not", "image", scale, look);
    let mut on_device = 0;
    loop {
        match session.next_within(LONG).expect("an answer") {
            Event::Run { event: RunEvent::StepDone { on: RanOn::Gpu, .. }, .. } => on_device += 1,
            Event::Preview(preview) if preview.request == wanted => match preview.shown {
                Shown::Image(view) => return (view, on_device),
                other => panic!("{other:?}"),
            },
            Event::NoPreview { told, .. } => panic!("{told:?}"),
            _ => {}
        }
    }
}

fn samples(view: &ImageView) -> Vec<f32> {
    view.pixels.bytes().as_chunks().0.iter().map(|bytes| f32::from_ne_bytes(*bytes)).collect()
}

#[test]
fn proxies_on_a_device_are_those_of_the_processor_and_as_soft_as_the_whole() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    // Waves of 64 pixels, which blurs of 8 leave half of.
    pictures::write(&stage, "photo", (256, 192, 3), |x, y, plane| {
        0.5 + 0.4 * ((x + plane * 20) as f32 * std::f32::consts::TAU / 64.0).sin() * (y as f32 * 0.02).cos()
    });
    let sessions = ["software", "cpu"].map(|device| {
        let program = stage.command(&["engine", "--no-cache", "--device", device]);
        let home = format!("WEFT_HOME={}", stage.path("home").display());
        let mut arguments = vec![home, program.get_program().to_string_lossy().into_owned()];
        arguments.extend(program.get_args().map(|word| word.to_string_lossy().into_owned()));
        let program = EngineProgram { path: "/usr/bin/env".into(), arguments, transport: Transport::Pipe };
        let session = Session::in_child(program, Arc::new(|| ()));
        loop {
            match session.next_within(LONG).expect("an engine") {
                Event::Hello(hello) => {
                    let hint = hello.device.expect("an engine says what it may work on");
                    assert_eq!((hint.asked.as_str(), hint.perhaps), (device, device == "software"));
                }
                Event::Ready { .. } => break,
                _ => {}
            }
        }
        session.set_document("graph.ron", &stage.path("."), GRAPH);
        session
    });
    let mut amplitudes = Vec::new();
    for (scale, side) in [(Scale::Full, 256), (Scale::Half, 128), (Scale::Quarter, 64), (Scale::Eighth, 32)] {
        let [(there, on_device), (here, on_none)] = [look(&sessions[0], scale), look(&sessions[1], scale)];
        assert_eq!((on_device, on_none), (3, 0), "{scale:?}");
        assert_eq!((there.columns, here.columns), (side, side), "{scale:?}");
        let (there, here) = (samples(&there), samples(&here));
        let largest = there.iter().zip(&here).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(largest <= 1e-5 && there.len() == here.len(), "{scale:?} differs by {largest}");
        let plane = &there[..there.len() / 3];
        let ends = plane.iter().fold((1.0_f32, 0.0_f32), |(low, high), sample| (low.min(*sample), high.max(*sample)));
        amplitudes.push(ends.1 - ends.0);
    }
    // With the lengths of full size, waves of an eighth would be gone: 8 pixels are one of them. A radius of one pixel is a square
    // of 3, where 8 are one of 17: so an eighth is a little softer.
    assert!(amplitudes.iter().all(|amplitude| amplitude / amplitudes[0] > 0.7), "{amplitudes:?}");
}
