//! Runs of pointwise steps on a device, on Mesa's software Vulkan: one kernel for all, whose fault a mistake is, and what
//! becomes of them when the device fails. Without Vulkan each test says that it was skipped.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

#[path = "plan_support/device.rs"]
mod device;
#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;
#[path = "plan_support/pictures.rs"]
mod pictures;

use device::{BYTES, assert_close, chain, counts, expected, machine_with, result, warnings};
use kinds::{World, graph, kind, try_plan};
use weft_engine::catalog::Catalog;
use weft_engine::gpu::Faults;
use weft_engine::plan::Reach;
use weft_engine::run::{Ended, RanOn, StepState};
use weft_engine::value::Colour;

const TEN: [&str; 10] = ["snippet.gain"; 10];

#[test]
fn ten_pointwise_steps_are_one_kernel() {
    let Some(mut machine) = machine_with(Faults::default()) else { return };
    machine.reach = Reach::All;
    let report = machine.run(&chain(&TEN, 0.9));
    assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
    let moved = counts(&report);
    assert_eq!((moved.dispatches, moved.kernels, moved.fused_steps, moved.bytes_up), (1, 1, 10, BYTES));
    assert_eq!((report.count(StepState::Done), machine.calls("snippet.gain")), (11, 0));
    assert_eq!(report.ran_on[1..], [RanOn::Gpu; 10]);
    let times = &report.gpu_times.as_ref().unwrap().steps;
    assert!(times.len() == 10 && times.iter().all(|time| time.seconds == times[0].seconds), "{times:?}");
    assert_close(&result(&report), &expected(&TEN, 0.9));
    // Other numbers need no other kernel.
    assert_eq!(counts(&machine.run(&chain(&TEN, 0.8))).kernels, 0);
}

#[test]
fn long_runs_are_cut_into_several_kernels() {
    let Some(mut machine) = machine_with(Faults::default()) else { return };
    machine.reach = Reach::All;
    let kinds = ["snippet.gain"; 40];
    let report = machine.run(&chain(&kinds, 0.9));
    assert_eq!((counts(&report).fused_steps, counts(&report).dispatches, counts(&report).bytes_up), (40, 3, BYTES));
    assert_close(&result(&report), &expected(&kinds, 0.9));
}

#[test]
fn a_snippet_goes_where_the_picture_is_and_else_stays_on_the_processor() {
    let Some(machine) = machine_with(Faults::default()) else { return };
    let between = ["device.gain", "snippet.gain", "snippet.gain", "device.gain"];
    let report = machine.run(&chain(&between, 0.9));
    assert_eq!(report.ran_on[1..], [RanOn::Gpu; 4]);
    assert_eq!((counts(&report).bytes_up, counts(&report).bytes_down), (BYTES, 0));
    assert_close(&result(&report), &expected(&between, 0.9));
    let alone = machine.run(&chain(&["snippet.gain", "snippet.gain"], 0.9));
    assert_eq!((alone.ran_on[1..].to_vec(), alone.gpu), (vec![RanOn::Cpu; 2], None));
}

#[test]
fn planes_larger_than_a_binding_go_in_strips() {
    let Some(mut machine) = machine_with(Faults { binding_bytes_max: Some(4000), ..Faults::default() }) else { return };
    machine.reach = Reach::All;
    let report = machine.run(&chain(&TEN, 0.9));
    assert_eq!((counts(&report).dispatches, counts(&report).fused_steps), (3, 10));
    assert_close(&result(&report), &expected(&TEN, 0.9));
}

