//! From the design to the best one: choices tried round by round, solved, and judged again as a whole.

use super::options::Choice;
use super::solve::{Field, Lines, MOST_NATS, Priced, Problem, solve};
use super::units::{Parts, Unit, take_apart};
use crate::catalogue::{Catalogue, Meter};
use crate::checks;
use crate::cost::{Metered, Spread, metered, month_of, unit_price};
use crate::document::{
    Claim, Document, Flow, GatewayEndpoint, Id, Intent, InterfaceEndpoint, NatGateway, NodeId, Region, RouteTable, Target, Vpc, Zone,
};
use crate::edit::{Command, Draft};
use crate::facts::Facts;
use crate::finding::{Category, Finding, Severity};
use crate::intents::Light;
use crate::money::{Money, Quantity};
use crate::ordered::{BTreeMap, BTreeSet};
use crate::reach::Verdict;
use crate::resilience::Failure;
use crate::text;
use crate::text::{Arg, Text, code};

/// What may be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// NAT gateways that no flow of the design would use any more go too. Traffic that is not drawn is not known here.
    pub remove_nats: bool,
}

/// One thing that changes, and what that saves in a typical month.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The VPC and the service, or the NAT gateway that goes.
    pub on: NodeId,
    pub what: Text,
    pub saves: Money,
}

/// The cheapest design of those that could be chosen.
#[derive(Clone, Debug)]
pub struct Optimum {
    pub changes: Vec<Change>,
    /// All changes as one edit; none where the design is the cheapest already.
    pub command: Option<Command>,
    pub before: Spread<Money>,
    pub after: Spread<Money>,
    /// Whether every choice was weighed.
    pub exact: bool,
    pub notes: Vec<Text>,
    pub design: Document,
}

/// What is chosen: for each unit, and NAT gateways that go.
pub(super) struct Plan {
    pub choices: Vec<Choice>,
    pub gone: BTreeSet<Id<NatGateway>>,
}

/// A choice that was tried, with the lines of the bill that it makes.
#[derive(Clone)]
struct Tried {
    choice: Choice,
    priced: Priced,
    lines: Metered,
}

/// Plans that are judged as a whole before the design is left as it is; more where there are few units, each being quick and most of their
/// combinations perhaps forbidden.
const MOST_TRIES: usize = 12;
const TRIES_OF_FEW: usize = 4_000;
/// Units that may share the blame for a plan, so that each is tried without its own choice. Of more, all go at once.
const MOST_BLAMED: usize = 6;

fn most_tries(units: usize) -> usize {
    (TRIES_OF_FEW / (units * units).max(1)).clamp(MOST_TRIES, 500)
}

/// The cheapest plan without some choices, as a design.
struct Branch {
    without: Vec<(usize, Choice)>,
    plan: Plan,
    draft: Draft,
    after: Facts,
    month: Money,
}

/// Best first: of the plans that are open the cheapest is judged. Where it may not be, each unit that is to blame is tried without its
/// choice, so that the first plan which may be is the cheapest of all that may.
pub fn optimise(facts: &Facts, ask: Ask) -> Optimum {
    let parts = take_apart(facts);
    let mut work = Work::new(facts, &parts, ask);
    work.try_choices();
    let mut open: Vec<Branch> = work.branch(Vec::new()).into_iter().collect();
    let mut seen: Vec<Vec<(usize, Choice)>> = vec![Vec::new()];
    for _ in 0..most_tries(parts.units.len()) {
        let Some(cheapest) = (0..open.len()).min_by_key(|i| open.get(*i).map(|b| b.month)) else { break };
        let Branch { without, plan, draft, after, .. } = open.swap_remove(cheapest);
        let wrong = violations(facts, &parts, &after, &plan);
        if wrong.is_empty() {
            return work.outcome(&plan, draft, &after);
        }
        if wrong.contains(&usize::MAX) {
            // No unit is to blame: it is the NAT gateways that go. They stay, in what is still open too.
            work.ask.remove_nats = false;
            work.exact = false;
            let again = open.drain(..).map(|b| b.without).chain([without]).collect::<Vec<_>>();
            open = again.into_iter().filter_map(|w| work.branch(w)).collect();
            continue;
        }
        let blamed: Vec<(usize, Choice)> = wrong.iter().filter_map(|at| Some((*at, *plan.choices.get(*at)?))).collect();
        let blamed: Vec<(usize, Choice)> = blamed.into_iter().filter(|(_, c)| *c != Choice::AsIs).collect();
        work.exact &= blamed.len() <= MOST_BLAMED;
        let groups: Vec<&[(usize, Choice)]> = if blamed.len() <= MOST_BLAMED { blamed.chunks(1).collect() } else { vec![&blamed] };
        for more in groups {
            let next = [without.as_slice(), more].concat();
            if seen.iter().any(|s| s.len() == next.len() && next.iter().all(|c| s.contains(c))) {
                continue;
            }
            open.extend(work.branch(next.clone()));
            seen.push(next);
        }
    }
    work.unchanged()
}

