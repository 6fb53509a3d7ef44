//! Texts: doc comments, names in words, ids, and literals that C can read.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use std::ffi::CString;
use syn::{Attribute, Error, Expr, ExprLit, Lit, LitCStr, LitStr, Meta, Result};

/// The doc comment: lines without their first space, without empty ones at the ends.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(doc_line).collect();
    lines.join("\n").trim().to_owned()
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    let text = text.value();
    pair.path.is_ident("doc").then(|| text.strip_prefix(' ').unwrap_or(&text).to_owned())
}

/// `gaussian_blur` → `Gaussian blur`, `GaussianBlur` → `Gaussian blur`.
pub(crate) fn in_words(name: &str) -> String {
    let words = snake_case(name).replace('_', " ");
    let mut letters = words.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `GaussianBlur` → `gaussian_blur`, `RGB` → `rgb`, `HTTPGet` → `http_get`.
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let after_small = at > 0 && (letters[at - 1].is_lowercase() || letters[at - 1].is_numeric());
        let before_small =
            at > 0 && letters[at - 1].is_uppercase() && letters.get(at + 1).is_some_and(|l| l.is_lowercase());
        if letter.is_uppercase() && (after_small || before_small) {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// `c"text"`
pub(crate) fn c_text(text: &str, span: Span) -> Result<TokenStream> {
    let text = CString::new(text).map_err(|_| Error::new(span, "a text of a kind cannot have a NUL inside"))?;
    let literal = LitCStr::new(&text, Span::mixed_site());
    Ok(quote!(#literal))
}

/// The same of a literal.
pub(crate) fn c_literal(text: &LitStr) -> Result<TokenStream> {
    c_text(&text.value(), text.span())
}

/// `&[Name::new(c"one"), …]`
pub(crate) fn names(texts: &[LitStr]) -> Result<TokenStream> {
    let texts = texts.iter().map(c_literal).collect::<Result<Vec<_>>>()?;
    Ok(quote!(&[#(::weft_plugin::written::Name::new(#texts)),*]))
}

/// Ids are stored in files and typed on command lines.
pub(crate) fn check_id(id: &LitStr) -> Result<()> {
    let text = id.value();
    let known = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_.-".contains(letter);
    if !text.is_empty() && text.chars().all(known) {
        return Ok(());
    }
    Err(Error::new(id.span(), "an id is made of a-z, 0-9, `_`, `.` and `-`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        assert_eq!(in_words("gaussian_blur"), "Gaussian blur");
        assert_eq!(in_words("GaussianBlur"), "Gaussian blur");
        assert_eq!(in_words("_hidden"), "Hidden");
        assert_eq!(
            ["RGB", "HTTPGet", "Top2Left", "LinearLight"].map(snake_case),
            ["rgb", "http_get", "top2_left", "linear_light"]
        );
    }

    #[test]
    fn a_doc_comment_keeps_its_paragraphs() {
        let item: syn::ItemFn = syn::parse_str("/// First line.\n///\n///   indented\nfn f() {}").unwrap();
        assert_eq!(docs(&item.attrs), "First line.\n\n  indented");
    }
}
