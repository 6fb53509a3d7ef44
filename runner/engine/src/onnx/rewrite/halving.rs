//! A picture made half as large by cubic resampling, at the end of models that enlarge four times to enlarge twice. Every pixel
//! has the same sixteen weights, so it is a convolution; ONNX Runtime works them out again for each, on one thread.

use super::wire::field;
use super::{Attribute, Graph, Node, Words};

pub(super) fn otherwise<'b>(graph: &Graph<'b>, node: &Node<'b>) -> Option<Words<'b>> {
    let ([from, _, scales], [to]) = (node.inputs[..].try_into().ok()?, node.outputs[..].try_into().ok()?);
    let text = |name| node.attribute(name, field::ATTRIBUTE_TEXT)?.text();
    let is_on = |name| node.attribute(name, field::ATTRIBUTE_INT).is_some_and(|int| int.value != 0);
    let is_plain = text("mode") == Some("cubic")
        && text("coordinate_transformation_mode").is_none_or(|mode| mode == "half_pixel")
        && !is_on("exclude_outside")
        && !is_on("antialias")
        && !node.attributes.contains_key("axes");
    if node.operator != "Resize" || !is_plain || graph.weights.get(scales)?.floats != [1.0, 1.0, 0.5, 0.5] {
        return None;
    }
    let channels = *graph.channels.get(to)?;
    let sharpness = match node.attribute("cubic_coeff_a", field::ATTRIBUTE_FLOAT) {
        Some(float) => f32::from_le_bytes(float.body.try_into().ok()?),
        None => -0.75,
    };
    let row = weights(sharpness);
    let one: Vec<f32> = row.iter().flat_map(|y| row.iter().map(move |x| x * y)).collect();
    let mut words = Words::new(to);
    let kernel = words.floats("kernel", &[channels, 1, 4, 4], &one.repeat(channels));
    let edges = words.ints("edges", &[0, 0, 1, 1, 0, 0, 1, 1]);
    let wider = words.name("wider");
    words.node("Pad", &[from, &edges], &wider, &[("mode", Attribute::Text("edge"))]);
    let once_a_channel = [
        ("group", Attribute::Int(channels as u64)),
        ("kernel_shape", Attribute::Ints(&[4, 4])),
        ("strides", Attribute::Ints(&[2, 2])),
    ];
    words.node("Conv", &[&wider, &kernel], to, &once_a_channel);
    Some(words)
}

/// Of the pixels one and a half, and half, to both sides (Keys).
fn weights(a: f32) -> [f32; 4] {
    let near = |t: f32| ((a + 2.0) * t - (a + 3.0)) * t * t + 1.0;
    let far = |t: f32| ((a * t - 5.0 * a) * t + 8.0 * a) * t - 4.0 * a;
    [far(1.5), near(0.5), near(0.5), far(1.5)]
}
