//! The parrot on the shoulder.

use crate::canvas::{Path, Point, Sheet, at, tone};

use super::super::child::solid;

pub(super) fn parrot(sheet: &mut Sheet, foot: Point) {
    let p = |x: f32, y: f32| at(foot.x + x, foot.y - y);
    let green = tone(0x4cae5c);
    solid(
        sheet,
        Path::blob(&[p(18.0, 30.0), p(40.0, 20.0), p(66.0, -52.0), p(46.0, -60.0), p(20.0, -6.0)]),
        tone(0x3f7fc0),
        6.0,
    );
    solid(
        sheet,
        Path::blob(&[
            p(-20.0, 0.0),
            p(28.0, -4.0),
            p(48.0, 40.0),
            p(40.0, 96.0),
            p(4.0, 112.0),
            p(-26.0, 90.0),
            p(-30.0, 40.0),
        ]),
        green,
        10.0,
    );
    solid(
        sheet,
        Path::blob(&[p(14.0, 66.0), p(44.0, 60.0), p(54.0, 10.0), p(40.0, -22.0), p(18.0, 14.0)]),
        tone(0xe2574a),
        7.0,
    );
    sheet.fill(Path::circle(p(-6.0, 88.0), 19.0), tone(0xfdf6e6));
    sheet.fill(Path::circle(p(-8.0, 88.0), 8.0), tone(0x231c28));
    sheet.fill(Path::circle(p(-10.0, 91.0), 2.6), tone(0xffffff));
    solid(
        sheet,
        Path::blob(&[p(-22.0, 92.0), p(-44.0, 80.0), p(-42.0, 60.0), p(-28.0, 70.0), p(-20.0, 74.0)]),
        tone(0xf4b83f),
        4.0,
    );
    sheet.fill(
        Path::polygon(&[p(0.0, 110.0), p(8.0, 134.0), p(14.0, 110.0), p(24.0, 128.0), p(24.0, 104.0)]),
        tone(0xf4c94a),
    );
}
