//! `weft.mesh/1`: named arrays of attributes, and textures.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

use super::super::call::CallStatus;
use super::super::foreign;
use super::super::frame::Frame;
use super::crossing::{self, lent};
use super::tensor::{codes, scalar};
use crate::value::{Attribute, Content, Mesh, Tensor};
use weft_abi::{WEFT_ERR_INVALID, WEFT_OK, weft_attribute, weft_call, weft_mesh_v1, weft_status, weft_str, weft_value};

/// `"weft.mesh/1"`
pub(super) static MESH: weft_mesh_v1 = weft_mesh_v1 {
    struct_size: size_of::<weft_mesh_v1>() as u32,
    reserved0: 0,
    create: Some(create),
    add: Some(add),
    add_texture: Some(add_texture),
    attribute_count: Some(attribute_count),
    attribute_at: Some(attribute_at),
    attribute: Some(attribute),
    texture: Some(texture),
};

unsafe extern "C" fn create(_: *mut weft_call, mesh: *mut *mut weft_value) -> weft_status {
    if mesh.is_null() {
        return WEFT_ERR_INVALID;
    }
    // SAFETY: not NULL, and the plugin has room there.
    unsafe { mesh.write(crossing::given(Content::Mesh(Mesh::default()))) };
    WEFT_OK
}

unsafe extern "C" fn add(call: *mut weft_call, mesh: *mut weft_value, attribute: *mut weft_attribute) -> weft_status {
    // SAFETY: a plugin gives back the call that it got, while it runs.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return WEFT_ERR_INVALID };
    let refuse = |why: &str| frame.refuse(CallStatus::Invalid, format!("an array cannot be added to a mesh: {why}"));
    // SAFETY: a table of the plugin, or NULL.
    let Some(mut wanted) = (unsafe { foreign::sized_table(attribute) }) else {
        return refuse("it has no description, or `struct_size` is not set");
    };
    // SAFETY: the plugin lends the name for this call.
    let Some(name) = unsafe { foreign::lent_str(wanted.name) }.filter(|name| !name.is_empty()) else {
        return refuse("it has no name");
    };
    // SAFETY: a value that the plugin holds, and reads nothing of meanwhile.
    let Some(Content::Mesh(mesh)) = (unsafe { crossing::exclusive(mesh) }) else {
        return refuse("the mesh is shared, or is none");
    };
    // Replacing it would free what the plugin may be writing to.
    if mesh.attribute(name).is_some() {
        return refuse(&format!("`{name}` is there already"));
    }
    let class = u8::try_from(wanted.scalar_code).ok().zip(u8::try_from(wanted.scalar_bits).ok());
    let Some(scalar) = class.and_then(|(code, bits)| scalar(code, bits)) else {
        return refuse("no machine has such numbers");
    };
    let Some(count) = i64::try_from(wanted.count).ok().filter(|_| wanted.components > 0) else {
        return refuse("its size cannot be");
    };
    let numbers = match Tensor::zeroed(scalar, &[count, i64::from(wanted.components)]) {
        Ok(numbers) => numbers,
        Err(why) => return super::image::refuse(frame, &why),
    };
    wanted.data = mesh.set_attribute(name, numbers).numbers.as_mut_ptr().cast();
    // SAFETY: the plugin's table, which it set up itself.
    unsafe { foreign::write_back(attribute, &wanted) };
    WEFT_OK
}

unsafe extern "C" fn add_texture(
    call: *mut weft_call,
    mesh: *mut weft_value,
    name: weft_str,
    image: *mut weft_value,
) -> weft_status {
    // SAFETY: it comes with one reference, which is ours now.
    let image = unsafe { crossing::taken(image) };
    // SAFETY: as of `add`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return WEFT_ERR_INVALID };
    let refuse = |why: &str| frame.refuse(CallStatus::Invalid, format!("a texture cannot be added to a mesh: {why}"));
    // SAFETY: the plugin lends the name for this call.
    let Some(name) = unsafe { foreign::lent_str(name) }.filter(|name| !name.is_empty()) else {
        return refuse("it has no name");
    };
    let Some(image) = image.filter(|image| image.as_image().is_some()) else { return refuse("it is no image") };
    // SAFETY: a value that the plugin holds, and reads nothing of meanwhile.
    let Some(Content::Mesh(mesh)) = (unsafe { crossing::exclusive(mesh) }) else {
        return refuse("the mesh is shared, or is none");
    };
    mesh.set_texture(name, image);
    WEFT_OK
}

/// The mesh behind a pointer.
unsafe fn mesh_of<'a>(mesh: *const weft_value) -> Option<&'a Mesh> {
    // SAFETY: a value that the plugin holds or is lent.
    match unsafe { lent(mesh) } {
        Some(Content::Mesh(mesh)) => Some(mesh),
        _ => None,
    }
}

unsafe extern "C" fn attribute_count(mesh: *const weft_value) -> usize {
    // SAFETY: as of `mesh_of`.
    unsafe { mesh_of(mesh) }.map_or(0, |mesh| mesh.attributes().len())
}

unsafe extern "C" fn attribute_at(
    mesh: *const weft_value,
    index: usize,
    attribute: *mut weft_attribute,
) -> weft_status {
    // SAFETY: as of `mesh_of`.
    let found = unsafe { mesh_of(mesh) }.and_then(|mesh| mesh.attributes().get(index));
    // SAFETY: a table of the plugin, or NULL.
    unsafe { show(found, attribute) }
}

unsafe extern "C" fn attribute(mesh: *const weft_value, name: weft_str, attribute: *mut weft_attribute) -> weft_status {
    // SAFETY: the plugin lends the name for this call.
    let name = unsafe { foreign::lent_str(name) };
    // SAFETY: as of `mesh_of`.
    let found = unsafe { mesh_of(mesh) }.and_then(|mesh| mesh.attribute(name?));
    // SAFETY: a table of the plugin, or NULL.
    unsafe { show(found, attribute) }
}

unsafe fn show(found: Option<&Attribute>, attribute: *mut weft_attribute) -> weft_status {
    // SAFETY: a table of the plugin, or NULL.
    let (Some(found), Some(_)) = (found, unsafe { foreign::sized_table(attribute) }) else { return WEFT_ERR_INVALID };
    let length = |axis: usize| found.numbers.shape().get(axis).copied().unwrap_or(1);
    let (code, bits) = codes(found.numbers.scalar());
    let filled = weft_attribute {
        struct_size: size_of::<weft_attribute>() as u32,
        components: u32::try_from(length(1)).unwrap_or(0),
        scalar_code: code.into(),
        scalar_bits: bits.into(),
        count: u64::try_from(length(0)).unwrap_or(0),
        name: foreign::lend_str(&found.name),
        // The contract says that it is for reading.
        data: found.numbers.as_bytes().as_ptr().cast_mut().cast(),
    };
    // SAFETY: the plugin's table, which it set up itself.
    unsafe { foreign::write_back(attribute, &filled) };
    WEFT_OK
}

unsafe extern "C" fn texture(mesh: *const weft_value, name: weft_str) -> *const weft_value {
    // SAFETY: the plugin lends the name for this call.
    let name = unsafe { foreign::lent_str(name) };
    // SAFETY: as of `mesh_of`.
    let found = unsafe { mesh_of(mesh) }.and_then(|mesh| mesh.texture(name?));
    found.map_or(std::ptr::null(), crossing::lend)
}
