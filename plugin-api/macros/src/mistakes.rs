//! What authors read when they slip: each message, at least once.

use crate::{choice, node, outputs, plugin};
use proc_macro2::TokenStream;

fn tokens(text: &str) -> TokenStream {
    syn::parse_str(text).unwrap()
}

/// All messages of a macro's output, in order.
fn messages(written: &TokenStream) -> Vec<String> {
    let text = written.to_string();
    let mut parts = text.split("compile_error ! {").skip(1).chain(text.split("compile_error ! (").skip(1));
    let mut found = Vec::new();
    for part in parts.by_ref() {
        let literal: String = part.trim().trim_start_matches('"').chars().collect();
        let end = literal.replace("\\\"", "\u{1}\u{1}").find('"').unwrap();
        found.push(literal[..end].replace("\\\"", "\""));
    }
    found
}

const GOOD: &str = "id = \"com.acme.a\", category = \"A\"";

#[track_caller]
fn function(words: &str, item: &str, expected: &[&str]) {
    let item = format!("/// Text.\n{item}");
    assert_eq!(messages(&node::expand(tokens(words), &tokens(&item))), expected);
}

#[test]
fn a_good_kind_has_no_message() {
    function(GOOD, "fn a(call: &Call, image: &Image, #[input(default = 1)] x: f32) -> Result<Image> { x }", &[]);
}

#[test]
fn what_a_kind_needs_is_said() {
    function("", "fn a() {}", &["`#[node]` needs `id = \"com.acme.vignette\"`"]);
    function("id = \"com.acme.a\"", "fn a() {}", &["`#[node]` needs `category = \"Image/Stylise\"`"]);
    function("id = \"Com.a\", category = \"A\"", "fn a() {}", &["an id is made of a-z, 0-9, `_`, `.` and `-`"]);
    function(
        "id = \"a\", category = \"A\"",
        "fn a() {}",
        &["the id of a kind begins with that of its plugin: `com.acme.vignette`"],
    );
    let without_text = messages(&node::expand(tokens(GOOD), &tokens("fn a() {}")));
    assert_eq!(without_text, ["a kind needs a doc comment: its first line is the tooltip in the editor"]);
}

#[test]
fn all_slips_are_told_at_once() {
    let words = format!("{GOOD}, purr");
    let item = "async fn a(#[input(defalt = 1)] x: f32, #[input(soft = 0.0..1.0)] y: f32, (p, q): (f32, f32)) {}";
    function(
        &words,
        item,
        &[
            "`purr` is not known here; did you mean `pure`?",
            "a kind is not async: the host runs it on a thread of its own",
            "`defalt` is not known here; did you mean `default`?",
            "both ends belong to the range: write `..=`",
            "an input needs a plain name, as graph files hold it",
        ],
    );
}

#[test]
fn inputs_are_checked_against_each_other() {
    function(GOOD, "fn a(x: f32, #[input(id = \"x\")] y: f32) {}", &["two inputs have the id `x`"]);
    let words = format!("{GOOD}, local(halo_input = \"radius\")");
    function(&words, "fn a(x: f32) {}", &["there is no input `radius`"]);
    let words = format!("{GOOD}, models = [(\"m\", \"model\")]");
    function(&words, "fn a(x: f32) {}", &["there is no input `model`"]);
}

#[test]
fn words_say_what_they_need() {
    for (words, expected) in [
        ("pure = 1", "`pure` stands alone"),
        ("label = 1", "`label` needs a text: `… = \"text\"`"),
        ("replaces = \"a\"", "`replaces` needs a list of texts: `… = [\"one\", \"two\"]`"),
        ("models = 1", "`models` needs a list: `models = [\"needed\", (\"chosen\", \"input\")]`"),
        ("local(hallo = 1)", "`hallo` is not known here; did you mean `halo`?"),
        ("output(kind = 1)", "`kind` is not known here; there are id, label, doc, ty, aka"),
        ("output = \"A\"", "an id is made of a-z, 0-9, `_`, `.` and `-`"),
        (
            "thread = main",
            "`thread` is `plugin` (one run at a time in the whole plugin) or `pinned` (always one thread)",
        ),
    ] {
        function(&format!("{GOOD}, {words}"), "fn a() {}", &[expected]);
    }
    for (words, expected) in [
        ("soft", "`soft` needs a range: `… = 0.0..=1.0`"),
        ("soft = 1.0", "`soft` needs a range: `… = 0.0..=1.0`, or `0.0..` without an end"),
        ("default", "`default` needs a value: `… = value`"),
        ("default = 99999999999999999999", "a whole number has 64 bits"),
        ("aka = 3", "`aka` needs a list of texts: `… = [\"one\", \"two\"]`"),
    ] {
        function(GOOD, &format!("fn a(#[input({words})] x: f32) {{}}"), &[expected]);
    }
}

#[test]
fn states_are_plain_structs_with_run() {
    let check = |item: &str, expected: &str| function(GOOD, item, &[expected]);
    check("struct A;", "`#[node]` goes on a function, or on an `impl` with `fn run`");
    check("impl A { fn go(&self) {} }", "the state of a kind has `fn run(&mut self, …)`");
    check("impl A { fn run() {} }", "`run` begins with `&self` or `&mut self`");
    check("impl A { fn run(self) {} }", "`run` begins with `&self` or `&mut self`: the state stays");
    check("impl<T> A<T> { fn run(&self) {} }", "the state of a kind is a plain struct");
    check("fn a(self) {}", "`self` needs a state: put `#[node]` on its `impl`");
    check("fn a<T>(x: T) {}", "a kind has no generics; for any type take `&Value`");
}

#[test]
fn outputs_and_choices_say_what_they_are() {
    let of = |item: &str| messages(&outputs::expand(tokens(item)));
    assert_eq!(of("struct A(Image);"), ["outputs have names: write a struct with named fields"]);
    assert_eq!(of("enum A {}"), ["outputs are the fields of a struct"]);
    assert_eq!(of("struct A<'a> { a: &'a Image }"), ["a struct of outputs has no generics"]);
    let of = |item: &str| messages(&choice::expand(tokens(item)));
    assert_eq!(of("struct A;"), ["a choice is an enum: each variant is an answer"]);
    assert_eq!(of("enum A {}"), ["a choice needs at least one answer"]);
    assert_eq!(of("enum A { B(u8) }"), ["an answer of a choice has no fields"]);
    assert_eq!(of("enum A { B, #[choice(key = \"b\")] C }"), ["two answers have the key `b`"]);
    assert_eq!(of("enum A { #[choice(name = \"b\")] C }"), ["`name` is not known here; there are key, label"]);
}

#[test]
fn a_plugin_says_what_it_needs() {
    let of = |words: &str| messages(&plugin::expand(tokens(words)));
    assert_eq!(of("id: \"a\""), ["a plugin needs `label: \"…\"`"]);
    assert_eq!(of("name: \"a\""), ["there are `id`, `label`, `vendor`, `license` and `kinds`"]);
    assert_eq!(of("id: \"a\", label: \"A\", vendor: \"A\", license: \"MIT\""), ["a plugin needs `kinds: […]`"]);
    assert_eq!(of("kinds: [a], license: \"MIT\", vendor: \"A\", label: \"A\", id: \"a\","), Vec::<String>::new());
}
