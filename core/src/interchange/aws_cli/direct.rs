//! Direct Connect gateways with their associations and virtual interfaces.

use super::build::{Builder, nets};
use super::enrol::{gone, state};
use super::forms::Sort;
use super::recognise::Record;
use crate::document::{DirectConnect, Id, Kind, NodeId, OnPremises, Region, TransitGateway, VpnGateway};
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};

/// What the virtual interfaces of one gateway tell.
#[derive(Default)]
struct Lines<'a> {
    name: Option<&'a str>,
    asn: Option<u32>,
    up: bool,
}

pub fn read(b: &mut Builder) {
    let mut lines: BTreeMap<&str, Lines> = BTreeMap::new();
    for r in b.snapshot.all(Sort::VirtualInterface) {
        let id = r.text("VirtualInterfaceId").unwrap_or("a virtual interface");
        let state = state(r.json);
        if gone(&state) {
            b.notes.left_out(Text::of(id), &r.at(), text!("it is {state}", state = code(state)));
            continue;
        }
        if r.text("VirtualInterfaceType") == Some("public") {
            b.notes.left_out(Text::of(id), &r.at(), text!("public virtual interfaces are not in the design"));
            continue;
        }
        let peers = r.get("BgpPeers").list();
        let up = state == "available" && (peers.is_empty() || peers.iter().any(|p| p.get("BgpStatus").text() != Some("down")));
        let asn = r.get("Asn").int().and_then(|n| u32::try_from(n).ok());
        if let Some(gateway) = r.text("DirectConnectGatewayId") {
            if b.node(gateway).is_none() {
                let body = DirectConnect { asn: None, premises: None, gateways: Vec::new(), allowed: Vec::new(), up: true };
                b.notes.guess_of(gateway, text!("these Direct Connect gateways are known by their virtual interfaces only"));
                b.invent(gateway, Some(gateway), body);
            }
            let line = lines.entry(gateway).or_default();
            line.up |= up;
            line.asn = line.asn.or(asn);
            line.name = line.name.or(r.text("VirtualInterfaceName"));
        } else if let Some(vgw) = r.text("VirtualGatewayId") {
            let region = b.regions.of_record(r);
            let gateways = gateway(b, r, vgw).into_iter().collect();
            let premises = Some(premises(b, r.text("VirtualInterfaceName").unwrap_or(id), asn, &region));
            let Some(node) = b.enrol(Kind::DirectConnect, id) else { continue };
            let body = DirectConnect { asn: None, premises, gateways, allowed: Vec::new(), up };
            let name = r.text("VirtualInterfaceName").unwrap_or(id);
            b.put_as(Id::new(node.number()), name, id, super::build::tags(r.get("Tags")).tags, body);
        } else {
            b.notes.left_out(Text::of(id), &r.at(), text!("it leads to no gateway"));
        }
    }
    for (id, aws_id, r) in b.enrolled::<DirectConnectGateway>(Sort::DirectConnectGateway, "DirectConnectGatewayId") {
        let asn = r.get("AmazonSideAsn").int().and_then(|n| u32::try_from(n).ok());
        let body = DirectConnect { asn, premises: None, gateways: Vec::new(), allowed: Vec::new(), up: true };
        let tags = super::build::tags(r.get("Tags"));
        let name = tags.name.or_else(|| r.text("DirectConnectGatewayName").map(Into::into)).unwrap_or_else(|| aws_id.into());
        b.put_as(id, &name, aws_id, tags.tags, body);
    }
    for (gateway, line) in lines {
        let Some(id) = b.find::<DirectConnect>(gateway) else { continue };
        let region = b.regions.main();
        let premises = premises(b, line.name.unwrap_or(gateway), line.asn, &region);
        b.model.edit(id, |d: &mut DirectConnect| {
            d.premises = Some(premises);
            d.up = line.up;
        });
    }
    associations(b);
}

type DirectConnectGateway = DirectConnect;

fn premises(b: &mut Builder, line: &str, asn: Option<u32>, region: &Region) -> Id<OnPremises> {
    let body = OnPremises { region: region.clone(), cidrs: Vec::new(), public_ip: None, asn };
    b.invent(&format!("on-premises behind {line}"), None, body)
}

/// The gateway in AWS that a virtual interface or an association leads to.
fn gateway(b: &mut Builder, r: &Record, aws_id: &str) -> Option<NodeId> {
    if let Some(node) = b.find::<VpnGateway>(aws_id).map(Id::node).or_else(|| b.find::<TransitGateway>(aws_id).map(Id::node)) {
        return Some(node);
    }
    b.notes.left_out(Text::of(aws_id), &r.at(), text!("this gateway is not in the snapshot"));
    None
}

fn associations(b: &mut Builder) {
    for r in b.snapshot.all(Sort::DirectConnectAssociation) {
        let state = state(r.json);
        let Some(id) = r.text("DirectConnectGatewayId").and_then(|d| b.find::<DirectConnect>(d)) else {
            b.notes.left_out(text!("an association"), &r.at(), text!("its Direct Connect gateway is not in the snapshot"));
            continue;
        };
        let Some(aws_id) = r.get("AssociatedGateway").get("Id").text().or_else(|| r.text("VirtualGatewayId")) else { continue };
        if gone(&state) {
            b.notes.left_out(text!("the association with {it}", it = code(aws_id)), &r.at(), text!("it is {state}", state = code(state)));
            continue;
        }
        if state == "associating" {
            b.notes.left_out(
                text!("the association with {it}", it = code(aws_id)),
                &r.at(),
                text!("it is associating: whether it carries packets is not known"),
            );
            if let Some(vgw) = b.find::<VpnGateway>(aws_id) {
                b.model.edit(vgw, |g: &mut VpnGateway| g.complete = false);
            }
            continue;
        }
        let allowed = nets(r.get("AllowedPrefixesToDirectConnectGateway"), "Cidr");
        if let Some(node) = gateway(b, r, aws_id) {
            b.model.edit(id, |d: &mut DirectConnect| {
                if !d.gateways.contains(&node) {
                    d.gateways.push(node);
                }
                d.allowed.extend(allowed.into_iter().filter(|n| !d.allowed.contains(n)).collect::<Vec<_>>());
            });
        }
    }
}
