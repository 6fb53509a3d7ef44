//! The pixel loops that several plugins share: planes in, planes out. No plugin contract, no files.

pub mod alpha;
pub mod bands;
pub mod border;
pub mod components;
pub mod distance;
pub mod feather;
pub mod fit;
pub mod hull;
pub mod liquify;
pub mod mask;
pub mod morphology;
pub mod noise;
pub mod plane;
pub mod polygon;
pub mod resize;
pub mod simd;
pub mod similarity;
pub mod thin_plate;
pub mod warp;

pub use bands::{Cancelled, Progress, for_each_band, for_each_joint_band};
pub use border::Border;
pub use plane::{Plane, PlaneMut, PlaneRef};
