//! What a portrait promises: the same bits for any number of threads, another person for another seed, and no panic.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

use rayon::ThreadPoolBuilder;
use sample_plugin::{Background, Glasses, HairStyle, Picture, PortraitSettings, Skin, portrait};

fn small(seed: u64) -> PortraitSettings {
    PortraitSettings { seed, width: 48, height: 56, ..PortraitSettings::default() }
}

fn drawn_by(threads: usize, settings: &PortraitSettings) -> Picture {
    ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| drawn(settings))
}

fn drawn(settings: &PortraitSettings) -> Picture {
    portrait(settings, None).unwrap()
}

fn difference(a: &Picture, b: &Picture) -> f32 {
    let pairs = a.planes.iter().flatten().zip(b.planes.iter().flatten());
    pairs.map(|(a, b)| (a - b).abs()).sum::<f32>() / (a.width * a.height * a.planes.len()) as f32
}

fn sound(picture: &Picture) {
    assert_eq!(picture.planes.len(), 3);
    for plane in &picture.planes {
        assert_eq!(plane.len(), picture.width * picture.height);
        assert!(plane.iter().all(|value| (0.0..=1.0).contains(value)));
    }
}

#[test]
fn one_thread_and_eight_draw_the_same_bits() {
    let settings = PortraitSettings { background: Background::Bokeh, turn: 12.0, ..small(5) };
    let (one, eight) = (drawn_by(1, &settings), drawn_by(8, &settings));
    let bits = |picture: &Picture| picture.planes.concat().into_iter().map(f32::to_bits).collect::<Vec<_>>();
    assert_eq!(bits(&one), bits(&eight));
}

#[test]
fn another_seed_is_another_person() {
    let settings = |seed| PortraitSettings { background: Background::Plain, ..small(seed) };
    for seed in 1..6 {
        let difference = difference(&drawn(&settings(seed)), &drawn(&settings(seed + 1)));
        assert!(difference > 0.02, "seeds {seed} and {} differ by {difference} only", seed + 1);
    }
}

#[test]
fn each_setting_changes_the_picture() {
    let plain = PortraitSettings {
        hair: HairStyle::Crop,
        skin: Skin::Light,
        glasses: Glasses::None,
        background: Background::Plain,
        ..small(3)
    };
    let before = drawn(&plain);
    let changed = [
        PortraitSettings { hair: HairStyle::Long, ..plain.clone() },
        PortraitSettings { skin: Skin::Dark, ..plain.clone() },
        PortraitSettings { glasses: Glasses::Worn, ..plain.clone() },
        PortraitSettings { background: Background::Bokeh, ..plain.clone() },
        PortraitSettings { turn: 20.0, ..plain.clone() },
        PortraitSettings { tilt: 20.0, ..plain.clone() },
        PortraitSettings { nod: 20.0, ..plain.clone() },
        PortraitSettings { age: 80.0, ..plain.clone() },
        PortraitSettings { age: 5.0, ..plain.clone() },
        PortraitSettings { smile: 1.0, ..plain },
    ];
    for settings in changed {
        assert!(difference(&before, &drawn(&settings)) > 0.0005, "nothing changed for {settings:?}");
    }
}

#[test]
fn a_turn_to_the_right_moves_the_face_to_the_right() {
    let settings = |turn| PortraitSettings {
        turn,
        hair: HairStyle::Bald,
        skin: Skin::Fair,
        background: Background::Plain,
        glasses: Glasses::None,
        width: 96,
        height: 96,
        ..small(4)
    };
    // The dark of the eyes: its centre of mass in the band of the eyes.
    let eyes = |picture: &Picture| {
        let (mut weight, mut sum) = (0.0, 0.0);
        for y in 36..44 {
            for x in 30..66 {
                let dark = (0.25 - picture.planes[1][y * 96 + x]).max(0.0);
                weight += dark;
                sum += dark * x as f32;
            }
        }
        sum / weight
    };
    let (left, ahead, right) =
        (eyes(&drawn(&settings(-20.0))), eyes(&drawn(&settings(0.0))), eyes(&drawn(&settings(20.0))));
    assert!(left + 2.0 < ahead && ahead + 2.0 < right, "eyes at {left}, {ahead}, {right}");
}

#[test]
fn extreme_settings_do_not_panic() {
    let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30];
    for value in odd {
        let settings =
            PortraitSettings { age: value, turn: value, tilt: value, nod: value, smile: value, ..small(u64::MAX) };
        sound(&drawn(&settings));
    }
    for (width, height) in [(1, 1), (0, 0), (1, 300), (4096, 3), (3, 700)] {
        let picture = drawn(&PortraitSettings { width, height, ..small(9) });
        assert_eq!((picture.width, picture.height), (width.max(1), height.max(1)));
        sound(&picture);
    }
}
