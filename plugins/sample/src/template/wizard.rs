//! A child with a wand, under a pointed hat.

use crate::canvas::{Paint, Path, Point, Sheet, at, radial, tone, vertical};
use crate::chance::Chance;

use super::child::{Child, ground_shadow, hand, limb, shoe, solid};
use super::nature::{cloud, fir, hills, meadow, mushrooms, sky, stars};
use super::palette::Palette;

pub(crate) fn draw(sheet: &mut Sheet, palette: &Palette, child: &Child, chance: Chance) {
    let side = if chance.happens("tower left", 0.5) { -1.0 } else { 1.0 };
    sky(sheet, palette, at(500.0 - side * 310.0, 190.0), 84.0);
    stars(sheet, chance, 130, 640.0);
    for number in 0..3 {
        let own = chance.child(20 + number);
        let place = at(own.between("x", sheet.frame.left, sheet.frame.right), own.between("y", 240.0, 420.0));
        cloud(sheet, place, own.between("size", 70.0, 130.0), palette.cloud.faint(0.7), own);
    }
    hills(sheet, chance.child(1), 600.0, 60.0, palette.far);
    tower(sheet, palette, at(500.0 + side * 315.0, 690.0), chance);
    let crest = hills(sheet, chance.child(2), 700.0, 40.0, palette.middle);
    for (number, place) in crest.iter().enumerate() {
        for twin in 0..2 {
            let own = chance.child(50 + 2 * number as u64 + twin);
            let foot = at(place.x + own.between("x", -100.0, 100.0), place.y + own.between("y", 20.0, 60.0));
            fir(sheet, foot, own.between("size", 90.0, 170.0), palette.tree, palette.bark);
        }
    }
    let frame = sheet.frame;
    let clearing = Path::ellipse(at(500.0, 1500.0), 1700.0 + frame.right - 1000.0, 680.0).rough(3.0);
    sheet.fill(clearing, vertical(815.0, 1000.0, palette.ground.lighter(0.15), palette.ground.darker(0.3)).grain(1.0));
    meadow(sheet, chance, 850.0, palette.ground, &[0xd9c8ff, 0xffe9a8]);
    mushrooms(sheet, at(500.0 - side * 300.0, 920.0));
    ground_shadow(sheet, at(510.0, 944.0), 230.0, 27.0);
    child.neck(sheet, palette);
    robe(sheet, palette, chance);
    cat(sheet, at(500.0 + side * 262.0, 944.0), side);
    head(sheet, palette, child, chance);
    magic(sheet, palette, chance);
}

fn tower(sheet: &mut Sheet, palette: &Palette, foot: Point, chance: Chance) {
    let stone = tone(0xb9a6b4).towards(palette.far, 0.45);
    let p = |x: f32, y: f32| at(foot.x + x, foot.y - y);
    let trunk = Path::blob(&[
        p(-58.0, -40.0),
        p(58.0, -40.0),
        p(44.0, 120.0),
        p(50.0, 250.0),
        p(-50.0, 250.0),
        p(-44.0, 120.0),
    ]);
    solid(sheet, trunk, stone, 24.0);
    solid(
        sheet,
        Path::tablet(foot.x - 64.0, foot.y - 272.0, foot.x + 64.0, foot.y - 240.0, 10.0),
        stone.darker(0.15),
        9.0,
    );
    let roof = Path::blob(&[
        p(-88.0, 262.0),
        p(0.0, 252.0),
        p(88.0, 262.0),
        p(34.0, 340.0),
        p(26.0, 430.0),
        p(4.0, 456.0),
        p(-30.0, 350.0),
    ]);
    solid(sheet, roof, palette.main, 22.0);
    for number in 0..9 {
        let own = chance.child(90 + number);
        let brick = p(own.between("x", -36.0, 26.0), own.between("y", -10.0, 230.0));
        sheet.fill(
            Path::tablet(brick.x - 10.0, brick.y - 5.0, brick.x + 10.0, brick.y + 5.0, 4.0),
            stone.darker(0.2).faint(0.8),
        );
    }
    for (x, y, size) in [(0.0, 190.0, 20.0), (-12.0, 96.0, 16.0), (18.0, 20.0, 16.0)] {
        let glow = radial(p(x, y), size * 4.0, tone(0xffd977).faint(0.5), tone(0xffd977).faint(0.0)).grain(0.0);
        sheet.fill(Path::circle(p(x, y), size * 4.0), glow);
        let window = Path::tablet(
            foot.x + x - size * 0.7,
            foot.y - y - size,
            foot.x + x + size * 0.7,
            foot.y - y + size,
            size * 0.7,
        );
        sheet.fill(window, tone(0xffd977));
        sheet.fill(
            Path::rectangle(foot.x + x - 1.5, foot.y - y - size, foot.x + x + 1.5, foot.y - y + size),
            stone.darker(0.6),
        );
    }
}