struct Work<'a> {
    facts: &'a Facts,
    parts: &'a Parts,
    ask: Ask,
    base: Metered,
    tried: Vec<Vec<Tried>>,
    exact: bool,
    notes: Vec<Text>,
}

/// The design as a plan has it; `None` where an edit does not go.
pub(super) fn build(facts: &Facts, parts: &Parts, plan: &Plan) -> Option<Draft> {
    let mut draft = Draft::new(&facts.document);
    for (unit, choice) in parts.units.iter().zip(&plan.choices) {
        unit.apply(&mut draft, *choice, &facts.catalogue).ok()?;
    }
    for nat in &plan.gone {
        remove(&mut draft, *nat)?;
    }
    Some(draft)
}

/// A NAT gateway goes with its own addresses, and with the routes to it.
fn remove(d: &mut Draft, nat: Id<NatGateway>) -> Option<()> {
    let model = d.doc.model.clone();
    for (id, t) in model.all::<RouteTable>() {
        let left: Vec<_> = t.routes.iter().filter(|r| r.target != Target::Node(nat.node())).cloned().collect();
        if left.len() < t.routes.len() {
            d.set(id, "routes", &left).ok()?;
        }
    }
    let mut nodes = vec![nat.node()];
    nodes.extend(model.get(nat)?.addresses.iter().map(|a| a.node()).filter(|a| model.referrers(*a) == [nat.node()]));
    d.run(Command::Delete { nodes }).ok()
}

fn works(v: Verdict) -> bool {
    matches!(v, Verdict::Reachable | Verdict::Depends)
}

/// Flows that fare worse after than before, alone or when something fails that can fail in both.
fn worse(before: &Facts, after: &Facts) -> BTreeSet<Id<Flow>> {
    let mut out = BTreeSet::new();
    for (id, b) in before.flows() {
        let now = after.flows().get(id).map(|t| t.verdict);
        let fine = match b.verdict {
            Verdict::Reachable => now == Some(Verdict::Reachable),
            Verdict::Depends => now.is_some_and(works),
            _ => true,
        };
        if !fine {
            out.insert(*id);
        }
    }
    let same: BTreeMap<&Failure, usize> =
        before.failures().iter().enumerate().filter_map(|(i, r)| Some((r.failures.first()?, i))).collect();
    for r in after.failures() {
        let Some(b) = r.failures.first().and_then(|f| same.get(f)).and_then(|i| before.failures().get(*i)) else { continue };
        for (node, fate) in &r.lost {
            if let Some(flow) = Id::<Flow>::of(*node).filter(|_| *fate > b.fate(*node)) {
                out.insert(flow);
            }
        }
    }
    out
}

/// Intents whose light is worse after than before. What a month costs is left to the end.
fn dimmed<'f>(before: &'f Facts, after: &Facts, months: bool) -> Vec<(Id<Intent>, &'f Intent)> {
    let light = |f: &Facts, id: Id<Intent>| f.intents().iter().find(|j| j.intent == id).map_or(Light::Broken, |j| j.light);
    let all = before.document.model.all::<Intent>().filter(|(_, i)| months || i.claim != Claim::MonthUnder);
    all.filter(|(id, _)| light(after, *id) > light(before, *id)).collect()
}

