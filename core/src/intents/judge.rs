//! One intent after the other, by the engine's own answers.

use crate::answer::{Trace, over_ipv6, trace};
use crate::catalogue::Catalogue;
use crate::cost::Estimate;
use crate::document::{Claim, Document, Flow, Id, Intent, Kind, NodeId, Vpc, Workload};
use crate::graph::NetworkGraph;
use crate::money::Money;
use crate::net::Protocol;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::reach::{Party, Query, Verdict, Way};
use crate::resilience::{Drill, Failure, Fate};
use crate::text;
use crate::text::{Arg, Text, code};

/// Whether a statement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    Kept,
    /// It depends on what the design does not say, or there is nothing that it speaks of.
    Open,
    Broken,
}

/// An intent with its light.
#[derive(Clone, Debug)]
pub struct Judged {
    pub intent: Id<Intent>,
    pub light: Light,
    /// What breaks it, or what it hangs on.
    pub why: Vec<Text>,
    /// The questions behind it, where it is about reach: a drill asks them again.
    pub traces: Vec<Trace>,
}

/// Every intent of the design, oldest first.
pub fn judge(
    doc: &Document,
    graph: &NetworkGraph,
    catalogue: &Catalogue,
    flows: &BTreeMap<Id<Flow>, Trace>,
    estimate: &Estimate,
) -> Vec<Judged> {
    let all = doc.model.all::<Intent>();
    all.map(|(id, intent)| {
        let mut out = Judged { intent: id, light: Light::Kept, why: Vec::new(), traces: Vec::new() };
        match intent.claim {
            Claim::Reaches | Claim::ReachesPrivately => out.reaches(graph, intent),
            Claim::NeverReaches | Claim::NeverReachesInternet => out.never(graph, intent),
            Claim::SurvivesAnyZone => out.survives(doc, graph, catalogue, flows, intent),
            Claim::MonthUnder => out.month(estimate, intent),
        }
        out
    })
    .collect()
}

/// The workloads that an end stands for: itself, those of a VPC, or all of them.
fn callers(graph: &NetworkGraph, from: Option<NodeId>) -> Vec<NodeId> {
    let model = &graph.model;
    match from {
        None => model.all::<Workload>().map(|(id, _)| id.node()).collect(),
        Some(n) => match Id::<Vpc>::of(n) {
            Some(vpc) => model.all::<Workload>().map(|(id, _)| id.node()).filter(|w| model.vpc_of(*w) == Some(vpc)).collect(),
            None => vec![n],
        },
    }
}

fn party(n: NodeId) -> Party {
    if n.kind() == Kind::InternetGateway { Party::Internet } else { Party::Node(n) }
}

impl Judged {
    /// The worst light wins.
    fn show(&mut self, light: Light, why: Text) {
        self.light = self.light.max(light);
        if !self.why.contains(&why) {
            self.why.push(why);
        }
    }

    fn nothing(&mut self) {
        self.show(Light::Open, text!("there is nothing in the design that it speaks of"));
    }

    fn reaches(&mut self, graph: &NetworkGraph, intent: &Intent) {
        let (Some(to), callers) = (intent.to, callers(graph, intent.from)) else { return self.nothing() };
        if callers.is_empty() {
            return self.nothing();
        }
        for from in callers {
            let t = trace(graph, &query(intent, from, party(to)));
            match t.verdict {
                Verdict::Reachable => {}
                Verdict::Blocked => {
                    let at: Vec<Arg> = t.blockers().iter().take(3).map(|h| h.say(graph).into()).collect();
                    self.show(Light::Broken, text!("{from} does not reach {to}: {why}", from = from, to = to, why = Arg::List(at)));
                }
                Verdict::Depends | Verdict::NotModelled => {
                    let at: Vec<Arg> = t.unknowns.iter().take(3).map(|u| u.clone().into()).collect();
                    self.show(Light::Open, text!("whether {from} reaches {to} depends: {why}", from = from, to = to, why = Arg::List(at)));
                }
            }
            if intent.claim == Claim::ReachesPrivately {
                for p in t.paths.iter().filter(|p| p.verdict != Verdict::Blocked) {
                    let by = match p.way {
                        Way::Nat(n) => Some(n.node()),
                        Way::InternetGateway(g) => Some(g.node()),
                        Way::EgressOnly(g) => Some(g),
                        // A function outside every VPC calls public addresses.
                        Way::None if p.from.is_none() && p.verdict == Verdict::Reachable => Some(from),
                        _ => None,
                    };
                    if let Some(by) = by {
                        self.show(
                            Light::Broken,
                            text!("{from} reaches {to} by public addresses, through {by}", from = from, to = to, by = by),
                        );
                    }
                }
            }
            self.traces.push(t);
        }
    }

