//! Who is drawn: the traits of one person, from a seed and what the user has settled. No shapes, no colours of light.

use super::choices::{Glasses, HairColour, HairStyle, PortraitSettings, Skin};
use crate::chance::Chance;
use crate::picture::colour;
use crate::vector::{Vec3, mix, mix3, ramp};

/// Numbers around 0 (mostly within ±1) are deviations from the average face; shares are from 0 to 1.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) chance: Chance,
    /// 1 for a small child, 0 from the middle of the teens.
    pub(crate) child: f32,
    /// 0 up to the forties, 1 from eighty.
    pub(crate) old: f32,
    /// 0 soft features, 1 angular ones; near 0 for children.
    pub(crate) angular: f32,
    pub(crate) face_width: f32,
    pub(crate) face_length: f32,
    pub(crate) jaw: f32,
    pub(crate) chin: f32,
    pub(crate) cheeks: f32,
    pub(crate) forehead: f32,
    pub(crate) nose_length: f32,
    pub(crate) nose_width: f32,
    pub(crate) nose_out: f32,
    pub(crate) nose_upturn: f32,
    pub(crate) nose_tip: f32,
    pub(crate) eye_size: f32,
    pub(crate) eye_apart: f32,
    pub(crate) eye_slant: f32,
    pub(crate) eye_open: f32,
    pub(crate) brow_height: f32,
    pub(crate) brow_arch: f32,
    pub(crate) brow_thick: f32,
    pub(crate) mouth_width: f32,
    pub(crate) mouth_low: f32,
    pub(crate) lips: f32,
    pub(crate) ears: f32,
    pub(crate) freckles: f32,
    pub(crate) beard: f32,
    pub(crate) moustache: f32,
    pub(crate) skin: Vec3,
    pub(crate) iris: Vec3,
    pub(crate) hair: Vec3,
    /// Beards turn grey later than heads.
    pub(crate) whiskers: Vec3,
    pub(crate) style: HairStyle,
    pub(crate) glasses: Option<Frame>,
    pub(crate) cloth: Vec3,
    pub(crate) garment: Garment,
}

/// What the spectacles look like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) colour: Vec3,
    /// 0 rectangular, 1 round.
    pub(crate) round: f32,
    pub(crate) thickness: f32,
}

/// What is worn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Garment {
    TShirt,
    RollNeck,
    Shirt,
    Hoodie,
}

const CLOTHS: [u32; 12] = [
    0x2f5d8a, 0xb5483d, 0x3f7a5a, 0xe0b04c, 0x6b4f86, 0x37474f, 0xd98c6a, 0x4a90a4, 0xc9c2b4, 0x8c2f46, 0x5c7f3a,
    0xe7e3da,
];
const FRAMES: [u32; 5] = [0x1c1a1d, 0x4a2c1a, 0x7a1f2b, 0x1f3a5a, 0xa8843c];

impl Person {
    pub(crate) fn new(settings: &PortraitSettings) -> Person {
        let chance = Chance::new(settings.seed);
        let age = settings.age_years();
        let child = ramp(15.0, 4.0, age);
        let old = ramp(42.0, 82.0, age);
        let angular = chance.share("angular") * mix(1.0, 0.25, child);
        let tone = tone_of(settings.skin, chance);
        let style = style_of(settings.hair, chance, angular, child, old);
        let hair = hair_of(settings.hair_colour, chance, tone, old);
        let grown = ramp(0.45, 0.75, angular) * (1.0 - child);
        let beard = chance.share("beard");
        let around = |name| chance.around(name);
        Person {
            chance,
            child,
            old,
            angular,
            face_width: around("face width"),
            face_length: around("face length"),
            jaw: around("jaw") + (angular - 0.5) * 0.8,
            chin: around("chin") + (angular - 0.5) * 0.6,
            cheeks: around("cheeks"),
            forehead: around("forehead"),
            nose_length: around("nose length"),
            nose_width: around("nose width") + 0.9 * ramp(0.45, 0.9, tone),
            nose_out: around("nose out"),
            nose_upturn: around("nose upturn") - (angular - 0.5) * 0.4,
            nose_tip: around("nose tip"),
            eye_size: around("eye size") - (angular - 0.5) * 0.6,
            eye_apart: around("eye apart"),
            eye_slant: around("eye slant"),
            eye_open: around("eye open"),
            brow_height: around("brow height") - (angular - 0.5) * 0.6,
            brow_arch: around("brow arch"),
            brow_thick: around("brow thick") + (angular - 0.5) * 1.4,
            mouth_low: around("mouth low"),
            mouth_width: around("mouth width"),
            lips: around("lips") - (angular - 0.5) * 0.9 + 0.5 * ramp(0.5, 0.9, tone),
            ears: around("ears"),
            freckles: chance.share("freckles") * f32::from(chance.happens("freckled", 0.3)) * ramp(0.5, 0.2, tone),
            beard: if beard < 0.3 { grown } else { 0.0 },
            moustache: if beard < 0.4 { grown } else { 0.0 },
            skin: skin_colour(tone, chance.around("undertone")),
            iris: iris_of(chance, tone),
            hair,
            whiskers: mix3(hair, hair_of(settings.hair_colour, chance, tone, 0.0), 0.5),
            style,
            glasses: frame_of(settings.glasses, chance, old),
            cloth: colour(chance.pick("cloth", &CLOTHS)),
            garment: chance.pick("garment", &[Garment::TShirt, Garment::RollNeck, Garment::Shirt, Garment::Hoodie]),
        }
    }
}

