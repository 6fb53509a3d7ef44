//! Looks at pictures, meshes, tables and texts in the viewer: zoom, exact values, channels, comparing, saving.

use egui::{Key, Modifiers, Pos2, Rect};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use weft_editor::intent::Intent;
use weft_editor::live::{Slot, Which};
use weft_engine::graph::{Edit, Wire};
use weft_engine::session::{PixelFormat, Shown};

use crate::desk::Desk;
use crate::plugin;

const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "sky": (kind: "look.picture", version: 1),
        "sea": (kind: "look.picture", version: 1, set: {"blue": 0.75}),
        "odd": (kind: "look.picture", version: 1, set: {"odd": true, "channels": 4}),
        "faces": (kind: "look.faces", version: 1, wires: {"image": "sky.image"}),
        "globe": (kind: "look.globe", version: 1, wires: {"image": "sky.image"}),
        "words": (kind: "look.words", version: 1),
        "series": (kind: "look.series", version: 1),
        "roll": (kind: "look.roll", version: 1),
    },
    view: {"sky": (0, 0), "sea": (0, 300), "odd": (0, 600), "faces": (260, 0), "globe": (260, 300)},
)"#;

fn looking(wire: (&str, &str)) -> Option<Desk> {
    let mut desk = Desk::with_session(GRAPH, plugin::with_looks()?);
    view(&mut desk, wire);
    Some(desk)
}

fn view(desk: &mut Desk, (node, output): (&str, &str)) {
    let wire = Wire::new(node, output);
    desk.window.state_mut().wish(Intent::View(wire.clone()));
    desk.frames(2);
    let of = move |app: &weft_editor::App| {
        app.state.live.answers.get(&Slot::Whole(Which::Viewed)).is_some_and(|answer| {
            // Faces lie over the picture that they were found in.
            answer.question.wire == wire || wire.output == "faces"
        })
    };
    desk.until("what is viewed", of);
    desk.frames(3);
}

fn room(desk: &Desk) -> Rect {
    desk.window.get_by_label("Viewer").rect()
}

/// A click on the picture gives it the keyboard.
fn take_keyboard(desk: &mut Desk) {
    let at = room(desk).center();
    desk.tap(at);
}

fn menu(desk: &mut Desk, button: &str, entry: &str) {
    desk.press(button);
    desk.press(entry);
}

#[test]
fn the_pixel_under_the_pointer_is_told_exactly() {
    let Some(mut desk) = looking(("sky", "image")) else { return };
    let middle = room(&desk).center();
    desk.window.hover_at(middle + egui::vec2(0.2, 0.2));
    desk.until_reads("48, 32  R 0.5  G 0.5  B 0.25");
    // As the engine has it: a third is not what eight bits make of it.
    desk.window.state_mut().wish(Intent::Edit(Edit::set("sky", "blue", 1.0 / 3.0)));
    desk.until_reads("B 0.33333334");
    assert!(desk.reads("96 × 64"));
}

#[test]
fn values_come_through_from_an_engine_in_a_process_of_its_own() {
    let Some(session) = plugin::with_looks().and_then(crate::live::in_child) else { return };
    let mut desk = Desk::with_engine(GRAPH, session);
    view(&mut desk, ("sky", "image"));
    let at = room(&desk).center() + egui::vec2(0.2, 0.2);
    desk.window.hover_at(at);
    desk.until_reads("48, 32  R 0.5  G 0.5  B 0.25");
    take_keyboard(&mut desk);
    desk.strike(Modifiers::NONE, Key::K);
    let floats = |app: &weft_editor::App| {
        let answer = app.state.live.answers.get(&Slot::Whole(Which::Viewed));
        answer.and_then(|answer| answer.seen()).is_some_and(|shown| match &**shown {
            Shown::Image(view) => view.format == PixelFormat::F32 && view.pixels.floats().contains(&0.25),
            _ => false,
        })
    };
    desk.until("all of it as floats", floats);
}

#[test]
fn the_wheel_and_keys_zoom_and_what_is_under_the_pointer_stays() {
    let Some(mut desk) = looking(("sky", "image")) else { return };
    assert!(desk.reads("Fit"));
    let at = room(&desk).center() + egui::vec2(31.0, -17.0);
    desk.window.hover_at(at);
    let pixel = |desk: &mut Desk| {
        desk.until_reads("  R 0.");
        let node = desk.window.query_all_by_label_contains("  R 0.").next().unwrap();
        let text = node.accesskit_node().label().unwrap();
        text.split("  R").next().unwrap().to_owned()
    };
    desk.frames(3);
    let before = pixel(&mut desk);
    desk.window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        source: egui::MouseWheelSource::Wheel,
        delta: egui::vec2(0.0, 3.0),
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
    });
    desk.frames(4);
    assert!(!desk.reads("Fit"));
    assert_eq!(pixel(&mut desk), before);
    take_keyboard(&mut desk);
    desk.strike(Modifiers::NONE, Key::Num1);
    assert!(desk.sees("100 %"));
    desk.strike(Modifiers::NONE, Key::F);
    assert!(desk.reads("Fit"));
    desk.window.query_all_by_label_contains("Fit ").next().unwrap().click();
    desk.frames(3);
    desk.window.get_by_label_contains("400 %").click();
    desk.frames(3);
    assert!(desk.sees("400 %"));
}

