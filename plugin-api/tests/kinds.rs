//! Kinds as authors write them, run by the test host.
#![forbid(unsafe_code)]

use weft_plugin::prelude::*;
use weft_plugin::testing::{self, Array, Data, Picture};

#[expect(unreachable_pub, reason = "the plugin of the example, which exports them")]
#[path = "../examples/acme.rs"]
mod acme;

use acme::{Ema, calculate, same, vignette};

#[test]
fn a_function_on_images_is_a_kind() {
    let picture = Picture::noise(33, 20, 4, 1);
    let done = testing::run(&vignette::KIND).image("image", picture.clone()).float("strength", 1.0).go().unwrap();
    let dark = done.image("result");
    assert!(dark.at(0, 0, 0) < picture.at(0, 0, 0), "corners get darker");
    assert_eq!(dark.at(16, 10, 1), picture.at(16, 10, 1), "the middle stays");
    assert_eq!(dark.plane(3), picture.plane(3), "alpha stays");
}

#[test]
fn every_kind_of_the_example_keeps_the_law_of_nodes() {
    testing::validate(&vignette::KIND).check();
    testing::validate(&Ema::KIND).check();
    testing::validate(&calculate::KIND).check();
    testing::validate(&same::KIND).check();
}

#[test]
fn a_state_lives_over_runs_and_a_panic_ends_it() {
    let mut instance = testing::Instance::new(&Ema::KIND);
    let run = |x: f64| testing::run(&Ema::KIND).float("x", x).float("alpha", 0.5);
    assert_eq!(run(8.0).go_on(&mut instance).unwrap().float("result"), 8.0);
    assert_eq!(run(0.0).go_on(&mut instance).unwrap().float("result"), 4.0);
    assert_eq!(run(0.0).go().unwrap().float("result"), 0.0, "another instance knows nothing");
}

