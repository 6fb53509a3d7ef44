//! Pixels that are no numbers: they spoil the same pixels on a device as on the processor, and none that are far away.

use crate::cases::{Case, cases_of};
use crate::stage::Stage;
use crate::{AS_SEEN, DIFFERENCE_MAX, STATED, has_device, kinds_on_the_device, pictures, prepare_masks, run_both};

const SIZE: (usize, usize) = (96, 90);
/// Pixels from here on, either way, are far from the bad ones, for whatever looks around; also in a picture of another size.
const FAR: usize = 60;

#[test]
fn a_pixel_that_is_no_number_spoils_its_surroundings_only_and_the_same_on_a_device() {
    let stage = Stage::new();
    if !has_device(&stage) {
        return;
    }
    let kinds = kinds_on_the_device(&stage);
    // A wide blur has no far pixels; what is moved lands elsewhere.
    let cases: Vec<Case> = kinds.iter().flat_map(cases_of).filter(|case| case.set.is_empty()).collect();
    let fine =
        |x: usize, y: usize, plane: usize| 0.5 + 0.4 * (x as f32 * 0.3 + plane as f32).sin() * (y as f32 * 0.2).cos();
    pictures::write_all(&stage);
    pictures::write(&stage, "bad", (SIZE.0, SIZE.1, 3), |x, y, plane| match (x, y, plane) {
        (10, 10, _) => f32::NAN,
        (14, 4, 1) => f32::INFINITY,
        (5, 13, 2) => f32::NEG_INFINITY,
        _ => fine(x, y, plane),
    });
    pictures::write(&stage, "bad alpha", (SIZE.0, SIZE.1, 4), |x, y, plane| match (x, y, plane) {
        (10, 10, 3) | (12, 5, _) => f32::NAN,
        (14, 4, 1) | (3, 9, 3) => f32::INFINITY,
        (_, _, 3) => ((x + 2 * y) % 97) as f32 / 96.0,
        _ => fine(x, y, plane),
    });
    let pictures = ["noise", "bad", "bad alpha"].map(str::to_owned);
    prepare_masks(&stage, &pictures);
    run_both(&stage, &cases, &pictures, "");
    let mut wrong = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        for picture in &pictures[1..] {
            for output in &case.outputs {
                let file = format!("{} {output}.tif", case.name(picture, at));
                let [processor, device] =
                    ["cpu", "software"].map(|folder| pictures::read(&stage.path(&format!("{folder}/{file}"))));
                assert_eq!((processor.0, processor.1.len()), (device.0, device.1.len()), "{file}");
                let (width, height) = (processor.0.0 as usize, processor.0.1 as usize);
                let pixels = width * height;
                let (mut differ, mut far, mut largest) = (0, 0, 0.0_f32);
                let planes = processor.1.len() / pixels;
                for (at, (a, b)) in processor.1.iter().zip(&device.1).enumerate() {
                    let (pixel, plane) = (at / planes, at % planes);
                    if a.is_finite() != b.is_finite() {
                        differ += 1;
                    } else if a.is_finite() {
                        let is_seen_less =
                            AS_SEEN.contains(&&*case.kind) && planes.is_multiple_of(2) && plane < planes - 1;
                        let weight = if is_seen_less { processor.1[(pixel + 1) * planes - 1] } else { 1.0 };
                        largest = largest.max((a - b).abs() * weight);
                    } else {
                        far += usize::from(
                            pixel % width * SIZE.0 >= FAR * width && pixel / width * SIZE.1 >= FAR * height,
                        );
                    }
                }
                let most = STATED.iter().find(|stated| stated.0 == case.kind && stated.1.is_empty());
                if differ > 0 || far > 0 || largest > most.map_or(DIFFERENCE_MAX, |stated| stated.2) {
                    let kind = &case.kind;
                    wrong.push(format!("{kind} on {picture}: {differ} spoilt on one side, {far} far away; others differ by {largest:.1e}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
