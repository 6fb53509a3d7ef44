//! A look at triangles: all of them, or so few that a screen keeps up, by gathering near vertices into one.

use foldhash::HashMap;

use crate::diagnostic::{Diagnostic, Place};
use crate::session::message::{Blob, Look, MeshView};
use crate::value::{Buffer, Mesh, Scalar, Tensor};

/// Vertices and triangles, as plain lists.
struct Shape {
    points: Vec<[f32; 3]>,
    triangles: Vec<[u32; 3]>,
    /// Places in the texture: none, or one for each point.
    uvs: Vec<[f32; 2]>,
}

pub(super) fn look(mesh: &Mesh, look: &Look) -> Result<MeshView, Diagnostic> {
    let whole = shape(mesh)?;
    let (vertices_in_all, triangles_in_all) = (whole.points.len() as u64, whole.triangles.len() as u64);
    let (low, high) = bounds(&whole.points);
    let shown = reduced(whole, low, high, look.triangles_max.max(1) as usize);
    let names = mesh.attributes().iter().map(|attribute| attribute.name.to_string());
    let parts = names.chain(mesh.textures().iter().map(|(name, _)| name.to_string())).collect();
    let numbers = 3 * (shown.points.len() + shown.triangles.len()) + 2 * shown.uvs.len();
    let mut buffer = Buffer::for_overwrite(numbers);
    let (points, rest) = buffer.as_mut_slice()[..numbers].split_at_mut(3 * shown.points.len());
    let (triangles, uvs) = rest.split_at_mut(3 * shown.triangles.len());
    points.copy_from_slice(shown.points.as_flattened());
    uvs.copy_from_slice(shown.uvs.as_flattened());
    bytemuck::cast_slice_mut(triangles).copy_from_slice(shown.triangles.as_flattened());
    let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    Ok(MeshView {
        vertices_in_all,
        triangles_in_all,
        low,
        high,
        vertices: count(shown.points.len()),
        triangles: count(shown.triangles.len()),
        parts,
        uvs: !shown.uvs.is_empty(),
        arrays: Blob::of_buffer(buffer, numbers * size_of::<f32>()),
    })
}

fn shape(mesh: &Mesh) -> Result<Shape, Diagnostic> {
    let odd = |why: &str| Diagnostic::error("odd-mesh", Place::Everywhere, format!("this mesh cannot be shown: {why}"));
    let positions = mesh.attribute("position").ok_or_else(|| odd("it has no `position`"))?;
    let numbers = positions.numbers.as_f32().filter(|_| positions.numbers.shape().last() == Some(&3));
    let numbers = numbers.ok_or_else(|| odd("its `position` is not three floats for each vertex"))?;
    let points: Vec<[f32; 3]> = numbers[..positions.numbers.as_bytes().len() / 4].as_chunks().0.to_vec();
    let count = u32::try_from(points.len()).map_err(|_| odd("it has too many vertices"))?;
    let indices = match mesh.attribute("index") {
        Some(index) => whole_numbers(&index.numbers).ok_or_else(|| odd("its `index` is not of whole numbers"))?,
        None => (0..count).collect(),
    };
    let triangles: Vec<[u32; 3]> = indices.as_chunks().0.to_vec();
    if triangles.as_flattened().iter().any(|at| *at >= count) {
        return Err(odd("its `index` names vertices that it has not"));
    }
    let uvs = mesh.attribute("uv").and_then(|uv| uv.numbers.as_f32()).map_or(&[][..], |numbers| numbers.as_chunks().0);
    let uvs = if uvs.len() == points.len() { uvs.to_vec() } else { Vec::new() };
    Ok(Shape { points, triangles, uvs })
}

fn whole_numbers(tensor: &Tensor) -> Option<Vec<u32>> {
    let bytes = tensor.as_bytes();
    match tensor.scalar() {
        Scalar::U32 => Some(bytemuck::try_cast_slice(bytes).ok()?.to_vec()),
        Scalar::I64 => {
            let wide: &[i64] = bytemuck::try_cast_slice(bytes).ok()?;
            wide.iter().map(|number| u32::try_from(*number).ok()).collect()
        }
        _ => None,
    }
}

fn bounds(points: &[[f32; 3]]) -> ([f32; 3], [f32; 3]) {
    let axis = |axis: usize| points.iter().map(move |point| point[axis]).filter(|number| number.is_finite());
    let least = [0, 1, 2].map(|at| axis(at).reduce(f32::min).unwrap_or(0.0));
    (least, [0, 1, 2].map(|at| axis(at).reduce(f32::max).unwrap_or(0.0)))
}

/// Coarser and coarser, until it fits.
fn reduced(whole: Shape, low: [f32; 3], high: [f32; 3], triangles_max: usize) -> Shape {
    if whole.triangles.len() <= triangles_max {
        return whole;
    }
    let longest = [0, 1, 2].map(|at| high[at] - low[at]).into_iter().fold(f32::MIN_POSITIVE, f32::max);
    // A surface crosses about as many cells of a side's square; each gives two triangles.
    let mut cells = (triangles_max as f32).sqrt().max(2.0);
    loop {
        let shown = gathered(&whole, low, cells / longest);
        if shown.triangles.len() <= triangles_max {
            return shown;
        }
        cells *= 0.75;
    }
}

