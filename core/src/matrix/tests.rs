//! The matrix says of every pair what a walk of its own says.

use super::*;
use crate::catalogue::Catalogue;
use crate::fixture::parse;
use crate::graph::{NetworkGraph, Point};
use crate::net::Protocol;
use crate::reach::{Goal, Party, Query, Verdict, asked, journey};

fn graph(text: &str) -> NetworkGraph {
    NetworkGraph::build(&parse(text).unwrap_or_else(|e| panic!("{e}\n{text}")).model, Catalogue::bundled())
}

fn everything() -> Query {
    Query {
        from: Party::Internet,
        to: Party::Internet,
        protocol: Protocol::Any,
        port: None,
        source_port: None,
        source_ip: None,
        icmp: None,
        one_way: false,
        v6: None,
    }
}

const NETWORK: &str = "vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  group web: in tcp 443 from 0.0.0.0/0, out any to 0.0.0.0/0
  group app: in tcp 8080-8090 from web, in icmp from 10.0.0.0/16, out any to 0.0.0.0/0
  group db: in tcp 5432 from app, in tcp 5432 from 10.1.0.0/17
  group named: in udp 53 from 10.0.1.20/32, out any to 0.0.0.0/0
  acl tight: in 100 allow tcp 8080 from 10.0.0.0/24, in 110 allow tcp 1024-40000 from 0.0.0.0/0, in 120 allow tcp 5432 from 10.1.0.0/16, out 100 allow any to 0.0.0.0/0
  table public: 0.0.0.0/0 -> igw, 10.1.0.0/16 -> link
  table app: 10.1.0.0/16 -> link, 10.2.0.0/16 -> tgw
  subnet public a 10.0.0.0/24 table public public-ip
    instance web-1 groups web
    instance web-2 groups web
  subnet app-a a 10.0.1.0/24 table app
    instance app-1 groups app
    instance app-2 groups app
    instance odd groups app ip 10.0.1.20
    instance dns groups named
    interface-endpoint ssm groups web private-dns
  subnet db-b b 10.0.2.0/24 acl tight table app
    database db groups db port 5432
vpc other 10.1.0.0/16
  group g: in any from 10.0.0.0/8, out any to 0.0.0.0/0
  table t: 10.0.0.0/16 -> link
  subnet o a 10.1.0.0/24 table t
    instance peer-1 groups g
  subnet p a 10.1.200.0/24 table t
    instance peer-2 groups g
vpc third 10.2.0.0/16
  group h: in tcp 22 from 10.0.0.0/16, out any to 0.0.0.0/0
  table t3: 10.0.0.0/8 -> tgw
  subnet q a 10.2.0.0/24 table t3
    instance far groups h
peering main - other as link
tgw tgw
  tgw-table tt
  attachment am main in app-a, public table tt propagate tt
  attachment ao third in q table tt propagate tt
";

fn agrees(g: &NetworkGraph) -> (usize, usize) {
    let m = Matrix::of(g).unwrap();
    let (mut pairs, mut open) = (0, 0);
    for (i, a) in g.interfaces.iter().enumerate() {
        for (j, b) in g.interfaces.iter().enumerate() {
            let Some(cell) = m.between(i, j) else { continue };
            let point = Point::Known(b.v4[0].into());
            let walked = journey(g, i, &point, Goal::Interface(j), &everything()).unwrap();
            let passes = Passing::of(&asked(a.role), &walked.returns);
            let names = || format!("{} to {}", g.model.name(a.owner), g.model.name(b.owner));
            assert_eq!(cell.passes.to_string(), passes.to_string(), "{}", names());
            assert_eq!(cell.verdict == Verdict::Reachable, !passes.is_empty(), "{}", names());
            pairs += 1;
            open += usize::from(!passes.is_empty());
        }
    }
    (pairs, open)
}

#[test]
fn every_cell_is_what_a_walk_finds() {
    let (pairs, open) = agrees(&graph(NETWORK));
    assert!(pairs >= 100 && open > 20 && open < pairs, "{open} of {pairs}");
}

#[test]
fn interfaces_that_no_rule_tells_apart_are_one_class() {
    let g = graph(NETWORK);
    let m = Matrix::of(&g).unwrap();
    let class = |name: &str| {
        let i = g.interfaces.iter().position(|f| g.model.name(f.owner) == name).unwrap();
        m.class_of(i).unwrap()
    };
    assert_eq!(class("web-1"), class("web-2"));
    assert_eq!(class("app-1"), class("app-2"));
    // One rule names its address.
    assert_ne!(class("app-1"), class("odd"));
    let said = |a: &str, b: &str| m.cell(class(a), class(b)).unwrap().passes.to_string();
    assert_eq!(said("app-1", "app-2"), "icmp");
    assert_eq!(said("odd", "dns"), "udp 53");
    assert_eq!(said("app-1", "dns"), "nothing");
    assert_eq!(said("web-1", "app-1"), "icmp; tcp 8080-8090");
}

