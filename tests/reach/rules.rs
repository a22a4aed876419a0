//! What groups and ACLs say of one packet, and what a prefix list holds.
use super::packet::{ICMP, ICMPV6, Packet};
use super::world::World;
use ipnet::IpNet;
use portico_core::document::*;
use portico_core::net::{PortRange, Protocol};
use std::net::IpAddr;

/// What is known of a yes-or-no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    Yes,
    No,
    Unknown,
}

fn matches(protocol: Protocol, ports: Option<PortRange>, icmp: Option<IcmpMatch>, p: Packet) -> bool {
    let Protocol::Number(n) = protocol else { return true };
    if n != p.protocol {
        return false;
    }
    if p.has_ports() {
        return ports.is_none_or(|r| (r.lo()..=r.hi()).contains(&p.destination_port));
    }
    match (icmp, p.protocol) {
        (Some(m), ICMP | ICMPV6) => {
            let (kind, code) = ((p.destination_port >> 8) as i16, (p.destination_port & 0xff) as i16);
            (m.kind == -1 || m.kind == kind) && (m.kind == -1 || m.code == -1 || m.code == code)
        }
        _ => true,
    }
}

/// Lowest number first, the first match decides, the rest is denied. [Control subnet traffic with network access control lists]
pub fn acl_allows(world: &World, subnet: Id<Subnet>, inbound: bool, p: Packet) -> bool {
    let Some(acl) = world.model.acl_of(subnet).and_then(|a| world.model.get(a)) else { return false };
    let mut entries: Vec<&AclEntry> = if inbound { &acl.ingress } else { &acl.egress }.iter().collect();
    entries.sort_by_key(|e| e.number);
    let far = if inbound { p.source } else { p.destination };
    let first = entries.into_iter().find(|e| matches(e.protocol, e.ports, e.icmp.clone(), p) && e.cidr.contains(&far));
    first.is_some_and(|e| e.action == AclAction::Allow)
}

/// Whether a list holds an address.
pub fn list_holds(world: &World, list: &ListRef, address: IpAddr) -> Says {
    let found = match list {
        ListRef::Customer(id) => world.model.get(*id),
        ListRef::Service(s) => world.model.all::<PrefixList>().map(|(_, l)| l).find(|l| l.service.as_ref() == Some(s)),
    };
    match found {
        Some(l) if l.entries.iter().any(|e| e.cidr.contains(&address)) => Says::Yes,
        Some(l) if l.complete => Says::No,
        // The ranges of services are public.
        _ if super::world::is_private(address) => Says::No,
        _ => Says::Unknown,
    }
}

/// The entries of a list that hold an address.
pub fn list_entries(world: &World, list: &ListRef, address: IpAddr) -> Vec<IpNet> {
    let found = match list {
        ListRef::Customer(id) => world.model.get(*id),
        ListRef::Service(s) => world.model.all::<PrefixList>().map(|(_, l)| l).find(|l| l.service.as_ref() == Some(s)),
    };
    found.map(|l| l.entries.iter().map(|e| e.cidr).filter(|c| c.contains(&address)).collect()).unwrap_or_default()
}

/// How a group's rules let a packet pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Let {
    /// By an address.
    Pass,
    /// Only because a rule names a group: other things must hold on the way.
    ByReference,
    Unknown,
    Refuse,
}

/// All groups of an interface together. `carries` says whether the far end counts as carrying a group.
pub fn groups_allow(
    world: &World,
    groups: &[Id<SecurityGroup>],
    inbound: bool,
    p: Packet,
    carries: impl Fn(Id<SecurityGroup>) -> bool,
) -> Let {
    let far = if inbound { p.source } else { p.destination };
    let mut best = Let::Refuse;
    for rule in groups.iter().filter_map(|g| world.model.get(*g)).flat_map(|g| if inbound { &g.ingress } else { &g.egress }) {
        if !matches(rule.protocol, rule.ports, rule.icmp.clone(), p) {
            continue;
        }
        let says = match &rule.peer {
            Peer::Cidr(net) if net.contains(&far) => Let::Pass,
            Peer::Cidr(_) => Let::Refuse,
            Peer::Group(g) if carries(*g) => Let::ByReference,
            Peer::Group(_) => Let::Refuse,
            Peer::List(list) => match list_holds(world, list, far) {
                Says::Yes => Let::Pass,
                Says::No => Let::Refuse,
                Says::Unknown => Let::Unknown,
            },
        };
        let rank = |l: Let| [Let::Refuse, Let::Unknown, Let::ByReference, Let::Pass].iter().position(|x| *x == l);
        if rank(says) > rank(best) {
            best = says;
        }
    }
    best
}
