//! Commands keep documents whole: no dangling reference, no reused id, no lost default.

use super::*;
use crate::document::{Document, Id, Kind, NodeId, RouteTable, Target, Value};
use crate::fixture;
use proptest::prelude::*;

const NET: &str = "
vpc main 10.0.0.0/16
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: in tcp 443 from app, out any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table public
    nat nat
  subnet app-a a 10.0.1.0/24 table app
    instance one groups app
  subnet app-b b 10.0.2.0/24 table app
  function worker in app-a, app-b groups app
  gateway-endpoint s3 tables app
  interface-endpoint ssm in app-a, app-b groups app
service s3 as storage
flow one -> storage tcp 443 gb 1/2/3
";

fn net() -> Document {
    fixture::parse(NET).unwrap()
}

fn find(doc: &Document, kind: Kind, name: &str) -> NodeId {
    doc.model.of_kind(kind).find(|(_, n)| n.meta.name == name).unwrap().0
}

fn delete(doc: &Document, kind: Kind, name: &str) -> Document {
    doc.apply(&Command::Delete { nodes: vec![find(doc, kind, name)] }).unwrap()
}

fn whole(doc: &Document) {
    for (id, node) in doc.model.nodes() {
        assert!(id.number() < doc.next);
        for r in node.refs() {
            assert!(doc.model.contains(r), "{id} refers to {r}");
        }
    }
    for (p, _) in doc.layout.boxes.iter() {
        assert!(!p.mentions(|n| !doc.model.contains(n)), "a box of {p} is left");
    }
    assert!(doc.usage.keys().all(|f| doc.model.contains(f.node())));
}

#[test]
fn a_route_to_something_deleted_becomes_a_blackhole() {
    let doc = delete(&net(), Kind::NatGateway, "nat");
    whole(&doc);
    let table: Id<RouteTable> = Id::of(find(&doc, Kind::RouteTable, "app")).unwrap();
    assert_eq!(doc.model.get(table).unwrap().routes[0].target, Target::Gone("nat".into()));
}

#[test]
fn what_cannot_be_without_it_goes_too() {
    let doc = delete(&net(), Kind::Subnet, "app-a");
    whole(&doc);
    // The instance and its flow are gone; what stood in two subnets stays in the other.
    assert_eq!(doc.model.of_kind(Kind::Flow).count(), 0);
    assert!(doc.usage.is_empty());
    assert_eq!(doc.model.subnets_where(find(&doc, Kind::InterfaceEndpoint, "ssm")).len(), 1);
    assert_eq!(doc.model.of_kind(Kind::Workload).count(), 1);
    let doc = delete(&doc, Kind::Subnet, "app-b");
    assert_eq!(doc.model.of_kind(Kind::InterfaceEndpoint).count() + doc.model.of_kind(Kind::Workload).count(), 0);
    let doc = delete(&doc, Kind::Vpc, "main");
    whole(&doc);
    assert_eq!(doc.model.of_kind(Kind::Service).count() + doc.model.of_kind(Kind::ElasticIp).count(), doc.model.len());
}

#[test]
fn what_aws_made_goes_only_with_its_vpc() {
    let doc = net();
    let e = doc.apply(&Command::Delete { nodes: vec![find(&doc, Kind::RouteTable, "main-main")] }).unwrap_err();
    assert!(matches!(e, EditError::BornWithVpc { .. }));
    let group = find(&doc, Kind::SecurityGroup, "main-default");
    assert!(doc.apply(&Command::Delete { nodes: vec![group, find(&doc, Kind::Vpc, "main")] }).is_ok());
}

#[test]
fn refused_commands_change_nothing_and_say_why() {
    let doc = net();
    let subnet = find(&doc, Kind::Subnet, "app-a");
    let set = |field: &str, value: Value| doc.apply(&Command::Set { node: subnet, field: field.into(), value });
    assert!(set("cidr", Value::text("10.0.0.0/33")).unwrap_err().to_string().contains("10.0.0.0/33"));
    assert!(matches!(set("table", Value::Ref(NodeId::new(Kind::RouteTable, 9999))), Err(EditError::Dangling { .. })));
    assert!(matches!(set("table", Value::Ref(subnet)), Err(EditError::Shape(_))));
    assert!(set("colour", Value::Null).is_err());
    // The second half fails, so the first does not happen.
    let both = Command::All(vec![Command::Rename { node: subnet, name: "x".into() }, Command::Rename { node: subnet, name: " ".into() }]);
    assert!(doc.apply(&both).is_err());
}

#[test]
fn a_rename_keeps_the_export_key() {
    let doc = net();
    let subnet = find(&doc, Kind::Subnet, "app-a");
    let renamed = doc.apply(&Command::Rename { node: subnet, name: "backend".into() }).unwrap();
    assert_eq!((renamed.model.key(subnet), renamed.model.name(subnet).as_str()), ("app_a", "backend"));
    // A new one of the old name gets a key of its own.
    let body = doc.model.node(subnet).unwrap().body.clone();
    let again = renamed.apply(&Command::Add { name: Some("app-a".into()), body, at: None }).unwrap();
    assert_eq!(again.model.key(doc.next_id(Kind::Subnet)), "app_a_2");
}

#[test]
fn undo_and_redo_walk_the_same_documents() {
    let first = net();
    let mut h = History::new(first.clone());
    let second = delete(&first, Kind::NatGateway, "nat");
    h.step("Delete nat", second.clone());
    h.step("Nothing", second.clone());
    assert_eq!(h.can_undo(), Some("Delete nat"));
    assert!(h.undo() && h.now() == &first && !h.undo());
    assert!(h.redo() && h.now() == &second && !h.redo());
    assert_eq!((h.at(0), h.at(1)), (Some(("Delete nat", &first)), None));
}

#[test]
fn steps_keep_their_numbers_when_old_ones_are_dropped() {
    let mut h = History::new(net());
    let mut seen = vec![h.now().clone()];
    for i in 0..520 {
        let vpc = h.now().model.of_kind(Kind::Vpc).next().unwrap().0;
        let next = h.now().apply(&Command::Rename { node: vpc, name: format!("net-{i}") }).unwrap();
        h.step(&format!("Rename {i}"), next.clone());
        seen.push(next);
    }
    assert_eq!(h.at(519), Some(("Rename 519", &seen[519])));
    assert_eq!((h.oldest().0, h.at(19)), (20, None));
    assert_eq!(h.at(20), Some(("Rename 20", &seen[20])));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_deletions_leave_a_whole_document(picks in proptest::collection::vec(any::<prop::sample::Index>(), 1..6)) {
        let mut doc = net();
        for p in picks {
            let all: Vec<_> = doc.model.nodes().map(|(id, _)| id).collect();
            if all.is_empty() {
                break;
            }
            if let Ok(next) = doc.apply(&Command::Delete { nodes: vec![*p.get(&all)] }) {
                doc = next;
            }
            whole(&doc);
        }
        let text = crate::interchange::save::write(&doc);
        prop_assert_eq!(crate::interchange::save::read(&text).unwrap(), doc);
    }
}

#[test]
fn every_field_of_every_resource_reads_back() {
    let doc = net();
    for (id, node) in doc.model.nodes() {
        for field in id.kind().fields() {
            let value = node.body.get(field.name).unwrap();
            let same = doc.apply(&Command::Set { node: id, field: field.name.into(), value }).unwrap();
            assert_eq!(same, doc);
        }
    }
}
