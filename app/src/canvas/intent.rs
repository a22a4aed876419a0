//! What a gesture came to, as one command and one undo step.

use super::keys;
use crate::palette::Item;
use crate::state::look::place_name;
use crate::state::shell::Choosing;
use crate::state::{Studio, moves};
use crate::tool::Intent;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Document, Id, Kind, NodeId, Place, ServiceId, Subnet};
use portico_core::drawing;
use portico_core::edit::Command;
use portico_core::propose::{self, Proposal, Refusal, Spot};

pub fn finish(s: Studio, intent: Intent) {
    match intent {
        Intent::Move { roots, by } => shift(s, &roots, by),
        Intent::Into { what, target, at } => into(s, &what, target.as_ref(), at),
        Intent::Resize { place, rect } => {
            let doc = s.workspace.document();
            let label = format!("Resize {}", place_name(&doc.model, &place));
            let boxes = drawing::resized(&doc, &place, rect);
            let _ = s.workspace.finish(&label, Command::Put { boxes });
        }
        Intent::Connect { from, to } => connect(s, from, to),
        Intent::Drop { item, at, onto } => drop_item(s, item, Some(at), onto),
    }
}

/// Moves boxes inside their containers, with all they hold.
pub fn shift(s: Studio, roots: &[Place], (dx, dy): (i32, i32)) {
    let doc = s.workspace.document();
    let label = match roots {
        [one] => format!("Move {}", place_name(&doc.model, one)),
        all => format!("Move {} objects", all.len()),
    };
    let boxes = drawing::moved(&doc, roots, dx, dy);
    if boxes.is_empty() {
        s.workspace.cancel();
        s.notices.say("No room on that side: what stands there keeps its place.");
        return;
    }
    let _ = s.workspace.finish(&label, Command::Put { boxes });
}

/// Moves a box into another container: model and layout in one step.
fn into(s: Studio, what: &Place, target: Option<&Place>, at: (i32, i32)) {
    let doc = s.workspace.document();
    let spot = Spot::at(&doc, target);
    let Some(node) = what.node() else { return };
    match moves::change(&doc, what, &spot) {
        Ok(command) => {
            let there = match (what, &spot) {
                (Place::Part(n, _), Spot::Subnet(to)) => Place::Part(*n, to.node()),
                (Place::Node(n), Spot::Subnet(to)) if drawing::places(&doc, *n).iter().any(|p| matches!(p, Place::Part(..))) => {
                    Place::Part(*n, to.node())
                }
                _ => Place::Node(node),
            };
            let label = format!("Move {}", doc.model.name(node));
            let command = placed(&doc, command, &there, Some(at));
            if s.workspace.finish(&label, command).is_ok() {
                s.selection.select(there);
            }
        }
        Err(why) => {
            s.workspace.cancel();
            s.notices.problem(why);
        }
    }
}

/// A command, and the boxes that follow from putting `what` with its centre at `at`.
fn placed(doc: &Document, command: Command, what: &Place, at: Option<(i32, i32)>) -> Command {
    let Ok(next) = doc.apply(&command) else { return command };
    // The old box of what moves would hold its place.
    let next = next.apply(&Command::Unput { places: vec![what.clone()] }).unwrap_or(next);
    let boxes = drawing::place(&next, what, at);
    if boxes.is_empty() { command } else { Command::All(vec![command, Command::Put { boxes }]) }
}

pub fn connect(s: Studio, from: NodeId, to: NodeId) {
    let doc = s.workspace.document();
    let (a, b) = (doc.model.name(from), doc.model.name(to));
    match propose::connect(&doc, Catalogue::bundled(), from, to) {
        Ok(command) => {
            if s.workspace.run(&format!("Connect {a} with {b}"), command).is_ok() {
                s.notices.say(format!("{a} is connected with {b}."));
            }
        }
        Err(why) => s.notices.problem(why.render(&doc.model)),
    }
}

/// Drops an item; of which service an endpoint is, is asked first.
pub fn drop_item(s: Studio, item: Item, at: Option<(i32, i32)>, onto: Option<Place>) {
    if item.wants_service() {
        s.shell.choosing.set(Some(Choosing { item, at, onto }));
    } else {
        add(s, &item, None, at, onto.as_ref());
    }
}

/// Adds an item and puts its box. True when it was added.
pub fn add(s: Studio, item: &Item, service: Option<&ServiceId>, at: Option<(i32, i32)>, onto: Option<&Place>) -> bool {
    let doc = s.workspace.document();
    let Some(wanted) = item.proposed(service) else { return false };
    let Proposal { command, place, .. } = match propose::propose(&doc, Catalogue::bundled(), &wanted, onto) {
        Ok(p) => p,
        Err(why) => {
            s.notices.problem(why.render(&doc.model));
            return false;
        }
    };
    let command = placed(&doc, command, &place, at);
    if s.workspace.run(&format!("Add {}", item.with_article()), command).is_err() {
        return false;
    }
    s.selection.select(place.clone());
    told(s, item, &place);
    true
}

fn told(s: Studio, item: &Item, place: &Place) {
    let stage = s.scene.stage_now();
    let model = s.workspace.document().model;
    let name = place_name(&model, place);
    let words = match stage.get(place).and_then(|b| b.parent.as_ref()) {
        Some(p) => format!("Added {}: {name}, in {}.", item.with_article(), place_name(&model, p)),
        None => format!("Added {}: {name}.", item.with_article()),
    };
    s.notices.say(words);
    if let Some(b) = stage.get(place) {
        s.viewport.reveal(b.rect);
    }
}

/// Places an item without a pointer: into the selection where it fits, else where it first does.
pub fn place(s: Studio, item: Item) {
    let doc = s.workspace.document();
    let any: Option<ServiceId> = "s3".parse().ok();
    let Some(wanted) = item.proposed(any.as_ref()) else { return };
    let fits = |onto: Option<&Place>| -> Result<Spot, Refusal> { propose::home(&doc, &wanted, onto) };
    let selected = s.selection.places_now().pop();
    let onto = if fits(selected.as_ref()).is_ok() {
        selected
    } else {
        let order = keys::reading_order(&s.scene.stage_now());
        match order.into_iter().find(|p| container(p) && fits(Some(p)).is_ok()) {
            Some(p) => Some(p),
            None => {
                // Says what is missing.
                if let Err(why) = fits(selected.as_ref()) {
                    s.notices.problem(why.render(&doc.model));
                }
                return;
            }
        }
    };
    drop_item(s, item, None, onto);
}

fn container(place: &Place) -> bool {
    match place {
        Place::Zone(..) => true,
        Place::Node(n) => n.kind() == Kind::Vpc || Id::<Subnet>::of(*n).is_some(),
        Place::Part(..) => false,
    }
}
