//! Routes whose target is gone, detached or not accepted.

use crate::checks::shared::anywhere;
use crate::checks::{Found, check, set};
use crate::document::{
    Destination, Id, InternetGateway, Kind, Model, NatGateway, NodeId, Peering, Route, RouteTable, Target, TransitTable, TransitTarget,
};
use crate::edit::Command;
use crate::facts::Facts;
use crate::finding::Severity;
use crate::graph::{Origin, RouteTarget};
use crate::propose::served;
use crate::text;
use crate::text::{Arg, code};

check! {
    /// A route whose target was deleted, detached or not accepted stays in its table as a blackhole. It still wins its prefix:
    /// packets that match it are dropped, even where a shorter prefix would lead on.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app: 0.0.0.0/0 -> gone old-nat
    ///   subnet app a 10.0.0.0/24 table app
    /// ```
    ///
    /// ## What to do
    ///
    /// Point the route at something that is there, or remove it. Attach a gateway that is not attached, accept a peering
    /// connection that waits.
    ///
    /// AWS: "Example routing options", "How route priority works" (Amazon VPC User Guide)
    "route-target-gone", "Route to a target that is gone", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, table) in model.all::<RouteTable>() {
        for (i, route) in table.routes.iter().enumerate() {
            let dead = facts.graph().routes(id).iter().find_map(|r| match (&r.origin, &r.target) {
                (Origin::Static(n) | Origin::List(n), RouteTarget::Blackhole { was, node }) if *n == i => Some((was.clone(), *node)),
                _ => None,
            });
            // The graph has no routes for an empty prefix list.
            let gone = match &route.target {
                Target::Gone(was) => Some((was.clone(), None)),
                Target::Node(_) | Target::Unknown(_) => None,
            };
            if let Some((was, node)) = dead.or(gone) {
                out.push(of_route(facts, id, i, route, &was, node));
            }
        }
    }
    // What an opaque gateway's routes lead to may only be missing in the design.
    let known = |t: &TransitTable| model.get(t.gateway).is_none_or(|g| !g.opaque);
    for (id, table) in model.all::<TransitTable>().filter(|(_, t)| known(t)) {
        for (i, route) in table.routes.iter().enumerate() {
            if let TransitTarget::Gone(was) = &route.target {
                let rest: Vec<_> = without(&table.routes, i);
                out.push(
                    Found::new(
                        id,
                        text!("{table} sends {to} to {was}, which is gone.", table = id, to = route.destination, was = was.as_str()),
                    )
                    .because(text!("The route is a blackhole: it still wins its prefix, and the packets are dropped."))
                    .option(text!("Remove the route {to}", to = route.destination), set(id, "routes", &rest)),
                );
            }
        }
    }
    out
}

fn without<T: Clone>(all: &[T], i: usize) -> Vec<T> {
    all.iter().enumerate().filter(|(n, _)| *n != i).map(|(_, r)| r.clone()).collect()
}

fn of_route(facts: &Facts, id: Id<RouteTable>, i: usize, route: &Route, was: &str, node: Option<NodeId>) -> Found {
    let model = &facts.document.model;
    let to: Arg = match &route.destination {
        Destination::List(crate::document::ListRef::Customer(list)) => (*list).into(),
        other => code(other),
    };
    let subnets = served(model, id);
    let name: Arg = node.map_or_else(|| was.into(), Arg::from);
    let state = text!("{state}", state = state(model, id, node));
    let said = text!("{table} sends {to} to {target}, which {state}.", table = id, to = to.clone(), target = name, state = state);
    let mut found = Found::new(id, said);
    found = match subnets.first() {
        Some(s) if subnets.len() == 1 => {
            found.with(*s).because(text!("The route still wins its prefix: such packets from {subnet} are dropped.", subnet = *s))
        }
        Some(_) => {
            let all = subnets.iter().copied().collect::<Arg>();
            subnets
                .iter()
                .fold(found, |f, s| f.with(*s))
                .because(text!("The route still wins its prefix: such packets from {subnets} are dropped.", subnets = all))
        }
        None => found
            .severity(Severity::Warning)
            .because(text!("No subnet uses {table} yet; the day one does, such packets are dropped.", table = id)),
    };
    if let Some((label, command)) = node.and_then(|n| revive(model, id, n)) {
        found = found.fix(label, command);
    }
    for target in candidates(facts, id, route) {
        let routes: Vec<Route> = model
            .get(id)
            .map(|t| {
                t.routes
                    .iter()
                    .enumerate()
                    .map(|(n, r)| if n == i { Route { target: Target::Node(target), ..r.clone() } } else { r.clone() })
                    .collect()
            })
            .unwrap_or_default();
        found = found.option(text!("Send {to} to {target}", to = to.clone(), target = target), set(id, "routes", &routes));
    }
    let rest = model.get(id).map(|t| without(&t.routes, i)).unwrap_or_default();
    found.option(text!("Remove the route {to}", to = to), set(id, "routes", &rest))
}

