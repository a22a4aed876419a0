//! Transit gateways, attachments, their route tables and routes.

use super::context::Context;
use super::names;
use crate::document::{Body as Facts, Id, Kind, Region, TransitAttachment, TransitGateway, TransitTable, TransitTarget, Vpc};
use crate::interchange::block::{Block, Body, Expr, Ref, Set};
use crate::ordered::BTreeSet;
use crate::ordered::Sorted as _;
use crate::text;

const VPC: Set = Set::this("aws_ec2_transit_gateway_vpc_attachment");
const PEERING: Set = Set::this("aws_ec2_transit_gateway_peering_attachment");
const ACCEPTER: Set = Set::this("aws_ec2_transit_gateway_peering_attachment_accepter");
const ROUTE: Set = Set::this("aws_ec2_transit_gateway_route");
const ASSOCIATION: Set = Set::this("aws_ec2_transit_gateway_route_table_association");
const PROPAGATION: Set = Set::this("aws_ec2_transit_gateway_route_table_propagation");

pub fn lower(cx: &mut Context) {
    for (id, gateway) in cx.mine::<TransitGateway>() {
        let body = Body::new()
            .opt("amazon_side_asn", gateway.asn)
            // Tables, associations and propagations are all written: AWS's own default table would add to them.
            .fix("default_route_table_association", "disable")
            .fix("default_route_table_propagation", "disable")
            .set("security_group_referencing_support", on(gateway.group_referencing));
        let block = cx.block(names::TRANSIT_GATEWAY, id, cx.at(&gateway.region), body);
        cx.push_named(block);
    }
    for (id, table) in cx.mine::<TransitTable>() {
        let at = at(cx, table.gateway);
        let body = Body::new().set("transit_gateway_id", cx.reference(table.gateway, names::TRANSIT_GATEWAY, "id"));
        let block = cx.block(names::TRANSIT_TABLE, id, at.clone(), body);
        cx.push_named(block);
        routes(cx, id, table, at.as_ref());
    }
    for (id, attachment) in cx.mine::<TransitAttachment>() {
        let at = at(cx, attachment.gateway);
        match attachment.to.kind() {
            Kind::Vpc => vpc_attachment(cx, id, attachment, at.clone()),
            Kind::TransitGateway if first_of_pair(cx, id, attachment) => peering(cx, id, attachment, at.clone()),
            Kind::TransitGateway | Kind::VpnConnection => {}
            _ => {
                cx.left_out(id, text!("{it} attaches {to}, which a transit gateway does not take", it = id, to = attachment.to));
                continue;
            }
        }
        let Some(attached) = attachment_id(cx, id) else { continue };
        let link = |cx: &mut Context, table: Id<TransitTable>| {
            Body::new()
                .set("transit_gateway_attachment_id", attached.clone())
                .set("transit_gateway_route_table_id", cx.reference(table, names::TRANSIT_TABLE, "id"))
        };
        if let Some(table) = attachment.table {
            let body = link(cx, table);
            cx.push(Block::new(ASSOCIATION, cx.key(id), body).of(id).region(at.clone()));
        }
        let tables: BTreeSet<_> = attachment.propagates_to.iter().copied().collect();
        for table in tables {
            let body = link(cx, table);
            let key = format!("{}/{}", cx.key(id), cx.key(table));
            cx.push(Block::new(PROPAGATION, key, body).of(id).region(at.clone()));
        }
    }
}

fn on(yes: bool) -> &'static str {
    if yes { "enable" } else { "disable" }
}

fn at(cx: &Context, gateway: Id<TransitGateway>) -> Option<Region> {
    cx.model.get(gateway).and_then(|g| cx.at(&g.region))
}

