//! The way between two interfaces without the groups of either: what all pairs are put together from.

use super::*;
use crate::net::Protocol;
use crate::reach::query::Party;

/// How packets of every kind fare between two interfaces, groups of the two left out, and how their groups see each other.
#[derive(Clone, Debug)]
pub(crate) struct Between {
    pub journey: Journey,
    /// The destination, as the client's outbound rules see it.
    pub client: End,
    /// The client, as the destination's inbound rules see it: behind a NAT or an appliance, otherwise than it is.
    pub server: End,
}

fn about_everything() -> Query {
    Query { protocol: Protocol::Any, ..Query::tcp(Party::Internet, Party::Internet, 0) }
}

/// The way between two interfaces in one IP version; none where one of them has no address of it.
pub(crate) fn between(graph: &NetworkGraph, from: usize, to: usize, v6: bool) -> Option<Between> {
    graph.interface(from)?.source(v6)?;
    let point = Point::Known(graph.interface(to)?.source(v6)?);
    let query = Query { port: None, ..about_everything() };
    let (journey, (client, server)) = walked(graph, &Start::Interface(from, None), &point, Goal::Interface(to), &query, false)?;
    Some(Between { journey, client, server })
}
