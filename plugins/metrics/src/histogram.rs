//! `metrics.histogram`: how often each brightness occurs.

use weft_kernels::histogram::{Histogram, statistics};
use weft_kernels::{Plane, PlaneRef};
use weft_planes::{colours, fitted};
use weft_plugin::prelude::*;

/// How often each brightness occurs.
#[derive(Outputs)]
pub(crate) struct Counted {
    /// For each colour: counts, smallest, largest, mean, deviation, percentiles
    histogram: Record,
    /// The counts as a drawing
    image: ImageMut,
}

/// Counts how often each brightness of each colour occurs, and draws it.
#[node(id = "metrics.histogram", category = "Metrics", label = "Histogram", pure)]
pub(crate) fn histogram(
    call: &Call,
    image: &Image,
    /// Only what it selects counts
    mask: Option<&Mask>,
    /// Steps from black to white
    #[input(default = 256, soft = 2..=256, hard = 1..=65536)]
    steps: u32,
) -> Result<Counted> {
    let mask = mask.map(|mask| fitted(call, mask, image)).transpose()?;
    let mask = mask.as_ref().map(weft_planes::Fitted::view);
    let names: &[&str] = if image.colours() == 1 { &["grey"] } else { &["red", "green", "blue"] };
    let mut record = call.record()?;
    record.set("steps", steps)?;
    let mut all = Vec::new();
    for (name, plane) in names.iter().zip(colours(image)) {
        let counted = Histogram::new(plane, mask, steps as usize, [0.0, 1.0]);
        record.set(name, one_colour(call, plane, mask, &counted)?)?;
        all.push(counted);
        call.report(0.8 * all.len() as f64 / names.len() as f64)?;
    }
    Ok(Counted { histogram: record.done(), image: drawing(call, &all)? })
}

fn one_colour(call: &Call, plane: PlaneRef<'_>, mask: Option<PlaneRef<'_>>, counted: &Histogram) -> Result<Record> {
    let counts: Vec<i64> = counted.counts.iter().map(|count| *count as i64).collect();
    let numbers = statistics(plane, mask);
    let known = |number: f64| (numbers.weight > 0.0 && number.is_finite()).then_some(number);
    let mut record = call.record()?;
    record.set("counts", call.tensor_of(&[counts.len()], &counts)?)?;
    record.set_option("min", known(numbers.min.into()))?.set_option("max", known(numbers.max.into()))?;
    record.set_option("mean", known(numbers.mean))?.set_option("deviation", known(numbers.deviation))?;
    for (name, percent) in [("percentile_1", 1.0), ("median", 50.0), ("percentile_99", 99.0)] {
        record.set_option(name, counted.percentile(percent))?;
    }
    record.set("not_numbers", counted.not_numbers as i64)?;
    Ok(record.done())
}

const WIDTH: u32 = 512;
const HEIGHT: u32 = 256;

/// Each colour as hills of its own light, on a dark ground.
fn drawing(call: &Call, all: &[Histogram]) -> Result<ImageMut> {
    let mut out = call.image_for_overwrite(WIDTH, HEIGHT, 3)?;
    // Pure black and white would make all else flat: the highest step in between is the measure, where there is one.
    let inner = |counted: &Histogram| match &counted.counts[..] {
        [_, inner @ .., _] if inner.iter().any(|count| *count > 0) => inner.iter().max().copied(),
        counts => counts.iter().max().copied(),
    };
    let highest = all.iter().filter_map(inner).max().unwrap_or(0).max(1) as f32;
    let hills: Vec<Plane> = all.iter().map(|counted| hill(counted, highest)).collect();
    out.fill_rows(&call.sub(0.8..1.0), |plane, y, row| {
        let hill = &hills[if hills.len() == 1 { 0 } else { plane as usize }];
        let bottom = (HEIGHT - y) as f32;
        for (to, top) in row.iter_mut().zip(hill.row(0)) {
            *to = 0.08 + 0.84 * (top * HEIGHT as f32 - bottom + 1.0).clamp(0.0, 1.0);
        }
    })?;
    Ok(out)
}

/// How high the hill is in each column, as a part of the drawing.
fn hill(counted: &Histogram, highest: f32) -> Plane {
    Plane::from_fn(WIDTH as usize, 1, |x, _| {
        let steps = counted.counts.len();
        let (first, end) = (x * steps / WIDTH as usize, (x + 1) * steps / WIDTH as usize);
        let largest = counted.counts[first..end.max(first + 1)].iter().max().copied().unwrap_or(0);
        (largest as f32 / highest).min(1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Done, Picture};

    fn field(done: &Done, colour: &str, name: &str) -> Option<Data> {
        let colours = done.record("histogram");
        let Some(Data::Record(fields)) = &colours.iter().find(|(field, _)| field == colour).unwrap().1 else {
            panic!("no record: {colours:?}")
        };
        fields.iter().find(|(field, _)| field == name).unwrap().1.clone()
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&histogram::KIND).check();
    }

    #[test]
    fn each_pixel_is_counted_once_in_its_step() {
        let picture = Picture::new(4, 1, 3, |x, _, plane| if plane == 1 { 0.9 } else { x as f32 / 4.0 });
        let done = testing::run(&histogram::KIND).image("image", picture).int("steps", 4).go().unwrap();
        assert_eq!(field(&done, "red", "counts"), Some(Array::new(&[4], vec![1_i64, 1, 1, 1]).into()));
        assert_eq!(field(&done, "green", "counts"), Some(Array::new(&[4], vec![0_i64, 0, 0, 4]).into()));
        assert_eq!(field(&done, "blue", "mean"), Some(Data::Float(0.375)));
    }

    #[test]
    fn a_mask_of_another_size_chooses_and_an_empty_one_leaves_nothing() {
        let picture = Picture::new(8, 2, 1, |x, _, _| if x < 4 { 0.25 } else { 1.0 });
        let run = testing::run(&histogram::KIND).image("image", picture);
        let left = run.clone().mask("mask", Picture::new(16, 4, 1, |x, _, _| if x < 4 { 1.0 } else { 0.0 }));
        assert_eq!(field(&left.go().unwrap(), "grey", "mean"), Some(Data::Float(0.25)));
        let none = run.mask("mask", Picture::flat(8, 2, [0.0])).go().unwrap();
        assert_eq!((field(&none, "grey", "mean"), field(&none, "grey", "median")), (None, None));
    }
}
