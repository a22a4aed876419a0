//! Network ACLs that let requests pass one way and drop the replies.

use crate::checks::shared::anywhere;
use crate::checks::{Found, check, set};
use crate::document::{AclAction, AclEntry, Flow, Id, NetworkAcl, Subnet};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::graph::{Interface, Point};
use crate::net::packet_set::{AddressSet, cidr_addresses};
use crate::net::{IntervalSet, PacketBox, PacketSet, PortRange, Protocol};
use crate::ordered::BTreeMap;
use crate::ordered::Sorted as _;
use crate::reach::{HopKind, RuleRef};
use crate::text;
use crate::text::{Arg, code};
use ipnet::IpNet;

check! {
    /// Network ACLs are stateless: they do not know a reply from a request. The reply to a request that went out needs an
    /// inbound entry for the port that the client chose: from 32768 on for Linux, from 1024 on for NAT gateways, functions
    /// and load balancers. The same holds the other way round for a server's replies.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   acl app: out 100 allow tcp 443 to 0.0.0.0/0, in 100 allow tcp 443 from 10.0.0.0/16
    ///   subnet app a 10.0.0.0/24 acl app
    /// ```
    ///
    /// ## What to do
    ///
    /// Allow TCP 1024-65535 in from where requests go out to (and out to where requests come in from). A subnet that holds
    /// servers only needs no way in for replies; close its way out for requests then, and the finding is gone.
    ///
    /// AWS: "Custom network ACLs for your VPC", ephemeral ports (Amazon VPC User Guide)
    "acl-drops-replies", "Network ACL drops replies", Correctness, Warning
}

/// Ports that a Linux client chooses from.
const EPHEMERAL: (u16, u16) = (32768, 60999);

/// One direction of an ACL in which replies are lost.
#[derive(Default)]
struct Lost {
    /// Blocks that the requests go to, or come from.
    nets: Vec<IpNet>,
    flows: Vec<Id<Flow>>,
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    // By ACL and whether it is the inbound list that lacks the entry.
    let mut lost: BTreeMap<(Id<NetworkAcl>, bool), Lost> = BTreeMap::new();
    let mut subnets: BTreeMap<Id<NetworkAcl>, Vec<Id<Subnet>>> = BTreeMap::new();
    for (id, _) in model.all::<Subnet>() {
        if let Some(acl) = model.acl_of(id) {
            subnets.entry(acl).or_default().push(id);
        }
    }
    for (id, acl) in model.all::<NetworkAcl>().filter(|(id, _)| subnets.contains_key(id)) {
        for (requests, replies, inbound) in [(&acl.egress, &acl.ingress, true), (&acl.ingress, &acl.egress, false)] {
            let nets = unanswered(requests, replies);
            if !nets.is_empty() {
                lost.entry((id, inbound)).or_default().nets = nets;
            }
        }
    }
    for (flow, trace) in facts.flows() {
        for path in &trace.paths {
            let ends = (path.from.and_then(|i| facts.graph().interface(i)), path.point.as_ref());
            for hop in path.back.iter().flat_map(|b| b.blockers()).filter(|h| h.kind == HopKind::Acl) {
                let (acl, inbound) = match hop.rule {
                    Some(RuleRef::Acl { acl, ingress, .. } | RuleRef::AclDefault { acl, ingress }) => (acl, ingress),
                    _ => continue,
                };
                let entry = lost.entry((acl, inbound)).or_default();
                if !entry.flows.contains(flow) {
                    entry.flows.push(*flow);
                }
                let net = remote(facts, ends, inbound);
                if let Some(net) = net.filter(|n| !entry.nets.iter().any(|o| o.contains(n))) {
                    entry.nets.push(net);
                }
            }
        }
    }
    lost.into_iter().filter_map(|((acl, inbound), l)| found(facts, acl, inbound, &l, subnets.get(&acl)?)).collect()
}

