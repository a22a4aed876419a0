//! Load balancers as ends of a way: what they listen on.

use super::*;
use crate::document::{BalancerKind, LoadBalancer};
use crate::net::{PortRange, Protocol};

impl<'g> Walk<'g> {
    /// A load balancer answers on the ports of its listeners only; a ping is answered by those with groups that let it in. A Gateway Load
    /// Balancer takes packets from its endpoints alone, which routes lead to, and speaks GENEVE with its targets: whatever its listeners,
    /// nobody opens a connection to it. [What is a Gateway Load Balancer?]
    pub(super) fn at_balancer(&mut self, f: &Interface) {
        let Some(b) = Id::of(f.owner).and_then(|id: Id<LoadBalancer>| self.graph.model.get(id)) else { return };
        self.through.push(f.owner);
        if b.balancer == BalancerKind::Gateway {
            let said = say!(
                "{lb} takes packets from its endpoints alone, which routes lead to: no connection can be opened to a Gateway Load Balancer",
                lb = f.owner
            );
            return self.push(f.owner, Some(f.subnet), HopKind::Device, Outcome::Blocked(Code::GWLB_PROTOCOL_RESTRICTION), said);
        }
        let mut heard = PacketSet::rule(Protocol::ICMP, None, None).union(&PacketSet::rule(Protocol::ICMPV6, None, None));
        for l in &b.listeners {
            for protocol in listens(&l.protocol) {
                heard = heard.union(&PacketSet::rule(*protocol, Some(PortRange::one(l.port)), None));
            }
        }
        if !b.complete && !self.packet.sets.maybe.is_subset(&heard) {
            let said = say!("which listeners {lb} has is not all in the design", lb = f.owner);
            self.push(f.owner, None, HopKind::Device, Outcome::Depends, said);
            self.packet.sets.sure = self.packet.sets.sure.intersection(&heard);
            return;
        }
        let carried = Admitted::of(&self.packet.sets, &heard);
        let reason = match b.listeners.len() {
            1 => Code::ELBV2_LISTENER_PORT_RESTRICTION,
            _ => Code::ELBV2_LISTENERS_MISMATCH,
        };
        let outcome = self.narrow(carried, reason);
        if outcome != Outcome::Passed {
            let said = if b.listeners.is_empty() {
                say!("{lb} has no listener", lb = f.owner)
            } else {
                say!("no listener of {lb} takes all of it", lb = f.owner)
            };
            self.push(f.owner, Some(f.subnet), HopKind::Device, outcome, said);
        }
    }
}

/// The IP protocols of a listener's.
pub(crate) fn listens(protocol: &str) -> &'static [Protocol] {
    match protocol.to_ascii_uppercase().as_str() {
        "UDP" | "QUIC" => &[Protocol::UDP],
        "TCP_UDP" | "TCP_QUIC" => &[Protocol::TCP, Protocol::UDP],
        "GENEVE" => &[],
        _ => &[Protocol::TCP],
    }
}
