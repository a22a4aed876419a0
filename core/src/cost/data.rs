//! What flows cost: each flow's GB along the paths that the engine found, split evenly over interfaces.

use super::estimate::Spread;
use super::meters::Metered;
use super::standing::is_other;
use crate::answer::{Trace, TracePath};
use crate::catalogue::Meter;
use crate::document::{Flow, Id, Kind, NodeId, Range, Region, Usage};
use crate::graph::{Interface, NetworkGraph, Point};
use crate::money::Quantity;
use crate::ordered::BTreeMap;
use crate::reach::{Verdict, Way};

/// Meters one flow. A blocked flow carries nothing.
pub(super) fn meter(graph: &NetworkGraph, id: Id<Flow>, trace: &Trace, usage: &Usage, out: &mut Metered) {
    let mut by_start: BTreeMap<Option<usize>, Vec<&TracePath>> = BTreeMap::new();
    for p in &trace.paths {
        by_start.entry(p.from).or_default().push(p);
    }
    let starts = by_start.len() as u64;
    for paths in by_start.values() {
        // A name is answered with healthy interfaces in turn: each gets its share. [Access AWS services through AWS PrivateLink]
        let open: Vec<_> = paths.iter().filter(|p| matches!(p.verdict, Verdict::Reachable | Verdict::Depends)).collect();
        for p in &open {
            let gb = gigabytes(&usage.gb).map(|q| q.share(1, starts.saturating_mul(open.len() as u64)));
            Part { graph, id, path: p, gb, percent_out: u64::from(usage.percent_out.min(100)) }.meter(out);
        }
    }
}

fn gigabytes(r: &Range) -> Spread<Quantity> {
    let whole = |n: u32| Quantity::whole(u64::from(n));
    Spread { low: whole(r.low), typical: whole(r.typical), high: whole(r.high) }
}

/// One path's share of a flow.
struct Part<'a> {
    graph: &'a NetworkGraph,
    id: Id<Flow>,
    path: &'a TracePath,
    gb: Spread<Quantity>,
    percent_out: u64,
}

