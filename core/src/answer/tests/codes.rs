//! Each explanation code that an answer can name, in a design that brings it about.

use super::*;

/// Parts that many of the designs share.
const V: &str = "vpc v 10.0.0.0/16\n  igw igw\n  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0\n  table out: 0.0.0.0/0 -> igw\n";
const A: &str = "  subnet a a 10.0.1.0/24\n    instance x groups open\n";
const PUBLIC: &str = "  subnet a a 10.0.1.0/24 table out\n    instance x groups open eip e\neip e address 44.0.0.1\n";
const TWO: &str = "vpc v 10.0.0.0/16\n  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0\n  table t: 10.1.0.0/16 -> LINK\n  \
                   subnet a a 10.0.1.0/24 table t\n    instance x groups open\nvpc w 10.1.0.0/16\n  group free: in any from 0.0.0.0/0, out any to 0.0.0.0/0\n  \
                   table u: 10.0.0.0/16 -> LINK\n  subnet b a 10.1.1.0/24 table u\n    instance y groups free\n";
const TGW: &str = "tgw tgw\n  tgw-table t1\n  attachment av v in a table t1 propagate t1\n  attachment aw w in b table t1 propagate t1\n";

/// From, to, and what the question is about. A name is a workload's, `=` an address, `internet`, `lb` a load balancer, `office`, `s3`.
fn ask(net: &Net, from: &str, to: &str, protocol: Protocol, port: Option<u16>) -> Trace {
    let party = |s: &str| match s {
        "internet" => Party::Internet,
        "lb" => Party::Node(net.node(Kind::LoadBalancer, "lb")),
        "office" => Party::Node(net.node(Kind::OnPremises, "office")),
        "s3" => net.service("s3"),
        "nlb-ip" => Party::Node(net.node(Kind::LoadBalancer, "nlb-ip")),
        s => s.strip_prefix('=').map_or_else(|| net.workload(s), |a| Party::Address(a.parse().unwrap())),
    };
    trace(&net.graph, &Query { protocol, port, ..Query::tcp(party(from), party(to), 0) })
}

/// Every word that an answer names: of what blocks, of what is not known, of routes that lose.
fn words(t: &Trace) -> Vec<&'static str> {
    let hops = || t.paths.iter().flat_map(|p| p.forward.hops.iter().chain(p.back.iter().flat_map(|b| &b.hops)));
    let lost = hops().flat_map(|h| h.lost.iter().map(|l| l.why.code(false)).chain(h.lost_in_transit.iter().map(|(_, w)| w.code(true))));
    hops().filter_map(crate::reach::Hop::code).chain(lost.map(Code::as_str)).collect()
}

/// The word, the design, from, to, and what the question is about.
type Case = (Code, String, &'static str, &'static str, Protocol, Option<u16>);

