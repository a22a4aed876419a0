//! Rules of a security group that others of the same group make needless. [Security group rules]

use super::{MOST, Spare, Why};
use crate::document::{GroupRule, ListRef, Model, Peer, Vpc};
use crate::net::packet_set::{AddressSet, cidr_addresses};
use crate::net::{PacketBox, PacketSet};
use crate::ordered::Sorted as _;

/// The rules of one direction of a group that decide nothing, by position.
pub fn group(model: &Model, rules: &[GroupRule]) -> Vec<Spare> {
    if rules.len() > MOST {
        return Vec::new();
    }
    let mut left: Vec<(usize, &GroupRule)> = rules.iter().enumerate().collect();
    let mut out = Vec::new();
    for at in (0..left.len()).rev() {
        let Some((index, rule)) = left.get(at).copied() else { continue };
        let Some(mut open) = whom(model, &rule.peer).map(|addresses| packets(rule, addresses)) else { continue };
        if open.is_empty() {
            out.push(Spare { index, why: Why::MatchesNothing });
            left.remove(at);
            continue;
        }
        let mut by = Vec::new();
        for (i, other) in left.iter().filter(|(i, _)| *i != index) {
            let Some(addresses) = certainly(model, &other.peer, &rule.peer) else { continue };
            let set = packets(other, addresses);
            if set.meets(&open) {
                open = open.difference(&set);
                by.push(*i);
            }
        }
        if open.is_empty() {
            out.push(Spare { index, why: Why::Repeated(by) });
            left.remove(at);
        }
    }
    out.order_by_key(|s| s.index);
    out
}

fn packets(rule: &GroupRule, addresses: AddressSet) -> PacketSet {
    let ends = PacketBox { source: addresses.into(), ..PacketBox::full() };
    PacketSet::rule(rule.protocol, rule.ports, rule.icmp.as_ref().map(|i| (i.kind, i.code))).intersection(&PacketSet::of(ends))
}

/// Every address that a peer may stand for; none where that cannot be told.
fn whom(model: &Model, peer: &Peer) -> Option<AddressSet> {
    match peer {
        Peer::Cidr(net) => Some(cidr_addresses(*net)),
        // Members are interfaces of the group's own VPC, by their private addresses.
        Peer::Group(g) => model.get(*g).and_then(|g| model.get(g.vpc)).map(blocks),
        Peer::List(ListRef::Customer(l)) => {
            let list = model.get(*l).filter(|l| l.complete)?;
            Some(list.entries.iter().fold(AddressSet::empty(), |all, e| all.union(&cidr_addresses(e.cidr))))
        }
        // AWS's lists: their blocks are IPv4 or IPv6 addresses that are not known here.
        Peer::List(ListRef::Service(_)) => Some(AddressSet::full()),
    }
}

fn blocks(vpc: &Vpc) -> AddressSet {
    let v4 = vpc.cidrs.iter().map(|c| cidr_addresses((*c).into()));
    v4.chain(vpc.ipv6.iter().map(|c| cidr_addresses((*c).into()))).fold(AddressSet::empty(), |all, c| all.union(&c))
}

/// The addresses that a peer stands for without doubt, as far as packets of `asked` are concerned.
fn certainly(model: &Model, peer: &Peer, asked: &Peer) -> Option<AddressSet> {
    match peer {
        _ if peer == asked => Some(AddressSet::full()),
        Peer::Group(_) | Peer::List(ListRef::Service(_)) => None,
        Peer::Cidr(_) => whom(model, peer),
        Peer::List(ListRef::Customer(l)) => {
            let list = model.get(*l)?;
            Some(list.entries.iter().fold(AddressSet::empty(), |all, e| all.union(&cidr_addresses(e.cidr))))
        }
    }
}
