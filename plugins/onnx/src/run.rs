//! `onnx.run`: any model, on a picture or a tensor.

use weft_plugin::infer::{Feed, ModelPort, Session};
use weft_plugin::prelude::*;
use weft_plugin::tiles::Tiles;

use crate::open::{open, words};
use crate::samples::{
    Layout, Numbers, Order, Range, feed, fixed_size, is_bgr, is_last, is_picture, picture, stretched,
};

/// What comes out.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Give {
    /// A picture where it is one; else numbers
    #[default]
    Auto,
    /// A picture
    Picture,
    /// Numbers
    Tensor,
}

#[derive(Outputs)]
pub(crate) struct Results {
    /// The first output of the model: a picture, or numbers
    #[output(ty = "any")]
    result: Value,
    /// All outputs by their names, as numbers
    tensors: Record,
}

/// Runs any ONNX model on a picture or on numbers.
///
/// `onnx.info` says what a model takes and gives. Ranges, layouts and order of channels are those of the model's manifest,
/// where it says so.
#[node(id = "onnx.run", version = 1, category = "Models", label = "Run a model", pure)]
pub(crate) fn run(
    call: &Call,
    /// A picture, or numbers in the shape that the model takes
    #[input(ty = "image|mask|tensor")]
    data: &Value,
    /// An installed model
    #[input(on_node)]
    model: Option<&Model>,
    /// A model file, in place of an installed one
    #[input(widget = "file")]
    file: Option<&Path>,
    /// More inputs of the model by their names, as pictures or numbers
    more: Option<&Record>,
    /// Which input of the model gets the picture; empty: the first that is not in `more`
    #[input(default = "", advanced)]
    input: &str,
    /// Which outputs are wanted, with commas between; empty: all
    #[input(default = "", advanced)]
    outputs: &str,
    /// What numbers the model takes for black and white
    #[input(default = Range::Auto)]
    range: Range,
    /// What numbers the model gives for black and white
    #[input(default = Range::Auto)]
    result_range: Range,
    /// Which channel comes first
    #[input(default = Order::Auto, advanced)]
    order: Order,
    /// Where the channels stand
    #[input(default = Layout::Auto, advanced)]
    layout: Layout,
    /// Stretch the picture to the size that the model insists on
    #[input(default = true, advanced)]
    stretch: bool,
    /// Run it on pieces with sides of so many pixels, for large pictures; 0: on the whole
    #[input(default = 0, soft = 0..=1024, hard = 0..=16384, advanced)]
    tile: u32,
    /// What comes out
    #[input(default = Give::Auto)]
    give: Give,
) -> Result<Results> {
    let session = open(call, model, file)?;
    let ports = session.inputs()?;
    let port = chosen_input(&ports, input, more)?;
    let gives = session.outputs()?;
    let wanted = chosen_outputs(&gives, outputs)?;
    let (last, bgr) = (is_last(layout, port), is_bgr(order, &session)?);
    let way = Way { port, last, bgr, numbers: range.numbers(&session, "value_range")? };
    let result_fact = if session.fact("result_range")?.is_some() { "result_range" } else { "value_range" };
    let back = result_range.numbers(&session, result_fact)?;
    let tensors = if data.type_name() == "tensor" {
        session.run(&with_more(Feed::value(&port.name, data), more_values(more)?.as_slice()), &wanted)?
    } else {
        let image = data.get::<Image>()?;
        if tile > 0 {
            return in_tiles(call, &session, &way, &image, tile, wanted[0], back);
        }
        let image = match fixed_size(port, last).filter(|size| *size != (image.width(), image.height())) {
            Some(size) if stretch => stretched(call, &image, size)?,
            _ => image,
        };
        call.report(0.05)?;
        session.run(&with_more(way.feed(&image), more_values(more)?.as_slice()), &wanted)?
    };
    let first = &tensors[0];
    let result = match give {
        Give::Tensor => first.as_value().clone(),
        Give::Auto if !is_picture(first, last) => first.as_value().clone(),
        Give::Auto | Give::Picture => picture(call, first, back, bgr, last)?.as_value().clone(),
    };
    let mut all = call.record()?;
    for (name, tensor) in wanted.iter().zip(&tensors) {
        all.set(name, tensor.clone())?;
    }
    Ok(Results { result, tensors: all.done() })
}