fn vpc_attachment(cx: &mut Context, id: Id<TransitAttachment>, a: &TransitAttachment, at: Option<Region>) {
    let referencing = cx.model.get(a.gateway).is_some_and(|g| g.group_referencing);
    let six = a.ipv6_support && Id::<Vpc>::of(a.to).and_then(|v| cx.model.get(v)).is_some_and(|v| !v.ipv6.is_empty());
    let body = Body::new()
        .set("transit_gateway_id", cx.reference(a.gateway, names::TRANSIT_GATEWAY, "id"))
        .set("vpc_id", cx.reference(a.to, names::VPC, "id"))
        .set("subnet_ids", cx.subnets(&a.subnets))
        .set("appliance_mode_support", on(a.appliance_mode))
        .set("security_group_referencing_support", on(referencing && a.group_referencing))
        .opt("ipv6_support", six.then_some("enable"))
        .fix("transit_gateway_default_route_table_association", false)
        .fix("transit_gateway_default_route_table_propagation", false);
    let block = cx.block(VPC, id, at, body);
    cx.push_named(block);
}

/// Two gateways that are attached to each other are one peering: the side with the lower id asks for it.
fn first_of_pair(cx: &Context, id: Id<TransitAttachment>, a: &TransitAttachment) -> bool {
    twin(cx, a).is_none_or(|other| id < other)
}

fn twin(cx: &Context, a: &TransitAttachment) -> Option<Id<TransitAttachment>> {
    cx.model.all::<TransitAttachment>().find(|(_, b)| b.gateway.node() == a.to && b.to == a.gateway.node()).map(|(id, _)| id)
}

fn peering(cx: &mut Context, id: Id<TransitAttachment>, a: &TransitAttachment, at: Option<Region>) {
    let Some(Facts::TransitGateway(peer)) = cx.model.node(a.to).map(|n| &n.body) else { return };
    let body = Body::new()
        .set("transit_gateway_id", cx.reference(a.gateway, names::TRANSIT_GATEWAY, "id"))
        .set("peer_transit_gateway_id", cx.reference(a.to, names::TRANSIT_GATEWAY, "id"))
        .set("peer_region", peer.region.as_str());
    let block = cx.block(PEERING, id, at, body);
    cx.push_named(block);
    if cx.is_foreign(a.to) {
        cx.assume(id, text!("{it} waits for the other account to accept it", it = id));
        return;
    }
    let key = cx.key(id);
    let body = Body::new().own("transit_gateway_attachment_id", Ref { set: PEERING, key: key.clone(), attribute: "id" });
    let block = cx.named(Block::new(ACCEPTER, key, body).of(id)).region(cx.at(&peer.region));
    cx.push(block);
}

/// The attachment's id, once it can be used.
fn attachment_id(cx: &mut Context, id: Id<TransitAttachment>) -> Option<Expr> {
    let a = cx.model.get(id)?;
    Some(match a.to.kind() {
        Kind::Vpc => cx.reference(id, VPC, "id"),
        Kind::VpnConnection => cx.reference(a.to, names::VPN_TRANSIT, "transit_gateway_attachment_id"),
        Kind::TransitGateway => {
            let asked = if first_of_pair(cx, id, a) { id } else { twin(cx, a)? };
            let accepted = !cx.model.get(asked).is_some_and(|a| cx.is_foreign(a.to));
            if accepted { cx.reference(asked, ACCEPTER, "transit_gateway_attachment_id") } else { cx.reference(asked, PEERING, "id") }
        }
        _ => return None,
    })
}

fn routes(cx: &mut Context, id: Id<TransitTable>, table: &TransitTable, at: Option<&Region>) {
    let mut sorted: Vec<_> = table.routes.iter().collect();
    sorted.order_by_key(|r| r.destination);
    sorted.dedup_by_key(|r| r.destination);
    for route in sorted {
        let to = route.destination.to_string();
        let (attachment, blackhole) = match &route.target {
            TransitTarget::Blackhole => (None, true),
            TransitTarget::Attachment(a) => (attachment_id(cx, *a), false),
            TransitTarget::Gone(_) => (None, false),
        };
        if attachment.is_none() && !blackhole {
            let text = text!("the route of {table} to {to} has no attachment to go to", table = id, to = text::code(&to));
            cx.left_out(id, text);
            continue;
        }
        let body = Body::new()
            .set("transit_gateway_route_table_id", cx.reference(id, names::TRANSIT_TABLE, "id"))
            .set("destination_cidr_block", to.clone())
            .opt("transit_gateway_attachment_id", attachment)
            .opt("blackhole", blackhole.then_some(true));
        cx.push(Block::new(ROUTE, format!("{}/{to}", cx.key(id)), body).of(id).region(at.cloned()));
    }
}
