//! `values.switch`: one of two wires.

use weft_plugin::prelude::*;

/// Passes on one of two things, whatever they are.
#[node(
    id = "values.switch",
    category = "Values",
    label = "Switch",
    pure,
    output(id = "value", ty = "$T", doc = "What was chosen")
)]
pub(crate) fn switch(
    /// Which one: the first if on, the second if off
    #[input(default = true, on_node)]
    on: bool,
    /// Passed on if the switch is on
    #[input(ty = "$T")]
    when_on: Option<&Value>,
    /// Passed on if the switch is off
    #[input(ty = "$T")]
    when_off: Option<&Value>,
) -> Result<Value> {
    let (state, name, chosen) = if on { ("on", "when_on", when_on) } else { ("off", "when_off", when_off) };
    chosen.cloned().ok_or_else(|| Error::invalid(format!("the switch is {state}, but `{name}` has nothing")))
}

#[cfg(test)]
mod tests {
    use super::switch;
    use weft_plugin::testing::{self, Data, Picture};

    #[test]
    fn it_passes_on_what_the_switch_says() {
        testing::validate(&switch::KIND).set("when_on", 1).set("when_off", "no").check();
        let picture = Picture::flat(2, 1, [0.5]);
        let run = testing::run(&switch::KIND).set("when_on", picture.clone()).set("when_off", "no picture");
        assert_eq!(run.clone().go().unwrap().image("value"), picture);
        assert_eq!(*run.off("on").go().unwrap().data("value"), Data::from("no picture"));
        let error = testing::run(&switch::KIND).set("when_on", 1).off("on").go().unwrap_err();
        assert_eq!(error.to_string(), "the switch is off, but `when_off` has nothing");
    }
}
