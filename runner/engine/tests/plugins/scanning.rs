//! Asking libraries in processes of their own, remembering what they said, and whom to trust.

use crate::building::{Workshop, sentences, workshop};
use std::fs;
use std::path::Path;
use weft_engine::plugins::{
    Origin, PluginFolder, PluginStatus, Plugins, PluginsConfig, Scan, ScanProgram, Trust, TrustList, scan_to_json,
};

/// This very program, asked to run one test, is the process that may end. The path of the library is its last argument.
fn scan_program() -> ScanProgram {
    let arguments = ["--exact", "scanning::a_scan_prints_one_line", "--nocapture"].map(str::to_owned).to_vec();
    ScanProgram { path: std::env::current_exe().unwrap(), arguments }
}

#[test]
fn a_scan_prints_one_line() {
    let library = std::env::args().next_back().filter(|last| last.ends_with(std::env::consts::DLL_EXTENSION));
    let json = scan_to_json(Path::new(library.as_deref().unwrap_or("/nowhere/none_plugin.so")));
    // The name of the test stands on the line before.
    println!("\n{json}");
    assert!(json.starts_with("{\"weft_scan\":1,") && !json.contains('\n'), "{json}");
}

/// Scans in a process, and remembers.
fn careful(workshop: &Workshop) -> PluginsConfig {
    PluginsConfig {
        scan_program: Some(scan_program()),
        registry: Some(workshop.path("remembered/registry.json")),
        ..workshop.config()
    }
}

fn entries(workshop: &Workshop, name: &str, defines: &[&str]) {
    let id = format!("ID=\"com.test.{name}\"");
    let asked = format!("ASKED=\"{}\"", workshop.path(&format!("{name}.asked")).display());
    let defines: Vec<&str> = defines.iter().copied().chain([id.as_str(), asked.as_str()]).collect();
    workshop.build("entries.c", &format!("{name}_plugin"), &defines);
}

/// How often code of a plugin has run.
fn times_asked(workshop: &Workshop, name: &str) -> usize {
    fs::read(workshop.path(&format!("{name}.asked"))).map_or(0, |letters| letters.len())
}

#[test]
fn a_plugin_that_takes_its_process_down_loses_no_other() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "a_aborts", &["DESCRIBE=describe_aborts"]);
    entries(&workshop, "b_exits", &["DESCRIBE=describe_exits"]);
    entries(&workshop, "c_good", &[]);
    entries(&workshop, "d_hangs", &["DESCRIBE=describe_hangs"]);
    entries(&workshop, "e_talks", &["DESCRIBE=describe_talks"]);
    let config = careful(&workshop);
    for start in 1..=2 {
        let (plugins, told) = Plugins::discover(&config);
        let told = sentences(&told);
        assert_eq!(
            told,
            [
                "plugin-crashed: the plugin crashed when it was asked what it offers (signal 6)",
                "plugin-crashed: the plugin crashed when it was asked what it offers (it ended without an answer)",
                "plugin-hung: the plugin did not say within 2 s what it offers",
            ],
            "start {start}"
        );
        let statuses: Vec<_> = plugins.list().iter().map(|plugin| plugin.status).collect();
        let (ready, crashed) = (PluginStatus::Ready, PluginStatus::Crashed);
        assert_eq!(statuses, [crashed, crashed, ready, crashed, ready]);
        assert!(plugins.kind("com.test.c_good.one").is_some() && plugins.kind("com.test.e_talks.one").is_some());
    }
    for name in ["a_aborts", "b_exits", "c_good", "d_hangs", "e_talks"] {
        assert_eq!(times_asked(&workshop, name), 1, "{name} is asked once, also when it crashed");
    }
}

#[test]
fn a_built_in_plugin_that_dies_is_asked_again_at_the_next_start() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &["DESCRIBE=describe_aborts"]);
    let mut config = careful(&workshop);
    config.folders[0].origin = Origin::BuiltIn;
    for start in 1..=2 {
        let (_, told) = Plugins::discover(&config);
        assert_eq!((told[0].code, told[0].hint.as_deref()), ("plugin-crashed", Some("the next start asks it again")));
        assert_eq!(times_asked(&workshop, "one"), start);
    }
}

#[test]
fn what_is_remembered_opens_no_library() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &[]);
    let config = careful(&workshop);
    let (first, _) = Plugins::discover(&config);
    let (second, told) = Plugins::discover(&config);
    assert_eq!(told, []);
    assert_eq!(times_asked(&workshop, "one"), 1);
    assert_eq!(first.catalog().kinds(), second.catalog().kinds(), "remembered as it was said");
    second.load("com.test.one.one").unwrap();
    assert_eq!(times_asked(&workshop, "one"), 2, "opened when it is needed");
}

