//! VPC peering connections, with the accepting side and the options as resources of their own.

use super::context::{At, Raiser};
use crate::document::{BlockMode, Id, Kind, NetworkAcl, Peering, Region, RouteTable, SecurityGroup, Vpc};
use crate::interchange::item::Val;
use crate::text;

pub fn raise(r: &mut Raiser) {
    for (at, id) in r.enrolled::<Peering>("aws_vpc_peering_connection") {
        let Some(requester) = r.refer::<Vpc>(at, "vpc_id") else {
            r.left_out(at, text!("the VPC that asks for it is not in the files"));
            continue;
        };
        let v = r.get(at, "peer_vpc_id");
        r.know(at, &["peer_owner_id"]);
        let region = r.text(at, "peer_region").and_then(|p| p.parse::<Region>().ok()).unwrap_or_else(|| r.region_of(requester));
        let accepter = match r.id::<Vpc>(v) {
            Some(vpc) => vpc,
            None => {
                r.missing(at, "peer_vpc_id", v);
                far(r, &v.shown(), region)
            }
        };
        let status = r.get(at, "accept_status").as_text();
        let accepted = r.flag(at, "auto_accept") == Some(true) || status == Some("active");
        let dns = |v: &Val| v.get("allow_remote_vpc_dns_resolution").as_bool() == Some(true);
        let (requester_dns, accepter_dns) = (dns(r.get(at, "requester")), dns(r.get(at, "accepter")));
        r.put(at, id, Peering { requester, accepter, accepted, requester_dns, accepter_dns });
    }
    for at in r.of("aws_vpc_peering_connection_accepter") {
        let Some(id) = r.refer::<Peering>(at, "vpc_peering_connection_id") else {
            r.left_out(at, text!("its connection is not in the files"));
            continue;
        };
        r.give(at, id.node());
        let accepted = r.flag(at, "auto_accept") == Some(true);
        r.model.edit(id, |p: &mut Peering| p.accepted |= accepted);
        options(r, at, id);
    }
    for at in r.of("aws_vpc_peering_connection_options") {
        match r.refer::<Peering>(at, "vpc_peering_connection_id") {
            Some(id) => options(r, at, id),
            None => r.left_out(at, text!("its connection is not in the files")),
        }
    }
}

fn options(r: &mut Raiser, at: At, id: Id<Peering>) {
    let dns = |v: &Val| v.get("allow_remote_vpc_dns_resolution").as_bool() == Some(true);
    let (asks, takes) = (dns(r.get(at, "requester")), dns(r.get(at, "accepter")));
    r.model.edit(id, |p: &mut Peering| {
        p.requester_dns |= asks;
        p.accepter_dns |= takes;
    });
}

/// A VPC of which nothing is known: of another account, or of other files.
fn far(r: &mut Raiser, what: &str, region: Region) -> Id<Vpc> {
    r.notes.guess_of(what, text!("connections lead to these VPCs, which are not in the files; what happens in them is not known"));
    let [vpc, table, group, acl] = [Kind::Vpc, Kind::RouteTable, Kind::SecurityGroup, Kind::NetworkAcl].map(|k| r.reserve(k).number());
    let id = Id::new(vpc);
    let (main_table, default_group, default_acl) = (Id::new(table), Id::new(group), Id::new(acl));
    let body = Vpc {
        account: None,
        region,
        cidrs: Vec::new(),
        ipv6: Vec::new(),
        dns_support: true,
        dns_hostnames: true,
        main_table,
        default_group,
        default_acl,
        opaque: true,
        sparse: false,
        block_public_access: BlockMode::Off,
    };
    r.invent_at(id, what, true, body);
    r.invent_at(
        main_table,
        &format!("{what}-main"),
        true,
        RouteTable { vpc: id, routes: vec![], propagation: vec![], edge: None, complete: true },
    );
    let description = "default VPC security group".into();
    r.invent_at(default_group, &format!("{what}-default"), true, SecurityGroup { vpc: id, description, ingress: vec![], egress: vec![] });
    r.invent_at(default_acl, &format!("{what}-default"), true, NetworkAcl { vpc: id, ingress: vec![], egress: vec![], complete: true });
    id
}
