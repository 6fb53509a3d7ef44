//! Writes the viewed value to a file, all of it, on a thread: pictures as PNG with as many bits as they need, meshes as OBJ,
//! tables as CSV or JSON, the rest as text.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use egui::Context;
use weft_engine::session::{ImageView, Shown, TableView};

use super::asks::SAVED_ROWS_MAX;
use super::develop::Samples;
use super::mesh::Solid;
use crate::intent::Intent;
use crate::live::{Live, Slot};

/// What is being written.
#[derive(Default)]
pub(super) struct Saving {
    /// The answer that was taken already.
    taken: u64,
    done: Option<Receiver<(String, bool)>>,
}

/// A name to begin with: the output, with the ending of what it is.
pub(super) fn suggested(wire: &weft_engine::graph::Wire, shown: Option<&Shown>) -> String {
    format!("{}.{}", wire.node.replace('/', "_"), shown.map_or("png", ending))
}

fn ending(shown: &Shown) -> &'static str {
    match shown {
        Shown::Image(_) => "png",
        Shown::Mesh(_) => "obj",
        Shown::Table(_) => "csv",
        _ => "txt",
    }
}

impl Saving {
    /// Begins to write once the value is there, and tells how it went.
    pub(super) fn go_on(&mut self, ctx: &Context, live: &Live, intents: &mut Vec<Intent>) {
        if let Some(done) = &self.done {
            if let Ok((text, wrong)) = done.try_recv() {
                self.done = None;
                intents.push(Intent::SavedView(text, wrong));
            }
            return;
        }
        let Some(path) = live.save_to.clone() else { return };
        let Some(answer) = live.answers.get(&Slot::Saved).filter(|answer| answer.serial != self.taken) else { return };
        self.taken = answer.serial;
        match &answer.shown {
            Err((why, _)) => intents.push(Intent::SavedView(format!("Not saved: {why}."), true)),
            Ok(shown) => {
                let (sender, receiver) = channel();
                let (shown, ctx) = (Arc::clone(shown), ctx.clone());
                let path = if path.extension().is_some() { path } else { path.with_extension(ending(&shown)) };
                let work = move || {
                    drop(sender.send(told(&path, write(&path, &shown))));
                    ctx.request_repaint();
                };
                match std::thread::Builder::new().name("save".to_owned()).spawn(work) {
                    Ok(_) => self.done = Some(receiver),
                    Err(why) => intents.push(Intent::SavedView(format!("Not saved: {why}."), true)),
                }
            }
        }
    }
}

fn told(path: &Path, result: std::io::Result<Option<String>>) -> (String, bool) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match result {
        Ok(None) => (format!("Saved `{name}`."), false),
        Ok(Some(but)) => (format!("Saved `{name}`. {but}"), false),
        Err(why) => (format!("`{}` was not saved: {why}.", path.display()), true),
    }
}

/// Writes it; gives what was left out.
fn write(path: &Path, shown: &Shown) -> std::io::Result<Option<String>> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let mut but = None;
    let bytes = match shown {
        Shown::Image(view) => png(view)?,
        Shown::Mesh(view) => Solid::of(view).obj().into_bytes(),
        Shown::Table(table) => {
            if table.rows_in_all > table.rows.len() as u64 {
                but = Some(format!("It holds the first {SAVED_ROWS_MAX} of {} rows.", table.rows_in_all));
            }
            if ending == "json" { json(table) } else { csv(table) }.into_bytes()
        }
        Shown::Text { text, .. } | Shown::Number { text, .. } => text.clone().into_bytes(),
        Shown::Bool(yes) => yes.to_string().into_bytes(),
        Shown::Color(parts) => format!("{parts:?}").into_bytes(),
    };
    // Beside it first: a full disk must not cost the file that was there.
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let mut file = std::fs::File::create(&part)?;
    let written = file.write_all(&bytes).and_then(|()| file.sync_all()).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        drop(std::fs::remove_file(&part));
    }
    written.map(|()| but)
}