#[test]
fn a_changed_file_is_asked_again_and_a_remembered_crash_only_then() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &["DESCRIBE=describe_aborts"]);
    let config = careful(&workshop);
    assert_eq!(Plugins::discover(&config).0.list()[0].status, PluginStatus::Crashed);
    entries(&workshop, "one", &[]);
    let (plugins, told) = Plugins::discover(&config);
    assert_eq!((sentences(&told), plugins.list()[0].status), (vec![], PluginStatus::Ready));
    assert_eq!(times_asked(&workshop, "one"), 2);
    let again = PluginsConfig { scan: Scan::All, ..config };
    assert_eq!(Plugins::discover(&again).0.list()[0].status, PluginStatus::Ready);
    assert_eq!(times_asked(&workshop, "one"), 3, "somebody wanted to know again");
}

#[test]
fn a_file_that_changed_after_the_start_is_not_opened() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &[]);
    let (plugins, _) = Plugins::discover(&careful(&workshop));
    entries(&workshop, "one", &["INIT_FAILS"]);
    let refused = plugins.load("com.test.one.one").unwrap_err();
    assert_eq!(refused.message, "the file has changed since the program opened or found it");
    assert_eq!(times_asked(&workshop, "one"), 1);
}

#[test]
fn a_broken_registry_loses_what_is_broken_and_says_so() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &[]);
    entries(&workshop, "two", &[]);
    let config = careful(&workshop);
    let registry = config.registry.clone().unwrap();
    drop(Plugins::discover(&config));
    let good = fs::read_to_string(&registry).unwrap();
    assert_eq!(good.lines().count(), 3, "a header and a line for each");
    let note = |told: &[_]| match sentences(told).as_slice() {
        [one] => one.clone(),
        other => panic!("{other:?}"),
    };
    let broken_line = good.replacen("com.test.one.one", "com.test.one\"one", 1);
    fs::write(&registry, &broken_line).unwrap();
    let (plugins, told) = Plugins::discover(&config);
    assert_eq!(
        note(&told),
        "registry-rebuilt: what was remembered of plugins cannot be read (1 of 2 lines); they were asked again"
    );
    assert_eq!((times_asked(&workshop, "one"), times_asked(&workshop, "two")), (2, 1));
    assert_eq!(plugins.catalog().kinds().len(), 2);
    assert_eq!(fs::read_to_string(&registry).unwrap().lines().count(), 3, "and written whole again");
    for rubbish in [&b"not a registry"[..], b"\xff\xfe", b""] {
        fs::write(&registry, rubbish).unwrap();
        let (plugins, told) = Plugins::discover(&config);
        assert!(note(&told).starts_with("registry-rebuilt: "), "{rubbish:?}");
        assert_eq!(plugins.catalog().kinds().len(), 2);
    }
    fs::write(&registry, format!("{good}a line of nobody\n")).unwrap();
    assert!(note(&Plugins::discover(&config).1).contains("1 of 3 lines"));
    assert_eq!(Plugins::discover(&config).1, [], "it is told once, and gone");
    let cut = &good[..good.len() - 40];
    fs::write(&registry, cut).unwrap();
    let (plugins, told) = Plugins::discover(&config);
    assert!(note(&told).contains("1 of 2 lines"), "a line that was cut is one that is lost");
    assert_eq!(plugins.catalog().kinds().len(), 2);
}

#[test]
fn kinds_that_cannot_be_read_any_more_are_asked_for() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &[]);
    let config = careful(&workshop);
    let registry = config.registry.clone().unwrap();
    drop(Plugins::discover(&config));
    let text = fs::read_to_string(&registry).unwrap();
    let (head, kinds) = text.split_once('\t').unwrap();
    fs::write(&registry, format!("{head}\t{}", kinds.replacen("\"version\":1", "\"version\":\"?\"", 1))).unwrap();
    let (plugins, told) = Plugins::discover(&config);
    assert_eq!(told, []);
    assert_eq!(plugins.kind("com.test.one.one").unwrap().version, 1);
    assert_eq!(times_asked(&workshop, "one"), 2);
}

#[test]
fn other_folders_keep_their_place_in_the_registry() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &[]);
    let config = careful(&workshop);
    drop(Plugins::discover(&config));
    let elsewhere = workshop.path("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let two = workshop.build("entries.c", "two_plugin", &["ID=\"com.test.two\""]);
    fs::rename(&two, elsewhere.join(two.file_name().unwrap())).unwrap();
    let folders = vec![PluginFolder { path: elsewhere, origin: Origin::Named }];
    let other = PluginsConfig { folders, ..config.clone() };
    assert!(Plugins::discover(&other).0.kind("com.test.two.one").is_some());
    drop(Plugins::discover(&config));
    assert_eq!(times_asked(&workshop, "one"), 1, "another start elsewhere did not forget it");
}

