//! Gateway endpoints that callers of their service do not use, because their table is not associated.

use crate::answer::TracePath;
use crate::checks::shared::service_name;
use crate::checks::{Found, check, set};
use crate::document::{Flow, GatewayEndpoint, Id, RouteTable, Subnet, Vpc};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::graph::Point;
use crate::ordered::BTreeMap;
use crate::reach::{Verdict, Way};
use crate::text;

check! {
    /// Only subnets whose route table is associated with a gateway endpoint use it. A workload elsewhere in the VPC keeps
    /// calling the service by its default route, through a NAT gateway that charges for every GB, or not at all.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table a
    ///   table b
    ///   subnet app-a a 10.0.0.0/24 table a
    ///   subnet app-b b 10.0.1.0/24 table b
    ///     instance api
    ///   gateway-endpoint s3 tables a
    /// service s3
    /// flow api -> s3 tcp 443
    /// ```
    ///
    /// ## What to do
    ///
    /// Associate the route table of the calling subnet with the endpoint. AWS then adds the route by itself.
    ///
    /// AWS: "Gateway endpoints" (AWS PrivateLink Guide)
    "gateway-endpoint-not-on-callers-table", "Gateway endpoint not on the caller's route table", Correctness, Warning
}

#[derive(Default)]
struct Missed {
    flows: Vec<Id<Flow>>,
    subnet: Option<Id<Subnet>>,
    by: Option<Way>,
    blocked: bool,
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut missed: BTreeMap<(Id<GatewayEndpoint>, Id<RouteTable>), Missed> = BTreeMap::new();
    let mut by_vpc: BTreeMap<Id<Vpc>, Vec<(Id<GatewayEndpoint>, &GatewayEndpoint)>> = BTreeMap::new();
    for (id, e) in model.all::<GatewayEndpoint>() {
        by_vpc.entry(e.vpc).or_default().push((id, e));
    }
    for (flow, trace) in facts.flows() {
        for path in &trace.paths {
            if let Some((endpoint, table, subnet)) = misses(facts, &by_vpc, path) {
                let m = missed.entry((endpoint, table)).or_default();
                if m.flows.last() != Some(flow) {
                    m.flows.push(*flow);
                }
                m.subnet = m.subnet.or(Some(subnet));
                m.by = m.by.or(Some(path.way));
                m.blocked |= path.verdict == Verdict::Blocked;
            }
        }
    }
    missed
        .into_iter()
        .filter_map(|((endpoint, table), m)| {
            let e = model.get(endpoint)?;
            let (flow, subnet) = (*m.flows.first()?, m.subnet?);
            let service = service_name(facts, &e.service);
            let said = text!(
                "{caller} calls {service} from {subnet}, whose route table {table} is not associated with {endpoint}.",
                caller = model.get(flow)?.from,
                service = service,
                subnet = subnet,
                table = table,
                endpoint = endpoint
            );
            let way = match (m.blocked, m.by) {
                (true, _) => text!("The call finds no way out, and a gateway endpoint would be one."),
                (_, Some(Way::Nat(nat))) => text!("The call goes through {nat}, which charges for every GB.", nat = nat),
                (_, Some(Way::InternetGateway(igw))) => text!("The call goes by {igw}, past the endpoint and its policy.", igw = igw),
                _ => text!("The call goes past the endpoint and its policy."),
            };
            let severity = if m.blocked { Severity::Error } else { Severity::Warning };
            let tables = [e.tables.as_slice(), &[table]].concat();
            Some(
                Found::new(endpoint, said)
                    .with(table)
                    .with(subnet)
                    .with(flow)
                    .severity(severity)
                    .because(way)
                    .fix(text!("Associate {table} with {endpoint}", table = table, endpoint = endpoint), set(endpoint, "tables", &tables)),
            )
        })
        .collect()
}

/// The endpoint that a path could take and does not, and the table that lacks it.
fn misses(
    facts: &Facts,
    by_vpc: &BTreeMap<Id<Vpc>, Vec<(Id<GatewayEndpoint>, &GatewayEndpoint)>>,
    path: &TracePath,
) -> Option<(Id<GatewayEndpoint>, Id<RouteTable>, Id<Subnet>)> {
    let model = &facts.document.model;
    let Point::Service(service, region) = path.point.as_ref()? else { return None };
    let from = facts.graph().interface(path.from?)?;
    let table = model.table_of(from.subnet)?;
    let all = by_vpc.get(&from.vpc)?.iter().filter(|(_, e)| e.service == *service && facts.graph().region_of(e.vpc) == Some(region));
    let all: Vec<_> = all.collect();
    if all.iter().any(|(_, e)| e.tables.contains(&table)) {
        return None;
    }
    // One without any table is another finding.
    all.iter().find(|(_, e)| !e.tables.is_empty()).map(|(id, _)| (*id, table, from.subnet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  table nat: 0.0.0.0/0 -> nat
  table none
  group g: out any to 0.0.0.0/0
  subnet public a 10.0.9.0/24 table out public-ip
    nat nat
  subnet one a 10.0.0.0/24 table nat
    instance api groups g
    instance db groups g
  subnet two a 10.0.1.0/24 table none
    instance job groups g
  subnet three a 10.0.2.0/24 table out
  gateway-endpoint s3 tables out #! api calls S3 from one, whose route table nat is not associated with s3-gw
service s3
bucket b
flow api -> s3 tcp 443
flow db -> b tcp 443
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
        let (begin, _) = TEXT.split_once("tables out").unwrap();
        let (_, end) = TEXT.split_once("s3-gw\n").unwrap();
        check(&CHECK, &format!("{begin}tables nat\n{end}"));
        let end = end.replace("flow api", "flow job").replace("flow db -> b tcp 443", "");
        check(&CHECK, &format!("{begin}tables out #! job calls S3 from two\n{end}"));
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Associate nat with s3-gw"]);
    }
}
