//! Eyes, nose and mouth in the box of a face, where no model looks for them: the middles of both irises by their gradients
//! (Timm and Barth, 2011), the rest from a mean face that is turned as the eyes are. Good for placing, not for measuring.

use weft_kernels::PlaneRef;

/// The mean face in boxes of SeetaFace, 0 to 1: the means of what YuNet finds in them, on photographs and sample portraits
/// (`tests/oracles/seetaface_points.py`).
const MEAN: [[f32; 2]; 5] = [[0.298, 0.359], [0.694, 0.361], [0.497, 0.597], [0.324, 0.763], [0.666, 0.767]];
/// The box is looked at in this many pixels a side.
const SIDE: usize = 72;
/// How far from the mean an eye may lie, in parts of the box.
const REACH: [f32; 2] = [0.11, 0.10];
/// How far from the mean eyes usually lie, in parts of the box.
const SPREAD: f32 = 0.07;
/// Gradients that count: of the steepest, this share.
const STEEP_SHARE: f32 = 0.3;
/// Beyond this lean the finder finds nothing, so the eyes are wrong.
const LEAN_MAX_DEGREES: f32 = 25.0;

/// Both eyes, the nose and both corners of the mouth, in pixels. The box is left, top, width and height.
pub(crate) fn five_points(grey: PlaneRef<'_>, bbox: [f32; 4]) -> [[f32; 2]; 5] {
    let [left, top, width, height] = bbox;
    let patch = Patch::of(grey, bbox);
    let eyes = [MEAN[0], MEAN[1]].map(|mean| patch.iris(mean));
    let between = [eyes[1][0] - eyes[0][0], eyes[1][1] - eyes[0][1]];
    let mean_between = [MEAN[1][0] - MEAN[0][0], MEAN[1][1] - MEAN[0][1]];
    let lean = between[1].atan2(between[0]) - mean_between[1].atan2(mean_between[0]);
    let apart = between[0].hypot(between[1]) / mean_between[0].hypot(mean_between[1]);
    let plausible = lean.abs() <= LEAN_MAX_DEGREES.to_radians() && (0.75..=1.25).contains(&apart);
    let (eyes, lean) = if plausible { (eyes, lean) } else { ([MEAN[0], MEAN[1]], 0.0) };
    let middle = |a: [f32; 2], b: [f32; 2]| [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
    let (here, mean) = (middle(eyes[0], eyes[1]), middle(MEAN[0], MEAN[1]));
    let (sin, cos) = lean.sin_cos();
    let turned = |point: [f32; 2]| {
        let (x, y) = (point[0] - mean[0], point[1] - mean[1]);
        [here[0] + x * cos - y * sin, here[1] + x * sin + y * cos]
    };
    let all = [eyes[0], eyes[1], turned(MEAN[2]), turned(MEAN[3]), turned(MEAN[4])];
    all.map(|[x, y]| [left + x * width, top + y * height])
}

/// The box of a face, made small.
struct Patch {
    luma: Vec<f32>,
}

impl Patch {
    fn of(grey: PlaneRef<'_>, [left, top, width, height]: [f32; 4]) -> Self {
        let (last_x, last_y) = (grey.width() - 1, grey.height() - 1);
        let at = |x: isize, y: isize| grey.row((y.max(0) as usize).min(last_y))[(x.max(0) as usize).min(last_x)];
        // The mean of a square of pixels for each, at most 8 by 8 of them.
        let taps = ((width / SIDE as f32).ceil() as usize).clamp(1, 8);
        let sample = |place: usize| {
            let (x, y) = (place % SIDE, place / SIDE);
            let mut sum = 0.0;
            for tap in 0..taps * taps {
                let inside = |tap: usize| (tap as f32 + 0.5) / taps as f32;
                let across = left + width * (x as f32 + inside(tap % taps)) / SIDE as f32;
                let down = top + height * (y as f32 + inside(tap / taps)) / SIDE as f32;
                sum += at(across.floor() as isize, down.floor() as isize);
            }
            sum / (taps * taps) as f32
        };
        Self { luma: smoothed(&(0..SIDE * SIDE).map(sample).collect::<Vec<_>>()) }
    }

    /// The place, near the mean, from which most steep edges lead straight away, as the edge of an iris does.
    fn iris(&self, mean: [f32; 2]) -> [f32; 2] {
        let range = |axis: usize| {
            let (middle, reach) = (mean[axis] * SIDE as f32, REACH[axis] * SIDE as f32);
            ((middle - reach).round() as usize).max(1)..((middle + reach).round() as usize).min(SIDE - 1)
        };
        let (columns, rows) = (range(0), range(1));
        let mut edges = Vec::new();
        for y in rows.clone() {
            for x in columns.clone() {
                let at = y * SIDE + x;
                let slope = [self.luma[at + 1] - self.luma[at - 1], self.luma[at + SIDE] - self.luma[at - SIDE]];
                edges.push((x as f32, y as f32, slope, slope[0].hypot(slope[1])));
            }
        }
        edges.sort_by(|a, b| b.3.total_cmp(&a.3));
        edges.truncate((edges.len() as f32 * STEEP_SHARE) as usize);
        edges.retain(|edge| edge.3 > 1e-4);
        let mut best = (0.0, mean);
        for y in rows {
            for x in columns.clone() {
                let votes: f32 = edges.iter().map(|edge| vote([x as f32, y as f32], edge)).sum();
                let place = [(x as f32 + 0.5) / SIDE as f32, (y as f32 + 0.5) / SIDE as f32];
                let off = ((place[0] - mean[0]).powi(2) + (place[1] - mean[1]).powi(2)) / (2.0 * SPREAD * SPREAD);
                // An iris is dark, and rarely far from where irises are: else brows and rims of glasses win.
                let votes = votes * (1.0 - self.luma[y * SIDE + x]) * (-off).exp();
                if votes > best.0 {
                    best = (votes, place);
                }
            }
        }
        best.1
    }
}

/// How well an edge leads away from a place; it is brighter outside.
fn vote(from: [f32; 2], (x, y, slope, steep): &(f32, f32, [f32; 2], f32)) -> f32 {
    let away = [x - from[0], y - from[1]];
    let distance = away[0].hypot(away[1]);
    if distance < 0.5 {
        return 0.0;
    }
    let agreement = ((away[0] * slope[0] + away[1] * slope[1]) / (distance * steep)).max(0.0);
    agreement * agreement
}

/// 1 2 1, both ways.
fn smoothed(luma: &[f32]) -> Vec<f32> {
    let near = |at: usize, step: isize| {
        let place = (at as isize + step).rem_euclid(SIDE as isize) as usize;
        // Edges repeat themselves.
        if (step < 0 && at == 0) || (step > 0 && at == SIDE - 1) { at } else { place }
    };
    let pass = |from: &[f32], down: bool| -> Vec<f32> {
        let value = |place: usize| {
            let (x, y) = (place % SIDE, place / SIDE);
            let at = |step: isize| if down { from[near(y, step) * SIDE + x] } else { from[y * SIDE + near(x, step)] };
            (at(-1) + 2.0 * at(0) + at(1)) / 4.0
        };
        (0..from.len()).map(value).collect()
    };
    pass(&pass(luma, false), true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_kernels::Plane;

    /// A bright face with two dark discs for eyes.
    fn drawn(eyes: [[f32; 2]; 2], radius: f32) -> Plane {
        Plane::from_fn(240, 240, |x, y| {
            let near = |[left, top]: [f32; 2]| (x as f32 + 0.5 - left).hypot(y as f32 + 0.5 - top) < radius;
            if near(eyes[0]) || near(eyes[1]) { 0.1 } else { 0.7 }
        })
    }

    #[test]
    fn eyes_are_found_where_they_are() {
        let eyes = [[90.0, 95.0], [152.0, 103.0]];
        let found = five_points(drawn(eyes, 7.0).view(), [40.0, 30.0, 160.0, 160.0]);
        let two_px_of_the_patch = 2.0 * 160.0 / SIDE as f32;
        for (found, eye) in found.iter().zip(eyes) {
            let off = (found[0] - eye[0]).hypot(found[1] - eye[1]);
            assert!(off < two_px_of_the_patch, "{found:?} {eye:?}");
        }
        // The mouth leans as the eyes do: lower on the right.
        assert!(found[4][1] - found[3][1] > 3.0, "{found:?}");
    }

    #[test]
    fn a_flat_box_gives_the_mean_face_also_beyond_the_picture() {
        let flat = Plane::filled(50, 50, 0.5);
        for bbox in [[10.0, 10.0, 30.0, 30.0], [-20.0, -20.0, 90.0, 90.0]] {
            let found = five_points(flat.view(), bbox);
            let mean = MEAN.map(|[x, y]| [bbox[0] + x * bbox[2], bbox[1] + y * bbox[3]]);
            let far = found.iter().zip(mean).map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1])).fold(0.0, f32::max);
            assert!(far < 1e-3, "{found:?} {mean:?}");
        }
    }
}
