//! Where every field lies: Rust, C and C++ agree.

use crate::compilers::{compile, dialects};
use crate::fields::rust_layout;
use crate::{check_fresh, tables};
use std::fmt::Write;
use std::process::Command;

/// Lines as in `layout.txt`: `weft_str size 16`, `weft_str.len 8 8`.
fn c_program() -> String {
    let mut text = String::from("#include <stdio.h>\n#include <weft.h>\nint main(void) {\n");
    for (name, fields) in tables::structs(&tables::read()) {
        writeln!(text, "  printf(\"{name} size %zu\\n\", sizeof({name}));").unwrap();
        for field in fields {
            let place = format!("{name}.{}", field.name);
            let (offset, size) =
                (format!("offsetof({name}, {})", field.name), format!("sizeof((({name} *)0)->{})", field.name));
            writeln!(text, "  printf(\"{place} %zu %zu\\n\", {offset}, {size});").unwrap();
        }
    }
    text.push_str("  return 0;\n}\n");
    text
}

#[test]
fn rust_c_and_cpp_agree_on_every_offset() {
    let folder = tempfile::tempdir().unwrap();
    for dialect in dialects() {
        compile(dialect, &c_program(), folder.path());
        let output = Command::new(folder.path().join("program")).output().unwrap();
        let (from_c, from_rust) = (String::from_utf8(output.stdout).unwrap(), rust_layout());
        let differ = from_c.lines().zip(from_rust.lines()).find(|(c, rust)| c != rust);
        assert_eq!(differ, None, "{dialect:?}");
        assert_eq!(from_c.lines().count(), from_rust.lines().count(), "{dialect:?}");
    }
}

#[test]
fn the_list_of_fields_is_what_the_tables_say() {
    let mut text = String::from(
        "//! Where every field lies in Rust. Generated from the tables; do not edit.\n\nuse crate::layout::layout;\n\nlayout! {\n",
    );
    for (name, fields) in tables::structs(&tables::read()) {
        let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
        let mut line = format!("    {name}:");
        for name in names {
            if line.len() + name.len() > 118 {
                writeln!(text, "{line}").unwrap();
                line = "       ".to_owned();
            }
            write!(line, " {name}").unwrap();
        }
        writeln!(text, "{line};").unwrap();
    }
    text.push_str("}\n");
    check_fresh("plugin-api/abi/tests/contract/fields.rs", &text);
}

/// Makes `rust_layout`, which writes the same lines as the C program.
macro_rules! layout {
    ($($table:ident: $($field:ident)*;)*) => {
        pub(crate) fn rust_layout() -> String {
            let mut lines = String::new();
            $(
                lines += &format!("{} size {}\n", stringify!($table), size_of::<weft_abi::$table>());
                $(
                    let (offset, size) = (
                        std::mem::offset_of!(weft_abi::$table, $field),
                        crate::layout::size_of_field(|table: &weft_abi::$table| &raw const table.$field),
                    );
                    lines += &format!("{}.{} {offset} {size}\n", stringify!($table), stringify!($field));
                )*
            )*
            lines
        }
    };
}
pub(crate) use layout;

/// Of what the function points at; it is never called.
pub(crate) fn size_of_field<T, F>(_: impl Fn(&T) -> *const F) -> usize {
    size_of::<F>()
}
