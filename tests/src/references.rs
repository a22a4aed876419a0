//! What a resource refers to, told by its fields as they are and by the plain data that is saved of them: the same.
use portico_core::document::{Document, NodeId};
use portico_core::fixture;
use portico_core::ordered::BTreeSet;
use std::path::Path;

fn designs() -> Vec<Document> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/designs");
    let read = |entry: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(entry.unwrap().path()).unwrap();
    std::fs::read_dir(dir).unwrap().map(read).map(|text| fixture::parse(&text).unwrap()).collect()
}

#[test]
fn the_fields_and_what_is_saved_refer_to_the_same() {
    let mut kinds = BTreeSet::new();
    for doc in designs() {
        for (id, node) in doc.model.nodes() {
            let (mut fields, mut saved) = (node.refs(), Vec::new());
            node.body.to_value().refs(&mut saved);
            fields.sort();
            saved.sort();
            assert_eq!(fields, saved, "{id} {}", node.meta.name);
            kinds.extend(saved.first().map(|_| id.kind()));
        }
    }
    assert!(kinds.len() > 20, "only resources of {kinds:?} refer to something");
}

#[test]
fn who_refers_to_something_is_found_both_ways() {
    for doc in designs() {
        let all: Vec<(NodeId, Vec<NodeId>)> = doc.model.nodes().map(|(id, _)| (id, doc.model.referrers(id))).collect();
        for (by, _) in &all {
            let held = doc.model.held_by_others(*by);
            for (id, holders) in &all {
                assert_eq!(held.contains(id), holders.iter().any(|h| h != by), "{id} held by others than {by}");
            }
        }
    }
}
