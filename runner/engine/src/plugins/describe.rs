//! From the tables of a plugin to the catalog's kinds, with every rule of the contract checked. A kind that breaks one is
//! refused with a sentence; its siblings are not.
#![expect(unsafe_code, reason = "texts and arrays of C tables")]

mod place;

use super::foreign::{self, Rubbish};
use super::library::RawKind;
use crate::catalog::{Flags, Halo, Input, Kind, ModelUse, Output, PluginSource, ThreadMode, Type};
use weft_abi::{
    WEFT_KIND_DEPRECATED, WEFT_KIND_EXPERIMENTAL, WEFT_KIND_GPU, WEFT_KIND_GPU_REQUIRED, WEFT_KIND_LOCAL,
    WEFT_KIND_NETWORK, WEFT_KIND_NO_DISK, WEFT_KIND_PURE, WEFT_KIND_SINK, WEFT_KIND_WRITES_FILES, WEFT_THREAD_INSTANCE,
    WEFT_THREAD_PARALLEL, WEFT_THREAD_PINNED, weft_array, weft_kind, weft_model,
};

/// A kind, and what is odd about it without being wrong.
pub(super) struct Described {
    pub(super) kind: Kind,
    pub(super) oddities: Vec<String>,
}

/// Bits which a host must understand before it may use a kind, and which this one does.
const UNDERSTOOD: u64 = 0xffff_ffff;

/// The id of a kind, if it has one that can be read.
pub(super) fn id(raw: &RawKind) -> Option<Box<str>> {
    // SAFETY: an id is NULL or ends with a zero.
    unsafe { foreign::static_text(raw.table.id, "the id of a kind") }.ok().flatten()
}

/// Reads one kind.
pub(super) fn kind(raw: &RawKind, source: &PluginSource) -> Result<Described, String> {
    read(&raw.table, source).map_err(|Rubbish(why)| why)
}

fn read(raw: &weft_kind, source: &PluginSource) -> Result<Described, Rubbish> {
    let text = |from, what: &str| {
        // SAFETY: texts of a descriptor are NULL or end with a zero, and are static.
        unsafe { foreign::static_text(from, what) }
    };
    let id = text(raw.id, "its id")?.ok_or_else(|| Rubbish("it has no id".to_owned()))?;
    if !is_id(&id) || !id.contains('.') {
        return rubbish(format!("`{id}` is no id of a kind: `plugin.kind`, made of a–z, 0–9, `_`, `.` and `-`"));
    }
    if raw.run.is_none() {
        return rubbish("it has no `run`");
    }
    if raw.version == 0 {
        return rubbish("its version is 0; versions count from 1");
    }
    if raw.flags & !UNDERSTOOD != 0 {
        let bits = raw.flags & !UNDERSTOOD;
        return rubbish(format!("it needs a host that understands the flags {bits:#x}, which this one does not"));
    }
    let mut oddities = Vec::new();
    let inputs = inputs(raw, &mut oddities)?;
    let outputs = outputs(raw, &inputs)?;
    let kind = Kind {
        version: raw.version,
        label: text(raw.label, "its label")?.unwrap_or_else(|| in_words(id.rsplit('.').next().unwrap_or(&id))),
        category: text(raw.category, "its category")?.unwrap_or_default(),
        doc: text(raw.doc, "its description")?.unwrap_or_default(),
        flags: flags(raw.flags),
        thread_mode: match raw.thread_mode {
            WEFT_THREAD_INSTANCE => ThreadMode::Instance,
            WEFT_THREAD_PARALLEL => ThreadMode::Parallel,
            WEFT_THREAD_PINNED => ThreadMode::Pinned,
            // As the contract says of unknown numbers: the most careful one that needs no thread of its own.
            _ => ThreadMode::Plugin,
        },
        halo: halo(raw, &inputs)?,
        models: models(raw.models, &inputs)?,
        // SAFETY: an array of the descriptor.
        replaces: unsafe { foreign::static_texts(raw.replaces, "kinds it replaces") }?,
        wgsl: text(raw.wgsl, "its WGSL")?,
        meta_json: json_object(text(raw.meta_json, "its `meta_json`")?, "its", &mut oddities),
        migrates: raw.migrate.is_some(),
        fingerprints: raw.fingerprint.is_some(),
        plugin: source.clone(),
        id,
        inputs,
        outputs,
    };
    Ok(Described { kind, oddities })
}

fn inputs(raw: &weft_kind, oddities: &mut Vec<String>) -> Result<Vec<Input>, Rubbish> {
    // SAFETY: an array of the descriptor.
    let tables = unsafe { foreign::elements(raw.inputs, "inputs") }?;
    let inputs: Vec<Input> = tables.iter().map(|(_, table)| place::input(table, oddities)).collect::<Result<_, _>>()?;
    no_name_twice(inputs.iter().flat_map(|input| std::iter::once(&input.id).chain(&input.aka)), "input")?;
    Ok(inputs)
}

