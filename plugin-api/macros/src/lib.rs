//! The macros of the Weft SDK. What they write is safe code over `weft_plugin::written`; they are documented there
//! where authors find them, in `weft_plugin`.

use proc_macro::TokenStream;

mod choice;
mod expand;
mod input;
#[cfg(test)]
mod mistakes;
mod node;
mod outputs;
mod plugin;
mod text;
mod words;

/// Turns a function, or an `impl` with `fn run`, into a kind.
///
/// The arguments are its inputs, the doc comments are the texts in the editor, what it gives is its output.
/// `vignette::KIND` is what `plugin!` lists and what tests run.
///
/// | of a kind | says |
/// |---|---|
/// | `id = "com.acme.vignette"` | needed; stored in graph files, never changes |
/// | `category = "Image/Stylise"` | needed; where it stands in menus |
/// | `version = 2` | 1 if nothing is said; raise it when inputs change their meaning, and write `migrate` |
/// | `label = "…"` | else the name of the function in words |
/// | `pure` | same inputs, same outputs: the result is kept |
/// | `sink` | has an effect outside the graph, so it runs even if nobody reads it |
/// | `gpu`, `gpu_required`, `network`, `writes_files` | what it uses |
/// | `experimental`, `deprecated`, `no_disk` | how the host treats it |
/// | `local`, `local(halo = 3)`, `local(halo_input = "radius", halo_scale = 2.0)` | how far an output pixel looks |
/// | `thread = plugin`, `thread = pinned` | where it may run, if not as the function itself says |
/// | `output = "image"`, `output(id = "image", label = "…", doc = "…", ty = "$T")` | the name of the one output, else `result` |
/// | `models = ["needed", ("chosen", "input")]` | models it may use |
/// | `replaces = ["com.other.kind"]` | kinds it stands in for |
/// | `migrate = path` | `fn(from_version: u32, settings: &mut Settings) -> Result<()>`; of an `impl`: its `fn migrate` |
/// | `fingerprint = path` | what else the result depends on: a function with the arguments of the kind that gives `Result<u64>`; of an `impl`: its `fn fingerprint`, without `self` |
/// | `wgsl = "…"` | `fn f(v: vec4f, p: P) -> vec4f` of a pointwise kind, as `weft_plugin::gpu` says |
/// | `meta = "{…}"` | for the editor only |
///
/// | of an input, `#[input(…)]` | says |
/// |---|---|
/// | `default = 0.5`, `true`, `"text"`, `Mode::Soft` | |
/// | `soft = 0.0..=1.0`, `hard = 0.0..` | ends of the slider; what the host refuses |
/// | `step = 0.01`, `unit = "px"`, `widget = "multiline"`, `label = "…"` | how it is shown |
/// | `ty = "image\|mask"`, `ty = "$T"` | another type than that of the argument |
/// | `aka = ["old"]` | ids it had in older versions |
/// | `advanced`, `hidden`, `on_node`, `wire_only`, `set_only` | where it is shown |
/// | `write`, `folder` | of a path: the kind writes there; it is a folder |
/// | `no_digest` | does not change the result |
/// | `meta = "{…}"` | for the editor; with `{"unless": "path"}` what is wired here counts, and runs, only while `path` is not set |
#[proc_macro_attribute]
pub fn node(words: TokenStream, item: TokenStream) -> TokenStream {
    node::expand(words.into(), &item.into()).into()
}

/// Several outputs: each public field is one, with its doc comment as its text.
/// `#[output(id = "…", label = "…", ty = "…", aka = ["…"])]` on a field says more.
#[proc_macro_derive(Outputs, attributes(output))]
pub fn outputs(item: TokenStream) -> TokenStream {
    outputs::expand(item.into()).into()
}

/// An enum as an input: one of a few answers. The key, which graph files hold, is the variant in `snake_case`;
/// `#[choice(key = "…", label = "…")]` on a variant says another. `#[default]`, or the first variant, is the default.
#[proc_macro_derive(Choice, attributes(choice, default))]
pub fn choice(item: TokenStream) -> TokenStream {
    choice::expand(item.into()).into()
}

/// The plugin itself, once in a crate:
/// `plugin! { id: "com.acme", label: "Acme", vendor: "Acme", license: "MIT", kinds: [vignette] }`
#[proc_macro]
pub fn plugin(words: TokenStream) -> TokenStream {
    plugin::expand(words.into()).into()
}
