//! A child on a beach, with a parrot and a treasure.

mod parrot;
mod ship;

use crate::canvas::{Paint, Path, Point, Sheet, Tone, at, tone, vertical};
use crate::chance::Chance;

use super::child::{Child, ground_shadow, hand, limb, shoe, solid};
use super::nature::{cloud, sky, stars};
use super::palette::Palette;
use parrot::parrot;
use ship::ship;

const SEA_Y: f32 = 610.0;

pub(crate) fn draw(sheet: &mut Sheet, palette: &Palette, child: &Child, chance: Chance) {
    let side = if chance.happens("ship left", 0.5) { -1.0 } else { 1.0 };
    sky(sheet, palette, at(500.0 - side * 250.0, 210.0), 60.0);
    if palette.dark {
        stars(sheet, chance, 110, 560.0);
    }
    for number in 0..4 {
        let own = chance.child(20 + number);
        let place = at(own.between("x", sheet.frame.left, sheet.frame.right), own.between("y", 70.0, 400.0));
        cloud(sheet, place, own.between("size", 60.0, 120.0), palette.cloud, own);
    }
    sea(sheet, palette, chance);
    ship(sheet, palette, at(500.0 + side * 325.0, 652.0), side);
    beach(sheet, palette, chance);
    palm(sheet, palette, at(500.0 - side * 400.0, 850.0), side);
    chest(sheet, palette, at(500.0 + side * 300.0, 930.0), chance);
    ground_shadow(sheet, at(515.0, 942.0), 200.0, 27.0);
    child.neck(sheet, palette);
    clothes(sheet, palette);
    parrot(sheet, at(674.0, 646.0));
    head(sheet, palette, child, chance);
}

fn water(palette: &Palette) -> Tone {
    tone(0x2f93a8).towards(palette.far, 0.35)
}

fn sea(sheet: &mut Sheet, palette: &Palette, chance: Chance) {
    let frame = sheet.frame;
    let water = water(palette);
    let all = Path::rectangle(frame.left - 5.0, SEA_Y, frame.right + 5.0, 1005.0);
    sheet.fill(all, vertical(SEA_Y, 880.0, water.darker(0.18), water.lighter(0.30)).grain(0.8).angle(0.0));
    for number in 0..46 {
        let own = chance.child(60 + number);
        let near = own.share("near");
        let place = at(own.between("x", frame.left, frame.right), SEA_Y + 8.0 + near * 190.0);
        let long = 12.0 + 46.0 * near;
        let wave = [
            at(place.x - long, place.y),
            at(place.x - long * 0.3, place.y - 3.0 - 3.0 * near),
            at(place.x + long, place.y),
        ];
        sheet.fill(Path::stroke(&wave, 1.5, 2.0 + 2.5 * near), water.lighter(0.65).faint(0.65));
    }
}

fn beach(sheet: &mut Sheet, palette: &Palette, chance: Chance) {
    let sand = tone(0xf3d9a4).towards(palette.ground, 0.12).towards(palette.sky_low, 0.12);
    let frame = sheet.frame;
    let shore = |drop: f32| {
        let crest = [
            at(frame.left - 80.0, 806.0 + drop),
            at(180.0, 820.0 + drop),
            at(420.0, 846.0 + drop),
            at(700.0, 822.0 + drop),
            at(900.0, 800.0 + drop),
            at(frame.right + 80.0, 812.0 + drop),
        ];
        Path::ridge(&crest, &[at(frame.right + 80.0, 1010.0), at(frame.left - 80.0, 1010.0)]).rough(3.0)
    };
    sheet.fill(shore(-14.0), tone(0xffffff).faint(0.75));
    sheet.fill(shore(-4.0), sand.darker(0.22));
    sheet.fill(shore(10.0), vertical(820.0, 1000.0, sand.lighter(0.2), sand.darker(0.16)).grain(1.0));
    for number in 0..70 {
        let own = chance.child(110 + number);
        let place = at(own.between("x", frame.left, frame.right), own.between("y", 880.0, 992.0));
        sheet.fill(
            Path::ellipse(place, own.between("size", 1.5, 4.5), 1.8),
            sand.darker(own.between("dark", 0.1, 0.35)),
        );
    }
    for number in 0..3 {
        let own = chance.child(190 + number);
        let place = at(own.between("x", 60.0, 940.0), own.between("y", 955.0, 985.0));
        solid(
            sheet,
            Path::star(place, 5, 22.0, 10.0).turned(place, own.between("turn", 0.0, 70.0)),
            tone(0xf0825f),
            5.0,
        );
    }
}

