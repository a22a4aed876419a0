//! Every action of a person as one value with label, shortcut and icon: menus, keys and the help sheet are fed from here.

mod keys;
mod run;

pub use keys::{Chord, listen};

use crate::ui::Glyph;

macro_rules! actions {
    ($($name:ident $id:literal $label:literal $glyph:ident [$($chord:literal),*];)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Action { $($name),* }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Stable, for tests: `data-testid="action-undo"`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }

            pub fn glyph(self) -> Glyph {
                match self { $(Self::$name => Glyph::$glyph),* }
            }

            /// Keys that call it, the one to show first. `Mod` is Control, on a Mac Command.
            pub fn chords(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($chord),*]),* }
            }
        }
    };
}

actions! {
    Undo "undo" "Undo" Undo ["Mod+Z"];
    Redo "redo" "Redo" Redo ["Mod+Shift+Z", "Mod+Y"];
    Delete "delete" "Delete" Delete ["Delete", "Backspace"];
    SelectAll "select-all" "Select all" Zones ["Mod+A"];
    Escape "escape" "Cancel, or select outwards" Close ["Escape"];
    Connect "connect" "Draw a line from the selection" Flow ["C"];
    Tidy "tidy" "Tidy the whole design" Tidy ["Shift+T"];
    Zoom100 "zoom-100" "Zoom to 100 %" Search ["0"];
    ZoomAll "zoom-all" "Show everything" Fit ["1"];
    ZoomSelection "zoom-selection" "Show the selection" Fit ["2"];
    ZoomIn "zoom-in" "Zoom in" Plus ["+", "="];
    ZoomOut "zoom-out" "Zoom out" Minus ["-"];
    Open "open" "Designs: open one, begin one" Open ["Mod+O"];
    Save "save" "Save to a file" Save ["Mod+S"];
    Versions "versions" "Versions of this design" History ["Mod+Shift+S"];
    Share "share" "Share" Share ["Mod+Shift+L"];
    SavePng "save-png" "Save a picture (PNG) with the design inside" Picture [];
    SaveSvg "save-svg" "Save a picture (SVG) with the design inside" Picture [];
    SaveDrawio "save-drawio" "Save for draw.io" Export [];
    SaveReport "save-report" "Save a report (Markdown)" Card [];
    Print "print" "Print the design" Print ["Mod+P"];
    Export "export" "Export as Terraform" Export ["Mod+E"];
    Search "search" "Search the palette" Search ["/"];
    Help "help" "Keyboard shortcuts" Help ["?"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::ordered::BTreeSet;

    #[test]
    fn ids_and_chords_are_unique() {
        let ids: BTreeSet<_> = Action::ALL.iter().map(|a| a.id()).collect();
        assert_eq!(ids.len(), Action::ALL.len());
        let mut seen = BTreeSet::new();
        for chord in Action::ALL.iter().flat_map(|a| a.chords()) {
            assert!(seen.insert(chord), "{chord} twice");
        }
    }
}
