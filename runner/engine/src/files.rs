//! Content hashes of files, remembered by size, time and inode, so that an unchanged file is never read twice.
//!
//! Not here: what a hash is used for, and files of models, which are checked against what their manifest says (`models`).

mod stamp;

pub use stamp::Stamp;
