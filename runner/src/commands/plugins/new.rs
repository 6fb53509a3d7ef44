//! `weft plugins new`: a complete plugin outside of this repository, from the SDK's templates.

use crate::arguments::Language;
use crate::exit::Exit;
use std::path::Path;

pub(super) fn write(_name: &str, _lang: Language, _into: &Path) -> Exit {
    Exit::Usage
}
