//! A child in armour before its castle.

use crate::canvas::{Paint, Path, Point, Sheet, Tone, at, tone, vertical};
use crate::chance::Chance;

use super::child::{Child, ground_shadow, hand, limb, shoe, solid};
use super::nature::{cloud, fir, hills, meadow, round_tree, sky, stars};
use super::palette::Palette;

const STEEL: u32 = 0xb4bfcc;

pub(crate) fn draw(sheet: &mut Sheet, palette: &Palette, child: &Child, chance: Chance) {
    let side = if chance.happens("castle left", 0.5) { -1.0 } else { 1.0 };
    sky(sheet, palette, at(500.0 - side * 340.0, 170.0), 56.0);
    if palette.dark {
        stars(sheet, chance, 110, 620.0);
    }
    for number in 0..4 {
        let own = chance.child(20 + number);
        let place = at(own.between("x", sheet.frame.left, sheet.frame.right), own.between("y", 60.0, 330.0));
        cloud(sheet, place, own.between("size", 60.0, 120.0), palette.cloud, own);
    }
    hills(sheet, chance.child(1), 610.0, 50.0, palette.far);
    let crest = hills(sheet, chance.child(2), 690.0, 45.0, palette.middle);
    castle(sheet, palette, at(500.0 + side * 310.0, 700.0));
    for (number, place) in crest.iter().enumerate().filter(|(_, place)| (place.x - 500.0 - side * 310.0).abs() > 190.0)
    {
        let own = chance.child(40 + number as u64);
        fir(
            sheet,
            at(place.x + own.between("x", -50.0, 50.0), place.y + 26.0),
            own.between("size", 80.0, 130.0),
            palette.tree,
            palette.bark,
        );
    }
    hills(sheet, chance.child(3), 800.0, 22.0, palette.near);
    let tree = chance.child(4);
    round_tree(
        sheet,
        at(500.0 - side * 385.0, 830.0),
        tree.between("size", 190.0, 240.0),
        palette.tree,
        palette.bark,
        tree,
    );
    ground(sheet, palette, chance);
    ground_shadow(sheet, at(515.0, 940.0), 200.0, 27.0);
    body(sheet, palette);
    helmet(sheet, palette, child);
}

fn ground(sheet: &mut Sheet, palette: &Palette, chance: Chance) {
    let frame = sheet.frame;
    let meadow_shape = Path::ellipse(at(500.0, 1500.0), 1700.0 + frame.right - 1000.0, 640.0).rough(3.0);
    sheet.fill(
        meadow_shape,
        vertical(850.0, 1000.0, palette.ground.lighter(0.12), palette.ground.darker(0.25)).grain(1.0),
    );
    meadow(sheet, chance, 880.0, palette.ground, &[0xffffff, 0xf7a8b8, 0xf6e27a]);
}

fn castle(sheet: &mut Sheet, palette: &Palette, foot: Point) {
    let stone = tone(0xe3d3c0).towards(palette.far, 0.35);
    let roof = palette.second;
    let p = |x: f32, y: f32| at(foot.x + x, foot.y - y);
    let tower = |sheet: &mut Sheet, x: f32, half: f32, high: f32, tip: f32| {
        solid(
            sheet,
            Path::rectangle(foot.x + x - half, foot.y - high, foot.x + x + half, foot.y + 30.0),
            stone,
            half * 0.5,
        );
        let crown = Path::tablet(
            foot.x + x - half - 7.0,
            foot.y - high - 12.0,
            foot.x + x + half + 7.0,
            foot.y - high + 12.0,
            5.0,
        );
        solid(sheet, crown, stone.darker(0.12), 7.0);
        let hat =
            Path::polygon(&[p(x - half - 13.0, high + 10.0), p(x, high + 12.0 + tip), p(x + half + 13.0, high + 10.0)]);
        solid(sheet, hat, roof, half * 0.45);
        sheet.fill(Path::stroke(&[p(x, high + tip), p(x, high + tip + 44.0)], 4.0, 3.0), palette.bark);
        let flag = Path::blob(&[
            p(x + 2.0, high + tip + 44.0),
            p(x + 30.0, high + tip + 40.0),
            p(x + 48.0, high + tip + 30.0),
            p(x + 26.0, high + tip + 24.0),
            p(x + 2.0, high + tip + 22.0),
        ]);
        solid(sheet, flag, palette.main, 3.0);
        let window = Path::tablet(foot.x + x - 9.0, foot.y - high + 36.0, foot.x + x + 9.0, foot.y - high + 74.0, 9.0);
        sheet.fill(window, if palette.dark { tone(0xffd977) } else { stone.darker(0.72) });
    };
    tower(sheet, -8.0, 44.0, 250.0, 120.0);
    tower(sheet, -108.0, 30.0, 150.0, 84.0);
    tower(sheet, 104.0, 32.0, 180.0, 92.0);
    let wall = Path::rectangle(foot.x - 130.0, foot.y - 96.0, foot.x + 130.0, foot.y + 40.0);
    solid(sheet, wall, stone, 14.0);
    for number in 0..8 {
        let x = foot.x - 130.0 + number as f32 * 34.0;
        solid(sheet, Path::rectangle(x, foot.y - 116.0, x + 20.0, foot.y - 92.0), stone, 5.0);
    }
    let gate = Path::tablet(foot.x - 36.0, foot.y - 62.0, foot.x + 36.0, foot.y + 50.0, 36.0);
    sheet.fill(gate.clone(), stone.darker(0.35));
    sheet.fill(gate.moved(4.0, 7.0), palette.bark.darker(0.2));
    for (x, y) in [(-96.0, 56.0), (-78.0, 20.0), (80.0, 64.0), (98.0, 26.0), (66.0, 0.0)] {
        sheet.fill(
            Path::tablet(foot.x + x - 11.0, foot.y - y - 6.0, foot.x + x + 11.0, foot.y - y + 6.0, 4.0),
            stone.darker(0.16),
        );
    }
    let slope = [
        p(-260.0, -70.0),
        p(-150.0, -30.0),
        p(0.0, -22.0),
        p(150.0, -32.0),
        p(260.0, -74.0),
        p(150.0, -130.0),
        p(-150.0, -130.0),
    ];
    solid(sheet, Path::blob(&slope), palette.middle, 8.0);
    let way = [p(-26.0, -20.0), p(26.0, -20.0), p(60.0, -70.0), p(40.0, -130.0), p(-60.0, -130.0), p(-10.0, -70.0)];
    sheet.fill(Path::blob(&way), tone(0xe8d3a8).towards(palette.middle, 0.25));
}

