//! Failures of small designs, and the rules that every drill keeps.

use super::*;
use crate::answer::Trace;
use crate::catalogue::Catalogue;
use crate::document::{Document, Flow, Id, NodeId};
use crate::facts::Facts;
use crate::fixture;
use crate::graph::NetworkGraph;
use crate::ordered::BTreeMap;
use crate::reach::Verdict;
use proptest::prelude::*;

fn facts(text: &str) -> Facts {
    Facts::new(&fixture::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}")), Catalogue::bundled())
}

fn drill(f: &Facts) -> Drill<'_> {
    Drill::new(&f.document, f.graph(), &f.catalogue, f.flows().iter().map(|(id, t)| (id.node(), t)))
}

/// What is lost, as `failure: flow, (flow in part)`; failures that take nothing away are left out.
fn lost(f: &Facts, reports: &[Report]) -> Vec<String> {
    let model = &f.document.model;
    let name = |(n, fate): &(NodeId, Fate)| if *fate == Fate::Lost { model.name(*n) } else { format!("({})", model.name(*n)) };
    let line = |r: &Report| {
        let what: Vec<String> = r.failures.iter().map(|x| x.label().render(model)).collect();
        format!("{}: {}", what.join(" and "), r.lost.iter().map(name).collect::<Vec<_>>().join(", "))
    };
    reports.iter().filter(|r| !r.lost.is_empty()).map(line).collect()
}

const ONE_NAT: &str = "
vpc v 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out any to 0.0.0.0/0
  group doors: in tcp 443 from 10.0.0.0/16
  subnet public-a a 10.0.0.0/24 table out public-ip
    nat nat
  subnet public-b b 10.0.1.0/24 table out public-ip
  subnet app-a a 10.0.2.0/24 table app
  subnet app-b b 10.0.3.0/24 table app
  container api in app-a, app-b groups app
  interface-endpoint ssm in app-a groups doors private-dns
  gateway-endpoint s3 tables app
service s3
service ssm
service kms
flow api -> s3 tcp 443
flow api -> ssm tcp 443
flow api -> kms tcp 443
";

#[test]
fn one_zone_holds_the_nat_gateway_and_the_endpoint() {
    let f = facts(ONE_NAT);
    let want = ["zone us-east-1a: api to ssm, api to kms", "NAT gateway nat: api to kms", "the interface of ssm in app-a: api to ssm"];
    assert_eq!(lost(&f, &drill(&f).singles()), want);
}

/// It is lost with its zone and with its only interface, and one more zone of its own keeps it, as far as is known here.
#[test]
fn a_resource_endpoint_falls_with_its_zone() {
    let text = ONE_NAT.replace("  gateway-endpoint", "  resource-endpoint orders in app-a groups doors\n  gateway-endpoint");
    let f = facts(&format!("{text}flow api -> orders tcp 443\n"));
    let reports = drill(&f).singles();
    let all = lost(&f, &reports);
    assert!(all[0].starts_with("zone us-east-1a: ") && all[0].contains("api to orders"), "{all:?}");
    assert!(all.contains(&"the interface of orders in app-a: api to orders".to_string()), "{all:?}");
    let saved = surviving(&f.document, f.graph(), &f.catalogue, f.flows(), f.estimate(), &reports);
    let orders = saved.iter().find(|s| f.document.model.name(s.flow) == "api to orders").unwrap();
    let steps: Vec<String> = orders.steps.iter().map(|s| s.render(&f.document.model)).collect();
    assert_eq!((steps, orders.survives), (vec!["Let orders stand in app-b too.".to_string()], true));
    // Without its interface it is a name that leads nowhere.
    let orders = f.document.model.of_kind(crate::document::Kind::ResourceEndpoint).next().unwrap().0;
    let report = f.graph().interfaces_of(orders).iter().filter_map(|i| f.graph().interface(*i)).next().unwrap();
    let after = without(&f.document, &[Failure::EndpointInterface(orders, report.subnet)]).unwrap();
    let after = Facts::new(&after, Catalogue::bundled());
    let verdict = after.flows().iter().find(|(id, _)| after.document.model.name(**id) == "api to orders").unwrap().1.verdict;
    assert_eq!(verdict, Verdict::Blocked);
}

