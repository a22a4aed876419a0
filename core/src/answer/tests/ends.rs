//! What may stand at an end of a question, where packets must arrive, and what is said of things that are not known.

use super::*;
use crate::reach::Contradiction;

const NET: &str = "
region us-east-1
vpc main 10.0.0.0/16
  igw igw
  vgw vgw
  table public: 0.0.0.0/0 -> igw
  table app propagate vgw
  group web: in tcp 80 from 0.0.0.0/0, out any to 0.0.0.0/0
  group app: in tcp 8080 from web, out any to 0.0.0.0/0
  subnet pub a 10.0.0.0/24 table public
    instance web groups web eip web-ip
    nat nat
  subnet priv a 10.0.1.0/24 table app
    instance app groups app
vpc other 10.1.0.0/16
  igw other-igw
igw spare
eip web-ip address 44.0.0.1
on-premises office 192.168.0.0/16
vpn link vgw - office
service s3
";

fn ip(s: &str) -> Party {
    Party::Address(s.parse().unwrap())
}

fn at(net: &Net, kind: Kind, name: &str) -> Party {
    Party::Node(net.node(kind, name))
}

#[test]
fn a_gateway_is_what_is_behind_it() {
    let net = Net::of(NET);
    let web = || net.workload("web");
    let igw = |name: &str| at(&net, Kind::InternetGateway, name);
    assert_eq!(net.ask(igw("igw"), web(), 80).verdict, Verdict::Reachable);
    assert_eq!(net.ask(web(), igw("igw"), 443).verdict, Verdict::Reachable);
    assert_eq!(codes(&net.ask(igw("other-igw"), web(), 80)), [Code::NO_PATH]);
    assert_eq!(codes(&net.ask(igw("spare"), web(), 80)), [Code::UNASSOCIATED_COMPONENT]);
    assert_eq!(codes(&net.ask(web(), igw("other-igw"), 443)), [Code::CANNOT_ROUTE]);
    for (kind, name) in [(Kind::VpnGateway, "vgw"), (Kind::VpnConnection, "link"), (Kind::OnPremises, "office")] {
        let t = net.ask(net.workload("app"), at(&net, kind, name), 22);
        assert_eq!(t.verdict, Verdict::Reachable, "{name} {}", net.say(&t));
    }
    assert_eq!(net.ask(at(&net, Kind::VpnGateway, "vgw"), net.workload("app"), 8080).verdict, Verdict::Blocked);
}

#[test]
fn a_subnet_a_vpc_or_a_group_is_its_interfaces() {
    let net = Net::of(NET);
    for (kind, name) in [(Kind::Subnet, "pub"), (Kind::SecurityGroup, "web")] {
        let t = net.ask(at(&net, kind, name), net.workload("app"), 8080);
        assert_eq!((t.verdict, t.paths.len()), (Verdict::Reachable, 1), "{}", net.say(&t));
    }
    assert_eq!(net.ask(at(&net, Kind::Vpc, "main"), ip("44.0.0.1"), 80).paths.len(), 2);
    for kind in [Kind::RouteTable, Kind::NetworkAcl, Kind::Peering, Kind::TransitGateway, Kind::ElasticIp] {
        assert!(!can_be_end(kind), "{kind}");
    }
}

#[test]
fn packets_for_a_network_that_come_elsewhere_have_not_arrived() {
    // The office uses a block of the VPC: packets for it stay inside.
    let net = Net::of(&NET.replace("office 192.168.0.0/16", "office 10.0.0.0/24"));
    let t = net.ask(net.workload("app"), at(&net, Kind::OnPremises, "office"), 80);
    assert_eq!(t.verdict, Verdict::Blocked, "{}", net.say(&t));
    // Two networks with one block: the gateway leads to the first.
    let net = Net::of(&format!("{NET}on-premises branch 192.168.0.0/16\n"));
    let t = net.ask(net.workload("app"), at(&net, Kind::OnPremises, "branch"), 22);
    assert_eq!(t.verdict, Verdict::Blocked, "{}", net.say(&t));
}

#[test]
fn amazons_own_servers_are_touched_by_no_rule() {
    let net = Net::of(&NET.replace("in tcp 8080 from web, out any to 0.0.0.0/0", "in tcp 8080 from web"));
    let ask = |to: &str, port| net.ask(net.workload("app"), ip(to), port).verdict;
    assert_eq!((ask("169.254.169.254", 80), ask("169.254.169.254", 443)), (Verdict::Reachable, Verdict::Blocked));
    assert_eq!((ask("10.0.0.2", 53), ask("169.254.169.253", 53)), (Verdict::Reachable, Verdict::Reachable));
    // Another VPC's resolver answers nobody here, nor does anything else at link-local addresses.
    assert_eq!((ask("10.1.0.2", 53), ask("169.254.169.1", 80)), (Verdict::Blocked, Verdict::Blocked));
    assert_eq!((ask("169.254.169.250", 1688), ask("169.254.170.2", 80)), (Verdict::Reachable, Verdict::Blocked));
    let tasks = Net::of(&NET.replace("    instance app groups app", "  container app in priv groups app"));
    assert_eq!(tasks.ask(tasks.workload("app"), ip("169.254.170.2"), 80).verdict, Verdict::Reachable);
    let time = Query { protocol: Protocol::UDP, ..Query::tcp(net.workload("app"), ip("169.254.169.123"), 123) };
    assert_eq!(trace(&net.graph, &time).verdict, Verdict::Reachable);
    let net = Net::of(&NET.replace("vpc main 10.0.0.0/16", "vpc main 10.0.0.0/16 no-dns-support"));
    assert_eq!(net.ask(net.workload("app"), ip("10.0.0.2"), 53).verdict, Verdict::Blocked);
}