fn body(sheet: &mut Sheet, palette: &Palette) {
    let steel = tone(STEEL);
    // The cape, caught by the wind.
    let cape = [
        at(420.0, 590.0),
        at(580.0, 590.0),
        at(650.0, 700.0),
        at(706.0, 840.0),
        at(640.0, 872.0),
        at(560.0, 856.0),
        at(440.0, 868.0),
        at(372.0, 846.0),
        at(380.0, 700.0),
    ];
    solid(sheet, Path::blob(&cape), palette.main, 22.0);
    sword(sheet, palette);
    for (hip, knee, foot, toe) in [
        (at(462.0, 780.0), at(454.0, 840.0), at(450.0, 908.0), -1.0),
        (at(540.0, 780.0), at(550.0, 840.0), at(556.0, 908.0), 1.0),
    ] {
        limb(sheet, &[hip, knee, foot], 76.0, 62.0, steel);
        solid(sheet, Path::ellipse(knee, 37.0, 26.0), steel.lighter(0.25), 7.0);
        shoe(sheet, at(foot.x, foot.y + 18.0), 50.0, toe, steel.darker(0.2));
    }
    limb(sheet, &[at(592.0, 640.0), at(668.0, 676.0), at(706.0, 640.0)], 72.0, 58.0, steel);
    hand(sheet, at(712.0, 622.0), 35.0, steel.darker(0.1));
    let tunic = Path::blob(&[
        at(408.0, 606.0),
        at(500.0, 590.0),
        at(592.0, 606.0),
        at(604.0, 700.0),
        at(628.0, 822.0),
        at(500.0, 842.0),
        at(372.0, 822.0),
        at(396.0, 700.0),
    ]);
    solid(sheet, tunic.clone(), palette.second, 20.0);
    let half = Path::rectangle(500.0, 560.0, 700.0, 900.0);
    sheet.fill_within(&tunic, half, Paint::from(palette.second.darker(0.10)).grain(0.6));
    sheet.fill_within(&tunic, Path::rectangle(340.0, 800.0, 660.0, 814.0), palette.trim);
    sheet.fill_within(&tunic, Path::rectangle(340.0, 738.0, 660.0, 764.0), palette.bark);
    solid(sheet, Path::tablet(480.0, 732.0, 520.0, 770.0, 8.0), palette.trim, 5.0);
    sheet.fill(Path::star(at(520.0, 684.0), 5, 36.0, 16.0), palette.trim);
    for x in [412.0, 588.0] {
        solid(sheet, Path::ellipse(at(x, 630.0), 48.0, 40.0), steel, 12.0);
    }
    limb(sheet, &[at(398.0, 650.0), at(352.0, 690.0), at(366.0, 738.0)], 70.0, 58.0, steel);
    shield(sheet, palette);
}

