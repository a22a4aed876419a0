//! What the tools ask of the document: what may stand where, and how far a container can shrink.

use super::moves;
use crate::geometry::Stage;
use crate::language::InLanguage;
use crate::palette::Item;
use crate::tool::{Aim, Rules, Verdict};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Document, Kind, NodeId, Place, Rect};
use portico_core::drawing::{Look, Side, Stand, stand};
use portico_core::propose::{self, Spot};

/// The rules on one document.
pub struct DocRules<'a> {
    pub doc: &'a Document,
    pub stage: &'a Stage,
}

/// The box of a spot; none for the canvas.
pub fn box_of(spot: &Spot) -> Option<Place> {
    match spot {
        Spot::Canvas => None,
        Spot::Vpc(v) => Some(Place::Node(v.node())),
        Spot::Zone(v, z) => Some(Place::Zone(*v, z.clone())),
        Spot::Subnet(s) => Some(Place::Node(s.node())),
    }
}

impl Rules for DocRules<'_> {
    fn aim(&self, what: &[Place], onto: Option<&Place>) -> Aim {
        moves::aim(self.doc, what, onto)
    }

    fn home(&self, what: &Item, onto: Option<&Place>) -> Result<Option<Place>, String> {
        // Where an endpoint may stand does not hang on its service.
        let any = "s3".parse().ok();
        let Some(item) = what.proposed(any.as_ref()) else { return Err(String::new()) };
        propose::home(self.doc, &item, onto).map(|spot| box_of(&spot)).map_err(|r| r.0.told(&self.doc.model))
    }

    fn may_connect(&self, from: NodeId, to: NodeId) -> Verdict {
        match propose::connect(self.doc, Catalogue::bundled(), from, to) {
            Ok(_) => Verdict::Yes(Some(crate::say!(
                "Connect {name} with {other}",
                name = self.doc.model.name(from),
                other = self.doc.model.name(to)
            ))),
            Err(why) => Verdict::No(why.0.told(&self.doc.model)),
        }
    }

    fn least(&self, place: &Place) -> Option<Rect> {
        let own = self.stage.get(place)?.rect;
        let look = Look::of(place);
        let (pad, (w, h)) = (look.pad(), look.size());
        let inside = self.stage.boxes.iter().filter(|b| b.parent.as_ref() == Some(place) && stand(self.doc, &b.place) == Stand::Free);
        let held = inside.map(|b| b.rect).reduce(Rect::union).map(|r| {
            Rect::new(r.x.saturating_sub(pad.left), r.y.saturating_sub(pad.top), r.w + pad.left + pad.right, r.h + pad.top + pad.bottom)
        });
        Some(held.unwrap_or(Rect::new(own.x, own.y, w.min(own.w), h.min(own.h))))
    }

    fn resizable(&self, place: &Place) -> bool {
        Look::of(place).is_container() && !self.pinned(place)
    }

    fn pinned(&self, place: &Place) -> bool {
        self.doc.layout.pinned.contains(place)
    }

    fn connects(&self, place: &Place) -> bool {
        place.node().is_some_and(|n| {
            matches!(
                n.kind(),
                Kind::Workload
                    | Kind::Vpc
                    | Kind::OnPremises
                    | Kind::GatewayEndpoint
                    | Kind::InterfaceEndpoint
                    | Kind::ResourceEndpoint
                    | Kind::LoadBalancer
            )
        })
    }

    fn stands(&self, place: &Place, from: Rect, to: Rect) -> Rect {
        match stand(self.doc, place) {
            Stand::Free => to,
            Stand::Edge(Side::Top | Side::Bottom) => Rect { y: from.y, ..to },
            Stand::Edge(Side::Left | Side::Right) => Rect { x: from.x, ..to },
            Stand::Corner => from,
        }
    }
}
