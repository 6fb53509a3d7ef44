//! The pixel loops that several plugins share: planes in, planes out. No plugin contract, no files.

pub mod bands;
pub mod border;
pub mod plane;
pub mod simd;

pub use bands::{Cancelled, Progress, for_each_band, for_each_joint_band};
pub use border::Border;
pub use plane::{Plane, PlaneMut, PlaneRef};
