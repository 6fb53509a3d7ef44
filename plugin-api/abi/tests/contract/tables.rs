//! Reads the tables: constants, names of types and structs, with their comments.

use crate::root;
use std::fs;
use syn::{Attribute, Expr, ExprLit, Fields, Item, ItemConst, ItemStruct, ItemType, Lit, Meta, Type};

/// One file of the tables.
pub(crate) struct Chapter {
    /// The file's own comment.
    pub(crate) doc: Vec<String>,
    pub(crate) items: Vec<Table>,
}

/// One thing in it.
pub(crate) enum Table {
    Constant {
        doc: Vec<String>,
        name: String,
        type_name: String,
        value: Expr,
    },
    Alias {
        doc: Vec<String>,
        name: String,
        of: Type,
    },
    /// No fields: opaque.
    Struct {
        doc: Vec<String>,
        name: String,
        fields: Vec<Field>,
    },
}

pub(crate) struct Field {
    pub(crate) doc: Vec<String>,
    pub(crate) name: String,
    pub(crate) of: Type,
}

/// In the order in which a reader of the header wants them.
const CHAPTERS: &[&str] =
    &["lib", "entry", "kind", "core_service", "image", "tensor", "record", "mesh", "pool", "gpu", "infer"];

pub(crate) fn read() -> Vec<Chapter> {
    let folder = root().join("plugin-api/abi/src");
    let mut found: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".rs").to_owned())
        .collect();
    found.retain(|name| !CHAPTERS.contains(&name.as_str()));
    assert!(found.is_empty(), "name the new files in CHAPTERS of tests/contract/tables.rs: {found:?}");
    CHAPTERS.iter().map(|name| chapter(&fs::read_to_string(folder.join(format!("{name}.rs"))).unwrap())).collect()
}

/// All structs with fields, in the order of the header.
pub(crate) fn structs(chapters: &[Chapter]) -> impl Iterator<Item = (&str, &[Field])> {
    chapters.iter().flat_map(|chapter| &chapter.items).filter_map(|table| match table {
        Table::Struct { name, fields, .. } if !fields.is_empty() => Some((name.as_str(), fields.as_slice())),
        _ => None,
    })
}

fn chapter(source: &str) -> Chapter {
    let file = syn::parse_file(source).unwrap();
    Chapter { doc: docs(&file.attrs), items: file.items.iter().filter_map(table).collect() }
}

fn table(item: &Item) -> Option<Table> {
    Some(match item {
        Item::Const(ItemConst { attrs, ident, ty, expr, .. }) => Table::Constant {
            doc: docs(attrs),
            name: ident.to_string(),
            type_name: path_name(ty).expect("constants have plain types"),
            value: (**expr).clone(),
        },
        Item::Type(ItemType { attrs, ident, ty, .. }) => {
            Table::Alias { doc: docs(attrs), name: ident.to_string(), of: (**ty).clone() }
        }
        Item::Struct(table @ ItemStruct { attrs, ident, .. }) => {
            let is_c = attrs.iter().any(|attribute| attribute.path().is_ident("repr"));
            assert!(is_c, "{ident} is not `repr(C)`");
            Table::Struct { doc: docs(attrs), name: ident.to_string(), fields: fields(table) }
        }
        // `mod`, `use` and the promises that tables may be shared.
        Item::Mod(_) | Item::Use(_) | Item::Impl(_) => return None,
        _ => panic!("the tables hold constants, names of types and structs only"),
    })
}

fn fields(table: &ItemStruct) -> Vec<Field> {
    let Fields::Named(fields) = &table.fields else { panic!("{} has fields without names", table.ident) };
    let public = fields.named.iter().filter(|field| matches!(field.vis, syn::Visibility::Public(_)));
    let read = |field: &syn::Field| Field {
        doc: docs(&field.attrs),
        name: field.ident.as_ref().unwrap().to_string(),
        of: field.ty.clone(),
    };
    public.map(read).collect()
}

fn docs(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { return None };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
        pair.path.is_ident("doc").then(|| text.value().trim().to_owned())
    };
    attributes.iter().filter_map(line).collect()
}

/// The last part of a path: `c_char` of `core::ffi::c_char`.
pub(crate) fn path_name(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}
