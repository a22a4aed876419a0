//! Private DNS on endpoints of services, or in a form, that have none.

use crate::checks::shared::{region, service_name};
use crate::checks::{Found, check, set, step};
use crate::document::{GatewayEndpoint, InterfaceEndpoint, PrivateDns, ServiceId};
use crate::facts::Facts;
use crate::propose::private_tables;
use crate::text;

check! {
    /// Not every service has names that private DNS could take over: DynamoDB, its streams and S3 on Outposts have none, and
    /// AWS refuses the option. The form "only for the inbound Resolver endpoint" is for services that have gateway
    /// endpoints too, and it needs that gateway endpoint in the VPC: names inside the VPC go on to it.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16 dns-hostnames
    ///   subnet app a 10.0.0.0/24
    ///   interface-endpoint s3 in app private-dns-inbound
    /// ```
    ///
    /// ## What to do
    ///
    /// For DynamoDB, give clients the endpoint's own `vpce-…` name as their endpoint URL. For S3, add the (free) gateway
    /// endpoint first, or turn private DNS fully on, which sends all S3 traffic of the VPC through the interface endpoint.
    ///
    /// AWS: "Gateway endpoints for Amazon S3" (AWS PrivateLink Guide), "AWS PrivateLink for DynamoDB" (Amazon DynamoDB
    /// Developer Guide)
    "private-dns-not-offered", "Private DNS that the service does not have", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, e) in model.all::<InterfaceEndpoint>().filter(|(_, e)| e.private_dns != PrivateDns::Off) {
        let Some(vpc) = model.get(e.vpc) else { continue };
        let name = || service_name(facts, &e.service);
        let names = region(facts, e.service_region.as_ref().unwrap_or(&vpc.region))
            .and_then(|r| facts.catalogue.service(e.service.as_str())?.private_dns_names(r));
        let off = || (text!("Turn off private DNS of {endpoint}", endpoint = id), set(id, "private_dns", &PrivateDns::Off));
        if names.is_some_and(|n| n.value.is_empty()) {
            let (label, command) = off();
            out.push(
                Found::new(id, text!("{endpoint} has private DNS, which {service} does not offer.", endpoint = id, service = name()))
                    .because(text!("Clients of this endpoint must be given its own vpce-… name."))
                    .fix(label, command),
            );
            continue;
        }
        if e.private_dns != PrivateDns::InboundResolver {
            continue;
        }
        let gateway = model.all::<GatewayEndpoint>().any(|(_, g)| g.vpc == e.vpc && g.service == e.service);
        let (label, command) = off();
        let on = (text!("Turn private DNS of {endpoint} fully on", endpoint = id), set(id, "private_dns", &PrivateDns::On));
        if e.service != ServiceId::s3() {
            out.push(
                Found::new(
                    id,
                    text!(
                        "Private DNS of {endpoint} is for the inbound Resolver endpoint only, which {service} does not offer.",
                        endpoint = id,
                        service = name()
                    ),
                )
                .because(text!("Only services that also have gateway endpoints have that option."))
                .option(on.0, on.1)
                .option(label, command),
            );
        } else if !gateway {
            let said = text!(
                "Private DNS of {endpoint} is for the inbound Resolver endpoint only, and {vpc} has no gateway endpoint for {service}.",
                endpoint = id,
                vpc = e.vpc,
                service = name()
            );
            out.push(
                Found::new(id, said)
                    .with(e.vpc)
                    .because(text!("AWS refuses it: names inside the VPC would go on to the gateway endpoint, which is not there."))
                    .fix(
                        text!("Add a gateway endpoint for {service} to {vpc}", service = name(), vpc = e.vpc),
                        step(facts, |d| {
                            let tables = private_tables(model, e.vpc);
                            d.add(None, GatewayEndpoint { vpc: e.vpc, service: e.service.clone(), tables, policy: None })?;
                            Ok(())
                        }),
                    )
                    .option(on.0, on.1)
                    .option(label, command),
            );
        }
    }
    out
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
  interface-endpoint dynamodb in a private-dns #! dynamodb has private DNS, which DynamoDB does not offer
  interface-endpoint kms in a private-dns
  interface-endpoint ssm in a private-dns-inbound #! which Systems Manager API does not offer
  interface-endpoint s3 in a private-dns-inbound #! and v has no gateway endpoint for S3
vpc w 10.1.0.0/16 dns-hostnames
  subnet a a 10.1.0.0/24
  gateway-endpoint s3
  interface-endpoint s3 in a private-dns-inbound
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16 dns-hostnames\n  subnet a a 10.0.0.0/24\n  interface-endpoint s3 in a private-dns-inbound",
            &["Add a gateway endpoint for S3 to v", "Turn private DNS of s3 fully on", "Turn off private DNS of s3"],
        );
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16 dns-hostnames\n  subnet a a 10.0.0.0/24\n  interface-endpoint dynamodb in a private-dns",
            &["Turn off private DNS of dynamodb"],
        );
    }
}
