//! Gateways and appliances on the way: public addresses of the design, edge tables, middleboxes, NAT of every kind, IPv6.

use super::*;

const PUBLIC: &str = "
region us-east-1
vpc main 10.0.0.0/16
  igw igw
  table public: 0.0.0.0/0 -> igw
  group web: in tcp 443 from 203.0.113.0/24, out any to 0.0.0.0/0
  group app: out any to 0.0.0.0/0
  subnet public a 10.0.0.0/24 table public
    instance web groups web eip web-ip
    instance api groups app eip api-ip
eip web-ip address 203.0.113.9
eip api-ip address 203.0.113.8
";

fn ip(s: &str) -> Party {
    Party::Address(s.parse().unwrap())
}

#[test]
fn a_public_address_of_the_design_is_reached_by_going_out_and_in() {
    let net = Net::of(PUBLIC);
    let t = net.ask(net.workload("api"), ip("203.0.113.9"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert_eq!(t.path().unwrap().to, Some(net.graph.interfaces_of(net.node(Kind::Workload, "web"))[0]));
    // The group sees the public source: a reference to the client's group does not match.
    let net = Net::of(&PUBLIC.replace("in tcp 443 from 203.0.113.0/24", "in tcp 443 from app"));
    let t = net.ask(net.workload("api"), ip("203.0.113.9"), 443);
    assert_eq!(codes(&t), [Code::ENI_SG_RULES_MISMATCH], "{}", net.say(&t));
    // An address of the internet as the source.
    let net = Net::of(PUBLIC);
    assert_eq!(net.ask(ip("203.0.113.77"), net.workload("web"), 443).verdict, Verdict::Reachable);
    assert_eq!(net.ask(ip("198.51.100.1"), net.workload("web"), 443).verdict, Verdict::Blocked);
    assert_eq!(net.ask(Party::Internet, net.workload("web"), 443).verdict, Verdict::Depends);
    assert_eq!(net.ask(Party::Internet, ip("203.0.113.9"), 22).verdict, Verdict::Blocked);
}

const EDGE: &str = "
region us-east-1
vpc main 10.0.0.0/16
  igw igw
  table edge edge igw: 10.0.1.0/24 -> inspect
  table app: 0.0.0.0/0 -> inspect
  table door: 0.0.0.0/0 -> igw
  group web: in tcp 443 from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet door a 10.0.0.0/24 table door
    gwlb-endpoint inspect forwards-all
  subnet app a 10.0.1.0/24 table app public-ip
    instance web groups web
";

#[test]
fn an_edge_table_leads_through_a_gwlb_endpoint_both_ways() {
    let net = Net::of(EDGE);
    for (from, to) in [(Party::Internet, net.workload("web")), (net.workload("web"), Party::Internet)] {
        let t = net.ask(from, to, 443);
        assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
        assert!(t.path().unwrap().through.iter().any(|n| n.kind() == Kind::BalancerEndpoint));
    }
    // What stands behind the endpoint is not said: then it depends on that.
    let net = Net::of(&EDGE.replace(" forwards-all", ""));
    let t = net.ask(Party::Internet, net.workload("web"), 443);
    assert_eq!(t.verdict, Verdict::Depends, "{}", net.say(&t));
    assert!(t.unknowns.iter().any(|u| u.render(&net.doc.model).contains("inspect")));
    // Past it on the way back.
    let net = Net::of(&EDGE.replace("table app: 0.0.0.0/0 -> inspect", "table app: 0.0.0.0/0 -> igw"));
    let t = net.ask(Party::Internet, net.workload("web"), 443);
    assert_eq!(t.verdict, Verdict::Depends, "{}", net.say(&t));
    assert!(t.unknowns.iter().any(|u| u.render(&net.doc.model).contains("asymmetric")));
}

const BOX: &str = "
vpc main 10.0.0.0/16
  table left: 10.0.2.0/24 -> wall
  table right: 10.0.1.0/24 -> wall
  group a: in any from 10.0.0.0/16, out any to 10.0.0.0/16
  group b: in tcp 443 from 10.0.0.0/16, out any to 10.0.0.0/16
  group wall: in any from 10.0.0.0/16, out any to 10.0.0.0/16
  subnet left a 10.0.1.0/24 table left
    instance client groups a
  subnet right a 10.0.2.0/24 table right
    instance server groups b
  subnet middle a 10.0.3.0/24
    instance wall groups wall no-source-dest-check forwards-all
";

#[test]
fn a_route_leads_through_an_appliance() {
    let net = Net::of(BOX);
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(matches!(t.way(), Way::Middlebox(_)));
    let net = Net::of(&BOX.replace(" no-source-dest-check", ""));
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert!(codes(&t).contains(&Code::ENI_SOURCE_DEST_CHECK_RESTRICTION), "{}", net.say(&t));
    let net = Net::of(&BOX.replace(" forwards-all", ""));
    assert_eq!(net.ask(net.workload("client"), net.workload("server"), 443).verdict, Verdict::Depends);
    // References to groups do not hold through it, at either end.
    for (rule, reference) in [
        ("group b: in tcp 443 from 10.0.0.0/16", "group b: in tcp 443 from a"),
        ("group a: in any from 10.0.0.0/16, out any to 10.0.0.0/16", "group a: out any to b"),
    ] {
        let net = Net::of(&BOX.replace(rule, reference));
        let t = net.ask(net.workload("client"), net.workload("server"), 443);
        assert_eq!(codes(&t), [Code::SG_REFERENCES_NOT_PRESERVED], "{}", net.say(&t));
    }
    // The reply past it.
    let net = Net::of(&BOX.replace("table right: 10.0.1.0/24 -> wall", "table right"));
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(t.verdict, Verdict::Depends, "{}", net.say(&t));
    // Its own group.
    let net = Net::of(&BOX.replace("group wall: in any from 10.0.0.0/16", "group wall: in tcp 22 from 10.0.0.0/16"));
    assert_eq!(codes(&net.ask(net.workload("client"), net.workload("server"), 443)), [Code::ENI_SG_RULES_MISMATCH]);
}

#[test]
fn what_is_for_the_appliance_itself_is_received_and_not_forwarded() {
    for check in ["", " no-source-dest-check"] {
        let text = BOX.replace("table left: 10.0.2.0/24 -> wall", "table left: 10.0.3.0/24 -> wall");
        let net = Net::of(&text.replace(" no-source-dest-check", check));
        let t = net.ask(net.workload("client"), net.workload("wall"), 443);
        assert_eq!((t.verdict, t.way()), (Verdict::Reachable, Way::Local), "{}", net.say(&t));
    }
}

#[test]
fn an_appliance_that_leads_to_itself_goes_round() {
    let net =
        Net::of(&BOX.replace(
            "  subnet middle a 10.0.3.0/24\n",
            "  table middle: 10.0.2.0/24 -> wall\n  subnet middle a 10.0.3.0/24 table middle\n",
        ));
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!((t.verdict, codes(&t).contains(&Code::CANNOT_ROUTE)), (Verdict::Blocked, true), "{}", net.say(&t));
}

#[test]
fn a_nat_instance_translates() {
    let net = Net::of(
        "
vpc main 10.0.0.0/16
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group nat: in any from 10.0.0.0/16, out any to 0.0.0.0/0
  group app: out tcp 443 to 0.0.0.0/0
  subnet public a 10.0.0.0/24 table public public-ip
    instance nat groups nat no-source-dest-check translates
  subnet app a 10.0.1.0/24 table app
    instance api groups app
",
    );
    let t = net.ask(net.workload("api"), Party::Internet, 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert_eq!(net.ask(net.workload("api"), Party::Internet, 80).verdict, Verdict::Blocked);
}

#[test]
fn a_regional_nat_has_a_table_of_its_own() {
    let text = "
vpc main 10.0.0.0/16
  igw igw
  table app: 0.0.0.0/0 -> nat
  nat nat
  group app: out any to 0.0.0.0/0
  subnet app a 10.0.1.0/24 table app
    instance api groups app
";
    let net = Net::of(text);
    let t = net.ask(net.workload("api"), Party::Internet, 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    let net = Net::of(&text.replace("  nat nat\n", "  table own\n  nat nat table own\n"));
    let t = net.ask(net.workload("api"), Party::Internet, 443);
    assert_eq!(codes(&t), [Code::NO_ROUTE_TO_DESTINATION], "{}", net.say(&t));
    let net = Net::of(&text.replace("  igw igw\n", ""));
    assert_eq!(codes(&net.ask(net.workload("api"), Party::Internet, 443)), [Code::NO_ROUTE_TO_DESTINATION]);
}

#[test]
fn a_private_nat_hides_its_clients_from_a_peer() {
    let net = Net::of(
        "
vpc left 10.1.0.0/16 100.64.0.0/16
  table app: 10.2.0.0/16 -> nat
  table out: 10.2.0.0/16 -> link
  group g: out any to 0.0.0.0/0
  subnet app a 10.1.1.0/24 table app
    instance client groups g
  subnet out a 100.64.1.0/24 table out
    nat nat private
vpc right 10.2.0.0/16
  table right
  group r: in any from 100.64.1.0/24
  subnet srv a 10.2.1.0/24 table right
    instance server groups r
peering left - right as link
",
    );
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    // Replies to a NAT gateway across a peering connection need no route.
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    // Nothing is opened towards it.
    let t = net.ask(net.workload("server"), Party::Node(net.node(Kind::NatGateway, "nat")), 443);
    assert_eq!(t.verdict, Verdict::Blocked, "{}", net.say(&t));
}

#[test]
fn the_reply_of_a_public_host_does_not_leave_by_nat() {
    let net = Net::of(&PUBLIC.replace(
        "table public: 0.0.0.0/0 -> igw",
        "table public: 0.0.0.0/0 -> nat\n  table nat: 0.0.0.0/0 -> igw\n  subnet nats a 10.0.9.0/24 table nat\n    nat nat",
    ));
    let t = net.ask(ip("203.0.113.77"), net.workload("web"), 443);
    assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::NGW_SOURCE_ADDRESS_REASSIGN]), "{}", net.say(&t));
}

const V6: &str = "
vpc main 10.0.0.0/16 ipv6 2600:1f00::/56
  igw igw
  eigw eigw
  table public: ::/0 -> igw
  table app: ::/0 -> eigw
  group web: in tcp 443 from ::/0, out any to ::/0
  subnet public a ipv6 2600:1f00::/64 table public
    instance web groups web
  subnet app a ipv6 2600:1f00:0:1::/64 table app
    instance api groups web
";

#[test]
fn ipv6_by_internet_and_egress_only_gateways() {
    let net = Net::of(V6);
    for (from, to) in [("web", "api"), ("api", "web")] {
        assert_eq!(net.ask(net.workload(from), net.workload(to), 443).verdict, Verdict::Reachable);
        let t = net.ask(net.workload(from), Party::Internet, 443);
        assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    }
    let t = net.ask(Party::Internet, net.workload("web"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    // The egress-only gateway carries no requests inwards: the reply to one does not leave by it.
    let t = net.ask(Party::Internet, net.workload("api"), 443);
    assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::CANNOT_ROUTE]), "{}", net.say(&t));
}

