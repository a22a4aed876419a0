//! Questions on small designs: which way, which verdict, and every blocker.

mod balancer;
mod blocks;
mod codes;
mod documented;
mod ends;
mod everyone;
mod loose;
mod outside;
mod policies;
mod public_access;
mod resource;
mod rules;
mod through;
mod transit;
mod versions;

use super::*;
use crate::catalogue::{Catalogue, Code};
use crate::document::{Document, Kind, NodeId};
use crate::fixture;
use crate::graph::{NetworkGraph, SubnetClass};
use crate::net::Protocol;
use crate::reach::{HopKind, Party, Query, Verdict, Way};

struct Net {
    doc: Document,
    graph: NetworkGraph,
}

impl Net {
    fn of(text: &str) -> Self {
        let doc = fixture::parse(text).unwrap_or_else(|e| panic!("{e}"));
        let graph = NetworkGraph::build(&doc.model, Catalogue::bundled());
        Self { doc, graph }
    }

    fn node(&self, kind: Kind, name: &str) -> NodeId {
        let found = self.doc.model.of_kind(kind).find(|(_, n)| n.meta.name == name);
        found.unwrap_or_else(|| panic!("no {kind} {name}")).0
    }

    fn workload(&self, name: &str) -> Party {
        Party::Node(self.node(Kind::Workload, name))
    }

    fn service(&self, name: &str) -> Party {
        Party::Node(self.node(Kind::Service, name))
    }

    fn ask(&self, from: Party, to: Party, port: u16) -> Trace {
        trace(&self.graph, &Query::tcp(from, to, port))
    }

    fn say(&self, t: &Trace) -> String {
        let p = t.path().unwrap();
        let hops = p.forward.hops.iter().chain(p.back.iter().flat_map(|b| &b.hops));
        hops.map(|h| format!("{:?} {} {}\n", h.outcome, h.kind, h.say(&self.graph).render(&self.doc.model))).collect()
    }
}

fn codes(t: &Trace) -> Vec<Code> {
    t.blockers().iter().filter_map(|h| Code::read(h.outcome.code()?)).collect()
}

const PRIVATE_S3: &str = "
region us-east-1
vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out tcp 443 to 0.0.0.0/0
  group endpoints: in tcp 443 from app
  subnet public-a a 10.0.0.0/24 table public public-ip
    nat nat
  subnet app-a a 10.0.1.0/24 table app
    instance api groups app ip 10.0.1.10
  subnet app-b b 10.0.2.0/24 table app
service s3
service ssm
service dynamodb
";

