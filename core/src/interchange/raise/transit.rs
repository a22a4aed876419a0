//! Transit gateways, attachments with their associations and propagations, route tables and routes.

use super::context::{At, Raiser};
use super::vpcs;
use crate::document::{
    Id, Kind, NodeId, Subnet, TransitAttachment, TransitGateway, TransitRoute, TransitTable, TransitTarget, Vpc, VpnConnection,
};
use crate::interchange::item::Val;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;

/// Attachments of VPN connections and the far sides of peerings, which have no resource of their own.
pub fn raise(r: &mut Raiser) {
    for kind in ["aws_ec2_transit_gateway", "data.aws_ec2_transit_gateway"] {
        for (at, id) in r.enrolled::<TransitGateway>(kind) {
            gateway(r, at, id, kind.starts_with("data."));
        }
    }
    for (at, id) in r.enrolled::<TransitTable>("aws_ec2_transit_gateway_route_table") {
        match r.refer::<TransitGateway>(at, "transit_gateway_id") {
            Some(gateway) => r.put(at, id, TransitTable { gateway, routes: Vec::new() }),
            None => r.left_out(at, text!("its transit gateway is not in the files")),
        }
    }
    let mut links = Links::default();
    for (at, id) in r.enrolled::<TransitAttachment>("aws_ec2_transit_gateway_vpc_attachment") {
        let (gateway, vpc) = (r.refer::<TransitGateway>(at, "transit_gateway_id"), r.refer::<Vpc>(at, "vpc_id"));
        let (Some(gateway), Some(vpc)) = (gateway.filter(|g| r.model.get(*g).is_some()), vpc) else {
            r.left_out(at, text!("its transit gateway or its VPC is not in the files"));
            continue;
        };
        let (mut subnets, whole) = r.all::<Subnet>(at, "subnet_ids");
        subnets.retain(|s| r.model.get(*s).is_some());
        if !whole {
            r.doubt(vpc, text!("the subnets of a transit gateway attachment are not all known"));
        }
        let group_referencing = r.flag(at, "security_group_referencing_support") != Some(false);
        let appliance_mode = r.flag(at, "appliance_mode_support") == Some(true);
        let body = TransitAttachment {
            gateway,
            to: vpc.node(),
            subnets,
            table: None,
            propagates_to: Vec::new(),
            appliance_mode,
            group_referencing,
            // Off unless switched on.
            ipv6_support: r.flag(at, "ipv6_support") == Some(true),
        };
        r.put(at, id, body);
        let off = |r: &mut Raiser, f| r.flag(at, f) == Some(false);
        links.silent.insert(
            id,
            [off(r, "transit_gateway_default_route_table_association"), off(r, "transit_gateway_default_route_table_propagation")],
        );
    }
    for (at, id) in r.enrolled::<TransitAttachment>("aws_ec2_transit_gateway_peering_attachment") {
        let gateway = r.refer::<TransitGateway>(at, "transit_gateway_id").filter(|g| r.model.get(*g).is_some());
        let peer = r.refer::<TransitGateway>(at, "peer_transit_gateway_id");
        r.know(at, &["peer_region", "peer_account_id"]);
        let (Some(gateway), Some(peer)) = (gateway, peer) else {
            r.left_out(at, text!("one of its transit gateways is not in the files"));
            continue;
        };
        let side = |gateway: Id<TransitGateway>, to: Id<TransitGateway>| TransitAttachment {
            gateway,
            to: to.node(),
            subnets: Vec::new(),
            table: None,
            propagates_to: Vec::new(),
            appliance_mode: false,
            group_referencing: true,
            ipv6_support: true,
        };
        r.put(at, id, side(gateway, peer));
        let name = r.model.name(id);
        let other = r.invent(&format!("{name}-peer"), false, side(peer, gateway));
        links.far.insert(id, other);
        // Peerings take part in no default table. [Transit gateway peering attachments]
        links.silent.insert(id, [true, true]);
        links.silent.insert(other, [true, true]);
    }
    for at in r.of("aws_ec2_transit_gateway_peering_attachment_accepter") {
        match r.refer::<TransitAttachment>(at, "transit_gateway_attachment_id") {
            Some(id) => r.give(at, id.node()),
            None => r.left_out(at, text!("its attachment is not in the files")),
        }
    }
    for at in r.of("aws_ec2_transit_gateway_vpc_attachment_accepter") {
        match r.refer::<TransitAttachment>(at, "transit_gateway_attachment_id") {
            Some(id) => r.give(at, id.node()),
            None => r.left_out(at, text!("its attachment is not in the files")),
        }
    }
    tunnels(r, &mut links);
    for at in r.of("aws_ec2_transit_gateway_route_table_association") {
        let Some((a, table)) = linked(r, at, &links) else { continue };
        r.model.edit(a, |a: &mut TransitAttachment| a.table = Some(table));
    }
    for at in r.of("aws_ec2_transit_gateway_route_table_propagation") {
        let Some((a, table)) = linked(r, at, &links) else { continue };
        r.model.edit(a, |a: &mut TransitAttachment| {
            if !a.propagates_to.contains(&table) {
                a.propagates_to.push(table);
            }
        });
    }
    defaults(r, &links);
    for at in r.of("aws_ec2_transit_gateway_route") {
        route(r, at, &links);
    }
}