/// From 0, the fairest, to 1, the darkest.
fn tone_of(skin: Skin, chance: Chance) -> f32 {
    let (low, high) = match skin {
        Skin::Auto => (0.0, 1.0),
        Skin::Fair => (0.0, 0.12),
        Skin::Light => (0.15, 0.27),
        Skin::Olive => (0.33, 0.42),
        Skin::Tan => (0.48, 0.58),
        Skin::Brown => (0.65, 0.78),
        Skin::Dark => (0.88, 1.0),
    };
    chance.between("tone", low, high)
}

/// Reflectance under white light, of skin without its red spots.
fn skin_colour(tone: f32, undertone: f32) -> Vec3 {
    const STOPS: [u32; 7] = [0xeec6b3, 0xe6b69b, 0xdba385, 0xc6886a, 0xa66d51, 0x85543f, 0x684233];
    let at = tone.clamp(0.0, 1.0) * (STOPS.len() - 1) as f32;
    let stop = (at as usize).min(STOPS.len() - 2);
    let base = mix3(colour(STOPS[stop]), colour(STOPS[stop + 1]), at - stop as f32);
    let warm = undertone * 0.04;
    Vec3 { x: base.x * (1.0 + warm), y: base.y, z: base.z * (1.0 - 2.0 * warm) }
}

fn iris_of(chance: Chance, tone: f32) -> Vec3 {
    const LIGHT: [u32; 6] = [0x4f86b8, 0x6fa3b0, 0x6f8f4e, 0x8a7a3c, 0x7d5228, 0x5a7f8f];
    const DARK: [u32; 4] = [0x6b3e1c, 0x54301a, 0x7d5228, 0x43281a];
    let light = chance.happens("light eyes", ramp(0.6, 0.1, tone));
    colour(if light { chance.pick("iris", &LIGHT) } else { chance.pick("iris", &DARK) })
}

fn hair_of(wanted: HairColour, chance: Chance, tone: f32, old: f32) -> Vec3 {
    const BLACK: u32 = 0x1d1715;
    const BROWN: u32 = 0x4f2f1b;
    const CHESTNUT: u32 = 0x7a4526;
    const BLOND: u32 = 0xb8925e;
    const GINGER: u32 = 0xb5562a;
    const GREY: u32 = 0x8b8886;
    const WHITE: u32 = 0xc9c5c0;
    let natural = |tone: f32| {
        if tone > 0.6 {
            chance.pick("hair", &[BLACK, BLACK, 0x2d1d15])
        } else if tone > 0.33 {
            chance.pick("hair", &[BLACK, 0x35221a, BROWN, CHESTNUT])
        } else {
            chance.pick("hair", &[BLACK, BROWN, CHESTNUT, 0x96653a, BLOND, 0xc9ab7c, GINGER])
        }
    };
    let base = match wanted {
        HairColour::Auto => {
            let grey = mix3(colour(GREY), colour(WHITE), chance.share("white hair"));
            mix3(colour(natural(tone)), grey, ramp(0.15, 0.6, old + 0.2 * chance.around("greying")))
        }
        HairColour::Black => colour(BLACK),
        HairColour::Brown => colour(BROWN),
        HairColour::Chestnut => colour(CHESTNUT),
        HairColour::Blond => colour(BLOND),
        HairColour::Ginger => colour(GINGER),
        HairColour::Grey => colour(GREY),
        HairColour::White => colour(WHITE),
    };
    base * chance.between("hair shade", 0.88, 1.12)
}

fn style_of(wanted: HairStyle, chance: Chance, angular: f32, child: f32, old: f32) -> HairStyle {
    use HairStyle::{Auto, Bald, Bob, Bun, Bunches, Buzz, Crop, Curls, Long, Part, Quiff};
    if wanted != Auto {
        return wanted;
    }
    let short_hair = angular > 0.5 || child > 0.5 && chance.happens("short hair", 0.5);
    match (short_hair, child > 0.5) {
        (true, false) if old > 0.3 => chance.pick("style", &[Bald, Crop, Part, Part, Buzz]),
        (true, false) => chance.pick("style", &[Crop, Quiff, Part, Buzz, Curls, Quiff]),
        (true, true) => chance.pick("style", &[Crop, Part, Curls, Quiff]),
        (false, true) => chance.pick("style", &[Bob, Bunches, Long, Curls, Bunches]),
        (false, false) => chance.pick("style", &[Bob, Long, Bun, Curls, Long, Bob]),
    }
}

fn frame_of(wanted: Glasses, chance: Chance, old: f32) -> Option<Frame> {
    let worn = match wanted {
        Glasses::Auto => chance.happens("glasses", mix(0.14, 0.45, old)),
        Glasses::None => false,
        Glasses::Worn => true,
    };
    worn.then(|| Frame {
        colour: colour(chance.pick("frame", &FRAMES)),
        round: chance.share("round glasses"),
        thickness: chance.between("frame thickness", 0.016, 0.028),
    })
}
