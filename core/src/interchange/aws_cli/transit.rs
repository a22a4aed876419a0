//! Transit gateways and their attachments. A peering attachment has one id and two sides, so attachments go by gateway and id.

use super::build::{Builder, tags};
use super::enrol::{gone, state};
use super::forms::Sort;
use super::json::Json;
use super::recognise::Record;
use crate::document::{
    DirectConnect, Id, Kind, NodeId, OnPremises, Region, Resource, Subnet, TransitAttachment, TransitGateway, TransitTable, VpnConnection,
};
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};

/// One side of an attachment, from all records that tell of it.
#[derive(Clone, Debug, Default)]
pub struct Side<'a> {
    /// What is attached: its type and id.
    resource: Option<(String, &'a str)>,
    owner: Option<&'a str>,
    subnets: Vec<&'a str>,
    appliance: bool,
    /// Its option for references to groups is off.
    unreferenced: bool,
    /// Its option for IPv6 is on; AWS's default is off.
    ipv6: bool,
    /// The associated table; an empty text where it is known that there is none.
    pub table: Option<&'a str>,
    name: Option<String>,
    tags: BTreeMap<String, String>,
    described: bool,
}

type Sides<'a> = BTreeMap<(&'a str, &'a str), Side<'a>>;

fn sides<'a>(b: &Builder<'a>) -> (Sides<'a>, Vec<(&'a str, Record<'a>, text::Text)>) {
    let (mut out, mut unfit): (Sides, _) = (BTreeMap::new(), Vec::new());
    for r in b.snapshot.all(Sort::TransitAttachment) {
        let Some(id) = r.text("TransitGatewayAttachmentId") else { continue };
        let state = state(r.json);
        if gone(&state) {
            unfit.push((id, *r, text!("it is {state}", state = code(state))));
            continue;
        }
        if super::settled::attachment_waits(&state) {
            unfit.push((id, *r, text!("it is {state}: it carries no packets yet", state = code(state))));
            continue;
        }
        let both = [r.get("RequesterTgwInfo").get("TransitGatewayId"), r.get("AccepterTgwInfo").get("TransitGatewayId")].map(Json::text);
        let said = tags(r.get("Tags"));
        if let [Some(x), Some(y)] = both {
            for (own, other) in [(x, y), (y, x)] {
                let side = out.entry((own, id)).or_default();
                side.resource = Some(("peering".into(), other));
                side.described = true;
                side.name = side.name.take().or_else(|| said.name.clone());
            }
            continue;
        }
        let Some(gateway) = r.text("TransitGatewayId") else {
            unfit.push((id, *r, text!("it has no TransitGatewayId")));
            continue;
        };
        let resource = match (r.text("VpcId"), r.text("ResourceType"), r.text("ResourceId")) {
            (Some(vpc), _, _) => Some(("vpc".to_string(), vpc)),
            (None, Some(kind), Some(id)) => Some((kind.to_ascii_lowercase(), id)),
            _ => None,
        };
        let known = |k: &str| matches!(k, "vpc" | "vpn" | "direct-connect-gateway" | "peering" | "tgw-peering");
        if !resource.as_ref().is_some_and(|(k, _)| known(k)) {
            let kind = resource.map_or_else(|| text::Arg::from(text!("something that is not named")), |(k, _)| code(k));
            unfit.push((id, *r, text!("Portico does not model attachments of {kind}", kind = kind)));
            continue;
        }
        let side = out.entry((gateway, id)).or_default();
        side.described = true;
        side.resource = side.resource.take().or(resource);
        side.owner = side.owner.or(r.text("ResourceOwnerId")).or(r.text("VpcOwnerId"));
        side.subnets.extend(r.get("SubnetIds").texts().filter(|s| !side.subnets.contains(s)).collect::<Vec<_>>());
        side.appliance |= r.get("Options").get("ApplianceModeSupport").flag() == Some(true);
        side.ipv6 |= r.get("Options").get("Ipv6Support").flag() == Some(true);
        side.unreferenced |= r.get("Options").get("SecurityGroupReferencingSupport").flag() == Some(false);
        side.name = side.name.take().or(said.name);
        side.tags.extend(said.tags);
        let association = r.get("Association");
        if association.get("State").text().is_none_or(|s| s == "associated" || s == "associating") {
            side.table = side.table.or(association.get("TransitGatewayRouteTableId").text());
        }
        // A record that tells of associations and has none: there is none.
        if r.json.has("ResourceId") && matches!(association, Json::Null) {
            side.table = side.table.or(Some(""));
        }
    }
    (out, unfit)
}

