//! Slips of the pen and small confusions: fields, numbers without an end, exposed names, whole paths.

#[path = "plan_support/kinds.rs"]
mod kinds;

use expect_test::{Expect, expect};
use kinds::{World, graph, try_plan, usual};

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "`expect![…]` reads best as a value")]
fn check(text: &str, expected: Expect) {
    let told = match try_plan(&graph(text), &usual(), &World::usual(), &[]) {
        Ok(plan) => plan.told().to_vec(),
        Err(told) => told,
    };
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    expected.assert_eq(&(told.join("\n") + "\n"));
}

#[test]
fn a_slip_in_the_name_of_a_field_is_told_and_what_it_holds_is_kept() {
    check(
        r#"
        "one": (kind: "math.value", version: 1, sett: {"value": 2.0}),
        "two": (kind: "math.value", version: 1, from_the_future: 7),
        --- outputs: {"one": "one.value", "two": "two.value"}
        "#,
        expect![[r#"
            warning: `one` has a field `sett`, which means nothing to this version; it is kept
              at node `one`
            hint: did you mean `set`?
            warning: `two` has a field `from_the_future`, which means nothing to this version; it is kept
              at node `two`
        "#]],
    );
}

#[test]
fn numbers_without_an_end_are_refused_where_there_are_no_limits_too() {
    check(
        r#"
        "one": (kind: "math.value", version: 1, set: {"value": inf}),
        "two": (kind: "math.value", version: 1, set: {"value": -inf}),
        "three": (kind: "math.value", version: 1, set: {"value": NaN}),
        --- outputs: {"one": "one.value"}
        "#,
        expect![[r#"
            error: `one.value` needs a number that ends somewhere, but is set to `inf`
              at `one.value`
            hint: write a number with digits, such as 1e6
            error: `two.value` needs a number that ends somewhere, but is set to `-inf`
              at `two.value`
            hint: write a number with digits, such as 1e6
            error: `three.value` needs a number that ends somewhere, but is set to `NaN`
              at `three.value`
            hint: write a number with digits, such as 1e6
        "#]],
    );
}

#[test]
fn exposed_things_that_are_not_there_have_the_place_that_they_name() {
    check(
        r#"
        "one": (kind: "math.value", version: 1),
        --- inputs: {"a": "one.vlue", "b": "none.value"}, outputs: {"c": "one.vlue", "d": "none.value"}
        "#,
        expect![[r#"
            error: the exposed input `a` leads to `one.vlue`, but there is no such input
              at `one.vlue`
            hint: correct `expose`
            error: the exposed input `b` leads to `none.value`, but there is no such input
            hint: correct `expose`
            error: the exposed output `c` leads to `one.vlue`, which is not there
              at `one.vlue`
            hint: did you mean `value`?
            error: the exposed output `d` leads to `none.value`, which is not there
            hint: did you mean `one`?
        "#]],
    );
}

#[test]
fn a_missing_file_with_its_whole_path_says_nothing_of_the_graph() {
    check(
        r#"
        "one": (kind: "files.load_image", version: 1, set: {"path": "/else/where.png"}),
        --- outputs: {"one": "one.image"}
        "#,
        expect![[r#"
            error: `one.path`: there is no file `/else/where.png`
              at `one.path`
            hint: look whether its name is right, and whether it was moved
        "#]],
    );
}
