//! Smooth random fields for skin, hair, cloth and paper.

use crate::vector::{Vec3, mix, vec3};

/// Value noise: from −1 to 1, smooth, one wave a unit.
pub(crate) fn noise(p: Vec3) -> f32 {
    let (x, y, z) = (below(p.x), below(p.y), below(p.z));
    let f = p - vec3(x as f32, y as f32, z as f32);
    let s = f.map(|t| t * t * (3.0 - 2.0 * t));
    let row = |dy: i32, dz: i32| {
        let (y, z) = (y.wrapping_add(dy), z.wrapping_add(dz));
        mix(corner(x, y, z), corner(x.wrapping_add(1), y, z), s.x)
    };
    mix(mix(row(0, 0), row(1, 0), s.y), mix(row(0, 1), row(1, 1), s.y), s.z)
}

/// The same on a plane, for half the price.
pub(crate) fn noise2(x: f32, y: f32) -> f32 {
    let (left, low) = (below(x), below(y));
    let (fx, fy) = (x - left as f32, y - low as f32);
    let (sx, sy) = (fx * fx * (3.0 - 2.0 * fx), fy * fy * (3.0 - 2.0 * fy));
    let row = |y: i32| mix(corner(left, y, 7), corner(left.wrapping_add(1), y, 7), sx);
    mix(row(low), row(low.wrapping_add(1)), sy)
}

/// Three octaves of noise, still within −1 and 1.
pub(crate) fn cloudy(p: Vec3) -> f32 {
    0.57 * noise(p) + 0.29 * noise(p * 2.03 + vec3(7.1, 3.3, 1.7)) + 0.14 * noise(p * 4.01 + vec3(1.3, 9.2, 5.5))
}

/// How far the nearest of many scattered points is (one a cell, on average), and a number from 0 to 1 that is its own.
pub(crate) fn scattered(p: Vec3) -> (f32, f32) {
    let (mut nearest, mut own) = (9.0_f32, 0.0);
    for (away, number) in around(p) {
        if away < nearest {
            (nearest, own) = (away, number);
        }
    }
    (nearest, own)
}

/// Round bumps around scattered points: 1 in their middles, lower between them, soft where two meet.
pub(crate) fn bumps(p: Vec3) -> f32 {
    let mut together = 9.0_f32;
    for (away, _) in around(p) {
        let near = (0.22 - (together - away).abs()).max(0.0) / 0.22;
        together = together.min(away) - near * near * 0.055;
    }
    // Farther than this, a point beyond the eight cells might be nearer.
    let t = together.clamp(0.0, 0.62) / 0.62;
    1.0 - 2.0 * t * t
}

/// The scattered points of the eight nearest cells: how far each is, and its own number.
fn around(p: Vec3) -> [(f32, f32); 8] {
    let (x, y, z) = (below(p.x - 0.5), below(p.y - 0.5), below(p.z - 0.5));
    let mut all = [(0.0, 0.0); 8];
    for (at, point) in (0..).zip(&mut all) {
        let (x, y, z) = (x.wrapping_add(at & 1), y.wrapping_add(at >> 1 & 1), z.wrapping_add(at >> 2 & 1));
        let shift = |salt: i32| corner(x, y, z.wrapping_add(salt)) * 0.36;
        let place = vec3(x as f32, y as f32, z as f32) + vec3(0.5 + shift(0), 0.5 + shift(911), 0.5 + shift(1823));
        *point = ((p - place).length(), shift(2741) / 0.72 + 0.5);
    }
    all
}

/// The whole number at or below `x`; much faster than asking the C library, where the machine has no instruction for it.
fn below(x: f32) -> i32 {
    let whole = x as i32;
    whole.saturating_sub(i32::from(x < whole as f32))
}

fn corner(x: i32, y: i32, z: i32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x8da6_b343)
        ^ (y as u32).wrapping_mul(0xd816_3841)
        ^ (z as u32).wrapping_mul(0xcb1a_b31f);
    h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
    h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
    h ^= h >> 15;
    (h >> 8) as f32 / 8_388_608.0 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_smooth_and_stays_within_one() {
        let mut last = noise2(0.0, 0.3);
        for step in 1..4000 {
            let here = noise2(step as f32 * 0.01, 0.3);
            assert!(here.abs() <= 1.0);
            assert!((here - last).abs() < 0.05);
            last = here;
        }
    }
}
