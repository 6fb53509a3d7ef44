//! Runs with steps on a device, on Mesa's software Vulkan: what moves over the bus, and what becomes of a run when the device
//! fails. Without Vulkan each test says that it was skipped.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

#[path = "plan_support/device.rs"]
mod device;
#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;
#[path = "plan_support/pictures.rs"]
mod pictures;

use std::time::Duration;

use device::{BYTES, GAIN, assert_close, bits, chain, counts, expected, machine_on, machine_with, result, warnings};
use weft_engine::gpu::{Binding, DeviceChoice, DriverTrial, Faults, Gpu, GpuConfig, Recall, Trouble, Work, Zeroed};
use weft_engine::run::{Ended, GpuClock, RanOn, RunEvent, StepState};
use weft_engine::trial::Trial;

const THREE: [&str; 3] = ["device.gain", "device.gain", "device.gain"];

#[test]
fn nothing_moves_between_two_steps_on_the_device() {
    let Some(machine) = machine_with(Faults::default()) else { return };
    let report = machine.run(&chain(&THREE, 1.5));
    assert_eq!(report.ended, Ended::Done);
    let moved = counts(&report);
    assert_eq!((moved.bytes_up, moved.bytes_down, moved.dispatches, moved.kernels), (BYTES, 0, 9, 1));
    assert_eq!(report.ran_on[1..], [RanOn::Gpu; 3]);
    assert_close(&result(&report), &expected(&THREE, 1.5));
    assert_eq!(machine.gpu.as_ref().unwrap().counts().bytes_down, BYTES);
}

#[test]
fn the_devices_own_clock_says_how_long_each_step_took() {
    let Some(machine) = machine_with(Faults::default()) else { return };
    let report = machine.run(&chain(&["device.gain", "shade", "device.gain"], 1.5));
    let times = report.gpu_times.unwrap();
    if times.clock == GpuClock::Device {
        assert_eq!(times.steps.iter().map(|time| &*time.name).collect::<Vec<_>>(), ["step1", "step3"]);
        assert!(times.steps.iter().all(|time| time.seconds > 0.0), "{times:?}");
        assert!(times.seconds() < report.seconds, "{times:?} in {} s", report.seconds);
        // What a step costs is what the device takes for it, not what asking for that takes.
        for time in &times.steps {
            assert!(f64::from(report.step_seconds[time.step as usize]) > time.seconds * 0.999, "{times:?}");
        }
    }
    assert_eq!(*times.device, *machine.gpu.as_ref().unwrap().device().unwrap().about().name);
    let events = machine.events.lock().unwrap();
    let Some(RunEvent::RunEnded { gpu_times, .. }) = events.last() else { panic!("{events:?}") };
    assert_eq!(*gpu_times, Some(times));
}

#[test]
fn without_a_clock_of_the_device_the_processors_is_named() {
    let Some(machine) = machine_with(Faults { no_clock: true, ..Faults::default() }) else { return };
    let report = machine.run(&chain(&THREE, 1.5));
    let times = report.gpu_times.unwrap();
    assert_eq!((times.clock, times.steps.len()), (GpuClock::Wall, 3));
    let took: f64 = report.step_seconds[1..].iter().map(|seconds| f64::from(*seconds)).sum();
    assert!((times.seconds() - took).abs() < 1e-9, "{times:?}");
}

#[test]
fn a_step_of_the_processor_in_between_moves_the_picture_twice() {
    let Some(machine) = machine_with(Faults::default()) else { return };
    let kinds = ["device.gain", "shade", "device.gain"];
    let report = machine.run(&chain(&kinds, 1.25));
    assert_eq!((counts(&report).bytes_up, counts(&report).bytes_down), (2 * BYTES, BYTES));
    assert_eq!(report.ran_on[1..], [RanOn::Gpu, RanOn::Cpu, RanOn::Gpu]);
    assert_close(&result(&report), &expected(&kinds, 1.25));
}

#[test]
fn kernels_are_compiled_once_and_buffers_are_used_again() {
    let Some(machine) = machine_with(Faults::default()) else { return };
    assert_eq!(counts(&machine.run(&chain(&THREE, 1.5))).kernels, 1);
    machine.cache.clear();
    let again = machine.run(&chain(&THREE, 0.5));
    assert_eq!((counts(&again).kernels, counts(&again).buffers_made), (0, 0));
    assert!(counts(&again).buffers_reused >= 12);
    assert_close(&result(&again), &expected(&THREE, 0.5));
}

#[test]
fn parameters_through_buffers_give_the_same() {
    let Some(machine) = machine_with(Faults { no_immediates: true, ..Faults::default() }) else { return };
    assert_close(&result(&machine.run(&chain(&THREE, 1.5))), &expected(&THREE, 1.5));
}

