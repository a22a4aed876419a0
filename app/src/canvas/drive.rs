//! The driver: feeds the tools with pointer events and carries out their effects. Shared by canvas and palette.

use super::intent;
use crate::geometry::{Point, edge_pan};
use crate::palette::Item;
use crate::prelude::*;
use crate::state::rules::DocRules;
use crate::state::scene::Mark;
use crate::state::{Studio, studio};
use crate::tool::{Effect, Ground, Guide, Hit, Input, Pinch, Placing, Pointer, Rules, Tool, hit};
use gloo::timers::callback::Interval;
use portico_core::document::{NodeId, Rect};

/// What a gesture shows over the canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    pub marquee: Option<Rect>,
    pub line: Option<(Point, Point)>,
    pub ghost: Option<Rect>,
    pub guides: Vec<Guide>,
    /// Words beside the pointer: what a drop would do, or why not.
    pub hint: Option<(Point, String, bool)>,
}

#[derive(Clone, Copy)]
pub struct Driver {
    studio: Studio,
    tool: StoredValue<Tool>,
    pinch: StoredValue<Pinch>,
    overlay: RwSignal<Overlay>,
    /// What waits for a click on the canvas.
    armed: RwSignal<Option<Item>>,
    /// A flow that waits for its other end, started from the keyboard.
    flow: RwSignal<Option<NodeId>>,
    /// Space is held.
    hand: RwSignal<bool>,
    /// What the pointer would take hold of.
    cursor: RwSignal<&'static str>,
    /// Where the pointer was last, while it is over the canvas.
    last: StoredValue<Option<Pointer>>,
    /// Pans while something is held at the edge of the canvas.
    edge: StoredValue<Option<Interval>, LocalStorage>,
}

/// How long something must be held at the edge before the plane goes, and how often it does, in ms.
const WAIT: u32 = 240;
const FRAME: u32 = 16;

/// The driver, in any component.
pub fn driver() -> Driver {
    expect_context()
}

impl Driver {
    pub fn provide() -> Self {
        let driver = Self {
            studio: studio(),
            tool: StoredValue::new(Tool::default()),
            pinch: StoredValue::new(Pinch::default()),
            overlay: RwSignal::new(Overlay::default()),
            armed: RwSignal::new(None),
            flow: RwSignal::new(None),
            hand: RwSignal::new(false),
            cursor: RwSignal::new(""),
            last: StoredValue::new(None),
            edge: StoredValue::new_local(None),
        };
        provide_context(driver);
        driver
    }

    pub fn overlay(self) -> Signal<Overlay> {
        self.overlay.into()
    }

    pub fn armed(self) -> Signal<Option<Item>> {
        self.armed.into()
    }

    pub fn flow(self) -> RwSignal<Option<NodeId>> {
        self.flow
    }

    pub fn hand(self) -> RwSignal<bool> {
        self.hand
    }