fn found(facts: &Facts, id: Id<NetworkAcl>, inbound: bool, lost: &Lost, subnets: &[Id<Subnet>]) -> Option<Found> {
    let acl = facts.document.model.get(id)?;
    let nets = Arg::List(lost.nets.iter().map(code).collect());
    let said = if inbound {
        text!("{acl} lets TCP requests out to {nets} and not their replies in.", acl = id, nets = nets.clone())
    } else {
        text!("{acl} lets TCP requests in from {nets} and not their replies out.", acl = id, nets = nets.clone())
    };
    let mut found = Found::new(id, said);
    found = subnets.iter().fold(found, |f, s| f.with(*s));
    if lost.flows.is_empty() {
        found =
            found.because(text!("Replies go to the port that the client chose, 1024-65535, and an ACL does not know them for replies."));
    } else {
        let flows = lost.flows.iter().copied().collect::<Arg>();
        found = lost.flows.iter().fold(found, |f, x| f.with(*x)).severity(Severity::Error);
        found = found.because(text!("The replies of {flows} are dropped there.", flows = flows));
    }
    let (field, entries) = if inbound { ("ingress", &acl.ingress) } else { ("egress", &acl.egress) };
    let mut new = entries.clone();
    for net in &lost.nets {
        let number = number(&new, *net)?;
        new.push(AclEntry {
            number,
            action: AclAction::Allow,
            protocol: Protocol::TCP,
            ports: Some(PortRange::EPHEMERAL),
            icmp: None,
            cidr: *net,
        });
    }
    let label = if inbound {
        text!("Allow TCP 1024-65535 in from {nets} in {acl}", nets = nets, acl = id)
    } else {
        text!("Allow TCP 1024-65535 out to {nets} in {acl}", nets = nets, acl = id)
    };
    Some(found.fix(label, set(id, field, &new)))
}

/// A free number behind all entries, or before the first that would deny the replies.
fn number(entries: &[AclEntry], net: IpNet) -> Option<u16> {
    let taken = |n: &u16| entries.iter().any(|e| e.number == *n);
    let denies = |e: &&AclEntry| {
        e.action == AclAction::Deny
            && crate::net::cidr::overlap(e.cidr, net)
            && [Protocol::Any, Protocol::TCP].contains(&e.protocol)
            && (e.protocol == Protocol::Any || e.ports.is_none_or(|p| p.hi() >= 1024))
    };
    match entries.iter().filter(denies).map(|e| e.number).min() {
        Some(first) => (1..first).rev().find(|n| !taken(n)),
        None => {
            let last = entries.iter().map(|e| e.number).max().unwrap_or(0);
            (last / 10 * 10).checked_add(10).filter(|n| *n <= 32766 && !taken(n)).or_else(|| (1..=32766).rev().find(|n| !taken(n)))
        }
    }
}

/// The packets that a list lets pass, with the far end's addresses as sources.
fn admitted(entries: &[AclEntry]) -> PacketSet {
    let mut order: Vec<&AclEntry> = entries.iter().collect();
    order.order_by_key(|e| e.number);
    let (mut rest, mut allowed) = (PacketSet::full(), PacketSet::empty());
    for e in order {
        let far = PacketSet::of(PacketBox { source: cidr_addresses(e.cidr).into(), ..PacketBox::full() });
        let matched = PacketSet::rule(e.protocol, e.ports, e.icmp.as_ref().map(|i| (i.kind, i.code))).intersection(&far);
        if e.action == AclAction::Allow {
            allowed = allowed.union(&rest.intersection(&matched));
        }
        rest = rest.difference(&matched);
    }
    allowed
}

fn far_ends(set: &PacketSet) -> AddressSet {
    set.boxes().iter().fold(AddressSet::empty(), |all, b| all.union(&b.source.set()))
}

fn tcp(lo: u16, hi: u16) -> PacketSet {
    PacketSet::of(PacketBox { protocol: IntervalSet::one(6), destination_port: IntervalSet::range(lo, hi), ..PacketBox::full() })
}