#[test]
fn what_would_save_it_and_what_that_costs() {
    let f = facts(ONE_NAT);
    let reports = drill(&f).singles();
    let all = surviving(&f.document, f.graph(), &f.catalogue, f.flows(), f.estimate(), &reports);
    let name = |s: &Survival| f.document.model.name(s.flow);
    assert_eq!(all.iter().map(name).collect::<Vec<_>>(), ["api to ssm", "api to kms"]);
    assert!(all.iter().all(|s| s.survives), "{all:#?}");
    // One more zone of the endpoint: 730 × 0.01. One more NAT gateway with its address: 730 × (0.045 + 0.005), and no crossing any more:
    // half of 100 GB came from zone b, × 0.01 on each side.
    assert_eq!(all[0].adds.typical.to_string(), "7.30");
    assert_eq!(all[1].adds.typical.to_string(), "35.50");
    for s in &all {
        let doc = f.document.apply(s.command.as_ref().unwrap()).unwrap();
        let after = Facts::new(&doc, Catalogue::bundled());
        let still =
            drill(&after).singles().iter().filter(|r| matches!(r.failures[..], [Failure::Zone(_)])).map(|r| r.fate(s.flow.node())).max();
        assert_eq!(still, Some(Fate::Kept));
        assert_eq!(after.estimate().month().1.typical - f.estimate().month().1.typical, s.adds.typical);
    }
}

#[test]
fn tunnels_fail_by_twos_and_another_line_takes_over() {
    let text = "
vpc v 10.0.0.0/16
  vgw vgw
  table app propagate vgw
  group app: out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table app
    instance api groups app
on-premises office 192.168.0.0/16
vpn line vgw - office
flow api -> office tcp 443
";
    let f = facts(text);
    let d = drill(&f);
    assert_eq!(lost(&f, &d.singles()), ["zone us-east-1a: api to office"]);
    let both: Vec<Failure> = d.failures().into_iter().filter(|x| matches!(x, Failure::Tunnel(..))).collect();
    assert_eq!(both.len(), 2);
    assert_eq!(lost(&f, &[d.under(both.clone())]).len(), 1, "both tunnels of the only line");
    let two = facts(&text.replace("flow api", "vpn second vgw - office\nflow api"));
    assert_eq!(lost(&two, &[drill(&two).under(both)]), [] as [&str; 0], "the second line takes over");
}

#[test]
fn balancers_send_to_targets_that_are_left() {
    let text = "
vpc v 10.0.0.0/16
  group app: out any to 0.0.0.0/0, in any from 10.0.0.0/16
  subnet a a 10.0.0.0/24
  subnet b b 10.0.1.0/24
  subnet c c 10.0.2.0/24
    instance client groups app
  container one in a groups app
  container two in b groups app
  target-group api HTTPS 443 ip: one, two
  load-balancer web in a, b groups app listen HTTPS 443 -> api
  target-group single HTTPS 443 ip: one
  load-balancer thin in a, b groups app listen HTTPS 443 -> single
flow client -> web tcp 443
flow client -> thin tcp 443
";
    let f = facts(text);
    let want = ["zone us-east-1a: client to thin", "zone us-east-1c: client to web, client to thin"];
    assert_eq!(lost(&f, &drill(&f).singles()), want);
}

#[test]
fn shares_that_cross_zones() {
    let text = ONE_NAT.replace("ssm in app-a groups", "ssm in app-a, app-b groups");
    let share = |text: &str| {
        let f = facts(text);
        let ssm = f.flows().iter().find_map(|(id, t)| affinity(f.graph(), *id, t)).unwrap();
        (ssm.regional.percent(), ssm.zonal.percent(), ssm.without.len())
    };
    assert_eq!(share(&text), (50, 0, 0));
    // Only zone a has an interface: all of b's half crosses whatever the name.
    assert_eq!(share(ONE_NAT), (50, 50, 1));
    assert_eq!(share(&text.replace("container api in app-a, app-b", "container api in app-a")), (50, 0, 0));
}

