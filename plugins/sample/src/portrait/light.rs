//! Lamps, and how matter answers them: soft skin, sheen, reflections. World space, linear light.

use super::march::Coarse;
use super::strands::shine;
use crate::exact::pow;
use crate::vector::{Vec3, mix, mix3, ramp, vec3};

/// What the surface is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matter {
    pub(crate) colour: Vec3,
    /// 0 dull, 1 glossy.
    pub(crate) gloss: f32,
    pub(crate) roughness: f32,
    /// How much light wanders below the surface.
    pub(crate) scatter: f32,
}

/// A point of the figure as light sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) p: Vec3,
    pub(crate) normal: Vec3,
    /// The direction of the broad form, without pores and edges.
    pub(crate) broad: Vec3,
    pub(crate) to_viewer: Vec3,
}

/// The studio: one large warm lamp, a cool fill, two lamps from behind, and bounced light from everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Studio {
    key: Vec3,
    key_light: Vec3,
    fill: Vec3,
    fill_light: Vec3,
    rims: [(Vec3, Vec3); 2],
    sky: Vec3,
    ground: Vec3,
}

impl Studio {
    /// `backdrop` colours the bounced light a little.
    pub(crate) fn new(backdrop: Vec3) -> Studio {
        let tint = mix3(vec3(1.0, 1.0, 1.0), backdrop * (1.0 / (backdrop.dot(vec3(0.3, 0.5, 0.2)) + 0.05)), 0.18);
        Studio {
            key: vec3(-0.46, 0.52, 0.74).unit(),
            key_light: vec3(1.0, 0.955, 0.90) * 2.05,
            fill: vec3(0.75, 0.10, 0.66).unit(),
            fill_light: vec3(0.80, 0.90, 1.05) * 0.50,
            rims: [
                (vec3(0.86, 0.34, -0.38).unit(), vec3(1.0, 0.92, 0.84) * 1.9),
                (vec3(-0.84, 0.42, -0.36).unit(), vec3(0.86, 0.94, 1.06) * 1.1),
            ],
            sky: vec3(0.56, 0.58, 0.62).times(tint),
            ground: vec3(0.36, 0.30, 0.27).times(tint),
        }
    }

    /// The light that a spot sends to the viewer.
    pub(crate) fn shade(&self, coarse: &Coarse, spot: &Spot, matter: &Matter) -> Vec3 {
        let open = coarse.openness(spot.p, spot.normal);
        let key_seen = seen(coarse, spot, self.key, 0.32, 0.6);
        let ambient = mix3(self.ground, self.sky, spot.normal.y * 0.5 + 0.5) * mix(0.25, 1.0, open);
        // Light that was reflected by skin is warm: creases are never grey.
        let bounce = mix3(matter.colour, vec3(1.0, 1.0, 1.0), open);
        let mut diffuse = ambient.times(mix3(vec3(1.0, 1.0, 1.0), bounce, matter.scatter));
        diffuse += self.key_light.times(soft_cosine(spot, self.key, key_seen, matter.scatter));
        diffuse += self.fill_light.times(soft_cosine(spot, self.fill, mix(0.4, 1.0, open), matter.scatter));
        let mut gloss = self.sheen(spot, self.key, matter) * (key_seen * 2.0);
        gloss += self.sheen(spot, self.fill, matter) * (0.5 * open);
        let mut rim = Vec3::default();
        for (to, light) in self.rims {
            let seen = seen(coarse, spot, to, 0.25, 0.0);
            let lambert = spot.normal.dot(to).max(0.0);
            let edge = pow(1.0 - spot.normal.dot(spot.to_viewer).clamp(0.0, 1.0), 3.0);
            diffuse += light * (lambert * seen * 0.55);
            rim += light * (lambert * edge * seen * 0.30 * mix(0.4, 1.0, matter.gloss));
        }
        matter.colour.times(diffuse) * 0.54 + vec3(gloss, gloss, gloss).times(self.key_light) * 0.5 + rim
    }

