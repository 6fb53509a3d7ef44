//! `mask.measure`: where a selection lies, and how large it is.

use weft_kernels::components::{Component, Neighbours, components};
use weft_planes::plane;
use weft_plugin::found::field;
use weft_plugin::prelude::*;

/// Says how much is selected and where: area, share, middle, box, number of parts.
///
/// Where nothing is selected, middle and box are empty and `reason` says why.
#[node(id = "mask.measure", category = "Mask/Measure", label = "Measure mask", pure, output = "measures")]
pub(crate) fn measure(call: &Call, mask: &Mask) -> Result<Record> {
    let parts = components(plane(mask), Neighbours::Eight).parts;
    call.report(0.8)?;
    let area: usize = parts.iter().map(|part| part.area).sum();
    let all = f64::from(mask.width()) * f64::from(mask.height());
    let mut record = call.record()?;
    record.set(field::WIDTH, mask.width())?.set(field::HEIGHT, mask.height())?;
    record.set("area", area as i64)?.set("share", area as f64 / all)?.set("parts", parts.len() as i64)?;
    if area == 0 {
        record.set_empty("center")?.set_empty(field::BBOX)?.set(field::REASON, "nothing is selected".to_owned())?;
        return Ok(record.done());
    }
    let mean = |axis: usize| parts.iter().map(|part| part.centroid[axis] * part.area as f64).sum::<f64>() / area as f64;
    record.set("center", call.tensor_of(&[2], &[mean(0) as f32, mean(1) as f32])?)?;
    record.set(field::BBOX, call.tensor_of(&[1, 4], &around(&parts))?)?;
    Ok(record.done())
}

/// Left, top, width and height of the box around all parts.
fn around(parts: &[Component]) -> [f32; 4] {
    let least = |axis: usize| parts.iter().map(|part| part.left_top[axis]).min().unwrap_or(0);
    let most = |axis: usize| parts.iter().map(|part| part.left_top[axis] + part.size[axis]).max().unwrap_or(0);
    [least(0), least(1), most(0) - least(0), most(1) - least(1)].map(|number| number as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&measure::KIND).check();
    }

    #[test]
    fn two_parts_have_one_box_and_one_middle() {
        let mask = Picture::new(10, 5, 1, |x, y, _| if y == 2 && !(2..8).contains(&x) { 1.0 } else { 0.0 });
        let done = testing::run(&measure::KIND).mask("mask", mask).go().unwrap();
        let get = |name: &str| done.record("measures").iter().find(|(field, _)| field == name).unwrap().1.clone();
        assert_eq!([get("area"), get("parts")], [Some(Data::Int(4)), Some(Data::Int(2))]);
        assert_eq!(get("bbox"), Some(Array::new(&[1, 4], vec![0.0_f32, 2.0, 10.0, 1.0]).into()));
        assert_eq!(get("center"), Some(Array::new(&[2], vec![4.5_f32, 2.0]).into()));
    }

    #[test]
    fn nothing_selected_has_no_place_and_says_why() {
        let done = testing::run(&measure::KIND).mask("mask", Picture::flat(3, 3, [0.0])).go().unwrap();
        let fields = done.record("measures");
        assert!(fields.contains(&("bbox".to_owned(), None)), "{fields:?}");
        assert!(fields.iter().any(|(name, _)| name == "reason"), "{fields:?}");
    }
}
