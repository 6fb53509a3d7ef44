//! Triangles: named arrays of attributes, and textures.

use super::{Tensor, Value};

/// One array of a mesh.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// `position`, `normal`, `uv`, `colour`, `index`, or one's own.
    pub name: Box<str>,
    /// Elements × components.
    pub numbers: Tensor,
}

/// Named arrays and textures, each in the order they were added.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mesh {
    attributes: Vec<Attribute>,
    textures: Vec<(Box<str>, Value)>,
}

impl Mesh {
    /// All arrays.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// An array by name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| *attribute.name == *name)
    }

    /// Adds an array, or replaces the one of that name.
    pub fn set_attribute(&mut self, name: &str, numbers: Tensor) -> &mut Attribute {
        let at = self.attributes.iter().position(|attribute| *attribute.name == *name);
        let attribute = Attribute { name: name.into(), numbers };
        match at {
            Some(at) => {
                self.attributes[at] = attribute;
                &mut self.attributes[at]
            }
            None => self.attributes.push_mut(attribute),
        }
    }

    /// All textures: images by name, such as `base`.
    #[must_use]
    pub fn textures(&self) -> &[(Box<str>, Value)] {
        &self.textures
    }

    /// A texture by name.
    #[must_use]
    pub fn texture(&self, name: &str) -> Option<&Value> {
        self.textures.iter().find(|(other, _)| **other == *name).map(|(_, image)| image)
    }

    /// Adds a texture, or replaces the one of that name.
    pub fn set_texture(&mut self, name: &str, image: Value) {
        match self.textures.iter_mut().find(|(other, _)| **other == *name) {
            Some((_, texture)) => *texture = image,
            None => self.textures.push((name.into(), image)),
        }
    }

    /// Memory that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let arrays: usize = self.attributes.iter().map(|attribute| attribute.numbers.bytes()).sum();
        arrays + self.textures.iter().map(|(_, image)| image.bytes()).sum::<usize>()
    }
}
