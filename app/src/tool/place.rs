//! Placing an item of the palette: dragged from there, or armed and then clicked.

use super::{Effect, Ground, Input, Intent, Pointer};
use crate::geometry::Point;
use crate::palette::Item;
use portico_core::document::{Place, Rect};

#[derive(Clone, Debug, PartialEq)]
pub struct Placing {
    pub item: Item,
    target: Option<(Option<Place>, Result<(), String>)>,
}

impl Placing {
    pub fn new(item: Item) -> Self {
        Self { item, target: None }
    }

    pub fn step(&mut self, input: &Input, g: &Ground) -> Vec<Effect> {
        match input {
            Input::Move(p) | Input::Down(p) => self.look(p, g),
            Input::Up(p) => {
                let mut effects = self.look(p, g);
                effects.extend([Effect::Target(None, None), Effect::Ghost(None)]);
                effects.push(match self.target.take() {
                    Some((onto, Ok(()))) => {
                        Effect::Finish(Intent::Drop { item: self.item.clone(), rect: ghost(p.at, self.item.size()), onto })
                    }
                    Some((_, Err(why))) => Effect::Refused(why),
                    None => Effect::Abandon,
                });
                effects.push(Effect::Done);
                effects
            }
            Input::Cancel => vec![Effect::Target(None, None), Effect::Ghost(None), Effect::Done],
        }
    }

    fn look(&mut self, p: &Pointer, g: &Ground) -> Vec<Effect> {
        let under = g.stage.under(p.at, &[]).map(|b| b.place.clone());
        // A click on a card means its container, unless the card itself is wanted.
        let mut onto = under.clone();
        let mut verdict = g.rules.may_place(&self.item, onto.as_ref());
        while !verdict.is_yes() {
            let Some(up) = onto.as_ref().and_then(|o| g.stage.get(o)).and_then(|b| b.parent.clone()) else { break };
            let above = g.rules.may_place(&self.item, Some(&up));
            onto = Some(up);
            if above.is_yes() {
                verdict = above;
            }
        }
        if !verdict.is_yes() {
            onto = under;
        }
        let lit = onto.clone().map(|o| (o, verdict.is_yes()));
        let words = verdict.words().map(Into::into);
        self.target = Some((onto, if verdict.is_yes() { Ok(()) } else { Err(verdict.words().unwrap_or_default().into()) }));
        vec![Effect::Ghost(Some(ghost(p.at, self.item.size()))), Effect::Target(lit, words)]
    }
}

/// The outline under the pointer: what is placed lands with its top left corner a little up and left of it.
fn ghost(at: Point, (w, h): (i32, i32)) -> Rect {
    let (x, y) = at.round();
    Rect::new(x.saturating_sub(w.min(120) / 2), y.saturating_sub(h.min(40) / 2), w, h)
}
