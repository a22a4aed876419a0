//! What refers to something that was left out in the end: it forgets it, and the VPC's answers depend on it.

use super::context::Raiser;
use crate::document::NodeId;
use crate::document::shape::Gone;
use crate::text;
use crate::text::{Text, code};

/// Items get their nodes before anything is read of them, so that they can refer to one another in any order.
pub fn forget(r: &mut Raiser) {
    loop {
        let lost = |id: NodeId, refs: Vec<NodeId>| -> Option<(NodeId, Gone)> {
            let gone: Gone = refs.into_iter().filter(|to| !r.model.contains(*to)).map(|to| (to, "what was left out".to_string())).collect();
            (!gone.is_empty()).then_some((id, gone))
        };
        let all: Vec<(NodeId, Gone)> = r.model.nodes().filter_map(|(id, node)| lost(id, node.refs())).collect();
        if all.is_empty() {
            return;
        }
        for (id, gone) in all {
            let name = r.model.name(id);
            if let Some(vpc) = r.model.vpc_of(id) {
                r.doubt(vpc, text!("{name} refers to something that was left out", name = code(&name)));
            }
            let Some(mut body) = r.model.node(id).map(|n| n.body.clone()) else { continue };
            if body.forget(&gone) {
                r.model.update(id, |n| n.body = body);
            } else {
                r.notes.left_out(Text::of(&name), "", text!("what it belongs to was left out"));
                r.model.remove(id);
            }
        }
    }
}
