//! `#[derive(Outputs)]`: each field of a struct is an output.

use crate::text::{c_literal, c_text, check_id, docs, names};
use crate::words::Words;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Field, Fields, LitStr, Result};

pub(crate) fn expand(item: TokenStream) -> TokenStream {
    syn::parse2(item).and_then(|item| outputs(&item)).unwrap_or_else(|error| error.to_compile_error())
}

fn outputs(item: &DeriveInput) -> Result<TokenStream> {
    let fields = match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            _ => return Err(Error::new_spanned(&item.ident, "outputs have names: write a struct with named fields")),
        },
        _ => return Err(Error::new_spanned(&item.ident, "outputs are the fields of a struct")),
    };
    if let Some(lifetime) = item.generics.params.first() {
        return Err(Error::new_spanned(lifetime, "a struct of outputs has no generics"));
    }
    let described = fields.iter().map(describe).collect::<Result<Vec<_>>>()?;
    let name = &item.ident;
    let puts = fields.iter().zip(0_u32..).map(|(field, index)| {
        let field_name = &field.ident;
        quote_spanned!(field.ty.span()=> ::weft_plugin::written::put_one(self.#field_name, call, #index)?;)
    });
    Ok(quote! {
        impl ::weft_plugin::written::Results for #name {
            const MANY: ::core::option::Option<&'static [::weft_plugin::written::Output]> =
                ::core::option::Option::Some(&[#(#described),*]);

            fn put(self, call: &::weft_plugin::Call) -> ::weft_plugin::Result<()> {
                #(#puts)*
                ::core::result::Result::Ok(())
            }
        }
    })
}

fn describe(field: &Field) -> Result<TokenStream> {
    let name = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "an output has a name"))?;
    let mut words = Words::default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("output")) {
        words.0.extend(attribute.parse_args::<Words>()?.0);
    }
    let bare = name.to_string();
    let mut id = LitStr::new(bare.trim_start_matches("r#"), name.span());
    let methods = methods(&words, &mut id)?;
    let (c_id, ty) = (c_literal(&id)?, &field.ty);
    let doc = docs(&field.attrs);
    let doc = if doc.is_empty() {
        None
    } else {
        let doc = c_text(&doc, name.span())?;
        Some(quote!(.doc(#doc)))
    };
    Ok(quote_spanned! {ty.span()=>
        ::weft_plugin::written::Output::new(
            #c_id,
            <#ty as ::weft_plugin::written::IntoValue>::TYPE,
            <#ty as ::weft_plugin::written::IntoValue>::LIST,
        ) #doc #methods
    })
}

/// Methods of `Output`, each with its dot. `id` changes where the words say another.
pub(crate) fn methods(words: &Words, id: &mut LitStr) -> Result<TokenStream> {
    let mut methods = TokenStream::new();
    for word in &words.0 {
        methods.extend(match word.name.to_string().as_str() {
            "id" => {
                *id = word.text()?;
                quote!()
            }
            "label" => {
                let text = c_literal(&word.text()?)?;
                quote!(.label(#text))
            }
            "doc" => {
                let text = c_literal(&word.text()?)?;
                quote!(.doc(#text))
            }
            "ty" => {
                let text = c_literal(&word.text()?)?;
                quote!(.ty(#text))
            }
            "aka" => {
                let names = names(&word.texts()?)?;
                quote!(.aka(#names))
            }
            _ => return Err(word.unknown(&["id", "label", "doc", "ty", "aka"])),
        });
    }
    check_id(id)?;
    Ok(methods)
}
