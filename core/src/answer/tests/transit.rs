//! Transit gateways: spokes, centralised egress and inspection, zones, ACLs, tables of others.

use super::*;

/// Two spokes and an egress VPC around one transit gateway.
const HUB: &str = "
region us-east-1
vpc left 10.1.0.0/16
  table left: 0.0.0.0/0 -> tgw
  group open-l: in any from 10.0.0.0/8, out any to 0.0.0.0/0
  subnet app-l a 10.1.1.0/24 table left
    instance client groups open-l
  subnet app-lb b 10.1.2.0/24 table left
    instance far groups open-l
  subnet att-l a 10.1.9.0/24 table left
vpc right 10.2.0.0/16
  table right: 10.0.0.0/8 -> tgw
  group open-r: in any from 10.0.0.0/8, out any to 0.0.0.0/0
  subnet app-r a 10.2.1.0/24 table right
    instance server groups open-r
  subnet att-r a 10.2.9.0/24 table right
vpc exit 10.3.0.0/16
  igw igw
  table exit-att: 0.0.0.0/0 -> nat
  table exit-public: 0.0.0.0/0 -> igw, 10.0.0.0/8 -> tgw
  subnet public a 10.3.1.0/24 table exit-public
    nat nat
  subnet att-e a 10.3.9.0/24 table exit-att
tgw tgw
  tgw-table spokes: 0.0.0.0/0 -> to-exit
  tgw-table core
  attachment to-left left in att-l table spokes propagate spokes, core
  attachment to-right right in att-r table spokes propagate spokes, core
  attachment to-exit exit in att-e table core
service s3
";

#[test]
fn spoke_to_spoke_there_and_back() {
    let net = Net::of(HUB);
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(matches!(t.way(), Way::Transit(_)));
    // The route back is missing.
    let net = Net::of(&HUB.replace("table right: 10.0.0.0/8 -> tgw", "table right"));
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::NO_ROUTE_TO_DESTINATION]), "{}", net.say(&t));
    assert_eq!(t.path().unwrap().forward.verdict, Verdict::Reachable);
}

#[test]
fn egress_is_shared_by_nat_in_another_vpc() {
    let net = Net::of(HUB);
    for to in [Party::Internet, net.service("s3")] {
        let t = net.ask(net.workload("client"), to, 443);
        assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
        assert!(matches!(t.way(), Way::Nat(_)));
    }
    // Without the NAT's table leading back, the reply ends there.
    let net = Net::of(&HUB.replace("0.0.0.0/0 -> igw, 10.0.0.0/8 -> tgw", "0.0.0.0/0 -> igw"));
    let t = net.ask(net.workload("client"), Party::Internet, 443);
    assert_eq!((t.verdict, t.path().unwrap().forward.verdict), (Verdict::Blocked, Verdict::Reachable), "{}", net.say(&t));
    // Straight to the internet gateway a spoke's packets are spoofed.
    let net = Net::of(&HUB.replace("table exit-att: 0.0.0.0/0 -> nat", "table exit-att: 0.0.0.0/0 -> igw"));
    let t = net.ask(net.workload("client"), Party::Internet, 443);
    assert_eq!(codes(&t), [Code::GATEWAY_REJECTS_SPOOFED_TRAFFIC], "{}", net.say(&t));
}

#[test]
fn zones_without_an_attachment_are_cut_off_both_ways() {
    let net = Net::of(HUB);
    let t = net.ask(net.workload("far"), net.workload("server"), 443);
    assert!(codes(&t).contains(&Code::TGW_ROUTE_AZ_RESTRICTION), "{}", net.say(&t));
    let t = net.ask(net.workload("server"), net.workload("far"), 443);
    assert!(codes(&t).contains(&Code::TGW_ATTACH_VPC_AZ_RESTRICTION), "{}", net.say(&t));
}

#[test]
fn the_acl_of_the_attachment_subnet_counts() {
    let acl = |entries: &str| {
        HUB.replace("  subnet att-r a", &format!("  acl door: {entries}\n  subnet att-r a"))
            .replace("10.2.9.0/24 table right", "10.2.9.0/24 table right acl door")
    };
    // On the way from the gateway its outbound list; on the way to it its inbound list.
    let net = Net::of(&acl("out 100 allow any to 10.0.0.0/8, in 100 allow any from 10.0.0.0/8"));
    assert_eq!(net.ask(net.workload("client"), net.workload("server"), 443).verdict, Verdict::Reachable);
    let net = Net::of(&acl("in 100 allow any from 10.0.0.0/8"));
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!((codes(&t), t.path().unwrap().forward.verdict), (vec![Code::SUBNET_ACL_RESTRICTION], Verdict::Blocked), "{}", net.say(&t));
    let net = Net::of(&acl("out 100 allow any to 10.0.0.0/8"));
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!((codes(&t), t.path().unwrap().forward.verdict), (vec![Code::SUBNET_ACL_RESTRICTION], Verdict::Reachable), "{}", net.say(&t));
    // Instance and attachment in one subnet: from the gateway to the instance no list counts, the other way both do.
    let same = HUB.replace("  attachment to-right right in att-r", "  attachment to-right right in app-r");
    let shut = |entries: &str| {
        same.replace("  subnet app-r a", &format!("  acl door: {entries}\n  subnet app-r a"))
            .replace("10.2.1.0/24 table right", "10.2.1.0/24 table right acl door")
    };
    let net = Net::of(&shut("out 100 allow any to 10.0.0.0/8, in 100 allow any from 10.2.0.0/16"));
    assert_eq!(net.ask(net.workload("client"), net.workload("server"), 443).verdict, Verdict::Reachable);
    let net = Net::of(&shut("out 100 allow any to 10.0.0.0/8"));
    let t = net.ask(net.workload("server"), net.workload("client"), 443);
    assert_eq!(codes(&t), [Code::SUBNET_ACL_RESTRICTION], "{}", net.say(&t));
}

