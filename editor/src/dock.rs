//! Panes and how they are arranged. The arrangement belongs to the user's settings, never to a graph.

use egui::{Id, Ui, WidgetText};
use egui_tiles::{Behavior, SimplificationOptions, TabState, Tile, TileId, Tiles, Tree, UiResponse};
use serde::{Deserialize, Serialize};

use crate::canvas::Canvas;
use crate::intent::Intent;
use crate::panels::{browser, history, log, plugins};
use crate::state::State;
use crate::theme::Palette;
use crate::viewer::Viewer;
use crate::{inspector, panels};

/// What a pane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pane {
    /// The graph.
    Canvas,
    /// What is selected, in full.
    Inspector,
    /// All kinds with their pages.
    Browser,
    /// The viewed output.
    Viewer,
    /// Runs that were asked for, and what they said.
    Log,
    /// What was done.
    History,
    /// Which plugins there are.
    Plugins,
}

impl Pane {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Canvas, Self::Viewer, Self::Inspector, Self::Browser, Self::History, Self::Log, Self::Plugins];

    /// As its tab says.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Canvas => "Graph",
            Self::Inspector => "Inspector",
            Self::Browser => "Kinds",
            Self::Viewer => "Viewer",
            Self::Log => "Runs",
            Self::History => "History",
            Self::Plugins => "Plugins",
        }
    }
}

/// The graph in the middle, the picture and the inspector at the right, lists at the left.
#[must_use]
pub fn standard() -> Tree<Pane> {
    let mut tiles = Tiles::default();
    let mut tabs = |panes: &[Pane]| {
        let ids = panes.iter().map(|pane| tiles.insert_pane(*pane)).collect();
        tiles.insert_tab_tile(ids)
    };
    let lists = tabs(&[Pane::Browser, Pane::History, Pane::Log, Pane::Plugins]);
    let canvas = tabs(&[Pane::Canvas]);
    let viewer = tabs(&[Pane::Viewer]);
    let inspector = tabs(&[Pane::Inspector]);
    let right = tiles.insert_vertical_tile(vec![viewer, inspector]);
    let root = tiles.insert_horizontal_tile(vec![lists, canvas, right]);
    share(&mut tiles, root, &[(lists, 0.17), (canvas, 0.57), (right, 0.26)]);
    share(&mut tiles, right, &[(viewer, 0.52), (inspector, 0.48)]);
    Tree::new(Id::unique("dock"), root, tiles)
}

fn share(tiles: &mut Tiles<Pane>, parent: TileId, parts: &[(TileId, f32)]) {
    if let Some(Tile::Container(egui_tiles::Container::Linear(linear))) = tiles.get_mut(parent) {
        for (child, part) in parts {
            linear.shares.set_share(*child, *part);
        }
    }
}

/// Whether a pane is there and shown.
#[must_use]
pub fn is_shown(tree: &Tree<Pane>, pane: Pane) -> bool {
    tree.tiles.find_pane(&pane).is_some_and(|id| tree.is_visible(id) && tree.active_tiles().contains(&id))
}

/// Brings a pane to the front, wherever it is.
pub fn bring(tree: &mut Tree<Pane>, pane: Pane) {
    let Some(id) = tree.tiles.find_pane(&pane) else { return };
    tree.set_visible(id, true);
    tree.make_active(|tile, _| tile == id);
}

/// Shows a pane that is hidden or behind another, and hides one that is shown.
pub fn toggle(tree: &mut Tree<Pane>, pane: Pane) {
    if is_shown(tree, pane) {
        if let Some(id) = tree.tiles.find_pane(&pane) {
            tree.set_visible(id, false);
        }
    } else {
        bring(tree, pane);
    }
}

/// What panes are drawn with.
pub(crate) struct Panes<'a> {
    pub state: &'a State,
    pub palette: &'a Palette,
    pub intents: &'a mut Vec<Intent>,
    pub canvas: &'a mut Canvas,
    pub viewer: &'a mut Viewer,
    pub browser: &'a mut browser::Browser,
    pub inspector: &'a mut inspector::Inspector,
}

impl Behavior<Pane> for Panes<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, pane: &mut Pane) -> UiResponse {
        let fill = if *pane == Pane::Canvas { self.palette.canvas } else { self.palette.panel };
        ui.painter().rect_filled(ui.max_rect(), 0.0, fill);
        match pane {
            Pane::Canvas => panels::breadcrumbs::show(ui, self.state, self.palette, self.intents, |ui, intents| {
                self.canvas.show(ui, self.state, self.palette, intents);
            }),
            Pane::Inspector => padded(ui, |ui| self.inspector.show(ui, self.state, self.palette, self.intents)),
            Pane::Browser => padded(ui, |ui| self.browser.show(ui, self.state, self.palette, self.intents)),
            Pane::Viewer => self.viewer.show(ui, self.state, self.palette, self.intents),
            Pane::Plugins => padded(ui, |ui| plugins::show(ui, self.state, self.palette, self.intents)),
            Pane::Log => padded(ui, |ui| log::show(ui, self.state, self.palette, self.intents)),
            Pane::History => padded(ui, |ui| history::show(ui, self.state, self.palette, self.intents)),
        }
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        pane.title().into()
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions { all_panes_must_have_tabs: true, ..SimplificationOptions::default() }
    }

    fn is_tab_bar_visible(&self, _tile: TileId, tabs: &egui_tiles::Tabs) -> bool {
        tabs.children.len() > 1
    }

    fn tab_bar_height(&self, _style: &egui::Style) -> f32 {
        28.0
    }

    fn gap_width(&self, _style: &egui::Style) -> f32 {
        1.0
    }

    fn tab_bar_color(&self, _visuals: &egui::Visuals) -> egui::Color32 {
        self.palette.window
    }

    fn tab_bg_color(
        &self,
        _visuals: &egui::Visuals,
        _tiles: &Tiles<Pane>,
        _tile: TileId,
        tab: &TabState,
    ) -> egui::Color32 {
        if tab.active { self.palette.panel } else { self.palette.window }
    }

    fn tab_outline_stroke(
        &self,
        _visuals: &egui::Visuals,
        _tiles: &Tiles<Pane>,
        _tile: TileId,
        _tab: &TabState,
    ) -> egui::Stroke {
        egui::Stroke::NONE
    }

    fn tab_bar_hline_stroke(&self, _visuals: &egui::Visuals) -> egui::Stroke {
        egui::Stroke::NONE
    }

    fn tab_text_color(
        &self,
        _visuals: &egui::Visuals,
        _tiles: &Tiles<Pane>,
        _tile: TileId,
        tab: &TabState,
    ) -> egui::Color32 {
        if tab.active { self.palette.text } else { self.palette.text_secondary }
    }

    fn resize_stroke(&self, _style: &egui::Style, state: egui_tiles::ResizeState) -> egui::Stroke {
        match state {
            egui_tiles::ResizeState::Idle => egui::Stroke::new(1.0, self.palette.separator),
            _ => egui::Stroke::new(2.0, self.palette.accent),
        }
    }

    fn drag_preview_stroke(&self, _visuals: &egui::Visuals) -> egui::Stroke {
        egui::Stroke::new(1.0, self.palette.accent)
    }
}

fn padded(ui: &mut Ui, show: impl FnOnce(&mut Ui)) {
    egui::Frame::NONE.inner_margin(egui::Margin::same(crate::theme::spacing::PANEL)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        show(ui);
    });
}
