//! Subnets that are private by name and public by route.

use crate::checks::shared::named;
use crate::checks::{Found, check, set};
use crate::document::{Id, RouteTable, Subnet};
use crate::facts::Facts;
use crate::graph::SubnetClass;
use crate::text;

check! {
    /// A subnet whose table sends packets to an internet gateway is public, whatever it is called. What stands in it and gets
    /// a public address can be reached from the internet.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw igw
    ///   main-table: 0.0.0.0/0 -> igw
    ///   subnet private-a a 10.0.0.0/24
    /// ```
    ///
    /// ## What to do
    ///
    /// Give it a table without that route. It often comes from the main route table, which every subnet without a table of its
    /// own uses: keep routes to internet gateways out of the main table.
    ///
    /// AWS: "Subnet route tables" (Amazon VPC User Guide)
    "private-by-name-only", "Private by name, public by route", Exposure, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, s) in model.all::<Subnet>() {
        if !named(&model.name(id), &["private", "isolated", "internal"]) || facts.classes().get(&id) != Some(&SubnetClass::Public) {
            continue;
        }
        let Some(table) = model.table_of(id) else { continue };
        let said =
            text!("{subnet} is private by its name, and {table} sends its packets to an internet gateway.", subnet = id, table = table);
        let why = if s.table.is_none() {
            text!("It has no route table of its own, so it uses the main one of {vpc}.", vpc = s.vpc)
        } else {
            text!("A route decides whether a subnet is public, not its name.")
        };
        let mut found = Found::new(id, said).with(table).because(why);
        if let Some(other) = private_table(facts, id, s) {
            found = found.option(text!("Let {subnet} use {table}", subnet = id, table = other), set(id, "table", &Some(other)));
        }
        out.push(found);
    }
    out
}

/// The table of a subnet that is not public: of the same zone, if there is one.
fn private_table(facts: &Facts, id: Id<Subnet>, own: &Subnet) -> Option<Id<RouteTable>> {
    let model = &facts.document.model;
    let others = model.subnets_of(own.vpc).filter(|(o, _)| *o != id && facts.classes().get(o) != Some(&SubnetClass::Public));
    others.max_by_key(|(o, s)| (s.zone == own.zone, std::cmp::Reverse(*o))).and_then(|(o, _)| model.table_of(o))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  igw igw
  main-table: 0.0.0.0/0 -> igw
  table closed
  subnet private-a a 10.0.0.0/24 #! private-a is private by its name, and v-main sends
  subnet private-b b 10.0.1.0/24 table closed
  subnet privateer a 10.0.2.0/24
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Let private-a use closed"]);
    }
}
