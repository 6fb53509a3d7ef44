//! What is missing and can be fetched with a click: said by a hint of the engine, which is written for a terminal.

use crate::action::Action;
use crate::intent::Intent;
use crate::shelf::{RUNTIME, ShelfWish};

/// Something to be installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// A model of this name.
    Model(String),
    /// What runs models.
    Runtime,
}

impl Remedy {
    /// The one that a hint tells to get.
    pub(crate) fn of(hint: &str) -> Option<Self> {
        let command = hint.split('`').find_map(|quoted| quoted.strip_prefix("weft "))?;
        match command.strip_prefix("models install ") {
            Some(name) if !name.is_empty() => Some(Self::Model(name.to_owned())),
            _ => command.starts_with("runtime install").then_some(Self::Runtime),
        }
    }

    /// Under which it comes.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Model(name) => name,
            Self::Runtime => RUNTIME,
        }
    }

    /// What the button says.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Model(name) => format!("Install {name}"),
            Self::Runtime => "Install the runtime".to_owned(),
        }
    }

    /// Leads to its rights, before anything is fetched.
    pub(crate) fn intents(&self) -> Vec<Intent> {
        let mut intents = vec![Intent::Do(Action::Models)];
        if let Self::Model(name) = self {
            intents.push(Intent::Shelf(ShelfWish::Consider(Some(name.clone()))));
        }
        intents
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_that_names_a_command_becomes_a_button() {
        let model = Remedy::of("run `weft models install scrfd-10g`, or name the file of a model").unwrap();
        assert_eq!((model.name(), model.label().as_str()), ("scrfd-10g", "Install scrfd-10g"));
        let runtime = Remedy::of("run `weft runtime install cpu`; `weft doctor` says where was looked");
        assert_eq!(runtime, Some(Remedy::Runtime));
        assert_eq!(Remedy::of("wire `photo.image` here"), None);
        assert_eq!(Remedy::of("`weft models add FILE --as x` takes one of yours"), None);
    }
}