fn sword(sheet: &mut Sheet, palette: &Palette) {
    sheet.turned(at(712.0, 622.0), 16.0, |sheet| {
        let blade =
            Path::polygon(&[at(696.0, 590.0), at(696.0, 380.0), at(712.0, 346.0), at(728.0, 380.0), at(728.0, 590.0)]);
        sheet.fill(blade.clone(), tone(0xe6ecf3));
        sheet.fill_within(&blade, Path::rectangle(712.0, 330.0, 740.0, 600.0), tone(0xb5c0d0));
        solid(sheet, Path::tablet(664.0, 580.0, 760.0, 602.0, 10.0), palette.trim, 5.0);
        sheet.fill(Path::tablet(703.0, 600.0, 721.0, 668.0, 6.0), palette.bark);
        solid(sheet, Path::circle(at(712.0, 674.0), 15.0), palette.trim, 4.0);
    });
}

fn shield(sheet: &mut Sheet, palette: &Palette) {
    let shape = |grow: f32| {
        Path::blob(&[
            at(262.0 - grow, 660.0 - grow),
            at(342.0, 646.0 - grow),
            at(422.0 + grow, 660.0 - grow),
            at(424.0 + grow, 752.0),
            at(388.0 + 0.6 * grow, 820.0 + 0.6 * grow),
            at(342.0, 858.0 + grow),
            at(296.0 - 0.6 * grow, 820.0 + 0.6 * grow),
            at(260.0 - grow, 752.0),
        ])
    };
    solid(sheet, shape(13.0), palette.trim, 10.0);
    let face = shape(0.0);
    solid(sheet, face.clone(), palette.main, 14.0);
    sheet.fill_within(&face, Path::rectangle(328.0, 600.0, 356.0, 900.0), tone(0xf7f1e3));
    sheet.fill_within(&face, Path::rectangle(200.0, 718.0, 500.0, 746.0), tone(0xf7f1e3));
    solid(sheet, Path::circle(at(342.0, 732.0), 22.0), palette.trim, 6.0);
}

fn helmet(sheet: &mut Sheet, palette: &Palette, child: &Child) {
    let steel: Tone = tone(STEEL);
    solid(sheet, Path::ellipse(at(500.0, 598.0), 118.0, 34.0), steel.darker(0.18), 10.0);
    child.head(sheet, |sheet| {
        // The plume.
        let plume = [
            at(506.0, 258.0),
            at(520.0, 176.0),
            at(596.0, 130.0),
            at(690.0, 150.0),
            at(728.0, 222.0),
            at(704.0, 300.0),
            at(676.0, 236.0),
            at(620.0, 214.0),
            at(560.0, 236.0),
        ];
        solid(sheet, Path::blob(&plume), palette.main, 15.0);
        for bend in [0.0, 1.0, 2.0] {
            let vein =
                [at(530.0, 230.0 - 18.0 * bend), at(600.0, 172.0 - 8.0 * bend + 14.0), at(680.0, 186.0 + 6.0 * bend)];
            sheet.fill(Path::stroke(&vein, 3.0, 2.0), palette.main.lighter(0.25).faint(0.7));
        }
        let dome = [
            at(500.0, 240.0),
            at(602.0, 268.0),
            at(660.0, 352.0),
            at(668.0, 470.0),
            at(640.0, 560.0),
            at(580.0, 606.0),
            at(500.0, 616.0),
            at(420.0, 606.0),
            at(360.0, 560.0),
            at(332.0, 470.0),
            at(340.0, 352.0),
            at(398.0, 268.0),
        ];
        solid(sheet, Path::blob(&dome), steel, 22.0);
        sheet.fill(Path::stroke(&[at(500.0, 244.0), at(498.0, 300.0)], 15.0, 12.0), steel.lighter(0.4));
        // Mail around the face.
        let mail = Path::ellipse(at(500.0, 446.0), 134.0, 152.0).rough(1.0);
        sheet.fill(mail.clone(), steel.darker(0.5));
        for row in 0..16 {
            for column in 0..16 {
                let x = 366.0 + column as f32 * 18.0 + if row % 2 == 0 { 9.0 } else { 0.0 };
                let link = Path::ellipse(at(x, 300.0 + row as f32 * 19.0), 7.5, 6.5);
                sheet.fill_within(&mail, link, steel.darker(0.22));
            }
        }
        child.face(sheet, palette);
        child.shade_face(sheet, 372.0);
        // The visor, pushed up.
        let visor = [
            at(352.0, 372.0),
            at(360.0, 306.0),
            at(420.0, 266.0),
            at(500.0, 254.0),
            at(580.0, 266.0),
            at(640.0, 306.0),
            at(648.0, 372.0),
            at(600.0, 344.0),
            at(500.0, 328.0),
            at(400.0, 344.0),
        ];
        solid(sheet, Path::blob(&visor), steel.lighter(0.22), 13.0);
        for x in [420.0, 460.0, 500.0, 540.0, 580.0] {
            let y = 296.0 + 0.0009 * (x - 500.0) * (x - 500.0);
            sheet.fill(Path::tablet(x - 6.0, y - 14.0, x + 6.0, y + 12.0, 6.0), steel.darker(0.6));
        }
        for x in [350.0, 650.0] {
            solid(sheet, Path::circle(at(x, 378.0), 21.0), palette.trim, 6.0);
        }
    });
}