#[test]
fn tables_associations_and_blackholes() {
    let blocked = |text: String| {
        let net = Net::of(&text);
        let t = net.ask(net.workload("client"), net.workload("server"), 443);
        codes(&t).first().copied()
    };
    assert_eq!(blocked(HUB.replace("left in att-l table spokes", "left in att-l")), Some(Code::TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION));
    let blackhole = HUB.replace("spokes: 0.0.0.0/0 -> to-exit", "spokes: 10.2.0.0/16 -> blackhole");
    // Static before propagated at the same length.
    assert_eq!(blocked(blackhole), Some(Code::TGW_RTB_BAD_STATE_ROUTE));
    let none =
        HUB.replace("tgw-table spokes: 0.0.0.0/0 -> to-exit", "tgw-table spokes").replace("propagate spokes, core", "propagate core");
    assert_eq!(blocked(none.clone()), Some(Code::TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT));
    // A static route to an attachment holds whether or not it propagates.
    let net = Net::of(&none.replace("tgw-table spokes", "tgw-table spokes: 10.2.0.0/16 -> to-right, 10.1.0.0/16 -> to-left"));
    assert_eq!(net.ask(net.workload("client"), net.workload("server"), 443).verdict, Verdict::Reachable);
    // Not attached at all: the route to the gateway is a blackhole.
    let gone = HUB.replace("  attachment to-left left in att-l table spokes propagate spokes, core\n", "");
    assert_eq!(blocked(gone), Some(Code::BAD_STATE_ROUTE));
}

#[test]
fn groups_are_known_across_only_where_the_gateway_says_so_and_inbound() {
    let text = HUB.replace("group open-r: in any from 10.0.0.0/8", "group open-r: in any from open-l");
    let net = Net::of(&text);
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(codes(&t), [Code::SG_REFERENCING_SUPPORT], "{}", net.say(&t));
    let net = Net::of(&text.replace("tgw tgw", "tgw tgw group-references"));
    assert_eq!(net.ask(net.workload("client"), net.workload("server"), 443).verdict, Verdict::Reachable);
    // And the option of either attachment.
    let off = text.replace("tgw tgw", "tgw tgw group-references").replace(
        "  attachment to-right right in att-r table spokes propagate spokes, core",
        "  attachment to-right right in att-r table spokes propagate spokes, core no-group-references",
    );
    let net = Net::of(&off);
    assert_eq!(codes(&net.ask(net.workload("client"), net.workload("server"), 443)), [Code::SG_REFERENCING_SUPPORT]);
    let net = Net::of(
        &HUB.replace("tgw tgw", "tgw tgw group-references")
            .replace("group open-l: in any from 10.0.0.0/8, out any to 0.0.0.0/0", "group open-l: out any to open-r"),
    );
    assert_eq!(codes(&net.ask(net.workload("client"), net.workload("server"), 443)), [Code::SG_REFERENCING_SUPPORT]);
}

#[test]
fn gateways_and_vpcs_of_others_leave_it_open() {
    let net = Net::of(&HUB.replace("tgw tgw", "tgw tgw opaque"));
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(t.verdict, Verdict::Depends, "{}", net.say(&t));
    assert!(t.unknowns.iter().any(|u| u.render(&net.doc.model).contains("tgw")));
    let net = Net::of(&HUB.replace("vpc right 10.2.0.0/16", "vpc right 10.2.0.0/16 opaque"));
    for (from, to) in [("client", "server"), ("server", "client")] {
        let t = net.ask(net.workload(from), net.workload(to), 443);
        assert_eq!(t.verdict, Verdict::Depends, "{}", net.say(&t));
        assert!(t.unknowns.iter().any(|u| u.render(&net.doc.model).contains("right")));
    }
}

