//! What can only be said once the order is known: the types that flow, which steps run once per item, and the digests.

use std::collections::HashMap;

use super::inputs::Sockets;
use super::kinds::KindUse;
use super::types::{TypeId, Types};
use super::{Link, Marks, Scale, Source, sentences};
use crate::catalog::{Fit, Input};
use crate::diagnostic::Diagnostic;
use crate::graph::Name;

/// Everything of a plan that this looks at.
pub(super) struct Settling<'a> {
    pub(super) sockets: &'a mut Sockets,
    pub(super) kinds: &'a [KindUse],
    pub(super) kind_of: &'a [u32],
    pub(super) names: &'a [Name],
    pub(super) scale: Scale,
    pub(super) types: &'a mut Types,
}

/// The types that the variables of one step stand for, and which input said so.
type Bound<'a> = Vec<(&'a str, TypeId, &'a str)>;

impl Settling<'_> {
    /// Finds types, fits and marks in the order of the plan.
    pub(super) fn types(&mut self, order: &[u32], told: &mut Vec<Diagnostic>) -> Vec<Marks> {
        let mut marks = vec![Marks::default(); self.kind_of.len()];
        // Only of steps whose kind has variables; the others give what their kind says.
        let mut bound_outputs: HashMap<(u32, u16), TypeId> = HashMap::new();
        for step in order.iter().copied() {
            let kinds = self.kinds;
            let kind = &kinds[self.kind_of[step as usize] as usize];
            let mut bound: Bound<'_> = Vec::new();
            let mut mapped = false;
            let first = self.sockets.first_source[step as usize] as usize;
            for (at, wanted) in kind.inputs.iter().enumerate() {
                let input = &kind.kind.inputs[at];
                match self.sockets.sources[first + at] {
                    Source::Nothing => {}
                    Source::Constant(index) => {
                        if let Some(variable) = self.types.get(*wanted).variable() {
                            let variable = variable_of(kind, variable);
                            let name = self.sockets.constants[index as usize].type_name();
                            let ty = if name == "list" { self.types.named("any") } else { self.types.named(name) };
                            bound.push((variable, ty, &input.id));
                        }
                    }
                    Source::Wire(link) => {
                        let given = self.given(&link, &marks, &bound_outputs);
                        let fit = self.fit(step, kind, input, *wanted, &link, given, &mut bound, told);
                        mapped |= fit == Fit::Map;
                        self.sockets.sources[first + at] = Source::Wire(Link { fit, ..link });
                    }
                    Source::Wires { first, len } => {
                        // Several wires are a list, whatever the input takes.
                        let item = self.types.item_of(*wanted);
                        for link_at in first as usize..(first + len) as usize {
                            let link = self.sockets.links[link_at];
                            let given = self.given(&link, &marks, &bound_outputs);
                            let given_item = self.types.item_of(given);
                            let fit = self.fit(step, kind, input, item, &link, given_item, &mut bound, told);
                            // `Map` here: a list among the wires, whose items come in its place.
                            let listed = self.types.get(given).is_list();
                            let fit = if fit == Fit::Direct && listed { Fit::Map } else { fit };
                            self.sockets.links[link_at].fit = fit;
                        }
                        let takes_list = self.types.get(*wanted).is_list() || is_open(input);
                        mapped |= !takes_list;
                    }
                }
            }
            marks[step as usize] = Marks {
                mapped,
                sink: kind.kind.flags.sink,
                shrinks: self.scale != Scale::Full && reads_pictures(kind, &self.sockets.sources[first..]),
                keyed: false,
            };
            if kind.has_variables {
                for (at, output) in kind.outputs.iter().enumerate() {
                    let ty = self.bind(*output, &bound);
                    bound_outputs.insert((step, super::wires::index_u16(at)), ty);
                }
            }
        }
        marks
    }

    /// The type that comes through a link.
    fn given(&mut self, link: &Link, marks: &[Marks], bound: &HashMap<(u32, u16), TypeId>) -> TypeId {
        let kind = &self.kinds[self.kind_of[link.step as usize] as usize];
        let output = kind.outputs[usize::from(link.output)];
        let output =
            if kind.has_variables { bound.get(&(link.step, link.output)).copied().unwrap_or(output) } else { output };
        if marks[link.step as usize].mapped { self.types.list_of(output) } else { output }
    }

    #[expect(clippy::too_many_arguments, reason = "both ends of a wire")]
    fn fit<'k>(
        &mut self,
        step: u32,
        kind: &'k KindUse,
        input: &'k Input,
        wanted: TypeId,
        link: &Link,
        given: TypeId,
        bound: &mut Bound<'k>,
        told: &mut Vec<Diagnostic>,
    ) -> Fit {
        let node = &self.names[step as usize];
        if let Some(variable) = self.types.get(wanted).variable() {
            let variable = variable_of(kind, variable);
            let item = self.types.get(wanted).is_list();
            let ty = if item { self.types.item_of(given) } else { given };
            match bound.iter().find(|(name, ..)| *name == variable).copied() {
                None => bound.push((variable, ty, &input.id)),
                Some((_, first, who)) if self.types.fit(ty, first) == Fit::Never => {
                    let (first, ty) = (self.types.get(first).clone(), self.types.get(ty).clone());
                    told.push(sentences::unequal_types(node, input, who, &first, &ty));
                    return Fit::Never;
                }
                Some(_) => {}
            }
        }
        let fit = self.types.fit(given, wanted);
        if fit == Fit::Never {
            let giver = &self.kinds[self.kind_of[link.step as usize] as usize].kind;
            let gives = format!("{}.{}", self.names[link.step as usize], giver.outputs[usize::from(link.output)].id);
            let other = self.somebody_giving(wanted, step);
            let (wanted, given) = (self.types.get(wanted).clone(), self.types.get(given).clone());
            told.push(sentences::wrong_type(node, input, &wanted, &gives, &given, other.as_deref()));
        }
        fit
    }

    /// An output in the plan that would fit, for a hint.
    fn somebody_giving(&mut self, wanted: TypeId, but: u32) -> Option<String> {
        let kinds = self.kinds;
        (0_u32..).zip(self.kind_of).filter(|(step, _)| *step != but).find_map(|(step, kind)| {
            let kind = &kinds[*kind as usize];
            let at = kind.outputs.iter().position(|given| self.types.fit(*given, wanted) == Fit::Direct)?;
            Some(format!("{}.{}", self.names[step as usize], kind.kind.outputs[at].id))
        })
    }

    /// The type of an output whose variables stand for something.
    fn bind(&mut self, output: TypeId, bound: &Bound<'_>) -> TypeId {
        let ty = self.types.get(output);
        let Some(variable) = ty.variable() else { return output };
        let list = ty.is_list();
        let found = bound.iter().find(|(name, ..)| *name == variable).map(|(_, ty, _)| *ty);
        let found = found.unwrap_or_else(|| self.types.named("any"));
        if list { self.types.list_of(found) } else { found }
    }
}

/// A variable's name, borrowed from the kind rather than from the table of types, which grows.
fn variable_of<'k>(kind: &'k KindUse, variable: &str) -> &'k str {
    let types = kind.kind.inputs.iter().map(|input| &input.ty);
    types.filter_map(crate::catalog::Type::variable).find(|name| *name == variable).unwrap_or_default()
}

fn is_open(input: &Input) -> bool {
    input.ty.has("any") || input.ty.variable().is_some()
}

/// Whether a step gives pictures from a file: these come at full size. Pictures that are made from lengths in pixels come
/// at the size of the plan by themselves, also those that a step is given for when there is no file.
fn reads_pictures(kind: &KindUse, sources: &[Source]) -> bool {
    let inputs = &kind.kind.inputs;
    let reads = inputs.iter().any(|input| input.ty.has("path") && !input.flags.path_write);
    let is_given = |(input, source): (&Input, &Source)| {
        (input.ty.has("image") || input.ty.has("mask")) && !matches!(source, Source::Nothing)
    };
    let takes = inputs.iter().zip(sources).any(is_given);
    let gives = kind.kind.outputs.iter().any(|output| output.ty.has("image") || output.ty.has("mask"));
    reads && gives && !takes
}
