//! Kinds that break the contract while they run: each is told what it did, and none takes the program down.

use crate::building::{sentences, workshop};
use crate::host::TestHost;
use std::sync::Arc;
use weft_engine::plugins::{CallStatus, Plugins};
use weft_engine::value::{Colour, Content, Image, Value};

/// How each kind of `breaches.c` ends.
const ENDS: &[(&str, CallStatus, &str)] = &[
    ("no_output", CallStatus::Failed, "gave no `mask`"),
    ("twice", CallStatus::Failed, "gave `mask` twice"),
    ("wrong_type", CallStatus::Failed, "gave as `image` a text where an image belongs"),
    ("wrong_mask", CallStatus::Failed, "gave as `mask` an image of 3 planes where a mask belongs"),
    ("far_output", CallStatus::Failed, "gave an output 2, but it has 2"),
    ("null_output", CallStatus::Failed, "gave NULL as output 1"),
    ("far_input", CallStatus::Failed, "asked for input 9, but it has 3"),
    ("far_value", CallStatus::Failed, "asked for input 4000000000, but it has 3"),
    ("wrong_read", CallStatus::Failed, "read `image`, which is of the type image, as something else"),
    ("not_mine", CallStatus::Failed, "gave an input as output 0 without `retain`"),
    ("write_not_mine", CallStatus::Failed, "asked to write to an input without `retain`"),
    ("null_list", CallStatus::Failed, "asked for a list with NULL in it"),
    ("deep_list", CallStatus::Failed, "asked for a list too deep to be taken apart again"),
    ("unknown_positive", CallStatus::Failed, "returned 7, which is no status: odd"),
    ("false_stop", CallStatus::Failed, "says that it was cancelled, but nobody pressed stop"),
];

/// As of [`ENDS`], but in words that are not about a breach.
const FAILURES: &[(&str, CallStatus, &str)] = &[
    ("unknown_negative", CallStatus::Failed, ""),
    ("no_reason", CallStatus::OutOfMemory, ""),
    ("reason", CallStatus::Invalid, "bad \u{fffd} day"),
    ("too_large", CallStatus::OutOfMemory, "there is no memory for 16777473 MiB"),
    ("no_size", CallStatus::Invalid, "an image was asked for without a view, or `struct_size` is not set"),
];

fn call(plugins: &Plugins, name: &str) -> Result<(), (CallStatus, String)> {
    let kind = plugins.load(&format!("com.test.breaches.{name}")).unwrap();
    let image = Value::new(Content::Image(Image::zeroed(2, 2, 3, Colour::Srgb).unwrap()));
    let mut outputs = [None, None];
    // The only reference of the image, so that a plugin that takes it away is seen.
    let inputs = [Some(image), Some(Value::new(Content::Float(1.0))), None];
    let ended = kind.call(None, &inputs, &mut outputs, &TestHost::default());
    assert_eq!(outputs.iter().all(Option::is_some), ended.is_ok(), "{name}: all outputs or none");
    let holders = inputs[0].as_ref().map(|image| Arc::strong_count(image.as_arc()));
    assert_eq!(holders, Some(1), "{name}: nobody holds the input any more, and nobody gave it back twice");
    ended.map_err(|error| (error.status, error.message))
}

#[test]
fn every_breach_has_its_own_sentence() {
    let Some(workshop) = workshop() else { return };
    workshop.build("breaches.c", "breaches_plugin", &[]);
    let (plugins, told) = workshop.discover();
    assert_eq!(sentences(&told), Vec::<String>::new());
    assert_eq!(call(&plugins, "fine"), Ok(()));
    assert_eq!(call(&plugins, "nulls"), Ok(()));
    for (name, status, sentence) in ENDS {
        let sentence = format!("`com.test.breaches.{name}` {sentence}");
        assert_eq!(call(&plugins, name), Err((*status, sentence)));
    }
    for (name, status, sentence) in FAILURES {
        assert_eq!(call(&plugins, name), Err((*status, (*sentence).to_owned())), "{name}");
    }
    let kinds = plugins.list()[0].kinds.len();
    assert_eq!(ENDS.len() + FAILURES.len() + 2, kinds, "every kind of the file is called");
}