#[test]
fn two_gateways_peer() {
    let text = "
vpc left 10.1.0.0/16
  table left: 10.2.0.0/16 -> west
  group l: out any to 0.0.0.0/0
  subnet app-l a 10.1.1.0/24 table left
    instance client groups l
vpc right 10.2.0.0/16
  table right: 10.1.0.0/16 -> east
  group r: in any from 10.1.0.0/16
  subnet app-r a 10.2.1.0/24 table right
    instance server groups r
tgw west
  tgw-table w: 10.2.0.0/16 -> w-east
  attachment w-left left in app-l table w propagate w
  attachment w-east east table w
tgw east
  tgw-table e: 10.1.0.0/16 -> e-west
  attachment e-right right in app-r table e propagate e
  attachment e-west west table e
";
    let net = Net::of(text);
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    let net = Net::of(&text.replace("tgw-table e: 10.1.0.0/16 -> e-west", "tgw-table e"));
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(codes(&t), [Code::TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT], "{}", net.say(&t));
}

/// Inspection between spokes, with an appliance in each of two zones.
const INSPECTED: &str = "
vpc left 10.1.0.0/16
  table left: 0.0.0.0/0 -> tgw
  group l: in any from 10.0.0.0/8, out any to 0.0.0.0/0
  subnet l-a a 10.1.1.0/24 table left
    instance client groups l
  subnet l-b b 10.1.2.0/24 table left
vpc right 10.2.0.0/16
  table right: 0.0.0.0/0 -> tgw
  group r: in any from 10.0.0.0/8, out any to 0.0.0.0/0
  subnet r-a a 10.2.1.0/24 table right
  subnet r-b b 10.2.2.0/24 table right
    instance server groups r
vpc look 10.3.0.0/16
  table in-a: 0.0.0.0/0 -> wall-a
  table in-b: 0.0.0.0/0 -> wall-b
  table out: 0.0.0.0/0 -> tgw
  group wall: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet att-a a 10.3.1.0/24 table in-a
  subnet att-b b 10.3.2.0/24 table in-b
  subnet wall-sub-a a 10.3.3.0/24 table out
    instance wall-a groups wall no-source-dest-check forwards-all
  subnet wall-sub-b b 10.3.4.0/24 table out
    instance wall-b groups wall no-source-dest-check forwards-all
tgw tgw
  tgw-table spokes: 0.0.0.0/0 -> to-look
  tgw-table core
  attachment to-left left in l-a, l-b table spokes propagate core
  attachment to-right right in r-a, r-b table spokes propagate core
  attachment to-look look in att-a, att-b table core appliance-mode
";

#[test]
fn inspection_needs_appliance_mode_to_be_symmetric() {
    let net = Net::of(INSPECTED);
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    let net = Net::of(&INSPECTED.replace(" appliance-mode", ""));
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(t.verdict, Verdict::Depends, "{}", net.say(&t));
    assert!(t.unknowns.iter().any(|u| u.render(&net.doc.model).contains("asymmetric")));
}

/// [Amazon VPC attachments in Amazon VPC Transit Gateways]
#[test]
fn ipv6_needs_the_option_of_both_attachments() {
    let text = |left: &str, right: &str| {
        format!(
            "
region us-east-1
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  table t: 2600:2::/56 -> tgw, 10.1.0.0/16 -> tgw
  group open: in any from 0.0.0.0/0, in any from ::/0, out any to 0.0.0.0/0, out any to ::/0
  default-acl: in 100 allow any from 0.0.0.0/0, in 101 allow any from ::/0, out 100 allow any to 0.0.0.0/0, out 101 allow any to ::/0
  subnet s a 10.0.0.0/24 ipv6 2600:1::/64 table t
    instance x groups open
vpc w 10.1.0.0/16 ipv6 2600:2::/56
  table u: 2600:1::/56 -> tgw, 10.0.0.0/16 -> tgw
  group free: in any from 0.0.0.0/0, in any from ::/0, out any to 0.0.0.0/0, out any to ::/0
  default-acl: in 100 allow any from 0.0.0.0/0, in 101 allow any from ::/0, out 100 allow any to 0.0.0.0/0, out 101 allow any to ::/0
  subnet r a 10.1.0.0/24 ipv6 2600:2::/64 table u
    instance y groups free
tgw tgw
  tgw-table t1
  attachment av v in s table t1 propagate t1 {left}
  attachment aw w in r table t1 propagate t1 {right}
"
        )
    };
    let asked = |left: &str, right: &str| {
        let net = Net::of(&text(left, right));
        let t = net.ask(net.workload("x"), net.workload("y"), 443);
        (t.verdict, over_ipv6(&net.graph, &t).unwrap().verdict)
    };
    assert_eq!(asked("", ""), (Verdict::Reachable, Verdict::Reachable));
    assert_eq!(asked("no-ipv6", ""), (Verdict::Reachable, Verdict::Blocked));
    assert_eq!(asked("", "no-ipv6"), (Verdict::Reachable, Verdict::Blocked));
}
