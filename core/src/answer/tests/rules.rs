//! Rules of AWS that other tests touch only in passing, one by one.

use super::*;
use crate::graph::{Lookup, Origin, Point};

fn ip(s: &str) -> Party {
    Party::Address(s.parse().unwrap())
}

/// Among propagated routes to one block: Direct Connect, then static VPN, then BGP. [How route priority works]
#[test]
fn propagated_routes_have_an_order() {
    let text = "
vpc v 10.0.0.0/16
  vgw vgw
  table t propagate vgw
  subnet s a 10.0.0.0/24 table t
on-premises home 192.168.0.0/16
vpn by-bgp vgw - home
vpn by-hand vgw - home static routes 192.168.0.0/16
direct-connect dx to vgw premises home
";
    let winner = |text: &str| {
        let net = Net::of(text);
        let table = crate::document::Id::of(net.node(Kind::RouteTable, "t")).unwrap();
        match net.graph.look_up(table, &Point::Known("192.168.1.1".parse().unwrap())) {
            Lookup::Found(c) => c.route.origin,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(winner(text), Origin::PropagatedDirect(_)));
    let text = text.replace("direct-connect dx to vgw premises home\n", "");
    assert!(matches!(winner(&text), Origin::PropagatedStatic(_)));
    let text = text.replace("vpn by-hand vgw - home static routes 192.168.0.0/16\n", "");
    assert!(matches!(winner(&text), Origin::PropagatedBgp(_)));
}

/// Of two lists with one block and two targets AWS picks one at random. [How route priority works]
#[test]
fn two_lists_with_one_block_leave_it_open() {
    let text = "
region us-east-1
prefix-list one: 8.0.0.0/8
prefix-list two: 8.0.0.0/8
vpc v 10.0.0.0/16
  igw igw
  table t: one -> igw, two -> nat
  table pub: 0.0.0.0/0 -> igw
  group g: out any to 0.0.0.0/0
  subnet p a 10.0.1.0/24 table pub
    nat nat
  subnet s a 10.0.0.0/24 table t public-ip
    instance x groups g
";
    let ask = |text: &str| Net::of(text).ask(Net::of(text).workload("x"), ip("8.8.8.8"), 443).verdict;
    assert_eq!(ask(text), Verdict::Depends);
    assert_eq!(ask(&text.replace("two: 8.0.0.0/8", "two: 8.8.0.0/16")), Verdict::Reachable);
}

/// A gateway endpoint serves its own region; the service elsewhere takes the default route. [Gateway endpoints]
#[test]
fn the_service_of_another_region_goes_its_own_way() {
    let net = Net::of(
        "
region us-east-1
vpc v 10.0.0.0/16
  igw igw
  table t: 0.0.0.0/0 -> igw
  group g: out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table t public-ip
    instance x groups g
  gateway-endpoint s3 tables t
service s3 as near
region eu-west-1
service s3 as far
",
    );
    assert!(matches!(net.ask(net.workload("x"), net.service("near"), 443).way(), Way::GatewayEndpoint(_)));
    assert!(matches!(net.ask(net.workload("x"), net.service("far"), 443).way(), Way::InternetGateway(_)));
}

/// Interface endpoints carry TCP and UDP and answer no ping; their groups count. [Access an AWS service using an interface VPC endpoint]
#[test]
fn interface_endpoints_answer_no_ping_and_have_groups() {
    let text = "
vpc v 10.0.0.0/16 dns-hostnames
  group g: out any to 0.0.0.0/0
  group doors: in any from 10.0.0.0/16
  subnet s a 10.0.0.0/24
    instance x groups g
  subnet t a 10.0.1.0/24
  interface-endpoint ssm in t groups doors private-dns as door
service ssm
";
    let net = Net::of(text);
    let door = Party::Node(net.node(Kind::InterfaceEndpoint, "door"));
    let with = |protocol, port| trace(&net.graph, &Query { protocol, port, ..Query::tcp(net.workload("x"), door.clone(), 0) }).verdict;
    assert_eq!((with(Protocol::TCP, Some(443)), with(Protocol::UDP, Some(443))), (Verdict::Reachable, Verdict::Reachable));
    assert_eq!(with(Protocol::ICMP, None), Verdict::Blocked);
    // Without groups of its own it has the default one, which lets in its own members only.
    let net = Net::of(&text.replace(" groups doors private-dns", " private-dns"));
    let t = net.ask(net.workload("x"), net.service("ssm"), 443);
    assert_eq!(codes(&t), [Code::ENI_SG_RULES_MISMATCH], "{}", net.say(&t));
}

/// References to a peer's group count in one region only. [Update your security groups to reference peer security groups]
#[test]
fn references_do_not_cross_regions() {
    let text = "
region us-east-1
vpc v 10.0.0.0/16
  table t: 10.1.0.0/16 -> pcx
  group g: out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table t
    instance x groups g
region REGION
vpc w 10.1.0.0/16
  table u: 10.0.0.0/16 -> pcx
  group h: in any from g
  subnet r a 10.1.0.0/24 table u
    instance y groups h
peering v - w as pcx
";
    let near = Net::of(&text.replace("REGION", "us-east-1"));
    assert_eq!(near.ask(near.workload("x"), near.workload("y"), 443).verdict, Verdict::Reachable);
    let far = Net::of(&text.replace("REGION", "eu-west-1"));
    let t = far.ask(far.workload("x"), far.workload("y"), 443);
    assert_eq!(codes(&t), [Code::SG_REFERENCING_SUPPORT], "{}", far.say(&t));
}

/// A group may be used in several VPCs; a rule that names it holds where its members are. [Control traffic using security groups]
#[test]
fn a_group_of_another_vpc_counts_where_it_is_carried() {
    let net = Net::of(
        "
vpc v 10.0.0.0/16
  group shared: in tcp 80 from shared, out any to 0.0.0.0/0
vpc w 10.1.0.0/16
  subnet r a 10.1.0.0/24
    instance x groups shared
    instance y groups shared
",
    );
    let ask = |port| net.ask(net.workload("x"), net.workload("y"), port).verdict;
    assert_eq!((ask(80), ask(81)), (Verdict::Reachable, Verdict::Blocked));
}

/// An endpoint's IPv6 address is never in reach of the internet; behind a Gateway Load Balancer endpoint an egress-only gateway drops IPv6.
/// [Access AWS services through AWS PrivateLink; Access virtual appliances through AWS PrivateLink]
#[test]
fn ipv6_ends_at_endpoints() {
    let net = Net::of(
        "
region us-east-1
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  igw igw
  eigw eigw
  table pub: ::/0 -> igw
  table out: ::/0 -> look
  table door: ::/0 -> eigw
  group open: in any from ::/0, out any to ::/0
  subnet p a 10.0.0.0/24 ipv6 2600:1:0:0::/64 table pub
  subnet s a 10.0.1.0/24 ipv6 2600:1:0:1::/64 table out
    interface eni groups open ips 10.0.1.9 ipv6 2600:1:0:1::9
  subnet d a 10.0.2.0/24 ipv6 2600:1:0:2::/64 table door
    gwlb-endpoint look forwards-all
  interface-endpoint ssm in p groups open dualstack as door
",
    );
    let node = |kind, name: &str| Party::Node(net.node(kind, name));
    let six =
        |from, to| trace(&net.graph, &Query { protocol: Protocol::TCP, source_ip: "2a00::1".parse().ok(), ..Query::tcp(from, to, 443) });
    let t = six(Party::Internet, node(Kind::InterfaceEndpoint, "door"));
    assert_eq!(t.verdict, Verdict::Blocked, "{}", net.say(&t));
    let t = net.ask(node(Kind::NetworkInterface, "eni"), ip("2a00::1"), 443);
    assert!(t.verdict == Verdict::Blocked && net.say(&t).contains("drops IPv6"), "{}", net.say(&t));
}

/// Replies to a NAT gateway across a peering connection need no route, and cross the ACLs all the same. [NAT gateway basics]
#[test]
fn replies_to_a_nat_gateway_cross_acls() {
    let text = "
vpc v 10.0.0.0/16
  table app: 10.1.0.0/16 -> nat
  table door: 10.1.0.0/16 -> pcx
  group g: out any to 0.0.0.0/0
  subnet d a 10.0.0.0/24 table door
    nat nat private
  subnet s a 10.0.1.0/24 table app
    instance x groups g
vpc w 10.1.0.0/16
  acl shut: in 100 allow any from 0.0.0.0/0 OUT
  group h: in any from 0.0.0.0/0
  subnet r a 10.1.0.0/24 acl shut
    instance y groups h
peering v - w as pcx
";
    let open = Net::of(&text.replace(" OUT", ", out 100 allow any to 0.0.0.0/0"));
    let t = open.ask(open.workload("x"), open.workload("y"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", open.say(&t));
    let shut = Net::of(&text.replace(" OUT", ""));
    let t = shut.ask(shut.workload("x"), shut.workload("y"), 443);
    assert_eq!(
        (t.forward(), t.verdict, codes(&t)),
        (Verdict::Reachable, Verdict::Blocked, vec![Code::SUBNET_ACL_RESTRICTION]),
        "{}",
        shut.say(&t)
    );
}

/// A transit gateway carries no references but inbound ones that it supports, though the VPCs be peered as well. [Security group rules]
#[test]
fn a_peering_beside_the_way_makes_no_reference_count() {
    let text = "
vpc v 10.0.0.0/16
  table t: 10.1.0.0/16 -> WAY
  group g: out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table t
    instance x groups g
vpc w 10.1.0.0/16
  table u: 10.0.0.0/16 -> WAY
  group h: in any from g
  subnet r a 10.1.0.0/24 table u
    instance y groups h
peering v - w as pcx
tgw tgw SUPPORT
  tgw-table tt
  attachment av v in s table tt propagate tt
  attachment aw w in r table tt propagate tt
";
    let ask = |way: &str, support: &str, out: &str| {
        let text = text.replace("WAY", way).replace(" SUPPORT", support).replace("out any to 0.0.0.0/0", out);
        let net = Net::of(&text);
        net.ask(net.workload("x"), net.workload("y"), 443).verdict
    };
    assert_eq!(ask("pcx", "", "out any to 0.0.0.0/0"), Verdict::Reachable);
    assert_eq!(ask("tgw", "", "out any to 0.0.0.0/0"), Verdict::Blocked);
    assert_eq!(ask("tgw", " group-references", "out any to 0.0.0.0/0"), Verdict::Reachable);
    // Outbound references count across the peering alone.
    assert_eq!(
        (ask("pcx", " group-references", "out any to h"), ask("tgw", " group-references", "out any to h")),
        (Verdict::Reachable, Verdict::Blocked)
    );
}

/// Of two propagated routes of one block to two networks AWS picks one. [Transit gateway route tables]
#[test]
fn equal_routes_of_a_transit_gateway_leave_it_open() {
    let net = Net::of(
        "
vpc v 10.0.0.0/16
  table t: 10.1.0.0/16 -> tgw
  group g: out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table t
    instance x groups g
vpc w 10.1.0.0/16
  subnet r a 10.1.0.0/24
    instance y ip 10.1.0.9
vpc z 10.1.0.0/16
  subnet q a 10.1.0.0/24
tgw tgw
  tgw-table tt
  attachment av v in s table tt propagate tt
  attachment aw w in r table tt propagate tt
  attachment az z in q table tt propagate tt
",
    );
    assert_eq!(net.ask(net.workload("x"), ip("10.1.0.9"), 443).verdict, Verdict::Depends);
}

/// IPv6 that leaves by an egress-only gateway comes into another VPC by that one's internet gateway, or not at all.
#[test]
fn ipv6_between_vpcs_needs_an_internet_gateway_at_the_far_end() {
    let text = "
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  eigw eigw
  table out: ::/0 -> eigw
  group open: in any from ::/0, out any to ::/0
  subnet s a 10.0.0.0/24 ipv6 2600:1:0:0::/64 table out
    interface near groups open ips 10.0.0.9 ipv6 2600:1:0:0::9
vpc w 10.1.0.0/16 ipv6 2600:2::/56
  table door: ROUTE
  group wide: in any from ::/0, out any to ::/0
  subnet r a 10.1.0.0/24 ipv6 2600:2:0:0::/64 table door
    interface far groups wide ips 10.1.0.9 ipv6 2600:2:0:0::9
";
    let ask = |text: &str| {
        let net = Net::of(text);
        let t = net.ask(Party::Node(net.node(Kind::NetworkInterface, "near")), ip("2600:2::9"), 443);
        (t.verdict, net.say(&t))
    };
    let (verdict, said) = ask(&text
        .replace("vpc w 10.1.0.0/16 ipv6 2600:2::/56\n", "vpc w 10.1.0.0/16 ipv6 2600:2::/56\n  igw igw\n")
        .replace("ROUTE", "::/0 -> igw"));
    assert_eq!(verdict, Verdict::Reachable, "{said}");
    let (verdict, said) = ask(&text.replace(": ROUTE", ""));
    assert_eq!(verdict, Verdict::Blocked, "{said}");
}
