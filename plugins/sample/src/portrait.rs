//! A portrait of a person who does not exist, drawn from a seed: signed distances, rays, lamps.

mod backdrop;
mod body;
mod choices;
mod eyes;
mod face;
mod figure;
mod glasses;
mod hair;
mod head;
mod light;
mod march;
mod person;
mod render;
mod shapes;
mod skin;
mod strands;

pub use choices::{Background, Glasses, HairColour, HairStyle, PortraitSettings, Skin};

use weft_kernels::bands::{Cancelled, Progress};

use crate::picture::{Picture, drawable};
use backdrop::Backdrop;
use figure::Figure;
use person::Person;
use render::Scene;

/// Draws a head and shoulders. The same settings give the same bits, on any machine and any number of threads.
///
/// # Errors
/// `progress` asked to stop.
pub fn portrait(settings: &PortraitSettings, progress: Progress<'_>) -> Result<Picture, Cancelled> {
    let (width, height) = (drawable(settings.width), drawable(settings.height));
    let person = Person::new(settings);
    let backdrop = Backdrop::new(settings.background, person.chance);
    let (turn, nod, tilt) = settings.angles();
    let figure = Figure::new(person, settings.smile_share(), turn, nod, tilt);
    let scene = Scene::new(figure, backdrop, width, height);
    Picture::drawn((width, height), 3, progress, |first_row, band| scene.draw(first_row, band))
}
