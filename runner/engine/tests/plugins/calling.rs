//! Calling kinds: values in, values out, state, and how a call ends.

use crate::building::{sentences, workshop};
use crate::host::TestHost;
use std::sync::atomic::Ordering;
use weft_engine::plugins::{CallError, CallStatus, LoadedKind, Plugins};
use weft_engine::value::{Colour, Content, Image, Value};

/// The good plugin, opened.
fn good() -> Option<Plugins> {
    let workshop = workshop()?;
    workshop.build("good.c", "good_plugin", &[]);
    let (plugins, told) = workshop.discover();
    assert_eq!(sentences(&told), Vec::<String>::new());
    // The folder goes; what is open stays.
    plugins.load("com.test.good.sum").unwrap();
    Some(plugins)
}

fn call(kind: &LoadedKind, inputs: &[Option<Value>]) -> Result<Vec<Value>, CallError> {
    let mut outputs = vec![None; kind.kind().outputs.len()];
    let instance = kind.create().unwrap();
    kind.call(instance.as_ref(), inputs, &mut outputs, &TestHost::default())?;
    Ok(outputs.into_iter().map(Option::unwrap).collect())
}

fn float(number: f64) -> Option<Value> {
    Some(Value::new(Content::Float(number)))
}

fn int(number: i64) -> Option<Value> {
    Some(Value::new(Content::Int(number)))
}

fn text(text: &str) -> Option<Value> {
    Some(Value::text(text))
}

#[test]
fn numbers_go_in_and_a_number_comes_out() {
    let Some(plugins) = good() else { return };
    let sum = plugins.load("com.test.good.sum").unwrap();
    assert_eq!(call(&sum, &[float(2.0), float(0.5)]).unwrap()[0].as_float(), Some(2.5));
}

#[test]
fn texts_choices_and_lists_cross() {
    let Some(plugins) = good() else { return };
    let repeat = plugins.load("com.test.good.repeat").unwrap();
    let outputs = call(&repeat, &[text("ab"), int(2), text("loud"), None]).unwrap();
    let texts: Vec<_> = outputs[0].as_list().unwrap().iter().map(|item| item.as_text().unwrap()).collect();
    assert_eq!(texts, ["ab!", "ab!"]);
    let more = Value::new(Content::List(vec![Value::text("c")]));
    let outputs = call(&repeat, &[text("ä"), int(0), text("plain"), Some(more)]).unwrap();
    assert_eq!(outputs[0].as_list().unwrap()[0].as_text(), Some("c"));
    assert_eq!(outputs[1].as_int(), Some(1));
}

#[test]
fn pictures_cross_with_their_rows() {
    let Some(plugins) = good() else { return };
    let darken = plugins.load("com.test.good.darken").unwrap();
    let mut image = Image::zeroed(1030, 3, 3, Colour::Data).unwrap();
    image.row_mut(2, 1)[1029] = 0.8;
    let outputs = call(&darken, &[Some(Value::new(Content::Image(image))), float(0.25)]).unwrap();
    let darker = outputs[0].as_image().unwrap();
    assert_eq!((darker.width(), darker.height(), darker.channels()), (1030, 3, 3));
    assert_eq!(darker.colour(), Colour::Data);
    assert_eq!(darker.row(2, 1)[1029], 0.75 * 0.8);
}

#[test]
fn a_stop_is_seen_at_the_next_report() {
    let Some(plugins) = good() else { return };
    let darken = plugins.load("com.test.good.darken").unwrap();
    let host = TestHost::default();
    host.stop.store(true, Ordering::Relaxed);
    let image = Some(Value::new(Content::Image(Image::zeroed(1, 1, 1, Colour::Srgb).unwrap())));
    let mut outputs = [None];
    let ended = darken.call(None, &[image, float(0.5)], &mut outputs, &host);
    assert_eq!(ended.unwrap_err().status, CallStatus::Cancelled);
    assert_eq!(outputs, [None]);
    assert_eq!(*host.reports.lock().unwrap(), [(1.0, "darkened".to_owned())]);
}

