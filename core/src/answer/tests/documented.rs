//! Rules that AWS's pages state and that no larger test stands on: the smallest network for each.

use super::*;

fn ip(s: &str) -> Party {
    Party::Address(s.parse().unwrap())
}

fn verdict(text: &str, from: &str, to: &str, port: u16) -> Verdict {
    let net = Net::of(text);
    net.ask(net.workload(from), net.workload(to), port).verdict
}

/// [Subnet route tables]
#[test]
fn a_subnet_without_a_table_uses_the_main_one() {
    let text = "
region us-east-1
vpc v 10.0.0.0/16
  igw igw
  main-table: 0.0.0.0/0 -> igw
  group g: out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 public-ip
    instance api groups g
";
    let net = Net::of(text);
    assert_eq!(net.ask(net.workload("api"), Party::Internet, 443).verdict, Verdict::Reachable);
    let net = Net::of(&text.replace("  main-table: 0.0.0.0/0 -> igw\n", ""));
    assert_eq!(codes(&net.ask(net.workload("api"), Party::Internet, 443)), [Code::NO_ROUTE_TO_DESTINATION]);
}

/// Addresses that only a host itself answers. [Subnet route tables]
#[test]
fn link_local_services_of_ipv6_are_not_routed() {
    let net = Net::of(
        "
region us-east-1
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  igw igw
  table t: ::/0 -> igw
  group g: out any to ::/0
  subnet s a 10.0.0.0/24 ipv6 2600:1::/64 table t
    interface eni groups g ips 10.0.0.9 ipv6 2600:1::9
",
    );
    let ask = |to: &str, port| net.ask(Party::Node(net.node(Kind::NetworkInterface, "eni")), ip(to), port).verdict;
    assert_eq!((ask("fd00:ec2::254", 80), ask("fd00:ec2::1", 80)), (Verdict::Reachable, Verdict::Blocked));
}

/// The ephemeral ports of a client are those of its kind. [Custom network ACLs for your VPC]
#[test]
fn functions_open_connections_from_port_1024_on() {
    let text = "
region us-east-1
vpc v 10.0.0.0/16
  group g: in tcp 443 from 10.0.0.0/16, out any to 0.0.0.0/0
  acl back: in 100 allow tcp 32768-65535 from 0.0.0.0/0, out 100 allow any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 acl back
    instance host groups g
  subnet d a 10.0.1.0/24
    instance api groups g
  function f in s groups g
";
    assert_eq!(verdict(text, "host", "api", 443), Verdict::Reachable);
    // Some replies come home, and some do not.
    assert_ne!(verdict(text, "f", "api", 443), Verdict::Reachable);
    assert_eq!(verdict(&text.replace("32768-65535", "1024-65535"), "f", "api", 443), Verdict::Reachable);
}

/// Names of an endpoint hold in its own VPC. [Access an AWS service using an interface VPC endpoint]
#[test]
fn private_names_do_not_hold_in_a_peered_vpc() {
    let net = Net::of(
        "
vpc hub 10.0.0.0/16 dns-hostnames
  table hub: 10.1.0.0/16 -> link
  group endpoints: in tcp 443 from 10.1.0.0/16
  subnet shared a 10.0.1.0/24 table hub
  interface-endpoint ssm in shared groups endpoints private-dns
vpc spoke 10.1.0.0/16 dns-hostnames
  table spoke: 10.0.0.0/16 -> link
  group app: out tcp 443 to 0.0.0.0/0
  subnet app a 10.1.1.0/24 table spoke
    instance api groups app
peering hub - spoke as link
service ssm as ssm-service
",
    );
    let t = net.ask(net.workload("api"), net.service("ssm-service"), 443);
    assert_eq!(codes(&t), [Code::NO_ROUTE_TO_DESTINATION], "{}", net.say(&t));
}