#[test]
fn lists_of_aws_with_known_entries_decide() {
    let text = PRIVATE_S3.replace("group app: out tcp 443 to 0.0.0.0/0", "group app: out tcp 443 to 52.0.0.0/8");
    let with = |list: &str| {
        let net = Net::of(&format!("{text}{list}\n"));
        net.ask(net.workload("api"), net.service("s3"), 443).verdict
    };
    assert_eq!(with(""), Verdict::Depends);
    assert_eq!(with("prefix-list aws-s3 service s3: 52.216.0.0/15"), Verdict::Reachable);
    assert_eq!(with("prefix-list aws-s3 service s3: 3.5.0.0/19"), Verdict::Blocked);
    assert_eq!(with("prefix-list aws-s3 service s3: 52.216.0.0/15, 3.5.0.0/19"), Verdict::Depends);
    assert_eq!(with("prefix-list aws-s3 service s3 incomplete: 52.216.0.0/15"), Verdict::Depends);
}

/// Public ranges that an edge table takes in are not translated, and what they mean to the target is not in a design. [Gateway route tables]
#[test]
fn public_ranges_that_an_edge_table_leads_in_are_not_modelled() {
    let net = Net::of(
        "
region us-east-1
vpc v 10.0.0.0/16
  igw igw
  table edge edge igw: 198.18.4.0/24 -> box
  table t: 0.0.0.0/0 -> igw
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table t
    interface box groups open ips 10.0.0.9 no-source-dest-check
    instance x groups open eip e
    instance y groups open eip f
eip e address 44.0.0.1
eip f address 198.18.4.7
eip idle address 44.0.0.9
"
        .replace("198.18", "203.1")
        .as_str(),
    );
    let to = |a: &str| Party::Address(a.parse().unwrap());
    for from in [Party::Internet, net.workload("x")] {
        for a in ["203.1.4.5", "203.1.4.7"] {
            let t = net.ask(from.clone(), to(a), 443);
            assert_eq!(t.verdict, Verdict::NotModelled, "{a} {}", net.say(&t));
        }
    }
    assert_eq!(net.ask(net.workload("x"), to("203.1.5.5"), 443).verdict, Verdict::Reachable);
    // An Elastic IP address of nobody takes no connections.
    let t = net.ask(net.workload("x"), to("44.0.0.9"), 443);
    assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::NO_POSSIBLE_DESTINATION]), "{}", net.say(&t));
}

