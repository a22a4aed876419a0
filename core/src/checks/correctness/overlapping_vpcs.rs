//! VPCs, and on-premises networks, whose blocks overlap.

use crate::checks::{Found, check, set};
use crate::document::{Id, Model, OnPremises, Peering, TransitAttachment, Vpc, VpnConnection, VpnGateway};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::net::cidr;
use crate::propose::free_vpc_block;
use crate::text;
use ipnet::IpNet;

check! {
    /// Two VPCs may use the same addresses as long as nothing ever connects them. Connected, they may not: AWS refuses a
    /// peering connection between VPCs of which any two blocks overlap, used or not, and over a transit gateway or a VPN a
    /// packet goes to the nearer one of the two networks. Within one VPC the blocks must not overlap at all.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc app 10.0.0.0/16
    /// vpc data 10.0.0.0/16
    /// peering app - data
    /// ```
    ///
    /// ## What to do
    ///
    /// Plan addresses for all networks together before the first of them is built; the studio gives new VPCs free blocks.
    /// A block that is in use cannot be changed: what stands in it must be made anew. Where that cannot be, reach single
    /// services in the other network by PrivateLink, which does not mind overlaps.
    ///
    /// AWS: "How VPC peering connections work" (Amazon VPC Peering Guide), "VPC CIDR blocks" (Amazon VPC User Guide)
    "overlapping-vpcs", "VPCs overlap", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let vpcs: Vec<(Id<Vpc>, &Vpc)> = model.all::<Vpc>().collect();
    let mut out = Vec::new();
    for (i, (id, v)) in vpcs.iter().enumerate() {
        for (k, net) in v.cidrs.iter().enumerate() {
            if let Some(twin) = v.cidrs.iter().take(k).find(|o| cidr::overlap(IpNet::V4(**o), IpNet::V4(*net))) {
                let rest: Vec<_> = v.cidrs.iter().enumerate().filter(|(n, _)| *n != k).map(|(_, c)| *c).collect();
                out.push(
                    Found::new(*id, text!("The blocks {net} and {twin} of {vpc} overlap.", net = *net, twin = *twin, vpc = *id))
                        .because(text!("The blocks of one VPC must not overlap."))
                        .option(text!("Remove {net} from {vpc}", net = *net, vpc = *id), set(*id, "cidrs", &rest)),
                );
            }
        }
        for (other, o) in vpcs.iter().take(i) {
            let pair = v.cidrs.iter().find_map(|a| o.cidrs.iter().find(|b| cidr::overlap(IpNet::V4(*a), IpNet::V4(**b))).map(|b| (*a, *b)));
            if let Some((a, b)) = pair {
                out.push(two_vpcs(facts, *id, *other, a, b));
            }
        }
        out.extend(model.all::<OnPremises>().filter_map(|(p, premises)| {
            let (a, b) =
                v.cidrs.iter().find_map(|a| premises.cidrs.iter().find(|b| cidr::overlap(IpNet::V4(*a), **b)).map(|b| (*a, *b)))?;
            let line = connection(model, *id, p)?;
            let said = text!(
                "{vpc} ({a}) overlaps {premises} ({b}), which {line} connects with it.",
                vpc = *id,
                a = a,
                premises = p,
                b = b,
                line = line
            );
            Some(
                Found::new(*id, said)
                    .with(p)
                    .severity(Severity::Warning)
                    .because(text!("Packets for the common addresses stay in {vpc}: its local route comes first.", vpc = *id)),
            )
        }));
    }
    out
}

fn two_vpcs(facts: &Facts, id: Id<Vpc>, other: Id<Vpc>, a: ipnet::Ipv4Net, b: ipnet::Ipv4Net) -> Found {
    let model = &facts.document.model;
    let peering = model.all::<Peering>().find(|(_, p)| [(id, other), (other, id)].contains(&(p.requester, p.accepter)));
    let of = |v: Id<Vpc>| model.all::<TransitAttachment>().filter(move |(_, t)| t.to == v.node()).map(|(_, t)| t.gateway);
    let transit = of(id).find(|g| of(other).any(|h| h == *g));
    let said = text!("{vpc} ({a}) overlaps {other} ({b}).", vpc = id, a = a, other = other, b = b);
    let found = Found::new(id, said).with(other);
    let mut found = match (peering, transit) {
        (Some((p, _)), _) => found
            .with(p)
            .because(text!("AWS refuses {peering}: peered VPCs must not share a single address.", peering = p))
            .option(text!("Delete {peering}", peering = p), crate::edit::Command::Delete { nodes: vec![p.node()] }),
        (None, Some(g)) => found
            .with(g)
            .because(text!("Both are attached to {gateway}, which sends the common addresses to one of the two only.", gateway = g)),
        (None, None) => found
            .severity(Severity::Info)
            .because(text!("Nothing connects them. They can never be peered, and a transit gateway could not tell them apart.")),
    };
    if model.subnets_of(id).next().is_none()
        && let Some(free) = free_vpc_block(&facts.document)
    {
        found = found.option(text!("Give {vpc} the free block {free}", vpc = id, free = free), set(id, "cidrs", &vec![free]));
    }
    found
}

/// The VPN connection by which a VPC reaches an on-premises network.
fn connection(model: &Model, vpc: Id<Vpc>, premises: Id<OnPremises>) -> Option<Id<VpnConnection>> {
    let gateways: Vec<_> = model
        .all::<VpnGateway>()
        .filter(|(_, g)| g.vpc == Some(vpc))
        .map(|(g, _)| g.node())
        .chain(model.all::<TransitAttachment>().filter(|(_, a)| a.to == vpc.node()).map(|(_, a)| a.gateway.node()))
        .collect();
    model.all::<VpnConnection>().find(|(_, c)| c.premises == premises && gateways.contains(&c.gateway)).map(|(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc a 10.0.0.0/16\nvpc b 10.1.0.0/16\nvpc c 10.0.128.0/20 #! c (10.0.128.0/20) overlaps a (10.0.0.0/16)\npeering a - b",
        );
        check(&CHECK, "vpc a 10.0.0.0/16 10.0.1.0/24 #! The blocks 10.0.1.0/24 and 10.0.0.0/16 of a overlap");
        check(
            &CHECK,
            "vpc a 10.0.0.0/16 #! which line connects with it\n  vgw g\nvpc b 10.7.0.0/16\non-premises home 10.0.0.0/8\nvpn line g - home",
        );
    }

    #[test]
    fn mended() {
        mends(&CHECK, "vpc a 10.0.0.0/16\nvpc b 10.0.0.0/16\npeering a - b", &["Delete a-b", "Give b the free block 10.1.0.0/16"]);
        mends(&CHECK, "vpc a 10.0.0.0/16 10.0.1.0/24", &["Remove 10.0.1.0/24 from a"]);
    }
}
