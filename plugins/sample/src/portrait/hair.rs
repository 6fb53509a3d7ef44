//! Hair as a volume around the skull: for each style how thick it is, where it ends, and what hangs from it. Head space.

use super::choices::HairStyle;
use super::person::Person;
use super::shapes::{Egg, ball, carve, join, overlap, stick};
use super::strands::Flow;
use crate::noise::{bumps, noise};
use crate::vector::{Vec3, bump, mix, ramp, vec3};

/// The hair of one person.
#[derive(Clone, Debug)]
pub(crate) struct Hair {
    style: HairStyle,
    pub(crate) flow: Flow,
    /// What the face keeps free.
    window: Egg,
    /// Side to which a parting combs, 1 or −1.
    side: f32,
    /// Lowest point of the hair before and behind the ears.
    temple_y: f32,
    nape_y: f32,
    top: f32,
    sides: f32,
    lock_depth: f32,
    end_y: f32,
    offset: Vec3,
    /// Curls a unit.
    curl: f32,
    /// Where a parting runs, and how steeply the hair falls from it to both sides of the face.
    parting_x: f32,
    arch: f32,
}

const FAR: f32 = 9.0;

impl Hair {
    pub(crate) fn new(person: &Person) -> Hair {
        let chance = person.chance;
        let side = if chance.happens("parting left", 0.5) { 1.0 } else { -1.0 };
        let full = 1.0 + 0.15 * chance.around("full hair");
        let hairline = 0.015 * chance.around("hairline") + 0.10 * person.old * person.angular - 0.02 * person.child;
        let whorl = Flow::new(vec3(0.0, 0.1, 0.0), vec3(0.12 * side, 0.80, -0.62), 3.2, 0.10);
        let parting = |y: f32| Flow::new(vec3(-0.22 * side, y, -0.1), vec3(1.0, 0.0, 0.0), 6.0, 0.05);
        let window = |top: f32, wide: f32| Egg::new(vec3(0.0, top - 0.93, 0.80), vec3(wide, 0.93, 0.74));
        let fringe = chance.happens("fringe", mix(0.35, 0.6, person.child));
        let fringe_window = Egg::new(vec3(0.0, -0.62, 0.92), vec3(0.70, 1.02, 1.10));
        let plain = Hair {
            style: person.style,
            flow: whorl,
            window: window(0.60 + hairline, 0.60),
            side,
            temple_y: -0.16,
            nape_y: -0.66,
            top: 0.10 * full,
            sides: 0.055,
            lock_depth: 0.022,
            end_y: -0.9,
            offset: vec3(chance.between("hair x", 0.0, 40.0), chance.between("hair y", 0.0, 40.0), 0.0),
            curl: chance.between("curl", 5.0, 8.0),
            parting_x: -0.22 * side,
            arch: 0.0,
        };
        use HairStyle::{Auto, Bald, Bob, Bun, Bunches, Buzz, Crop, Curls, Long, Part, Quiff};
        match person.style {
            Auto | Crop => Hair { top: 0.15 * full, sides: 0.075, lock_depth: 0.035, ..plain },
            Bald => Hair { top: 0.022, sides: 0.022, lock_depth: 0.006, ..plain },
            Buzz => Hair { top: 0.035, sides: 0.024, lock_depth: 0.004, ..plain },
            Quiff => Hair {
                flow: Flow::new(vec3(0.10 * side, -0.55, -0.9), vec3(0.22 * side, 0.12, 1.0), 7.0, 0.06),
                top: 0.26 * full,
                sides: 0.045,
                lock_depth: 0.035,
                ..plain
            },
            Part => Hair {
                flow: parting(-0.55),
                window: Egg::new(vec3(0.05 * side, -0.33, 0.80), vec3(0.66, 1.08 + hairline, 0.74)),
                arch: 0.38,
                top: 0.17 * full,
                sides: 0.085,
                lock_depth: 0.03,
                ..plain
            },
            Curls => Hair {
                window: window(0.67 + hairline, 0.68),
                top: 0.28 * full,
                sides: 0.17 * full,
                lock_depth: 0.048,
                temple_y: -0.24,
                ..plain
            },
            Bob => Hair {
                flow: parting(-1.9),
                window: if fringe { fringe_window } else { Egg::new(vec3(0.0, -0.42, 0.92), vec3(0.71, 1.20, 1.06)) },
                arch: if fringe { -0.22 } else { 0.42 },
                parting_x: if fringe { 0.0 } else { -0.22 * side },
                top: 0.15 * full,
                sides: 0.12,
                end_y: -0.86 + 0.12 * chance.around("bob length"),
                ..plain
            },
            Long => Hair {
                flow: parting(-2.6),
                window: if fringe { fringe_window } else { Egg::new(vec3(0.0, -0.42, 0.92), vec3(0.72, 1.22, 1.06)) },
                arch: if fringe { -0.22 } else { 0.45 },
                parting_x: if fringe { 0.0 } else { -0.22 * side },
                top: 0.14 * full,
                sides: 0.10,
                end_y: -1.75 + 0.18 * chance.around("hair length"),
                ..plain
            },
            Bun => Hair {
                flow: Flow::new(vec3(0.0, 0.15, -0.1), vec3(0.0, 0.86, -0.52), 5.0, 0.02),
                top: 0.085,
                sides: 0.06,
                lock_depth: 0.016,
                ..plain
            },
            Bunches => Hair {
                flow: Flow::new(vec3(0.0, 0.12, -0.2), vec3(1.0, 0.05, -0.1), 4.5, 0.02),
                top: 0.10,
                sides: 0.075,
                lock_depth: 0.018,
                ..plain
            },
        }
    }

