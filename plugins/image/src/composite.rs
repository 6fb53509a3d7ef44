//! `image.composite`: one picture over another.

use crate::samples::colour_row;
use weft_kernels::composite::{Blend, Layer, composite as composite_planes};
use weft_kernels::{PlaneMut, PlaneRef};
use weft_planes::device::{Fresh, Lent, device, size};
use weft_planes::{parts, planes, reporting};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::tall::Rectangle;
use weft_shaders::{Plane, Scratch, Shader, dispatch};

/// How colours mix.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Mode {
    /// The overlay covers the base
    #[default]
    Normal,
    /// Darker: shadows
    Multiply,
    /// Brighter: light
    Screen,
    /// More contrast, by the base
    Overlay,
    /// More contrast, gently
    SoftLight,
    /// More contrast, by the overlay
    HardLight,
    /// Sum
    Add,
    /// The base without the overlay
    Subtract,
    /// Difference of both, either way
    Difference,
    /// A difference of less contrast
    Exclusion,
    /// The darker of both
    Darken,
    /// The brighter of both
    Lighten,
    /// Much brighter: glow
    ColorDodge,
    /// Much darker: burnt edges
    ColorBurn,
    /// The base divided by the overlay: takes a tint or a shadow out
    Divide,
}

impl Mode {
    fn blend(self) -> Blend {
        match self {
            Self::Normal => Blend::Normal,
            Self::Multiply => Blend::Multiply,
            Self::Screen => Blend::Screen,
            Self::Overlay => Blend::Overlay,
            Self::SoftLight => Blend::SoftLight,
            Self::HardLight => Blend::HardLight,
            Self::Add => Blend::Add,
            Self::Subtract => Blend::Subtract,
            Self::Difference => Blend::Difference,
            Self::Exclusion => Blend::Exclusion,
            Self::Darken => Blend::Darken,
            Self::Lighten => Blend::Lighten,
            Self::ColorDodge => Blend::ColorDodge,
            Self::ColorBurn => Blend::ColorBurn,
            Self::Divide => Blend::Divide,
        }
    }
}

/// Lays a picture over another one, with its transparency, a mask, and a way to mix colours.
///
/// The result is as large as the base. Where the base is transparent, the overlay shows as it is.
#[node(id = "image.composite", category = "Image/Combine", label = "Composite", pure, gpu, output = "image")]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn composite(
    call: &Call,
    /// Below
    base: &Image,
    /// Above
    overlay: &Image,
    /// Where the overlay shows; as large as the overlay or as the base
    mask: Option<&Mask>,
    /// How colours mix
    #[input(default = Mode::Normal, on_node)]
    mode: Mode,
    /// How much of the overlay counts
    #[input(default = 1.0, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    opacity: f32,
    /// Left edge of the overlay
    #[input(default = 0, soft = -1024..=1024, unit = "px")]
    x: i32,
    /// Top edge of the overlay
    #[input(default = 0, soft = -1024..=1024, unit = "px")]
    y: i32,
) -> Result<Image> {
    let mask_on_base = match mask {
        Some(mask) if (mask.width(), mask.height()) == (overlay.width(), overlay.height()) => false,
        Some(mask) if (mask.width(), mask.height()) == (base.width(), base.height()) => true,
        Some(mask) => {
            let (width, height) = (mask.width(), mask.height());
            return Err(Error::invalid(format!(
                "the mask of {width} × {height} fits neither the base nor the overlay"
            )));
        }
        None => false,
    };
    let layers = Layers { base, overlay, mask, mask_on_base, blend: mode.blend(), opacity, x, y };
    if let Some(made) = layers.in_parts(call)? {
        return Ok(made);
    }
    if let Some(gpu) = device(call, &[size(base), size(overlay)])? {
        return layers.on_device(&gpu);
    }
    let colours = base.colours().max(overlay.colours());
    let (width, height) = (base.width(), base.height());
    let mut out = call.image_for_overwrite(width, height, colours + u32::from(base.has_alpha()))?;
    out.fill_rows(call, |plane, row_y, row| {
        let alpha = plane == colours;
        row.copy_from_slice(if alpha { base.row(base.channels() - 1, row_y) } else { colour_row(base, plane, row_y) });
    })?;
    let (Some(across), Some(down)) = (shared(x, width, overlay.width()), shared(y, height, overlay.height())) else {
        return Ok(out.done());
    };
    let size = (across.length, down.length);
    let below = part(base, (across.base, down.base), size);
    let above = part(overlay, (across.over, down.over), size);
    let mask_corner = if mask_on_base { (across.base, down.base) } else { (across.over, down.over) };
    let mask = mask.map(|mask| part(mask, mask_corner, size)[0]);
    let (below_colours, above_colours) = (in_colours(&below, base, colours), in_colours(&above, overlay, colours));
    let lower = Layer { colours: &below_colours, alpha: below.last().copied().filter(|_| base.has_alpha()) };
    let upper = Layer { colours: &above_colours, alpha: above.last().copied().filter(|_| overlay.has_alpha()) };
    let (samples, stride) = out.planes_mut();
    let corner = down.base * stride + across.base;
    let mut targets: Vec<_> = samples
        .into_iter()
        .map(|plane| PlaneMut::new(&mut plane[corner..], across.length, down.length, stride))
        .collect();
    reporting(call, |progress| {
        composite_planes(&lower, &upper, mask, &mut targets, (mode.blend(), opacity), progress)
    })?;
    Ok(out.done())
}

