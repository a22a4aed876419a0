//! What is open in the frame: the drawer's tab, the left rail's tab, dialogs, menus; and which layers are shown.

use crate::action::Action;
use crate::language::spoken;
use crate::palette::Item;
use crate::prelude::*;
use portico_core::document::{NodeId, Place};
use portico_core::interchange::save::LoadError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rail {
    /// The palette.
    Add,
    /// Every object as a tree.
    Outline,
}

/// What is looked for in the list that opens over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seek {
    /// Something to do, to add or to go to.
    Command,
    Object,
    /// A container for the selection.
    Container,
}

/// Lines and marks that are drawn on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Gateway endpoints and the route tables they serve.
    Tables,
    /// Route tables and where their routes lead.
    Routes,
    /// Flows.
    Traffic,
    /// Load balancers and their targets; members of a group and members of the groups that its rules name.
    Targets,
    /// Who is a member of which security group.
    Groups,
}

/// What the Code panel writes the design as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CodeForm {
    #[default]
    Terraform,
    CloudFormationYaml,
    CloudFormationJson,
}

impl CodeForm {
    pub const ALL: [Self; 3] = [Self::Terraform, Self::CloudFormationYaml, Self::CloudFormationJson];

    /// As the worker calls it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::CloudFormationYaml => "cloudformation-yaml",
            Self::CloudFormationJson => "cloudformation-json",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Terraform => "Terraform",
            Self::CloudFormationYaml => "CloudFormation, YAML",
            Self::CloudFormationJson => "CloudFormation, JSON",
        }
    }
}

/// The form that is chosen.
#[derive(Clone, Copy)]
pub struct ChosenForm(RwSignal<u8>);

impl ChosenForm {
    /// Tracked.
    pub fn get(self) -> CodeForm {
        Self::of(self.0.get())
    }

    pub fn get_untracked(self) -> CodeForm {
        Self::of(self.0.get_untracked())
    }

    pub fn set(self, form: CodeForm) {
        self.0.set(form as u8);
    }

    fn of(number: u8) -> CodeForm {
        CodeForm::ALL.into_iter().find(|f| *f as u8 == number).unwrap_or_default()
    }
}

/// A menu: where its corner is in the window, and which actions it has.
#[derive(Clone, Copy)]
pub struct MenuAt {
    pub x: f64,
    pub y: f64,
    pub of: fn(Action) -> bool,
}

/// Which layers are shown.
#[derive(Clone, Copy)]
pub struct Layers(RwSignal<u8>);

impl Layers {
    pub fn shown(self, layer: Layer) -> bool {
        self.0.get() & (1 << layer as u8) != 0
    }

    pub fn shown_now(self, layer: Layer) -> bool {
        self.0.get_untracked() & (1 << layer as u8) != 0
    }

    pub fn toggle(self, layer: Layer) {
        self.0.update(|l| *l ^= 1 << layer as u8);
    }

    /// How many; tracked.
    pub fn count(self) -> u32 {
        self.0.get().count_ones()
    }
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
    /// The sheet of named versions.
    pub versions: RwSignal<bool>,
    /// The sheet that shares the design.
    pub sharing: RwSignal<bool>,
    /// Files of others that are being read, or were and can be taken.
    pub importing: RwSignal<Option<Importing>>,
    /// The sheet of prices: with files, it reads them.
    pub pricing: RwSignal<Option<Pricing>>,
    /// The file that could not be opened.
    pub refused: RwSignal<Option<Refused>>,
    /// The layer of what the internet reaches lies over the canvas.
    pub internet: RwSignal<bool>,
    /// The drawer takes more of the page.
    pub tall: RwSignal<bool>,
    /// What is looked for.
    pub finding: RwSignal<Option<Seek>>,
    /// The menu of actions, where it is open.
    pub menu: RwSignal<Option<MenuAt>>,
    pub layers: Layers,
    pub code_form: ChosenForm,
    /// The Code panel shows what changed, not the files.
    pub code_changes: RwSignal<bool>,
    /// The file that the Code panel shows, where somebody chose one.
    pub code_file: RwSignal<String>,
    /// What the Code panel is to show once it has the files.
    pub code_of: RwSignal<Option<NodeId>>,
    /// The object under the pointer.
    pub hovered: RwSignal<Option<NodeId>>,
    /// What was copied in this tab last.
    pub clip: StoredValue<Option<String>>,
}

/// An endpoint that was dropped and waits for its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosing {
    pub item: Item,
    /// Where its centre was dropped; none when it was placed by the keyboard.
    pub at: Option<(i32, i32)>,
    pub onto: Option<Place>,
}

/// Files of others on their way to become a design: their bytes by name, and what they are called together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Importing {
    pub name: String,
    pub files: std::sync::Arc<Vec<(String, Vec<u8>)>>,
}

/// Price lists to read; none of them while the sheet says only which prices count.
#[derive(Clone)]
pub struct Pricing(pub send_wrapper::SendWrapper<Vec<web_sys::File>>);

/// A file that was not a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub file: String,
    /// Where in it; empty for the file as a whole.
    pub at: String,
    pub message: String,
}

impl Refused {
    pub fn of(file: &str, why: &LoadError) -> Self {
        Self { file: file.into(), at: spoken(&why.at), message: spoken(&why.message) }
    }
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
            versions: RwSignal::new(false),
            sharing: RwSignal::new(false),
            importing: RwSignal::new(None),
            pricing: RwSignal::new(None),
            refused: RwSignal::new(None),
            internet: RwSignal::new(false),
            tall: RwSignal::new(false),
            finding: RwSignal::new(None),
            menu: RwSignal::new(None),
            layers: Layers(RwSignal::new(0)),
            code_form: ChosenForm(RwSignal::new(CodeForm::default() as u8)),
            code_changes: RwSignal::new(false),
            code_file: RwSignal::new(String::new()),
            code_of: RwSignal::new(None),
            hovered: RwSignal::new(None),
            clip: StoredValue::new(None),
        }
    }
}
