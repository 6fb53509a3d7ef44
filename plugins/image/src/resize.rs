//! `image.resize`: another size, with the filters of OpenCV, Pillow or PyTorch.

use weft_kernels::PlaneRef;
use weft_kernels::resize::{Resampler, keep_range, resize as resize_planes, resize_straight_alpha};
use weft_planes::device::{Fresh, Lent, device, size as size_of};
use weft_planes::{parts, planes, planes_mut, reporting, resized_like, sides};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::alpha::weighted_by_alpha;
use weft_shaders::planes::part;
use weft_shaders::tall::Rectangle;
use weft_shaders::{Plane, Scratch, resize as on_device};

/// How the new size is given.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum SizeBy {
    /// Width and height; 0 keeps the proportions
    #[default]
    Pixels,
    /// A factor for both sides
    Scale,
    /// The shorter side; the longer one follows
    ShortSide,
    /// The longer side; the shorter one follows
    LongSide,
}

/// What to do where both width and height are given and do not fit the picture.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Fit {
    /// Stretch it
    #[default]
    Stretch,
    /// Keep the proportions, and stay inside
    Inside,
    /// Keep the proportions, fill all of it, and cut off what is too much
    Cover,
}

/// Whose filters.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Family {
    /// Pillow's: smooth also when a picture becomes much smaller
    #[default]
    #[choice(key = "pil", label = "Pillow")]
    Pil,
    /// OpenCV's: `area` for smaller, the others do not smooth
    #[choice(key = "cv", label = "OpenCV")]
    Cv,
    /// PyTorch's `interpolate`: nearest and linear
    #[choice(key = "torch", label = "PyTorch")]
    Torch,
}

/// Which filter.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Filter {
    /// Sharpest
    #[default]
    Lanczos,
    /// Sharp, with less ringing
    Cubic,
    /// Soft
    Linear,
    /// The mean of what a pixel covers
    Area,
    /// Hard pixels
    Nearest,
    /// Area for smaller, Lanczos for larger, as OpenPose does it
    AreaOrLanczos,
}

