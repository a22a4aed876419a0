//! Interface and resource endpoints with two subnets in one zone.

use crate::checks::{Found, check, set};
use crate::document::{EndpointSubnet, Id, Subnet};
use crate::facts::Facts;
use crate::text;
use crate::text::code;

check! {
    /// An interface or resource endpoint has at most one subnet in each Availability Zone, and one network interface in each subnet. AWS
    /// refuses a second subnet of a zone with `DuplicateSubnetsInSameZone`. All subnets of the VPC reach the one interface,
    /// whichever subnet of the zone it stands in.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.0.0.0/24
    ///   subnet data a 10.0.1.0/24
    ///   interface-endpoint ssm in app, data
    /// ```
    ///
    /// ## What to do
    ///
    /// Leave one of the two subnets out.
    ///
    /// AWS: "Access an AWS service using an interface VPC endpoint", "Access VPC resources through AWS PrivateLink" (AWS PrivateLink Guide)
    "endpoint-subnets-in-same-zone", "Two endpoint subnets in one zone", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for e in model.private_endpoints() {
        let id = e.id;
        for (i, s) in e.subnets.iter().enumerate() {
            let Some(zone) = model.get(s.subnet).map(|s| &s.zone) else { continue };
            let twin = e.subnets.iter().take(i).find(|o| model.get(o.subnet).is_some_and(|o| o.zone == *zone));
            let Some(twin) = twin else { continue };
            let without = |gone: Id<Subnet>, nth: usize| {
                let rest: Vec<EndpointSubnet> = e
                    .subnets
                    .iter()
                    .enumerate()
                    .filter(|(n, s)| s.subnet != gone || (s.subnet == twin.subnet && *n < nth))
                    .map(|(_, s)| s.clone())
                    .collect();
                set(id, "subnets", &rest)
            };
            let same = twin.subnet == s.subnet;
            let said = if same {
                text!("{endpoint} names {subnet} twice.", endpoint = id, subnet = s.subnet)
            } else {
                text!("{endpoint} has two subnets in {zone}: {a} and {b}.", endpoint = id, zone = code(zone), a = twin.subnet, b = s.subnet)
            };
            let mut found = Found::new(id, said)
                .with(twin.subnet)
                .with(s.subnet)
                .because(text!("An endpoint has one subnet per zone at most, so AWS refuses it."))
                .fix(text!("Leave {subnet} out", subnet = s.subnet), without(s.subnet, i));
            if !same {
                found = found.option(text!("Leave {subnet} out", subnet = twin.subnet), without(twin.subnet, 0));
            }
            out.push(found);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  subnet app a 10.0.0.0/24
  subnet data a 10.0.1.0/24
  subnet b b 10.0.2.0/24
  interface-endpoint ssm in app, data, b #! ssm has two subnets in us-east-1a: app and data
  interface-endpoint kms in app, b
  resource-endpoint orders in app, data #! orders has two subnets in us-east-1a: app and data
  resource-endpoint ledger in app, b
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
        check(&CHECK, "vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n  interface-endpoint ssm in a, a #! names a twice");
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Leave data out", "Leave app out", "Leave data out", "Leave app out"]);
        assert_eq!(fixed(&CHECK, TEXT, 1, "interface-endpoint ssm"), "interface-endpoint ssm in data, b");
        mends(&CHECK, "vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n  interface-endpoint ssm in a, a", &["Leave a out"]);
    }
}
