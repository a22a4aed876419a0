//! VPC Block Public Access, by the scenarios of AWS's own example. [Advanced example]

use super::*;
use crate::document::BlockMode;

/// A and B stand in public subnets, B's with the NAT gateway; C leaves by that, D by an egress-only gateway. `vpc` is what the VPC's line adds,
/// `a` and `b` what those of the public subnets do.
fn example(vpc: &str, a: &str, b: &str) -> Net {
    Net::of(&format!(
        "
region us-east-2
vpc v 10.0.0.0/16 ipv6 2600:1::/56 {vpc}
  igw igw
  eigw eigw
  table public: 0.0.0.0/0 -> igw, ::/0 -> igw
  table private: 0.0.0.0/0 -> nat, ::/0 -> eigw
  group open: in any from 0.0.0.0/0, in any from ::/0, out any to 0.0.0.0/0, out any to ::/0
  default-acl: in 100 allow any from 0.0.0.0/0, in 101 allow any from ::/0, out 100 allow any to 0.0.0.0/0, out 101 allow any to ::/0
  subnet sa a 10.0.1.0/24 ipv6 2600:1:0:1::/64 table public {a}
    instance a groups open eip ea
  subnet sb a 10.0.2.0/24 table public {b}
    instance b groups open eip eb
    nat nat
  subnet sc a 10.0.3.0/24 ipv6 2600:1:0:3::/64 table private
    instance c groups open
    instance d groups open
eip ea address 44.0.0.1
eip eb address 44.0.0.2
"
    ))
}

/// In to A and to B, out from A, from B, from C by NAT, and from D by IPv6; and out from A and in to A by IPv6.
fn asked(net: &Net) -> [bool; 8] {
    let open = |from: Party, to: Party, v6| {
        let t = trace(&net.graph, &Query { v6: Some(v6), ..Query::tcp(from, to, 443) });
        assert!(matches!(t.verdict, Verdict::Reachable | Verdict::Blocked), "{}", net.say(&t));
        if t.verdict == Verdict::Blocked {
            assert!(codes(&t).iter().all(|c| *c == Code::VPC_BLOCK_PUBLIC_ACCESS_ENABLED), "{}", net.say(&t));
        }
        t.verdict == Verdict::Reachable
    };
    let w = |name| net.workload(name);
    let out = |name, v6| open(w(name), Party::Internet, v6);
    let inside = |name, v6| open(Party::Internet, w(name), v6);
    [
        inside("a", false),
        inside("b", false),
        out("a", false),
        out("b", false),
        out("c", false),
        out("d", true),
        out("a", true),
        inside("a", true),
    ]
}

#[test]
fn the_scenarios_of_awss_example() {
    let shut = [false; 8];
    let only_outwards = [false, false, false, false, true, true, false, false];
    assert_eq!(asked(&example("", "", "")), [true; 8]);
    assert_eq!(asked(&example("block-bidirectional", "", "")), shut);
    assert_eq!(asked(&example("block-ingress", "", "")), only_outwards);
    // An exclusion of A's subnet that allows bidirectional.
    assert_eq!(asked(&example("block-ingress", "excluded", "")), [true, false, true, false, true, true, true, true]);
    // One that allows egress makes of bidirectional what `block-ingress` is, where a NAT gateway stands there.
    assert_eq!(asked(&example("block-bidirectional", "block-ingress", "")), shut);
    assert_eq!(asked(&example("block-bidirectional", "", "block-ingress")), [false, false, false, false, true, false, false, false]);
}

#[test]
fn what_is_private_is_no_matter_of_it() {
    let net = example("block-bidirectional", "", "");
    for (from, to) in [("a", "b"), ("b", "c"), ("c", "a")] {
        assert_eq!(net.ask(net.workload(from), net.workload(to), 443).verdict, Verdict::Reachable);
    }
    let text = "
region us-east-1
vpc v 10.0.0.0/16 block-bidirectional
  vgw vgw
  table t propagate vgw: 10.1.0.0/16 -> pcx, 10.2.0.0/16 -> tgw
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table t
    instance x groups open
  gateway-endpoint s3 tables t
vpc w 10.1.0.0/16 block-bidirectional
  table u: 10.0.0.0/16 -> pcx
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet s a 10.1.0.0/24 table u
    instance y groups open
vpc z 10.2.0.0/16 block-ingress
  table r: 10.0.0.0/16 -> tgw
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet s a 10.2.0.0/24 table r
    instance q groups open
peering v - w as pcx
tgw tgw
  tgw-table t1
  attachment av v in v.s table t1 propagate t1
  attachment az z in z.s table t1 propagate t1
on-premises office 192.168.0.0/16
vpn link vgw - office
service s3
"
    .replace("in v.s", "in s")
    .replace("in z.s", "in s#3");
    let net = Net::of(&text);
    let office = Party::Node(net.node(Kind::OnPremises, "office"));
    for to in [net.workload("y"), net.workload("q"), office, net.service("s3")] {
        let t = net.ask(net.workload("x"), to, 443);
        assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    }
}

