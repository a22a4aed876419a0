//! Internet, egress-only and NAT gateways, Elastic IP addresses, prefix lists.

use super::context::Context;
use super::names;
use crate::document::{EgressOnlyGateway, ElasticIp, InternetGateway, NatConnectivity, NatGateway, NatHome, PrefixList};
use crate::interchange::block::{Block, Body, Expr, Ref};
use crate::ordered::Sorted as _;
use crate::text;
use ipnet::IpNet;

pub fn lower(cx: &mut Context) {
    for (id, gateway) in cx.mine::<InternetGateway>() {
        let vpc = gateway.vpc.map(|v| cx.vpc(v));
        let at = gateway.vpc.and_then(|v| cx.at_vpc(v));
        let block = cx.block(names::INTERNET_GATEWAY, id, at, Body::new().opt("vpc_id", vpc));
        cx.push_named(block);
    }
    for (id, gateway) in cx.mine::<EgressOnlyGateway>() {
        let body = Body::new().set("vpc_id", cx.vpc(gateway.vpc));
        let block = cx.block(names::EGRESS_ONLY_GATEWAY, id, cx.at_vpc(gateway.vpc), body);
        cx.push_named(block);
    }
    for (id, address) in cx.mine::<ElasticIp>() {
        let block = cx.block(names::ELASTIC_IP, id, cx.at(&address.region), Body::new().fix("domain", "vpc"));
        cx.push_named(block);
    }
    for (id, nat) in cx.mine::<NatGateway>() {
        nat_gateway(cx, id, nat);
    }
    for (id, list) in cx.mine::<PrefixList>() {
        prefix_list(cx, id, list);
    }
}

fn nat_gateway(cx: &mut Context, id: crate::document::Id<NatGateway>, nat: &NatGateway) {
    let vpc = cx.model.vpc_of(id);
    let at = vpc.and_then(|v| cx.at_vpc(v));
    let (mut subnet, mut regional) = (None, None);
    match nat.home {
        NatHome::Zonal(s) => subnet = Some(cx.subnet(s)),
        NatHome::Regional(v) => regional = Some(cx.vpc(v)),
    }
    let public = nat.connectivity == NatConnectivity::Public || regional.is_some();
    let mut addresses: Vec<Expr> = nat.addresses.iter().map(|a| cx.reference(*a, names::ELASTIC_IP, "id")).collect();
    if regional.is_some() && !addresses.is_empty() {
        cx.left_out(id, text!("{nat} is regional: AWS gives it addresses zone by zone, and its own are not written", nat = id));
        addresses.clear();
    } else if !public {
        addresses.clear();
    } else if regional.is_none() && addresses.is_empty() {
        // A public NAT gateway without an address is refused by AWS.
        let key = format!("nat/{}", cx.key(id));
        let block = Block::new(names::ELASTIC_IP, key.clone(), Body::new().fix("domain", "vpc")).of(id).region(at.clone());
        cx.push_named(block);
        addresses.push(Expr::Ref(Ref { set: names::ELASTIC_IP, key, attribute: "id" }));
        cx.assume(id, text!("{nat} gets an Elastic IP address of its own, as the design gives it none", nat = id));
    }
    let more: Vec<Expr> = addresses.iter().skip(1).cloned().collect();
    let mode = regional.as_ref().map(|_| "regional");
    let body = Body::new()
        .opt("subnet_id", subnet)
        .opt("vpc_id", regional)
        .opt("availability_mode", mode)
        .set("connectivity_type", if public { "public" } else { "private" })
        .opt("allocation_id", addresses.first().cloned())
        .opt("secondary_allocation_ids", (!more.is_empty()).then_some(more))
        .opt("private_ip", nat.private_ip.filter(|_| mode.is_none()));
    let block = cx.block(names::NAT_GATEWAY, id, at, body);
    cx.push_named(block);
}

fn prefix_list(cx: &mut Context, id: crate::document::Id<PrefixList>, list: &PrefixList) {
    let v6 = matches!(list.entries.first().map(|e| e.cidr), Some(IpNet::V6(_)));
    let mut entries: Vec<_> = list.entries.iter().collect();
    entries.order_by_key(|e| e.cidr);
    entries.dedup_by_key(|e| e.cidr);
    let mut bodies = Vec::new();
    for e in entries {
        if matches!(e.cidr, IpNet::V6(_)) != v6 {
            let text = text!("{list} has one address family; {cidr} is of the other", list = id, cidr = text::code(e.cidr));
            cx.left_out(id, text);
            continue;
        }
        let description = names::description(&e.description);
        bodies.push(Body::new().set("cidr", e.cidr.to_string()).opt("description", (!description.is_empty()).then_some(description)));
    }
    let most = usize::from(list.max_entries).max(bodies.len()).max(1);
    let body = Body::new()
        .set("name", cx.key(id))
        .set("address_family", if v6 { "IPv6" } else { "IPv4" })
        .set("max_entries", i64::try_from(most).unwrap_or(i64::MAX))
        .parts("entry", bodies);
    let block = cx.block(names::PREFIX_LIST, id, cx.at(&list.region), body);
    cx.push_named(block);
}
