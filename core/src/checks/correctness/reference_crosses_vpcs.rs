//! References from one VPC into another that AWS does not take.

use crate::checks::{Found, check, set};
use crate::document::{
    GatewayEndpoint, Id, LoadBalancer, Model, NodeId, Peer, Peering, SecurityGroup, Subnet, TransitAttachment, TransitGateway, Vpc,
    Workload,
};
use crate::edit::Command;
use crate::facts::Facts;
use crate::text;

check! {
    /// A subnet's route table and network ACL, the groups and subnets of what stands in a VPC, and the tables of a gateway
    /// endpoint all belong to the same VPC. Only a rule of a security group may name a group of another VPC: over an
    /// accepted peering in the same Region, and inbound over a transit gateway that has the option for it.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc one 10.0.0.0/16
    ///   group web
    /// vpc two 10.1.0.0/16
    ///   subnet app a 10.1.0.0/24
    ///     instance api groups web
    /// ```
    ///
    /// ## What to do
    ///
    /// Use a table, ACL or group of the right VPC; name blocks where groups cannot be named.
    ///
    /// AWS: "Security group rules", "Subnet route tables" (Amazon VPC User Guide)
    "reference-crosses-vpcs", "Reference into another VPC", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    let strange = |own: Id<Vpc>, other: NodeId| model.vpc_of(other).is_some_and(|v| v != own);
    for (id, s) in model.all::<Subnet>() {
        if let Some(t) = s.table.filter(|t| strange(s.vpc, t.node())) {
            let label = text!("Let {subnet} use the main route table of {vpc}", subnet = id, vpc = s.vpc);
            out.push(found(model, id.node(), s.vpc, t.node()).option(label, set(id, "table", &None::<Id<crate::document::RouteTable>>)));
        }
        if let Some(a) = s.acl.filter(|a| strange(s.vpc, a.node())) {
            let label = text!("Let {subnet} use the default network ACL of {vpc}", subnet = id, vpc = s.vpc);
            out.push(found(model, id.node(), s.vpc, a.node()).option(label, set(id, "acl", &None::<Id<crate::document::NetworkAcl>>)));
        }
    }
    for (id, e) in model.all::<GatewayEndpoint>() {
        for t in e.tables.iter().filter(|t| strange(e.vpc, t.node())) {
            let rest: Vec<_> = e.tables.iter().copied().filter(|o| o != t).collect();
            let label = text!("Take {table} from {endpoint}", table = *t, endpoint = id);
            out.push(found(model, id.node(), e.vpc, t.node()).fix(label, set(id, "tables", &rest)));
        }
    }
    for e in model.private_endpoints() {
        let id = e.id;
        groups(model, id, e.vpc, e.groups, &mut out);
        for s in e.subnets.iter().filter(|s| strange(e.vpc, s.subnet.node())) {
            let rest: Vec<_> = e.subnets.iter().filter(|o| o.subnet != s.subnet).cloned().collect();
            let label = text!("Take {endpoint} out of {subnet}", subnet = s.subnet, endpoint = id);
            out.push(found(model, id, e.vpc, s.subnet.node()).option(label, set(id, "subnets", &rest)));
        }
    }
    for (id, w) in model.all::<Workload>() {
        if let Some(vpc) = model.vpc_of(id) {
            groups(model, id.node(), vpc, &w.groups, &mut out);
            subnets(model, id.node(), vpc, &w.subnets, &mut out);
        }
    }
    for (id, b) in model.all::<LoadBalancer>() {
        groups(model, id.node(), b.vpc, &b.groups, &mut out);
        subnets(model, id.node(), b.vpc, &b.subnets, &mut out);
    }
    for (id, g) in model.all::<SecurityGroup>() {
        for (field, rules, ingress) in [("ingress", &g.ingress, true), ("egress", &g.egress, false)] {
            for (i, r) in rules.iter().enumerate() {
                let Peer::Group(other) = r.peer else { continue };
                let Some(theirs) = model.get(other).map(|o| o.vpc).filter(|v| *v != g.vpc) else { continue };
                if linked(model, g.vpc, theirs, ingress) {
                    continue;
                }
                let rest: Vec<_> = rules.iter().enumerate().filter(|(n, _)| *n != i).map(|(_, r)| r.clone()).collect();
                out.push(
                    Found::new(id, text!("A rule of {group} names {other}, a group of {vpc}.", group = id, other = other, vpc = theirs))
                        .with(other)
                        .because(text!("No peering connection in one Region joins the two VPCs, and without one such a rule is refused or matches nothing."))
                        .option(text!("Remove the rule that names {other}", other = other), set(id, field, &rest)),
                );
            }
        }
    }
    out
}

