//! What the list offers, as plain data: by the words typed, the best first.

use crate::action::Action;
use crate::geometry::{Boxed, Stage};
use crate::language::t;
use crate::palette::Item;
use crate::palette::item::{found, groups};
use crate::state::look::{look, place_name};
use crate::state::moves;
use crate::tool::Aim;
use crate::ui::Glyph;
use portico_core::document::{Document, Place};
use portico_core::ordered::Sorted as _;

/// What choosing a line does.
#[derive(Clone, Debug, PartialEq)]
pub enum Go {
    Act(Action),
    Add(Item),
    To(Place),
    /// Into a container; none: outside.
    Into(Option<Place>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub go: Go,
    pub glyph: Glyph,
    pub label: String,
    /// At the right, quiet: kind and address, keys.
    pub note: String,
    /// Whether it would do something now.
    pub ok: bool,
}

/// How many lines are shown.
const MOST: usize = 100;

/// How well words fit a text, less is better; none where one of them is not in it.
pub fn fits(words: &[String], text: &str) -> Option<usize> {
    let text = text.to_lowercase();
    let mut sum = 0;
    for word in words {
        let at = text.find(word.as_str())?;
        let begins = at == 0 || text.get(..at).and_then(|t| t.chars().last()).is_some_and(|c| !c.is_alphanumeric());
        sum += if at == 0 {
            0
        } else if begins {
            2
        } else {
            6
        };
    }
    // Of two that fit alike the shorter one is meant.
    Some(sum * 64 + text.len().min(63))
}

pub fn words(typed: &str) -> Vec<String> {
    typed.split_whitespace().map(str::to_lowercase).collect()
}

/// The lines that fit, the best first; `more` is searched too, for less.
fn best(typed: &str, rows: Vec<(Row, String)>) -> Vec<Row> {
    let words = words(typed);
    let mut kept: Vec<(usize, usize, Row)> = Vec::new();
    for (i, (row, more)) in rows.into_iter().enumerate() {
        let own = fits(&words, &row.label);
        if let Some(cost) = own.or_else(|| fits(&words, &format!("{} {more}", row.label)).map(|c| c + 4096)) {
            kept.push((if words.is_empty() { 0 } else { cost }, i, row));
        }
    }
    kept.order_by_key(|(cost, i, _)| (*cost, *i));
    kept.into_iter().take(MOST).map(|(.., row)| row).collect()
}

/// Things to do; with words, also what can be added and where one can go.
pub fn commands(doc: &Document, stage: &Stage, typed: &str, enabled: &dyn Fn(Action) -> bool) -> Vec<Row> {
    let act = |a: Action| {
        let row = Row { go: Go::Act(a), glyph: a.glyph(), label: t(a.label()).into(), note: a.keys(), ok: enabled(a) };
        (row, format!("{} {}", a.group().label(), a.id()))
    };
    let mut rows: Vec<(Row, String)> = Action::all().filter(|a| !matches!(a, Action::Commands | Action::Escape)).map(act).collect();
    // What can be done now stands first.
    rows.order_by_key(|(r, _)| (!r.ok, matches!(&r.go, Go::Act(a) if a.chords().is_empty())));
    let typed = typed.trim();
    if typed.is_empty() {
        return best(typed, rows);
    }
    let add = |item: Item| {
        let row = Row {
            glyph: item.glyph(),
            label: crate::say!("Add {thing}", thing = crate::language::t(item.with_article())),
            note: String::new(),
            ok: true,
            go: Go::Add(item.clone()),
        };
        (row, format!("{} {}", item.name(), item.label()))
    };
    let known: Vec<Item> = groups().into_iter().flat_map(|g| g.items).collect();
    let mut items = known.clone();
    items.extend(found(typed.trim_start_matches("add ")).into_iter().filter(|i| !known.contains(i)));
    rows.extend(items.into_iter().map(add));
    let objects = object_rows(doc, stage).into_iter().map(|(mut row, more)| {
        row.label = crate::say!("Go to {label}", label = row.label);
        (row, more)
    });
    rows.extend(objects);
    best(typed, rows)
}

/// Every object that fits, drawn or not.
pub fn objects(doc: &Document, stage: &Stage, typed: &str) -> Vec<Row> {
    best(typed, object_rows(doc, stage))
}

fn object_rows(doc: &Document, stage: &Stage) -> Vec<(Row, String)> {
    let mut all: Vec<Boxed> = crate::canvas::reading_order(stage).iter().filter_map(|p| stage.get(p).cloned()).collect();
    let alone = doc.model.nodes().filter(|(id, _)| !stage.boxes.iter().any(|b| b.place.node() == Some(*id)));
    all.extend(alone.map(|(id, _)| Boxed { place: Place::Node(id), rect: Default::default(), parent: None, depth: 0 }));
    let row = |b: &Boxed| {
        let l = look(doc, b);
        let kind = b.place.node().map_or("Availability Zone", |n| n.kind().label());
        let aws = b.place.node().and_then(|n| doc.model.meta(n)).and_then(|m| m.aws_id.clone()).unwrap_or_default();
        let what = if l.detail.is_empty() { crate::language::t(kind).to_owned() } else { l.detail.clone() };
        let note = match &b.parent {
            Some(p) => crate::say!("{what} in {place}", what = what, place = place_name(&doc.model, p)),
            None => what,
        };
        let more = format!("{} {aws} {}", l.label, b.place);
        (Row { go: Go::To(b.place.clone()), glyph: l.glyph, label: l.name, note, ok: true }, more)
    };
    all.iter().map(row).collect()
}

/// Containers that the selected boxes may move into, and outside where they may stand there.
pub fn containers(doc: &Document, stage: &Stage, selected: &[Place], typed: &str) -> Vec<Row> {
    let roots = stage.outermost(selected);
    let into = |onto: Option<&Place>| match moves::aim(doc, &roots, onto) {
        Aim::Into(target, words) => Some((target, words)),
        _ => None,
    };
    let mut rows: Vec<(Row, String)> = Vec::new();
    let mut offer = |onto: Option<&Place>| {
        let Some((target, words)) = into(onto) else { return };
        let go = Go::Into(target.clone());
        if rows.iter().any(|(r, _)| r.go == go) {
            return;
        }
        let label = target.as_ref().map_or(crate::language::t("Outside every VPC").into(), |t| place_name(&doc.model, t));
        let glyph = target.as_ref().map_or(Glyph::Fit, |t| t.node().map_or(Glyph::Zone, |n| Glyph::of(&doc.model, n)));
        rows.push((Row { go, glyph, label, note: words, ok: true }, String::new()));
    };
    for place in crate::canvas::reading_order(stage).iter().filter(|p| portico_core::drawing::Look::of(p).is_container()) {
        offer(Some(place));
    }
    offer(None);
    best(typed, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::arrange::arrange;
    use portico_core::document::Kind;
    use portico_core::drawing::Sheet;

    fn design() -> (Document, Stage) {
        let text = "vpc main 10.0.0.0/16\n  subnet app-a a 10.0.1.0/24\n    instance api\n  subnet app-b b 10.0.2.0/24\n  group web: in tcp 443 from 0.0.0.0/0\nservice s3";
        let doc = portico_core::fixture::parse(text).unwrap();
        let stage = Stage::new(arrange(&Sheet::of(&doc)));
        (doc, stage)
    }

    fn labels(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(|r| r.label.as_str()).collect()
    }

    #[test]
    fn beginnings_of_words_fit_best_and_all_words_must() {
        let cost = |typed: &str, text: &str| fits(&words(typed), text);
        assert!(cost("al", "Align left") < cost("al", "Select all") && cost("al", "Select all") < cost("al", "Internal"));
        assert_eq!(cost("align zzz", "Align left"), None);
        assert!(cost("left align", "Align left edges").is_some(), "in any order");
    }

    #[test]
    fn commands_are_the_list_of_actions_and_more_when_typed() {
        let (doc, stage) = design();
        let all = commands(&doc, &stage, "", &|a| a != Action::Redo);
        assert_eq!(all.len(), Action::all().count() - 2);
        assert!(!all.iter().any(|r| r.go == Go::Act(Action::Redo) && r.ok));
        assert_eq!(labels(&commands(&doc, &stage, "tidy", &|_| true))[0], "Tidy the whole design");
        assert_eq!(labels(&commands(&doc, &stage, "nat", &|_| true))[0], "Add a NAT gateway");
        assert_eq!(labels(&commands(&doc, &stage, "api", &|_| true))[0], "Go to api");
    }

    #[test]
    fn objects_are_found_by_name_kind_and_address() {
        let (doc, stage) = design();
        assert_eq!(labels(&objects(&doc, &stage, "10.0.2"))[0], "app-b");
        assert_eq!(labels(&objects(&doc, &stage, "ec2")), ["api"]);
        assert_eq!(labels(&objects(&doc, &stage, "web")), ["web"], "what has no box too");
        assert!(objects(&doc, &stage, "zzz").is_empty());
    }

    #[test]
    fn only_containers_that_may_take_it_are_offered() {
        let (doc, stage) = design();
        let api = doc.model.of_kind(Kind::Workload).next().unwrap().0;
        assert_eq!(labels(&containers(&doc, &stage, &[Place::Node(api)], "")), ["app-b"]);
        let subnet = doc.model.of_kind(Kind::Subnet).next().unwrap().0;
        assert_eq!(labels(&containers(&doc, &stage, &[Place::Node(subnet)], "")), ["zone us-east-1b"]);
    }
}