#[test]
fn what_is_not_known_of_it_leaves_the_internet_open_and_nothing_else() {
    let net = example("block-unknown", "", "");
    for (from, to) in [(net.workload("a"), Party::Internet), (Party::Internet, net.workload("a")), (net.workload("c"), Party::Internet)] {
        assert_eq!(net.ask(from, to, 443).verdict, Verdict::Depends);
    }
    assert_eq!(net.ask(net.workload("a"), net.workload("b"), 443).verdict, Verdict::Reachable);
    // A rule that refuses refuses whatever is not known.
    let text = "vpc v 10.0.0.0/16 block-unknown\n  igw igw\n  table t: 0.0.0.0/0 -> igw\n  group shut\n  subnet s a 10.0.0.0/24 table t public-ip\n    instance x groups shut\n";
    let net = Net::of(text);
    assert_eq!(net.ask(net.workload("x"), Party::Internet, 443).verdict, Verdict::Blocked);
}

/// The subnet that touches the gateway counts, and not those behind an appliance or a NAT gateway. [VPC BPA basics]
#[test]
fn the_subnet_at_the_gateway_counts() {
    let through = |line: &str, at: &str, own: &str| {
        Net::of(&format!(
            "
region us-east-1
vpc v 10.0.0.0/16 block-bidirectional
  igw igw
  table edge edge igw: 10.0.1.0/24 -> {line}
  table app: 0.0.0.0/0 -> {line}
  table door: 0.0.0.0/0 -> igw
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet app a 10.0.1.0/24 table app {own}
    instance x groups open eip e
  subnet door a 10.0.2.0/24 table door {at}
    instance box groups open no-source-dest-check forwards-all
    gwlb-endpoint look forwards-all
eip e address 44.0.0.1
"
        ))
    };
    let verdicts =
        |net: &Net| [net.ask(net.workload("x"), Party::Internet, 443).verdict, net.ask(Party::Internet, net.workload("x"), 443).verdict];
    assert_eq!(verdicts(&through("box", "excluded", "")), [Verdict::Reachable; 2]);
    assert_eq!(verdicts(&through("box", "", "excluded")), [Verdict::Blocked; 2]);
    // AWS says of Gateway Load Balancers otherwise than of Network Firewall.
    assert_eq!(verdicts(&through("look", "excluded", "")), [Verdict::Depends; 2]);
    assert_eq!(verdicts(&through("look", "", "")), [Verdict::Blocked; 2]);
}

#[test]
fn colours_exposure_and_remedies_follow() {
    let class = |net: &Net, name: &str| net.graph.class(crate::document::Id::of(net.node(Kind::Subnet, name)).unwrap());
    use SubnetClass::{Isolated, Private, Public};
    let of = |net: &Net| [class(net, "sa"), class(net, "sb"), class(net, "sc")];
    assert_eq!(of(&example("", "", "")), [Public, Public, Private]);
    assert_eq!(of(&example("block-ingress", "", "")), [Isolated, Isolated, Private]);
    assert_eq!(of(&example("block-bidirectional", "excluded", "")), [Public, Isolated, Isolated]);
    let net = example("block-bidirectional", "", "");
    assert!(crate::matrix::exposed(&net.graph).is_empty());
    let ask = crate::remedy::Ask::Query(Query::tcp(Party::Internet, net.workload("a"), 443));
    let found = crate::remedy::remedies(&net.doc, Catalogue::bundled(), &ask);
    let after = crate::remedy::made(&net.doc, &found[0].changes).unwrap();
    let subnet = after.model.get(crate::document::Id::<crate::document::Subnet>::of(net.node(Kind::Subnet, "sa")).unwrap()).unwrap();
    assert_eq!((found[0].changes.len(), subnet.block_public_access), (1, Some(BlockMode::Off)));
}
