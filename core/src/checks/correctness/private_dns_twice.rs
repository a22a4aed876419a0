//! Two endpoints of one service with private DNS in one VPC.

use crate::checks::shared::service_name;
use crate::checks::{Found, check, set};
use crate::document::{Id, InterfaceEndpoint, PrivateDns};
use crate::edit::Command;
use crate::facts::Facts;
use crate::text;

check! {
    /// A name has one private zone per VPC: private DNS can be on for one endpoint of a service only. AWS refuses the second
    /// with "private-dns-enabled cannot be set because there is already a conflicting DNS domain".
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16 dns-hostnames
    ///   subnet a a 10.0.0.0/24
    ///   subnet b b 10.0.1.0/24
    ///   interface-endpoint ssm in a private-dns
    ///   interface-endpoint ssm as ssm-b in b private-dns
    /// ```
    ///
    /// ## What to do
    ///
    /// One endpoint with a subnet in each zone is nearly always what is wanted. Two make sense where they have different
    /// policies; then one of them is called by its own `vpce-…` names.
    ///
    /// AWS: "Access an AWS service using an interface VPC endpoint" (AWS PrivateLink Guide)
    "two-endpoints-with-private-dns", "Two endpoints of a service with private DNS", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let on: Vec<(Id<InterfaceEndpoint>, &InterfaceEndpoint)> =
        model.all::<InterfaceEndpoint>().filter(|(_, e)| e.private_dns != PrivateDns::Off).collect();
    let same =
        |a: &InterfaceEndpoint, b: &InterfaceEndpoint| a.vpc == b.vpc && a.service == b.service && a.service_region == b.service_region;
    let pairs =
        on.iter().enumerate().filter_map(|(i, (id, e))| on.iter().take(i).find(|(_, o)| same(e, o)).map(|(first, _)| (*id, *e, *first)));
    pairs
        .map(|(id, e, first)| {
            let said = text!(
                "{endpoint} and {first} both have private DNS for {service} in {vpc}.",
                endpoint = id,
                first = first,
                service = service_name(facts, &e.service),
                vpc = e.vpc
            );
            Found::new(id, said)
                .with(first)
                .because(text!("The service's name can resolve to one of them only, so AWS refuses the second."))
                .option(text!("Turn off private DNS of {endpoint}", endpoint = id), set(id, "private_dns", &PrivateDns::Off))
                .option(text!("Turn off private DNS of {endpoint}", endpoint = first), set(first, "private_dns", &PrivateDns::Off))
                .option(text!("Delete {endpoint}", endpoint = id), Command::Delete { nodes: vec![id.node()] })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16 dns-hostnames
  subnet a a 10.0.0.0/24
  interface-endpoint ssm in a private-dns
  interface-endpoint ssm as two in a private-dns #! two and ssm both have private DNS for Systems Manager API in v
  interface-endpoint ssm as three in a
  interface-endpoint kms in a private-dns
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Turn off private DNS of two", "Turn off private DNS of ssm", "Delete two"]);
    }
}
