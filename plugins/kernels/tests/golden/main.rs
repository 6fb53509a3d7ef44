//! Kernels against answers of the reference libraries, which the scripts in `tests/oracles` have written to `tests/golden`.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

mod answers;
mod clone;
mod colour;
mod definition;
mod every_picture;
mod kmeans;
mod masks;
mod metrics;
mod morphology;
mod noise;
mod pictures;
mod points;
mod resize;
mod smooth;
mod tone;
mod warp;
