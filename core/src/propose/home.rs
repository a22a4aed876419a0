//! What may stand where. A drop on something inside a legal container counts for that container.

use super::{Item, Refusal};
use crate::document::{Compute, Document, Id, Model, Place, Subnet, Vpc, Zone};
use crate::text;

/// Where something is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Outside every VPC.
    Canvas,
    Vpc(Id<Vpc>),
    Zone(Id<Vpc>, Zone),
    Subnet(Id<Subnet>),
}

impl Spot {
    /// The innermost container at a box: a subnet for what stands in one, a VPC for what hangs on its edge.
    pub fn at(doc: &Document, over: Option<&Place>) -> Self {
        let model = &doc.model;
        let of_vpc = |v: Option<Id<Vpc>>| v.filter(|v| model.contains(*v)).map_or(Self::Canvas, Self::Vpc);
        match over {
            None => Self::Canvas,
            Some(Place::Zone(vpc, zone)) if model.contains(*vpc) => Self::Zone(*vpc, zone.clone()),
            Some(Place::Zone(..)) => Self::Canvas,
            Some(Place::Part(_, within)) => Self::at(doc, Some(&Place::Node(*within))),
            Some(Place::Node(n)) => match (Id::<Subnet>::of(*n), model.subnets_where(*n).as_slice()) {
                (Some(subnet), _) if model.contains(subnet) => Self::Subnet(subnet),
                (None, [one]) if model.contains(*one) => Self::Subnet(*one),
                _ => of_vpc(model.vpc_of(*n)),
            },
        }
    }

    pub fn vpc(&self, model: &Model) -> Option<Id<Vpc>> {
        match self {
            Self::Canvas => None,
            Self::Vpc(v) | Self::Zone(v, _) => Some(*v),
            Self::Subnet(s) => model.get(*s).map(|s| s.vpc),
        }
    }

    pub fn subnet(&self) -> Option<Id<Subnet>> {
        match self {
            Self::Subnet(s) => Some(*s),
            _ => None,
        }
    }
}

/// Where `item` goes when it is dropped on the box `over`; why not, where it cannot.
pub fn home(doc: &Document, item: &Item, over: Option<&Place>) -> Result<Spot, Refusal> {
    let spot = Spot::at(doc, over);
    let model = &doc.model;
    let vpc = || spot.vpc(model).map(Spot::Vpc).ok_or_else(|| elsewhere(item));
    match item {
        Item::Vpc | Item::TransitGateway | Item::OnPremises | Item::Services(_) | Item::Bucket | Item::Table => Ok(Spot::Canvas),
        Item::Subnet(_) => match &spot {
            Spot::Subnet(s) => model.get(*s).map(|s| Spot::Zone(s.vpc, s.zone.clone())).ok_or_else(|| elsewhere(item)),
            Spot::Canvas => Err(elsewhere(item)),
            _ => Ok(spot),
        },
        // On a subnet they are for that subnet.
        Item::RouteTable | Item::NetworkAcl => match spot {
            Spot::Subnet(_) => Ok(spot),
            _ => vpc(),
        },
        Item::Zone
        | Item::SecurityGroup
        | Item::InternetGateway
        | Item::EgressOnly
        | Item::RegionalNat
        | Item::VpnGateway
        | Item::GatewayEndpoint(_) => vpc(),
        Item::Workload(Compute::Function) if spot == Spot::Canvas => Ok(spot),
        Item::Nat
        | Item::InterfaceEndpoint(_)
        | Item::ResourceEndpoint
        | Item::BalancerEndpoint
        | Item::Workload(_)
        | Item::LoadBalancer => match spot {
            Spot::Subnet(_) => Ok(spot),
            _ => Err(elsewhere(item)),
        },
    }
}

/// Where it would go.
pub(super) fn elsewhere(item: &Item) -> Refusal {
    let what = item.with_article();
    match item {
        Item::Zone => text!("{what} is a column of a VPC: drop it on one.", what = what),
        Item::Subnet(_) => text!("{what} stands in a zone of a VPC: drop it on one.", what = what),
        Item::Workload(Compute::Function) => {
            text!("{what} stands in subnets, or outside every VPC: drop it on a subnet or on the empty canvas.", what = what)
        }
        Item::Nat
        | Item::InterfaceEndpoint(_)
        | Item::ResourceEndpoint
        | Item::BalancerEndpoint
        | Item::Workload(_)
        | Item::LoadBalancer => {
            text!("{what} stands in a subnet: drop it on one.", what = what)
        }
        _ => text!("{what} belongs to a VPC: drop it on one.", what = what),
    }
    .into()
}
