//! The way between two interfaces without the groups of either: what all pairs are put together from.

use super::*;
use crate::net::packet_set::with_ports;
use crate::net::{IntervalSet, PacketBox, Protocol};
use crate::reach::query::{Party, ephemeral};

/// How packets of every kind fare between two interfaces, groups of the two left out, and how their groups see each other.
#[derive(Clone, Debug)]
pub(crate) struct Between {
    pub journey: Journey,
    /// The destination, as the client's outbound rules see it.
    pub client: End,
    /// The client, as the destination's inbound rules see it: behind a NAT or an appliance, otherwise than it is.
    pub server: End,
}

fn everything() -> Query {
    Query { protocol: Protocol::Any, ..Query::tcp(Party::Internet, Party::Internet, 0) }
}

/// The way between two interfaces in one IP version; none where one of them has no address of it.
pub(crate) fn between(graph: &NetworkGraph, from: usize, to: usize, v6: bool) -> Option<Between> {
    graph.interface(from)?.source(v6)?;
    let point = Point::Known(graph.interface(to)?.source(v6)?);
    let query = Query { port: None, ..everything() };
    let (journey, (client, server)) = walked(graph, &Start::Interface(from, None), &point, Goal::Interface(to), &query, false)?;
    Some(Between { journey, client, server })
}

/// The headers that questions about everything are about, for a client of a kind: TCP and UDP from its ephemeral ports, and all else.
pub(crate) fn asked(role: InterfaceRole) -> PacketSet {
    let range = ephemeral(role);
    let source_port = IntervalSet::range(range.lo(), range.hi());
    let rest = PacketBox { protocol: with_ports().complement(), ..PacketBox::full() };
    PacketSet::of(PacketBox { protocol: with_ports().clone(), source_port, ..PacketBox::full() }).union(&PacketSet::of(rest))
}
