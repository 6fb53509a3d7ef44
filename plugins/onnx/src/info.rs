//! `onnx.info`: what a model takes and gives.

use weft_plugin::infer::ModelPort;
use weft_plugin::prelude::*;

use crate::open::{open, words};

#[derive(Outputs)]
pub(crate) struct About {
    /// A line for each input and output
    text: String,
    /// The same, to be read by others: `inputs` and `outputs`, each with `name`, `type` and `shape` (−1: any length)
    info: Record,
}

/// Says what a model takes and gives, to set up `onnx.run`.
#[node(id = "onnx.info", version = 1, category = "Models", label = "About a model", pure)]
pub(crate) fn info(
    call: &Call,
    /// An installed model
    #[input(on_node)]
    model: Option<&Model>,
    /// A model file, in place of an installed one
    #[input(widget = "file")]
    file: Option<&Path>,
) -> Result<About> {
    let session = open(call, model, file)?;
    let (inputs, outputs) = (session.inputs()?, session.outputs()?);
    let line = |what: &str, port: &ModelPort| format!("{what} `{}`: {}", port.name, words(port));
    let lines = inputs.iter().map(|port| line("takes", port)).chain(outputs.iter().map(|port| line("gives", port)));
    let mut info = call.record()?;
    info.set("inputs", records(call, &inputs)?)?.set("outputs", records(call, &outputs)?)?;
    Ok(About { text: lines.collect::<Vec<_>>().join("\n"), info: info.done() })
}

fn records(call: &Call, ports: &[ModelPort]) -> Result<Vec<Record>> {
    let record = |port: &ModelPort| {
        let shape = port.shape.iter().map(|length| length.map_or(-1, |length| length as i64)).collect::<Vec<_>>();
        let mut record = call.record()?;
        record.set("name", port.name.clone())?.set("type", port.scalar.to_string())?.set("shape", shape)?;
        Ok(record.done())
    };
    ports.iter().map(record).collect()
}

#[cfg(test)]
mod tests {
    use super::info;
    use weft_plugin::testing;

    #[test]
    fn a_host_without_models_and_a_missing_name_are_told() {
        let unnamed = testing::run(&info::KIND).go().unwrap_err();
        assert_eq!(unnamed.to_string(), "no model is named: set `model` or `file`");
        assert!(testing::run(&info::KIND).text("model", "any").go().is_err());
    }
}
