//! A plugin in C, written outside of this repository, that brings a shader of its own.

use super::stage::{Said, Stage, root};
use super::{has_device, pictures};
use std::process::Command;

const GRAPH: &str = r#"(weft: 1, nodes: {
    "noise": (kind: "image.noise", version: 1, set: {"width": 70, "height": 50, "channels": 4}),
    "few": (kind: "com.acme.posterize", version: 1, set: {"steps": 5.0}, wires: {"image": "noise.image"}),
    "saved": (kind: "files.save_image", version: 1, set: {"path": "few.tif", "depth": "float"}, wires: {"image": "few.result"}),
    "beside": (kind: "image.invert", version: 1, wires: {"image": "noise.image"}),
    "kept": (kind: "files.save_image", version: 1, set: {"path": "beside.tif", "depth": "float"}, wires: {"image": "beside.image"}),
})"#;

/// Builds the sample, with other words in its shader, and says where it is. None without a compiler.
fn built(stage: &Stage, name: &str, (old, new): (&str, &str)) -> Option<String> {
    let text = std::fs::read_to_string(root().join("plugin-api/examples/posterize.c")).unwrap();
    assert!(text.contains(old));
    let source = stage.write(&format!("{name}/posterize.c"), &text.replace(old, new));
    let library = stage.path(&format!("{name}/posterize.so"));
    let mut compiler = Command::new("cc");
    compiler.args([
        "-std=c11",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-ffp-contract=off",
        "-shared",
        "-fPIC",
        "-fvisibility=hidden",
    ]);
    compiler.arg("-I").arg(root().join("plugin-api/include")).arg("-o").arg(&library).arg(source).arg("-lm");
    let Ok(said) = compiler.output() else {
        #[expect(clippy::print_stderr, reason = "what a test leaves out is told to whoever runs it")]
        {
            eprintln!("skipped: no C compiler, so the plugin with a shader is not built");
        }
        return None;
    };
    Said::from(said).ended(0);
    Some(library.to_str().unwrap().to_owned())
}

fn run(stage: &Stage, library: &str, device: &str) -> Said {
    stage.weft(&["--plugins", library, "--device", device, "run", "few.ron", "--no-cache"])
}

#[test]
fn a_c_plugin_runs_its_own_shader() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let Some(library) = built(&stage, "good", ("posterize(", "posterize(")) else { return };
    stage.write("few.ron", GRAPH);
    let seen = ["cpu", "software"].map(|device| {
        run(&stage, &library, device).ended(0);
        pictures::read(&stage.path("few.tif"))
    });
    assert!(seen[0].1.chunks(4).all(|pixel| pixel[..3].iter().all(|value| (value * 4.0).fract().abs() < 1e-5)));
    assert!(pictures::difference(&seen[0], &seen[1], false) < 1e-6);
}

#[test]
fn a_wrong_shader_is_the_error_of_its_node_and_the_rest_goes_on() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let Some(library) = built(&stage, "wrong", ("let step = round(", "let step = roundly(")) else { return };
    stage.write("few.ron", GRAPH);
    let said = run(&stage, &library, "software").ended(4);
    assert!(said.err.contains("few") && said.err.contains("roundly"), "{}", said.err);
    assert!(stage.path("beside.tif").exists() && !stage.path("few.tif").exists());
    // Where there is no device, nobody reads the shader.
    run(&stage, &library, "cpu").ended(0);
}