/// Findings that forbid a design: errors, and what fails where it did not.
fn forbidden(before: &[Finding], after: Vec<Finding>) -> Vec<Finding> {
    let counts = |f: &Finding| f.severity == Severity::Error || (f.category == Category::Resilience && f.severity == Severity::Warning);
    let old: BTreeSet<(&str, &[NodeId])> = before.iter().map(|f| (f.check, f.on.as_slice())).collect();
    after.into_iter().filter(|f| counts(f) && !old.contains(&(f.check, f.on.as_slice()))).collect()
}

/// The units whose choices spoil the design: positions. Where nothing can be pinned on one, all that changed.
pub(super) fn violations(before: &Facts, parts: &Parts, after: &Facts, plan: &Plan) -> BTreeSet<usize> {
    let changed: BTreeSet<usize> = plan.choices.iter().enumerate().filter(|(_, c)| **c != Choice::AsIs).map(|(i, _)| i).collect();
    let of_flow = |flow: &Id<Flow>| parts.units.iter().position(|u| u.flows.contains(flow));
    let (mut out, mut any) = (BTreeSet::new(), false);
    let mut blame = |all: BTreeSet<usize>| {
        any = true;
        let all: BTreeSet<usize> = all.intersection(&changed).copied().collect();
        out.extend(if all.is_empty() { changed.clone() } else { all });
    };
    for flow in worse(before, after) {
        blame(of_flow(&flow).into_iter().collect());
    }
    for (_, intent) in dimmed(before, after, true) {
        blame(meant(before, parts, intent));
    }
    let model = &after.document.model;
    for f in forbidden(&checks::run_all(before), checks::run_all(after)) {
        let near = |u: &Unit| {
            f.on.iter().any(|n| {
                let interface =
                    Id::<InterfaceEndpoint>::of(*n).and_then(|e| model.get(e)).is_some_and(|e| e.vpc == u.vpc && e.service == u.service);
                let gateway =
                    Id::<GatewayEndpoint>::of(*n).and_then(|e| model.get(e)).is_some_and(|e| e.vpc == u.vpc && e.service == u.service);
                interface || gateway || Id::of(*n).is_some_and(|flow| u.flows.contains(&flow))
            })
        };
        let own: BTreeSet<usize> = parts.units.iter().enumerate().filter(|(_, u)| near(u)).map(|(i, _)| i).collect();
        let vpcs: BTreeSet<Id<Vpc>> = f.on.iter().filter_map(|n| model.vpc_of(*n)).collect();
        let there = || parts.units.iter().enumerate().filter(|(_, u)| vpcs.contains(&u.vpc)).map(|(i, _)| i).collect();
        blame(if own.is_disjoint(&changed) { there() } else { own });
    }
    // Where no unit changed it is the NAT gateways that go.
    if any && out.is_empty() {
        out.insert(usize::MAX);
    }
    out
}

/// The units that an intent is about.
fn meant(facts: &Facts, parts: &Parts, intent: &Intent) -> BTreeSet<usize> {
    let model = &facts.document.model;
    let to = |u: &Unit| u.flows.iter().any(|f| model.get(*f).is_some_and(|f| intent.to.is_none_or(|t| t == f.to)));
    let service = intent.to.and_then(Id::of).and_then(|s| model.get::<crate::document::Service>(s)).map(|s| &s.service);
    let hit = |u: &Unit| to(u) || service == Some(&u.service);
    parts.units.iter().enumerate().filter(|(_, u)| hit(u)).map(|(i, _)| i).collect()
}

impl<'a> Work<'a> {
    fn new(facts: &'a Facts, parts: &'a Parts, ask: Ask) -> Self {
        let mut notes = Vec::new();
        if parts.cut {
            notes.push(text!("A VPC has more than four zones: interface endpoints were tried in the first four."));
        }
        let base = metered(&facts.document, facts.graph(), facts.flows());
        Self { facts, parts, ask, base, tried: vec![Vec::new(); parts.units.len()], exact: !parts.cut, notes }
    }

    /// One round for each choice: all units try theirs in one design, because they do not see one another.
    fn try_choices(&mut self) {
        let choices: Vec<Vec<Choice>> = self.parts.units.iter().map(|u| u.choices(&self.facts.catalogue)).collect();
        let rounds = choices.iter().map(Vec::len).max().unwrap_or(0);
        for round in 0..rounds {
            let mut draft = Draft::new(&self.facts.document);
            let mut open: BTreeMap<usize, Choice> = BTreeMap::new();
            for (at, unit) in self.parts.units.iter().enumerate() {
                let Some(choice) = choices.get(at).and_then(|c| c.get(round)) else { continue };
                if unit.apply(&mut draft, *choice, &self.facts.catalogue).is_ok() {
                    open.insert(at, *choice);
                }
            }
            self.round(round, draft.doc, open);
        }
    }

