//! Dragging a value while something is viewed: a small picture at once and again and again, the full size once it is let go,
//! and nothing outdated in the way.

use weft_editor::App;
use weft_editor::intent::Intent;
use weft_editor::live::{Answer, NodeState, Slot, Which};
use weft_engine::graph::{Edit, Wire};
use weft_engine::plan::Scale;

use crate::desk::Desk;
use crate::live::GRAPH;
use crate::plugin;

fn viewed(app: &App) -> Option<&Answer> {
    app.state.live.answers.get(&Slot::Whole(Which::Viewed)).filter(|answer| answer.seen().is_some())
}

fn is_full_and_newest(app: &App) -> bool {
    let content = app.state.document().map(|document| document.content_revision());
    viewed(app).is_some_and(|answer| answer.scale == Scale::Full && Some(answer.revision) == content)
}

#[test]
fn small_pictures_come_while_a_value_is_dragged_and_the_full_one_when_it_is_let_go() {
    let Some(plugins) = plugin::built() else { return };
    // So large that a picture takes longer than a frame: none would come if each edit stopped the picture before.
    let large = GRAPH.replace("{\"width\": 96, \"height\": 64}", "{\"width\": 3000, \"height\": 2000}");
    let mut desk = Desk::with_session(&large, plugins);
    desk.window.state_mut().wish(Intent::View(Wire::new("soft", "image")));
    desk.until("the whole picture", is_full_and_newest);
    let mut came = 0;
    let mut seen = viewed(desk.window.state()).map(|answer| answer.serial);
    for step in 0_u32.. {
        let edit = Edit::set("soft", "amount", 0.2 + f64::from(step) / 10_000.0);
        desk.window.state_mut().wish(Intent::Drag(edit, "set soft.amount".to_owned()));
        desk.window.step();
        let answer = viewed(desk.window.state()).map(|answer| (answer.serial, answer.scale));
        if answer.map(|(serial, _)| serial) != seen {
            assert_eq!(answer.map(|(_, scale)| scale), Some(Scale::Quarter));
            seen = answer.map(|(serial, _)| serial);
            came += 1;
        }
        if came == 3 {
            break;
        }
        assert!(step < 5000, "no small picture came while the value was dragged");
    }
    desk.window.state_mut().wish(Intent::Drop);
    desk.until("the full size again", is_full_and_newest);
    assert_eq!(desk.window.state().state.document().unwrap().history().n_done(), 1, "a drag is one step");
}

#[test]
fn what_is_outdated_does_not_keep_a_dragged_value_waiting() {
    let Some(plugins) = plugin::built() else { return };
    let mut desk = Desk::with_session(&GRAPH.replace("{\"number\": 7.5}", "{\"how\": \"wait\"}"), plugins);
    desk.window.state_mut().wish(Intent::View(Wire::new("act", "value")));
    // It waits ten seconds at least, and says how far it is.
    desk.until("it runs", |app| matches!(app.state.live.node("act"), NodeState::Running(Some(_))));
    desk.window.state_mut().wish(Intent::Drag(Edit::set("act", "how", "well"), "set act.how".to_owned()));
    let far = std::cell::Cell::new(0.0_f32);
    desk.until("the value of what is dragged", |app| {
        if let NodeState::Running(Some(part)) = app.state.live.node("act") {
            far.set(far.get().max(*part));
        }
        viewed(app).is_some_and(|answer| answer.scale == Scale::Quarter)
    });
    assert!(far.get() < 0.9, "it ran on to {}", far.get());
    desk.window.state_mut().wish(Intent::Drop);
    desk.until("the full size", is_full_and_newest);
}
