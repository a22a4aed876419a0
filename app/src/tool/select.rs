//! The select tool: click, shift-click, marquee, move, resize, draw a flow, pan.

use super::snap::snap;
use super::{Aim, Edge, Effect, Ground, Input, Intent, Pan, Pointer, SLOP, Verdict, between, resized};
use crate::geometry::{Point, Stage, whole};
use portico_core::document::{NodeId, Place, Rect};
use portico_core::ordered::Sorted as _;

/// Boxes move in steps of this many units, unless Alt is held.
pub const GRID: i32 = 8;

#[derive(Clone, Debug, PartialEq)]
pub enum Select {
    Idle,
    Pressed { start: Pointer, hit: Hit },
    Moving(Moving),
    Marquee { start: Point, base: Vec<Place> },
    Resizing { place: Place, edge: Edge, start: Point, from: Rect, now: Rect },
    Connecting(Connecting),
    Panning(Pan),
}

/// What lies under the pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    Nothing,
    Box(Place),
    Handle(Place, Edge),
    /// The dot from which a flow is drawn.
    Connector(Place),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Moving {
    start: Point,
    /// The boxes dragged, outermost only; the one under the pointer first.
    roots: Vec<Place>,
    /// They and all they hold, where they were.
    from: Vec<(Place, Rect)>,
    by: (i32, i32),
    /// Around the roots, where they were.
    around: Rect,
    /// What they may be brought into line with: boxes of the same container that stay.
    others: Vec<Rect>,
    /// The box under the pointer, and what dropping there would come to.
    over: Option<(Option<Place>, Aim)>,
    /// How far the pointer went.
    way: Point,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Connecting {
    from: NodeId,
    start: Point,
    over: Option<Place>,
    verdict: Option<Verdict>,
}

/// Where the connector of a box is drawn: on its right side, at the same distance at each scale.
pub fn connector(r: Rect, scale: f64) -> Point {
    Point::new(f64::from(r.right()) + 10.0 / scale, f64::from(r.y) + f64::from(r.h) / 2.0)
}

/// Whether a box is large enough on screen for a connector beside it, and for handles at its corners. On a smaller one they would
/// lie over the box and what is next to it, which could not be taken hold of any more.
pub fn marks(r: Rect, scale: f64) -> (bool, bool) {
    let side = f64::from(r.w.min(r.h)) * scale;
    (side >= 14.0, side >= 32.0)
}

/// What lies under a point: handles of the one selected box first, then boxes.
pub fn hit(at: Point, g: &Ground) -> Hit {
    if let [one] = g.selected
        && let Some(boxed) = g.stage.get(one)
    {
        let (dot, corners) = marks(boxed.rect, g.scale);
        if dot && g.rules.connects(one) && connector(boxed.rect, g.scale).distance(at) <= 9.0 / g.scale {
            return Hit::Connector(one.clone());
        }
        if corners
            && g.rules.resizable(one)
            && let Some(edge) = Edge::under(boxed.rect, at, 8.0 / g.scale)
        {
            return Hit::Handle(one.clone(), edge);
        }
    }
    g.stage.under(at, &[]).map_or(Hit::Nothing, |b| Hit::Box(b.place.clone()))
}

impl Select {
    pub fn step(&mut self, input: &Input, g: &Ground) -> Vec<Effect> {
        match (&mut *self, input) {
            (_, Input::Cancel) => {
                *self = Self::Idle;
                let quiet = [Effect::Target(None, None), Effect::Leave(None), Effect::Guides(Vec::new())];
                [Effect::Abandon, Effect::Marquee(None), Effect::Line(None)].into_iter().chain(quiet).collect()
            }
            (_, Input::Down(p)) => {
                *self = if p.pan { Self::Panning(Pan::from(p.screen)) } else { Self::Pressed { start: *p, hit: hit(p.at, g) } };
                Vec::new()
            }
            (Self::Idle, _) => Vec::new(),
            (Self::Pressed { start, hit }, Input::Move(p)) => {
                if start.screen.distance(p.screen) < SLOP {
                    return Vec::new();
                }
                let (next, mut effects) = begin(*start, hit, g);
                *self = next;
                effects.extend(self.step(input, g));
                effects
            }
            (Self::Pressed { start, hit }, Input::Up(_)) => {
                let effects = click(start, hit, g);
                *self = Self::Idle;
                effects
            }
            (Self::Moving(m), Input::Move(p)) => m.moved(p, g),
            (Self::Moving(m), Input::Up(_)) => {
                let effects = m.dropped();
                *self = Self::Idle;
                effects
            }
            (Self::Marquee { start, base }, Input::Move(p)) => {
                let area = between(*start, p.at);
                let mut places = base.clone();
                for place in caught(g.stage, area) {
                    if !places.contains(&place) {
                        places.push(place);
                    }
                }
                vec![Effect::Marquee(Some(area)), Effect::Select(places)]
            }
            (Self::Marquee { .. }, Input::Up(_)) => {
                *self = Self::Idle;
                vec![Effect::Marquee(None)]
            }
            (Self::Resizing { place, edge, start, from, now }, Input::Move(p)) => {
                let by = snapped(p.at - *start, p.alt);
                *now = resized(*from, *edge, by, g.rules.least(place).unwrap_or(*from));
                vec![Effect::Preview(vec![(place.clone(), *now)])]
            }
            (Self::Resizing { place, from, now, .. }, Input::Up(_)) => {
                let effect = match now == from {
                    true => Effect::Abandon,
                    false => Effect::Finish(Intent::Resize { place: place.clone(), rect: *now }),
                };
                *self = Self::Idle;
                vec![effect]
            }
            (Self::Connecting(c), Input::Move(p)) => c.moved(p, g),
            (Self::Connecting(c), Input::Up(_)) => {
                let effects = c.dropped();
                *self = Self::Idle;
                effects
            }
            (Self::Panning(pan), input) => {
                let effects = pan.step(input);
                if matches!(input, Input::Up(_)) {
                    *self = Self::Idle;
                }
                effects
            }
        }
    }
}

/// A press that wandered: what gesture it is.
fn begin(start: Pointer, hit: &Hit, g: &Ground) -> (Select, Vec<Effect>) {
    match hit {
        Hit::Nothing => marquee(&start, g),
        Hit::Box(_) if start.shift || start.deep => marquee(&start, g),
        Hit::Handle(place, edge) => {
            let from = g.stage.get(place).map(|b| b.rect).unwrap_or_default();
            (Select::Resizing { place: place.clone(), edge: *edge, start: start.at, from, now: from }, vec![Effect::Begin])
        }
        Hit::Connector(place) => match (place.node(), g.stage.get(place)) {
            (Some(from), Some(b)) => {
                (Select::Connecting(Connecting { from, start: connector(b.rect, g.scale), over: None, verdict: None }), Vec::new())
            }
            _ => (Select::Idle, Vec::new()),
        },
        Hit::Box(place) => {
            let mut effects = Vec::new();
            let taken = if g.selected.contains(place) {
                g.selected.to_vec()
            } else {
                effects.push(Effect::Select(vec![place.clone()]));
                vec![place.clone()]
            };
            // The box under the pointer first: it decides where the drop goes.
            let mut roots = g.stage.outermost(&taken);
            roots.retain(|r| !g.rules.pinned(r));
            if roots.is_empty() {
                effects.push(Effect::Told("It is locked where it is. Unlock it to move it."));
                return (Select::Idle, effects);
            }
            roots.order_by_key(|r| !g.stage.within_any(place, std::slice::from_ref(r)));
            let from = g.stage.boxes.iter().filter(|b| g.stage.within_any(&b.place, &roots)).map(|b| (b.place.clone(), b.rect)).collect();
            effects.push(Effect::Begin);
            let moving = Moving {
                start: start.at,
                from,
                by: (0, 0),
                around: g.stage.around(&roots).unwrap_or_default(),
                others: beside(g, &roots),
                roots,
                over: None,
                way: Point::default(),
            };
            (Select::Moving(moving), effects)
        }
    }
}

/// Boxes of the container that all of `roots` stand in, without them; none where a box keeps to an edge of its own.
fn beside(g: &Ground, roots: &[Place]) -> Vec<Rect> {
    let home = |p: &Place| g.stage.get(p).and_then(|b| b.parent.clone());
    let Some(parent) = roots.first().map(home).filter(|h| roots.iter().all(|r| home(r) == *h)) else { return Vec::new() };
    let free = |place: &Place, r: Rect| g.rules.stands(place, r, r.moved(8, 8)) == r.moved(8, 8);
    if !roots.iter().all(|r| g.stage.get(r).is_some_and(|b| free(r, b.rect))) {
        return Vec::new();
    }
    g.stage.boxes.iter().filter(|b| b.parent == parent && !roots.contains(&b.place) && free(&b.place, b.rect)).map(|b| b.rect).collect()
}

fn marquee(start: &Pointer, g: &Ground) -> (Select, Vec<Effect>) {
    let base = if start.shift { g.selected.to_vec() } else { Vec::new() };
    (Select::Marquee { start: start.at, base }, Vec::new())
}

fn click(start: &Pointer, hit: &Hit, g: &Ground) -> Vec<Effect> {
    match hit {
        Hit::Box(p) if start.deep && !start.shift => vec![Effect::Select(vec![outwards(p, g)])],
        Hit::Nothing if start.shift => Vec::new(),
        Hit::Nothing => vec![Effect::Select(Vec::new())],
        Hit::Box(p) if start.shift => vec![Effect::Toggle(p.clone())],
        Hit::Box(p) => vec![Effect::Select(vec![p.clone()])],
        Hit::Handle(..) | Hit::Connector(_) => Vec::new(),
    }
}

/// What holds the selected thing, where that lies under the pointer; the innermost box there to begin with, and after the outermost.
fn outwards(under: &Place, g: &Ground) -> Place {
    let chain: Vec<&Place> = std::iter::successors(Some(under), |p| g.stage.get(p)?.parent.as_ref()).collect();
    let now = match g.selected {
        [one] => chain.iter().position(|p| *p == one),
        _ => None,
    };
    let next = now.and_then(|i| chain.get(i + 1)).copied();
    next.unwrap_or(under).clone()
}

/// Boxes wholly inside an area, without those that came with their container.
fn caught(stage: &Stage, area: Rect) -> Vec<Place> {
    let all: Vec<Place> = stage.boxes.iter().filter(|b| area.contains(b.rect)).map(|b| b.place.clone()).collect();
    stage.outermost(&all)
}

fn snapped(by: Point, free: bool) -> Point {
    if free {
        return by;
    }
    let step = f64::from(GRID);
    Point::new(f64::from(whole(by.x / step)) * step, f64::from(whole(by.y / step)) * step)
}

impl Moving {
    fn moved(&mut self, p: &Pointer, g: &Ground) -> Vec<Effect> {
        self.way = p.at - self.start;
        let onto = g.stage.under(p.at, &self.roots).map(|b| b.place.clone());
        if self.over.as_ref().is_none_or(|(o, _)| *o != onto) {
            let aim = g.rules.aim(&self.roots, onto.as_ref());
            self.over = Some((onto, aim));
        }
        let aim = self.over.as_ref().map(|(_, aim)| aim);
        let mut guides = Vec::new();
        self.by = match aim {
            _ if p.alt => self.way.round(),
            Some(Aim::Stay) if !self.others.is_empty() => {
                let (by, lines) = snap(self.around, self.way.round(), &self.others, g.scale);
                guides = lines;
                by
            }
            _ => snapped(self.way, false).round(),
        };
        let (dx, dy) = self.by;
        let shown = self.from.iter().map(|(place, r)| {
            let to = r.moved(dx, dy);
            (place.clone(), if self.roots.contains(place) { g.rules.stands(place, *r, to) } else { to })
        });
        let home = || self.roots.first().and_then(|r| g.stage.get(r)).and_then(|b| b.parent.clone());
        let (lit, words, left) = match aim {
            Some(Aim::Into(target, words)) => (target.clone().map(|t| (t, true)), Some((words.clone(), true)), home()),
            Some(Aim::No(target, why)) => (target.clone().map(|t| (t, false)), Some((why.clone(), false)), None),
            _ => (None, None, None),
        };
        vec![Effect::Preview(shown.collect()), Effect::Leave(left), Effect::Target(lit, words), Effect::Guides(guides)]
    }

    fn dropped(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::Target(None, None), Effect::Leave(None), Effect::Guides(Vec::new())];
        let roots = std::mem::take(&mut self.roots);
        match self.over.take().map(|(_, aim)| aim) {
            Some(Aim::No(_, why)) => effects.extend([Effect::Abandon, Effect::Refused(why)]),
            Some(Aim::Into(target, _)) => effects.push(Effect::Finish(Intent::Into { roots, target, by: Some(self.way.round()) })),
            _ if self.by == (0, 0) => effects.push(Effect::Abandon),
            _ => effects.push(Effect::Finish(Intent::Move { roots, by: self.by })),
        }
        effects
    }
}

impl Connecting {
    fn moved(&mut self, p: &Pointer, g: &Ground) -> Vec<Effect> {
        let under = g.stage.under(p.at, &[]).map(|b| b.place.clone());
        if under != self.over {
            self.verdict = under.as_ref().and_then(Place::node).filter(|n| *n != self.from).map(|n| g.rules.may_connect(self.from, n));
            self.over = under;
        }
        let ok = self.verdict.as_ref().is_some_and(Verdict::is_yes);
        let lit = self.over.clone().filter(|_| self.verdict.is_some()).map(|o| (o, ok));
        let words = self.verdict.as_ref().and_then(Verdict::words).map(|w| (w.to_owned(), ok));
        vec![Effect::Line(Some((self.start, p.at))), Effect::Target(lit, words)]
    }

    fn dropped(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::Line(None), Effect::Target(None, None)];
        match (self.verdict.take(), self.over.as_ref().and_then(Place::node)) {
            (Some(Verdict::Yes(_)), Some(to)) => effects.push(Effect::Finish(Intent::Connect { from: self.from, to })),
            (Some(Verdict::No(why)), _) => effects.push(Effect::Refused(why)),
            _ => {}
        }
        effects
    }
}