/// As PNG: 8 bits where that says all, else 16. Values outside of 0 to 1 are cut, as PNG has none.
fn png(view: &ImageView) -> std::io::Result<Vec<u8>> {
    let samples = Samples::new(view);
    let pixels = || (0..view.rows).flat_map(|y| (0..view.columns).map(move |x| (x, y)));
    let (colour, planes): (png::ColorType, &[usize]) = match view.channels {
        1 => (png::ColorType::Grayscale, &[0]),
        2 => (png::ColorType::GrayscaleAlpha, &[0, 3]),
        3 => (png::ColorType::Rgb, &[0, 1, 2]),
        _ => (png::ColorType::Rgba, &[0, 1, 2, 3]),
    };
    let fits_a_byte = |value: f32| {
        let scaled = value.clamp(0.0, 1.0) * 255.0;
        (scaled - scaled.round()).abs() < 1e-3
    };
    let is_small = pixels().all(|(x, y)| {
        let sample = samples.at(x, y);
        planes.iter().all(|plane| fits_a_byte(sample[*plane]))
    });
    let mut bytes = Vec::new();
    for (x, y) in pixels() {
        let sample = samples.at(x, y);
        for plane in planes {
            let value = sample[*plane].clamp(0.0, 1.0);
            if is_small {
                bytes.push((value * 255.0 + 0.5) as u8);
            } else {
                bytes.extend(((value * 65535.0 + 0.5) as u16).to_be_bytes());
            }
        }
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, view.columns, view.rows);
    encoder.set_color(colour);
    encoder.set_depth(if is_small { png::BitDepth::Eight } else { png::BitDepth::Sixteen });
    let mut writer = encoder.write_header().map_err(std::io::Error::other)?;
    writer.write_image_data(&bytes).map_err(std::io::Error::other)?;
    writer.finish().map_err(std::io::Error::other)?;
    Ok(out)
}

fn csv(table: &TableView) -> String {
    let cell = |text: &String| {
        if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() }
    };
    let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n";
    std::iter::once(&table.columns).chain(&table.rows).map(line).collect()
}

/// One object a row; numbers stay numbers.
fn json(table: &TableView) -> String {
    let value = |text: &String| match text.parse::<f64>().ok().and_then(serde_json::Number::from_f64) {
        Some(number) => serde_json::Value::Number(number),
        None => serde_json::Value::String(text.clone()),
    };
    let object = |row: &Vec<String>| {
        let fields = table.columns.iter().cloned().zip(row.iter().map(value));
        serde_json::Value::Object(fields.collect())
    };
    let rows: Vec<serde_json::Value> = table.rows.iter().map(object).collect();
    serde_json::to_string_pretty(&rows).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> TableView {
        TableView {
            of: "list".to_owned(),
            columns: vec!["#".into(), "word".into()],
            rows: vec![vec!["0".into(), "a, \"b\"".into()], vec!["1.5".into(), "c".into()]],
            rows_in_all: 2,
            shape: String::new(),
        }
    }

    #[test]
    fn tables_are_written_as_csv_and_json() {
        assert_eq!(csv(&table()), "#,word\n0,\"a, \"\"b\"\"\"\n1.5,c\n");
        let read: serde_json::Value = serde_json::from_str(&json(&table())).unwrap();
        assert_eq!((read[1]["#"].as_f64(), read[0]["word"].as_str()), (Some(1.5), Some("a, \"b\"")));
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_sentence_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("no/such.csv");
        let (text, wrong) = told(&path, write(&path, &Shown::Table(table())));
        assert!(wrong && text.contains("was not saved"), "{text}");
        let path = folder.path().join("a.csv");
        let (text, wrong) = told(&path, write(&path, &Shown::Table(table())));
        assert_eq!((text.as_str(), wrong), ("Saved `a.csv`.", false));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
