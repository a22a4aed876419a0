//! The matrix: one cell for each pair of classes.

use super::Passing;
use super::class::{Class, classes};
use crate::answer::{Lost, lost, shows_clients};
use crate::document::{Id, SecurityGroup, Vpc};
use crate::graph::{InterfaceRole, NetworkGraph, Point};
use crate::net::PacketSet;
use crate::ordered::Sorted as _;
use crate::reach::{Admission, Between, End, Verdict, Way, admitted, asked, between};
use std::collections::HashMap;

/// How packets of one class fare to another, over either IP version that both have; to a load balancer, on to a target behind it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    pub verdict: Verdict,
    /// What passes for certain, there and back.
    pub passes: Passing,
    pub way: Way,
}

/// Who reaches whom on what.
#[derive(Clone, Debug)]
pub struct Matrix {
    pub classes: Vec<Class>,
    /// The kinds of cell there are.
    kinds: Vec<Cell>,
    /// For each pair of classes its kind plus one, or 0. Row by row.
    cells: Vec<u32>,
    of_interface: HashMap<usize, usize>,
}

/// A design with more classes than this has no matrix: it would be too large to hold or to read.
pub const MOST_CLASSES: usize = 6_000;

impl Matrix {
    /// The matrix of a network; none where it has more than [`MOST_CLASSES`].
    pub fn of(graph: &NetworkGraph) -> Option<Self> {
        let mut building = Building::new(graph)?;
        while building.row(graph) {}
        Some(building.done())
    }

    /// How interfaces of class `from` fare to those of class `to`; none for the only member of a class and itself, and for what opens no
    /// connections.
    pub fn cell(&self, from: usize, to: usize) -> Option<&Cell> {
        self.kinds.get(self.kind(from, to)?)
    }

    /// The kinds of cell that there are: far fewer than cells.
    pub fn kinds(&self) -> &[Cell] {
        &self.kinds
    }

    /// The kind of a cell, by its position among [`Matrix::kinds`].
    pub fn kind(&self, from: usize, to: usize) -> Option<usize> {
        let n = self.classes.len();
        let kind = self.cells.get(from.checked_mul(n)?.checked_add(to)?).filter(|_| from < n && to < n)?;
        usize::try_from(kind.checked_sub(1)?).ok()
    }

    /// The class of an interface, by its number in the graph.
    pub fn class_of(&self, interface: usize) -> Option<usize> {
        self.of_interface.get(&interface).copied()
    }

    /// How one interface fares to another; none for itself and for what is no end of a conversation.
    pub fn between(&self, from: usize, to: usize) -> Option<&Cell> {
        if from == to {
            return None;
        }
        self.cell(self.class_of(from)?, self.class_of(to)?)
    }

    /// How many pairs of interfaces there are of each verdict.
    pub fn counts(&self) -> Vec<(Verdict, u64)> {
        let mut out: Vec<(Verdict, u64)> = Vec::new();
        for (i, a) in self.classes.iter().enumerate() {
            for (j, b) in self.classes.iter().enumerate() {
                let Some(cell) = self.cell(i, j) else { continue };
                let (n, m) = (a.members.len() as u64, b.members.len() as u64);
                let pairs = if i == j { n.saturating_mul(m.saturating_sub(1)) } else { n.saturating_mul(m) };
                match out.iter_mut().find(|(v, _)| *v == cell.verdict) {
                    Some((_, sum)) => *sum = sum.saturating_add(pairs),
                    None => out.push((cell.verdict, pairs)),
                }
            }
        }
        out.order_by_key(|(v, _)| *v as u8);
        out
    }
}

/// In which direction, in which IP version, and after which devices groups see an end.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Sight {
    ingress: bool,
    v6: bool,
    severed: bool,
    by_transit: bool,
}

impl Sight {
    /// How many there are.
    const ALL: usize = 16;

    fn number(self) -> usize {
        let bit = |on, place: usize| usize::from(on) << place;
        bit(self.ingress, 0) | bit(self.v6, 1) | bit(self.severed, 2) | bit(self.by_transit, 3)
    }
}

/// A table with a row for each set of groups and sight, and in it each other class: what the groups let through, plus one, or 0. Rows
/// are made when first written.
struct Seen {
    classes: usize,
    rows: Vec<Option<Box<[u32]>>>,
}

impl Seen {
    fn new(sets: usize, classes: usize) -> Self {
        Self { classes, rows: vec![None; sets.saturating_mul(Sight::ALL)] }
    }

