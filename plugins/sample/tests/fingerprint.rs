//! The same bits everywhere: fingerprints of a few small pictures. Another processor, system, compiler or build must give
//! these numbers too; only a change of a drawing changes them.

use sample_plugin::{
    Background, Glasses, HairStyle, Picture, PortraitSettings, Story, TemplateSettings, portrait, template,
};

/// FNV-1a of all bits.
fn fingerprint(picture: &Picture) -> u64 {
    let bits = picture.planes.iter().flatten().flat_map(|value| value.to_bits().to_le_bytes());
    bits.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn portraits_have_the_bits_that_they_always_had() {
    let styles = [HairStyle::Quiff, HairStyle::Curls, HairStyle::Long, HairStyle::Bun];
    let drawn = styles.map(|hair| {
        let settings = PortraitSettings {
            seed: 3,
            hair,
            turn: 12.0,
            nod: 4.0,
            tilt: -5.0,
            smile: 0.9,
            age: 66.0,
            glasses: Glasses::Worn,
            background: Background::Bokeh,
            width: 40,
            height: 40,
            ..PortraitSettings::default()
        };
        fingerprint(&portrait(&settings, None).unwrap())
    });
    assert_eq!(drawn, [0x4925ab77ee9a7b67, 0xb64a33f8a79e1d8d, 0x3290fedaeee3e9ef, 0x67572555e1928397]);
}

#[test]
fn templates_have_the_bits_that_they_always_had() {
    let stories = [Story::Astronaut, Story::Knight, Story::Wizard, Story::Pirate, Story::Forest];
    let drawn = stories.map(|story| {
        let settings = TemplateSettings { story, seed: 3, width: 50, height: 40, ..TemplateSettings::default() };
        fingerprint(&template(&settings, None).unwrap().image)
    });
    assert_eq!(
        drawn,
        [0xec8b7464391df23a, 0x30db7d916176e6f2, 0x73e3dfd325c7233d, 0xdd418424e3f6c42d, 0xcc372a27fd769d6b]
    );
}