/// How a picture goes in.
struct Way<'p> {
    port: &'p ModelPort,
    last: bool,
    bgr: bool,
    numbers: Numbers,
}

impl Way<'_> {
    fn feed<'f>(&'f self, image: &'f Image) -> Feed<'f> {
        feed(&self.port.name, image, self.numbers, self.bgr, self.last)
    }
}

fn in_tiles(
    call: &Call,
    session: &Session<'_>,
    way: &Way<'_>,
    image: &Image,
    tile: u32,
    output: &str,
    back: Numbers,
) -> Result<Results> {
    let tiles = match fixed_size(way.port, way.last) {
        Some((width, height)) if width == height => Tiles::new().exactly(width),
        Some((width, height)) => bail!("tiles are squares, but the model takes {width} × {height}"),
        None => Tiles::new().at_most(tile),
    };
    let joined = tiles.run(call, image, |tile| {
        let result = session.run(&[way.feed(tile)], &[output])?.remove(0);
        let samples = picture(call, &result, back, way.bgr, way.last)?;
        let shape = [1, samples.channels() as usize, samples.height() as usize, samples.width() as usize];
        // Of the host, who says so where there is no memory for it.
        let mut tensor = call.tensor::<f32>(&shape)?;
        let rows = (0..samples.channels()).flat_map(|plane| samples.rows(plane));
        tensor.as_mut_slice().chunks_exact_mut(shape[3]).zip(rows).for_each(|(to, row)| to.copy_from_slice(row));
        Ok(tensor.done())
    })?;
    Ok(Results { result: joined.done().as_value().clone(), tensors: call.record()?.done() })
}

fn chosen_input<'p>(ports: &'p [ModelPort], input: &str, more: Option<&Record>) -> Result<&'p ModelPort> {
    let given = more.map(Record::fields).unwrap_or_default();
    let found = match input {
        "" => ports.iter().find(|port| !given.contains(&port.name.as_str())),
        name => ports.iter().find(|port| port.name == name),
    };
    found.ok_or_else(|| {
        let there_are: Vec<String> = ports.iter().map(|port| format!("`{}` ({})", port.name, words(port))).collect();
        Error::invalid(format!("the model has no input `{input}` left; it has {}", there_are.join(", ")))
    })
}

fn chosen_outputs<'p>(ports: &'p [ModelPort], outputs: &'p str) -> Result<Vec<&'p str>> {
    let named: Vec<&str> = outputs.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let wanted = if named.is_empty() { ports.iter().map(|port| port.name.as_str()).collect() } else { named };
    if wanted.is_empty() { bail!("the model gives nothing") } else { Ok(wanted) }
}

fn more_values(more: Option<&Record>) -> Result<Vec<(&str, Value)>> {
    let Some(more) = more else { return Ok(Vec::new()) };
    let value = |name| Ok(more.get::<Value>(name)?.map(|value| (name, value)));
    more.fields().into_iter().filter_map(|name| value(name).transpose()).collect()
}

fn with_more<'f>(first: Feed<'f>, more: &'f [(&'f str, Value)]) -> Vec<Feed<'f>> {
    [first].into_iter().chain(more.iter().map(|(name, value)| Feed::value(name, value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn a_host_without_models_is_told() {
        let run = testing::run(&run::KIND).image("data", Picture::flat(4, 4, [0.5, 0.5, 0.5]));
        assert_eq!(run.clone().go().unwrap_err().to_string(), "no model is named: set `model` or `file`");
        assert!(run.text("model", "any").go().is_err());
    }

    #[test]
    fn inputs_and_outputs_are_chosen_by_name_or_by_place() {
        let port = |name: &str| ModelPort {
            name: name.to_owned(),
            scalar: <f32 as weft_plugin::Element>::SCALAR,
            shape: vec![Some(1), None],
        };
        let ports = [port("a"), port("b")];
        assert_eq!(chosen_input(&ports, "", None).unwrap().name, "a");
        assert_eq!(chosen_input(&ports, "b", None).unwrap().name, "b");
        let told = chosen_input(&ports, "c", None).unwrap_err().to_string();
        assert_eq!(told, "the model has no input `c` left; it has `a` (f32 1 × any), `b` (f32 1 × any)");
        assert_eq!(chosen_outputs(&ports, "").unwrap(), ["a", "b"]);
        assert_eq!(chosen_outputs(&ports, " b , a").unwrap(), ["b", "a"]);
    }
}