fn robe(sheet: &mut Sheet, palette: &Palette, chance: Chance) {
    for (x, toe) in [(450.0, -1.0), (552.0, 1.0)] {
        shoe(sheet, at(x, 928.0), 48.0, toe, palette.bark);
    }
    let gown = Path::blob(&[
        at(430.0, 590.0),
        at(500.0, 580.0),
        at(570.0, 590.0),
        at(612.0, 700.0),
        at(650.0, 840.0),
        at(668.0, 912.0),
        at(600.0, 930.0),
        at(500.0, 922.0),
        at(400.0, 930.0),
        at(332.0, 912.0),
        at(350.0, 840.0),
        at(388.0, 700.0),
    ]);
    solid(sheet, gown.clone(), palette.main, 26.0);
    for (x, top) in [(440.0, 760.0), (500.0, 720.0), (566.0, 750.0)] {
        let fold = Path::stroke(
            &[at(500.0 + (x - 500.0) * 0.6, top), at(x, 850.0), at(x + (x - 500.0) * 0.25, 926.0)],
            4.0,
            13.0,
        );
        sheet.fill_within(&gown, fold, palette.main.darker(0.3).faint(0.6));
    }
    let hem = Path::stroke(
        &[at(318.0, 896.0), at(400.0, 914.0), at(500.0, 906.0), at(600.0, 914.0), at(684.0, 896.0)],
        18.0,
        18.0,
    );
    sheet.fill_within(&gown, hem, palette.trim);
    for number in 0..15 {
        let own = chance.child(120 + number);
        let place = at(own.between("x", 350.0, 650.0), own.between("y", 650.0, 880.0));
        sheet.fill_within(&gown, Path::star(place, 5, own.between("size", 7.0, 14.0), 4.5), palette.trim);
    }
    sheet.fill_within(
        &gown,
        Path::stroke(&[at(376.0, 750.0), at(500.0, 770.0), at(624.0, 750.0)], 20.0, 20.0),
        palette.second,
    );
    solid(sheet, Path::circle(at(500.0, 770.0), 19.0), palette.trim, 5.0);
    // A book under one arm, a wand in the other hand.
    solid(sheet, Path::tablet(300.0, 700.0, 392.0, 806.0, 10.0).turned(at(346.0, 750.0), -14.0), palette.second, 10.0);
    sheet.fill(Path::star(at(344.0, 752.0), 5, 24.0, 10.0), palette.trim);
    limb(sheet, &[at(420.0, 634.0), at(362.0, 690.0), at(366.0, 764.0)], 66.0, 96.0, palette.main);
    hand(sheet, at(366.0, 806.0), 28.0, palette.skin);
    sheet.fill(Path::stroke(&[at(706.0, 620.0), at(748.0, 500.0)], 13.0, 8.0), palette.bark);
    hand(sheet, at(706.0, 620.0), 29.0, palette.skin);
    limb(sheet, &[at(580.0, 634.0), at(642.0, 668.0), at(692.0, 642.0)], 66.0, 98.0, palette.main);
    hand(sheet, at(714.0, 606.0), 25.0, palette.skin);
    solid(sheet, Path::ellipse(at(500.0, 598.0), 108.0, 34.0), palette.second, 11.0);
}