#[test]
fn state_lives_from_create_to_drop_and_ends_with_a_panic() {
    let Some(plugins) = good() else { return };
    let counter = plugins.load("com.test.good.counter").unwrap();
    let no = Some(Value::new(Content::Bool(false)));
    let yes = Some(Value::new(Content::Bool(true)));
    let host = TestHost::default();
    let mut outputs = [None, None, None];
    let instance = counter.create().unwrap().unwrap();
    for calls in 1..=3 {
        counter.call(Some(&instance), std::slice::from_ref(&no), &mut outputs, &host).unwrap();
        assert_eq!(outputs[0].as_ref().unwrap().as_int(), Some(calls));
    }
    let panicked = counter.call(Some(&instance), &[yes], &mut outputs, &host).unwrap_err();
    assert_eq!(panicked.status, CallStatus::Panic);
    assert_eq!(panicked.message, "panicked at counter.c:1");
    assert!(instance.is_poisoned());
    let again = counter.call(Some(&instance), std::slice::from_ref(&no), &mut outputs, &host).unwrap_err();
    assert_eq!(again.message, "`com.test.good.counter` panicked before; it needs a new instance");
    drop(instance);
    let fresh = counter.create().unwrap().unwrap();
    counter.call(Some(&fresh), &[no], &mut outputs, &host).unwrap();
    let counts = outputs.map(|output| output.unwrap().as_int().unwrap());
    assert_eq!(counts, [1, 2, 1], "calls, created, destroyed");
}

#[test]
fn an_instance_of_another_kind_is_refused() {
    let Some(plugins) = good() else { return };
    let (counter, sum) = (plugins.load("com.test.good.counter").unwrap(), plugins.load("com.test.good.sum").unwrap());
    let instance = counter.create().unwrap().unwrap();
    let host = TestHost::default();
    let wrong = sum.call(Some(&instance), &[float(1.0), float(1.0)], &mut [None], &host).unwrap_err();
    assert_eq!(wrong.message, "`com.test.good.sum` was given an instance of `com.test.good.counter`");
    let none = counter.call(None, &[Some(Value::new(Content::Bool(false)))], &mut [None, None, None], &host);
    assert_eq!(none.unwrap_err().message, "`com.test.good.counter` needs an instance");
}

#[test]
fn inputs_of_another_type_never_reach_a_kind() {
    let Some(plugins) = good() else { return };
    let sum = plugins.load("com.test.good.sum").unwrap();
    let wrong = |inputs: &[Option<Value>]| call(&sum, inputs).unwrap_err().message;
    assert_eq!(wrong(&[float(1.0), text("b")]), "`com.test.good.sum` got as `b` a text where a float belongs");
    assert_eq!(wrong(&[float(1.0), None]), "`com.test.good.sum` got as `b` nothing, but it is not optional");
    assert_eq!(wrong(&[float(1.0)]), "`com.test.good.sum` has 2 inputs, not 1");
}

#[test]
fn a_variable_keeps_its_type() {
    let Some(plugins) = good() else { return };
    let moved = plugins.load("com.test.good.moved").unwrap();
    let image = Value::new(Content::Image(Image::zeroed(2, 2, 1, Colour::Srgb).unwrap()));
    assert_eq!(call(&moved, &[Some(image.clone())]).unwrap(), [image]);
    assert_eq!(moved.fingerprint(None, &[int(1)], &TestHost::default()), Ok(Some(42)));
    let sum = plugins.load("com.test.good.sum").unwrap();
    assert_eq!(sum.fingerprint(None, &[int(1), int(1)], &TestHost::default()), Ok(None));
}

#[test]
fn settings_of_older_versions_move_or_say_why_not() {
    let Some(plugins) = good() else { return };
    let moved = plugins.load("com.test.good.moved").unwrap();
    assert_eq!(moved.migrate(1, "{\"x\":1}"), Ok("{\"y\":1}".to_owned()));
    let wrong = |version| moved.migrate(version, "{}").unwrap_err();
    let start = "`com.test.good.moved` cannot move settings of version";
    assert_eq!(wrong(2), format!("{start} 2: gave something that is no JSON object"));
    assert_eq!(wrong(3), format!("{start} 3: gave nothing"));
    assert_eq!(wrong(9), format!("{start} 9: nobody ever wrote that"));
    let sum = plugins.load("com.test.good.sum").unwrap();
    assert_eq!(sum.migrate(0, "{\"a\":1}"), Ok("{\"a\":1}".to_owned()));
}

#[test]
fn what_a_plugin_says_at_its_start_is_kept_with_its_name() {
    let Some(plugins) = good() else { return };
    let words = plugins.take_words();
    assert_eq!(words.len(), 1);
    assert_eq!((&*words[0].plugin, words[0].text.as_str()), ("com.test.good", "good day"));
    assert_eq!(plugins.take_words(), []);
}
