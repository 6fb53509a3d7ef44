//! Lines, discs and digits as polygons, for drawing over pictures.

/// Corners of a closed polygon, in pixels from the middle of the first pixel.
pub(crate) type Polygon = Vec<[f64; 2]>;

/// A line with round ends.
pub(crate) fn line(to: &mut Vec<Polygon>, from: [f64; 2], end: [f64; 2], width: f64) {
    let (x, y) = (end[0] - from[0], end[1] - from[1]);
    let length = x.hypot(y);
    let radius = width / 2.0;
    to.push(disc(from, radius));
    if length > 0.0 {
        let (side_x, side_y) = (-y / length * radius, x / length * radius);
        // The same way round as discs, or they would cancel each other.
        to.push(vec![
            [from[0] - side_x, from[1] - side_y],
            [end[0] - side_x, end[1] - side_y],
            [end[0] + side_x, end[1] + side_y],
            [from[0] + side_x, from[1] + side_y],
        ]);
        to.push(disc(end, radius));
    }
}

/// A filled circle.
pub(crate) fn disc(middle: [f64; 2], radius: f64) -> Polygon {
    let corners = ((radius.max(0.0).sqrt() * 8.0) as usize).clamp(8, 256);
    let corner = |at: usize| {
        let (sin, cos) = (at as f64 / corners as f64 * std::f64::consts::TAU).sin_cos();
        [middle[0] + radius * cos, middle[1] + radius * sin]
    };
    (0..corners).map(corner).collect()
}

/// A frame of lines. Left, top, width, height.
pub(crate) fn frame(to: &mut Vec<Polygon>, [left, top, width, height]: [f64; 4], thickness: f64) {
    let corners = [[left, top], [left + width, top], [left + width, top + height], [left, top + height]];
    for at in 0..4 {
        line(to, corners[at], corners[(at + 1) % 4], thickness);
    }
}

/// Digits and a few signs, drawn with a pen; `at` is the left upper corner. Other letters are left out.
pub(crate) fn text(to: &mut Vec<Polygon>, text: &str, at: [f64; 2], height: f64) {
    let unit = height / 6.0;
    let mut left = at[0];
    for sign in text.chars() {
        for stroke in strokes(sign) {
            let place = |[x, y]: [f64; 2]| [left + x * unit, at[1] + y * unit];
            for pair in stroke.windows(2) {
                line(to, place(pair[0]), place(pair[1]), 0.9 * unit);
            }
        }
        left += advance(sign) * unit;
    }
}

/// How wide a text becomes.
pub(crate) fn text_width(text: &str, height: f64) -> f64 {
    (text.chars().map(advance).sum::<f64>() - 1.6).max(0.0) * height / 6.0
}

fn advance(sign: char) -> f64 {
    if sign == '.' || sign == ' ' { 2.6 } else { 5.6 }
}

/// On a grid of 4 by 6.
fn strokes(sign: char) -> &'static [&'static [[f64; 2]]] {
    match sign {
        '0' => &[&[[1., 0.], [3., 0.], [4., 1.], [4., 5.], [3., 6.], [1., 6.], [0., 5.], [0., 1.], [1., 0.]]],
        '1' => &[&[[0.8, 1.], [2., 0.], [2., 6.]], &[[0.8, 6.], [3.2, 6.]]],
        '2' => &[&[[0., 1.], [1., 0.], [3., 0.], [4., 1.], [4., 2.2], [0., 6.], [4., 6.]]],
        '3' => &[
            &[
                [0., 1.],
                [1., 0.],
                [3., 0.],
                [4., 1.],
                [4., 2.],
                [3., 3.],
                [4., 4.],
                [4., 5.],
                [3., 6.],
                [1., 6.],
                [0., 5.],
            ],
            &[[1.6, 3.], [3., 3.]],
        ],
        '4' => &[&[[3., 6.], [3., 0.], [0., 4.2], [4., 4.2]]],
        '5' => &[&[[4., 0.], [0., 0.], [0., 2.6], [3., 2.6], [4., 3.6], [4., 5.], [3., 6.], [1., 6.], [0., 5.]]],
        '6' => &[&[
            [4., 1.],
            [3., 0.],
            [1., 0.],
            [0., 1.],
            [0., 5.],
            [1., 6.],
            [3., 6.],
            [4., 5.],
            [4., 4.],
            [3., 3.],
            [0., 3.],
        ]],
        '7' => &[&[[0., 0.], [4., 0.], [1.4, 6.]]],
        '8' => &[
            &[[1., 3.], [0., 2.], [0., 1.], [1., 0.], [3., 0.], [4., 1.], [4., 2.], [3., 3.], [1., 3.]],
            &[[1., 3.], [0., 4.], [0., 5.], [1., 6.], [3., 6.], [4., 5.], [4., 4.], [3., 3.]],
        ],
        '9' => &[&[
            [0., 5.],
            [1., 6.],
            [3., 6.],
            [4., 5.],
            [4., 1.],
            [3., 0.],
            [1., 0.],
            [0., 1.],
            [0., 2.],
            [1., 3.],
            [4., 3.],
        ]],
        '.' => &[&[[0.4, 6.], [0.4, 6.]]],
        'F' => &[&[[0., 6.], [0., 0.], [4., 0.]], &[[0., 3.], [3., 3.]]],
        'M' => &[&[[0., 6.], [0., 0.], [2., 3.], [4., 0.], [4., 6.]]],
        _ => &[],
    }
}