impl Part<'_> {
    fn meter(&self, out: &mut Metered) {
        let interface = |i: Option<usize>| i.and_then(|i| self.graph.interface(i));
        let (from, to) = (interface(self.path.from), interface(self.path.to));
        let Some(region) = from.or(to).and_then(|f| self.graph.region_of(f.vpc)) else { return };
        let at = from.map(|f| self.translated(out, f, region));
        self.inspected(out);
        self.transit(out, region);
        self.lines(out, region, from.is_some());
        match self.path.way {
            Way::GatewayEndpoint(e) => self.add(out, Meter::GatewayEndpointGb, region, e.node(), self.gb),
            Way::InterfaceEndpoint(e) | Way::ResourceEndpoint(e) => self.endpoint(out, at, to, region, e),
            Way::Nat(_) | Way::InternetGateway(_) | Way::EgressOnly(_) if to.is_none() => self.leaving(out, region),
            // What comes from the internet is free; the answers to it are not.
            Way::InternetGateway(g) if from.is_none() => self.add(out, Meter::InternetEgressGb, region, g.node(), self.inwards()),
            _ => self.between(out, at, to, region),
        }
    }

    /// Every NAT gateway on the way charges for the bytes of both directions. Where packets go on from the last one.
    fn translated<'f>(&'f self, out: &mut Metered, from: &'f Interface, region: &Region) -> &'f Interface {
        let mut at = from;
        for nat in self.through(Kind::NatGateway) {
            self.add(out, Meter::NatGb, region, nat, self.gb);
            if let Some(f) = self.graph.interfaces_of(nat).first().and_then(|i| self.graph.interface(*i)) {
                if f.zone != at.zone {
                    self.add(out, Meter::CrossAzGb, region, nat, self.both_sides());
                }
                at = f;
            }
        }
        at
    }

    /// Every Gateway Load Balancer endpoint on the way. [AWS PrivateLink pricing]
    fn inspected(&self, out: &mut Metered) {
        for endpoint in self.through(Kind::BalancerEndpoint) {
            let vpc = self.graph.model.vpc_of(endpoint);
            if let Some(region) = vpc.and_then(|v| self.graph.region_of(v)) {
                self.add(out, Meter::GwlbEndpointGb, region, endpoint, self.gb);
            }
        }
    }

    /// What attachments send into transit gateways. Of two that are peered each charges for what its own VPC sends.
    fn transit(&self, out: &mut Metered, region: &Region) {
        let all: Vec<NodeId> = self.through(Kind::TransitGateway).collect();
        match (all.first(), all.last()) {
            (Some(first), Some(last)) if first != last => {
                self.add(out, Meter::TgwGb, region, *first, self.outwards());
                self.add(out, Meter::TgwGb, region, *last, self.inwards());
            }
            _ => all.iter().for_each(|n| self.add(out, Meter::TgwGb, region, *n, self.gb)),
        }
    }

    /// What leaves AWS over a VPN connection is charged as data to the internet; over Direct Connect at a rate of its own.
    /// [AWS VPN pricing; AWS Direct Connect pricing]
    fn lines(&self, out: &mut Metered, region: &Region, from_inside: bool) {
        let leaving = if from_inside { self.outwards() } else { self.inwards() };
        for line in self.through(Kind::VpnConnection) {
            self.add(out, Meter::InternetEgressGb, region, line, leaving);
        }
        for line in self.through(Kind::DirectConnect) {
            self.add(out, Meter::DirectConnectOutGb, region, line, leaving);
        }
    }

    fn through(&self, kind: Kind) -> impl Iterator<Item = NodeId> {
        self.path.through.iter().copied().filter(move |n| n.kind() == kind)
    }

    fn add(&self, out: &mut Metered, meter: Meter, region: &Region, on: NodeId, gb: Spread<Quantity>) {
        out.add(meter, region, on, Some(self.id), gb);
    }

    /// Charged on each side: twice the GB.
    fn both_sides(&self) -> Spread<Quantity> {
        self.gb.map(|q| q.times(2))
    }

    fn outwards(&self) -> Spread<Quantity> {
        self.gb.map(|q| q.share(self.percent_out, 100))
    }

    fn inwards(&self) -> Spread<Quantity> {
        self.gb.map(|q| q.share(100 - self.percent_out, 100))
    }

    /// Through an interface or resource endpoint: its own GB both ways; zones are crossed free there, but not on a peering before it.
    fn endpoint(&self, out: &mut Metered, at: Option<&Interface>, to: Option<&Interface>, region: &Region, endpoint: NodeId) {
        let Some(to) = to else { return };
        let Some(there) = self.graph.region_of(to.vpc) else { return };
        let meter = if endpoint.kind() == Kind::ResourceEndpoint { Meter::ResourceEndpointGb } else { Meter::InterfaceEndpointGb };
        self.add(out, meter, there, endpoint, self.gb);
        match at {
            Some(at) if self.through(Kind::Peering).next().is_some() => self.peered(out, at, to, region, there),
            Some(at) if at.zone != to.zone => self.add(out, Meter::CrossAzPrivateLinkGb, there, endpoint, self.gb),
            _ => {}
        }
        let service = Id::of(endpoint).and_then(|e| self.graph.model.get::<crate::document::InterfaceEndpoint>(e));
        if let Some(far) = service.and_then(|e| e.service_region.as_ref()).filter(|r| is_other(r, there)) {
            self.across(out, there, far, endpoint);
        }
    }

    /// To a public address: of a service in this region free, of one elsewhere between regions, else to the internet.
    fn leaving(&self, out: &mut Metered, region: &Region) {
        let on = self.path.through.last().copied().unwrap_or(self.id.node());
        match &self.path.point {
            Some(Point::Service(_, there)) if is_other(there, region) => self.across(out, region, there, on),
            Some(Point::Service(..)) => self.add(out, Meter::SameRegionServiceGb, region, on, self.gb),
            _ => self.add(out, Meter::InternetEgressGb, region, on, self.outwards()),
        }
    }

    fn across(&self, out: &mut Metered, here: &Region, there: &Region, on: NodeId) {
        out.add_towards(Meter::InterRegionGb, here, Some(there), on, Some(self.id), self.outwards());
        out.add_towards(Meter::InterRegionGb, there, Some(here), on, Some(self.id), self.inwards());
    }

    /// Between interfaces by private address.
    fn between(&self, out: &mut Metered, at: Option<&Interface>, to: Option<&Interface>, region: &Region) {
        let (Some(at), Some(to)) = (at, to) else { return };
        let Some(there) = self.graph.region_of(to.vpc) else { return };
        if at.vpc != to.vpc {
            self.peered(out, at, to, region, there);
        } else if at.zone != to.zone {
            self.add(out, Meter::CrossAzGb, region, self.id.node(), self.both_sides());
        }
    }

    fn peered(&self, out: &mut Metered, at: &Interface, to: &Interface, here: &Region, there: &Region) {
        if let Some(gateway) = self.through(Kind::TransitGateway).next() {
            // Between zones through a transit gateway is free.
            match is_other(here, there) {
                true => self.across(out, here, there, gateway),
                false if at.zone != to.zone => self.add(out, Meter::CrossAzPrivateLinkGb, here, gateway, self.gb),
                false => {}
            }
            return;
        }
        let peering = self.through(Kind::Peering).next().unwrap_or(self.id.node());
        if is_other(here, there) {
            self.across(out, here, there, peering);
        } else if at.zone != to.zone {
            self.add(out, Meter::PeeringCrossAzGb, here, peering, self.both_sides());
        }
    }
}
