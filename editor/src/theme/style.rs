//! egui's style, made from a palette: sizes, corners, spacing of LOOK.md.

use super::Palette;
use egui::{Context, CornerRadius, FontFamily, FontId, Stroke, Style, TextStyle, Theme, Visuals, vec2};

/// The 4-point grid.
pub mod spacing {
    /// Inside a node.
    pub const NODE_PADDING: f32 = 8.0;
    /// Of a row in nodes and panels.
    pub const ROW: f32 = 22.0;
    /// Between groups.
    pub const GROUP: f32 = 12.0;
    /// Around panels.
    pub const PANEL: i8 = 8;
    /// Of a node.
    pub const NODE_CORNER: u8 = 6;
    /// Of a field.
    pub const FIELD_CORNER: u8 = 4;
    /// Nodes land on multiples of this; every third has a dot.
    pub const SNAP: f32 = 8.0;
    /// Between the dots of the canvas.
    pub const GRID: f32 = 24.0;
    /// Of a swatch.
    pub const SWATCH_CORNER: u8 = 2;
}

/// Hints.
pub const SIZE_SMALL: f32 = 11.0;
/// Everything.
pub const SIZE_BODY: f32 = 13.0;
/// Titles.
pub const SIZE_TITLE: f32 = 15.0;

/// Gives the context our looks. Cheap enough to call when the theme changes, not each frame.
pub fn apply(ctx: &Context, palette: &Palette) {
    let theme = if palette.dark { Theme::Dark } else { Theme::Light };
    ctx.set_theme(theme);
    ctx.set_style_of(theme, style(palette));
}

fn style(palette: &Palette) -> Style {
    let font = |size| FontId::new(size, FontFamily::Proportional);
    let text_styles = [
        (TextStyle::Small, font(SIZE_SMALL)),
        (TextStyle::Body, font(SIZE_BODY)),
        (TextStyle::Button, font(SIZE_BODY)),
        (TextStyle::Heading, font(SIZE_TITLE)),
        (TextStyle::Monospace, FontId::new(12.0, FontFamily::Monospace)),
    ];
    let mut style =
        Style { text_styles: text_styles.into(), visuals: visuals(palette), animation_time: 0.12, ..Style::default() };
    style.spacing.item_spacing = vec2(8.0, 4.0);
    style.spacing.button_padding = vec2(8.0, 3.0);
    style.spacing.interact_size = vec2(28.0, spacing::ROW);
    style.spacing.indent = 16.0;
    style.spacing.menu_margin = egui::Margin::same(6);
    style.spacing.window_margin = egui::Margin::same(12);
    style
}

fn visuals(palette: &Palette) -> Visuals {
    let mut visuals = if palette.dark { Visuals::dark() } else { Visuals::light() };
    let corner = CornerRadius::same(spacing::FIELD_CORNER);
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.extreme_bg_color = palette.field;
    visuals.faint_bg_color = palette.field;
    visuals.text_edit_bg_color = Some(palette.field);
    visuals.window_stroke = Stroke::new(1.0, palette.separator);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.selection.bg_fill = palette.accent;
    visuals.selection.stroke = Stroke::new(1.0, palette.text_on_accent);
    visuals.hyperlink_color = palette.accent;
    visuals.error_fg_color = palette.error;
    visuals.warn_fg_color = palette.warning;
    visuals.weak_text_color = Some(palette.text_secondary);
    let states = &mut visuals.widgets;
    let looks = [
        (&mut states.noninteractive, palette.panel, palette.separator, palette.text),
        (&mut states.inactive, palette.field, palette.field, palette.text),
        (&mut states.hovered, palette.field_hovered, palette.field_hovered, palette.text),
        (&mut states.active, palette.field_hovered, palette.accent, palette.text),
        (&mut states.open, palette.field_hovered, palette.field_hovered, palette.text),
    ];
    for (look, fill, edge, words) in looks {
        look.bg_fill = fill;
        look.weak_bg_fill = fill;
        look.bg_stroke = Stroke::new(1.0, edge);
        look.fg_stroke = Stroke::new(1.0, words);
        look.corner_radius = corner;
        look.expansion = 0.0;
    }
    visuals
}
