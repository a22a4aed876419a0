//! VPC peering connections. The other side may be of an account that is not in the snapshot.

use super::build::{Builder, nets};
use super::enrol::state;
use super::forms::Sort;
use super::recognise::Record;
use crate::document::{Id, Peering, Vpc};
use crate::net::cidr;

pub fn read(b: &mut Builder) {
    for (id, aws_id, r) in b.enrolled::<Peering>(Sort::Peering, "VpcPeeringConnectionId") {
        let (Some(requester), Some(accepter)) = (side(b, &r, "RequesterVpcInfo"), side(b, &r, "AccepterVpcInfo")) else { continue };
        let dns = |s: &str| r.get(s).get("PeeringOptions").get("AllowDnsResolutionFromRemoteVpc").flag() == Some(true);
        let state = state(r.json);
        let body = Peering {
            requester,
            accepter,
            accepted: state == "active" || state.is_empty(),
            requester_dns: dns("RequesterVpcInfo"),
            accepter_dns: dns("AccepterVpcInfo"),
        };
        b.put(id, &r, aws_id, body);
    }
}

fn side(b: &mut Builder, r: &Record, field: &str) -> Option<Id<Vpc>> {
    let info = r.get(field);
    let mut blocks = nets(info.get("CidrBlockSet"), "CidrBlock");
    blocks.extend(nets(info.get("Ipv6CidrBlockSet"), "Ipv6CidrBlock"));
    if let Some(net) = info.get("CidrBlock").text().and_then(|c| cidr::parse(c).ok())
        && !blocks.contains(&net)
    {
        blocks.insert(0, net);
    }
    let region = info.get("Region").text().and_then(|s| s.parse().ok()).unwrap_or_else(|| b.regions.of_record(r));
    Some(b.vpc(info.get("VpcId").text()?, &blocks, &region, info.get("OwnerId").text()))
}
