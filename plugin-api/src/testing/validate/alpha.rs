//! What a kind makes of transparency.

use super::Validation;
use crate::testing::data::Picture;
use crate::testing::done::Done;

impl Validation<'_> {
    /// Checks that a kind which only changes colours minds no alpha: a picture with alpha gets the colours of one without, and keeps
    /// its alpha. Given the input and the output.
    ///
    /// # Panics
    /// If that is not so.
    pub fn check_alpha_stays(mut self, input: &str, output: &str) {
        let colours = Picture::noise(24, 17, 3, 7);
        let alpha = |x: u32, y: u32| f32::from((x * 5 + y * 3) as u8 % 9) / 8.0;
        let seen =
            Picture::new(24, 17, 4, |x, y, plane| if plane == 3 { alpha(x, y) } else { colours.at(x, y, plane) });
        let [plain, seen] = [colours, seen].map(|picture| {
            let run = self.sample(24, 17, 3).set(input, picture);
            self.run("with alpha", run).unwrap_or_else(|error| panic!("with alpha: {error}"))
        });
        let [plain, seen] = [plain, seen].map(|done: Done| done.image(output));
        assert_eq!(seen.channels, plain.channels + 1, "the alpha is gone");
        for (x, y) in (0..17).flat_map(|y| (0..24).map(move |x| (x, y))) {
            for plane in 0..plain.channels {
                assert_eq!(seen.at(x, y, plane), plain.at(x, y, plane), "plane {plane} at ({x}, {y}) minds the alpha");
            }
            assert_eq!(seen.at(x, y, plain.channels), alpha(x, y), "the alpha at ({x}, {y})");
        }
    }
}
