//! What `#[node]` writes: safe code that reads inputs, calls the function and gives its outputs.

use crate::node::Node;
use crate::text::c_literal;
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Visibility};

/// How `run` takes its state.
#[derive(Clone, Copy)]
pub(crate) enum State {
    Exclusive,
    Shared,
}

/// A type beside the function, of the same name: `vignette::KIND`. Functions and types never collide.
pub(crate) fn function(node: &Node, name: &Ident, visibility: &Visibility) -> TokenStream {
    let body = body(node, &quote!(#name), None);
    let kind = kind(node, name, &quote!(::weft_plugin::written::Kind::function::<#name>));
    let (migrate, fingerprint) = (migrate(node, name), fingerprint(node, name));
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, reason = "a kind has the name of its function")]
        #visibility enum #name {}
        impl ::weft_plugin::written::Function for #name {
            fn run(call: &::weft_plugin::Call) -> ::weft_plugin::Result<()> { #body }
        }
        #migrate
        #fingerprint
        #kind
    }
}

pub(crate) fn state(node: &Node, name: &Ident, access: State) -> TokenStream {
    let body = body(node, &quote!(#name::run), Some(quote!(self)));
    let (state, constructor) = match access {
        State::Exclusive => (quote!(Exclusive), quote!(exclusive)),
        State::Shared => (quote!(Shared), quote!(shared)),
    };
    let receiver = match access {
        State::Exclusive => quote!(&mut self),
        State::Shared => quote!(&self),
    };
    let kind = kind(node, name, &quote!(::weft_plugin::written::Kind::#constructor::<#name>));
    let (migrate, fingerprint) = (migrate(node, name), fingerprint(node, name));
    quote! {
        impl ::weft_plugin::written::#state for #name {
            fn run(#receiver, call: &::weft_plugin::Call) -> ::weft_plugin::Result<()> { #body }
        }
        #migrate
        #fingerprint
        #kind
    }
}

fn body(node: &Node, function: &TokenStream, state: Option<TokenStream>) -> TokenStream {
    let (holds, arguments) = arguments(node, state);
    let returned = quote_spanned!(node.returns.span()=> ::weft_plugin::written::Returned::into_result);
    quote! {
        #holds
        let results = #returned(#function(#arguments))?;
        ::weft_plugin::written::Results::put(results, call)
    }
}

/// Statements that read all inputs, and what the function then gets.
fn arguments(node: &Node, state: Option<TokenStream>) -> (TokenStream, TokenStream) {
    let call = quote!(call);
    let held: Vec<Ident> = (0..node.inputs.len()).map(|at| format_ident!("held_{at}")).collect();
    let holds = node.inputs.iter().zip(&held).zip(0_u32..).map(|((input, held), index)| {
        let (ty, id) = (&input.ty, &input.id);
        quote_spanned! {ty.span()=>
            let mut #held = <#ty as ::weft_plugin::written::Argument<'_>>::hold(
                #call, ::weft_plugin::written::Slot { index: #index, id: #id })?;
        }
    });
    let lends = node.inputs.iter().zip(&held).map(|(input, held)| {
        let ty = &input.ty;
        quote_spanned!(ty.span()=> <#ty as ::weft_plugin::written::Argument<'_>>::lend(&mut #held))
    });
    let first = node.takes_call.then(|| call.clone());
    let arguments = state.into_iter().chain(first).chain(lends);
    (quote!(#(#holds)*), quote!(#(#arguments),*))
}

fn kind(node: &Node, name: &Ident, constructor: &TokenStream) -> TokenStream {
    let (kind, texts) = (&node.kind, &node.texts);
    let id = c_literal(&kind.id).unwrap_or_else(|error| error.to_compile_error());
    let (version, methods, output, returns) = (&kind.version, &kind.methods, &kind.output, &node.returns);
    let inputs = node.inputs.iter().map(|input| &input.described);
    let migrate = kind.migrate.as_ref().map(|_| quote!(.migrate::<#name>()));
    let fingerprint = kind.fingerprint.as_ref().map(|_| quote!(.fingerprint::<#name>()));
    let results = quote_spanned! {returns.span()=>
        <<#returns as ::weft_plugin::written::Returned>::Results as ::weft_plugin::written::Results>
    };
    let (output_id, output_methods) = (&output.id, &output.methods);
    quote! {
        impl #name {
            #[doc(hidden)]
            pub const KIND: ::weft_plugin::written::Kind = {
                const INPUTS: &[::weft_plugin::written::Input] = &[#(#inputs),*];
                const ONE: &[::weft_plugin::written::Output] =
                    &[::weft_plugin::written::Output::new(#output_id, #results::TYPE, #results::LIST) #output_methods];
                const OUTPUTS: &[::weft_plugin::written::Output] = match #results::MANY {
                    ::core::option::Option::Some(many) => many,
                    ::core::option::Option::None => ONE,
                };
                #constructor(#id, #version) #texts .places(INPUTS, OUTPUTS) #methods #migrate #fingerprint
            };
        }
    }
}

fn migrate(node: &Node, name: &Ident) -> Option<TokenStream> {
    let migrate = node.kind.migrate.as_ref()?;
    Some(quote_spanned! {migrate.span()=>
        impl ::weft_plugin::written::Migrate for #name {
            fn migrate(from: u32, settings: &mut ::weft_plugin::Settings) -> ::weft_plugin::Result<()> {
                (#migrate)(from, settings)
            }
        }
    })
}

fn fingerprint(node: &Node, name: &Ident) -> Option<TokenStream> {
    let fingerprint = node.kind.fingerprint.as_ref()?;
    let (holds, arguments) = arguments(node, None);
    Some(quote_spanned! {fingerprint.span()=>
        impl ::weft_plugin::written::Fingerprint for #name {
            fn fingerprint(call: &::weft_plugin::Call) -> ::weft_plugin::Result<u64> {
                #holds
                (#fingerprint)(#arguments)
            }
        }
    })
}
