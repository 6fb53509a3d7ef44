//! Test pictures from formulas: the same as in `tests/oracles/pictures.py`, and the astronaut.

use weft_kernels::Plane;

/// Values k / 2^16 that look like chance.
pub(crate) fn noise(width: usize, height: usize) -> Plane {
    noise_of_seed(width, height, 0)
}

pub(crate) fn noise_of_seed(width: usize, height: usize, seed: u32) -> Plane {
    Plane::from_fn(width, height, |x, y| {
        let mixed = (x as u32).wrapping_mul(73_856_093) ^ (y as u32).wrapping_mul(19_349_663);
        let mixed = (mixed ^ seed.wrapping_mul(83_492_791).wrapping_add(1)).wrapping_mul(2_654_435_761);
        ((mixed ^ mixed >> 15).wrapping_mul(2_246_822_519) >> 16) as f32 / 65536.0
    })
}

pub(crate) fn gradient(width: usize, height: usize) -> Plane {
    Plane::from_fn(width, height, |x, y| ((x + 2 * y) % 512) as f32 / 512.0)
}

pub(crate) fn checkerboard(width: usize, height: usize) -> Plane {
    Plane::from_fn(width, height, |x, y| ((x / 8 + y / 8) % 2) as f32)
}

/// Levels of a 16-bit file.
pub(crate) fn sixteen_bits(width: usize, height: usize) -> Plane {
    let noise = noise_of_seed(width, height, 5);
    Plane::from_fn(width, height, |x, y| (noise.row(y)[x] * 65535.0).round_ties_even() / 65535.0)
}

/// Structure at several scales.
pub(crate) fn mixed(width: usize, height: usize) -> Plane {
    let (gradient, board, noise) = (gradient(width, height), checkerboard(width, height), noise(width, height));
    Plane::from_fn(width, height, |x, y| (gradient.row(y)[x] + board.row(y)[x] + noise.row(y)[x]) / 3.0)
}

/// Three planes that have little to do with each other.
pub(crate) fn rgb(width: usize, height: usize) -> Vec<Plane> {
    vec![mixed(width, height), sixteen_bits(width, height), gradient(width, height)]
}

/// 64×64, RGB.
pub(crate) fn astronaut() -> Vec<Plane> {
    crate::answers::png("astronaut_64")
}