#[test]
fn every_number_of_planes_keeps_its_meaning() {
    let Some(mut machine) = machine_with(Faults::default()) else { return };
    machine.reach = Reach::All;
    for planes in 1..=4 {
        let text = chain(&["snippet.gain"], 0.9).replace(r#""width""#, &format!(r#""planes": {planes}, "width""#));
        let image = result(&machine.run(&text));
        let source = result(&machine.run(&text.replace(r#"result": "step1"#, r#"result": "source"#)));
        for plane in 0..planes {
            let expected = source.row(plane, 1)[2] * 0.9 + 0.125;
            assert!((image.row(plane, 1)[2] - expected).abs() < 1e-6, "plane {plane} of {planes}");
        }
    }
}

#[test]
fn a_snippet_may_give_grey_or_a_mask_in_the_same_kernel() {
    let Some(mut machine) = machine_with(Faults::default()) else { return };
    machine.reach = Reach::All;
    for planes in 1..=4 {
        let with_planes = |text: &str| text.replace(r#""width""#, &format!(r#""planes": {planes}, "width""#));
        let grey = ["snippet.gain", "snippet.grey", "snippet.gain"];
        let report = machine.run(&with_planes(&chain(&grey, 0.9)));
        assert_eq!((report.ended, counts(&report).dispatches), (Ended::Done, 1), "{:?}", report.failures);
        let image = result(&report);
        let source = result(&machine.run(&with_planes(&chain(&[], 0.9))));
        let gained = |sample: f32| sample * 0.9 + 0.125;
        let sample = |plane: u32| gained(source.row(plane, 1)[2]);
        let sum: f32 = if planes < 3 { 3.0 * sample(0) } else { (0..3).map(sample).sum() };
        let alpha = (planes % 2 == 0).then(|| sample(planes - 1));
        assert_eq!(image.channels(), 1 + u32::from(alpha.is_some()));
        assert!((image.row(0, 1)[2] - gained(sum)).abs() < 1e-5, "{planes}");
        if let Some(alpha) = alpha {
            assert!((image.row(1, 1)[2] - gained(alpha)).abs() < 1e-5, "{planes}");
        }
        let mask = with_planes(&chain(&["snippet.gain", "snippet.mask"], 0.9)).replace("step2.image", "step2.mask");
        let report = machine.run(&mask);
        assert_eq!(counts(&report).dispatches, 1);
        let image = result(&report);
        assert_eq!((image.channels(), image.colour()), (1, Colour::Data));
        let colours = if planes < 3 { 1.0 } else { 3.0 };
        let expected = sample(0) + alpha.unwrap_or(1.0) * colours;
        assert!((image.row(0, 1)[2] - expected).abs() < 1e-5, "{planes}");
    }
}

#[test]
fn a_wrong_snippet_is_the_failure_of_its_node() {
    let Some(mut machine) = machine_with(Faults::default()) else { return };
    machine.reach = Reach::All;
    let report = machine.run(&chain(&["snippet.gain", "snippet.wrong", "snippet.gain"], 0.9));
    assert_eq!(report.states[1..], [StepState::Done, StepState::Failed, StepState::Skipped]);
    let (step, told) = &report.failures[0];
    assert_eq!((*step, told.code), (2, "failed"));
    assert!(told.message.contains("invalid field accessor `buy`"), "{}", told.message);
}

#[test]
fn joined_steps_run_one_by_one_on_the_processor_when_the_device_fails() {
    for faults in [
        Faults { loss: Some((0, 9)), ..Faults::default() },
        Faults { out_of_memory: Some((3, 2)), ..Faults::default() },
    ] {
        let Some(mut machine) = machine_with(faults) else { return };
        machine.reach = Reach::All;
        let report = machine.run(&chain(&TEN, 0.9));
        assert_eq!((report.ended, machine.calls("snippet.gain")), (Ended::Done, 10), "{:?}", report.failures);
        assert_eq!(report.ran_on[1..], [RanOn::Cpu; 10]);
        assert_eq!(warnings(&machine).len(), 10);
        assert_close(&result(&report), &expected(&TEN, 0.9));
    }
}

#[test]
fn where_a_result_may_come_from_is_part_of_its_name() {
    let catalog =
        Catalog::new([kind("on(a: float) -> value: float; pure gpu"), kind("off(a: float) -> value: float; pure")]);
    let digests = |reach| {
        let world = World { reach, ..World::usual() };
        let graph = graph(
            r#""one": (kind: "on", version: 1, set: {"a": 1}), "two": (kind: "off", version: 1, set: {"a": 1})
            --- outputs: {"one": "one.value", "two": "two.value"}"#,
        );
        let plan = try_plan(&graph, &catalog, &world, &[]).unwrap();
        [0, 1].map(|step| *plan.digest(step))
    };
    let (none, pays, all) = (digests(Reach::Nothing), digests(Reach::WhatPays), digests(Reach::All));
    assert_eq!(pays, all);
    assert_eq!((none[0] == all[0], none[1] == all[1]), (false, true));
}