/// With private DNS for the inbound resolver only, names inside the VPC lead to the gateway endpoint.
/// [Private DNS for the inbound Resolver endpoint]
#[test]
fn private_names_for_the_inbound_resolver_only_stay_public_inside() {
    let text = "
vpc v 10.0.0.0/16 dns-hostnames
  table t
  group app: out tcp 443 to 0.0.0.0/0
  group doors: in tcp 443 from 10.0.0.0/16
  subnet s a 10.0.1.0/24 table t
    instance api groups app
  gateway-endpoint s3 tables t as gate
  interface-endpoint s3 in s groups doors private-dns-inbound as door
service s3 as bucket
";
    let way = |text: &str| {
        let net = Net::of(text);
        net.ask(net.workload("api"), net.service("bucket"), 443).way()
    };
    assert!(matches!(way(text), Way::GatewayEndpoint(_)));
    assert!(matches!(way(&text.replace("private-dns-inbound", "private-dns")), Way::InterfaceEndpoint(_)));
}

/// A reference to a group counts in its own VPC and over an active peering connection. [Security group rules]
#[test]
fn a_reference_to_a_group_of_another_vpc_is_stale_without_peering() {
    let text = "
region us-east-1
vpc a 10.0.0.0/16
  table ta: 10.1.0.0/16 -> link
  group client: out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table ta
    instance one groups client
vpc b 10.1.0.0/16
  table tb: 10.0.0.0/16 -> link
  group server: in tcp 443 from client
  subnet r a 10.1.0.0/24 table tb
    instance two groups server
peering a - b as link
";
    assert_eq!(verdict(text, "one", "two", 443), Verdict::Reachable);
    let by_transit = text.replace("-> link", "-> tgw").replace(
        "peering a - b as link\n",
        "tgw tgw\n  tgw-table tt\n  attachment aa a in s table tt propagate tt\n  attachment ab b in r table tt propagate tt\n",
    );
    assert_ne!(verdict(&by_transit, "one", "two", 443), Verdict::Reachable);
}

/// [Subnet route tables: replace the target of the local route]
#[test]
fn the_local_routes_target_can_be_replaced() {
    let text = "
region us-east-1
vpc v 10.0.0.0/16
  table left: 10.0.0.0/16 -> box
  table right: 10.0.0.0/16 -> box
  table middle
  group any: in any from 10.0.0.0/16, out any to 0.0.0.0/0
  subnet l a 10.0.0.0/24 table left
    instance one groups any
  subnet m a 10.0.1.0/24 table middle
    instance box groups any no-source-dest-check forwards-all
  subnet r a 10.0.2.0/24 table right
    instance two groups any
";
    let net = Net::of(text);
    let t = net.ask(net.workload("one"), net.workload("two"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(matches!(t.way(), Way::Middlebox(_)));
    // It drops what is not for it unless it forwards.
    assert_ne!(verdict(&text.replace(" forwards-all", ""), "one", "two", 443), Verdict::Reachable);
}

/// An application beside a Gateway Load Balancer endpoint crosses the ACL of their subnet; beside an instance that forwards it does not.
/// [Access an inspection system using a Gateway Load Balancer endpoint]
#[test]
fn an_application_crosses_the_acl_to_an_endpoint_in_its_own_subnet() {
    let text = |by: &str| {
        format!(
            "
region us-east-1
vpc v 10.0.0.0/16
  igw igw
  table t: 0.0.0.0/0 -> {by}
  table door: 0.0.0.0/0 -> igw
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  acl beside: in 10 deny any from 10.0.1.10/32, in 20 allow any from 0.0.0.0/0, out 20 allow any to 0.0.0.0/0
  subnet s a 10.0.1.0/24 table t acl beside
    instance app groups open ip 10.0.1.10
    instance box groups open no-source-dest-check translates
    gwlb-endpoint look forwards-all
"
        )
    };
    let blockers = |by: &str| {
        let net = Net::of(&text(by));
        let t = net.ask(net.workload("app"), Party::Internet, 443);
        let all = t.path().unwrap().forward.hops.iter();
        all.filter(|h| h.code() == Some(Code::SUBNET_ACL_RESTRICTION.as_str()) && h.inbound).count()
    };
    assert_eq!((blockers("look"), blockers("box")), (1, 0));
}

/// A group may be associated with several VPCs of its Region: its rules filter, and members are known, wherever it is carried.
/// [Control traffic to your AWS resources using security groups]
#[test]
fn a_group_counts_in_every_vpc_that_it_is_associated_with() {
    let text = "
region us-east-1
vpc home 10.0.0.0/16
  group shared: in tcp 443 from shared, out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24
    instance x groups shared
    instance y groups shared
vpc other 10.1.0.0/16
  group plain: out any to 0.0.0.0/0
  subnet t a 10.1.0.0/24
    instance p groups shared
    instance q groups shared
    instance r groups plain
";
    assert_eq!(verdict(text, "x", "y", 443), Verdict::Reachable);
    assert_eq!((verdict(text, "p", "q", 443), verdict(text, "p", "q", 80)), (Verdict::Reachable, Verdict::Blocked));
    assert_eq!(verdict(text, "r", "q", 443), Verdict::Blocked);
}

/// The router's address and the others that AWS keeps take no connections, whatever the rules let through. [Subnet sizing]
#[test]
fn addresses_that_aws_keeps_take_no_connections() {
    let net = Net::of(
        "vpc v 10.0.0.0/16\n  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0\n  subnet s a 10.0.1.0/24\n    instance x groups open\n",
    );
    for a in ["10.0.1.1", "10.0.1.2", "10.0.1.3", "10.0.1.255", "10.0.1.0"] {
        let t = net.ask(net.workload("x"), ip(a), 443);
        assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::NO_POSSIBLE_DESTINATION]), "{a} {}", net.say(&t));
    }
}

