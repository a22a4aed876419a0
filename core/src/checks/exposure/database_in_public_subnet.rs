//! Databases in subnets with a route to the internet.

use crate::checks::{Found, check, set};
use crate::document::{Compute, Id, Subnet, Workload};
use crate::facts::Facts;
use crate::graph::SubnetClass;
use crate::text;
use crate::text::Arg;

check! {
    /// A database is called by workloads of its own network. In a public subnet one wrong rule, or one public address given by
    /// mistake, puts it on the internet; in a private one it takes a route, an address and a rule.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw igw
    ///   table out: 0.0.0.0/0 -> igw
    ///   subnet public-a a 10.0.0.0/24 table out
    ///     database orders
    /// ```
    ///
    /// ## What to do
    ///
    /// Move it to private subnets. RDS moves a database by changing its subnet group, which takes a short outage.
    ///
    /// AWS: "Working with a DB instance in a VPC" (Amazon RDS User Guide)
    "database-in-public-subnet", "Database in a public subnet", Exposure, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let public = |s: &Id<Subnet>| facts.classes().get(s) == Some(&SubnetClass::Public);
    let mut out = Vec::new();
    for (id, w) in model.all::<Workload>().filter(|(_, w)| w.compute == Compute::Database) {
        let there: Vec<_> = w.subnets.iter().copied().filter(public).collect();
        let Some(first) = there.first().copied() else { continue };
        let addressed = facts.graph().interfaces_of(id).iter().filter_map(|i| facts.graph().interface(*i)).any(|f| f.public.is_some());
        let said = text!(
            "{database} stands in {subnets}, with a route to the internet.",
            database = id,
            subnets = there.iter().copied().collect::<Arg>()
        );
        let why = if addressed {
            text!("It has a public address too: only its groups keep the internet out.")
        } else {
            text!("It has no public address, so it cannot be reached yet; an address would be enough.")
        };
        let mut found = Found::new(id, said).with(first).because(why);
        let private: Option<Vec<Id<Subnet>>> = w.subnets.iter().map(|s| if public(s) { beside(facts, *s) } else { Some(*s) }).collect();
        if let Some(mut subnets) = private {
            subnets.dedup();
            let names = subnets.iter().copied().collect::<Arg>();
            found = found.option(text!("Move {database} to {subnets}", database = id, subnets = names), set(id, "subnets", &subnets));
        }
        out.push(found);
    }
    out
}

/// A subnet of the same zone that is not public.
fn beside(facts: &Facts, subnet: Id<Subnet>) -> Option<Id<Subnet>> {
    let model = &facts.document.model;
    let own = model.get(subnet)?;
    let here = model.subnets_of(own.vpc).filter(|(_, s)| s.zone == own.zone);
    here.map(|(id, _)| id).find(|id| facts.classes().get(id) != Some(&SubnetClass::Public))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  subnet public-a a 10.0.0.0/24 table out
    instance web
  subnet public-b b 10.0.1.0/24 table out
  subnet data-a a 10.0.2.0/24
  subnet data-b b 10.0.3.0/24
  database orders in public-a, public-b #! orders stands in public-a and public-b
  database half in data-a, public-b #! half stands in public-b
  database users in data-a, data-b
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Move orders to data-a and data-b", "Move half to data-a and data-b"]);
    }
}