#[test]
fn every_code_that_is_used_can_come_up() {
    use Code::*;
    let peered = format!("{}peering v - w as pcx\n", TWO.replace("LINK", "pcx"));
    let transit = format!("{}{TGW}", TWO.replace("LINK", "tgw"));
    let lb = |rest: &str| format!("{V}  subnet a a 10.0.1.0/24\n    instance x groups open\n{rest}");
    let vpn = |rest: &str| {
        format!(
            "vpc v 10.0.0.0/16\n  vgw vgw\n  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0\n  table t propagate vgw: 0.0.0.0/0 -> vgw\n  \
             subnet a a 10.0.1.0/24 table t\n    instance x groups open\n{rest}"
        )
    };
    let tgw_vpn = "vpc v 10.0.0.0/16\n  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0\n  table t: 192.168.0.0/16 -> tgw\n  subnet a a 10.0.1.0/24 table t\n    instance x groups open\ntgw tgw\n  tgw-table t1\n  attachment av v in a table t1 propagate t1\n  attachment al link table t1 propagate t1\non-premises office 192.168.0.0/16\nvpn link tgw - office down\n";
    let foreign = format!("{V}  subnet b a 10.0.2.0/24\n    instance x groups open\n");
    let all: Vec<Case> = vec![
        (NO_ROUTE_TO_DESTINATION, format!("{V}{A}"), "x", "internet", Protocol::TCP, Some(443)),
        (
            BAD_STATE_ROUTE,
            format!("{V}  table gone: 0.0.0.0/0 -> gone old\n{}", A.replace("/24\n", "/24 table gone\n")),
            "x",
            "internet",
            Protocol::TCP,
            Some(443),
        ),
        (
            MORE_SPECIFIC_ROUTE,
            format!("{V}{PUBLIC}").replace("table out: 0", "table out: 8.0.0.0/8 -> igw, 0"),
            "x",
            "=8.8.8.8",
            Protocol::TCP,
            Some(443),
        ),
        (
            HIGHER_PRIORITY_ROUTE,
            vpn("on-premises office 192.168.0.0/16\nvpn link vgw - office\n").replace("0.0.0.0/0 -> vgw", "192.168.0.0/16 -> vgw"),
            "x",
            "office",
            Protocol::TCP,
            Some(22),
        ),
        (
            ENI_SG_RULES_MISMATCH,
            format!("{V}  group shut: in tcp 80 from 10.0.0.0/8\n{A}    instance y groups shut\n"),
            "x",
            "y",
            Protocol::TCP,
            Some(22),
        ),
        (SG_HAS_NO_RULES, format!("{V}  group none\n{A}    instance y groups none\n"), "x", "y", Protocol::TCP, Some(22)),
        (
            SUBNET_ACL_RESTRICTION,
            format!("{V}  acl shut\n{A}  subnet c a 10.0.3.0/24 acl shut\n    instance y groups open\n"),
            "x",
            "y",
            Protocol::TCP,
            Some(22),
        ),
        (
            SG_REFERENCING_SUPPORT,
            transit.replace("free: in any from 0.0.0.0/0", "free: in any from open"),
            "x",
            "y",
            Protocol::TCP,
            Some(22),
        ),
        (
            SG_REFERENCES_NOT_PRESERVED,
            format!(
                "{V}  group refs: in any from open, out any to 0.0.0.0/0\n  table through: 10.0.3.0/24 -> wall\n{}  subnet m a 10.0.2.0/24\n    instance wall groups open no-source-dest-check forwards-all\n  subnet c a 10.0.3.0/24\n    instance y groups refs\n",
                A.replace("/24\n", "/24 table through\n")
            ),
            "x",
            "y",
            Protocol::TCP,
            Some(22),
        ),
        (
            ENI_SOURCE_DEST_CHECK_RESTRICTION,
            format!(
                "{V}  table through: 10.0.3.0/24 -> wall\n{}  subnet m a 10.0.2.0/24\n    instance wall groups open forwards-all\n  subnet c a 10.0.3.0/24\n    instance y groups open\n",
                A.replace("/24\n", "/24 table through\n")
            ),
            "x",
            "y",
            Protocol::TCP,
            Some(22),
        ),
        (UNKNOWN_PEERED_SGS, peered.replace("vpc w 10.1.0.0/16", "vpc w 10.1.0.0/16 opaque"), "x", "y", Protocol::TCP, Some(22)),
        (UNKNOWN_RESOURCE, foreign.replace("vpc v 10.0.0.0/16", "vpc v 10.0.0.0/16 opaque"), "x", "internet", Protocol::TCP, Some(22)),
        (
            PROTOCOL_RESTRICTION,
            format!(
                "{V}  table n: 0.0.0.0/0 -> nat\n  subnet p a 10.0.9.0/24 table out\n    nat nat\n{}",
                A.replace("/24\n", "/24 table n\n")
            ),
            "x",
            "internet",
            Protocol::Number(47),
            None,
        ),
        (
            GATEWAY_REJECTS_SPOOFED_TRAFFIC,
            transit
                .replace("vpc w 10.1.0.0/16\n", "vpc w 10.1.0.0/16\n  igw igw\n")
                .replace("table u: 10.0.0.0/16", "table u: 0.0.0.0/0 -> igw, 10.0.0.0/16")
                .replace("10.1.0.0/16 -> tgw", "0.0.0.0/0 -> tgw")
                .replace("tgw-table t1", "tgw-table t1: 0.0.0.0/0 -> aw"),
            "x",
            "=8.8.8.8",
            Protocol::TCP,
            Some(443),
        ),
        (IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS, format!("{V}{PUBLIC}"), "x", "=192.168.0.1", Protocol::TCP, Some(443)),
        (IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS, format!("{V}{PUBLIC}"), "x", "=100.64.0.1", Protocol::TCP, Some(443)),
        (IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS, format!("{V}{PUBLIC}"), "internet", "x", Protocol::TCP, Some(1)),
        (IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS, format!("{V}{PUBLIC}"), "internet", "x", Protocol::TCP, Some(2)),
        (IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS, format!("{V}{A}"), "internet", "x", Protocol::TCP, Some(443)),
        (
            IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS,
            format!("{V}{}", A.replace("/24\n", "/24 table out\n")),
            "x",
            "internet",
            Protocol::TCP,
            Some(443),
        ),
        (
            NO_PATH,
            format!("{V}{A}").replace("  igw igw\n", "").replace("  table out: 0.0.0.0/0 -> igw\n", ""),
            "internet",
            "x",
            Protocol::TCP,
            Some(443),
        ),
        (
            PCX_REQUIRES_ADDRESS_IN_VPC_CIDR,
            peered.replace("10.1.0.0/16 -> pcx", "0.0.0.0/0 -> pcx"),
            "x",
            "internet",
            Protocol::TCP,
            Some(443),
        ),
        (CANNOT_ROUTE, peered.replace("vpc w 10.1.0.0/16", "vpc w 10.1.0.0/16 10.0.0.0/16"), "x", "y", Protocol::TCP, Some(443)),
        (TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION, transit.replace("av v in a table t1", "av v in a"), "x", "y", Protocol::TCP, Some(443)),
        (
            TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT,
            transit.replace("aw w in b table t1 propagate t1", "aw w in b table t1"),
            "x",
            "y",
            Protocol::TCP,
            Some(443),
        ),
        (
            TGW_RTB_BAD_STATE_ROUTE,
            transit.replace("tgw-table t1", "tgw-table t1: 10.1.0.0/16 -> blackhole"),
            "x",
            "y",
            Protocol::TCP,
            Some(443),
        ),
        (
            TGW_RTB_HIGHER_PRIORITY_ROUTE,
            transit.replace("tgw-table t1", "tgw-table t1: 10.1.0.0/16 -> aw"),
            "x",
            "y",
            Protocol::TCP,
            Some(443),
        ),
        (
            TGW_RTB_MORE_SPECIFIC_ROUTE,
            transit.replace("tgw-table t1", "tgw-table t1: 10.0.0.0/8 -> av"),
            "x",
            "y",
            Protocol::TCP,
            Some(443),
        ),
        (TGW_RTB_ROUTES_ARE_UNKNOWN, transit.replace("tgw tgw\n", "tgw tgw opaque\n"), "x", "y", Protocol::TCP, Some(443)),
        (
            TGW_ROUTE_AZ_RESTRICTION,
            transit
                .replace("  subnet a a 10.0.1.0/24 table t\n", "  subnet z b 10.0.9.0/24\n  subnet a a 10.0.1.0/24 table t\n")
                .replace("av v in a", "av v in z"),
            "x",
            "y",
            Protocol::TCP,
            Some(443),
        ),
        (
            TGW_ATTACH_VPC_AZ_RESTRICTION,
            transit
                .replace("  subnet b a 10.1.1.0/24 table u\n", "  subnet q b 10.1.9.0/24\n  subnet b a 10.1.1.0/24 table u\n")
                .replace("aw w in b", "aw w in q"),
            "x",
            "y",
            Protocol::TCP,
            Some(443),
        ),
        (TGW_BAD_STATE_VPN, tgw_vpn.into(), "x", "office", Protocol::TCP, Some(443)),
        (BAD_STATE_VPN, vpn("on-premises office 192.168.0.0/16\nvpn link vgw - office down\n"), "x", "office", Protocol::TCP, Some(443)),
        (
            BAD_STATE_ATTACHMENT,
            tgw_vpn.replace("  attachment al link table t1 propagate t1\n", "").replace(" down", ""),
            "office",
            "x",
            Protocol::TCP,
            Some(443),
        ),
        (
            VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS,
            vpn("on-premises office 192.168.0.0/16\nvpn link vgw - office\n"),
            "office",
            "=10.7.0.1",
            Protocol::TCP,
            Some(443),
        ),
        (
            UNKNOWN_DESTINATION,
            vpn("on-premises office 192.168.0.0/24\nvpn link vgw - office static routes 192.168.0.0/16\n"),
            "x",
            "=192.168.9.9",
            Protocol::TCP,
            Some(443),
        ),
        (
            VPCE_GATEWAY_PROTOCOL_RESTRICTION,
            format!("region us-east-1\n{V}{A}  gateway-endpoint s3 tables g\n  table g\nservice s3\n")
                .replace("10.0.1.0/24", "10.0.1.0/24 table g"),
            "x",
            "s3",
            Protocol::UDP,
            Some(443),
        ),
        (NO_POSSIBLE_DESTINATION, format!("{V}{A}"), "x", "=10.0.7.7", Protocol::TCP, Some(443)),
        (
            ELBV2_SOURCE_ADDRESS_PRESERVATION,
            lb("  load-balancer lb network in a listen TCP 443 -> web\n  target-group web TCP 443 instance: x\n"),
            "x",
            "lb",
            Protocol::TCP,
            Some(443),
        ),
        (
            ELBV2_LISTENER_PORT_RESTRICTION,
            lb("  load-balancer lb in a groups open listen HTTPS 443 -> web\n  target-group web HTTP 80 instance: x\n"),
            "x",
            "lb",
            Protocol::TCP,
            Some(80),
        ),
        (
            ELBV2_LISTENERS_MISMATCH,
            lb("  load-balancer lb in a groups open listen HTTPS 443 -> web, HTTP 8080 -> web\n  target-group web HTTP 80 instance: x\n"),
            "x",
            "lb",
            Protocol::TCP,
            Some(80),
        ),
        (
            ELBV2_LISTENER_HAS_NO_TG,
            lb("  load-balancer lb in a groups open listen HTTPS 443 -> web\n  target-group web HTTP 80 instance\n"),
            "x",
            "lb",
            Protocol::TCP,
            Some(443),
        ),
        (
            ELBV2_NO_TARGETS_IN_AZ,
            lb(
                "  subnet z b 10.0.9.0/24\n    instance y groups open\n  load-balancer lb network no-cross-zone in a listen TCP 443 -> web\n  target-group web TCP 80 instance: y\n",
            ),
            "x",
            "lb",
            Protocol::TCP,
            Some(443),
        ),
    ];
    for (code, text, from, to, protocol, port) in all {
        let net = Net::of(&text);
        let t = match code {
            IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS | IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS => {
                let source = if code == IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS { "192.168.0.1" } else { "100.64.0.1" };
                trace(&net.graph, &Query { source_ip: source.parse().ok(), ..Query::tcp(Party::Internet, net.workload(to), 443) })
            }
            _ => ask(&net, from, to, protocol, port),
        };
        assert!(words(&t).contains(&code.as_str()), "{code} is not among {:?} in\n{text}\n{}", words(&t), net.say(&t));
    }
}
