//! What the inspector shows, as plain data: sections of rows, tables and notes; every control says what it would do.

use super::edit::Edit;
use crate::policy::{Design, For};
use crate::state::trace::Question;
use portico_core::document::NodeId;
use portico_core::edit::Command;
use portico_core::text::Text;

/// All of the panel for one subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub sections: Vec<Section>,
}

/// A part of the panel, set off by a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Stable, kebab-case: `data-testid="section-routes"`.
    pub id: String,
    /// Empty for none.
    pub title: &'static str,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Row(Row),
    Table(Table),
    /// A paragraph.
    Note(Note),
    Buttons(Vec<Button>),
    Policy(Policy),
    /// The address plan: it sorts itself, so it draws itself.
    Plan,
    Findings,
    Costs,
    /// What can reach it and what it reaches: known a moment after an edit.
    Reach,
}

/// A label and a control beside it, or below it when it is wide.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Stable, kebab-case; with `field-` before it the `data-testid` of the control.
    pub id: String,
    pub label: String,
    pub control: Control,
    /// Said below, always.
    pub hint: Option<Text>,
    /// What is doubtful about the value; it stands in the design all the same.
    pub problem: Option<Text>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Control {
    Text(TextBox),
    Toggle {
        on: bool,
        command: Command,
        undo: String,
    },
    Select {
        chosen: Option<usize>,
        options: Vec<Choice>,
        undo: String,
    },
    /// References, each a link that can be taken away, and more to choose from.
    Chips {
        chips: Vec<Chip>,
        add: Vec<Choice>,
        /// What choosing does: "Add a security group".
        prompt: &'static str,
        /// Shown in place of no chips.
        none: Option<Text>,
        undo: String,
    },
    /// Check boxes, each with a word on what it means.
    Checks {
        boxes: Vec<CheckBox>,
        undo: String,
    },
    /// Not editable.
    Shown(Shown),
    Button(Button),
}

/// A field that text is typed into.
#[derive(Clone, Debug, PartialEq)]
pub struct TextBox {
    pub value: String,
    pub edit: Edit,
    pub mono: bool,
    /// What an empty field means.
    pub placeholder: String,
    pub suggest: Suggest,
    pub undo: String,
}

/// What a field proposes while typing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Suggest {
    #[default]
    Nothing,
    /// Texts with a word on each.
    Of(Vec<(String, String)>),
    InstanceTypes,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub text: String,
    /// None for what is chosen already.
    pub command: Option<Command>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    pub text: String,
    pub node: Option<NodeId>,
    pub remove: Option<Command>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CheckBox {
    pub id: String,
    pub text: String,
    pub node: Option<NodeId>,
    pub on: bool,
    pub command: Command,
    pub hint: Option<Text>,
}

/// A value that is only read.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub text: Text,
    pub mono: bool,
    pub tone: Tone,
}

/// How a word is coloured; the word itself says it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Faint,
    Public,
    Private,
    Isolated,
    Good,
    Warning,
    Bad,
}

impl Tone {
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Faint => "faint",
            Self::Public => "public",
            Self::Private => "private",
            Self::Isolated => "isolated",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub text: Text,
    pub tone: Tone,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    pub id: String,
    pub label: String,
    pub act: Act,
    /// For the icon-sized ones, whose label is only heard.
    pub small: bool,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// An edit, under this name in the history.
    Edit(Command, String),
    /// Selects a resource.
    Select(NodeId),
    /// Opens the Path panel with a question.
    Ask(Question),
    /// Says what an edit would change in who reaches whom, without doing it.
    TryOut(Command, String),
}

/// A list to choose an action from.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    pub id: String,
    pub prompt: String,
    pub options: Vec<Choice>,
    pub undo: String,
}

/// Rows of cells with headings.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Stable: the class that lays it out, and the `data-testid`.
    pub id: &'static str,
    pub caption: String,
    pub columns: Vec<&'static str>,
    pub rows: Vec<TableRow>,
    /// Said when there are no rows.
    pub empty: Option<Text>,
    pub add: Vec<Pick>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// Stable: `route-row-0`; what keeps a row's controls apart from the next one's.
    pub id: String,
    /// One for each column.
    pub cells: Vec<Row>,
    pub remove: Option<Button>,
    pub tone: Tone,
    /// Said below the cells.
    pub note: Option<Note>,
}

/// A policy document that is edited as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Stable: `policy`; names its controls.
    pub id: String,
    /// What it is attached to.
    pub node: NodeId,
    pub title: String,
    /// As stored; none where AWS's default holds.
    pub value: Option<String>,
    pub edit: Edit,
    /// What holds where there is none: "Full access: …".
    pub absent: Text,
    pub what: For,
    /// What it can speak of.
    pub about: Design,
    pub undo: String,
}

impl Section {
    pub fn new(id: impl Into<String>, title: &'static str, items: Vec<Item>) -> Self {
        Self { id: id.into(), title, items }
    }
}

impl Row {
    pub fn new(id: impl Into<String>, label: impl Into<String>, control: Control) -> Self {
        Self { id: id.into(), label: label.into(), control, hint: None, problem: None }
    }

    pub fn shown(id: impl Into<String>, label: impl Into<String>, text: Text) -> Self {
        Self::new(id, label, Control::Shown(Shown { text, mono: false, tone: Tone::Plain }))
    }

    pub fn mono(mut self) -> Self {
        match &mut self.control {
            Control::Shown(s) => s.mono = true,
            Control::Text(t) => t.mono = true,
            _ => {}
        }
        self
    }

    pub fn tone(mut self, tone: Tone) -> Self {
        if let Control::Shown(s) = &mut self.control {
            s.tone = tone;
        }
        self
    }

    pub fn hint(mut self, hint: Text) -> Self {
        self.hint = Some(hint);
        self
    }

    pub fn problem(mut self, problem: Option<Text>) -> Self {
        self.problem = problem;
        self
    }

    pub fn placeholder(mut self, text: impl Into<String>) -> Self {
        if let Control::Text(t) = &mut self.control {
            t.placeholder = text.into();
        }
        self
    }

    pub fn suggest(mut self, suggest: Suggest) -> Self {
        if let Control::Text(t) = &mut self.control {
            t.suggest = suggest;
        }
        self
    }
}

impl Table {
    /// Whether its rows are rules, of which one may ask what would change without them.
    pub fn of_rules(&self) -> bool {
        matches!(self.id, "routes-table" | "rules-in-table" | "rules-out-table" | "entries-in-table" | "entries-out-table")
    }
}

impl TableRow {
    /// The button that says what would change without this rule.
    pub fn what_if(&self) -> Option<Button> {
        let Act::Edit(command, label) = &self.remove.as_ref()?.act else { return None };
        Some(Button {
            id: format!("{}-what-if", self.id),
            label: crate::language::t("What would change without it").into(),
            act: Act::TryOut(command.clone(), label.clone()),
            small: true,
        })
    }
}

impl Item {
    pub fn note(text: Text) -> Self {
        Self::Note(Note { text, tone: Tone::Faint })
    }
}

impl From<Row> for Item {
    fn from(row: Row) -> Self {
        Self::Row(row)
    }
}

impl From<Table> for Item {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

impl Form {
    /// The row with an id, wherever it stands.
    #[cfg(test)]
    pub fn row(&self, id: &str) -> Option<&Row> {
        self.sections.iter().flat_map(|s| &s.items).find_map(|i| match i {
            Item::Row(r) if r.id == id => Some(r),
            Item::Table(t) => t.rows.iter().flat_map(|r| &r.cells).find(|c| c.id == id),
            _ => None,
        })
    }
}
