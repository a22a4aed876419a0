//! Routes that AWS does not take: inside the VPC's blocks, to reserved ranges, twice, or not for an edge table.

use crate::checks::{Found, check, set};
use crate::document::{Destination, Id, Kind, NodeId, Route, RouteTable, Target, VpnGateway};
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
    /// refused, and a destination stands in a table once. A Gateway Load Balancer endpoint is no target for a prefix list.
    ///
    /// A table of an internet or virtual private gateway (an edge table) leads what comes in to a middlebox: its targets are
    /// network interfaces and Gateway Load Balancer endpoints, its destinations the VPC's blocks and those of whole subnets. It
    /// takes no prefix lists and no propagated routes. (Public ranges that are led through an internet gateway are not judged.)
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
    /// AWS: "Subnet route tables", "Gateway route tables" (Amazon VPC User Guide), "Access virtual appliances through AWS
    /// PrivateLink" (AWS PrivateLink Guide)
    "route-not-allowed", "Route that AWS refuses", Correctness, Error
}

const RESERVED: [&str; 2] = ["169.254.168.0/22", "fd00:ec2::/32"];

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, table) in model.all::<RouteTable>() {
        if let Some(gateway) = table.edge.filter(|_| !table.propagation.is_empty()) {
            out.push(
                Found::new(id, text!("{table} takes no propagated routes: it is the table of {gateway}.", table = id, gateway = gateway))
                    .because(text!("A table of a gateway holds static routes only."))
                    .fix(text!("Take propagation off {table}", table = id), set(id, "propagation", &Vec::<Id<VpnGateway>>::new())),
            );
        }
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
    let kind = match r.target {
        Target::Node(n) => Some(n.kind()),
        Target::Gone(_) | Target::Unknown(_) => None,
    };
    let Destination::Cidr(net) = r.destination else {
        return match (table.edge, kind) {
            (Some(gateway), _) => Some(text!("The table of a gateway, here {gateway}, takes no prefix lists.", gateway = gateway)),
            (None, Some(Kind::BalancerEndpoint)) => {
                Some(text!("A Gateway Load Balancer endpoint cannot be the target of a route to a prefix list: write its blocks out."))
            }
            _ => None,
        };
    };
    if let (Some(gateway), Target::Node(n)) = (table.edge, &r.target)
        && ![Kind::NetworkInterface, Kind::BalancerEndpoint].contains(&n.kind())
        && !instance(facts, *n)
    {
        let why = text!(
            "The table of a gateway, here {gateway}, leads to interfaces and Gateway Load Balancer endpoints only.",
            gateway = gateway
        );
        return Some(why);
    }
    if RESERVED.iter().filter_map(|s| s.parse::<IpNet>().ok()).any(|n| n.contains(&net)) {
        return Some(text!("AWS's own services answer at {net}; such packets are never forwarded.", net = net));
    }
    let vpc = model.get(table.vpc)?;
    let block = vpc.blocks().into_iter().find(|b| b.contains(&net));
    if let (None, Some(gateway)) = (block, table.edge.filter(|g| g.kind() == Kind::VpnGateway)) {
        return Some(text!(
            "The table of a gateway, here {gateway}, leads to blocks of {vpc} and its subnets only.",
            gateway = gateway,
            vpc = table.vpc
        ));
    }
    let block = block?;
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
    fn tables_of_gateways() {
        check(
            &CHECK,
            "prefix-list offices: 198.51.100.0/24
vpc v 10.0.0.0/16
  igw igw
  vgw vgw
  table in edge igw: 10.0.0.0/24 -> look, 10.0.1.0/24 -> fw, 203.0.113.0/24 -> look
  table nat edge igw: 10.0.0.0/24 -> out #! nat cannot have the route 10.0.0.0/24 to out
  table list edge igw: offices -> look #! list cannot have the route offices to look
  table home edge vgw: 10.2.0.0/16 -> look #! home cannot have the route 10.2.0.0/16 to look
  table learnt propagate vgw edge vgw: 10.0.0.0/24 -> look #! learnt takes no propagated routes
  table plain: offices -> look #! plain cannot have the route offices to look
  subnet s a 10.0.0.0/24
    gwlb-endpoint look
    nat out
  subnet t a 10.0.1.0/24
    instance fw no-source-dest-check
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  vgw vgw\n  table in propagate vgw edge vgw: 10.0.0.0/24 -> look\n  subnet s a 10.0.0.0/24\n    gwlb-endpoint look",
            &["Take propagation off in"],
        );
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  igw igw\n  table a: 10.0.4.0/24 -> igw, 0.0.0.0/0 -> igw, 0.0.0.0/0 -> igw",
            &["Remove the route 10.0.4.0/24 to igw", "Remove the route 0.0.0.0/0 to igw"],
        );
    }
}
