//! Runs on some rows, and whether a local kind keeps its word: with its halo around them, it must give the same bits.

use super::data::{Data, Picture};
use super::descriptor::{self, text};
use super::run::{Run, default_of};
use super::validate::Validation;
use std::ops::Range;
use weft_abi::WEFT_KIND_LOCAL;

/// Enough rows that most halos have an inside.
const WIDTH: u32 = 19;
const HEIGHT: u32 = 150;

impl Run<'_> {
    /// Runs on some rows only, as a host does that runs a chain of local kinds in bands: all pictures are cut to these rows,
    /// and know where they lie.
    ///
    /// # Panics
    /// The pictures are of different heights, or have no such rows.
    #[must_use]
    pub fn rows(mut self, rows: Range<u32>) -> Self {
        let mut pictures = self.set.iter_mut().filter_map(|(_, data)| match data {
            Data::Image(picture) => Some(picture),
            _ => None,
        });
        for picture in &mut pictures {
            let whole = self.place.band.get_or_insert((rows.start, picture.height)).1;
            assert_eq!(whole, picture.height, "pictures of different heights have no rows in common");
            *picture = picture.rows(rows.clone());
        }
        self
    }

    /// What an input that is a number is set to, or its default.
    pub(super) fn number(&self, input: &str) -> f64 {
        let set = self.set.iter().find(|(id, _)| id == input).map(|(_, data)| data.clone());
        let facts = descriptor::inputs(self.kind);
        match set.or_else(|| facts.iter().find(|known| known.id == input).and_then(default_of)) {
            Some(Data::Float(number)) => number,
            Some(Data::Int(number)) => number as f64,
            _ => 0.0,
        }
    }

    /// Sizes of all pictures that go in.
    pub(super) fn sizes(&self) -> Vec<(u32, u32)> {
        let size = |(_, data): &(String, Data)| match data {
            Data::Image(picture) => Some((picture.width, picture.height)),
            _ => None,
        };
        self.set.iter().filter_map(size).collect()
    }
}

impl Validation<'_> {
    /// Compares rows of the result with those of a run on a few rows.
    pub(super) fn bands(&mut self) {
        if !self.is(WEFT_KIND_LOCAL) {
            return;
        }
        let raw = self.kind.as_raw();
        let outputs = descriptor::outputs(self.kind);
        let [output] = &*outputs else { return };
        for channels in [1, 3, 4] {
            let sample = self.sample(WIDTH, HEIGHT, channels);
            let sizes = sample.sizes();
            let Some((_, height)) = sizes.first().copied() else { return };
            if sizes.iter().any(|other| *other != sizes[0]) {
                // Pictures of different sizes never run in bands.
                continue;
            }
            let input = text(raw.halo_input);
            let value = if input.is_empty() { 0.0 } else { sample.number(input) };
            let halo = (raw.halo_px + raw.halo_scale * value).ceil().clamp(0.0, f64::from(height)) as u32;
            let Ok(whole) = self.run("on all rows", sample.clone()) else { continue };
            let Some(Data::Image(whole)) = whole.get(output.id).cloned() else { return };
            if whole.height != height {
                return self.note("marked as local, but the result is of another size than the picture");
            }
            for (first, last) in [(0, 9), (9, 10), (10, 63), (63, height)] {
                let (first, last) = (first.min(height - 1), last.min(height));
                if first >= last {
                    continue;
                }
                let around = first.saturating_sub(halo)..last.saturating_add(halo).min(height);
                let made = self.run("on some rows", sample.clone().rows(around.clone()));
                let made = made.ok().and_then(|made| made.get(output.id).cloned());
                let same = matches!(&made, Some(Data::Image(band)) if band.height == around.end - around.start
                    && bits(&band.rows(first - around.start..last - around.start)) == bits(&whole.rows(first..last)));
                if !same {
                    return self.note(format!(
                        "marked as local, but rows {first}–{last} come out otherwise when it gets them alone, with the \
                         {halo} rows around them that it says it looks at"
                    ));
                }
            }
        }
    }
}

fn bits(picture: &Picture) -> Vec<u32> {
    picture.samples.iter().map(|sample| sample.to_bits()).collect()
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::testing;

    /// A mean of three rows.
    #[node(id = "test.honest", category = "Test", pure, local(halo = 1))]
    fn honest(call: &Call, image: &Image) -> Result<ImageMut> {
        mean(call, image, 1)
    }

    /// A mean of five rows, which it does not say.
    #[node(id = "test.liar", category = "Test", pure, local(halo = 1))]
    fn liar(call: &Call, image: &Image) -> Result<ImageMut> {
        mean(call, image, 2)
    }

    /// Darker to the bottom, as it knows where it is.
    #[node(id = "test.shade", category = "Test", pure, local)]
    fn shade(call: &Call, image: &Image) -> Result<ImageMut> {
        let (first, height) = (image.origin().1, image.full_size().1);
        let mut out = call.image_like(image)?;
        out.fill_rows(call, |plane, y, row| {
            let light = 1.0 - (first + y) as f32 / height as f32;
            row.iter_mut().zip(image.row(plane, y)).for_each(|(to, from)| *to = light * from);
        })?;
        Ok(out)
    }

    /// Darker to the bottom of whatever it gets.
    #[node(id = "test.lost", category = "Test", pure, local)]
    fn lost(call: &Call, image: &Image) -> Result<ImageMut> {
        let height = image.height();
        let mut out = call.image_like(image)?;
        out.fill_rows(call, |_, y, row| row.fill(y as f32 / height as f32))?;
        Ok(out)
    }

    fn mean(call: &Call, image: &Image, reach: i64) -> Result<ImageMut> {
        let mut out = call.image_like(image)?;
        let last = i64::from(image.height()) - 1;
        out.fill_rows(call, |plane, y, row| {
            for away in -reach..=reach {
                let other = (i64::from(y) + away).clamp(0, last) as u32;
                row.iter_mut().zip(image.row(plane, other)).for_each(|(to, from)| *to += from);
            }
        })?;
        Ok(out)
    }

    #[test]
    fn a_local_kind_that_keeps_its_word_passes() {
        testing::validate(&honest::KIND).check();
        testing::validate(&shade::KIND).check();
    }

    #[test]
    fn one_that_looks_further_or_does_not_know_where_it_is_is_found_out() {
        let told = |kind| testing::validate(kind).problems().join("\n");
        let liar = told(&liar::KIND);
        assert!(liar.starts_with("marked as local, but rows 0–9 come out otherwise"), "{liar}");
        let lost = told(&lost::KIND);
        assert!(lost.starts_with("marked as local, but rows 0–9 come out otherwise"), "{lost}");
    }
}
