//! Every action of a person as one value with label, shortcut and icon: menus, keys, the command palette and the help sheet are fed
//! from here.

mod button;
mod clipboard;
mod keys;
mod run;

pub use button::button;
pub use keys::{Chord, listen};

use crate::state::shell::Layer;
use crate::ui::Glyph;
use portico_core::drawing::Align;

/// Where an action stands in menus and in the help sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Design,
    Edit,
    Select,
    Arrange,
    View,
    Layers,
}

impl Group {
    pub const ALL: [Self; 6] = [Self::Edit, Self::Select, Self::Arrange, Self::View, Self::Layers, Self::Design];

    pub fn label(self) -> &'static str {
        match self {
            Self::Design => "Design",
            Self::Edit => "Edit",
            Self::Select => "Select and find",
            Self::Arrange => "Arrange",
            Self::View => "View",
            Self::Layers => "Layers",
        }
    }
}

macro_rules! actions {
    ($($name:ident $group:ident $id:literal $label:literal $glyph:ident [$($chord:literal),*];)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Action { $($name),* }

        /// One line of the list.
        struct Entry {
            action: Action,
            group: Group,
            id: &'static str,
            label: &'static str,
            glyph: Glyph,
            chords: &'static [&'static str],
        }

        const LIST: &[Entry] = &[$(Entry {
            action: Action::$name,
            group: Group::$group,
            id: $id,
            label: $label,
            glyph: Glyph::$glyph,
            chords: &[$($chord),*],
        }),*];
    };
}

actions! {
    Undo Edit "undo" "Undo" Undo ["Mod+Z"];
    Redo Edit "redo" "Redo" Redo ["Mod+Shift+Z", "Mod+Y"];
    Cut Edit "cut" "Cut" Cut ["Mod+X"];
    Copy Edit "copy" "Copy" Copy ["Mod+C"];
    Paste Edit "paste" "Paste" Paste ["Mod+V"];
    Duplicate Edit "duplicate" "Duplicate" Copy ["Mod+D"];
    Rename Edit "rename" "Rename" Rename ["F2"];
    Connect Edit "connect" "Draw a line from the selection" Flow ["C"];
    MoveInto Edit "move-into" "Move into another container" Into ["M"];
    Delete Edit "delete" "Delete" Delete ["Delete", "Backspace"];
    SelectAll Select "select-all" "Select all" Zones ["Mod+A"];
    SelectInside Select "select-inside" "Select what is inside" Zones ["Shift+I"];
    Escape Select "escape" "Cancel, or select outwards" Up ["Escape"];
    Find Select "find" "Find an object" Search ["Mod+F"];
    Outline Select "show-outline" "Show in the outline" Rows ["O"];
    Code Select "show-code" "Show in the code" Export ["Shift+O"];
    Commands Select "commands" "Command palette" Command ["Mod+K"];
    Search Select "search" "Add something: search the palette" Plus ["/"];
    Lock Arrange "lock" "Lock in place" Lock ["Mod+Shift+L"];
    Tidy Arrange "tidy" "Tidy the whole design" Tidy ["Shift+T"];
    AlignLeft Arrange "align-left" "Align left edges" AlignLeft ["Alt+A"];
    AlignCentre Arrange "align-centre" "Align middles in a column" AlignCentre ["Alt+H"];
    AlignRight Arrange "align-right" "Align right edges" AlignRight ["Alt+D"];
    AlignTop Arrange "align-top" "Align top edges" AlignTop ["Alt+W"];
    AlignMiddle Arrange "align-middle" "Align middles in a row" AlignMiddle ["Alt+V"];
    AlignBottom Arrange "align-bottom" "Align bottom edges" AlignBottom ["Alt+S"];
    SpreadAcross Arrange "spread-across" "Distribute from left to right" Across ["Alt+Shift+H"];
    SpreadDown Arrange "spread-down" "Distribute from top to bottom" Down ["Alt+Shift+V"];
    NudgeLeft Arrange "nudge-left" "Move left by one step" Left [];
    NudgeRight Arrange "nudge-right" "Move right by one step" Right [];
    NudgeUp Arrange "nudge-up" "Move up by one step" Up [];
    NudgeDown Arrange "nudge-down" "Move down by one step" Down [];
    Wider Arrange "wider" "Make wider" Across [];
    Narrower Arrange "narrower" "Make narrower" Across [];
    Taller Arrange "taller" "Make taller" Down [];
    Lower Arrange "lower" "Make lower" Down [];
    Zoom100 View "zoom-100" "Zoom to 100 %" Search ["0"];
    ZoomAll View "zoom-all" "Show everything" Fit ["1"];
    ZoomSelection View "zoom-selection" "Show the selection" Fit ["2"];
    ZoomIn View "zoom-in" "Zoom in" Plus ["+", "="];
    ZoomOut View "zoom-out" "Zoom out" Minus ["-"];
    LayerTables Layers "layer-tables" "Associations: which tables gateway endpoints serve" Routes ["Shift+1"];
    LayerRoutes Layers "layer-routes" "Routes: where tables lead" Right ["Shift+2"];
    LayerTraffic Layers "layer-traffic" "Traffic: every flow" Flow ["Shift+3"];
    LayerTargets Layers "layer-targets" "References: targets, and groups that rules name" Link ["Shift+4"];
    LayerGroups Layers "layer-groups" "Security groups: who is a member" Group ["Shift+5"];
    Internet Layers "layer-internet" "What the internet reaches" Resolver ["I"];
    WhoReachesWhom View "who-reaches-whom" "Who reaches whom" Acl ["W"];
    CloseChange View "close-change" "Close the list of changes" Close [];
    ReplayBack View "replay-back" "Hop before" Left [","];
    ReplayNext View "replay-next" "Next hop" Right ["."];
    Play View "replay-play" "Play the path, hop by hop" Play ["P"];
    Open Design "open" "Designs: open one, begin one" Open ["Mod+O"];
    Save Design "save" "Save to a file" Save ["Mod+S"];
    Prices Design "prices" "Prices: take AWS's price lists" Card [];
    Versions Design "versions" "Versions of this design" History ["Mod+Shift+S"];
    Share Design "share" "Share" Share ["Mod+Shift+K"];
    SavePng Design "save-png" "Save a picture (PNG) with the design inside" Picture [];
    SaveSvg Design "save-svg" "Save a picture (SVG) with the design inside" Picture [];
    SaveDrawio Design "save-drawio" "Save for draw.io" Export [];
    SaveReport Design "save-report" "Save a report (Markdown)" Card [];
    Print Design "print" "Print the design" Print ["Mod+P"];
    Export Design "export" "Export as Terraform" Export ["Mod+E"];
    Help Design "help" "Keyboard shortcuts" Help ["?"];
}