fn palm(sheet: &mut Sheet, palette: &Palette, foot: Point, side: f32) {
    let p = |x: f32, y: f32| at(foot.x + side * x, foot.y - y);
    let line = [p(0.0, -40.0), p(-6.0, 160.0), p(24.0, 330.0), p(66.0, 470.0)];
    solid(sheet, Path::stroke(&line, 52.0, 30.0), tone(0xa9764a).towards(palette.bark, 0.4), 12.0);
    for step in 0..9 {
        let y = 20.0 + 46.0 * step as f32;
        let x = -4.0 + 0.00033 * y * y;
        let ring = [p(x - 22.0, y + 8.0), p(x, y), p(x + 20.0, y + 8.0)];
        sheet.fill(Path::stroke(&ring, 3.0, 3.0), palette.bark.faint(0.6));
    }
    let top = p(68.0, 476.0);
    let leaf = tone(0x4f9e57).towards(palette.tree, 0.45);
    for (x, y, droop) in [
        (-190.0, 10.0, 70.0),
        (-130.0, -80.0, 20.0),
        (-20.0, -140.0, -10.0),
        (110.0, -90.0, 30.0),
        (180.0, 20.0, 84.0),
        (80.0, 60.0, 120.0),
        (-90.0, 70.0, 130.0),
    ] {
        let tip = at(top.x + side * x, top.y + y + droop);
        let middle = at(top.x + side * x * 0.55, top.y + y * 0.8 - 20.0);
        let below = at(middle.x - side * 6.0, middle.y + 42.0);
        solid(sheet, Path::blob(&[top, middle, tip, below]), leaf, 8.0);
        sheet.fill(
            Path::stroke(&[top, at((middle.x + below.x) * 0.5, (middle.y + below.y) * 0.5), tip], 3.0, 1.5),
            leaf.darker(0.35),
        );
    }
    for (x, y) in [(-16.0, 18.0), (14.0, 24.0)] {
        solid(sheet, Path::circle(at(top.x + x, top.y + y), 18.0), tone(0x7a4f30), 5.0);
    }
}

fn chest(sheet: &mut Sheet, palette: &Palette, foot: Point, chance: Chance) {
    let (x, y) = (foot.x, foot.y);
    let wood = tone(0x96623c);
    solid(
        sheet,
        Path::blob(&[
            at(x - 92.0, y - 84.0),
            at(x - 84.0, y - 150.0),
            at(x, y - 166.0),
            at(x + 84.0, y - 150.0),
            at(x + 92.0, y - 84.0),
        ]),
        wood.darker(0.25),
        14.0,
    );
    for number in 0..26 {
        let own = chance.child(230 + number);
        let lift = own.share("y");
        let place = at(x + own.between("x", -76.0, 76.0) * (1.0 - 0.5 * lift), y - 80.0 - 36.0 * lift);
        solid(sheet, Path::ellipse(place, 15.0, 12.0), tone(0xf8cf4d), 4.0);
    }
    for (dx, dy, gem) in [(-36.0, -104.0, 0xe0475a), (30.0, -112.0, 0x48b6d8)] {
        let place = at(x + dx, y + dy);
        solid(
            sheet,
            Path::polygon(&[
                at(place.x - 14.0, place.y),
                at(place.x, place.y - 15.0),
                at(place.x + 14.0, place.y),
                at(place.x, place.y + 16.0),
            ]),
            tone(gem),
            5.0,
        );
    }
    solid(sheet, Path::tablet(x - 92.0, y - 78.0, x + 92.0, y + 10.0, 10.0), wood, 14.0);
    for band in [-62.0, 62.0] {
        solid(sheet, Path::rectangle(x + band - 11.0, y - 80.0, x + band + 11.0, y + 11.0), palette.trim, 5.0);
    }
    solid(sheet, Path::tablet(x - 18.0, y - 72.0, x + 18.0, y - 32.0, 7.0), palette.trim, 6.0);
    sheet.fill(
        Path::circle(at(x, y - 54.0), 6.0).and(Path::rectangle(x - 2.5, y - 54.0, x + 2.5, y - 38.0)),
        wood.darker(0.75),
    );
}

