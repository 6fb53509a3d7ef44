//! The same graphs give the same bits in this process and in a child.

use std::fmt::Write as _;

use weft_engine::plan::Scale;
use weft_engine::run::Ended;
use weft_engine::session::{Look, PixelFormat, RunTurn, Session, Shown};

use crate::child::{program, shown};
use crate::dice::{Dice, count};
use crate::faults::{asleep, built, config, wait_end, wait_ready};

/// A picture through some nodes, and a number through others.
fn graph(dice: &mut Dice) -> (String, usize) {
    let n_nodes = 1 + dice.below(6);
    let (width, height, channels) = (1 + dice.below(300), 1 + dice.below(200), 1 + dice.below(4));
    let mut text = format!(
        "(weft: 1, nodes: {{\"p0\": (kind: \"fault.gradient\", version: 1, set: {{\"width\": {width}, \
         \"height\": {height}, \"channels\": {channels}, \"seed\": {}}}), \
         \"n0\": (kind: \"fault.act\", version: 1, set: {{\"number\": {}}}),",
        dice.below(1000),
        dice.below(1000),
    );
    for node in 1..=n_nodes {
        let (amount, b, before) = (dice.below(1000) as f64 / 700.0, dice.below(1000) as f64 / 7.0, dice.below(node));
        write!(
            text,
            "\"p{node}\": (kind: \"fault.mix\", version: 1, set: {{\"amount\": {amount:?}}}, wires: {{\"a\": \"p{before}.image\"}}), \
             \"n{node}\": (kind: \"fault.sum\", version: 1, set: {{\"b\": {b:?}}}, wires: {{\"a\": \"n{before}.value\"}}),",
        )
        .unwrap();
    }
    write!(text, "}}, expose: (outputs: {{\"p\": \"p{n_nodes}.image\", \"n\": \"n{n_nodes}.value\"}}))").unwrap();
    (text, n_nodes)
}

fn results(session: &Session, last: usize) -> [Shown; 2] {
    let run = session.run(&[], Scale::Full, RunTurn::Queued);
    assert_eq!(wait_end(session, run), Ended::Done);
    let look = Look { format: PixelFormat::F32, ..Look::default() };
    [shown(session, &format!("p{last}"), "image", look.clone()), shown(session, &format!("n{last}"), "value", look)]
}

/// With `WEFT_GRAPHS=200` as many as that.
#[test]
fn graphs_give_the_same_bits_in_process_and_in_a_child() {
    let Some(folder) = built() else { return };
    let here = Session::in_process(config(folder.path()), asleep());
    let there = Session::in_child(program(folder.path()), asleep());
    wait_ready(&here);
    wait_ready(&there);
    let mut dice = Dice::seeded();
    for _ in 0..count("WEFT_GRAPHS", 25) {
        let (text, last) = graph(&mut dice);
        here.set_document("g.ron", folder.path(), &text);
        there.set_document("g.ron", folder.path(), &text);
        // Strides are bytes too, and padding is none.
        let (ours, theirs) = (results(&here, last), results(&there, last));
        assert_eq!(ours[1], theirs[1], "{text}");
        let [Shown::Image(ours), Shown::Image(theirs)] = [&ours[0], &theirs[0]] else { panic!("no image: {text}") };
        for (plane, y) in (0..ours.channels).flat_map(|plane| (0..ours.rows).map(move |y| (plane, y))) {
            assert_eq!(ours.row(plane, y), theirs.row(plane, y), "plane {plane}, row {y}: {text}");
        }
    }
}
