//! Kinds for pictures, made of closures: some look around, some know where they are, some take two pictures.
#![allow(dead_code, reason = "each test file uses its part of it")]

use std::sync::atomic::{AtomicU32, Ordering};

use weft_engine::plugins::CallError;
use weft_engine::run::State;
use weft_engine::value::{Colour, Content, Image, Value};

use super::machine::{Call, Machine, fail};

/// A machine with all of them.
pub(crate) fn pictures(threads: usize) -> Machine {
    Machine::new(threads)
        .kind("source(width: int, height: int, planes: int = 3, seed: int = 1) -> image: image", source)
        .kind("gain(image: image !wire, by: float = 1.5) -> image: image; pure pointwise", |call| {
            let by = call.float(1) as f32;
            each(call, move |_, _, _, sample| sample * by + 0.125)
        })
        .kind("shade(image: image !wire) -> image: image; pure pointwise", |call| {
            each(call, |_, y, height, sample| sample + y as f32 / height as f32)
        })
        .kind("grey(image: image !wire) -> image: image; pure pointwise", grey)
        .kind("blur(image: image !wire, radius: float = 0) -> image: image; pure local", |call| {
            let reach = 1 + 2 * call.float(1) as i64;
            blur(call, reach)
        })
        .kind("liar(image: image !wire, radius: float = 0) -> image: image; pure local", |call| {
            let reach = 2 + 2 * call.float(1) as i64;
            blur(call, reach)
        })
        .kind("mix(image: image !wire, other: image !wire, mask: mask? !wire) -> image: image; pure pointwise", mix)
        .kind("melt(image: image !wire, other: image !wire, radius: float = 0) -> image: image; pure local", melt)
        .kind("flip(image: image !wire) -> image: image", flip)
        .kind("touchy(image: image !wire, from: int = 0) -> image: image; pure pointwise", touchy)
        .kind_with_state(
            "own(image: image !wire) -> image: image; pure pointwise instance",
            || Box::new(AtomicU32::new(0)) as State,
            |call| {
                let state = call.state.and_then(|state| state.downcast_ref::<AtomicU32>()).expect("it has a state");
                assert_eq!(state.fetch_add(1, Ordering::SeqCst), 0, "two calls at once");
                let made = each(
                    Call { inputs: call.inputs, outputs: call.outputs, host: call.host, state: None },
                    |_, _, _, it| 1.0 - it,
                );
                state.fetch_sub(1, Ordering::SeqCst);
                made
            },
        )
        .kind("tall(image: image !wire) -> image: image; pure pointwise", |mut call| {
            let from = call.picture(0);
            let made = Image::zeroed(from.width(), from.height() + 1, 1, Colour::Srgb).expect("small");
            give(&mut call, made)
        })
}

impl Call<'_> {
    /// An input that is a picture.
    pub(crate) fn picture(&self, input: usize) -> Image {
        self.inputs[input].as_ref().and_then(Value::as_image).cloned().expect("a picture")
    }
}

fn give(call: &mut Call<'_>, image: Image) -> Result<(), CallError> {
    call.outputs[0] = Some(Value::new(Content::Image(image)));
    Ok(())
}

/// A picture as large as another, and in its place.
fn like(image: &Image, planes: u32) -> Image {
    let made = Image::for_overwrite(image.width(), image.height(), planes, image.colour()).expect("small");
    made.placed(image.origin(), image.full_size())
}

fn source(mut call: Call<'_>) -> Result<(), CallError> {
    let [width, height, planes, seed] = [0, 1, 2, 3].map(|at| call.float(at) as u32);
    let mut image = Image::zeroed(width, height, planes, Colour::Srgb).expect("small");
    let mut state = seed | 1;
    for plane in 0..planes {
        for y in 0..height {
            for sample in image.row_mut(plane, y) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *sample = (state >> 8) as f32 / (1 << 24) as f32;
            }
        }
    }
    give(&mut call, image)
}

/// Changes each sample alone; `change` gets its column, its row in the whole picture, and the height of that.
fn each(mut call: Call<'_>, change: impl Fn(usize, u32, u32, f32) -> f32) -> Result<(), CallError> {
    let from = call.picture(0);
    let mut to = like(&from, from.channels());
    for plane in 0..from.channels() {
        for y in 0..from.height() {
            let row = to.row_mut(plane, y);
            for (x, (to, from)) in row.iter_mut().zip(from.row(plane, y)).enumerate() {
                *to = change(x, from_row(&call, y), call.picture_height(), *from);
            }
        }
    }
    give(&mut call, to)
}

