//! What is doubtful about a value while it is typed: it can stand in the design, and AWS would refuse it. From the
//! model alone, so that it can be asked at every key.

use ipnet::{IpNet, Ipv4Net};
use portico_core::document::{Body, Destination, Id, Model, NodeId, Peering, RouteTable, Subnet, Vpc};
use portico_core::net::cidr;
use portico_core::text;
use portico_core::text::Text;
use std::net::{IpAddr, Ipv4Addr};

/// What is doubtful about a row of a resource's form.
pub fn of(model: &Model, node: NodeId, row: &str) -> Option<Text> {
    match &model.node(node)?.body {
        Body::Vpc(v) => {
            let i: usize = row.strip_prefix("cidr-")?.parse().ok()?;
            vpc_block(model, Id::of(node)?, v, *v.cidrs.get(i)?)
        }
        Body::Subnet(s) if row == "cidr" => match s.cidr {
            Some(c) => subnet_block(model, Id::of(node)?, s, c),
            None if s.ipv6.is_none() => Some(text!("A subnet has an IPv4 block, an IPv6 block, or both")),
            None => None,
        },
        Body::Subnet(s) if row == "ipv6" => subnet_v6(model, Id::of(node)?, s),
        Body::RouteTable(t) => route(model, t, row),
        Body::Workload(w) if row == "private-ip" => address(model, node, *w.subnets.first()?, w.private_ip?),
        Body::NatGateway(n) if row == "private-ip" => match n.home {
            portico_core::document::NatHome::Zonal(s) => address(model, node, s, n.private_ip?),
            portico_core::document::NatHome::Regional(_) => None,
        },
        body => {
            let i: usize = row.strip_prefix("interface-")?.strip_suffix("-address")?.parse().ok()?;
            let s = body.endpoint_subnets().get(i)?;
            address(model, node, s.subnet, s.ip?)
        }
    }
}

/// [VPC CIDR blocks]
fn vpc_block(model: &Model, id: Id<Vpc>, vpc: &Vpc, block: Ipv4Net) -> Option<Text> {
    if !(16..=28).contains(&block.prefix_len()) {
        return Some(text!("AWS takes VPC blocks from /16 to /28; this is {block}", block = block));
    }
    if vpc.cidrs.iter().filter(|c| cidr::overlap(IpNet::V4(**c), IpNet::V4(block))).count() > 1 {
        return Some(text!("{block} overlaps another block of this VPC", block = block));
    }
    let others = model.all::<Peering>().filter_map(|(p, x)| {
        let other = if x.requester == id { x.accepter } else { x.requester };
        (x.requester == id || x.accepter == id).then_some((p, other))
    });
    for (peering, other) in others {
        let clash = model.get(other).and_then(|o| o.cidrs.iter().find(|c| cidr::overlap(IpNet::V4(**c), IpNet::V4(block))));
        if let Some(c) = clash {
            return Some(text!(
                "{block} overlaps {other} of {vpc}, to which {peering} leads",
                block = block,
                other = *c,
                vpc = other,
                peering = peering
            ));
        }
    }
    None
}

/// [Subnet CIDR blocks]
fn subnet_block(model: &Model, id: Id<Subnet>, s: &Subnet, block: Ipv4Net) -> Option<Text> {
    if !(16..=28).contains(&block.prefix_len()) {
        return Some(text!("AWS takes subnets from /16 to /28; this is {block}", block = block));
    }
    let vpc = model.get(s.vpc)?;
    if !vpc.cidrs.iter().any(|c| c.contains(&block)) {
        let blocks = portico_core::text::Arg::from_iter(vpc.cidrs.iter().copied());
        return Some(text!("{block} lies outside {vpc}, which has {blocks}", block = block, vpc = s.vpc, blocks = blocks));
    }
    let clash =
        model.subnets_of(s.vpc).find(|(o, other)| *o != id && other.cidr.is_some_and(|c| cidr::overlap(IpNet::V4(c), IpNet::V4(block))));
    let (other, theirs) = clash.and_then(|(o, x)| Some((o, x.cidr?)))?;
    Some(text!("{block} overlaps {other}, which has {theirs}", block = block, other = other, theirs = theirs))
}

fn subnet_v6(model: &Model, id: Id<Subnet>, s: &Subnet) -> Option<Text> {
    let block = s.ipv6?;
    let vpc = model.get(s.vpc)?;
    if block.prefix_len() < 44 || block.prefix_len() > 64 || block.prefix_len() % 4 != 0 {
        return Some(text!("AWS takes IPv6 subnets from /44 to /64 in steps of four"));
    }
    if !vpc.ipv6.iter().any(|c| c.contains(&block)) {
        return Some(text!("{block} lies outside the IPv6 blocks of {vpc}", block = IpNet::V6(block), vpc = s.vpc));
    }
    let clash = |x: &Subnet| x.ipv6.is_some_and(|c| cidr::overlap(IpNet::V6(c), IpNet::V6(block)));
    let (other, _) = model.subnets_of(s.vpc).find(|(o, x)| *o != id && clash(x))?;
    Some(text!("{block} overlaps {other}", block = IpNet::V6(block), other = other))
}

fn route(model: &Model, table: &RouteTable, row: &str) -> Option<Text> {
    let i: usize = row.strip_prefix("route-")?.strip_suffix("-destination")?.parse().ok()?;
    let r = table.routes.get(i)?;
    if table.routes.iter().filter(|o| o.destination == r.destination).count() > 1 {
        return Some(text!("A table has one route for each destination"));
    }
    let Destination::Cidr(IpNet::V4(net)) = r.destination else { return None };
    let vpc = model.get(table.vpc)?;
    let inside = vpc.cidrs.iter().find(|c| c.contains(&net) && **c != net)?;
    Some(text!("More specific than the local route {local}: AWS takes it only with a middlebox in the VPC as target", local = *inside))
}

/// A chosen private address.
fn address(model: &Model, owner: NodeId, subnet: Id<Subnet>, a: Ipv4Addr) -> Option<Text> {
    let block = model.get(subnet)?.cidr?;
    if !block.contains(&a) {
        return Some(text!("{a} lies outside {subnet}, which has {block}", a = a, subnet = subnet, block = block));
    }
    if !cidr::assignable(block, a) {
        return Some(text!("AWS reserves {a}: the first four addresses of a subnet and the last", a = a));
    }
    let other = holders(model, a).into_iter().find(|n| *n != owner && model.vpc_of(*n) == model.vpc_of(subnet))?;
    Some(text!("{other} has {a} already", other = other, a = IpAddr::V4(a)))
}

/// Who has chosen an address.
fn holders(model: &Model, a: Ipv4Addr) -> Vec<NodeId> {
    let has = |body: &Body| match body {
        Body::Workload(w) => w.private_ip == Some(a),
        Body::NatGateway(n) => n.private_ip == Some(a),
        Body::NetworkInterface(n) => n.private_ips.contains(&a),
        body => body.endpoint_subnets().iter().any(|s| s.ip == Some(a)),
    };
    model.nodes().filter(|(_, n)| has(&n.body)).map(|(id, _)| id).collect()
}
