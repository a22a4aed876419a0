//! Interface and resource endpoints that no flow of the design goes through.

use crate::checks::shared::{monthly, service_name};
use crate::checks::{Found, check};
use crate::document::{InterfaceEndpoint, NodeId, PrivateDns, ResourceEndpoint};
use crate::edit::Command;
use crate::facts::Facts;
use crate::ordered::BTreeSet;
use crate::reach::Way;
use crate::text;

check! {
    /// An interface endpoint is charged per zone and hour, a resource endpoint per hour, whether anything goes through it or not. The design
    /// has flows, and none of them goes through this one.
    ///
    /// That is for information: a flow may not be drawn, and some calls are made by agents that nobody thinks of, such as
    /// Systems Manager's. On-premises clients come through endpoints with private DNS for the inbound Resolver endpoint; such
    /// endpoints are not counted.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.0.0.0/24
    ///     instance api
    ///   interface-endpoint kms in app
    /// service s3
    /// flow api -> s3 tcp 443
    /// ```
    ///
    /// ## What to do
    ///
    /// Draw the flow that uses it, or delete the endpoint.
    ///
    /// AWS: "AWS PrivateLink pricing"
    "idle-interface-endpoint", "Interface endpoint that no flow uses", Cost, Info
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    if facts.flows().is_empty() {
        return Vec::new();
    }
    let used: BTreeSet<NodeId> = facts
        .flows()
        .values()
        .flat_map(|t| &t.paths)
        .flat_map(|p| {
            let by_way = if let Way::InterfaceEndpoint(e) | Way::ResourceEndpoint(e) = p.way { Some(e) } else { None };
            by_way.into_iter().chain(p.to.and_then(|i| facts.graph().interface(i)).map(|f| f.owner)).chain(p.through.iter().copied())
        })
        .collect();
    let services = model.all::<InterfaceEndpoint>().filter(|(_, e)| e.private_dns != PrivateDns::InboundResolver && !e.subnets.is_empty());
    let services = services.map(|(id, e)| {
        let service = service_name(facts, &e.service);
        (id.node(), text!("Delete {endpoint} for {service}", endpoint = id, service = service))
    });
    let resources = model.all::<ResourceEndpoint>().map(|(id, _)| (id.node(), text!("Delete {endpoint}", endpoint = id)));
    let idle = services.chain(resources).filter(|(id, _)| !used.contains(id));
    idle.map(|(id, label)| {
        let sum = monthly(facts, facts.estimate().of(id));
        Found::new(id, text!("No flow goes through {endpoint}.", endpoint = id))
            .because(text!("It costs {sum} a month for its hours.", sum = sum))
            .option(label, Command::Delete { nodes: vec![id] })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16 dns-hostnames
  group g: in tcp 443 from 10.0.0.0/16, out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24
    instance api groups g
  gateway-endpoint s3
  interface-endpoint kms in a groups g private-dns #! No flow goes through kms
  interface-endpoint ssm in a groups g private-dns
  interface-endpoint s3 in a groups g private-dns-inbound
service ssm
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, &format!("{TEXT}flow api -> ssm tcp 443"));
        check(&CHECK, &TEXT.replace(" #! No flow goes through kms", ""));
    }

    #[test]
    fn resource_endpoints_too() {
        let text = "vpc v 10.0.0.0/16
  group g: in tcp 5432 from 10.0.0.0/16, out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24
    instance api groups g
  resource-endpoint orders in a groups g
  resource-endpoint ledger in a groups g #! No flow goes through ledger
flow api -> orders tcp 5432";
        check(&CHECK, text);
        mends(&CHECK, text, &["Delete ledger"]);
    }

    #[test]
    fn mended() {
        mends(&CHECK, &format!("{TEXT}flow api -> ssm tcp 443"), &["Delete kms for KMS"]);
    }
}
