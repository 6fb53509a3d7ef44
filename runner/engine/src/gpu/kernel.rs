//! WGSL made ready to run, once for each device. The host writes what it alone knows behind the text, so the lines that
//! a compiler complains of are those of its author: the declaration of `params`, and the size of workgroups.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use wgpu::naga;

use super::counts::count;
use super::device::Device;
use super::joined;
use super::latest::Latest;
use super::text_limits;
use super::trouble::Trouble;
use super::words;

/// A kernel that can be started.
#[derive(Debug)]
pub(super) struct Kernel {
    pub(super) pipeline: wgpu::ComputePipeline,
    pub(super) layout: wgpu::BindGroupLayout,
    /// By number of the binding, whether the kernel writes it.
    pub(super) writes: Vec<bool>,
    pub(super) workgroup: [u32; 3],
    pub(super) params: Params,
}

/// How parameters get into a kernel.
#[derive(Debug)]
pub(super) enum Params {
    None,
    /// So many bytes with the dispatch itself.
    Immediate(u32),
    /// So many bytes in a buffer.
    Uniform(u32, wgpu::BindGroupLayout),
}

/// What was compiled lately, by hash, or the compiler's words.
pub(super) type Kernels = Latest<KernelKey, Result<Arc<Kernel>, String>>;

/// Hash of a text and its entry point.
pub(super) type KernelKey = [u8; 32];

/// A graph has tens of kernels, and a driver keeps 0.2 MB for each: all of a session's would fill memory where a number is written into
/// the text.
const KERNELS_MAX: usize = 256;

pub(super) fn none_yet() -> Kernels {
    Latest::new(KERNELS_MAX)
}

/// What names a kernel.
pub(super) fn key_of(wgsl: &str, entry: &str) -> KernelKey {
    *blake3::Hasher::new().update(entry.as_bytes()).update(&[0]).update(wgsl.as_bytes()).finalize().as_bytes()
}

impl Device {
    /// Compiles a text, or finds it compiled.
    pub(super) fn kernel(&self, wgsl: &str, entry: &str) -> Result<Arc<Kernel>, Trouble> {
        let compile = || {
            let compiled = match self.compile(wgsl, entry) {
                Ok(kernel) => Ok(Arc::new(kernel)),
                Err(Trouble::Invalid(words)) => Err(words),
                Err(other) => return Err(other),
            };
            count(&self.counts.kernels, 1);
            Ok(compiled)
        };
        self.kernels.get_or_make(&key_of(wgsl, entry), compile)?.map_err(Trouble::Invalid)
    }

