//! Colours by role. Dark and light are two palettes with the same roles, not each other's inversion.

use egui::Color32;

/// What every surface and word is painted with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Whether egui's own widgets begin from its dark visuals.
    pub dark: bool,
    /// Behind everything.
    pub window: Color32,
    /// Panels.
    pub panel: Color32,
    /// Fields and buttons on a panel.
    pub field: Color32,
    /// The same under the pointer.
    pub field_hovered: Color32,
    /// Behind the nodes.
    pub canvas: Color32,
    /// Dots of the grid.
    pub grid: Color32,
    /// Body of a node.
    pub node: Color32,
    /// Outline of a node.
    pub node_edge: Color32,
    /// One-pixel lines between panels.
    pub separator: Color32,
    /// Words.
    pub text: Color32,
    /// Words of less weight.
    pub text_secondary: Color32,
    /// Words of what cannot be used now.
    pub text_disabled: Color32,
    /// Selection and focus, nothing else.
    pub accent: Color32,
    /// A node that runs.
    pub running: Color32,
    /// It works, but perhaps not as meant.
    pub warning: Color32,
    /// It does not work.
    pub error: Color32,
    /// Words on `accent`.
    pub text_on_accent: Color32,
}

const fn rgb(code: u32) -> Color32 {
    Color32::from_rgb((code >> 16) as u8, (code >> 8) as u8, code as u8)
}

/// For dim rooms; the picture is the brightest thing.
pub const DARK: Palette = Palette {
    dark: true,
    window: rgb(0x14_15_18),
    panel: rgb(0x1B_1D_21),
    field: rgb(0x25_28_2E),
    field_hovered: rgb(0x2E_32_39),
    canvas: rgb(0x17_18_1B),
    grid: rgb(0x24_26_2B),
    node: rgb(0x25_28_2E),
    node_edge: rgb(0x34_38_40),
    separator: rgb(0x2A_2D_33),
    text: rgb(0xE4_E6_EA),
    text_secondary: rgb(0x9A_A0_AA),
    text_disabled: rgb(0x64_6A_75),
    accent: rgb(0x5B_9D_FF),
    running: rgb(0x5B_9D_FF),
    warning: rgb(0xE7_B1_4C),
    error: rgb(0xF4_74_7F),
    text_on_accent: rgb(0x0B_12_1E),
};

/// For bright rooms: paper, not white glare.
pub const LIGHT: Palette = Palette {
    dark: false,
    window: rgb(0xE9_EA_ED),
    panel: rgb(0xF5_F6_F8),
    field: rgb(0xE6_E8_EC),
    field_hovered: rgb(0xDC_DF_E5),
    canvas: rgb(0xEE_EF_F2),
    grid: rgb(0xD6_D9_DF),
    node: rgb(0xFC_FC_FD),
    node_edge: rgb(0xC9_CD_D5),
    separator: rgb(0xD9_DC_E2),
    text: rgb(0x1C_1F_26),
    text_secondary: rgb(0x56_5D_69),
    text_disabled: rgb(0x93_99_A4),
    accent: rgb(0x1F_6F_E5),
    running: rgb(0x1F_6F_E5),
    warning: rgb(0x80_52_00),
    error: rgb(0xB4_22_31),
    text_on_accent: rgb(0xFF_FF_FF),
};

impl Palette {
    /// For fields on nodes: a node has the colour that fields have on panels, so there they are sunk.
    #[must_use]
    pub fn on_node(&self) -> Self {
        let field = self.node.lerp_to_gamma(self.window, if self.dark { 0.65 } else { 0.75 });
        Self { field, field_hovered: field.lerp_to_gamma(self.field_hovered, 0.5), ..*self }
    }
}

/// How far two colours stand apart, as WCAG counts: 1 to 21; text needs 4.5.
#[must_use]
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let (bright, dim) = {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b), a.min(b))
    };
    (bright + 0.05) / (dim + 0.05)
}

fn luminance(colour: Color32) -> f32 {
    let linear = |code: u8| {
        let value = f32::from(code) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_every_surface_it_stands_on() {
        for palette in [DARK, LIGHT] {
            let surfaces = [
                ("window", palette.window),
                ("panel", palette.panel),
                ("field", palette.field),
                ("field_hovered", palette.field_hovered),
                ("canvas", palette.canvas),
                ("node", palette.node),
                ("field on a node", palette.on_node().field),
                ("field_hovered on a node", palette.on_node().field_hovered),
            ];
            for (name, surface) in surfaces {
                let words = [palette.text, palette.text_secondary, palette.error, palette.warning];
                for (at, word) in words.into_iter().enumerate() {
                    let apart = contrast(word, surface);
                    assert!(apart >= 4.5, "dark {}: word {at} on {name}: {apart:.2}", palette.dark);
                }
            }
            assert!(contrast(palette.text_on_accent, palette.accent) >= 4.5);
            assert!(contrast(palette.accent, palette.canvas) >= 3.0, "a selection must be seen");
        }
    }

    #[test]
    fn contrast_is_what_wcag_says() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(rgb(0x77_77_77), Color32::WHITE) - 4.48).abs() < 0.01);
    }
}
