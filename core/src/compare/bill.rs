//! What a way costs in a month: what the workload's data adds, and the hours of what stands for it.

use super::kind::WayKind;
use super::open::open;
use super::ways::Case;
use crate::answer::Trace;
use crate::catalogue::{Catalogue, Meter};
use crate::cost::{Charge, Spread, Tariff};
use crate::document::{Kind, NodeId, Range, TransitAttachment, Usage};
use crate::facts::Facts;
use crate::money::Money;
use crate::ordered::BTreeSet;
use crate::propose::interface_endpoint;
use crate::reach::Way;

/// One line of a way's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub meter: Meter,
    pub usage_type: Option<String>,
    /// What stands; none for data.
    pub on: Option<NodeId>,
    pub amount: Spread<Money>,
}

/// A way that can be priced for any GB.
pub(super) struct Bill {
    pub tariff: Tariff,
    pub hours: Vec<Part>,
    /// On the way, and used by others of the design too: its hours are not counted.
    pub shared: Vec<NodeId>,
    pub percent_out: u8,
}

impl Bill {
    /// Of the flow in `after`, which was built from `case.base`; none where it is gone.
    pub fn new(case: &Case, kind: WayKind, after: &Facts, trace: &Trace, percent_out: u8) -> Option<Self> {
        let tariff = Tariff::new(&after.document, after.graph(), after.flows(), case.flow, &after.catalogue)?;
        let through = |t: &Trace| -> BTreeSet<NodeId> {
            t.paths.iter().filter(|p| open(p.verdict)).flat_map(|p| p.through.iter().copied()).collect()
        };
        let others: BTreeSet<NodeId> = after.flows().iter().filter(|(id, _)| **id != case.flow).flat_map(|(_, t)| through(t)).collect();
        let model = &after.document.model;
        let mut own = through(trace);
        if kind == WayKind::InboundResolver {
            own.extend(interface_endpoint(model, case.vpc, case.service).map(|e| e.node()));
        }
        let (mut stands, mut shared) = (BTreeSet::new(), BTreeSet::new());
        for node in own {
            let (nodes, ours): (Vec<NodeId>, bool) = match node.kind() {
                // An endpoint of the VPC is there for this service alone; whatever else others use stands without this flow too.
                Kind::InterfaceEndpoint => (vec![node], model.vpc_of(node) == Some(case.vpc)),
                Kind::NatGateway | Kind::BalancerEndpoint => (vec![node], false),
                Kind::TransitGateway => (attachments(after, trace, node), false),
                _ => continue,
            };
            if ours || !others.contains(&node) {
                stands.extend(nodes);
            } else {
                shared.insert(node);
            }
        }
        // By the internet gateway it is the workload's own address that costs.
        if trace.paths.iter().any(|p| open(p.verdict) && matches!(p.way, Way::InternetGateway(_))) {
            let caller = case.workload.node();
            let had = case.base.estimate().of(caller).any(|l| l.meter == Meter::PublicIpv4Hour);
            if had { &mut shared } else { &mut stands }.insert(caller);
        }
        let estimate = after.estimate();
        let currency = estimate.month().0;
        let counts = |l: &&Charge| l.flow.is_none() && l.currency == currency && stands.contains(&l.on);
        let part = |l: &Charge| Part { meter: l.meter, usage_type: l.usage_type.clone(), on: Some(l.on), amount: l.amount };
        Some(Self {
            tariff,
            hours: estimate.lines.iter().filter(counts).map(part).collect(),
            shared: shared.into_iter().collect(),
            percent_out,
        })
    }

    /// Line by line.
    pub fn parts(&self, usage: &Usage, catalogue: &Catalogue) -> Vec<Part> {
        let data = self.tariff.adds(usage, catalogue).into_iter();
        let data = data.map(|(meter, usage_type, amount)| Part { meter, usage_type, on: None, amount });
        self.hours.iter().cloned().chain(data).collect()
    }

    pub fn month(&self, usage: &Usage, catalogue: &Catalogue) -> Spread<Money> {
        sum(&self.parts(usage, catalogue))
    }

    /// A typical month with so many GB.
    pub fn at(&self, gb: u32, catalogue: &Catalogue) -> Money {
        self.month(&Usage::new(Range::new(gb, gb, gb), self.percent_out), catalogue).typical
    }
}

pub(super) fn sum(parts: &[Part]) -> Spread<Money> {
    parts.iter().fold(Spread::same(Money::ZERO), |all, p| all.zip(&p.amount, |a, b| *a + *b))
}

/// The attachments of the VPCs at both ends.
fn attachments(after: &Facts, trace: &Trace, gateway: NodeId) -> Vec<NodeId> {
    let ends = trace.paths.iter().flat_map(|p| [p.from, p.to]).flatten().filter_map(|i| after.graph().interface(i));
    let vpcs: BTreeSet<NodeId> = ends.map(|f| f.vpc.node()).collect();
    let all = after.document.model.all::<TransitAttachment>();
    all.filter(|(_, a)| a.gateway.node() == gateway && vpcs.contains(&a.to)).map(|(id, _)| id.node()).collect()
}
