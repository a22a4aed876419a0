//! Subnets whose way out is a NAT gateway in another zone.

use crate::checks::{Found, check};
use crate::document::{Id, NatGateway, NatHome, NodeId, Place, Subnet, Zone};
use crate::facts::Facts;
use crate::graph::{Lookup, Point, RouteTarget, SubnetClass};
use crate::ordered::BTreeMap;
use crate::propose::{Item, propose};
use crate::text;
use crate::text::{Arg, code};

check! {
    /// A NAT gateway stands in one zone. If that zone fails, every subnet that goes out through it is cut off, those in
    /// healthy zones too. Until then each GB from another zone is charged for crossing over, beside what the NAT gateway
    /// charges.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw igw
    ///   table out: 0.0.0.0/0 -> igw
    ///   table app: 0.0.0.0/0 -> nat
    ///   subnet public-a a 10.0.0.0/24 table out
    ///     nat nat
    ///   subnet app-b b 10.0.1.0/24 table app
    /// ```
    ///
    /// ## What to do
    ///
    /// Have one NAT gateway in each zone and route each zone's tables to its own, or use one regional NAT gateway. Where only
    /// AWS services are called, endpoints can replace the NAT gateway altogether.
    ///
    /// AWS: "NAT gateway basics", "Regional NAT gateways for automatic multi-AZ expansion" (Amazon VPC User Guide)
    "nat-in-another-zone", "NAT gateway in another zone", Resilience, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    // By NAT gateway and zone of the subnets that depend on it.
    let mut far: BTreeMap<(Id<NatGateway>, Zone), Vec<Id<Subnet>>> = BTreeMap::new();
    for (id, s) in model.all::<Subnet>() {
        let Some(table) = model.table_of(id) else { continue };
        let Lookup::Found(chosen) = facts.graph().look_up(table, &Point::Internet) else { continue };
        let nat = match chosen.route.target {
            RouteTarget::Node(n) => Id::<NatGateway>::of(n),
            _ => None,
        };
        let Some(nat) = nat else { continue };
        let home = match model.get(nat).map(|n| n.home) {
            Some(NatHome::Zonal(home)) => model.get(home),
            _ => None,
        };
        if home.is_some_and(|h| h.zone != s.zone) {
            far.entry((nat, s.zone.clone())).or_default().push(id);
        }
    }
    far.into_iter()
        .map(|((nat, zone), subnets)| {
            let names = subnets.iter().copied().collect::<Arg>();
            let own = model.subnets_where(nat).first().and_then(|s| model.get(*s)).map(|s| s.zone.to_string()).unwrap_or_default();
            let said = text!(
                "{subnets} in {zone} go out through {nat} in {own}.",
                subnets = names,
                zone = code(&zone),
                nat = nat,
                own = code(own.as_str())
            );
            let found = Found::new(nat, said)
                .because(text!("If {own} fails, they lose their way out although their own zone works.", own = code(own.as_str())))
                .because(text!("Every GB that crosses zones is charged beside the NAT gateway's own charge."));
            let found = subnets.iter().fold(found, |f, s| f.with(*s));
            match public_subnet(facts, &subnets, &zone) {
                Some(home) => {
                    let command = own_nat(facts, home, &subnets);
                    found.option(text!("Add a NAT gateway in {subnet} for {zone}", subnet = home, zone = code(&zone)), command)
                }
                None => found,
            }
        })
        .collect()
}

/// A NAT gateway in the zone, and the zone's own tables routed to it. `None` where a table also serves another zone.
fn own_nat(facts: &Facts, home: Id<Subnet>, subnets: &[Id<Subnet>]) -> Option<crate::edit::Command> {
    let p = propose(&facts.document, &facts.catalogue, &Item::Nat, Some(&Place::Node(home.node()))).ok()?;
    let after = facts.document.apply(&p.command).ok()?;
    let new: NodeId = p.place.node()?;
    let routed = subnets.iter().all(|s| {
        let table = after.model.table_of(*s).and_then(|t| after.model.get(t));
        table.is_some_and(|t| t.routes.iter().any(|r| r.target == crate::document::Target::Node(new)))
    });
    routed.then_some(p.command)
}

fn public_subnet(facts: &Facts, subnets: &[Id<Subnet>], zone: &Zone) -> Option<Id<Subnet>> {
    let model = &facts.document.model;
    let vpc = model.get(*subnets.first()?)?.vpc;
    let here = model.subnets_of(vpc).filter(|(_, s)| s.zone == *zone);
    here.map(|(id, _)| id).find(|id| facts.classes().get(id) == Some(&SubnetClass::Public))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app-a: 0.0.0.0/0 -> nat
  table app-b: 0.0.0.0/0 -> nat
  table app-c: 0.0.0.0/0 -> wide
  subnet public-a a 10.0.0.0/24 table out public-ip
    nat nat #! app-b in us-east-1b go out through nat in us-east-1a
  subnet public-b b 10.0.1.0/24 table out public-ip
  subnet app-a a 10.0.2.0/24 table app-a
  subnet app-b b 10.0.3.0/24 table app-b
  subnet app-c c 10.0.4.0/24 table app-c
  nat wide
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Add a NAT gateway in public-b for us-east-1b"]);
        assert_eq!(fixed(&CHECK, TEXT, 0, "table app-b"), "table app-b: 0.0.0.0/0 -> nat-b");
        // One table for two zones: a NAT gateway alone would not help.
        let shared = TEXT.replace("10.0.3.0/24 table app-b", "10.0.3.0/24 table app-a");
        mends(&CHECK, &shared, &[]);
    }
}
