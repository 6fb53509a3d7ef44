//! `restore.gfpgan`: aligned faces redrawn by a network, or made clearer without one.

use weft_plugin::prelude::*;

use crate::classical;
use crate::network::{Network, blend};

/// Restored faces.
#[derive(Outputs)]
pub(crate) struct Restored {
    /// The faces, as large as they came
    pub(crate) crops: Vec<ImageMut>,
    /// Who restored them, and how much of it there is
    pub(crate) source: String,
}

/// Restores faces that `face.align` cut out (crop `ffhq`), for `restore.paste_back`.
///
/// A network of the GFPGAN kind redraws them. Without one they are made clearer by filters, and `source` says so.
#[node(id = "restore.gfpgan", category = "Faces", label = "Restore faces", pure, no_disk)]
pub(crate) fn gfpgan(
    call: &Call,
    /// Faces, as `face.align` cuts them out
    crops: &[Image],
    /// Who restores. With `?`: filters, where no model is installed
    #[input(default = "face-restorer?", set_only)]
    model: &Model,
    /// How much of the restored face; the rest is the face as it was
    #[input(default = 1.0, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    strength: f32,
) -> Result<Restored> {
    let mut restored = Restored { crops: Vec::new(), source: String::new() };
    let session = call.open_model_if_any(model)?;
    let network = session.as_ref().map(Network::of).transpose()?;
    // The networks' own knob does nothing in all published versions, so this is a mixture, and says so.
    let share = if strength < 1.0 { format!(", {:.0} % mixed in", strength * 100.0) } else { String::new() };
    restored.source = match &network {
        Some(network) => format!("`{}`{share}", network.name),
        None => format!("{}{share}", classical::SOURCE),
    };
    for (at, crop) in crops.iter().enumerate() {
        let call = call.sub(at as f64 / crops.len() as f64..(at + 1) as f64 / crops.len() as f64);
        call.report_text(0.0, &format!("face {} of {}", at + 1, crops.len()))?;
        let mut drawn = match (&session, &network) {
            (Some(session), Some(network)) => network.redraw(&call, session, crop, 1.0)?,
            _ => classical::clearer(&call, crop)?,
        };
        if strength < 1.0 {
            blend(&mut drawn, crop, strength);
        }
        restored.crops.push(drawn);
    }
    Ok(restored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Data, Picture};

    #[test]
    fn without_a_model_filters_do_it_and_say_so() {
        let crops = Data::List(vec![Data::Image(Picture::noise(48, 48, 3, 3))]);
        testing::validate(&gfpgan::KIND).set("crops", crops.clone()).check();
        let run = |strength: f64| {
            let done = testing::run(&gfpgan::KIND).set("crops", crops.clone()).set("strength", strength).go().unwrap();
            let Data::List(list) = done.data("crops").clone() else { panic!("no list") };
            let Data::Image(picture) = list[0].clone() else { panic!("no picture") };
            (picture, done.data("source").clone())
        };
        let Data::List(list) = &crops else { panic!("no list") };
        let Data::Image(before) = &list[0] else { panic!("no picture") };
        let ((full, _), (half, source), (none, _)) = (run(1.0), run(0.5), run(0.0));
        assert!(none.difference(before) < 1e-6 && full.difference(before) > 0.01);
        let middle = (full.at(20, 20, 1) + before.at(20, 20, 1)) / 2.0;
        assert!((half.at(20, 20, 1) - middle).abs() < 1e-6);
        assert!(matches!(source, Data::Text(words) if words.starts_with("classical") && words.contains("50 %")));
    }
}
