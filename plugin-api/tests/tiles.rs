//! Pictures in tiles come out as in one piece, whatever the size; lack of memory makes the tiles smaller.

use weft_plugin::prelude::*;
use weft_plugin::testing::{self, Picture, Run};
use weft_plugin::tiles::Tiles;

/// Enlarges twice; each pixel is the mean of those within 2 pixels.
#[node(id = "test.tiles", category = "Test", pure)]
fn tiles(
    call: &Call,
    /// The picture
    image: &Image,
    /// Of a tile
    #[input(default = 64)]
    size: u32,
    /// In common
    #[input(default = 16)]
    overlap: u32,
    /// Of the sides
    #[input(default = 1)]
    multiple: u32,
    /// Only this size
    #[input(default = false)]
    exactly: bool,
    /// Tiles with more pixels find no memory
    #[input(default = 1_000_000)]
    pixels_max: u32,
) -> Result<ImageMut> {
    let tiles = Tiles::new().overlap(overlap).multiple_of(multiple);
    let tiles = if exactly { tiles.exactly(size) } else { tiles.at_most(size) };
    tiles.run(call, image, |tile| {
        let (width, height, channels) = (tile.width(), tile.height(), tile.channels());
        assert!(!exactly || (width, height) == (size, size));
        assert!(width.is_multiple_of(multiple) && height.is_multiple_of(multiple));
        if width * height > pixels_max {
            return Err(Error::out_of_memory("injected"));
        }
        let (wide, high) = (2 * width as usize, 2 * height as usize);
        let mut larger = call.tensor::<f32>(&[1, channels as usize, high, wide])?;
        for (at, number) in larger.as_mut_slice().iter_mut().enumerate() {
            let (plane, y, x) = (at / (wide * high), at / wide % high / 2, at % wide / 2);
            let near = |at: usize, length: u32| at.saturating_sub(2)..=(at + 2).min(length as usize - 1);
            let rows = near(y, height).map(|y| tile.row(plane as u32, y as u32)[near(x, width)].iter().sum::<f32>());
            *number = rows.sum::<f32>() / (near(y, height).count() * near(x, width).count()) as f32;
        }
        Ok(larger.done())
    })
}

fn run(width: u32, height: u32) -> Run<'static> {
    let picture = Picture::new(width, height, 2, |x, y, plane| ((x * 7 + y * 13 + plane * 5) % 32) as f32 / 32.0);
    testing::run(&tiles::KIND).image("image", picture)
}

fn worst(one: &Picture, other: &Picture) -> f32 {
    assert_eq!((one.width, one.height, one.channels), (other.width, other.height, other.channels));
    let pixels = (0..one.height).flat_map(|y| (0..one.width).map(move |x| (x, y)));
    let of = |(x, y)| (0..one.channels).map(move |plane| (one.at(x, y, plane) - other.at(x, y, plane)).abs());
    pixels.flat_map(of).fold(0.0, f32::max)
}

#[test]
fn tiles_with_an_overlap_of_four_times_the_reach_are_as_one_piece() {
    for (width, height) in [(64, 64), (65, 40), (100, 200), (161, 33), (1, 130), (300, 7)] {
        let whole = run(width, height).int("size", 4096).go().unwrap().image("result");
        for size in [32, 48, 64, 100] {
            let cut = run(width, height).int("size", size).int("overlap", 10).go().unwrap().image("result");
            assert!(worst(&whole, &cut) < 1e-6, "{width} × {height} in {size}: {}", worst(&whole, &cut));
        }
    }
}

#[test]
fn a_smooth_picture_shows_no_seam_even_without_enough_overlap() {
    let flat = testing::run(&tiles::KIND).image("image", Picture::new(150, 90, 3, |_, _, _| 0.75));
    let joined = flat.int("size", 33).int("overlap", 4).go().unwrap().image("result");
    let even = Picture::new(300, 180, 3, |_, _, _| 0.75);
    assert!(worst(&joined, &even) < 1e-6);
}

#[test]
fn sides_are_what_the_model_takes_and_the_picture_keeps_its_size() {
    for (width, height) in [(64, 64), (10, 20), (33, 130), (1, 1)] {
        let all = run(width, height).int("multiple", 8).go().unwrap().image("result");
        assert_eq!((all.width, all.height), (2 * width, 2 * height));
        let exact = run(width, height).int("size", 48).on("exactly").go().unwrap().image("result");
        assert_eq!((exact.width, exact.height), (2 * width, 2 * height));
    }
}

#[test]
fn without_memory_the_tiles_are_halved_until_they_cannot_be() {
    let whole = run(200, 150).int("size", 4096).go().unwrap().image("result");
    let done = run(200, 150).int("size", 4096).int("pixels_max", 4000).go().unwrap();
    assert!(worst(&whole, &done.image("result")) < 1e-6);
    assert_eq!(
        done.logs(),
        ["no memory; tried again with tiles of 100 pixels", "no memory; tried again with tiles of 50 pixels"]
    );
    let never = run(200, 150).int("pixels_max", 9).go().unwrap_err();
    assert_eq!(never.to_string(), "injected", "whoever found no memory knows best what for");
    assert!(never.is_out_of_memory());
}

#[test]
fn tiles_report_and_end_when_stop_is_pressed() {
    let done = run(200, 150).go().unwrap();
    assert!(done.reports().iter().any(|(_, text)| text.starts_with("tile 2 of")), "{:?}", done.reports());
    assert!(run(200, 150).stop_after(1).go().unwrap_err().is_cancelled());
}
