//! Addresses of a copy: blocks that stay where they are free and move as a whole where they are not.

use crate::document::{Document, Kind, Value, Vpc};
use crate::net::cidr;
use crate::propose;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Blocks that moved: from, to; of one size.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    pub v4: Vec<(Ipv4Net, Ipv4Net)>,
    pub v6: Vec<(Ipv6Net, Ipv6Net)>,
}

impl Moved {
    fn v4(&self, a: Ipv4Addr, prefix: u8) -> Option<Ipv4Addr> {
        let (from, to) = self.v4.iter().find(|(from, _)| from.contains(&a) && from.prefix_len() <= prefix)?;
        let by = u32::from(a).checked_sub(u32::from(from.network()))?;
        u32::from(to.network()).checked_add(by).map(Ipv4Addr::from)
    }

    fn v6(&self, a: Ipv6Addr, prefix: u8) -> Option<Ipv6Addr> {
        let (from, to) = self.v6.iter().find(|(from, _)| from.contains(&a) && from.prefix_len() <= prefix)?;
        let by = u128::from(a).checked_sub(u128::from(from.network()))?;
        u128::from(to.network()).checked_add(by).map(Ipv6Addr::from)
    }

    /// The same address or block where its block went, as text; `None` for what is no address or did not move.
    pub fn text(&self, s: &str) -> Option<String> {
        if let Ok(net) = s.parse::<IpNet>() {
            return match net {
                IpNet::V4(n) => Some(Ipv4Net::new(self.v4(n.network(), n.prefix_len())?, n.prefix_len()).ok()?.to_string()),
                IpNet::V6(n) => Some(Ipv6Net::new(self.v6(n.network(), n.prefix_len())?, n.prefix_len()).ok()?.to_string()),
            };
        }
        if let Ok(a) = s.parse::<Ipv4Addr>() {
            return Some(self.v4(a, 32)?.to_string());
        }
        Some(self.v6(s.parse().ok()?, 128)?.to_string())
    }

    /// Every address and block in a value.
    pub fn value(&self, value: &mut Value) {
        match value {
            Value::Text(s) => {
                if let Some(there) = self.text(s) {
                    *s = there;
                }
            }
            Value::List(all) => all.iter_mut().for_each(|v| self.value(v)),
            Value::Map(all) => all.values_mut().for_each(|v| self.value(v)),
            _ => {}
        }
    }
}

/// Takes away what only one resource can have: chosen addresses, public ones.
pub fn without_addresses(kind: Kind, value: &mut Value) {
    match value {
        Value::List(all) => all.iter_mut().for_each(|v| without_addresses(kind, v)),
        Value::Map(all) => {
            for (name, v) in all.iter_mut() {
                match (kind, name.as_str()) {
                    (Kind::NetworkInterface, "private_ips" | "ipv6") => *v = Value::List(Vec::new()),
                    (_, "private_ip" | "ip") | (Kind::InterfaceEndpoint | Kind::ResourceEndpoint | Kind::ResolverEndpoint, "ipv6") => {
                        *v = Value::Null
                    }
                    _ => without_addresses(kind, v),
                }
            }
        }
        _ => {}
    }
}

/// Public addresses are AWS's to give: a copy gets others.
pub fn without_public(kind: Kind, value: &mut Value) {
    let Value::Map(all) = value else { return };
    let name = match kind {
        Kind::ElasticIp => "address",
        Kind::NetworkInterface => "public_ip",
        _ => return,
    };
    if let Some(v) = all.get_mut(name) {
        *v = Value::Null;
    }
}

/// Where the blocks of a copied VPC go: where they are while nothing else is there.
pub fn of_vpc(doc: &Document, vpc: &Vpc) -> Option<Moved> {
    let mut moved = Moved::default();
    let mut taken = propose::taken_blocks(doc);
    for block in &vpc.cidrs {
        let kept = !taken.iter().any(|t| cidr::overlap(IpNet::V4(*t), IpNet::V4(*block)));
        let there = if kept {
            *block
        } else {
            let mut ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].iter().filter_map(|r| r.parse::<Ipv4Net>().ok());
            ranges.find_map(|range| cidr::free_block(range, block.prefix_len(), &taken))?
        };
        taken.push(there);
        moved.v4.push((*block, there));
    }
    let mut taken: Vec<Ipv6Net> = doc.model.all::<Vpc>().flat_map(|(_, v)| v.ipv6.clone()).collect();
    for block in &vpc.ipv6 {
        let there = after(*block, &taken)?;
        taken.push(there);
        moved.v6.push((*block, there));
    }
    Some(moved)
}

/// The block itself, or the first one of its size behind it that is free.
fn after(block: Ipv6Net, taken: &[Ipv6Net]) -> Option<Ipv6Net> {
    let mut now = block;
    for _ in 0..=taken.len() {
        match taken.iter().find(|t| t.contains(&now) || now.contains(*t)) {
            None => return Some(now),
            Some(t) => {
                let next = u128::from(t.broadcast()).max(u128::from(now.broadcast())).checked_add(1)?;
                now = Ipv6Net::new(Ipv6Addr::from(next), block.prefix_len()).ok()?;
            }
        }
    }
    None
}

/// A free block of a VPC for a copied subnet: its own where it lies in the VPC and is free, else the first of its size.
pub fn of_subnet(blocks: &[Ipv4Net], taken: &[Ipv4Net], wanted: Ipv4Net) -> Option<Ipv4Net> {
    let own = blocks.iter().any(|b| b.contains(&wanted)) && !taken.iter().any(|t| t.contains(&wanted) || wanted.contains(t));
    if own { Some(wanted) } else { blocks.iter().find_map(|b| cidr::free_block(*b, wanted.prefix_len(), taken)) }
}
