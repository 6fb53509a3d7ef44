//! The drawings as kinds: inputs become settings, pictures become values of the host.

mod hand_over;
mod portrait;
mod template;

pub use portrait::sample_portrait;
pub use template::{TemplateOutputs, sample_template};
