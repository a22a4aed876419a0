//! Sizes of boxes by what they stand for, in canvas units. All are multiples of the grid.

use crate::document::{Kind, Place};

/// Boxes snap to this grid.
pub const GRID: i32 = 8;
/// The least room between two boxes of one parent.
pub const GAP: i32 = 8;

/// Room that a container keeps free at its sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pad {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

/// Top is the title bar; badges on the edge reach [`BADGE_IN`] into the rest.
pub const VPC_PAD: Pad = Pad { left: 24, top: 40, right: 24, bottom: 24 };
pub const ZONE_PAD: Pad = Pad { left: 8, top: 32, right: 8, bottom: 8 };
/// The bottom strip holds the chip of the route table.
pub const SUBNET_PAD: Pad = Pad { left: 16, top: 32, right: 16, bottom: 40 };

/// Least sizes of containers: (width, height).
pub const VPC_MIN: (i32, i32) = (328, 216);
pub const ZONE_MIN: (i32, i32) = (280, 152);
pub const SUBNET_MIN: (i32, i32) = (264, 112);

/// A workload, NAT gateway, load balancer or network interface.
pub const CHIP: (i32, i32) = (112, 40);
/// An interface endpoint, or another endpoint with interfaces, where it has one.
pub const PILL: (i32, i32) = (112, 24);
/// A route table in a subnet that it serves.
pub const TABLE_CHIP: (i32, i32) = (112, 24);
/// A gateway or attachment on a VPC's edge.
pub const BADGE: (i32, i32) = (88, 40);
/// A gateway endpoint on a VPC's edge.
pub const ENDPOINT_BADGE: (i32, i32) = (112, 56);
/// A service, bucket, table, transit gateway or on-premises network.
pub const CARD: (i32, i32) = (152, 48);
/// A peering or VPN connection, between what it connects.
pub const LINK: (i32, i32) = (112, 40);

/// How far a badge on the left, right or bottom edge reaches into its VPC.
pub const BADGE_IN: i32 = 16;
/// How far a badge on the top edge reaches into its VPC: into the title bar.
pub const BADGE_IN_TOP: i32 = 24;

/// Between subnets of a zone, and between zones.
pub const SUBNET_GAP: i32 = 16;
/// Between cards of a column.
pub const CARD_GAP: i32 = 16;
/// Between boxes that stand in no other.
pub const ROOT_GAP: i32 = 24;

/// What kind of box a place has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    Vpc,
    Zone,
    Subnet,
    Chip,
    Pill,
    TableChip,
    Badge,
    EndpointBadge,
    Card,
    Link,
}

impl Look {
    /// The look of a place. Kinds without a box of their own get a chip.
    pub fn of(place: &Place) -> Self {
        let Some(node) = place.node() else { return Self::Zone };
        match node.kind() {
            Kind::Vpc => Self::Vpc,
            Kind::Subnet => Self::Subnet,
            Kind::InterfaceEndpoint | Kind::ResourceEndpoint | Kind::ResolverEndpoint | Kind::BalancerEndpoint => Self::Pill,
            Kind::RouteTable => Self::TableChip,
            Kind::InternetGateway | Kind::EgressOnlyGateway | Kind::VpnGateway | Kind::TransitAttachment => Self::Badge,
            Kind::GatewayEndpoint => Self::EndpointBadge,
            Kind::Service | Kind::Bucket | Kind::Table | Kind::TransitGateway | Kind::OnPremises => Self::Card,
            Kind::Peering | Kind::VpnConnection | Kind::DirectConnect => Self::Link,
            _ => Self::Chip,
        }
    }

    /// The size: fixed for leaves, the least one for containers.
    pub fn size(self) -> (i32, i32) {
        match self {
            Self::Vpc => VPC_MIN,
            Self::Zone => ZONE_MIN,
            Self::Subnet => SUBNET_MIN,
            Self::Chip => CHIP,
            Self::Pill => PILL,
            Self::TableChip => TABLE_CHIP,
            Self::Badge => BADGE,
            Self::EndpointBadge => ENDPOINT_BADGE,
            Self::Card => CARD,
            Self::Link => LINK,
        }
    }

    pub fn is_container(self) -> bool {
        matches!(self, Self::Vpc | Self::Zone | Self::Subnet)
    }

    /// Room at the sides of a container; none for leaves.
    pub fn pad(self) -> Pad {
        match self {
            Self::Vpc => VPC_PAD,
            Self::Zone => ZONE_PAD,
            Self::Subnet => SUBNET_PAD,
            _ => Pad::default(),
        }
    }
}

/// The nearest grid line.
pub fn snap(v: i32) -> i32 {
    v.saturating_add(GRID / 2).div_euclid(GRID).saturating_mul(GRID)
}

/// The next grid line upwards.
pub fn snap_up(v: i32) -> i32 {
    v.saturating_add(GRID - 1).div_euclid(GRID).saturating_mul(GRID)
}