/// An instance that forwards may be a NAT instance: that the client has no public address of its own does not block. [NAT instances]
#[test]
fn what_blocks_behind_an_unknown_appliance_may_not_block() {
    let text = |box_: &str| {
        format!(
            "
region us-east-1
vpc v 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> box
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  group shut: out any to 0.0.0.0/0
  subnet p a 10.0.0.0/24 table out
    instance box groups {box_} no-source-dest-check eip e
  subnet q a 10.0.1.0/24 table app
    instance x groups open
eip e address 44.0.0.1
"
        )
    };
    let asked = |group: &str| {
        let net = Net::of(&text(group));
        net.ask(net.workload("x"), Party::Internet, 443).verdict
    };
    // What blocks before it does.
    assert_eq!((asked("open"), asked("shut")), (Verdict::Depends, Verdict::Blocked));
}

/// [DNS64 and NAT64]
#[test]
fn nat64_is_not_modelled_and_says_so() {
    let net = Net::of(
        "
region us-east-1
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  igw igw
  table out: 0.0.0.0/0 -> igw
  table six: 64:ff9b::/96 -> nat
  group open: out any to 0.0.0.0/0, out any to ::/0
  subnet p a 10.0.0.0/24 table out
    nat nat
  subnet q a 10.0.1.0/24 ipv6 2600:1::/64 table six
    instance x groups open
",
    );
    let t = net.ask(net.workload("x"), Party::Address("64:ff9b::808:808".parse().unwrap()), 443);
    assert_eq!(t.verdict, Verdict::NotModelled, "{}", net.say(&t));
}

