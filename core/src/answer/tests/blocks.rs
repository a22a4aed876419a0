//! Questions about whole blocks, networks outside and ICMP types: exact sets of addresses.

use super::*;
use crate::net::packet_set::{AddressSet, blocks_of};

const NET: &str = "
vpc main 10.0.0.0/16
  igw igw
  vgw vgw
  table public propagate vgw: 0.0.0.0/0 -> igw
  group web: in tcp 443 from 10.0.1.0/24, in tcp 443 from 192.168.4.0/22, in tcp 443 from 203.0.113.0/24, out any to 0.0.0.0/0
  group app: out any to 0.0.0.0/0
  subnet web a 10.0.0.0/24 table public public-ip
    instance web groups web ip 10.0.0.10
  subnet app a 10.0.1.0/24
    instance api groups app ip 10.0.1.10
    instance job groups app ip 10.0.1.11
  subnet other a 10.0.2.0/24
    instance odd groups app ip 10.0.2.10
on-premises office 192.168.0.0/16
vpn link vgw - office
";

fn block(s: &str) -> Party {
    Party::Block(s.parse().unwrap())
}

fn sources(t: &Trace) -> Vec<String> {
    let all = t.allowed().boxes().iter().fold(AddressSet::empty(), |all, b| all.union(&b.source.set()));
    blocks_of(&all).iter().map(ToString::to_string).collect()
}

fn destinations(t: &Trace) -> Vec<String> {
    let all = t.allowed().boxes().iter().fold(AddressSet::empty(), |all, b| all.union(&b.destination.set()));
    blocks_of(&all).iter().map(ToString::to_string).collect()
}

#[test]
fn a_block_is_whoever_has_addresses_of_it() {
    let net = Net::of(NET);
    let t = net.ask(block("10.0.1.0/24"), net.workload("web"), 443);
    assert_eq!((t.verdict, sources(&t)), (Verdict::Reachable, vec!["10.0.1.10/31".to_string()]), "{}", net.say(&t));
    assert_eq!(destinations(&t), ["10.0.0.10/32"]);
    let t = net.ask(block("10.0.0.0/16"), net.workload("web"), 443);
    assert_eq!((t.verdict, sources(&t)), (Verdict::Depends, vec!["10.0.1.10/31".to_string()]));
    let said = t.unknowns.last().unwrap().render(&net.doc.model);
    assert!(said.contains("10.0.1.10/31") && said.contains("10.0.2.10/32"), "{said}");
    assert_eq!(net.ask(block("10.0.2.0/24"), net.workload("web"), 443).verdict, Verdict::Blocked);
    // Nobody is there to send.
    assert_eq!(codes(&net.ask(block("10.0.9.0/24"), net.workload("web"), 443)), [Code::NO_SOURCE_OR_DESTINATION]);
    // As destinations, addresses that nobody has are dropped.
    let t = net.ask(net.workload("api"), block("10.0.0.0/24"), 443);
    assert_eq!((t.verdict, destinations(&t)), (Verdict::Reachable, vec!["10.0.0.10/32".to_string()]), "{}", net.say(&t));
}

#[test]
fn a_network_outside_is_all_its_addresses() {
    let net = Net::of(NET);
    let office = Party::Node(net.node(Kind::OnPremises, "office"));
    let t = net.ask(office.clone(), net.workload("web"), 443);
    assert_eq!((t.verdict, sources(&t)), (Verdict::Depends, vec!["192.168.4.0/22".to_string()]), "{}", net.say(&t));
    let mut q = Query::tcp(office, net.workload("web"), 443);
    q.source_ip = "192.168.5.9".parse().ok();
    let t = trace(&net.graph, &q);
    assert_eq!((t.verdict, sources(&t)), (Verdict::Reachable, vec!["192.168.5.9/32".to_string()]));
    assert_eq!(net.ask(block("192.168.4.0/24"), net.workload("web"), 443).verdict, Verdict::Reachable);
}

#[test]
fn blocks_of_the_internet() {
    let net = Net::of(NET);
    let t = net.ask(block("203.0.112.0/22"), net.workload("web"), 443);
    assert_eq!((t.verdict, sources(&t)), (Verdict::Depends, vec!["203.0.113.0/24".to_string()]), "{}", net.say(&t));
    let t = net.ask(block("0.0.0.0/0"), net.workload("web"), 443);
    assert_eq!(sources(&t), ["10.0.1.10/31", "192.168.4.0/22", "203.0.113.0/24"], "{}", net.say(&t));
    assert_eq!(net.ask(block("172.16.0.0/12"), net.workload("web"), 443).verdict, Verdict::Blocked);
}