/// What is composed on the device.
struct Layers<'a> {
    base: &'a Image,
    overlay: &'a Image,
    mask: Option<&'a Mask>,
    mask_on_base: bool,
    blend: Blend,
    opacity: f32,
    x: i32,
    y: i32,
}

impl Layers<'_> {
    fn colours(&self) -> u32 {
        self.base.colours().max(self.overlay.colours())
    }

    fn on_device(&self, gpu: &Gpu<'_>) -> Result<Image> {
        let (below, above) = (Lent::new(gpu, self.base)?, Lent::new(gpu, self.overlay)?);
        let mask = self.mask.map(|mask| Lent::new(gpu, mask)).transpose()?;
        let channels = self.colours() + u32::from(self.base.has_alpha());
        let out = Fresh::new(gpu, size(self.base), channels, Colour::Srgb)?;
        self.compose(gpu, (&below, &above, mask.as_ref()), (self.x, self.y), &out.planes)?;
        out.done()
    }

    /// Where planes are larger than a kernel can be given.
    fn in_parts(&self, call: &Call) -> Result<Option<Image>> {
        let (whole, over) = (size(self.base), size(self.overlay));
        let Some(gpu) = parts::cutting(call, &[whole, over])? else { return Ok(None) };
        let Some(cut) = parts::parts(&gpu, whole, 1, Some) else { return Ok(None) };
        let (base, overlay) = (parts::Lent::new(&gpu, self.base)?, parts::Lent::new(&gpu, self.overlay)?);
        let mask = self.mask.map(|mask| parts::Lent::new(&gpu, mask)).transpose()?;
        let channels = self.colours() + u32::from(self.base.has_alpha());
        let made = parts::Fresh::new(&gpu, whole, channels, Colour::Srgb)?;
        parts::each_part(call, &cut, |_, to| {
            let span = |offset: i32, at: u32, length: u32, over: u32| {
                let (offset, at, over) = (i64::from(offset), i64::from(at), i64::from(over));
                let (first, end) = ((at - offset).clamp(0, over), (at + i64::from(length) - offset).clamp(0, over));
                // Where they do not touch, a pixel that lies beside what is made.
                if first < end { (first, end - first, offset + first - at) } else { (0, 1, i64::from(length)) }
            };
            let (first_x, width, x) = span(self.x, to.x, to.width, over.0);
            let (first_y, height, y) = span(self.y, to.y, to.height, over.1);
            let [first_x, width, first_y, height] = [first_x, width, first_y, height].map(|number| number as u32);
            let of_overlay = Rectangle { x: first_x, y: first_y, width, height };
            let (below, above) = (base.part(&gpu, to)?, overlay.part(&gpu, of_overlay)?);
            let of_mask = if self.mask_on_base { to } else { of_overlay };
            let mask = mask.as_ref().map(|mask| mask.part(&gpu, of_mask)).transpose()?;
            let given = (0..channels).map(|_| Scratch::new(&gpu, (to.width, to.height))).collect::<Result<Vec<_>>>()?;
            let planes = Scratch::planes(&given);
            self.compose(&gpu, (&below, &above, mask.as_ref()), (x as i32, y as i32), &planes)?;
            made.put(&gpu, &planes, Rectangle::whole((to.width, to.height)), (to.x, to.y))
        })?;
        made.done().map(Some)
    }

    /// Plane by plane.
    fn compose(
        &self,
        gpu: &Gpu<'_>,
        (below, above, mask): (&Lent<'_>, &Lent<'_>, Option<&Lent<'_>>),
        (x, y): (i32, i32),
        out: &[Plane],
    ) -> Result<()> {
        const COMPOSITE: Shader = Shader { wgsl: include_str!("composite.wgsl"), entry: "composite" };
        let (has_below, has_above) = (below.alpha().is_some(), above.alpha().is_some());
        let low_alpha = below.alpha().unwrap_or(below.planes[0]);
        let high_alpha = above.alpha().unwrap_or(above.planes[0]);
        let cover = mask.map_or(above.planes[0], |mask| mask.planes[0]);
        let mask_number = if mask.is_none() { 0 } else { 1 + u32::from(self.mask_on_base) };
        for (at, to) in out.iter().enumerate() {
            let is_alpha = at == self.colours() as usize;
            let colour = |lent: &Lent<'_>| -> Plane { if is_alpha { lent.planes[0] } else { lent.rgb()[at] } };
            let params = to
                .params()
                .u32(above.planes[0].width)
                .u32(above.planes[0].height)
                .i32(x)
                .i32(y)
                .u32(self.blend as u32)
                .f32(self.opacity)
                .u32(u32::from(has_below))
                .u32(u32::from(has_above))
                .u32(mask_number)
                .u32(u32::from(is_alpha));
            let reads = [colour(below), colour(above), low_alpha, high_alpha, cover].map(|plane| plane.read);
            let bindings: Vec<_> = reads.into_iter().chain([to.write]).collect();
            dispatch(gpu, COMPOSITE, &bindings, &params, to.threads())?;
        }
        Ok(())
    }
}

