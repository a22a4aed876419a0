//! Every command there and back; histories that come back whole, and what is left of them when they cannot.

use super::*;
use crate::document::*;
use crate::fixture::parse;
use crate::interchange::save;
use proptest::prelude::*;

const NETWORK: &str = include_str!("../../../../tests/oracle/designs/network.txt");
const EVERYTHING: &str = include_str!("../../../../tests/oracle/designs/everything.txt");

fn design() -> Document {
    parse(EVERYTHING).unwrap_or_else(|e| panic!("{e}"))
}

/// Some command that the design can take, chosen by numbers.
fn command(doc: &Document, pick: &[u32; 4], text: &str) -> Command {
    let nodes: Vec<(NodeId, &Node)> = doc.model.nodes().collect();
    let at = |n: u32| nodes[n as usize % nodes.len()];
    let (id, node) = at(pick[1]);
    let name = format!("n{text}");
    let small = |n: u32| i32::try_from(n % 4000).unwrap() - 2000;
    let rect = Rect::new(small(pick[1]), small(pick[2]), small(pick[3]).abs(), 40);
    let (vpc, _) = doc.model.all::<Vpc>().next().unwrap_or_else(|| panic!("a VPC"));
    match pick[0] % 14 {
        0 => Command::Add { name: Some(name), body: node.body.clone(), at: Some(rect) },
        1 => Command::Add { name: None, body: node.body.clone(), at: None },
        2 => Command::Rename { node: id, name },
        3 => {
            let fields = id.kind().fields();
            let field = fields[pick[2] as usize % fields.len()].name;
            // The field's value of another resource of the kind, which fits.
            let others: Vec<_> = doc.model.of_kind(id.kind()).collect();
            let value = others[pick[3] as usize % others.len()].1.body.get(field).unwrap_or(Value::Null);
            Command::Set { node: id, field: field.into(), value }
        }
        4 => Command::Tag { node: id, key: text.into(), value: pick[2].is_multiple_of(2).then(|| text.into()) },
        5 => Command::Existing { node: id, existing: pick[2].is_multiple_of(2), aws_id: pick[3].is_multiple_of(2).then(|| "x-1".into()) },
        6 => Command::Delete { nodes: vec![id, at(pick[2]).0] },
        7 => Command::AddZone { vpc, zone: Zone::of(&Region::default(), 'f'), at: pick[1].is_multiple_of(2).then_some(rect) },
        8 => Command::RemoveZone { vpc, zone: Zone::of(&Region::default(), 'f') },
        9 => Command::Put { boxes: vec![(Place::Node(id), rect), (Place::Zone(vpc, Zone::of(&Region::default(), 'b')), rect)] },
        10 => Command::Unput { places: vec![Place::Node(id), Place::Part(id, vpc.node())] },
        11 => Command::Pin { places: vec![Place::Node(id), Place::Node(vpc.node())], pinned: pick[1].is_multiple_of(2) },
        12 => match doc.model.all::<Flow>().next() {
            Some((flow, _)) => Command::Use {
                flow,
                usage: pick[1].is_multiple_of(2).then(|| Usage {
                    gb: Range::new(pick[1], pick[2], pick[3]),
                    percent_out: 7,
                    ..Usage::default()
                }),
            },
            None => Command::All(vec![]),
        },
        _ => Command::Assume { field: "title".into(), value: Value::Text(name) },
    }
}

fn line(c: &Command) -> String {
    write(&Step { label: "Do \"it\"\n".into(), change: Change::Command(c.clone()) })
}

fn back(c: &Command) -> Command {
    match read(&line(c)) {
        Ok(Step { change: Change::Command(c), label }) if label == "Do \"it\"\n" => c,
        other => panic!("{c:?}: {other:?}"),
    }
}

