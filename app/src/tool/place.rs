//! Placing an item of the palette: dragged from there, or armed and then clicked.

use super::{Effect, Ground, Input, Intent, Pointer};
use crate::geometry::Point;
use crate::palette::Item;
use portico_core::document::{Place, Rect};

/// The container that the item would stand in (none: outside), or why it cannot.
type Home = Result<Option<Place>, String>;

#[derive(Clone, Debug, PartialEq)]
pub struct Placing {
    pub item: Item,
    /// The box under the pointer, and what dropping there would come to.
    over: Option<(Option<Place>, Home)>,
    /// Dragged, not armed and waiting for a click.
    pub held: bool,
}

impl Placing {
    /// Armed: a click places it.
    pub fn new(item: Item) -> Self {
        Self { item, over: None, held: false }
    }

    /// Dragged: letting go places it.
    pub fn dragged(item: Item) -> Self {
        Self { held: true, ..Self::new(item) }
    }

    pub fn step(&mut self, input: &Input, g: &Ground) -> Vec<Effect> {
        match input {
            Input::Move(p) | Input::Down(p) => self.look(p, g),
            Input::Up(p) => {
                let mut effects = self.look(p, g);
                effects.extend([Effect::Target(None, None), Effect::Ghost(None)]);
                effects.push(match self.over.take() {
                    Some((onto, Ok(_))) => Effect::Finish(Intent::Drop { item: self.item.clone(), at: Some(p.at.round()), onto }),
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
        if self.over.as_ref().is_none_or(|(o, _)| *o != under) {
            let home = g.rules.home(&self.item, under.as_ref());
            self.over = Some((under, home));
        }
        let (lit, words) = match &self.over {
            Some((_, Ok(home))) => (home.clone().map(|h| (h, true)), None),
            Some((under, Err(why))) => (under.clone().map(|u| (u, false)), Some((why.clone(), false))),
            None => (None, None),
        };
        vec![Effect::Ghost(Some(ghost(p.at, self.item.size()))), Effect::Target(lit, words)]
    }
}

/// The outline of what is placed, its centre under the pointer.
fn ghost(at: Point, (w, h): (i32, i32)) -> Rect {
    let (x, y) = at.round();
    Rect::new(x.saturating_sub(w / 2), y.saturating_sub(h / 2), w, h)
}
