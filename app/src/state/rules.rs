//! What the tools ask of the document: what may stand where, and how far a container can shrink.

use crate::geometry::Stage;
use crate::palette::Item;
use crate::tool::{Rules, Verdict};
use portico_core::document::{Document, Kind, NodeId, Place, Rect};

/// The rules on one document.
pub struct DocRules<'a> {
    pub doc: &'a Document,
    pub stage: &'a Stage,
}

impl Rules for DocRules<'_> {
    fn may_move(&self, what: &Place, onto: Option<&Place>) -> Verdict {
        let _ = (what, onto);
        Verdict::No("It stays where it stands.".into())
    }

    fn may_place(&self, what: &Item, onto: Option<&Place>) -> Verdict {
        match (what, onto) {
            (Item::Vpc, None) => Verdict::Yes(None),
            _ => Verdict::No("not yet".into()),
        }
    }

    fn may_connect(&self, from: NodeId, to: Option<&Place>) -> Verdict {
        let Some(to) = to else { return Verdict::Yes(None) };
        match to.node() {
            Some(n) if n == from => Verdict::No("A flow goes to something else than its own start".into()),
            Some(n) if matches!(n.kind(), Kind::Workload | Kind::Service | Kind::Bucket | Kind::Table | Kind::LoadBalancer) => {
                Verdict::Yes(Some(format!("Flow from {} to {}", self.doc.model.name(from), self.doc.model.name(n))))
            }
            _ => Verdict::No("A flow leads to a workload, an AWS service, a bucket or a table".into()),
        }
    }

    fn least(&self, place: &Place) -> Option<Rect> {
        let own = self.stage.get(place)?.rect;
        let inside = self.stage.boxes.iter().filter(|b| b.parent.as_ref() == Some(place)).map(|b| b.rect).reduce(Rect::union);
        Some(inside.map_or(Rect::new(own.x, own.y, 120, 80), |r| Rect::new(r.x - 8, r.y - 32, r.w + 16, r.h + 40)))
    }

    fn resizable(&self, place: &Place) -> bool {
        match place {
            Place::Zone(..) => true,
            Place::Node(n) => matches!(n.kind(), Kind::Vpc | Kind::Subnet),
            Place::Part(..) => false,
        }
    }

    fn connects(&self, place: &Place) -> bool {
        place.node().is_some_and(|n| n.kind() == Kind::Workload)
    }

    fn stands(&self, _place: &Place, rect: Rect) -> Rect {
        rect
    }
}
