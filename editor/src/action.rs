//! Everything that has a name and perhaps a key: one table for menus, the command palette, keys and the shortcut sheet.

use egui::{Key, KeyboardShortcut, Modifiers};

macro_rules! actions {
    ($($group:literal { $($name:ident $label:literal $keys:expr;)* })*) => {
        /// Something that can be done from a menu, by a key or from the command palette.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[doc = $label] $name,)*)* }

        impl Action {
            /// All of them, in the order of the menus.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)*)*];

            /// What people read.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $($(Self::$name => $label,)*)* }
            }

            /// The menu that it stands in.
            #[must_use]
            pub fn group(self) -> &'static str {
                match self { $($(Self::$name => $group,)*)* }
            }

            /// The key that does it.
            #[must_use]
            pub fn keys(self) -> Option<KeyboardShortcut> {
                match self { $($(Self::$name => $keys,)*)* }
            }
        }
    };
}

const NONE: Option<KeyboardShortcut> = None;

const fn key(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

const fn shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::SHIFT, key))
}

const fn command(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

const fn command_shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key))
}

actions! {
    "File" {
        New "New graph" command(Key::N);
        Open "Open…" command(Key::O);
        Save "Save" command(Key::S);
        SaveAs "Save as…" command_shift(Key::S);
        StartPage "Start page" NONE;
        CloseTab "Close" command(Key::W);
        Quit "Quit" command(Key::Q);
    }
    "Edit" {
        Undo "Undo" command(Key::Z);
        Redo "Redo" command_shift(Key::Z);
        Cut "Cut" NONE;
        Copy "Copy" NONE;
        Paste "Paste" NONE;
        Duplicate "Duplicate" command(Key::D);
        Delete "Delete" key(Key::Delete);
        SelectAll "Select all" command(Key::A);
        Find "Find in graph…" command(Key::F);
        Preferences "Preferences…" command(Key::Comma);
    }
    "Node" {
        AddNode "Add node…" key(Key::Space);
        AddAfter "Add node after the selected…" key(Key::Tab);
        Rename "Rename…" key(Key::F2);
        Mute "Mute or unmute" key(Key::M);
        Collapse "Collapse or expand" key(Key::C);
        ShowAllInputs "Show all inputs" key(Key::I);
        View "View output" key(Key::V);
        Unwire "Remove all wires" NONE;
        MakeSubgraph "Make a subgraph" command(Key::G);
        Unpack "Unpack the subgraph" command_shift(Key::G);
        Enter "Open the subgraph" key(Key::Enter);
        Leave "Back to the graph around" key(Key::Backspace);
        Frame "Frame around the selection" shift(Key::F);
        Note "Note" shift(Key::N);
    }
    "Arrange" {
        AlignLeft "Align left" shift(Key::ArrowLeft);
        AlignRight "Align right" shift(Key::ArrowRight);
        AlignTop "Align top" shift(Key::ArrowUp);
        AlignBottom "Align bottom" shift(Key::ArrowDown);
        DistributeAcross "Distribute across" NONE;
        DistributeDown "Distribute down" NONE;
        Layout "Lay out" key(Key::L);
        SnapToGrid "Snap to the grid" NONE;
    }
    "View" {
        FitAll "Show all" key(Key::Home);
        FitSelection "Show the selection" key(Key::F);
        ZoomIn "Zoom in" key(Key::Plus);
        ZoomOut "Zoom out" key(Key::Minus);
        ActualSize "Zoom to 100 %" key(Key::Num1);
        Minimap "Minimap" NONE;
        Theme "Light or dark" NONE;
        NextPane "Next pane" key(Key::F6);
        ResetLayout "Reset the layout" NONE;
    }
    "Run" {
        Run "Run" key(Key::F5);
        Stop "Stop" shift(Key::F5);
        Live "Run while editing" NONE;
        Retry "Try failed nodes again" NONE;
        ReloadPlugins "Reload plugins" NONE;
        Models "Models and runtime…" NONE;
    }
    "Help" {
        CommandPalette "Commands…" command(Key::P);
        Shortcuts "Keyboard shortcuts" key(Key::F1);
        Recovery "Recovered work" NONE;
    }
}

impl Action {
    /// Menus from left to right.
    pub const GROUPS: [&'static str; 7] = ["File", "Edit", "Node", "Arrange", "View", "Run", "Help"];

    /// The actions of a menu.
    pub fn of_group(group: &str) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |action| action.group() == group)
    }

    /// The key as people read it. Copy, cut and paste arrive as events of their own, so they are written here.
    #[must_use]
    pub fn keys_text(self, ctx: &egui::Context) -> String {
        let shown = match self {
            Self::Copy => command(Key::C),
            Self::Cut => command(Key::X),
            Self::Paste => command(Key::V),
            _ => self.keys(),
        };
        // Keys are called by what is printed on them.
        shown.map_or_else(String::new, |keys| ctx.format_shortcut(&keys).replace("Comma", ","))
    }

    /// How many modifiers its key has.
    #[must_use]
    pub fn n_modifiers(self) -> u8 {
        let held = self.keys().map(|keys| keys.modifiers).unwrap_or_default();
        u8::from(held.command) + u8::from(held.shift) + u8::from(held.alt)
    }

    /// Whether its key is one that fields and buttons use too: it then means the graph only while the graph has the focus.
    #[must_use]
    pub fn is_plain_key(self) -> bool {
        const FUNCTION_KEYS: [Key; 4] = [Key::F1, Key::F2, Key::F5, Key::F6];
        self.keys().is_some_and(|keys| !keys.modifiers.command && !FUNCTION_KEYS.contains(&keys.logical_key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_key_or_a_name() {
        for (at, action) in Action::ALL.iter().enumerate() {
            for other in &Action::ALL[..at] {
                assert_ne!(action.label(), other.label());
                let same = action.keys().is_some() && action.keys() == other.keys();
                assert!(!same, "{action:?} and {other:?} share a key");
            }
        }
    }
}
