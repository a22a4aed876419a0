//! Gestures on a small stage: a VPC with a subnet and a workload, and a service outside.

use super::*;
use crate::geometry::Boxed;
use portico_core::document::Kind;

struct Yard;

impl Rules for Yard {
    fn aim(&self, what: &[Place], onto: Option<&Place>) -> Aim {
        match (what.first().and_then(Place::node).map(NodeId::kind), onto) {
            (Some(Kind::Workload), Some(o)) if *o == subnet() => Aim::Stay,
            (Some(Kind::Workload), Some(o)) if *o == other() => Aim::Into(Some(other()), "Move it".into()),
            (Some(Kind::Workload), _) => Aim::No(onto.cloned(), "It stands in a subnet".into()),
            _ => Aim::Stay,
        }
    }

    fn home(&self, item: &Item, onto: Option<&Place>) -> Result<Option<Place>, String> {
        match (item, onto) {
            (Item::Vpc, _) => Ok(None),
            (_, Some(o)) if *o == subnet() => Ok(Some(subnet())),
            _ => Err("It stands in a subnet".into()),
        }
    }

    fn may_connect(&self, _: NodeId, to: NodeId) -> Verdict {
        if to.kind() == Kind::Service { Verdict::Yes(None) } else { Verdict::No("No".into()) }
    }

    fn least(&self, _: &Place) -> Option<Rect> {
        Some(Rect::new(20, 20, 100, 60))
    }

    fn resizable(&self, place: &Place) -> bool {
        *place != workload()
    }

    fn pinned(&self, place: &Place) -> bool {
        *place == other()
    }

    fn connects(&self, place: &Place) -> bool {
        *place == workload()
    }

    fn stands(&self, _: &Place, _: Rect, to: Rect) -> Rect {
        to
    }
}

fn at(kind: Kind, n: u32) -> Place {
    Place::Node(NodeId::new(kind, n))
}
fn vpc() -> Place {
    at(Kind::Vpc, 1)
}
fn subnet() -> Place {
    at(Kind::Subnet, 2)
}
fn other() -> Place {
    at(Kind::Subnet, 3)
}
fn workload() -> Place {
    at(Kind::Workload, 4)
}
fn service() -> Place {
    at(Kind::Service, 5)
}

fn stage() -> Stage {
    let b = |place, rect, parent, depth| Boxed { place, rect, parent, depth };
    Stage::new(vec![
        b(vpc(), Rect::new(0, 0, 400, 300), None, 0),
        b(subnet(), Rect::new(16, 16, 160, 120), Some(vpc()), 2),
        b(other(), Rect::new(200, 16, 160, 120), Some(vpc()), 2),
        b(workload(), Rect::new(32, 48, 80, 40), Some(subnet()), 3),
        b(service(), Rect::new(500, 48, 80, 40), None, 3),
    ])
}

/// A person with a pointer; what they see selected follows the effects.
struct Hand {
    tool: Tool,
    stage: Stage,
    selected: Vec<Place>,
    all: Vec<Effect>,
    scale: f64,
}

impl Hand {
    fn new(tool: Tool) -> Self {
        Self { tool, stage: stage(), selected: vec![], all: vec![], scale: 1.0 }
    }

    fn step(&mut self, input: Input) -> &mut Self {
        let ground = Ground { stage: &self.stage, selected: &self.selected, scale: self.scale, rules: &Yard };
        for e in self.tool.step(&input, &ground) {
            match &e {
                Effect::Select(p) => self.selected.clone_from(p),
                Effect::Toggle(p) => self.selected.push(p.clone()),
                _ => {}
            }
            self.all.push(e);
        }
        self
    }

    fn drag(&mut self, path: &[(f64, f64)]) -> &mut Self {
        self.drag_with(path, |p| p)
    }

    fn drag_with(&mut self, path: &[(f64, f64)], held: impl Fn(Pointer) -> Pointer) -> &mut Self {
        let p = |(x, y): (f64, f64)| held(Pointer { at: Point::new(x, y), screen: Point::new(x, y), ..Pointer::default() });
        self.step(Input::Down(p(path[0])));
        for at in &path[1..] {
            self.step(Input::Move(p(*at)));
        }
        self.step(Input::Up(p(path[path.len() - 1])))
    }

    fn finished(&self) -> Vec<&Intent> {
        self.all.iter().filter_map(|e| if let Effect::Finish(i) = e { Some(i) } else { None }).collect()
    }
}