    /// Distance from the hair; `base` is what `Head::base` said about the mirrored point.
    pub(crate) fn distance(&self, q: Vec3, base: f32) -> f32 {
        let d = self.cap(q, base);
        let m = q.mirrored();
        match self.style {
            HairStyle::Bun => {
                let centre = vec3(0.0, 1.20, -0.42);
                let rough = ball(q, centre, 0.30);
                if rough > 0.15 {
                    return d.min(rough - 0.025);
                }
                join(d, rough + 0.025 * self.coil(q - centre), 0.05)
            }
            HairStyle::Bunches => {
                let upper = stick(m, vec3(0.93, 0.30, -0.30), vec3(1.04, 0.02, -0.26), 0.17, 0.225);
                let lower = stick(m, vec3(1.04, 0.02, -0.26), vec3(1.00, -0.66, -0.16), 0.225, 0.05);
                let knot = ball(m, vec3(0.80, 0.36, -0.30), 0.12);
                let rough = join(join(upper, lower, 0.10), knot, 0.06);
                if rough > 0.15 {
                    return d.min(rough - 0.03);
                }
                let locks = 1.0 - 2.0 * noise(vec3(m.x * 8.0, m.y * 1.1, m.z * 8.0) + self.offset).abs();
                join(rough - 0.028 * locks, d, 0.04)
            }
            _ => d,
        }
    }

    /// What grows on the skull, and hangs straight from it.
    fn cap(&self, q: Vec3, base: f32) -> f32 {
        let m = q.mirrored();
        let height = ramp(0.30, 0.95, q.y);
        let mut thick = mix(self.sides, self.top, height);
        match self.style {
            HairStyle::Quiff => thick *= mix(0.45, 1.15, ramp(-0.8, 0.65, q.z)) + 0.15 * self.side * q.x,
            HairStyle::Part | HairStyle::Bob | HairStyle::Long => {
                let line = bump(self.parting_x, 0.06, q.x) * ramp(0.2, 0.6, q.y) * ramp(-0.4, 0.4, q.z);
                thick *= 1.0 - 0.30 * line;
            }
            _ => {}
        }
        let mut volume = base - thick;
        if matches!(self.style, HairStyle::Bob | HairStyle::Long) {
            volume = join(volume, self.curtain(m), 0.12);
        }
        let aside = (q.x - self.parting_x * ramp(0.0, 0.7, q.y)).abs();
        // Below its middle the window goes straight down, and behind the chin it makes room for the neck.
        let (y, fall) = (q.y + self.arch * aside, (-0.80 - q.y).max(0.0));
        let window = self.window.distance(vec3(q.x, y.max(self.window.centre.y), q.z + 1.1 * fall.min(0.6)));
        // Single locks are dear; far away it is enough to know that they are not here.
        let crown = if self.style == HairStyle::Bald { q.y - 0.22 + 0.5 * (q.z - 0.1).max(0.0) } else { -FAR };
        let rough = volume.max(-window).max(self.lower_end(m, 0.0)).max(crown);
        if rough > self.lock_depth + 0.12 {
            return (rough - self.lock_depth - 0.05) * 0.85;
        }
        let locks = self.locks(q);
        let volume = volume - self.lock_depth * locks;
        let window = window + self.edge(locks);
        let hair = carve(volume, window, 0.07);
        let hair = overlap(hair, self.lower_end(m, locks), 0.07);
        overlap(hair, crown, 0.05) * 0.85
    }

