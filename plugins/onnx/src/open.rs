//! Which model is meant: an installed one by its name, or a file.

use weft_plugin::infer::{ModelPort, Session};
use weft_plugin::prelude::*;

/// Opens the file, else the installed model.
pub(crate) fn open<'c>(call: &'c Call, model: Option<&Model>, file: Option<&Path>) -> Result<Session<'c>> {
    let file = file.filter(|file| !file.as_os_str().is_empty());
    match (file, model.filter(|model| !model.as_ref().is_empty())) {
        (Some(file), _) => {
            let path = call.resolve(file)?;
            let not_text = || Error::invalid(format!("the path {} is not UTF-8", path.display()));
            call.open_model(path.to_str().ok_or_else(not_text)?)
        }
        (None, Some(model)) => call.open_model(model),
        (None, None) => bail!("no model is named: set `model` or `file`"),
    }
}

/// `f32 1 × 3 × any × any`
pub(crate) fn words(port: &ModelPort) -> String {
    let lengths: Vec<String> =
        port.shape.iter().map(|length| length.map_or_else(|| "any".to_owned(), |length| length.to_string())).collect();
    let shape = if lengths.is_empty() { "one number".to_owned() } else { lengths.join(" × ") };
    format!("{} {shape}", port.scalar)
}
