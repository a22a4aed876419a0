//! How far packets go, told as hops and crossings: AWS publishes no latencies, and none are made up here.

use crate::answer::TracePath;
use crate::document::{Id, Kind};
use crate::graph::{NetworkGraph, Point};

/// What a packet passes on one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Distance {
    /// Borders between regions; packets to on-premises networks leave AWS altogether.
    pub region_crossings: u32,
    /// Whether the way leaves AWS: to the internet or over a line.
    pub leaves_aws: bool,
    /// Borders between zones that are known.
    pub zone_crossings: u32,
    /// Gateways, endpoints and appliances.
    pub devices: u32,
}

/// Of one way.
pub fn distance(graph: &NetworkGraph, path: &TracePath) -> Distance {
    let interface = |i: Option<usize>| i.and_then(|i| graph.interface(i));
    let (from, to) = (interface(path.from), interface(path.to));
    let mut out = Distance { devices: path.through.len() as u32, ..Distance::default() };
    // The places whose zone is known, in the order that packets pass them.
    let mut at = from;
    for node in &path.through {
        out.leaves_aws |= matches!(node.kind(), Kind::VpnConnection | Kind::DirectConnect);
        // An endpoint is where the way ends: its interface comes last.
        let next = match node.kind() {
            Kind::InterfaceEndpoint | Kind::ResourceEndpoint => None,
            _ => graph.interfaces_of(*node).first().and_then(|i| graph.interface(*i)),
        };
        if let (Some(here), Some(next)) = (at, next) {
            out.zone_crossings += u32::from(here.zone != next.zone);
        }
        at = next.or(at);
    }
    let region = |f: &crate::graph::Interface| graph.region_of(f.vpc).cloned();
    if let (Some(here), Some(to)) = (at, to) {
        if region(here) != region(to) {
            out.region_crossings += 1;
        } else {
            out.zone_crossings += u32::from(here.zone != to.zone);
        }
    }
    match &path.point {
        Some(Point::Service(_, r)) if from.and_then(region).is_some_and(|own| own != *r) => out.region_crossings += 1,
        Some(Point::Internet | Point::InternetV6) => out.leaves_aws = true,
        _ => {}
    }
    // Cross-region PrivateLink goes on to the service's own region.
    let far = path.through.iter().filter_map(|n| Id::of(*n)).filter_map(|e| graph.model.get::<crate::document::InterfaceEndpoint>(e));
    out.region_crossings += far.filter(|e| e.service_region.as_ref().is_some_and(|r| graph.region_of(e.vpc) != Some(r))).count() as u32;
    out
}