    pub fn cursor(self) -> RwSignal<&'static str> {
        self.cursor
    }

    /// Where the pointer is on the plane; none while it is elsewhere.
    pub fn pointer(self) -> Option<Point> {
        let view = self.studio.viewport.view_now();
        self.last.get_value().map(|p| view.to_canvas(p.screen))
    }

    /// The pointer left the canvas.
    pub fn left(self) {
        self.last.set_value(None);
    }

    pub fn busy(self) -> bool {
        self.tool.with_value(Tool::busy) || self.flow.get_untracked().is_some()
    }

    /// Arms an item: the next click on the canvas places it. The same again disarms.
    pub fn arm(self, item: Option<Item>) {
        let item = item.filter(|i| self.armed.with_untracked(|a| a.as_ref() != Some(i)));
        self.tool.set_value(item.clone().map_or_else(Tool::default, |i| Tool::Place(Placing::new(i))));
        if let Some(item) = &item {
            self.studio
                .notices
                .say(say!("Click on the canvas to place {thing}. Escape cancels.", thing = crate::language::t(item.with_article())));
        } else {
            self.overlay.set(Overlay::default());
            self.studio.scene.mark(None, Mark::None);
        }
        self.armed.set(item);
    }

    /// An item is being dragged from the palette.
    pub fn drag(self, item: Item) {
        self.armed.set(None);
        self.tool.set_value(Tool::Place(Placing::dragged(item)));
    }

    pub fn cancel(self) {
        self.flow.set(None);
        self.feed(Input::Cancel, None);
        self.armed.set(None);
        self.tool.set_value(Tool::default());
    }

    /// One event. `at` is where hints are shown.
    pub fn feed(self, input: Input, at: Option<Pointer>) {
        let stage = self.studio.scene.stage_now();
        let doc = self.studio.workspace.document();
        let selected = self.studio.selection.places_now();
        let rules = DocRules { doc: &doc, stage: &stage };
        let ground = Ground { stage: &stage, selected: &selected, scale: self.studio.viewport.view_now().scale, rules: &rules };
        let effects = self.tool.try_update_value(|t| t.step(&input, &ground)).unwrap_or_default();
        if let (Input::Move(p), false) = (&input, self.tool.with_value(Tool::busy)) {
            let cursor = match hit(p.at, &ground) {
                Hit::Handle(_, edge) => edge.cursor(),
                Hit::Connector(_) => "line",
                Hit::Box(_) | Hit::Nothing => "",
            };
            if cursor != self.cursor.get_untracked() {
                self.cursor.set(cursor);
            }
        }
        for effect in effects {
            self.carry_out(effect, at);
        }
        if at.is_some() {
            self.last.set_value(at);
        }
        self.watch_edge(&input);
    }

    /// While something is dragged and held at the edge, the plane goes on by itself.
    fn watch_edge(self, input: &Input) {
        let (size, at) = (self.studio.viewport.size_now(), if let Input::Move(p) = input { Some(p.screen) } else { None });
        let near = at.filter(|_| self.tool.with_value(Tool::drags)).and_then(|at| edge_pan(at, size));
        if near.is_none() {
            self.edge.set_value(None);
        } else if self.edge.with_value(Option::is_none) {
            let waited = std::cell::Cell::new(0);
            self.edge.set_value(Some(Interval::new(FRAME, move || {
                waited.set(waited.get() + FRAME);
                let held = self.last.get_value().filter(|_| waited.get() > WAIT);
                if let Some((mut p, by)) = held.and_then(|p| Some((p, edge_pan(p.screen, self.studio.viewport.size_now())?))) {
                    let view = self.studio.viewport.view_now().panned(by);
                    self.studio.viewport.set(view);
                    p.at = view.to_canvas(p.screen);
                    self.feed(Input::Move(p), Some(p));
                }
            })));
        }
    }

    fn carry_out(self, effect: Effect, at: Option<Pointer>) {
        let s = self.studio;
        match effect {
            Effect::Select(places) => match (self.flow.get_untracked(), places.as_slice()) {
                (Some(from), [to]) => self.end_flow(from, to),
                _ => s.selection.set(places),
            },
            Effect::Toggle(place) => s.selection.toggle(place),
            Effect::Begin => s.workspace.begin(),
            Effect::Preview(boxes) => s.workspace.preview(&boxes),
            Effect::Target(target, words) => {
                let (place, legal) = target.map_or((None, true), |(p, ok)| (Some(p), ok));
                s.scene.mark(place.as_ref(), if legal { Mark::Legal } else { Mark::Illegal });
                let hint = words.zip(at).map(|((w, ok), p)| (p.screen, w, ok));
                self.change(|o| o.hint = hint);
            }
            Effect::Leave(place) => s.scene.mark_left(place.as_ref()),
            Effect::Guides(guides) => self.change(|o| o.guides = guides),
            Effect::Told(words) => s.notices.say(words),
            Effect::Finish(what) => intent::finish(s, what),
            Effect::Abandon => s.workspace.cancel(),
            Effect::Refused(why) => {
                s.workspace.cancel();
                s.notices.problem(why);
            }
            Effect::Pan(by) => s.viewport.set(s.viewport.view_now().panned(by)),
            Effect::Marquee(area) => self.change(|o| o.marquee = area),
            Effect::Line(line) => self.change(|o| o.line = line),
            Effect::Ghost(rect) => self.change(|o| o.ghost = rect),
            Effect::Done => {
                self.armed.set(None);
                self.tool.set_value(Tool::default());
            }
        }
    }

    fn change(self, f: impl FnOnce(&mut Overlay)) {
        let mut next = self.overlay.get_untracked();
        f(&mut next);
        if self.overlay.with_untracked(|now| *now != next) {
            self.overlay.set(next);
        }
    }

    /// A finger went down. True when there are two: the canvas is theirs, and what one had begun is given up.
    pub fn finger_down(self, id: i32, at: Point) -> bool {
        let two = self.pinch.try_update_value(|p| {
            p.down(id, at);
            p.held()
        });
        if two == Some(true) {
            self.feed(Input::Cancel, None);
        }
        two == Some(true)
    }

    pub fn finger_moved(self, id: i32, at: Point) -> bool {
        let view = self.studio.viewport.view_now();
        match self.pinch.try_update_value(|p| p.held().then(|| p.moved(id, at, view))).flatten() {
            Some(next) => {
                if let Some(view) = next {
                    self.studio.viewport.zooming(view);
                }
                true
            }
            None => false,
        }
    }

    pub fn finger_up(self, id: i32) {
        self.pinch.update_value(|p| p.up(id));
    }

    /// Starts a line from what is selected; Enter on another object, or a click on it, ends it there.
    pub fn begin_flow(self) -> bool {
        let s = self.studio;
        let Some(place) = s.selection.places_now().pop() else { return false };
        let (doc, stage) = (s.workspace.document(), s.scene.stage_now());
        let Some(from) = place.node().filter(|_| DocRules { doc: &doc, stage: &stage }.connects(&place)) else {
            s.notices.say("Nothing can be drawn from here. Lines start at workloads, VPCs, endpoints, load balancers and networks.");
            return true;
        };
        let name = doc.model.name(from);
        s.notices.say(say!("From {name}: go to the other end with Tab and press Enter, or click it. Escape cancels.", name = name));
        self.flow.set(Some(from));
        true
    }

    pub fn end_flow(self, from: NodeId, to: &portico_core::document::Place) {
        self.flow.set(None);
        if let Some(to) = to.node() {
            intent::connect(self.studio, from, to);
        }
    }
}
