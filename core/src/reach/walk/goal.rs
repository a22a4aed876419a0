//! What a question is about at its far end, and whether packets came there or elsewhere.

use super::*;

/// Where packets must arrive to have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Whoever has the address where the routes lead.
    Anybody,
    Interface(usize),
    Premises(Id<OnPremises>),
    /// The internet, by this gateway alone.
    By(Id<InternetGateway>),
    /// A service, through this gateway endpoint alone.
    Endpoint(Id<GatewayEndpoint>),
}

impl Goal {
    /// The interface that has the address that packets are for.
    pub fn interface(self) -> Option<usize> {
        match self {
            Self::Interface(i) => Some(i),
            _ => None,
        }
    }
}

impl Walk<'_> {
    /// Blocks what came elsewhere. Whether it did.
    pub(super) fn astray(&mut self, goal: Goal) -> bool {
        let Some(end) = self.end.clone() else { return false };
        let graph = self.graph;
        let owner = |i: usize| graph.interface(i).map(|f| f.owner);
        let (at, code, said) = match (goal, &end) {
            (Goal::Anybody, _) => return false,
            (Goal::Interface(i), Arrival::Interface(j)) if i == *j => return false,
            (Goal::Premises(p), Arrival::Premises(q, _)) if p == *q => return false,
            (Goal::By(g), Arrival::Internet(h)) if g == *h => return false,
            (Goal::Endpoint(e), Arrival::Endpoint(f, _)) if e == *f => return false,
            (Goal::Interface(_) | Goal::Premises(_), Arrival::Interface(j)) => match owner(*j) {
                Some(at) => (at, Code::CANNOT_ROUTE, say!("{other} has that address where the routes lead", other = at)),
                None => return false,
            },
            (Goal::Interface(i), _) => match owner(i) {
                Some(at) => (at, Code::CANNOT_ROUTE, say!("the routes do not lead to {other}", other = at)),
                None => return false,
            },
            (Goal::Premises(_), Arrival::Premises(q, _)) => {
                (q.node(), Code::CANNOT_ROUTE, say!("{other} has that address where the routes lead", other = *q))
            }
            (Goal::Premises(p), _) => (p.node(), Code::CANNOT_ROUTE, say!("the routes do not lead to {other}", other = p)),
            (Goal::By(g), _) => (g.node(), Code::CANNOT_ROUTE, say!("packets for the internet do not leave by {g}", g = g)),
            (Goal::Endpoint(e), _) => (e.node(), Code::CANNOT_ROUTE, say!("packets for the service do not go through {e}", e = e)),
        };
        self.block(at, HopKind::Device, code, said);
        true
    }
}
