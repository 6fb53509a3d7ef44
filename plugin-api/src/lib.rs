//! Writes nodes for Weft: a function becomes a kind.
