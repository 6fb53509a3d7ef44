//! What a case is, and the picture that all cases and peers start from.

use weft_kernels::Plane;

/// A kernel with its settings.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Makes the pictures of a square size and returns the work to time.
    pub(crate) prepare: Box<dyn Fn(usize) -> Box<dyn FnMut() + Send>>,
}

/// A case from its name and what makes its work.
pub(crate) fn case<W: FnMut() + Send + 'static>(name: &'static str, prepare: impl Fn(usize) -> W + 'static) -> Case {
    Case { name, prepare: Box::new(move |size| Box::new(prepare(size))) }
}

/// Three planes without flat places, so that no kernel gets away early.
pub(crate) fn picture(width: usize, height: usize) -> Vec<Plane> {
    let plane =
        |c: usize| Plane::from_fn(width, height, |x, y| ((x * 7919 + y * 104_729 + c * 31) % 1009) as f32 / 1009.0);
    (0..3).map(plane).collect()
}

/// So many planes to write into.
pub(crate) fn blank(width: usize, height: usize) -> Vec<Plane> {
    (0..3).map(|_| Plane::new(width, height)).collect()
}
