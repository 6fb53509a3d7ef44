//! The head without its features: skull, face, jaw, cheeks, nose and ears.
//!
//! Head space: one unit is about a decimetre, the middle between the eyes is near (0, 0), `x` to the right of the
//! picture, `y` up, `z` towards the viewer. Left and right are alike, so points come mirrored to positive `x`.

use super::person::Person;
use super::shapes::{Egg, ball, carve, join, stick};
use crate::vector::{Vec3, bump, mix, vec3};

/// The solids of one head.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    skull: Egg,
    face: Egg,
    jaw: Egg,
    chin: Egg,
    cheek: Egg,
    brow: Egg,
    socket: Egg,
    muzzle: Egg,
    fold: f32,
    furrows: f32,
    nose: Nose,
    ear: Ear,
    /// Height of the mouth's middle.
    pub(crate) mouth_y: f32,
    /// Half the distance between the eyes.
    pub(crate) eye_x: f32,
}

#[derive(Clone, Debug)]
struct Nose {
    root: Vec3,
    tip: Vec3,
    bridge_radius: f32,
    tip_radius: f32,
    wing: Egg,
    nostril: Egg,
    guard: Vec3,
}

#[derive(Clone, Debug)]
struct Ear {
    shell: Egg,
    hollow: Egg,
    canal: Egg,
    lobe: Vec3,
    lean: f32,
}

/// More than any nose or ear stands out.
const NOSE_REACH: f32 = 0.42;

impl Head {
    pub(crate) fn new(person: &Person, smile: f32) -> Head {
        let child = person.child;
        let wide = 1.0 + 0.06 * person.face_width + 0.05 * child;
        let long = 1.0 + 0.06 * person.face_length - 0.10 * child;
        let jaw = 1.0 + 0.12 * person.jaw - 0.03 * child;
        let mouth_y = -0.64 * long - 0.015 * person.mouth_low + 0.035 * child;
        let chin_y = -0.93 * long - 0.045 * person.chin + 0.05 * child;
        let eye_x = 0.322 * (1.0 + 0.07 * person.eye_apart) + 0.012 * child;
        let full = person.cheeks * 0.035 + child * 0.055 - person.old * 0.02;
        let lift = smile * 0.045;
        Head {
            skull: Egg::new(
                vec3(0.0, 0.36 + 0.03 * child, -0.10),
                vec3(0.735 * (0.4 + 0.6 * wide) + 0.02 * child, 0.80 + 0.02 * person.forehead + 0.02 * child, 0.90),
            ),
            face: Egg::new(vec3(0.0, -0.20, 0.14), vec3(0.625 * wide, 0.84 * long, 0.645)),
            jaw: Egg::new(vec3(0.0, -0.56 * long, 0.14), vec3(0.55 * wide * jaw, 0.40, 0.52)),
            chin: Egg::new(
                vec3(0.0, chin_y, 0.50),
                vec3(0.20 + 0.035 * person.angular + 0.02 * person.jaw, 0.14, 0.17 + 0.015 * person.chin),
            ),
            cheek: Egg::new(vec3(0.36, -0.30 + lift, 0.48), vec3(0.25 + full, 0.22 + full, 0.25 + full + lift * 0.4)),
            brow: Egg::new(vec3(0.24, 0.20, 0.63), vec3(0.24, 0.085, 0.13 + 0.035 * person.angular * (1.0 - child))),
            socket: Egg::new(vec3(eye_x + 0.005, 0.03, 0.93), vec3(0.25, 0.17, 0.20)),
            muzzle: Egg::new(vec3(0.0, mouth_y - 0.01, 0.55), vec3(0.27, 0.20, 0.235)),
            fold: 0.010 * smile + 0.016 * person.old,
            furrows: person.old,
            nose: Nose::new(person, mouth_y),
            ear: Ear::new(person, wide),
            mouth_y,
            eye_x,
        }
    }

    /// Skull and face before any feature: what hair follows.
    pub(crate) fn base(&self, m: Vec3) -> f32 {
        let d = join(self.skull.distance(m), self.face.distance(m), 0.30);
        join(d, self.jaw.distance(m), 0.22)
    }

    /// The skin without eyes and lips; `base` is what [`Head::base`] said about the same point.
    pub(crate) fn skin(&self, m: Vec3, base: f32) -> f32 {
        let mut d = base;
        if m.z > 0.05 {
            if d > NOSE_REACH + 0.2 {
                // Too far for features to matter, but a nose may be this much nearer than the face.
                return d - NOSE_REACH;
            }
            d = join(d, self.chin.distance(m), 0.16);
            d = join(d, self.cheek.distance(m), 0.18);
            d = join(d, self.muzzle.distance(m), 0.16);
            d = join(d, self.brow.distance(m), 0.12);
            d = carve(d, self.socket.distance(m), 0.14);
            d = self.nose.onto(m, d);
            d += self.creases(m);
        }
        if ball(m, self.ear.shell.centre, 0.42) < d + 0.1 {
            d = self.ear.onto(m, d);
        }
        d
    }

