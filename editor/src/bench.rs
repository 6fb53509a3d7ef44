//! `weft-editor bench --json`: what a frame costs the processor, without a window or a graphics device.
//!
//! A frame is `Context::run_ui` and `Context::tessellate` at 1920 × 1080 with the pointer moving over the nodes. Times are
//! CPU times of the thread, medians of many frames, so that a busy machine tells the same.

mod dragging;

use std::time::Duration;

use egui::{Context, Event, Pos2, RawInput, Rect, pos2, vec2};
use rustix::time::{ClockId, clock_gettime};

use crate::app::{App, Start};
use crate::canvas::Camera;
use crate::document::Document;
use crate::intent::Intent;
use crate::sample_kinds;
use crate::settings::Folders;

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: pos2(1920.0, 1080.0) };
const FRAMES: usize = 60;

/// One measured number.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Measured {
    /// Always `editor`.
    pub bench: &'static str,
    /// What was measured.
    pub case: String,
    /// The number.
    pub value: f64,
    /// Of the number.
    pub unit: &'static str,
    /// What was promised, if anything was.
    pub target: Option<f64>,
    /// Whether it is kept.
    pub met: bool,
}

fn measured(case: impl Into<String>, value: f64, unit: &'static str, target: impl Into<Option<f64>>) -> Measured {
    let (value, target) = ((value * 1000.0).round() / 1000.0, target.into());
    Measured {
        bench: "editor",
        case: case.into(),
        value,
        unit,
        target,
        met: target.is_none_or(|target| value <= target),
    }
}

/// Measures everything, one line after the other.
///
/// # Errors
/// What could not be measured here, in a sentence.
pub fn run(mut tell: impl FnMut(&Measured)) -> Result<(), String> {
    frames(&mut tell);
    dragging::run(&mut tell)
}

fn frames(tell: &mut impl FnMut(&Measured)) {
    for (n_nodes, zoom, target) in
        [(1000, Some(1.0), 3.0), (1000, None, 3.0), (5000, Some(1.0), 5.0), (5000, None, 5.0), (20_000, None, 20.0)]
    {
        let mut desk = Desk::new(n_nodes);
        let all = "all in view".to_owned();
        let look = zoom.map_or(all, |zoom: f32| format!("zoom {zoom}"));
        desk.look(zoom);
        tell(&measured(format!("frame, {n_nodes} nodes, {look}"), desk.frame_ms(), "ms", target));
        if n_nodes == 5000 && zoom.is_none() {
            tell(&measured("frame while a node is dragged, 5000 nodes, all in view", desk.drag_ms(), "ms", 8.0));
            tell(&measured("frames in an idle second", desk.idle_frames(), "frames", 0.0));
        }
    }
    tell(&measured("open a graph of 5000 nodes", open_ms(5000), "ms", 150.0));
    tell(&measured("start without a window, to the first frame", start_ms(), "ms", 400.0));
    if let Some(bytes) = resident_bytes() {
        #[expect(clippy::cast_precision_loss, reason = "bytes of this process")]
        tell(&measured("resident after all of this", bytes as f64 / 1_048_576.0, "MiB", 400.0));
    }
}

struct Desk {
    ctx: Context,
    app: App,
    time: f64,
    _folder: Scratch,
}

impl Desk {
    fn new(n_nodes: usize) -> Self {
        let folder = Scratch::new();
        let (ctx, mut app) = start(&folder);
        let id = 1;
        app.state.documents.push(Document::new(
            id,
            sample_kinds::large_graph(n_nodes),
            None,
            folder.0.clone(),
            "bench",
        ));
        app.state.active = Some(0);
        let mut desk = Self { ctx, app, time: 0.0, _folder: folder };
        desk.settle();
        desk
    }

    /// None: all in view.
    fn look(&mut self, zoom: Option<f32>) {
        self.settle();
        let mut camera = Camera::default();
        match zoom {
            Some(zoom) => camera.zoom = zoom,
            None => {
                if let Some(bounds) = self.app.state.scene.bounds() {
                    camera.fit(self.app.canvas.rect(), bounds);
                }
            }
        }
        self.app.canvas.set_camera(&self.app.state, camera);
        self.settle();
    }

