//! `toon.pencil`: drawn by pencil.

use weft_kernels::Plane;
use weft_kernels::domain_transform::{DomainFilter, DomainTransform};
use weft_kernels::stylise::{Pencil, pencil as draw, pencil_in_colour};
use weft_planes::{planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

/// Which pencil.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Lead {
    /// Graphite
    #[default]
    Grey,
    /// Crayons
    Color,
}

/// Draws a picture by pencil: dark at edges and in fine structure, light in areas.
#[node(id = "toon.pencil", category = "Image/Draw", label = "Pencil", pure, output = "image")]
pub(crate) fn pencil(
    call: &Call,
    image: &Image,
    /// Which pencil
    #[input(default = Lead::Grey, on_node)]
    lead: Lead,
    /// How far areas reach
    #[input(default = 60.0, soft = 1.0..=200.0, hard = 0.0..=4096.0, unit = "px")]
    reach: f32,
    /// Weaker steps than this are not drawn
    #[input(default = 0.25, soft = 0.01..=0.5, hard = 0.001..=100.0, on_node)]
    spread_color: f32,
    /// How light the paper is
    #[input(default = 0.05, soft = 0.0..=0.1, hard = 0.0..=10.0, on_node)]
    shade: f32,
) -> Result<ImageMut> {
    let areas = DomainTransform { sigma_space_px: reach, sigma_range: spread_color, filter: DomainFilter::Normalised };
    let options = Pencil { areas, shade };
    let colours = if lead == Lead::Grey { 1 } else { 3 };
    let mut out = call.image_for_overwrite(image.width(), image.height(), colours + u32::from(image.has_alpha()))?;
    let mut to = planes_mut(&mut out);
    if let (Some(alpha), Some(to)) = (weft_planes::alpha(image), to.last_mut()) {
        to.copy_from(alpha);
    }
    let source = rgb(image);
    reporting(call, |progress| match lead {
        Lead::Color => pencil_in_colour(&source, &mut to[..3], &options, progress),
        Lead::Grey => {
            let mut drawn = Plane::new(source[0].width(), source[0].height());
            draw(&source, &mut drawn.view_mut(), &options, progress)?;
            for (to, from) in to[0].rows_mut().zip(drawn.rows()) {
                to.iter_mut().zip(from).for_each(|(to, from)| *to = from.min(1.0));
            }
            Ok(())
        }
    })?;
    drop(to);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&pencil::KIND).check();
    }

    #[test]
    fn structure_is_darker_than_areas_and_crayons_keep_the_hue() {
        let noise = Picture::noise(120, 90, 1, 3);
        let picture = Picture::new(120, 90, 4, |x, y, plane| match plane {
            3 => 0.25,
            0 if x >= 60 => 0.7,
            _ if x >= 60 => 0.3,
            _ => noise.at(x, y, 0),
        });
        let run = testing::run(&pencil::KIND).image("image", picture).float("spread_color", 0.1).float("shade", 0.004);
        let grey = run.clone().go().unwrap().image("image");
        assert_eq!(grey.channels, 2);
        assert!(grey.at(30, 45, 0) < 0.1 && grey.at(90, 45, 0) > 0.5, "{} {}", grey.at(30, 45, 0), grey.at(90, 45, 0));
        assert!(grey.plane(1).iter().all(|alpha| *alpha == 0.25));
        let color = run.text("lead", "color").go().unwrap().image("image");
        assert!(color.at(90, 45, 0) > color.at(90, 45, 1) + 0.2);
    }
}