#[test]
fn a_stranger_is_not_opened_until_somebody_says_so() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &[]);
    let trusted = workshop.path("trusted.json");
    let mut config = PluginsConfig { trusted: Some(trusted.clone()), ..careful(&workshop) };
    config.folders[0].origin = Origin::User;
    for _ in 0..2 {
        let (plugins, told) = Plugins::discover(&config);
        assert_eq!(plugins.list()[0].status, PluginStatus::Untrusted);
        assert_eq!(plugins.kind("com.test.one.one"), None);
        assert_eq!(told.len(), 1);
        assert!(told[0].message.starts_with("the plugin is not trusted, so it is not opened (sha-256 "));
    }
    assert_eq!(times_asked(&workshop, "one"), 0, "not a line of its code has run");

    let library = fs::read_dir(workshop.plugins()).unwrap().next().unwrap().unwrap().path();
    let mut list = TrustList::read(&trusted).unwrap();
    let sha256 = list.add(&library).unwrap();
    list.write(&trusted).unwrap();
    let (plugins, told) = Plugins::discover(&config);
    assert_eq!(told, []);
    assert_eq!((plugins.list()[0].status, &plugins.list()[0].sha256), (PluginStatus::Ready, &sha256));
    assert_eq!(times_asked(&workshop, "one"), 1);

    assert_eq!(list.remove(&sha256[..12]), 1);
    list.write(&trusted).unwrap();
    assert_eq!(Plugins::discover(&config).0.kind("com.test.one.one"), None, "trust can be taken back");
    let all = PluginsConfig { trust: Trust::All, ..config.clone() };
    assert!(Plugins::discover(&all).0.kind("com.test.one.one").is_some());

    fs::write(&trusted, "{").unwrap();
    let (plugins, told) = Plugins::discover(&config);
    assert_eq!(told[0].code, "trust-unreadable");
    assert_eq!(plugins.list()[0].status, PluginStatus::Untrusted, "a broken list trusts nobody");
}

#[test]
fn of_two_with_the_same_id_the_first_stays() {
    let Some(workshop) = workshop() else { return };
    workshop.build("entries.c", "a_plugin", &[]);
    workshop.build("entries.c", "b_plugin", &["KIND_ID=\"com.test.entries.two\""]);
    let same_kind = ["ID=\"com.test.c\"", "KIND_ID=\"com.test.entries.one\""];
    workshop.build("entries.c", "c_plugin", &same_kind);
    fs::copy(workshop.plugins().join(library("a")), workshop.plugins().join(library("d"))).unwrap();
    let (plugins, told) = workshop.discover();
    let folder = workshop.plugins();
    let first = folder.join(library("a"));
    assert_eq!(
        sentences(&told),
        [
            format!(
                "plugin-twice: the plugin `com.test.entries` is there already, from {}; this one is not used",
                first.display()
            ),
            format!(
                "plugin-kind-twice: `com.test.entries.one` is offered by {} too, which came first; this one is not used",
                first.display()
            ),
        ],
        "a copy of the same file is nobody's mistake"
    );
    assert_eq!(plugins.kind("com.test.entries.two"), None);
    assert_eq!(plugins.catalog().kinds().len(), 1);
    assert_eq!(&*plugins.kind("com.test.entries.one").unwrap().plugin.id, "com.test.entries");
}

fn library(name: &str) -> String {
    format!("{name}_plugin.{}", std::env::consts::DLL_EXTENSION)
}

#[test]
fn folders_decide_what_is_looked_at() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &[]);
    workshop.build("entries.c", "libmacros", &["NO_ENTRY"]);
    workshop.build("entries.c", "libvendor", &["ID=\"com.test.vendor\""]);
    fs::write(workshop.plugins().join("notes.txt"), "no library").unwrap();
    let found = |config: &PluginsConfig| -> Vec<_> {
        let (plugins, told) = Plugins::discover(config);
        assert_eq!(told, []);
        let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
        plugins.list().iter().map(|plugin| (name(&plugin.path), plugin.status)).collect()
    };
    let (ready, none) = (PluginStatus::Ready, PluginStatus::NoPlugin);
    let all = [("libmacros", none), ("libvendor", ready), ("one_plugin", ready)];
    assert_eq!(found(&workshop.config()), all.map(|(name, status)| (name.to_owned(), status)));
    let mut built_in = workshop.config();
    built_in.folders[0].origin = Origin::BuiltIn;
    assert_eq!(found(&built_in), [("one_plugin".to_owned(), ready)]);
    let file = PluginFolder { path: workshop.plugins().join(library("one")), origin: Origin::Named };
    let missing = PluginFolder { path: workshop.path("missing"), origin: Origin::User };
    let one = PluginsConfig { folders: vec![missing, file.clone(), file], ..PluginsConfig::default() };
    assert_eq!(found(&one), [("one_plugin".to_owned(), ready)]);
    let disabled = PluginsConfig { disabled: vec!["com.test.one".to_owned()], ..one };
    assert_eq!(found(&disabled), [("one_plugin".to_owned(), PluginStatus::Disabled)]);
    assert_eq!(Plugins::discover(&disabled).0.catalog().kinds().len(), 0);
}

#[test]
fn a_scan_that_cannot_be_started_is_told_and_not_remembered() {
    let Some(workshop) = workshop() else { return };
    entries(&workshop, "one", &[]);
    let mut config = careful(&workshop);
    config.scan_program = Some(ScanProgram { path: "/nowhere/weft".into(), arguments: vec![] });
    let (plugins, told) = Plugins::discover(&config);
    assert_eq!(told[0].code, "plugin-not-asked");
    assert_eq!(plugins.list().len(), 0);
    assert!(Plugins::discover(&careful(&workshop)).0.kind("com.test.one.one").is_some());
}
