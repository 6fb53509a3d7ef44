//! What is pasted without a seam may be a line, either way: the device comes to the same, and in few steps.

use serde_json::Value;

use crate::stage::Stage;
use crate::{DIFFERENCE_MAX, has_device, pictures};

/// Each kernel of a round on each of a dozen grids, nine rounds, is less than this.
const DISPATCHES_MAX: u64 = 2000;

#[test]
fn a_line_is_pasted_in_few_steps() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    for (width, height) in [(700, 3), (3, 700), (500, 4), (6, 500), (400, 9)] {
        let (wide, high) = (width + 40, height + 40);
        let rect = [20.0 / wide as f32, 20.0 / high as f32, width as f32 / wide as f32, height as f32 / high as f32];
        let graph = format!(
            r#"(weft: 1, nodes: {{
                "base": (kind: "image.noise", version: 1, set: {{"width": {wide}, "height": {high}}}),
                "over": (kind: "image.noise", version: 1, set: {{"width": {wide}, "height": {high}, "seed": 5}}),
                "line": (kind: "mask.rectangle", version: 1, set: {{"rect": {rect:?}}}, wires: {{"like": "base.image"}}),
                "pasted": (kind: "blend.poisson", version: 1, wires: {{"base": "base.image", "overlay": "over.image", "mask": "line.mask"}}),
                "kept": (kind: "files.save_image", version: 1, set: {{"path": "kept.tif", "depth": "float"}}, wires: {{"image": "pasted.image"}}),
            }})"#
        );
        stage.write("line.ron", &graph);
        let [(here, _), (there, ended)] = ["cpu", "software"].map(|device| {
            let said = stage.weft(&["--device", device, "run", "line.ron", "--no-cache", "--json"]).ended(0);
            let events = said.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            let ended = events.into_iter().find(|event| event["event"] == "run-ended").unwrap();
            (pictures::read(&stage.path("kept.tif")), ended)
        });
        let difference = pictures::difference(&here, &there, false);
        let dispatches = ended["gpu"]["dispatches"].as_u64().unwrap();
        println!("{width} × {height}: {dispatches} dispatches, {difference:.1e}");
        assert!(difference <= DIFFERENCE_MAX, "{width} × {height} differs by {difference:e}");
        assert!((1..DISPATCHES_MAX).contains(&dispatches), "{width} × {height} takes {dispatches} dispatches");
    }
}
