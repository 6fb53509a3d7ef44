//! Drawing by hand over the picture: what the selected node lets a hand draw, with which tool. What is drawn becomes edits of
//! the graph, so the runner repeats it at any size, and undo takes it back like everything else.

mod brush;
mod cover;
mod drawn;
mod frame_box;
mod places;
mod target;

use egui::{Button, DragValue, Pos2, Rect, Response, RichText, Ui, vec2};
use weft_engine::graph::{Edit, Name, Wire};
use weft_engine::session::ChannelView;

use super::frame::View;
use super::prints::Prints;
use super::{faces, histogram};
use crate::fields::{Spot, curve};
use crate::inspector::wish;
use crate::intent::Intent;
use crate::live::Live;
use crate::state::State;
use crate::theme::{Palette, spacing};
pub(super) use target::targets;
use target::{Form, Target, value};

/// What the hand holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tool {
    /// Nothing: dragging moves the picture.
    Look,
    #[default]
    Brush,
    Lasso,
    Polygon,
}

impl Tool {
    fn label(self, form: Form) -> &'static str {
        match (self, form) {
            (Self::Look, _) => "Pan",
            (Self::Brush, Form::Strokes) => "Brush",
            (Self::Brush, Form::Rect) => "Draw rectangle",
            (Self::Brush, Form::Pairs) => "Put pairs",
            (Self::Brush, _) => "Put points",
            (Self::Lasso, _) => "Lasso",
            (Self::Polygon, _) => "Polygon",
        }
    }

    fn all(form: Form) -> &'static [Self] {
        match form {
            Form::Strokes => &[Self::Look, Self::Brush, Self::Lasso, Self::Polygon],
            Form::Curve => &[],
            _ => &[Self::Look, Self::Brush],
        }
    }
}

/// What is remembered between frames.
pub(super) struct Hand {
    tool: Tool,
    /// The input that is drawn on, where a node has several.
    chosen: Option<(Name, Name)>,
    /// Of the brush, in parts of the longer side of the picture.
    radius: f32,
    hardness: f32,
    erases: bool,
    brush: brush::Brush,
    /// Where a new rectangle began.
    corner: Option<Pos2>,
    /// Whether a curve is shaped in this frame.
    curve: bool,
}

impl Default for Hand {
    fn default() -> Self {
        Self {
            tool: Tool::Brush,
            chosen: None,
            radius: 0.03,
            hardness: 0.8,
            erases: false,
            brush: brush::Brush::default(),
            corner: None,
            curve: false,
        }
    }
}

impl Hand {
    /// Whether a curve is shown, with the counts of values behind it.
    pub(super) fn wants_counts(&self) -> bool {
        self.curve
    }

    /// Whether dragging draws, and does not move the picture.
    pub(super) fn draws(&self, targets: &[Target]) -> bool {
        self.target(targets).is_some_and(|target| target.form != Form::Curve && self.tool_for(target) != Tool::Look)
    }

    /// Whether Escape and Enter belong to what was begun.
    pub(super) fn is_busy(&self) -> bool {
        self.brush.is_busy()
    }

    /// Whether what is viewed is not the picture that the rectangle lies on, but what was cut out of it.
    pub(super) fn lies_elsewhere(&self, state: &State, targets: &[Target], wire: &Wire) -> bool {
        let Some(target) = self.target(targets).filter(|target| target.form == Form::Rect) else { return false };
        let is_mask = faces::type_of(state, wire).is_some_and(|ty| ty.has("mask") && !ty.has("image"));
        wire.node == target.full_name && !is_mask
    }

