//! One resource of an infrastructure code format: what a design lowers to, whichever format is then written.
//!
//! Types and argument names are the Terraform AWS provider's; other formats map from them.

use crate::document::{Id, NodeId, Region, Resource};
use crate::made::made_from;
use crate::ordered::BTreeMap;

/// The value of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Expr>),
    Map(Vec<(String, Expr)>),
    Ref(Ref),
    /// The JSON of a policy document of [`super::lower::Lowered::documents`], by its label.
    Document(String),
    /// What a design cannot know: the entry of a variable (a map) under a key, or one field of that entry.
    Input {
        variable: &'static str,
        key: String,
        field: Option<&'static str>,
    },
    /// The value as JSON text.
    Json(Box<Expr>),
    /// Part `number` of a VPC's IPv6 block, which AWS chooses, cut into blocks `bits` longer; the whole when `bits` is 0.
    Ipv6 {
        vpc: String,
        bits: u8,
        number: i64,
    },
}

/// An attribute of another block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    pub set: Set,
    pub key: String,
    pub attribute: &'static str,
}

/// Blocks of one type that share a shape: `aws_vpc_endpoint.gateway`. A key is unique in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set {
    pub resource: &'static str,
    pub name: &'static str,
}

impl Set {
    /// The usual, only set of a type.
    pub const fn this(resource: &'static str) -> Self {
        Self { resource, name: "this" }
    }

    pub const fn named(resource: &'static str, name: &'static str) -> Self {
        Self { resource, name }
    }
}

/// An argument with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: &'static str,
    pub value: Given,
}

/// How an argument is given across the blocks of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// The same in every block of the set.
    Fixed(Expr),
    /// In every block of the set, each with its own value.
    Always(Expr),
    /// In every block of the set, a reference to what has the block's own key.
    Own(Expr),
    /// Only where there is something to say.
    Maybe(Option<Expr>),
}

impl Given {
    pub fn value(&self) -> Option<&Expr> {
        match self {
            Self::Fixed(e) | Self::Always(e) | Self::Own(e) => Some(e),
            Self::Maybe(e) => e.as_ref(),
        }
    }
}

/// Arguments and nested blocks, in the order in which they are written. All bodies of one set have the same names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    pub attributes: Vec<Attribute>,
    pub parts: Vec<Part>,
}

/// Nested blocks of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: &'static str,
    /// Exactly one, always.
    pub single: bool,
    pub bodies: Vec<Body>,
}

impl Body {
    pub fn new() -> Self {
        Self::default()
    }

    fn push(mut self, name: &'static str, value: Given) -> Self {
        self.attributes.push(Attribute { name, value });
        self
    }

    pub fn set(self, name: &'static str, value: impl Into<Expr>) -> Self {
        self.push(name, Given::Always(value.into()))
    }

    pub fn own(self, name: &'static str, value: impl Into<Expr>) -> Self {
        self.push(name, Given::Own(value.into()))
    }

    pub fn opt<E: Into<Expr>>(self, name: &'static str, value: Option<E>) -> Self {
        self.push(name, Given::Maybe(value.map(Into::into)))
    }

    pub fn fix(self, name: &'static str, value: impl Into<Expr>) -> Self {
        self.push(name, Given::Fixed(value.into()))
    }

    /// A nested block that is always there, once.
    pub fn part(mut self, name: &'static str, body: Body) -> Self {
        self.parts.push(Part { name, single: true, bodies: vec![body] });
        self
    }

    /// Any number of nested blocks.
    pub fn parts(mut self, name: &'static str, bodies: Vec<Body>) -> Self {
        self.parts.push(Part { name, single: false, bodies });
        self
    }
}

/// A resource to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub set: Set,
    pub key: String,
    /// The resource of the design that it comes from.
    pub of: Option<NodeId>,
    /// Its region, where the type has one.
    pub region: Option<Region>,
    /// The `Name` tag, where the type has tags.
    pub name: Option<String>,
    pub tags: BTreeMap<String, String>,
    pub body: Body,
    pub import: Import,
}

/// Whether a block stands for something that exists in the account already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Import {
    /// It is to be made.
    New,
    /// It exists, under this id.
    Known(String),
    /// It belongs to something that exists, and may exist with it: the id that it would have, where that can be told.
    Perhaps(Option<String>),
}

impl Block {
    pub fn new(set: Set, key: impl Into<String>, body: Body) -> Self {
        Self { set, key: key.into(), of: None, region: None, name: None, tags: BTreeMap::new(), body, import: Import::New }
    }

    pub fn of<T: Resource>(self, id: Id<T>) -> Self {
        Self { of: Some(id.node()), ..self }
    }

    pub fn region(self, region: Option<Region>) -> Self {
        Self { region, ..self }
    }

    pub fn import(self, import: Import) -> Self {
        Self { import, ..self }
    }
}

made_from! {
    Expr:
    bool => |x| Expr::Bool(x);
    i64 => |x| Expr::Int(x);
    i32 => |x| Expr::Int(x.into());
    i16 => |x| Expr::Int(x.into());
    u16 => |x| Expr::Int(x.into());
    u32 => |x| Expr::Int(x.into());
    &str => |x| Expr::Text(x.into());
    String => |x| Expr::Text(x);
    Ref => |x| Expr::Ref(x);
    Vec<Expr> => |x| Expr::List(x);
    std::net::IpAddr => |x| Expr::Text(x.to_string());
    std::net::Ipv4Addr => |x| Expr::Text(x.to_string());
    std::net::Ipv6Addr => |x| Expr::Text(x.to_string());
    ipnet::Ipv4Net => |x| Expr::Text(x.to_string());
}
