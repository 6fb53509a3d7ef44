//! The connected parts of a selection: labelled, measured, the largest one, and the holes inside.

use crate::mask::is_selected;
use crate::plane::{PlaneMut, PlaneRef};

/// Which neighbours belong together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Neighbours {
    /// Left, right, above, below.
    Four,
    /// The diagonal ones as well.
    #[default]
    Eight,
}

/// One connected part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component {
    /// Pixels.
    pub area: usize,
    /// The first column and row.
    pub left_top: [usize; 2],
    /// Columns and rows of its bounding box.
    pub size: [usize; 2],
    /// The mean place of its pixels.
    pub centroid: [f64; 2],
}

/// The parts of a selection.
#[derive(Debug, Clone)]
pub struct Components {
    /// Row by row: 0 where nothing is selected, else 1 + the place in `parts`.
    pub labels: Vec<u32>,
    /// In the order in which reading row by row meets them.
    pub parts: Vec<Component>,
}

/// A stretch of selected pixels in one row.
struct Run {
    y: usize,
    start: usize,
    end: usize,
    /// The run that stands for its part so far; found through `root`.
    parent: usize,
}

/// Finds the connected parts of a mask.
pub fn components(mask: PlaneRef<'_>, neighbours: Neighbours) -> Components {
    label(mask, neighbours, is_selected)
}

/// Keeps the largest part of a mask with its soft values; of equals, the first.
pub fn keep_largest(mask: PlaneRef<'_>, out: &mut PlaneMut<'_>, neighbours: Neighbours) {
    let found = components(mask, neighbours);
    let largest =
        found.parts.iter().enumerate().rev().max_by_key(|(_, part)| part.area).map_or(0, |(at, _)| at as u32 + 1);
    keep(mask, out, &found, |label| label > 0 && label == largest);
}

/// Drops the parts of fewer pixels.
pub fn drop_small(mask: PlaneRef<'_>, out: &mut PlaneMut<'_>, area_min: usize, neighbours: Neighbours) {
    let found = components(mask, neighbours);
    keep(mask, out, &found, |label| label > 0 && found.parts[label as usize - 1].area >= area_min);
}

/// Selects what the selection encloses: unselected parts (of four neighbours) that do not touch the edge of the picture.
pub fn fill_holes(mask: PlaneRef<'_>, out: &mut PlaneMut<'_>) {
    assert_eq!((mask.width(), mask.height()), (out.width(), out.height()), "planes of different size");
    let found = label(mask, Neighbours::Four, |pixel| !is_selected(pixel));
    let enclosed = |part: &Component| {
        let [left, top] = part.left_top;
        left > 0 && top > 0 && left + part.size[0] < mask.width() && top + part.size[1] < mask.height()
    };
    let enclosed: Vec<bool> = found.parts.iter().map(enclosed).collect();
    for ((labels, from), to) in found.labels.chunks(mask.width()).zip(mask.rows()).zip(out.rows_mut()) {
        for ((&label, &from), to) in labels.iter().zip(from).zip(to) {
            *to = if label > 0 && enclosed[label as usize - 1] { 1.0 } else { from };
        }
    }
}

fn keep(mask: PlaneRef<'_>, out: &mut PlaneMut<'_>, found: &Components, is_kept: impl Fn(u32) -> bool) {
    assert_eq!((mask.width(), mask.height()), (out.width(), out.height()), "planes of different size");
    for ((labels, from), to) in found.labels.chunks(mask.width()).zip(mask.rows()).zip(out.rows_mut()) {
        for ((&label, &from), to) in labels.iter().zip(from).zip(to) {
            *to = if is_kept(label) { from } else { 0.0 };
        }
    }
}

