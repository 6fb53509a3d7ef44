//! A child in a red hood, on a path through a birch wood.

use crate::canvas::{Paint, Path, Point, Sheet, Tone, at, radial, tone, vertical};
use crate::chance::Chance;

use super::child::{Child, ground_shadow, hand, limb, shoe, solid};
use super::nature::{fir, hills, meadow, mushrooms, round_tree, sky, stars};
use super::palette::Palette;

pub(crate) fn draw(sheet: &mut Sheet, palette: &Palette, child: &Child, chance: Chance) {
    let side = if chance.happens("fox left", 0.5) { -1.0 } else { 1.0 };
    sky(sheet, palette, at(500.0 + side * 190.0, 190.0), 66.0);
    if palette.dark {
        stars(sheet, chance, 110, 560.0);
    }
    hills(sheet, chance.child(1), 560.0, 50.0, palette.far);
    let crest = hills(sheet, chance.child(2), 640.0, 40.0, palette.middle);
    for (number, place) in crest.iter().enumerate() {
        for twin in 0..3 {
            let own = chance.child(50 + 3 * number as u64 + twin);
            let foot = at(place.x + own.between("x", -110.0, 110.0), place.y + own.between("y", 10.0, 50.0));
            let leaf = palette.tree.towards(palette.middle, own.between("haze", 0.25, 0.6));
            fir(sheet, foot, own.between("size", 130.0, 240.0), leaf, palette.bark);
        }
    }
    hills(sheet, chance.child(3), 760.0, 20.0, palette.near);
    wood(sheet, palette, chance, side);
    floor(sheet, palette, chance);
    fox(sheet, at(500.0 + side * 300.0, 940.0), side);
    mushrooms(sheet, at(500.0 - side * 300.0, 950.0));
    ground_shadow(sheet, at(510.0, 944.0), 220.0, 27.0);
    clothes(sheet, palette);
    hood(sheet, palette, child);
}

fn wood(sheet: &mut Sheet, palette: &Palette, chance: Chance, side: f32) {
    let tree = chance.child(5);
    round_tree(sheet, at(500.0 + side * 400.0, 830.0), 250.0, palette.tree, palette.bark, tree);
    let frame = sheet.frame;
    for (number, x) in [-430.0, -330.0, 455.0, -600.0, 640.0, -800.0, 860.0, 1060.0, -1040.0].into_iter().enumerate() {
        let x = 500.0 - side * x;
        if x > frame.left - 60.0 && x < frame.right + 60.0 {
            let own = chance.child(80 + number as u64);
            birch(sheet, palette, at(x, own.between("y", 850.0, 900.0)), own.between("width", 34.0, 52.0), own);
        }
    }
}

fn birch(sheet: &mut Sheet, palette: &Palette, foot: Point, width: f32, chance: Chance) {
    let top = sheet.frame.top - 60.0;
    let lean = chance.between("lean", -30.0, 30.0);
    let bark = tone(0xf1ebe0).towards(palette.sky_low, 0.15);
    let middle = at(foot.x + lean * 0.4, (foot.y + top) * 0.5);
    let trunk = Path::stroke(&[at(foot.x, foot.y + 20.0), middle, at(foot.x + lean, top)], width * 1.25, width * 0.8);
    solid(sheet, trunk.clone(), bark, width * 0.3);
    for number in 0..13 {
        let own = chance.child(number);
        let share = (number as f32 + own.share("y")) / 13.0;
        let y = foot.y + (top - foot.y) * share;
        let edge = if own.happens("right", 0.5) { 0.5 } else { -0.5 };
        let mark = Path::ellipse(
            at(foot.x + lean * share + edge * width, y),
            width * own.between("long", 0.25, 0.55),
            own.between("thick", 2.5, 6.5),
        );
        sheet.fill_within(&trunk, mark.rough(1.5), tone(0x4a3f45));
    }
    // Leaves hang into the picture from above.
    for number in 0..26 {
        let own = chance.child(40 + number);
        let place = at(
            foot.x + lean + own.between("x", -170.0, 170.0),
            sheet.frame.top + 240.0 * own.share("y") * own.share("y2") - 10.0,
        );
        let leaf = palette.tree.lighter(own.between("light", 0.0, 0.4)).towards(palette.trim, own.share("gold") * 0.35);
        sheet.fill(Path::ellipse(place, 15.0, 10.0).turned(place, own.between("turn", 0.0, 180.0)), leaf.faint(0.95));
    }
}

