//! The page of a kind, for a terminal and for a manual.

use crate::terminal::{NAME, QUIET};
use std::fmt::Write as _;
use weft_engine::catalog::{Default, Input, Kind, ThreadMode};

/// For a terminal.
pub(super) fn terminal(kind: &Kind) -> String {
    let mut page = format!("{NAME}{}{NAME:#}  {}  {QUIET}{}{QUIET:#}\n", kind.id, kind.label, kind.category);
    for line in kind.doc.lines() {
        page += &format!("  {line}\n");
    }
    let wide = |ids: &mut dyn Iterator<Item = usize>| ids.max().unwrap_or(0);
    let names = wide(
        &mut kind.inputs.iter().map(|input| input.id.len()).chain(kind.outputs.iter().map(|output| output.id.len())),
    );
    let types = wide(&mut kind.inputs.iter().map(|input| shown_type(input).chars().count()));
    page += "\nInputs\n";
    for input in kind.inputs.iter().filter(|input| !input.flags.hidden) {
        let facts = facts(input).join(", ");
        page += &format!("  {NAME}{:<names$}{NAME:#}  {:<types$}  {}", input.id, shown_type(input), input.doc);
        if !facts.is_empty() {
            page += &format!("  {QUIET}{facts}{QUIET:#}");
        }
        page.push('\n');
        for choice in &input.choices {
            page += &format!("  {:<names$}  {:<types$}    {QUIET}{}{QUIET:#}  {}\n", "", "", choice.key, choice.doc);
        }
    }
    page += "\nOutputs\n";
    for output in &kind.outputs {
        page += &format!("  {NAME}{:<names$}{NAME:#}  {:<types$}  {}\n", output.id, output.ty.to_string(), output.doc);
    }
    page += &format!(
        "\n{QUIET}version {}; from {} {}; {}{QUIET:#}",
        kind.version,
        kind.plugin.id,
        kind.plugin.version,
        promises(kind)
    );
    page
}

/// For a manual.
pub(super) fn markdown(kind: &Kind) -> String {
    let mut page = format!("## {} `{}`\n\n{}\n\n", kind.label, kind.id, kind.doc);
    page += "| input | type | default | |\n|---|---|---|---|\n";
    for input in kind.inputs.iter().filter(|input| !input.flags.hidden) {
        let mut words: Vec<String> = vec![escaped(&input.doc)];
        words.extend(facts(input).into_iter().filter(|fact| !fact.starts_with("default ")));
        if !input.choices.is_empty() {
            words.push(input.choices.iter().map(|choice| format!("`{}`", choice.key)).collect::<Vec<_>>().join(" "));
        }
        words.retain(|word| !word.is_empty());
        let default = default(input).unwrap_or_default();
        // Writing into a String cannot fail.
        let _ok =
            writeln!(page, "| `{}` | {} | {default} | {} |", input.id, escaped(&shown_type(input)), words.join("; "));
    }
    page += "\n| output | type | |\n|---|---|---|\n";
    for output in &kind.outputs {
        let _ok =
            writeln!(page, "| `{}` | {} | {} |", output.id, escaped(&output.ty.to_string()), escaped(&output.doc));
    }
    page + &format!("\nVersion {}; {}.\n", kind.version, promises(kind))
}

fn shown_type(input: &Input) -> String {
    let list = input.flags.list && !input.ty.is_list();
    if list { format!("[{}]", input.ty) } else { input.ty.to_string() }
}

/// What one must know to set it.
fn facts(input: &Input) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(default(input).map(|default| format!("default {default}")));
    let limits = input.limits;
    let range = |min: Option<f64>, max: Option<f64>| match (min, max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("{min} or more")),
        (None, Some(max)) => Some(format!("{max} or less")),
        (None, None) => None,
    };
    facts.extend(range(limits.hard_min, limits.hard_max));
    if limits.hard_min.is_none() && limits.hard_max.is_none() {
        facts.extend(range(limits.soft_min, limits.soft_max).map(|soft| format!("usually {soft}")));
    }
    if !input.unit.is_empty() {
        facts.push(format!("in {}", input.unit));
    }
    if input.flags.optional {
        facts.push("optional".to_owned());
    }
    if input.flags.wire_only && !input.flags.optional {
        facts.push("wired".to_owned());
    }
    facts
}

fn default(input: &Input) -> Option<String> {
    match &input.default {
        Default::None => None,
        Default::Float(number) => Some(number.to_string()),
        Default::Int(number) => Some(number.to_string()),
        Default::Bool(yes) => Some(yes.to_string()),
        Default::Text(text) if text.is_empty() => None,
        Default::Text(text) => Some(format!("\"{text}\"")),
    }
}

fn promises(kind: &Kind) -> String {
    let mut promises = vec![if kind.flags.pure { "same inputs, same result" } else { "runs every time" }];
    let flags = [
        (kind.flags.sink, "has an effect"),
        (kind.flags.gpu, "uses a GPU where there is one"),
        (kind.flags.network, "reaches for the network"),
        (kind.flags.writes_files, "writes files"),
        (kind.flags.experimental, "may change"),
        (kind.flags.deprecated, "kept for old graphs"),
        (kind.halo.is_some(), "local"),
        (kind.thread_mode == ThreadMode::Plugin, "one at a time"),
        (kind.thread_mode == ThreadMode::Pinned, "always on one thread"),
    ];
    promises.extend(flags.into_iter().filter(|(set, _)| *set).map(|(_, word)| word));
    promises.join(", ")
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
