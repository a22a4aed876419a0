//! Calls that go through a NAT gateway although a free gateway endpoint would do.

use crate::catalogue::{Meter, ServiceKind};
use crate::checks::shared::{monthly, service_name};
use crate::checks::{Found, check, step};
use crate::document::{Flow, GatewayEndpoint, Id, NatGateway, RouteTable, ServiceId, Subnet, Vpc};
use crate::facts::Facts;
use crate::graph::Point;
use crate::ordered::Sorted as _;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::propose::private_tables;
use crate::reach::Way;
use crate::text;
use crate::text::Arg;

check! {
    /// S3, DynamoDB and S3 Express One Zone have gateway endpoints, which cost nothing, neither by the hour nor by the GB. A
    /// private subnet that calls them through a NAT gateway pays the NAT gateway's charge for every GB, and its traffic
    /// passes no endpoint policy.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw igw
    ///   table out: 0.0.0.0/0 -> igw
    ///   table app: 0.0.0.0/0 -> nat
    ///   group app: out any to 0.0.0.0/0
    ///   subnet public a 10.0.0.0/24 table out
    ///     nat nat
    ///   subnet app a 10.0.1.0/24 table app
    ///     instance api groups app
    /// service s3
    /// flow api -> s3 tcp 443
    /// ```
    ///
    /// ## What to do
    ///
    /// Add a gateway endpoint and associate the tables of the subnets that call the service. Connections that are open at that
    /// moment are cut once. Buckets in other Regions still go through the NAT gateway.
    ///
    /// AWS: "Gateway endpoints for Amazon S3" (AWS PrivateLink Guide), "NAT gateway pricing" (Amazon VPC User Guide)
    "gateway-endpoint-instead-of-nat", "Through NAT where a gateway endpoint would do", Cost, Warning
}

#[derive(Default)]
struct Calls {
    flows: Vec<Id<Flow>>,
    tables: Vec<Id<RouteTable>>,
    subnets: Vec<Id<Subnet>>,
    nat: Option<Id<NatGateway>>,
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut calls: BTreeMap<(Id<Vpc>, ServiceId), Calls> = BTreeMap::new();
    let served: BTreeSet<(Id<Vpc>, &ServiceId)> =
        model.all::<GatewayEndpoint>().filter(|(_, e)| !e.tables.is_empty()).map(|(_, e)| (e.vpc, &e.service)).collect();
    for (flow, trace) in facts.flows() {
        for path in &trace.paths {
            let (Way::Nat(nat), Some(Point::Service(service, region))) = (path.way, &path.point) else { continue };
            let Some(from) = path.from.and_then(|i| facts.graph().interface(i)) else { continue };
            let has = served.contains(&(from.vpc, service));
            // One that exists and is not on the table is another finding.
            if has || facts.graph().region_of(from.vpc) != Some(region) {
                continue;
            }
            if !facts.catalogue.service(service.as_str()).is_some_and(|s| s.offers(ServiceKind::Gateway)) {
                continue;
            }
            let c = calls.entry((from.vpc, service.clone())).or_default();
            c.nat = c.nat.or(Some(nat));
            push(&mut c.flows, *flow);
            push(&mut c.subnets, from.subnet);
            if let Some(t) = model.table_of(from.subnet) {
                push(&mut c.tables, t);
            }
        }
    }
    calls.into_iter().filter_map(|((vpc, service), c)| found(facts, vpc, &service, &c)).collect()
}

fn push<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

fn found(facts: &Facts, vpc: Id<Vpc>, service: &ServiceId, c: &Calls) -> Option<Found> {
    let (model, nat) = (&facts.document.model, c.nat?);
    let name = || service_name(facts, service);
    let mut callers: Vec<_> = c.flows.iter().filter_map(|f| model.get(*f)).map(|f| f.from).collect();
    callers.order();
    callers.dedup();
    let one = callers.len() == 1;
    let verb = if one { "calls" } else { "call" };
    let callers = callers.into_iter().collect::<Arg>();
    let said = text!(
        "{callers} {verb} {service} through {nat}, where a gateway endpoint would be free.",
        callers = callers,
        verb = verb,
        service = name(),
        nat = nat
    );
    let lines = facts.estimate().lines.iter().filter(|l| {
        l.meter == Meter::NatGb && l.on.kind() == crate::document::Kind::NatGateway && l.flow.is_some_and(|f| c.flows.contains(&f))
    });
    let sum = monthly(facts, lines);
    let found = Found::new(nat, said).with(vpc).because(text!(
        "The data that {nat} processes for it costs {sum} in a typical month.",
        nat = nat,
        sum = sum
    ));
    let found = c.subnets.iter().map(|s| s.node()).chain(c.flows.iter().map(|f| f.node())).fold(found, |f, n| f.with(n));
    let mut tables = private_tables(model, vpc);
    c.tables.iter().for_each(|t| push(&mut tables, *t));
    let old = model.all::<GatewayEndpoint>().find(|(_, e)| e.vpc == vpc && e.service == *service).map(|(id, _)| id);
    let names = tables.iter().copied().collect::<Arg>();
    Some(match old {
        Some(e) => {
            found.fix(text!("Associate {tables} with {endpoint}", tables = names, endpoint = e), crate::checks::set(e, "tables", &tables))
        }
        None => found.fix(
            text!("Add a gateway endpoint for {service}, associated with {tables}", service = name(), tables = names),
            step(facts, |d| {
                d.add(None, GatewayEndpoint { vpc, service: service.clone(), tables: tables.clone(), policy: None })?;
                Ok(())
            }),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group g: out any to 0.0.0.0/0
  subnet public a 10.0.0.0/24 table out public-ip
    nat nat #! api and job call S3 through nat
    instance web groups g
  subnet app a 10.0.1.0/24 table app
    instance api groups g
    instance job groups g
bucket logs
service s3
service ssm
flow api -> s3 tcp 443 gb 10/100/1000
flow job -> logs tcp 443
flow api -> ssm tcp 443
flow web -> s3 tcp 443
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
        let with =
            TEXT.replace(" #! api and job call S3 through nat", "").replace("bucket logs", "  gateway-endpoint s3 tables app\nbucket logs");
        check(&CHECK, &with);
        let far = TEXT
            .replace(" #! api and job call S3 through nat", "")
            .replace("bucket logs\nservice s3", "region eu-west-1\nbucket logs\nservice s3");
        check(&CHECK, &far);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Add a gateway endpoint for S3, associated with app"]);
    }
}
