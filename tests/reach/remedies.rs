//! What is proposed to open a blocked way, tried on random networks: all of it opens, and without any one change it stays shut.
use super::laws::document;
use super::networks::Dice;
use portico_core::answer::trace;
use portico_core::catalogue::Catalogue;
use portico_core::document::*;
use portico_core::graph::NetworkGraph;
use portico_core::reach::{Party, Query, Verdict};
use portico_core::remedy::{Ask, made, remedies};

fn verdict(doc: &Document, q: &Query) -> Verdict {
    trace(&NetworkGraph::build(&doc.model, Catalogue::bundled()), q).verdict
}

/// How many sets were tried, and how many questions had none; the first that does not do what it says.
pub fn tried(text: &str, dice: &mut Dice, questions: usize) -> (usize, usize, Option<String>) {
    let doc = document(text);
    let hosts: Vec<NodeId> = doc.model.of_kind(Kind::Workload).map(|(id, _)| id).collect();
    let (mut sets, mut without) = (0, 0);
    for _ in 0..questions {
        let (Some(from), to) = (hosts.get(dice.below(hosts.len())), dice.below(hosts.len() + 1)) else { break };
        let to = hosts.get(to).map_or(Party::Internet, |n| Party::Node(*n));
        let q = Query::tcp(Party::Node(*from), to, dice.below(8) as u16);
        if q.from == q.to || verdict(&doc, &q) != Verdict::Blocked {
            continue;
        }
        let all = remedies(&doc, Catalogue::bundled(), &Ask::Query(q.clone()));
        without += usize::from(all.is_empty());
        for r in all {
            sets += 1;
            let say = |what: &str| {
                let said: Vec<String> = r.changes.iter().map(|c| c.label(&doc.model).render(&doc.model)).collect();
                Some(format!("{what}: {said:?}\n{q:?}\n{text}"))
            };
            match doc.apply(&r.command) {
                Ok(open) if verdict(&open, &q) == Verdict::Reachable => {}
                Ok(_) => return (sets, without, say("all of it does not open")),
                Err(e) => return (sets, without, say(&format!("it cannot be done ({e:?})"))),
            }
            for i in 0..r.changes.len() {
                let mut less = r.changes.clone();
                less.remove(i);
                if made(&doc, &less).is_some_and(|d| verdict(&d, &q) == Verdict::Reachable) {
                    return (sets, without, say(&format!("change {i} is not needed")));
                }
            }
        }
    }
    (sets, without, None)
}
