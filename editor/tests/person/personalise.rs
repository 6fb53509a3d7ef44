//! A person builds the graph of the demo from an empty canvas: kinds from the palette, names, values, wires and what is exposed
//! from the inspector; runs it, and saves it. The file is what the runner runs.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable;
use std::path::Path;
use std::process::Command;
use weft_editor::action::Action;
use weft_editor::intent::Intent;
use weft_editor::{Start, engine_program};
use weft_engine::catalog::{Catalog, Default as Preset, Input};
use weft_engine::graph::{Graph, Node, Setting, Wire};
use weft_engine::session::Session;

use crate::desk::{Desk, folders};
use crate::programs;

fn example() -> Graph {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../graphs/personalise.ron");
    Graph::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// High enough that no row of the inspector lies below its end.
fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let program = engine_program::program(programs::runner_at_home_in(folder.path()), Vec::new());
    let session: weft_editor::StartSession = Box::new(move |wake| Session::in_child(program, wake));
    let start = Start {
        folders: folders(folder.path()),
        catalog: Catalog::default(),
        native_dialogs: false,
        session: Some(session),
        runner: None,
    };
    let mut desk = Desk::start(folder, vec2(1600.0, 1800.0), start);
    desk.until("the kinds are there", |app| !app.state.catalog.kinds().is_empty());
    desk
}

impl Desk {
    /// Writes over what a line holds.
    fn write(&mut self, label: &str, text: &str) {
        self.focus(label);
        self.key(Modifiers::COMMAND, Key::A);
        self.type_text(text);
        self.key(Modifiers::NONE, Key::Enter);
    }

    fn select(&mut self, node: &str) {
        self.wish(Intent::Select(vec![node.into()]));
    }

    fn input_of(&self, node: &Node, input: &str) -> Input {
        let catalog = &self.window.state().state.catalog;
        let kind = catalog.kind(&node.kind).unwrap();
        kind.inputs.iter().find(|known| &*known.id == input).unwrap().clone()
    }

    fn give_value(&mut self, name: &str, node: &Node, input: &str, value: &Setting) {
        let known = self.input_of(node, input);
        let field = format!("{name}.{input} in the inspector");
        self.window.get_by_label(&field).scroll_to_me();
        self.window.run();
        self.click(&field);
        match known.ty.plain().unwrap_or_default() {
            // One click was all.
            "bool" => {}
            "choice" => {
                let key = value.as_text().unwrap();
                let choice = known.choices.iter().find(|choice| &*choice.key == key).unwrap();
                self.click(&choice.label);
            }
            "color" => {
                self.write(&format!("{field}: code"), value.as_text().unwrap());
                self.key(Modifiers::NONE, Key::Escape);
            }
            _ => {
                self.key(Modifiers::COMMAND, Key::A);
                self.type_text(&value.words());
                self.key(Modifiers::NONE, Key::Enter);
            }
        }
    }

    fn give_wire(&mut self, name: &str, input: &str, wire: &Wire) {
        let output = {
            let app = self.window.state();
            let other = app.state.scene.node(&wire.node).unwrap();
            other.signature.outputs.iter().find(|output| output.id == wire.output).unwrap().label.clone()
        };
        self.click(&format!("Wire {name}.{input}"));
        let entry = format!("{}  {output}", wire.node);
        // Long menus are scrolled, which takes a while to settle.
        self.window.get_by_label(&entry).scroll_to_me();
        self.window.run_steps(40);
        self.click(&entry);
    }
}

fn same(a: &Setting, b: &Setting) -> bool {
    a.words() == b.words() || a.as_f64().is_some_and(|number| b.as_f64() == Some(number))
}

/// Whether a value is what the input has anyway: typing that changes nothing.
fn is_default(known: &Input, value: &Setting) -> bool {
    match &known.default {
        Preset::Float(number) => value.as_f64() == Some(*number),
        Preset::Int(number) => value.as_f64() == Some(*number as f64),
        Preset::Bool(yes) => value.as_bool() == Some(*yes),
        Preset::Text(text) => value.as_text() == Some(text),
        Preset::None => false,
    }
}

#[test]
fn the_demo_is_built_from_an_empty_canvas_run_and_saved() {
    let example = example();
    let mut desk = desk();
    desk.act(Action::New);
    let canvas = desk.window.state().canvas.rect();
    for (at, (name, node)) in example.nodes().enumerate() {
        let place = vec2(30.0 + 170.0 * (at % 5) as f32, 40.0 + 260.0 * (at / 5) as f32);
        desk.add(canvas.min + place, &node.kind);
        let added = desk.window.state().state.only_node().unwrap();
        assert_eq!(desk.graph().node(&added).unwrap().kind, node.kind);
        desk.write("Name of the node", name);
        desk.select(name);
        for (input, value) in node.set.iter() {
            desk.give_value(name, node, input, value);
        }
        for (input, wires) in node.wires.iter() {
            for wire in wires.iter() {
                desk.give_wire(name, input, wire);
            }
        }
        let mine = desk.graph().node(name).unwrap();
        for (input, value) in node.set.iter() {
            let set = mine.set.get(input).is_some_and(|own| same(own, value));
            assert!(set || is_default(&desk.input_of(node, input), value), "{name}.{input}: {mine:?}");
        }
        assert_eq!(mine.wires, node.wires, "{name}");
    }
    for (public, target) in example.inputs() {
        desk.select(&target.node);
        let label = desk.input_of(example.node(&target.node).unwrap(), &target.input).label.to_string();
        desk.click(&format!("Expose {label}"));
        desk.wish(Intent::Select(Vec::new()));
        desk.write(&format!("Public name of {target}"), public);
    }
    for (public, wire) in example.outputs() {
        desk.select(&wire.node);
        let node = desk.window.state().state.scene.node(&wire.node).unwrap();
        let label = node.signature.outputs.iter().find(|output| output.id == wire.output).unwrap().label.clone();
        desk.click(&format!("Expose output {label}"));
        desk.wish(Intent::Select(Vec::new()));
        desk.write(&format!("Public name of {wire}"), public);
    }
    desk.write("Title of the graph", example.title());
    assert!(desk.graph().inputs().eq(example.inputs()) && desk.graph().outputs().eq(example.outputs()));
    assert_eq!(desk.graph().title(), example.title());

    desk.act(Action::Run);
    desk.until("the run is over", |app| app.state.live.last.is_some());
    let live = &desk.window.state().state.live;
    assert!(live.last.as_ref().is_some_and(|last| last.starts_with("Ran")), "{:?} {:?}", live.last, live.log);
    let picture = Wire::new("placed", "image");
    desk.until("its picture on the node", move |app| app.state.live.shots.contains_key(&picture));

    let path = desk.folder.path().join("mine.ron");
    desk.act(Action::Save);
    desk.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.type_text(path.to_str().unwrap());
    desk.key(Modifiers::NONE, Key::Enter);
    let weft = |words: &[&str]| {
        let mut command = Command::new(programs::runner_at_home_in(desk.folder.path()));
        let output = command.args(words).current_dir(desk.folder.path()).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    weft(&["graph", "fmt", "--check", "mine.ron"]);
    weft(&["run", "mine.ron", "-o", "mine"]);
    let given = Path::new(env!("CARGO_MANIFEST_DIR")).join("../graphs/personalise.ron");
    weft(&["run", given.to_str().unwrap(), "-o", "given"]);
    let read = |folder: &str| std::fs::read(desk.folder.path().join(folder).join("result.png")).unwrap();
    assert_eq!(read("mine"), read("given"));
}
