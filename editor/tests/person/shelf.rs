//! Models, the runtime and unwanted plugins: what the window asks of the runner, and how it shows what that says.

use std::path::{Path, PathBuf};

use egui::vec2;
use weft_editor::action::Action;
use weft_editor::intent::Intent;
use weft_editor::settings::{DragScale, Theme};
use weft_editor::shelf::Shelf;

use crate::desk::Desk;

/// A runner that answers as the real one does, from files in its folder. Each call is written down.
const RUNNER: &str = r#"#!/bin/sh
cd "$(dirname "$0")" || exit 9
echo "$*" >> calls
case "$*" in
    "models list --json") cat models ;;
    "doctor --json") cat findings ;;
    "models install --json yunet")
        echo '{"file":"yunet.onnx","bytes":1000,"of":4000}'
        # The test has seen how far it is when it makes this file.
        while [ ! -e go ]; do sleep 0.02; done
        sed -i 's/"installed":false/"installed":true/' models
        echo '{"installed":"yunet"}' ;;
    "models install --json scrfd")
        echo '{"failed":"scrfd","message":"the model could not be fetched: no network","hint":"try again"}'
        exit 5 ;;
    "plugins disable test.fault") echo 'error: the list cannot be written' >&2; exit 4 ;;
esac
"#;

const MODELS: &str = concat!(
    r#"{"name":"yunet","title":"YuNet 2023mar","role":"face-detector","licence":"MIT","commercial":"allowed","#,
    r#""origin":"OpenCV Zoo","bytes":232589,"installed":false,"published":true,"note":"","facts":{}}"#,
    "\n",
    r#"{"name":"scrfd","title":"SCRFD 10g","role":"face-detector","licence":"for research","commercial":"forbidden","#,
    r#""origin":"InsightFace","bytes":null,"installed":false,"published":true,"note":"","facts":{}}"#,
    "\n",
);

const NO_RUNTIME: &str =
    r#"{"about":"runtime","well":false,"sentence":"no ONNX Runtime was found","hint":"`weft runtime install cpu`"}"#;

fn desk() -> Option<(Desk, PathBuf)> {
    if cfg!(windows) {
        println!("skipped: the runner of this test is a shell script");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let runner = folder.path().join("weft");
    std::fs::write(&runner, RUNNER).unwrap();
    std::fs::write(folder.path().join("models"), MODELS).unwrap();
    std::fs::write(folder.path().join("findings"), NO_RUNTIME).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&runner, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let home = folder.path().to_owned();
    Some((Desk::with_runner(folder, vec2(1280.0, 800.0), runner), home))
}

/// A shelf as it is after looking.
pub(crate) fn filled() -> Shelf {
    let mut shelf = Shelf::new(Some(PathBuf::from("weft")));
    shelf.models = MODELS.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    shelf.findings = vec![serde_json::from_str(NO_RUNTIME).unwrap()];
    shelf.considered = Some("scrfd".to_owned());
    shelf
}

fn calls(home: &Path) -> String {
    std::fs::read_to_string(home.join("calls")).unwrap_or_default()
}

#[test]
fn a_model_is_fetched_after_its_rights_were_shown() {
    let Some((mut desk, home)) = desk() else { return };
    desk.window.state_mut().wish(Intent::Do(Action::Models));
    desk.until("models are listed", |app| app.state.shelf.models.len() == 2 && !app.state.shelf.is_looking());
    assert!(desk.sees("Install the runtime for the processor"));
    desk.press("Install YuNet 2023mar");
    assert!(desk.sees("Licence: MIT") && desk.sees("Commercial use allowed."));
    assert!(!calls(&home).contains("install"), "nothing is fetched before it was read");
    desk.press("Fetch it");
    desk.until("it comes", |app| app.state.shelf.coming("yunet").is_some_and(|coming| coming.bytes == 1000));
    assert_eq!(desk.window.state().state.shelf.coming("yunet").unwrap().of, Some(4000));
    std::fs::write(home.join("go"), "").unwrap();
    desk.until("it is there", |app| {
        app.state.shelf.models.iter().any(|model| model.name == "yunet" && model.installed)
    });
    desk.window.run_steps(2);
    assert!(desk.sees("Installed"));
}

#[test]
fn what_does_not_come_says_why_and_what_comes_can_be_stopped() {
    let Some((mut desk, home)) = desk() else { return };
    desk.window.state_mut().wish(Intent::Do(Action::Models));
    desk.until("models are listed", |app| !app.state.shelf.models.is_empty() && !app.state.shelf.is_looking());
    desk.press("Install SCRFD 10g");
    assert!(desk.sees("No commercial use."));
    desk.press("Fetch it");
    desk.until("it has failed", |app| app.state.shelf.failed.iter().any(|(name, _)| name == "scrfd"));
    desk.window.run_steps(2);
    assert!(desk.sees("The model could not be fetched: no network.\ntry again"));
    desk.press("Install YuNet 2023mar");
    desk.press("Fetch it");
    desk.until("it comes", |app| app.state.shelf.coming("yunet").is_some_and(|coming| coming.bytes == 1000));
    desk.window.run_steps(2);
    desk.press("Stop");
    desk.until("it comes no more", |app| app.state.shelf.coming("yunet").is_none());
    assert!(!home.join("go").exists());
}

#[test]
fn preferences_are_kept_for_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::in_folder(folder, vec2(1280.0, 800.0), None);
    desk.act(Action::Preferences);
    desk.click("Light");
    desk.click("an eighth");
    desk.click("125 %");
    desk.click("Things land on the grid");
    desk.window.state_mut().remember();
    let Desk { window, folder } = desk;
    drop(window);
    let again = Desk::in_folder(folder, vec2(1280.0, 800.0), None);
    let settings = &again.window.state().state.settings;
    assert_eq!((settings.theme, settings.drag_scale, settings.snap), (Theme::Light, DragScale::Eighth, false));
    assert!((again.window.ctx.zoom_factor() - 1.25).abs() < 1e-6);
}