/// Entries that together hold all of a service's blocks let it through, though none does alone.
#[test]
fn a_service_passes_where_each_of_its_blocks_does() {
    let text = |entries: &str, rules: &str| {
        format!(
            "
region us-east-1
vpc v 10.0.0.0/16
  table t
  group g: {rules}
  acl a: {entries}, out 100 allow tcp 443 to 0.0.0.0/0
  subnet s a 10.0.0.0/24 table t acl a
    instance x groups g
  gateway-endpoint s3 tables t
service s3
prefix-list ranges service s3: 52.216.0.0/15, 3.5.0.0/19
"
        )
    };
    let asked = |entries: &str, rules: &str| {
        let net = Net::of(&text(entries, rules));
        net.ask(net.workload("x"), net.service("s3"), 443).verdict
    };
    let (both, one) = (
        "in 10 allow tcp 1024-65535 from 52.216.0.0/15, in 20 allow tcp 1024-65535 from 3.5.0.0/19",
        "in 10 allow tcp 1024-65535 from 52.216.0.0/15",
    );
    let out = "out tcp 443 to 52.216.0.0/15, out tcp 443 to 3.5.0.0/16";
    assert_eq!(
        (asked(both, out), asked(one, out), asked(both, "out tcp 443 to 52.216.0.0/15")),
        (Verdict::Reachable, Verdict::Depends, Verdict::Depends)
    );
    assert_eq!(asked("in 10 allow tcp 1024-65535 from 52.94.0.0/16", out), Verdict::Blocked);
}
