//! One description of every resource's fields, from which saving, loading, field edits, references and diffs follow.
//!
//! A type with a [`Shape`] turns into a plain [`Value`] and back. `shape!` writes that for structs and plain enums, so a
//! field is named once, where it is declared.

use super::id::{Id, NodeId, Resource};
use crate::net::refusal::{Part, Refusal, refusal, refused, shown};
use crate::ordered::{BTreeMap, BTreeSet};
use std::fmt;

/// Plain data: what a field holds, in a save file, in a command or in a form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Value>),
    Map(BTreeMap<String, Value>),
    /// A reference to another resource; written `subnet:12`.
    Ref(NodeId),
}

impl Value {
    pub fn text(s: impl Into<String>) -> Self {
        Self::Text(s.into())
    }

    /// Every reference inside, in order.
    pub fn refs(&self, out: &mut Vec<NodeId>) {
        match self {
            Self::Ref(id) => out.push(*id),
            Self::List(all) => all.iter().for_each(|v| v.refs(out)),
            Self::Map(all) => all.values().for_each(|v| v.refs(out)),
            _ => {}
        }
    }

    /// What kind of value this is, in words for an error.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
            Self::Ref(_) => "a reference",
        }
    }
}

/// Why a value does not fit a field, and where inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeError {
    /// Field names and list positions, outermost first.
    pub path: Vec<String>,
    pub message: Refusal,
}

impl ShapeError {
    pub fn new(message: impl Into<Refusal>) -> Self {
        Self { path: Vec::new(), message: message.into() }
    }

    /// `what` with its article: "an IP address".
    pub fn expected(what: impl Into<Part>, found: &Value) -> Self {
        let what: Part = what.into();
        match found {
            Value::Text(s) => Self::new(refusal!("\"{given}\" is not {what}", given = shown(s), what = what)),
            other => Self::new(refusal!("{what} is wanted here, not {found}", what = what, found = other.kind())),
        }
    }

    pub fn within(mut self, step: impl Into<String>) -> Self {
        self.path.insert(0, step.into());
        self
    }
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path.join("."))?;
        }
        write!(f, "{}", self.message)
    }
}

/// Resources that are about to go, with their names, for what remains of a reference to them.
pub type Gone = BTreeMap<NodeId, String>;

/// A type that turns into plain data and back.
pub trait Shape: Sized {
    fn to_value(&self) -> Value;

    fn from_value(value: &Value) -> Result<Self, ShapeError>;

    /// What a missing field means; `None` when it must be given.
    fn absent() -> Option<Self> {
        None
    }

    /// Drops references to `gone`. False when nothing sensible is left of this value: the list item, or the resource
    /// itself, then goes too.
    fn forget(&mut self, _gone: &Gone) -> bool {
        true
    }

    /// Shows every reference inside to `see`, in field order, without making a [`Value`]: half of what happens to a design asks for them.
    fn each_ref(&self, _see: &mut dyn FnMut(NodeId)) {}
}

impl Shape for bool {
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        match value {
            Value::Bool(b) => Ok(*b),
            other => Err(ShapeError::expected("true or false", other)),
        }
    }
}

macro_rules! int_shape {
    ($($t:ty),*) => {$(
        impl Shape for $t {
            fn to_value(&self) -> Value {
                Value::Int(i64::from(*self))
            }

            fn from_value(value: &Value) -> Result<Self, ShapeError> {
                let range = || refusal!("a whole number from {first} to {last}", first = <$t>::MIN.to_string(), last = <$t>::MAX.to_string());
                match value {
                    Value::Int(n) => {
                        let outside = |_| ShapeError::new(refusal!("{n} is not {what}", n = n.to_string(), what = range()));
                        <$t>::try_from(*n).map_err(outside)
                    }
                    other => Err(ShapeError::expected(range(), other)),
                }
            }
        }
    )*};
}
int_shape!(u8, u16, u32, i16, i64);

/// The longest text that a field holds, in bytes.
pub const MAX_TEXT: usize = 65_536;

impl Shape for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        match value {
            Value::Text(s) if s.len() > MAX_TEXT => {
                Err(ShapeError::new(refusal!("this text is longer than {most} bytes", most = MAX_TEXT)))
            }
            Value::Text(s) => Ok(s.clone()),
            other => Err(ShapeError::expected("a text", other)),
        }
    }
}

