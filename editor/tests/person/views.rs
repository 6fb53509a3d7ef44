//! The viewer as pictures, in both themes, with the kinds that come with Weft; `WEFT_SCREENSHOTS=folder` keeps them.

use std::path::{Path, PathBuf};

use egui_kittest::kittest::Queryable as _;
use egui_tiles::{Tiles, Tree};
use weft_editor::action::Action;
use weft_editor::canvas::Camera;
use weft_editor::dock::Pane;
use weft_editor::intent::Intent;
use weft_editor::live::{Slot, Which};
use weft_editor::settings::{Preference, Settings, Theme};
use weft_engine::EngineConfig;
use weft_engine::graph::Wire;
use weft_engine::plugins::{Origin, PluginFolder};
use weft_engine::session::Session;

use crate::desk::{Desk, folders};
use crate::{pictures, plugin};

const GRAPH: &str = r##"(
    weft: 1,
    title: "A portrait, warmer where it was painted",
    nodes: {
        "person": (kind: "sample.portrait", version: 1, set: {"seed": 12}),
        "warmer": (kind: "image.curves", version: 1, set: {"curve": [(0, 0), (0.3, 0.42), (0.7, 0.86), (1, 1)]}, wires: {"image": "person.image"}),
        "painted": (kind: "mask.paint", version: 1, set: {"strokes": [
            (points: [(0.40, 0.42, 1.0), (0.46, 0.52, 1.0), (0.54, 0.50, 1.0), (0.60, 0.42, 1.0)], radius: 0.06, hardness: 0.5, mode: "paint", shape: "line"),
            (points: [(0.2, 0.78, 1.0), (0.5, 0.7, 1.0), (0.8, 0.78, 1.0), (0.9, 0.98, 1.0), (0.1, 0.98, 1.0)], radius: 0.05, hardness: 0.8, mode: "paint", shape: "area"),
        ]}, wires: {"like": "person.image"}),
        "places": (kind: "values.points", version: 1, set: {"points": [(0.42, 0.4), (0.58, 0.4), (0.5, 0.52), (0.5, 0.62)]}),
        "part": (kind: "image.crop", version: 1, set: {"rect": (0.28, 0.18, 0.46, 0.5)}, wires: {"image": "person.image"}),
        "globe": (kind: "look.globe", version: 1, wires: {"image": "person.image"}),
        "faces": (kind: "look.faces", version: 1, wires: {"image": "person.image"}),
        "series": (kind: "look.series", version: 1),
    },
    view: {"person": (0, 0), "warmer": (256, -80), "painted": (256, 160), "places": (256, 420), "part": (512, -80),
        "globe": (512, 160), "faces": (512, 420), "series": (0, 320)},
)"##;

/// Where cargo puts the libraries of this workspace.
fn built() -> Option<PathBuf> {
    let folder = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned();
    let names = ["sample_plugin", "image_plugin", "mask_plugin", "values_plugin"];
    let file = |name: &str| {
        let (before, after) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        folder.join(format!("{before}{name}{after}"))
    };
    if let Some(missing) = names.into_iter().find(|name| !file(name).is_file()) {
        println!("skipped: {} is not built; cargo build", file(missing).display());
        return None;
    }
    Some(folder)
}

/// The viewer in front, as when somebody paints.
fn large_viewer() -> Tree<Pane> {
    let mut tiles = Tiles::default();
    let mut tabs = |panes: &[Pane]| {
        let ids = panes.iter().map(|pane| tiles.insert_pane(*pane)).collect();
        tiles.insert_tab_tile(ids)
    };
    let (canvas, viewer, inspector) = (tabs(&[Pane::Canvas]), tabs(&[Pane::Viewer]), tabs(&[Pane::Inspector]));
    let left = tiles.insert_vertical_tile(vec![canvas, inspector]);
    let root = tiles.insert_horizontal_tile(vec![left, viewer]);
    for (parent, child, part) in [(root, left, 0.33), (root, viewer, 0.67)] {
        if let Some(egui_tiles::Tile::Container(egui_tiles::Container::Linear(linear))) = tiles.get_mut(parent) {
            linear.shares.set_share(child, part);
        }
    }
    Tree::new(egui::Id::unique("dock"), root, tiles)
}

/// With the kinds that come with Weft, and those to look at.
fn engine(built: &Path, looks: &Path) -> weft_editor::StartSession {
    let mut config: EngineConfig = plugin::config(looks);
    config.plugins.folders.extend(shipped(built, &["sample", "image", "mask", "values"]));
    Box::new(move |wake| Session::in_process(config, wake))
}

