//! What a gesture came to, as one command and one undo step.

use super::keys;
use crate::language::InLanguage;
use crate::palette::Item;
use crate::state::Studio;
use crate::state::look::place_name;
use crate::state::outcome::outcome;
use crate::state::shell::Choosing;
use crate::tool::Intent;
use portico_core::document::{Id, Kind, NodeId, Place, ServiceId, Subnet};
use portico_core::propose::{self, Refusal, Spot};

pub fn finish(s: Studio, intent: Intent) {
    let intent = match intent {
        Intent::Connect { from, to } => return connect(s, from, to),
        Intent::Drop { item, at, onto } => return drop_item(s, item, at, onto),
        other => other,
    };
    match outcome(&s.workspace.document(), &s.workspace.sheet(), &intent, None) {
        Ok(o) => {
            if s.workspace.finish(&o.label, o.command).is_ok() && !o.select.is_empty() {
                s.selection.set(o.select);
            }
        }
        Err(why) => {
            s.workspace.cancel();
            match intent {
                Intent::Into { .. } => s.notices.problem(why),
                _ => s.notices.say(why),
            }
        }
    }
}

/// Moves boxes inside their containers, with all they hold. What is locked stays.
pub fn shift(s: Studio, roots: &[Place], by: (i32, i32)) {
    let doc = s.workspace.document();
    let roots: Vec<Place> = roots.iter().filter(|p| !doc.layout.pinned.contains(*p)).cloned().collect();
    if roots.is_empty() {
        s.notices.say("It is locked where it is. Unlock it to move it.");
    } else {
        finish(s, Intent::Move { roots, by });
    }
}

/// Moves the selection, with all it holds, as one step. False without one.
pub fn nudge(s: Studio, by: (i32, i32)) -> bool {
    let roots = s.scene.stage_now().outermost(&s.selection.places_now());
    if roots.is_empty() {
        return false;
    }
    shift(s, &roots, by);
    true
}

pub fn connect(s: Studio, from: NodeId, to: NodeId) {
    let doc = s.workspace.document();
    match outcome(&doc, &s.workspace.sheet(), &Intent::Connect { from, to }, None) {
        Ok(o) => {
            if s.workspace.run(&o.label, o.command).is_ok() {
                s.notices.say(crate::say!("{name} is connected with {other}.", name = doc.model.name(from), other = doc.model.name(to)));
            }
        }
        Err(why) => s.notices.problem(why),
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
    let intent = Intent::Drop { item: item.clone(), at, onto: onto.cloned() };
    let o = match outcome(&s.workspace.document(), &s.workspace.sheet(), &intent, service) {
        Ok(o) => o,
        Err(why) => {
            s.notices.problem(why);
            return false;
        }
    };
    if s.workspace.run(&o.label, o.command).is_err() {
        return false;
    }
    let Some(place) = o.select.into_iter().next() else { return true };
    s.selection.select(place.clone());
    told(s, item, &place);
    true
}

fn told(s: Studio, item: &Item, place: &Place) {
    let stage = s.scene.stage_now();
    let model = s.workspace.document().model;
    let name = place_name(&model, place);
    let words = match stage.get(place).and_then(|b| b.parent.as_ref()) {
        Some(p) => crate::say!(
            "Added {thing}: {name}, in {place}.",
            thing = crate::language::t(item.with_article()),
            name = name,
            place = place_name(&model, p)
        ),
        None => crate::say!("Added {thing}: {name}.", thing = crate::language::t(item.with_article()), name = name),
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
                    s.notices.problem(why.0.told(&doc.model));
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