    fn compile(&self, wgsl: &str, entry: &str) -> Result<Kernel, Trouble> {
        let plain = words::without_comments(wgsl);
        if let Some(why) = text_limits::too_deep(&plain) {
            return Err(Trouble::Invalid(why));
        }
        let has_params = words::declared(&plain).contains(&"Params");
        let tail = self.tail(&plain);
        let with_params = |declaration: &str| format!("{wgsl}\n{tail}{}", if has_params { declaration } else { "" });
        let in_buffer = with_params("@group(1) @binding(0) var<uniform> params: Params;");
        let parsed = naga::front::wgsl::parse_str(&in_buffer);
        let words = |why: &naga::front::wgsl::ParseError| {
            let words = why.emit_to_string(&in_buffer);
            words.strip_prefix("error: ").unwrap_or(&words).trim_end().to_owned()
        };
        let module = parsed.map_err(|why| Trouble::Invalid(words(&why)))?;
        if let Some(why) = text_limits::too_long(&module) {
            return Err(Trouble::Invalid(why));
        }
        let point = module.entry_points.iter().find(|point| point.name == entry);
        let point = point.filter(|point| point.stage == naga::ShaderStage::Compute);
        let point = point.ok_or_else(|| Trouble::Invalid(format!("the text has no compute function `{entry}`")))?;
        if point.workgroup_size_overrides.is_some_and(|sizes| sizes.iter().any(Option::is_some)) {
            return Err(Trouble::Invalid(format!("the workgroup size of `{entry}` is no plain number")));
        }
        let writes = bindings_of(&module).map_err(Trouble::Invalid)?;
        self.fits_workgroup(&module, point)?;
        let most = self.limits().bindings_max as usize;
        if writes.len() > most {
            let (name, has) = (&self.about().name, writes.len());
            return Err(Trouble::Unfit(format!("the kernel has {has} buffers, but {name} takes at most {most}")));
        }
        let params_bytes = params_bytes(&module);
        if params_bytes > self.limits().params_bytes_max {
            let most = self.limits().params_bytes_max;
            return Err(Trouble::Invalid(format!(
                "`Params` has {params_bytes} bytes, but at most {most} can be given"
            )));
        }
        let is_immediate = has_params && params_bytes <= self.limits().immediate_bytes_max;
        let text = if is_immediate { with_params("var<immediate> params: Params;") } else { in_buffer };
        self.faults.asked.texts.iter().for_each(|folder| write_text(folder, &text, entry));
        let source = match self.faults.asked.joins_sums {
            true => joined::module(&text).map(|module| wgpu::ShaderSource::Naga(Cow::Owned(module)))?,
            false => wgpu::ShaderSource::Wgsl(text.into()),
        };
        self.guarded(|| {
            let module = self.wgpu.create_shader_module(wgpu::ShaderModuleDescriptor { label: None, source });
            let layout = self.layout_of(&writes);
            let params = match (has_params, is_immediate) {
                (false, _) => Params::None,
                (true, true) => Params::Immediate(params_bytes),
                (true, false) => Params::Uniform(params_bytes, self.params_layout(params_bytes)),
            };
            let second = if let Params::Uniform(_, layout) = &params { Some(layout) } else { None };
            let groups = [Some(&layout), second];
            let pipeline_layout = self.wgpu.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: None,
                bind_group_layouts: if second.is_some() { &groups } else { &groups[..1] },
                immediate_size: if is_immediate { params_bytes } else { 0 },
            });
            let pipeline = self.wgpu.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(entry),
                layout: Some(&pipeline_layout),
                module: &module,
                entry_point: Some(entry),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            });
            Kernel { pipeline, layout, writes, workgroup: point.workgroup_size, params }
        })
    }

    /// Whether a workgroup has no more threads and memory than the device gives it; another one may.
    fn fits_workgroup(&self, module: &naga::Module, point: &naga::EntryPoint) -> Result<(), Trouble> {
        let (name, limits) = (&self.about().name, self.limits());
        let threads = point.workgroup_size.iter().map(|side| u64::from(*side)).product::<u64>();
        let shared = module.global_variables.iter().filter(|(_, one)| one.space == naga::AddressSpace::WorkGroup);
        let bytes = shared.map(|(_, one)| u64::from(module.types[one.ty].inner.size(module.to_ctx()))).sum::<u64>();
        let (threads_max, bytes_max) = (limits.workgroup_invocations_max, limits.workgroup_bytes_max);
        if threads > u64::from(threads_max) {
            return Err(Trouble::Unfit(format!(
                "a workgroup has {threads} threads, but {name} takes at most {threads_max}"
            )));
        }
        // A text may have several functions, each with its own share of it: only one of them can be judged by all of it.
        if bytes > u64::from(bytes_max) && module.entry_points.len() == 1 {
            return Err(Trouble::Unfit(format!("a workgroup shares {bytes} bytes, but {name} has {bytes_max}")));
        }
        Ok(())
    }

    /// What the host declares beside `params`.
    fn tail(&self, plain: &str) -> String {
        let [x, y] = self.faults.asked.workgroup.unwrap_or(self.limits().workgroup);
        let constants = [("WEFT_X", x), ("WEFT_Y", y)].into_iter().filter(|(name, _)| words::says(plain, name));
        constants.map(|(name, size)| format!("const {name}: u32 = {size}u;\n")).collect()
    }

    fn layout_of(&self, writes: &[bool]) -> wgpu::BindGroupLayout {
        let entry = |(binding, writes): (u32, &bool)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Storage { read_only: !writes },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let entries: Vec<_> = (0..).zip(writes).map(entry).collect();
        self.wgpu.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries })
    }

    fn params_layout(&self, bytes: u32) -> wgpu::BindGroupLayout {
        let entry = wgpu::BindGroupLayoutEntry {
            binding: 0,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Uniform,
                has_dynamic_offset: true,
                min_binding_size: wgpu::BufferSize::new(bytes.into()),
            },
            count: None,
        };
        self.wgpu.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: None, entries: &[entry] })
    }
}

/// For tests that look at what devices are given. A file that is missing there is a failure of theirs.
fn write_text(folder: &Path, text: &str, entry: &str) {
    let name = blake3::hash(text.as_bytes()).to_hex();
    _ = std::fs::write(folder.join(format!("{entry}-{}.wgsl", &name[..16])), text);
}

/// By number, whether each binding of the first group is written.
fn bindings_of(module: &naga::Module) -> Result<Vec<bool>, String> {
    let mut found = Vec::new();
    for (_, variable) in module.global_variables.iter() {
        let Some(binding) = variable.binding else { continue };
        let name = variable.name.as_deref().unwrap_or_default();
        match (binding.group, variable.space) {
            (0, naga::AddressSpace::Storage { access }) => {
                found.push((binding.binding, access.contains(naga::StorageAccess::STORE)));
            }
            (0, _) => return Err(format!("`{name}` is no `var<storage, …>`: kernels get nothing but buffers")),
            (1, naga::AddressSpace::Uniform) if name == "params" => {}
            (group, _) => return Err(format!("`{name}` is in group {group}: bindings are those of @group(0)")),
        }
    }
    found.sort_unstable();
    match (0..).zip(&found).find(|(at, (binding, _))| at != binding) {
        Some((at, _)) => {
            Err(format!("bindings are numbered from 0 without gaps, but there is no single @binding({at})"))
        }
        None => Ok(found.into_iter().map(|(_, writes)| writes).collect()),
    }
}

fn params_bytes(module: &naga::Module) -> u32 {
    let structs = module.types.iter().filter(|(_, ty)| ty.name.as_deref() == Some("Params"));
    let spans = structs.filter_map(|(_, ty)| match &ty.inner {
        naga::TypeInner::Struct { span, .. } => Some(*span),
        _ => None,
    });
    spans.max().unwrap_or(0)
}
