//! Random gestures on whole designs, with what must hold after each: a valid model, one undo step at most, every box inside its
//! container and beside its neighbours, contents that a resize leaves alone, and nothing at all after Cancel.

use super::*;
use crate::geometry::Boxed;
use crate::state::arrange::arrange;
use crate::state::outcome::outcome;
use crate::state::rules::DocRules;
use portico_core::document::{Compute, Document, ServiceId};
use portico_core::drawing::{self, Sheet, Stand};
use portico_core::edit::{Command, History};
use portico_core::interchange::save;
use portico_core::propose::Tier;
use std::sync::Arc;

const DESIGN: &str = "
vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat-a
  group web: in tcp 443 from 10.0.0.0/16, out any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table public public-ip
    nat nat-a
  subnet app-a a 10.0.1.0/24 table app
    instance api groups web
    instance worker groups web
  subnet app-b b 10.0.2.0/24 table app
    function fn
  gateway-endpoint s3 tables app
  interface-endpoint ssm in app-a, app-b groups web
vpc other 10.1.0.0/16
  subnet data-a a 10.1.0.0/24
    instance db
service s3
service kms
flow api -> s3 tcp 443
";

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % (n.max(1) as u64)).unwrap()
    }

    fn within(&mut self, r: Rect) -> Point {
        let side = |d: &mut Self, from: i32, length: i32| f64::from(from) + d.roll(usize::try_from(length.max(1)).unwrap()) as f64;
        Point::new(side(self, r.x, r.w), side(self, r.y, r.h))
    }
}

struct World {
    history: History,
    selected: Vec<Place>,
    tool: Tool,
    finished: Vec<Intent>,
}

impl World {
    fn new() -> Self {
        let doc = portico_core::fixture::parse(DESIGN).unwrap();
        let boxes = drawing::tidy(&doc);
        let doc = doc.apply(&Command::Put { boxes }).unwrap();
        Self { history: History::new(doc), selected: vec![], tool: Tool::default(), finished: vec![] }
    }

    fn doc(&self) -> &Document {
        self.history.now()
    }

    fn stage(&self) -> Stage {
        Stage::new(arrange(&Sheet::of(self.doc())))
    }

    fn step(&mut self, input: Input) {
        let (doc, stage) = (self.doc().clone(), self.stage());
        let rules = DocRules { doc: &doc, stage: &stage };
        let ground = Ground { stage: &stage, selected: &self.selected.clone(), scale: 1.0, rules: &rules };
        for effect in self.tool.step(&input, &ground) {
            match effect {
                Effect::Select(places) => self.selected = places,
                Effect::Toggle(place) => self.selected.push(place),
                Effect::Done => self.tool = Tool::default(),
                Effect::Finish(intent) => {
                    let service: ServiceId = "s3".parse().unwrap();
                    if let Ok(o) = outcome(self.doc(), &Sheet::of(self.doc()), &intent, Some(&service)) {
                        let next = self.doc().apply(&o.command).unwrap_or_else(|e| panic!("{}: {e}", o.label));
                        self.history.step(&o.label, next);
                        self.selected.retain(|p| !p.mentions(|n| !self.history.now().model.contains(n)));
                    }
                    self.finished.push(intent);
                }
                _ => {}
            }
        }
    }

    /// Presses, wanders, and lets go or cancels.
    fn gesture(&mut self, path: &[Point], held: Pointer, cancel: bool) {
        let p = |at: Point| Pointer { at, screen: at, ..held };
        self.step(Input::Down(p(path[0])));
        for at in path {
            self.step(Input::Move(p(*at)));
        }
        self.step(if cancel { Input::Cancel } else { Input::Up(p(path[path.len() - 1])) });
        if cancel {
            self.step(Input::Up(p(path[0])));
        }
    }
}

/// What holds for every design.
fn whole(doc: &Document, what: &str) {
    assert_eq!(&save::read(&save::write(doc)).unwrap_or_else(|e| panic!("{what}: {e}")), doc, "{what}");
    let stage = Stage::new(arrange(&Sheet::of(doc)));
    let free = |b: &Boxed| drawing::stand(doc, &b.place) == Stand::Free;
    for b in stage.boxes.iter().filter(|b| free(b)) {
        if let Some(parent) = b.parent.as_ref().and_then(|p| stage.get(p)) {
            assert!(parent.rect.contains(b.rect), "{what}: {} {:?} is outside {} {:?}", b.place, b.rect, parent.place, parent.rect);
        }
        for other in stage.boxes.iter().filter(|o| o.parent == b.parent && o.place > b.place && free(o)) {
            assert!(!b.rect.intersects(other.rect), "{what}: {} lies over {}", b.place, other.place);
        }
    }
}