/// Makes a picture larger or smaller. Transparent parts do not bleed into the edges.
#[node(
    id = "image.resize",
    category = "Image/Size",
    label = "Resize",
    pure,
    gpu,
    output(id = "image", ty = "image|mask")
)]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn resize(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// How the new size is given
    #[input(default = SizeBy::Pixels)]
    by: SizeBy,
    /// New width; 0: from the height
    #[input(default = 512, soft = 0..=4096, hard = 0..=65536, unit = "px", on_node)]
    width: u32,
    /// New height; 0: from the width
    #[input(default = 0, soft = 0..=4096, hard = 0..=65536, unit = "px", on_node)]
    height: u32,
    /// What to do where width and height do not fit the picture
    #[input(default = Fit::Stretch)]
    fit: Fit,
    /// Factor, where the size is given by scale
    #[input(default = 1.0, soft = 0.1..=4.0, hard = 0.0001..=1000.0, unit = "×")]
    scale: f64,
    /// Length, where the size is given by a side
    #[input(default = 512, soft = 16..=4096, hard = 1..=65536, unit = "px")]
    side: u32,
    /// Whose filters
    #[input(default = Family::Pil, advanced)]
    family: Family,
    /// Which filter
    #[input(default = Filter::Lanczos)]
    filter: Filter,
    /// Rounds both sides to a multiple, as networks want them
    #[input(default = 1, soft = 1..=64, hard = 1..=1024, unit = "px", advanced)]
    multiple_of: u32,
) -> Result<Image> {
    let (old_width, old_height) = (f64::from(image.width()), f64::from(image.height()));
    let by_factor = |factor: f64| (old_width * factor, old_height * factor);
    let (new_width, new_height) = match by {
        SizeBy::Pixels if width == 0 && height == 0 => {
            return Err(Error::invalid("width and height are both 0: give at least one of them"));
        }
        SizeBy::Pixels if width == 0 => by_factor(f64::from(height) / old_height),
        SizeBy::Pixels if height == 0 => by_factor(f64::from(width) / old_width),
        SizeBy::Pixels if fit == Fit::Inside => {
            by_factor((f64::from(width) / old_width).min(f64::from(height) / old_height))
        }
        SizeBy::Pixels => (f64::from(width), f64::from(height)),
        SizeBy::Scale => by_factor(scale),
        SizeBy::ShortSide => by_factor(f64::from(side) / old_width.min(old_height)),
        SizeBy::LongSide => by_factor(f64::from(side) / old_width.max(old_height)),
    };
    let step = f64::from(multiple_of);
    let whole = |length: f64| ((length / step).round() * step).max(step);
    let (new_width, new_height) = sides(whole(new_width), whole(new_height))?;
    let whole = (image.width() as usize, image.height() as usize);
    let [x, y, width, height] = match (fit, by) {
        (Fit::Cover, SizeBy::Pixels) => middle(whole, f64::from(new_width) / f64::from(new_height)),
        _ => [0, 0, whole.0, whole.1],
    };
    let resampler = resampler(family, filter, (width, height), (new_width, new_height))?;
    let is_sharp = matches!(filter, Filter::Lanczos | Filter::Cubic | Filter::AreaOrLanczos);
    // Between the passes a plane is as wide as one picture and as high as the other.
    let between = (image.width().max(new_width), image.height().max(new_height));
    let rectangle = [x, y, width, height].map(|side| side as u32);
    if let Some(made) = in_parts(call, image, rectangle, (new_width, new_height), between, (resampler, is_sharp))? {
        return Ok(made);
    }
    if let Some(gpu) = device(call, &[size_of(image), (new_width, new_height), between])? {
        return resized(&gpu, image, rectangle, (new_width, new_height), resampler, is_sharp);
    }
    let from: Vec<PlaneRef<'_>> = planes(image).iter().map(|plane| plane.part(x, y, width, height)).collect();
    let mut out = resized_like(call, image, (new_width, new_height))?;
    reporting(call, |progress| {
        let mut to = planes_mut(&mut out);
        if image.has_alpha() {
            resize_straight_alpha(&from, &mut to, resampler, progress)
        } else {
            resize_planes(&from, &mut to, resampler, progress)
        }
    })?;
    if is_sharp {
        keep_range(&from, &mut planes_mut(&mut out));
    }
    Ok(out.done())
}

/// A rectangle of a picture in another size, on the device.
fn resized(
    gpu: &Gpu<'_>,
    image: &Image,
    [x, y, width, height]: [u32; 4],
    size: (u32, u32),
    resampler: Resampler,
    is_sharp: bool,
) -> Result<Image> {
    let (lent, out) = (Lent::new(gpu, image)?, Fresh::like(gpu, image, size)?);
    let mut from = lent.planes;
    let mut cut = Vec::new();
    if (width, height) != size_of(image) {
        cut = from.iter().map(|_| Scratch::new(gpu, (width, height))).collect::<Result<_>>()?;
        let parts = Scratch::planes(&cut);
        from.iter().zip(&parts).try_for_each(|(from, to)| part(gpu, *from, (x, y), *to))?;
        from = parts;
    }
    let resize = |from: &[Plane], to: &[Plane]| on_device::resize(gpu, from, to, resampler);
    if image.has_alpha() {
        weighted_by_alpha(gpu, &from, &out.planes, resize)?;
    } else {
        resize(&from, &out.planes)?;
    }
    if is_sharp {
        on_device::keep_range(gpu, &from, &out.planes)?;
    }
    drop(cut);
    out.done()
}

