//! Models, run by the host: one copy of the runtime and of the weights for all plugins.

use crate::boundary::{RawFeed, Side};
use crate::error::{MISSING_MODEL, UNSUPPORTED};
use crate::flow::FromValue;
use crate::{Call, Error, Image, ImageMut, Model, Result, Tensor, Value};
use weft_abi::weft_session;

pub use crate::boundary::ModelPort;

/// An open model, for one call. The host keeps it for the next one.
///
/// ```no_run
/// # use weft_plugin::prelude::*;
/// # use weft_plugin::infer::Feed;
/// fn depth(call: &Call, model: &Model, image: &Image) -> Result<Tensor> {
///     let session = call.open_model(model)?;
///     let picture = Feed::image("input", image).normalise([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
///     Ok(session.run(&[picture], &["depth"])?.remove(0))
/// }
/// ```
pub struct Session<'c> {
    call: &'c Call,
    session: weft_session,
}

/// What a model gets: a tensor, or a picture that becomes one.
#[derive(Clone)]
pub struct Feed<'f>(RawFeed<'f>);

impl Call {
    /// Opens the model of an input that can do without: nothing where it names none, or where `?` stands behind the name and there is
    /// none. Say in the result that it was made without.
    ///
    /// # Errors
    /// The model is there and cannot be opened, or it is missing and needed.
    pub fn open_model_if_any(&self, model: &Model) -> Result<Option<Session<'_>>> {
        if model.0.is_empty() {
            return Ok(None);
        }
        match self.open_model(model) {
            Err(why) if model.0.ends_with('?') && matches!(why.status(), MISSING_MODEL | UNSUPPORTED) => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// Opens an installed model by its name or its role, or a file by its absolute path. Fast where it is open already.
    ///
    /// # Errors
    /// It is not installed, or the host cannot run models.
    pub fn open_model(&self, model: impl AsRef<str>) -> Result<Session<'_>> {
        let session = self.raw.open_model(model.as_ref())?;
        Ok(Session { call: self, session })
    }
}

impl Call {
    /// The picture in a tensor of the shape `[1, channels, height, width]`, or without the 1: sample = number × scale + offset.
    ///
    /// # Errors
    /// It has another shape, or other numbers than 32-bit floats.
    pub fn image_from_tensor(&self, tensor: &Tensor, scale: f32, offset: f32) -> Result<ImageMut> {
        let wrong = || Error::failed(format!("wanted a picture, got a tensor of the shape {:?}", tensor.shape()));
        let [channels, height, width] = match *tensor.shape() {
            [1, channels, height, width] | [channels, height, width] => [channels, height, width],
            _ => return Err(wrong()),
        };
        if !(1..=4).contains(&channels) || width == 0 || height == 0 {
            return Err(wrong());
        }
        let side = |length: usize| u32::try_from(length).map_err(|_| wrong());
        let mut image = self.image_for_overwrite(side(width)?, side(height)?, channels as u32)?;
        let numbers = tensor.as_slice::<f32>()?;
        image.fill_rows(self, |plane, y, row| {
            let from = (plane as usize * height + y as usize) * width;
            row.iter_mut().zip(&numbers[from..]).for_each(|(sample, number)| *sample = number * scale + offset);
        })?;
        Ok(image)
    }
}

impl Session<'_> {
    /// What it takes.
    ///
    /// # Errors
    /// The host closed it.
    pub fn inputs(&self) -> Result<Vec<ModelPort>> {
        self.call.raw.ports(self.session, Side::Inputs)
    }

    /// What it gives.
    ///
    /// # Errors
    /// The host closed it.
    pub fn outputs(&self) -> Result<Vec<ModelPort>> {
        self.call.raw.ports(self.session, Side::Outputs)
    }

    /// A fact from its manifest, such as `value_range`; nothing where it does not say so.
    ///
    /// # Errors
    /// The host closed it.
    pub fn fact(&self, name: &str) -> Result<Option<&str>> {
        let fact = self.call.raw.fact(self.session, name)?;
        Ok(Some(fact).filter(|fact| !fact.is_empty()))
    }

    /// Runs it and gives the wanted outputs, in that order. Ends early if the user presses stop.
    ///
    /// # Errors
    /// What it gets is not what it takes, it failed, or the user pressed stop.
    pub fn run(&self, feeds: &[Feed<'_>], wanted: &[&str]) -> Result<Vec<Tensor>> {
        let feeds: Vec<_> = feeds.iter().map(|feed| feed.0.clone()).collect();
        let results = self.call.raw.run_model(self.session, &feeds, wanted)?;
        results.into_iter().map(Tensor::from_value).collect()
    }
}

impl<'f> Feed<'f> {
    /// A tensor, as it is.
    pub fn tensor(name: &'f str, tensor: &'f Tensor) -> Self {
        Self::new(name, tensor.as_value())
    }

    /// A tensor, a picture, or a list of pictures of one size. Those go through together; one after another where the model takes one at
    /// a time. The shape of what comes out begins with their number.
    pub fn value(name: &'f str, value: &'f Value) -> Self {
        Self::new(name, value)
    }

    /// A picture as a tensor of the shape `[1, channels, height, width]`, with the samples as they are.
    pub fn image(name: &'f str, image: &'f Image) -> Self {
        Self::new(name, image.as_value())
    }

    /// Of a picture: the shape is `[1, height, width, channels]`.
    #[must_use]
    pub fn channels_last(mut self) -> Self {
        self.0.layout = 1;
        self
    }

    /// Of a picture: blue comes first.
    #[must_use]
    pub fn bgr(mut self) -> Self {
        self.0.order = 1;
        self
    }

    /// Of a picture: number = sample × scale + offset.
    #[must_use]
    pub fn scaled(mut self, scale: f32, offset: f32) -> Self {
        (self.0.scale, self.0.offset) = ([scale; 4], [offset; 4]);
        self
    }

    /// Of a picture: number = (sample − mean) ÷ deviation, a channel each; alpha stays as it is.
    #[must_use]
    pub fn normalise(mut self, mean: [f32; 3], deviation: [f32; 3]) -> Self {
        for channel in 0..3 {
            self.0.scale[channel] = 1.0 / deviation[channel];
            self.0.offset[channel] = -mean[channel] / deviation[channel];
        }
        self
    }

    fn new(name: &'f str, value: &'f Value) -> Self {
        Self(RawFeed { name, value, layout: 0, order: 0, scale: [1.0; 4], offset: [0.0; 4] })
    }
}