fn state(model: &Model, table: Id<RouteTable>, node: Option<NodeId>) -> &'static str {
    match node {
        None => "is gone",
        Some(n) if n.kind() == Kind::Peering => {
            if Id::<Peering>::of(n).and_then(|p| model.get(p)).is_some_and(|p| !p.accepted) {
                "is not accepted yet"
            } else {
                "does not connect this VPC"
            }
        }
        Some(n) if model.vpc_of(n).is_none() => "is attached to no VPC",
        Some(n) if model.vpc_of(n) != model.vpc_of(table) => "belongs to another VPC",
        Some(_) => "cannot carry packets",
    }
}

/// Makes the target usable.
fn revive(model: &Model, table: Id<RouteTable>, node: NodeId) -> Option<(text::Text, Command)> {
    let vpc = model.vpc_of(table)?;
    match node.kind() {
        Kind::InternetGateway | Kind::VpnGateway if model.vpc_of(node).is_none() => {
            let taken = model.of_kind(node.kind()).any(|(other, _)| model.vpc_of(other) == Some(vpc));
            (!taken).then(|| (text!("Attach {gateway} to {vpc}", gateway = node, vpc = vpc), set(node, "vpc", &Some(vpc))))
        }
        Kind::Peering => {
            let p = Id::<Peering>::of(node).and_then(|p| model.get(p))?;
            let waits = !p.accepted && (p.requester == vpc || p.accepter == vpc);
            waits.then(|| (text!("Accept {peering}", peering = node), set(node, "accepted", &true)))
        }
        _ => None,
    }
}

/// For a default route: the VPC's gateways that could carry it.
fn candidates(facts: &Facts, table: Id<RouteTable>, route: &Route) -> Vec<NodeId> {
    let model = &facts.document.model;
    let Some(vpc) = model.vpc_of(table).filter(|_| anywhere(false).map(Destination::Cidr) == Some(route.destination.clone())) else {
        return Vec::new();
    };
    let subnets = served(model, table);
    let public = subnets.iter().any(|s| model.get(*s).is_some_and(|s| s.public_ip_on_launch));
    let igw = model.all::<InternetGateway>().find(|(_, g)| g.vpc == Some(vpc) && public).map(|(id, _)| id.node());
    let outside = |id: &Id<NatGateway>| model.subnets_where(*id).iter().all(|s| !subnets.contains(s));
    let nats = model.all::<NatGateway>().map(|(id, _)| id).filter(|id| !public && model.vpc_of(*id) == Some(vpc) && outside(id));
    igw.into_iter().chain(nats.map(|id| id.node()).take(2)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "igw loose\nvpc v 10.0.0.0/16
  table a: 0.0.0.0/0 -> gone old-nat #! a sends 0.0.0.0/0 to old-nat, which is gone
  table b: 0.0.0.0/0 -> loose, 10.1.0.0/16 -> v-w #! b sends 0.0.0.0/0 to loose, which is attached to no VPC
  table c: 10.1.0.0/16 -> late #! c sends 10.1.0.0/16 to late, which is not accepted yet
  table d: 10.1.0.0/16 -> elsewhere #! d sends 10.1.0.0/16 to elsewhere, which belongs to another VPC
  subnet s a 10.0.0.0/24 table a
vpc w 10.1.0.0/16
  igw elsewhere
vpc x 10.2.0.0/16
peering v - w
peering v - x as late pending
tgw t
  tgw-table tt: 10.0.0.0/16 -> gone att #! tt sends 10.0.0.0/16 to att, which is gone
tgw u opaque
  tgw-table uu: 10.0.0.0/16 -> gone att
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  igw igw\n  table out: 0.0.0.0/0 -> igw\n  table a: 0.0.0.0/0 -> gone old-nat\n  subnet p a 10.0.9.0/24 table out\n    nat nat\n  subnet s a 10.0.0.0/24 table a",
            &["Send 0.0.0.0/0 to nat", "Remove the route 0.0.0.0/0"],
        );
        mends(
            &CHECK,
            "igw i\nvpc v 10.0.0.0/16\n  table a: 0.0.0.0/0 -> i\n  subnet s a 10.0.0.0/24 table a",
            &["Attach i to v", "Remove the route 0.0.0.0/0"],
        );
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  table a: 10.1.0.0/16 -> v-w\nvpc w 10.1.0.0/16\npeering v - w pending",
            &["Accept v-w", "Remove the route 10.1.0.0/16"],
        );
    }
}
