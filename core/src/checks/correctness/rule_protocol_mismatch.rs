//! Rules and entries whose protocol, ports, ICMP type and block do not go together.

use crate::checks::{Found, check, set};
use crate::document::{AclEntry, GroupRule, IcmpMatch, NetworkAcl, NodeId, Peer, SecurityGroup};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::net::{PortRange, Protocol};
use crate::text;
use crate::text::code;
use ipnet::IpNet;

check! {
    /// Only TCP and UDP have ports, and only ICMP has types and codes. A rule for all protocols ignores ports: it lets
    /// everything through, whatever ports stand beside it. ICMP (1) belongs to IPv4, ICMPv6 (58) to IPv6: a rule that mixes
    /// them matches nothing.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   group web: in any 443 from 0.0.0.0/0
    /// ```
    ///
    /// ## What to do
    ///
    /// Choose TCP or UDP where ports are meant.
    ///
    /// AWS: "Security group rules", "Network ACL rules" (Amazon VPC User Guide)
    "rule-protocol-mismatch", "Rule whose protocol and ports do not fit", Correctness, Error
}

/// What is wrong with one rule, and the rule put right.
struct Fault {
    why: text::Text,
    severity: Severity,
    protocol: Protocol,
    ports: Option<PortRange>,
    icmp: Option<IcmpMatch>,
}

fn judge(protocol: Protocol, ports: Option<PortRange>, icmp: &Option<IcmpMatch>, net: Option<IpNet>) -> Option<Fault> {
    let right = |why, severity, protocol, ports, icmp| Some(Fault { why, severity, protocol, ports, icmp });
    if let Some(p) = ports.filter(|_| !protocol.has_ports()) {
        let (why, severity) = if protocol == Protocol::Any {
            (text!("A rule for all protocols ignores its ports: it is for every port, not for {p} alone.", p = code(p)), Severity::Warning)
        } else {
            (text!("Protocol {protocol} has no ports.", protocol = code(protocol)), Severity::Error)
        };
        let tcp = if protocol == Protocol::Any { Protocol::TCP } else { protocol };
        return right(why, severity, tcp, Some(p).filter(|_| tcp.has_ports()), None);
    }
    if icmp.is_some() && !protocol.is_icmp() {
        return right(text!("Only ICMP has types and codes."), Severity::Error, protocol, ports, None);
    }
    if let Some(i) = icmp.as_ref().filter(|i| !(-1..=255).contains(&i.kind) || !(-1..=255).contains(&i.code)) {
        let fitted = IcmpMatch { kind: if (-1..=255).contains(&i.kind) { i.kind } else { -1 }, code: -1 };
        return right(text!("ICMP types and codes are from 0 to 255, or -1 for all."), Severity::Error, protocol, ports, Some(fitted));
    }
    match (protocol, net) {
        (Protocol::ICMP, Some(IpNet::V6(_))) => {
            right(text!("ICMP is of IPv4 and the block of IPv6: nothing matches both."), Severity::Error, Protocol::ICMPV6, None, None)
        }
        (Protocol::ICMPV6, Some(IpNet::V4(_))) => {
            right(text!("ICMPv6 is of IPv6 and the block of IPv4: nothing matches both."), Severity::Error, Protocol::ICMP, None, None)
        }
        _ => None,
    }
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, group) in model.all::<SecurityGroup>() {
        for (field, word, rules) in [("ingress", "inbound", &group.ingress), ("egress", "outbound", &group.egress)] {
            for (i, r) in rules.iter().enumerate() {
                let net = if let Peer::Cidr(net) = r.peer { Some(net) } else { None };
                if let Some(f) = judge(r.protocol, r.ports, &r.icmp, net) {
                    let new = GroupRule { protocol: f.protocol, ports: f.ports, icmp: f.icmp.clone(), ..r.clone() };
                    let shown = crate::reach::describe_group_rule(model, &new);
                    let rules: Vec<_> = rules.iter().enumerate().map(|(n, r)| if n == i { new.clone() } else { r.clone() }).collect();
                    out.push(found(id.node(), word, i, &shown, f, set(id, field, &rules)));
                }
            }
        }
    }
    for (id, acl) in model.all::<NetworkAcl>() {
        for (field, word, entries) in [("ingress", "inbound", &acl.ingress), ("egress", "outbound", &acl.egress)] {
            for (i, e) in entries.iter().enumerate() {
                if let Some(f) = judge(e.protocol, e.ports, &e.icmp, Some(e.cidr)) {
                    let new = AclEntry { protocol: f.protocol, ports: f.ports, icmp: f.icmp.clone(), ..e.clone() };
                    let shown = crate::reach::describe_acl_entry(&new);
                    let entries: Vec<_> = entries.iter().enumerate().map(|(n, r)| if n == i { new.clone() } else { r.clone() }).collect();
                    out.push(found(id.node(), word, i, &shown, f, set(id, field, &entries)));
                }
            }
        }
    }
    out
}

fn found(id: NodeId, way: &str, i: usize, shown: &str, f: Fault, command: crate::edit::Command) -> Found {
    let what = if id.kind() == crate::document::Kind::NetworkAcl { "entry" } else { "rule" };
    let said = text!("The {way} {what} {n} of {owner} does not say what it seems to.", way = way, what = what, n = i + 1, owner = id);
    Found::new(id, said).severity(f.severity).because(f.why).option(text!("Make it {rule}", rule = code(shown)), command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16
  group a: in tcp 443 from 0.0.0.0/0, in icmp 8 from 0.0.0.0/0, out any to 0.0.0.0/0, in 47 from 10.0.0.0/8, in tcp from a
  group b: in any 443 from 0.0.0.0/0 #! The inbound rule 1 of b does not say what it seems to
  group c: out 47 443 to 0.0.0.0/0 #! The outbound rule 1 of c
  group d: in icmp 300 from 0.0.0.0/0 #! The inbound rule 1 of d
  acl e: in 100 allow icmp from ::/0 #! The inbound entry 1 of e
  acl f: in 100 allow icmpv6 from ::/0, out 100 allow icmpv6 to 0.0.0.0/0 #! The outbound entry 1 of f
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  group b: in any 443 from 10.0.0.0/8\n  group c: out 47 443 to 0.0.0.0/0\n  acl e: in 100 allow icmp from ::/0",
            &["Make it tcp 443 10.0.0.0/8", "Make it 47 0.0.0.0/0", "Make it 100 allow icmpv6 ::/0"],
        );
    }
}
