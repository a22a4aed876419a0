//! What the picture ties together or heads by itself: ends of connections, the services of a region.

use super::effective::Sheet;
use crate::document::{Body, DirectConnect, Document, Kind, NodeId, Peering, Place, Rect, Region, TransitAttachment, VpnConnection};
use crate::ordered::BTreeMap;

/// Lines that belong to the structure: from peering and VPN connections to what they connect, and from transit gateways to
/// their attachments.
pub fn ties(doc: &Document) -> Vec<(Place, Place)> {
    let model = &doc.model;
    let at = |n: NodeId| Place::Node(n);
    let mut out = Vec::new();
    for (id, p) in model.all::<Peering>() {
        out.extend([p.requester, p.accepter].map(|v| (at(id.node()), at(v.node()))));
    }
    for (id, v) in model.all::<VpnConnection>() {
        out.extend([v.premises.node(), v.gateway].map(|n| (at(id.node()), at(n))));
    }
    for (id, d) in model.all::<DirectConnect>() {
        out.extend(d.premises.iter().map(|p| p.node()).chain(d.gateways.iter().copied()).map(|n| (at(id.node()), at(n))));
    }
    for (id, a) in model.all::<TransitAttachment>() {
        let end = if a.to.kind() == Kind::Vpc { id.node() } else { a.to };
        out.push((at(a.gateway.node()), at(end)));
    }
    out
}

/// The services, buckets and tables of each region, and the box around them: room for a caption is above it.
pub fn regions(doc: &Document, sheet: &Sheet) -> Vec<(Region, Rect)> {
    let mut all: BTreeMap<Region, Rect> = BTreeMap::new();
    for i in sheet.tree().within(None) {
        let Some((node, r)) = sheet.tree().node(*i).and_then(|n| doc.model.node(n)).zip(sheet.rect(*i)) else { continue };
        let region = match &node.body {
            Body::Service(x) => &x.region,
            Body::Bucket(x) => &x.region,
            Body::Table(x) => &x.region,
            _ => continue,
        };
        all.entry(region.clone()).and_modify(|b| *b = b.union(r)).or_insert(r);
    }
    all.into_iter().collect()
}
