//! A child on a small moon.

use crate::canvas::{Paint, Path, Sheet, Tone, at, radial, tone, vertical};
use crate::chance::Chance;

use super::child::{Child, ground_shadow, hand, limb, solid};
use super::nature::{hills, sky, stars};
use super::palette::Palette;

pub(crate) fn draw(sheet: &mut Sheet, palette: &Palette, child: &Child, chance: Chance) {
    let side = if chance.happens("planet left", 0.5) { -1.0 } else { 1.0 };
    sky(sheet, palette, at(500.0 - side * 330.0, 150.0), 34.0);
    nebula(sheet, palette, chance);
    stars(sheet, chance, 150, 800.0);
    planet(sheet, palette, side);
    rocket(sheet, palette, at(500.0 - side * 365.0, 560.0), -side);
    moon(sheet, palette, chance);
    ground_shadow(sheet, at(520.0, 938.0), 210.0, 30.0);
    suit(sheet, palette);
    helmet(sheet, palette, child);
}

fn nebula(sheet: &mut Sheet, palette: &Palette, chance: Chance) {
    for number in 0..5 {
        let own = chance.child(60 + number);
        let centre = at(own.between("x", 0.0, 1000.0), own.between("y", 60.0, 620.0));
        let glow = palette.main.towards(palette.second, own.share("mix")).lighter(0.3);
        let radius = own.between("radius", 160.0, 330.0);
        sheet.fill(Path::circle(centre, radius), radial(centre, radius, glow.faint(0.28), glow.faint(0.0)).grain(1.0));
    }
}

fn planet(sheet: &mut Sheet, palette: &Palette, side: f32) {
    let centre = at(500.0 + side * 330.0, 190.0);
    let body = palette.trim.towards(palette.main, 0.45);
    let ring = |rx: f32, ry: f32| Path::ellipse(centre, rx, ry).turned(centre, -18.0 * side);
    let band = |sheet: &mut Sheet| {
        let outer = ring(196.0, 46.0);
        let mut hollow = ring(150.0, 30.0);
        hollow.outlines[0].reverse();
        sheet.fill(outer.and(hollow), palette.trim.lighter(0.35).faint(0.9));
    };
    band(sheet);
    let disc = Path::circle(centre, 112.0).rough(1.5);
    sheet.fill(disc.clone(), body.darker(0.4));
    sheet.fill_within(&disc, disc.clone().moved(-26.0, -20.0), Paint::from(body).grain(1.0));
    for (y, tall) in [(-60.0, 16.0), (-14.0, 24.0), (44.0, 14.0)] {
        let stripe = Path::ellipse(at(centre.x, centre.y + y), 130.0, tall).turned(centre, -18.0 * side);
        sheet.fill_within(&disc, stripe, Paint::from(body.lighter(0.35).faint(0.4)).grain(1.0));
    }
    // The near half of the ring passes before the disc.
    let outer = ring(196.0, 46.0);
    let mut hollow = ring(150.0, 30.0);
    hollow.outlines[0].reverse();
    let near =
        Path::rectangle(centre.x - 230.0, centre.y, centre.x + 230.0, centre.y + 120.0).turned(centre, -18.0 * side);
    sheet.fill_within(&near, outer.and(hollow), palette.trim.lighter(0.45));
}

fn rocket(sheet: &mut Sheet, palette: &Palette, foot: crate::canvas::Point, side: f32) {
    let lean = 10.0 * side;
    sheet.turned(foot, lean, |sheet| {
        let p = |x: f32, y: f32| at(foot.x + x, foot.y - y);
        for (long, light) in [(86.0, palette.main.lighter(0.2)), (58.0, palette.trim), (30.0, tone(0xfff6d8))] {
            let half = 8.0 + 0.22 * long;
            let flame = [
                p(-half, 12.0),
                p(0.0, 20.0),
                p(half, 12.0),
                p(half * 0.6, -0.55 * long),
                p(0.0, -long),
                p(-half * 0.6, -0.55 * long),
            ];
            sheet.fill(Path::blob(&flame), light.faint(0.9));
        }
        for flip in [-1.0, 1.0] {
            let fin =
                Path::blob(&[p(flip * 30.0, 90.0), p(flip * 74.0, 40.0), p(flip * 70.0, -12.0), p(flip * 34.0, 22.0)]);
            solid(sheet, fin, palette.main, 9.0);
        }
        let hull = Path::blob(&[
            p(-40.0, 14.0),
            p(0.0, 6.0),
            p(40.0, 14.0),
            p(52.0, 110.0),
            p(34.0, 196.0),
            p(0.0, 252.0),
            p(-34.0, 196.0),
            p(-52.0, 110.0),
        ]);
        solid(sheet, hull.clone(), tone(0xf1ede6), 20.0);
        let nose = Path::rectangle(foot.x - 80.0, foot.y - 270.0, foot.x + 80.0, foot.y - 188.0);
        sheet.fill_within(&hull, nose, palette.main);
        sheet.fill(Path::circle(p(0.0, 138.0), 27.0), palette.trim);
        sheet.fill(Path::circle(p(0.0, 138.0), 19.0), tone(0x2b4a78));
        sheet.fill(Path::ellipse(p(-6.0, 145.0), 7.0, 5.0), tone(0xffffff).faint(0.8));
    });
}

