//! `#[node]`: what an author wrote, read and checked.

use crate::expand::{self, State};
use crate::input::{self, Input, combine};
use crate::text::{c_literal, c_text, check_id, docs, in_words, names};
use crate::words::{Said, Word, Words, as_text};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Attribute, Error, Expr, ExprTuple, FnArg, Ident, ImplItem, Item, ItemFn, ItemImpl, LitStr, ReceiverKind, Result,
    ReturnType, Signature, Type,
};

/// What stands in `#[node(…)]`.
pub(crate) struct Kind {
    pub(crate) id: LitStr,
    pub(crate) version: TokenStream,
    /// Methods of `Kind`, each with its dot.
    pub(crate) methods: TokenStream,
    /// Of the one output.
    pub(crate) output: OneOutput,
    pub(crate) migrate: Option<Expr>,
    pub(crate) fingerprint: Option<Expr>,
    label: Option<LitStr>,
    category: LitStr,
    /// Words that name inputs, checked when those are known.
    named_inputs: Vec<LitStr>,
}

/// The one output of a kind that has no struct of them.
pub(crate) struct OneOutput {
    pub(crate) id: TokenStream,
    /// Methods of `Output`, each with its dot.
    pub(crate) methods: TokenStream,
}

const KNOWN: &[&str] = &[
    "id",
    "version",
    "category",
    "label",
    "pure",
    "sink",
    "gpu",
    "gpu_required",
    "network",
    "writes_files",
    "experimental",
    "deprecated",
    "no_disk",
    "local",
    "thread",
    "output",
    "models",
    "replaces",
    "migrate",
    "fingerprint",
    "wgsl",
    "meta",
];

/// A kind, with everything that is needed to write it.
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) inputs: Vec<Input>,
    pub(crate) takes_call: bool,
    pub(crate) returns: Type,
    pub(crate) texts: TokenStream,
}