    fn round(&mut self, round: usize, doc: Document, mut open: BTreeMap<usize, Choice>) {
        let own = Facts::new(&doc, &self.facts.catalogue);
        let after = if round == 0 { self.facts } else { &own };
        if round > 0 {
            let together: Vec<usize> = open.keys().copied().collect();
            let bad = worse(self.facts, after);
            open.retain(|at, _| self.parts.units.get(*at).is_some_and(|u| u.flows.iter().all(|f| !bad.contains(f))));
            for (_, intent) in dimmed(self.facts, after, false) {
                let meant = meant(self.facts, self.parts, intent);
                let about: Vec<usize> = together.iter().copied().filter(|at| meant.contains(at)).collect();
                // One that is out already may be to blame, or one of several: the plan as a whole tells. Of many, all go.
                let only = about.len() == 1;
                if only || (about.len() > MOST_BLAMED && about.iter().all(|at| open.contains_key(at))) {
                    self.exact &= only;
                    open.retain(|at, _| !about.contains(at));
                }
            }
        }
        let metered = metered(&after.document, after.graph(), after.flows());
        let mut by_unit = self.by_unit(&metered, &after.document);
        for (at, choice) in open {
            let lines = by_unit.remove(&at).unwrap_or_default();
            let Some(unit) = self.parts.units.get(at) else { continue };
            let Some((flat, gb)) = flat(&lines, &self.facts.catalogue, choice == Choice::AsIs) else { continue };
            let paths = unit.flows.iter().filter_map(|f| after.flows().get(f)).flat_map(|t| &t.paths);
            let nats = paths.flat_map(|p| p.through.iter().copied()).filter_map(Id::of).collect();
            if let Some(slot) = self.tried.get_mut(at) {
                let priced = Priced { flat, gb, nats };
                slot.push(Tried { choice, priced, lines });
            }
        }
    }

    /// The lines of a bill that each unit makes: of its flows, and of its endpoints by the hour.
    fn by_unit(&self, all: &Metered, doc: &Document) -> BTreeMap<usize, Metered> {
        let mut flows: BTreeMap<Id<Flow>, usize> = BTreeMap::new();
        let mut names = BTreeMap::new();
        for (at, u) in self.parts.units.iter().enumerate() {
            flows.extend(u.flows.iter().map(|f| (*f, at)));
            names.insert((u.vpc, u.service.clone()), at);
        }
        let mut endpoints: BTreeMap<NodeId, usize> = BTreeMap::new();
        let model = &doc.model;
        let mut put = |id: NodeId, vpc: Id<Vpc>, service: &crate::document::ServiceId| {
            if let Some(at) = names.get(&(vpc, service.clone())) {
                endpoints.insert(id, *at);
            }
        };
        for (id, e) in model.all::<InterfaceEndpoint>().filter(|(_, e)| e.service_region.is_none()) {
            put(id.node(), e.vpc, &e.service);
        }
        for (id, e) in model.all::<GatewayEndpoint>() {
            put(id.node(), e.vpc, &e.service);
        }
        let mut out: BTreeMap<usize, Metered> = BTreeMap::new();
        for (key, quantity) in &all.0 {
            let at = match key.flow {
                Some(f) => flows.get(&f),
                None => endpoints.get(&key.on),
            };
            if let Some(at) = at {
                out.entry(*at).or_default().0.insert(key.clone(), *quantity);
            }
        }
        out
    }

    fn region(&self, vpc: Id<Vpc>) -> Region {
        self.facts.graph().region_of(vpc).cloned().unwrap_or_default()
    }

