//! What the inspector is about: the selected resource or zone, several, or the design itself.

use crate::state::Studio;
use portico_core::document::{Id, NodeId, Place, Vpc, Zone};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Design,
    Zone(Id<Vpc>, Zone),
    Node(NodeId),
    Several(Vec<NodeId>),
}

/// What is selected now; tracked.
pub fn subject(s: Studio) -> Subject {
    of_places(&s.selection.places())
}

fn of_places(places: &[Place]) -> Subject {
    let mut nodes: Vec<NodeId> = Vec::new();
    for node in places.iter().filter_map(Place::node) {
        if !nodes.contains(&node) {
            nodes.push(node);
        }
    }
    match (nodes.as_slice(), places.last()) {
        ([one], _) if places.iter().all(|p| p.node() == Some(*one)) => Subject::Node(*one),
        ([_, ..], _) => Subject::Several(nodes),
        ([], Some(Place::Zone(vpc, zone))) => Subject::Zone(*vpc, zone.clone()),
        _ => Subject::Design,
    }
}
