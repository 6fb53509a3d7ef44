//! The colours of a face: blood in the cheeks, lips, freckles, stubble, the dark of the mouth.

use super::figure::Figure;
use super::light::Matter;
use crate::noise::{cloudy, noise, scattered};
use crate::vector::{Vec3, bump, mix, mix3, ramp, vec3};

impl Figure {
    /// Skin at a point in head space.
    pub(crate) fn skin_at(&self, q: Vec3) -> Matter {
        let (person, m) = (&self.person, q.mirrored());
        let base = person.skin;
        let light = base.dot(vec3(0.3, 0.5, 0.2));
        let mut colour = base * (1.0 + 0.04 * cloudy(q * 3.0) + 0.02 * noise(q * 22.0));

        let near = |centre: Vec3, reach: f32| bump(0.0, reach, (m - centre).length());
        let blood = 0.62 * near(vec3(0.40, -0.30, 0.62), 0.36)
            + 0.45 * near(vec3(0.0, -0.38, 1.03), 0.22)
            + 0.35 * near(vec3(0.78, -0.1, -0.1), 0.42)
            + 0.20 * near(vec3(0.0, self.head.mouth_y - 0.30, 0.66), 0.22)
            + 0.15 * person.child * near(vec3(0.40, -0.30, 0.62), 0.45);
        let flushed = vec3(base.x * 0.98, base.y * 0.60, base.z * 0.56);
        colour =
            mix3(colour, flushed, (blood * (0.75 + 0.2 * noise(q * 5.0))).clamp(0.0, 1.0) * mix(0.45, 0.75, light));

        if m.z > 0.2 {
            let eye = &self.face.eye;
            let (upper, lower) = eye.opening(m);
            let lid = bump(0.0, 0.10, upper.max(lower).max(0.0)) * ramp(0.4, 0.5, m.z);
            colour = mix3(colour, vec3(base.x * 0.80, base.y * 0.62, base.z * 0.60), 0.55 * lid);
            // The root of the lashes draws the upper lid's edge.
            let liner = bump(0.004, 0.018, upper) * ramp(0.03, 0.0, lower) * mix(0.55, 0.95, eye.lash_weight());
            colour = mix3(colour, vec3(0.03, 0.018, 0.012), liner * ramp(0.55, 0.62, m.z));
            colour = self.freckled(colour, m, q);
            colour = mix3(colour, person.whiskers * 0.5 + base * 0.25, 0.55 * self.stubble(m));
            let lips = ramp(0.006, -0.008, self.face.mouth.lips(m).0) * ramp(0.45, 0.55, m.z);
            let red = mix3(vec3(base.x * 0.80, base.y * 0.40, base.z * 0.42), vec3(0.52, 0.12, 0.13), 0.35);
            colour = mix3(colour, red, lips * mix(0.95, 0.62, person.angular) * mix(1.0, 0.55, person.child));
            let inside = self.face.mouth.inside(m);
            colour = mix3(colour, vec3(0.10, 0.015, 0.015), inside);
            let gloss = 0.75 + 0.5 * lips + 0.35 * near(vec3(0.0, -0.3, 1.0), 0.3);
            let roughness = mix(0.46, 0.30, lips);
            return Matter { colour, gloss: gloss * (1.0 - 0.9 * inside), roughness, scatter: 1.0 - 0.5 * inside };
        }
        Matter { colour, gloss: 0.7, roughness: 0.48, scatter: 1.0 }
    }

    fn freckled(&self, colour: Vec3, m: Vec3, q: Vec3) -> Vec3 {
        let amount = self.person.freckles;
        if amount <= 0.0 {
            return colour;
        }
        let zone = bump(0.0, 0.50, m.x - 0.20) * bump(-0.22, 0.30, m.y);
        let (away, own) = scattered(q * 17.0);
        let spot = ramp(0.34, 0.12, away / (0.5 + own)) * ramp(0.25, 0.7, own + 0.3 * noise(q * 3.0));
        mix3(colour, vec3(colour.x * 0.66, colour.y * 0.46, colour.z * 0.36), spot * zone * (0.45 + 0.55 * amount))
    }

    /// How much a beard shades the skin, 0 to 1.
    pub(crate) fn stubble(&self, m: Vec3) -> f32 {
        let person = &self.person;
        let mouth_y = self.head.mouth_y;
        // Along the cheek from the ear to the mouth's corner; below that line the beard grows.
        let side = (m.x - 0.24).max(0.0);
        let cheek_line = mouth_y + 0.01 + 1.9 * side * side;
        let jaw = ramp(0.06, -0.06, m.y - cheek_line) * ramp(-0.12, 0.10, m.z) * ramp(-0.58, -0.42, m.y - mouth_y);
        let (x, y) = (m.x / 0.34, (m.y - mouth_y - 0.075) / 0.115);
        let lip = ramp(1.15, 0.80, (x * x + y * y).sqrt());
        let free = ramp(0.0, 0.028, self.face.mouth.lips(m).0);
        (person.beard * jaw).max(person.moustache * lip) * free
    }
}