fn clothes(sheet: &mut Sheet, palette: &Palette) {
    let boots = palette.bark.darker(0.35);
    for (hip, knee, foot, toe) in [
        (at(462.0, 780.0), at(452.0, 842.0), at(448.0, 890.0), -1.0),
        (at(540.0, 780.0), at(552.0, 842.0), at(558.0, 890.0), 1.0),
    ] {
        limb(sheet, &[hip, knee, foot], 84.0, 72.0, palette.second);
        solid(sheet, Path::tablet(foot.x - 35.0, 872.0, foot.x + 35.0, 936.0, 12.0), boots, 9.0);
        solid(sheet, Path::tablet(foot.x - 42.0, 862.0, foot.x + 42.0, 886.0, 10.0), boots.lighter(0.12), 6.0);
        shoe(sheet, at(foot.x, 926.0), 48.0, toe, boots);
    }
    let shirt = Path::blob(&[
        at(412.0, 604.0),
        at(500.0, 592.0),
        at(588.0, 604.0),
        at(602.0, 700.0),
        at(590.0, 800.0),
        at(500.0, 812.0),
        at(410.0, 800.0),
        at(398.0, 700.0),
    ]);
    solid(sheet, shirt.clone(), tone(0xfbf5ea), 18.0);
    for row in 0..6 {
        let y = 628.0 + row as f32 * 30.0;
        sheet.fill_within(
            &shirt,
            Path::stroke(&[at(380.0, y), at(500.0, y + 8.0), at(620.0, y)], 13.0, 13.0),
            palette.main,
        );
    }
    for flip in [-1.0, 1.0] {
        let x = |x: f32| 500.0 + flip * x;
        let coat = Path::blob(&[
            at(x(52.0), 600.0),
            at(x(96.0), 612.0),
            at(x(112.0), 700.0),
            at(x(126.0), 836.0),
            at(x(66.0), 842.0),
            at(x(58.0), 740.0),
        ]);
        solid(sheet, coat, palette.second.darker(0.25), 14.0);
        for y in [668.0, 712.0, 756.0] {
            sheet.fill(Path::circle(at(x(74.0), y), 8.0), palette.trim);
        }
    }
    sheet.fill_within(&shirt, Path::rectangle(380.0, 752.0, 620.0, 782.0), palette.bark.darker(0.3));
    solid(sheet, Path::tablet(474.0, 744.0, 526.0, 790.0, 9.0), palette.trim, 6.0);
    sheet.fill(Path::tablet(486.0, 756.0, 514.0, 778.0, 4.0), palette.bark.darker(0.3));
    let sleeve = palette.second.darker(0.25);
    // One hand on the hip, the other with a telescope.
    limb(sheet, &[at(592.0, 640.0), at(672.0, 700.0), at(618.0, 764.0)], 70.0, 58.0, sleeve);
    hand(sheet, at(606.0, 770.0), 26.0, palette.skin);
    limb(sheet, &[at(406.0, 640.0), at(338.0, 690.0), at(300.0, 650.0)], 70.0, 58.0, sleeve);
    sheet.fill(Path::ellipse(at(302.0, 652.0), 33.0, 12.0).turned(at(302.0, 652.0), 48.0), palette.trim);
    sheet.turned(at(284.0, 626.0), -32.0, |sheet| {
        solid(sheet, Path::tablet(264.0, 606.0, 348.0, 638.0, 6.0), palette.trim.darker(0.2), 7.0);
        solid(sheet, Path::tablet(196.0, 600.0, 276.0, 644.0, 6.0), palette.trim, 9.0);
        solid(sheet, Path::tablet(184.0, 596.0, 204.0, 648.0, 6.0), palette.bark, 6.0);
    });
    hand(sheet, at(284.0, 628.0), 27.0, palette.skin);
    solid(sheet, Path::ellipse(at(500.0, 598.0), 96.0, 28.0), palette.main, 9.0);
}