#[test]
fn icmp_types_and_codes_are_exact() {
    let ask = |rules: &str, icmp| {
        let net = Net::of(&format!(
            "vpc v 10.0.0.0/16\n  group g: {rules}, out any to 0.0.0.0/0\n  subnet s a 10.0.0.0/24\n    instance a groups g\n    instance b groups g\n"
        ));
        let q = Query { protocol: Protocol::ICMP, port: None, icmp, ..Query::tcp(net.workload("a"), net.workload("b"), 0) };
        trace(&net.graph, &q).verdict
    };
    assert_eq!(ask("in icmp 8 from 0.0.0.0/0", None), Verdict::Reachable);
    assert_eq!(ask("in icmp 3/4 from 0.0.0.0/0", None), Verdict::Blocked);
    assert_eq!(ask("in icmp 3/4 from 0.0.0.0/0", Some((3, Some(4)))), Verdict::Reachable);
    assert_eq!(ask("in icmp 3/4 from 0.0.0.0/0", Some((3, Some(1)))), Verdict::Blocked);
    assert_eq!(ask("in icmp 3/4 from 0.0.0.0/0", Some((3, None))), Verdict::Depends);
    // The reply to an echo request is an echo reply, and nothing else has to pass.
    let net = Net::of(
        "vpc v 10.0.0.0/16
  group g: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  acl half: in 100 allow any from 0.0.0.0/0, out 200 deny icmp 8 to 0.0.0.0/0, out 300 allow any to 0.0.0.0/0
  subnet s a 10.0.0.0/24
    instance a groups g
  subnet t a 10.0.1.0/24 acl half
    instance b groups g
",
    );
    let q = |from, to| Query { protocol: Protocol::ICMP, port: None, ..Query::tcp(net.workload(from), net.workload(to), 0) };
    assert_eq!(trace(&net.graph, &q("a", "b")).verdict, Verdict::Reachable);
    assert_eq!(trace(&net.graph, &q("b", "a")).verdict, Verdict::Blocked);
}

#[test]
fn endpoints_open_no_connections_and_blocked_paths_allow_nothing() {
    let net = Net::of(&PRIVATE_S3.replace("service s3\n", "  interface-endpoint kms in app-b groups app\nservice s3\n"));
    let t = net.ask(Party::Node(net.node(Kind::InterfaceEndpoint, "kms")), net.workload("api"), 443);
    assert_eq!((t.verdict, t.allowed().is_empty()), (Verdict::Blocked, true));
    assert!(codes(&t).contains(&Code::NO_PATH));
}

#[test]
fn an_address_is_the_interface_that_has_it() {
    let net = Net::of(
        "vpc v 10.0.0.0/24
  group a: out any to b
  group b: in tcp 0-7 from a
  subnet s a 10.0.0.0/24
    instance one groups a ip 10.0.0.10
    instance two groups b ip 10.0.0.11
",
    );
    let at = |s: &str| Party::Address(s.parse().unwrap());
    assert_eq!(net.ask(at("10.0.0.10"), at("10.0.0.11"), 5).verdict, Verdict::Reachable);
    assert_eq!(net.ask(at("10.0.0.10"), at("10.0.0.11"), 8).verdict, Verdict::Blocked);
}

#[test]
fn a_reply_that_would_change_its_source_is_lost() {
    let net = Net::of(
        "vpc v0 10.0.0.0/24
  table t0: 10.1.0.0/24 -> link
  group o: out any to 0.0.0.0/0
  subnet a a 10.0.0.0/28 table t0
    instance client groups o ip 10.0.0.5
vpc v1 10.1.0.0/24
  group g: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  table t1: 10.0.0.0/24 -> link
  table t2: 10.0.0.0/24 -> nat
  subnet b a 10.1.0.0/28 table t2
    instance server groups g ip 10.1.0.5
  subnet c a 10.1.0.16/28 table t1
    nat nat
peering v0 - v1 as link
",
    );
    let t = net.ask(net.workload("client"), net.workload("server"), 80);
    assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::NGW_SOURCE_ADDRESS_REASSIGN]), "{}", net.say(&t));
}
