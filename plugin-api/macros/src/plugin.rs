//! `plugin!`: the one symbol that a plugin exports.

use crate::text::{c_literal, check_id};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Path, Result, Token, bracketed};

/// What stands in `plugin!`, in any order.
#[derive(Default)]
struct Plugin {
    id: Option<LitStr>,
    label: Option<LitStr>,
    vendor: Option<LitStr>,
    license: Option<LitStr>,
    kinds: Option<Vec<Path>>,
}

impl Parse for Plugin {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut plugin = Self::default();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            input.parse::<Token![:]>()?;
            let text = match name.to_string().as_str() {
                "id" => &mut plugin.id,
                "label" => &mut plugin.label,
                "vendor" => &mut plugin.vendor,
                "license" => &mut plugin.license,
                "kinds" => {
                    let inside;
                    bracketed!(inside in input);
                    let kinds = Punctuated::<Path, Token![,]>::parse_terminated_with(&inside, Path::parse_mod_style)?;
                    plugin.kinds = Some(kinds.into_iter().collect());
                    next(input)?;
                    continue;
                }
                _ => return Err(Error::new(name.span(), "there are `id`, `label`, `vendor`, `license` and `kinds`")),
            };
            *text = Some(input.parse()?);
            next(input)?;
        }
        Ok(plugin)
    }
}

fn next(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() { Ok(()) } else { input.parse::<Token![,]>().map(drop) }
}

pub(crate) fn expand(words: TokenStream) -> TokenStream {
    syn::parse2(words).and_then(plugin).unwrap_or_else(|error| error.to_compile_error())
}

fn plugin(plugin: Plugin) -> Result<TokenStream> {
    let need = |text: Option<LitStr>, name: &str| {
        text.ok_or_else(|| Error::new(Span::call_site(), format!("a plugin needs `{name}: \"…\"`")))
    };
    let id = need(plugin.id, "id")?;
    check_id(&id)?;
    let id = c_literal(&id)?;
    let label = c_literal(&need(plugin.label, "label")?)?;
    let vendor = c_literal(&need(plugin.vendor, "vendor")?)?;
    let license = c_literal(&need(plugin.license, "license")?)?;
    let kinds = plugin.kinds.ok_or_else(|| Error::new(Span::call_site(), "a plugin needs `kinds: […]`"))?;
    // The attribute is written here and not by the author, so `#![forbid(unsafe_code)]` stays possible: no safe code
    // can be broken by it, as the name belongs to Weft.
    let entry = quote_spanned! {Span::mixed_site()=>
        #[unsafe(export_name = "weft_plugin_entry_v1")]
        pub static ENTRY: ::weft_plugin::written::Entry = ::weft_plugin::written::Entry::new::<Plugin>(
            #id, #label, #vendor,
            ::weft_plugin::written::text(::core::concat!(::core::env!("CARGO_PKG_VERSION"), "\0")),
            #license,
        );
    };
    Ok(quote! {
        const _: () = {
            struct Plugin;
            impl ::weft_plugin::written::Plugin for Plugin {
                const KINDS: &'static [::weft_plugin::written::Kind] = &[#(#kinds::KIND),*];
            }
            #entry
        };
    })
}
