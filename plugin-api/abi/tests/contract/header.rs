//! Writes `weft.h`. The tables use few kinds of types, and each has one way in C; what is new here ends with a panic that
//! says so, so that nothing is written wrongly.

use crate::tables::{self, Chapter, Table, path_name};
use crate::{COMMAND, check_fresh};
use std::fmt::Write;
use syn::{
    Expr, ExprLit, ExprUnary, GenericArgument, Lit, PathArguments, PointerMutability, ReturnType, Type, TypeFnPtr,
};

const COLUMNS: usize = 118;

#[test]
fn the_header_is_what_the_tables_say() {
    check_fresh("plugin-api/include/weft.h", &header(&tables::read()));
}

/// The whole file.
fn header(chapters: &[Chapter]) -> String {
    let mut text = include_str!("header_top.h").replace("{{command}}", COMMAND);
    for (name, _) in tables::structs(chapters) {
        // Tables name each other, so all names come first.
        writeln!(text, "typedef struct {name} {name};").unwrap();
    }
    for (at, chapter) in chapters.iter().enumerate() {
        let title = if at == 0 { &["Words that all tables use.".to_owned()] } else { chapter.doc.as_slice() };
        writeln!(text, "\n/* {} */", "─".repeat(100)).unwrap();
        comment(&mut text, "", title);
        for table in &chapter.items {
            write_table(&mut text, table);
        }
    }
    text.push_str("\n#ifdef __cplusplus\n} /* extern \"C\" */\n#endif\n#endif /* WEFT_H */\n");
    text
}

fn write_table(text: &mut String, table: &Table) {
    text.push('\n');
    match table {
        Table::Constant { doc, name, type_name, value } => {
            // Constants of one kind stand together.
            if text.ends_with("\n\n") && follows_constant(text) {
                text.pop();
            }
            comment(text, "", doc);
            writeln!(text, "#define {name} {}", constant(type_name, value)).unwrap();
        }
        Table::Alias { doc, name, of } => {
            comment(text, "", doc);
            declare(text, "", "typedef ", of, name);
        }
        Table::Struct { doc, name, fields } if fields.is_empty() => {
            comment(text, "", doc);
            writeln!(text, "typedef struct {name} {name};").unwrap();
        }
        Table::Struct { doc, name, fields } => {
            comment(text, "", doc);
            writeln!(text, "struct {name} {{").unwrap();
            for field in fields {
                comment(text, "  ", &field.doc);
                declare(text, "  ", "", &field.of, &field.name);
            }
            text.push_str("};\n");
        }
    }
}

fn follows_constant(text: &str) -> bool {
    text.trim_end().rsplit('\n').next().is_some_and(|line| line.starts_with("#define"))
}

fn comment(text: &mut String, indent: &str, lines: &[String]) {
    for line in lines {
        writeln!(text, "{}", format!("{indent}// {line}").trim_end()).unwrap();
    }
}

fn constant(type_name: &str, value: &Expr) -> String {
    let literal = |value: &Expr| match value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.to_string().replace('_', ""),
        _ => panic!("a constant is a whole number"),
    };
    match (type_name, value) {
        (_, Expr::Unary(ExprUnary { expr, .. })) => format!("(-{})", literal(expr)),
        ("u64", value) => format!("UINT64_C({})", literal(value)),
        ("u32", value) => format!("{}u", literal(value)),
        (_, value) => literal(value),
    }
}

/// `const char *name;`, broken after commas where it is long.
fn declare(text: &mut String, indent: &str, before: &str, of: &Type, name: &str) {
    let line = format!("{indent}{before}{};", declaration(of, name));
    if line.chars().count() <= COLUMNS {
        writeln!(text, "{line}").unwrap();
        return;
    }
    let (head, arguments) = line.rsplit_once("(").expect("only functions are long");
    let inner = " ".repeat(head.chars().count() + 1);
    let mut current = format!("{head}(");
    for argument in arguments.split_inclusive(", ") {
        if current.chars().count() + argument.trim_end().chars().count() > COLUMNS {
            writeln!(text, "{}", current.trim_end()).unwrap();
            current.clone_from(&inner);
        }
        current.push_str(argument);
    }
    writeln!(text, "{current}").unwrap();
}

