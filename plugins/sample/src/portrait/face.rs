//! The features that make a face: eyes with their lids, brows, lips and teeth. Head space, see `head`.

use super::head::Head;
use super::person::Person;
use super::shapes::{Egg, ball, carve, join, overlap};
use crate::vector::{Vec3, bump, mix, ramp, vec3};

/// The features of one face.
#[derive(Clone, Debug)]
pub(crate) struct Face {
    pub(crate) eye: Eye,
    pub(crate) mouth: Mouth,
    brow: Brow,
}

/// The right eye of the picture; the left one is its mirror.
#[derive(Clone, Debug)]
pub(crate) struct Eye {
    pub(crate) centre: Vec3,
    pub(crate) radius: f32,
    half_width: f32,
    upper: f32,
    lower: f32,
    slant: f32,
    lash: f32,
}

/// Where the slit of the mouth is, and how far it is open.
#[derive(Clone, Debug)]
pub(crate) struct Mouth {
    pub(crate) centre: Vec3,
    pub(crate) half_width: f32,
    smile: f32,
    pub(crate) open: f32,
    upper: f32,
    lower: f32,
}

#[derive(Clone, Debug)]
struct Brow {
    inner: f32,
    outer: f32,
    y: f32,
    arch: f32,
    slant: f32,
    half_thick: f32,
}

/// What the features add at one point.
pub(crate) struct Features {
    pub(crate) skin: f32,
    pub(crate) eyeball: f32,
    pub(crate) lash: f32,
    pub(crate) brow: f32,
    pub(crate) teeth: f32,
}

const FAR: f32 = 9.0;

impl Face {
    pub(crate) fn new(person: &Person, head: &Head, smile: f32) -> Face {
        let child = person.child;
        let size = 1.07 + 0.08 * person.eye_size + 0.13 * child - 0.06 * person.old;
        let eye = Eye {
            centre: vec3(head.eye_x, -0.005, 0.565 - 0.01 * child),
            radius: 0.198 * size,
            half_width: 0.172 * size,
            upper: (0.115 + 0.016 * person.eye_open - 0.02 * person.old) * size,
            lower: (0.083 - 0.020 * smile) * size,
            slant: 0.06 + 0.07 * person.eye_slant - 0.08 * person.old,
            lash: mix(1.0, 0.35, ramp(0.3, 0.7, person.angular)) * mix(1.0, 0.6, child),
        };
        let wide = (0.235 + 0.026 * person.mouth_width - 0.02 * child) * (1.0 + 0.22 * smile);
        let full = 1.0 + 0.20 * person.lips - 0.28 * person.old;
        let open = ramp(0.45, 1.0, smile);
        let mouth = Mouth {
            centre: vec3(0.0, head.mouth_y, 0.775),
            half_width: wide,
            smile,
            open: 0.135 * open,
            upper: 0.062 * full * (1.0 - 0.25 * open),
            lower: 0.078 * full * (1.0 - 0.15 * open),
        };
        let brow = Brow {
            inner: 0.115 - 0.01 * person.brow_thick,
            outer: 0.515,
            y: eye.centre.y + 0.235 + 0.022 * person.brow_height + 0.02 * smile,
            arch: (0.045 + 0.02 * person.brow_arch) * mix(1.0, 0.6, child),
            slant: -0.015 * person.angular + 0.01 * person.brow_arch,
            half_thick: 0.030 + 0.008 * person.brow_thick - 0.004 * child,
        };
        Face { eye, mouth, brow }
    }

    /// Adds the features to the skin at `m`, a point mirrored to positive `x`.
    pub(crate) fn onto(&self, m: Vec3, skin: f32) -> Features {
        let mut all = Features { skin, eyeball: FAR, lash: FAR, brow: FAR, teeth: FAR };
        if skin > 0.35 {
            // Lashes and brows stand out a little.
            all.lash = skin - 0.12;
            return all;
        }
        if m.z < 0.2 {
            return all;
        }
        if ball(m, self.eye.centre, self.eye.radius + 0.16) < skin + 0.1 {
            self.eye.onto(m, &mut all);
        }
        if ball(m, self.mouth.centre, self.mouth.half_width + 0.12) < all.skin + 0.1 {
            self.mouth.onto(m, &mut all);
        }
        all.brow = self.brow.distance(m, skin);
        all
    }
}

impl Eye {
    /// A point in the plane of the opening: along the slit, and above it.
    fn in_slit(&self, m: Vec3) -> (f32, f32) {
        let (u, v) = (m.x - self.centre.x, m.y - self.centre.y);
        (u, v - self.slant * u)
    }

    /// Distances from the edges of the upper and lower lid, negative within the opening.
    pub(crate) fn opening(&self, m: Vec3) -> (f32, f32) {
        let (u, v) = self.in_slit(m);
        let t = u / self.half_width;
        // Highest a little towards the nose above, towards the ear below: an eye, not a lens.
        let (above, below) = (1.0 - t * t, 1.0 - t * t);
        let rise = self.upper * above * (1.0 - 0.22 * t);
        let drop = self.lower * below * (1.0 + 0.28 * t);
        let steep = 2.0 * t / self.half_width;
        let slope = |height: f32| 1.0 / (1.0 + (height * steep) * (height * steep)).sqrt();
        ((v - rise) * slope(self.upper), (-drop - v) * slope(self.lower))
    }

    /// How strong the lashes are, 0 to 1.
    pub(crate) fn lash_weight(&self) -> f32 {
        self.lash
    }