    /// NAT gateways that may go, and what each costs as it stands.
    fn nats(&mut self) -> BTreeMap<Id<Vpc>, Vec<(Id<NatGateway>, Money)>> {
        let mut out: BTreeMap<Id<Vpc>, Vec<(Id<NatGateway>, Money)>> = BTreeMap::new();
        if !self.ask.remove_nats {
            return out;
        }
        let model = &self.facts.document.model;
        for (id, _) in model.all::<NatGateway>().filter(|(id, _)| !self.parts.needed.contains(id)) {
            let own: Metered =
                Metered(self.base.0.iter().filter(|(k, _)| k.on == id.node() && k.flow.is_none()).map(|(k, q)| (k.clone(), *q)).collect());
            if let (Some(vpc), Some((cost, _))) = (model.vpc_of(id), flat(&own, &self.facts.catalogue, true)) {
                out.entry(vpc).or_default().push((id, cost));
            }
        }
        self.exact &= out.values().all(|n| n.len() <= MOST_NATS);
        out.values_mut().for_each(|n| n.truncate(MOST_NATS));
        out
    }

    /// The cheapest plan without these choices; `None` where its edits do not go.
    fn branch(&mut self, without: Vec<(usize, Choice)>) -> Option<Branch> {
        let plan = self.best(&without);
        let draft = build(self.facts, self.parts, &plan)?;
        let after = Facts::new(&draft.doc, &self.facts.catalogue);
        let month = after.estimate().month().1.typical;
        Some(Branch { without, plan, draft, after, month })
    }

    fn best(&mut self, without: &[(usize, Choice)]) -> Plan {
        let left = |(at, all): (usize, &Vec<Tried>)| {
            let allowed = all.iter().filter(|t| !without.contains(&(at, t.choice)));
            allowed.map(|t| (t.choice, t.priced.clone())).collect()
        };
        let tried: Vec<Vec<(Choice, Priced)>> = self.tried.iter().enumerate().map(left).collect();
        let nats = self.nats();
        let fields: Vec<Field> = self
            .parts
            .units
            .iter()
            .zip(&tried)
            .map(|(u, t)| Field { vpc: u.vpc, region: self.region(u.vpc), priced: t.iter().map(|(_, p)| p.clone()).collect() })
            .collect();
        let mut plan = Plan { choices: vec![Choice::AsIs; fields.len()], gone: BTreeSet::new() };
        let ours: BTreeSet<Id<Flow>> = self.parts.units.iter().flat_map(|u| u.flows.iter().copied()).collect();
        let nat_regions: BTreeSet<Region> = nats.keys().map(|v| self.region(*v)).collect();
        let regions: BTreeSet<Region> = fields.iter().map(|f| f.region.clone()).chain(nat_regions).collect();
        for region in regions {
            let here: Vec<usize> = fields.iter().enumerate().filter(|(_, f)| f.region == region).map(|(i, _)| i).collect();
            let other =
                self.base.0.iter().filter(|(k, _)| {
                    k.meter == Meter::InterfaceEndpointGb && k.region == region && k.flow.is_none_or(|f| !ours.contains(&f))
                });
            let other_gb = other.fold(Quantity::ZERO, |all, (_, q)| all + q.typical);
            let lines = self.lines(&region);
            let problem = Problem {
                fields: here.iter().filter_map(|i| fields.get(*i)).collect(),
                other_gb,
                lines,
                nats: nats.iter().filter(|(v, _)| self.region(**v) == region).map(|(v, n)| (*v, n.clone())).collect(),
            };
            let (picked, gone) = solve(&problem);
            plan.gone.extend(gone);
            for (at, pick) in here.iter().zip(picked) {
                let choice = tried.get(*at).and_then(|t| t.get(pick)).map(|(c, _)| *c);
                if let (Some(slot), Some(choice)) = (plan.choices.get_mut(*at), choice) {
                    *slot = choice;
                }
            }
        }
        plan
    }

    fn lines(&mut self, region: &Region) -> Lines {
        let quote = self.facts.catalogue.prices().quote(region.as_str(), Meter::InterfaceEndpointGb);
        let tiers: Vec<(u64, Money)> = quote.map(|q| q.price.tiers().iter().map(|t| (t.from, t.amount)).collect()).unwrap_or_default();
        let first = tiers.first().map_or(Money::ZERO, |(_, m)| *m);
        match Lines::of(&tiers).filter(|l| !l.0.is_empty()) {
            Some(lines) => lines,
            None => {
                self.exact &= tiers.is_empty();
                Lines(vec![(Money::ZERO, first)])
            }
        }
    }

