//! Several endpoints of one service in a VPC.

use crate::checks::shared::service_name;
use crate::checks::{Found, check, set, step};
use crate::document::{EndpointSubnet, GatewayEndpoint, InterfaceEndpoint};
use crate::edit::Command;
use crate::facts::Facts;
use crate::finding::Severity;
use crate::text;
use crate::text::Arg;

check! {
    /// A route table holds one gateway endpoint route per service, so two gateway endpoints of a service must not share a
    /// table: AWS refuses the second association with `RouteAlreadyExists`. Two interface endpoints of a service in one VPC
    /// are allowed, but each is paid for by the hour and zone, and only one can have private DNS.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   gateway-endpoint s3 tables app
    ///   gateway-endpoint s3 as again tables app
    /// ```
    ///
    /// ## What to do
    ///
    /// Make one of the two: one endpoint with all subnets or tables. Keep two only where they need different policies.
    ///
    /// AWS: "Gateway endpoints", "Access an AWS service using an interface VPC endpoint" (AWS PrivateLink Guide)
    "duplicate-endpoint", "Two endpoints of one service", Correctness, Info
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    let gateways: Vec<_> = model.all::<GatewayEndpoint>().collect();
    for (i, (id, e)) in gateways.iter().enumerate() {
        for (first, f) in gateways.iter().take(i).filter(|(_, f)| f.vpc == e.vpc && f.service == e.service) {
            let shared: Vec<_> = e.tables.iter().copied().filter(|t| f.tables.contains(t)).collect();
            if shared.is_empty() {
                continue;
            }
            let rest: Vec<_> = e.tables.iter().copied().filter(|t| !shared.contains(t)).collect();
            let tables = shared.iter().copied().collect::<Arg>();
            out.push(
                Found::new(
                    *id,
                    text!(
                        "{endpoint} and {first} are both associated with {tables}.",
                        endpoint = *id,
                        first = *first,
                        tables = tables.clone()
                    ),
                )
                .with(*first)
                .severity(Severity::Error)
                .because(text!(
                    "A route table has one gateway endpoint route for {service}, so AWS refuses the second.",
                    service = service_name(facts, &e.service)
                ))
                .fix(text!("Take {tables} from {endpoint}", tables = tables, endpoint = *id), set(*id, "tables", &rest))
                .option(text!("Delete {endpoint}", endpoint = *id), Command::Delete { nodes: vec![id.node()] }),
            );
        }
    }
    let interfaces: Vec<_> = model.all::<InterfaceEndpoint>().collect();
    for (i, (id, e)) in interfaces.iter().enumerate() {
        let same = |f: &InterfaceEndpoint| f.vpc == e.vpc && f.service == e.service && f.service_region == e.service_region;
        let Some((first, f)) = interfaces.iter().take(i).find(|(_, f)| same(f)) else { continue };
        let said = text!(
            "{vpc} has two interface endpoints for {service}: {first} and {endpoint}.",
            vpc = e.vpc,
            service = service_name(facts, &e.service),
            first = *first,
            endpoint = *id
        );
        let zone = |s: &EndpointSubnet| model.get(s.subnet).map(|s| s.zone.clone());
        let more: Vec<EndpointSubnet> = e.subnets.iter().filter(|s| f.subnets.iter().all(|o| zone(o) != zone(s))).cloned().collect();
        out.push(
            Found::new(*id, said)
                .with(*first)
                .because(text!("Each is charged per zone and hour, and only one of them can have private DNS."))
                .option(
                    text!("Make them one: move the subnets of {endpoint} to {first}", endpoint = *id, first = *first),
                    step(facts, |d| {
                        d.run(Command::Delete { nodes: vec![id.node()] })?;
                        Ok(d.set(*first, "subnets", &[f.subnets.as_slice(), &more].concat())?)
                    }),
                ),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const GATEWAYS: &str = "vpc v 10.0.0.0/16\n  table a\n  table b\n  gateway-endpoint s3 tables a\n  gateway-endpoint s3 as two tables a, b #! two and s3-gw are both associated with a\n  gateway-endpoint dynamodb tables a";
    const INTERFACES: &str = "vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n  subnet b b 10.0.1.0/24\n  interface-endpoint ssm in a\n  interface-endpoint ssm as two in a, b #! v has two interface endpoints for Systems Manager API: ssm and two\n  interface-endpoint kms in a";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, GATEWAYS);
        check(&CHECK, INTERFACES);
        check(&CHECK, "vpc v 10.0.0.0/16\n  table a\n  table b\n  gateway-endpoint s3 tables a\n  gateway-endpoint s3 as two tables b");
    }

    #[test]
    fn mended() {
        mends(&CHECK, GATEWAYS, &["Take a from two", "Delete two"]);
        mends(&CHECK, INTERFACES, &["Make them one: move the subnets of two to ssm"]);
        assert_eq!(fixed(&CHECK, INTERFACES, 0, "interface-endpoint ssm"), "interface-endpoint ssm in a, b");
    }
}