    fn onto(&self, m: Vec3, all: &mut Features) {
        let from_centre = (m - self.centre).length();
        let (upper, lower) = self.opening(m);
        let opening = upper.max(lower);
        let lid = from_centre - (self.radius + 0.024);
        let mut skin = join(all.skin, lid, 0.05);
        // The crease above the upper lid, and a softer one below.
        let t = (m.x - self.centre.x) / self.half_width;
        let within = bump(0.05, 1.25, t);
        skin += 0.020 * bump(0.056, 0.030, upper) * ramp(-0.03, 0.03, upper - lower) * within;
        skin += 0.006 * bump(0.075, 0.045, lower) * ramp(-0.03, 0.03, lower - upper) * within;
        let slot = opening.max(self.centre.z - m.z);
        all.skin = carve(skin, slot, 0.016);
        all.eyeball = from_centre - self.radius;
        let reach = 0.030 + 0.028 * self.lash * (1.0 + t);
        let lash = (from_centre - (self.radius + 0.012 + reach * 0.5)).abs() - reach * 0.5;
        let edge = (upper + 0.002 - 0.25 * (from_centre - self.radius - 0.02).max(0.0)).abs() - 0.0075;
        let ends = (t.abs() - 1.12) * self.half_width;
        all.lash = overlap(lash.max(ends), edge, 0.006);
    }
}

impl Mouth {
    /// The middle of the slit at `x`: its height, its depth, and how wide it opens there.
    fn slit(&self, x: f32) -> (f32, f32, f32) {
        let t = x / self.half_width;
        let y = self.centre.y + self.smile * (0.085 * t * t - 0.03) + 0.006 * t * t;
        let z = self.centre.z - 0.95 * x * x - 0.015 * self.smile;
        (y, z, self.open * (1.0 - t * t).max(0.0))
    }

    /// The lips at a point: how far it is outside of their red (negative within), and how far they stand out there.
    pub(crate) fn lips(&self, m: Vec3) -> (f32, f32) {
        let t = m.x / self.half_width;
        let (y, _, gap) = self.slit(m.x.min(self.half_width));
        let round = (1.0 - t * t).max(0.0);
        let bow = 0.13 * bump(0.30, 0.34, t) - 0.16 * bump(0.0, 0.22, t);
        let top = (self.upper * (round.sqrt() * 0.85 + bow * round)).max(0.002);
        let low = (self.lower * (0.55 * round + 0.45 * round.sqrt())).max(0.002);
        let dy = m.y - y;
        let (above, below) = ((dy - 0.3 * gap) / top, (-dy - 0.7 * gap) / low);
        let outside = ((above - 1.0) * top).max((below - 1.0) * low).max((t - 1.0) * self.half_width);
        let hump = |s: f32| if (0.0..=1.0).contains(&s) { 4.0 * s * (1.0 - s) } else { 0.0 };
        let bulge = 0.026 * (top / 0.06) * hump(above) + 0.038 * (low / 0.07) * hump(below);
        (outside, bulge)
    }

    fn onto(&self, m: Vec3, all: &mut Features) {
        let (_, bulge) = self.lips(m);
        let x = m.x.min(self.half_width);
        let (y, z, gap) = self.slit(x);
        let t = m.x / self.half_width;
        let mut skin = all.skin - bulge;
        // The slit itself, the shade under the lower lip, the groove under the nose, and dimples at the corners.
        skin += 0.012 * bump(0.0, 0.016, m.y - y) * ramp(1.08, 0.9, t) * f32::from(gap < 0.004);
        skin += 0.016 * bump(y - self.lower - 0.055, 0.055, m.y) * ramp(0.9, 0.3, t);
        skin += 0.012 * bump(0.0, 0.035, m.x) * bump(y + 0.15, 0.085, m.y);
        let corner = vec3(m.x - self.half_width - 0.006, m.y - self.slit(self.half_width).0, 0.0).length();
        skin += (0.010 + 0.010 * self.smile) * bump(0.0, 0.05, corner);
        if gap > 0.004 {
            let middle = y - 0.2 * gap;
            let hole = ((m.y - middle).abs() - 0.5 * gap).max(z - 0.30 - m.z).max(m.x - self.half_width * 0.94);
            skin = carve(skin, hole, 0.014);
            let arch = Egg::new(vec3(0.0, y, z - 0.30), vec3(0.30, 0.16, 0.235 + 0.3 * m.x * m.x));
            all.teeth = overlap(arch.distance(vec3(m.x * 0.6, m.y, m.z)), middle - 0.06 * gap - m.y, 0.01);
        }
        all.skin = skin;
    }

    /// How deep inside the mouth a point of the skin lies: 0 outside, 1 in the dark.
    pub(crate) fn inside(&self, m: Vec3) -> f32 {
        let (y, z, gap) = self.slit(m.x.min(self.half_width));
        let within = ramp(0.02, -0.005, (m.y - (y - 0.2 * gap)).abs() - 0.5 * gap);
        if gap > 0.004 { within * ramp(z - 0.02, z - 0.09, m.z) } else { 0.0 }
    }
}

impl Brow {
    /// A tuft that hugs the skin.
    fn distance(&self, m: Vec3, skin: f32) -> f32 {
        let t = (m.x - self.inner) / (self.outer - self.inner);
        let along = t.clamp(0.0, 1.0);
        let y = self.y + self.slant * (1.0 - along) + self.arch * (1.0 - (along - 0.62) * (along - 0.62) * 2.6)
            - 0.05 * ramp(0.6, 1.0, along);
        let thick =
            self.half_thick * (0.9 + 0.3 * along - 1.0 * along * along * along).max(0.12) * ramp(-0.12, 0.16, along);
        let beyond = (t - along) * (self.outer - self.inner);
        let (dx, dy) = (beyond, m.y - y);
        let flat = (dx * dx + dy * dy).sqrt() - thick;
        overlap(flat, (skin - 0.016).abs() - 0.014, 0.02)
    }
}
