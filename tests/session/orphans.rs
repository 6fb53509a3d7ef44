//! A parent that dies leaves nothing: no engine, however busy, and no shared memory.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use weft_engine::graph::Edit;
use weft_engine::plan::{Goal, Scale};
use weft_engine::run::RunEvent;
use weft_engine::session::{Event, Look, PixelFormat, RunTurn, Shown};

use crate::child::{session, shown};
use crate::faults::{LONG, built, wait};

/// Tells the test below, started as a process of its own, that it is the parent, and where.
const PARENT: &str = "WEFT_TEST_PARENT";

/// Processes whose parent is this one.
fn children(parent: u32) -> Vec<u32> {
    let stat = |process: &PathBuf| std::fs::read_to_string(process.join("stat")).ok();
    let all = std::fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    let number = |process: PathBuf| {
        let stat = stat(&process)?;
        let mut behind_name = stat.rsplit_once(") ")?.1.split(' ');
        (behind_name.nth(1)?.parse() == Ok(parent)).then(|| stat.split(' ').next()?.parse().ok())?
    };
    all.filter_map(number).collect()
}

fn shared_files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/dev/shm").into_iter().flatten();
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.display().to_string().contains("weft"))
        .collect()
}

/// Makes an engine share a picture, then loops for ever in a node; never returns.
fn be_the_parent(folder: &Path) {
    let session = session(folder);
    let look = Look { format: PixelFormat::F32, ..Look::default() };
    let Shown::Image(_held) = shown(&session, "soft", "image", look) else { panic!("no image") };
    session.edit(&Edit::set("act", "how", "loop")).unwrap();
    session.run(&[Goal::Name("act".into())], Scale::Full, RunTurn::Queued);
    wait(&session, |event| matches!(event, Event::Run { event: RunEvent::StepStarted { .. }, .. }).then_some(()));
    println!("busy");
    std::thread::sleep(LONG);
}

#[test]
fn an_engine_ends_with_its_parent_and_shares_nothing_any_more() {
    if let Some(folder) = std::env::var_os(PARENT) {
        return be_the_parent(Path::new(&folder));
    }
    let Some(folder) = built() else { return };
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "orphans::an_engine_ends_with_its_parent_and_shares_nothing_any_more", "--nocapture"])
        .env(PARENT, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(parent.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("busy")), "the parent did not get so far");
    let engines = children(parent.id());
    assert_eq!(engines.len(), 1, "{engines:?}");
    parent.kill().unwrap();
    parent.wait().unwrap();
    let began = Instant::now();
    let engine = Path::new("/proc").join(engines[0].to_string());
    // A dead one that nobody has asked for yet is still listed, without memory.
    let lives = || std::fs::read(engine.join("maps")).is_ok_and(|maps| !maps.is_empty());
    while lives() {
        assert!(began.elapsed() < LONG, "the engine outlives its parent");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(shared_files(), Vec::<PathBuf>::new());
}
