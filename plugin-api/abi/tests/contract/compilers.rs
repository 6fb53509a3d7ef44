//! C compilers of this machine.

use crate::root;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A compiler and a language that the header must please.
#[derive(Debug)]
pub(crate) struct Dialect {
    compiler: &'static str,
    standard: &'static str,
    suffix: &'static str,
}

const DIALECTS: &[Dialect] = &[
    Dialect { compiler: "gcc", standard: "c99", suffix: "c" },
    Dialect { compiler: "gcc", standard: "c11", suffix: "c" },
    Dialect { compiler: "clang", standard: "c11", suffix: "c" },
    Dialect { compiler: "g++", standard: "c++17", suffix: "cpp" },
    Dialect { compiler: "clang++", standard: "c++17", suffix: "cpp" },
];

/// Which of them are here. Says what is skipped.
pub(crate) fn dialects() -> Vec<&'static Dialect> {
    let here = |name: &str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    let (found, missing): (Vec<_>, Vec<_>) = DIALECTS.iter().partition(|dialect| here(dialect.compiler));
    for Dialect { compiler, standard, .. } in missing {
        println!("skipped: no {compiler} here, so nothing is known of {standard} with it");
    }
    found
}

/// Compiles a program with all warnings as errors; the folder gets it as `program`.
#[track_caller]
pub(crate) fn compile(dialect: &Dialect, source: &str, folder: &Path) {
    let Dialect { compiler, standard, suffix } = dialect;
    let file = folder.join(format!("source.{suffix}"));
    fs::write(&file, source).unwrap();
    let output = Command::new(compiler)
        .args([&format!("-std={standard}"), "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I"])
        .arg(root().join("plugin-api/include"))
        .arg("-o")
        .arg(folder.join("program"))
        .arg(&file)
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{compiler} -std={standard}:\n{words}");
}

#[test]
fn the_header_compiles_everywhere_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    for dialect in dialects() {
        compile(dialect, "#include <weft.h>\n#include <weft.h>\nint main(void) { return 0; }\n", folder.path());
    }
}

/// Macros in use, in the words that both languages have.
const MACROS: &str = r#"
#define WEFT_MIN_MINOR 0
#include <weft.h>
static weft_output OUTPUTS[2];
static weft_array describe(void) { weft_array all = WEFT_ARRAY(OUTPUTS); return all; }
WEFT_ENTRY = { WEFT_ENTRY_HEAD, "com.acme", "Acme", "Acme", "1.0", "MIT", "cc", describe, 0, 0, 0 };
int main(void) {
  static weft_parallel_v1 table;
  const weft_parallel_v1 *none = 0, *some = &table;
  table.struct_size = (uint32_t)offsetof(weft_parallel_v1, for_each);
  if (WEFT_HAS(weft_parallel_v1, none, threads) || WEFT_HAS(weft_parallel_v1, some, for_each)) return 1;
  if (WEFT_STR("four").len != 4 || describe().len != 2 || describe().stride != sizeof(weft_output)) return 2;
  return weft_plugin_entry_v1.magic == WEFT_MAGIC && weft_plugin_entry_v1.struct_size == sizeof(weft_entry) ? 0 : 3;
}
"#;

#[test]
fn macros_of_the_header_do_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    for dialect in dialects() {
        compile(dialect, MACROS, folder.path());
        let code = Command::new(folder.path().join("program")).status().unwrap().code();
        assert_eq!(code, Some(0), "{dialect:?}");
    }
}
