//! The choices for one service of one VPC, as edits.

use super::units::Unit;
use crate::catalogue::{Catalogue, ServiceKind};
use crate::document::{AddressType, EndpointSubnet, GatewayEndpoint, Id, InterfaceEndpoint, PrivateDns, RouteTable};
use crate::edit::{Command, Draft};
use crate::propose::{Refusal, endpoint_group};

/// A choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    AsIs,
    Gateway,
    /// No endpoint: the subnets' default routes.
    Bare,
    /// An interface endpoint in a set of the unit's zones, as bits.
    Interface(u8),
}

impl Unit {
    /// Every choice that could be made, as it is first.
    pub fn choices(&self, catalogue: &Catalogue) -> Vec<Choice> {
        let mut out = vec![Choice::AsIs];
        if self.pinned {
            return out;
        }
        let offers = |k| catalogue.service(self.service.as_str()).is_some_and(|s| s.offers(k));
        if !self.flows.is_empty() {
            out.extend(offers(ServiceKind::Gateway).then_some(Choice::Gateway));
            if offers(ServiceKind::Interface) {
                let sets = 1u8 << self.homes.len().min(7);
                out.extend((1..sets).map(Choice::Interface));
            }
        }
        out.push(Choice::Bare);
        out
    }

    pub fn apply(&self, d: &mut Draft, choice: Choice, catalogue: &Catalogue) -> Result<(), Refusal> {
        match choice {
            Choice::AsIs => Ok(()),
            Choice::Gateway => {
                self.no_interface(d)?;
                self.gateway(d)
            }
            Choice::Bare => {
                self.no_interface(d)?;
                self.no_gateway(d)
            }
            Choice::Interface(zones) => self.interface(d, zones, catalogue),
        }
    }

    fn no_interface(&self, d: &mut Draft) -> Result<(), Refusal> {
        if let Some(e) = self.endpoint {
            d.run(Command::Delete { nodes: vec![e.node()] })?;
        }
        Ok(())
    }

    fn own_gateway(&self, d: &Draft) -> Option<(Id<GatewayEndpoint>, Vec<Id<RouteTable>>)> {
        let own = d.doc.model.all::<GatewayEndpoint>().find(|(_, e)| e.vpc == self.vpc && e.service == self.service);
        own.map(|(id, e)| (id, e.tables.clone()))
    }

    fn gateway(&self, d: &mut Draft) -> Result<(), Refusal> {
        match self.own_gateway(d) {
            Some((id, mut tables)) => {
                let before = tables.len();
                for t in &self.tables {
                    if !tables.contains(t) {
                        tables.push(*t);
                    }
                }
                if tables.len() > before {
                    d.set(id, "tables", &tables)?;
                }
            }
            None => {
                let body = GatewayEndpoint { vpc: self.vpc, service: self.service.clone(), tables: self.tables.clone(), policy: None };
                d.add(None, body)?;
            }
        }
        Ok(())
    }

    fn no_gateway(&self, d: &mut Draft) -> Result<(), Refusal> {
        if let Some((id, tables)) = self.own_gateway(d) {
            let left: Vec<_> = tables.iter().copied().filter(|t| !self.tables.contains(t)).collect();
            if left.is_empty() {
                d.run(Command::Delete { nodes: vec![id.node()] })?;
            } else if left.len() < tables.len() {
                d.set(id, "tables", &left)?;
            }
        }
        Ok(())
    }

    fn interface(&self, d: &mut Draft, zones: u8, catalogue: &Catalogue) -> Result<(), Refusal> {
        let chosen = self.homes.iter().enumerate().filter(|(i, _)| zones >> i & 1 == 1).map(|(_, (_, s))| *s);
        let old =
            self.endpoint.and_then(|e| d.doc.model.get(e)).map(|e| (e.subnets.clone(), e.private_dns)).unwrap_or((vec![], PrivateDns::Off));
        let subnets: Vec<EndpointSubnet> = chosen
            .map(|s| old.0.iter().find(|o| o.subnet == s).cloned().unwrap_or(EndpointSubnet { subnet: s, ip: None, ipv6: None }))
            .collect();
        match self.endpoint {
            Some(e) => {
                if subnets != old.0 {
                    d.set(e, "subnets", &subnets)?;
                }
                if old.1 != PrivateDns::On {
                    d.set(e, "private_dns", &PrivateDns::On)?;
                }
            }
            None => {
                let ports = catalogue.service(self.service.as_str()).map_or(vec![443], |s| s.ports.value.clone());
                let group = endpoint_group(d, self.vpc, &ports)?;
                let body = InterfaceEndpoint {
                    vpc: self.vpc,
                    service: self.service.clone(),
                    service_region: None,
                    subnets,
                    groups: vec![group],
                    private_dns: PrivateDns::On,
                    policy: None,
                    address_type: AddressType::Ipv4,
                };
                d.add(None, body)?;
            }
        }
        Ok(())
    }
}
