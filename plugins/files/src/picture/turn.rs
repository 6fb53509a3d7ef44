//! How a camera was held: which pixel of the file comes where, by the eight numbers of EXIF.

/// Turns a picture upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Turn {
    #[default]
    None,
    FlipSideways,
    Half,
    FlipUpsideDown,
    Transpose,
    QuarterRight,
    Transverse,
    QuarterLeft,
}

/// Where a row of the turned picture lies in the file: pixel `x` is number `first + x * step`.
pub(crate) struct Steps {
    first: isize,
    step: isize,
}

impl Steps {
    pub(crate) fn pixel(&self, x: usize) -> usize {
        // Never below zero for pixels of the picture: `Turn::row` makes first and step of one formula.
        (self.first + x as isize * self.step) as usize
    }
}

impl Turn {
    /// Of the EXIF tag `Orientation`: 1 to 8; anything else says nothing.
    pub(crate) fn from_exif(number: u32) -> Self {
        match number {
            2 => Self::FlipSideways,
            3 => Self::Half,
            4 => Self::FlipUpsideDown,
            5 => Self::Transpose,
            6 => Self::QuarterRight,
            7 => Self::Transverse,
            8 => Self::QuarterLeft,
            _ => Self::None,
        }
    }

    pub(crate) fn swaps_sides(self) -> bool {
        matches!(self, Self::Transpose | Self::QuarterRight | Self::Transverse | Self::QuarterLeft)
    }

    /// Row `y` of the turned picture, in a file of `width` × `height`.
    pub(crate) fn row(self, y: usize, width: usize, height: usize) -> Steps {
        let (y, right, down) = (y as isize, width as isize - 1, height as isize - 1);
        let at = |column: isize, row: isize| row * (right + 1) + column;
        let (first, second) = match self {
            Self::None => (at(0, y), at(1, y)),
            Self::FlipSideways => (at(right, y), at(right - 1, y)),
            Self::Half => (at(right, down - y), at(right - 1, down - y)),
            Self::FlipUpsideDown => (at(0, down - y), at(1, down - y)),
            Self::Transpose => (at(y, 0), at(y, 1)),
            Self::QuarterRight => (at(y, down), at(y, down - 1)),
            Self::Transverse => (at(right - y, down), at(right - y, down - 1)),
            Self::QuarterLeft => (at(right - y, 0), at(right - y, 1)),
        };
        Steps { first, step: second - first }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(number: u32) -> String {
        let (file, width, height) = (b"abcdef", 3, 2);
        let turn = Turn::from_exif(number);
        let (columns, rows) = if turn.swaps_sides() { (height, width) } else { (width, height) };
        let row = |y| {
            let steps = turn.row(y, width, height);
            (0..columns).map(|x| char::from(file[steps.pixel(x)])).collect::<String>()
        };
        (0..rows).map(row).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_number_of_exif_turns_as_its_standard_says() {
        // The file is `abc` over `def`; each line is what a viewer shows, as in `PIL.ImageOps.exif_transpose`.
        let shown = (0..=9).map(turned).collect::<Vec<_>>();
        assert_eq!(
            shown,
            [
                "abc def", "abc def", "cba fed", "fed cba", "def abc", "ad be cf", "da eb fc", "fc eb da", "cf be ad",
                "abc def",
            ]
        );
    }
}