/// Ids for all gateways and attachments that anything tells of.
pub fn enrol(b: &mut Builder) {
    let (sides, unfit) = sides(b);
    for (id, r, why) in unfit {
        b.notes.left_out(Text::of(id), &r.at(), why);
        let vpc = r.text("VpcId").or_else(|| r.text("ResourceId").filter(|_| r.text("ResourceType") == Some("vpc")));
        if let (true, Some(gateway), Some(vpc)) = (super::settled::attachment_waits(&state(r.json)), r.text("TransitGatewayId"), vpc) {
            b.waiting.insert((gateway.to_string(), vpc.to_string()), id.to_string());
        }
    }
    for ((gateway, id), side) in &sides {
        if side.described {
            gateway_of(b, gateway, &Region::default());
            let node = b.reserve(Kind::TransitAttachment);
            b.attachments.insert(((*gateway).to_string(), (*id).to_string()), Id::new(node.number()));
        }
    }
}

/// The gateway of an id; where the snapshot does not describe it, one of which nothing is known.
pub fn gateway_of(b: &mut Builder, aws_id: &str, region: &Region) -> Id<TransitGateway> {
    if let Some(id) = b.find(aws_id) {
        return id;
    }
    b.notes.guess_of(aws_id, text!("these transit gateways are not described; their route tables are not known"));
    let body =
        TransitGateway { account: None, region: region.clone(), asn: None, default_table: None, group_referencing: false, opaque: true };
    b.invent(aws_id, Some(aws_id), body)
}

pub fn read(b: &mut Builder) {
    for (id, aws_id, r) in b.enrolled::<TransitGateway>(Sort::TransitGateway, "TransitGatewayId") {
        if b.model.contains(id) {
            continue;
        }
        let account = b.account(r.text("OwnerId"));
        let region = b.regions.of_record(&r);
        let o = r.get("Options");
        let body = TransitGateway {
            account,
            region,
            asn: o.get("AmazonSideAsn").int().and_then(|n| u32::try_from(n).ok()),
            default_table: o.get("AssociationDefaultRouteTableId").text().and_then(|t| b.find::<TransitTable>(t)),
            group_referencing: o.get("SecurityGroupReferencingSupport").flag() == Some(true),
            opaque: false,
        };
        let state = state(r.json);
        if state == "pending" {
            b.unknown_transit.entry(id).or_default().insert(text!("it is {state}", state = code(state)));
        }
        b.put(id, &r, aws_id, body);
    }
    let rows = associated(b);
    let (sides, _) = sides(b);
    for ((gateway_id, aws_id), side) in sides {
        let Some(id) = b.attachments.get(&(gateway_id.to_string(), aws_id.to_string())).copied() else { continue };
        let Some(gateway) = b.find::<TransitGateway>(gateway_id) else { continue };
        let region = b.model.get(gateway).map(|g| g.region.clone()).unwrap_or_default();
        let Some((kind, resource)) = &side.resource else { continue };
        let to = attached(b, gateway, kind, resource, side.owner, &region);
        let subnets: Vec<Id<Subnet>> = match Id::of(to) {
            Some(vpc) => side.subnets.iter().map(|s| b.subnet(s, vpc, None)).collect(),
            None => Vec::new(),
        };
        if kind == "vpc" && subnets.is_empty() {
            b.notes.guess_of(
                aws_id,
                text!("the subnets of these attachments are not in the snapshot (aws ec2 describe-transit-gateway-vpc-attachments); every zone of the VPC is taken to have one"),
            );
            // Only a VPC of one subnet leaves no choice. [Transit gateway attachments to a VPC]
            let sure = Id::of(to).is_some_and(|vpc| b.model.subnets_of(vpc).count() == 1);
            if !sure {
                let why = text!("the subnets of {aws_id}, and so the zones that it serves, are not in the snapshot", aws_id = code(aws_id));
                b.unknown_transit.entry(gateway).or_default().insert(why);
            }
        }
        let subnets = if subnets.is_empty() { zones(b, to) } else { subnets };
        let named = rows.iter().find(|(_, a, r)| *a == aws_id && (*r == *resource || r.is_empty())).map(|(t, _, _)| *t);
        let table = side.table.filter(|t| !t.is_empty()).or_else(|| rows_of(&rows, aws_id, gateway, b)).or(named);
        let table = table.and_then(|t| b.find::<TransitTable>(t)).filter(|t| b.tables_of(gateway).contains(t));
        if table.is_none() && side.table != Some("") {
            b.unknown_transit
                .entry(gateway)
                .or_default()
                .insert(text!("nothing says which table {aws_id} is associated with", aws_id = code(aws_id)));
        }
        let body = TransitAttachment {
            gateway,
            to,
            subnets,
            table,
            propagates_to: Vec::new(),
            appliance_mode: side.appliance,
            group_referencing: !side.unreferenced,
            ipv6_support: side.ipv6,
        };
        b.put_as(id, &side.name.unwrap_or_else(|| aws_id.into()), aws_id, side.tags, body);
    }
}

