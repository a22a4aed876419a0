//! Interfaces that are attached to nothing, and secondary addresses with public ones of their own.

use super::*;

const NET: &str = "
region us-east-1
vpc v 10.0.0.0/16
  igw igw
  table t: 0.0.0.0/0 -> igw, 10.0.9.0/24 -> idle
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table t
    instance x groups open
    interface idle groups open ips 10.0.0.20 eip one unattached no-source-dest-check
    interface used groups open ips 10.0.0.30
    interface second groups open ips 10.0.0.31 eip two secondary-of used
  subnet far a 10.0.9.0/24
    instance y groups open
eip one address 44.0.0.1
eip two address 44.0.0.2
";

#[test]
fn nothing_leaves_or_arrives_at_an_interface_that_is_attached_to_nothing() {
    let net = Net::of(NET);
    let idle = || Party::Node(net.node(Kind::NetworkInterface, "idle"));
    for (from, to) in [(idle(), net.workload("x")), (net.workload("x"), idle()), (Party::Internet, idle()), (idle(), Party::Internet)] {
        let t = net.ask(from, to, 443);
        assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::UNASSOCIATED_COMPONENT]), "{}", net.say(&t));
    }
    // What routes lead there is dropped.
    assert_eq!(codes(&net.ask(net.workload("x"), net.workload("y"), 443)), [Code::BAD_STATE_ROUTE]);
    assert!(
        crate::matrix::exposed(&net.graph)
            .iter()
            .all(|e| e.class.members != [net.graph.interfaces_of(net.node(Kind::NetworkInterface, "idle"))[0]])
    );
}

#[test]
fn a_secondary_address_leaves_under_its_own_public_one() {
    let net = Net::of(NET);
    let from = |source: &str, to: &str| {
        let used = Party::Node(net.node(Kind::NetworkInterface, "used"));
        let query = Query { source_ip: Some(source.parse().unwrap()), ..Query::tcp(used, Party::Address(to.parse().unwrap()), 443) };
        trace(&net.graph, &query)
    };
    let t = from("10.0.0.31", "8.8.8.8");
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(net.say(&t).contains("44.0.0.2"), "{}", net.say(&t));
    assert_eq!(codes(&from("10.0.0.30", "8.8.8.8")), [Code::IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS]);
    assert_eq!(codes(&from("10.0.0.99", "8.8.8.8")), [Code::ENI_ADDRESS_RESTRICTION]);
    assert_eq!(from("10.0.0.31", "10.0.0.30").verdict, Verdict::Reachable);
}
