//! Paths with places to fill in: `out/{name}_{index:3}.png`.

use std::path::Path;

use crate::file_error::Trouble;
use crate::format::Format;

/// What a place may be filled with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fillings<'a> {
    /// A name, or a path whose name counts.
    pub(crate) name: &'a str,
    pub(crate) index: i64,
    /// Tried one after the other until a file is new.
    pub(crate) counter: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// What is known between braces.
const KNOWN: [&str; 5] = ["name", "index", "counter", "width", "height"];

/// Whether there is a counter in it.
pub(crate) fn counts(template: &str) -> bool {
    pieces(template).any(|piece| matches!(piece, Piece::Place { word: "counter", .. }))
}

/// Words between braces that nothing is known about. They stay as they are: a folder may be called so.
pub(crate) fn unknown(template: &str) -> Vec<&str> {
    let place = |piece| match piece {
        Piece::Place { word, .. } if !KNOWN.contains(&word) => Some(word),
        _ => None,
    };
    pieces(template).filter_map(place).collect()
}

/// The path, with every known place filled in.
pub(crate) fn fill(template: &str, fillings: Fillings<'_>) -> Result<String, Trouble> {
    let mut path = String::with_capacity(template.len());
    for piece in pieces(template) {
        let (word, digits, whole) = match piece {
            Piece::Text(text) => {
                path.push_str(text);
                continue;
            }
            Piece::Place { word, digits, whole } => (word, digits, whole),
        };
        let number = match word {
            "name" => {
                path.push_str(plain_name(fillings.name)?);
                continue;
            }
            "index" => fillings.index,
            "counter" => fillings.counter.into(),
            "width" => fillings.width.into(),
            "height" => fillings.height.into(),
            _ => {
                path.push_str(whole);
                continue;
            }
        };
        path.push_str(&format!("{number:0digits$}"));
    }
    Ok(path)
}

/// The name of a path; of a word, the word, unless it ends like a picture.
fn plain_name(name: &str) -> Result<&str, Trouble> {
    let path = Path::new(name);
    let is_picture = path.extension().and_then(|extension| Format::of_extension(extension.to_str()?)).is_some();
    let whole = path.file_name().and_then(|file| file.to_str()).unwrap_or_default();
    let plain = if is_picture { path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default() } else { whole };
    if plain.is_empty() {
        let hint = "set `name`, or wire the `name` of `files.load_image` or the `names` of `files.list_files` to it";
        return Err(Trouble::Wish("the path has a place for a `{name}`, but there is none".to_owned(), hint));
    }
    Ok(plain)
}

enum Piece<'t> {
    Text(&'t str),
    Place { word: &'t str, digits: usize, whole: &'t str },
}

fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let open = rest.find('{').unwrap_or(rest.len());
        if open > 0 {
            let (text, after) = rest.split_at(open);
            rest = after;
            return Some(Piece::Text(text));
        }
        let end = rest.find('}').map_or(rest.len(), |close| close + 1);
        let (whole, after) = rest.split_at(end);
        rest = after;
        let inside = whole.trim_start_matches('{').trim_end_matches('}');
        let (word, digits) = inside.split_once(':').unwrap_or((inside, "0"));
        // More digits than a number has would only make a name that no disk takes.
        let digits = digits.parse::<usize>().ok().filter(|digits| *digits <= 20);
        Some(digits.map_or(Piece::Text(whole), |digits| Piece::Place { word, digits, whole }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILLINGS: Fillings<'_> = Fillings { name: "in/cat.v2.JPG", index: 7, counter: 12, width: 640, height: 480 };

    #[test]
    fn places_are_filled_in() {
        let filled = |template| fill(template, FILLINGS).unwrap();
        assert_eq!(filled("out.png"), "out.png");
        assert_eq!(filled("out/{name}_{index:3}.png"), "out/cat.v2_007.png");
        assert_eq!(filled("{counter:04}-{width}x{height}.png"), "0012-640x480.png");
        assert_eq!(filled("{nmae}/{name:x}{"), "{nmae}/{name:x}{");
        let word = fill("{name}", Fillings { name: "version 1.2", ..FILLINGS }).unwrap();
        assert_eq!(word, "version 1.2");
    }

    #[test]
    fn a_missing_name_is_said_and_a_strange_word_is_found() {
        let error = fill("{name}.png", Fillings { name: "", ..FILLINGS }).unwrap_err();
        assert_eq!(error.to_string(), "the path has a place for a `{name}`, but there is none");
        assert_eq!(unknown("a/{nmae}/{index}"), ["nmae"]);
        assert!(counts("a_{counter:3}.png") && !counts("a_{index}.png"));
    }
}
