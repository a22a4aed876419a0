//! The interfaces of a design, with every address written out. Designs here choose all addresses themselves.
use portico_core::document::*;
use std::net::{IpAddr, Ipv4Addr};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Host,
    Nat,
    Endpoint,
}

/// A network interface.
#[derive(Clone, Debug)]
pub struct Nic {
    pub owner: NodeId,
    pub vpc: Id<Vpc>,
    pub subnet: Id<Subnet>,
    pub groups: Vec<Id<SecurityGroup>>,
    pub addresses: Vec<IpAddr>,
    /// The public address, and the private one that it stands for.
    pub public: Option<(Ipv4Addr, Ipv4Addr)>,
    /// Source/destination check.
    pub check: bool,
    pub role: Role,
    /// What it does with packets of others; `None` where nothing runs behind it.
    pub forwards: Option<Forwarding>,
}

pub struct World<'a> {
    pub model: &'a Model,
    pub nics: Vec<Nic>,
}

impl<'a> World<'a> {
    pub fn of(model: &'a Model) -> Self {
        let mut nics = Vec::new();
        for (id, w) in model.all::<Workload>() {
            let (Some(subnet), Some(ip)) = (w.subnets.first(), w.private_ip) else { continue };
            let Some(s) = model.get(*subnet) else { continue };
            let automatic = w.public_ip.unwrap_or(s.public_ip_on_launch).then(|| Ipv4Addr::new(44, 0, 0, nics.len() as u8));
            let public = w.elastic_ip.and_then(|e| elastic(model, e)).or(automatic);
            nics.push(Nic {
                owner: id.node(),
                vpc: s.vpc,
                subnet: *subnet,
                groups: groups(model, &w.groups, s.vpc),
                addresses: vec![ip.into()],
                public: public.map(|p| (p, ip)),
                check: w.source_dest_check,
                role: Role::Host,
                forwards: Some(w.forwards),
            });
        }
        for (id, x) in model.all::<NetworkInterface>() {
            let Some(s) = model.get(x.subnet) else { continue };
            let behind = x.attached_to.and_then(Id::<Workload>::of).and_then(|w| model.get(w));
            let public = x.elastic_ip.and_then(|e| elastic(model, e)).or(x.public_ip);
            nics.push(Nic {
                owner: id.node(),
                vpc: s.vpc,
                subnet: x.subnet,
                groups: groups(model, &x.groups, s.vpc),
                addresses: x.private_ips.iter().map(|a| IpAddr::V4(*a)).chain(x.ipv6.iter().map(|a| IpAddr::V6(*a))).collect(),
                public: public.zip(x.private_ips.first().copied()),
                check: x.source_dest_check,
                role: Role::Host,
                forwards: behind.map(|w| w.forwards),
            });
        }
        for (id, n) in model.all::<NatGateway>() {
            let (NatHome::Zonal(subnet), Some(ip)) = (n.home, n.private_ip) else { continue };
            let Some(s) = model.get(subnet) else { continue };
            let public = match n.connectivity {
                NatConnectivity::Public => n.addresses.first().and_then(|e| elastic(model, *e)),
                NatConnectivity::Private => None,
            };
            nics.push(Nic {
                owner: id.node(),
                vpc: s.vpc,
                subnet,
                groups: Vec::new(),
                addresses: vec![ip.into()],
                public: public.map(|p| (p, ip)),
                check: false,
                role: Role::Nat,
                forwards: None,
            });
        }
        let services = model.all::<InterfaceEndpoint>().map(|(id, e)| (id.node(), e.vpc, &e.subnets, &e.groups));
        let resources = model.all::<ResourceEndpoint>().map(|(id, e)| (id.node(), e.vpc, &e.subnets, &e.groups));
        for (owner, vpc, subnets, own) in services.chain(resources) {
            for at in subnets {
                let Some(ip) = at.ip else { continue };
                nics.push(Nic {
                    owner,
                    vpc,
                    subnet: at.subnet,
                    groups: groups(model, own, vpc),
                    addresses: std::iter::once(IpAddr::V4(ip)).chain(at.ipv6.map(IpAddr::V6)).collect(),
                    public: None,
                    check: true,
                    role: Role::Endpoint,
                    forwards: None,
                });
            }
        }
        Self { model, nics }
    }

    pub fn nic_of(&self, owner: NodeId) -> Option<usize> {
        self.nics.iter().position(|n| n.owner == owner)
    }

    /// An address that two interfaces of a VPC have, which AWS does not allow.
    pub fn twice(&self) -> Option<IpAddr> {
        let all: Vec<_> = self.nics.iter().flat_map(|n| n.addresses.iter().map(move |a| (n.vpc, *a))).collect();
        let double = all.iter().enumerate().find(|(i, x)| all[..*i].contains(x));
        let outside = self.nics.iter().find(|n| n.addresses.iter().any(|a| !self.subnet_holds(n.subnet, *a)));
        // Nor has a subnet addresses that its VPC does not have.
        let beyond = self.nics.iter().find_map(|n| n.addresses.iter().copied().find(|a| !self.vpc_holds(n.vpc, *a)));
        double.map(|(_, (_, a))| *a).or(beyond).or(outside.and_then(|n| n.addresses.first().copied()))
    }

    /// The interface of a VPC that has this private (or IPv6) address.
    pub fn holder(&self, vpc: Id<Vpc>, address: IpAddr) -> Option<usize> {
        self.nics.iter().position(|n| n.vpc == vpc && n.addresses.contains(&address))
    }

    pub fn vpc_holds(&self, vpc: Id<Vpc>, address: IpAddr) -> bool {
        self.model.get(vpc).is_some_and(|v| match address {
            IpAddr::V4(a) => v.cidrs.iter().any(|c| c.contains(&a)),
            IpAddr::V6(a) => v.ipv6.iter().any(|c| c.contains(&a)),
        })
    }

    pub fn subnet_holds(&self, subnet: Id<Subnet>, address: IpAddr) -> bool {
        self.model.get(subnet).is_some_and(|s| match address {
            IpAddr::V4(a) => s.cidr.is_some_and(|c| c.contains(&a)),
            IpAddr::V6(a) => s.ipv6.is_some_and(|c| c.contains(&a)),
        })
    }

    pub fn internet_gateway(&self, vpc: Id<Vpc>) -> Option<Id<InternetGateway>> {
        self.model.all::<InternetGateway>().find(|(_, g)| g.vpc == Some(vpc)).map(|(id, _)| id)
    }
}

/// AWS gives the default group to what names none.
fn groups(model: &Model, named: &[Id<SecurityGroup>], vpc: Id<Vpc>) -> Vec<Id<SecurityGroup>> {
    if named.is_empty() { model.get(vpc).map(|v| v.default_group).into_iter().collect() } else { named.to_vec() }
}

pub fn elastic(model: &Model, id: Id<ElasticIp>) -> Option<Ipv4Addr> {
    model.get(id).and_then(|e| e.address)
}

/// Whether the internet never carries this address.
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(a) => {
            a.is_private() || a.is_link_local() || a.is_loopback() || (a.octets()[0] == 100 && (64..128).contains(&a.octets()[1]))
        }
        IpAddr::V6(a) => a.is_unique_local() || a.is_unicast_link_local(),
    }
}
