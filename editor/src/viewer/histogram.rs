//! How often each value occurs: a small plot over a corner of the picture, and its numbers in words.

use egui::{Align2, Color32, FontId, Id, Mesh, Pos2, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use weft_engine::session::ChannelView;

use crate::theme::{Palette, SIZE_SMALL};
use crate::words;

const WIDTH: f32 = 232.0;
const HEIGHT: f32 = 72.0;
const LINE: f32 = 15.0;

/// Shows it in the lower left corner of the pane.
pub(super) fn show(ui: &mut Ui, palette: &Palette, room: Rect, counts: &[ChannelView]) {
    if counts.is_empty() {
        return;
    }
    let height = HEIGHT + LINE * counts.len() as f32 + 20.0;
    let size = vec2(WIDTH.min(room.width() - 16.0), height.min(room.height() - 16.0));
    let frame = Rect::from_min_size(pos2(room.min.x + 8.0, room.max.y - 8.0 - size.y), size);
    let response = ui.interact(frame, Id::unique("viewer histogram"), Sense::hover());
    let lines: Vec<String> = (0..).zip(counts).map(|(at, count)| described(name(at, counts.len()), count)).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Histogram. {}", lines.join(". "))));
    let painter = ui.painter().with_clip_rect(frame);
    painter.rect_filled(frame, 4.0, palette.panel.gamma_multiply(0.94));
    let plot = Rect::from_min_size(frame.min + vec2(8.0, 8.0), vec2(frame.width() - 16.0, HEIGHT));
    plotted(&painter, palette, plot, counts);
    for (at, (count, text)) in counts.iter().zip(&lines).enumerate() {
        let y = plot.max.y + 6.0 + LINE * at as f32;
        let hue = hue(at, counts.len(), palette);
        painter.circle_filled(pos2(plot.min.x + 3.0, y + LINE / 2.0), 3.0, hue);
        let colour = if count.not_finite > 0 { palette.warning } else { palette.text_secondary };
        let font = FontId::proportional(SIZE_SMALL);
        painter.text(pos2(plot.min.x + 12.0, y + LINE / 2.0), Align2::LEFT_CENTER, text, font, colour);
    }
}

/// The plot alone: behind a curve, too.
pub(super) fn plotted(painter: &egui::Painter, palette: &Palette, plot: Rect, counts: &[ChannelView]) {
    painter.hline(plot.x_range(), plot.max.y, Stroke::new(1.0, palette.separator));
    let n_colours = if counts.len() > 2 { 3 } else { 1 };
    // What lies in the outermost bins is often all of a flat ground; it must not flatten the rest.
    let inner = |count: &ChannelView| {
        let bins = &count.histogram;
        bins.get(1..bins.len().saturating_sub(1)).unwrap_or(&[]).iter().copied().max().unwrap_or(0)
    };
    let outer = |count: &ChannelView| count.histogram.iter().copied().max().unwrap_or(0);
    let colours = &counts[..n_colours.min(counts.len())];
    let most = colours.iter().map(inner).max().filter(|most| *most > 0);
    let most = most.or_else(|| colours.iter().map(outer).max()).unwrap_or(1).max(1) as f32;
    for (at, count) in colours.iter().enumerate() {
        let fill = hue(at, counts.len(), palette).gamma_multiply(0.5);
        area(painter, plot, &count.histogram, most, fill);
    }
}

fn area(painter: &egui::Painter, plot: Rect, bins: &[u32], most: f32, fill: Color32) {
    let step = plot.width() / bins.len().max(1) as f32;
    let mut mesh = Mesh::default();
    for (at, count) in bins.iter().enumerate().filter(|(_, count)| **count > 0) {
        // The root shows what is rare beside what is frequent.
        let height = (*count as f32 / most).min(1.0).sqrt() * plot.height();
        let left = plot.min.x + step * at as f32;
        let bar = Rect::from_min_max(Pos2::new(left, plot.max.y - height), pos2(left + step, plot.max.y));
        mesh.add_colored_rect(bar, fill);
    }
    painter.add(mesh);
}

fn name(at: usize, of: usize) -> &'static str {
    match (of, at) {
        (1 | 2, 0) => "Value",
        (2, _) | (_, 3) => "Alpha",
        (_, 0) => "Red",
        (_, 1) => "Green",
        _ => "Blue",
    }
}

fn hue(at: usize, of: usize, palette: &Palette) -> Color32 {
    match name(at, of) {
        "Red" => Color32::from_rgb(0xE8, 0x4A, 0x4A),
        "Green" => Color32::from_rgb(0x3F, 0xB5, 0x5C),
        "Blue" => Color32::from_rgb(0x4A, 0x7F, 0xF0),
        _ => palette.text_secondary,
    }
}

fn described(name: &str, count: &ChannelView) -> String {
    let mut text = format!("{name} {} to {}, mean {:.3}", short(count.min), short(count.max), count.mean);
    if count.not_finite > 0 {
        let pixels = words::count(usize::try_from(count.not_finite).unwrap_or(usize::MAX), "pixel");
        text.push_str(&format!(", {pixels} without a number"));
    }
    text
}

fn short(value: f32) -> String {
    format!("{value:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_channel_are_told_in_words() {
        let count = ChannelView { min: 0.0, max: 1.5, mean: 0.25, not_finite: 1, histogram: vec![1, 2] };
        assert_eq!(described("Red", &count), "Red 0.000 to 1.500, mean 0.250, 1 pixel without a number");
    }
}
