//! Sky, land and plants that scenes share.

use crate::canvas::{Paint, Path, Point, Sheet, Tone, at, radial, tone, vertical};
use crate::chance::Chance;

use super::child::solid;
use super::palette::Palette;

/// The sky with its sun or moon at `light`.
pub(crate) fn sky(sheet: &mut Sheet, palette: &Palette, light: Point, radius: f32) {
    let frame = sheet.frame;
    let all = Path::rectangle(frame.left - 5.0, frame.top - 5.0, frame.right + 5.0, frame.bottom + 5.0);
    sheet.fill(all, vertical(frame.top.min(0.0), 760.0, palette.sky_top, palette.sky_low).grain(0.45));
    for (reach, opacity) in [(6.0, 0.22), (3.6, 0.28), (2.0, 0.35)] {
        let glow = radial(light, radius * reach, palette.light.faint(opacity), palette.light.faint(0.0)).grain(0.0);
        sheet.fill(Path::circle(light, radius * reach), glow);
    }
    let disc = Path::circle(light, radius).rough(1.5);
    sheet.fill(disc.clone(), Paint::from(palette.light).grain(0.3));
    if palette.dark {
        for (x, y, r) in [(-0.35, -0.2, 0.22), (0.25, 0.3, 0.28), (0.35, -0.4, 0.13), (-0.2, 0.5, 0.12)] {
            let spot = Path::circle(at(light.x + x * radius, light.y + y * radius), r * radius).rough(2.0);
            sheet.fill_within(&disc, spot, palette.light.darker(0.16));
        }
    }
}

/// Stars, fewer towards the horizon.
pub(crate) fn stars(sheet: &mut Sheet, chance: Chance, count: u64, low: f32) {
    let frame = sheet.frame;
    let wide = ((frame.right - frame.left) / 1000.0 * (low - frame.top) / low).clamp(1.0, 12.0);
    for number in 0..(count as f32 * wide) as u64 {
        let own = chance.child(1000 + number);
        let height = own.share("y");
        let place =
            at(own.between("x", frame.left, frame.right), frame.top + height * height.sqrt() * (low - frame.top));
        let size = own.between("size", 1.2, 3.4);
        let light = tone(own.pick("tint", &[0xfff6d8, 0xdfe9ff, 0xffffff])).faint(own.between("glow", 0.5, 1.0));
        if own.happens("large", 0.10) {
            sheet.fill(Path::star(place, 4, size * 4.2, size * 0.9), light);
        } else {
            sheet.fill(Path::circle(place, size), light);
        }
    }
}

/// A cloud of overlapping puffs.
pub(crate) fn cloud(sheet: &mut Sheet, centre: Point, size: f32, tone: Tone, chance: Chance) {
    let mut shape =
        Path::tablet(centre.x - size, centre.y - 0.10 * size, centre.x + size, centre.y + 0.24 * size, 0.2 * size);
    for number in 0..6 {
        let own = chance.child(number);
        let x = centre.x + size * (number as f32 / 5.0 - 0.5) * 1.35;
        let radius = size * own.between("radius", 0.24, 0.40) * (1.0 - 0.35 * (number as f32 / 2.5 - 1.0).abs());
        shape = shape.and(Path::circle(at(x, centre.y - 0.05 * size - radius * 0.35), radius));
    }
    let shape = shape.rough(2.0);
    sheet.fill(shape.clone(), Paint::from(tone.darker(0.10).faint(0.85)).grain(0.8));
    sheet.fill_within(
        &shape,
        shape.clone().moved(-0.03 * size, -0.09 * size),
        Paint::from(tone.lighter(0.2).faint(0.9)).grain(0.8),
    );
}

/// A range of hills across the picture, and its crest line for what stands on it.
pub(crate) fn hills(sheet: &mut Sheet, chance: Chance, height: f32, swing: f32, tone: Tone) -> Vec<Point> {
    let frame = sheet.frame;
    // Even a picture of a single row of pixels has only so many hills.
    let step = ((frame.right - frame.left) / 300.0).max(210.0);
    let count = ((frame.right - frame.left) / step) as usize + 4;
    let crest: Vec<Point> = (0..count)
        .map(|number| {
            let own = chance.child(number as u64);
            at(
                frame.left - step + number as f32 * step + own.between("shift", -40.0, 40.0),
                height + swing * own.between("height", -1.0, 1.0),
            )
        })
        .collect();
    let shape = Path::ridge(&crest, &[at(frame.right + 400.0, 1010.0), at(frame.left - 400.0, 1010.0)]).rough(2.2);
    sheet.fill(
        shape.clone(),
        vertical(height - swing, height + 320.0, tone.lighter(0.12), tone.darker(0.22)).grain(1.0).angle(-8.0),
    );
    let light = Paint::from(tone.lighter(0.40).faint(0.55)).grain(0.9);
    sheet.fill_without(&shape.clone().moved(0.0, 7.0), shape, light);
    crest
}

