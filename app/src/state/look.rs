//! What a box shows, as plain data: words, glyph and shape. Positions and colours that packets decide are elsewhere.

use crate::geometry::Boxed;
use crate::language::t;
use crate::ui::icon::Glyph;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Body, Compute, Document, Kind, Model, NodeId, Place};
pub use portico_core::drawing::Look as Form;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub form: Form,
    pub glyph: Glyph,
    pub name: String,
    /// The second line, in mono: a CIDR, an address.
    pub detail: String,
    /// Colour by kind: `public`, `interface`, `gateway`, `service`, or none. Subnets get theirs from what packets do.
    pub tint: &'static str,
    /// Of which service an endpoint is.
    pub badge: Option<Glyph>,
    /// Locked where it is.
    pub pinned: bool,
    /// For screen readers: kind, name, detail, where.
    pub label: String,
}

pub fn look(doc: &Document, boxed: &Boxed) -> Look {
    let model = &*doc.model;
    let base = match &boxed.place {
        Place::Zone(_, zone) => Look {
            form: Form::Zone,
            glyph: Glyph::Zone,
            name: zone.to_string(),
            detail: String::new(),
            tint: "",
            badge: None,
            pinned: false,
            label: crate::say!("Availability Zone {zone}", zone = zone),
        },
        Place::Node(n) | Place::Part(n, _) => of_node(model, *n),
    };
    let within = boxed.parent.as_ref().map(|p| place_name(model, p));
    let label = match within {
        Some(w) if !w.is_empty() => crate::say!("{label}, in {place}", label = base.label, place = w),
        _ => base.label.clone(),
    };
    let pinned = doc.layout.pinned.contains(&boxed.place);
    Look { label: if pinned { crate::say!("{label}, locked", label = label) } else { label }, pinned, ..base }
}

/// What a place is called in a sentence.
pub fn place_name(model: &Model, place: &Place) -> String {
    match place {
        Place::Node(n) | Place::Part(n, _) => model.name(*n),
        Place::Zone(_, zone) => crate::say!("zone {zone}", zone = zone),
    }
}

fn of_node(model: &Model, id: NodeId) -> Look {
    let name = model.name(id);
    let tint = tint_of(id.kind());
    let badge = match model.node(id).map(|n| &n.body) {
        Some(Body::InterfaceEndpoint(e)) => Some(Glyph::of_service(e.service.as_str())),
        _ => None,
    };
    let form = Form::of(&Place::Node(id));
    let detail = detail(model, id);
    let kind = match model.node(id).map(|n| &n.body) {
        Some(Body::Workload(w)) => t(w.compute.label()),
        _ => t(id.kind().label()),
    };
    let label = if detail.is_empty() { format!("{kind} {name}") } else { format!("{kind} {name}, {detail}") };
    Look { form, glyph: Glyph::of(model, id), name, detail, tint, badge, pinned: false, label }
}

fn tint_of(kind: Kind) -> &'static str {
    match kind {
        Kind::InterfaceEndpoint | Kind::ResourceEndpoint | Kind::ResolverEndpoint | Kind::BalancerEndpoint => "interface",
        Kind::GatewayEndpoint => "gateway",
        Kind::InternetGateway | Kind::NatGateway => "public",
        Kind::EgressOnlyGateway
        | Kind::VpnGateway
        | Kind::Service
        | Kind::Bucket
        | Kind::Table
        | Kind::TransitGateway
        | Kind::TransitAttachment
        | Kind::OnPremises
        | Kind::Peering
        | Kind::VpnConnection
        | Kind::DirectConnect => "service",
        _ => "",
    }
}

fn detail(model: &Model, id: NodeId) -> String {
    match model.node(id).map(|n| &n.body) {
        Some(Body::Vpc(v)) => v.cidrs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Some(Body::Subnet(s)) => match (s.cidr, s.ipv6) {
            (Some(c), _) => c.to_string(),
            (None, Some(c)) => c.to_string(),
            (None, None) => t("no CIDR yet").into(),
        },
        Some(Body::Workload(w)) => match (w.compute, w.private_ip, &w.instance_type) {
            (_, Some(ip), _) => ip.to_string(),
            (Compute::Instance, None, Some(t)) => t.clone(),
            (c, ..) => t(c.label()).into(),
        },
        Some(Body::NatGateway(g)) if g.connectivity == portico_core::document::NatConnectivity::Private => t("private NAT").into(),
        Some(Body::InternetGateway(_)) => String::new(),
        Some(Body::GatewayEndpoint(e)) => {
            format!("{} · {} {}", e.service, e.tables.len(), t(if e.tables.len() == 1 { "table" } else { "tables" }))
        }
        Some(Body::Service(s)) => {
            Catalogue::bundled().service(s.service.as_str()).map_or_else(|| s.service.to_string(), |k| k.display().into())
        }
        Some(Body::InterfaceEndpoint(e)) => e.service.to_string(),
        Some(Body::Bucket(_)) => t("S3 bucket").into(),
        Some(Body::Table(_)) => crate::language::t("DynamoDB table").into(),
        _ => String::new(),
    }
}