/// The same, where a plane is larger than a kernel can be given; nothing where none is, or there is no device.
fn in_parts(
    call: &Call,
    image: &Image,
    [x, y, width, height]: [u32; 4],
    size: (u32, u32),
    between: (u32, u32),
    (resampler, is_sharp): (Resampler, bool),
) -> Result<Option<Image>> {
    let Some(gpu) = parts::cutting(call, &[size_of(image), size, between])? else { return Ok(None) };
    let whole = on_device::Resize::new(resampler, (width, height), size);
    let shifted = |part: Rectangle| Rectangle { x: part.x + x, y: part.y + y, ..part };
    let looks = parts::parts(&gpu, (width, height), 1, Some);
    let (Some(cut), Some(looks)) = (parts::parts(&gpu, size, 1, |to| Some(whole.needed(to))), looks) else {
        return Ok(None);
    };
    let lent = parts::Lent::new(&gpu, image)?;
    let made = parts::Fresh::new(&gpu, size, image.channels(), image.colour())?;
    let ranges: Vec<_> = (0..image.channels()).map(|_| on_device::Range::new(&gpu)).collect::<Result<_>>()?;
    if is_sharp {
        for (from, _) in looks {
            let taken = lent.part(&gpu, shifted(from))?;
            ranges.iter().zip(&taken.planes).try_for_each(|(range, plane)| range.find(&gpu, *plane))?;
        }
    }
    parts::each_part(call, &cut, |from, to| {
        let taken = lent.part(&gpu, shifted(from))?;
        let given = ranges.iter().map(|_| Scratch::new(&gpu, (to.width, to.height))).collect::<Result<Vec<_>>>()?;
        let (planes, part) = (Scratch::planes(&given), whole.part(from, to));
        let resize = |from: &[Plane], to: &[Plane]| part.run(&gpu, from, to);
        if image.has_alpha() {
            weighted_by_alpha(&gpu, &taken.planes, &planes, resize)?;
        } else {
            resize(&taken.planes, &planes)?;
        }
        if is_sharp {
            ranges.iter().zip(&planes).try_for_each(|(range, plane)| range.cut(&gpu, *plane))?;
        }
        made.put(&gpu, &planes, Rectangle::whole((to.width, to.height)), (to.x, to.y))
    })?;
    made.done().map(Some)
}

/// The largest part in the middle of these proportions: its corner and its sides.
fn middle((width, height): (usize, usize), aspect: f64) -> [usize; 4] {
    let part = |whole: usize, wanted: f64| (wanted.round() as usize).clamp(1, whole);
    let (new_width, new_height) = (part(width, height as f64 * aspect), part(height, width as f64 / aspect));
    [(width - new_width) / 2, (height - new_height) / 2, new_width, new_height]
}

