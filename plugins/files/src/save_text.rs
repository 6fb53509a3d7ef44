//! `files.save_text`: a text into a file, or anything else that is not a picture as JSON.

use weft_plugin::prelude::*;

use crate::json::json;
use crate::path_template::{self, Fillings};
use crate::write_file::{Folders, Old, write_file};

/// Writes a text into a file. Numbers, records, lists and tensors become JSON.
///
/// The path may have places to fill in: `{name}` and `{index}` from the inputs of that name. A file is written as a whole
/// or not at all.
#[node(id = "files.save_text", category = "Files", label = "Save text", sink, writes_files, output = "path")]
pub(crate) fn save_text(
    call: &Call,
    /// The text; everything else becomes JSON
    #[input(ty = "any")]
    value: &Value,
    /// Where to
    #[input(default = "out.txt", write, widget = "file", on_node)]
    path: &Path,
    /// Fills `{name}` in the path; of a path, its name counts
    #[input(default = "")]
    name: &str,
    /// Fills `{index}` in the path
    #[input(default = 1)]
    index: i64,
    /// Whether to replace a file that is there already
    #[input(default = true)]
    overwrite: bool,
    /// Whether to make folders that are not there
    #[input(default = true, advanced)]
    make_folders: bool,
) -> Result<PathBuf> {
    let template = path.to_str().ok_or_else(|| Error::invalid(format!("the path {} is not UTF-8", path.display())))?;
    let fillings = Fillings { name, index, counter: 1, width: 0, height: 0 };
    for word in path_template::unknown(template) {
        call.warn(format!("`{{{word}}}` in the path means nothing; there are name and index"));
    }
    let path = PathBuf::from(path_template::fill(template, fillings).map_err(|trouble| trouble.at(path))?);
    let text = match value.type_name() {
        "text" => value.as_text()?.to_owned(),
        _ => json(value)?,
    };
    call.report(0.5)?;
    let old = if overwrite { Old::Replace } else { Old::Keep };
    let folders = if make_folders { Folders::Make } else { Folders::Expect };
    write_file(&path, text.as_bytes(), old, folders)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("{name}.txt");
        testing::validate(&save_text::KIND).set("path", path.to_str().unwrap()).set("name", "a").check();
    }

    #[test]
    fn texts_stay_and_everything_else_becomes_json() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let written = |data: Data| {
            let run = testing::run(&save_text::KIND).set("value", data).text("path", path.to_str().unwrap());
            std::fs::read_to_string(run.go().unwrap().text("path")).unwrap()
        };
        assert_eq!(written(Data::from("plain \"text\"\n")), "plain \"text\"\n");
        assert_eq!(written(Data::Float(2.0)), "2.0\n");
        let color = Data::Color(Color { rgba: [1.0, 0.0, 0.5, 1.0] });
        let points = Data::Tensor(Array::new(&[2, 2], vec![0.1_f32, 2.0, 3.0, f32::NAN]));
        let record = Data::Record(vec![
            ("name".to_owned(), Some(Data::from("a\"\\\n\u{1}"))),
            ("age".to_owned(), None),
            ("many".to_owned(), Some(Data::List(vec![Data::Int(-1), Data::Bool(true), color]))),
            ("none".to_owned(), Some(Data::List(vec![]))),
            ("points".to_owned(), Some(points)),
            ("count".to_owned(), Some(Data::Tensor(Array::new(&[2], vec![7_u8, 8])))),
        ]);
        let wanted = "{\n  \"name\": \"a\\\"\\\\\\n\\u0001\",\n  \"age\": null,\n  \"many\": [\n    -1,\n    true,\n    \
                      \"#ff0080\"\n  ],\n  \"none\": [],\n  \"points\": [[0.1, 2], [3, null]],\n  \"count\": [7, 8]\n}\n";
        assert_eq!(written(record), wanted);
    }
}