#[test]
fn a_click_selects_the_innermost_box_and_a_click_beside_nothing() {
    let mut h = Hand::new(Tool::default());
    h.drag(&[(50.0, 60.0)]);
    assert_eq!(h.selected, [workload()]);
    h.drag_with(&[(300.0, 200.0)], |p| Pointer { shift: true, ..p });
    assert_eq!(h.selected, [workload(), vpc()]);
    h.drag(&[(450.0, 250.0)]);
    assert!(h.selected.is_empty() && h.finished().is_empty());
}

#[test]
fn a_press_that_trembles_is_still_a_click() {
    let mut h = Hand::new(Tool::default());
    h.drag(&[(50.0, 60.0), (51.0, 61.0), (52.0, 60.0)]);
    assert_eq!(h.selected, [workload()]);
    assert!(!h.all.contains(&Effect::Begin));
}

#[test]
fn dragging_moves_in_steps_and_finishes_once() {
    let mut h = Hand::new(Tool::default());
    h.drag(&[(50.0, 60.0), (60.0, 70.0), (70.0, 73.0)]);
    assert_eq!(h.finished(), [&Intent::Move { roots: vec![workload()], by: (24, 16) }]);
    let previews = h.all.iter().filter(|e| matches!(e, Effect::Preview(_))).count();
    assert_eq!(previews, 2);
}

#[test]
fn a_container_takes_its_contents_along() {
    let mut h = Hand::new(Tool::default());
    h.drag(&[(300.0, 250.0), (340.0, 250.0)]);
    let Some(Effect::Preview(boxes)) = h.all.iter().rev().find(|e| matches!(e, Effect::Preview(_))) else { panic!("no preview") };
    assert_eq!(boxes.len(), 4, "VPC, two subnets, workload");
    assert!(boxes.contains(&(workload(), Rect::new(72, 48, 80, 40))));
    assert_eq!(h.finished(), [&Intent::Move { roots: vec![vpc()], by: (40, 0) }]);
}

#[test]
fn dropping_elsewhere_changes_the_container_or_says_why_not() {
    let mut h = Hand::new(Tool::default());
    h.drag(&[(72.0, 68.0), (240.0, 60.0)]);
    assert_eq!(h.finished(), [&Intent::Into { roots: vec![workload()], target: Some(other()), by: Some((168, -8)) }]);

    let mut h = Hand::new(Tool::default());
    h.drag(&[(72.0, 68.0), (450.0, 250.0)]);
    assert!(h.finished().is_empty());
    assert!(h.all.contains(&Effect::Refused("It stands in a subnet".into())) && h.all.contains(&Effect::Abandon));
}

#[test]
fn what_a_drop_would_leave_is_shown_before_it() {
    let mut h = Hand::new(Tool::default());
    let p = |x, y| Pointer { at: Point::new(x, y), screen: Point::new(x, y), ..Pointer::default() };
    h.step(Input::Down(p(72.0, 68.0))).step(Input::Move(p(240.0, 60.0)));
    assert!(
        h.all.contains(&Effect::Leave(Some(subnet())))
            && h.all.contains(&Effect::Target(Some((other(), true)), Some(("Move it".into(), true))))
    );
    h.step(Input::Move(p(80.0, 68.0)));
    assert_eq!(h.all.iter().rev().find(|e| matches!(e, Effect::Leave(_))), Some(&Effect::Leave(None)), "back again nothing is left");
}

#[test]
fn with_control_a_click_goes_outwards_and_a_drag_selects_inside() {
    let deep = |p| Pointer { deep: true, ..p };
    let mut h = Hand::new(Tool::default());
    for expected in [workload(), subnet(), vpc(), workload()] {
        h.drag_with(&[(50.0, 60.0)], deep);
        assert_eq!(h.selected, [expected]);
    }
    h.drag_with(&[(20.0, 30.0), (140.0, 120.0)], deep);
    assert_eq!(h.selected, [workload()], "a marquee inside the subnet");
    assert!(h.finished().is_empty());
}

#[test]
fn what_is_locked_stays_and_says_so() {
    let mut h = Hand::new(Tool::default());
    h.drag(&[(300.0, 80.0), (340.0, 120.0)]);
    assert!(h.finished().is_empty() && h.all.iter().any(|e| matches!(e, Effect::Told(_))));
    // Together with others, these go without it.
    let mut h = Hand::new(Tool::default());
    h.selected = vec![other(), service()];
    h.drag(&[(520.0, 60.0), (564.0, 60.0)]);
    assert_eq!(h.finished(), [&Intent::Move { roots: vec![service()], by: (44, 0) }], "to the grid");
}

