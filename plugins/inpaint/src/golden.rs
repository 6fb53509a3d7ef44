//! Kinds on every sort of picture, without and with alpha.

use weft_golden::{COLOURS, Planes, every};
use weft_plugin::testing::{Picture, run};

/// The kernel's tests compare it with OpenCV on the same pictures, in levels of 8 bits, plane by plane.
#[test]
fn every_plane_is_filled_from_its_edge_by_itself() {
    let fill = |image: &Picture| {
        let inside = |at: u32, length: u32| (length / 3..length * 2 / 3).contains(&at);
        let (width, height) = (image.width, image.height);
        let hole = Picture::new(width, height, 1, |x, y, _| f32::from(u8::from(inside(x, width) && inside(y, height))));
        run(&crate::telea::telea::KIND).image("image", image.clone()).mask("mask", hole).go().unwrap().image("image")
    };
    for (sort, picture) in every(Planes::Rgba) {
        let filled = fill(&picture);
        for plane in 0..4 {
            let alone = Picture::new(picture.width, picture.height, 1, |x, y, _| picture.at(x, y, plane));
            assert!(filled.plane(plane) == fill(&alone).plane(0), "{sort}, plane {plane}");
        }
    }
}

/// A hole as large as the tile, so that all of one is missing.
const TILE: u32 = 16;

fn is_hole(x: u32, y: u32) -> bool {
    (33..33 + TILE).contains(&x) && (26..26 + TILE).contains(&y)
}

/// Which patches are found is a matter of chance, so no library gives the same bits. But where a picture repeats itself, an exhaustive
/// search finds one answer: the tile again.
#[test]
fn a_tile_of_every_picture_is_found_again() {
    for given in COLOURS {
        for (sort, tile) in every(*given) {
            let at = |x: u32, y: u32, plane: u32| tile.at(x % TILE % tile.width, y % TILE % tile.height, plane);
            let whole = Picture::new(96, 80, tile.channels, at);
            let holed =
                Picture::new(96, 80, tile.channels, |x, y, plane| if is_hole(x, y) { 0.5 } else { at(x, y, plane) });
            let hole = Picture::new(96, 80, 1, |x, y, _| f32::from(u8::from(is_hole(x, y))));
            let done = run(&crate::patches::patches::KIND).image("image", holed).mask("mask", hole).go().unwrap();
            let (image, mut off) = (done.image("image"), 0.0);
            for plane in 0..tile.channels {
                for (x, y) in (0..80).flat_map(|y| (0..96).map(move |x| (x, y))) {
                    let (have, want) = (image.at(x, y, plane), whole.at(x, y, plane));
                    assert!(
                        is_hole(x, y) || have.to_bits() == want.to_bits(),
                        "{sort}, {given:?}: ({x}, {y}) is no hole"
                    );
                    off += (have - want).abs();
                }
            }
            let mean = off / (tile.channels * TILE * TILE) as f32;
            assert!(mean < 0.02, "{sort}, {given:?}: {mean} off in the mean");
        }
    }
}
