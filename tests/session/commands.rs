//! Commands by chance, in any order and at any time: no deadlock, no word about a run after its end, one document.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use weft_engine::graph::{Edit, Node};
use weft_engine::plan::{Goal, Scale};
use weft_engine::run::RunEvent;
use weft_engine::session::{Command, Event, Look, PixelFormat, RunTurn, Session};

use crate::child::{GRAPH, check_document, program};
use crate::dice::{Dice, count};
use crate::faults::{LONG, asleep, built, config, wait_ready};

/// A session, what was asked of it, and what is there to be edited.
struct Player<'a> {
    session: &'a Session,
    dice: Dice,
    open: BTreeSet<u64>,
    ended: BTreeSet<u64>,
    /// Names of nodes that were added.
    added: Vec<String>,
    n_events: usize,
}

impl Player<'_> {
    fn play_one(&mut self, folder: &Path) {
        match self.dice.below(1000) {
            0..300 => self.edit(),
            300..420 => self.run(),
            420..720 => self.look(),
            720..800 => {
                let chosen = self.open.iter().nth(self.dice.below(self.open.len().max(1))).copied();
                self.session.stop(chosen.unwrap_or(77_777_777));
            }
            800..820 => self.session.stop_all(),
            820..850 => self.session.send(Command::Check),
            850..870 => self.session.send(Command::Hash),
            870..890 => self.session.send(Command::CloseViewer { viewer: self.dice.below(4) as u64 }),
            890..893 => self.session.send(Command::ReloadPlugins),
            893..897 => {
                self.session.set_document("again.ron", folder, GRAPH);
                self.added.clear();
            }
            897..900 => self.session.send(Command::Retry),
            // Nothing for a while, or what has come so far.
            900..930 => std::thread::sleep(Duration::from_micros(self.dice.below(2000) as u64)),
            _ => {
                while let Some(event) = self.session.try_next() {
                    self.hear(&event);
                }
            }
        }
    }

    fn edit(&mut self) {
        let amount = self.dice.below(50) as f64 / 10.0;
        let edit = match self.dice.below(10) {
            0..4 => Edit::set("soft", "amount", amount),
            4 => Edit::set("act", "how", ["well", "well", "well", "fail", "wait"][self.dice.below(5)]),
            5 => Edit::view("act", (self.dice.below(500) as f64, 3.25)),
            6 => {
                let name = format!("sum{}", self.dice.below(20));
                if self.added.contains(&name) {
                    Edit::set(&*name, "b", amount)
                } else {
                    self.added.push(name.clone());
                    Edit::add(name, Node::new("fault.sum", 1).wired("a", ("act", "value")))
                }
            }
            7 if !self.added.is_empty() => {
                let name = self.added.swap_remove(self.dice.below(self.added.len()));
                Edit::remove(name)
            }
            8 => Edit::wire("soft", "a", (["grey", "grey", "gone"][self.dice.below(3)], "image")),
            _ => Edit::Title(format!("title {amount}")),
        };
        self.session.edit(&edit).unwrap();
    }

    fn run(&mut self) {
        let targets = [vec![], vec![Goal::Name("soft".into())], vec![Goal::Name("act".into())]];
        let targets = &targets[self.dice.below(3)];
        let scale = [Scale::Full, Scale::Half][self.dice.below(2)];
        let turn = [RunTurn::Live, RunTurn::Queued][self.dice.below(2)];
        assert!(self.open.insert(self.session.run(targets, scale, turn)));
    }

    fn look(&mut self) {
        let (node, output) =
            [("soft", "image"), ("grey", "image"), ("act", "value"), ("nobody", "image")][self.dice.below(4)];
        let format = [PixelFormat::Rgba8, PixelFormat::F32][self.dice.below(2)];
        let look = Look { format, width_max: 1 + self.dice.below(600) as u32, ..Look::default() };
        let viewer = self.dice.below(4) as u64;
        assert!(self.open.insert(self.session.preview(viewer, node, output, Scale::Full, look)));
    }

    fn hear(&mut self, event: &Event) {
        self.n_events += 1;
        let (number, is_last) = match event {
            Event::Run { run, event } => (*run, matches!(event, RunEvent::RunEnded { .. })),
            Event::Refused { run, .. } => (*run, true),
            Event::Preview(preview) => (preview.request, true),
            Event::NoPreview { request, .. } => (*request, true),
            Event::Crashed(_) | Event::OutOfStep { .. } | Event::Ended { .. } | Event::Hung { .. } => {
                panic!("nothing here does that: {event:?}")
            }
            _ => return,
        };
        assert!(self.open.contains(&number), "{event:?} after its end: {}", self.ended.contains(&number));
        if is_last {
            self.open.remove(&number);
            self.ended.insert(number);
        }
    }
}

fn play(session: &Session, folder: &Path, n_commands: usize) {
    wait_ready(session);
    session.set_document("test.ron", folder, GRAPH);
    let began = Instant::now();
    let (open, ended, added) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let mut player = Player { session, dice: Dice::seeded(), open, ended, added, n_events: 0 };
    for _ in 0..n_commands {
        player.play_one(folder);
    }
    session.stop_all();
    while !player.open.is_empty() {
        let event = session.next_within(LONG);
        let event = event.unwrap_or_else(|| panic!("these never ended: {:?}", player.open));
        player.hear(&event);
    }
    check_document(session);
    let (n_requests, seconds) = (player.ended.len(), began.elapsed().as_secs_f64());
    println!("{n_commands} commands, {n_requests} runs and previews, {} events in {seconds:.1} s", player.n_events);
}

/// With `WEFT_COMMANDS=100000` as many as that.
#[test]
fn a_child_takes_any_commands_at_any_time() {
    let Some(folder) = built() else { return };
    play(&Session::in_child(program(folder.path()), asleep()), folder.path(), count("WEFT_COMMANDS", 2000));
}

#[test]
fn a_session_in_this_process_takes_any_commands_at_any_time() {
    let Some(folder) = built() else { return };
    play(&Session::in_process(config(folder.path()), asleep()), folder.path(), count("WEFT_COMMANDS", 2000));
}
