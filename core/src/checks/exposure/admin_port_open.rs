//! Groups that let the whole internet in on ports of administration, or on every port.

use crate::checks::shared::blocks;
use crate::checks::{Found, check, set};
use crate::document::{GroupRule, Id, NodeId, Peer, SecurityGroup};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::graph::SubnetClass;
use crate::net::Protocol;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Arg, code};
use ipnet::IpNet;

check! {
    /// A rule from 0.0.0.0/0 or ::/0 lets everybody in. On SSH (22) and Remote Desktop (3389), or on every port at once, that
    /// is rarely meant: such addresses are scanned within minutes. It is a warning where something with the group has a
    /// public address in a public subnet, and otherwise for information: the day a route or an address is added, the rule
    /// counts.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   group web: in tcp 22 from 0.0.0.0/0
    /// ```
    ///
    /// ## What to do
    ///
    /// Let in the networks that administer it, or none: Session Manager (the service `ssm`) needs no inbound rule at all, and
    /// works in private subnets through interface endpoints.
    ///
    /// AWS: "Security group rules for different use cases" (Amazon EC2 User Guide), "AWS Systems Manager Session Manager"
    "admin-port-open-to-internet", "Administration open to the internet", Exposure, Warning
}

const PORTS: [(u16, &str); 2] = [(22, "SSH (22)"), (3389, "Remote Desktop (3389)")];

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut exposed: BTreeMap<Id<SecurityGroup>, NodeId> = BTreeMap::new();
    for f in facts.graph().interfaces.iter().filter(|f| f.public.is_some() || !f.v6.is_empty()) {
        if facts.classes().get(&f.subnet) == Some(&SubnetClass::Public) {
            for g in &f.groups {
                exposed.entry(*g).or_insert(f.owner);
            }
        }
    }
    let mut out = Vec::new();
    for (id, g) in model.all::<SecurityGroup>() {
        for (i, r) in g.ingress.iter().enumerate() {
            let (Some(what), Peer::Cidr(net)) = (open(r), &r.peer) else { continue };
            if net.prefix_len() > 0 {
                continue;
            }
            let said = text!("{group} lets the whole internet ({net}) in on {what}.", group = id, net = code(net), what = what);
            let found = match exposed.get(&id) {
                Some(owner) => Found::new(id, said)
                    .with(*owner)
                    .because(text!("{owner} has the group, a public address and a route to the internet gateway.", owner = *owner)),
                None => Found::new(id, said).severity(Severity::Info).because(text!(
                    "Nothing with the group can be reached from the internet now; with a public address and a route it could."
                )),
            };
            let rest: Vec<_> = g.ingress.iter().enumerate().filter(|(n, _)| *n != i).map(|(_, r)| r.clone()).collect();
            let own: Vec<IpNet> = blocks(model, g.vpc)
                .into_iter()
                .filter(|b| matches!((b, net), (IpNet::V4(_), IpNet::V4(_)) | (IpNet::V6(_), IpNet::V6(_))))
                .collect();
            let mut narrow = rest.clone();
            narrow.extend(own.iter().map(|b| GroupRule { peer: Peer::Cidr(*b), ..r.clone() }));
            let names = Arg::List(own.iter().map(code).collect());
            out.push(
                found
                    .option(text!("Let in {own} instead", own = names), (!own.is_empty()).then(|| set(id, "ingress", &narrow)))
                    .option(text!("Remove the rule from {group}", group = id), set(id, "ingress", &rest)),
            );
        }
    }
    out
}

/// What a rule opens that should be closed.
fn open(r: &GroupRule) -> Option<&'static str> {
    let covers = |p: u16| r.ports.is_none_or(|range| range.contains(p));
    match r.protocol {
        Protocol::Any => Some("every port"),
        Protocol::TCP if PORTS.iter().all(|(p, _)| covers(*p)) => Some("every TCP port of administration"),
        Protocol::TCP => PORTS.iter().find(|(p, _)| covers(*p)).map(|(_, name)| *name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  group ssh: in tcp 443 from 0.0.0.0/0, in tcp 20-23 from 0.0.0.0/0 #! ssh lets the whole internet (0.0.0.0/0) in on SSH (22)
  group all: in any from ::/0 #! all lets the whole internet (::/0) in on every port
  group own: in tcp 22 from 10.0.0.0/8, in icmp from 0.0.0.0/0, in udp 22 from 0.0.0.0/0
  subnet a a 10.0.0.0/24 table out public-ip
    instance i groups ssh
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn it_is_milder_where_nothing_is_reachable() {
        let doc = crate::fixture::parse(TEXT).unwrap();
        let all = CHECK.findings(&Facts::new(&doc, crate::catalogue::Catalogue::bundled()));
        assert_eq!(all.iter().map(|f| f.severity).collect::<Vec<_>>(), [Severity::Warning, Severity::Info]);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Let in 10.0.0.0/16 instead", "Remove the rule from ssh", "Remove the rule from all"]);
        assert_eq!(fixed(&CHECK, TEXT, 0, "group ssh"), "group ssh: in tcp 443 from 0.0.0.0/0, in tcp 20-23 from 10.0.0.0/16");
    }
}