fn floor(sheet: &mut Sheet, palette: &Palette, chance: Chance) {
    let frame = sheet.frame;
    let ground = Path::ellipse(at(500.0, 1500.0), 1700.0 + frame.right - 1000.0, 660.0).rough(3.0);
    sheet.fill(
        ground.clone(),
        vertical(830.0, 1000.0, palette.ground.lighter(0.12), palette.ground.darker(0.28)).grain(1.0),
    );
    let way =
        [at(470.0, 838.0), at(530.0, 838.0), at(600.0, 890.0), at(760.0, 1010.0), at(240.0, 1010.0), at(400.0, 890.0)];
    let earth = tone(0xe2c493).towards(palette.ground, 0.3);
    sheet.fill_within(
        &ground,
        Path::blob(&way).rough(4.0),
        vertical(840.0, 1000.0, earth, earth.darker(0.12)).grain(1.0),
    );
    meadow(sheet, chance, 860.0, palette.ground, &[0xffffff, 0xf6e27a, 0xc6a8f0]);
}

fn fox(sheet: &mut Sheet, foot: Point, side: f32) {
    let p = |x: f32, y: f32| at(foot.x - side * x, foot.y - y);
    let (fur, white) = (tone(0xe07b39), tone(0xfdf1e0));
    let tail =
        Path::blob(&[p(-30.0, 6.0), p(-84.0, 8.0), p(-112.0, 56.0), p(-92.0, 112.0), p(-70.0, 84.0), p(-60.0, 44.0)]);
    solid(sheet, tail.clone(), fur, 9.0);
    sheet.fill_within(&tail, Path::circle(p(-96.0, 108.0), 34.0), white);
    let trunk =
        Path::blob(&[p(-46.0, 0.0), p(44.0, 0.0), p(40.0, 66.0), p(18.0, 112.0), p(-18.0, 112.0), p(-46.0, 60.0)]);
    solid(sheet, trunk.clone(), fur, 10.0);
    sheet.fill_within(&trunk, Path::ellipse(p(4.0, 62.0), 22.0, 42.0), white);
    for x in [-20.0, 22.0] {
        sheet.fill(Path::ellipse(p(x, 4.0), 19.0, 11.0), tone(0x4a3230));
    }
    for x in [-34.0, 34.0] {
        solid(sheet, Path::polygon(&[p(x - 20.0, 152.0), p(x * 1.35, 206.0), p(x + 18.0, 154.0)]), fur, 4.0);
        sheet.fill(Path::polygon(&[p(x - 9.0, 158.0), p(x * 1.3, 190.0), p(x + 9.0, 158.0)]), tone(0x4a3230));
    }
    let face = Path::blob(&[
        p(-62.0, 128.0),
        p(-40.0, 164.0),
        p(0.0, 172.0),
        p(40.0, 164.0),
        p(62.0, 128.0),
        p(24.0, 100.0),
        p(0.0, 86.0),
        p(-24.0, 100.0),
    ]);
    solid(sheet, face.clone(), fur, 9.0);
    for x in [-1.0, 1.0] {
        sheet.fill_within(&face, Path::ellipse(p(x * 40.0, 108.0), 36.0, 22.0), white);
        sheet.fill(Path::ellipse(p(x * 23.0, 134.0), 6.5, 8.5), tone(0x2b1d1c));
        sheet.fill(Path::circle(p(x * 23.0 + 2.0, 138.0), 2.4), tone(0xffffff));
    }
    sheet.fill(Path::ellipse(p(0.0, 96.0), 10.0, 7.5), tone(0x2b1d1c));
}

