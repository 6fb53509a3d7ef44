//! `mask.from_color`: what has a colour.

use weft_kernels::colour_space::{ColourSpace, from_rgb};
use weft_kernels::{Plane, PlaneMut};
use weft_planes::{reporting, rgb};
use weft_plugin::prelude::*;

/// Selects what has a colour, as eyes compare colours.
#[node(
    id = "mask.from_color",
    category = "Mask/Make",
    label = "Mask from colour",
    pure,
    local(halo = 0),
    output = "mask",
    wgsl = concat!(weft_shaders::lab_wgsl!(), include_str!("from_color.wgsl"))
)]
pub(crate) fn from_color(
    call: &Call,
    image: &Image,
    /// The colour to look for
    #[input(default = "#00ff00", on_node)]
    color: Color,
    /// How different a colour may be; 2 is hardly seen, 100 is black and white
    #[input(default = 20.0, soft = 0.0..=100.0, hard = 0.0.., unit = "ΔE", on_node)]
    tolerance: f32,
    /// Width of the soft edge between colours
    #[input(default = 10.0, soft = 0.0..=50.0, hard = 0.0.., unit = "ΔE")]
    softness: f32,
) -> Result<MaskMut> {
    let [red, green, blue, _] = color.rgba;
    let wanted = [red, green, blue].map(|value| Plane::filled(1, 1, value));
    let mut wanted_lab = [(); 3].map(|()| Plane::new(1, 1));
    reporting(call, |_| {
        let mut small: Vec<PlaneMut<'_>> = wanted_lab.iter_mut().map(Plane::view_mut).collect();
        from_rgb(ColourSpace::Lab, &wanted.each_ref().map(Plane::view), &mut small, None)
    })?;
    let wanted = wanted_lab.each_ref().map(|plane| plane.row(0)[0]);
    // A width of nothing is a hard edge.
    let width = softness.max(1e-3);
    let mut lab = [(); 3].map(|()| Plane::new(image.width() as usize, image.height() as usize));
    let source = rgb(image);
    reporting(call, |progress| {
        let mut large: Vec<PlaneMut<'_>> = lab.iter_mut().map(Plane::view_mut).collect();
        from_rgb(ColourSpace::Lab, &source, &mut large, progress)
    })?;
    let mut out = call.mask_like(image)?;
    out.fill_rows(call, |_, y, row| {
        let lab = lab.each_ref().map(|plane| plane.row(y as usize));
        for (x, sample) in row.iter_mut().enumerate() {
            let away = (0..3).map(|part| (lab[part][x] - wanted[part]).powi(2)).sum::<f32>().sqrt();
            *sample = ((tolerance + 0.5 * width - away) / width).clamp(0.0, 1.0);
        }
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&from_color::KIND).check();
    }

    #[test]
    fn a_green_screen_is_found_and_skin_is_not() {
        let picture = Picture::new(4, 1, 3, |x, _, plane| {
            [[0.0, 1.0, 0.0], [0.1, 0.95, 0.1], [0.9, 0.7, 0.6], [0.5, 0.5, 0.5]][x as usize][plane as usize]
        });
        let mask = testing::run(&from_color::KIND).image("image", picture).go().unwrap().image("mask");
        assert_eq!(mask.plane(0), [1.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn the_tolerance_is_the_distance_of_lab() {
        // Greys of code values 0.5 and 0.6 lie 9.89 of lightness apart.
        let selected = |tolerance: f64| {
            let run = testing::run(&from_color::KIND).image("image", Picture::flat(1, 1, [0.6, 0.6, 0.6]));
            let run = run.color("color", Color::rgb(0.5, 0.5, 0.5)).float("softness", 0.0);
            run.float("tolerance", tolerance).go().unwrap().image("mask").at(0, 0, 0)
        };
        assert_eq!([selected(9.5), selected(10.3)], [0.0, 1.0]);
    }
}
