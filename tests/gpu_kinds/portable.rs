//! What devices are given, looked at as drivers of other systems would: Metal, Direct3D, Vulkan without extensions.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::cases::{Case, cases_of};
use crate::stage::{Said, Stage, programs, root};
use crate::{graph, has_device, kinds_on_the_device, pictures, prepare_masks};

/// The functions that files of WGSL below a folder offer.
fn kernels_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            kernels_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "wgsl") {
            let text = std::fs::read_to_string(&path).unwrap();
            let named = text.split("@compute").skip(1).filter_map(|rest| rest.split("fn ").nth(1)?.split('(').next());
            found.extend(named.map(str::to_owned));
        }
    }
}

#[test]
fn every_text_is_portable_to_devices_that_are_not_here() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let cases: Vec<Case> = kinds_on_the_device(&stage).iter().flat_map(cases_of).collect();
    pictures::write_all(&stage);
    // Four planes, three and one: texts know nothing else of pictures.
    let pictures = ["noise", "constant", "grey"].map(str::to_owned);
    prepare_masks(&stage, &pictures);
    stage.write("all.ron", &graph(&cases, &pictures, "made"));
    let texts = stage.path("texts");
    std::fs::create_dir(&texts).unwrap();
    // With parameters of either sort, planes that are cut, and ways that are for GPUs.
    let mut told = String::new();
    for way in ["", ";immediates=none", ";binding=16000", ";kind=gpu"] {
        let faults = format!("texts={}{way}", texts.display());
        let words = ["--device", "software", "--device-faults", &faults, "run", "all.ron", "--no-cache"];
        told += &stage.weft(&words).ended(0).err;
    }
    // Small pictures are brought to the processor, where this kind counts colours.
    pictures::write(&stage, "large", (320, 280, 3), |x, y, plane| ((x * (plane + 2) + y) % 256) as f32 / 255.0);
    let pictures = ["noise", "large"].map(str::to_owned);
    prepare_masks(&stage, &pictures);
    let counted: Vec<Case> = cases.into_iter().filter(|case| case.kind == "toon.quantize").collect();
    stage.write("all.ron", &graph(&counted, &pictures, "made"));
    let faults = format!("texts={}", texts.display());
    stage.weft(&["--device", "software", "--device-faults", &faults, "run", "all.ron", "--no-cache"]).ended(0);
    let names = std::fs::read_dir(&texts).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let given: BTreeSet<String> = names.map(|name| name.rsplit_once('-').unwrap().0.to_owned()).collect();
    let mut offered = BTreeSet::from(["weft_main".to_owned()]);
    kernels_below(&root().join("plugins"), &mut offered);
    if told.contains(" buffers, but ") {
        // Those of a guide in colour are not for this device.
        offered.retain(|name| given.contains(name) || !["solve", "add_term"].contains(&&**name));
    }
    assert_eq!(given, offered, "kernels that ran, and those that there are");
    let mut check = Command::new(env!("CARGO"));
    check.current_dir(root()).args(["run", "--quiet", "--package", "weft-shader-check", "--target-dir"]);
    let said = Said::from(check.arg(programs().parent().unwrap()).arg("--").arg(&texts).output().unwrap()).ended(0);
    print!("{}", said.err);
}
