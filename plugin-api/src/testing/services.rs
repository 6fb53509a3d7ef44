//! The other tables of the test host: images, tensors, records, meshes, threads, folders.

use super::host::{context, give, held, host_functions, item, lend, of, take, text, write_to};
use super::item::{AttributeContent, Content, Fields, Item, MeshContent, new_image};
use super::memory::Memory;
use crate::boundary::{ScalarType, str_of, text_of};
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use weft_abi::*;

/// By its versioned id, or null.
pub(super) fn table(id: &str) -> *const c_void {
    match id {
        "weft.core/1" => ptr::from_ref(&super::host::CORE).cast(),
        "weft.image/1" => ptr::from_ref(&IMAGE).cast(),
        "weft.tensor/1" => ptr::from_ref(&TENSOR).cast(),
        "weft.record/1" => ptr::from_ref(&RECORD).cast(),
        "weft.mesh/1" => ptr::from_ref(&MESH).cast(),
        "weft.parallel/1" => ptr::from_ref(&PARALLEL).cast(),
        "weft.paths/1" => ptr::from_ref(&PATHS).cast(),
        _ => ptr::null(),
    }
}

/// A table with its size in front.
macro_rules! table {
    ($name:ident: $ty:ident { $($function:ident = $body:ident),* $(,)? }) => {
        static $name: $ty = $ty { struct_size: size_of::<$ty>() as u32, reserved0: 0, $($function: Some($body)),* };
    };
}
table!(IMAGE: weft_image_v1 { create = image_create, view = image_view, make_mut = image_make_mut, info = image_info });
table!(TENSOR: weft_tensor_v1 { create = tensor_create, view = tensor_view });
table!(RECORD: weft_record_v1 {
    create = record_create, set = record_set, get = record_get, len = record_len, field_at = record_field_at
});
table!(MESH: weft_mesh_v1 {
    create = mesh_create,
    add = mesh_add,
    add_texture = mesh_add_texture,
    attribute_count = mesh_attribute_count,
    attribute_at = mesh_attribute_at,
    attribute = mesh_attribute,
    texture = mesh_texture,
});
table!(PARALLEL: weft_parallel_v1 { threads = threads, for_each = for_each });
table!(PATHS: weft_paths_v1 {
    graph_folder = folder, cache_folder = folder, temp_folder = folder, model_file = model_file, resolve = resolve
});

/// Reads where the caller points, in a body.
macro_rules! read_from {
    ($place:ident) => {
        // SAFETY: the caller's own place; the SDK of this crate fills all of it in.
        unsafe { $place.read() }
    };
}