fn groups(model: &Model, id: NodeId, vpc: Id<Vpc>, groups: &[Id<SecurityGroup>], out: &mut Vec<Found>) {
    for g in groups.iter().filter(|g| model.vpc_of(**g).is_some_and(|v| v != vpc)) {
        let rest: Vec<_> = groups.iter().copied().filter(|o| o != g).collect();
        out.push(
            found(model, id, vpc, g.node()).option(text!("Take {group} from {owner}", group = *g, owner = id), set(id, "groups", &rest)),
        );
    }
}

fn subnets(model: &Model, id: NodeId, vpc: Id<Vpc>, subnets: &[Id<Subnet>], out: &mut Vec<Found>) {
    for s in subnets.iter().filter(|s| model.vpc_of(**s).is_some_and(|v| v != vpc)) {
        let rest: Vec<_> = subnets.iter().copied().filter(|o| o != s).collect();
        let command: Command = set(id, "subnets", &rest);
        out.push(found(model, id, vpc, s.node()).option(text!("Take {owner} out of {subnet}", subnet = *s, owner = id), command));
    }
}

fn found(model: &Model, id: NodeId, vpc: Id<Vpc>, other: NodeId) -> Found {
    let said = text!("{owner} is in {vpc} and uses {other}, which is in another VPC.", owner = id, vpc = vpc, other = other);
    let theirs = model.vpc_of(other).map(|v| v.node()).unwrap_or(other);
    Found::new(id, said).with(other).because(text!(
        "{other} belongs to {theirs}; AWS takes only what is in {vpc}.",
        other = other,
        theirs = theirs,
        vpc = vpc
    ))
}

/// Whether a rule in one VPC may name a group of the other. [Security group rules]
fn linked(model: &Model, a: Id<Vpc>, b: Id<Vpc>, ingress: bool) -> bool {
    let region = |v: Id<Vpc>| model.get(v).map(|v| v.region.clone());
    let peered = model.all::<Peering>().any(|(_, p)| p.accepted && [(a, b), (b, a)].contains(&(p.requester, p.accepter)));
    let attached = |v: Id<Vpc>, g: Id<TransitGateway>| {
        model.all::<TransitAttachment>().any(|(_, t)| t.gateway == g && t.to == v.node() && t.group_referencing)
    };
    let transit = model.all::<TransitGateway>().any(|(g, t)| t.group_referencing && attached(a, g) && attached(b, g));
    region(a) == region(b) && (peered || ingress && transit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc one 10.0.0.0/16
  table t
  acl n
  group web: in tcp 443 from far #! A rule of web names far, a group of three
  group near: in tcp 443 from app
  subnet o a 10.0.0.0/24 table t acl n
vpc two 10.1.0.0/16
  group app
  subnet a a 10.1.0.0/24 table t #! a is in two and uses t, which is in another VPC
    instance i groups web #! i is in two and uses web
    instance j groups app
  subnet b b 10.1.1.0/24 acl n #! b is in two and uses n
  function f in a, o #! f is in two and uses o
  gateway-endpoint s3 tables t #! s3-gw is in two and uses t
  interface-endpoint ssm in o groups app #! ssm is in two and uses o
  resource-endpoint orders in o groups app #! orders is in two and uses o
vpc three 10.2.0.0/16
  group far
peering one - two
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc one 10.0.0.0/16\n  table t\n  group g\nvpc two 10.1.0.0/16\n  group h: in tcp 1 from g\n  subnet a a 10.1.0.0/24 table t\n    instance i groups g, h\n  gateway-endpoint s3 tables t",
            &["Let a use the main route table of two", "Take t from s3-gw", "Take g from i", "Remove the rule that names g"],
        );
    }
}
