//! What is open in the frame: the drawer's tab, the left rail's tab, dialogs.

use crate::palette::Item;
use crate::prelude::*;
use portico_core::document::Place;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rail {
    /// The palette.
    Add,
    /// Every object as a tree.
    Outline,
}

#[derive(Clone, Copy)]
pub struct Shell {
    /// The open tab of the drawer, by its id; none when the drawer is closed.
    pub drawer: RwSignal<Option<&'static str>>,
    pub rail: RwSignal<Rail>,
    /// The sheet of shortcuts.
    pub help: RwSignal<bool>,
    /// The box whose name is being typed on the canvas.
    pub renaming: RwSignal<Option<Place>>,
    /// Of which service an endpoint shall be: asked in a dialog.
    pub choosing: RwSignal<Option<Choosing>>,
    /// The sheet that opens designs.
    pub opening: RwSignal<bool>,
    /// The file that could not be opened.
    pub refused: RwSignal<Option<Refused>>,
    /// The drawer takes more of the page.
    pub tall: RwSignal<bool>,
}

/// An endpoint that was dropped and waits for its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosing {
    pub item: Item,
    /// Where its centre was dropped; none when it was placed by the keyboard.
    pub at: Option<(i32, i32)>,
    pub onto: Option<Place>,
}

/// A file that was not a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub file: String,
    /// Where in it; empty for the file as a whole.
    pub at: String,
    pub message: String,
}

impl Shell {
    pub fn new() -> Self {
        Self {
            drawer: RwSignal::new(None),
            rail: RwSignal::new(Rail::Add),
            help: RwSignal::new(false),
            renaming: RwSignal::new(None),
            choosing: RwSignal::new(None),
            opening: RwSignal::new(false),
            refused: RwSignal::new(None),
            tall: RwSignal::new(false),
        }
    }
}