#[test]
fn a_large_picture_is_asked_for_as_it_is_seen() {
    let Some(mut desk) = looking(("sky", "image")) else { return };
    let large = Edit::Batch(vec![Edit::set("sky", "width", 4096), Edit::set("sky", "height", 2048)]);
    desk.window.state_mut().wish(Intent::Edit(large));
    desk.until_reads("4096 × 2048");
    let answer = |desk: &Desk, slot| desk.window.state().state.live.answers.get(&slot).cloned();
    let view = |desk: &Desk, slot| match &**answer(desk, slot)?.seen()? {
        Shown::Image(view) => Some((view.region, view.columns)),
        _ => None,
    };
    let (_, columns) = view(&desk, Slot::Whole(Which::Viewed)).unwrap();
    assert!(columns <= 512, "no larger than the pane: {columns}");
    assert!(answer(&desk, Slot::Close(Which::Viewed)).is_none());
    take_keyboard(&mut desk);
    desk.strike(Modifiers::NONE, Key::Num1);
    desk.until("the seen part", |app| app.state.live.answers.contains_key(&Slot::Close(Which::Viewed)));
    let (region, columns) = view(&desk, Slot::Close(Which::Viewed)).unwrap();
    assert_eq!(region.width, columns, "pixel for pixel");
    assert!(region.width < 1024 && region.x > 1024, "only what is seen: {region:?}");
}

#[test]
fn histogram_and_marks_tell_of_values_that_no_screen_shows() {
    let Some(mut desk) = looking(("odd", "image")) else { return };
    take_keyboard(&mut desk);
    desk.strike(Modifiers::NONE, Key::H);
    desk.until_reads("Histogram. Red -0.500 to 1.500");
    assert!(desk.reads("1 pixel without a number"));
    desk.strike(Modifiers::NONE, Key::K);
    let floats = |app: &weft_editor::App| {
        app.state.live.answers[&Slot::Whole(Which::Viewed)].question.look.format == PixelFormat::F32
    };
    desk.until("values, not bytes", floats);
    desk.strike(Modifiers::NONE, Key::A);
    assert!(desk.sees("Alpha"), "the menu says which channel is shown");
    desk.strike(Modifiers::NONE, Key::A);
    assert!(desk.sees("Colour"));
}

#[test]
fn two_outputs_are_wiped_and_their_difference_is_told() {
    let Some(mut desk) = looking(("sky", "image")) else { return };
    menu(&mut desk, "Compare", "Pin this output");
    // Whoever pins wants to compare.
    view(&mut desk, ("sea", "image"));
    desk.until("the pinned one", |app| app.state.live.answers.contains_key(&Slot::Whole(Which::Pinned)));
    desk.frames(3);
    let handle = desk.place("Place of the wipe");
    desk.window.hover_at(handle);
    desk.frames(2);
    desk.window.drag_at(handle);
    desk.window.step();
    for step in 1..=5_u8 {
        desk.window.hover_at(handle + egui::vec2(f32::from(step) * 12.0, 0.0));
        desk.window.step();
    }
    desk.window.drop_at(handle + egui::vec2(60.0, 0.0));
    desk.frames(2);
    assert!((desk.place("Place of the wipe").x - handle.x - 60.0).abs() < 2.0);
    desk.window.hover_at(room(&desk).center() + egui::vec2(0.2, 0.2));
    desk.until_reads("Pinned 48, 32  R 0.5  G 0.5  B 0.25");
    assert!(desk.reads("B 0.75"));
    take_keyboard(&mut desk);
    desk.strike(Modifiers::NONE, Key::D);
    assert!(desk.sees("Difference"));
    menu(&mut desk, "Difference", "Unpin");
    assert_eq!(desk.window.state().state.document().unwrap().pinned, None);
}

#[test]
fn a_held_output_stays_whatever_is_viewed() {
    let Some(mut desk) = looking(("sky", "image")) else { return };
    menu(&mut desk, "Compare", "Keep showing this output");
    assert!(desk.window.state().state.document().unwrap().held.is_some());
    menu(&mut desk, "Compare", "Follow what is viewed");
    assert!(desk.window.state().state.document().unwrap().held.is_none());
    menu(&mut desk, "Viewed output: sky.image", "sea  Image");
    assert_eq!(desk.window.state().state.document().unwrap().shown(), Some(&Wire::new("sea", "image")));
}

#[test]
fn faces_are_drawn_over_their_picture_and_over_others() {
    let Some(mut desk) = looking(("faces", "faces")) else { return };
    desk.until_reads("faces 1 · 98 %");
    assert!(desk.reads("faces 2 · 75 %") && desk.reads("96 × 64"));
    menu(&mut desk, "Show", "As a table");
    desk.until_reads("5 fields");
    view(&mut desk, ("sea", "image"));
    assert!(!desk.reads("98 %"));
    menu(&mut desk, "Show", "faces.faces");
    desk.until_reads("faces 1 · 98 %");
}