/// A design of simple ways, by choices of the one who shrinks.
fn design(choices: &[u8]) -> String {
    let choice = |n: usize| choices.get(n).copied().unwrap_or(0);
    let zones = ["a", "b", "c"];
    let mut text = String::from(
        "vpc v 10.0.0.0/16 dns-hostnames\n  igw igw\n  table out: 0.0.0.0/0 -> igw\n  group app: out any to 0.0.0.0/0, in any from 10.0.0.0/8\n",
    );
    for (n, z) in zones.iter().enumerate() {
        let nat = zones[usize::from(choice(n)) % 3];
        text += &format!(
            "  table private-{z}: 0.0.0.0/0 -> nat-{nat}, 10.1.0.0/16 -> v-w\n  subnet public-{z} {z} 10.0.{n}.0/24 table out public-ip\n    \
             nat nat-{z}\n  subnet private-{z} {z} 10.0.1{n}.0/24 table private-{z}\n"
        );
    }
    let subnets = |bits: u8| {
        let some: Vec<String> = zones.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, z)| format!("private-{z}")).collect();
        if some.is_empty() { "private-b".into() } else { some.join(", ") }
    };
    text += &format!("  container one in {} groups app\n  container two in {} groups app\n", subnets(choice(3)), subnets(choice(4)));
    text += &format!("  interface-endpoint ssm in {} groups app private-dns\n", subnets(choice(5)));
    if choice(6) & 1 == 1 {
        text += "  gateway-endpoint s3 tables private-a, private-b\n";
    }
    text += "vpc w 10.1.0.0/16\n  table w: 10.0.0.0/16 -> v-w\n  group db: in any from 10.0.0.0/8\n  subnet w-a a 10.1.0.0/24 table w\n  subnet w-b b 10.1.1.0/24 table w\n";
    text += &format!(
        "  database db in {} groups db port 5432\npeering v - w\nservice s3\nservice ssm\nservice kms\n",
        ["w-a", "w-b", "w-a, w-b"][usize::from(choice(7)) % 3]
    );
    for from in ["one", "two"] {
        text += &format!("flow {from} -> s3 tcp 443\nflow {from} -> ssm tcp 443\nflow {from} -> kms tcp 443\nflow {from} -> db tcp 5432\n");
    }
    text + "flow one -> two tcp 80\n"
}

/// What the engine says of the flows of a design without what failed.
fn asked_again(doc: &Document) -> BTreeMap<Id<Flow>, bool> {
    let graph = NetworkGraph::build(&doc.model, Catalogue::bundled());
    let works = |t: &Trace| t.paths.iter().any(|p| matches!(p.verdict, Verdict::Reachable | Verdict::Depends));
    doc.model.all::<Flow>().map(|(id, f)| (id, works(&crate::answer::trace_flow(&graph, f)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What is read off the paths is what the engine says of the design without what failed, alone and by twos.
    #[test]
    fn as_the_engine_says(choices in proptest::collection::vec(any::<u8>(), 8), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let f = facts(&design(&choices));
        let d = drill(&f);
        let all = d.failures();
        let before = asked_again(&f.document);
        let pair = vec![all[a.index(all.len())].clone(), all[b.index(all.len())].clone()];
        for failures in [vec![pair[0].clone()], pair] {
            let report = d.under(failures.clone());
            let after = asked_again(&without(&f.document, &failures).unwrap());
            for (flow, worked) in &before {
                if *worked {
                    let kept = report.fate(flow.node()) != Fate::Lost;
                    prop_assert_eq!(kept, after.get(flow).copied().unwrap_or(false), "{} under {:?}", f.document.model.name(*flow), failures);
                }
            }
        }
    }

    /// One more zone for an endpoint never makes a flow fail that survived.
    #[test]
    fn another_zone_never_hurts(choices in proptest::collection::vec(any::<u8>(), 8), bit in 0u8..3) {
        let mut more = choices.clone();
        // No bit at all stands for zone b.
        more[5] = if more[5] & 7 == 0 { 2 } else { more[5] } | 1 << bit;
        let (f, g) = (facts(&design(&choices)), facts(&design(&more)));
        for (before, after) in zones(&f).into_iter().zip(zones(&g)) {
            for (flow, _) in f.flows() {
                prop_assert!(after.fate(flow.node()) <= before.fate(flow.node()), "{:?}", before.failures);
            }
        }
    }
}

fn zones(f: &Facts) -> Vec<Report> {
    drill(f).singles().into_iter().filter(|r| matches!(r.failures[..], [Failure::Zone(_)])).collect()
}
