//! The panel's data, from answers as the worker gives them.

use super::data::{Asked, panel, question, services};
use super::plot::{at, plot, ranking};
use portico_core::document::{Kind, Model, NodeId};
use portico_core::fixture;
use portico_core::money::Money;
use portico_core::text::Segment;

const NET: &str = "
vpc v 10.0.0.0/16 dns-hostnames
  subnet a a 10.0.0.0/24
    instance idle
    instance api
service ssm
service kms
flow api -> ssm tcp 443
";

fn model() -> Model {
    (*fixture::parse(NET).unwrap().model).clone()
}

fn named(model: &Model, name: &str) -> NodeId {
    model.of_kind(Kind::Workload).map(|(id, _)| id).find(|id| model.name(*id) == name).unwrap()
}

#[test]
fn who_calls_is_asked_first_and_what_is_chosen_holds() {
    let m = model();
    let q = question(&m, &Asked::default(), &[]).unwrap();
    assert_eq!((q.from.node(), q.service.as_str(), q.by), (named(&m, "api"), "ssm", "cost"));
    let q = question(&m, &Asked::default(), &[named(&m, "idle")]).unwrap();
    assert_eq!((q.from.node(), q.service.as_str()), (named(&m, "idle"), "s3"));
    let asked = Asked { from: Some(named(&m, "idle")), service: Some("kms".into()), gb: Some(7), by: Some("privacy") };
    let q = question(&m, &asked, &[named(&m, "api")]).unwrap();
    assert_eq!(q.given(), [named(&m, "idle").to_string(), "kms".into(), "7".into(), "privacy,cost".into()]);
    assert_eq!(question(&Model::default(), &asked, &[]), None);
    let all = services(&m, Some(named(&m, "api")));
    assert_eq!((all[0].0, all[0].2), ("ssm", true));
    assert!(all[1..].iter().all(|(id, _, called)| *id != "ssm" && !called));
}

const ANSWER: &str = r#"{"currency": "USD", "gb": [10, 100, 1000], "crossings": [[209, 0, 1]], "ways": [
  {"key": "nat-gateway", "label": [{"text": "NAT gateway"}], "month": ["0.45", "4.5", "45"], "difference": ["0", "0", "0"], "shared": [], "choose": null,
   "lines": [{"meter": "nat-gb", "usage_type": "NatGateway-Bytes", "on": null, "amount": "4.5"}], "curve": [[0, "0"], [1000, "45"], [10485760, "471859.2"]],
   "path": [[{"node": "nat-gateway:999", "text": "nat-a"}]], "sustained": 5000, "peak": 100000, "open": [], "lost": [], "controls": [], "serves": [],
   "moves": [], "steps": [], "terraform": []},
  {"key": "interface-endpoint-1", "label": [{"text": "Interface endpoint in one zone"}], "month": ["7.4", "8.3", "17.3"], "difference": ["3", "3.8", "4"],
   "shared": [], "choose": "{\"step\":1,\"label\":\"Choose\",\"delete\":[]}", "lines": [], "curve": [[0, "7.3"], [1000, "17.3"], [10485760, "70000"]],
   "path": [], "sustained": null, "peak": null, "open": [[{"text": "not published"}]], "lost": [], "controls": [], "serves": [], "moves": [], "steps": [], "terraform": []},
  {"key": "gateway-endpoint", "label": [{"text": "Gateway endpoint"}], "refused": [{"text": "the service has no gateway endpoint"}]}]}"#;

#[test]
fn an_answer_is_read() {
    let p = panel(ANSWER, &model()).unwrap();
    let nat = p.ways[0].answer.as_ref().unwrap();
    assert_eq!((nat.month.as_str(), nat.range.as_deref(), nat.difference.as_deref()), ("$4.50", Some("$0.45 to $45.00"), None));
    assert_eq!(nat.path, [[Segment::Plain("nat-a".into())]], "what is not in the design is no link");
    assert_eq!(nat.ceiling, [[Segment::Plain("5 Gbps, up to 100".into())]]);
    let interface = p.ways[1].answer.as_ref().unwrap();
    assert_eq!(interface.difference.as_deref(), Some("+$3.80"));
    assert_eq!(interface.choose.as_ref().map(|(label, _)| label.as_str()), Some("Choose"));
    assert!(p.ways[2].answer.is_err());
    assert_eq!(panel("{}", &model()), None);
}

#[test]
fn curves_are_drawn_and_ranked() {
    let p = panel(ANSWER, &model()).unwrap();
    let drawn = plot(&p);
    assert_eq!((drawn.most, drawn.lines.len(), drawn.crossings.as_slice()), (313, 2, &[(209, 293)][..]));
    let curve = &p.ways[0].answer.as_ref().unwrap().curve;
    assert_eq!(at(curve, 500), Some("22.5".parse::<Money>().unwrap()));
    assert_eq!(ranking(&p, 100).iter().map(|(i, _)| *i).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(ranking(&p, 300).iter().map(|(i, _)| *i).collect::<Vec<_>>(), [1, 0]);
}