impl Action {
    pub fn all() -> impl Iterator<Item = Self> {
        LIST.iter().map(|e| e.action)
    }

    fn entry(self) -> Option<&'static Entry> {
        // The list is in the order of the values.
        LIST.get(self as usize)
    }

    pub fn group(self) -> Group {
        self.entry().map_or(Group::Design, |e| e.group)
    }

    /// Stable, for tests: `data-testid="action-undo"`.
    pub fn id(self) -> &'static str {
        self.entry().map_or("", |e| e.id)
    }

    pub fn label(self) -> &'static str {
        self.entry().map_or("", |e| e.label)
    }

    pub fn glyph(self) -> Glyph {
        self.entry().map_or(Glyph::Card, |e| e.glyph)
    }

    /// Keys that call it, the one to show first. `Mod` is Control, on a Mac Command.
    pub fn chords(self) -> &'static [&'static str] {
        self.entry().map_or(&[], |e| e.chords)
    }

    /// The first of its keys, as written on this machine: `Ctrl+Z`; empty without.
    pub fn keys(self) -> String {
        self.chords().first().map_or(String::new(), |c| Chord(c).shown().join("+"))
    }

    /// How it brings boxes into line.
    fn align(self) -> Option<Align> {
        Some(match self {
            Self::AlignLeft => Align::Left,
            Self::AlignCentre => Align::Centre,
            Self::AlignRight => Align::Right,
            Self::AlignTop => Align::Top,
            Self::AlignMiddle => Align::Middle,
            Self::AlignBottom => Align::Bottom,
            Self::SpreadAcross => Align::Across,
            Self::SpreadDown => Align::Down,
            _ => return None,
        })
    }

    /// By how many steps it moves, right and down.
    fn nudge(self) -> Option<(i32, i32)> {
        Some(match self {
            Self::NudgeLeft => (-1, 0),
            Self::NudgeRight => (1, 0),
            Self::NudgeUp => (0, -1),
            Self::NudgeDown => (0, 1),
            _ => return None,
        })
    }

    /// By how many steps it changes width and height.
    fn grow(self) -> Option<(i32, i32)> {
        Some(match self {
            Self::Wider => (1, 0),
            Self::Narrower => (-1, 0),
            Self::Taller => (0, 1),
            Self::Lower => (0, -1),
            _ => return None,
        })
    }

    /// The layer that it shows or hides.
    pub fn layer(self) -> Option<Layer> {
        Some(match self {
            Self::LayerTables => Layer::Tables,
            Self::LayerRoutes => Layer::Routes,
            Self::LayerTraffic => Layer::Traffic,
            Self::LayerTargets => Layer::Targets,
            Self::LayerGroups => Layer::Groups,
            _ => return None,
        })
    }

    /// Whether it stands in the menu of an object, and behind a line there.
    pub fn in_menu(self) -> bool {
        matches!(self.group(), Group::Edit | Group::Arrange)
            && !matches!(self, Self::Undo | Self::Redo | Self::Tidy)
            && self.nudge().is_none()
            && self.grow().is_none()
            || matches!(self, Self::SelectInside | Self::Outline | Self::Code | Self::ZoomSelection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::ordered::BTreeSet;

    #[test]
    fn ids_and_chords_are_unique_and_the_list_is_in_order() {
        let ids: BTreeSet<_> = Action::all().map(Action::id).collect();
        assert_eq!(ids.len(), LIST.len());
        let mut seen = BTreeSet::new();
        for (i, action) in Action::all().enumerate() {
            assert_eq!(action as usize, i);
            assert!(Group::ALL.contains(&action.group()));
            for chord in action.chords() {
                assert!(seen.insert(*chord), "{chord} twice");
            }
        }
    }
}
