//! Meshes: named arrays of attributes, and textures.

use crate::boundary::Attribute;
use crate::describe::{Class, Form};
use crate::flow::{FromValue, IntoValue, lend};
use crate::{Call, Element, Error, Image, Result, Value};
use std::ffi::CStr;

/// Three f32 a point.
pub const POSITION: &str = "position";
/// Three u32 a triangle.
pub const INDEX: &str = "index";
/// Three f32 a point.
pub const NORMAL: &str = "normal";
/// Two f32 a point, origin at the top left.
pub const UV: &str = "uv";
/// Three or four f32 a point, sRGB code values.
pub const COLOUR: &str = "colour";
/// The texture of the surface.
pub const TEXTURE_BASE: &str = "base";

/// Points, triangles and what belongs to them, for reading. Cloning it copies a reference.
#[derive(Clone)]
pub struct Mesh(Value);

/// A mesh for writing, which nobody else has: from [`Call::mesh`].
pub struct MeshMut<'c> {
    call: &'c Call,
    value: Value,
}

impl Mesh {
    /// The points.
    ///
    /// # Errors
    /// There are none, or they are something else.
    pub fn positions(&self) -> Result<&[[f32; 3]]> {
        self.need(POSITION)
    }

    /// The triangles, as indices of points.
    ///
    /// # Errors
    /// There are none, one names a point that is not there, or they are something else.
    pub fn triangles(&self) -> Result<&[[u32; 3]]> {
        let triangles = self.need(INDEX)?;
        let points = self.positions()?.len();
        match triangles.as_flattened().iter().max() {
            Some(&last) if last as usize >= points => {
                Err(Error::invalid(format!("a triangle names point {last} of a mesh with {points} points")))
            }
            _ => Ok(triangles),
        }
    }

    /// An attribute with `N` numbers an element; nothing where the mesh has none of that name.
    ///
    /// # Errors
    /// It holds other numbers, or more or fewer an element.
    pub fn attribute<T: Element, const N: usize>(&self, name: &str) -> Result<Option<&[[T; N]]>> {
        let Some(attribute) = self.0.attribute(name)? else { return Ok(None) };
        self.elements(&attribute).map(Some)
    }

    /// All numbers of an attribute and how many belong to an element; nothing where the mesh has none of that name.
    ///
    /// # Errors
    /// It holds other numbers.
    pub fn numbers<T: Element>(&self, name: &str) -> Result<Option<(&[T], usize)>> {
        let Some(attribute) = self.0.attribute(name)? else { return Ok(None) };
        Ok(Some((attribute.as_slice()?, attribute.components())))
    }

    /// Names of all attributes, in the order they were added.
    ///
    /// # Errors
    /// The host is too old.
    pub fn attributes(&self) -> Result<Vec<&str>> {
        self.0.attribute_names()
    }

    /// A texture, such as [`TEXTURE_BASE`]; nothing where the mesh has none of that name.
    ///
    /// # Errors
    /// It is no image.
    pub fn texture(&self, name: &str) -> Result<Option<Image>> {
        self.0.texture(name).map(Image::from_value).transpose()
    }

    /// The value that flows.
    pub fn as_value(&self) -> &Value {
        &self.0
    }

    fn need<T: Element, const N: usize>(&self, name: &str) -> Result<&[[T; N]]> {
        self.attribute(name)?.ok_or_else(|| Error::invalid(format!("the mesh has no `{name}`")))
    }

    fn elements<'m, T: Element, const N: usize>(&'m self, attribute: &Attribute<'m>) -> Result<&'m [[T; N]]> {
        if attribute.components() == N {
            return Ok(attribute.as_slice()?.as_chunks().0);
        }
        let (name, components) = (attribute.name, attribute.components());
        Err(Error::invalid(format!("the attribute `{name}` has {components} numbers an element, wanted {N}")))
    }
}

impl MeshMut<'_> {
    /// Adds an attribute with `N` numbers an element, copied.
    ///
    /// # Errors
    /// There is one of that name, or no memory.
    pub fn add<T: Element, const N: usize>(&mut self, name: &str, elements: &[[T; N]]) -> Result<&mut Self> {
        self.add_numbers(name, N, elements.as_flattened())
    }

    /// Adds an attribute with `components` numbers an element, copied.
    ///
    /// # Errors
    /// There is one of that name, numbers are left over, or there is no memory.
    pub fn add_numbers<T: Element>(&mut self, name: &str, components: usize, numbers: &[T]) -> Result<&mut Self> {
        self.call.raw.add_attribute(&mut self.value, name, components, numbers)?;
        Ok(self)
    }

    /// Adds a texture, such as [`TEXTURE_BASE`].
    ///
    /// # Errors
    /// There is one of that name, or no memory.
    pub fn add_texture(&mut self, name: &str, image: impl Into<Image>) -> Result<&mut Self> {
        let image = image.into().into_value(self.call)?;
        self.call.raw.add_texture(&mut self.value, name, image)?;
        Ok(self)
    }

    /// From now on only for reading.
    pub fn done(self) -> Mesh {
        Mesh(self.value)
    }
}

impl Call {
    /// A new mesh without anything. Add [`POSITION`] and [`INDEX`] first.
    ///
    /// # Errors
    /// No memory.
    pub fn mesh(&self) -> Result<MeshMut<'_>> {
        Ok(MeshMut { call: self, value: self.raw.mesh()? })
    }
}

impl FromValue for Mesh {
    const FORM: Form = Form::new(c"mesh", Class::Wired);

    fn from_value(value: Value) -> Result<Self> {
        match value.type_name() {
            "mesh" => Ok(Self(value)),
            other => Err(Error::invalid(format!("wanted a mesh, got `{other}`"))),
        }
    }
}

impl IntoValue for Mesh {
    const TYPE: &'static CStr = c"mesh";

    fn into_value(self, _: &Call) -> Result<Value> {
        Ok(self.0)
    }
}

impl IntoValue for MeshMut<'_> {
    const TYPE: &'static CStr = c"mesh";

    fn into_value(self, _: &Call) -> Result<Value> {
        Ok(self.value)
    }
}

lend!(Mesh);