#[test]
fn an_input_offers_the_models_that_fit_and_leads_to_those_that_are_missing() {
    let Some((mut desk, home)) = desk() else { return };
    std::fs::write(home.join("models"), MODELS.replacen("\"installed\":false", "\"installed\":true", 1)).unwrap();
    let path = home.join("faces.ron");
    std::fs::write(&path, r#"(weft: 1, nodes: {"faces": (kind: "face.detect", version: 1)})"#).unwrap();
    desk.open(&path);
    desk.wish(Intent::Select(vec!["faces".into()]));
    desk.press("faces.model in the inspector: models that fit");
    desk.until_reads("SCRFD 10g…");
    assert!(desk.reads("Any face detector") && desk.reads("YuNet 2023mar"));
    desk.press("YuNet 2023mar");
    let named = |desk: &Desk| desk.graph().node("faces").unwrap().set.get("model").map(|value| value.words());
    assert_eq!(named(&desk).as_deref(), Some("yunet"));
    desk.press("faces.model in the inspector: models that fit");
    desk.until_reads("SCRFD 10g…");
    desk.press("SCRFD 10g…");
    desk.until_reads("Licence: for research");
}

#[test]
fn a_node_whose_model_is_missing_says_so_and_leads_to_it() {
    let Some((mut desk, home)) = desk() else { return };
    let path = home.join("faces.ron");
    std::fs::write(
        &path,
        r#"(weft: 1, nodes: {"faces": (kind: "face.detect", version: 1)}, view: {"faces": (40, 40)})"#,
    )
    .unwrap();
    desk.open(&path);
    let told = ("the model `yunet` is not installed".to_owned(), Some("run `weft models install yunet`".to_owned()));
    desk.window.state_mut().state.live.mistakes.insert("faces".into(), told);
    desk.window.run();
    desk.press("Install yunet for faces");
    desk.until_reads("Licence: MIT");
    // What the doctor finds moves the list.
    desk.until("all is known", |app| !app.state.shelf.is_looking());
    desk.frames(3);
    desk.press("Fetch it");
    desk.until("it comes", |app| app.state.shelf.coming("yunet").is_some());
    desk.strike(egui::Modifiers::NONE, egui::Key::Escape);
    assert!(!desk.sees("Install yunet for faces"), "it is on its way");
    std::fs::write(home.join("go"), "").unwrap();
    desk.until("it is there", |app| app.state.shelf.models.iter().any(|model| model.installed));
}