impl<T: Shape> Shape for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        match value {
            Value::Null => Ok(None),
            v => T::from_value(v).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        if self.as_mut().is_some_and(|v| !v.forget(gone)) {
            *self = None;
        }
        true
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        self.iter().for_each(|v| v.each_ref(see));
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn to_value(&self) -> Value {
        Value::List(self.iter().map(T::to_value).collect())
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        let mut out = Vec::new();
        each(value, &mut |v| {
            out.push(T::from_value(v)?);
            Ok(())
        })?;
        Ok(out)
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        self.retain_mut(|v| v.forget(gone));
        true
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        self.iter().for_each(|v| v.each_ref(see));
    }
}

/// Walks a list; what is wrong with an item says at which position.
fn each(list: &Value, take: &mut dyn FnMut(&Value) -> Result<(), ShapeError>) -> Result<(), ShapeError> {
    let Value::List(all) = list else { return Err(ShapeError::expected("a list", list)) };
    for (i, item) in all.iter().enumerate() {
        take(item).map_err(|e| e.within(i.to_string()))?;
    }
    Ok(())
}

impl Shape for BTreeMap<String, String> {
    fn to_value(&self) -> Value {
        Value::Map(self.iter().map(|(k, v)| (k.clone(), Value::Text(v.clone()))).collect())
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        match value {
            Value::Map(all) => all.iter().map(|(k, v)| Ok((k.clone(), String::from_value(v).map_err(|e| e.within(k.clone()))?))).collect(),
            other => Err(ShapeError::expected("an object of texts", other)),
        }
    }

    fn absent() -> Option<Self> {
        Some(BTreeMap::new())
    }
}

impl Shape for NodeId {
    fn to_value(&self) -> Value {
        Value::Ref(*self)
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        match value {
            Value::Ref(id) => Ok(*id),
            Value::Text(s) => s.parse().map_err(ShapeError::new),
            other => Err(ShapeError::expected("a reference such as subnet:12", other)),
        }
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        !gone.contains_key(self)
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        see(*self);
    }
}

impl<T: Resource> Shape for Id<T> {
    fn to_value(&self) -> Value {
        Value::Ref(self.node())
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        let node = NodeId::from_value(value)?;
        let other = || refusal!("{what} is wanted here, not {found}", what = T::KIND.with_article(), found = node.kind().with_article());
        Id::of(node).ok_or_else(|| ShapeError::new(other()))
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        !gone.contains_key(&self.node())
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        see(self.node());
    }
}

/// Types that read and write themselves as one text, such as CIDR blocks.
macro_rules! text_shape {
    ($t:ty, $what:literal, $parse:expr) => {
        impl $crate::document::shape::Shape for $t {
            fn to_value(&self) -> $crate::document::shape::Value {
                $crate::document::shape::Value::Text(self.to_string())
            }

            fn from_value(value: &$crate::document::shape::Value) -> Result<Self, $crate::document::shape::ShapeError> {
                let parse: fn(&str) -> Result<$t, _> = $parse;
                match value {
                    $crate::document::shape::Value::Text(s) => parse(s).map_err($crate::document::shape::ShapeError::new),
                    other => Err($crate::document::shape::ShapeError::expected($what, other)),
                }
            }
        }
    };
}
pub(crate) use text_shape;

text_shape!(ipnet::IpNet, "a CIDR block", crate::net::cidr::parse);
text_shape!(ipnet::Ipv4Net, "an IPv4 CIDR block", crate::net::cidr::parse_v4);
text_shape!(ipnet::Ipv6Net, "an IPv6 CIDR block", |s| match crate::net::cidr::parse(s)? {
    ipnet::IpNet::V6(n) => Ok(n),
    ipnet::IpNet::V4(_) => Err(refused("is an IPv4 block; an IPv6 block such as 2001:db8::/64 is wanted", s)),
});
text_shape!(std::net::IpAddr, "an IP address", |s| s.trim().parse().map_err(|_| refused("is not an IP address", s)));
text_shape!(std::net::Ipv4Addr, "an IPv4 address", |s| s
    .trim()
    .parse()
    .map_err(|_| refused("is not an IPv4 address such as 10.0.0.10", s)));
text_shape!(std::net::Ipv6Addr, "an IPv6 address", |s| s.trim().parse().map_err(|_| refused("is not an IPv6 address", s)));
text_shape!(crate::net::Protocol, "a protocol", |s| s.parse());
text_shape!(crate::net::PortRange, "a port or a range of ports", |s| s.parse());

/// One field of a struct with a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    pub name: &'static str,
}

/// A struct whose fields can be listed, read and set by name.
pub trait Fields: Shape {
    fn fields() -> &'static [FieldInfo];
    fn get(&self, field: &str) -> Option<Value>;
    fn set(&mut self, field: &str, value: &Value) -> Result<(), ShapeError>;
}

