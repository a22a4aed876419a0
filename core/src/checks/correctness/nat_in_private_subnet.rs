//! Public NAT gateways in subnets without a way to the internet.

use crate::checks::shared::{anywhere, internet_gateway};
use crate::checks::{Found, check, set, step};
use crate::document::{Id, Kind, NatConnectivity, NatGateway, NatHome, Subnet, Vpc};
use crate::facts::Facts;
use crate::graph::{Lookup, Point, RouteTarget, SubnetClass};
use crate::propose::add_route;
use crate::text;

check! {
    /// A public NAT gateway sends packets on through the internet gateway, by the route table of the subnet it stands in. In a
    /// subnet without a route to an internet gateway it has nowhere to send them; if that subnet's default route leads to
    /// the NAT gateway itself, they go in a circle.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw igw
    ///   table private: 0.0.0.0/0 -> nat
    ///   subnet app a 10.0.0.0/24 table private
    ///     nat nat
    /// ```
    ///
    /// ## What to do
    ///
    /// Move the NAT gateway to a public subnet of the same zone, or route its subnet to the internet gateway. AWS moves no
    /// NAT gateway: moving means a new one, whose Elastic IP address can be the old one's.
    ///
    /// AWS: "NAT gateway basics", "NAT gateway use cases" (Amazon VPC User Guide)
    "nat-in-private-subnet", "NAT gateway in a private subnet", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, nat) in model.all::<NatGateway>() {
        let NatHome::Zonal(home) = nat.home else { continue };
        let Some(subnet) = model.get(home).filter(|_| nat.connectivity == NatConnectivity::Public) else { continue };
        let Some(table) = model.table_of(home) else { continue };
        let target = match facts.graph().look_up(table, &Point::Internet) {
            Lookup::Found(c) => Some(c.route.target),
            _ => None,
        };
        let why = match target {
            Some(RouteTarget::Node(n)) if n.kind() == Kind::InternetGateway => continue,
            Some(RouteTarget::Node(n)) if n == id.node() => {
                text!("{table} sends what {nat} forwards back to {nat}: the packets go in a circle.", table = table, nat = id)
            }
            Some(RouteTarget::Node(n)) => {
                text!("{table} sends what it forwards to {next}, not to an internet gateway.", table = table, next = n)
            }
            Some(RouteTarget::Blackhole { was, .. }) => {
                text!("{table} sends what it forwards to {was}, which is gone or not attached.", table = table, was = was)
            }
            _ => text!("{table} has no route to the internet.", table = table),
        };
        let said = text!("{nat} stands in {subnet}, which has no route to an internet gateway.", nat = id, subnet = home);
        let mut found = Found::new(id, said).with(home).with(table).because(why);
        for better in public_of_zone(facts, subnet) {
            let label = text!("Move {nat} to {subnet}", nat = id, subnet = better);
            found = found.option(label, set(id, "home", &NatHome::Zonal(better)));
        }
        out.push(found.option(
            text!("Give {subnet} a route table with a route to the internet gateway", subnet = home),
            step(facts, |d| {
                let table =
                    crate::document::RouteTable { vpc: subnet.vpc, routes: vec![], propagation: vec![], edge: None, complete: true };
                let igw = match internet_gateway(model, subnet.vpc) {
                    Some(igw) => igw,
                    None => d.add(None, crate::document::InternetGateway { vpc: Some(subnet.vpc) })?,
                };
                let name = format!("{}-public", model.name(home));
                let table = d.add(Some(&name), table)?;
                if let Some(net) = anywhere(false) {
                    add_route(d, table, net, igw)?;
                }
                Ok(d.set(home, "table", &Some(table))?)
            }),
        ));
    }
    out
}

/// Public subnets of the same VPC and zone.
fn public_of_zone(facts: &Facts, subnet: &Subnet) -> Vec<Id<Subnet>> {
    let vpc: Id<Vpc> = subnet.vpc;
    let here = facts.document.model.subnets_of(vpc).filter(|(_, s)| s.zone == subnet.zone);
    here.filter(|(id, _)| facts.classes().get(id) == Some(&SubnetClass::Public)).map(|(id, _)| id).take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc main 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  table private: 0.0.0.0/0 -> nat
  subnet public a 10.0.0.0/24 table out
    nat good
  subnet app a 10.0.1.0/24 table private
    nat nat #! nat stands in app, which has no route to an internet gateway
    nat inner private
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Move nat to public", "Give app a route table with a route to the internet gateway"]);
        let bare = "vpc v 10.0.0.0/16\n  subnet app a 10.0.1.0/24\n    nat nat";
        mends(&CHECK, bare, &["Give app a route table with a route to the internet gateway"]);
    }
}
