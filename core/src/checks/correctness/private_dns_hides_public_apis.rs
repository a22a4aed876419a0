//! Private DNS of API Gateway's endpoint takes the public APIs' names.

use crate::checks::{Found, check, set};
use crate::document::{InterfaceEndpoint, PrivateDns};
use crate::facts::Facts;
use crate::text;

/// The endpoint service of API Gateway's private APIs.
const EXECUTE_API: &str = "execute-api";

check! {
    /// With private DNS on an `execute-api` endpoint every name under `execute-api.REGION.amazonaws.com` leads to the endpoint,
    /// in the whole VPC. Private APIs answer there; public ones do not, so a workload that calls a public REST API by its
    /// default name, its own team's or somebody else's, cannot any more.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16 dns-hostnames
    ///   subnet app a 10.0.0.0/24
    ///   interface-endpoint execute-api in app private-dns
    /// ```
    ///
    /// ## What to do
    ///
    /// Nothing, if the VPC calls private APIs only. Otherwise call public APIs by a custom domain name, or turn private DNS
    /// off and call private APIs by a name with the endpoint's id in it (`API-VPCE.execute-api.REGION.amazonaws.com`).
    ///
    /// AWS: "Private REST APIs in API Gateway" (Amazon API Gateway Developer Guide)
    "private-dns-hides-public-apis", "Public APIs are hidden by private DNS", Correctness, Info
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let all = model.all::<InterfaceEndpoint>();
    let hiding = all.filter(|(_, e)| e.service.as_str() == EXECUTE_API && e.private_dns == PrivateDns::On);
    hiding
        .map(|(id, e)| {
            let said = text!("Private DNS of {endpoint} hides the public APIs of API Gateway from {vpc}.", endpoint = id, vpc = e.vpc);
            Found::new(id, said)
                .with(e.vpc)
                .because(text!("Their default names lead to the endpoint, where only private APIs answer."))
                .option(text!("Turn off private DNS of {endpoint}", endpoint = id), set(id, "private_dns", &PrivateDns::Off))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16 dns-hostnames
  subnet a a 10.0.0.0/24
  interface-endpoint execute-api in a private-dns #! hides the public APIs of API Gateway from v
  interface-endpoint kms in a private-dns
vpc w 10.1.0.0/16 dns-hostnames
  subnet a a 10.1.0.0/24
  interface-endpoint execute-api in a
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16 dns-hostnames\n  subnet a a 10.0.0.0/24\n  interface-endpoint execute-api in a private-dns",
            &["Turn off private DNS of execute-api"],
        );
    }
}
