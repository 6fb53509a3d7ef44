//! Which pixel of a file comes where, if its camera was held another way.

use weft_kernels::orient::Orientation;

/// Where a row of the turned picture lies in the file: pixel `x` is number `first + x * step`.
pub(crate) struct Steps {
    first: isize,
    step: isize,
}

impl Steps {
    pub(crate) fn pixel(&self, x: usize) -> usize {
        // Never below zero for pixels of the picture: `steps_of_row` makes first and step of one formula.
        (self.first + x as isize * self.step) as usize
    }
}

/// Row `y` of a picture that is laid as `turn` says, in a file of `width` × `height`.
pub(crate) fn steps_of_row(turn: Orientation, y: usize, width: usize, height: usize) -> Steps {
    let (y, right, down) = (y as isize, width as isize - 1, height as isize - 1);
    let at = |column: isize, row: isize| row * (right + 1) + column;
    let (first, second) = match turn {
        Orientation::Upright => (at(0, y), at(1, y)),
        Orientation::Mirrored => (at(right, y), at(right - 1, y)),
        Orientation::Rotated180 => (at(right, down - y), at(right - 1, down - y)),
        Orientation::Flipped => (at(0, down - y), at(1, down - y)),
        Orientation::Transposed => (at(y, 0), at(y, 1)),
        Orientation::Rotated90 => (at(y, down), at(y, down - 1)),
        Orientation::Transversed => (at(right - y, down), at(right - y, down - 1)),
        Orientation::Rotated270 => (at(right - y, 0), at(right - y, 1)),
    };
    Steps { first, step: second - first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(number: u16) -> String {
        let (file, width, height) = (b"abcdef", 3, 2);
        let turn = Orientation::from_exif(number).unwrap_or_default();
        let (columns, rows) = if turn.swaps_sides() { (height, width) } else { (width, height) };
        let row = |y| {
            let steps = steps_of_row(turn, y, width, height);
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
