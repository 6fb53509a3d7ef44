//! Types as small numbers: a graph has few different ones, and whether one fits another is asked once a wire.

use crate::catalog::{Fit, Type};

/// Index of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TypeId(u16);

/// All types that one plan meets.
#[derive(Default)]
pub(super) struct Types {
    all: Vec<Type>,
    /// By the number of the type that gives, then of the one that takes.
    fits: Vec<Vec<Option<Fit>>>,
    /// By number: the list of it.
    lists: Vec<Option<TypeId>>,
}

impl Types {
    /// The number of a type.
    pub(super) fn id(&mut self, ty: Type) -> TypeId {
        let at = self.all.iter().position(|other| *other == ty).unwrap_or_else(|| {
            self.all.push(ty);
            self.fits.push(Vec::new());
            self.lists.push(None);
            self.all.len() - 1
        });
        TypeId(u16::try_from(at).expect("vendors invent fewer types"))
    }

    /// The number of a type by its name.
    pub(super) fn named(&mut self, name: &str) -> TypeId {
        let ty = Type::parse(name).expect("the caller writes a name");
        self.id(ty)
    }

    pub(super) fn get(&self, id: TypeId) -> &Type {
        &self.all[usize::from(id.0)]
    }

    /// The list of a type. A list of lists is one list: items of items follow each other.
    pub(super) fn list_of(&mut self, id: TypeId) -> TypeId {
        if let Some(list) = self.lists[usize::from(id.0)] {
            return list;
        }
        let list = self.id(self.get(id).clone().listed());
        self.lists[usize::from(id.0)] = Some(list);
        list
    }

    /// One item of a list.
    pub(super) fn item_of(&mut self, id: TypeId) -> TypeId {
        let item = self.get(id).clone().item();
        self.id(item)
    }

    /// How a wire of one type fits an input of the other.
    pub(super) fn fit(&mut self, from: TypeId, to: TypeId) -> Fit {
        let row = &mut self.fits[usize::from(from.0)];
        let column = usize::from(to.0);
        if row.len() <= column {
            row.resize(column + 1, None);
        }
        *row[column].get_or_insert_with(|| self.all[usize::from(from.0)].fit(&self.all[column]))
    }
}
