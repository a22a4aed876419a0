//! Routes that take no packet, or take it where it would go anyway.

use crate::checks::{Found, check, set};
use crate::document::{Destination, ListRef, Model, RouteTable, Target};
use crate::facts::Facts;
use crate::redundancy::{self, Why};
use crate::text;
use crate::text::{Arg, code};

check! {
    /// The most specific route takes a packet. A route whose packets all have a more specific route takes none, and one whose packets would
    /// go to the same target without it changes nothing.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw igw
    ///   table public: 0.0.0.0/0 -> igw, 8.8.8.0/24 -> igw
    /// ```
    ///
    /// ## What to do
    ///
    /// Remove the route, unless it is there for a day when the other changes.
    ///
    /// AWS: "How route priority works" (Amazon VPC User Guide)
    "route-without-effect", "Route that decides nothing", Correctness, Info
}

fn destination(model: &Model, d: &Destination) -> Arg {
    match d {
        Destination::Cidr(net) => (*net).into(),
        Destination::List(ListRef::Customer(l)) => code(model.name(*l)),
        Destination::List(ListRef::Service(s)) => code(format!("pl-{s}")),
    }
}

fn target(t: &Target) -> Arg {
    match t {
        Target::Node(n) => (*n).into(),
        Target::Gone(name) | Target::Unknown(name) => name.as_str().into(),
    }
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, table) in model.all::<RouteTable>() {
        for spare in redundancy::routes(model, id) {
            let Some(route) = table.routes.get(spare.index) else { continue };
            let to = || destination(model, &route.destination);
            let others = |all: &[usize]| -> Arg {
                Arg::List(all.iter().filter_map(|i| table.routes.get(*i)).map(|r| destination(model, &r.destination)).collect())
            };
            let why = match &spare.why {
                Why::Shadowed(by) if by.is_empty() => text!("The local route takes every such packet."),
                Why::Shadowed(by) => text!("The more specific {others} takes every such packet.", others = others(by)),
                Why::Repeated(by) => text!(
                    "Without it the route to {others} would send them to {target} as well.",
                    others = others(by),
                    target = target(&route.target)
                ),
                Why::MatchesNothing | Why::Anyway => text!("Its prefix list has no entry."),
            };
            let rest: Vec<_> = table.routes.iter().enumerate().filter(|(i, _)| *i != spare.index).map(|(_, r)| r.clone()).collect();
            out.push(
                Found::new(id, text!("The route of {table} to {to} decides nothing.", table = id, to = to()))
                    .because(why)
                    .fix(text!("Remove the route {to} from {table}", to = to(), table = id), set(id, "routes", &rest)),
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16
  igw igw
  table a: 0.0.0.0/0 -> igw, 8.8.8.0/24 -> igw #! The route of a to 8.8.8.0/24 decides nothing
  table b: 0.0.0.0/0 -> igw, ::/0 -> igw
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  igw igw\n  table a: 0.0.0.0/0 -> igw, 8.8.8.0/24 -> igw",
            &["Remove the route 8.8.8.0/24 from a"],
        );
    }
}
