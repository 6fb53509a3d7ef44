//! Pictures of people stay in memory: what the graphs about people leave behind on disk, and that nothing passes through a
//! folder for temporary files.

use super::stage::{Said, Stage, root};
use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder, with its size.
fn files_below(folder: &Path) -> Vec<(PathBuf, u64)> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().map(|entry| entry.unwrap()) {
            match entry.file_type().unwrap().is_dir() {
                true => waiting.push(entry.path()),
                false => found.push((entry.path(), entry.metadata().unwrap().len())),
            }
        }
    }
    found
}

/// Runs a graph where temporary files cannot be made: their folder does not exist.
fn run(stage: &Stage, graph: &Path, words: &[&str]) -> Said {
    let mut command = stage.command(&[&["run", graph.to_str().unwrap()], words].concat());
    let nowhere = stage.path("nowhere");
    command.env("TMPDIR", &nowhere).env("TMP", &nowhere).env("TEMP", &nowhere);
    Said::from(command.output().unwrap())
}

fn results(stage: &Stage) -> Vec<(PathBuf, u64)> {
    files_below(&stage.path("home/cache/results"))
}

#[test]
fn graphs_about_people_leave_no_picture_behind_but_what_was_asked_for() {
    let stage = Stage::new();
    for name in ["personalise", "personalise_illustration", "restore", "detect_faces", "cartoonise"] {
        run(&stage, &root().join(format!("graphs/{name}.ron")), &["-o", "out"]).ended(0);
        assert_eq!(results(&stage), [], "{name}");
    }
    // What else is kept knows plugins and files, and is small; a picture of these sizes is not.
    let home = files_below(&stage.path("home"));
    assert!(home.iter().all(|(path, _)| path.extension().is_some_and(|kind| kind == "json")), "{home:?}");
    assert!(!stage.path("nowhere").exists());
}

/// The other way round: without the line in the graph the same run does keep results on disk, so the test above can fail.
#[test]
fn one_line_of_a_graph_decides_whether_results_go_to_disk() {
    let stage = Stage::new();
    let text = fs::read_to_string(root().join("graphs/cartoonise.ron")).unwrap();
    let loose = stage.write("loose.ron", &text.replace("    cache: \"memory\",\n", ""));
    run(&stage, &loose, &["-o", "out"]).ended(0);
    assert!(!results(&stage).is_empty());
    let said =
        run(&stage, &stage.write("wrong.ron", &text.replace("\"memory\"", "\"attic\"")), &["-o", "out"]).ended(3);
    assert!(said.err.contains("`cache` of the graph is \"attic\"") && said.err.contains("hint"), "{}", said.err);
}