fn rects(stage: &Stage, inside: &Place) -> Vec<(Place, Rect)> {
    let held = stage.boxes.iter().filter(|b| b.place != *inside && stage.within_any(&b.place, std::slice::from_ref(inside)));
    // Tables keep to their corner, badges to their edge.
    held.filter(|b| matches!(b.place.node().map(NodeId::kind), Some(k) if !matches!(k, portico_core::document::Kind::RouteTable)))
        .map(|b| (b.place.clone(), b.rect))
        .collect()
}

#[test]
fn random_gestures_leave_a_whole_design() {
    let rounds = if std::env::var_os("PORTICO_LONG").is_some() { 200 } else { 6 };
    let mut kinds = [0usize; 5];
    for seed in 0..rounds {
        let mut dice = Dice(seed * 7919 + 1);
        let mut world = World::new();
        for n in 0..24 {
            let stage = world.stage();
            let before = world.doc().clone();
            let boxed = stage.boxes[dice.roll(stage.boxes.len())].clone();
            let all = stage.bounds().unwrap();
            let field = Rect::new(all.x - 150, all.y - 150, all.w + 300, all.h + 300);
            let held = Pointer { shift: dice.roll(9) == 0, alt: dice.roll(5) == 0, deep: dice.roll(9) == 0, ..Pointer::default() };
            let start = match dice.roll(6) {
                // By a handle or the dot of a line.
                0 => {
                    world.selected = vec![boxed.place.clone()];
                    Edge::ALL[dice.roll(8)].at(boxed.rect)
                }
                1 => {
                    world.selected = vec![boxed.place.clone()];
                    connector(boxed.rect, 1.0)
                }
                2 => dice.within(field),
                3 => {
                    let items = [
                        Item::Vpc,
                        Item::Subnet(Tier::Private),
                        Item::Nat,
                        Item::Compute(Compute::Instance),
                        Item::Gateway,
                        Item::Interface,
                        Item::Resource,
                        Item::BalancerEndpoint,
                    ];
                    world.tool = Tool::Place(Placing::dragged(items[dice.roll(items.len())].clone()));
                    dice.within(field)
                }
                _ => dice.within(boxed.rect),
            };
            let near = Rect::new(boxed.rect.x - 60, boxed.rect.y - 60, boxed.rect.w + 120, boxed.rect.h + 120);
            let mut path = vec![start];
            let place = if dice.roll(2) == 0 { near } else { field };
            path.push(dice.within(place));
            // Mostly let go over some box.
            let last = stage.boxes[dice.roll(stage.boxes.len())].rect;
            let place = if dice.roll(4) == 0 { field } else { last };
            path.push(dice.within(place));
            let cancel = dice.roll(5) == 0;
            let (steps, said) = (world.history.can_undo().map(str::to_owned), world.finished.len());
            world.gesture(&path, held, cancel);
            let what = format!("seed {seed}, gesture {n}, {:?}", world.finished.get(said..));
            assert!(!world.tool.busy(), "{what}");
            assert!(world.finished.len() - said <= 1, "{what}: one gesture, one intent");
            whole(world.doc(), &what);
            if cancel {
                assert!(world.finished.len() == said && *world.doc() == before, "{what}: Cancel leaves nothing");
                continue;
            }
            let changed = *world.doc() != before;
            match world.finished.last().filter(|_| world.finished.len() > said) {
                Some(Intent::Resize { place, .. }) => {
                    assert_eq!(rects(&stage, place), rects(&world.stage(), place), "{what}: contents stay");
                    assert!(Arc::ptr_eq(&before.model, &world.doc().model), "{what}");
                    kinds[0] += 1;
                }
                Some(Intent::Move { .. }) => {
                    assert!(Arc::ptr_eq(&before.model, &world.doc().model), "{what}: a move is layout");
                    kinds[1] += 1;
                }
                Some(Intent::Into { .. }) => kinds[2] += 1,
                Some(Intent::Connect { .. }) => kinds[3] += 1,
                Some(Intent::Drop { .. }) => kinds[4] += 1,
                None => assert!(!changed, "{what}: only an intent changes anything"),
            }
            // One step back is where it was.
            if changed {
                assert!(world.history.undo() && *world.history.now() == before, "{what}: one undo step");
                assert!(world.history.redo());
            } else {
                assert_eq!(world.history.can_undo().map(str::to_owned), steps, "{what}: no step for nothing");
            }
        }
    }
    assert!(kinds.iter().all(|n| *n > 0), "each kind of gesture came up: {kinds:?}");
}
