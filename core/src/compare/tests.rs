//! Candidates of small designs, their prices worked by hand.

use super::*;
use crate::catalogue::Catalogue;
use crate::document::{Document, Id, ServiceId, Workload};
use crate::facts::Facts;
use crate::fixture;
use crate::money::Money;

const NET: &str = "
vpc v 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table out public-ip
    nat nat
  subnet public-b b 10.0.1.0/24 table out public-ip
  subnet app-a a 10.0.2.0/24 table app
    instance api groups app type c5.large
    function job groups app
  subnet app-b b 10.0.3.0/24 table app
service s3
service ssm
flow api -> s3 tcp 443 gb 10/100/1000
flow job -> ssm tcp 443 gb 10/100/1000
";

fn parsed(text: &str) -> Document {
    fixture::parse(text).unwrap_or_else(|e| panic!("{e}"))
}

fn asked(doc: &Document, from: &str, service: &str) -> Comparison {
    let from: Id<Workload> = doc.model.all::<Workload>().map(|(id, _)| id).find(|id| doc.model.name(*id) == from).unwrap();
    let ask = Ask { from, service: service.parse::<ServiceId>().unwrap(), usage: None, by: vec![] };
    compare(doc, Catalogue::bundled(), &ask).unwrap()
}

/// `way: month (failures)`, those that do not work with the reason.
fn shown(c: &Comparison) -> Vec<String> {
    let line = |c: &Candidate| {
        let model = &c.design.model;
        match &c.refused {
            Some(why) => format!("{}: {}", c.kind.label().render(model), why.render(model)),
            None => format!("{}: {} ({})", c.kind.label().render(model), c.month.typical, c.lost_when.len()),
        }
    };
    c.candidates.iter().map(line).collect()
}

#[test]
fn every_way_to_s3() {
    // Lost when: the zone of the instance; by NAT also the NAT gateway; by one interface also that interface.
    // NAT: 100 GB × 0.045. Interface: 730 × 0.01 for each zone and 100 GB × 0.01. Internet gateway: an address, 730 × 0.005.
    let want = [
        "Gateway endpoint: 0.00 (1)",
        "Internet gateway: 3.65 (1)",
        "As it is: 4.50 (2)",
        "Gateway endpoint, with an interface endpoint for names from on-premises: 7.30 (1)",
        "Interface endpoint in one zone: 8.30 (2)",
        "Interface endpoint in 2 zones: 15.60 (1)",
    ];
    assert_eq!(shown(&asked(&parsed(NET), "api", "s3")), want);
}

#[test]
fn curves_cross_where_arithmetic_says() {
    let c = asked(&parsed(NET), "job", "ssm");
    let kinds: Vec<WayKind> = c.candidates.iter().map(|c| c.kind).collect();
    let at = |k: WayKind| kinds.iter().position(|x| *x == k).unwrap();
    // 0.045 × g against 7.30 + 0.01 × g: from 208.57 on.
    assert_eq!(c.crossings, [Crossing { gb: 209, from: at(WayKind::AsIs), to: at(WayKind::InterfaceEndpoint(1)) }]);
    let nat = &c.candidates[at(WayKind::AsIs)].curve.points;
    assert_eq!(nat.iter().find(|(gb, _)| *gb == 10_240).map(|(_, m)| m.to_string()), Some("460.80".into()));
    let refused = c.candidates.iter().filter(|c| !c.works()).map(|c| c.kind).collect::<Vec<_>>();
    assert_eq!(refused, [WayKind::GatewayEndpoint, WayKind::InternetGateway]);
}

#[test]
fn what_is_chosen_is_what_was_shown() {
    for (from, service) in [("api", "s3"), ("api", "ssm"), ("api", "kms"), ("job", "ssm"), ("job", "dynamodb")] {
        let doc = parsed(NET);
        let all = asked(&doc, from, service).candidates;
        let as_it_is = all.iter().find(|c| c.kind == WayKind::AsIs).unwrap().design.clone();
        for c in all.iter().filter(|c| c.works()) {
            let Some(command) = &c.command else { continue };
            let after = doc.apply(command).unwrap();
            assert_eq!(after, c.design, "{:?}", c.kind);
            let facts = Facts::new(&after, Catalogue::bundled());
            let name = |n: &crate::document::NodeId| after.model.name(*n);
            let (_, trace) = facts
                .flows()
                .iter()
                .find(|(id, _)| after.model.get(**id).is_some_and(|f| name(&f.from) == from && name(&f.to) == service))
                .unwrap();
            assert_eq!(trace.verdict, c.verdict, "{:?}", c.kind);
            let month = |d: &Document| Facts::new(d, Catalogue::bundled()).estimate().month().1.typical;
            assert_eq!(month(&after) - month(&as_it_is), c.difference.typical, "{:?} {from} {service}", c.kind);
            let parts: Money = c.bill.iter().map(|p| p.amount.typical).sum();
            assert_eq!(parts, c.month.typical);
            assert!(!c.steps.is_empty());
        }
    }
}

