//! What readers of infrastructure code give: resources with arguments as Terraform's AWS provider names them, values as far as known.

use crate::ordered::BTreeMap;
use std::rc::Rc;

/// Arguments by name.
pub type Map = BTreeMap<Rc<str>, Val>;

/// The value of an argument.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Val {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Rc<str>),
    List(Rc<Vec<Val>>),
    Map(Rc<Map>),
    /// An attribute of another resource that the files do not say: AWS gives it.
    Link(Rc<Link>),
    /// Part `number` of a block that AWS chooses, cut into blocks `bits` longer.
    Part {
        of: Rc<Link>,
        bits: u8,
        number: i64,
    },
    Unknown(Rc<Open>),
}

/// An attribute of a resource, by the resource's address; without attribute the resource itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    pub to: Rc<str>,
    pub attribute: Rc<str>,
}

/// Something that the files do not say and that a person can: its name, and where it is used or declared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    pub name: String,
    pub at: String,
}

/// The key of one of several resources under one name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Index {
    Number(i64),
    Key(Rc<str>),
}

/// One resource.
#[derive(Clone, Debug)]
pub struct Item {
    /// `aws_subnet`; `data.aws_vpc` for what is read and not made.
    pub kind: String,
    /// Unique among the items.
    pub address: Rc<str>,
    /// What the resource is called in its file.
    pub name: String,
    /// The module that it is in, innermost name last.
    pub module: Vec<String>,
    pub index: Option<Index>,
    pub body: Map,
    /// File and place.
    pub at: String,
    /// Where it is said beside the arguments, by its provider.
    pub region: Option<String>,
    /// It exists in the account already.
    pub exists: bool,
}

/// Types of the provider that is made of Cloud Control, whose arguments have the same names.
const CLOUD_CONTROL: &[(&str, &str)] = &[
    ("awscc_ec2_vpc", "aws_vpc"),
    ("awscc_ec2_vpc_cidr_block", "aws_vpc_ipv4_cidr_block_association"),
    ("awscc_ec2_subnet", "aws_subnet"),
    ("awscc_ec2_route_table", "aws_route_table"),
    ("awscc_ec2_subnet_route_table_association", "aws_route_table_association"),
    ("awscc_ec2_route", "aws_route"),
    ("awscc_ec2_internet_gateway", "aws_internet_gateway"),
    ("awscc_ec2_vpc_gateway_attachment", "aws_internet_gateway_attachment"),
    ("awscc_ec2_egress_only_internet_gateway", "aws_egress_only_internet_gateway"),
    ("awscc_ec2_nat_gateway", "aws_nat_gateway"),
    ("awscc_ec2_eip", "aws_eip"),
    ("awscc_ec2_transit_gateway", "aws_ec2_transit_gateway"),
    ("awscc_ec2_transit_gateway_vpc_attachment", "aws_ec2_transit_gateway_vpc_attachment"),
    ("awscc_ec2_transit_gateway_attachment", "aws_ec2_transit_gateway_vpc_attachment"),
];

/// The type as which a resource is read.
pub fn read_as(kind: &str) -> &str {
    CLOUD_CONTROL.iter().find(|(from, _)| *from == kind).map_or(kind, |(_, to)| to)
}

pub const NULL: Val = Val::Null;

impl Val {
    pub fn text(s: impl Into<Rc<str>>) -> Self {
        Self::Text(s.into())
    }

    pub fn list(all: Vec<Val>) -> Self {
        Self::List(Rc::new(all))
    }

    pub fn map(all: Map) -> Self {
        Self::Map(Rc::new(all))
    }

    pub fn link(to: impl Into<Rc<str>>, attribute: impl Into<Rc<str>>) -> Self {
        Self::Link(Rc::new(Link { to: to.into(), attribute: attribute.into() }))
    }

    pub fn unknown(name: impl Into<String>, at: impl Into<String>) -> Self {
        Self::Unknown(Rc::new(Open { name: name.into(), at: at.into() }))
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// A field of a map, or of the only map of a list, as a nested block is given.
    pub fn get(&self, name: &str) -> &Val {
        match self {
            Self::Map(m) => m.get(name).unwrap_or(&NULL),
            Self::List(all) => match all.as_slice() {
                [Self::Map(m)] => m.get(name).unwrap_or(&NULL),
                _ => &NULL,
            },
            _ => &NULL,
        }
    }

    /// A text that says something.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(s) if !s.trim().is_empty() => Some(s.trim()),
            _ => None,
        }
    }

    /// A text, or a number as one.
    pub fn word(&self) -> Option<String> {
        match self {
            Self::Int(n) => Some(n.to_string()),
            _ => self.as_text().map(Into::into),
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Text(s) => s.trim().parse().ok(),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            Self::Text(s) if s.eq_ignore_ascii_case("true") || &**s == "enable" || s.eq_ignore_ascii_case("enabled") => Some(true),
            Self::Text(s) if s.eq_ignore_ascii_case("false") || &**s == "disable" || s.eq_ignore_ascii_case("disabled") => Some(false),
            _ => None,
        }
    }

    /// The values of a list; a value that is no list stands for itself, nothing for none.
    pub fn each(&self) -> &[Val] {
        match self {
            Self::List(all) => all,
            Self::Null => &[],
            one => std::slice::from_ref(one),
        }
    }

    /// The first thing in it that is not known.
    pub fn open(&self) -> Option<&Rc<Open>> {
        match self {
            Self::Unknown(o) => Some(o),
            Self::List(all) => all.iter().find_map(Val::open),
            Self::Map(all) => all.values().find_map(Val::open),
            _ => None,
        }
    }

    /// Whether there is anything in it: an empty list or map, or a list of such, says nothing.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(s) => s.is_empty(),
            Self::List(all) => all.iter().all(Val::is_blank),
            Self::Map(all) => all.values().all(Val::is_blank),
            _ => false,
        }
    }

    /// As JSON text. What is not known is written as what it is called, in braces.
    pub fn json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let quoted = |s: &str| serde_json::to_string(s).unwrap_or_default();
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
            Self::Int(n) => out.push_str(&n.to_string()),
            Self::Float(x) => out.push_str(&x.to_string()),
            Self::Text(s) => out.push_str(&quoted(s)),
            Self::List(all) => {
                out.push('[');
                for (n, v) in all.iter().enumerate() {
                    if n > 0 {
                        out.push(',');
                    }
                    v.write(out);
                }
                out.push(']');
            }
            Self::Map(all) => {
                out.push('{');
                for (n, (k, v)) in all.iter().enumerate() {
                    if n > 0 {
                        out.push(',');
                    }
                    out.push_str(&quoted(k));
                    out.push(':');
                    v.write(out);
                }
                out.push('}');
            }
            Self::Link(_) | Self::Part { .. } | Self::Unknown(_) => out.push_str(&quoted(&self.shown())),
        }
    }

    /// In a text, and in words for a message.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(s) => s.to_string(),
            Self::Link(l) if l.attribute.is_empty() => l.to.to_string(),
            Self::Link(l) => format!("{}.{}", l.to, l.attribute),
            Self::Part { of, bits, number } => format!("part {number} of {}.{} (+{bits})", of.to, of.attribute),
            Self::Unknown(o) => o.name.clone(),
            other => other.json(),
        }
    }
}

impl From<&str> for Val {
    fn from(s: &str) -> Self {
        Self::Text(s.into())
    }
}

impl From<String> for Val {
    fn from(s: String) -> Self {
        Self::Text(s.into())
    }
}

impl From<bool> for Val {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<i64> for Val {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}