/// The blocks of the request list's entries whose requests (to ports below 1024) get no reply through the other list.
fn unanswered(requests: &[AclEntry], replies: &[AclEntry]) -> Vec<IpNet> {
    let asked = far_ends(&admitted(requests).intersection(&tcp(0, 1023)));
    let answered = far_ends(&admitted(replies).intersection(&tcp(EPHEMERAL.0, EPHEMERAL.1)));
    let lost = asked.difference(&answered);
    let mut nets: Vec<IpNet> = Vec::new();
    let blocks = requests.iter().filter(|e| e.action == AclAction::Allow).map(|e| e.cidr);
    for net in blocks.filter(|n| !cidr_addresses(*n).intersection(&lost).is_empty()) {
        if !nets.iter().any(|o| o.contains(&net)) {
            nets.retain(|o| !net.contains(o));
            nets.push(net);
        }
    }
    nets
}

/// Where the lost replies come from (inbound) or go to (outbound): the far end's subnet, or anywhere.
fn remote(facts: &Facts, ends: (Option<&Interface>, Option<&Point>), inbound: bool) -> Option<IpNet> {
    let model = &facts.document.model;
    let subnet = |s: Id<Subnet>| model.get(s).and_then(|s| s.cidr).map(IpNet::V4);
    let far = match (ends, inbound) {
        ((Some(from), _), false) => subnet(from.subnet),
        ((Some(from), Some(Point::Known(a))), true) => {
            facts.graph().at_address(from.vpc, *a).and_then(|i| subnet(facts.graph().interface(i)?.subnet))
        }
        _ => None,
    };
    far.or_else(|| anywhere(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16
  acl a: out 100 allow tcp 443 to 0.0.0.0/0, in 100 allow tcp 443 from 10.0.0.0/16, out 90 allow tcp 1024-65535 to 10.0.0.0/16 #! a lets TCP requests out to 0.0.0.0/0 and not their replies in
  acl b: out 100 allow tcp 443 to 0.0.0.0/0, in 100 allow tcp 1024-65535 from 0.0.0.0/0
  acl c: in 100 allow tcp 443 from 10.0.0.0/16 #! c lets TCP requests in from 10.0.0.0/16 and not their replies out
  acl d: in 100 allow tcp 443 from 10.0.0.0/16, out 100 deny tcp 1024-65535 to 10.0.0.0/17, out 110 allow any to 10.0.0.0/16, in 120 allow tcp 1024-65535 from 10.0.0.0/16 #! d lets TCP requests in from 10.0.0.0/16
  acl unused: in 100 allow tcp 443 from 10.0.0.0/16
  acl none
  subnet a a 10.0.0.0/24 acl a
  subnet b a 10.0.1.0/24 acl b
  subnet c a 10.0.2.0/24 acl c
  subnet d a 10.0.3.0/24 acl d
  subnet e a 10.0.4.0/24 acl none
  subnet f a 10.0.5.0/24
",
        );
    }

    const FLOW: &str = "vpc v 10.0.0.0/16
  group g: in tcp 8443 from g, out any to 0.0.0.0/0
  acl a: out 100 allow tcp 8443 to 0.0.0.0/0, in 100 deny any from 0.0.0.0/0 #! a lets TCP requests out to 10.0.1.0/24 and not their replies in
  subnet a a 10.0.0.0/24 acl a
    instance one groups g
  subnet b a 10.0.1.0/24
    instance two groups g
flow one -> two tcp 8443
";

    #[test]
    fn a_flow_that_suffers_is_named() {
        check(&CHECK, FLOW);
    }

    #[test]
    fn mended() {
        mends(&CHECK, FLOW, &["Allow TCP 1024-65535 in from 10.0.1.0/24 in a"]);
        assert!(fixed(&CHECK, FLOW, 0, "acl a").contains("in 99 allow tcp 1024-65535 from 10.0.1.0/24"));
        let text = "vpc v 10.0.0.0/16\n  acl a: in 105 allow tcp 22 from 10.0.0.0/8, in 110 allow tcp 443 from 10.0.0.0/16\n  subnet a a 10.0.0.0/24 acl a";
        mends(&CHECK, text, &["Allow TCP 1024-65535 out to 10.0.0.0/8 in a"]);
    }
}
