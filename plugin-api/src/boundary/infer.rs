//! Models run by the host.

use super::value::{str_of, text_of};
use super::{RawCall, ScalarType, Value, array_of, need};
use crate::{Error, Result};
use std::slice;
use weft_abi::*;

/// An input or output of a model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelPort {
    /// As in the model file.
    pub name: String,
    /// What numbers it takes or gives.
    pub scalar: ScalarType,
    /// Length of each axis; nothing: any.
    pub shape: Vec<Option<usize>>,
}

/// A side of a model.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    Inputs,
    Outputs,
}

/// What a model gets.
#[derive(Clone)]
pub(crate) struct RawFeed<'f> {
    pub(crate) name: &'f str,
    pub(crate) value: &'f Value,
    pub(crate) layout: u32,
    pub(crate) order: u32,
    pub(crate) scale: [f32; 4],
    pub(crate) offset: [f32; 4],
}

impl RawCall {
    pub(crate) fn open_model(self, name: &str) -> Result<weft_session> {
        let open = need(self.services.infer.open, "weft.infer/1 open")?;
        let mut session = 0;
        // SAFETY: the call is live; the text is read during the call; the number may be written.
        Error::check(unsafe { open(self.raw, str_of(name), &raw mut session) })?;
        Ok(session)
    }

    pub(crate) fn ports(self, session: weft_session, side: Side) -> Result<Vec<ModelPort>> {
        let infer = &self.services.infer;
        let (count, at) = match side {
            Side::Inputs => (infer.input_count, infer.input_at),
            Side::Outputs => (infer.output_count, infer.output_at),
        };
        let (count, at) = (need(count, "weft.infer/1 input_count")?, need(at, "weft.infer/1 input_at")?);
        // SAFETY: the call is live, and the session of this host.
        let count = unsafe { count(self.raw, session) };
        let port = |index| {
            let mut port = weft_model_port {
                struct_size: size_of::<weft_model_port>() as u32,
                dtype_code: 0,
                dtype_bits: 0,
                ndim: 0,
                name: str_of(""),
                shape: std::ptr::null(),
            };
            // SAFETY: as above; the port may be written as far as its `struct_size` says.
            Error::check(unsafe { at(self.raw, session, index, &raw mut port) })?;
            let shape = if port.ndim == 0 || port.shape.is_null() {
                &[]
            } else {
                // SAFETY: as many lengths as axes, lent until `run` returns.
                unsafe { slice::from_raw_parts(port.shape, port.ndim as usize) }
            };
            // SAFETY: lent until `run` returns.
            let name = unsafe { text_of(port.name) }?.to_owned();
            let byte = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
            Ok(ModelPort {
                name,
                scalar: ScalarType { code: byte(port.dtype_code), bits: byte(port.dtype_bits) },
                shape: shape.iter().map(|&length| usize::try_from(length).ok()).collect(),
            })
        };
        (0..count).map(port).collect()
    }

    /// A fact from the model's manifest; empty where it says nothing. Lent no longer than anybody can hold the `Call`.
    pub(crate) fn fact(&self, session: weft_session, name: &str) -> Result<&str> {
        let fact = need(self.services.infer.fact, "weft.infer/1 fact")?;
        // SAFETY: the call is live, and the session of this host.
        let text = unsafe { fact(self.raw, session, str_of(name)) };
        // SAFETY: lent until `run` returns, which is longer than `self` lives.
        unsafe { text_of(text) }
    }

    pub(crate) fn run_model(self, session: weft_session, feeds: &[RawFeed<'_>], wanted: &[&str]) -> Result<Vec<Value>> {
        let run = need(self.services.infer.run, "weft.infer/1 run")?;
        let feeds: Vec<weft_feed> = feeds
            .iter()
            .map(|feed| weft_feed {
                name: str_of(feed.name),
                value: feed.value.raw(),
                layout: feed.layout,
                order: feed.order,
                scale: feed.scale,
                offset: feed.offset,
            })
            .collect();
        let wanted: Vec<weft_str> = wanted.iter().map(|name| str_of(name)).collect();
        let mut results = vec![std::ptr::null_mut(); wanted.len()];
        // SAFETY: the call is live; lists, names and values live until it returns; there is room for all results.
        let status = unsafe { run(self.raw, session, array_of(&feeds), array_of(&wanted), results.as_mut_ptr()) };
        // SAFETY: one reference each, or null where something went wrong.
        let values: Vec<_> = results.into_iter().map(|raw| unsafe { Value::owned(raw, self.services) }).collect();
        Error::check(status)?;
        let values: Option<Vec<_>> = values.into_iter().collect();
        values.ok_or_else(|| Error::failed("the host ran the model, but gave no result"))
    }
}