    fn row(groups: usize, sight: Sight) -> usize {
        groups.saturating_mul(Sight::ALL) + sight.number()
    }

    fn get(&self, groups: usize, sight: Sight, class: usize) -> Option<usize> {
        let known = self.rows.get(Self::row(groups, sight))?.as_ref()?.get(class)?;
        usize::try_from(known.checked_sub(1)?).ok()
    }

    fn set(&mut self, groups: usize, sight: Sight, class: usize, admission: usize) {
        let Some(row) = self.rows.get_mut(Self::row(groups, sight)) else { return };
        let row = row.get_or_insert_with(|| vec![0; self.classes].into());
        if let (Some(slot), Ok(admission)) = (row.get_mut(class), u32::try_from(admission)) {
            *slot = admission.saturating_add(1);
        }
    }
}

/// Groups as they count: where, and whether they filter.
type GroupSet = (Vec<Id<SecurityGroup>>, Id<Vpc>, bool);

/// A matrix in the making, row by row: a page can draw in between.
pub struct Building {
    classes: Vec<Class>,
    cells: Vec<u32>,
    next: usize,
    places: usize,
    of_interface: HashMap<usize, usize>,
    /// The number of each class's set of groups.
    group_sets: Vec<usize>,
    /// The ways between places, for each IP version; for ends in two subnets, then for ends in one.
    ways: Vec<Option<Vec<WayOf>>>,
    /// Ways that do the same with packets have one number.
    numbers: HashMap<Effect, usize>,
    /// How sets of groups see other classes, and addresses that stand for something hidden: the NAT gateway or appliance that sends for it.
    seen: Seen,
    hidden: HashMap<(usize, Sight, Point, Option<usize>), usize>,
    admissions: Vec<Admission>,
    /// Admissions that let the same through are one.
    alike: HashMap<(PacketSet, PacketSet), usize>,
    /// What load balancers lose of what comes to them, once each; the first is nothing. And which of them it is for a class of their
    /// interfaces and a client, where targets see that.
    losses: Vec<Lost>,
    behind: HashMap<(usize, Option<Point>), usize>,
    shows: HashMap<usize, bool>,
    kinds: HashMap<Cell, u32>,
    known: HashMap<(usize, usize, usize, usize), u32>,
    order: Vec<Cell>,
}

/// The way between two places in one IP version.
struct WayOf {
    v6: bool,
    /// The interfaces that it was found for.
    ends: (usize, usize),
    number: usize,
    /// The client's.
    role: InterfaceRole,
    asked: PacketSet,
    between: Between,
}

/// What a way does with packets, as far as cells show it.
type Effect = (InterfaceRole, Verdict, bool, Option<Verdict>, Way, PacketSet, PacketSet);

impl Building {
    /// None where the network has more than [`MOST_CLASSES`].
    pub fn new(graph: &NetworkGraph) -> Option<Self> {
        let (classes, places) = classes(graph);
        if classes.len() > MOST_CLASSES {
            return None;
        }
        let of_interface = classes.iter().enumerate().flat_map(|(i, c)| c.members.iter().map(move |m| (*m, i))).collect();
        let mut sets: HashMap<GroupSet, usize> = HashMap::new();
        let filtered = |c: &Class| c.member(None).and_then(|i| graph.interface(i)).is_some_and(|f| f.filtered());
        let group_sets: Vec<usize> = classes
            .iter()
            .map(|c| {
                let next = sets.len();
                *sets.entry((c.groups.clone(), c.vpc, filtered(c))).or_insert(next)
            })
            .collect();
        let mut ways = Vec::new();
        ways.resize_with(places.saturating_mul(places).saturating_mul(2), || None);
        Some(Self {
            cells: Vec::with_capacity(classes.len().saturating_mul(classes.len())),
            next: 0,
            places,
            of_interface,
            group_sets,
            ways,
            numbers: HashMap::new(),
            seen: Seen::new(sets.len(), classes.len()),
            hidden: HashMap::new(),
            admissions: Vec::new(),
            alike: HashMap::new(),
            losses: vec![Lost::default()],
            behind: HashMap::new(),
            shows: HashMap::new(),
            kinds: HashMap::new(),
            known: HashMap::new(),
            order: Vec::new(),
            classes,
        })
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.classes.len()
    }

    /// Works out one more row, of the graph that it was begun with. False once all are there.
    pub fn row(&mut self, graph: &NetworkGraph) -> bool {
        let n = self.classes.len();
        if self.next >= n {
            return false;
        }
        for to in 0..n {
            let cell = self.cell(graph, self.next, to).unwrap_or(0);
            self.cells.push(cell);
        }
        self.next += 1;
        true
    }

