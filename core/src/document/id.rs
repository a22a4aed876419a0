//! Ids: a kind and a number from the document's counter, never reused.

use super::node::Body;
use crate::net::refusal::{Refusal, refused};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

pub use super::node::Kind;

/// The id of any resource: written `subnet:12`. Ordered by kind, then by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId {
    kind: Kind,
    n: u32,
}

impl PartialOrd for NodeId {
    fn partial_cmp(&self, o: &Self) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}

/// By kind, then by number, compared as one number: every look into the model compares ids.
impl Ord for NodeId {
    fn cmp(&self, o: &Self) -> Ordering {
        let key = |id: &Self| (id.kind as u64) << 32 | u64::from(id.n);
        key(self).cmp(&key(o))
    }
}

impl NodeId {
    pub fn new(kind: Kind, n: u32) -> Self {
        Self { kind, n }
    }

    pub fn kind(self) -> Kind {
        self.kind
    }

    pub fn number(self) -> u32 {
        self.n
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.n)
    }
}

impl FromStr for NodeId {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        s.split_once(':')
            .and_then(|(kind, n)| Some(Self { kind: kind.parse().ok()?, n: n.parse().ok()? }))
            .ok_or_else(|| refused("is not a reference such as subnet:12", s))
    }
}

/// A kind of resource: what the document stores under an id.
pub trait Resource: Sized + 'static {
    const KIND: Kind;
    fn in_body(body: &Body) -> Option<&Self>;
    fn in_body_mut(body: &mut Body) -> Option<&mut Self>;
    fn into_body(self) -> Body;
}

/// The id of a resource whose kind is known: `Id<Subnet>`.
pub struct Id<T> {
    n: u32,
    kind: PhantomData<fn() -> T>,
}

impl<T: Resource> Id<T> {
    pub fn new(n: u32) -> Self {
        Self { n, kind: PhantomData }
    }

    /// `None` when the node is of another kind.
    pub fn of(node: NodeId) -> Option<Self> {
        (node.kind == T::KIND).then(|| Self::new(node.n))
    }

    pub fn node(self) -> NodeId {
        NodeId { kind: T::KIND, n: self.n }
    }

    pub fn number(self) -> u32 {
        self.n
    }
}

impl<T: Resource> From<Id<T>> for NodeId {
    fn from(id: Id<T>) -> Self {
        id.node()
    }
}

// Written out because derives would ask the same of `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, o: &Self) -> bool {
        self.n == o.n
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, o: &Self) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, o: &Self) -> Ordering {
        self.n.cmp(&o.n)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.n.hash(state);
    }
}
impl<T: Resource> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.node())
    }
}
