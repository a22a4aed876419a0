//! What edits of small designs do, as the Change line and the list below it say it.

use super::data::{Change, Kind};
use super::job::Job;
use crate::state::derived::{Settled, Shared};
use crate::testing::facts;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Flow, GroupRule, Kind as NodeKind, NodeId, SecurityGroup, Shape};
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::text::Segment;
use std::sync::Arc;

const NET: &str = "
region us-east-1
vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out any to 0.0.0.0/0
  group db: in tcp 5432 from app
  group web: in tcp 443 from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table public public-ip
    nat nat
    instance front groups web
  subnet app-a a 10.0.1.0/24 table app
    instance api groups app
    instance worker groups app
  subnet data-a a 10.0.2.0/24
    instance orders groups db
service s3
flow api -> s3 tcp 443
flow worker -> s3 tcp 443
flow api -> orders tcp 5432
";

fn run(mut job: Job) -> Job {
    // One little step a turn: what comes out must not hang on the turns.
    for _ in 0..10_000 {
        if job.turn(&mut || false) {
            return job;
        }
    }
    panic!("it never ends");
}

fn shared(f: Facts) -> Shared<Facts> {
    Shared(Arc::new(f))
}

fn named(f: &Facts, name: &str) -> NodeId {
    f.document.model.nodes().find(|(_, n)| n.meta.name == name).map(|(id, _)| id).unwrap_or_else(|| panic!("{name}"))
}

fn after(f: &Facts, command: &Command) -> Facts {
    Facts::new(&f.document.apply(command).unwrap(), Catalogue::bundled())
}

fn edited(before: Facts, after: Facts) -> Change {
    let first = run(Job::of_edit(None, shared(before), None)).found().unwrap();
    assert!(first.change.is_none(), "a design that is opened changes nothing");
    run(Job::of_edit(Some("An edit".into()), shared(after), first.known)).found().unwrap().change.unwrap()
}

fn words(c: &Change, kind: Kind) -> Vec<String> {
    c.items.iter().filter(|i| i.kind == kind).map(|i| i.said.iter().map(Segment::as_str).collect()).collect()
}

#[test]
fn a_gateway_endpoint_makes_flows_private() {
    let with = || facts(&NET.replace("service s3\n", "  gateway-endpoint s3 tables app as s3-gw\nservice s3\n"));
    let without = || after(&with(), &Command::Delete { nodes: vec![named(&with(), "s3-gw")] });
    let c = edited(without(), with());
    assert_eq!(c.sentence(), "2 flows became private");
    assert_eq!(words(&c, Kind::Private)[0], "api → s3: through the gateway endpoint s3-gw; was through the NAT gateway nat");
    assert_eq!(edited(with(), without()).sentence(), "2 flows became public");
}

#[test]
fn a_rule_that_goes_is_told_by_flow_and_by_pair() {
    let before = facts(NET);
    let db = named(&before, "db");
    let c =
        edited(facts(NET), after(&before, &Command::Set { node: db, field: "ingress".into(), value: Vec::<GroupRule>::new().to_value() }));
    assert_eq!(c.sentence(), "1 flow lost; 2 pairs lost");
    assert_eq!(words(&c, Kind::Lost), ["api → orders: blocked by db; was inside the VPC"]);
    assert_eq!(words(&c, Kind::PairLost), ["api and worker → orders: tcp 5432 passes no longer"]);
    assert!(c.items.iter().find(|i| i.kind == Kind::Lost).unwrap().ask.flow.is_some());
}

#[test]
fn what_the_internet_reaches_anew_is_said() {
    let before = facts(NET);
    let web = named(&before, "web");
    let mut rules = before.document.model.get::<SecurityGroup>(portico_core::document::Id::of(web).unwrap()).unwrap().ingress.clone();
    rules[0].ports = portico_core::net::PortRange::new(443, 444);
    let c = edited(facts(NET), after(&before, &Command::Set { node: web, field: "ingress".into(), value: rules.to_value() }));
    assert!(c.sentence().ends_with("1 interface opened to the internet"), "{}", c.sentence());
    assert_eq!(words(&c, Kind::Exposed), ["internet → front: tcp 444 gets in now"]);
}

#[test]
fn a_rename_changes_nothing_and_says_so() {
    let before = facts(NET);
    let renamed = after(&before, &Command::Rename { node: named(&before, "api"), name: "api-2".into() });
    let c = edited(before, renamed);
    assert!(c.is_nothing());
    assert_eq!(c.sentence(), "who reaches whom stays as it was");
}

#[test]
fn what_is_new_or_gone_is_no_change_of_rules() {
    let before = facts(NET);
    let flows: Vec<NodeId> = before.document.model.all::<Flow>().map(|(id, _)| id.node()).collect();
    let gone = after(&before, &Command::Delete { nodes: vec![named(&before, "worker"), flows[2]] });
    assert!(edited(facts(NET), gone).is_nothing());
}

#[test]
fn what_a_command_would_do_leaves_the_design_alone() {
    let is = facts(NET);
    let nat = is.document.model.of_kind(NodeKind::NatGateway).next().unwrap().0;
    let command = Command::Delete { nodes: vec![nat] };
    let would_be = after(&is, &command);
    let found = run(Job::of_what_if("Delete nat".into(), command.clone(), shared(would_be), shared(is))).found().unwrap();
    assert!(found.known.is_none() && found.change.is_none());
    let what_if = found.what_if.unwrap();
    assert_eq!((what_if.command, what_if.change.sentence()), (command, "2 flows lost".to_string()));
}

#[test]
fn what_settles_in_turns_is_what_is_worked_out_at_once() {
    let whole = facts(NET);
    let mut job = Job::of_edit(None, shared(facts(NET)), None);
    let mut settled = Vec::new();
    for _ in 0..10_000 {
        let done = job.turn(&mut || false);
        settled.extend(job.settled());
        if done {
            break;
        }
    }
    let [Settled::Facts(facts), Settled::Findings(findings)] = settled.as_slice() else { panic!("each part once, before the job is done") };
    assert_eq!(**findings, portico_core::checks::run_all(&whole));
    let verdicts = |f: &Facts| f.flows().iter().map(|(id, t)| (*id, t.verdict)).collect::<Vec<_>>();
    assert_eq!(verdicts(facts), verdicts(&whole));
    assert_eq!(facts.estimate().month(), whole.estimate().month());
}

#[test]
fn what_is_only_tried_out_settles_nothing() {
    let mut job = Job::of_what_if("Try".into(), Command::All(vec![]), shared(facts(NET)), shared(facts(NET)));
    for _ in 0..10_000 {
        let done = job.turn(&mut || true);
        assert!(job.settled().is_none());
        if done {
            return;
        }
    }
    panic!("it never ends");
}