fn picks() -> impl Strategy<Value = ([u32; 4], String)> {
    (any::<[u32; 4]>(), "[a-zA-Z0-9<\"\\\\é \u{1}]{0,12}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_command_that_was_kept_does_the_same(all in prop::collection::vec(picks(), 1..12)) {
        let mut doc = design();
        let mut batch = Vec::new();
        for (pick, text) in &all {
            let c = command(&doc, pick, text);
            let again = back(&c);
            prop_assert_eq!(line(&again), line(&c));
            let (next, same) = (doc.apply(&c), doc.apply(&again));
            prop_assert_eq!(&next, &same);
            batch.push(c);
            if let Ok(next) = next && !next.model.is_empty() && next.model.all::<Vpc>().next().is_some() {
                doc = next;
            }
        }
        let batch = Command::All(vec![Command::All(batch)]);
        prop_assert_eq!(design().apply(&back(&batch)), design().apply(&batch));
    }

    #[test]
    fn no_line_makes_it_panic(text in ".{0,200}", pick in picks(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let _ = read(&text);
        let mut bytes = line(&command(&design(), &pick.0, &pick.1)).into_bytes();
        let i = at.index(bytes.len());
        bytes[i] = byte;
        if let Ok(text) = String::from_utf8(bytes) && let Ok(step) = read(&text) {
            prop_assert!(read(&write(&step)).is_ok());
        }
    }

    #[test]
    fn a_history_comes_back(all in prop::collection::vec(picks(), 1..10), undone in 0usize..10, marked in any::<prop::sample::Index>()) {
        let first = design();
        let (mut history, mut steps, mut documents) = (History::new(first.clone()), Vec::new(), vec![first.clone()]);
        for (pick, text) in &all {
            let c = command(history.now(), pick, text);
            if let Ok(next) = history.now().apply(&c) && next.model.all::<Vpc>().next().is_some() && history.step("s", next) {
                steps.push((history.done() as u32, line(&c)));
                documents.push(history.now().clone());
            }
        }
        for _ in 0..undone {
            history.undo();
        }
        let mark = marked.index(documents.len());
        let kept = Kept {
            base: Mark { step: 0, text: save::write(&first) },
            now: Some(Mark { step: mark as u32, text: save::write(&documents[mark]) }),
            steps,
            at: history.done() as u32,
        };
        let mut again = replay(&kept).unwrap();
        prop_assert_eq!(&again.lost, &None);
        prop_assert_eq!(again.history.now(), history.now());
        loop {
            prop_assert_eq!(again.history.undo(), history.undo());
            prop_assert_eq!(again.history.now(), history.now());
            if history.can_undo().is_none() { break; }
        }
        while history.redo() {
            prop_assert!(again.history.redo());
            prop_assert_eq!(again.history.now(), history.now());
        }
        prop_assert!(!again.history.redo());
    }
}

use crate::edit::History;

fn kept() -> (Kept, Document) {
    let first = parse(NETWORK).unwrap_or_else(|e| panic!("{e}"));
    let (vpc, _) = first.model.all::<Vpc>().next().unwrap();
    let names = ["one", "two", "three"].map(|n| Command::Rename { node: vpc.node(), name: n.into() });
    let last = names.iter().fold(first.clone(), |d, c| d.apply(c).unwrap());
    let steps = names.iter().zip(1..).map(|(c, n)| (n, line(c))).collect();
    (Kept { base: Mark { step: 0, text: save::write(&first) }, now: None, steps, at: 3 }, last)
}

#[test]
fn a_step_that_cannot_be_read_costs_the_steps_from_there() {
    let (mut k, _) = kept();
    k.steps[1].1.truncate(20);
    let r = replay(&k).unwrap();
    assert_eq!(r.history.done(), 1);
    assert!(r.lost.unwrap().to_string().starts_with("the last 2 steps cannot be done again (column"));
}

#[test]
fn a_design_that_was_kept_stands_in() {
    let (mut k, last) = kept();
    k.now = Some(Mark { step: 3, text: save::write(&last) });
    k.steps[1].1 = line(&Command::Rename { node: NodeId::new(Kind::Vpc, 999), name: "x".into() });
    let r = replay(&k).unwrap();
    assert_eq!((r.history.now(), r.base, r.history.done()), (&last, 3, 0));
    assert!(r.lost.is_some());
    // The beginning is unreadable: the same.
    k.base.text = "{".into();
    assert_eq!(replay(&k).unwrap().history.now(), &last);
    k.now = None;
    assert_eq!(replay(&k).unwrap_err().at.to_string(), "line 1, column 1");
}

#[test]
fn rules_that_changed_do_not_change_a_design() {
    let (mut k, last) = kept();
    let (vpc, _) = last.model.all::<Vpc>().next().unwrap();
    // As if step 2 had done something else when it was done.
    let seen = last.apply(&Command::Rename { node: vpc.node(), name: "as it was seen".into() }).unwrap();
    k.now = Some(Mark { step: 2, text: save::write(&seen) });
    let r = replay(&k).unwrap();
    assert_eq!((r.base, r.history.done(), r.history.now().model.name(vpc).as_str()), (2, 1, "three"));
    assert!(r.lost.is_some());
}

#[test]
fn a_step_from_a_newer_portico_is_refused() {
    let e = read("{\"step\":2,\"label\":\"x\",\"rename\":{}}").unwrap_err();
    assert_eq!((e.at.to_string().as_str(), e.message.to_string().contains("newer")), ("step", true));
    for (bad, at) in [
        ("{\"step\":1,\"label\":\"x\",\"explode\":{}}", "explode"),
        ("{\"step\":1,\"label\":\"x\",\"rename\":{\"node\":\"vpc:1\"}}", "rename.name"),
        ("{\"step\":1,\"label\":\"x\",\"put\":[[\"vpc:1\",0,0,1]]}", "put.0"),
        ("{\"step\":1,\"label\":\"x\",\"all\":[{\"delete\":[1]}]}", "all.0.delete"),
        ("{\"step\":1,\"label\":\"x\",\"tag\":{\"node\":\"vpc:1\",\"key\":\"k\",\"more\":1}}", "tag.more"),
        ("[1]", ""),
    ] {
        assert_eq!(read(bad).unwrap_err().at.to_string(), at, "{bad}");
    }
    let deep = format!("{{\"step\":1,\"label\":\"x\",\"all\":{}1{}}}", "[{\"all\":".repeat(40), "}]".repeat(40));
    assert!(read(&deep).is_err());
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// Whether all that was said then is said now, with the same values.
fn says(now: &serde_json::Value, then: &serde_json::Value) -> bool {
    match (now, then) {
        (serde_json::Value::Object(now), serde_json::Value::Object(then)) => {
            then.iter().all(|(k, v)| now.get(k).is_some_and(|n| says(n, v)))
        }
        _ => now == then,
    }
}

/// Lines that were written by former versions stay readable: add to it, change nothing.
#[test]
fn old_lines_are_read() {
    let all = include_str!("../../../../tests/fixtures/journal-1.jsonl");
    let mut doc = Document::default();
    for text in all.lines() {
        let step = read(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let now = write(&step);
        // What is added now has the fields that came later too; all else is written as it was.
        if text.contains("\"add\":") {
            assert!(says(&json(&now), &json(text)), "{now}\n{text}");
        } else {
            assert_eq!(now, text);
        }
        if let Change::Command(c) = step.change {
            doc = doc.apply(&c).unwrap_or_else(|e| panic!("{text}: {e}"));
        }
    }
    assert_eq!(doc.model.len(), 7);
}