    fn unchanged(self) -> Optimum {
        let month = self.facts.estimate().month().1;
        Optimum {
            changes: vec![],
            command: None,
            before: month,
            after: month,
            exact: false,
            notes: vec![text!("No change that was tried keeps all that the design keeps today; it is left as it is.")],
            design: self.facts.document.clone(),
        }
    }

    fn outcome(mut self, plan: &Plan, draft: Draft, after: &Facts) -> Optimum {
        let mut changes = Vec::new();
        let mut now = self.base.clone();
        let mut cost = month_of(&now, &self.facts.catalogue);
        let mut step = |now: &Metered, on: NodeId, what: Text, changes: &mut Vec<Change>| {
            let next = month_of(now, &self.facts.catalogue);
            changes.push(Change { on, what, saves: cost - next });
            cost = next;
        };
        for ((unit, choice), tried) in self.parts.units.iter().zip(&plan.choices).zip(&self.tried) {
            let (Some(old), Some(new)) = (tried.first(), tried.iter().find(|t| t.choice == *choice)) else { continue };
            if *choice == Choice::AsIs {
                continue;
            }
            for k in old.lines.0.keys() {
                now.0.remove(k);
            }
            for (k, q) in &new.lines.0 {
                now.add_towards(k.meter, &k.region, k.towards.as_ref(), k.on, k.flow, *q);
            }
            step(&now, unit.vpc.node(), said(unit, *choice), &mut changes);
        }
        for nat in &plan.gone {
            now.0.retain(|k, _| k.on != nat.node());
            step(&now, nat.node(), text!("Remove {nat}, which no flow of the design uses any more", nat = *nat), &mut changes);
        }
        if !self.ask.remove_nats && self.facts.document.model.all::<NatGateway>().next().is_some() {
            let used: BTreeSet<NodeId> = after.flows().values().flat_map(|t| &t.paths).flat_map(|p| p.through.iter().copied()).collect();
            let idle: Vec<Id<NatGateway>> =
                after.document.model.all::<NatGateway>().map(|(id, _)| id).filter(|id| !used.contains(&id.node())).collect();
            if !idle.is_empty() {
                let names = Arg::from_iter(idle);
                self.notes.push(text!("No flow of the design uses {nats}: if nothing else does, they can go too.", nats = names));
            }
        }
        let changed = draft.doc != self.facts.document;
        Optimum {
            command: changed.then(|| draft.finish()),
            changes,
            before: self.facts.estimate().month().1,
            after: after.estimate().month().1,
            exact: self.exact,
            notes: self.notes,
            design: after.document.clone(),
        }
    }
}

/// What a choice does, as a person says it.
fn said(unit: &Unit, choice: Choice) -> Text {
    let service = || code(&unit.service);
    match choice {
        Choice::AsIs => text!("{service} in {vpc} as it is", service = service(), vpc = unit.vpc),
        Choice::Gateway => text!("{service} in {vpc} by a gateway endpoint", service = service(), vpc = unit.vpc),
        Choice::Bare => text!("{service} in {vpc} without an endpoint", service = service(), vpc = unit.vpc),
        Choice::Interface(zones) => {
            let chosen: Vec<&Zone> = unit.homes.iter().enumerate().filter(|(i, _)| zones >> i & 1 == 1).map(|(_, (z, _))| z).collect();
            let zones = Arg::List(chosen.iter().map(code).collect());
            text!("{service} in {vpc} by an interface endpoint in {zones}", service = service(), vpc = unit.vpc, zones = zones)
        }
    }
}

/// What lines cost but for the GB of interface endpoints, and those GB. `None` where a price is not known and has to be.
fn flat(lines: &Metered, catalogue: &Catalogue, as_is: bool) -> Option<(Money, Quantity)> {
    let (mut sum, mut gb) = (Money::ZERO, Quantity::ZERO);
    for (key, quantity) in &lines.0 {
        if key.meter == Meter::InterfaceEndpointGb {
            gb = gb + quantity.typical;
            if !as_is && unit_price(key, catalogue).is_none() {
                return None;
            }
            continue;
        }
        match unit_price(key, catalogue) {
            Some(price) => sum += price.charge(quantity.typical),
            None if as_is || quantity.typical == Quantity::ZERO => {}
            None => return None,
        }
    }
    Some((sum, gb))
}