#[derive(Default)]
struct Links {
    /// The far side of a peering.
    far: BTreeMap<Id<TransitAttachment>, Id<TransitAttachment>>,
    /// The attachment of a VPN connection.
    tunnels: BTreeMap<NodeId, Id<TransitAttachment>>,
    /// Whether the default association and the default propagation are off.
    silent: BTreeMap<Id<TransitAttachment>, [bool; 2]>,
}

fn gateway(r: &mut Raiser, at: At, id: Id<TransitGateway>, looked_up: bool) {
    let region = r.region_at(at);
    let asn = r.int(at, "amazon_side_asn").and_then(|n| u32::try_from(n).ok());
    r.know(at, &["dns_support", "vpn_ecmp_support", "auto_accept_shared_attachments", "description", "multicast_support"]);
    let group_referencing = r.flag(at, "security_group_referencing_support") == Some(true);
    let takes = |r: &mut Raiser, f| r.flag(at, f) != Some(false);
    let (associates, propagates) = (takes(r, "default_route_table_association"), takes(r, "default_route_table_propagation"));
    let default_table = ((associates || propagates) && !looked_up).then(|| Id::<TransitTable>::new(r.reserve(Kind::TransitTable).number()));
    r.put(at, id, TransitGateway { account: None, region, asn, default_table, group_referencing, opaque: looked_up });
    if let Some(table) = default_table {
        let name = format!("{}-default", r.model.name(id));
        r.invent_at(table, &name, false, TransitTable { gateway: id, routes: Vec::new() });
    }
}

/// A VPN connection to a transit gateway is an attachment of it.
fn tunnels(r: &mut Raiser, links: &mut Links) {
    for (at, id) in r.enrolled::<VpnConnection>("aws_vpn_connection") {
        let v = r.get(at, "transit_gateway_id");
        let Some(gateway) = r.id::<TransitGateway>(v).filter(|g| r.model.get(*g).is_some()) else { continue };
        let (name, _) = r.name_of(at);
        let body = TransitAttachment {
            gateway,
            to: id.node(),
            subnets: Vec::new(),
            table: None,
            propagates_to: Vec::new(),
            appliance_mode: false,
            group_referencing: true,
            ipv6_support: true,
        };
        let attachment = r.invent(&name, false, body);
        links.tunnels.insert(id.node(), attachment);
    }
}

/// The attachment that a value means: of the two sides of a peering the one of the table's gateway.
fn attachment(r: &Raiser, v: &Val, links: &Links, table: Id<TransitTable>) -> Option<Id<TransitAttachment>> {
    let own = r.model.get(table)?.gateway;
    let nodes = r.nodes_of(v);
    let id = nodes.iter().find_map(|n| Id::of(*n).or_else(|| links.tunnels.get(n).copied()))?;
    let far = links.far.get(&id).copied();
    [Some(id), far].into_iter().flatten().find(|a| r.model.get(*a).is_some_and(|a| a.gateway == own))
}

