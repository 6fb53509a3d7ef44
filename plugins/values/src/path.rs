//! `values.path`: a file, for several inputs at once.

use weft_plugin::prelude::*;

/// A file, for several inputs at once.
#[node(id = "values.path", category = "Values", label = "Path", pure, output = "value")]
pub(crate) fn path(
    /// The file
    #[input(widget = "file", on_node)]
    value: &Path,
) -> PathBuf {
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::path;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn it_gives_what_is_set() {
        testing::validate(&path::KIND).check();
        let done = testing::run(&path::KIND).set("value", "/a/b.png").go().unwrap();
        assert_eq!(*done.data("value"), Data::from("/a/b.png"));
    }
}
