//! `#[derive(Choice)]`: an enum is one of a few answers.

use crate::text::{c_literal, c_text, check_id, docs, in_words, snake_case};
use crate::words::Words;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Ident, LitStr, Result, Variant};

/// One answer.
struct Answer {
    variant: Ident,
    key: LitStr,
    /// `ChoiceText::new(…)`
    text: TokenStream,
}

pub(crate) fn expand(item: TokenStream) -> TokenStream {
    syn::parse2(item).and_then(|item| choice(&item)).unwrap_or_else(|error| error.to_compile_error())
}

fn choice(item: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &item.data else {
        return Err(Error::new_spanned(&item.ident, "a choice is an enum: each variant is an answer"));
    };
    let answers = data.variants.iter().map(answer).collect::<Result<Vec<_>>>()?;
    for (at, answer) in answers.iter().enumerate() {
        if answers[..at].iter().any(|earlier| earlier.key.value() == answer.key.value()) {
            return Err(Error::new(answer.key.span(), format!("two answers have the key `{}`", answer.key.value())));
        }
    }
    let marked = data.variants.iter().position(|variant| variant.attrs.iter().any(|a| a.path().is_ident("default")));
    let Some(default) = answers.get(marked.unwrap_or(0)) else {
        return Err(Error::new_spanned(&item.ident, "a choice needs at least one answer"));
    };
    let (name, default) = (&item.ident, c_literal(&default.key)?);
    let variants: Vec<_> = answers.iter().map(|answer| &answer.variant).collect();
    let keys: Vec<_> = answers.iter().map(|answer| &answer.key).collect();
    let c_keys = keys.iter().map(|key| c_literal(key)).collect::<Result<Vec<_>>>()?;
    let texts = answers.iter().map(|answer| &answer.text);
    Ok(quote! {
        impl #name {
            #[doc(hidden)]
            pub const fn key_of_choice(self) -> &'static ::core::ffi::CStr {
                match self { #(Self::#variants => #c_keys),* }
            }
        }

        impl ::weft_plugin::Choice for #name {
            const FORM: ::weft_plugin::written::Form = ::weft_plugin::written::Form::choice(&[#(#texts),*], #default);
            const ALL: &'static [(&'static str, Self)] = &[#((#keys, Self::#variants)),*];

            fn key(self) -> &'static str {
                match self { #(Self::#variants => #keys),* }
            }
        }
    })
}

fn answer(variant: &Variant) -> Result<Answer> {
    if !variant.fields.is_empty() {
        return Err(Error::new_spanned(&variant.fields, "an answer of a choice has no fields"));
    }
    let name = variant.ident.to_string();
    let mut key = LitStr::new(&snake_case(&name), variant.ident.span());
    let mut label = LitStr::new(&in_words(&name), variant.ident.span());
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("choice")) {
        for word in &attribute.parse_args::<Words>()?.0 {
            match word.name.to_string().as_str() {
                "key" => key = word.text()?,
                "label" => label = word.text()?,
                _ => return Err(word.unknown(&["key", "label"])),
            }
        }
    }
    check_id(&key)?;
    let doc = docs(&variant.attrs);
    let doc = if doc.is_empty() {
        quote!(::core::option::Option::None)
    } else {
        let doc = c_text(&doc, variant.ident.span())?;
        quote!(::core::option::Option::Some(#doc))
    };
    let (c_key, label) = (c_literal(&key)?, c_literal(&label)?);
    let text = quote!(::weft_plugin::written::ChoiceText::new(#c_key, #label, #doc));
    Ok(Answer { variant: variant.ident.clone(), key, text })
}
