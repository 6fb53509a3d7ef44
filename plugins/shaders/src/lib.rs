//! The filters that several plugins share, on the host's device: WGSL, and the dispatches around it. Each one gives what the
//! function of the same name in `weft-kernels` gives. No kinds, and no way without a device.
#![forbid(unsafe_code)]

pub mod alpha;
pub mod bilateral;
mod border;
pub mod box_blur;
pub mod domain_transform;
mod double;
pub mod gaussian;
pub mod guided;
pub mod lab;
pub mod moments;
pub mod morphology;
pub mod planes;
pub mod poisson;
pub mod quantise;
pub mod resize;
pub mod tall;
pub mod warp;

/// `finite` in WGSL, to write in front of a text.
#[macro_export]
macro_rules! finite_wgsl {
    () => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../shaders/src/finite.wgsl"))
    };
}

/// Bindings of three planes to read and three to write, `taken` and `put`, in WGSL, to write in front of a text.
#[macro_export]
macro_rules! three_planes_wgsl {
    () => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../shaders/src/three_planes.wgsl"))
    };
}

/// The functions `lab_of` and `rgb_of` in WGSL, to write in front of a text.
#[macro_export]
macro_rules! lab_wgsl {
    () => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../shaders/src/lab.wgsl"))
    };
}

pub use planes::{Plane, Scratch, Shader, dispatch, is_usable};
