//! S3 calls that take the paid interface endpoint although the gateway endpoint would be free.

use crate::catalogue::{Meter, ServiceKind};
use crate::checks::shared::{monthly, service_name};
use crate::checks::{Found, check, step};
use crate::document::{Flow, GatewayEndpoint, Id, InterfaceEndpoint, PrivateDns, RouteTable, ServiceId};
use crate::facts::Facts;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::reach::Way;
use crate::text;

check! {
    /// With private DNS fully on, an S3 interface endpoint takes all S3 traffic of its VPC, at a charge for every GB. A gateway
    /// endpoint carries the same traffic for nothing. The interface endpoint is for those who cannot use the other one:
    /// on-premises networks and peered VPCs.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16 dns-hostnames
    ///   group app: in tcp 443 from 10.0.0.0/16, out any to 0.0.0.0/0
    ///   subnet app a 10.0.0.0/24
    ///     instance api groups app
    ///   interface-endpoint s3 in app groups app private-dns
    /// service s3
    /// flow api -> s3 tcp 443
    /// ```
    ///
    /// ## What to do
    ///
    /// Have both: a gateway endpoint for the VPC itself, and private DNS of the interface endpoint for the inbound Resolver
    /// endpoint only. Names in the VPC then lead to the gateway endpoint, names from on-premises to the interface endpoint.
    ///
    /// AWS: "Gateway endpoints for Amazon S3" (AWS PrivateLink Guide), "AWS PrivateLink for Amazon S3" (Amazon S3 User Guide)
    "paid-endpoint-for-gateway-service", "Paid endpoint where the gateway endpoint is free", Cost, Warning
}

/// The flows through an endpoint, and the tables of those who call.
#[derive(Default)]
struct Calls {
    flows: Vec<Id<Flow>>,
    tables: BTreeSet<Id<RouteTable>>,
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut calls: BTreeMap<Id<InterfaceEndpoint>, Calls> = BTreeMap::new();
    for (flow, trace) in facts.flows() {
        for path in &trace.paths {
            let Way::InterfaceEndpoint(node) = path.way else { continue };
            let Some((id, e)) = Id::<InterfaceEndpoint>::of(node).and_then(|id| Some((id, model.get(id)?))) else { continue };
            let Some(from) = path.from.and_then(|i| facts.graph().interface(i)) else { continue };
            let both = facts.catalogue.service(e.service.as_str()).is_some_and(|s| s.offers(ServiceKind::Gateway));
            if !both || from.vpc != e.vpc || e.private_dns != PrivateDns::On || e.service_region.is_some() || e.service != ServiceId::s3() {
                continue;
            }
            let slot = calls.entry(id).or_default();
            if !slot.flows.contains(flow) {
                slot.flows.push(*flow);
            }
            slot.tables.extend(model.table_of(from.subnet));
        }
    }
    calls
        .into_iter()
        .filter_map(|(id, Calls { flows, tables })| {
            let e = model.get(id)?;
            let service = || service_name(facts, &e.service);
            let lines = flows.iter().flat_map(|f| facts.estimate().of_flow(*f)).filter(|l| l.meter == Meter::InterfaceEndpointGb);
            let sum = monthly(facts, lines);
            let said = text!(
                "{service} traffic of {vpc} takes {endpoint}, which charges for every GB.",
                service = service(),
                vpc = e.vpc,
                endpoint = id
            );
            let found = Found::new(id, said)
                .because(text!("That costs {sum} in a typical month; a gateway endpoint carries it for nothing.", sum = sum));
            let found = flows.iter().fold(found, |f, x| f.with(*x));
            let old = model.all::<GatewayEndpoint>().find(|(_, g)| g.vpc == e.vpc && g.service == e.service);
            let label = match old {
                Some((g, _)) => {
                    text!("Send names in {vpc} to {gateway}, those from on-premises to {endpoint}", vpc = e.vpc, gateway = g, endpoint = id)
                }
                None => text!("Add a gateway endpoint, and keep {endpoint} for on-premises names", endpoint = id),
            };
            Some(found.option(
                label,
                step(facts, |d| {
                    match old {
                        Some((g, body)) => {
                            let all: BTreeSet<_> = body.tables.iter().copied().chain(tables.iter().copied()).collect();
                            d.set(g, "tables", &all.into_iter().collect::<Vec<_>>())?;
                        }
                        None => {
                            let tables = tables.iter().copied().collect();
                            d.add(None, GatewayEndpoint { vpc: e.vpc, service: e.service.clone(), tables, policy: None })?;
                        }
                    }
                    Ok(d.set(id, "private_dns", &PrivateDns::InboundResolver)?)
                }),
            ))
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
  interface-endpoint s3 in a groups g private-dns #! S3 traffic of v takes s3, which charges for every GB
  interface-endpoint kms in a groups g private-dns
service s3
service kms
flow api -> s3 tcp 443
flow api -> kms tcp 443
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
        let inbound = TEXT.replace(
            "private-dns #! S3 traffic of v takes s3, which charges for every GB",
            "private-dns-inbound\n  gateway-endpoint s3 tables v-main",
        );
        check(&CHECK, &inbound);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Add a gateway endpoint, and keep s3 for on-premises names"]);
        let both = TEXT.replace("service s3\n", "  gateway-endpoint s3\nservice s3\n");
        mends(&CHECK, &both, &["Send names in v to s3-gw, those from on-premises to s3"]);
    }
}
