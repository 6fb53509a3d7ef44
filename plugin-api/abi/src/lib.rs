//! Frozen C tables.