fn head(sheet: &mut Sheet, palette: &Palette, child: &Child, chance: Chance) {
    let hair = tone(chance.pick("hair", &[0x5a3a24, 0x2f211c, 0xc98a4a, 0x8a4a2a]));
    child.head(sheet, |sheet| {
        let back = [
            at(500.0, 300.0),
            at(600.0, 330.0),
            at(636.0, 430.0),
            at(630.0, 520.0),
            at(592.0, 566.0),
            at(500.0, 480.0),
            at(408.0, 566.0),
            at(370.0, 520.0),
            at(364.0, 430.0),
            at(400.0, 330.0),
        ];
        solid(sheet, Path::blob(&back), hair, 14.0);
        for x in [-1.0, 1.0] {
            solid(sheet, Path::ellipse(at(500.0 + x * 112.0, 452.0), 21.0, 30.0), palette.skin, 6.0);
        }
        child.face(sheet, palette);
        child.shade_face(sheet, 404.0);
        solid(sheet, Path::circle(at(388.0, 494.0), 10.0), palette.trim, 3.0);
        let scarf = [
            at(380.0, 384.0),
            at(420.0, 352.0),
            at(500.0, 340.0),
            at(580.0, 352.0),
            at(620.0, 384.0),
            at(622.0, 330.0),
            at(500.0, 280.0),
            at(378.0, 330.0),
        ];
        let scarf = Path::blob(&scarf);
        solid(sheet, scarf.clone(), palette.main, 9.0);
        for (x, y) in [(410.0, 345.0), (446.0, 330.0), (488.0, 326.0), (532.0, 328.0), (574.0, 342.0), (604.0, 362.0)] {
            sheet.fill_within(&scarf, Path::circle(at(x, y), 6.5), tone(0xfdf3df));
        }
        let felt = palette.second.darker(0.45);
        solid(
            sheet,
            Path::blob(&[at(384.0, 296.0), at(400.0, 220.0), at(500.0, 184.0), at(600.0, 220.0), at(616.0, 296.0)]),
            felt,
            16.0,
        );
        let brim = [
            at(268.0, 300.0),
            at(330.0, 226.0),
            at(420.0, 218.0),
            at(500.0, 176.0),
            at(580.0, 218.0),
            at(670.0, 226.0),
            at(732.0, 300.0),
            at(640.0, 326.0),
            at(500.0, 316.0),
            at(360.0, 326.0),
        ];
        let brim = Path::blob(&brim);
        solid(sheet, brim.clone(), felt.lighter(0.06), 16.0);
        let braid = [
            at(284.0, 292.0),
            at(338.0, 242.0),
            at(424.0, 234.0),
            at(500.0, 194.0),
            at(576.0, 234.0),
            at(662.0, 242.0),
            at(716.0, 292.0),
        ];
        sheet.fill_within(&brim, Path::stroke(&braid, 9.0, 9.0), Paint::from(palette.trim).grain(0.5));
        emblem(sheet, at(500.0, 262.0));
    });
}

/// A friendly skull.
fn emblem(sheet: &mut Sheet, centre: Point) {
    let bone = tone(0xfbf3e2);
    let p = |x: f32, y: f32| at(centre.x + x, centre.y + y);
    for (from, to) in [((-46.0, -20.0), (46.0, 30.0)), ((46.0, -20.0), (-46.0, 30.0))] {
        sheet.fill(Path::stroke(&[p(from.0, from.1), p(to.0, to.1)], 9.0, 9.0), bone.darker(0.12));
        for (x, y) in [from, to] {
            sheet.fill(Path::circle(p(x, y - 5.0), 7.5).and(Path::circle(p(x, y + 5.0), 7.5)), bone.darker(0.12));
        }
    }
    sheet.fill(Path::circle(p(0.0, -4.0), 29.0), bone);
    sheet.fill(Path::tablet(centre.x - 17.0, centre.y + 8.0, centre.x + 17.0, centre.y + 34.0, 8.0), bone);
    for x in [-11.0, 11.0] {
        sheet.fill(Path::ellipse(p(x, -2.0), 7.5, 8.5), tone(0x2c2233));
    }
    sheet.fill(Path::stroke(&[p(-9.0, 17.0), p(0.0, 22.0), p(9.0, 17.0)], 3.5, 3.5), tone(0x2c2233));
}