#[test]
fn where_pages_of_aws_disagree_the_answer_says_so() {
    let peers = "
region us-east-1
vpc one 10.0.0.0/16
  table t: 0.0.0.0/0 -> pcx
  group g: out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table t
    instance client groups g
vpc two 10.1.0.0/16
  table u
  subnet x a 10.1.0.0/24 table u
  gateway-endpoint s3 tables u
peering one - two as pcx
service s3
";
    let net = Net::of(peers);
    let t = net.ask(net.workload("client"), net.service("s3"), 443);
    assert_eq!((t.verdict, t.contradictions()), (Verdict::Blocked, vec![Contradiction::GatewayEndpointPeering]), "{}", net.say(&t));
    let six = "
region us-east-1
vpc one 10.0.0.0/16 ipv6 2600:1::/56
  table t
  group g: out any to ::/0
  subnet s a 10.0.0.0/24 ipv6 2600:1::/64 table t
    interface eni groups g ips 10.0.0.9 ipv6 2600:1::9
  gateway-endpoint s3 tables t
prefix-list ranges service s3: 52.216.0.0/15, 2600:1fa0::/40
";
    let net = Net::of(six);
    let t = net.ask(at(&net, Kind::NetworkInterface, "eni"), ip("2600:1fa0::1"), 443);
    assert_eq!((t.verdict, t.contradictions()), (Verdict::Reachable, vec![Contradiction::GatewayEndpointIpv6]), "{}", net.say(&t));
    assert!(Contradiction::ALL.iter().all(|c| c.say().starts_with("AWS's pages ") && c.say().contains("taken here")));
}

#[test]
fn what_is_not_known_is_named_and_never_reachable() {
    let ask = |text: &str, from: &str, to: &str, port| {
        let net = Net::of(text);
        let t = net.ask(net.workload(from), net.workload(to), port);
        let said: Vec<String> = t.unknowns.iter().map(|u| u.render(&net.doc.model)).collect();
        (t.verdict, said.join("; "))
    };
    let acl =
        NET.replace("  table public", "  acl open incomplete\n  table public").replace("priv a 10.0.1.0/24", "priv a 10.0.1.0/24 acl open");
    let (verdict, said) = ask(&acl, "web", "app", 8080);
    assert!(verdict == Verdict::Depends && said.contains("entries"), "{said}");
    // What groups refuse is refused whatever the ACL says.
    assert_eq!(ask(&acl, "web", "app", 22).0, Verdict::Blocked);
    let table = NET.replace("table app propagate vgw", "table app propagate vgw incomplete");
    let (verdict, said) = ask(&table, "app", "web", 80);
    assert!(verdict == Verdict::Depends && said.contains("which routes app has"), "{said}");
    assert_eq!(ask(&table, "app", "web", 22).0, Verdict::Blocked);
    let net = Net::of(&NET.replace("vpc main 10.0.0.0/16", "vpc main 10.0.0.0/16 sparse"));
    assert_eq!(net.ask(net.workload("web"), ip("10.0.1.99"), 80).verdict, Verdict::Depends);
    // From outside, too: a public address may be somebody's, a private one is nobody's there.
    assert_eq!(net.ask(Party::Internet, ip("44.0.0.99"), 80).verdict, Verdict::Depends);
    assert_eq!(net.ask(Party::Internet, ip("2600:1::9"), 80).verdict, Verdict::Blocked);
    assert_eq!(net.ask(Party::Internet, ip("10.0.1.99"), 80).verdict, Verdict::Blocked);
    assert_eq!(Net::of(NET).ask(Party::Internet, ip("44.0.0.99"), 80).verdict, Verdict::Blocked);
    let net = Net::of(&NET.replace("    nat nat\n", "    nat nat\n    interface odd groups web ips 10.0.0.77 managed\n"));
    assert_eq!(net.ask(net.workload("app"), ip("10.0.0.77"), 80).verdict, Verdict::Depends);
    assert_eq!(net.ask(net.workload("app"), ip("10.0.0.77"), 81).verdict, Verdict::Blocked);
    // A network whose addresses nobody has said.
    let net = Net::of(&NET.replace("office 192.168.0.0/16", "office"));
    assert_eq!(net.ask(net.workload("app"), at(&net, Kind::OnPremises, "office"), 22).verdict, Verdict::Depends);
    assert_eq!(net.ask(at(&net, Kind::OnPremises, "office"), net.workload("app"), 22).verdict, Verdict::Depends);
}
