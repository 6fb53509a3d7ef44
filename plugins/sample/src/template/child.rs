//! The child of a scene: where its head is, the blank face, and the parts that all costumes share.

use crate::canvas::{Paint, Path, Point, Sheet, Tone, at, radial, tone, turned, vertical};
use crate::chance::Chance;

use super::palette::Palette;

/// Place, size and lean of the face.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Child {
    pub(crate) centre: Point,
    pub(crate) rx: f32,
    pub(crate) ry: f32,
    /// Degrees, clockwise in the picture.
    pub(crate) lean: f32,
}

/// About which a head leans.
pub(crate) const NECK: Point = at(500.0, 590.0);

impl Child {
    pub(crate) fn new(chance: Chance) -> Child {
        let lean = chance.between("lean", -6.0, 6.0);
        Child { centre: turned(at(500.0, 440.0), NECK, lean), rx: 108.0, ry: 128.0, lean }
    }

    /// A place of the face: (−1, 0) is its left edge, (0, 1) its chin.
    pub(crate) fn in_face(&self, x: f32, y: f32) -> Point {
        turned(at(self.centre.x + x * self.rx, self.centre.y + y * self.ry), self.centre, self.lean)
    }

    /// Draws all that leans with the head; `draw` works as if the head stood upright with its face around (500, 440).
    pub(crate) fn head(&self, sheet: &mut Sheet, draw: impl FnOnce(&mut Sheet)) {
        sheet.turned(NECK, self.lean, draw);
    }

    /// The blank face, within [`Child::head`]: skin, a warm shade, cheeks.
    pub(crate) fn face(&self, sheet: &mut Sheet, palette: &Palette) {
        let oval = self.oval();
        let skin = palette.skin;
        sheet.slot(oval.clone(), Paint::from(skin).grain(0.15));
        let glow = radial(at(470.0, 400.0), 190.0, skin.lighter(0.35), skin.lighter(0.35).faint(0.0));
        sheet.veil_within(&oval, oval.clone(), glow);
        let rim = radial(at(485.0, 420.0), 165.0, tone(0xb5603f).faint(0.0), tone(0xb5603f).faint(0.42));
        sheet.veil_within(&oval, oval.clone(), rim);
        for x in [440.0, 560.0] {
            let blush = radial(at(x, 487.0), 42.0, tone(0xf0705a).faint(0.38), tone(0xf0705a).faint(0.0));
            sheet.veil_within(&oval, Path::circle(at(x, 487.0), 42.0), blush);
        }
    }

    /// The outline of the face, upright.
    pub(crate) fn oval(&self) -> Path {
        Path::ellipse(at(500.0, 440.0), self.rx, self.ry)
    }

    /// Shade that something above throws on the upper part of the face.
    pub(crate) fn shade_face(&self, sheet: &mut Sheet, low: f32) {
        let shade = tone(0x5a2a35);
        let upper = Path::rectangle(360.0, 280.0, 640.0, low);
        sheet.veil_within(
            &self.oval(),
            upper,
            vertical(low - 60.0, low, shade.faint(0.36), shade.faint(0.0)).grain(0.0),
        );
    }

    /// A neck below the chin, for costumes that show one; draw it before the head.
    pub(crate) fn neck(&self, sheet: &mut Sheet, palette: &Palette) {
        let neck = Path::tablet(452.0, 500.0, 548.0, 620.0, 30.0);
        sheet.fill(neck.clone(), palette.skin);
        sheet.fill_within(&neck, Path::rectangle(440.0, 500.0, 560.0, 604.0), palette.skin.darker(0.28));
    }
}

/// A shape with its shaded side away from the light, which comes from the upper left.
pub(crate) fn solid(sheet: &mut Sheet, path: Path, tone: Tone, depth: f32) {
    let path = path.rough(1.6);
    sheet.fill(path.clone(), tone);
    let light = Paint::from(tone.lighter(0.30).faint(0.6)).grain(0.6);
    sheet.fill_without(&path.clone().moved(0.40 * depth, 0.32 * depth), path.clone(), light);
    sheet.fill_without(&path.clone().moved(-depth, -0.7 * depth), path, tone.darker(0.34));
}

/// A sleeve or trouser leg from one place to another through a third, with its shade.
pub(crate) fn limb(sheet: &mut Sheet, points: &[Point], from: f32, to: f32, tone: Tone) {
    solid(sheet, Path::stroke(points, from, to), tone, 0.22 * to);
}

/// A mitten or a fist.
pub(crate) fn hand(sheet: &mut Sheet, centre: Point, radius: f32, tone: Tone) {
    solid(sheet, Path::circle(centre, radius), tone, radius * 0.3);
}

/// A shoe whose toe points left (−1) or right (1).
pub(crate) fn shoe(sheet: &mut Sheet, heel: Point, size: f32, side: f32, tone: Tone) {
    let p = |x: f32, y: f32| at(heel.x + side * x * size, heel.y + y * size);
    let shape =
        Path::blob(&[p(-0.45, -0.55), p(0.40, -0.60), p(0.75, -0.22), p(1.12, 0.02), p(1.05, 0.34), p(-0.42, 0.36)]);
    solid(sheet, shape, tone, size * 0.16);
    let sole =
        Path::tablet(heel.x - 0.55 * size, heel.y + 0.26 * size, heel.x + 1.08 * size, heel.y + 0.44 * size, 9.0);
    let sole = if side < 0.0 { sole.mirrored(heel.x) } else { sole };
    sheet.fill(sole, tone.darker(0.6));
}

/// The soft shadow at somebody's feet.
pub(crate) fn ground_shadow(sheet: &mut Sheet, centre: Point, rx: f32, ry: f32) {
    for (share, opacity) in [(1.0, 0.16), (0.8, 0.16), (0.6, 0.16)] {
        sheet
            .fill(Path::ellipse(centre, rx * share, ry * share), Paint::from(tone(0x1c1638).faint(opacity)).grain(0.0));
    }
}
