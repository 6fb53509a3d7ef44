//! Attributes and textures of the host's meshes.

use super::value::{str_of, text_of};
use super::{Element, RawCall, ScalarType, Value, need};
use crate::{Error, Result};
use std::slice;
use weft_abi::*;

/// One array of a mesh, tied to whoever holds the mesh.
pub(crate) struct Attribute<'m> {
    pub(crate) name: &'m str,
    view: weft_attribute,
}

impl<'m> Attribute<'m> {
    pub(crate) fn scalar(&self) -> ScalarType {
        // Larger numbers mean no type that is known, and neither does 255.
        let byte = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
        ScalarType { code: byte(self.view.scalar_code), bits: byte(self.view.scalar_bits) }
    }

    pub(crate) fn components(&self) -> usize {
        self.view.components as usize
    }

    pub(crate) fn as_slice<T: Element>(&self) -> Result<&'m [T]> {
        if self.scalar() != T::SCALAR {
            let (name, scalar) = (self.name, self.scalar());
            return Err(Error::invalid(format!("the attribute `{name}` holds {scalar}, wanted {}", T::SCALAR)));
        }
        let (start, len) = extent::<T>(&self.view)?;
        if len == 0 {
            return Ok(&[]);
        }
        // SAFETY: so many numbers of that type (promise 4), held and unchanged for `'m`.
        Ok(unsafe { slice::from_raw_parts(start, len) })
    }
}

impl Value {
    /// An attribute of a mesh, if there is one of that name.
    pub(crate) fn attribute(&self, name: &str) -> Result<Option<Attribute<'_>>> {
        let get = need(self.services.mesh.attribute, "weft.mesh/1 attribute")?;
        let mut view = empty_attribute();
        // SAFETY: the mesh is held, and the view may be written as far as its `struct_size` says.
        let status = unsafe { get(self.raw(), str_of(name), &raw mut view) };
        if status != WEFT_OK {
            return Ok(None);
        }
        // SAFETY: lent as long as the mesh is held, which `self` does.
        let name = unsafe { text_of(view.name) }?;
        Ok(Some(Attribute { name, view }))
    }

    /// Names of all attributes of a mesh, in the order they were added.
    pub(crate) fn attribute_names(&self) -> Result<Vec<&str>> {
        let count = need(self.services.mesh.attribute_count, "weft.mesh/1 attribute_count")?;
        let get = need(self.services.mesh.attribute_at, "weft.mesh/1 attribute_at")?;
        // SAFETY: the mesh is held.
        let count = unsafe { count(self.raw()) };
        let name = |index| {
            let mut view = empty_attribute();
            // SAFETY: the mesh is held, and the view may be written as far as its `struct_size` says.
            let status = unsafe { get(self.raw(), index, &raw mut view) };
            self.expect(status, "a mesh")?;
            // SAFETY: lent as long as the mesh is held, which `self` does.
            unsafe { text_of(view.name) }
        };
        (0..count).map(name).collect()
    }

    /// A texture of a mesh, if there is one of that name.
    pub(crate) fn texture(&self, name: &str) -> Option<Self> {
        let get = self.services.mesh.texture?;
        // SAFETY: the mesh is held.
        let lent = unsafe { get(self.raw(), str_of(name)) };
        // SAFETY: lent as long as the mesh is held, which `self` does.
        unsafe { Self::retained(lent, self.services) }
    }
}

impl RawCall {
    /// An empty mesh, ours alone.
    pub(crate) fn mesh(self) -> Result<Value> {
        let create = need(self.services.mesh.create, "weft.mesh/1 create")?;
        let mut raw = std::ptr::null_mut();
        // SAFETY: the call is live, and the pointer may be written.
        Error::check(unsafe { create(self.raw, &raw mut raw) })?;
        // SAFETY: `create` gave one reference.
        let value = unsafe { Value::owned(raw, self.services) };
        value.ok_or_else(|| Error::out_of_memory("the host could not make a mesh"))
    }

    /// Adds an array to a mesh that is ours alone. `numbers` are `components` for each element.
    pub(crate) fn add_attribute<T: Element>(
        self,
        mesh: &mut Value,
        name: &str,
        components: usize,
        numbers: &[T],
    ) -> Result<()> {
        if components == 0 || !numbers.len().is_multiple_of(components) {
            let len = numbers.len();
            return Err(Error::invalid(format!("`{name}` has {len} numbers, which is no multiple of {components}")));
        }
        let add = need(self.services.mesh.add, "weft.mesh/1 add")?;
        let mut view = empty_attribute();
        view.components = u32::try_from(components)?;
        (view.scalar_code, view.scalar_bits) = (T::SCALAR.code.into(), T::SCALAR.bits.into());
        view.count = (numbers.len() / components) as u64;
        view.name = str_of(name);
        // SAFETY: the call is live, the mesh is ours alone, and the view may be written.
        Error::check(unsafe { add(self.raw, mesh.raw().cast_mut(), &raw mut view) })?;
        let (start, len) = extent::<T>(&view)?;
        if len != numbers.len() {
            return Err(Error::failed("the host made an attribute of another size"));
        }
        if len > 0 {
            // SAFETY: the host made room for so many numbers of that type, which nobody else has.
            unsafe { slice::from_raw_parts_mut(start, len) }.copy_from_slice(numbers);
        }
        Ok(())
    }

    /// Adds a texture to a mesh that is ours alone.
    pub(crate) fn add_texture(self, mesh: &mut Value, name: &str, image: Value) -> Result<()> {
        let add = need(self.services.mesh.add_texture, "weft.mesh/1 add_texture")?;
        // SAFETY: the call is live, the mesh is ours alone, and the host takes our one reference of the image.
        Error::check(unsafe { add(self.raw, mesh.raw().cast_mut(), str_of(name), image.into_raw()) })
    }
}

fn empty_attribute() -> weft_attribute {
    weft_attribute {
        struct_size: size_of::<weft_attribute>() as u32,
        components: 0,
        scalar_code: 0,
        scalar_bits: 0,
        count: 0,
        name: str_of(""),
        data: std::ptr::null_mut(),
    }
}

/// Where the numbers of an attribute begin, and how many there are.
fn extent<T>(view: &weft_attribute) -> Result<(*mut T, usize)> {
    let len = usize::try_from(view.count)?.checked_mul(view.components as usize);
    let len = len.filter(|len| len.checked_mul(size_of::<T>()).is_some());
    let start = view.data.cast::<T>();
    match len {
        Some(len) if len == 0 || (!start.is_null() && start.is_aligned()) => Ok((start, len)),
        _ => Err(Error::failed("the host gave a broken view of a mesh")),
    }
}