#[test]
fn a_mesh_is_turned_and_drawn_in_four_ways() {
    let Some(mut desk) = looking(("globe", "mesh")) else { return };
    let mesh = |app: &weft_editor::App| {
        let answer = app.state.live.answers.get(&Slot::Whole(Which::Viewed));
        answer.and_then(|answer| answer.seen()).is_some_and(|shown| matches!(&**shown, Shown::Mesh(view) if view.uvs))
    };
    desk.until("triangles", mesh);
    desk.until("the picture on it", |app| app.state.live.answers.contains_key(&Slot::Texture));
    for (from, to) in [("Shaded", "Wireframe"), ("Wireframe", "Texture"), ("Texture", "Normals")] {
        menu(&mut desk, from, to);
        assert!(desk.sees(to));
    }
    let middle = room(&desk).center();
    desk.window.hover_at(middle);
    desk.window.drag_at(middle);
    desk.window.step();
    desk.window.hover_at(middle + egui::vec2(40.0, 20.0));
    desk.window.step();
    desk.window.drop_at(middle + egui::vec2(40.0, 20.0));
    desk.frames(3);
}

#[test]
fn pictures_of_a_list_are_stepped_through() {
    let Some(mut desk) = looking(("roll", "images")) else { return };
    desk.until_reads("1 of 3");
    desk.window.hover_at(room(&desk).center());
    desk.until_reads("Value 1");
    desk.window.get_by_label("Next item").click();
    desk.until_reads("2 of 3");
    desk.until_reads("Value 0.5");
    desk.window.get_by_label("Previous item").click();
    desk.until_reads("Value 1");
}

#[test]
fn a_viewer_that_has_shown_everything_comes_to_rest() {
    for wire in [("sky", "image"), ("faces", "faces"), ("globe", "mesh"), ("series", "tensor")] {
        let Some(mut desk) = looking(wire) else { return };
        desk.until("all answers", |app| {
            let live = &app.state.live;
            live.questions.iter().all(|(slot, asked)| {
                matches!(slot, Slot::Field(5..))
                    || live.answers.get(slot).is_some_and(|answer| answer.question == *asked)
            })
        });
        desk.frames(120);
        // It panics where frames never end.
        desk.window.run();
    }
}

#[test]
fn long_tables_come_in_pages_and_texts_are_laid_out() {
    let Some(mut desk) = looking(("series", "tensor")) else { return };
    desk.until_reads("1 to 200 of 450 rows");
    desk.window.get_by_label("Next").click();
    desk.until_reads("201 to 400 of 450 rows");
    desk.window.get_by_label("Next").click();
    desk.until_reads("401 to 450 of 450 rows");
    desk.until_reads("801");
    view(&mut desk, ("words", "text"));
    desk.until_reads("\"sizes\": [\n    1,");
}

#[test]
fn what_is_viewed_is_saved_with_all_it_has() {
    let Some(mut desk) = looking(("sky", "image")) else { return };
    let folder = desk.folder.path().to_owned();
    let save = |desk: &mut Desk, name: &str| {
        desk.window.state_mut().wish(Intent::SaveView(folder.join(name)));
        desk.until("it is saved", |app| app.state.live.save_to.is_none() && app.state.notice.is_some());
        assert_eq!(desk.notice(), format!("Saved `{name}`."));
        desk.window.state_mut().state.notice = None;
        std::fs::read(folder.join(name)).unwrap()
    };
    desk.window.get_by_label("Show").click();
    desk.frames(3);
    desk.window.get_by_label("Save as…").click();
    desk.frames(3);
    assert!(desk.sees("Path of the file"));
    desk.window.key_press(Key::Escape);
    desk.frames(3);
    desk.frames(1);
    save(&mut desk, "sky.png");
    let file = std::io::BufReader::new(std::fs::File::open(folder.join("sky.png")).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!((info.width, info.height, info.bit_depth), (96, 64, png::BitDepth::Sixteen));
    let red = u16::from_be_bytes([bytes[6], bytes[7]]);
    assert_eq!(red, (65535.0_f32 / 96.0 + 0.5) as u16, "the second pixel of the first row");
    view(&mut desk, ("globe", "mesh"));
    assert!(String::from_utf8(save(&mut desk, "globe.obj")).unwrap().contains("\nvt "));
    view(&mut desk, ("series", "tensor"));
    assert_eq!(String::from_utf8(save(&mut desk, "series.csv")).unwrap().lines().count(), 451);
}

#[test]
fn nothing_viewed_says_what_to_do_and_asks_for_nothing() {
    let Some(plugins) = plugin::with_looks() else { return };
    let mut desk = Desk::with_session(GRAPH, plugins);
    desk.frames(3);
    assert!(desk.window.state().state.live.questions.is_empty());
    let at: Pos2 = egui::pos2(1100.0, 200.0);
    desk.window.hover_at(at);
    desk.frames(2);
    assert!(desk.window.state().state.live.answers.is_empty());
}