    /// The fold from nose to mouth corner and the furrows of the forehead, as depths.
    fn creases(&self, m: Vec3) -> f32 {
        let along = (m.y - self.mouth_y + 0.06) / 0.36;
        let line = 0.335 - 0.16 * along - 0.05 * along * along;
        let fold = self.fold * bump(0.0, 0.075, m.x - line) * bump(0.45, 0.62, along);
        if self.furrows <= 0.0 {
            return fold;
        }
        let wave = bump(0.0, 0.022, (m.y - 0.40 - 0.03 * m.x * m.x) % 0.085 - 0.04);
        fold + 0.009 * self.furrows * wave * bump(0.47, 0.16, m.y) * bump(0.0, 0.40, m.x)
    }
}

impl Nose {
    fn new(person: &Person, mouth_y: f32) -> Nose {
        let (child, old) = (person.child, person.old);
        let size = 1.0 - 0.24 * child + 0.08 * old;
        let length = 1.0 + 0.15 * person.nose_length - 0.16 * child;
        let tip = vec3(
            0.0,
            (mouth_y + 0.285).mix_towards(-0.36 * length, 0.6) + 0.03 * person.nose_upturn + 0.02 * child,
            0.95 + 0.06 * person.nose_out - 0.05 * child,
        );
        let wide = (0.97 + 0.20 * person.nose_width) * size;
        Nose {
            root: vec3(0.0, 0.13, 0.715 + 0.012 * person.nose_out),
            tip,
            bridge_radius: 0.062 * mix(1.0, 0.92, child) * (1.0 + 0.05 * person.nose_width),
            tip_radius: 0.090 * size * (1.0 + 0.10 * person.nose_width + 0.14 * person.nose_tip),
            wing: Egg::new(tip + vec3(0.098 * wide, -0.018, -0.085), vec3(0.066 * wide, 0.064 * size, 0.085 * size)),
            nostril: Egg::new(tip + vec3(0.058 * wide, -0.092 * size, -0.045), vec3(0.030 * wide, 0.026, 0.045 * size)),
            guard: mix_points(vec3(0.0, 0.13, 0.70), tip),
        }
    }

    fn onto(&self, m: Vec3, d: f32) -> f32 {
        if ball(m, self.guard, 0.46) > d + 0.1 {
            return d;
        }
        let bridge = stick(m, self.root, self.tip, self.bridge_radius, self.tip_radius * 0.75);
        let mut d = join(d, bridge, 0.11);
        d = join(d, ball(m, self.tip, self.tip_radius), 0.05);
        d = join(d, self.wing.distance(m), 0.055);
        carve(d, self.nostril.distance(m), 0.035)
    }
}

fn mix_points(a: Vec3, b: Vec3) -> Vec3 {
    (a + b) * 0.5
}

trait MixTowards {
    fn mix_towards(self, other: f32, share: f32) -> f32;
}

impl MixTowards for f32 {
    fn mix_towards(self, other: f32, share: f32) -> f32 {
        mix(self, other, share)
    }
}

impl Ear {
    fn new(person: &Person, wide: f32) -> Ear {
        let size = 0.90 + 0.10 * person.ears + 0.10 * person.old;
        let out = 0.735 * wide;
        let shell = Egg::new(vec3(out + 0.01, -0.10, -0.10), vec3(0.085, 0.255 * size, 0.165 * size));
        Ear {
            hollow: Egg::new(vec3(out + 0.095, -0.06, -0.045), vec3(0.07, 0.165 * size, 0.095 * size)),
            canal: Egg::new(vec3(out + 0.03, -0.14, -0.01), vec3(0.05, 0.06, 0.04)),
            lobe: vec3(out - 0.005, -0.10 - 0.215 * size, -0.03),
            lean: 0.38 + 0.10 * person.ears,
            shell,
        }
    }

    fn onto(&self, m: Vec3, d: f32) -> f32 {
        // The ear stands off: its outer edge leans away from the skull.
        let out = m.x - self.shell.centre.x;
        let back = m.z - self.shell.centre.z;
        let q = vec3(m.x + back * self.lean, m.y, m.z - out * self.lean * 0.4);
        let mut ear = self.shell.distance(q);
        ear = join(ear, ball(q, self.lobe, 0.062), 0.08);
        ear = carve(ear, self.hollow.distance(q), 0.05);
        ear = carve(ear, self.canal.distance(q), 0.03);
        join(d, ear, 0.06)
    }
}