/// A tree with a round crown.
pub(crate) fn round_tree(sheet: &mut Sheet, foot: Point, size: f32, crown: Tone, bark: Tone, chance: Chance) {
    let p = |x: f32, y: f32| at(foot.x + x * size, foot.y - y * size);
    let trunk =
        Path::blob(&[p(-0.10, 0.0), p(0.12, 0.0), p(0.06, 0.35), p(0.07, 0.75), p(-0.06, 0.75), p(-0.05, 0.35)]);
    solid(sheet, trunk, bark, 0.05 * size);
    let mut leaves = Path::default();
    for (number, (x, y, r)) in
        [(0.0, 1.05, 0.40), (-0.30, 0.85, 0.28), (0.30, 0.86, 0.29), (-0.16, 1.28, 0.27), (0.20, 1.26, 0.25)]
            .into_iter()
            .enumerate()
    {
        let own = chance.child(number as u64);
        leaves =
            leaves.and(Path::circle(p(x + own.between("x", -0.05, 0.05), y), r * size * own.between("r", 0.9, 1.1)));
    }
    solid(sheet, leaves.clone(), crown, 0.11 * size);
    dabs(sheet, &leaves, p(0.0, 1.05), 0.62 * size, crown.lighter(0.30).faint(0.65), chance);
}

/// Short strokes of a brush within a crown or a meadow.
pub(crate) fn dabs(sheet: &mut Sheet, within: &Path, centre: Point, reach: f32, tone: Tone, chance: Chance) {
    for number in 0..16 {
        let own = chance.child(200 + number);
        let place = at(centre.x + reach * own.between("x", -1.0, 0.55), centre.y + reach * own.between("y", -0.9, 0.6));
        let dab = Path::ellipse(place, 0.075 * reach, 0.038 * reach).turned(place, own.between("turn", -50.0, 10.0));
        sheet.fill_within(within, dab, tone);
    }
}

/// A fir of three skirts.
pub(crate) fn fir(sheet: &mut Sheet, foot: Point, size: f32, tone: Tone, bark: Tone) {
    let p = |x: f32, y: f32| at(foot.x + x * size, foot.y - y * size);
    sheet.fill(Path::polygon(&[p(-0.05, 0.0), p(0.05, 0.0), p(0.04, 0.3), p(-0.04, 0.3)]), bark);
    for (low, high, half) in [(0.14, 0.75, 0.34), (0.42, 1.02, 0.27), (0.70, 1.30, 0.19)] {
        let skirt = Path::blob(&[
            p(-half, low),
            p(-half * 0.5, low - 0.03),
            p(0.0, low - 0.02),
            p(half * 0.5, low - 0.04),
            p(half, low),
            p(half * 0.36, (low + high) * 0.5),
            p(0.0, high),
            p(-half * 0.36, (low + high) * 0.5),
        ]);
        solid(sheet, skirt, tone, 0.09 * size);
    }
}

/// Tufts of grass and small flowers on a meadow.
pub(crate) fn meadow(sheet: &mut Sheet, chance: Chance, top: f32, grass: Tone, flowers: &[u32]) {
    let frame = sheet.frame;
    let wide = ((frame.right - frame.left) / 1000.0).clamp(1.0, 8.0);
    for number in 0..(60.0 * wide) as u64 {
        let own = chance.child(3000 + number);
        let near = own.share("y");
        let place = at(own.between("x", frame.left, frame.right), top + near * (990.0 - top));
        let size = 9.0 + 16.0 * near;
        let tuft = grass.lighter(own.between("light", 0.0, 0.35)).towards(grass.darker(0.4), own.share("dark") * 0.6);
        for (lean, height) in [(-0.5, 0.8), (0.0, 1.1), (0.5, 0.75)] {
            let tip = at(place.x + lean * size, place.y - height * size);
            sheet.fill(
                Path::polygon(&[at(place.x - 0.14 * size, place.y), tip, at(place.x + 0.14 * size, place.y)]),
                tuft,
            );
        }
        if !flowers.is_empty() && own.happens("flower", 0.4) {
            let (head, petal) = (at(place.x + 0.6 * size, place.y - 0.9 * size), tone(own.pick("petal", flowers)));
            for turn in 0..5 {
                let leaf = Path::ellipse(at(head.x, head.y - 0.22 * size), 0.14 * size, 0.2 * size);
                sheet.fill(leaf.turned(head, turn as f32 * 72.0), petal);
            }
            sheet.fill(Path::circle(head, 0.13 * size), tone(0xf6c844));
        }
    }
}

/// Three toadstools.
pub(crate) fn mushrooms(sheet: &mut Sheet, foot: Point) {
    for (dx, size) in [(-34.0, 0.7), (0.0, 1.0), (40.0, 0.55)] {
        let p = |x: f32, y: f32| at(foot.x + dx + x * size, foot.y - y * size);
        solid(sheet, Path::blob(&[p(-12.0, 0.0), p(12.0, 0.0), p(9.0, 46.0), p(-9.0, 46.0)]), tone(0xf3e6d2), 6.0);
        let cap =
            Path::blob(&[p(-44.0, 42.0), p(0.0, 36.0), p(44.0, 42.0), p(30.0, 74.0), p(0.0, 88.0), p(-30.0, 74.0)]);
        solid(sheet, cap.clone(), tone(0xd9483b), 9.0 * size);
        for (x, y, r) in [(-18.0, 58.0, 7.0), (8.0, 70.0, 6.0), (20.0, 52.0, 6.5)] {
            sheet.fill_within(&cap, Path::circle(p(x, y), r * size), tone(0xfff4e0));
        }
    }
}