#[test]
fn what_the_internet_reaches_needs_all_of_it() {
    let g = graph(NETWORK);
    let found: Vec<_> = exposed(&g).iter().map(|e| (g.model.name(g.interfaces[e.class.members[0]].owner), e.passes.to_string())).collect();
    assert_eq!(found, [("web-1".to_string(), "tcp 443".to_string())]);
}

/// Nothing but its endpoints reaches a Gateway Load Balancer, and the answers for single pairs say so too.
#[test]
fn nobody_reaches_a_gateway_load_balancer() {
    let g = graph(
        "vpc v 10.0.0.0/16
  igw igw
  table t: 0.0.0.0/0 -> igw
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table t public-ip
    instance x groups open
  target-group boxes GENEVE 6081 instance: x
  load-balancer walls gateway in a listeners-unknown
",
    );
    let m = Matrix::of(&g).unwrap();
    let of = |name: &str| g.interfaces.iter().position(|f| g.model.name(f.owner) == name).unwrap();
    let cell = m.between(of("x"), of("walls")).unwrap();
    assert_eq!((cell.verdict, cell.passes.to_string()), (Verdict::Blocked, "nothing".to_string()));
    let found: Vec<_> = exposed(&g).iter().map(|e| g.model.name(g.interfaces[e.class.members[0]].owner)).collect();
    assert_eq!(found, ["x"]);
}

const BEHIND: &str = "vpc v 10.0.0.0/16
  igw igw
  table public: 0.0.0.0/0 -> igw
  group client: out any to 0.0.0.0/0
  group front: in tcp 80 from 0.0.0.0/0, in tcp 443 from 0.0.0.0/0, out any to 0.0.0.0/0
  group back: in tcp 8080 from front
  subnet pub a 10.0.0.0/24 table public
    instance client groups client
  subnet app a 10.0.1.0/24
    instance one groups back
  load-balancer lb internet-facing in pub groups front listen HTTP 80 -> web, HTTPS 443 -> other
  target-group web HTTP 8080 instance: one
  target-group other HTTP 8443 instance: one
";

/// A cell goes on to the targets: what comes to a balancer and gets to none of them is not let through.
#[test]
fn a_cell_of_a_balancer_tells_of_its_targets() {
    let told = |text: &str, from: &str| {
        let g = graph(text);
        let m = Matrix::of(&g).unwrap();
        let of = |name: &str| g.interfaces.iter().position(|f| g.model.name(f.owner) == name).unwrap();
        let cell = m.between(of(from), of("lb")).unwrap();
        let outside = exposed(&g).into_iter().find(|e| e.class.members == [of("lb")]).map(|e| (e.verdict, e.passes.to_string()));
        ((cell.verdict, cell.passes.to_string()), outside)
    };
    let reachable = |what: &str| (Verdict::Reachable, what.to_string());
    assert_eq!(told(BEHIND, "client"), (reachable("tcp 80"), Some(reachable("tcp 80"))));
    let open = BEHIND.replace("in tcp 8080 from front", "in tcp 8080 from front, in tcp 8443 from 10.0.0.0/24");
    assert_eq!(told(&open, "client"), (reachable("tcp 80, 443"), Some(reachable("tcp 80, 443"))));
    let nothing = |verdict| (verdict, "nothing".to_string());
    let shut = BEHIND.replace("in tcp 8080 from front", "in tcp 22 from front");
    assert_eq!(told(&shut, "client"), (nothing(Verdict::Blocked), None));
    let unknown = shut.replace("8080 instance: one", "8080 instance targets-unknown: one");
    assert_eq!(told(&unknown, "client"), (nothing(Verdict::Depends), Some(nothing(Verdict::Depends))));
    // The listener that leads to somebody is not the one that its groups let through.
    let crossed = BEHIND.replace("in tcp 80 from 0.0.0.0/0, ", "");
    assert_eq!(told(&crossed, "client"), (nothing(Verdict::Blocked), None));
}

