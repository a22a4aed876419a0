//! What the Path panel says of small designs.

use super::data::{Card, Panel, panel};
use crate::state::trace::{Question, Tone};
use crate::testing::facts;
use portico_core::answer::trace;
use portico_core::document::{Flow, Model};
use portico_core::facts::Facts;
use portico_core::text::Segment;

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
  gateway-endpoint s3 tables app as s3-gw
service s3
service ssm
flow api -> s3 tcp 443
";

fn of_first_flow(facts: &Facts) -> Panel {
    let (_, answer) = facts.flows().iter().next().unwrap();
    panel(facts.graph(), answer, None, answer.shown, None)
}

fn words(said: &[Segment]) -> String {
    said.iter().map(Segment::as_str).collect()
}

fn titles(p: &Panel) -> Vec<(usize, &str, Tone)> {
    p.cards.iter().map(|c: &Card| (c.number, c.title.as_str(), c.tone)).collect()
}

#[test]
fn a_gateway_endpoint_as_pictured() {
    let p = of_first_flow(&facts(PRIVATE_S3));
    assert_eq!(p.chip.word, "Reachable, privately");
    assert_eq!(words(&p.said), "through the gateway endpoint s3-gw, and the reply comes home.");
    let passed = Tone::Passed;
    assert_eq!(
        titles(&p),
        [
            (1, "Name", passed),
            (2, "Group app, out", passed),
            (3, "ACL main-default, out", passed),
            (4, "Route table app", passed),
            (5, "Gateway endpoint s3-gw", passed),
            (6, "Endpoint policy", passed),
            (7, "And back", passed),
        ]
    );
    assert_eq!(p.cards[3].lost, [("0.0.0.0/0 → nat".to_string(), "lost: another route has a longer prefix")]);
}

#[test]
fn every_blocker_is_a_card_with_its_code() {
    let text = PRIVATE_S3.replace("out tcp 443 to 0.0.0.0/0", "out tcp 80 to 0.0.0.0/0").replace(
        "subnet app-a a 10.0.1.0/24 table app",
        "acl shut: in 100 deny any from 0.0.0.0/0, out 100 allow any to 0.0.0.0/0\n  subnet app-a a 10.0.1.0/24 table app acl shut",
    );
    let p = of_first_flow(&facts(&text));
    assert_eq!(p.chip.word, "Blocked");
    assert_eq!(words(&p.said), "by app, and on the way back by shut: each would have to change.");
    let blocked: Vec<_> = p.cards.iter().filter(|c| c.tone == Tone::Blocked).map(|c| (c.title.as_str(), c.code, c.back)).collect();
    assert_eq!(blocked, [("Group app, out", Some("ENI_SG_RULES_MISMATCH"), false), ("ACL shut, in", Some("SUBNET_ACL_RESTRICTION"), true)]);
}

#[test]
fn several_interfaces_are_several_ways() {
    let text = PRIVATE_S3
        .replace("service s3\n", "  interface-endpoint ssm in app-a, app-b groups endpoints private-dns\nservice s3\n")
        .replace("flow api -> s3", "flow api -> ssm");
    let text = text.replace("flow api -> ssm", "flow api -> service.ssm");
    let f = facts(&text.replace("service ssm\n", "service ssm as service.ssm\n"));
    let p = of_first_flow(&f);
    assert_eq!(p.ways.iter().map(|w| w.label.as_str()).collect::<Vec<_>>(), ["to app-a", "to app-b"]);
    assert_eq!(words(&p.said), "through the interface endpoint ssm, and the reply comes home.");
}

#[test]
fn a_question_follows_the_design() {
    let f = facts(PRIVATE_S3);
    let model: &Model = &f.document.model;
    let (id, flow) = model.all::<Flow>().next().unwrap();
    // A workload, then a service: the question that the flow asks, on the port the service answers on.
    let selected = Question::of_selection(model, &[flow.from, flow.to]);
    assert_eq!(selected.query(model), Question::of_flow(model, id).unwrap().query(model));
    // What is deleted is no longer asked for.
    let gone = f.document.apply(&portico_core::edit::Command::Delete { nodes: vec![flow.to] }).unwrap();
    let left = selected.within(&gone.model);
    assert_eq!((left.from.is_some(), left.to), (true, None));
}

#[test]
fn open_questions_say_what_passes() {
    let f = facts(PRIVATE_S3);
    let model = &f.document.model;
    let (id, _) = model.all::<Flow>().next().unwrap();
    let mut query = Question::of_flow(model, id).unwrap().query(model).unwrap();
    query.port = None;
    let answer = trace(f.graph(), &query);
    let p = panel(f.graph(), &answer, None, answer.shown, None);
    assert_eq!(words(&p.said), "tcp 443 through the gateway endpoint s3-gw, and the reply comes home.");
}

#[test]
fn ports_are_typed_or_left_open() {
    use super::choices::port;
    use crate::state::trace::PortChoice;
    assert_eq!(port(" 443 "), Ok(PortChoice::One(443)));
    for open in ["", "?", "what passes?", "Every", "*"] {
        assert_eq!(port(open), Ok(PortChoice::Every), "{open}");
    }
    for wrong in ["65536", "443-444", "https"] {
        assert!(port(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_ipv6_does_is_said_where_it_is_not_the_same() {
    use portico_core::answer::over_ipv6;
    let text = "
vpc main 10.0.0.0/16 ipv6 2001:db8::/56
  group open: in any from 0.0.0.0/0, in any from ::/0, out any to 0.0.0.0/0, out any to ::/0
  acl four: in 100 allow any from 0.0.0.0/0, out 100 allow any to 0.0.0.0/0
  subnet app a 10.0.1.0/24 ipv6 2001:db8::/64
    instance web groups open
  subnet data a 10.0.2.0/24 ipv6 2001:db8:0:1::/64 acl four
    instance db groups open port 5432
flow web -> db tcp 5432
";
    let both = |text: &str| {
        let f = facts(text);
        let (_, four) = f.flows().iter().next().unwrap();
        let six = over_ipv6(f.graph(), four).unwrap();
        let panels = [panel(f.graph(), four, Some(&six), four.shown, None), panel(f.graph(), &six, Some(four), six.shown, None)];
        panels.map(|p| (p.chip.word, p.other.map(|o| (o.six, o.chip.word, words(&o.said)))))
    };
    assert_eq!(
        both(text),
        [
            (
                "Reachable, privately",
                Some((true, "Blocked", "by four, and on the way back by four: each would have to change.".to_string()))
            ),
            ("Blocked", Some((false, "Reachable, privately", "inside main, and the reply comes home.".to_string()))),
        ]
    );
    // The same over both is said once.
    let same = both(&text.replace(" acl four\n    instance db", "\n    instance db"));
    assert_eq!(same, [("Reachable, privately", None), ("Reachable, privately", None)]);
}