/// What the attribute becomes. The function stays as it is, without our attributes, also where something is wrong.
pub(crate) fn expand(words: TokenStream, item: &TokenStream) -> TokenStream {
    let mut item = match syn::parse2::<Item>(item.clone()) {
        Ok(item) => item,
        Err(error) => {
            let error = error.to_compile_error();
            return quote!(#error #item);
        }
    };
    let written = match &mut item {
        Item::Fn(function) => of_function(words, function),
        Item::Impl(state) => of_state(words, state),
        other => Err(Error::new_spanned(other, "`#[node]` goes on a function, or on an `impl` with `fn run`")),
    };
    let written = written.unwrap_or_else(|error| error.to_compile_error());
    quote!(#item #written)
}

/// Arguments are inputs: there are as many as the kind needs, and how they are passed is part of the contract. In front of the
/// author's own attributes, which may say otherwise.
fn quiet(attributes: &mut Vec<Attribute>) {
    let lints = quote!(clippy::too_many_arguments, clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref);
    attributes.insert(0, syn::parse_quote!(#[allow(#lints, reason = "the arguments are the inputs of a kind")]));
}

fn of_function(words: TokenStream, function: &mut ItemFn) -> Result<TokenStream> {
    let node = read(words, &function.sig.ident.clone(), &docs(&function.attrs), &mut function.sig, 0)?;
    quiet(&mut function.attrs);
    Ok(expand::function(&node, &function.sig.ident, &function.vis))
}

fn of_state(words: TokenStream, state: &mut ItemImpl) -> Result<TokenStream> {
    let name = match &*state.self_ty {
        Type::Path(path) if path.qself.is_none() && state.trait_.is_none() => path.path.get_ident().cloned(),
        _ => None,
    };
    let name = name.ok_or_else(|| Error::new_spanned(&state.self_ty, "the state of a kind is a plain struct"))?;
    let doc = docs(&state.attrs);
    let has = |name: &str| {
        state.items.iter().any(|item| matches!(item, ImplItem::Fn(function) if function.sig.ident == name))
    };
    let (has_migrate, has_fingerprint) = (has("migrate"), has("fingerprint"));
    let run = state.items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == "run" => Some(function),
        _ => None,
    });
    let run = run.ok_or_else(|| Error::new_spanned(&name, "the state of a kind has `fn run(&mut self, …)`"))?;
    let Some(FnArg::Receiver(receiver)) = run.sig.inputs.first() else {
        return Err(Error::new_spanned(&run.sig, "`run` begins with `&self` or `&mut self`"));
    };
    let access = match &receiver.kind {
        ReceiverKind::Reference(_, _, Some(_)) => State::Exclusive,
        ReceiverKind::Reference(_, _, None) => State::Shared,
        _ => return Err(Error::new_spanned(receiver, "`run` begins with `&self` or `&mut self`: the state stays")),
    };
    let doc = if doc.is_empty() { docs(&run.attrs) } else { doc };
    let mut node = read(words, &name, &doc, &mut run.sig, 1)?;
    quiet(&mut run.attrs);
    if has_migrate && node.kind.migrate.is_none() {
        node.kind.migrate = Some(syn::parse_quote!(#name::migrate));
    }
    if has_fingerprint && node.kind.fingerprint.is_none() {
        node.kind.fingerprint = Some(syn::parse_quote!(#name::fingerprint));
    }
    Ok(expand::state(&node, &name, access))
}

/// Reads attribute and signature; reports all that is wrong, not only the first.
fn read(words: TokenStream, name: &Ident, doc: &str, signature: &mut Signature, skip: usize) -> Result<Node> {
    let mut errors = None;
    let mut note = |error| combine(&mut errors, error);
    let kind = syn::parse2::<Words>(words).and_then(|words| read_kind(&words, name));
    let kind = kind.map_err(&mut note).ok();
    if let Err(error) = check_signature(signature) {
        note(error);
    }
    if doc.is_empty() {
        note(Error::new(name.span(), "a kind needs a doc comment: its first line is the tooltip in the editor"));
    }
    let mut takes_call = false;
    let mut inputs: Vec<Input> = Vec::new();
    for (at, argument) in signature.inputs.iter_mut().skip(skip).enumerate() {
        if at == 0 && is_call(argument) {
            takes_call = true;
            continue;
        }
        match input::take(argument) {
            Ok(input) if inputs.iter().any(|earlier| earlier.id.value() == input.id.value()) => {
                note(Error::new(input.id.span(), format!("two inputs have the id `{}`", input.id.value())));
            }
            Ok(input) => inputs.push(input),
            Err(error) => note(error),
        }
    }
    for named in kind.iter().flat_map(|kind| &kind.named_inputs) {
        if errors.is_none() && !inputs.iter().any(|input| input.id.value() == named.value()) {
            combine(&mut errors, Error::new(named.span(), format!("there is no input `{}`", named.value())));
        }
    }
    let (Some(kind), None) = (kind, errors.as_ref()) else {
        return Err(errors.unwrap_or_else(|| Error::new(name.span(), "something is wrong with this kind")));
    };
    let label = kind.label.as_ref().map_or_else(|| in_words(&name.to_string()), LitStr::value);
    let (label, doc) = (c_text(&label, name.span())?, c_text(doc, name.span())?);
    let category = c_literal(&kind.category)?;
    let returns = match &signature.output {
        ReturnType::Type(_, ty) => (**ty).clone(),
        ReturnType::Default => syn::parse_quote!(()),
    };
    Ok(Node { kind, inputs, takes_call, returns, texts: quote!(.texts(#label, #category, #doc)) })
}

fn check_signature(signature: &Signature) -> Result<()> {
    if let Some(word) = &signature.asyncness {
        return Err(Error::new(word.span(), "a kind is not async: the host runs it on a thread of its own"));
    }
    if !signature.generics.params.is_empty() {
        return Err(Error::new_spanned(&signature.generics, "a kind has no generics; for any type take `&Value`"));
    }
    Ok(())
}

/// Whether this is `call: &Call`.
fn is_call(argument: &FnArg) -> bool {
    let FnArg::Typed(argument) = argument else { return false };
    let Type::Reference(reference) = &*argument.ty else { return false };
    matches!(&*reference.elem, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Call"))
}

fn read_kind(words: &Words, name: &Ident) -> Result<Kind> {
    let needed = |wanted: &str, example: &str| {
        let word = words.0.iter().find(|word| word.name == wanted);
        let missing = || Err(Error::new(name.span(), format!("`#[node]` needs `{wanted} = \"{example}\"`")));
        word.map_or_else(missing, Word::text)
    };
    let id = needed("id", "com.acme.vignette")?;
    check_id(&id)?;
    if !id.value().contains('.') {
        return Err(Error::new(id.span(), "the id of a kind begins with that of its plugin: `com.acme.vignette`"));
    }
    let mut kind = Kind {
        id,
        version: quote!(1),
        methods: TokenStream::new(),
        output: output(&Words::default(), LitStr::new(RESULT, name.span()))?,
        migrate: None,
        fingerprint: None,
        label: None,
        category: needed("category", "Image/Stylise")?,
        named_inputs: Vec::new(),
    };
    let mut flags = Vec::new();
    for word in &words.0 {
        match word.name.to_string().as_str() {
            "id" | "category" => {}
            "version" => {
                let version = word.value()?;
                kind.version = quote!(#version);
            }
            "label" => kind.label = Some(word.text()?),
            "output" => kind.output = read_output(word)?,
            "migrate" => kind.migrate = Some(word.value()?.clone()),
            "fingerprint" => kind.fingerprint = Some(word.value()?.clone()),
            "local" => {
                flags.push(Ident::new("WEFT_KIND_LOCAL", word.span()));
                local(word, &mut kind)?;
            }
            "thread" => kind.methods.extend(thread(word)?),
            "models" | "replaces" => {}
            "wgsl" => {
                let wgsl = word.value()?;
                kind.methods.extend(quote!(.wgsl(::weft_plugin::written::text(::core::concat!(#wgsl, "\0")))));
            }
            "meta" => {
                let meta = c_literal(&word.text()?)?;
                kind.methods.extend(quote!(.meta(#meta)));
            }
            flag @ ("pure" | "sink" | "gpu" | "gpu_required" | "network" | "writes_files" | "experimental"
            | "deprecated" | "no_disk") => {
                word.alone()?;
                flags.push(Ident::new(&format!("WEFT_KIND_{}", flag.to_uppercase()), word.span()));
            }
            _ => return Err(word.unknown(KNOWN)),
        }
    }
    uses(words, &mut kind)?;
    kind.methods.extend(quote!(.flags(0 #(| ::weft_plugin::written::abi::#flags)*)));
    Ok(kind)
}

/// `output = "image"` or `output(id = "image", …)`
fn read_output(word: &Word) -> Result<OneOutput> {
    match &word.said {
        Said::Words(words) => output(words, LitStr::new(RESULT, word.span())),
        _ => output(&Words::default(), word.text()?),
    }
}

/// Where nobody says another.
const RESULT: &str = "result";

fn output(words: &Words, mut id: LitStr) -> Result<OneOutput> {
    let methods = crate::outputs::methods(words, &mut id)?;
    Ok(OneOutput { id: c_literal(&id)?, methods })
}

fn local(word: &Word, kind: &mut Kind) -> Result<()> {
    let Said::Words(words) = &word.said else { return word.alone() };
    let (mut px, mut scale, mut input) = (quote!(0.0), quote!(1.0), quote!(::core::option::Option::None));
    let mut has_input = false;
    for word in &words.0 {
        match word.name.to_string().as_str() {
            "halo" => {
                let value = word.value()?;
                px = quote!(((#value) as f64));
            }
            "halo_scale" => {
                let value = word.value()?;
                scale = quote!(((#value) as f64));
            }
            "halo_input" => {
                let text = word.text()?;
                let c_id = c_literal(&text)?;
                input = quote!(::core::option::Option::Some(#c_id));
                kind.named_inputs.push(text);
                has_input = true;
            }
            _ => return Err(word.unknown(&["halo", "halo_input", "halo_scale"])),
        }
    }
    let scale = if has_input { scale } else { quote!(0.0) };
    kind.methods.extend(quote!(.halo(#px, #scale, #input)));
    Ok(())
}

fn thread(word: &Word) -> Result<TokenStream> {
    let mode = match word.value()? {
        Expr::Path(path) if path.path.is_ident("plugin") => "WEFT_THREAD_PLUGIN",
        Expr::Path(path) if path.path.is_ident("pinned") => "WEFT_THREAD_PINNED",
        _ => {
            return Err(
                word.error("is `plugin` (one run at a time in the whole plugin) or `pinned` (always one thread)")
            );
        }
    };
    let mode = Ident::new(mode, word.span());
    Ok(quote!(.thread_mode(::weft_plugin::written::abi::#mode)))
}

/// `models = ["needed", ("chosen", "input")]` and `replaces = ["…"]`
fn uses(words: &Words, kind: &mut Kind) -> Result<()> {
    let find = |name: &str| words.0.iter().find(|word| word.name == name);
    let mut models = Vec::new();
    if let Some(word) = find("models") {
        let broken = || word.error("needs a list: `models = [\"needed\", (\"chosen\", \"input\")]`");
        let Expr::Array(list) = word.value()? else { return Err(broken()) };
        for item in &list.elems {
            let pair = match item {
                Expr::Tuple(ExprTuple { elems, .. }) if elems.len() == 2 => as_text(&elems[0]).zip(as_text(&elems[1])),
                _ => None,
            };
            let (name, input) = match (pair, as_text(item)) {
                (Some((name, input)), _) => (name, Some(input)),
                (None, Some(name)) => (name, None),
                (None, None) => return Err(broken()),
            };
            let name = c_literal(&name)?;
            let chosen = match &input {
                Some(input) => {
                    let input = c_literal(input)?;
                    quote!(::core::option::Option::Some(#input))
                }
                None => quote!(::core::option::Option::None),
            };
            kind.named_inputs.extend(input);
            models.push(quote_spanned!(item.span()=> ::weft_plugin::written::ModelUse::new(#name, #chosen)));
        }
    }
    let replaces = find("replaces").map(Word::texts).transpose()?.unwrap_or_default();
    if !models.is_empty() || !replaces.is_empty() {
        let replaces = names(&replaces)?;
        kind.methods.extend(quote!(.uses(&[#(#models),*], #replaces)));
    }
    Ok(())
}
