//! The largest packet that a way takes, and what happens to larger ones.

use crate::answer::TracePath;
use crate::catalogue::Catalogue;
use crate::document::{Kind, NodeId};
use crate::graph::{NetworkGraph, Point};
use crate::text;
use crate::text::Text;

/// The MTU of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mtu {
    /// In bytes; `None` where some place on the way is not known.
    pub bytes: Option<u32>,
    /// The place that decides, where it is a resource.
    pub at: Option<NodeId>,
    /// What becomes of larger packets there.
    pub note: Option<Text>,
}

/// The smallest MTU on a way. [Network maximum transmission unit (MTU) for your EC2 instance; AWS PrivateLink quotas]
pub fn mtu(graph: &NetworkGraph, catalogue: &Catalogue, path: &TracePath) -> Mtu {
    let table = catalogue.quota("mtu_paths");
    let of = |key: &str| table.and_then(|q| q.entry(key)).and_then(|n| u32::try_from(n).ok());
    let on_vpn = path.through.iter().any(|n| n.kind() == Kind::VpnConnection);
    let mut all: Vec<(Option<u32>, Option<NodeId>)> = vec![(of("inside_vpc"), None)];
    for node in &path.through {
        let key = match node.kind() {
            Kind::Peering => {
                if crosses(graph, *node) {
                    "vpc_peering_inter_region"
                } else {
                    "vpc_peering_same_region"
                }
            }
            Kind::TransitGateway if on_vpn => "tgw_vpn",
            Kind::TransitGateway => "transit_gateway",
            Kind::VpnConnection => "vpn",
            // Towards the internet, whose own limit is below it, see next.
            Kind::NatGateway => "nat_gateway",
            Kind::InterfaceEndpoint | Kind::ResourceEndpoint | Kind::BalancerEndpoint => "vpc_endpoint",
            Kind::DirectConnect => {
                all.push((None, Some(*node)));
                continue;
            }
            Kind::InternetGateway | Kind::EgressOnlyGateway if leaves(path) => "internet_gateway",
            _ => continue,
        };
        all.push((of(key), Some(*node)));
    }
    let smallest = all.iter().filter_map(|(n, at)| Some(((*n)?, *at))).min_by_key(|(n, _)| *n);
    let (bytes, at) = smallest.map_or((None, None), |(n, at)| (Some(n), at));
    let unknown = all.iter().any(|(n, _)| n.is_none());
    let note = at.and_then(|node| match node.kind() {
        Kind::InterfaceEndpoint | Kind::ResourceEndpoint | Kind::BalancerEndpoint => Some(text!(
            "{endpoint} drops larger packets without a word to the sender; it lowers the segment size of TCP by itself.",
            endpoint = node
        )),
        Kind::InternetGateway | Kind::EgressOnlyGateway => {
            Some(text!("Larger packets are fragmented, or dropped where that is forbidden."))
        }
        Kind::VpnConnection => Some(text!("{vpn} takes smaller packets still, by what encryption adds.", vpn = node)),
        Kind::TransitGateway => Some(text!("{gateway} drops larger packets; it lowers the segment size of TCP by itself.", gateway = node)),
        _ => None,
    });
    Mtu { bytes: bytes.filter(|_| !unknown), at, note }
}

fn crosses(graph: &NetworkGraph, peering: NodeId) -> bool {
    let p = crate::document::Id::of(peering).and_then(|p| graph.model.get::<crate::document::Peering>(p));
    p.is_some_and(|p| graph.region_of(p.requester) != graph.region_of(p.accepter))
}

/// Whether the way ends outside AWS: what is for a service stays on its network.
fn leaves(path: &TracePath) -> bool {
    !matches!(path.point, Some(Point::Service(..)))
}