host_functions! {
    fn image_create(
        call: *mut weft_call, view: *mut weft_image_view, flags: u32, image: *mut *mut weft_value,
    ) -> weft_status {
        let asked = read_from!(view);
        let run = &of!(call).run;
        let left = if flags & WEFT_IMAGE_ZEROED == 0 { run.poison } else { 0.0 };
        let content = new_image(&asked, left);
        if let Content::Image { view: made, .. } = &content {
            write_to!(view, weft_image_view { struct_size: asked.struct_size, ..*made });
        }
        write_to!(image, give(Item::new(content, run)));
        WEFT_OK
    }

    fn image_view(image: *const weft_value, view: *mut weft_image_view) -> weft_status {
        let Some(Content::Image { view: known, .. }) = held!(image).map(|item| &item.content) else {
            return WEFT_ERR_INVALID;
        };
        let size = read_from!(view).struct_size;
        write_to!(view, weft_image_view { struct_size: size, ..*known });
        WEFT_OK
    }

    fn image_info(image: *const weft_value, view: *mut weft_image_view) -> weft_status {
        let Some(Content::Image { view: known, .. }) = held!(image).map(|item| &item.content) else {
            return WEFT_ERR_INVALID;
        };
        let size = read_from!(view).struct_size;
        let nowhere = ptr::null_mut();
        write_to!(view, weft_image_view { struct_size: size, plane_stride: 0, row_stride: 0, data: nowhere, ..*known });
        WEFT_OK
    }

    fn image_make_mut(call: *mut weft_call, image: *mut *mut weft_value, view: *mut weft_image_view) -> weft_status {
        let value = read_from!(image);
        let Some(Content::Image { view: known, memory }) = held!(value).map(|item| &item.content) else {
            return WEFT_ERR_INVALID;
        };
        let size = read_from!(view).struct_size;
        // SAFETY: the caller's one reference, which it gets back or exchanges below.
        let Some(held) = (unsafe { take(value) }) else { return WEFT_ERR_INVALID };
        if Arc::strong_count(&held) == 1 {
            write_to!(view, weft_image_view { struct_size: size, ..*known });
            _ = give(held);
            return WEFT_OK;
        }
        let mut content = new_image(known, of!(call).run.poison);
        if let Content::Image { view: made, memory: copy } = &mut content {
            copy.as_floats_mut().copy_from_slice(memory.as_floats());
            write_to!(view, weft_image_view { struct_size: size, ..*made });
        }
        write_to!(image, give(Item::new(content, &of!(call).run)));
        WEFT_OK
    }

    fn tensor_create(
        call: *mut weft_call, view: *mut weft_tensor_view, tensor: *mut *mut weft_value,
    ) -> weft_status {
        let asked = read_from!(view);
        let shape = if asked.ndim == 0 { &[] } else {
            // SAFETY: as many lengths of the caller as axes.
            unsafe { std::slice::from_raw_parts(asked.shape, asked.ndim as usize) }
        };
        let count: i64 = shape.iter().product();
        let memory = Memory::filled(count as usize * usize::from(asked.dtype_bits / 8), 0.0);
        write_to!(view, weft_tensor_view { data: memory.start().cast(), strides: ptr::null(), ..asked });
        let scalar = ScalarType { code: asked.dtype_code, bits: asked.dtype_bits };
        let content = Content::Tensor { shape: shape.to_vec(), scalar, memory };
        write_to!(tensor, give(Item::new(content, &of!(call).run)));
        WEFT_OK
    }

    fn tensor_view(tensor: *const weft_value, view: *mut weft_tensor_view) -> weft_status {
        let Some(Content::Tensor { shape, scalar, memory }) = held!(tensor).map(|item| &item.content) else {
            return WEFT_ERR_INVALID;
        };
        let asked = read_from!(view);
        write_to!(view, weft_tensor_view {
            data: memory.start().cast(),
            device_type: WEFT_DEVICE_CPU,
            ndim: shape.len() as i32,
            dtype_code: scalar.code,
            dtype_bits: scalar.bits,
            dtype_lanes: 1,
            shape: shape.as_ptr(),
            strides: ptr::null(),
            ..asked
        });
        WEFT_OK
    }

    fn record_create(call: *mut weft_call, record: *mut *mut weft_value) -> weft_status {
        write_to!(record, give(Item::new(Content::Record(Mutex::default()), &of!(call).run)));
        WEFT_OK
    }

    fn record_set(
        _call: *mut weft_call, record: *mut weft_value, field: weft_str, value: *mut weft_value,
    ) -> weft_status {
        // SAFETY: one reference, which `set` takes.
        let value = unsafe { take(value) };
        let (Some(mut fields), Ok(name)) = (fields(held!(record)), text!(field)) else { return WEFT_ERR_INVALID };
        match fields.iter_mut().find(|(known, _)| **known == *name) {
            Some((_, old)) => *old = value,
            None => fields.push((name.into(), value)),
        }
        WEFT_OK
    }

    fn record_get(record: *const weft_value, field: weft_str) -> *const weft_value {
        let (Some(fields), Ok(name)) = (fields(held!(record)), text!(field)) else { return ptr::null() };
        let found = fields.iter().find(|(known, _)| **known == *name);
        found.and_then(|(_, value)| value.as_ref()).map_or(ptr::null(), lend)
    }

    fn record_len(record: *const weft_value) -> usize {
        fields(held!(record)).map_or(0, |fields| fields.len())
    }

    fn record_field_at(record: *const weft_value, index: usize) -> weft_str {
        let Some(fields) = fields(held!(record)) else { return str_of("") };
        str_of(fields.get(index).map_or("", |(name, _)| name))
    }

    fn mesh_create(call: *mut weft_call, mesh: *mut *mut weft_value) -> weft_status {
        write_to!(mesh, give(Item::new(Content::Mesh(Mutex::default()), &of!(call).run)));
        WEFT_OK
    }

    fn mesh_add(_call: *mut weft_call, value: *mut weft_value, attribute: *mut weft_attribute) -> weft_status {
        let asked = read_from!(attribute);
        let (Some(mut mesh), Ok(name)) = (mesh(held!(value)), text!(asked.name)) else { return WEFT_ERR_INVALID };
        if mesh.attributes.iter().any(|known| *known.name == *name) {
            return WEFT_ERR_INVALID;
        }
        let scalar = ScalarType { code: asked.scalar_code as u8, bits: asked.scalar_bits as u8 };
        let bytes = asked.count as usize * asked.components as usize * usize::from(scalar.bits / 8);
        let memory = Memory::filled(bytes, 0.0);
        write_to!(attribute, weft_attribute { data: memory.start().cast(), ..asked });
        let (components, count) = (asked.components, asked.count);
        mesh.attributes.push(AttributeContent { name: name.into(), components, count, scalar, memory });
        WEFT_OK
    }

    fn mesh_add_texture(
        _call: *mut weft_call, value: *mut weft_value, name: weft_str, image: *mut weft_value,
    ) -> weft_status {
        // SAFETY: one reference, which `add_texture` takes.
        let image = unsafe { take(image) };
        match (mesh(held!(value)), text!(name), image) {
            (Some(mut mesh), Ok(name), Some(image)) if matches!(image.content, Content::Image { .. }) => {
                mesh.textures.push((name.into(), image));
                WEFT_OK
            }
            _ => WEFT_ERR_INVALID,
        }
    }

    fn mesh_attribute_count(value: *const weft_value) -> usize {
        mesh(held!(value)).map_or(0, |mesh| mesh.attributes.len())
    }

    fn mesh_attribute_at(value: *const weft_value, index: usize, attribute: *mut weft_attribute) -> weft_status {
        let Some(mesh) = mesh(held!(value)) else { return WEFT_ERR_INVALID };
        let Some(known) = mesh.attributes.get(index) else { return WEFT_ERR_INVALID };
        let size = read_from!(attribute).struct_size;
        write_to!(attribute, view_of(known, size));
        WEFT_OK
    }

    fn mesh_attribute(value: *const weft_value, name: weft_str, attribute: *mut weft_attribute) -> weft_status {
        let (Some(mesh), Ok(name)) = (mesh(held!(value)), text!(name)) else { return WEFT_ERR_INVALID };
        let Some(known) = mesh.attributes.iter().find(|known| *known.name == *name) else { return WEFT_ERR_INVALID };
        let size = read_from!(attribute).struct_size;
        write_to!(attribute, view_of(known, size));
        WEFT_OK
    }

    fn mesh_texture(value: *const weft_value, name: weft_str) -> *const weft_value {
        let (Some(mesh), Ok(name)) = (mesh(held!(value)), text!(name)) else { return ptr::null() };
        mesh.textures.iter().find(|(known, _)| **known == *name).map_or(ptr::null(), |(_, image)| lend(image))
    }

    fn threads(call: *mut weft_call) -> u32 {
        of!(call).threads
    }

    fn for_each(
        call: *mut weft_call,
        count: u32,
        work: Option<unsafe extern "C" fn(*mut c_void, u32)>,
        user: *mut c_void,
    ) -> weft_status {
        let Some(work) = work else { return WEFT_ERR_INVALID };
        let (context, user) = (of!(call), Shared(user));
        let (next, stopped) = (AtomicU32::new(0), AtomicBool::new(false));
        let one_thread = || {
            let user = &user;
            loop {
                if context.ask() {
                    stopped.store(true, Ordering::Relaxed);
                }
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= count || stopped.load(Ordering::Relaxed) {
                    return;
                }
                // SAFETY: the caller's function and what it wants to get, from as many threads as we say.
                unsafe { work(user.0, index) };
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..context.threads {
                scope.spawn(one_thread);
            }
            one_thread();
        });
        if stopped.into_inner() { WEFT_ERR_CANCELLED } else { WEFT_OK }
    }

    fn folder(call: *mut weft_call) -> *mut weft_value {
        let context = of!(call);
        give(Item::new(Content::Text(context.folder.display().to_string()), &context.run))
    }

    fn model_file(call: *mut weft_call, model: weft_str, _file: weft_str) -> *mut weft_value {
        let (context, Ok(name)) = (of!(call), text!(model)) else { return ptr::null_mut() };
        let Some((_, path)) = context.models.iter().find(|(known, _)| known == name) else { return ptr::null_mut() };
        give(Item::new(Content::Text(path.display().to_string()), &context.run))
    }

    fn resolve(call: *mut weft_call, path: weft_str) -> *mut weft_value {
        let (context, Ok(path)) = (of!(call), text!(path)) else { return ptr::null_mut() };
        give(Item::new(Content::Text(context.folder.join(path).display().to_string()), &context.run))
    }
}

fn fields(record: Option<&Item>) -> Option<MutexGuard<'_, Fields>> {
    match &record?.content {
        Content::Record(fields) => Some(fields.lock().unwrap_or_else(PoisonError::into_inner)),
        _ => None,
    }
}

fn mesh(value: Option<&Item>) -> Option<MutexGuard<'_, MeshContent>> {
    match &value?.content {
        Content::Mesh(mesh) => Some(mesh.lock().unwrap_or_else(PoisonError::into_inner)),
        _ => None,
    }
}

fn view_of(known: &AttributeContent, struct_size: u32) -> weft_attribute {
    weft_attribute {
        struct_size,
        components: known.components,
        scalar_code: known.scalar.code.into(),
        scalar_bits: known.scalar.bits.into(),
        count: known.count,
        name: str_of(&known.name),
        data: known.memory.start().cast(),
    }
}

/// A pointer of the caller that goes to several threads.
struct Shared(*mut c_void);

// SAFETY: who calls `for_each` promises that its `user` may be used so.
unsafe impl Sync for Shared {}
