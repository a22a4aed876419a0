//! Routes that AWS does not take: inside the VPC's blocks, to reserved ranges, or twice.

use crate::checks::{Found, check, set};
use crate::document::{Destination, Id, Kind, NodeId, Route, RouteTable, Target};
use crate::facts::Facts;
use crate::net::cidr;
use crate::text;
use crate::text::code;
use ipnet::IpNet;

check! {
    /// Every table has a local route for each block of its VPC. A route inside those blocks is taken only where its
    /// destination is the whole block of a subnet and its target a NAT gateway, a network interface or a Gateway Load
    /// Balancer endpoint: that is how traffic between subnets is sent through a middlebox. The local route's own target can
    /// be replaced by the same three. Routes to 169.254.168.0/22 and fd00:ec2::/32, where AWS's own services answer, are
    /// refused, and a destination stands in a table once.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw igw
    ///   main-table: 10.0.4.0/24 -> igw
    /// ```
    ///
    /// ## What to do
    ///
    /// Remove the route: inside the VPC the local route carries packets already.
    ///
    /// AWS: "Subnet route tables", "Gateway route tables" (Amazon VPC User Guide)
    "route-not-allowed", "Route that AWS refuses", Correctness, Error
}

const RESERVED: [&str; 2] = ["169.254.168.0/22", "fd00:ec2::/32"];

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, table) in model.all::<RouteTable>() {
        for (i, r) in table.routes.iter().enumerate() {
            let to = match &r.destination {
                Destination::List(crate::document::ListRef::Customer(l)) => (*l).into(),
                d => code(d),
            };
            let why = if table.routes.iter().take(i).any(|o| o.destination == r.destination) {
                Some(text!("{table} has a route to {to} already, and a destination stands in a table once.", table = id, to = to.clone()))
            } else {
                refused(facts, table, r)
            };
            let Some(why) = why else { continue };
            let rest: Vec<_> = table.routes.iter().enumerate().filter(|(n, _)| *n != i).map(|(_, r)| r.clone()).collect();
            out.push(
                Found::new(id, text!("{table} cannot have the route {to} to {target}.", table = id, to = to.clone(), target = target(r)))
                    .because(why)
                    .fix(text!("Remove the route {to} to {target}", to = to, target = target(r)), set(id, "routes", &rest)),
            );
        }
    }
    out
}

fn target(r: &Route) -> text::Arg {
    match &r.target {
        Target::Node(n) => (*n).into(),
        Target::Gone(was) | Target::Unknown(was) => was.as_str().into(),
    }
}

fn refused(facts: &Facts, table: &RouteTable, r: &Route) -> Option<text::Text> {
    let model = &facts.document.model;
    let Destination::Cidr(net) = r.destination else { return None };
    if RESERVED.iter().filter_map(|s| s.parse::<IpNet>().ok()).any(|n| n.contains(&net)) {
        return Some(text!("AWS's own services answer at {net}; such packets are never forwarded.", net = net));
    }
    let vpc = model.get(table.vpc)?;
    let own = vpc.cidrs.iter().map(|c| IpNet::V4(*c)).chain(vpc.ipv6.iter().map(|c| IpNet::V6(*c)));
    let block = own.into_iter().find(|b| b.contains(&net))?;
    let subnet = model.subnets_of(table.vpc).find(|(_, s)| s.cidr.map(IpNet::V4) == Some(net) || s.ipv6.map(IpNet::V6) == Some(net));
    let middlebox = match r.target {
        Target::Node(n) => [Kind::NatGateway, Kind::NetworkInterface, Kind::BalancerEndpoint].contains(&n.kind()) || instance(facts, n),
        Target::Gone(_) | Target::Unknown(_) => true,
    };
    match (net == block, subnet) {
        (true, _) | (_, Some(_)) if !middlebox => Some(text!(
            "{net} is inside {vpc}: its target can be a NAT gateway, an interface or a Gateway Load Balancer endpoint only.",
            net = net,
            vpc = table.vpc
        )),
        (false, None) if !cidr::overlap(net, block) => None,
        (false, None) => Some(text!(
            "{net} lies inside {vpc} ({block}) and is not the whole block of a subnet.",
            net = net,
            vpc = table.vpc,
            block = block
        )),
        _ => None,
    }
}

/// An instance stands for its interface.
fn instance(facts: &Facts, n: NodeId) -> bool {
    let workload = Id::<crate::document::Workload>::of(n).and_then(|w| facts.document.model.get(w));
    workload.is_some_and(|w| w.compute == crate::document::Compute::Instance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16
  igw igw
  table a: 10.0.4.0/24 -> igw #! a cannot have the route 10.0.4.0/24 to igw
  table b: 10.0.0.0/24 -> fw, 0.0.0.0/0 -> igw, 10.1.0.0/16 -> fw
  table c: 10.0.0.0/24 -> igw #! c cannot have the route 10.0.0.0/24 to igw
  table d: 10.0.0.0/16 -> igw #! d cannot have the route 10.0.0.0/16 to igw
  table e: 10.0.0.0/25 -> fw #! e cannot have the route 10.0.0.0/25 to fw
  table f: 169.254.169.0/24 -> igw #! f cannot have the route 169.254.169.0/24 to igw
  table g: 0.0.0.0/0 -> igw, 0.0.0.0/0 -> fw #! g cannot have the route 0.0.0.0/0 to fw
  subnet s a 10.0.0.0/24
    instance fw no-source-dest-check
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  igw igw\n  table a: 10.0.4.0/24 -> igw, 0.0.0.0/0 -> igw, 0.0.0.0/0 -> igw",
            &["Remove the route 10.0.4.0/24 to igw", "Remove the route 0.0.0.0/0 to igw"],
        );
    }
}
