//! `weft plugins new`: a complete plugin outside of this repository, from the SDK's templates.
