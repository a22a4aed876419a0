//! What a gesture comes to, as one command with its label. No signals: tests drive designs with it.

use super::look::place_name;
use super::moves;
use crate::language::InLanguage;
use crate::tool::Intent;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Document, NodeId, Place, Rect, ServiceId};
use portico_core::drawing::{self, Sheet};
use portico_core::edit::{Command, Draft};
use portico_core::propose::{self, Proposal, Spot};

/// One undo step.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub label: String,
    pub command: Command,
    /// What is selected after it; as it is where empty.
    pub select: Vec<Place>,
}

/// The outcome of a gesture in a document and its sheet, or why there is none.
pub fn outcome(doc: &Document, sheet: &Sheet, intent: &Intent, service: Option<&ServiceId>) -> Result<Outcome, String> {
    let done = |label: String, command: Command, select: Vec<Place>| Ok(Outcome { label, command, select });
    match intent {
        Intent::Move { roots, by } => {
            let boxes = sheet.moved(doc, roots, by.0, by.1).unsaved(doc);
            if boxes.is_empty() {
                return Err(crate::language::t("No room on that side: what stands there keeps its place.").into());
            }
            done(labelled("Move", doc, roots), Command::Put { boxes }, Vec::new())
        }
        Intent::Into { roots, target, by } => into(doc, sheet, roots, target.as_ref(), *by),
        Intent::Resize { place, rect } => {
            let boxes = sheet.resized(doc, place, *rect).unsaved(doc);
            if boxes.is_empty() {
                return Err(crate::language::t("It keeps its size: what is in it and beside it needs the room.").into());
            }
            done(labelled("Resize", doc, std::slice::from_ref(place)), Command::Put { boxes }, Vec::new())
        }
        Intent::Connect { from, to } => {
            let command = propose::connect(doc, Catalogue::bundled(), *from, *to).map_err(|why| why.0.told(&doc.model))?;
            let name = |n: NodeId| doc.model.name(n);
            done(crate::say!("Connect {name} with {other}", name = name(*from), other = name(*to)), command, Vec::new())
        }
        Intent::Drop { item, at, onto } => {
            let wanted = item.proposed(service).ok_or("It must be said for which service.")?;
            let found = propose::propose(doc, Catalogue::bundled(), &wanted, onto.as_ref());
            let Proposal { command, place, .. } = found.map_err(|why| why.0.told(&doc.model))?;
            done(
                crate::say!("Add {thing}", thing = crate::language::t(item.with_article())),
                placed(doc, command, &place, *at),
                vec![place],
            )
        }
    }
}

/// `Move app-a`, `Move 3 objects`.
pub fn labelled(verb: &str, doc: &Document, places: &[Place]) -> String {
    match places {
        [one] => format!("{verb} {}", place_name(&doc.model, one)),
        all => crate::say!("{verb} {all} objects", verb = verb, all = all.len()),
    }
}

/// Moves boxes into another container: model and layout in one step.
fn into(doc: &Document, sheet: &Sheet, roots: &[Place], target: Option<&Place>, by: Option<(i32, i32)>) -> Result<Outcome, String> {
    let mut draft = Draft::new(doc);
    let mut there: Vec<(Place, Option<(i32, i32)>)> = Vec::new();
    for what in roots {
        let Some(node) = what.node() else { return Err(crate::language::t("A zone is a column of its VPC.").into()) };
        let spot = moves::lifted(&draft.doc, node, Spot::at(&draft.doc, target))?;
        if moves::home_of(&draft.doc, what) == spot {
            continue;
        }
        draft.run(moves::change(&draft.doc, what, &spot)?).map_err(|e| crate::language::refusal(&e))?;
        let part = |s: &Spot| s.subnet().map(|s| Place::Part(node, s.node()));
        let new = drawing::places(&draft.doc, node);
        let place = part(&spot).filter(|p| new.contains(p)).or_else(|| new.first().cloned()).unwrap_or(Place::Node(node));
        let middle = |r: Rect| (r.x.saturating_add(r.w / 2), r.y.saturating_add(r.h / 2));
        let at = by.zip(sheet.get(what).map(middle)).map(|((dx, dy), (x, y))| (x.saturating_add(dx), y.saturating_add(dy)));
        there.push((place, at));
    }
    for (place, at) in &there {
        let boxes = boxes_for(&draft.doc, place, *at);
        if !boxes.is_empty() {
            draft.run(Command::Put { boxes }).map_err(|e| crate::language::refusal(&e))?;
        }
    }
    Ok(Outcome { label: labelled("Move", doc, roots), command: draft.finish(), select: there.into_iter().map(|(p, _)| p).collect() })
}

/// A command, and the boxes that follow from putting `what` with its centre at `at`.
fn placed(doc: &Document, command: Command, what: &Place, at: Option<(i32, i32)>) -> Command {
    let Ok(next) = doc.apply(&command) else { return command };
    let boxes = boxes_for(&next, what, at);
    if boxes.is_empty() { command } else { Command::All(vec![command, Command::Put { boxes }]) }
}

fn boxes_for(doc: &Document, what: &Place, at: Option<(i32, i32)>) -> Vec<(Place, Rect)> {
    // The old box of what moves would hold its place.
    let bare = doc.apply(&Command::Unput { places: vec![what.clone()] });
    drawing::place(bare.as_ref().unwrap_or(doc), what, at)
}
