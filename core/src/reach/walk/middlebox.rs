//! Appliances as targets of routes: workloads and interfaces that forward, and Gateway Load Balancer endpoints.

use super::packet::forwards;
use super::*;
use crate::document::{Body, Forwarding};

impl<'g> Walk<'g> {
    pub(super) fn appliance(&mut self, node: NodeId, near: Near) -> Option<Place> {
        let graph = self.graph;
        let Some((n, f)) = graph.interfaces_of(node).first().and_then(|n| Some((*n, graph.interface(*n)?))) else {
            let said = say!("{node} has no interface that packets could go through", node = node);
            self.block(node, HopKind::Device, Code::BAD_STATE_ROUTE, said);
            return None;
        };
        // What is for its own address is not forwarded but received. [Disable source/destination checks]
        if matches!(&self.packet.to.point, Point::Known(a) if f.addresses().any(|own| own == *a)) {
            return self.deliver(near);
        }
        if f.unattached {
            let said = say!("{owner} is attached to nothing, so the route drops what it takes", owner = f.owner);
            self.block(f.owner, HopKind::Device, Code::BAD_STATE_ROUTE, said);
            return None;
        }
        self.set_way(Way::Middlebox(f.owner));
        self.through.push(f.owner);
        self.boxes.push(f.owner);
        let endpoint = f.role == InterfaceRole::BalancerEndpoint;
        // An application in the endpoint's very subnet crosses the ACL all the same. [Access an inspection system using a Gateway
        // Load Balancer endpoint]
        if near.subnet != Some(f.subnet) || endpoint {
            self.acl(f.subnet, true);
        }
        if !forwards(f.role) {
            let said = say!("{owner} takes no packets of others", owner = f.owner);
            self.block(f.owner, HopKind::Device, Code::CANNOT_ROUTE, said);
            return None;
        }
        let forwarding = match graph.model.node(f.owner).map(|n| &n.body) {
            Some(Body::Workload(w)) => w.forwards,
            Some(Body::BalancerEndpoint(e)) => e.forwards,
            _ => Forwarding::Unknown,
        };
        if forwarding != Forwarding::Translated && !self.reply {
            self.sever();
        }
        let (source, to) = (self.packet.source.clone(), self.packet.to.clone());
        self.groups(n, true, &source);
        if f.source_dest_check {
            let said = say!("{owner} drops packets that are not its own: its source/destination check is on", owner = f.owner);
            self.push(f.owner, Some(f.subnet), HopKind::Device, Outcome::Blocked(Code::ENI_SOURCE_DEST_CHECK_RESTRICTION), said);
        }
        match forwarding {
            Forwarding::Everything => {
                self.pass(f.owner, Some(f.subnet), say!("{owner} sends it on as it came", owner = f.owner));
            }
            Forwarding::Unknown => {
                // One that translates sends under its own address, so that what blocks further on may not block it; behind a Gateway Load
                // Balancer packets come back as they were.
                let kind = if endpoint { HopKind::Device } else { HopKind::Route };
                let said = say!("what {owner} does with packets of others is not in the design", owner = f.owner);
                self.depends(f.owner, kind, said);
            }
            Forwarding::Translated if self.reply => {
                let said = say!("{owner} would give the reply another source address than was asked", owner = f.owner);
                self.block(f.owner, HopKind::Device, Code::NGW_SOURCE_ADDRESS_REASSIGN, said);
                return None;
            }
            Forwarding::Translated if endpoint => {
                let said = say!("{owner} sends it on from addresses that are not in the design", owner = f.owner);
                self.depends(f.owner, HopKind::Route, said);
                return None;
            }
            Forwarding::Translated => {
                let own = f.source(self.packet.to.point.is_v6()).map(Point::Known)?;
                self.pass(f.owner, Some(f.subnet), say!("{owner} translates the source to {ip}", owner = f.owner, ip = own.clone()));
                if self.undo.iter().any(|u| matches!(u, Undo::Source { at, .. } if *at == At::Interface(n))) {
                    let said = say!("the subnet of {owner} routes to {owner} itself, so packets go round in circles", owner = f.owner);
                    self.block(f.owner, HopKind::Device, Code::CANNOT_ROUTE, said);
                    return None;
                }
                self.translated(At::Interface(n), End::at(own, Some(n)));
            }
        }
        self.groups(n, false, &to);
        Some(Place::Interface(n))
    }

    /// Through an appliance there and past it back, or the other way round, is asymmetric. [Gateway route tables]
    pub(super) fn symmetric(&mut self, there: &[NodeId]) {
        let differs = there.iter().find(|n| !self.boxes.contains(n)).or_else(|| self.boxes.iter().find(|n| !there.contains(n))).copied();
        if let Some(n) = differs {
            let said = say!("{n} sees packets of one direction only: AWS does not support asymmetric routes through an appliance", n = n);
            self.depends(n, HopKind::Device, said);
        }
    }
}
