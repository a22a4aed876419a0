//! Endpoints for services of another Region in zones that have none.

use crate::checks::{Found, check, set};
use crate::document::{EndpointSubnet, InterfaceEndpoint, Zone};
use crate::facts::Facts;
use crate::text;
use crate::text::code;

check! {
    /// An interface endpoint for a service of another Region cannot stand in a few Availability Zones. Which they are AWS says by zone id; of an
    /// account made before November 2025 look the zone's id up first, as zone names of such accounts may mean other places.
    ///
    /// ## Example
    ///
    /// ```text
    /// region us-east-1
    /// vpc main 10.0.0.0/16
    ///   subnet app c 10.0.0.0/24
    ///   interface-endpoint s3 service-region eu-west-1 in app
    /// ```
    ///
    /// ## What to do
    ///
    /// Choose subnets in other zones: the endpoint serves the whole VPC from them.
    ///
    /// AWS: "Cross-region enabled AWS services" (AWS PrivateLink Guide)
    "cross-region-endpoint-zone", "Zone without endpoints to other Regions", Correctness, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, e) in model.all::<InterfaceEndpoint>() {
        let Some(vpc) = model.get(e.vpc) else { continue };
        if e.service_region.as_ref().is_none_or(|r| *r == vpc.region) {
            continue;
        }
        let region = facts.catalogue.region(vpc.region.as_str());
        let shut =
            |z: &Zone| region.and_then(|r| r.zones.iter().find(|k| k.name == z.as_str())).is_some_and(|z| !z.cross_region_privatelink);
        for s in &e.subnets {
            let Some(zone) = model.get(s.subnet).map(|s| &s.zone).filter(|z| shut(z)) else { continue };
            let rest: Vec<EndpointSubnet> = e.subnets.iter().filter(|o| o.subnet != s.subnet).cloned().collect();
            let said = text!("{endpoint} stands in {subnet} in {zone}.", endpoint = id, subnet = s.subnet, zone = code(zone));
            let label = text!("Leave {subnet} out", subnet = s.subnet);
            out.push(
                Found::new(id, said)
                    .with(s.subnet)
                    .because(text!("In this zone AWS makes no endpoints for services of other Regions."))
                    .option(label, (!rest.is_empty()).then(|| set(id, "subnets", &rest))),
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "region us-east-1
vpc v 10.0.0.0/16
  subnet a a 10.0.0.0/24
  subnet c c 10.0.1.0/24
  interface-endpoint s3 service-region eu-west-1 in a, c as far #! far stands in c in us-east-1c
  interface-endpoint s3 in a, c as near
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Leave c out"]);
    }
}
