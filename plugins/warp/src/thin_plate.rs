//! `warp.thin_plate`: bent like a sheet of metal, so that points come to lie on others.

use crate::between::{Between, Outside, pixels, warp};
use weft_kernels::thin_plate::{ThinPlate, warp_thin_plate};
use weft_planes::device::{self, device};
use weft_planes::moved;
use weft_plugin::prelude::*;

/// Bends a picture so that points in it come to lie where they should, and all between follows. Without points nothing moves.
#[node(
    id = "warp.thin_plate",
    category = "Image/Move",
    label = "Bend by points",
    pure,
    gpu,
    output(id = "image", ty = "image|mask")
)]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn thin_plate(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Points in the picture
    from: &Points,
    /// Where they should be, in the same order
    to: &Points,
    /// Whether the corners of the picture stay where they are
    #[input(default = true)]
    hold_corners: bool,
    /// 0 meets every point; more is smoother and misses them
    #[input(default = 0.0, soft = 0.0..=1000.0, hard = 0.0..)]
    stiffness: f64,
    /// How a colour between pixels is made
    #[input(default = Between::Linear)]
    between: Between,
    /// What lies beyond the edge
    #[input(default = Outside::Empty)]
    fill: Outside,
) -> Result<Image> {
    if from.0.is_empty() && to.0.is_empty() {
        return Ok(image.clone());
    }
    if from.0.len() != to.0.len() {
        bail!("{} points cannot go to {} places", from.0.len(), to.0.len());
    }
    let size = (image.width(), image.height());
    let (mut from, mut to) = (pixels(&from.0, size), pixels(&to.0, size));
    if hold_corners {
        let corners = pixels(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]], size);
        from.extend(&corners);
        to.extend(&corners);
    }
    // Pixels are fetched: from where they should be to where they are.
    let spline = ThinPlate::fit(&to, &from, stiffness)?;
    let warp = warp(between, fill);
    if let Some(gpu) = device(call, &[size])? {
        return device::moved(&gpu, image, size, |from, to| {
            weft_shaders::warp::warp_thin_plate(&gpu, from, to, &spline, &warp)
        });
    }
    let out = moved(call, image, size, |from, to, progress| warp_thin_plate(from, to, &spline, &warp, progress))?;
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::between::{drawn, slope};
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        let (from, to) = ([[0.2, 0.3], [0.7, 0.4], [0.5, 0.8]], [[0.3, 0.3], [0.6, 0.5], [0.5, 0.7]]);
        testing::validate(&thin_plate::KIND).set("from", drawn(&from)).set("to", drawn(&to)).check();
    }

    #[test]
    fn a_point_arrives_and_the_corners_stay() {
        let spot = Picture::new(41, 41, 1, |x, y, _| if (x, y) == (20, 20) { 1.0 } else { 0.0 });
        let place = |x: f32, y: f32| [(x + 0.5) / 41.0, (y + 0.5) / 41.0];
        let run = testing::run(&thin_plate::KIND).image("image", spot).text("fill", "edge");
        let run = run.set("from", drawn(&[place(20.0, 20.0)])).set("to", drawn(&[place(25.0, 22.0)]));
        let bent = run.clone().go().unwrap().image("image");
        assert!((bent.at(25, 22, 0) - 1.0).abs() < 1e-4 && bent.at(20, 20, 0) < 1e-4);
        let bent = run.image("image", slope(41, 41)).go().unwrap().image("image");
        assert!((bent.at(0, 0, 0) - slope(41, 41).at(0, 0, 0)).abs() < 2e-3);
    }

    #[test]
    fn no_points_move_nothing_and_unequal_counts_are_told() {
        let run = testing::run(&thin_plate::KIND).image("image", slope(5, 4));
        assert_eq!(run.clone().go().unwrap().image("image"), slope(5, 4));
        let error = run.set("from", drawn(&[[0.5, 0.5]])).go().unwrap_err();
        assert!(error.to_string().contains("1 points cannot go to 0"), "{error:?}");
    }
}
