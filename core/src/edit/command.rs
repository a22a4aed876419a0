//! Commands: every change to a document, as intent. There is no inverse; undo keeps documents.

use crate::document::{Body, Flow, Id, NodeId, Place, Rect, Usage, Value, Vpc, Zone};

/// A change that a person, a fix, an importer or a lesson asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Adds a resource. The id is the document's next one; a VPC brings its main table, default group and default ACL, whose
    /// fields in the body are overwritten. Without a name one is made from the kind.
    Add { name: Option<String>, body: Body, at: Option<Rect> },
    /// Changes the display name. The export key stays.
    Rename { node: NodeId, name: String },
    /// Sets one field of a resource by its name.
    Set { node: NodeId, field: String, value: Value },
    /// Sets a tag, or removes it.
    Tag { node: NodeId, key: String, value: Option<String> },
    /// Marks a resource as existing in the account (exports import it), with its id there if known.
    Existing { node: NodeId, existing: bool, aws_id: Option<String> },
    /// Removes resources and what cannot be without them; routes to them become blackholes.
    Delete { nodes: Vec<NodeId> },
    /// Shows a zone as a column of a VPC.
    AddZone { vpc: Id<Vpc>, zone: Zone, at: Option<Rect> },
    /// Takes the column away; refused while a subnet stands in the zone.
    RemoveZone { vpc: Id<Vpc>, zone: Zone },
    /// Puts boxes where they are said to be.
    Put { boxes: Vec<(Place, Rect)> },
    /// Forgets boxes: they are drawn where the layout proposes.
    Unput { places: Vec<Place> },
    /// Pins boxes where they are, or lets them go. What is pinned must have a box.
    Pin { places: Vec<Place>, pinned: bool },
    /// Sets a flow's monthly usage; `None` returns to the default.
    Use { flow: Id<Flow>, usage: Option<Usage> },
    /// Sets a field of the assumptions: title, region, hours of a month.
    Assume { field: String, value: Value },
    /// Several as one, all or nothing.
    All(Vec<Command>),
}

impl Command {
    /// Whether it changes positions only, so that no analysis is due.
    pub fn layout_only(&self) -> bool {
        match self {
            Self::Put { .. } | Self::Unput { .. } | Self::Pin { .. } => true,
            Self::All(all) => all.iter().all(Self::layout_only),
            _ => false,
        }
    }
}
