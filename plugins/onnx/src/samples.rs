//! What a picture's samples become in a model's numbers, and back.

use weft_kernels::resize::{Resampler, resize};
use weft_planes::{planes, planes_mut, reporting, resized_like};
use weft_plugin::infer::{Feed, ModelPort, Session};
use weft_plugin::prelude::*;

/// Where the channels stand.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Layout {
    /// As the shape of the input says
    #[default]
    Auto,
    /// Channels, rows, columns
    ChannelsFirst,
    /// Rows, columns, channels
    ChannelsLast,
}

/// Which channel comes first.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Order {
    /// As the model's manifest says; else red
    #[default]
    Auto,
    /// Red
    Rgb,
    /// Blue
    Bgr,
}

/// What numbers the model takes for black and white.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Range {
    /// As the model's manifest says; else 0 to 1
    #[default]
    Auto,
    /// 0 to 1
    #[choice(key = "zero_to_one", label = "0 to 1")]
    ZeroToOne,
    /// 0 to 255
    #[choice(key = "zero_to_255", label = "0 to 255")]
    ZeroTo255,
    /// −1 to 1
    #[choice(key = "minus_one_to_one", label = "−1 to 1")]
    MinusOneToOne,
    /// Means and deviations of ImageNet
    #[choice(key = "imagenet", label = "ImageNet")]
    ImageNet,
}

/// How samples become numbers: number = sample × scale + offset, a channel each.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Numbers {
    pub(crate) scale: [f32; 3],
    pub(crate) offset: [f32; 3],
}

impl Range {
    pub(crate) fn numbers(self, session: &Session<'_>, fact: &str) -> Result<Numbers> {
        let plain = |scale, offset| Numbers { scale: [scale; 3], offset: [offset; 3] };
        Ok(match self {
            Self::ZeroToOne => plain(1.0, 0.0),
            Self::ZeroTo255 => plain(255.0, 0.0),
            Self::MinusOneToOne => plain(2.0, -1.0),
            Self::ImageNet => {
                let (mean, deviation) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
                Numbers {
                    scale: deviation.map(|deviation: f32| 1.0 / deviation),
                    offset: [0, 1, 2].map(|at| -mean[at] / deviation[at]),
                }
            }
            Self::Auto => match session.fact(fact)? {
                None => plain(1.0, 0.0),
                Some(text) => {
                    let ends =
                        text.split_once("..").and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
                    let Some((low, high)) = ends else { bail!("the model says `{fact}: {text}`, which is no range") };
                    let (low, high): (f32, f32) = (low, high);
                    plain(high - low, low)
                }
            },
        })
    }
}

/// The order that was chosen, or that the model says.
pub(crate) fn is_bgr(order: Order, session: &Session<'_>) -> Result<bool> {
    Ok(match order {
        Order::Rgb => false,
        Order::Bgr => true,
        Order::Auto => session.fact("channel_order")? == Some("bgr"),
    })
}

/// The layout that was chosen, or that the shape of the input says: an axis of 1, 3 or 4 channels.
pub(crate) fn is_last(layout: Layout, port: &ModelPort) -> bool {
    let is_channels = |axis: usize| matches!(port.shape.get(axis), Some(Some(1 | 3 | 4)));
    match layout {
        Layout::ChannelsFirst => false,
        Layout::ChannelsLast => true,
        Layout::Auto => port.shape.len() == 4 && is_channels(3) && !is_channels(1),
    }
}

/// Height and width that the model insists on.
pub(crate) fn fixed_size(port: &ModelPort, last: bool) -> Option<(u32, u32)> {
    let (height, width) = if last { (1, 2) } else { (2, 3) };
    let side = |axis: usize| port.shape.get(axis).copied().flatten().and_then(|length| u32::try_from(length).ok());
    side(width).zip(side(height)).filter(|_| port.shape.len() == 4)
}

/// The picture in another size.
pub(crate) fn stretched(call: &Call, image: &Image, size: (u32, u32)) -> Result<Image> {
    let mut out = resized_like(call, image, size)?;
    reporting(&call.sub(0.0..0.05), |progress| {
        resize(&planes(image), &mut planes_mut(&mut out), Resampler::PillowBilinear, progress)
    })?;
    Ok(out.done())
}

/// The picture as an input.
pub(crate) fn feed<'f>(name: &'f str, image: &'f Image, numbers: Numbers, bgr: bool, last: bool) -> Feed<'f> {
    let Numbers { mut scale, mut offset } = numbers;
    if bgr {
        (scale, offset) = ([scale[2], scale[1], scale[0]], [offset[2], offset[1], offset[0]]);
    }
    // `normalise` wants means and deviations: number = (sample − mean) ÷ deviation.
    let deviation = scale.map(|scale| 1.0 / scale);
    let mean = [0, 1, 2].map(|at| -offset[at] * deviation[at]);
    let feed = Feed::image(name, image);
    let feed =
        if numbers == (Numbers { scale: [1.0; 3], offset: [0.0; 3] }) { feed } else { feed.normalise(mean, deviation) };
    let feed = if bgr { feed.bgr() } else { feed };
    if last { feed.channels_last() } else { feed }
}

/// Whether a tensor can be seen: one picture of 1, 3 or 4 channels.
pub(crate) fn is_picture(tensor: &Tensor, last: bool) -> bool {
    let channels = match *tensor.shape() {
        [1, channels, height, width] if !last && height > 1 && width > 1 => channels,
        [1, height, width, channels] if last && height > 1 && width > 1 => channels,
        _ => return false,
    };
    matches!(channels, 1 | 3 | 4) && tensor.as_slice::<f32>().is_ok()
}

/// The picture in a tensor, back to samples.
pub(crate) fn picture(call: &Call, tensor: &Tensor, numbers: Numbers, bgr: bool, last: bool) -> Result<Image> {
    let [channels, height, width] = match *tensor.shape() {
        [1, channels, height, width] if !last => [channels, height, width],
        [1, height, width, channels] if last => [channels, height, width],
        ref other => bail!("the result has the shape {other:?}, which is no picture"),
    };
    if !(1..=4).contains(&channels) {
        bail!("the result has {channels} channels, which is no picture");
    }
    let samples = tensor.as_slice::<f32>()?;
    let (wide, high) = (u32::try_from(width)?, u32::try_from(height)?);
    let mut image = match channels {
        1 => call.data_image(wide, high, 1)?,
        _ => call.image_for_overwrite(wide, high, channels as u32)?,
    };
    image.fill_rows(call, |plane, y, row| {
        let plane = plane as usize;
        let from = if bgr && plane < 3 && channels >= 3 { 2 - plane } else { plane };
        let (scale, offset) = (numbers.scale[plane.min(2)], numbers.offset[plane.min(2)]);
        let (first, step) = match last {
            true => (y as usize * width * channels + from, channels),
            false => ((from * height + y as usize) * width, 1),
        };
        let numbers = samples[first..].iter().step_by(step);
        row.iter_mut().zip(numbers).for_each(|(sample, number)| *sample = (number - offset) / scale);
    })?;
    Ok(image.done())
}
