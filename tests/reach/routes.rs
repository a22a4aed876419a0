//! Which route one address takes: in a subnet's table, in an edge table, in a transit gateway's table.
use super::rules::{Says, list_entries, list_holds};
use super::world::World;
use ipnet::IpNet;
use portico_core::document::*;
use std::net::IpAddr;

/// What a table says of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    Local,
    To(Target),
    Propagated(Id<VpnGateway>),
    Endpoint(Id<GatewayEndpoint>),
    Nothing,
    /// AWS does not say, or what the design holds does not tell.
    Unknown,
}

/// A route that matches: how long its prefix is, its place among equals, and where it leads.
type Candidate = (u8, u8, Choice);

const LOCAL: u8 = 4;
const STATIC: u8 = 3;
const LIST: u8 = 2;
const PROPAGATED: u8 = 1;

/// Longest prefix first; then static, prefix list, propagated. Local beats propagated of any length. [How route priority works]
pub fn choose(world: &World, table: Id<RouteTable>, to: IpAddr) -> Choice {
    let Some(t) = world.model.get(table) else { return Choice::Nothing };
    let mut all: Vec<Candidate> = Vec::new();
    if let Some(vpc) = world.model.get(t.vpc) {
        let blocks = vpc.cidrs.iter().map(|c| IpNet::V4(*c)).chain(vpc.ipv6.iter().map(|c| IpNet::V6(*c)));
        all.extend(blocks.filter(|c| c.contains(&to)).map(|c| (c.prefix_len(), LOCAL, Choice::Local)));
    }
    let local = !all.is_empty();
    let mut lists: Vec<Target> = Vec::new();
    for r in &t.routes {
        match &r.destination {
            Destination::Cidr(c) if c.contains(&to) => {
                // One for the whole block of the VPC takes the place of the local route.
                all.retain(|(len, rank, _)| !(*rank == LOCAL && *len == c.prefix_len()));
                all.push((c.prefix_len(), STATIC, Choice::To(r.target.clone())));
            }
            Destination::Cidr(_) => {}
            Destination::List(list) => {
                if list_holds(world, list, to) == Says::Unknown {
                    return Choice::Unknown;
                }
                let held = list_entries(world, list, to);
                if !held.is_empty() {
                    lists.push(r.target.clone());
                }
                all.extend(held.iter().map(|c| (c.prefix_len(), LIST, Choice::To(r.target.clone()))));
            }
        }
    }
    for (id, e) in world.model.all::<GatewayEndpoint>().filter(|(_, e)| e.tables.contains(&table)) {
        let list = ListRef::Service(e.service.clone());
        if list_holds(world, &list, to) == Says::Unknown {
            return Choice::Unknown;
        }
        all.extend(list_entries(world, &list, to).iter().map(|c| (c.prefix_len(), LIST, Choice::Endpoint(id))));
    }
    if !local {
        for g in &t.propagation {
            all.extend(
                behind_gateway(world, *g).iter().filter(|c| c.contains(&to)).map(|c| (c.prefix_len(), PROPAGATED, Choice::Propagated(*g))),
            );
        }
    }
    let best = all.into_iter().max_by_key(|(len, rank, _)| (*len, *rank));
    match best {
        // Lists with overlapping entries and different targets: AWS takes one at random.
        Some((_, LIST, _)) if lists.iter().any(|t| *t != lists[0]) => Choice::Unknown,
        Some((_, _, choice)) => choice,
        None => Choice::Nothing,
    }
}

/// What a virtual private gateway knows to lie behind it.
pub fn behind_gateway(world: &World, gateway: Id<VpnGateway>) -> Vec<IpNet> {
    let mut out = Vec::new();
    for (_, c) in world.model.all::<VpnConnection>().filter(|(_, c)| c.gateway == gateway.node() && c.up) {
        out.extend(behind_connection(world, c));
    }
    for (_, d) in world.model.all::<DirectConnect>().filter(|(_, d)| d.gateways.contains(&gateway.node()) && d.up) {
        out.extend(behind_direct(world, d));
    }
    out
}

pub fn behind_connection(world: &World, c: &VpnConnection) -> Vec<IpNet> {
    match c.bgp {
        true => world.model.get(c.premises).map(|p| p.cidrs.clone()).unwrap_or_default(),
        false => c.static_routes.clone(),
    }
}

pub fn behind_direct(world: &World, d: &DirectConnect) -> Vec<IpNet> {
    d.premises.and_then(|p| world.model.get(p)).map(|p| p.cidrs.clone()).unwrap_or_default()
}

/// What a transit gateway's table says of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transit {
    To(Id<TransitAttachment>),
    Drop,
    Nothing,
    /// Two propagated routes of one length, which the rules here do not tell apart.
    Unknown,
}

/// Longest prefix, then static over propagated. A static route holds whether or not its attachment propagates.
pub fn choose_transit(world: &World, table: Id<TransitTable>, to: IpAddr) -> Transit {
    let Some(t) = world.model.get(table) else { return Transit::Nothing };
    let mut all: Vec<(u8, u8, Transit)> = Vec::new();
    for r in t.routes.iter().filter(|r| r.destination.contains(&to)) {
        let way = match r.target {
            TransitTarget::Attachment(a) if world.model.get(a).is_some() => Transit::To(a),
            _ => Transit::Drop,
        };
        all.push((r.destination.prefix_len(), 9, way));
    }
    for (id, a) in world.model.all::<TransitAttachment>().filter(|(_, a)| a.propagates_to.contains(&table)) {
        // Virtual private clouds, then Direct Connect, then VPN.
        let (blocks, rank) = if let Some(vpc) = Id::<Vpc>::of(a.to).and_then(|v| world.model.get(v)) {
            (vpc.cidrs.iter().map(|c| IpNet::V4(*c)).chain(vpc.ipv6.iter().map(|c| IpNet::V6(*c))).collect(), 8)
        } else if let Some(c) = Id::<VpnConnection>::of(a.to).and_then(|c| world.model.get(c)).filter(|c| c.up) {
            (behind_connection(world, c), 6)
        } else if let Some(d) = Id::<DirectConnect>::of(a.to).and_then(|d| world.model.get(d)).filter(|d| d.up) {
            (behind_direct(world, d), 7)
        } else {
            (Vec::new(), 0)
        };
        all.extend(blocks.iter().filter(|c| c.contains(&to)).map(|c| (c.prefix_len(), rank, Transit::To(id))));
    }
    let Some(best) = all.iter().map(|(len, rank, _)| (*len, *rank)).max() else { return Transit::Nothing };
    let mut ways = all.into_iter().filter(|(len, rank, _)| (*len, *rank) == best).map(|(_, _, w)| w);
    let first = ways.next().unwrap_or(Transit::Nothing);
    if ways.all(|w| w == first) { first } else { Transit::Unknown }
}