/// A Network Load Balancer shows its targets the client: each class of clients fares its own way, and a target is told from its like.
#[test]
fn targets_that_see_their_clients_tell_them_apart() {
    let g = graph(
        "vpc v 10.0.0.0/16
  group client: out any to 0.0.0.0/0
  group back: in tcp 8080 from 10.0.0.0/24, out any to 0.0.0.0/0
  group also: in tcp 8080 from 10.0.0.0/24, out any to 0.0.0.0/0
  subnet near a 10.0.0.0/24
    instance near groups client
    instance one groups also
    instance like groups also
  subnet far a 10.0.1.0/24
    instance far groups client
  subnet app a 10.0.2.0/24
    instance two groups back
  load-balancer lb network in near listen TCP 80 -> web
  target-group web TCP 8080 instance: one, two
",
    );
    let m = Matrix::of(&g).unwrap();
    let of = |name: &str| g.interfaces.iter().position(|f| g.model.name(f.owner) == name).unwrap();
    let passes = |from: &str| m.between(of(from), of("lb")).unwrap().passes.ports(6).contains(80);
    assert!(passes("near") && passes("like") && !passes("far"));
    // It may be sent back to itself, to which nothing comes back.
    assert!(!passes("one"));
}

/// What a NAT gateway sends on comes from the NAT gateway: rules that name the client's group or address do not match it.
#[test]
fn groups_see_the_nat_gateway_and_not_whom_it_sends_for() {
    let g = graph(
        "vpc v 10.0.0.0/16
  table a: 10.0.1.0/24 -> nat
  group all: in any from all, out any to 0.0.0.0/0
  group by-nat: in tcp 80 from 10.0.1.9/32, in tcp 22 from 10.0.0.0/24, out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table a
    instance client groups all
  subnet b a 10.0.1.0/24
    nat nat private ip 10.0.1.9
    instance server groups all
    instance other groups by-nat
",
    );
    agrees(&g);
    let m = Matrix::of(&g).unwrap();
    let of = |name: &str| g.interfaces.iter().position(|f| g.model.name(f.owner) == name).unwrap();
    let said = |to: &str| m.between(of("client"), of(to)).unwrap().passes.to_string();
    assert_eq!((said("server"), said("other")), ("nothing".to_string(), "tcp 80".to_string()));
}

#[test]
fn a_change_is_told_pair_by_pair() {
    let before = graph(NETWORK);
    let after = graph(&NETWORK.replace("in tcp 8080-8090 from web", "in tcp 8085-8095 from web"));
    let (a, b) = (Matrix::of(&before).unwrap(), Matrix::of(&after).unwrap());
    let all = differences((&before, &a), (&after, &b));
    let said: Vec<_> = all
        .iter()
        .map(|d| {
            let names = |p: &Pair| p.owners.iter().map(|o| after.model.name(*o)).collect::<Vec<_>>().join(" ");
            format!("{} > {}: +{} -{}", names(&d.from), names(&d.to), d.gained, d.lost)
        })
        .collect();
    assert_eq!(said, ["web-1 web-2 > app-1 app-2: +tcp 8091-8095 -tcp 8080-8084", "web-1 web-2 > odd: +tcp 8091-8095 -tcp 8080-8084"]);
    assert!(differences((&before, &a), (&before, &a)).is_empty());
}

#[test]
fn what_would_change_if_a_rule_went() {
    use crate::document::{RouteTable, SecurityGroup};
    let g = graph(NETWORK);
    let model = &g.model;
    let (web, group) = model.all::<SecurityGroup>().find(|(id, _)| model.name(*id) == "web").unwrap();
    assert_eq!(group.ingress.len(), 1);
    let (pairs, outside) = if_gone(&g, Catalogue::bundled(), Piece::Rule { group: web, ingress: true, index: 0 }).unwrap();
    // Whoever reached the web servers on 443 does not, and what is told is exactly that.
    assert!(!pairs.is_empty() && pairs.iter().all(|d| d.gained.is_empty() && d.lost.to_string() == "tcp 443"), "{pairs:?}");
    let said: Vec<_> = outside.iter().map(|(owners, a, b)| (model.name(owners[0]), a.to_string(), b.to_string())).collect();
    assert_eq!(said, [("web-1".to_string(), "tcp 443".to_string(), "nothing".to_string())]);
    let all = |piece| if_gone(&g, Catalogue::bundled(), piece);
    assert!(all(Piece::Rule { group: web, ingress: true, index: 7 }).is_none());
    // Of every route: the difference is the difference of two matrices made afresh.
    for (table, t) in model.all::<RouteTable>() {
        for index in 0..t.routes.len() {
            let (pairs, _) = all(Piece::Route { table, index }).unwrap();
            let mut less = model.clone();
            less.edit(table, |t: &mut RouteTable| drop(t.routes.remove(index)));
            let fresh = NetworkGraph::build(&less, Catalogue::bundled());
            let (a, b) = (Matrix::of(&g).unwrap(), Matrix::of(&fresh).unwrap());
            assert_eq!(pairs.len(), differences((&g, &a), (&fresh, &b)).len());
        }
    }
}