fn clothes(sheet: &mut Sheet, palette: &Palette) {
    let red = red(palette);
    let cape = [
        at(410.0, 590.0),
        at(590.0, 590.0),
        at(650.0, 690.0),
        at(690.0, 820.0),
        at(600.0, 856.0),
        at(500.0, 848.0),
        at(400.0, 856.0),
        at(310.0, 820.0),
        at(350.0, 690.0),
    ];
    solid(sheet, Path::blob(&cape), red.darker(0.25), 20.0);
    for (x, toe) in [(456.0, -1.0), (546.0, 1.0)] {
        limb(sheet, &[at(x, 800.0), at(x - 2.0, 850.0), at(x - 3.0, 910.0)], 54.0, 48.0, tone(0xfaf3e6));
        for y in [858.0, 880.0] {
            sheet.fill(Path::stroke(&[at(x - 25.0, y), at(x, y + 4.0), at(x + 22.0, y)], 9.0, 9.0), palette.second);
        }
        shoe(sheet, at(x - 2.0, 924.0), 48.0, toe, palette.bark);
    }
    let dress = Path::blob(&[
        at(424.0, 606.0),
        at(500.0, 594.0),
        at(576.0, 606.0),
        at(582.0, 690.0),
        at(632.0, 816.0),
        at(570.0, 846.0),
        at(500.0, 838.0),
        at(430.0, 846.0),
        at(368.0, 816.0),
        at(418.0, 690.0),
    ]);
    solid(sheet, dress.clone(), palette.second, 18.0);
    let apron = Path::blob(&[at(462.0, 690.0), at(538.0, 690.0), at(572.0, 800.0), at(500.0, 818.0), at(428.0, 800.0)]);
    solid(sheet, apron, tone(0xfdf8ee), 8.0);
    sheet.fill_within(
        &dress,
        Path::stroke(&[at(400.0, 690.0), at(500.0, 700.0), at(600.0, 690.0)], 16.0, 16.0),
        palette.trim,
    );
    // One arm waves, a basket hangs on the other.
    limb(sheet, &[at(416.0, 640.0), at(350.0, 660.0), at(312.0, 600.0)], 64.0, 54.0, palette.second);
    hand(sheet, at(304.0, 578.0), 29.0, palette.skin);
    basket(sheet, palette);
    limb(sheet, &[at(584.0, 640.0), at(648.0, 690.0), at(654.0, 742.0)], 64.0, 54.0, palette.second);
    hand(sheet, at(656.0, 764.0), 27.0, palette.skin);
    for flip in [-1.0, 1.0] {
        let x = |x: f32| 500.0 + flip * x;
        let flap = [
            at(x(4.0), 612.0),
            at(x(80.0), 592.0),
            at(x(122.0), 640.0),
            at(x(120.0), 720.0),
            at(x(84.0), 712.0),
            at(x(44.0), 664.0),
        ];
        solid(sheet, Path::blob(&flap), red, 12.0);
    }
}

fn red(palette: &Palette) -> Tone {
    tone(0xcf3d35).towards(palette.main, 0.25)
}

fn basket(sheet: &mut Sheet, palette: &Palette) {
    let straw = tone(0xc9924f);
    let handle = [at(590.0, 806.0), at(604.0, 752.0), at(656.0, 730.0), at(708.0, 752.0), at(722.0, 806.0)];
    sheet.fill(Path::stroke(&handle, 12.0, 12.0), straw.darker(0.3));
    solid(sheet, Path::ellipse(at(632.0, 800.0), 30.0, 22.0), tone(0xd8a05a), 7.0);
    solid(sheet, Path::ellipse(at(682.0, 800.0), 27.0, 26.0), tone(0xd84a42), 7.0);
    let bowl = Path::blob(&[
        at(572.0, 800.0),
        at(656.0, 812.0),
        at(740.0, 800.0),
        at(722.0, 866.0),
        at(656.0, 880.0),
        at(590.0, 866.0),
    ]);
    solid(sheet, bowl.clone(), straw, 12.0);
    for row in 0..3 {
        for column in 0..8 {
            let x = 586.0 + column as f32 * 22.0 + if row % 2 == 0 { 0.0 } else { 11.0 };
            sheet.fill_within(
                &bowl,
                Path::tablet(x - 9.0, 820.0 + row as f32 * 19.0, x + 9.0, 831.0 + row as f32 * 19.0, 5.0),
                straw.darker(0.22),
            );
        }
    }
    let cloth = Path::blob(&[at(576.0, 794.0), at(620.0, 806.0), at(640.0, 846.0), at(604.0, 838.0), at(580.0, 820.0)]);
    solid(sheet, cloth.clone(), tone(0xfdf8ee), 5.0);
    for x in [596.0, 618.0] {
        sheet.fill_within(&cloth, Path::rectangle(x - 3.0, 780.0, x + 3.0, 860.0), palette.second.faint(0.8));
    }
}