    fn never(&mut self, graph: &NetworkGraph, intent: &Intent) {
        let to = match (intent.claim, intent.to) {
            (Claim::NeverReachesInternet, _) => Party::Internet,
            (_, Some(to)) => party(to),
            _ => return self.nothing(),
        };
        let callers = callers(graph, intent.from);
        if callers.is_empty() {
            return self.nothing();
        }
        let named = |from: NodeId| match (&to, intent.to) {
            (Party::Internet, _) | (_, None) => (Arg::from(from), Arg::Plain("the internet".into())),
            (_, Some(to)) => (Arg::from(from), Arg::from(to)),
        };
        // Over either IP version is over one too many.
        let asked = callers.into_iter().flat_map(|from| {
            let four = trace(graph, &query(intent, from, to.clone()));
            let six = over_ipv6(graph, &four);
            std::iter::once((from, four)).chain(six.map(|t| (from, t)))
        });
        for (from, t) in asked {
            let ((from, to), open) = (named(from), t.verdict != Verdict::Reachable && t.allowed().is_empty());
            match t.verdict {
                Verdict::Blocked => {}
                _ if !open => {
                    let by: Vec<Arg> = t.path().into_iter().flat_map(|p| p.through.iter().map(|n| Arg::from(*n))).collect();
                    let said = if by.is_empty() {
                        text!("{from} reaches {to}", from = from, to = to)
                    } else {
                        text!("{from} reaches {to} through {by}", from = from, to = to, by = Arg::List(by))
                    };
                    self.show(Light::Broken, said);
                }
                _ => {
                    let at: Vec<Arg> = t.unknowns.iter().take(3).map(|u| u.clone().into()).collect();
                    self.show(Light::Open, text!("whether {from} reaches {to} depends: {why}", from = from, to = to, why = Arg::List(at)));
                }
            }
        }
    }

    fn survives(
        &mut self,
        doc: &Document,
        graph: &NetworkGraph,
        catalogue: &Catalogue,
        flows: &BTreeMap<Id<Flow>, Trace>,
        intent: &Intent,
    ) {
        let from: Option<BTreeSet<NodeId>> = intent.from.map(|f| self.standing(graph, f));
        let meant: Vec<(Id<Flow>, &Trace)> = flows
            .iter()
            .filter(|(id, _)| {
                let flow = doc.model.get(**id);
                flow.is_some_and(|f| from.as_ref().is_none_or(|all| all.contains(&f.from)) && intent.to.is_none_or(|to| to == f.to))
            })
            .map(|(id, t)| (*id, t))
            .collect();
        if meant.is_empty() {
            return self.nothing();
        }
        for (id, t) in &meant {
            match t.verdict {
                Verdict::Reachable => {}
                Verdict::Blocked => self.show(Light::Broken, text!("{flow} does not get through at all", flow = *id)),
                _ => self.show(Light::Open, text!("whether {flow} gets through depends on what is not known", flow = *id)),
            }
        }
        let drill = Drill::new(doc, graph, catalogue, meant.iter().map(|(id, t)| (id.node(), *t)));
        for failure in drill.failures().into_iter().filter(|f| matches!(f, Failure::Zone(_))) {
            for (flow, fate) in drill.under(vec![failure.clone()]).lost {
                let part = if fate == Fate::Partly { "for some of its callers " } else { "" };
                self.show(Light::Broken, text!("{flow} is lost {part}with {zone}", flow = flow, part = part, zone = failure.label()));
            }
        }
    }

    /// The workloads of a subnet, VPC or workload.
    fn standing(&self, graph: &NetworkGraph, from: NodeId) -> BTreeSet<NodeId> {
        match from.kind() {
            Kind::Subnet => Id::of(from)
                .map(|s| graph.interfaces_in(s))
                .into_iter()
                .flatten()
                .filter_map(|i| graph.interface(*i))
                .map(|f| f.owner)
                .collect(),
            _ => callers(graph, Some(from)).into_iter().collect(),
        }
    }

    fn month(&mut self, estimate: &Estimate, intent: &Intent) {
        let Some(limit) = intent.limit else { return self.nothing() };
        let (currency, month) = estimate.month();
        let (typical, most) = (month.typical, Money::whole(i64::from(limit)));
        if typical > most {
            let over = code(format!("{} {}", typical, currency.as_str()));
            self.show(Light::Broken, text!("a typical month costs {sum}", sum = over));
        } else if let Some(u) = estimate.unpriced.iter().find(|u| u.quantity.typical.millionths() > 0) {
            self.show(Light::Open, text!("there is no price for {meter} of {on}", meter = code(u.meter.key()), on = u.on));
        } else if estimate.totals.len() > 1 {
            self.show(Light::Open, text!("the month is in several currencies"));
        }
    }
}

/// The question: of one port, or of everything where none is said.
fn query(intent: &Intent, from: NodeId, to: Party) -> Query {
    let port = intent.port.filter(|_| intent.protocol.has_ports());
    let protocol = match (intent.claim, port) {
        // "Never" without a port means whatever it is.
        (Claim::NeverReaches | Claim::NeverReachesInternet, None) if intent.protocol == Protocol::TCP => Protocol::Any,
        _ => intent.protocol,
    };
    Query { protocol, port, ..Query::tcp(party(from), to, 0) }
}
