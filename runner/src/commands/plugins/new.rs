//! `weft plugins new`: a complete plugin outside of this repository, from the SDK's templates.

use crate::arguments::Language;
use crate::exit::Exit;
use crate::terminal::{self, NAME, QUIET};
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use weft_engine::diagnostic::{Diagnostic, Place};

/// Path in the new folder, text with placeholders.
type Template = &'static [(&'static str, &'static str)];

macro_rules! template {
    ($language:literal: $($file:literal),*) => {
        &[$(($file, include_str!(concat!("../../../../plugin-api/templates/", $language, "/", $file)))),*]
    };
}
const RUST: Template = template!("rust": "Cargo.toml", "src/lib.rs", "src/tests.rs", "README.md");
const C: Template = template!("c": "plugin.c", "Makefile", "README.md");

/// A C plugin needs nothing but this file, so it gets a copy of its own.
const HEADER: &str = include_str!("../../../../plugin-api/include/weft.h");

/// As in the Makefile, for whoever has no make.
const C_FLAGS: &str = "-std=c11 -O3 -fno-math-errno -ffp-contract=off -shared -fPIC -fvisibility=hidden -I.";

/// Writes it, and says how it is built.
pub(super) fn write(name: &str, language: Language, into: &Path) -> Exit {
    match written(name, language, into) {
        Ok(folder) => {
            let shown = folder.display();
            let (build, library) = match language {
                Language::Rust => ("cargo build --release".to_owned(), "target/release"),
                Language::C => (format!("cc {C_FLAGS} -o {name}{DLL_SUFFIX} plugin.c -lm"), "."),
            };
            terminal::line(&format!("{NAME}{shown}{NAME:#} is a whole plugin. Build it, and look at its kind:"));
            terminal::line(&format!("  $ cd {shown} && {build}"));
            terminal::line(&format!("  $ weft nodes --plugins {}", folder.join(library).display()));
            terminal::line(&format!("{QUIET}README.md in it says more.{QUIET:#}"));
            Exit::Done
        }
        Err(told) => {
            terminal::diagnostic(&told);
            Exit::Usage
        }
    }
}

fn written(name: &str, language: Language, into: &Path) -> Result<PathBuf, Diagnostic> {
    check_name(name)?;
    let folder = into.join(name);
    if folder.exists() {
        let place = Place::File(folder.display().to_string());
        return Err(Diagnostic::error("folder-taken", place, format!("there is already a `{}`", folder.display()))
            .hint("choose another name, or another folder with `--into`"));
    }
    let (template, sdk) = match language {
        Language::Rust => (RUST, sdk()?),
        Language::C => (C, PathBuf::new()),
    };
    for (file, text) in template {
        save(&folder.join(file), &filled(text, name, &sdk))?;
    }
    if language == Language::C {
        save(&folder.join("weft.h"), HEADER)?;
    }
    Ok(folder)
}

fn check_name(name: &str) -> Result<(), Diagnostic> {
    let good = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && !name.ends_with('-');
    if good {
        return Ok(());
    }
    Err(Diagnostic::error("plugin-name", Place::Everywhere, format!("`{name}` cannot be the name of a plugin"))
        .hint("small letters, digits and dashes, beginning with a letter, such as `soft-light`"))
}

/// As `plugin-api/templates/README.md` says.
fn filled(text: &str, name: &str, sdk: &Path) -> String {
    let ident = name.replace('-', "_");
    let words = name.replace('-', " ");
    let label: String = words[..1].to_uppercase() + &words[1..];
    text.replace("{{name}}", name)
        .replace("{{id}}", &format!("com.example.{ident}"))
        .replace("{{label}}", &label)
        .replace("{{vendor}}", "Example")
        .replace("{{sdk}}", &sdk.display().to_string())
        .replace("{{include}}", ".")
        .replace("{{library}}", &format!("{DLL_PREFIX}{ident}{DLL_SUFFIX}"))
        .replace("{{ident}}", &ident)
}

/// The SDK lies in the sources that this program was built from, above the program.
fn sdk() -> Result<PathBuf, Diagnostic> {
    let program = std::env::current_exe().unwrap_or_default();
    let found = program.ancestors().map(|folder| folder.join("plugin-api")).find(|sdk| sdk.join("Cargo.toml").exists());
    found.ok_or_else(|| {
        let message = "the Rust SDK is not above this program".to_owned();
        Diagnostic::error("no-sdk", Place::File(program.display().to_string()), message)
            .hint("run the `weft` of a checkout, or write the plugin in C: `--lang c` needs nothing else")
    })
}

fn save(file: &Path, text: &str) -> Result<(), Diagnostic> {
    let made = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(file, text));
    made.map_err(|why| {
        let place = Place::File(file.display().to_string());
        Diagnostic::error("unwritable-file", place, format!("`{}` could not be written: {why}", file.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_to_fill_in() {
        for (file, text) in RUST.iter().chain(C) {
            let filled = filled(text, "soft-light", Path::new("/sdk"));
            assert!(!filled.contains("{{"), "{file}:\n{filled}");
        }
        assert!(filled(RUST[1].1, "soft-light", Path::new("")).contains("com.example.soft_light.vignette"));
    }

    #[test]
    fn names_are_words_that_every_system_can_hold() {
        assert!(check_name("soft-light2").is_ok());
        for name in ["", "Über", "../up", "a b", "9lives", "-a", "a-", "A"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
