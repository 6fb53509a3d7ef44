//! What a model gets: tensors and pictures of Weft as the numbers that the model takes. Nothing is copied where they lie in
//! memory as it wants them.

use super::numbers::{Numbers, element_of};
use super::port::Port;
use super::told;
use crate::diagnostic::Diagnostic;
use crate::value::{Buffer, Content, Image, Tensor, Value};
use ort::value::TensorElementType;
use std::borrow::Cow;

/// One input of a run.
#[derive(Debug, Clone, Copy)]
pub struct Feed<'a> {
    /// As in the model file.
    pub name: &'a str,
    /// A tensor, a picture, or a list of pictures of one size.
    pub value: &'a Value,
    /// Of pictures.
    pub layout: Layout,
    /// Of pictures.
    pub order: ChannelOrder,
    /// Of pictures: number = sample × scale + offset, a channel each.
    pub scale: [f32; 4],
    /// See `scale`.
    pub offset: [f32; 4],
}

/// Where the channels of a picture stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `[batch, channels, height, width]`
    ChannelsFirst,
    /// `[batch, height, width, channels]`
    ChannelsLast,
}

/// Which channel of a picture comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelOrder {
    /// Red.
    Rgb,
    /// Blue.
    Bgr,
}

/// An input, ready to be given to the runtime.
#[derive(Debug)]
pub(super) struct Ready<'a> {
    pub(super) shape: Vec<i64>,
    pub(super) numbers: Numbers<'a>,
    /// How many pictures it holds; 0: it is a tensor.
    pub(super) n_pictures: usize,
}