    /// The light from hair, whose gloss runs along its strands.
    pub(crate) fn shade_hair(&self, coarse: &Coarse, spot: &Spot, colour: Vec3, strand: Vec3, shift: f32) -> Vec3 {
        let open = coarse.openness(spot.p, spot.normal);
        let ambient = mix3(self.ground, self.sky, spot.normal.y * 0.5 + 0.5) * (open * 0.85);
        let key_seen = seen(coarse, spot, self.key, 0.32, 0.4);
        let soft = |to: Vec3| ((spot.normal.dot(to) + 0.3) / 1.3).max(0.0);
        let mut light =
            colour.times(ambient + self.key_light * (soft(self.key) * key_seen) + self.fill_light * soft(self.fill));
        let lamps = [(self.key, self.key_light * (0.75 * key_seen)), (self.fill, self.fill_light * 0.5)];
        let rims = self.rims.map(|(to, light)| (to, light * (0.7 * seen(coarse, spot, to, 0.25, 0.3))));
        for (to, lamp) in lamps.into_iter().chain(rims) {
            let (white, tinted) = shine(strand, spot.normal, to, spot.to_viewer, shift);
            let silk = vec3(0.05, 0.047, 0.043) * white + colour.map(f32::sqrt).times(colour) * (1.15 * tinted);
            light += lamp.times(silk) * open;
        }
        for (to, lamp) in self.rims {
            light += colour.times(lamp) * (spot.normal.dot(to).max(0.0) * 0.35 * open);
        }
        light * 0.66
    }

    /// A lamp's reflection on a rough surface (GGX, Schlick).
    fn sheen(&self, spot: &Spot, to: Vec3, matter: &Matter) -> f32 {
        let half = (to + spot.to_viewer).unit();
        let (n_half, n_to, n_view) =
            (spot.normal.dot(half).max(0.0), spot.normal.dot(to).max(0.0), spot.normal.dot(spot.to_viewer).max(0.05));
        let a2 = matter.roughness * matter.roughness * matter.roughness * matter.roughness;
        let spread = n_half * n_half * (a2 - 1.0) + 1.0;
        let lobe = a2 / (std::f32::consts::PI * spread * spread);
        let grazing = pow(1.0 - half.dot(to).clamp(0.0, 1.0), 5.0);
        let fresnel = mix(0.045 * matter.gloss, 1.0, grazing * 0.6 * matter.gloss);
        let k = matter.roughness * 0.5;
        let masking = 1.0 / (4.0 * (n_to * (1.0 - k) + k) * (n_view * (1.0 - k) + k));
        lobe * fresnel * n_to * masking
    }

    /// What a mirror sees in a direction: the lamps as large soft windows.
    pub(crate) fn mirrored(&self, to: Vec3) -> Vec3 {
        let window = |lamp: Vec3, half_size: f32| {
            let right = vec3(lamp.z, 0.0, -lamp.x).unit();
            let above = lamp.cross(right);
            let (x, y) = (to.dot(right), to.dot(above));
            let inside = ramp(half_size, half_size * 0.8, x.abs()) * ramp(half_size, half_size * 0.8, y.abs());
            if to.dot(lamp) > 0.0 { inside } else { 0.0 }
        };
        let around = mix3(self.ground, self.sky, ramp(-0.4, 0.8, to.y)) * 0.35;
        around + self.key_light * (1.5 * window(self.key, 0.26)) + self.fill_light * (0.8 * window(self.fill, 0.2))
    }

    pub(crate) fn key(&self) -> Vec3 {
        self.key
    }
}

/// The share of a lamp that a spot sees; surfaces turned away by more than `wrap` need no look.
fn seen(coarse: &Coarse, spot: &Spot, to: Vec3, width: f32, wrap: f32) -> f32 {
    if spot.normal.dot(to) < -wrap { 0.0 } else { coarse.lit(spot.p + spot.normal * 0.03, to, width) }
}

/// Lambert's cosine, for scattering matter softened colour by colour: red light wanders farthest.
fn soft_cosine(spot: &Spot, to: Vec3, seen: f32, scatter: f32) -> Vec3 {
    let (fine, broad) = (spot.normal.dot(to), spot.broad.dot(to));
    let channel = |wander: f32| {
        let wander = wander * scatter;
        let cosine = mix(fine, broad, wander);
        let wrap = 0.55 * wander;
        let lit = ((cosine + wrap) / (1.0 + wrap)).max(0.0);
        let shadow = mix(seen, seen.max(0.0).sqrt(), wander);
        lit * shadow
    };
    vec3(channel(0.85), channel(0.5), channel(0.38))
}

/// Brings any brightness to 0–1: straight for darks and middles, a soft shoulder for lights.
pub(crate) fn exposed(light: Vec3) -> Vec3 {
    light.map(|x| {
        let x = x.max(0.0);
        if x < 0.55 { x } else { 0.55 + 0.45 * (1.0 - 1.0 / (1.0 + (x - 0.55) / 0.45)) }
    })
}