fn head(sheet: &mut Sheet, palette: &Palette, child: &Child, chance: Chance) {
    let hair = tone(chance.pick("hair", &[0x5a3a24, 0x2f211c, 0xc98a4a, 0x8a4a2a]));
    child.head(sheet, |sheet| {
        let locks = [
            at(500.0, 300.0),
            at(606.0, 330.0),
            at(646.0, 430.0),
            at(650.0, 530.0),
            at(612.0, 590.0),
            at(560.0, 560.0),
            at(500.0, 500.0),
            at(440.0, 560.0),
            at(388.0, 590.0),
            at(350.0, 530.0),
            at(354.0, 430.0),
            at(394.0, 330.0),
        ];
        solid(sheet, Path::blob(&locks), hair, 16.0);
        for x in [-1.0, 1.0] {
            solid(sheet, Path::ellipse(at(500.0 + x * 112.0, 452.0), 21.0, 30.0), palette.skin, 6.0);
        }
        child.face(sheet, palette);
        child.shade_face(sheet, 404.0);
        for flip in [-1.0, 1.0] {
            let x = |x: f32| 500.0 + flip * x;
            let lock = [
                at(x(30.0), 318.0),
                at(x(100.0), 330.0),
                at(x(140.0), 400.0),
                at(x(134.0), 500.0),
                at(x(120.0), 440.0),
                at(x(96.0), 376.0),
            ];
            solid(sheet, Path::blob(&lock), hair, 8.0);
        }
        let cone = [
            at(352.0, 326.0),
            at(500.0, 304.0),
            at(648.0, 326.0),
            at(604.0, 226.0),
            at(566.0, 140.0),
            at(596.0, 66.0),
            at(640.0, 40.0),
            at(560.0, 36.0),
            at(480.0, 96.0),
            at(408.0, 220.0),
        ];
        let hat = Path::blob(&cone);
        solid(sheet, hat.clone(), palette.main, 26.0);
        for (x, y, size) in [(470.0, 210.0, 20.0), (552.0, 236.0, 14.0), (528.0, 130.0, 15.0), (430.0, 268.0, 11.0)] {
            sheet.fill_within(&hat, Path::star(at(x, y), 5, size, size * 0.42), palette.trim);
        }
        sheet.fill_within(
            &hat,
            Path::stroke(&[at(330.0, 308.0), at(500.0, 286.0), at(670.0, 308.0)], 34.0, 34.0),
            palette.second,
        );
        let brim = [
            at(262.0, 352.0),
            at(350.0, 312.0),
            at(500.0, 298.0),
            at(650.0, 312.0),
            at(738.0, 352.0),
            at(650.0, 356.0),
            at(500.0, 340.0),
            at(350.0, 356.0),
        ];
        solid(sheet, Path::blob(&brim), palette.main.lighter(0.06), 11.0);
        solid(sheet, Path::tablet(476.0, 272.0, 524.0, 310.0, 8.0), palette.trim, 6.0);
    });
}

fn magic(sheet: &mut Sheet, palette: &Palette, chance: Chance) {
    let tip = at(750.0, 492.0);
    sheet.fill(
        Path::circle(tip, 120.0),
        radial(tip, 120.0, tone(0xfff0a8).faint(0.75), tone(0xfff0a8).faint(0.0)).grain(0.0),
    );
    sheet.fill(Path::star(tip, 5, 38.0, 16.0), palette.trim.lighter(0.35));
    for number in 0..22 {
        let own = chance.child(160 + number);
        let along = number as f32 / 22.0;
        let place = at(
            760.0 + 150.0 * along + own.between("x", -26.0, 26.0),
            480.0 - 330.0 * along * (1.3 - along) + own.between("y", -24.0, 24.0),
        );
        let size = own.between("size", 4.0, 15.0) * (1.1 - 0.6 * along);
        sheet.fill(Path::star(place, 4, size, size * 0.3), Paint::from(palette.trim.lighter(0.5)).grain(0.0));
    }
}

fn cat(sheet: &mut Sheet, foot: Point, side: f32) {
    let fur = tone(0x2b2638);
    let p = |x: f32, y: f32| at(foot.x - side * x, foot.y - y);
    sheet.fill(Path::stroke(&[p(-34.0, 12.0), p(-76.0, 20.0), p(-84.0, 72.0), p(-62.0, 92.0)], 18.0, 12.0), fur);
    solid(
        sheet,
        Path::blob(&[p(-44.0, 0.0), p(40.0, 0.0), p(36.0, 60.0), p(16.0, 104.0), p(-16.0, 104.0), p(-42.0, 56.0)]),
        fur,
        10.0,
    );
    for x in [-30.0, 30.0] {
        sheet.fill(Path::polygon(&[p(x - 18.0, 136.0), p(x * 1.25, 186.0), p(x + 16.0, 140.0)]), fur);
        sheet.fill(Path::polygon(&[p(x - 9.0, 142.0), p(x * 1.2, 172.0), p(x + 8.0, 144.0)]), tone(0xc77a86));
    }
    solid(sheet, Path::ellipse(p(0.0, 122.0), 54.0, 44.0), fur, 9.0);
    for x in [-20.0, 20.0] {
        sheet.fill(Path::ellipse(p(x, 126.0), 13.0, 14.0), tone(0xf4d35e));
        sheet.fill(Path::ellipse(p(x, 126.0), 4.0, 12.0), tone(0x17131f));
        sheet.fill(Path::circle(p(x + 4.0, 131.0), 3.0), tone(0xffffff));
    }
    sheet.fill(Path::polygon(&[p(-6.0, 110.0), p(6.0, 110.0), p(0.0, 103.0)]), tone(0xd98a92));
    for x in [-1.0, 1.0] {
        for y in [100.0, 108.0] {
            sheet.fill(Path::stroke(&[p(x * 18.0, 106.0), p(x * 58.0, y)], 1.6, 1.0), tone(0xd8d2e4).faint(0.8));
        }
        sheet.fill(Path::ellipse(p(x * 17.0, 3.0), 17.0, 10.0), fur.lighter(0.12));
    }
}
