//! The pixel loops that several plugins share: planes in, planes out. No plugin contract, no files.

pub mod alpha;
pub mod bands;
pub mod border;
pub mod colour_space;
pub mod colour_transfer;
pub mod components;
pub mod composite;
pub mod distance;
pub mod feather;
pub mod fit;
pub mod histogram;
pub mod hull;
pub mod liquify;
pub mod mask;
pub mod match_histogram;
pub mod metrics;
pub mod morphology;
pub mod noise;
pub mod orient;
pub mod plane;
pub mod polygon;
mod powers;
pub mod pyramid;
pub mod resize;
pub mod simd;
pub mod similarity;
pub mod thin_plate;
pub mod tone;
pub mod warp;

pub use bands::{Cancelled, Progress, for_each_band, for_each_joint_band};
pub use border::Border;
pub use plane::{Plane, PlaneMut, PlaneRef};
