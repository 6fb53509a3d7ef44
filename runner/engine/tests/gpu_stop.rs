//! Stop while a kernel works that would take days, on Mesa's software Vulkan: the run ends, and what comes next has a device, or
//! the processor. Without Vulkan it says that it was skipped. Alone in its file: what is left at work takes the cores until the end.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may end by panicking, and says what it skips")]

#[path = "plan_support/device.rs"]
mod device;
#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;
#[path = "plan_support/pictures.rs"]
mod pictures;

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use device::{assert_close, chain, expected, machine_with, result};
use machine::{Call, Machine};
use weft_engine::gpu::{Binding, Device, Faults, Gpu, Trouble, Work};
use weft_engine::plugins::CallError;
use weft_engine::run::{Ended, Job, RanOn, Report, RunEvent, StepState, Stop};
use weft_engine::value::{Content, Image, Value};

/// No single loop: Mesa's software device ends each after 65,535 rounds.
const ENDLESS: &str = "@group(0) @binding(0) var<storage, read> before: array<f32>;
@group(0) @binding(1) var<storage, read_write> after: array<f32>;
@compute @workgroup_size(1) fn main() {
    for (var round = 0; round < 60000; round++) { after[0] = after[0] * 0.5 + before[0]; }
}";

/// A picture that will never be finished: whoever reads it waits.
fn endless(call: Call<'_>) -> Result<(), CallError> {
    let image = call.picture(0);
    let Call { outputs, host, .. } = call;
    let Some(device) = host.gpu().and_then(Gpu::device) else {
        outputs[0] = Some(Value::new(Content::Image(image)));
        return Ok(());
    };
    let work = Work::metered(device, host.meter());
    let made = || -> Result<Image, Trouble> {
        let kernel = work.kernel(ENDLESS, "main")?;
        let before = work.image(&image)?;
        let (after, made) = work.new_image(image.width(), image.height(), image.channels(), image.colour())?;
        let bind = |buffer, writes| Binding { buffer, offset_bytes: 0, size_bytes: 0, writes };
        work.dispatch(kernel, &[bind(before[0], false), bind(after[0], true)], &[], [65535, 32767, 1])?;
        work.flush()?;
        Ok(made)
    };
    let made = made()?;
    host.used_gpu();
    outputs[0] = Some(Value::new(Content::Image(made)));
    Ok(())
}

fn machine() -> Option<Machine> {
    let machine =
        machine_with(Faults::default())?.kind("endless.goes(image: image !wire) -> image: image; pure gpu", endless);
    Some(machine)
}

/// Runs it, and presses stop once the step that never ends has begun.
fn stopped(machine: &Machine, text: &str) -> Report {
    let plan = machine.plan(&kinds::graph(text), &[]);
    let stop = Stop::new();
    let press = |event| {
        if matches!(event, RunEvent::StepStarted { kind, .. } if kind.starts_with("endless.")) {
            stop.press();
        }
    };
    machine.workers.run(&Job { listener: Some(&press), stop: &stop, ..machine.job(&plan) })
}

/// Does it on a thread of its own. Whatever is there for a machine, a test that hangs says so.
fn watched(work: impl FnOnce() + Send + 'static) {
    let (tell, told) = channel();
    let thread = std::thread::spawn(move || {
        work();
        tell.send(()).unwrap();
    });
    // A panic closes the channel, and is told by the join.
    assert_ne!(
        told.recv_timeout(Duration::from_secs(300)),
        Err(std::sync::mpsc::RecvTimeoutError::Timeout),
        "it hangs"
    );
    thread.join().unwrap();
}

#[test]
fn a_kernel_that_never_ends_is_left_at_work_and_the_next_run_has_another_device() {
    watched(|| {
        let Some(machine) = machine() else { return };
        let device = || -> Option<Arc<Device>> { machine.gpu.as_ref().unwrap().device() };
        let first = device().unwrap();
        let text = chain(&["endless.goes", "device.gain", "shade"], 1.5);
        let report = stopped(&machine, &text.replace("outputs: {", r#"outputs: {"source": "source.image", "#));
        assert_eq!((report.ended, &report.failures[..]), (Ended::Cancelled, &[][..]));
        assert!(report.output("result").is_none());
        assert_eq!(report.states[0], StepState::Done);
        report.output("source").unwrap().fetch().unwrap();

        let kinds = ["device.gain", "device.gain"];
        let report = machine.run(&chain(&kinds, 1.5));
        assert_eq!((report.ended, &report.ran_on[1..]), (Ended::Done, &[RanOn::Gpu; 2][..]));
        assert_close(&result(&report), &expected(&kinds, 1.5));
        let second = device().unwrap();
        assert!(!Arc::ptr_eq(&first, &second) && !first.is_lost());

        // Nothing of it is kept, so it runs once more. Two at work are enough for one machine.
        assert_eq!(machine.calls("endless.goes"), 1);
        let report = stopped(&machine, &text);
        assert_eq!((report.ended, machine.calls("endless.goes")), (Ended::Cancelled, 1));
        assert_eq!(report.states[0], StepState::Reused);
        machine.cache.clear();
        let report = machine.run(&chain(&kinds, 1.5));
        assert_eq!((report.ended, &report.ran_on[1..]), (Ended::Done, &[RanOn::Cpu; 2][..]));
        assert_close(&result(&report), &expected(&kinds, 1.5));
        let why = machine.gpu.as_ref().unwrap().why_without().unwrap();
        assert!(why.ends_with("still works on what was stopped"), "{why}");
    });
}
