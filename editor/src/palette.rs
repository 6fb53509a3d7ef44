//! The palette that adds nodes: type a few letters, Enter. At the end of a dragged wire it offers only what fits.

use egui::{
    Align2, Area, Frame, Key, Order, Pos2, Rect, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, accesskit::Role, vec2,
};
use std::sync::Arc;
use weft_engine::catalog::{Kind, Type};
use weft_engine::graph::Name;

use crate::changes::{arrange, insert};
use crate::fuzzy;
use crate::intent::{Intent, Join, NewNode};
use crate::state::State;
use crate::theme::{Palette as Colours, SIZE_BODY, SIZE_SMALL, category, mark_of, type_name};

/// Where a palette opens and what it may offer.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// On the screen.
    pub screen: Pos2,
    /// Where the new node's corner goes.
    pub at: Pos2,
    /// What the new node is joined to.
    pub join: Join,
    /// What flows into it.
    pub from: Option<Type>,
    /// What shall flow out of it.
    pub into: Option<Type>,
}

impl Request {
    pub(crate) fn plain(screen: Pos2, at: Pos2) -> Self {
        Self { screen, at, join: Join::Nothing, from: None, into: None }
    }
}

/// An open palette.
pub(crate) struct Palette {
    request: Request,
    query: String,
    chosen: usize,
    fresh: bool,
    /// Best first; made anew when the query changes.
    found: Vec<Arc<Kind>>,
    asked: Option<String>,
}

const WIDTH: f32 = 380.0;
const ROW: f32 = 40.0;
const ROWS: f32 = 8.0;

impl Palette {
    pub(crate) fn open(request: Request) -> Self {
        Self { request, query: String::new(), chosen: 0, fresh: true, found: Vec::new(), asked: None }
    }

    /// Shows it; false once it is closed.
    pub(crate) fn show(
        &mut self,
        ctx: &egui::Context,
        state: &State,
        colours: &Colours,
        intents: &mut Vec<Intent>,
    ) -> bool {
        if self.asked.as_ref() != Some(&self.query) {
            self.asked = Some(self.query.clone());
            self.found = search(state, &self.query, &self.request);
            self.chosen = 0;
        }
        let mut open = true;
        let screen = ctx.content_rect();
        let height = ROW * ROWS + 48.0;
        let at =
            self.request.screen.clamp(screen.min, (screen.max - vec2(WIDTH + 24.0, height + 24.0)).max(screen.min));
        let area =
            Area::new(egui::Id::unique("add node")).order(Order::Foreground).fixed_pos(at).accessible_name("Add node");
        let shown = area.show(ctx, |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_width(WIDTH);
                open = self.inside(ui, colours, intents);
            });
        });
        let elsewhere = !self.fresh && shown.response.clicked_elsewhere();
        self.fresh = false;
        open && !elsewhere
    }

    fn inside(&mut self, ui: &mut Ui, colours: &Colours, intents: &mut Vec<Intent>) -> bool {
        let (down, up, enter, escape) = ui.input_mut(|input| {
            let plain = egui::Modifiers::NONE;
            let down = input.consume_key(plain, Key::ArrowDown) || input.consume_key(plain, Key::Tab);
            let up = input.consume_key(plain, Key::ArrowUp) || input.consume_key(egui::Modifiers::SHIFT, Key::Tab);
            (down, up, input.key_pressed(Key::Enter), input.key_pressed(Key::Escape))
        });
        let hint = match (&self.request.from, &self.request.into) {
            (Some(from), Some(into)) => format!("Search what takes {from} and gives {into}"),
            (Some(from), None) => format!("Search what takes {from}"),
            (None, Some(into)) => format!("Search what gives {into}"),
            (None, None) => "Search kinds".to_owned(),
        };
        let id = ui.scope_id().with("query");
        let edit = TextEdit::singleline(&mut self.query).id(id).hint_text(hint).desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("Search kinds");
        response.request_focus();
        let filter = egui::EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let last = self.found.len().saturating_sub(1);
        self.chosen = (self.chosen + usize::from(down)).saturating_sub(usize::from(up)).min(last);
        ui.add_space(4.0);
        let mut taken = self.found.get(self.chosen).filter(|_| enter).cloned();
        if self.found.is_empty() {
            let words = if self.query.is_empty() {
                "No kinds are installed that fit here."
            } else {
                "Nothing found. Try fewer letters."
            };
            ui.label(egui::RichText::new(words).color(colours.text_secondary));
        }
        let moved = down || up;
        ScrollArea::vertical().max_height(ROW * ROWS).auto_shrink([false, true]).show_rows(
            ui,
            ROW,
            self.found.len(),
            |ui, rows| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for at in rows {
                    let response = row(ui, &self.found[at], at == self.chosen, colours);
                    if at == self.chosen && moved {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        taken = Some(Arc::clone(&self.found[at]));
                    }
                }
            },
        );
        if let Some(kind) = taken {
            let corner = arrange::snapped(self.request.at);
            intents.push(Intent::AddNode(NewNode {
                kind: Name::new(&*kind.id),
                at: (f64::from(corner.x), f64::from(corner.y)),
                join: self.request.join.clone(),
            }));
            return false;
        }
        !escape
    }
}