/// One vertex for each cell of a grid, in the middle of those in it; triangles that fall together go.
fn gathered(whole: &Shape, low: [f32; 3], cells_per_unit: f32) -> Shape {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast stops at the ends")]
    let cell = |point: &[f32; 3]| [0, 1, 2].map(|at| ((point[at] - low[at]) * cells_per_unit) as u32);
    let mut places: HashMap<[u32; 3], u32> = HashMap::default();
    let mut sums: Vec<([f32; 3], f32)> = Vec::new();
    let mut uvs: Vec<[f32; 2]> = Vec::new();
    let new_of: Vec<u32> = (0..)
        .zip(&whole.points)
        .map(|(at, point): (usize, _)| {
            let place = *places.entry(cell(point)).or_insert_with(|| {
                sums.push(([0.0; 3], 0.0));
                // The mean of two sides of a seam would lie anywhere, so the first one counts.
                uvs.extend(whole.uvs.get(at));
                u32::try_from(sums.len() - 1).unwrap_or(u32::MAX)
            });
            let (sum, count) = &mut sums[place as usize];
            sum.iter_mut().zip(point).for_each(|(sum, part)| *sum += part);
            *count += 1.0;
            place
        })
        .collect();
    let triangles = whole.triangles.iter().map(|corners| corners.map(|corner| new_of[corner as usize]));
    let triangles = triangles.filter(|[a, b, c]| a != b && b != c && a != c).collect();
    let points = sums.into_iter().map(|(sum, count)| sum.map(|part| part / count)).collect();
    Shape { points, triangles, uvs }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet of so many squares a side.
    fn sheet(side: u32) -> Mesh {
        let corner = |x: u32, y: u32| x + y * (side + 1);
        let mut points = Vec::new();
        let mut index: Vec<u8> = Vec::new();
        for y in 0..=side {
            (0..=side).for_each(|x| points.extend([x as f32, y as f32, 0.5]));
        }
        for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
            let square = [
                [corner(x, y), corner(x + 1, y), corner(x, y + 1)],
                [corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)],
            ];
            index.extend(square.as_flattened().iter().flat_map(|at| at.to_ne_bytes()));
        }
        let mut mesh = Mesh::default();
        mesh.set_attribute(
            "position",
            Tensor::from_f32(&[i64::try_from(points.len() / 3).unwrap(), 3], &points).unwrap(),
        );
        let mut numbers = Tensor::zeroed(Scalar::U32, &[i64::try_from(index.len() / 12).unwrap(), 3]).unwrap();
        numbers.as_bytes_mut().copy_from_slice(&index);
        mesh.set_attribute("index", numbers);
        mesh
    }

    #[test]
    fn places_in_the_texture_come_along_also_with_fewer_triangles() {
        let mut mesh = sheet(40);
        let places: Vec<f32> = (0..41 * 41 * 2_u16).map(f32::from).collect();
        mesh.set_attribute("uv", Tensor::from_f32(&[41 * 41, 2], &places).unwrap());
        for triangles_max in [10_000, 500] {
            let view = look(&mesh, &Look { triangles_max, ..Look::default() }).unwrap();
            let (vertices, triangles) = (view.vertices as usize, view.triangles as usize);
            assert!(view.uvs && view.arrays.floats().len() == 5 * vertices + 3 * triangles);
            assert_eq!(view.arrays.floats()[3 * (vertices + triangles)..][..2], [0.0, 1.0]);
        }
    }

    #[test]
    fn a_mesh_is_shown_whole_or_with_fewer_triangles_in_the_same_place() {
        let whole = look(&sheet(40), &Look::default()).unwrap();
        assert_eq!((whole.vertices, whole.triangles, whole.high), (1681, 3200, [40.0, 40.0, 0.5]));
        assert_eq!(whole.arrays.len(), 12 * (1681 + 3200));
        let few = look(&sheet(40), &Look { triangles_max: 500, ..Look::default() }).unwrap();
        assert!((100..=500).contains(&few.triangles), "{}", few.triangles);
        assert_eq!((few.triangles_in_all, few.low), (3200, [0.0, 0.0, 0.5]));
        let points = &few.arrays.floats()[..3 * few.vertices as usize];
        assert!(points.iter().all(|number| (0.0..=40.0).contains(number)));
    }

    #[test]
    fn a_mesh_that_points_nowhere_gives_a_sentence() {
        let mut mesh = sheet(1);
        let mut far = Tensor::zeroed(Scalar::U32, &[1, 3]).unwrap();
        far.as_bytes_mut().fill(255);
        mesh.set_attribute("index", far);
        let told = look(&mesh, &Look::default()).unwrap_err();
        assert_eq!(told.message, "this mesh cannot be shown: its `index` names vertices that it has not");
        assert!(look(&Mesh::default(), &Look::default()).is_err());
    }
}
