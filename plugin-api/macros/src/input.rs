//! One argument of a kind becomes one input.

use crate::text::{c_literal, c_text, check_id, docs, names};
use crate::words::{Said, Word, Words, as_text};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprLit, ExprRange, ExprUnary, FnArg, Lit, LitStr, Pat, RangeLimits, Result, Type, UnOp};

/// What the macro knows of an input.
pub(crate) struct Input {
    pub(crate) id: LitStr,
    pub(crate) ty: Type,
    /// `NewInput::new(…)….done()`
    pub(crate) described: TokenStream,
}

const KNOWN: &[&str] = &[
    "id",
    "default",
    "soft",
    "hard",
    "step",
    "unit",
    "widget",
    "label",
    "ty",
    "aka",
    "advanced",
    "hidden",
    "on_node",
    "wire_only",
    "set_only",
    "write",
    "folder",
    "no_digest",
    "meta",
];

/// Reads an argument, and takes from it what only concerns this macro.
pub(crate) fn take(argument: &mut FnArg) -> Result<Input> {
    let FnArg::Typed(argument) = argument else {
        return Err(Error::new_spanned(argument, "`self` needs a state: put `#[node]` on its `impl`"));
    };
    let Pat::Ident(name) = &*argument.pat else {
        return Err(Error::new_spanned(&argument.pat, "an input needs a plain name, as graph files hold it"));
    };
    let doc = docs(&argument.attrs);
    let mut words = Words::default();
    let mut errors: Option<Error> = None;
    for attribute in argument.attrs.iter().filter(|attribute| attribute.path().is_ident("input")) {
        match attribute.parse_args::<Words>() {
            Ok(more) => words.0.extend(more.0),
            Err(error) => combine(&mut errors, error),
        }
    }
    // Gone in any case, so that a slip in here is the only thing the compiler speaks of.
    argument.attrs.retain(|attribute| !attribute.path().is_ident("input") && !attribute.path().is_ident("doc"));
    if let Some(error) = errors {
        return Err(error);
    }

    let bare = name.ident.to_string();
    let bare = bare.trim_start_matches("r#").trim_start_matches('_');
    let id = words.0.iter().find(|word| word.name == "id").map(Word::text).transpose()?;
    let id = id.unwrap_or_else(|| LitStr::new(bare, name.ident.span()));
    check_id(&id)?;
    let c_id = c_literal(&id)?;
    let ty = (*argument.ty).clone();
    let mut described = quote_spanned! {ty.span()=>
        ::weft_plugin::written::NewInput::new(#c_id, <#ty as ::weft_plugin::written::Argument<'_>>::INPUT)
    };
    if !doc.is_empty() {
        let doc = c_text(&doc, argument.span())?;
        described.extend(quote!(.doc(#doc)));
    }
    for word in &words.0 {
        described.extend(describe(word)?);
    }
    described.extend(quote!(.done()));
    Ok(Input { id, ty, described })
}

/// One method of `NewInput`.
fn describe(word: &Word) -> Result<TokenStream> {
    let text_of = |method: &str| {
        let text = c_literal(&word.text()?)?;
        let method = syn::Ident::new(method, word.span());
        Ok(quote!(.#method(#text)))
    };
    let flag = |name: &str| {
        word.alone()?;
        let name = syn::Ident::new(name, word.span());
        Ok(quote!(.flags(::weft_plugin::written::abi::#name)))
    };
    match word.name.to_string().as_str() {
        "id" => Ok(quote!()),
        "default" => default(word.value()?),
        "soft" => limits(word, &quote!(soft)),
        "hard" => limits(word, &quote!(hard)),
        "step" => {
            let step = float(word.value()?);
            Ok(quote!(.step(#step)))
        }
        "aka" => {
            let names = names(&word.texts()?)?;
            Ok(quote!(.aka(#names)))
        }
        "unit" => text_of("unit"),
        "widget" => text_of("widget"),
        "label" => text_of("label"),
        "meta" => text_of("meta"),
        "ty" => text_of("ty"),
        "advanced" => flag("WEFT_INPUT_ADVANCED"),
        "hidden" => flag("WEFT_INPUT_HIDDEN"),
        "on_node" => flag("WEFT_INPUT_ON_NODE"),
        "wire_only" => flag("WEFT_INPUT_WIRE_ONLY"),
        "set_only" => flag("WEFT_INPUT_SET_ONLY"),
        "write" => flag("WEFT_INPUT_PATH_WRITE"),
        "folder" => flag("WEFT_INPUT_PATH_FOLDER"),
        "no_digest" => flag("WEFT_INPUT_NO_DIGEST"),
        _ => Err(word.unknown(KNOWN)),
    }
}

fn default(value: &Expr) -> Result<TokenStream> {
    let span = value.span();
    if let Some(text) = as_text(value) {
        let text = c_literal(&text)?;
        return Ok(quote_spanned!(span=> .default_text(#text)));
    }
    if let Expr::Lit(ExprLit { lit: Lit::Bool(yes), .. }) = value {
        return Ok(quote_spanned!(span=> .default_bool(#yes)));
    }
    // `Mode::Soft` is a choice; `LIMIT` and `Self::LIMIT` are numbers.
    if let Expr::Path(path) = value
        && path.path.segments.last().is_some_and(|last| last.ident.to_string().contains(char::is_lowercase))
    {
        return Ok(quote_spanned!(span=> .default_text((#value).key_of_choice())));
    }
    let (as_float, as_int) = (float(value), int(value)?);
    Ok(quote_spanned!(span=> .default_number(#as_float, #as_int)))
}

/// A number as `f64`. A literal stays one, whatever its size.
fn float(value: &Expr) -> TokenStream {
    match integer_literal(value) {
        Some(number) => {
            let number = number as f64;
            quote!(#number)
        }
        None => quote!(((#value) as f64)),
    }
}

/// A number as `i64`.
fn int(value: &Expr) -> Result<TokenStream> {
    match integer_literal(value) {
        Some(number) => {
            let number = i64::try_from(number).map_err(|_| Error::new_spanned(value, "a whole number has 64 bits"))?;
            Ok(quote!(#number))
        }
        None => Ok(quote!(((#value) as i64))),
    }
}

fn integer_literal(value: &Expr) -> Option<i128> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => integer_literal(expr).map(|number| -number),
        _ => None,
    }
}

/// `.soft(Some(0.0), None)`
fn limits(word: &Word, method: &TokenStream) -> Result<TokenStream> {
    let Said::Value(value) = &word.said else { return Err(word.error("needs a range: `… = 0.0..=1.0`")) };
    let Expr::Range(ExprRange { start, end, limits, .. }) = &**value else {
        return Err(word.error("needs a range: `… = 0.0..=1.0`, or `0.0..` without an end"));
    };
    if matches!(limits, RangeLimits::HalfOpen(_)) && end.is_some() {
        return Err(Error::new_spanned(value, "both ends belong to the range: write `..=`"));
    }
    let side = |side: &Option<Box<Expr>>| match side {
        Some(value) => {
            let value = float(value);
            quote!(::core::option::Option::Some(#value))
        }
        None => quote!(::core::option::Option::None),
    };
    let (start, end) = (side(start), side(end));
    Ok(quote_spanned!(value.span()=> .#method(#start, #end)))
}

/// Adds an error to those there are.
pub(crate) fn combine(errors: &mut Option<Error>, error: Error) {
    match errors {
        Some(errors) => errors.combine(error),
        None => *errors = Some(error),
    }
}
