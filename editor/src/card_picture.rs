//! Small pictures for the cards of the start page: of what the user's own graphs showed last. They are kept with what the editor
//! remembers, never beside the user's files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Color32, ColorImage, Context};
use weft_engine::session::Shown;

use crate::document::storage;
use crate::link::picture_of;
use crate::settings::Folders;

/// The room on a card, twice, for displays that need it.
const ROOM: [usize; 2] = [432, 232];

/// What the viewer showed of a graph.
#[derive(Clone)]
pub(crate) struct Keepsake {
    /// The graph's file.
    pub(crate) graph: PathBuf,
    /// The output.
    pub(crate) shown: Arc<Shown>,
}

/// Where the picture of a graph is kept.
pub(crate) fn place(folders: &Folders, graph: &Path) -> PathBuf {
    // FNV-1a: names must be the same in the next version, too.
    let bytes = graph.as_os_str().as_encoded_bytes();
    let key = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |key, byte| (key ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    folders.state.join("cards").join(format!("{key:016x}.png"))
}

impl Keepsake {
    /// Writes it. Pictures of graphs that are not recent any more go. What cannot be kept costs only a picture.
    pub(crate) fn keep(&self, folders: &Folders, recent: &[PathBuf]) {
        let place = place(folders, &self.graph);
        let Some(folder) = place.parent() else { return };
        let Shown::Image(view) = &*self.shown else { return };
        let Some(bytes) = picture_of(view).and_then(|picture| png(&shrunk(picture, ROOM))) else { return };
        drop(std::fs::create_dir_all(folder));
        drop(storage::write(&place, &bytes));
        let kept: Vec<PathBuf> = recent.iter().chain([&self.graph]).map(|graph| self::place(folders, graph)).collect();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if !kept.contains(&entry.path()) {
                drop(std::fs::remove_file(entry.path()));
            }
        }
    }

    /// The same on a thread of its own: it may be large, and the disk slow.
    pub(crate) fn keep_aside(self, ctx: &Context, folders: Folders, recent: Vec<PathBuf>) {
        let ctx = ctx.clone();
        let keep = move || {
            self.keep(&folders, &recent);
            ctx.data_mut(|data| *data.get_temp_mut_or_default::<u64>(changes_id()) += 1);
            ctx.request_repaint();
        };
        drop(std::thread::Builder::new().name("card picture".to_owned()).spawn(keep));
    }
}

/// How often one has changed in this window.
pub(crate) fn changes(ctx: &Context) -> u64 {
    ctx.data(|data| data.get_temp(changes_id())).unwrap_or_default()
}

fn changes_id() -> egui::Id {
    egui::Id::unique("card pictures")
}

fn png(picture: &ColorImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let [width, height] = picture.size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    let pixels: Vec<u8> = picture.pixels.iter().flat_map(Color32::to_srgba_unmultiplied).collect();
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// Small enough for a room, each pixel the mean of those it covers: then no mipmaps are needed, whose shaders alone cost 10 MB on
/// drivers that compile them to memory.
pub(crate) fn shrunk(picture: ColorImage, room: [usize; 2]) -> ColorImage {
    let [width, height] = picture.size;
    if width == 0 || height == 0 || (width <= room[0] && height <= room[1]) {
        return picture;
    }
    // The side that needs it most decides; whole numbers, so that no rounding makes one larger than its room.
    let (of, to) = if width * room[1] > height * room[0] { (width, room[0]) } else { (height, room[1]) };
    let size = [(width * to / of).max(1), (height * to / of).max(1)];
    let columns: Vec<Vec<(usize, f32)>> = (0..size[0]).map(|x| covered(x, size[0], width)).collect();
    let mut pixels = Vec::with_capacity(size[0] * size[1]);
    for y in 0..size[1] {
        let rows = covered(y, size[1], height);
        for columns in &columns {
            let (mut sum, mut weights) = ([0.0_f32; 4], 0.0);
            for (row, of_row) in &rows {
                for (column, of_column) in columns {
                    let weight = of_row * of_column;
                    let pixel = picture.pixels[row * width + column].to_array();
                    for (sum, part) in sum.iter_mut().zip(pixel) {
                        *sum += weight * f32::from(part);
                    }
                    weights += weight;
                }
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of bytes is a byte")]
            let [r, g, b, a] = sum.map(|sum| (sum / weights).round() as u8);
            pixels.push(Color32::from_rgba_premultiplied(r, g, b, a));
        }
    }
    ColorImage::new(size, pixels)
}

/// The old pixels under a new one, and how much of each.
#[expect(clippy::cast_precision_loss, reason = "sides of pictures")]
fn covered(at: usize, of: usize, old: usize) -> Vec<(usize, f32)> {
    let step = old as f32 / of as f32;
    let (from, to) = (at as f32 * step, (at + 1) as f32 * step);
    let first = at * old / of;
    let last = ((at + 1) * old).div_ceil(of).min(old);
    let share = |pixel: usize| (to.min((pixel + 1) as f32) - from.max(pixel as f32)).max(1e-6);
    (first..last).map(|pixel| (pixel, share(pixel))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shrunk_picture_keeps_its_shape_and_its_mean() {
        let size = [300, 200];
        let checks = (0..size[0] * size[1]).map(|at| if (at % 300 + at / 300) % 2 == 0 { 0 } else { 200 });
        let picture = ColorImage::new(size, checks.map(Color32::from_gray).collect());
        let small = shrunk(picture.clone(), [100, 100]);
        assert_eq!(small.size, [100, 66]);
        let mean = small.pixels.iter().map(|pixel| f64::from(pixel.r())).sum::<f64>() / small.pixels.len() as f64;
        assert!((mean - 100.0).abs() < 2.0, "{mean}");
        assert_eq!(shrunk(picture.clone(), [300, 200]), picture, "what fits stays as it is");
        assert_eq!(shrunk(ColorImage::filled([5000, 2], Color32::RED), [100, 100]).size, [100, 1]);
    }

    #[test]
    fn each_graph_has_a_picture_of_its_own_under_a_name_that_lasts() {
        let folders = Folders { config: "/c".into(), state: "/s".into(), templates: None };
        assert_eq!(place(&folders, Path::new("a")), Path::new("/s/cards/af63dc4c8601ec8c.png"));
        assert_ne!(place(&folders, Path::new("/a/b.ron")), place(&folders, Path::new("/a/c.ron")));
    }
}