fn shipped(built: &Path, names: &[&str]) -> Vec<PluginFolder> {
    let library = |name: &str| format!("{}{name}_plugin{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    names.iter().map(|name| PluginFolder { path: built.join(library(name)), origin: Origin::Named }).collect()
}

fn desk(size: egui::Vec2, theme: Theme, dock: Option<Tree<Pane>>, built: &Path, looks: &Path) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { theme, dock, minimap: false, ..Settings::default() };
    settings.write(&folders(folder.path()));
    let mut desk = Desk::painted(folder, size, engine(built, looks));
    let path = desk.folder.path().join("portrait.ron");
    std::fs::write(&path, GRAPH).unwrap();
    desk.until("the kinds are there", |app| app.state.catalog.kind("sample.portrait").is_some());
    desk.window.state_mut().wish(Intent::Open(path));
    desk.frames(4);
    desk
}

fn view(desk: &mut Desk, select: &str, wire: (&str, &str)) {
    let wire = Wire::new(wire.0, wire.1);
    desk.window.state_mut().wish(Intent::Select(vec![select.into()]));
    desk.window.state_mut().wish(Intent::View(wire));
    desk.frames(3);
    settle(desk);
}

/// Until every question is answered and painted.
fn settle(desk: &mut Desk) {
    desk.frames(4);
    desk.until("all answers", |app| {
        let live = &app.state.live;
        live.questions.iter().all(|(slot, question)| {
            matches!(slot, Slot::Field(_)) || live.answers.get(slot).is_some_and(|answer| answer.question == *question)
        })
    });
    // What is made beside the window takes a moment more.
    for _ in 0..if std::env::var_os("WEFT_SCREENSHOTS").is_some() { 200 } else { 20 } {
        desk.window.step();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn keep(desk: &mut Desk, name: &str) {
    pictures::keep(&mut desk.window, name);
}

/// A stroke over a picture, as a hand draws it, out of the kind that paints masks, at two sizes.
#[test]
fn what_is_painted_comes_out_at_any_size() {
    let (Some(built), Some(looks)) = (built(), plugin::with_looks()) else { return };
    let text = r##"(weft: 1, nodes: {
        "ground": (kind: "image.new", version: 1, set: {"width": 96, "height": 64}),
        "painted": (kind: "mask.paint", version: 1, wires: {"like": "ground.image"}),
    }, view: {"ground": (0, 0), "painted": (256, 0)})"##;
    let mut desk = Desk::with_engine(text, engine(&built, looks.path()));
    view(&mut desk, "painted", ("ground", "image"));
    let room = desk.window.get_by_label("Viewer").rect();
    let (middle, by) = (room.center(), egui::vec2(40.0, 0.0));
    desk.slide(middle - by, middle + by);
    view(&mut desk, "painted", ("painted", "mask"));
    for (width, height) in [(96, 64), (960, 640)] {
        let sides = [("width", width), ("height", height)];
        let edits = sides.map(|(side, length)| weft_engine::graph::Edit::set("ground", side, length));
        desk.window.state_mut().wish(Intent::Edit(weft_engine::graph::Edit::Batch(edits.into())));
        desk.until_reads(&format!("{width} × {height}"));
        settle(&mut desk);
        desk.window.hover_at(middle + egui::vec2(0.2, 0.2));
        desk.until_reads(&format!("{}, {}  Value 1", width / 2, height / 2));
        desk.window.hover_at(middle + egui::vec2(0.2, 40.2));
        desk.until_reads("  Value 0");
    }
}