fn linked(r: &mut Raiser, at: At, links: &Links) -> Option<(Id<TransitAttachment>, Id<TransitTable>)> {
    let (v, table) = (r.get(at, "transit_gateway_attachment_id"), r.refer::<TransitTable>(at, "transit_gateway_route_table_id"));
    r.know(at, &["replace_existing_association"]);
    let found = table.filter(|t| r.model.get(*t).is_some()).and_then(|t| Some((attachment(r, v, links, t)?, t)));
    if found.is_none() {
        if r.nodes_of(v).is_empty() {
            r.missing(at, "transit_gateway_attachment_id", v);
        }
        r.left_out(at, text!("its attachment or its table is not in the files"));
        doubt(r);
    }
    found
}

/// What a transit gateway does is not fully known.
fn doubt(r: &mut Raiser) {
    let all: Vec<Id<TransitGateway>> = r.model.all::<TransitGateway>().map(|(id, _)| id).collect();
    for id in all {
        r.model.edit(id, |g: &mut TransitGateway| g.opaque = true);
    }
    r.notes.guess(text!("a transit gateway has associations, propagations or routes that cannot be told; what it does is not fully known"));
}

/// What AWS associates and propagates by itself. [Transit gateway route tables]
fn defaults(r: &mut Raiser, links: &Links) {
    let all: Vec<(Id<TransitAttachment>, Id<TransitGateway>, bool)> =
        r.model.all::<TransitAttachment>().map(|(id, a)| (id, a.gateway, a.table.is_some())).collect();
    let mut wants: BTreeMap<Id<TransitGateway>, [bool; 2]> = BTreeMap::new();
    for (at, id) in r.enrolled::<TransitGateway>("aws_ec2_transit_gateway") {
        let on = |r: &mut Raiser, f| r.flag(at, f) != Some(false);
        wants.insert(id, [on(r, "default_route_table_association"), on(r, "default_route_table_propagation")]);
    }
    let mut guessed = BTreeSet::new();
    for (id, gateway, associated) in all {
        let Some(table) = r.model.get(gateway).and_then(|g| g.default_table) else { continue };
        let [no_association, no_propagation] = links.silent.get(&id).copied().unwrap_or_default();
        let [associates, propagates] = wants.get(&gateway).copied().unwrap_or_default();
        if associates && !no_association && !associated {
            r.model.edit(id, |a: &mut TransitAttachment| a.table = Some(table));
            guessed.insert(gateway);
        }
        if propagates && !no_propagation {
            r.model.edit(id, |a: &mut TransitAttachment| {
                if !a.propagates_to.contains(&table) {
                    a.propagates_to.push(table);
                }
            });
            guessed.insert(gateway);
        }
    }
    for g in guessed {
        let name = r.model.name(g);
        r.notes.guess_of(
            &name,
            text!(
                "these transit gateways have AWS's default route table, with which attachments are associated and to which they propagate"
            ),
        );
    }
}

fn route(r: &mut Raiser, at: At, links: &Links) {
    let Some(table) = r.refer::<TransitTable>(at, "transit_gateway_route_table_id") else {
        // The default table of a gateway, by an attribute of it.
        let v = r.get(at, "transit_gateway_route_table_id");
        let gateway = r.id::<TransitGateway>(v).and_then(|g| r.model.get(g)).and_then(|g| g.default_table);
        return match gateway {
            Some(table) => into(r, at, links, table),
            None => {
                r.left_out(at, text!("its route table is not in the files"));
                doubt(r);
            }
        };
    };
    into(r, at, links, table);
}

fn into(r: &mut Raiser, at: At, links: &Links, table: Id<TransitTable>) {
    let net = vpcs::block(r, at, "destination_cidr_block");
    let (v, blackhole) = (r.get(at, "transit_gateway_attachment_id"), r.flag(at, "blackhole") == Some(true));
    let target = if blackhole { Some(TransitTarget::Blackhole) } else { attachment(r, v, links, table).map(TransitTarget::Attachment) };
    match (net, target) {
        (Some(destination), Some(target)) => {
            r.model.edit(table, |t: &mut TransitTable| t.routes.push(TransitRoute { destination, target }));
        }
        _ => {
            r.missing(at, "transit_gateway_attachment_id", v);
            r.left_out(at, text!("its destination or its attachment is not known"));
            doubt(r);
        }
    }
}