const TWO: &str = "
vpc hub 10.1.0.0/16 dns-hostnames
  subnet hub-a a 10.1.0.0/24
  subnet hub-b b 10.1.1.0/24
peering hub - v
";

#[test]
fn endpoints_of_another_vpc() {
    let doc = parsed(&format!("{NET}{TWO}").replace("flow job -> ssm tcp 443 gb 10/100/1000\n", ""));
    let c = asked(&doc, "api", "ssm");
    let shared = c.candidates.iter().find(|c| matches!(c.kind, WayKind::Peering(..))).unwrap();
    assert!(shared.works(), "{:?}", shared.refused.as_ref().map(|r| r.render(&shared.design.model)));
    // Two interfaces: 14.60. 100 GB × 0.01, and half of them cross zones over the peering: 50 × 0.01 × 2.
    assert_eq!(shared.month.typical.to_string(), "16.60");
    let steps: Vec<String> = shared.steps.iter().map(|s| s.render(&shared.design.model)).collect();
    assert_eq!(steps.len(), 5, "endpoint, group, two routes, hosted zone: {steps:#?}");
}

#[test]
fn ranked_by_what_matters() {
    let doc = parsed(NET);
    let from = doc.model.all::<Workload>().map(|(id, _)| id).find(|id| doc.model.name(*id) == "api").unwrap();
    let first = |by: &[Priority]| {
        let ask = Ask { from, service: ServiceId::s3(), usage: None, by: by.to_vec() };
        compare(&doc, Catalogue::bundled(), &ask).unwrap().candidates[0].kind
    };
    assert_eq!(first(&[Priority::Cost]), WayKind::GatewayEndpoint);
    assert_eq!(first(&[Priority::Control, Priority::Survival]), WayKind::InterfaceEndpoint(2));
    assert_eq!(first(&[Priority::Simplicity]), WayKind::AsIs);
}

#[test]
fn a_month_never_falls_with_the_gigabytes() {
    let doc = parsed(&format!("{NET}{TWO}"));
    for service in ["s3", "ssm", "dynamodb"] {
        for c in asked(&doc, "api", service).candidates.iter().filter(|c| c.works()) {
            let amounts: Vec<Money> = c.curve.points.iter().map(|(_, m)| *m).collect();
            assert!(amounts.is_sorted(), "{:?}", c.kind);
        }
    }
}

/// As `examples/private-s3`: groups that let nothing else out, a gateway endpoint, an interface endpoint for names from on-premises.
const PRIVATE: &str = "
vpc v 10.20.0.0/16 dns-hostnames
  vgw vgw
  table private propagate vgw
  group host: out tcp 443 to pl-s3, out tcp 443 to doors
  group ingest: out tcp 443 to pl-s3
  group doors: in tcp 443 from 192.168.0.0/16, in tcp 443 from host
  subnet app-a a 10.20.0.0/20 table private
    instance analysis groups host
  subnet app-b b 10.20.16.0/20 table private
  subnet endpoints-a a 10.20.240.0/26 table private
  subnet endpoints-b b 10.20.240.64/26 table private
  function ingest in app-a, app-b groups ingest
  gateway-endpoint s3 as gw tables private
  interface-endpoint s3 in endpoints-a, endpoints-b groups doors private-dns-inbound
  resolver inbound in endpoints-a, endpoints-b groups doors
on-premises office 192.168.0.0/16
vpn line vgw - office
service s3
flow analysis -> s3 tcp 443 gb 50/400/1500
flow ingest -> s3 tcp 443 gb 100/600/2000
";

fn steps(c: &Candidate) -> Vec<String> {
    c.steps.iter().map(|s| s.render(&c.design.model)).collect()
}