fn from_row(call: &Call<'_>, y: u32) -> u32 {
    y + call.inputs[0].as_ref().and_then(Value::as_image).map_or(0, |image| image.origin().1)
}

impl Call<'_> {
    fn picture_height(&self) -> u32 {
        self.inputs[0].as_ref().and_then(Value::as_image).map_or(0, |image| image.full_size().1)
    }
}

fn grey(mut call: Call<'_>) -> Result<(), CallError> {
    let from = call.picture(0);
    let mut to = like(&from, 1);
    for y in 0..from.height() {
        for (x, to) in to.row_mut(0, y).iter_mut().enumerate() {
            *to = (0..from.channels()).map(|plane| from.row(plane, y)[x]).sum();
        }
    }
    give(&mut call, to)
}

/// A mean that looks `reach` pixels up and down, mirrored at the edges, weighted so that order counts.
fn blurred(from: &Image, reach: i64) -> Image {
    let mut to = like(from, from.channels());
    let height = i64::from(from.height());
    let mirrored = |y: i64| {
        let turn = (2 * height - 2).max(1);
        let y = y.rem_euclid(turn);
        if y < height { y } else { turn - y }.min(height - 1) as u32
    };
    for plane in 0..from.channels() {
        for y in 0..height {
            let row = to.row_mut(plane, y as u32);
            row.fill(0.0);
            for away in -reach..=reach {
                let weight = 1.0 / (3.0 + away as f32).abs().max(0.5);
                let other = from.row(plane, mirrored(y + away));
                row.iter_mut().zip(other).for_each(|(to, from)| *to += weight * from);
            }
        }
    }
    to
}

fn blur(mut call: Call<'_>, reach: i64) -> Result<(), CallError> {
    let made = blurred(&call.picture(0), reach);
    give(&mut call, made)
}

/// The other picture in the size of the first: where sizes differ, the nearest row and column.
fn mixed(one: &Image, other: &Image, mask: Option<&Image>) -> Image {
    let mut to = like(one, one.channels());
    let nearest = |at: u32, from: u32, to: u32| (u64::from(at) * u64::from(to) / u64::from(from)) as u32;
    for plane in 0..one.channels() {
        for y in 0..one.height() {
            let second = other.row(plane % other.channels(), nearest(y, one.height(), other.height()));
            let mask = mask.map(|mask| mask.row(0, nearest(y, one.height(), mask.height())));
            for (x, (to, from)) in to.row_mut(plane, y).iter_mut().zip(one.row(plane, y)).enumerate() {
                let at = |row: &[f32]| row[nearest(x as u32, one.width(), row.len() as u32) as usize];
                *to = from * 0.75 + at(second) * mask.map_or(0.25, at);
            }
        }
    }
    to
}

fn mix(mut call: Call<'_>) -> Result<(), CallError> {
    let mask = call.inputs[2].as_ref().and_then(Value::as_image).cloned();
    let made = mixed(&call.picture(0), &call.picture(1), mask.as_ref());
    give(&mut call, made)
}

fn melt(mut call: Call<'_>) -> Result<(), CallError> {
    let reach = 1 + 2 * call.float(2) as i64;
    let (one, other) = (call.picture(0), call.picture(1));
    let made = mixed(&blurred(&one, reach), &blurred(&other, reach.min(1)), None);
    give(&mut call, made.placed(one.origin(), one.full_size()))
}

fn flip(mut call: Call<'_>) -> Result<(), CallError> {
    let from = call.picture(0);
    let mut to = like(&from, from.channels());
    for plane in 0..from.channels() {
        for y in 0..from.height() {
            to.row_mut(plane, y).copy_from_slice(from.row(plane, from.height() - 1 - y));
        }
    }
    give(&mut call, to)
}

/// Refuses rows from some row on.
fn touchy(call: Call<'_>) -> Result<(), CallError> {
    let from = call.float(1) as u32;
    let image = call.picture(0);
    if image.origin().1 + image.height() > from {
        return fail(&format!("no rows from {from} on"));
    }
    each(call, |_, _, _, sample| sample)
}