fn search(state: &State, query: &str, request: &Request) -> Vec<Arc<Kind>> {
    let fitting = state.catalog.kinds().iter().filter(|kind| {
        let joined = request.from.is_some() || request.into.is_some();
        !joined || insert::fits(kind, request.from.as_ref(), request.into.as_ref())
    });
    let mut ranked: Vec<(i32, &Arc<Kind>)> = fitting.filter_map(|kind| Some((rank(kind, query)?, kind))).collect();
    // Equal ones stay by category and label, as a person would look for them.
    ranked.sort_by(|(a, one), (b, other)| {
        b.cmp(a).then_with(|| one.category.cmp(&other.category)).then_with(|| one.label.cmp(&other.label))
    });
    ranked.into_iter().map(|(_, kind)| Arc::clone(kind)).collect()
}

/// The label counts most, then the id and the category, then the words of the page.
pub(crate) fn rank(kind: &Kind, query: &str) -> Option<i32> {
    if query.trim().is_empty() {
        return Some(if kind.flags.deprecated { -1 } else { 0 });
    }
    let label = fuzzy::score(query, &kind.label).map(|score| score * 3 + 40);
    let id = fuzzy::score(query, &kind.id).map(|score| score * 2 + 20);
    let both = fuzzy::score(query, &format!("{} {}", kind.category, kind.label)).map(|score| score + 10);
    let first = kind.doc.lines().next().unwrap_or_default().to_lowercase();
    // In prose only whole words count: strewn letters are found in any sentence.
    let doc = query.to_lowercase().split_whitespace().all(|word| first.contains(word)).then_some(8);
    let best = [label, id, both, doc].into_iter().flatten().max()?;
    Some(if kind.flags.deprecated { best / 2 } else { best })
}

fn row(ui: &mut Ui, kind: &Kind, chosen: bool, colours: &Colours) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("Add {}", kind.label)));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if chosen || response.hovered() {
        painter.rect_filled(rect, 4.0, if chosen { colours.field_hovered } else { colours.field });
    }
    let bar = Rect::from_min_size(rect.min + vec2(2.0, 8.0), vec2(3.0, ROW - 16.0));
    painter.rect_filled(bar, 1.5, category::hue_of(&kind.category));
    let body = egui::FontId::proportional(SIZE_BODY);
    let small = egui::FontId::proportional(SIZE_SMALL);
    painter.text(rect.min + vec2(12.0, 4.0), Align2::LEFT_TOP, &kind.label, body, colours.text);
    painter.text(
        rect.right_top() + vec2(-8.0, 6.0),
        Align2::RIGHT_TOP,
        &kind.category,
        small.clone(),
        colours.text_secondary,
    );
    let doc = kind.doc.lines().next().unwrap_or_default();
    let mut job = egui::text::LayoutJob::simple_singleline(doc.to_owned(), small, colours.text_secondary);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 20.0);
    let galley = painter.layout_job(job);
    painter.galley(rect.min + vec2(12.0, 22.0), galley, colours.text_secondary);
    response
}

/// Small marks for the types of a kind's sockets.
pub(crate) fn type_chip(ui: &mut Ui, ty: &Type, colours: &Colours) {
    let (mark, hue) = mark_of(type_name(ty), colours);
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 16.0), Sense::hover());
    mark.paint(ui.painter(), rect.center(), 4.5, hue, ty.is_list(), colours.panel);
    ui.label(egui::RichText::new(ty.to_string()).small().color(colours.text_secondary));
}