    /// How ragged the hairline is.
    fn edge(&self, locks: f32) -> f32 {
        match self.style {
            HairStyle::Crop | HairStyle::Part => 0.045 * locks,
            HairStyle::Bob | HairStyle::Long if self.arch < 0.0 => 0.032 * locks,
            HairStyle::Curls => 0.03 * locks,
            _ => 0.012 * locks,
        }
    }

    fn locks(&self, q: Vec3) -> f32 {
        match self.style {
            HairStyle::Curls => self.curls(q),
            HairStyle::Buzz | HairStyle::Bald => noise(q * 30.0),
            _ => self.flow.locks_at(q),
        }
    }

    /// Round tufts: 1 in their middle, −1 between them.
    fn curls(&self, q: Vec3) -> f32 {
        // The same along each line out of the head: tufts stand on it, none floats above.
        let middle = vec3(0.0, 0.15, -0.10);
        bumps((q - middle).unit() * self.curl + self.offset)
    }

    /// Brightness of strands and tufts, around 1.
    pub(crate) fn silk(&self, q: Vec3) -> f32 {
        match self.style {
            HairStyle::Curls => mix(0.74, 1.08, 0.5 + 0.5 * self.curls(q)) * (0.75 + 0.25 * self.flow.silk(q)),
            _ => self.flow.silk(q),
        }
    }

    /// A coil, as hair is wound into a knot.
    fn coil(&self, r: Vec3) -> f32 {
        let turn = crate::exact::atan2(r.z, r.x);
        crate::exact::sin(r.y * 26.0 + turn * 1.0)
    }

    /// Long hair before, beside and behind the neck.
    fn curtain(&self, m: Vec3) -> f32 {
        if self.style == HairStyle::Bob {
            let hull = Egg::new(vec3(0.0, -0.05, -0.18), vec3(0.98, 1.18, 0.95));
            return hull.distance(m);
        }
        let wave = 0.03 * crate::exact::sin(m.y * 5.0 + m.z * 2.0);
        let side = stick(m, vec3(0.56, 0.40, -0.28), vec3(0.76 + wave, self.end_y + 0.12, -0.04), 0.32, 0.15);
        let back = Egg::new(vec3(0.0, -0.45, -0.45), vec3(0.86, 1.35, 0.55));
        join(side, back.distance(m), 0.2)
    }

    /// Positive below the ends of the hair.
    fn lower_end(&self, m: Vec3, locks: f32) -> f32 {
        match self.style {
            HairStyle::Bob => self.end_y - 0.06 * locks - m.y,
            HairStyle::Long => self.end_y - 0.12 * locks - m.y,
            _ => {
                let behind = ramp(0.12, -0.30, m.z);
                let low = mix(self.temple_y, self.nape_y, behind) + 0.10 * ramp(0.15, 0.45, m.z);
                (low - m.y) * 0.8 - 0.02 * locks
            }
        }
    }
}

/// What a beard adds to the skin: distance from the beard, where `cover` says how much of it grows here.
pub(crate) fn beard(skin: f32, m: Vec3, cover: f32) -> f32 {
    let tufts = noise(vec3(m.x * 32.0, m.y * 8.0 - 9.0 * m.x, m.z * 14.0));
    skin + 0.014 - (0.066 + 0.020 * tufts) * cover
}