#[test]
fn ways_are_built_whole() {
    let c = asked(&parsed(PRIVATE), "ingest", "s3");
    // The endpoint stands: 2 × 7.30, and 600 GB × 0.01. One NAT gateway: 730 × (0.045 + 0.005), 600 GB × 0.045, and half of that crosses
    // zones: 300 × 0.01 × 2. One in each zone: 73.00 and 27.00.
    let want = [
        "As it is: 0.00 (0)",
        "Interface endpoint in 2 zones: 20.60 (0)",
        "NAT gateway: 69.50 (2)",
        "NAT gateway in each zone: 100.00 (2)",
        "Internet gateway: AWS gives a Lambda function in a VPC no public address, so an internet gateway does not carry it",
    ];
    let mut got = shown(&c);
    got.retain(|l| !l.starts_with("Gateway endpoint"));
    assert_eq!(got, want);
    let of = |k: WayKind| c.candidates.iter().find(|c| c.kind == k).unwrap();
    let interface = of(WayKind::InterfaceEndpoint(2));
    let want =
        ["Turn private DNS of s3 on", "Add the outbound rule tcp 443 doors to ingest", "Add the inbound rule tcp 443 ingest to doors"];
    assert_eq!(steps(interface), want);
    // The other caller has the same name: its 400 GB go there too.
    let moved: Vec<String> = interface.moves.iter().map(|f| interface.design.model.name(*f)).collect();
    assert_eq!((moved, interface.difference.typical.to_string()), (vec!["analysis to s3".to_owned()], "10.00".to_owned()));
    let nat = of(WayKind::Nat);
    assert_eq!((nat.moves.len(), nat.difference.typical.to_string()), (0, "69.50".to_owned()), "{:#?}", steps(nat));
    assert!(steps(nat).iter().any(|s| s.starts_with("Add an internet gateway")), "{:#?}", steps(nat));
    assert!(steps(nat).iter().any(|s| s.contains("because others use private")), "{:#?}", steps(nat));
}

/// No way takes from others what they have, and no month is negative.
#[test]
fn others_keep_what_they_have() {
    for text in [PRIVATE.to_owned(), format!("{NET}{TWO}")] {
        let doc = parsed(&text);
        let before = Facts::new(&doc, Catalogue::bundled());
        for (from, w) in doc.model.all::<Workload>() {
            for service in ["s3", "ssm", "dynamodb"] {
                let ask = Ask { from, service: service.parse::<ServiceId>().unwrap(), usage: None, by: vec![] };
                let all = compare(&doc, Catalogue::bundled(), &ask).unwrap();
                for c in all.candidates.iter().filter(|c| c.works()) {
                    assert!(c.month.low >= Money::ZERO && c.curve.points.iter().all(|(_, m)| *m >= Money::ZERO), "{:?}", c.kind);
                    let after = Facts::new(&c.design, Catalogue::bundled());
                    for (id, t) in before.flows().iter().filter(|(_, t)| t.verdict == crate::reach::Verdict::Reachable) {
                        assert_eq!(after.flows()[id].verdict, t.verdict, "{:?} of {:?} cuts {}", c.kind, w.compute, doc.model.name(*id));
                    }
                }
            }
        }
    }
}

#[test]
fn an_unconnected_vpc_that_has_the_endpoint_is_offered() {
    let text = format!(
        "{NET}vpc hub 10.1.0.0/16 dns-hostnames\n  group endpoints: in tcp 443 from 10.1.0.0/16\n  subnet hub-a a 10.1.0.0/24\n    interface-endpoint kms groups endpoints private-dns\nservice kms\n"
    );
    let c = asked(&parsed(&text), "api", "kms");
    let shared = c.candidates.iter().find(|c| matches!(c.kind, WayKind::Peering(_, None))).unwrap();
    assert!(shared.works(), "{:?}", shared.refused.as_ref().map(|r| r.render(&shared.design.model)));
    let want = "Peer v with hub, and accept it there";
    assert_eq!(steps(shared).first().map(String::as_str), Some(want));
}

#[test]
fn what_is_only_asked_about_is_not_chosen() {
    let doc = parsed(NET);
    let from = doc.model.all::<Workload>().map(|(id, _)| id).find(|id| doc.model.name(*id) == "api").unwrap();
    let much = crate::document::Usage::new(crate::document::Range::new(5_000, 5_000, 5_000), 50);
    let ask = Ask { from, service: ServiceId::s3(), usage: Some(much), by: vec![] };
    let all = compare(&doc, Catalogue::bundled(), &ask).unwrap();
    let as_it_is = all.candidates.iter().find(|c| c.kind == WayKind::AsIs).unwrap();
    // 5,000 GB × 0.045.
    assert_eq!(as_it_is.month.typical.to_string(), "225.00");
    assert_eq!(all.candidates.iter().filter(|c| c.kind == WayKind::Nat).count(), 0, "that is how it is");
    for c in all.candidates.iter().filter(|c| c.works()) {
        let after = c.command.as_ref().map_or_else(|| doc.clone(), |command| doc.apply(command).unwrap());
        assert_eq!(after, c.design, "{:?}", c.kind);
        assert_eq!(after.usage, doc.usage, "{:?}", c.kind);
    }
}
