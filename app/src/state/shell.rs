//! What is open in the frame: the drawer's tab, the left rail's tab, dialogs.

use leptos::prelude::*;

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
}

impl Shell {
    pub fn new() -> Self {
        Self { drawer: RwSignal::new(None), rail: RwSignal::new(Rail::Add), help: RwSignal::new(false) }
    }
}