fn label(mask: PlaneRef<'_>, neighbours: Neighbours, is_part: impl Fn(f32) -> bool) -> Components {
    let reach = usize::from(neighbours == Neighbours::Eight);
    let mut runs: Vec<Run> = Vec::new();
    let mut above = 0..0;
    for (y, row) in mask.rows().enumerate() {
        let first = runs.len();
        let mut x = 0;
        while let Some(gap) = row[x..].iter().position(|&pixel| is_part(pixel)) {
            let start = x + gap;
            let end = row[start..].iter().position(|&pixel| !is_part(pixel)).map_or(row.len(), |length| start + length);
            runs.push(Run { y, start, end, parent: runs.len() });
            x = end;
        }
        join(&mut runs, above, first, reach);
        above = first..runs.len();
    }
    let mut labels = vec![0; mask.width() * mask.height()];
    let mut label_of_root = vec![0; runs.len()];
    let mut sums: Vec<(Component, [f64; 2])> = Vec::new();
    for at in 0..runs.len() {
        let root = root(&mut runs, at);
        let Run { y, start, end, .. } = runs[at];
        if label_of_root[root] == 0 {
            let part = Component { area: 0, left_top: [start, y], size: [0, 0], centroid: [0.0; 2] };
            sums.push((part, [0.0; 2]));
            label_of_root[root] = sums.len();
        }
        let label = label_of_root[root];
        labels[y * mask.width()..][start..end].fill(label as u32);
        let (part, sum) = &mut sums[label - 1];
        let right = (part.left_top[0] + part.size[0]).max(end);
        part.left_top[0] = part.left_top[0].min(start);
        part.size = [right - part.left_top[0], y + 1 - part.left_top[1]];
        part.area += end - start;
        sum[0] += ((start + end - 1) * (end - start)) as f64 / 2.0;
        sum[1] += (y * (end - start)) as f64;
    }
    let centre =
        |(part, sum): (Component, [f64; 2])| Component { centroid: sum.map(|sum| sum / part.area as f64), ..part };
    Components { labels, parts: sums.into_iter().map(centre).collect() }
}

/// Joins the runs from `first` on with those of the row above that touch them. Both stand from left to right.
fn join(runs: &mut [Run], mut above: std::ops::Range<usize>, first: usize, reach: usize) {
    for at in first..runs.len() {
        while !above.is_empty() && runs[above.start].end + reach <= runs[at].start {
            above.start += 1;
        }
        for other in above.clone() {
            if runs[other].start >= runs[at].end + reach {
                break;
            }
            let (one, two) = (root(runs, at), root(runs, other));
            // The earlier one stands for both, so that parts keep the order of reading.
            runs[one.max(two)].parent = one.min(two);
        }
    }
}

fn root(runs: &mut [Run], mut at: usize) -> usize {
    while runs[at].parent != at {
        let parent = runs[at].parent;
        runs[at].parent = runs[parent].parent;
        at = parent;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    fn plane(rows: &[&str]) -> Plane {
        Plane::from_fn(rows[0].len(), rows.len(), |x, y| if rows[y].as_bytes()[x] == b'#' { 1.0 } else { 0.0 })
    }

    fn drawn(plane: &Plane) -> Vec<String> {
        plane.rows().map(|row| row.iter().map(|&pixel| if pixel > 0.0 { '#' } else { '.' }).collect()).collect()
    }

    #[test]
    fn diagonal_neighbours_count_if_asked() {
        let mask = plane(&["#..#", ".#.#", "#..."]);
        let eight = components(mask.view(), Neighbours::Eight);
        assert_eq!(eight.labels, [1, 0, 0, 2, 0, 1, 0, 2, 1, 0, 0, 0]);
        let first = Component { area: 3, left_top: [0, 0], size: [2, 3], centroid: [1.0 / 3.0, 1.0] };
        assert_eq!(eight.parts[0], first);
        assert_eq!(components(mask.view(), Neighbours::Four).parts.len(), 4);
    }

    #[test]
    fn branches_that_meet_late_are_one_part() {
        let mask = plane(&["#.#.#", "#.#.#", "#####"]);
        let found = components(mask.view(), Neighbours::Four);
        assert_eq!((found.parts.len(), found.parts[0].area), (1, 11));
    }

    #[test]
    fn the_largest_part_stays_and_small_ones_go() {
        let mask = plane(&["##...", ".....", "..###", "#...."]);
        let mut out = Plane::new(5, 4);
        keep_largest(mask.view(), &mut out.view_mut(), Neighbours::Eight);
        assert_eq!(drawn(&out), [".....", ".....", "..###", "....."]);
        drop_small(mask.view(), &mut out.view_mut(), 2, Neighbours::Eight);
        assert_eq!(drawn(&out), ["##...", ".....", "..###", "....."]);
        keep_largest(Plane::new(5, 4).view(), &mut out.view_mut(), Neighbours::Eight);
        assert_eq!(out, Plane::new(5, 4));
    }

    #[test]
    fn holes_are_filled_but_not_bays() {
        let mask = plane(&["####.", "#..##", "##.#.", "#####", "#.#.."]);
        let mut out = Plane::new(5, 5);
        fill_holes(mask.view(), &mut out.view_mut());
        assert_eq!(drawn(&out), ["####.", "#####", "####.", "#####", "#.#.."]);
    }
}