#[test]
fn a_wrong_kernel_is_the_failure_of_its_node_and_of_nothing_else() {
    let Some(machine) = machine_with(Faults::default()) else { return };
    let text = chain(&["device.gain", "device.wrong", "device.gain"], 1.5);
    let text = text.replace(r#"outputs: {"#, r#"outputs: {"good": "step1.image", "#);
    let report = machine.run(&text);
    assert_eq!(report.ended, Ended::Failed);
    assert_eq!(report.states[1..], [StepState::Done, StepState::Failed, StepState::Skipped]);
    let told = &report.failures[0].1;
    assert_eq!((told.code, machine.calls("device.wrong")), ("failed", 1));
    assert!(told.message.contains("no definition in scope for identifier: `beside`"), "{}", told.message);
    assert!(told.message.contains("wgsl:8"), "the author's own line: {}", told.message);
    assert!(warnings(&machine).is_empty());
    assert!(report.output("good").is_some());
}

#[test]
fn a_device_lost_once_is_replaced_and_what_it_took_along_is_made_again() {
    // The second step finds the device gone, and with it the only copy of what the first one made.
    let Some(machine) = machine_with(Faults { loss: Some((4, 1)), ..Faults::default() }) else { return };
    let report = machine.run(&chain(&THREE, 1.5));
    assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
    assert_eq!(report.ran_on[1..], [RanOn::Gpu; 3]);
    assert_eq!(warnings(&machine), [""; 0], "in the end all ran there");
    assert_close(&result(&report), &expected(&THREE, 1.5));
}

#[test]
fn a_device_lost_again_leaves_the_rest_to_the_processor_with_a_note() {
    let Some(machine) = machine_with(Faults { loss: Some((4, 9)), ..Faults::default() }) else { return };
    let report = machine.run(&chain(&THREE, 1.5));
    assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
    assert_eq!(report.ran_on[3], RanOn::Cpu);
    assert!(
        warnings(&machine).iter().any(|words| words.starts_with("runs on the processor: ")),
        "{:?}",
        warnings(&machine)
    );
    assert_close(&result(&report), &expected(&THREE, 1.5));
    assert!(machine.gpu.as_ref().unwrap().why_without().unwrap().contains("was lost 2 times within ten minutes"));
    // The next run does without from the start, and says so once.
    machine.cache.clear();
    machine.events.lock().unwrap().clear();
    assert_eq!(machine.run(&chain(&THREE, 1.5)).ran_on[1..], [RanOn::Cpu; 3]);
    let [told] = &warnings(&machine)[..] else { panic!("{:?}", warnings(&machine)) };
    assert!(
        told.contains("was lost 2 times within ten minutes: runs that begin in ten minutes try it again"),
        "{told}"
    );
}

/// Where drivers are tried.
#[cfg(target_os = "linux")]
#[test]
fn a_driver_that_does_not_survive_its_trial_leaves_all_to_the_processor_with_one_note() {
    let arguments = ["-c", "ulimit -c 0; kill -SEGV $$"].map(str::to_owned).to_vec();
    let trial = Trial { program: "/bin/sh".into(), arguments, memory: None, patience: Duration::from_secs(60) };
    let trial = Some(DriverTrial { trial, recall: Recall::Known, environment: Vec::new() });
    let machine = machine_on(Gpu::new(GpuConfig { choice: DeviceChoice::Gpu, trial, ..GpuConfig::default() }));
    let report = machine.run(&chain(&THREE, 1.5));
    assert_eq!((report.ended, &report.ran_on[1..]), (Ended::Done, &[RanOn::Cpu; 3][..]));
    assert_close(&result(&report), &expected(&THREE, 1.5));
    let [told] = &warnings(&machine)[..] else { panic!("{:?}", warnings(&machine)) };
    assert!(
        told.starts_with("runs on the processor: a graphics driver ends the program that opens it (signal: 11"),
        "{told}"
    );
    assert!(told.contains("; update the driver"), "{told}");
}

#[test]
fn a_result_that_is_lost_after_its_step_is_made_again() {
    let Some(machine) = machine_with(Faults { loss: Some((3, 1)), ..Faults::default() }) else { return };
    let text = chain(&["device.gain", "device.wrong"], 1.5).replace("device.wrong", "device.gain");
    let text = text.replace(r#"outputs: {"#, r#"outputs: {"first": "step1.image", "#);
    let report = machine.run(&text);
    assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
    for name in ["first", "result"] {
        report.output(name).unwrap().fetch().unwrap();
    }
}

#[test]
fn wherever_memory_is_missing_the_result_is_whole() {
    let kinds = ["device.gain", "shade", "device.gain", "device.gain", "shade"];
    let expected = expected(&kinds, 1.5);
    for times in [1, 3, 9, 1000] {
        let mut n_fallen_back = 0;
        for after in 0..40 {
            let faults = Faults { out_of_memory: Some((after, times)), ..Faults::default() };
            let Some(machine) = machine_with(faults) else { return };
            let report = machine.run(&chain(&kinds, 1.5));
            assert_eq!(report.ended, Ended::Done, "{after},{times}: {:?}", report.failures);
            assert_close(&result(&report), &expected);
            let warnings = warnings(&machine);
            assert!(warnings.iter().all(|words| words.contains("has no memory left")), "{after},{times}: {warnings:?}");
            n_fallen_back += usize::from(!warnings.is_empty());
        }
        // One lack is always helped; who never finds any goes to the processor and says so.
        assert_eq!(n_fallen_back > 0, times > 1, "{times}");
    }
}

#[test]
fn room_on_the_device_is_made_without_losing_a_pixel_and_no_more_than_is_wanted() {
    let Some(machine) = machine_with(Faults::default()) else { return };
    let report = machine.run(&chain(&THREE, 1.5));
    let expected = expected(&THREE, 1.5);
    assert_close(&result(&report), &expected);
    let gpu = machine.gpu.as_ref().unwrap();
    let before = gpu.counts();
    let brought_by = |bytes| {
        gpu.relieve(bytes);
        gpu.counts().since(&before).bytes_down
    };
    // The last result lies in memory too by now; two others lie on the device alone.
    assert_eq!(brought_by(BYTES), 0);
    assert_eq!(brought_by(1), BYTES);
    assert_eq!(brought_by(u64::MAX), 2 * BYTES);
    assert_close(&result(&report), &expected);
    assert_eq!(gpu.counts().since(&before).bytes_down, 2 * BYTES);
}

#[test]
fn a_plane_larger_than_a_binding_is_left_to_the_processor_with_a_note() {
    let Some(machine) = machine_with(Faults { binding_bytes_max: Some(4096), ..Faults::default() }) else { return };
    let report = machine.run(&chain(&THREE, 1.5));
    assert_eq!(report.ran_on[1..], [RanOn::Cpu; 3]);
    assert!(warnings(&machine)[0].contains("a binding of 9216 bytes, but "), "{:?}", warnings(&machine));
    assert_close(&result(&report), &expected(&THREE, 1.5));
}

#[test]
fn a_local_kind_goes_in_strips_where_a_plane_is_larger_than_a_binding() {
    let Some(whole) = machine_with(Faults::default()) else { return };
    let kinds = ["device.around", "device.around"];
    let whole = result(&whole.run(&chain(&kinds, 1.5)));
    // A plane has 9216 bytes, a row 192. Strips of 21 or 24 rows with 5 around, of which each adds 11 or 14.
    for (most, strips) in [(8064, 5), (9215, 4)] {
        let faults = Faults { binding_bytes_max: Some(most), ..Faults::default() };
        let Some(machine) = machine_with(faults) else { return };
        let report = machine.run(&chain(&kinds, 1.5));
        assert_eq!((report.ended, &warnings(&machine)[..]), (Ended::Done, &[][..]), "{:?}", report.failures);
        assert_eq!(report.ran_on[1..], [RanOn::Gpu; 2]);
        assert_eq!((counts(&report).bytes_up, counts(&report).bytes_down), (BYTES, 0), "strips stay on the device");
        assert_eq!(counts(&report).dispatches, 2 * 3 * strips);
        assert_eq!(bits(&result(&report)), bits(&whole));
    }
}

#[test]
fn a_local_kind_that_looks_further_than_strips_are_high_is_left_to_the_processor_with_a_note() {
    let Some(machine) = machine_with(Faults { binding_bytes_max: Some(4096), ..Faults::default() }) else { return };
    let report = machine.run(&chain(&["device.around"], 1.5));
    assert_eq!((report.ended, report.ran_on[1]), (Ended::Done, RanOn::Cpu));
    let told = &warnings(&machine)[0];
    assert!(told.contains("it looks 5 rows up and down, where a strip has 10"), "{told}");
}

#[test]
fn what_is_asked_of_a_device_is_checked() {
    let Some(machine) = machine_with(Faults::default()) else { return };
    let device = machine.gpu.as_ref().unwrap().device().unwrap();
    let (work, other) = (Work::new(device.clone()), Work::new(device));
    let kernel = work.kernel(GAIN, "main").unwrap();
    let [one, two] = [0; 2].map(|_| work.buffer(64, Zeroed::Yes).unwrap());
    let foreign = other.buffer(64, Zeroed::Yes).unwrap();
    let bind = |buffer, writes| Binding { buffer, offset_bytes: 0, size_bytes: 0, writes };
    let check = |bindings: &[Binding], params: &[u8], words: &str| {
        let Err(Trouble::Invalid(told)) = work.dispatch(kernel, bindings, params, [1, 1, 1]) else { panic!("{words}") };
        assert!(told.contains(words), "{told}");
    };
    let params = [0; 16];
    check(&[bind(one, false)], &params, "has 2 bindings in @group(0), but 1 buffers were given");
    check(&[bind(one, false), bind(two, false)], &params, "@binding(1) is read_write in the kernel");
    check(&[bind(one, false), bind(one, true)], &params, "are one buffer, which the kernel writes");
    check(&[bind(one, false), bind(two, true)], &params[..8], "has 12 bytes, but 8 were given");
    check(&[bind(foreign, false), bind(two, true)], &params, "none of this call");
    check(&[bind(7, false), bind(two, true)], &params, "none of this call");
    assert!(matches!(work.kernel(GAIN, "other"), Err(Trouble::Invalid(_))));
    let Err(Trouble::Invalid(told)) = work.kernel("fn main(", "main") else { panic!("no WGSL") };
    assert!(told.starts_with("the shader cannot be used: expected"), "{told}");
    let large = GAIN.replace("WEFT_X, WEFT_Y", "4096, 64");
    let Err(Trouble::Unfit(told)) = work.kernel(&large, "main") else { panic!("too many threads") };
    assert!(told.contains("a workgroup has 262144 threads"), "{told}");
    let large = large.replace("4096, 64", "1").replace("struct", "var<workgroup> all: array<f32, 100000>; struct");
    let large = large.replace("let here =", "all[0] = 1.0; let here =");
    let Err(Trouble::Unfit(told)) = work.kernel(&large, "main") else { panic!("too much memory") };
    assert!(told.contains("a workgroup shares 400000 bytes"), "{told}");
    assert!(work.upload(one, 60, &[0; 8]).is_err() && work.upload(one, 2, &[0; 4]).is_err());
    work.upload(one, 4, &[1, 2, 3, 4, 5]).unwrap();
    let mut bytes = [9; 12];
    work.download(one, 0, &mut bytes).unwrap();
    assert_eq!(bytes, [0, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0]);
    work.release(one).unwrap();
    assert!(work.download(one, 0, &mut bytes).is_err());
    let [one, two] = [0; 2].map(|_| work.buffer(3 << 20, Zeroed::No).unwrap());
    let dispatch = |x| work.dispatch(kernel, &[bind(one, false), bind(two, true)], &params, [x, 1, 1]);
    let Err(Trouble::Unfit(told)) = dispatch(6_000_000) else { panic!("more threads than the device starts") };
    assert!(told.starts_with("6000000 threads are "), "{told}");
    let words = "4000000000 threads were asked for, for 6291456 bytes in all buffers";
    assert_eq!(dispatch(4_000_000_000), Err(Trouble::Invalid(words.to_owned())));
}

#[test]
fn of_many_texts_those_used_last_stay_compiled_and_old_handles_go_on_working() {
    let Some(machine) = machine_with(Faults::default()) else { return };
    let gpu = machine.gpu.as_ref().unwrap();
    let work = Work::new(gpu.device().unwrap());
    let compiled = |text: &str| {
        let before = gpu.counts();
        let kernel = work.kernel(text, "main").unwrap();
        (kernel, gpu.counts().since(&before).kernels)
    };
    let texts: Vec<String> = (0..300).map(|at| format!("{GAIN}\nconst unique = {at};")).collect();
    let (first, _) = compiled(&texts[0]);
    texts[1..].iter().for_each(|text| assert_eq!(compiled(text).1, 1));
    let (last, again) = compiled(&texts[299]);
    assert_eq!((again, compiled(&texts[299]).0), (0, last), "one handle for one text");
    let [one, two] = [0; 2].map(|_| work.buffer(4, Zeroed::Yes).unwrap());
    let bind = |buffer, writes| Binding { buffer, offset_bytes: 0, size_bytes: 0, writes };
    let before = gpu.counts();
    work.dispatch(first, &[bind(one, false), bind(two, true)], &[1; 12], [1, 1, 1]).unwrap();
    assert_eq!(gpu.counts().since(&before).kernels, 1, "the first one went");
    assert_eq!(compiled(&texts[0]), (first, 0));
}
