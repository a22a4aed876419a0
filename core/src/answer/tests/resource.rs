//! Resource endpoints: TCP to an address of the VPC, and behind it what no design has.

use super::*;

const ORDERS: &str = "
vpc v 10.0.0.0/16
  group app: out any to 0.0.0.0/0
  group doors: in tcp 5432 from app
  subnet a a 10.0.0.0/24
    instance api groups app
    instance other
  subnet b b 10.0.1.0/24
  resource-endpoint orders in a at 10.0.0.9, b groups doors configuration rcfg-1
";

/// [Access VPC resources through AWS PrivateLink]
#[test]
fn a_resource_endpoint_is_never_reachable_for_certain() {
    let net = Net::of(ORDERS);
    let orders = net.node(Kind::ResourceEndpoint, "orders");
    let t = net.ask(net.workload("api"), Party::Node(orders), 5432);
    assert_eq!((t.verdict, t.way()), (Verdict::Depends, Way::ResourceEndpoint(orders)), "{}", net.say(&t));
    assert_eq!(t.paths.len(), 2);
    assert!(t.paths.iter().all(|p| p.through == [orders]));
    // The hop says what is not known, after the groups that let it in.
    let last = t.path().unwrap().forward.hops.last().unwrap();
    assert!(last.say(&net.graph).render(&net.doc.model).starts_with("what is behind orders is not in the design"), "{}", net.say(&t));
    assert_eq!(last.code(), Some(Code::UNKNOWN_RESOURCE.as_str()));
    assert!(t.unknowns.iter().any(|u| u.render(&net.doc.model).contains("orders")));
    // By its address it is the same.
    let by = net.ask(net.workload("api"), Party::Address("10.0.0.9".parse().unwrap()), 5432);
    assert_eq!((by.verdict, by.way()), (Verdict::Depends, Way::ResourceEndpoint(orders)));
    // What its groups refuse is refused whatever stands behind.
    let t = net.ask(net.workload("other"), Party::Node(orders), 5432);
    assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::ENI_SG_RULES_MISMATCH]), "{}", net.say(&t));
    assert_eq!(net.ask(net.workload("api"), Party::Node(orders), 443).verdict, Verdict::Blocked);
}

#[test]
fn it_carries_tcp_only_and_calls_nobody() {
    let net = Net::of(&ORDERS.replace("in tcp 5432 from app", "in any from 10.0.0.0/16"));
    let orders = || Party::Node(net.node(Kind::ResourceEndpoint, "orders"));
    let with = |protocol, port| trace(&net.graph, &Query { protocol, port, ..Query::tcp(net.workload("api"), orders(), 0) });
    for (protocol, port) in [(Protocol::UDP, Some(53)), (Protocol::ICMP, None)] {
        let t = with(protocol, port);
        assert_eq!((t.verdict, codes(&t)[0]), (Verdict::Blocked, Code::PROTOCOL_RESTRICTION), "{}", net.say(&t));
    }
    assert_eq!(with(Protocol::TCP, Some(53)).verdict, Verdict::Depends);
    // Of everything, TCP is what may arrive.
    let t = with(Protocol::Any, None);
    assert_eq!(t.verdict, Verdict::Depends, "{}", net.say(&t));
    let t = net.ask(orders(), net.workload("api"), 443);
    assert_eq!(t.verdict, Verdict::Blocked);
    assert!(net.say(&t).contains("orders opens no connections of its own"));
}

/// Its IPv6 address is never reachable from the internet. [Access VPC resources through AWS PrivateLink]
#[test]
fn the_internet_never_reaches_it() {
    let net = Net::of(
        "vpc v 10.0.0.0/16 ipv6 2001:db8::/56
  igw igw
  table t: ::/0 -> igw, 0.0.0.0/0 -> igw
  group doors: in any from ::/0, in any from 0.0.0.0/0
  subnet a a 10.0.0.0/24 ipv6 2001:db8::/64 table t
  resource-endpoint orders in a groups doors dualstack
",
    );
    let orders = || Party::Node(net.node(Kind::ResourceEndpoint, "orders"));
    for v6 in [None, Some(true)] {
        let t = trace(&net.graph, &Query { v6, ..Query::tcp(Party::Internet, orders(), 5432) });
        assert_eq!(t.verdict, Verdict::Blocked, "{}", net.say(&t));
    }
}