#[test]
fn escape_in_the_middle_leaves_everything() {
    let mut h = Hand::new(Tool::default());
    let p = |x, y| Pointer { at: Point::new(x, y), screen: Point::new(x, y), ..Pointer::default() };
    h.step(Input::Down(p(50.0, 60.0))).step(Input::Move(p(90.0, 60.0))).step(Input::Cancel).step(Input::Up(p(90.0, 60.0)));
    assert!(h.finished().is_empty() && h.all.contains(&Effect::Abandon) && !h.tool.busy());
}

#[test]
fn a_marquee_catches_what_lies_wholly_inside_it() {
    let mut h = Hand::new(Tool::default());
    h.drag(&[(450.0, 10.0), (620.0, 200.0)]);
    assert_eq!(h.selected, [service()]);
    h.drag_with(&[(10.0, 10.0), (190.0, 150.0)], |p| Pointer { shift: true, ..p });
    assert_eq!(h.selected, [service(), subnet()], "the workload came with its subnet");
}

#[test]
fn resizing_stops_at_what_is_inside() {
    let mut h = Hand::new(Tool::default());
    h.selected = vec![subnet()];
    h.drag(&[(176.0, 136.0), (60.0, 60.0)]);
    assert_eq!(h.finished(), [&Intent::Resize { place: subnet(), rect: Rect::new(16, 16, 104, 64) }]);
}

#[test]
fn a_line_from_the_dot_ends_where_it_may() {
    let dot = connector(Rect::new(32, 48, 80, 40), 1.0);
    let mut h = Hand::new(Tool::default());
    h.selected = vec![workload()];
    h.drag(&[(dot.x, dot.y), (300.0, 200.0), (540.0, 60.0)]);
    let (Some(from), Some(to)) = (workload().node(), service().node()) else { panic!("nodes") };
    assert_eq!(h.finished(), [&Intent::Connect { from, to }]);
    h.drag(&[(dot.x, dot.y), (300.0, 200.0)]);
    assert!(h.all.contains(&Effect::Refused("No".into())));
}

#[test]
fn a_box_seen_from_afar_is_dragged_and_not_what_stands_beside_it() {
    // At a tenth the box is 8 by 4 pixels: dot and handles of that size on screen would cover it.
    let mut h = Hand::new(Tool::default());
    (h.scale, h.selected) = (0.1, vec![workload()]);
    h.drag(&[(72.0, 68.0), (88.0, 84.0)]);
    assert_eq!(h.finished(), [&Intent::Move { roots: vec![workload()], by: (16, 16) }]);
    // A box beside the selected one, where the dot would be.
    let mut h = Hand::new(Tool::default());
    (h.scale, h.selected) = (0.1, vec![subnet()]);
    h.drag(&[(176.0, 150.0), (176.0, 170.0)]);
    assert!(!h.finished().iter().any(|i| matches!(i, Intent::Resize { .. })), "{:?}", h.finished());
}

#[test]
fn the_middle_button_pans_whatever_lies_under_it() {
    let mut h = Hand::new(Tool::default());
    h.drag_with(&[(50.0, 60.0), (70.0, 65.0)], |p| Pointer { pan: true, ..p });
    assert_eq!(h.all, [Effect::Pan(Point::new(20.0, 5.0))]);
}

#[test]
fn an_item_drops_where_it_may_stand_and_is_done_either_way() {
    let mut h = Hand::new(Tool::Place(Placing::new(Item::Nat)));
    h.drag(&[(300.0, 250.0), (60.0, 120.0)]);
    assert_eq!(h.finished(), [&Intent::Drop { item: Item::Nat, at: Some((60, 120)), onto: Some(subnet()) }]);
    assert_eq!(h.all.last(), Some(&Effect::Done));

    let mut h = Hand::new(Tool::Place(Placing::new(Item::Nat)));
    h.drag(&[(60.0, 120.0), (700.0, 120.0)]);
    assert!(h.finished().is_empty() && h.all.contains(&Effect::Refused("It stands in a subnet".into())));
    assert_eq!(h.all.last(), Some(&Effect::Done));
}

#[test]
fn two_fingers_pan_and_zoom_about_their_middle() {
    let mut pinch = Pinch::default();
    pinch.down(1, Point::new(100.0, 100.0));
    let view = crate::geometry::View { x: 0.0, y: 0.0, scale: 1.0 };
    assert_eq!(pinch.moved(1, Point::new(101.0, 100.0), view), None);
    pinch.down(2, Point::new(201.0, 100.0));
    let next = pinch.moved(2, Point::new(301.0, 100.0), view).unwrap();
    assert!((next.scale - 2.0).abs() < 1e-9);
    pinch.up(2);
    assert!(!pinch.held());
}
