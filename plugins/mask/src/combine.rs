//! `mask.combine`: two masks become one.

use weft_kernels::mask::{Combine, combine as combine_planes};
use weft_planes::device::{self, Fresh, Lent, device, size};
use weft_planes::{fitted, plane, plane_mut};
use weft_plugin::prelude::*;
use weft_shaders::{Shader, dispatch};

/// What is selected afterwards.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum How {
    /// What either selects
    #[default]
    Union,
    /// What both select
    Intersection,
    /// What the first selects and the second does not
    Subtract,
    /// What only one of them selects
    Difference,
    /// The product: soft edges of both count
    Multiply,
    /// The sum, at most 1
    Add,
}

/// Makes one mask of two. A second mask of another size is stretched over the first.
#[node(
    id = "mask.combine",
    category = "Mask/Combine",
    label = "Combine masks",
    pure,
    gpu,
    local(halo = 0),
    output = "mask"
)]
pub(crate) fn combine(
    call: &Call,
    first: &Mask,
    second: &Mask,
    /// What is selected afterwards
    #[input(default = How::Union, on_node)]
    how: How,
) -> Result<Mask> {
    if let Some(gpu) = device(call, &[size(first), size(second)])? {
        const COMBINE: Shader = Shader { wgsl: include_str!("combine.wgsl"), entry: "combine" };
        let (from, to) = (Lent::new(&gpu, first)?, Fresh::mask(&gpu, size(first))?);
        let second = device::fitted(&gpu, second, size(first))?;
        let plane = to.planes[0];
        let bindings = [from.planes[0].read, second.plane.read, plane.write];
        dispatch(&gpu, COMBINE, &bindings, &plane.params().u32(how as u32), plane.threads())?;
        return to.done_mask();
    }
    let mut out = call.mask_like(first)?;
    let second = fitted(call, second, first)?;
    let how = match how {
        How::Union => Combine::Union,
        How::Intersection => Combine::Intersect,
        How::Subtract => Combine::Subtract,
        How::Difference => Combine::Difference,
        How::Multiply => Combine::Multiply,
        How::Add => Combine::Add,
    };
    combine_planes(plane(first), second.view(), &mut plane_mut(&mut out), how);
    call.report(1.0)?;
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&combine::KIND).check();
    }

    #[test]
    fn each_way_does_what_its_name_says_also_with_soft_edges() {
        let combined = |how: &str| {
            let run = testing::run(&combine::KIND).mask("first", Picture::flat(2, 2, [0.75])).text("how", how);
            run.mask("second", Picture::flat(2, 2, [0.5])).go().unwrap().image("mask").at(1, 1, 0)
        };
        let ways = ["union", "intersection", "subtract", "difference", "multiply", "add"];
        assert_eq!(ways.map(combined), [0.75, 0.5, 0.5, 0.25, 0.375, 1.0]);
    }

    #[test]
    fn a_mask_of_another_size_is_stretched() {
        let left = |width: u32| Picture::new(width, 4, 1, move |x, _, _| if x < width / 2 { 1.0 } else { 0.0 });
        let run = testing::run(&combine::KIND).mask("first", Picture::flat(8, 4, [1.0])).mask("second", left(16));
        let mask = run.text("how", "intersection").go().unwrap().image("mask");
        assert_eq!((mask.width, mask.at(1, 1, 0), mask.at(6, 1, 0)), (8, 1.0, 0.0));
    }
}
