//! Where eyes, nose and mouth lie in pictures that models were trained on.

use weft_plugin::Choice;

/// Which of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Choice)]
pub(crate) enum Template {
    /// Wide, with hair and chin: what restoring models want
    #[default]
    Ffhq,
    /// Close: what models that tell people apart want
    Arcface,
}

/// In a picture of 112 pixels a side; pixel centres lie at whole numbers.
const ARCFACE: [[f64; 2]; 5] =
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]];
/// In a picture of 512 pixels a side.
const FFHQ: [[f64; 2]; 5] = [
    [192.98138, 239.94708],
    [318.90277, 240.1936],
    [256.63416, 314.01935],
    [201.26117, 371.41043],
    [313.08905, 371.15118],
];

impl Template {
    /// The side that it was made for.
    pub(crate) fn own_side(self) -> u32 {
        match self {
            Self::Ffhq => 512,
            Self::Arcface => 112,
        }
    }

    /// The points in a picture of so many pixels a side, as the reference scales them.
    pub(crate) fn points(self, side: u32) -> [[f64; 2]; 5] {
        let side = f64::from(side);
        match self {
            Self::Ffhq => FFHQ.map(|point| point.map(|number| number * side / 512.0)),
            // insightface: a side that 128 divides is a crop with 8 more pixels left and right.
            Self::Arcface if side % 112.0 != 0.0 && side % 128.0 == 0.0 => {
                ARCFACE.map(|[x, y]| [(x + 8.0) * side / 128.0, y * side / 128.0])
            }
            Self::Arcface => ARCFACE.map(|point| point.map(|number| number * side / 112.0)),
        }
    }

    /// What lies beyond the picture, as the reference fills it: red, green, blue.
    pub(crate) fn beyond(self) -> [f32; 3] {
        match self {
            Self::Ffhq => [132.0 / 255.0, 133.0 / 255.0, 135.0 / 255.0],
            Self::Arcface => [0.0; 3],
        }
    }
}
