//! `weft nodes`: the catalog, or the page of one kind.

mod page;

use crate::arguments;
use crate::exit::Exit;
use crate::terminal::{self, NAME, QUIET};
use weft_engine::catalog::{Catalog, Kind};
use weft_engine::diagnostic::{Diagnostic, Place, nearest};

/// Lists kinds, or shows a page.
pub(crate) fn nodes(catalog: &Catalog, asked: &arguments::Nodes) -> Exit {
    let exact = asked.kind.as_deref().and_then(|id| catalog.kind(id));
    let found: Vec<&Kind> = match (&asked.kind, exact) {
        (_, Some(kind)) => vec![kind],
        (None, None) => catalog.kinds().iter().map(|kind| &**kind).collect(),
        (Some(part), None) => matching(catalog, part),
    };
    if let (Some(id), true) = (&asked.kind, found.is_empty()) {
        terminal::diagnostic(&unknown(catalog, id));
        return Exit::Usage;
    }
    if asked.json {
        for kind in found {
            match serde_json::to_string(kind) {
                Ok(line) => terminal::line(&line),
                Err(problem) => terminal::aside(&format!("{}: {problem}", kind.id)),
            }
        }
    } else if asked.markdown {
        found.into_iter().for_each(|kind| terminal::line(&page::markdown(kind)));
    } else if let [kind] = *found {
        terminal::line(&page::terminal(kind));
    } else {
        list(&found);
    }
    Exit::Done
}

/// One line a kind, below its category.
fn list(kinds: &[&Kind]) {
    let mut sorted = kinds.to_vec();
    sorted.sort_by(|a, b| (&a.category, &a.id).cmp(&(&b.category, &b.id)));
    let width = sorted.iter().map(|kind| kind.id.chars().count()).max().unwrap_or(0);
    let mut category = None;
    for kind in sorted {
        if category != Some(&kind.category) {
            if category.is_some() {
                terminal::line("");
            }
            terminal::line(&format!("{QUIET}{}{QUIET:#}", kind.category));
            category = Some(&kind.category);
        }
        let tooltip = kind.doc.lines().next().unwrap_or_default();
        terminal::line(&format!("  {NAME}{:<width$}{NAME:#}  {tooltip}", kind.id));
    }
}

/// Kinds whose id, label or doc hold the part.
fn matching<'a>(catalog: &'a Catalog, part: &str) -> Vec<&'a Kind> {
    let part = part.to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&part);
    catalog
        .kinds()
        .iter()
        .map(|kind| &**kind)
        .filter(|kind| holds(&kind.id) || holds(&kind.label) || holds(&kind.doc))
        .collect()
}

fn unknown(catalog: &Catalog, id: &str) -> Diagnostic {
    let told = Diagnostic::error("unknown-kind", Place::Everywhere, format!("no kind is called `{id}`"));
    match *nearest(id, catalog.kinds().iter().map(|kind| &*kind.id)) {
        [] => told.hint("`weft nodes` lists all of them, `weft plugins list` says where they come from"),
        ref near => told.hint(format!("did you mean `{}`?", near.join("` or `"))),
    }
}
