//! `restore.codeformer`: aligned faces redrawn by a network with a knob for how faithful it shall be.

use weft_plugin::prelude::*;

use crate::gfpgan::Restored;
use crate::network::Network;

/// Restores faces with CodeFormer, whose licence forbids commercial use; name the file of your own copy.
///
/// Faces come from `face.align` (crop `ffhq`) and go to `restore.paste_back`.
#[node(id = "restore.codeformer", category = "Faces", label = "Restore faces (CodeFormer)", pure, no_disk)]
pub(crate) fn codeformer(
    call: &Call,
    /// Faces, as `face.align` cuts them out
    crops: &[Image],
    /// The model: a file, or its name
    #[input(default = "", set_only)]
    model: &Model,
    /// 0: as it likes, 1: as near to the picture as it can
    #[input(default = 0.5, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    fidelity: f32,
) -> Result<Restored> {
    if model.0.is_empty() {
        return Err(Error::invalid("no model is named; `model` takes the file or the name of your copy of CodeFormer"));
    }
    let session = call.open_model(model)?;
    let network = Network::of(&session)?;
    if network.weight.is_none() {
        bail!("`{}` takes no number beside the picture, so it is no CodeFormer; try `restore.gfpgan`", network.name);
    }
    let mut restored =
        Restored { crops: Vec::new(), source: format!("CodeFormer `{}`, fidelity {fidelity}", network.name) };
    for (at, crop) in crops.iter().enumerate() {
        let call = call.sub(at as f64 / crops.len() as f64..(at + 1) as f64 / crops.len() as f64);
        call.report_text(0.0, &format!("face {} of {}", at + 1, crops.len()))?;
        restored.crops.push(network.redraw(&call, &session, crop, fidelity)?);
    }
    Ok(restored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn without_a_model_it_says_what_to_do() {
        let error = testing::run(&codeformer::KIND).set("crops", Data::List(Vec::new())).go().unwrap_err().to_string();
        assert!(error.contains("your copy of CodeFormer"), "{error}");
    }
}
