//! The window as a picture, in both themes: nothing may be blank, and `WEFT_SCREENSHOTS=folder` keeps them for the README.

use std::path::PathBuf;

use egui_kittest::Harness;
use weft_editor::action::Action;
use weft_editor::intent::Intent;
use weft_editor::settings::{Folders, Theme};
use weft_editor::{App, Start, sample_kinds};

const GRAPH: &str = r##"(
    weft: 1,
    title: "A portrait on a soft ground",
    nodes: {
        "person": (kind: "sample.portrait", version: 1, set: {"seed": 12, "smile": 0.8}),
        "ground": (kind: "files.load_image", version: 1, set: {"path": "inputs/meadow.jpg"}),
        "softer": (kind: "image.blur", version: 1, set: {"radius": 18.0}, wires: {"image": "ground.image"}),
        "warmer": (kind: "image.adjust", version: 1, set: {"brightness": 0.1, "contrast": 0.2}, wires: {"image": "person.image"}),
        "disc": (kind: "mask.shape", version: 1),
        "together": (kind: "image.composite", version: 1, wires: {"base": "softer.image", "overlay": "warmer.image", "mask": "disc.mask"}),
        "result": (kind: "files.save_image", version: 1, set: {"path": "out.png"}, wires: {"image": "together.image"}),
        "magic": (kind: "com.acme.magic", version: 1, wires: {"image": "together.image"}),
    },
    view: {
        "frame/1": (at: (-24, 216), size: (504, 320), title: "Ground", color: "#5cb87a"),
        "note/1": (at: (536, 400), size: (160, 88), text: "The disc decides what of the person is seen."),
        "person": (0, -80), "ground": (0, 264), "softer": (256, 264), "warmer": (256, -80), "disc": (256, 560),
        "together": (520, 80), "result": (784, 0), "magic": (784, 480),
    },
)"##;

pub(crate) fn has_vulkan() -> bool {
    let instance = wgpu::Instance::default();
    let adapters = pollster(instance.enumerate_adapters(wgpu::Backends::VULKAN));
    if adapters.is_empty() {
        println!("skipped: no Vulkan driver; apt-get install mesa-vulkan-drivers libvulkan1");
    }
    !adapters.is_empty()
}

/// The futures of wgpu on a desktop are ready at once.
fn pollster<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// One test at a time draws pictures: several at once only make each other wait.
pub(crate) fn alone() -> std::sync::MutexGuard<'static, ()> {
    static DRAWING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    DRAWING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn window(size: egui::Vec2, theme: Theme, folder: &std::path::Path) -> Harness<'static, App> {
    let templates = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../graphs");
    let folders = Folders { config: folder.join("config"), state: folder.join("state"), templates: Some(templates) };
    let start = Start { folders, catalog: sample_kinds::catalog(), native_dialogs: false, session: None, runner: None };
    let build =
        Harness::builder().with_size(size).with_max_steps(64).with_step_dt(1.0 / 60.0).with_render_cursor(false).wgpu();
    let mut window = build.build_eframe(move |cc| {
        let mut app = App::new(cc, start);
        app.state.settings.theme = theme;
        app
    });
    window.run();
    window
}

pub(crate) fn keep(window: &mut Harness<'static, App>, name: &str) {
    // A driver without a device takes its time on a busy machine, and wgpu waits for a few seconds only.
    let mut tries = (0..12).map(|_| window.render());
    let picture = tries.find_map(Result::ok).expect("the driver draws the window at last");
    let mut colours: Vec<_> = picture.pixels().map(|pixel| pixel.0).collect();
    colours.sort_unstable();
    colours.dedup();
    assert!(colours.len() > 60, "{name} is all but blank: {} colours", colours.len());
    let folder =
        std::env::var_os("WEFT_SCREENSHOTS").map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    picture.save(folder.join(format!("{name}.png"))).unwrap();
}

#[test]
fn the_window_is_drawn_in_both_themes_and_sizes() {
    let _alone = alone();
    if !has_vulkan() {
        return;
    }
    for (theme, shade) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        for (width, height) in [(1280.0, 800.0), (2560.0, 1440.0)] {
            let folder = tempfile::tempdir().unwrap();
            let mut window = window(egui::vec2(width, height), theme, folder.path());
            keep(&mut window, &format!("start-{shade}-{width}"));
            let path = folder.path().join("portrait.ron");
            std::fs::write(&path, GRAPH).unwrap();
            window.state_mut().wish(Intent::Open(path));
            window.run();
            window.state_mut().wish(Intent::Select(vec!["together".into()]));
            window.run();
            keep(&mut window, &format!("graph-{shade}-{width}"));
        }
    }
}

#[test]
fn the_palette_and_the_sheet_are_drawn() {
    let _alone = alone();
    if !has_vulkan() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut window = window(egui::vec2(1280.0, 800.0), Theme::Dark, folder.path());
    let path = folder.path().join("portrait.ron");
    std::fs::write(&path, GRAPH).unwrap();
    window.state_mut().wish(Intent::Open(path));
    window.run();
    let middle = window.state().canvas.rect().center();
    window.hover_at(middle);
    window.run();
    window.key_press(egui::Key::Space);
    window.run();
    window.event(egui::Event::Text("ima".to_owned()));
    window.run();
    keep(&mut window, "palette-dark-1280");
    window.key_press(egui::Key::Escape);
    window.run();
    window.key_press(egui::Key::F1);
    window.run();
    keep(&mut window, "keys-dark-1280");
}

#[test]
fn models_and_preferences_are_drawn() {
    if !has_vulkan() {
        return;
    }
    for (theme, shade) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = window(egui::vec2(1280.0, 800.0), theme, folder.path());
        window.state_mut().wish(Intent::Do(Action::Preferences));
        window.run();
        keep(&mut window, &format!("preferences-{shade}-1280"));
        window.key_press(egui::Key::Escape);
        window.run();
        window.state_mut().state.shelf = crate::shelf::filled();
        window.state_mut().show_models();
        window.run();
        keep(&mut window, &format!("models-{shade}-1280"));
    }
}
