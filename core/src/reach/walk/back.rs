//! The way back: replies from where packets arrived to where they came from.

use super::packet::untranslate;
use super::*;

impl<'g> Walk<'g> {
    /// The replies, and the forward headers whose replies come home for certain.
    pub(super) fn back(&self, start: &Start, first: &Sets) -> (Leg, PacketSet) {
        let packet =
            Packet { source: self.packet.to.clone(), to: self.packet.source.clone(), sets: self.packet.sets.map(PacketSet::reversed) };
        let mut r = Walk::new(self.graph, packet, self.closed, true);
        r.undo = self.undo.clone();
        r.entered = self.entered.clone();
        r.landed = self.landed.clone();
        let place = match &self.end {
            Some(Arrival::Interface(i)) => Some(Place::Interface(*i)),
            Some(Arrival::Internet(_)) => Some(Place::Internet),
            Some(Arrival::EgressOnly(n, vpc)) => Some(Place::Gateway(*n, *vpc)),
            Some(Arrival::Endpoint(e, vpc)) => Some(Place::Gateway(e.node(), *vpc)),
            Some(Arrival::Premises(_, line)) => Some(Place::Premises(*line)),
            // Neither groups nor ACLs look at what Amazon's servers answer.
            Some(Arrival::Amazon(i)) => {
                r.end = Some(Arrival::Interface(*i));
                None
            }
            None => None,
        };
        match (start, place) {
            (Start::Balancer(at, Some(_)), Some(_)) => r.back_to_balancer(*at),
            (_, Some(place)) => r.run(place),
            (_, None) => {}
        }
        r.home(start);
        r.symmetric(&self.boxes);
        let leg = Leg::of(std::mem::take(&mut r.hops));
        let home = if leg.blockers().next().is_none() { r.packet.sets.sure.reversed() } else { PacketSet::empty() };
        (leg, home.intersection(&first.sure).intersection(&self.arrives(first).sure))
    }

    /// Whether the reply is where the packets came from.
    fn home(&mut self, start: &Start) {
        let met = match (start, &self.end) {
            (Start::Interface(i, _) | Start::Balancer(i, _), Some(Arrival::Interface(j))) => i == j,
            (Start::Internet(_) | Start::Service(..), Some(Arrival::Internet(_))) => true,
            (Start::Premises(a, _), Some(Arrival::Premises(_, b))) => a == b || self.same_premises(*a, *b),
            _ => false,
        };
        let stopped = self.hops.iter().any(|h| matches!(h.outcome, Outcome::Blocked(_) | Outcome::Depends | Outcome::NotModelled));
        if met || (stopped && self.end.is_none()) {
            return;
        }
        let at = match start {
            Start::Interface(i, _) | Start::Balancer(i, _) => self.graph.interface(*i).map(|f| f.owner),
            Start::Premises(line, _) => Some(line.connection),
            Start::Internet(_) | Start::Service(..) => self.packet.source.interface.and_then(|i| self.graph.interface(i)).map(|f| f.owner),
        };
        if let Some(at) = at {
            self.block(at, HopKind::Device, Code::NO_POSSIBLE_DESTINATION, say!("the reply does not come back to {owner}", owner = at));
        }
    }

    /// Replies under a preserved client's address go back to the balancer, whatever the routes say. ACLs see the client's address.
    fn back_to_balancer(&mut self, at: usize) {
        let target = self.packet.source.interface.and_then(|i| self.graph.interface(i));
        if let (Some(t), Some(f)) = (target, self.graph.interface(at))
            && t.subnet != f.subnet
        {
            self.acl(t.subnet, false);
            self.acl(f.subnet, true);
        }
        self.end = Some(Arrival::Interface(at));
    }

    fn same_premises(&self, a: Line, b: Line) -> bool {
        let of = |l: Line| {
            let model = &self.graph.model;
            let vpn = Id::<crate::document::VpnConnection>::of(l.connection).and_then(|c| model.get(c)).map(|c| c.premises);
            vpn.or_else(|| model.get(Id::<DirectConnect>::of(l.connection)?)?.premises)
        };
        of(a).is_some() && of(a) == of(b)
    }

    /// The headers that arrive for certain, as the client sends them.
    pub(super) fn arrives(&self, first: &Sets) -> Sets {
        // Where packets stopped before the end, what may go on is not known.
        if self.end.is_none() {
            return Sets { sure: PacketSet::empty(), maybe: first.maybe.clone() };
        }
        if self.hops.iter().any(|h| h.outcome.blocks()) {
            return Sets::of(PacketSet::empty());
        }
        let mut sets = self.packet.sets.clone();
        for u in self.undo.iter().rev() {
            if let Undo::Source { sets: before, .. } = u {
                sets = untranslate(before, &sets);
            }
        }
        Sets { sure: sets.sure.intersection(&first.sure), maybe: sets.maybe.intersection(&first.maybe) }
    }
}
