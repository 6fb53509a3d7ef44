//! What a person waits for while a value is dragged: from the intent to the picture that has come, over the real engine in a
//! process of its own, with frames as a window has them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use weft_engine::catalog::Catalog;
use weft_engine::graph::{Edit, Wire};
use weft_engine::plan::Scale;
use weft_engine::session::Session;

use super::{Desk, Measured, SCREEN, Scratch, measured, median_ms};
use crate::app::{App, Start};
use crate::engine_program;
use crate::intent::Intent;
use crate::live::{Answer, Slot, Which};
use crate::settings::Folders;

const GRAPH: &str = include_str!("../../../graphs/cartoonise.ron");
const SIDE: i64 = 1024;
/// Of a drag: a third of a second, as a hand does it.
const EDITS: u32 = 20;
const DRAGS: u32 = 6;
const FRAME: Duration = Duration::from_nanos(16_666_667);
/// Nothing here takes as long, unless it does not work at all.
const GIVE_UP: Duration = Duration::from_secs(60);

/// Measures it with the drawn person and with a photograph from a file; else says why not.
pub(super) fn run(tell: &mut impl FnMut(&Measured)) -> Result<(), String> {
    if engine_program::runner().is_none() {
        return Err("live preview was not measured: there is no `weft` beside this program".to_owned());
    }
    let mut window = Window::open();
    let frame_case = |of: &str| format!("frame, a picture of {SIDE} x {SIDE} in the viewer{of}");
    let why = |window: &Window| window.complaint();
    window.show(&[Edit::set("person", "width", SIDE), Edit::set("person", "height", SIDE)]);
    for (what, photo) in [("drawn", None), ("from a file", Some(window.scratch.0.join("photo.png")))] {
        if let Some(photo) = photo {
            window.save_person(&photo).ok_or_else(|| why(&window))?;
            let edit = Edit::set("photo", "path", photo.to_string_lossy().as_ref());
            window.desk.app.wish(Intent::Edit(edit));
        }
        window.until_full().ok_or_else(|| why(&window))?;
        // Nobody grabs a slider in the same moment.
        window.rest(Duration::from_secs(1));
        let mut first = Vec::new();
        let mut others = Vec::new();
        let mut full = Vec::new();
        for drag in 0..DRAGS {
            // Never a value that is kept from before.
            let number = drag + if what == "drawn" { 0 } else { DRAGS };
            let dragged = window.drag(number).ok_or_else(|| why(&window))?;
            let (head, rest) = dragged.previews.split_first().ok_or_else(|| why(&window))?;
            first.push(*head);
            others.extend_from_slice(rest);
            full.push(dragged.full);
        }
        let case = |of: &str| format!("cartoonise.ron, {SIDE} x {SIDE} {what}: {of}");
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        tell(&measured(case("first preview of the first drag"), ms(first[0]), "ms", 100.0));
        tell(&measured(case("first preview of a drag"), median_ms(&mut first), "ms", 100.0));
        tell(&measured(case("each further preview"), median_ms(&mut others), "ms", 100.0));
        tell(&measured(case("full size after the drag"), median_ms(&mut full), "ms", None));
    }
    tell(&measured(frame_case(""), window.look_about(), "ms", 3.0));
    let worst = window.frames.iter().max().copied().unwrap_or_default();
    tell(&measured(frame_case(", while a value is dragged"), median_ms(&mut window.frames), "ms", 3.0));
    tell(&measured(frame_case(", the worst of them"), worst.as_secs_f64() * 1000.0, "ms", 16.0));
    Ok(())
}

struct Window {
    desk: Desk,
    woken: Receiver<()>,
    scratch: Scratch,
    frame_began: Instant,
    /// CPU of each frame of the drags.
    frames: Vec<Duration>,
}

struct Dragged {
    /// From an edit to its picture; edits that were overtaken have none.
    previews: Vec<Duration>,
    /// From letting go to the picture in full size.
    full: Duration,
}

impl Window {
    fn open() -> Self {
        let (scratch, folder) = (Scratch::new(), Scratch::new());
        let (sender, woken) = channel();
        let folders = Folders { config: folder.0.join("config"), state: folder.0.join("state"), templates: None };
        let session: crate::StartSession = Box::new(move |wake| {
            let wake = Arc::new(move || {
                wake();
                // Nobody waits any more once the bench is over.
                let _: Result<(), _> = sender.send(());
            });
            Session::in_child(engine_program::find(), wake)
        });
        let start =
            Start { folders, catalog: Catalog::default(), native_dialogs: false, session: Some(session), runner: None };
        let ctx = egui::Context::default();
        let app = App::for_context(&ctx, start);
        let desk = Desk { ctx, app, time: 0.0, _folder: folder };
        Self { desk, woken, scratch, frame_began: Instant::now(), frames: Vec::new() }
    }

