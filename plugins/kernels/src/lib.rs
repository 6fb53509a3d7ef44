//! The pixel loops that several plugins share: planes in, planes out. No plugin contract, no files.
