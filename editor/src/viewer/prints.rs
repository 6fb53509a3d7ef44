//! Pictures on the graphics device: which are wanted, which are being made, which are there.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{ColorImage, Context, Rect, TextureFilter, TextureHandle, TextureOptions, pos2, vec2};
use weft_engine::graph::Wire;
use weft_engine::session::{ImageView, Shown};

use super::darkroom::{Darkroom, Sheet};
use super::develop::{Style, develop, difference};
use super::{Compare, Viewer, asks};
use crate::live::{Answer, Live, Slot, Which};

/// One picture that is there.
pub(super) struct Print {
    pub texture: TextureHandle,
    /// The part of the picture that it shows.
    pub part: Rect,
    pub wire: Wire,
    /// Of the document's content.
    pub revision: u64,
}

/// What a print is made from: another key, another print.
#[derive(Debug, Clone, PartialEq)]
struct Key {
    serials: [u64; 2],
    style: Style,
    gain: u32,
}

struct Wanted {
    key: Key,
    part: Rect,
    wire: Wire,
    revision: u64,
    /// Whether one pixel of it is one of the output.
    exact: bool,
}

/// All of them.
#[derive(Default)]
pub(super) struct Prints {
    pub room: Darkroom,
    wanted: BTreeMap<Sheet, Wanted>,
    there: BTreeMap<Sheet, Print>,
    /// Meshes and strokes, which have no place in a picture of their own.
    pub drawn: BTreeMap<Sheet, TextureHandle>,
}

impl Prints {
    pub(super) fn get(&self, sheet: Sheet, wire: &Wire) -> Option<&Print> {
        self.there.get(&sheet).filter(|print| print.wire == *wire)
    }

    /// Takes what has become ready.
    pub(super) fn collect(&mut self, ctx: &Context) {
        for (sheet, picture) in self.room.ready() {
            match self.wanted.get(&sheet) {
                Some(wanted) => {
                    let print = Print {
                        texture: load(ctx, sheet, picture, wanted.exact),
                        part: wanted.part,
                        wire: wanted.wire.clone(),
                        revision: wanted.revision,
                    };
                    self.there.insert(sheet, print);
                }
                None => {
                    self.drawn.insert(sheet, load(ctx, sheet, picture, false));
                }
            }
        }
    }

    fn want(
        &mut self,
        ctx: &Context,
        sheet: Sheet,
        (answer, view): (&Answer, &ImageView),
        key: Key,
        work: impl FnOnce() -> ColorImage + Send + 'static,
    ) {
        if self.wanted.get(&sheet).is_some_and(|wanted| wanted.key == key) {
            return;
        }
        let wanted = Wanted {
            key,
            part: part(view),
            wire: answer.question.wire.clone(),
            revision: answer.revision,
            exact: view.columns == view.region.width && answer.scale == weft_engine::plan::Scale::Full,
        };
        self.wanted.insert(sheet, wanted);
        self.room.make(ctx, sheet, work);
    }

    fn forget(&mut self, sheet: Sheet) {
        self.wanted.remove(&sheet);
        self.there.remove(&sheet);
    }
}

fn load(ctx: &Context, sheet: Sheet, picture: ColorImage, exact: bool) -> TextureHandle {
    // Pixels stay squares; what has fewer than the output is smooth until more is there.
    let magnification = if exact { TextureFilter::Nearest } else { TextureFilter::Linear };
    let options = TextureOptions { magnification, mipmap_mode: Some(TextureFilter::Linear), ..TextureOptions::LINEAR };
    ctx.load_texture(format!("viewer {sheet:?}"), picture, options)
}

/// The part of a picture that a view shows.
fn part(view: &ImageView) -> Rect {
    let (width, height) = (view.width.max(1) as f32, view.height.max(1) as f32);
    let region = view.region;
    Rect::from_min_size(
        pos2(region.x as f32 / width, region.y as f32 / height),
        vec2(region.width as f32 / width, region.height as f32 / height),
    )
}

impl Viewer {
    /// Has made what this frame wants to show.
    pub(super) fn print(&mut self, ctx: &Context, live: &Live, wire: &Wire, pinned: Option<&Wire>) {
        self.prints.collect(ctx);
        let style = self.style;
        let of = |slot, wire: &Wire| {
            let answer = asks::answer(live, slot, wire)?;
            Some((answer, Arc::clone(answer.seen()?)))
        };
        let pairs = [
            (Slot::Whole as fn(Which) -> Slot, Sheet::Whole, Sheet::PinnedWhole),
            (Slot::Close as fn(Which) -> Slot, Sheet::Close, Sheet::PinnedClose),
        ];
        for (slot, viewed_sheet, pinned_sheet) in pairs {
            let viewed = of(slot(Which::Viewed), wire);
            let other = pinned.and_then(|pinned| of(slot(Which::Pinned), pinned));
            let differs = self.compare == Compare::Difference;
            match (viewed, &other) {
                (Some((a, seen)), Some((b, against))) if differs => {
                    let key = Key { serials: [a.serial, b.serial], style, gain: self.gain };
                    let (gain, against) = (self.gain as f32, Arc::clone(against));
                    if let Some(view) = image(&Arc::clone(&seen)) {
                        self.prints.want(ctx, viewed_sheet, (a, view), key, move || {
                            match (image(&seen), image(&against)) {
                                (Some(a), Some(b)) => difference(a, b, gain, style.channel),
                                _ => ColorImage::default(),
                            }
                        });
                    }
                }
                // A difference needs both.
                (Some(_), None) if differs => {
                    if viewed_sheet == Sheet::Close {
                        self.prints.forget(viewed_sheet);
                    }
                }
                (Some((a, seen)), _) => {
                    let key = Key { serials: [a.serial, 0], style, gain: 0 };
                    if let Some(view) = image(&Arc::clone(&seen)) {
                        self.prints.want(ctx, viewed_sheet, (a, view), key, move || {
                            image(&seen).map_or_else(ColorImage::default, |view| develop(view, style))
                        });
                    }
                }
                (None, _) => {
                    if viewed_sheet == Sheet::Close {
                        self.prints.forget(viewed_sheet);
                    }
                }
            }
            if let Some((b, seen)) = other
                && let Some(view) = image(&Arc::clone(&seen))
            {
                let key = Key { serials: [b.serial, 0], style, gain: 0 };
                self.prints.want(ctx, pinned_sheet, (b, view), key, move || {
                    image(&seen).map_or_else(ColorImage::default, |view| develop(view, style))
                });
            }
        }
    }
}

fn image(shown: &Shown) -> Option<&ImageView> {
    match shown {
        Shown::Image(view) => Some(view),
        _ => None,
    }
}