#[test]
fn settings_of_an_older_version_are_moved() {
    let json = testing::migrate(&Ema::KIND, 1, r#"{"smoothing":20,"x":3}"#).unwrap();
    assert_eq!(json, r#"{"x":3,"alpha":0.2}"#);
    let error = testing::migrate(&Ema::KIND, 1, "20").unwrap_err();
    assert!(error.to_string().starts_with("the settings are no JSON object"), "{error}");
}

#[test]
fn a_struct_of_outputs_gives_several() {
    let done =
        testing::run(&calculate::KIND).float("a", 7.4).float("b", 2.0).text("operation", "subtract").go().unwrap();
    assert_eq!((done.float("exact"), done.int("rounded")), (7.4 - 2.0, 5));
    let error = testing::run(&calculate::KIND).text("operation", "divide").go().unwrap_err();
    assert_eq!(error.to_string(), "`operation`: `divide` is no answer; there are add, subtract");
}

#[test]
fn a_type_variable_gives_back_what_it_got() {
    let done = testing::run(&same::KIND).set("value", vec![Data::Int(1), Data::Int(2)]).go().unwrap();
    assert_eq!(done.list("value"), [Data::Int(1), Data::Int(2)]);
}

/// Every type there is.
#[node(id = "test.every_type", category = "Test", pure)]
fn every_type(
    whole: i64,
    #[input(default = -3)] small: i32,
    #[input(default = 9_007_199_254_740_993, hard = 0..)] seed: Seed,
    #[input(default = true)] yes: bool,
    #[input(default = "no", aka = ["old_text"])] text: &str,
    owned: String,
    #[input(default = "#ff000080")] color: Color,
    #[input(write, folder)] path: &Path,
    maybe: Option<f32>,
    maybe_text: Option<&str>,
    maybe_image: Option<&Image>,
    #[input(label = "Name of the model")] model: Model,
) -> String {
    let seed = seed.0;
    let image = maybe_image.map(Image::width);
    format!(
        "{whole} {small} {seed} {yes} {text} {owned} {:?} {} {maybe:?} {maybe_text:?} {image:?} {}",
        color.rgba,
        path.display(),
        model.0
    )
}

#[test]
fn every_type_of_input_arrives_as_it_was_set() {
    let done = testing::run(&every_type::KIND).go().unwrap();
    assert_eq!(done.text("result"), "0 -3 9007199254740993 true no  [1.0, 0.0, 0.0, 0.5019608]  None None None ");
    let run = testing::run(&every_type::KIND).int("whole", i64::MAX).off("yes").text("text", "é").text("owned", "o");
    let run = run.text("path", "/p").float("maybe", 0.5).text("maybe_text", "t").text("model", "scrfd");
    let done = run.image("maybe_image", Picture::flat(5, 1, [0.0])).go().unwrap();
    assert_eq!(
        done.text("result"),
        "9223372036854775807 -3 9007199254740993 false é o [1.0, 0.0, 0.0, 0.5019608] /p Some(0.5) Some(\"t\") Some(5) scrfd"
    );
    let error = testing::run(&every_type::KIND).int("small", 1 << 40).go().unwrap_err();
    assert_eq!(error.to_string(), "`small` is 1099511627776, but must be at most 2147483647");
    testing::validate(&every_type::KIND).check();
}

/// Puts pictures side by side.
#[node(id = "test.row", category = "Test", pure, output = "row")]
fn row(call: &Call, images: &[Image]) -> Result<Vec<Image>> {
    if images.is_empty() {
        bail!("wanted at least one picture, got none");
    }
    let width = images.iter().map(Image::width).sum();
    let mut out = call.image(width, 1, 1)?;
    let mut x = 0;
    for image in images {
        let from = image.row(0, 0);
        out.row_mut(0, 0)[x..x + from.len()].copy_from_slice(from);
        x += from.len();
    }
    Ok(vec![out.done(), images[0].clone()])
}

#[test]
fn lists_come_and_go_whole() {
    let pictures = vec![Picture::flat(1, 1, [0.25]), Picture::flat(2, 1, [0.5])];
    let done = testing::run(&row::KIND).set("images", pictures).go().unwrap();
    let Data::Image(wide) = &done.list("row")[0] else { panic!("no picture") };
    assert_eq!(wide.samples, [0.25, 0.5, 0.5]);
    let error = testing::run(&row::KIND).set("images", Vec::<Picture>::new()).go().unwrap_err();
    assert_eq!(error.to_string(), "wanted at least one picture, got none");
    let error = testing::run(&row::KIND).go().unwrap_err();
    assert_eq!(error.to_string(), "`images` needs something, but nothing is wired to it");
    let error = testing::run(&row::KIND).set("images", vec![Data::Int(1)]).go().unwrap_err();
    assert_eq!(error.to_string(), "`images`: item 0: wanted an image, got `int`");
}

/// What other kinds of values are good for.
#[derive(Outputs)]
struct Things {
    mesh: Mesh,
    record: Record,
    tensor: Tensor,
    mask: Mask,
}

/// Makes one of each.
#[node(id = "test.things", category = "Test", pure)]
fn things(call: &Call, mesh: &Mesh, record: &Record, tensor: &Tensor) -> Result<Things> {
    let mut points = mesh.positions()?.to_vec();
    points.push([9.0; 3]);
    let mut copy = call.mesh()?;
    copy.add("position", &points)?.add("index", mesh.triangles()?)?.add_numbers("weight", 1, &[1_u8, 2, 3, 4])?;
    copy.add_texture("base", call.image(2, 2, 3)?)?;

    let mut longer = call.record()?;
    longer.set("score", 0.5)?.set("old", record.need::<String>("name")?)?.set_empty("age")?;
    longer.set_option("size", Some(tensor.shape().len() as i64))?;

    let mut sum = call.tensor::<f32>(&[1])?;
    sum.as_mut_slice()[0] = tensor.as_slice::<f32>()?.iter().sum();
    let mut mask = call.mask(3, 2)?;
    mask.row_mut(0, 1)[2] = 1.0;
    Ok(Things { mesh: copy.done(), record: longer.done(), tensor: sum.done(), mask: mask.done() })
}

#[test]
fn meshes_records_tensors_and_masks_come_and_go() {
    let position = Array::new(&[3, 3], vec![0.0_f32; 9]);
    let index = Array::new(&[1, 3], vec![0_u32, 1, 2]);
    let mesh = |index| Data::Mesh {
        attributes: vec![("position".to_owned(), position.clone()), ("index".to_owned(), index)],
        textures: vec![],
    };
    let run = testing::run(&things::KIND).set("record", [("name", Data::from("x"))]);
    let run = run.tensor("tensor", Array::new(&[2, 2], vec![1.0_f32, 2.0, 3.0, 4.0]));
    let done = run.clone().set("mesh", mesh(index)).go().unwrap();
    let Data::Mesh { attributes, textures } = done.data("mesh") else { panic!("no mesh") };
    assert_eq!(attributes[0].1.shape, [4, 3]);
    assert_eq!(attributes[2], ("weight".to_owned(), Array::new(&[4, 1], vec![1_u8, 2, 3, 4])));
    assert_eq!(textures[0], ("base".to_owned(), Picture::flat(2, 2, [0.0; 3])));
    let names: Vec<_> = done.record("record").iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["score", "old", "age", "size"]);
    assert_eq!(done.record("record")[2].1, None);
    assert_eq!(done.tensor("tensor").f32s(), [10.0]);
    assert_eq!(done.image("mask").samples, [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);

    let broken = run.set("mesh", mesh(Array::new(&[1, 3], vec![0_u32, 1, 3]))).go().unwrap_err();
    assert_eq!(broken.to_string(), "a triangle names point 3 of a mesh with 3 points");
}

/// Reports in parts.
#[node(id = "test.parts", category = "Test")]
fn parts(call: &Call) -> Result<()> {
    call.log("begins");
    call.report_text(0.1, "first")?;
    let part = call.sub(0.2..0.6);
    part.report(0.5)?;
    part.sub(0.5..1.0).report(2.0)?;
    call.warn("ends");
    call.report(1.0)
}

#[test]
fn parts_of_the_work_report_within_their_range() {
    let done = testing::run(&parts::KIND).go().unwrap();
    let fractions: Vec<f64> = done.reports().iter().map(|(fraction, _)| *fraction).collect();
    assert_eq!(fractions, [0.1, 0.4, 0.6, 1.0]);
    assert_eq!(done.reports()[0].1, "first");
    assert_eq!((done.logs(), done.warnings()), (vec!["begins", "ends"], vec!["ends"]));
    let stopped = testing::run(&parts::KIND).stop_after(2).go().unwrap_err();
    assert!(stopped.is_cancelled());
}

/// Panics on a thread of the host.
#[node(id = "test.panics", category = "Test")]
fn panics(call: &Call, #[input(default = 100)] count: u32) -> Result<()> {
    call.parallel(count, |index| assert!(index != 70, "number {index}"))
}

/// Fails on a thread of the host.
#[node(id = "test.fails", category = "Test")]
fn fails(call: &Call) -> Result<()> {
    call.parallel(100, |index| if index == 70 { Err(Error::failed("not 70")) } else { Ok(()) })
}

#[test]
fn panics_and_errors_of_threads_reach_the_host() {
    let error = testing::run(&panics::KIND).go().unwrap_err();
    assert_eq!(error.status(), weft_plugin::PANIC);
    assert!(error.to_string().contains("kinds.rs:") && error.to_string().ends_with("number 70"), "{error}");
    assert!(testing::run(&panics::KIND).int("count", 70).go().is_ok());
    let alone = testing::run(&panics::KIND).without("weft.parallel/1").go().unwrap_err();
    assert!(alone.to_string().ends_with("number 70"), "{alone}");
    assert_eq!(testing::run(&fails::KIND).go().unwrap_err().to_string(), "not 70");
}

#[test]
fn a_host_without_images_is_a_sentence() {
    let run = testing::run(&vignette::KIND).image("image", Picture::flat(1, 1, [0.5]));
    let error = run.without("weft.image/1").go().unwrap_err();
    assert_eq!(error.to_string(), "`image`: this host does not offer `weft.image/1 view`");
    assert_eq!(error.status(), weft_plugin::UNSUPPORTED);
}

/// Adds one in place.
#[node(id = "test.in_place", category = "Test", pure)]
fn in_place(call: &Call, image: Image) -> Result<ImageMut> {
    let before = image.clone();
    let mut own = call.make_mut(image)?;
    own.rows_mut(0).flatten().for_each(|sample| *sample += 1.0);
    assert!(before.row(0, 0)[0] < 1.0, "what others hold never changes");
    Ok(own)
}

#[test]
fn writing_in_place_never_changes_what_others_hold() {
    let picture = Picture::flat(3, 2, [0.25]);
    let done = testing::run(&in_place::KIND).image("image", picture).go().unwrap();
    assert_eq!(done.image("result"), Picture::flat(3, 2, [1.25]));
}

/// Where things are.
#[node(id = "test.folders", category = "Test")]
fn folders(call: &Call) -> Result<String> {
    let model = call.model_file("known", "weights.onnx")?;
    let resolved = call.resolve(Path::new("a.png"))?;
    call.model_file("unknown", "weights.onnx")
        .map(|_| String::new())
        .or_else(|error| Ok(format!("{} {} {error}", model.display(), resolved.display())))
}

#[test]
fn folders_and_models_are_found() {
    let done = testing::run(&folders::KIND).folder("/graph").model("known", "/m/w.onnx").go().unwrap();
    assert_eq!(done.text("result"), "/m/w.onnx /graph/a.png the model `unknown` is not installed");
}

/// Counts what a folder holds.
#[node(id = "test.count", category = "Test", pure, fingerprint = newest)]
fn count(call: &Call, #[input(folder)] path: &Path) -> Result<i64> {
    call.log("counts");
    Ok(std::fs::read_dir(path).context(path.display())?.count() as i64)
}

fn newest(_: &Call, path: &Path) -> Result<u64> {
    if path.as_os_str().is_empty() {
        bail!("no folder");
    }
    Ok(path.as_os_str().len() as u64)
}

#[test]
fn a_kind_may_say_what_else_its_result_depends_on() {
    let run = testing::run(&count::KIND);
    assert_eq!(run.clone().text("path", "/tmp").fingerprint().unwrap(), Some(4));
    assert_eq!(run.fingerprint().unwrap_err().to_string(), "no folder");
    assert_eq!(testing::run(&calculate::KIND).fingerprint().unwrap(), None);
}
