//! The way back: replies from where packets arrived to the client.

use super::*;

impl<'g> Walk<'g> {
    /// The replies, from where the packets arrived to the client: back to each interface that sent them on, last one first.
    /// The set is of forward headers whose replies come home.
    pub(super) fn back(&self, to: &Point, arrived: Option<usize>) -> Option<(Leg, PacketSet)> {
        if !self.done {
            return None;
        }
        let graph = self.graph;
        let mut r = Walk::new(graph, self.sets.map(PacketSet::reversed), self.closed, true);
        let mut at = arrived;
        let mut last: Option<usize> = None;
        for (n, (home, there)) in self.segments.iter().enumerate().rev() {
            if n + 1 < self.segments.len() {
                // Behind a NAT: the ports are those that the client chose.
                let reached = self.sets.map(open_source_ports);
                r.sets = there.meet(&reached).map(PacketSet::reversed);
            }
            let h = graph.interface(*home)?;
            let remote = End { point: to.clone(), interface: at };
            let sender = last.or(at);
            match sender {
                Some(s) => {
                    let own = Point::Known(h.source(to.is_v6())?);
                    r.done = false;
                    let met = r.leave(s, &remote, &End { point: own, interface: Some(*home) });
                    let blocked = r.hops.iter().any(|h| matches!(h.outcome, Outcome::Blocked(_) | Outcome::Depends | Outcome::NotModelled));
                    if met != Some(*home) && !blocked {
                        r.block(
                            h.owner,
                            HopKind::Device,
                            Code::NO_POSSIBLE_DESTINATION,
                            text!("the reply does not come back to {owner}", owner = h.owner),
                        );
                    }
                }
                // From outside: gateways hand replies to the interface they know.
                None => {
                    r.edge(self);
                    r.acl(h.subnet, true, to);
                }
            }
            last = Some(*home);
            at = None;
        }
        let leg = Leg::of(r.hops);
        let home = if leg.blockers().next().is_none() { r.sets.sure.reversed() } else { PacketSet::empty() };
        let first = self.segments.first().map(|(_, s)| s.sure.clone()).unwrap_or_default();
        Some((leg, home.intersection(&first)))
    }

    /// An internet gateway with a route table of its own sends replies elsewhere.
    pub(super) fn edge(&mut self, forward: &Walk<'_>) {
        for g in forward.through.iter().filter_map(|n| Id::<InternetGateway>::of(*n)) {
            if let Some(table) = device::edge_table(self.graph, g) {
                self.push(
                    table.node(),
                    None,
                    HopKind::Route,
                    Outcome::NotModelled,
                    text!("{table} routes what comes in through {g}; edge tables are not modelled yet", table = table, g = g),
                );
            }
        }
    }
}
