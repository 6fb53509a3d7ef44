//! Colours of a file to sRGB code values: through its ICC profile where it has one, and ink without a profile by the
//! plain rule that Pillow uses.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout as Channels, TransformF32Executor, TransformOptions};

use super::Layout;

/// Turns a row of interleaved colours (no alpha) into sRGB.
pub(crate) enum ToSrgb {
    /// They are sRGB already.
    Same {
        colours: usize,
    },
    /// `(1 − ink) · (1 − black)`.
    PlainInk,
    Profile(Profile),
}

/// A way through an ICC profile.
pub(crate) struct Profile {
    transform: Arc<TransformF32Executor>,
    /// How bright its darkest colour is, in linear light: it becomes black, as printers of old never were.
    black: f32,
}

/// What became of a profile.
pub(crate) struct Found {
    pub(crate) to_srgb: ToSrgb,
    /// What the profile calls itself.
    pub(crate) name: Option<String>,
    /// Why the profile could not be used.
    pub(crate) warning: Option<String>,
}

/// A profile that moves not even the strongest colours further than this is sRGB from another maker: rounded primaries
/// alone move them by more than one 8-bit step. Other colour spaces move them by dozens.
const SAME_COLOUR: f32 = 2.0 / 255.0;

impl ToSrgb {
    /// Without looking at any profile.
    pub(crate) fn plain(layout: Layout) -> Self {
        match layout.colours() {
            4 => Self::PlainInk,
            colours => Self::Same { colours },
        }
    }

    /// By the profile of the file, if it has one that can be used.
    pub(crate) fn find(layout: Layout, profile: Option<&[u8]>) -> Found {
        let plain = |name, warning| Found { to_srgb: Self::plain(layout), name, warning };
        let Some(bytes) = profile else {
            let ink = "a CMYK picture without a colour profile: its colours are a rough guess";
            return plain(None, (layout.colours() == 4).then(|| ink.to_owned()));
        };
        let profile = match ColorProfile::new_from_slice(bytes) {
            Ok(profile) => profile,
            Err(error) => {
                return plain(None, Some(format!("the colour profile is damaged ({error}) and was left out")));
            }
        };
        let name = name_of(&profile);
        let (wanted, channels) = match layout.colours() {
            1 => (DataColorSpace::Gray, Channels::Gray),
            3 => (DataColorSpace::Rgb, Channels::Rgb),
            _ => (DataColorSpace::Cmyk, Channels::Rgba),
        };
        if profile.color_space != wanted {
            let why =
                format!("the colour profile is for {:?}, not for {wanted:?}, and was left out", profile.color_space);
            return plain(name, Some(why));
        }
        // As lcms2 does by default: the intent "perceptual", and the curves of the profile, not its CICP tag.
        let options =
            TransformOptions { allow_use_cicp_transfer: false, prefer_fixed_point: false, ..Default::default() };
        match profile.create_transform_f32(channels, &ColorProfile::new_srgb(), Channels::Rgb, options) {
            Ok(transform) if channels == Channels::Rgb && changes_nothing(&*transform) => plain(name, None),
            Ok(transform) => {
                let black = darkest(&*transform, layout);
                Found { to_srgb: Self::Profile(Profile { transform, black }), name, warning: None }
            }
            Err(error) => plain(name, Some(format!("the colour profile cannot be used ({error}) and was left out"))),
        }
    }

    /// Memory for `convert` of rows of so many pixels.
    pub(crate) fn scratch(&self, width: usize) -> Vec<f32> {
        if matches!(self, Self::Same { .. }) { Vec::new() } else { vec![0.0; width * 3] }
    }

    /// The colours, and how many floats lie from one pixel to the next.
    pub(crate) fn convert<'a>(&self, pixels: &'a [f32], scratch: &'a mut [f32]) -> (&'a [f32], usize) {
        match self {
            Self::Same { colours } => return (pixels, *colours),
            Self::PlainInk => {
                for (to, ink) in scratch.chunks_exact_mut(3).zip(pixels.chunks_exact(4)) {
                    let paper = 1.0 - ink[3];
                    to.iter_mut().zip(ink).for_each(|(to, ink)| *to = (1.0 - ink) * paper);
                }
            }
            Self::Profile(Profile { transform, black }) => {
                let done = transform.transform(pixels, scratch);
                assert!(done.is_ok(), "rows of another size than the transform was made for: {done:?}");
                if *black > 0.0 {
                    let scale = |sample: f32| to_code((to_light(sample) - black) / (1.0 - black));
                    scratch.iter_mut().for_each(|sample| *sample = scale(*sample));
                }
            }
        }
        (scratch, 3)
    }
}

/// Luminance of what should be black: what lcms2 calls black point compensation, which Pillow and most programs use.
fn darkest(transform: &TransformF32Executor, layout: Layout) -> f32 {
    let colours = layout.colours();
    let mut darkest = [0.0; 3];
    if transform.transform(&[if colours == 4 { 1.0 } else { 0.0 }; 4][..colours], &mut darkest).is_err() {
        return 0.0;
    }
    let [red, green, blue] = darkest.map(to_light);
    let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    // A table that has no dark colours at all (a lightness of 50 and more) is not stretched further.
    luminance.clamp(0.0, 0.184)
}

fn to_light(code: f32) -> f32 {
    if code <= 0.04045 { code / 12.92 } else { ((code + 0.055) / 1.055).powf(2.4) }
}

fn to_code(light: f32) -> f32 {
    if light <= 0.003_130_8 { (light * 12.92).max(0.0) } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// The English name, or the first.
fn name_of(profile: &ColorProfile) -> Option<String> {
    let name = match profile.description.as_ref()? {
        moxcms::ProfileText::PlainString(text) => text.clone(),
        moxcms::ProfileText::Description(text) => text.ascii_string.clone(),
        moxcms::ProfileText::Localizable(texts) => {
            texts.iter().find(|text| text.language == "en").or(texts.first())?.value.clone()
        }
    };
    let name = name.trim_matches(['\0', ' ']);
    (!name.is_empty()).then(|| name.to_owned())
}

fn changes_nothing(transform: &TransformF32Executor) -> bool {
    let levels = [0.0, 0.03, 0.2, 0.5, 0.8, 1.0];
    let probe = |number: usize| [levels[number % 6], levels[number / 6 % 6], levels[number / 36]];
    let colours: Vec<f32> = (0..216).flat_map(probe).collect();
    let mut changed = vec![0.0; colours.len()];
    transform.transform(&colours, &mut changed).is_ok()
        && colours.iter().zip(&changed).all(|(from, to)| (from - to).abs() <= SAME_COLOUR)
}
