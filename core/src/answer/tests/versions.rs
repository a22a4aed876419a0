//! IPv4 and IPv6 side by side: rules of one version say nothing about packets of the other.

use super::*;
use crate::matrix::{Matrix, exposed};

/// `open` is what the group lets in.
fn net(open: &str) -> Net {
    Net::of(&format!(
        "
region us-east-1
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  igw igw
  table t: 0.0.0.0/0 -> igw, ::/0 -> igw
  group g: {open}
  group client: out any to 0.0.0.0/0, out any to ::/0
  acl all: in 100 allow any from 0.0.0.0/0, in 101 allow any from ::/0, out 100 allow any to 0.0.0.0/0, out 101 allow any to ::/0
  subnet s a 10.0.0.0/24 ipv6 2600:1::/64 table t public-ip acl all
    interface eni groups g ips 10.0.0.9 ipv6 2600:1::9
    interface near groups client ips 10.0.0.7 ipv6 2600:1::7
service s3
"
    ))
}

fn eni(n: &Net, name: &str) -> Party {
    Party::Node(n.node(Kind::NetworkInterface, name))
}

fn address(a: &str) -> Party {
    Party::Address(a.parse().unwrap())
}

#[test]
fn an_address_is_reached_in_its_own_version() {
    let v4 = net("in tcp 443 from 0.0.0.0/0");
    let v6 = net("in tcp 443 from ::/0");
    let from_internet = |n: &Net, to: &str| n.ask(Party::Internet, address(to), 443).verdict;
    assert_eq!(from_internet(&v4, "2600:1::9"), Verdict::Blocked);
    assert_eq!(from_internet(&v6, "2600:1::9"), Verdict::Reachable);
    // A block of it, and the addresses of a service, which nobody has listed.
    let block = |n: &Net| n.ask(Party::Internet, Party::Block("2600:1::8/126".parse().unwrap()), 443).verdict;
    assert_eq!(block(&v4), Verdict::Blocked);
    assert_eq!(v4.ask(v4.service("s3"), address("2600:1::9"), 443).verdict, Verdict::NotModelled);
    // From an address of the other version nothing comes.
    let asked = Query { source_ip: Some("2001:4860::1".parse().unwrap()), ..Query::tcp(Party::Internet, address("10.0.0.9"), 443) };
    assert_eq!(trace(&v6.graph, &asked).verdict, Verdict::Blocked);
}

/// A name means the IPv4 address where both ends have one, as AWS's Reachability Analyzer takes it; the IPv6 address is asked for as such.
#[test]
fn what_is_named_is_asked_over_ipv4_where_it_has_it() {
    let v6 = net("in tcp 443 from ::/0");
    let t = v6.ask(Party::Internet, eni(&v6, "eni"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "without a public IPv4 address there is the other alone: {}", v6.say(&t));
    assert_eq!(v6.ask(eni(&v6, "near"), eni(&v6, "eni"), 443).verdict, Verdict::Blocked);
    assert_eq!(v6.ask(eni(&v6, "near"), address("2600:1::9"), 443).verdict, Verdict::Reachable);
    let v4 = net("in tcp 443 from 0.0.0.0/0");
    assert_eq!(v4.ask(eni(&v4, "near"), eni(&v4, "eni"), 443).verdict, Verdict::Reachable);
    assert_eq!(v4.ask(eni(&v4, "near"), address("2600:1::9"), 443).verdict, Verdict::Blocked);
}

#[test]
fn the_internet_and_the_matrix_count_both() {
    let of = |n: &Net| -> Vec<(String, String)> {
        exposed(&n.graph)
            .into_iter()
            .map(|e| (n.doc.model.name(n.graph.interface(e.class.members[0]).unwrap().owner), e.passes.to_string()))
            .collect()
    };
    assert_eq!(of(&net("in tcp 443 from ::/0")), [("eni".into(), "tcp 443".into())]);
    assert_eq!(of(&net("in tcp 443 from 10.0.0.0/8")), []);
    let n = net("in tcp 80 from ::/0, in tcp 443 from 0.0.0.0/0");
    let m = Matrix::of(&n.graph).unwrap();
    let number = |name: &str| n.graph.interfaces_of(n.node(Kind::NetworkInterface, name))[0];
    assert_eq!(m.between(number("near"), number("eni")).unwrap().passes.to_string(), "tcp 80, 443");
}

/// Beside the answer for IPv4, what IPv6 does.
#[test]
fn ends_of_two_versions_are_answered_for_both() {
    for (open, four, six) in [
        ("in tcp 443 from ::/0", Verdict::Blocked, Verdict::Reachable),
        ("in tcp 443 from 0.0.0.0/0", Verdict::Reachable, Verdict::Blocked),
    ] {
        let n = net(open);
        let t = n.ask(eni(&n, "near"), eni(&n, "eni"), 443);
        let other = over_ipv6(&n.graph, &t).unwrap();
        assert_eq!((t.verdict, other.verdict), (four, six), "{}", n.say(&other));
        // From the internet the answer is of IPv6 already: there is no public IPv4 address.
        assert!(over_ipv6(&n.graph, &n.ask(Party::Internet, eni(&n, "eni"), 443)).is_none());
        assert!(over_ipv6(&n.graph, &n.ask(eni(&n, "near"), address("10.0.0.9"), 443)).is_none());
        let out = n.ask(eni(&n, "near"), Party::Internet, 443);
        assert_eq!((out.verdict, over_ipv6(&n.graph, &out).unwrap().verdict), (Verdict::Blocked, Verdict::Reachable));
    }
}

#[test]
fn an_end_of_one_version_is_answered_in_it() {
    let n = Net::of(
        "
region us-east-1
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  group open: in any from 0.0.0.0/0, in any from ::/0, out any to 0.0.0.0/0, out any to ::/0
  subnet six a ipv6 2600:1:0:1::/64
    interface only groups open ipv6 2600:1:0:1::9
  subnet both a 10.0.0.0/24 ipv6 2600:1::/64
    interface two groups open ips 10.0.0.7 ipv6 2600:1::7
  default-acl: in 100 allow any from ::/0, out 100 allow any to ::/0
",
    );
    for (from, to) in [("only", "two"), ("two", "only")] {
        let t = n.ask(eni(&n, from), eni(&n, to), 443);
        assert_eq!(t.verdict, Verdict::Reachable, "{}", n.say(&t));
        assert!(over_ipv6(&n.graph, &t).is_none());
    }
}
