//! The document through hundreds of random edits: undo gives every byte back, redo the same again.

use weft_editor::action::Action;
use weft_editor::intent::{Intent, Join, NewNode};
use weft_editor::settings::Folders;
use weft_editor::state::State;
use weft_editor::{sample_kinds, view_entry};
use weft_engine::graph::{Edit, Name, Setting};

/// A series that is the same each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }
}

const ACTIONS: [Action; 20] = [
    Action::SelectAll,
    Action::Duplicate,
    Action::Delete,
    Action::Mute,
    Action::Collapse,
    Action::ShowAllInputs,
    Action::Unwire,
    Action::MakeSubgraph,
    Action::Unpack,
    Action::Enter,
    Action::Leave,
    Action::Frame,
    Action::Note,
    Action::AlignLeft,
    Action::DistributeDown,
    Action::Layout,
    Action::Undo,
    Action::Redo,
    Action::View,
    Action::SnapToGrid,
];

fn state(folder: &std::path::Path) -> State {
    let folders = Folders { config: folder.join("c"), state: folder.join("s"), templates: None };
    let mut state = State::new(folders, sample_kinds::catalog());
    state.new_document();
    state.prepare(0.0);
    state
}

fn random_intent(state: &State, dice: &mut Dice) -> Intent {
    let level = state.document().unwrap().level();
    let names: Vec<Name> = level.nodes().map(|(name, _)| name.clone()).collect();
    let pick = |dice: &mut Dice| names.get(dice.throw(names.len())).cloned().unwrap_or_else(|| "nobody".into());
    let kinds = state.catalog.kinds();
    match dice.throw(10) {
        0..=2 => {
            let kind = Name::new(&*kinds[dice.throw(kinds.len())].id);
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let at = (dice.throw(2000) as f64, dice.throw(2000) as f64);
            let join = match state.scene.nodes.get(dice.throw(state.scene.nodes.len() + 1)) {
                Some(node) if !node.signature.outputs.is_empty() => {
                    Join::From(weft_engine::graph::Wire::new(node.name.clone(), node.signature.outputs[0].id.clone()))
                }
                _ => Join::Nothing,
            };
            Intent::AddNode(NewNode { kind, at, join })
        }
        3 => Intent::Edit(Edit::set(pick(dice), "radius", dice.throw(100))),
        4 => Intent::Drag(Edit::set(pick(dice), "contrast", 0.5), format!("set {}", dice.throw(3))),
        5 => Intent::Select((0..dice.throw(5)).map(|_| pick(dice)).collect()),
        6 => Intent::Rename(pick(dice), format!("renamed{}", dice.throw(50))),
        7 => {
            let key = pick(dice);
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let to = egui::pos2(dice.throw(3000) as f32, dice.throw(3000) as f32);
            Intent::Drag(view_entry::move_to(level, &key, to), "move".to_owned())
        }
        8 => Intent::Edit(Edit::view("note/9", Setting::from((1, 2)))),
        _ => Intent::Do(ACTIONS[dice.throw(ACTIONS.len())]),
    }
}

#[test]
fn two_hundred_random_edits_are_undone_and_done_again_byte_for_byte() {
    for seed in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        let mut state = state(folder.path());
        let mut dice = Dice(seed);
        let empty = state.document().unwrap().graph().to_string();
        for _ in 0..200 {
            let intent = random_intent(&state, &mut dice);
            state.apply(intent);
            state.prepare(0.0);
        }
        let document = state.document_mut().unwrap();
        let full = document.graph().to_string();
        let steps = document.history().n_done();
        assert!(weft_engine::graph::Graph::parse(&full).is_ok(), "seed {seed}: the file can be read");
        document.go_to(0).unwrap();
        assert_eq!(document.graph().to_string(), empty, "seed {seed}: undo");
        document.go_to(steps).unwrap();
        assert_eq!(document.graph().to_string(), full, "seed {seed}: redo");
        state.prepare(0.0);
    }
}

#[test]
fn the_session_is_told_every_edit_or_the_whole() {
    use weft_editor::document::Outbox;
    let folder = tempfile::tempdir().unwrap();
    for seed in 20..26 {
        let mut state = state(folder.path());
        let mut dice = Dice(seed);
        let mut mirror = weft_engine::graph::Graph::new();
        for _ in 0..150 {
            let intent = random_intent(&state, &mut dice);
            state.apply(intent);
            state.prepare(0.0);
            match state.document_mut().unwrap().take_outbox() {
                Outbox::Edits(edits) => {
                    for edit in edits {
                        mirror.apply(edit).unwrap();
                    }
                }
                Outbox::Whole => mirror = state.document().unwrap().graph().clone(),
            }
            let ours = state.document().unwrap().graph();
            let same = ours.nodes().map(|(name, _)| name).eq(mirror.nodes().map(|(name, _)| name))
                && ours.nodes().all(|(name, node)| same_work(node, mirror.node(name).unwrap()))
                && ours.outputs().eq(mirror.outputs())
                && ours.inputs().eq(mirror.inputs());
            assert!(same, "seed {seed}: {ours}\n{mirror}");
        }
    }
}

/// Equal but for views, which are nothing to an engine.
fn same_work(a: &weft_engine::graph::Node, b: &weft_engine::graph::Node) -> bool {
    let inner = match (a.graph(), b.graph()) {
        (Some(a), Some(b)) => {
            a.len() == b.len() && a.nodes().all(|(name, node)| b.node(name).is_some_and(|other| same_work(node, other)))
        }
        (None, None) => true,
        _ => false,
    };
    inner && a.kind == b.kind && a.set == b.set && a.wires == b.wires && a.bypass == b.bypass
}