fn resampler(family: Family, filter: Filter, from: (usize, usize), to: (u32, u32)) -> Result<Resampler> {
    let filter = match filter {
        Filter::AreaOrLanczos if to.0 as usize <= from.0 && to.1 as usize <= from.1 => Filter::Area,
        Filter::AreaOrLanczos => Filter::Lanczos,
        other => other,
    };
    Ok(match (family, filter) {
        (Family::Pil, Filter::Lanczos | Filter::AreaOrLanczos) => Resampler::PillowLanczos,
        (Family::Pil, Filter::Cubic) => Resampler::PillowBicubic,
        (Family::Pil, Filter::Linear) => Resampler::PillowBilinear,
        (Family::Pil, Filter::Area) => Resampler::PillowBox,
        (Family::Cv, Filter::Lanczos | Filter::AreaOrLanczos) => Resampler::OpencvLanczos4,
        (Family::Cv, Filter::Cubic) => Resampler::OpencvCubic,
        (Family::Cv, Filter::Linear) => Resampler::OpencvLinear,
        (Family::Cv, Filter::Area) => Resampler::OpencvArea,
        (Family::Pil | Family::Cv, Filter::Nearest) => Resampler::OpencvNearest,
        (Family::Torch, Filter::Nearest) => Resampler::TorchNearest,
        (Family::Torch, Filter::Linear) => Resampler::TorchBilinear,
        (Family::Torch, _) => {
            return Err(Error::invalid("PyTorch's family has only the filters linear and nearest"));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture, Run};

    fn on(picture: Picture) -> Run<'static> {
        testing::run(&resize::KIND).image("image", picture)
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&resize::KIND).set("width", 40).set("height", 9).check();
    }

    #[test]
    fn every_way_to_give_a_size_keeps_the_proportions() {
        let picture = || Picture::noise(60, 40, 3, 1);
        let size = |run: Run<'static>| {
            let image = run.go().unwrap().image("image");
            (image.width, image.height)
        };
        assert_eq!(size(on(picture()).int("width", 30)), (30, 20));
        assert_eq!(size(on(picture()).int("width", 0).int("height", 80)), (120, 80));
        assert_eq!(size(on(picture()).int("width", 7).int("height", 9)), (7, 9));
        assert_eq!(size(on(picture()).text("by", "scale").float("scale", 0.5)), (30, 20));
        assert_eq!(size(on(picture()).text("by", "short_side").int("side", 20)), (30, 20));
        assert_eq!(size(on(picture()).text("by", "long_side").int("side", 30)), (30, 20));
        assert_eq!(size(on(picture()).int("width", 50).int("multiple_of", 16)), (48, 32));
    }

    #[test]
    fn a_flat_picture_stays_flat_in_every_family() {
        for (family, filters) in [("pil", 6), ("cv", 6), ("torch", 2)] {
            for filter in ["nearest", "linear", "area", "cubic", "lanczos", "area_or_lanczos"].into_iter().take(filters)
            {
                let run = on(Picture::flat(33, 17, [0.25, 0.5, 0.75])).int("width", 50).text("family", family);
                let image = run.text("filter", filter).go().unwrap().image("image");
                assert!(image.difference(&Picture::flat(50, 26, [0.25, 0.5, 0.75])) < 1e-5, "{family} {filter}");
            }
        }
    }

    #[test]
    fn colours_under_full_transparency_do_not_bleed() {
        // Left half opaque black, right half transparent white.
        let picture = Picture::new(16, 4, 4, |x, _, plane| match (x < 8, plane) {
            (true, 3) => 1.0,
            (true, _) | (false, 3) => 0.0,
            (false, _) => 1.0,
        });
        let small = on(picture).int("width", 5).text("filter", "linear").go().unwrap().image("image");
        assert!(small.at(2, 0, 3) > 0.2 && small.at(2, 0, 0) < 1e-3, "{:?}", small.plane(0));
    }

    #[test]
    fn both_sides_stretch_stay_inside_or_cover() {
        // A white square in the middle third of a wide picture.
        let wide = || Picture::new(30, 10, 1, |x, _, _| f32::from((10..20).contains(&x)));
        let fitted =
            |fit: &str| on(wide()).int("width", 20).int("height", 20).text("fit", fit).go().unwrap().image("image");
        let size = |picture: &Picture| (picture.width, picture.height);
        assert_eq!([size(&fitted("stretch")), size(&fitted("inside"))], [(20, 20), (20, 7)]);
        let covered = fitted("cover");
        assert!(size(&covered) == (20, 20) && covered.samples.iter().all(|sample| (sample - 1.0).abs() < 1e-6));
    }

    #[test]
    fn sharp_filters_do_not_leave_the_range_of_the_picture() {
        let edge = |factor: f32| Picture::new(16, 2, 1, move |x, _, _| if x < 8 { 0.0 } else { factor });
        for (factor, most) in [(1.0, 1.0), (3.0, 3.0), (0.5, 1.0)] {
            let image = on(edge(factor)).int("width", 64).go().unwrap().image("image");
            assert!(image.samples.iter().all(|sample| (0.0..=most).contains(sample)), "{factor}");
        }
    }

    #[test]
    fn a_size_that_nobody_has_memory_for_is_told() {
        let error = on(Picture::flat(400, 400, [0.0])).text("by", "scale").float("scale", 1000.0).go().unwrap_err();
        assert!(error.to_string().starts_with("a picture of 400000 × 400000 is too large"), "{error}");
    }

    #[test]
    fn nothing_to_go_by_is_told() {
        let error = on(Picture::flat(4, 4, [0.0])).int("width", 0).go().unwrap_err();
        assert!(error.to_string().contains("give at least one"), "{error:?}");
    }
}