    /// The matrix, with the rows that are there.
    pub fn done(self) -> Matrix {
        Matrix { classes: self.classes, kinds: self.order, cells: self.cells, of_interface: self.of_interface }
    }

    /// The kind of a cell, plus one.
    fn cell(&mut self, graph: &NetworkGraph, from: usize, to: usize) -> Option<u32> {
        let (a, b) = (self.classes.get(from)?, self.classes.get(to)?);
        if !a.calls() {
            return None;
        }
        let i = a.member(None)?;
        let j = b.member(Some(i))?;
        let together = usize::from(a.subnet == b.subnet);
        let at = a.place.checked_mul(self.places)?.checked_add(b.place)?.checked_mul(2)?.checked_add(together)?;
        if self.ways.get(at)?.is_none() {
            let found = ways(graph, i, j).into_iter().map(|w| self.known(w)).collect();
            *self.ways.get_mut(at)? = Some(found);
        }
        let count = self.ways.get(at)?.as_ref()?.len();
        let mut best: Option<u32> = None;
        for n in 0..count {
            let kind = self.in_version(graph, at, n, from, to)?;
            best = Some(match best {
                None => kind,
                Some(other) => self.either(other, kind)?,
            });
        }
        match best {
            Some(kind) => Some(kind),
            // No IP version in common.
            None => Some(self.intern(Cell { verdict: Verdict::Blocked, passes: Passing::default(), way: Way::None })),
        }
    }

    fn in_version(&mut self, graph: &NetworkGraph, at: usize, n: usize, from: usize, to: usize) -> Option<u32> {
        let way = self.ways.get(at)?.as_ref()?.get(n)?;
        let number = way.number;
        let out = self.filter(graph, at, n, (from, to), false)?;
        let into = self.filter(graph, at, n, (to, from), true)?;
        let behind = self.behind(graph, at, n, from, to)?;
        let key = (number, out, into, behind);
        if let Some(kind) = self.known.get(&key) {
            return Some(*kind);
        }
        let way = self.ways.get(at)?.as_ref()?.get(n)?;
        let (out, into) = (self.admissions.get(out)?, self.admissions.get(into)?);
        let cell = judge(way, out, into, self.losses.get(behind)?);
        let kind = self.intern(cell);
        self.known.insert(key, kind);
        Some(kind)
    }

    /// What is lost behind a load balancer: the number of it.
    fn behind(&mut self, graph: &NetworkGraph, at: usize, n: usize, from: usize, to: usize) -> Option<usize> {
        let class = self.classes.get(to)?;
        if class.role != InterfaceRole::LoadBalancer {
            return Some(0);
        }
        let client = self.classes.get(from)?.member(None)?;
        let balancer = class.member(Some(client))?;
        let shows = *self.shows.entry(to).or_insert_with(|| shows_clients(graph, balancer));
        let way = self.ways.get(at)?.as_ref()?.get(n)?;
        // A member of the very class of the pair stands for the one that the way was found for.
        let seen = match way.between.server.interface == Some(way.ends.0) {
            true => Point::Known(graph.interface(client)?.source(way.v6)?),
            false => way.between.journey.seen.clone(),
        };
        let key = (to, shows.then(|| seen.clone()));
        if let Some(known) = self.behind.get(&key) {
            return Some(*known);
        }
        let found = lost(graph, balancer, &seen);
        let number = self.losses.iter().position(|l| *l == found).unwrap_or_else(|| {
            self.losses.push(found);
            self.losses.len() - 1
        });
        self.behind.insert(key, number);
        Some(number)
    }