fn outputs(raw: &weft_kind, inputs: &[Input]) -> Result<Vec<Output>, Rubbish> {
    // SAFETY: an array of the descriptor.
    let tables = unsafe { foreign::elements(raw.outputs, "outputs") }?;
    let outputs: Vec<Output> = tables.iter().map(|(_, table)| place::output(table)).collect::<Result<_, _>>()?;
    no_name_twice(outputs.iter().flat_map(|output| std::iter::once(&output.id).chain(&output.aka)), "output")?;
    for output in &outputs {
        if let Some(variable) = output.ty.variable()
            && !inputs.iter().any(|input| input.ty.variable() == Some(variable))
        {
            return rubbish(format!("output `{}` is a `${variable}`, but no input is", output.id));
        }
    }
    Ok(outputs)
}

fn no_name_twice<'a>(names: impl Iterator<Item = &'a Box<str>>, what: &str) -> Result<(), Rubbish> {
    let mut names: Vec<&str> = names.map(|name| &**name).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => rubbish(format!("two of its {what}s answer to `{}`", pair[0])),
        None => Ok(()),
    }
}

fn models(array: weft_array, inputs: &[Input]) -> Result<Vec<ModelUse>, Rubbish> {
    // SAFETY: an array of the descriptor.
    let tables = unsafe { foreign::elements::<weft_model>(array, "models") }?;
    let read = |table: &weft_model| {
        // SAFETY: a text of a descriptor.
        let name = unsafe { foreign::static_text(table.name, "the name of a model") }?;
        // SAFETY: as above.
        let input = unsafe { foreign::static_text(table.input, "the input that chooses a model") }?;
        let name = name.ok_or_else(|| Rubbish("one of its models has no name".to_owned()))?;
        Ok(ModelUse { name, input: input.map(|input| index_of(inputs, &input)).transpose()? })
    };
    tables.iter().map(|(_, table)| read(table)).collect()
}

fn halo(raw: &weft_kind, inputs: &[Input]) -> Result<Option<Halo>, Rubbish> {
    if raw.flags & WEFT_KIND_LOCAL == 0 {
        return Ok(None);
    }
    // SAFETY: a text of a descriptor.
    let input = unsafe { foreign::static_text(raw.halo_input, "`halo_input`") }?;
    let input = input.map(|input| index_of(inputs, &input)).transpose()?;
    let sizes = [raw.halo_px, raw.halo_scale];
    if !sizes.iter().all(|size| size.is_finite() && *size >= 0.0) {
        return rubbish(format!("its halo of {} px and {} times an input cannot be", raw.halo_px, raw.halo_scale));
    }
    if let Some(at) = input
        && !matches!(inputs[at].ty.plain(), Some("float" | "int"))
    {
        return rubbish(format!("its halo depends on `{}`, which is no number", inputs[at].id));
    }
    Ok(Some(Halo { px: raw.halo_px, scale: raw.halo_scale, input }))
}

fn index_of(inputs: &[Input], id: &str) -> Result<usize, Rubbish> {
    let at = inputs.iter().position(|input| *input.id == *id);
    at.ok_or_else(|| Rubbish(format!("it speaks of an input `{id}`, which it does not have")))
}

fn flags(bits: u64) -> Flags {
    let has = |bit| bits & bit != 0;
    Flags {
        pure: has(WEFT_KIND_PURE),
        sink: has(WEFT_KIND_SINK),
        gpu: has(WEFT_KIND_GPU) || has(WEFT_KIND_GPU_REQUIRED),
        gpu_required: has(WEFT_KIND_GPU_REQUIRED),
        network: has(WEFT_KIND_NETWORK),
        writes_files: has(WEFT_KIND_WRITES_FILES),
        experimental: has(WEFT_KIND_EXPERIMENTAL),
        deprecated: has(WEFT_KIND_DEPRECATED),
        no_disk: has(WEFT_KIND_NO_DISK),
    }
}

/// Presentation that cannot be read is left out: no picture depends on it.
fn json_object(text: Option<Box<str>>, whose: &str, oddities: &mut Vec<String>) -> Option<Box<str>> {
    let text = text?;
    if serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text).is_err() {
        oddities.push(format!("{whose} `meta_json` is no JSON object, so it is left out"));
        return None;
    }
    Some(text)
}

/// `[a-z0-9_.-]+`
pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-'))
}

/// `blur_radius` → `Blur radius`
fn in_words(id: &str) -> Box<str> {
    let mut words = id.replace(['_', '-'], " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words.into()
}

/// Whether the type is a list, by its text or by the flag.
fn listed(ty: Type, flag: bool) -> Type {
    if flag { ty.listed() } else { ty }
}

fn rubbish<T>(why: impl Into<String>) -> Result<T, Rubbish> {
    Err(Rubbish(why.into()))
}
