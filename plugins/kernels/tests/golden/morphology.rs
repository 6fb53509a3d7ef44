//! Against `morphology.py`.

use weft_kernels::Plane;
use weft_kernels::morphology::{Element, Shape, close, dilate, erode, open};

use crate::answers::{Answers, same_for_any_threads};
use crate::pictures::noise;

const SIZES: [(usize, usize, usize); 7] =
    [(3, 3, 1), (15, 15, 1), (5, 5, 3), (4, 6, 1), (9, 1, 2), (1, 8, 2), (90, 70, 1)];

fn of(source: &Plane, element: &Element, operation: Operation) -> Plane {
    let mut answer = same_for_any_threads(|| {
        let mut out = Plane::new(source.width(), source.height());
        let (source, out_view) = ([source.view()], &mut [out.view_mut()]);
        match operation {
            Operation::Dilate => dilate(&source, out_view, element, None),
            Operation::Erode => erode(&source, out_view, element, None),
            Operation::Open => open(&source, out_view, element, None),
            Operation::Close => close(&source, out_view, element, None),
        }
        .unwrap();
        vec![out]
    });
    answer.remove(0)
}

#[derive(Clone, Copy)]
enum Operation {
    Dilate,
    Erode,
    Open,
    Close,
}

#[test]
fn every_shape_and_size_equals_opencv() {
    let source = noise(37, 29);
    for (name, operation) in [("dilate", Operation::Dilate), ("erode", Operation::Erode)] {
        let shapes = [("rectangle", Shape::Rectangle), ("ellipse", Shape::Ellipse), ("cross", Shape::Cross)];
        for (shape_name, shape) in shapes {
            let mut answers = Answers::open(&format!("{name}_{shape_name}"));
            for (width, height, times) in SIZES {
                let element = Element { shape, width, height, times };
                answers.check(of(&source, &element, operation).view(), 0.0, &format!("{element:?}"));
            }
            answers.end();
        }
    }
    let (mut answers, element) = (Answers::open("open_close"), Element::of_radius(Shape::Ellipse, 3));
    answers.check(of(&source, &element, Operation::Open).view(), 0.0, "open");
    answers.check(of(&source, &element, Operation::Close).view(), 0.0, "close");
    answers.end();
}

#[test]
fn tiles_and_bands_meet_without_a_seam() {
    let source = noise(1100, 300);
    for shape in [Shape::Rectangle, Shape::Ellipse] {
        let element = Element { shape, width: 9, height: 5, times: 1 };
        let have = of(&source, &element, Operation::Dilate);
        let columns = |dy: usize| if shape == Shape::Rectangle || dy == 0 { 4 } else { [4, 3, 0][dy] };
        for (y, row) in have.rows().enumerate() {
            for (x, &have) in row.iter().enumerate() {
                let mut want = f32::NEG_INFINITY;
                for near_y in y.saturating_sub(2)..(y + 3).min(300) {
                    let reach = columns(near_y.abs_diff(y));
                    let row = &source.row(near_y)[x.saturating_sub(reach)..(x + reach + 1).min(1100)];
                    want = row.iter().fold(want, |most, &pixel| most.max(pixel));
                }
                assert_eq!(have, want, "{shape:?} at ({x}, {y})");
            }
        }
    }
}

#[test]
fn a_radius_of_0_and_no_repetition_change_nothing() {
    let source = noise(20, 10);
    for shape in [Shape::Rectangle, Shape::Ellipse, Shape::Cross] {
        assert_eq!(of(&source, &Element::of_radius(shape, 0), Operation::Erode), source);
        let never = Element { times: 0, ..Element::of_radius(shape, 4) };
        assert_eq!(of(&source, &never, Operation::Dilate), source);
    }
}

#[test]
fn a_pixel_that_is_no_number_counts_as_not_selected() {
    let mut source = Plane::filled(9, 9, 0.5);
    source.row_mut(4)[4] = f32::NAN;
    let element = Element::of_radius(Shape::Ellipse, 2);
    assert_eq!(of(&source, &element, Operation::Dilate), Plane::filled(9, 9, 0.5));
    assert_eq!(of(&source, &element, Operation::Erode).row(4)[2..7], [0.0; 5]);
    assert_eq!(of(&Plane::filled(1, 1, 7.5), &element, Operation::Dilate), Plane::filled(1, 1, 7.5));
}
