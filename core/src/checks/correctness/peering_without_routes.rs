//! Peering connections that one side has no routes for.

use crate::checks::shared::blocks;
use crate::checks::{Found, check, set, step};
use crate::document::{Id, Model, Peering, Vpc};
use crate::facts::Facts;
use crate::graph::{Lookup, Point, RouteTarget};
use crate::ordered::Sorted as _;
use crate::propose::add_route;
use crate::text;
use crate::text::Arg;
use ipnet::IpNet;

check! {
    /// A peering connection carries nothing by itself: each side needs routes to the other's blocks, in the tables of the
    /// subnets that talk. With routes on one side only, requests arrive and their replies do not come home. And it must be
    /// accepted.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc app 10.0.0.0/16
    ///   main-table: 10.1.0.0/16 -> app-data
    ///   subnet a a 10.0.0.0/24
    /// vpc data 10.1.0.0/16
    ///   subnet b a 10.1.0.0/24
    /// peering app - data
    /// ```
    ///
    /// ## What to do
    ///
    /// Add the routes on both sides. Where only some subnets should talk, add them to those subnets' tables only.
    ///
    /// AWS: "Update your route tables for a VPC peering connection" (Amazon VPC Peering Guide)
    "peering-without-routes", "Peering connection without routes", Correctness, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, p) in model.all::<Peering>().filter(|(_, p)| p.requester != p.accepter) {
        if !p.accepted {
            out.push(
                Found::new(id, text!("{peering} waits to be accepted by the owner of {vpc}.", peering = id, vpc = p.accepter))
                    .because(text!("Until then it carries nothing; after a week AWS drops the request."))
                    .fix(text!("Accept {peering}", peering = id), set(id, "accepted", &true)),
            );
            continue;
        }
        let sides = [(p.requester, p.accepter), (p.accepter, p.requester)];
        let lacking: Vec<_> = sides.into_iter().filter(|(here, there)| !routed(facts, id, *here, *there)).collect();
        let Some((first, _)) = lacking.first() else { continue };
        let said = if lacking.len() == 2 {
            text!("Neither {a} nor {b} has a route to {peering}.", a = p.requester, b = p.accepter, peering = id)
        } else {
            text!("{vpc} has no route to {peering}.", vpc = *first, peering = id)
        };
        let names = lacking.iter().map(|(v, _)| *v).collect::<Arg>();
        out.push(
            Found::new(id, said)
                .with(*first)
                .because(text!("A peering connection needs routes on both sides, else requests or their replies are dropped."))
                .fix(
                    text!("Add routes to {peering} in {vpcs}", peering = id, vpcs = names),
                    step(facts, |d| {
                        for (here, there) in &lacking {
                            for table in tables(model, *here) {
                                for net in blocks(model, *there) {
                                    add_route(d, table, net, id)?;
                                }
                            }
                        }
                        Ok(())
                    }),
                ),
        );
    }
    out
}

/// The tables that serve subnets; the main one where there is no subnet yet.
fn tables(model: &Model, vpc: Id<Vpc>) -> Vec<Id<crate::document::RouteTable>> {
    let mut all: Vec<_> = model.subnets_of(vpc).filter_map(|(s, _)| model.table_of(s)).collect();
    if all.is_empty() {
        all.extend(model.get(vpc).map(|v| v.main_table));
    }
    all.order();
    all.dedup();
    all
}

/// Whether some table sends some address of the other VPC to the peering connection.
fn routed(facts: &Facts, id: Id<Peering>, here: Id<Vpc>, there: Id<Vpc>) -> bool {
    let model = &facts.document.model;
    tables(model, here).into_iter().any(|t| {
        let by_list = facts.graph().routes(t).iter().any(|r| r.target == RouteTarget::Node(id.node()));
        by_list
            || blocks(model, there).iter().any(|net: &IpNet| match facts.graph().look_up(t, &Point::Known(net.addr())) {
                Lookup::Found(c) => c.route.target == RouteTarget::Node(id.node()),
                _ => false,
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = "vpc a 10.0.0.0/16
  main-table: 10.1.0.0/16 -> a-b
  subnet s a 10.0.0.0/24
vpc b 10.1.0.0/16
  table t
  subnet s a 10.1.0.0/24 table t
vpc c 10.2.0.0/16
peering a - b #! b has no route to a-b
peering b - c #! Neither b nor c has a route to b-c
peering a - c pending #! a-c waits to be accepted by the owner of c
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
        let both = "vpc a 10.0.0.0/16\n  main-table: 10.1.0.0/16 -> a-b\nvpc b 10.1.0.0/16\n  main-table: 10.0.0.0/8 -> a-b\npeering a - b";
        check(&CHECK, both);
    }

    #[test]
    fn mended() {
        let text = TEXT.lines().filter(|l| !l.contains("pending")).collect::<Vec<_>>().join("\n");
        mends(&CHECK, &text, &["Add routes to a-b in b", "Add routes to b-c in b and c"]);
        assert_eq!(fixed(&CHECK, &text, 0, "table t"), "table t: 10.0.0.0/16 -> a-b");
        mends(&CHECK, "vpc a 10.0.0.0/16\nvpc b 10.1.0.0/16\npeering a - b pending", &["Accept a-b"]);
    }
}