/// Fails on the first key of `map` that is no field.
pub fn refuse_unknown(map: &BTreeMap<String, Value>, known: &[FieldInfo]) -> Result<(), ShapeError> {
    let names: BTreeSet<_> = known.iter().map(|f| f.name).collect();
    match map.keys().find(|k| !names.contains(k.as_str())) {
        None => Ok(()),
        Some(k) => Err(ShapeError::new(refusal!("there is no such field")).within(k.chars().take(60).collect::<String>())),
    }
}

/// All fields by name.
pub fn object<T: Fields>(of: &T) -> Value {
    Value::Map(T::fields().iter().filter_map(|f| Some((f.name.to_string(), of.get(f.name)?))).collect())
}

/// The same with one field of another value.
pub fn with<T: Fields>(of: &T, field: &str, value: &Value) -> Result<T, ShapeError> {
    let mut map = match object(of) {
        Value::Map(map) if map.contains_key(field) => map,
        _ => return Err(ShapeError::new(refusal!("there is no such field")).within(field)),
    };
    map.insert(field.into(), value.clone());
    T::from_value(&Value::Map(map))
}

/// One field out of an object; `default` is what it is where it is left out and its type does not say.
pub fn field<T: Shape>(map: &BTreeMap<String, Value>, name: &'static str, default: Option<T>) -> Result<T, ShapeError> {
    let found = match map.get(name) {
        Some(v) => T::from_value(v),
        None => T::absent().or(default).ok_or_else(|| ShapeError::new(refusal!("this field is missing"))),
    };
    found.map_err(|e| e.within(name))
}

/// Declares structs and enums that have a [`Shape`].
///
/// A struct's field may have `= default`, used where a file or a command leaves it out. An enum's variants have no
/// data; each is written as its lower-kebab-case text.
macro_rules! shape {
    ($(#[$m:meta])* pub struct $name:ident { $($(#[$fm:meta])* $field:ident : $t:ty $(= $default:expr)?),* $(,)? }) => {
        $(#[$m])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $($(#[$fm])* pub $field: $t),* }

        impl $crate::document::shape::Shape for $name {
            fn to_value(&self) -> $crate::document::shape::Value {
                $crate::document::shape::object(self)
            }

            fn from_value(value: &$crate::document::shape::Value) -> Result<Self, $crate::document::shape::ShapeError> {
                use $crate::document::shape::{Fields, ShapeError, Value};
                let Value::Map(map) = value else { return Err(ShapeError::expected("an object", value)) };
                $crate::document::shape::refuse_unknown(map, Self::fields())?;
                Ok(Self { $($field: $crate::document::shape::field::<$t>(map, stringify!($field), {
                    let default = None;
                    $(let default = default.or(Some($default));)?
                    default
                })?),* })
            }

            fn forget(&mut self, gone: &$crate::document::shape::Gone) -> bool {
                // Every field is visited, so that none keeps a reference because another failed first.
                let mut whole = true;
                $(whole &= $crate::document::shape::Shape::forget(&mut self.$field, gone);)*
                whole
            }

            fn each_ref(&self, see: &mut dyn FnMut($crate::document::NodeId)) {
                $($crate::document::shape::Shape::each_ref(&self.$field, see);)*
            }
        }

        impl $crate::document::shape::Fields for $name {
            fn fields() -> &'static [$crate::document::shape::FieldInfo] {
                &[$($crate::document::shape::FieldInfo { name: stringify!($field) }),*]
            }

            fn get(&self, field: &str) -> Option<$crate::document::shape::Value> {
                match field {
                    $(stringify!($field) => Some($crate::document::shape::Shape::to_value(&self.$field)),)*
                    _ => None,
                }
            }

            fn set(&mut self, field: &str, value: &$crate::document::shape::Value) -> Result<(), $crate::document::shape::ShapeError> {
                *self = $crate::document::shape::with(self, field, value)?;
                Ok(())
            }
        }
    };
    ($(#[$m:meta])* pub enum $name:ident { $($(#[$vm:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$m])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vm])* $variant),* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The text of this value in save files, commands and forms.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(s: &str) -> Result<Self, String> {
                match s {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(format!("\"{}\" is none of {}", s.chars().take(60).collect::<String>(), [$($text),*].join(", "))),
                }
            }
        }

        $crate::document::shape::text_shape!($name, "a text", |s| s.parse());
    };
}
pub(crate) use shape;