    /// Opens the graph and views its drawing.
    fn show(&mut self, edits: &[Edit]) {
        let path = self.scratch.0.join("cartoonise.ron");
        drop(std::fs::write(&path, GRAPH));
        self.desk.app.wish(Intent::Open(path));
        for edit in edits {
            self.desk.app.wish(Intent::Edit(edit.clone()));
        }
        self.desk.app.wish(Intent::View(Wire::new("cartoon", "image")));
    }

    /// One frame, as soon as something has come, and 60 a second at most.
    fn frame(&mut self) -> Duration {
        let next = self.frame_began + FRAME;
        let _: Result<(), _> = self.woken.recv_timeout(FRAME);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        while self.woken.try_recv().is_ok() {}
        self.frame_began = Instant::now();
        self.desk.frame(Vec::new())
    }

    fn until(&mut self, done: impl Fn(&App) -> bool) -> Option<()> {
        let begun = Instant::now();
        while !done(&self.desk.app) {
            if begun.elapsed() > GIVE_UP {
                return None;
            }
            self.frame();
        }
        Some(())
    }

    fn rest(&mut self, time: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < time {
            self.frame();
        }
    }

    fn until_full(&mut self) -> Option<()> {
        // The edits that were wished are made in the next frame.
        self.frame();
        self.until(|app| {
            let content = app.state.document().map(|document| document.content_revision());
            viewed(app).is_some_and(|answer| answer.scale == Scale::Full && Some(answer.revision) == content)
        })
    }

    fn save_person(&mut self, path: &Path) -> Option<()> {
        self.desk.app.wish(Intent::View(Wire::new("person", "image")));
        self.until_full()?;
        self.desk.app.wish(Intent::SaveView(path.to_owned()));
        self.until(|app| app.state.notice.as_ref().is_some_and(|notice| notice.text.starts_with("Saved")))?;
        self.desk.app.wish(Intent::View(Wire::new("cartoon", "image")));
        Some(())
    }

    /// Drags how dark the lines are, a step each frame, and lets go.
    fn drag(&mut self, number: u32) -> Option<Dragged> {
        let mut wished = BTreeMap::new();
        let mut previews = Vec::new();
        let mut seen = viewed(&self.desk.app).map_or(0, |answer| answer.serial);
        let mut at = 0;
        let begun = Instant::now();
        loop {
            if at < EDITS {
                at += 1;
                let value = 0.5 + f64::from(at) * 0.05 + f64::from(number) * 0.0031;
                let edit = Edit::set("cartoon", "lines", value);
                self.desk.app.wish(Intent::Drag(edit, "drag cartoon.lines".to_owned()));
                let revision = self.desk.app.state.document()?.content_revision() + 1;
                wished.insert(revision, Instant::now());
            }
            let took = self.frame();
            self.frames.push(took);
            let came = viewed(&self.desk.app).filter(|answer| answer.serial != seen && answer.seen().is_some());
            if let Some((serial, revision)) = came.map(|answer| (answer.serial, answer.revision)) {
                seen = serial;
                previews.push(wished.get(&revision)?.elapsed());
            }
            if at == EDITS
                && wished.last_key_value().map(|(last, _)| *last) == viewed(&self.desk.app).map(|a| a.revision)
            {
                break;
            }
            if begun.elapsed() > GIVE_UP {
                return None;
            }
        }
        let let_go = Instant::now();
        self.desk.app.wish(Intent::Drop);
        self.until_full()?;
        Some(Dragged { previews, full: let_go.elapsed() })
    }

    /// The pointer moves over the picture, whose values are told.
    fn look_about(&mut self) -> f64 {
        let middle = egui::pos2(SCREEN.max.x * 0.87, SCREEN.max.y * 0.28);
        let mut times: Vec<Duration> = (0_u8..90)
            .map(|at| {
                let by = egui::vec2(f32::from(at % 30) * 4.0 - 60.0, f32::from(at / 30) * 20.0);
                self.frame();
                self.desk.frame(vec![egui::Event::PointerMoved(middle + by)])
            })
            .collect();
        median_ms(&mut times)
    }

    fn complaint(&self) -> String {
        let state = &self.desk.app.state;
        let told = viewed(&self.desk.app).and_then(|answer| answer.shown.as_ref().err()).map(|(why, _)| why.clone());
        let told = told.or_else(|| state.notice.as_ref().map(|notice| notice.text.clone()));
        format!("live preview was not measured: {}", told.unwrap_or_else(|| "no picture came".to_owned()))
    }
}

fn viewed(app: &App) -> Option<&Answer> {
    app.state.live.answers.get(&Slot::Whole(Which::Viewed))
}
