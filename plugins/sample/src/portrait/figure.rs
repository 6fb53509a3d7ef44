//! All solids of a portrait in one place: how far is a point from each part, and which part is nearest.

use super::body::Body;
use super::face::Face;
use super::glasses::Spectacles;
use super::hair::{self, Hair};
use super::head::Head;
use super::person::Person;
use super::shapes::join;
use crate::vector::{Rotation, Vec3, vec3};

/// What a point on the surface belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Skin,
    Eyeball,
    Lash,
    Brow,
    Teeth,
    Hair,
    Cloth,
    Frame,
    Beard,
}

/// Distances to every part, in the order of [`Part`].
pub(crate) type Distances = [f32; PARTS.len()];

const PARTS: [Part; 9] =
    [Part::Skin, Part::Eyeball, Part::Lash, Part::Brow, Part::Teeth, Part::Hair, Part::Cloth, Part::Frame, Part::Beard];
const FAR: f32 = 9.0;

/// A posed person.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) person: Person,
    pub(crate) head: Head,
    pub(crate) face: Face,
    pub(crate) hair: Hair,
    pub(crate) body: Body,
    spectacles: Option<Spectacles>,
    rotation: Rotation,
}

/// Where the head turns.
const PIVOT: Vec3 = vec3(0.0, -0.65, -0.22);

impl Figure {
    pub(crate) fn new(person: Person, smile: f32, turn: f32, nod: f32, tilt: f32) -> Figure {
        let head = Head::new(&person, smile);
        let face = Face::new(&person, &head, smile);
        let rotation = Rotation::from_angles(turn, nod, tilt);
        let throat = rotation.apply(vec3(0.0, -0.62, -0.20) - PIVOT) + PIVOT;
        Figure {
            hair: Hair::new(&person),
            body: Body::new(&person, throat),
            spectacles: person.glasses.map(|frame| Spectacles::new(frame, &face)),
            person,
            head,
            face,
            rotation,
        }
    }

    /// From the world into the space of the head.
    pub(crate) fn in_head(&self, p: Vec3) -> Vec3 {
        self.rotation.undo(p - PIVOT) + PIVOT
    }

    /// A direction of the world as the head sees it.
    pub(crate) fn direction_in_head(&self, v: Vec3) -> Vec3 {
        self.rotation.undo(v)
    }

    /// A direction of the head as the world sees it.
    pub(crate) fn direction_in_world(&self, v: Vec3) -> Vec3 {
        self.rotation.apply(v)
    }

    /// Distance to every part.
    pub(crate) fn distances(&self, p: Vec3) -> Distances {
        let q = self.in_head(p);
        let mut skin = FAR;
        let mut all = [FAR; PARTS.len()];
        let from_head = q.length() - 1.62;
        let m = q.mirrored();
        let base = self.head.base(m);
        if from_head > 0.25 {
            skin = skin.min(from_head + 0.2);
        } else {
            let features = self.face.onto(m, self.head.skin(m, base));
            skin = features.skin;
            all[Part::Eyeball as usize] = features.eyeball;
            all[Part::Lash as usize] = features.lash;
            all[Part::Brow as usize] = features.brow;
            all[Part::Teeth as usize] = features.teeth;
            if let Some(spectacles) = &self.spectacles {
                all[Part::Frame as usize] = spectacles.distance(m);
            }
        }
        all[Part::Hair as usize] = self.hair.distance(q, base);
        all[Part::Beard as usize] = self.beard(m, skin);
        if p.y < -0.45 {
            let body = self.body.skin(p);
            all[Part::Cloth as usize] = self.body.cloth(p, body);
            skin = join(skin, body, 0.10);
        } else {
            // Nothing of the body reaches higher than the head's middle.
            all[Part::Cloth as usize] = (p.y + 1.15).max(0.3);
        }
        all[Part::Skin as usize] = skin;
        all
    }

    fn beard(&self, m: Vec3, skin: f32) -> f32 {
        let bearded = self.person.beard + self.person.moustache > 0.0;
        if !bearded || skin > 0.25 || m.y > -0.15 || m.z < -0.1 {
            return FAR;
        }
        hair::beard(skin, m, self.stubble(m))
    }

    /// Distance to the nearest part.
    pub(crate) fn distance(&self, p: Vec3) -> f32 {
        self.distances(p).into_iter().fold(FAR, f32::min)
    }

    /// The nearest part.
    pub(crate) fn part(&self, p: Vec3) -> Part {
        let all = self.distances(p);
        let mut nearest = 0;
        for at in 1..all.len() {
            if all[at] < all[nearest] {
                nearest = at;
            }
        }
        PARTS[nearest]
    }

    /// The outward direction at a point of the surface, smoothed over `step`.
    pub(crate) fn normal(&self, p: Vec3, step: f32) -> Vec3 {
        let corners = [vec3(1.0, -1.0, -1.0), vec3(-1.0, -1.0, 1.0), vec3(-1.0, 1.0, -1.0), vec3(1.0, 1.0, 1.0)];
        corners.into_iter().fold(Vec3::default(), |sum, corner| sum + corner * self.distance(p + corner * step)).unit()
    }
}
