//! `values.points`: places in a picture, drawn by hand.

use weft_plugin::prelude::*;

/// Places that a hand has put on a picture.
#[derive(Outputs)]
pub(crate) struct Placed {
    /// The points, in parts of the picture's size
    points: Points,
    /// How many there are
    count: i64,
}

/// Places in a picture, put there by hand, for several inputs at once.
///
/// They are kept in parts of the picture's size, so they fit it at any size.
#[node(id = "values.points", category = "Values", label = "Points", pure)]
pub(crate) fn points(
    /// Drawn over the picture: a click adds one, a drag moves one
    #[input(on_node)]
    points: Points,
) -> Placed {
    let count = i64::try_from(points.0.len()).unwrap_or(i64::MAX);
    Placed { points, count }
}

#[cfg(test)]
mod tests {
    use super::points;
    use weft_plugin::testing::{self, Array, Data};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&points::KIND).check();
        testing::validate(&points::KIND).check_odd();
    }

    #[test]
    fn points_keep_their_order_and_their_places() {
        let drawn = [0.25_f32, 0.5, 1.0, 0.0, -0.5, 1.5];
        let run = testing::run(&points::KIND).tensor("points", Array::new(&[3, 2], drawn.to_vec()));
        let done = run.go().unwrap();
        assert_eq!(done.tensor("points").f32s(), drawn);
        assert_eq!(*done.data("count"), Data::Int(3));
    }

    #[test]
    fn nothing_drawn_is_no_points() {
        let done = testing::run(&points::KIND).go().unwrap();
        assert_eq!((done.tensor("points").f32s().len(), done.data("count")), (0, &Data::Int(0)));
    }
}