impl<'a> Feed<'a> {
    /// The numbers for one input of a model.
    pub(super) fn ready(&self, port: &Port) -> Result<Ready<'a>, Diagnostic> {
        let ready = match self.value.content() {
            Content::Tensor(tensor) => of_tensor(tensor, port),
            Content::Image(image) => self.of_images(&[image], port),
            Content::List(items) => {
                let images: Option<Vec<&Image>> = items.iter().map(Value::as_image).collect();
                match images {
                    Some(images) if !images.is_empty() => self.of_images(&images, port),
                    _ => Err(told::wrong_value(&port.name, "an empty list, or one of something else than pictures")),
                }
            }
            other => Err(told::wrong_value(&port.name, other.type_name())),
        }?;
        port.check(&ready.shape, ready.n_pictures)?;
        Ok(ready)
    }

    fn of_images(&self, images: &[&'a Image], port: &Port) -> Result<Ready<'a>, Diagnostic> {
        let first = images[0];
        let (width, height) = (first.width() as usize, first.height() as usize);
        if let Some(other) = images.iter().find(|other| {
            (other.width(), other.height(), other.channels()) != (first.width(), first.height(), first.channels())
        }) {
            return Err(told::different_pictures(&port.name, first, other));
        }
        let channel_axis = if self.layout == Layout::ChannelsFirst { 1 } else { 3 };
        let taken = port
            .shape
            .get(channel_axis)
            .filter(|_| port.shape.len() == 4)
            .and_then(|length| usize::try_from(*length).ok());
        let has = first.channels() as usize;
        let channels = taken.unwrap_or(if has == 2 { 1 } else { has.min(3) });
        // Alpha is no colour: it is given only to models that take it. Grey is the same in red, green and blue.
        let planes: Option<Vec<u32>> = match (has, channels) {
            (1 | 2, 1) => Some(vec![0]),
            (1 | 2, 3) => Some(vec![0; 3]),
            (2, 2) => Some(vec![0, 1]),
            (3 | 4, 3) => Some(vec![0, 1, 2]),
            (4, 4) => Some(vec![0, 1, 2, 3]),
            _ => None,
        };
        let Some(mut planes) = planes else { return Err(told::wrong_channels(&port.name, has, channels)) };
        if self.order == ChannelOrder::Bgr && channels >= 3 {
            planes.swap(0, 2);
        }
        let (n, c, h, w) = (images.len() as i64, channels as i64, i64::from(first.height()), i64::from(first.width()));
        let shape = if channel_axis == 1 { vec![n, c, h, w] } else { vec![n, h, w, c] };
        let element = port.element.ok_or_else(|| told::no_tensor(&port.name))?;
        if let Some(lent) = self.lent(images, &planes).filter(|_| element == TensorElementType::Float32) {
            return Ok(Ready { shape, numbers: Numbers::F32(Cow::Borrowed(lent)), n_pictures: images.len() });
        }
        let len = images.len() * channels * height * width;
        Buffer::room_for(len)?;
        let mut buffer = Buffer::for_overwrite(len);
        let part = channels * height * width;
        for (image, target) in images.iter().zip(buffer.as_mut_slice().chunks_exact_mut(part.max(1))) {
            match self.layout {
                Layout::ChannelsFirst => self.channels_first(image, &planes, target),
                Layout::ChannelsLast => self.channels_last(image, &planes, target),
            }
        }
        let numbers = Numbers::Recycled(buffer).into_element(element).ok_or_else(|| told::no_tensor(&port.name))?;
        Ok(Ready { shape, numbers, n_pictures: images.len() })
    }

    /// The picture's own memory, where it lies as the model wants it.
    fn lent(&self, images: &[&'a Image], planes: &[u32]) -> Option<&'a [f32]> {
        let [image] = *images else { return None };
        let (width, height) = (image.width() as usize, image.height() as usize);
        let same_numbers = self.scale[..planes.len()].iter().all(|scale| scale.to_bits() == 1.0_f32.to_bits())
            && self.offset[..planes.len()].iter().all(|offset| offset.to_bits() == 0);
        let in_order = planes.iter().zip(0..).all(|(plane, at)| *plane == at);
        let one_after_another = image.row_stride() == width || height == 1;
        let no_gaps = planes.len() == 1 || image.plane_stride() == width * height;
        let as_laid_out = self.layout == Layout::ChannelsFirst || planes.len() == 1;
        (same_numbers && in_order && one_after_another && no_gaps && as_laid_out)
            .then(|| &image.samples()[..planes.len() * width * height])
    }

    fn channels_first(&self, image: &Image, planes: &[u32], target: &mut [f32]) {
        let width = image.width() as usize;
        let mut rows = target.chunks_exact_mut(width);
        for (channel, plane) in planes.iter().enumerate() {
            let (scale, offset) = (self.scale[channel], self.offset[channel]);
            for y in 0..image.height() {
                let Some(row) = rows.next() else { return };
                for (number, sample) in row.iter_mut().zip(image.row(*plane, y)) {
                    *number = sample * scale + offset;
                }
            }
        }
    }

    fn channels_last(&self, image: &Image, planes: &[u32], target: &mut [f32]) {
        let (width, channels) = (image.width() as usize, planes.len());
        for (y, row) in (0..image.height()).zip(target.chunks_exact_mut(width * channels)) {
            for (channel, plane) in planes.iter().enumerate() {
                let (scale, offset) = (self.scale[channel], self.offset[channel]);
                let numbers = row.iter_mut().skip(channel).step_by(channels);
                for (number, sample) in numbers.zip(image.row(*plane, y)) {
                    *number = sample * scale + offset;
                }
            }
        }
    }
}

fn of_tensor<'a>(tensor: &'a Tensor, port: &Port) -> Result<Ready<'a>, Diagnostic> {
    let wanted = port.element.ok_or_else(|| told::no_tensor(&port.name))?;
    let numbers = Numbers::of_tensor(tensor).ok_or_else(|| told::no_tensor(&port.name))?;
    let numbers =
        if element_of(tensor.scalar()) == Some(wanted) { Some(numbers) } else { numbers.into_element(wanted) };
    let numbers = numbers.ok_or_else(|| told::wrong_numbers(&port.name, tensor.scalar(), wanted))?;
    Ok(Ready { shape: tensor.shape().to_vec(), numbers, n_pictures: 0 })
}
