//! What things are called in a description: by what they are, never by id.
use portico_core::document::{Body, Destination, Id, ListRef, Model, NatHome, NodeId, Region, SecurityGroup, ServiceId, Subnet, Vpc};

/// The names of a model's resources.
#[derive(Clone, Copy)]
pub struct Names<'a>(pub &'a Model);

impl Names<'_> {
    pub fn subnet(self, id: Id<Subnet>) -> String {
        let cidr = self.0.get(id).and_then(|s| s.cidr).map(|c| c.to_string());
        format!("subnet {}", cidr.unwrap_or_else(|| self.0.name(id)))
    }

    pub fn group(self, id: Id<SecurityGroup>) -> String {
        let default = self.0.all::<Vpc>().any(|(_, vpc)| vpc.default_group == id);
        if default { "default".to_owned() } else { self.0.name(id) }
    }

    /// The name of a service's endpoint service, which its prefix list shares.
    pub fn service(self, region: &Region, service: &ServiceId) -> String {
        format!("com.amazonaws.{region}.{service}")
    }

    pub fn list(self, vpc: &Vpc, list: &ListRef) -> String {
        match list {
            ListRef::Customer(id) => self.0.name(*id),
            ListRef::Service(service) => self.service(&vpc.region, service),
        }
    }

    pub fn destination(self, vpc: &Vpc, destination: &Destination) -> String {
        match destination {
            Destination::Cidr(net) => net.to_string(),
            Destination::List(list) => self.list(vpc, list),
        }
    }

    /// The target of a route.
    pub fn target(self, id: NodeId) -> String {
        let name = self.0.name(id);
        match self.0.node(id).map(|n| &n.body) {
            Some(Body::InternetGateway(_)) => "internet gateway".to_owned(),
            Some(Body::EgressOnlyGateway(_)) => "egress-only gateway".to_owned(),
            Some(Body::NatGateway(nat)) => match nat.home {
                NatHome::Zonal(subnet) => format!("nat in {}", self.subnet(subnet)),
                NatHome::Regional(_) => format!("nat {name}"),
            },
            Some(Body::Peering(p)) => {
                let mut ends = [self.0.name(p.requester), self.0.name(p.accepter)];
                ends.sort();
                format!("peering {}", ends.join(" - "))
            }
            Some(Body::TransitGateway(_)) => format!("transit gateway {name}"),
            Some(Body::VpnGateway(_)) => format!("vpn gateway {name}"),
            Some(Body::BalancerEndpoint(e)) => format!("endpoint {}", e.service_name),
            _ => format!("interface {name}"),
        }
    }
}