#[test]
fn s3_goes_through_nat_until_a_gateway_endpoint_serves_the_table() {
    let net = Net::of(PRIVATE_S3);
    let t = net.ask(net.workload("api"), net.service("s3"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(matches!(t.way(), Way::Nat(_)));

    let net = Net::of(&PRIVATE_S3.replace("service s3\n", "  gateway-endpoint s3 tables app\nservice s3\n"));
    let t = net.ask(net.workload("api"), net.service("s3"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(matches!(t.way(), Way::GatewayEndpoint(_)));
    // The default route is shown as the one that lost.
    let route = t.path().unwrap().forward.hops.iter().find(|h| h.kind == HopKind::Route).unwrap();
    assert_eq!(route.lost.len(), 1);
    // DynamoDB is not S3: its packets still go by NAT.
    assert!(matches!(net.ask(net.workload("api"), net.service("dynamodb"), 443).way(), Way::Nat(_)));
}

#[test]
fn gateway_endpoint_carries_tcp_and_echo_only() {
    let net =
        Net::of(&PRIVATE_S3.replace("service s3\n", "  gateway-endpoint s3 tables app\nservice s3\n").replace("out tcp 443", "out any"));
    let mut q = Query::tcp(net.workload("api"), net.service("s3"), 443);
    q.protocol = Protocol::UDP;
    assert_eq!(codes(&trace(&net.graph, &q)), [Code::VPCE_GATEWAY_PROTOCOL_RESTRICTION]);
    q.protocol = Protocol::ICMP;
    q.port = None;
    assert_eq!(trace(&net.graph, &q).verdict, Verdict::Reachable);
}

#[test]
fn private_dns_leads_to_the_interfaces_in_every_subnet() {
    let text = PRIVATE_S3.replace("service s3\n", "  interface-endpoint ssm in app-b groups endpoints private-dns\nservice s3\n");
    let net = Net::of(&text);
    let t = net.ask(net.workload("api"), net.service("ssm"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(matches!(t.way(), Way::InterfaceEndpoint(_)));
    // Without host names private DNS does not hold, and the name stays public.
    let net = Net::of(&text.replace(" dns-hostnames", ""));
    assert!(matches!(net.ask(net.workload("api"), net.service("ssm"), 443).way(), Way::Nat(_)));
    // The default group admits its own members only.
    let net = Net::of(&text.replace(" groups endpoints", ""));
    let t = net.ask(net.workload("api"), net.service("ssm"), 443);
    assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::ENI_SG_RULES_MISMATCH]), "{}", net.say(&t));
}

#[test]
fn interfaces_answer_in_turn_so_one_that_blocks_leaves_it_open() {
    let text = PRIVATE_S3.replace(
        "  subnet app-b b 10.0.2.0/24 table app\n",
        "  acl shut: in 100 deny any from 0.0.0.0/0\n  subnet app-b b 10.0.2.0/24 table app acl shut\n",
    );
    let net = Net::of(&text.replace("service s3\n", "  interface-endpoint ssm in app-a, app-b groups endpoints private-dns\nservice s3\n"));
    let t = net.ask(net.workload("api"), net.service("ssm"), 443);
    assert_eq!(t.verdict, Verdict::Depends);
    assert_eq!(t.paths.iter().map(|p| p.verdict).collect::<Vec<_>>(), [Verdict::Reachable, Verdict::Blocked]);
    assert!(t.unknowns.last().unwrap().render(&net.doc.model).contains("app-b"));
}

#[test]
fn every_blocker_is_named_there_and_back() {
    let net = Net::of(
        "
vpc main 10.0.0.0/16
  group a: in any from 0.0.0.0/0
  group b: out any to 0.0.0.0/0
  acl shut: in 100 allow tcp 22 from 0.0.0.0/0
  subnet one a 10.0.1.0/24
    instance client groups a
  subnet two a 10.0.2.0/24 acl shut
    instance server groups b
",
    );
    let t = net.ask(net.workload("client"), net.workload("server"), 5432);
    assert_eq!(t.verdict, Verdict::Blocked);
    // Group out, ACL in, group in; and on the way back the ACL lets nothing out.
    assert_eq!(
        codes(&t),
        [Code::SG_HAS_NO_RULES, Code::SUBNET_ACL_RESTRICTION, Code::SG_HAS_NO_RULES, Code::SUBNET_ACL_RESTRICTION],
        "{}",
        net.say(&t)
    );
}

#[test]
fn an_acl_that_lets_the_request_out_but_not_its_reply_in_blocks() {
    let text = PRIVATE_S3
        .replace("  subnet app-a a 10.0.1.0/24 table app\n", "  acl app: out 100 allow tcp 443 to 0.0.0.0/0, in 100 allow tcp 443 from 0.0.0.0/0\n  subnet app-a a 10.0.1.0/24 table app acl app\n");
    let net = Net::of(&text);
    let t = net.ask(net.workload("api"), net.service("s3"), 443);
    let p = t.path().unwrap();
    assert_eq!((t.verdict, p.forward.verdict, p.back.as_ref().unwrap().verdict), (Verdict::Blocked, Verdict::Reachable, Verdict::Blocked));
    // Half of the ephemeral ports is not enough, and not nothing.
    let net = Net::of(&text.replace("in 100 allow tcp 443 from", "in 100 allow tcp 49152-65535 from"));
    assert_eq!(net.ask(net.workload("api"), net.service("s3"), 443).verdict, Verdict::Depends);
    let net = Net::of(&text.replace("in 100 allow tcp 443 from", "in 100 allow tcp 1024-65535 from"));
    assert_eq!(net.ask(net.workload("api"), net.service("s3"), 443).verdict, Verdict::Reachable);
}

#[test]
fn two_hosts_of_a_subnet_pass_no_acl() {
    let net = Net::of(
        "
vpc main 10.0.0.0/16
  group g: in tcp 80 from g, out any to 0.0.0.0/0
  acl shut: in 100 deny any from 0.0.0.0/0
  subnet one a 10.0.1.0/24 acl shut
    instance a groups g
    instance b groups g
",
    );
    assert_eq!(net.ask(net.workload("a"), net.workload("b"), 80).verdict, Verdict::Reachable);
    assert_eq!(net.ask(net.workload("a"), net.workload("b"), 81).verdict, Verdict::Blocked);
    // "What passes?" is answered with a list.
    let q = Query { port: None, ..Query::tcp(net.workload("a"), net.workload("b"), 80) };
    let t = trace(&net.graph, &q);
    assert_eq!(t.verdict, Verdict::Reachable);
    assert_eq!(crate::reach::ports_text(&t.path().unwrap().passes, false), "tcp 80");
}

#[test]
fn peering_needs_routes_on_both_sides_and_carries_no_one_elses_packets() {
    let text = "
vpc left 10.1.0.0/16
  igw igw
  table main-left: 10.2.0.0/16 -> link, 0.0.0.0/0 -> link
  group g: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet one a 10.1.1.0/24 table main-left
    instance client groups g
vpc right 10.2.0.0/16
  igw igw2
  table main-right: 10.1.0.0/16 -> link, 0.0.0.0/0 -> igw2
  group h: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet two a 10.2.1.0/24 table main-right
    instance server groups h
peering left - right as link
";
    let net = Net::of(text);
    let t = net.ask(net.workload("client"), net.workload("server"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(matches!(t.way(), Way::Peering(_)));
    let net2 = Net::of(&text.replace("10.1.0.0/16 -> link, ", ""));
    let t = net2.ask(net2.workload("client"), net2.workload("server"), 443);
    assert_eq!(t.path().unwrap().back.as_ref().unwrap().verdict, Verdict::Blocked, "{}", net2.say(&t));
    // No edge to edge: the peer's internet gateway cannot be used.
    let t = trace(&net.graph, &Query::tcp(net.workload("client"), Party::Internet, 443));
    assert_eq!(codes(&t), [Code::PCX_REQUIRES_ADDRESS_IN_VPC_CIDR]);
}

#[test]
fn the_internet_reaches_what_has_an_address_a_route_and_open_rules() {
    let text = "
vpc main 10.0.0.0/16
  igw igw
  table public: 0.0.0.0/0 -> igw
  group web: in tcp 443 from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet public a 10.0.0.0/24 table public public-ip
    instance web groups web
  subnet private a 10.0.1.0/24
    instance hidden groups web
";
    let net = Net::of(text);
    let from = |net: &Net, to: &str, port| trace(&net.graph, &Query::tcp(Party::Internet, net.workload(to), port));
    assert_eq!(from(&net, "web", 443).verdict, Verdict::Reachable);
    assert_eq!(from(&net, "web", 22).verdict, Verdict::Blocked);
    assert!(codes(&from(&net, "hidden", 443)).contains(&Code::IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS));
    // Without the route the request arrives and the reply does not leave.
    let net = Net::of(&text.replace("0.0.0.0/0 -> igw", "10.9.0.0/16 -> igw"));
    let t = from(&net, "web", 443);
    assert_eq!(t.path().unwrap().forward.verdict, Verdict::Reachable);
    assert_eq!(t.verdict, Verdict::Blocked);
}

#[test]
fn a_rule_that_cuts_through_unknown_ranges_is_not_guessed() {
    let net = Net::of(&PRIVATE_S3.replace("group app: out tcp 443 to 0.0.0.0/0", "group app: out tcp 443 to 52.0.0.0/8"));
    assert_eq!(net.ask(net.workload("api"), net.service("s3"), 443).verdict, Verdict::Depends);
    let net = Net::of(&PRIVATE_S3.replace("group app: out tcp 443 to 0.0.0.0/0", "group app: out tcp 443 to pl-s3"));
    assert_eq!(net.ask(net.workload("api"), net.service("s3"), 443).verdict, Verdict::Reachable);
    assert_eq!(net.ask(net.workload("api"), net.service("dynamodb"), 443).verdict, Verdict::Blocked);
    let net = Net::of(&PRIVATE_S3.replace("table app: 0.0.0.0/0 -> nat", "table app: 0.0.0.0/0 -> nat, 52.0.0.0/8 -> igw"));
    assert_eq!(net.ask(net.workload("api"), net.service("s3"), 443).verdict, Verdict::Depends);
}

#[test]
fn blackholes_win_their_prefix_and_drop() {
    let net = Net::of(&PRIVATE_S3.replace("table app: 0.0.0.0/0 -> nat", "table app: 0.0.0.0/0 -> gone nat-old"));
    let t = net.ask(net.workload("api"), net.service("s3"), 443);
    assert_eq!(codes(&t), [Code::BAD_STATE_ROUTE]);
}

#[test]
fn functions_take_no_connections_and_run_outside_without_subnets() {
    let net = Net::of(
        &PRIVATE_S3
            .replace("service s3\n", "function free\n  function inside in app-a groups app\nservice s3\n")
            .replace("function free\n  function", "  function"),
    );
    let t = net.ask(net.workload("api"), net.workload("inside"), 443);
    assert!(codes(&t).contains(&Code::NO_POSSIBLE_DESTINATION));
    assert_eq!(net.ask(net.workload("inside"), net.service("s3"), 443).verdict, Verdict::Reachable);
}

#[test]
fn a_private_zone_shares_an_endpoint_with_a_peered_vpc() {
    let text = "
vpc hub 10.0.0.0/16 dns-hostnames
  table hub: 10.1.0.0/16 -> link
  group endpoints: in tcp 443 from 10.1.0.0/16
  subnet shared a 10.0.1.0/24 table hub
  interface-endpoint ssm in shared groups endpoints
vpc spoke 10.1.0.0/16 dns-hostnames
  table spoke: 10.0.0.0/16 -> link
  group app: out tcp 443 to 10.0.0.0/16
  subnet app a 10.1.1.0/24 table spoke
    instance api groups app
peering hub - spoke as link
hosted-zone ssm ssm.us-east-1.amazonaws.com vpcs hub, spoke: @ -> ssm
service ssm as ssm-service
";
    let net = Net::of(text);
    let t = net.ask(net.workload("api"), net.service("ssm-service"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(matches!(t.way(), Way::InterfaceEndpoint(_)));
    assert!(t.path().unwrap().through.iter().any(|n| n.kind() == Kind::Peering));
}

#[test]
fn subnets_are_what_their_packets_do() {
    let net = Net::of(PRIVATE_S3);
    let class = |name: &str| net.graph.class(crate::document::Id::of(net.node(Kind::Subnet, name)).unwrap());
    assert_eq!((class("public-a"), class("app-a")), (SubnetClass::Public, SubnetClass::Private));
    let net = Net::of(&PRIVATE_S3.replace("table public: 0.0.0.0/0 -> igw", "table public: 10.9.0.0/16 -> igw"));
    let class = |name: &str| net.graph.class(crate::document::Id::of(net.node(Kind::Subnet, name)).unwrap());
    assert_eq!(class("public-a"), SubnetClass::Isolated);
}

#[test]
fn the_endpoint_policy_is_one_more_hop() {
    let with = |policy: &str, request: &str| {
        let text = PRIVATE_S3.replace("service s3\n", &format!("  gateway-endpoint s3 tables app policy {policy}\nservice s3\n"));
        let net = Net::of(&format!("{text}flow api -> s3 tcp 443 {request}\n"));
        let flow = net.doc.model.all::<crate::document::Flow>().next().unwrap().1.clone();
        let t = trace_flow(&net.graph, &flow);
        let hop = t.path().unwrap().forward.hops.iter().find(|h| h.kind == HopKind::EndpointPolicy).unwrap();
        (t.verdict, hop.say(&net.graph).render(&net.doc.model))
    };
    const LOGS: &str =
        r#"{"Statement":[{"Sid":"Logs","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*"}]}"#;
    let (v, say) = with(LOGS, "request s3:GetObject arn:aws:s3:::logs/a");
    assert_eq!(v, Verdict::Reachable, "{say}");
    assert!(say.contains("Logs"));
    let (v, say) = with(LOGS, "request s3:PutObject arn:aws:s3:::logs/a");
    assert_eq!(v, Verdict::Blocked, "{say}");
    // Without a request the packets' path is told, and what requests pass.
    let (v, say) = with(LOGS, "");
    assert_eq!(v, Verdict::Reachable);
    assert!(say.contains("s3:GetObject on arn:aws:s3:::logs/*"), "{say}");
    let (v, _) = with(r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}"#, "");
    assert_eq!(v, Verdict::Blocked);
    let org = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}]}"#;
    let (v, say) = with(org, "request s3:GetObject arn:aws:s3:::logs/a");
    assert_eq!(v, Verdict::Depends, "{say}");
    assert!(say.contains("aws:PrincipalOrgID"));
}

#[test]
fn key_policies_are_not_in_the_design() {
    let net = Net::of(
        "account main id 111122223333
vpc main 10.0.0.0/16 dns-hostnames
  group app: out tcp 443 to 10.0.0.0/16
  group endpoints: in tcp 443 from app
  subnet app a 10.0.1.0/24
    instance api groups app role worker
  interface-endpoint kms in app groups endpoints private-dns
role worker account main: uses {\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}]}
service kms as keys
flow api -> keys tcp 443 request kms:Decrypt arn:aws:kms:us-east-1:111122223333:key/1
",
    );
    let flow = net.doc.model.all::<crate::document::Flow>().next().unwrap().1.clone();
    let t = trace_flow(&net.graph, &flow);
    assert_eq!(t.verdict, Verdict::Depends, "{}", net.say(&t));
}