    fn target<'a>(&self, targets: &'a [Target]) -> Option<&'a Target> {
        let chosen = |target: &&Target| self.chosen.as_ref() == Some(&(target.node.clone(), target.input.clone()));
        targets.iter().find(chosen).or(targets.first())
    }

    fn tool_for(&self, target: &Target) -> Tool {
        if Tool::all(target.form).contains(&self.tool) { self.tool } else { Tool::Brush }
    }

    /// The row of tools. Gives nothing to draw with where the selected node wants nothing drawn.
    pub(super) fn strip(
        &mut self,
        ui: &mut Ui,
        state: &State,
        palette: &Palette,
        wire: &Wire,
        targets: &[Target],
        intents: &mut Vec<Intent>,
    ) {
        let Some(target) = self.target(targets).cloned() else { return };
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        ui.spacing_mut().button_padding = vec2(6.0, 2.0);
        ui.horizontal_wrapped(|ui| {
            let title = format!("{}.{}", target.node, target.input);
            if targets.len() > 1 {
                ui.menu_button(RichText::new(title).monospace(), |ui| {
                    for other in targets {
                        if ui.add(Button::selectable(*other == target, &other.label)).clicked() {
                            self.chosen = Some((other.node.clone(), other.input.clone()));
                            self.brush.forget();
                            ui.close();
                        }
                    }
                })
                .response
                .on_hover_text("What is drawn");
            } else if ui.available_width() > 520.0 {
                ui.label(RichText::new(title).monospace().color(palette.text_secondary));
            }
            if self.lies_elsewhere(state, targets, wire) {
                let under = ground(state, &target.node);
                if ui.button("View the picture it is drawn on").clicked() {
                    intents.extend(under.map(Intent::View));
                }
                return;
            }
            let now = self.tool_for(&target);
            for tool in Tool::all(target.form) {
                let button = Button::selectable(now == *tool, tool.label(target.form));
                if ui.add(button).clicked() {
                    self.tool = *tool;
                    self.brush.forget();
                }
            }
            if target.form == Form::Strokes {
                self.brush_fields(ui);
            }
            let drawn = value(state, &target, &target.input);
            let is_set = state
                .document()
                .and_then(|document| document.level().node(&target.node))
                .is_some_and(|node| node.set.contains(&target.input));
            let clears = is_set && drawn.is_some();
            if ui.add_enabled(clears, Button::new("Clear")).on_hover_text("Takes away all that was drawn").clicked() {
                let reset = |input: &Name| Edit::reset(target.node.clone(), input.clone());
                let mut edits = vec![reset(&target.input)];
                edits.extend(target.to.as_ref().map(reset));
                intents.push(Intent::EditAs(Edit::Batch(edits), format!("clear {}.{}", target.node, target.input)));
                self.brush.forget();
            }
        });
    }

    fn brush_fields(&mut self, ui: &mut Ui) {
        ui.add(Button::selectable(self.erases, "Erase")).on_hover_text("E, or hold Alt").clicked().then(|| {
            self.erases = !self.erases;
        });
        if self.tool != Tool::Brush {
            return;
        }
        let mut percent = self.radius * 200.0;
        let size = ui.add(field(&mut percent, 0.2..=100.0, "Size ")).accessible_name("Brush size");
        if size.on_hover_text("In parts of the picture: [ and ]").changed() {
            self.radius = percent / 200.0;
        }
        let mut percent = self.hardness * 100.0;
        let hardness = ui.add(field(&mut percent, 0.0..=100.0, "Hardness ")).accessible_name("Brush hardness");
        if hardness.on_hover_text("100 %: a hard edge").changed() {
            self.hardness = percent / 100.0;
        }
    }

    /// Shows what is drawn, and takes what the hand does on the picture.
    #[expect(clippy::too_many_arguments, reason = "what is drawn, where, over what, and for whom")]
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        palette: &Palette,
        response: &Response,
        (view, wire): (View, &Wire),
        targets: &[Target],
        prints: &mut Prints,
        intents: &mut Vec<Intent>,
    ) {
        let Some(target) = self.target(targets).cloned() else {
            self.brush.forget();
            return;
        };
        self.tool = self.tool_for(&target);
        let set = value(state, &target, &target.input);
        match target.form {
            Form::Strokes => {
                if self.tool != Tool::Look {
                    brush::act(self, ui, response, view, (&target, set.as_ref()), intents);
                }
                let veiled = wire.node != target.full_name;
                brush::paint(self, ui, palette, response, view, (&target, set.as_ref()), veiled, prints);
            }
            Form::Points | Form::Pairs => {
                let to = target.to.as_ref().and_then(|to| value(state, &target, to));
                let values = (set.as_ref(), to.as_ref());
                places::show(self, ui, palette, response, view, &target, values, intents);
            }
            Form::Rect => frame_box::show(self, ui, palette, response, view, (&target, set.as_ref()), intents),
            Form::Curve => {}
        }
    }

    /// A curve over a corner of the pane, with the counts of what is viewed behind it.
    #[expect(clippy::too_many_arguments, reason = "what is shaped, where, over what, and for whom")]
    pub(super) fn shape(
        &mut self,
        ui: &mut Ui,
        state: &State,
        palette: &Palette,
        room: Rect,
        targets: &[Target],
        counts: &[ChannelView],
        intents: &mut Vec<Intent>,
    ) {
        let target = self.target(targets).filter(|target| target.form == Form::Curve).cloned();
        self.curve = target.is_some();
        let Some(target) = target else { return };
        let size = vec2(224.0, 176.0).min(room.size() * 0.6);
        if size.x < 80.0 || size.y < 60.0 {
            return;
        }
        let rect = Rect::from_min_size(room.max - size - vec2(8.0, 8.0), size);
        ui.painter().rect_filled(rect, f32::from(spacing::FIELD_CORNER), palette.panel.gamma_multiply(0.96));
        let inner = rect.shrink(8.0);
        let name = format!("{}.{} in the viewer", target.node, target.input);
        let id = ui.scope_id().with(("curve", target.node.as_str(), target.input.as_str()));
        let spot = Spot { rect: inner, scale: 1.0, id, name: &name, palette, locked: false };
        let set = value(state, &target, &target.input);
        let changed = curve::show_over(ui, &spot, set.as_ref(), |painter| {
            histogram::plotted(painter, palette, inner, counts);
        });
        if let Some(change) = changed {
            intents.extend(wish::of_change(&target.node, &target.input, change));
        }
    }
}

/// Dragged or typed into; shown in whole numbers, kept as it is.
fn field<'a>(percent: &'a mut f32, range: std::ops::RangeInclusive<f32>, before: &'a str) -> DragValue<'a> {
    let shown = |value: f64, _| if value < 1.0 { format!("{value:.1}") } else { format!("{value:.0}") };
    DragValue::new(percent).range(range).speed(0.5).prefix(before).suffix(" %").custom_formatter(shown)
}

/// The picture that a node draws on: what comes into it, else what it gives.
pub(crate) fn ground(state: &State, node: &str) -> Option<Wire> {
    let full = state.document()?.full_name(node);
    faces::picture_under(state, &full).or_else(|| {
        let output = &state.scene.node(node)?.signature.outputs.first()?.id;
        Some(Wire::new(full.clone(), output.clone()))
    })
}

/// Whether counts are there for what is viewed.
pub(super) fn counts<'a>(live: &'a Live, wire: &Wire) -> &'a [ChannelView] {
    let answer = super::asks::answer(live, crate::live::Slot::Counts, wire);
    super::asks::picture(answer).map_or(&[], |view| &view.statistics)
}
