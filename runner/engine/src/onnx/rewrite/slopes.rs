//! `PRelu` behind a convolution. Between convolutions ONNX Runtime keeps pictures in blocks of channels, but this takes them
//! out of the blocks, and works on one thread. `a·x + (1 − a)·max(x, 0)` is the same and stays in them: fast upscalers (SRVGG)
//! take a sixth less time.

use super::{Attribute, Graph, Node, Words};

/// Fewer channels fill no block.
const CHANNELS_MIN: usize = 16;

pub(super) fn otherwise<'b>(graph: &Graph<'b>, node: &Node<'b>) -> Option<Words<'b>> {
    let ([from, slopes], [to]) = (node.inputs[..].try_into().ok()?, node.outputs[..].try_into().ok()?);
    let is_in_blocks = matches!(graph.makers.get(from), Some(&("Conv" | "BatchNormalization")));
    if node.operator != "PRelu" || !is_in_blocks {
        return None;
    }
    let slopes = graph.weights.get(slopes)?;
    let channels = match slopes.lengths[..] {
        [channels, 1, 1] | [1, channels, 1, 1] => usize::try_from(channels).ok()?,
        _ => return None,
    };
    if channels < CHANNELS_MIN || slopes.floats.len() != channels {
        return None;
    }
    let rest: Vec<f32> = slopes.floats.iter().map(|slope| 1.0 - slope).collect();
    let mut words = Words::new(to);
    let below = words.floats("below", &[channels], &slopes.floats);
    let above = words.floats("above", &[channels], &rest);
    let zero = words.floats("zero", &[channels], &vec![0.0; channels]);
    let one = words.floats("one", &[channels], &vec![1.0; channels]);
    let (positive, all_scaled, positive_scaled) = (words.name("positive"), words.name("all"), words.name("rest"));
    words.node("Relu", &[from], &positive, &[]);
    // A channel is multiplied by a normalisation that does nothing else: only that is turned into work on blocks.
    let nothing_added = [("epsilon", Attribute::Float(0.0))];
    words.node("BatchNormalization", &[from, &below, &zero, &zero, &one], &all_scaled, &nothing_added);
    words.node("BatchNormalization", &[&positive, &above, &zero, &zero, &one], &positive_scaled, &nothing_added);
    words.node("Add", &[&all_scaled, &positive_scaled], to, &[]);
    Some(words)
}