#[test]
fn the_viewer_is_drawn_in_both_themes_and_sizes() {
    let _alone = pictures::alone();
    if !pictures::has_vulkan() {
        return;
    }
    let (Some(built), Some(looks)) = (built(), plugin::with_looks()) else { return };
    // All of them take minutes in a build without optimisation; one tells whether something is blank.
    let all = std::env::var_os("WEFT_SCREENSHOTS").is_some();
    for (theme, shade) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        for (width, height) in [(1280.0, 800.0), (2560.0, 1440.0)] {
            if !all && (shade, width) != ("dark", 1280.0) {
                continue;
            }
            let size = egui::vec2(width, height);
            if all {
                let mut small = desk(size, theme, None, &built, looks.path());
                view(&mut small, "painted", ("person", "image"));
                keep(&mut small, &format!("viewer-{shade}-{width}"));
            }
            let mut large = desk(size, theme, Some(large_viewer()), &built, looks.path());
            view(&mut large, "painted", ("person", "image"));
            keep(&mut large, &format!("paint-{shade}-{width}"));
            if width > 2000.0 {
                continue;
            }
            let person = Wire::new("person", "image");
            large.window.state_mut().wish(Intent::Pin(Some(person)));
            view(&mut large, "warmer", ("warmer", "image"));
            large.press("Compare");
            large.press("Wipe");
            large.press("Show");
            large.press("Histogram");
            large.window.key_press(egui::Key::Escape);
            let room = large.window.get_by_label("Viewer").rect();
            large.window.hover_at(room.center() + egui::vec2(40.0, -30.0));
            settle(&mut large);
            keep(&mut large, &format!("wipe-{shade}-{width}"));
            large.window.state_mut().wish(Intent::Pin(None));
            for (select, node, output) in [
                ("part", "person", "image"),
                ("places", "person", "image"),
                ("faces", "faces", "faces"),
                ("globe", "globe", "mesh"),
                ("series", "series", "tensor"),
                ("painted", "painted", "mask"),
            ] {
                view(&mut large, select, (node, output));
                if select == "globe" {
                    large.press("Shaded");
                    large.press(if shade == "dark" { "Texture" } else { "Wireframe" });
                    settle(&mut large);
                }
                keep(&mut large, &format!("viewer-{select}-{shade}-{width}"));
            }
            large.window.state_mut().wish(Intent::Pin(Some(Wire::new("painted", "mask"))));
            view(&mut large, "person", ("person", "image"));
            large.press(if shade == "dark" { "Compare" } else { "Show" });
            keep(&mut large, &format!("viewer-menu-{shade}-{width}"));
            assert!(large.window.state().state.live.answers.contains_key(&Slot::Whole(Which::Viewed)));
        }
    }
}

/// Runs for a minute in a build without optimisation, so only where somebody wants its pictures.
#[test]
fn a_demo_that_has_run_is_drawn_in_both_themes_and_sizes() {
    let _alone = pictures::alone();
    if std::env::var_os("WEFT_SCREENSHOTS").is_none() || !pictures::has_vulkan() {
        return println!("skipped: WEFT_SCREENSHOTS=folder asks for the pictures of a demo");
    }
    let Some(built) = built() else { return };
    let mut config = plugin::config(&built);
    config.plugins.folders = shipped(&built, &["sample", "files", "image", "mask", "values", "face", "toon", "blend"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("personalise.ron");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../graphs/personalise.ron"), &path).unwrap();
    let session = Box::new(move |wake| Session::in_process(config, wake));
    let mut desk = Desk::painted(folder, egui::vec2(2560.0, 1440.0), session);
    desk.until("the kinds are there", |app| app.state.catalog.kind("blend.place").is_some());
    desk.window.state_mut().wish(Intent::Open(path));
    desk.frames(4);
    desk.window.state_mut().wish(Intent::Do(Action::Run));
    let begun = std::time::Instant::now();
    let is_shown = |app: &weft_editor::App| {
        let thumbs = app.state.scene.nodes.iter().filter(|node| node.face.thumb.is_some());
        let wire = |node: &weft_editor::scene::NodeBox| {
            Wire::new(node.full_name.clone(), node.signature.outputs[0].id.clone())
        };
        app.state.live.last.is_some() && thumbs.into_iter().all(|node| app.state.live.shots.contains_key(&wire(node)))
    };
    while !is_shown(desk.window.state()) {
        assert!(begun.elapsed().as_secs() < 400, "{:?}", desk.window.state().state.live.last);
        desk.window.step();
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    view(&mut desk, "result", ("result", "value"));
    for (width, height) in [(2560.0, 1440.0), (1280.0, 800.0)] {
        desk.window.set_size(egui::vec2(width, height));
        desk.frames(3);
        desk.window.state_mut().wish(Intent::Do(Action::FitAll));
        desk.frames(3);
        if width < 2000.0 {
            // From so far one sees nothing; the end of the graph tells more.
            let app = desk.window.state_mut();
            let part = ["placed", "result"].iter().filter_map(|name| app.state.scene.rect_of(name));
            let middle = part.reduce(egui::Rect::union).unwrap().center();
            let mut camera = Camera { pan: egui::Vec2::ZERO, zoom: 0.68 };
            camera.centre(app.canvas.rect(), middle);
            app.canvas.set_camera(&app.state, camera);
        }
        for (theme, shade) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
            desk.window.state_mut().wish(Intent::Prefer(Preference::Theme(theme)));
            settle(&mut desk);
            keep(&mut desk, &format!("demo-{shade}-{width}"));
        }
    }
}