    fn settle(&mut self) {
        for at in 0..4 {
            self.frame(vec![Event::PointerMoved(pos2(700.0 + f32::from(at as u8), 400.0))]);
        }
    }

    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput { screen_rect: Some(SCREEN), time: Some(self.time), events, ..RawInput::default() };
        let began = cpu();
        let app = &mut self.app;
        let mut output = self.ctx.run_ui(input, |ui| app.frame(ui));
        let shapes = std::mem::take(&mut output.shapes);
        let meshes = self.ctx.tessellate(shapes, output.pixels_per_point);
        let took = cpu().saturating_sub(began);
        drop(meshes);
        // There is no device that wants them.
        output.drop_without_applying_deltas();
        took
    }

    fn frame_ms(&mut self) -> f64 {
        let mut times: Vec<Duration> = (0..FRAMES).map(|at| self.frame(vec![Event::PointerMoved(path(at))])).collect();
        median_ms(&mut times)
    }

    fn drag_ms(&mut self) -> f64 {
        let Some(node) = self.app.state.scene.nodes.first().map(|node| node.name.clone()) else { return 0.0 };
        let mut times = Vec::new();
        for at in 0..FRAMES {
            let Some(document) = self.app.state.document() else { return 0.0 };
            let to = pos2(8.0 * f32::from(u8::try_from(at).unwrap_or(0)), 8.0);
            let edit = crate::view_entry::move_to(document.level(), &node, to);
            self.app.wish(Intent::Drag(edit, "move".to_owned()));
            times.push(self.frame(vec![Event::PointerMoved(path(at))]));
        }
        self.app.state.apply(Intent::Drop);
        median_ms(&mut times)
    }

    /// Frames that are asked for when nobody does anything.
    fn idle_frames(&mut self) -> f64 {
        for _ in 0..240 {
            self.frame(Vec::new());
        }
        let mut asked = 0.0;
        for _ in 0..60 {
            self.time += 1.0 / 60.0;
            let input = RawInput { screen_rect: Some(SCREEN), time: Some(self.time), ..RawInput::default() };
            let app = &mut self.app;
            let output = self.ctx.run_ui(input, |ui| app.frame(ui));
            let delay =
                output.viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap_or(Duration::MAX);
            output.drop_without_applying_deltas();
            asked += f64::from(u8::from(delay < Duration::from_secs(1)));
        }
        asked
    }
}

fn start(folder: &Scratch) -> (Context, App) {
    let ctx = Context::default();
    let folders = Folders { config: folder.0.join("config"), state: folder.0.join("state"), templates: None };
    let start = Start { folders, catalog: sample_kinds::catalog(), native_dialogs: false, session: None, runner: None };
    let app = App::for_context(&ctx, start);
    (ctx, app)
}

fn open_ms(n_nodes: usize) -> f64 {
    let folder = Scratch::new();
    let path = folder.0.join("large.ron");
    if std::fs::write(&path, sample_kinds::large_graph(n_nodes).to_string()).is_err() {
        return f64::INFINITY;
    }
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let (ctx, app) = start(&folder);
            let mut desk = Desk { ctx, app, time: 0.0, _folder: Scratch::new() };
            desk.settle();
            desk.app.wish(Intent::Open(path.clone()));
            desk.frame(Vec::new())
        })
        .collect();
    median_ms(&mut times)
}

fn start_ms() -> f64 {
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let folder = Scratch::new();
            let began = cpu();
            let (ctx, app) = start(&folder);
            let mut desk = Desk { ctx, app, time: 0.0, _folder: folder };
            desk.frame(Vec::new());
            cpu().saturating_sub(began)
        })
        .collect();
    median_ms(&mut times)
}

fn path(at: usize) -> Pos2 {
    #[expect(clippy::cast_precision_loss, reason = "a place on a screen")]
    let angle = at as f32 * 0.11;
    SCREEN.center() + vec2(angle.cos() * 300.0, angle.sin() * 200.0)
}

fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
}

fn median_ms(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

/// Of this process, where the system says so.
#[must_use]
pub fn resident_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * u64::try_from(rustix::param::page_size()).unwrap_or(4096))
}

/// A folder that goes with its owner.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("weft-editor-bench-{}-{number}", std::process::id()));
        // Where nothing can be written the journal says so, and the frames are the same.
        drop(std::fs::create_dir_all(&path));
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_nobody_touches_asks_for_no_frames() {
        let mut desk = Desk::new(50);
        desk.look(None);
        assert!(desk.frame_ms() > 0.0);
        assert!(desk.idle_frames() < 0.5);
    }
}
