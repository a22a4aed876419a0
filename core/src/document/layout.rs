//! Where boxes are on the canvas. The only place that knows positions.

use super::id::NodeId;
use super::{Id, Vpc, Zone};
use crate::net::Refusal;
use imbl::{OrdMap, OrdSet};
use std::fmt;
use std::str::FromStr;

/// A rectangle in canvas units (CSS pixels at 100 %), the y axis downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rect {
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
}

impl Rect {
    pub fn new(x: i32, y: i32, w: i32, h: i32) -> Self {
        Self { x, y, w, h }
    }

    pub fn right(self) -> i32 {
        self.x.saturating_add(self.w)
    }

    pub fn bottom(self) -> i32 {
        self.y.saturating_add(self.h)
    }

    pub fn moved(self, dx: i32, dy: i32) -> Self {
        Self { x: self.x.saturating_add(dx), y: self.y.saturating_add(dy), ..self }
    }

    pub fn contains(self, o: Self) -> bool {
        self.x <= o.x && self.y <= o.y && o.right() <= self.right() && o.bottom() <= self.bottom()
    }

    pub fn contains_point(self, x: i32, y: i32) -> bool {
        (self.x..self.right()).contains(&x) && (self.y..self.bottom()).contains(&y)
    }

    pub fn intersects(self, o: Self) -> bool {
        self.x < o.right() && o.x < self.right() && self.y < o.bottom() && o.y < self.bottom()
    }

    pub fn union(self, o: Self) -> Self {
        let (x, y) = (self.x.min(o.x), self.y.min(o.y));
        Self { x, y, w: self.right().max(o.right()).saturating_sub(x), h: self.bottom().max(o.bottom()).saturating_sub(y) }
    }
}

/// What a box stands for. One resource may stand in several containers, such as an endpoint in its subnets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The resource itself, once.
    Node(NodeId),
    /// A resource where it stands in one of several containers: (what, where).
    Part(NodeId, NodeId),
    /// A zone's column in a VPC. A zone is a fact of the region; its column is layout.
    Zone(Id<Vpc>, Zone),
}

impl Place {
    /// The resource that the box shows; none for a zone.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Self::Node(n) | Self::Part(n, _) => Some(*n),
            Self::Zone(..) => None,
        }
    }

    /// Whether the box goes when these resources go.
    pub fn mentions(&self, gone: impl Fn(NodeId) -> bool) -> bool {
        match self {
            Self::Node(n) => gone(*n),
            Self::Part(n, within) => gone(*n) || gone(*within),
            Self::Zone(vpc, _) => gone(vpc.node()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(n) => write!(f, "{n}"),
            Self::Part(n, within) => write!(f, "{n}@{within}"),
            Self::Zone(vpc, zone) => write!(f, "{zone}@{}", vpc.node()),
        }
    }
}

impl FromStr for Place {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        let Some((what, within)) = s.split_once('@') else { return s.parse().map(Self::Node) };
        let within: NodeId = within.parse()?;
        match (what.parse::<NodeId>(), Id::of(within)) {
            (Ok(n), _) => Ok(Self::Part(n, within)),
            (Err(_), Some(vpc)) => what.parse().map(|z| Self::Zone(vpc, z)),
            (Err(e), None) => Err(e),
        }
    }
}

/// All boxes. A resource without one is drawn where "Tidy" would put it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub boxes: OrdMap<Place, Rect>,
    /// Boxes that stay where they are: no drag and no "Tidy" moves them.
    pub pinned: OrdSet<Place>,
}

impl Layout {
    pub fn get(&self, place: &Place) -> Option<Rect> {
        self.boxes.get(place).copied()
    }

    pub fn node(&self, node: impl Into<NodeId>) -> Option<Rect> {
        self.get(&Place::Node(node.into()))
    }

    /// The zones that a VPC shows as columns, whether or not a subnet is in them.
    pub fn zones(&self, vpc: Id<Vpc>) -> impl Iterator<Item = (&Zone, Rect)> {
        self.boxes.iter().filter_map(move |(p, r)| match p {
            Place::Zone(v, z) if *v == vpc => Some((z, *r)),
            _ => None,
        })
    }
}
