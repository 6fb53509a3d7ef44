//! The macros of the Weft SDK.
