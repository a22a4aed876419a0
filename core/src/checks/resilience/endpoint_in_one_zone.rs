//! Interface and resource endpoints with an interface in one zone only, in VPCs that use several.

use crate::catalogue::Meter;
use crate::checks::shared::{service_name, zones_in_use};
use crate::checks::{Found, check, set};
use crate::document::{EndpointSubnet, Zone};
use crate::facts::Facts;
use crate::ordered::BTreeSet;
use crate::propose::twin_subnet;
use crate::text;
use crate::text::{Arg, code};

check! {
    /// With private DNS the whole VPC resolves the service's name to the endpoint, whichever zones it has interfaces in. If
    /// the only one fails, or its zone does, every zone loses the service. Until then, clients in other zones cross over. A resource
    /// endpoint is the same for its resource.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16 dns-hostnames
    ///   subnet app-a a 10.0.0.0/24
    ///   subnet app-b b 10.0.1.0/24
    ///   interface-endpoint ssm in app-a private-dns
    /// ```
    ///
    /// ## What to do
    ///
    /// Add a subnet in each zone where the VPC has workloads. Each further zone costs its hours; for a development network one
    /// zone may do. Whether further zones of a resource endpoint cost more AWS does not say; they help where its resource gateway has them too.
    ///
    /// AWS: "Access AWS services through AWS PrivateLink", "Access VPC resources through AWS PrivateLink" (AWS PrivateLink Guide)
    "endpoint-subnets-in-one-zone", "Interface endpoint in one zone", Resilience, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for e in model.private_endpoints() {
        let id = e.id;
        let own: BTreeSet<Zone> = e.subnets.iter().filter_map(|s| model.get(s.subnet)).map(|s| s.zone.clone()).collect();
        let used = zones_in_use(facts, e.vpc);
        let others: Vec<&Zone> = used.iter().filter(|z| !own.contains(*z)).collect();
        let (Some(only), Some(first), false) = (own.first().filter(|_| own.len() == 1), e.subnets.first(), others.is_empty()) else {
            continue;
        };
        let said = text!(
            "{endpoint} stands in {zone} only, and {vpc} uses {others} too.",
            endpoint = id,
            zone = code(only),
            vpc = e.vpc,
            others = zones(&others)
        );
        let lost = e.service.map_or(Arg::from(id), |s| service_name(facts, s));
        let mut found = Found::new(id, said).with(first.subnet).because(text!(
            "If {zone} fails, all of {vpc} loses {service}.",
            zone = code(only),
            vpc = e.vpc,
            service = lost
        ));
        let region = model.get(e.vpc).map(|v| v.region.to_string()).unwrap_or_default();
        if let (Some(price), true) = (facts.catalogue.price(&region, Meter::InterfaceEndpointHour), e.service.is_some()) {
            let month = price.amount().times(u64::from(facts.document.assumptions.hours_per_month));
            found = found
                .because(text!("Each further zone costs {month} a month.", month = code(format!("{month} {}", price.currency.as_str()))));
        }
        let twins: Vec<_> = others.iter().filter_map(|z| twin_subnet(model, first.subnet, z)).collect();
        let more = |n: usize| {
            let added = twins.iter().take(n).map(|s| EndpointSubnet { subnet: *s, ip: None, ipv6: None });
            set(id, "subnets", &e.subnets.iter().cloned().chain(added).collect::<Vec<_>>())
        };
        if !twins.is_empty() {
            let names = twins.iter().copied().collect::<Arg>();
            found = found.fix(text!("Let {endpoint} stand in {subnets} too", endpoint = id, subnets = names), more(twins.len()));
        }
        if let (Some(one), true) = (twins.first(), twins.len() > 1) {
            found = found.option(text!("Let {endpoint} stand in {subnet} too", endpoint = id, subnet = *one), more(1));
        }
        out.push(found);
    }
    out
}

fn zones(all: &[&Zone]) -> Arg {
    Arg::List(all.iter().map(code).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  group g: in tcp 443 from 10.0.0.0/16
  subnet a a 10.0.0.0/24
  subnet b b 10.0.1.0/24
  subnet c c 10.0.2.0/24
  interface-endpoint ssm in a groups g #! ssm stands in us-east-1a only, and v uses us-east-1b and us-east-1c too
  interface-endpoint kms in a, b groups g
  resource-endpoint orders in b groups g #! orders stands in us-east-1b only, and v uses us-east-1a and us-east-1c too
vpc w 10.1.0.0/16
  subnet a a 10.1.0.0/24
    instance i
  subnet b b 10.1.1.0/24
  interface-endpoint ssm in a
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        let orders = ["Let orders stand in a and c too", "Let orders stand in a too"];
        mends(&CHECK, TEXT, &["Let ssm stand in b and c too", "Let ssm stand in b too", orders[0], orders[1]]);
        assert_eq!(fixed(&CHECK, TEXT, 1, "interface-endpoint ssm in a, b"), "interface-endpoint ssm in a, b groups g");
    }
}
