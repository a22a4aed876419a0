//! What the studio does when a person drops or connects something: addresses, routes and groups that make it work at once.
//!
//! Everything here is a pure function of the document: it returns a [`Command`] to apply, or a [`Refusal`] in words.
//! Proposals make what AWS would have one make by hand (a route to the NAT gateway, a group for the endpoint) and change
//! nothing that somebody set: a table that has a default route keeps it.

mod address;
mod connect;
mod endpoint;
mod flow;
mod gateway;
mod home;
mod item;
mod network;
mod plan;
mod refusal;
mod routing;
mod workload;

#[cfg(test)]
mod tests;

pub use address::{free_v6, taken as taken_blocks};
pub use connect::{connect, peering};
pub use endpoint::{endpoint_group, interface_endpoint, private_dns};
pub use flow::{flow, flows};
pub use home::{Spot, home};
pub use item::{Item, Tier};
pub use network::{free_subnet, free_vpc_block};
pub use plan::{PlanRow, address_plan};
pub use refusal::Refusal;
pub use routing::{add_route, default_target, private_tables, served, twin_subnet};
pub use workload::extend;

use crate::catalogue::Catalogue;
use crate::document::{Document, Place};
use crate::edit::{Command, Draft};

/// What to do when something is dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// One undo step.
    pub command: Command,
    /// The box of what was added: the studio puts it where it was dropped.
    pub place: Place,
    /// Where it stands, after lifting.
    pub spot: Spot,
}

/// A proposal for dropping `item` on the box `over`, or on the empty canvas.
pub fn propose(doc: &Document, catalogue: &Catalogue, item: &Item, over: Option<&Place>) -> Result<Proposal, Refusal> {
    let spot = home(doc, item, over)?;
    let mut ask = Ask { draft: Draft::new(doc), catalogue };
    let place = ask.add(item, &spot)?;
    let spot = match (&spot, &place) {
        // A subnet dropped on its VPC chose a zone.
        (Spot::Vpc(_), Place::Node(n)) => ask.draft.doc.model.subnets_where(*n).first().map_or(spot, |s| Spot::Subnet(*s)),
        _ => spot,
    };
    Ok(Proposal { command: ask.draft.finish(), place, spot })
}

/// A proposal in the making: the document with what it has so far.
struct Ask<'a> {
    draft: Draft,
    catalogue: &'a Catalogue,
}

impl Ask<'_> {
    fn add(&mut self, item: &Item, spot: &Spot) -> Result<Place, Refusal> {
        let vpc = spot.vpc(&self.draft.doc.model);
        let need = || vpc.ok_or_else(|| home::elsewhere(item));
        match (item, spot) {
            (Item::Vpc, _) => self.vpc(),
            (Item::Zone, _) => self.zone(need()?),
            (Item::Subnet(tier), Spot::Zone(vpc, zone)) => self.subnet(*vpc, Some(zone.clone()), *tier),
            (Item::Subnet(tier), _) => self.subnet(need()?, None, *tier),
            (Item::RouteTable, _) => self.route_table(need()?, spot.subnet()),
            (Item::SecurityGroup, _) => self.security_group(need()?),
            (Item::NetworkAcl, _) => self.network_acl(need()?, spot.subnet()),
            (Item::InternetGateway, _) => self.internet_gateway(need()?),
            (Item::EgressOnly, _) => self.egress_only(need()?),
            (Item::Nat, Spot::Subnet(subnet)) => self.nat(*subnet),
            (Item::RegionalNat, _) => self.regional_nat(need()?),
            (Item::VpnGateway, _) => self.vpn_gateway(need()?),
            (Item::TransitGateway, _) => self.transit_gateway(),
            (Item::OnPremises, _) => self.on_premises(),
            (Item::GatewayEndpoint(service), _) => self.gateway_endpoint(need()?, service),
            (Item::InterfaceEndpoint(service), Spot::Subnet(subnet)) => self.interface_endpoint(*subnet, service),
            (Item::ResourceEndpoint, Spot::Subnet(subnet)) => self.resource_endpoint(*subnet),
            (Item::BalancerEndpoint, Spot::Subnet(subnet)) => self.balancer_endpoint(*subnet),
            (Item::Workload(compute), _) => self.workload(*compute, spot.subnet()),
            (Item::LoadBalancer, Spot::Subnet(subnet)) => self.load_balancer(*subnet),
            (Item::Services(ids), _) => self.services(ids),
            (Item::Bucket, _) => self.bucket(),
            (Item::Table, _) => self.table(),
            _ => Err(home::elsewhere(item)),
        }
    }
}