/// What base and overlay share of one axis.
struct Shared {
    base: usize,
    over: usize,
    length: usize,
}

/// Nothing where they do not touch.
fn shared(offset: i32, base: u32, over: u32) -> Option<Shared> {
    let (offset, base, over) = (i64::from(offset), i64::from(base), i64::from(over));
    let (first, end) = (offset.max(0), (offset + over).min(base));
    let length = usize::try_from(end - first).ok().filter(|&length| length > 0)?;
    Some(Shared { base: usize::try_from(first).ok()?, over: usize::try_from(first - offset).ok()?, length })
}

fn part(image: &Image, (x, y): (usize, usize), (width, height): (usize, usize)) -> Vec<PlaneRef<'_>> {
    planes(image).into_iter().map(|plane| plane.part(x, y, width, height)).collect()
}

/// Grey stands for all three colours where the other picture has them.
fn in_colours<'a>(planes: &[PlaneRef<'a>], image: &Image, colours: u32) -> Vec<PlaneRef<'a>> {
    (0..colours as usize).map(|colour| planes[if image.colours() == 1 { 0 } else { colour }]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture, Run};

    fn over(base: Picture, overlay: Picture) -> Run<'static> {
        testing::run(&composite::KIND).image("base", base).image("overlay", overlay)
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&composite::KIND).check();
    }

    #[test]
    fn straight_alpha_is_mixed_as_porter_and_duff_say() {
        let run = over(Picture::flat(1, 1, [0.2, 0.4, 0.6, 0.5]), Picture::flat(1, 1, [1.0, 0.0, 0.5, 0.25]));
        let image = run.go().unwrap().image("image");
        let together = 0.25 + 0.5 * 0.75;
        for (plane, (below, above)) in [(0.2, 1.0), (0.4, 0.0), (0.6, 0.5)].into_iter().enumerate() {
            let expected: f32 = (0.25 * above + 0.75 * 0.5 * below) / together;
            assert!((image.at(0, 0, plane as u32) - expected).abs() < 1e-6);
        }
        assert!((image.at(0, 0, 3) - together).abs() < 1e-6);
    }

    #[test]
    fn modes_are_those_of_the_web() {
        let cases = [
            ("multiply", 0.12),
            ("screen", 0.58),
            ("overlay", 0.24),
            ("soft_light", 0.2688),
            ("hard_light", 0.24),
            ("add", 0.7),
            ("difference", 0.1),
            ("darken", 0.3),
            ("lighten", 0.4),
            ("subtract", 0.0),
            ("exclusion", 0.46),
            ("color_dodge", 0.5),
            ("color_burn", 0.0),
            ("divide", 0.75),
        ];
        for (mode, expected) in cases {
            let run = over(Picture::flat(1, 1, [0.3]), Picture::flat(1, 1, [0.4])).text("mode", mode);
            let made = run.go().unwrap().image("image").at(0, 0, 0);
            let expected = if mode == "soft_light" { 0.3 - 0.2 * 0.3 * 0.7 } else { expected };
            assert!((made - expected).abs() < 1e-6, "{mode}: {made} {expected}");
        }
    }

    #[test]
    fn the_overlay_may_lie_anywhere_also_outside() {
        for (x, y) in [(-3, 0), (3, 2), (100, 0), (0, -100), (i32::MIN, i32::MAX)] {
            let run =
                over(Picture::flat(4, 4, [0.0]), Picture::flat(4, 4, [1.0])).int("x", x.into()).int("y", y.into());
            let image = run.go().unwrap().image("image");
            for at_y in 0..4_i64 {
                for at_x in 0..4_i64 {
                    let inside = |at: i64, from: i32| (0..4).contains(&(at - i64::from(from)));
                    let expected = if inside(at_x, x) && inside(at_y, y) { 1.0 } else { 0.0 };
                    assert_eq!(image.at(at_x as u32, at_y as u32, 0), expected, "({x}, {y}) at ({at_x}, {at_y})");
                }
            }
        }
    }

    #[test]
    fn grey_and_colour_mix_and_a_mask_of_another_size_is_told() {
        let run = || over(Picture::flat(4, 4, [0.5]), Picture::flat(2, 2, [1.0, 0.0, 0.0]));
        let image = run().go().unwrap().image("image");
        assert_eq!((image.channels, image.at(0, 0, 1), image.at(3, 3, 1)), (3, 0.0, 0.5));
        let masked = run().mask("mask", Picture::flat(2, 2, [0.0])).go().unwrap().image("image");
        assert_eq!(masked.at(0, 0, 0), 0.5);
        let error = run().mask("mask", Picture::flat(3, 3, [0.0])).go().unwrap_err();
        assert!(error.to_string().contains("3 × 3"), "{error:?}");
    }
}
