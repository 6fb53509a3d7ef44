//! `weft completions` and `weft man`: written from the declared arguments.

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::terminal;
use clap::CommandFactory as _;

/// Shell completions.
pub(crate) fn completions(shell: clap_complete::Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "weft", &mut script);
    terminal::raw(&script);
    Exit::Done
}

/// The manual page, with a section for each command.
pub(crate) fn man() -> Exit {
    let mut page = Vec::new();
    let mut command = Arguments::command();
    command.build();
    let rendered = clap_mangen::Man::new(command.clone()).render(&mut page).and_then(|()| {
        command.get_subcommands().filter(|sub| !sub.is_hide_set()).try_for_each(|sub| {
            let name = format!("weft {}", sub.get_name());
            clap_mangen::Man::new(sub.clone().name(name)).render(&mut page)
        })
    });
    match rendered {
        Ok(()) => {
            terminal::raw(here(&String::from_utf8_lossy(&page)).as_bytes());
            Exit::Done
        }
        Err(problem) => {
            terminal::aside(&format!("the page could not be written: {problem}"));
            Exit::NodeFailed
        }
    }
}

/// All commands stand on this page, so it names no pages of their own: `weft run`, not `weft-run(1)`.
fn here(page: &str) -> String {
    let mut lines = String::with_capacity(page.len());
    for line in page.lines() {
        match line.strip_prefix("weft\\-").and_then(|rest| rest.strip_suffix("(1)")) {
            Some(command) => lines.extend(["weft ", command]),
            None => lines.push_str(line),
        }
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_no_page_that_does_not_exist() {
        assert_eq!(here(".TP\nweft\\-run(1)\nRuns a graph\n"), ".TP\nweft run\nRuns a graph\n");
    }
}
