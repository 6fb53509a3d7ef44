//! The ship at the horizon.

use crate::canvas::{Path, Point, Sheet, at, tone};

use super::super::child::solid;
use super::super::palette::Palette;
use super::water;

pub(super) fn ship(sheet: &mut Sheet, palette: &Palette, foot: Point, side: f32) {
    let p = |x: f32, y: f32| at(foot.x - side * x, foot.y - y);
    for (x, high) in [(-44.0, 196.0), (36.0, 232.0)] {
        sheet.fill(Path::stroke(&[p(x, 20.0), p(x, high)], 8.0, 5.0), palette.bark);
        for (low, top, half) in [(52.0, 122.0, 48.0), (128.0, high - 16.0, 36.0)] {
            let sail = Path::blob(&[
                p(x - half, low),
                p(x, low + 10.0),
                p(x + half, low),
                p(x + half * 1.05, (low + top) * 0.5),
                p(x + half * 0.8, top),
                p(x, top + 4.0),
                p(x - half * 0.8, top),
                p(x - half * 0.72, (low + top) * 0.5),
            ]);
            solid(sheet, sail.clone(), tone(0xfaf1df), 9.0);
            let stripe = Path::rectangle(
                foot.x - 140.0,
                foot.y - (low + top) * 0.5 - 8.0,
                foot.x + 140.0,
                foot.y - (low + top) * 0.5 + 8.0,
            );
            sheet.fill_within(&sail, stripe, palette.main.faint(0.9));
        }
        let flag = Path::blob(&[
            p(x, high),
            p(x - 26.0, high - 6.0),
            p(x - 44.0, high - 2.0),
            p(x - 42.0, high - 22.0),
            p(x - 24.0, high - 26.0),
            p(x, high - 22.0),
        ]);
        solid(sheet, flag, palette.second, 3.0);
    }
    let hull = Path::blob(&[
        p(-112.0, 66.0),
        p(-66.0, 40.0),
        p(40.0, 34.0),
        p(96.0, 52.0),
        p(150.0, 64.0),
        p(112.0, 0.0),
        p(60.0, -18.0),
        p(-60.0, -18.0),
        p(-98.0, 6.0),
    ]);
    solid(sheet, hull.clone(), palette.bark.lighter(0.08), 14.0);
    sheet.fill_within(&hull, Path::stroke(&[p(-120.0, 40.0), p(0.0, 18.0), p(140.0, 44.0)], 8.0, 8.0), palette.trim);
    for x in [-52.0, -12.0, 28.0, 68.0] {
        sheet.fill_within(&hull, Path::circle(p(x, 4.0), 7.5), palette.bark.darker(0.6));
    }
    let foam = [p(-120.0, -14.0), p(-40.0, -24.0), p(40.0, -18.0), p(130.0, -16.0)];
    sheet.fill(Path::stroke(&foam, 10.0, 6.0), water(palette).lighter(0.75));
}
