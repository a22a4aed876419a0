//! Transit gateway attachments without a subnet in a zone that the VPC uses.

use crate::checks::shared::zones_in_use;
use crate::checks::{Found, check, set};
use crate::document::{Id, Subnet, TransitAttachment, Vpc, Zone};
use crate::facts::Facts;
use crate::ordered::BTreeSet;
use crate::text;
use crate::text::{Arg, code};

check! {
    /// A VPC attachment has an interface in one subnet of each zone that it serves. Workloads in a zone without one cannot
    /// use the transit gateway, although their route table has the route.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app-a a 10.0.0.0/24
    ///   subnet app-b b 10.0.1.0/24
    ///     instance api
    /// tgw tgw
    ///   attachment att main in app-a
    /// ```
    ///
    /// ## What to do
    ///
    /// Add a subnet in each zone where the VPC has workloads. A small subnet of its own for the attachment keeps network ACLs
    /// simple.
    ///
    /// AWS: "Amazon VPC attachments in Amazon VPC Transit Gateways" (Amazon VPC Transit Gateways Guide)
    "attachment-misses-zone", "Transit gateway attachment misses a zone", Correctness, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, a) in model.all::<TransitAttachment>() {
        let Some(vpc) = Id::<Vpc>::of(a.to) else { continue };
        let own: BTreeSet<Zone> = a.subnets.iter().filter_map(|s| model.get(*s)).map(|s| s.zone.clone()).collect();
        let missing: Vec<Zone> = zones_in_use(facts, vpc).into_iter().filter(|z| !own.contains(z)).collect();
        if missing.is_empty() {
            continue;
        }
        let names = Arg::List(missing.iter().map(code).collect());
        let said = text!("{attachment} has no subnet in {zones}, which {vpc} uses.", attachment = id, zones = names, vpc = vpc);
        let first = |z: &Zone| model.subnets_of(vpc).filter(|(_, s)| s.zone == *z).map(|(s, _)| s).min_by_key(|s| size(facts, *s));
        let more: Vec<Id<Subnet>> = missing.iter().filter_map(first).collect();
        let label = text!("Add {subnets} to {attachment}", subnets = more.iter().copied().collect::<Arg>(), attachment = id);
        out.push(
            Found::new(id, said)
                .with(a.gateway)
                .with(vpc)
                .because(text!("A transit gateway reaches only the zones in which the attachment has a subnet."))
                .option(label, (!more.is_empty()).then(|| set(id, "subnets", &[a.subnets.as_slice(), &more].concat()))),
        );
    }
    out
}

/// The smallest subnet serves best: attachments take one address.
fn size(facts: &Facts, s: Id<Subnet>) -> (u64, Id<Subnet>) {
    (facts.document.model.get(s).and_then(|s| s.cidr).map_or(u64::MAX, crate::net::cidr::size), s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  subnet a a 10.0.0.0/24
    instance i
  subnet b b 10.0.1.0/24
    instance j
  subnet small-b b 10.0.2.0/28
  subnet c c 10.0.3.0/24
vpc w 10.1.0.0/16
  subnet a a 10.1.0.0/24
tgw t
  attachment one v in a #! one has no subnet in us-east-1b, which v uses
  attachment two w in a
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Add small-b to one"]);
    }
}