/// Names and policies on which AWS's pages disagree. [AWS services that integrate with AWS PrivateLink]
#[test]
fn disputed_names_and_policies_are_said() {
    use crate::reach::Contradiction;
    let text = "
region us-east-1
vpc v 10.0.0.0/16 dns-hostnames
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet s a 10.0.1.0/24
    instance x groups open
  interface-endpoint freetier in s groups open private-dns
  interface-endpoint apprunner.requests in s groups open policy {\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}]} as runner
service freetier
";
    let net = Net::of(text);
    assert_eq!(net.ask(net.workload("x"), net.service("freetier"), 443).contradictions(), [Contradiction::FreeTierName]);
    let runner = Party::Node(net.node(Kind::InterfaceEndpoint, "runner"));
    assert_eq!(net.ask(net.workload("x"), runner, 443).contradictions(), [Contradiction::AppRunnerPolicy]);
}

/// An interface endpoint is in reach over a transit gateway, a VPN and Direct Connect as any private address. [AWS PrivateLink for Amazon S3]
#[test]
fn interface_endpoints_are_in_reach_from_outside_the_vpc() {
    let net = Net::of(
        "
region us-east-1
vpc home 10.0.0.0/16 dns-hostnames
  vgw vgw
  table t propagate vgw: 10.1.0.0/16 -> tgw
  group doors: in tcp 443 from 10.0.0.0/8, in tcp 443 from 192.168.0.0/15
  subnet s a 10.0.1.0/24 table t
  interface-endpoint ssm in s groups doors private-dns
vpc spoke 10.1.0.0/16
  table u: 10.0.0.0/16 -> tgw
  group out: out any to 0.0.0.0/0
  subnet p a 10.1.1.0/24 table u
    instance x groups out
tgw tgw
  tgw-table t1
  attachment ah home in s table t1 propagate t1
  attachment ap spoke in p table t1 propagate t1
on-premises office 192.168.0.0/16
vpn link vgw - office
on-premises plant 192.169.0.0/16
direct-connect line to vgw premises plant
",
    );
    let ssm = || Party::Node(net.node(Kind::InterfaceEndpoint, "ssm"));
    let premises = |name| Party::Node(net.node(Kind::OnPremises, name));
    for from in [net.workload("x"), premises("office"), premises("plant")] {
        let t = net.ask(from.clone(), ssm(), 443);
        assert_eq!(t.verdict, Verdict::Reachable, "{from:?} {}", net.say(&t));
        assert_eq!(net.ask(from, ssm(), 80).verdict, Verdict::Blocked);
    }
}