fn declaration(of: &Type, name: &str) -> String {
    match of {
        Type::Ptr(pointer) => {
            let is_const = matches!(pointer.mutability, PointerMutability::Const(_));
            let star = format!("*{name}");
            match (&*pointer.elem, is_const) {
                // `T *const *name`
                (Type::Ptr(_), true) => declaration(&pointer.elem, &format!("const {star}")),
                (_, true) => format!("const {}", declaration(&pointer.elem, &star)),
                (_, false) => declaration(&pointer.elem, &star),
            }
        }
        Type::Array(array) => {
            let Expr::Lit(ExprLit { lit: Lit::Int(len), .. }) = &array.len else { panic!("an array has a length") };
            declaration(&array.elem, &format!("{name}[{len}]"))
        }
        Type::FnPtr(function) => function_pointer(function, name),
        Type::Path(_) => match optional(of) {
            Some(function) => declaration(function, name),
            None => format!("{} {name}", plain(of)).trim_end().to_owned(),
        },
        _ => panic!("no word of C for the type of {name}"),
    }
}

fn function_pointer(function: &TypeFnPtr, name: &str) -> String {
    assert!(function.unsafety.is_some(), "functions of tables are unsafe: {name}");
    let arguments: Vec<String> = function
        .inputs
        .iter()
        .map(|argument| {
            let name = argument.name.as_ref().map(|(name, _)| name.to_string()).unwrap_or_default();
            declaration(&argument.ty, &name)
        })
        .collect();
    let arguments = if arguments.is_empty() { "void".to_owned() } else { arguments.join(", ") };
    match &function.output {
        ReturnType::Default => format!("void (*{name})({arguments})"),
        ReturnType::Type(_, given) => declaration(given, &format!("(*{name})({arguments})")),
    }
}

/// The function of an `Option<function>`: in C it is the pointer that may be NULL.
fn optional(of: &Type) -> Option<&Type> {
    let Type::Path(path) = of else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

fn plain(of: &Type) -> String {
    let name = path_name(of).unwrap_or_default();
    match name.as_str() {
        "u8" | "u16" | "u32" | "u64" => format!("uint{}_t", &name[1..]),
        "i8" | "i16" | "i32" | "i64" => format!("int{}_t", &name[1..]),
        "usize" => "size_t".to_owned(),
        "f32" => "float".to_owned(),
        "f64" => "double".to_owned(),
        "c_char" => "char".to_owned(),
        "c_void" => "void".to_owned(),
        _ if name.starts_with("weft_") => name,
        _ => panic!("no word of C for `{name}`; by value cross only fixed-width numbers and weft types"),
    }
}

#[test]
fn types_become_c() {
    let check = |rust: &str, c: &str| assert_eq!(declaration(&syn::parse_str(rust).unwrap(), "x"), c);
    check("*const c_char", "const char *x");
    check("*mut *mut weft_value", "weft_value **x");
    check("*const *mut weft_value", "weft_value *const *x");
    check("[u8; 16]", "uint8_t x[16]");
    check("Option<unsafe extern \"C\" fn()>", "void (*x)(void)");
    check(
        "Option<unsafe extern \"C\" fn(id: *const c_char, n: usize) -> *const c_void>",
        "const void *(*x)(const char *id, size_t n)",
    );
    assert_eq!(constant("i32", &syn::parse_str("-3").unwrap()), "(-3)");
    assert_eq!(constant("u64", &syn::parse_str("0x1_0000_0000").unwrap()), "UINT64_C(0x100000000)");
}

#[test]
#[should_panic(expected = "no word of C for `bool`")]
fn what_must_not_cross_is_refused() {
    declaration(&syn::parse_str("bool").unwrap(), "x");
}