    /// What the groups of a class do towards or from an end. The end of the way's representative stands for the other class of the pair.
    fn filter(&mut self, graph: &NetworkGraph, at: usize, n: usize, (class, other): (usize, usize), ingress: bool) -> Option<usize> {
        let groups = *self.group_sets.get(class)?;
        let way = self.ways.get(at)?.as_ref()?.get(n)?;
        let (end, own) = if ingress { (&way.between.server, way.ends.0) } else { (&way.between.client, way.ends.1) };
        // A NAT gateway or appliance on the way is what groups see, and not whom it sends for.
        let itself = end.interface == Some(own);
        let sight = Sight { ingress, v6: way.v6, severed: end.severed, by_transit: end.by_transit };
        let known = match itself {
            true => self.seen.get(groups, sight, other),
            false => self.hidden.get(&(groups, sight, end.point.clone(), end.interface)).copied(),
        };
        if known.is_some() {
            return known;
        }
        let (end, v6) = (end.clone(), way.v6);
        let hidden = (!itself).then(|| (end.point.clone(), end.interface));
        let own = graph.interface(self.classes.get(class)?.member(None)?)?;
        // A member of the very class of the pair, and of its own: groups see addresses and groups, which are alike in a class.
        let end = match itself {
            false => end,
            true => {
                let i = self.classes.get(other)?.member(None)?;
                let f = graph.interface(i)?;
                End { point: Point::Known(f.source(v6)?), interface: Some(i), ..end }
            }
        };
        let found = admitted(graph, own, ingress, &end, &PacketSet::full());
        let next = self.admissions.len();
        let found_at = *self.alike.entry((found.certain.clone(), found.maybe.clone())).or_insert(next);
        if found_at == next {
            self.admissions.push(found);
        }
        match hidden {
            None => self.seen.set(groups, sight, other, found_at),
            Some((point, by)) => drop(self.hidden.insert((groups, sight, point, by), found_at)),
        }
        Some(found_at)
    }

    /// The way with the number of those that do the same.
    fn known(&mut self, w: WayOf) -> WayOf {
        let j = &w.between.journey;
        let next = self.numbers.len();
        // Clients of one kind ask the same.
        let role = w.role;
        let effect =
            (role, j.forward.verdict, j.forward.open(), j.back.as_ref().map(|b| b.verdict), j.way, j.returns.clone(), j.may.clone());
        WayOf { number: *self.numbers.entry(effect).or_insert(next), ..w }
    }

    fn intern(&mut self, cell: Cell) -> u32 {
        if let Some(kind) = self.kinds.get(&cell) {
            return *kind;
        }
        self.order.push(cell.clone());
        let kind = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
        self.kinds.insert(cell, kind);
        kind
    }

    /// Either IP version will do.
    fn either(&mut self, a: u32, b: u32) -> Option<u32> {
        if a == b {
            return Some(a);
        }
        let of = |k: u32| self.order.get(usize::try_from(k.checked_sub(1)?).ok()?);
        let (a, b) = (of(a)?.clone(), of(b)?.clone());
        let (best, other) = if b.verdict.rank() < a.verdict.rank() { (b, a) } else { (a, b) };
        Some(self.intern(Cell { passes: best.passes.plus(&other.passes), ..best }))
    }
}

/// The ways between two interfaces, in each IP version that both have.
fn ways(graph: &NetworkGraph, from: usize, to: usize) -> Vec<WayOf> {
    let (Some(f), Some(t)) = (graph.interface(from), graph.interface(to)) else { return Vec::new() };
    let mut out = Vec::new();
    for v6 in [false, true] {
        if f.source(v6).is_some()
            && t.source(v6).is_some()
            && let Some(between) = between(graph, from, to, v6)
        {
            out.push(WayOf { v6, ends: (from, to), number: 0, role: f.role, asked: asked(f.role), between });
        }
    }
    out
}

fn judge(way: &WayOf, out: &Admission, into: &Admission, lost: &Lost) -> Cell {
    let j = &way.between.journey;
    let both = |a: &PacketSet, b: &PacketSet| a.intersection(b);
    let sure = both(&both(&j.returns, &out.certain), &into.certain).difference(&lost.maybe);
    let passes = Passing::of(&way.asked, &sure);
    let verdict = [Some(j.forward.verdict), j.back.as_ref().map(|b| b.verdict)];
    let is = |v| verdict.contains(&Some(v));
    let out_of = both(&way.asked, &out.maybe);
    // Where which way packets go is not known, nor is it how the destination's groups see the client.
    let open = j.forward.open();
    let maybe = if open { out_of } else { both(&both(&out_of, &into.maybe), &j.may) }.difference(&lost.certain);
    let verdict = if !passes.is_empty() {
        Verdict::Reachable
    } else if is(Verdict::Blocked) || maybe.is_empty() {
        Verdict::Blocked
    } else if is(Verdict::NotModelled) {
        Verdict::NotModelled
    } else if is(Verdict::Depends) || !both(&j.returns, &maybe).is_empty() {
        Verdict::Depends
    } else {
        Verdict::Blocked
    };
    Cell { verdict, passes, way: j.way }
}

impl Class {
    /// Whether it opens connections: a service behind an endpoint only answers. [Access AWS services through AWS PrivateLink]
    pub fn calls(&self) -> bool {
        !matches!(self.role, InterfaceRole::Endpoint)
    }
}