/// Associations of get-transit-gateway-route-table-associations: table, attachment, resource.
fn associated<'a>(b: &Builder<'a>) -> Vec<(&'a str, &'a str, &'a str)> {
    let mut out = Vec::new();
    for r in b.snapshot.all(Sort::TransitAssociations) {
        let Some(table) = r.text("TransitGatewayRouteTableId").or_else(|| r.about("tgw-rtb-")) else { continue };
        let rows: Vec<&Json> = if r.json.has("Associations") { r.get("Associations").list().iter().collect() } else { vec![r.json] };
        for row in rows.into_iter().filter(|row| !gone(&state(row))) {
            if let Some(attachment) = row.get("TransitGatewayAttachmentId").text() {
                out.push((table, attachment, row.get("ResourceId").text().unwrap_or_default()));
            }
        }
    }
    out
}

/// The table of an attachment whose table is one of its gateway's: both sides of a peering have the same attachment id.
fn rows_of<'a>(rows: &[(&'a str, &'a str, &'a str)], attachment: &str, gateway: Id<TransitGateway>, b: &Builder) -> Option<&'a str> {
    let own = b.tables_of(gateway);
    rows.iter().find(|(t, a, _)| *a == attachment && b.find::<TransitTable>(t).is_some_and(|t| own.contains(&t))).map(|(t, _, _)| *t)
}

/// One subnet of each zone of a VPC.
fn zones(b: &Builder, to: NodeId) -> Vec<Id<Subnet>> {
    let Some(vpc) = Id::of(to) else { return Vec::new() };
    let mut out = BTreeMap::new();
    for (id, s) in b.model.subnets_of(vpc) {
        out.entry(s.zone.clone()).or_insert(id);
    }
    out.into_values().collect()
}

/// What is attached; what the snapshot does not describe becomes something of which nothing is known.
fn attached(b: &mut Builder, gateway: Id<TransitGateway>, kind: &str, id: &str, owner: Option<&str>, region: &Region) -> NodeId {
    match kind {
        "vpc" => b.vpc(id, &[], region, owner).node(),
        "vpn" => known::<VpnConnection>(b, id).unwrap_or_else(|| {
            b.notes.guess_of(id, text!("these VPN connections are not described; what is behind them is not known"));
            let premises = premises(b, &format!("behind {id}"), None, region);
            let body = VpnConnection {
                gateway: gateway.node(),
                premises,
                bgp: true,
                static_routes: Vec::new(),
                up: true,
                customer_cidr: None,
                aws_cidr: None,
            };
            b.invent(id, Some(id), body).node()
        }),
        "direct-connect-gateway" => known::<DirectConnect>(b, id).unwrap_or_else(|| {
            b.notes.guess_of(id, text!("these Direct Connect gateways are not described; what is behind them is not known"));
            let body = DirectConnect { asn: None, premises: None, gateways: vec![gateway.node()], allowed: Vec::new(), up: true };
            b.invent(id, Some(id), body).node()
        }),
        _ => gateway_of(b, id, region).node(),
    }
}

fn known<T: Resource>(b: &Builder, id: &str) -> Option<NodeId> {
    b.find::<T>(id).map(Id::node)
}

pub fn premises(b: &mut Builder, name: &str, aws_id: Option<&str>, region: &Region) -> Id<OnPremises> {
    let body = OnPremises { region: region.clone(), cidrs: Vec::new(), public_ip: None, asn: None };
    b.invent(name, aws_id, body)
}