fn moon(sheet: &mut Sheet, palette: &Palette, chance: Chance) {
    let far = palette.far.lighter(0.25);
    hills(sheet, chance.child(1), 690.0, 34.0, far);
    let rock = palette.far.towards(tone(0xd9d3e3), 0.62);
    let crest = Path::ellipse(at(500.0, 1500.0), 1500.0 + (sheet.frame.right - 1000.0), 730.0).rough(2.0);
    sheet.fill(crest.clone(), vertical(770.0, 1000.0, rock.lighter(0.3), rock.darker(0.25)).grain(1.0));
    for number in 0..11 {
        let own = chance.child(80 + number);
        let y = own.between("y", 806.0, 985.0);
        let centre = at(own.between("x", sheet.frame.left, sheet.frame.right), y);
        let rx = own.between("size", 22.0, 62.0) * (0.4 + (y - 760.0) / 200.0);
        let rim = Path::ellipse(at(centre.x + 2.0, centre.y + 0.05 * rx), rx, rx * 0.32).rough(2.0);
        sheet.fill_within(&crest, rim, rock.lighter(0.30).faint(0.8));
        let pit = Path::ellipse(at(centre.x, centre.y - 2.0), rx * 0.86, rx * 0.27).rough(2.0);
        sheet.fill_within(&crest, pit.clone(), rock.darker(0.42));
        sheet.fill_within(&pit, pit.clone().moved(rx * 0.10, rx * 0.10), rock.darker(0.12));
    }
}

fn suit(sheet: &mut Sheet, palette: &Palette) {
    let white: Tone = tone(0xf3efe8);
    solid(sheet, Path::tablet(372.0, 590.0, 628.0, 770.0, 44.0), tone(0xb9bccb), 20.0);
    // Legs, then the trunk over them.
    for (hip, knee, foot) in
        [(at(462.0, 770.0), at(446.0, 840.0), at(440.0, 900.0)), (at(540.0, 770.0), at(558.0, 840.0), at(566.0, 900.0))]
    {
        limb(sheet, &[hip, knee, foot], 88.0, 78.0, white);
        sheet.fill(Path::ellipse(at(foot.x, foot.y - 8.0), 41.0, 12.0), palette.main);
    }
    for (x, flip) in [(430.0, -1.0), (576.0, 1.0)] {
        let boot = Path::blob(&[
            at(x - 44.0, 896.0),
            at(x + 44.0, 896.0),
            at(x + 48.0 + 12.0 * flip, 936.0),
            at(x - 48.0 + 12.0 * flip, 936.0),
        ]);
        solid(sheet, boot, palette.second, 12.0);
    }
    // The arm that waves, and the one that rests.
    limb(sheet, &[at(404.0, 650.0), at(336.0, 690.0), at(322.0, 756.0)], 80.0, 66.0, white);
    hand(sheet, at(322.0, 776.0), 38.0, palette.main);
    let trunk = Path::blob(&[
        at(408.0, 612.0),
        at(500.0, 598.0),
        at(592.0, 612.0),
        at(606.0, 720.0),
        at(588.0, 800.0),
        at(500.0, 818.0),
        at(412.0, 800.0),
        at(394.0, 720.0),
    ]);
    solid(sheet, trunk.clone(), white, 24.0);
    sheet.fill_within(&trunk, Path::rectangle(380.0, 752.0, 620.0, 776.0), palette.main);
    solid(sheet, Path::tablet(444.0, 662.0, 556.0, 738.0, 14.0), palette.second, 8.0);
    for (x, light) in [(468.0, palette.trim), (500.0, palette.main.lighter(0.2)), (532.0, tone(0x7fd1c8))] {
        sheet.fill(Path::circle(at(x, 684.0), 10.0), light);
    }
    sheet.fill(Path::tablet(460.0, 706.0, 540.0, 722.0, 8.0), tone(0xf3efe8));
    limb(sheet, &[at(598.0, 652.0), at(672.0, 640.0), at(708.0, 566.0)], 80.0, 66.0, white);
    sheet.fill(Path::ellipse(at(704.0, 580.0), 37.0, 13.0).turned(at(704.0, 580.0), 24.0), palette.main);
    hand(sheet, at(716.0, 548.0), 38.0, palette.main);
    hand(sheet, at(686.0, 540.0), 15.0, palette.main);
}

fn helmet(sheet: &mut Sheet, palette: &Palette, child: &Child) {
    solid(sheet, Path::ellipse(at(500.0, 606.0), 112.0, 30.0), palette.main, 10.0);
    child.head(sheet, |sheet| {
        let centre = at(500.0, 428.0);
        for x in [292.0, 708.0] {
            solid(sheet, Path::tablet(x - 24.0, 388.0, x + 24.0, 476.0, 18.0), palette.main, 8.0);
        }
        solid(sheet, Path::circle(centre, 208.0), tone(0xf3efe8), 22.0);
        let glass = Path::ellipse(centre, 176.0, 172.0);
        sheet.fill(glass.clone(), radial(at(450.0, 370.0), 260.0, tone(0x3d5a94), tone(0x141d40)));
        // A soft cap around the face.
        let cap = Path::ellipse(at(500.0, 436.0), 136.0, 150.0);
        sheet.fill_within(&glass, cap.rough(1.5), tone(0x7a4a34));
        sheet.fill_within(&glass, Path::ellipse(at(492.0, 430.0), 130.0, 146.0).rough(1.5), tone(0x9a6244));
        child.face(sheet, palette);
        child.shade_face(sheet, 372.0);
        sheet.veil_within(
            &glass,
            Path::stroke(&[at(356.0, 396.0), at(386.0, 330.0), at(440.0, 290.0)], 10.0, 22.0),
            tone(0xffffff).faint(0.75),
        );
        sheet.veil_within(&glass, Path::circle(at(352.0, 430.0), 8.0), tone(0xffffff).faint(0.7));
        sheet.fill(Path::stroke(&[at(598.0, 250.0), at(622.0, 196.0)], 10.0, 7.0), tone(0xb9bccb));
        solid(sheet, Path::circle(at(626.0, 186.0), 17.0), palette.trim, 5.0);
    });
}