fn hood(sheet: &mut Sheet, palette: &Palette, child: &Child) {
    let red = red(palette);
    let hair = tone(0x8a5632);
    child.head(sheet, |sheet| {
        let outer = [
            at(520.0, 216.0),
            at(612.0, 264.0),
            at(664.0, 372.0),
            at(662.0, 500.0),
            at(606.0, 606.0),
            at(500.0, 640.0),
            at(394.0, 606.0),
            at(338.0, 500.0),
            at(336.0, 372.0),
            at(396.0, 262.0),
        ];
        solid(sheet, Path::blob(&outer), red, 24.0);
        let lining = Path::blob(&[
            at(500.0, 276.0),
            at(592.0, 318.0),
            at(630.0, 420.0),
            at(618.0, 520.0),
            at(570.0, 590.0),
            at(500.0, 608.0),
            at(430.0, 590.0),
            at(382.0, 520.0),
            at(370.0, 420.0),
            at(408.0, 318.0),
        ]);
        sheet.fill(lining.clone(), radial(at(500.0, 440.0), 190.0, red.darker(0.78), red.darker(0.45)));
        let curls = [
            at(500.0, 296.0),
            at(588.0, 330.0),
            at(622.0, 430.0),
            at(618.0, 540.0),
            at(582.0, 588.0),
            at(560.0, 500.0),
            at(500.0, 470.0),
            at(440.0, 500.0),
            at(418.0, 588.0),
            at(382.0, 540.0),
            at(378.0, 430.0),
            at(412.0, 330.0),
        ];
        sheet.fill_within(&lining, Path::blob(&curls).rough(1.5), hair);
        child.face(sheet, palette);
        child.shade_face(sheet, 384.0);
        // A fringe, parted, over the edge of the forehead.
        for (from, to, low) in [(494.0, 402.0, 404.0), (506.0, 600.0, 410.0)] {
            let lock = [
                at(from, 306.0),
                at((from + to) * 0.5, 306.0),
                at(to, 344.0),
                at(to - (from - to).signum() * 6.0, low),
                at(to + (from - to) * 0.22, 366.0),
                at(to + (from - to) * 0.6, 334.0),
            ];
            sheet.fill(Path::blob(&lock).rough(1.2), Paint::from(hair.lighter(0.06)).grain(1.0));
        }
        let mut rim = lining.clone();
        rim.outlines[0].reverse();
        let edge = Path::blob(&[
            at(500.0, 260.0),
            at(602.0, 304.0),
            at(646.0, 420.0),
            at(632.0, 526.0),
            at(580.0, 602.0),
            at(500.0, 624.0),
            at(420.0, 602.0),
            at(368.0, 526.0),
            at(354.0, 420.0),
            at(398.0, 304.0),
        ]);
        sheet.fill(edge.and(rim), red.lighter(0.16));
        for x in [-1.0, 1.0] {
            let bow = Path::blob(&[at(500.0, 626.0), at(500.0 + x * 52.0, 604.0), at(500.0 + x * 58.0, 650.0)]);
            solid(sheet, bow, palette.trim, 6.0);
        }
        solid(sheet, Path::circle(at(500.0, 627.0), 13.0), palette.trim, 4.0);
    });
}
