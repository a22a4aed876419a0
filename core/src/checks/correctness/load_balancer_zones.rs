//! Load balancers whose subnets AWS does not take.

use crate::checks::{Found, check, set};
use crate::document::{BalancerKind, Id, LoadBalancer, Subnet, Zone};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::ordered::BTreeMap;
use crate::ordered::Sorted as _;
use crate::propose::twin_subnet;
use crate::text;
use crate::text::code;

check! {
    /// An Application Load Balancer stands in at least two Availability Zones, with one subnet in each; AWS refuses one zone.
    /// A Network or Gateway Load Balancer may stand in one zone, and falls with it.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet public-a a 10.0.0.0/24
    ///   load-balancer front in public-a
    /// ```
    ///
    /// ## What to do
    ///
    /// Add a subnet of the same kind in another zone.
    ///
    /// AWS: "Application Load Balancers" (User Guide for Application Load Balancers)
    "load-balancer-zones", "Load balancer in one zone", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, b) in model.all::<LoadBalancer>() {
        let mut zones: BTreeMap<Zone, Vec<Id<Subnet>>> = BTreeMap::new();
        for s in &b.subnets {
            if let Some(zone) = model.get(*s).map(|s| s.zone.clone()) {
                zones.entry(zone).or_default().push(*s);
            }
        }
        for (zone, there) in zones.iter().filter(|(_, there)| there.len() > 1) {
            let keep: Vec<_> = b.subnets.iter().copied().filter(|s| !there.contains(s) || there.first() == Some(s)).collect();
            let said = text!("{balancer} has {n} subnets in {zone}.", balancer = id, n = there.len(), zone = code(zone));
            out.push(Found::new(id, said).because(text!("A load balancer has one subnet per zone.")).option(
                text!("Keep only {subnet} of {zone}", subnet = there.first().map_or(id.node(), |s| s.node()), zone = code(zone)),
                set(id, "subnets", &keep),
            ));
        }
        if zones.len() != 1 {
            continue;
        }
        let Some(own) = b.subnets.first().copied() else { continue };
        let severity = if b.balancer == BalancerKind::Application { Severity::Error } else { Severity::Info };
        let why = match b.balancer {
            BalancerKind::Application => text!("An Application Load Balancer stands in two zones at least."),
            _ => text!("If that zone fails, it answers nobody."),
        };
        let mut found =
            Found::new(id, text!("{balancer} stands in one zone only.", balancer = id)).with(own).severity(severity).because(why);
        let others: Vec<Zone> = model.subnets_of(b.vpc).map(|(_, s)| s.zone.clone()).filter(|z| !zones.contains_key(z)).collect();
        let mut twins: Vec<_> = others.iter().filter_map(|z| twin_subnet(model, own, z)).collect();
        twins.order();
        twins.dedup();
        for twin in twins.into_iter().take(2) {
            let subnets = [b.subnets.as_slice(), &[twin]].concat();
            found = found.fix(text!("Let {balancer} stand in {subnet} too", balancer = id, subnet = twin), set(id, "subnets", &subnets));
        }
        out.push(found);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  subnet public-a a 10.0.0.0/24 public-ip
  subnet app-a a 10.0.1.0/24
  subnet app-b b 10.0.2.0/24
  subnet public-b b 10.0.3.0/24 public-ip
  load-balancer one in public-a #! one stands in one zone only
  load-balancer two in app-a, app-b
  load-balancer three network in app-a #! three stands in one zone only
  load-balancer four in app-a, public-a, app-b #! four has 2 subnets in us-east-1a
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Let one stand in public-b too", "Let three stand in app-b too", "Keep only app-a of us-east-1a"]);
    }
}
