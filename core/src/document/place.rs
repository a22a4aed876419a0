//! Regions and zones by their AWS codes. Copies share the text: they travel with packets.

use super::shape::text_shape;
use crate::net::refusal::{Refusal, refused};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

fn code(s: &str, otherwise: fn(&str) -> Refusal) -> Result<Arc<str>, Refusal> {
    let ok = !s.is_empty() && s.len() <= 40 && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if ok { Ok(s.into()) } else { Err(otherwise(s)) }
}

macro_rules! code {
    ($(#[$m:meta])* $name:ident, $what:literal, $otherwise:expr) => {
        $(#[$m])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Refusal;

            fn from_str(s: &str) -> Result<Self, Refusal> {
                code(s.trim(), $otherwise).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        text_shape!($name, $what, |s| s.parse());
    };
}

code! {
    /// A region's code, such as `us-east-1`. Whether AWS has it is the catalogue's to say.
    Region, "a region code such as us-east-1", |s| refused("is not a region code such as us-east-1", s)
}

code! {
    /// A zone's name, such as `us-east-1a`.
    Zone, "an Availability Zone name such as us-east-1a", |s| refused("is not an Availability Zone name such as us-east-1a", s)
}

impl Default for Region {
    fn default() -> Self {
        Self("us-east-1".into())
    }
}

impl Zone {
    /// Zone `letter` (a, b, …) of a region.
    pub fn of(region: &Region, letter: char) -> Self {
        Self(format!("{}{letter}", region.0).into())
    }

    /// What follows the region in the name: `a` of `us-east-1a`; the whole name where it does not start with the region.
    pub fn suffix<'a>(&'a self, region: &Region) -> &'a str {
        self.0.strip_prefix(region.as_str()).filter(|s| !s.is_empty()).unwrap_or(&self.0)
    }
}

/// The id of an AWS service in endpoint service names: `s3`, `dynamodb`, `ecr.dkr`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(Arc<str>);

impl ServiceId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn s3() -> Self {
        Self("s3".into())
    }

    pub fn dynamodb() -> Self {
        Self("dynamodb".into())
    }

    /// Of an endpoint that is known by its interface only: whatever its service is.
    pub fn unknown() -> Self {
        Self(Self::UNKNOWN.into())
    }

    pub fn is_unknown(&self) -> bool {
        &*self.0 == Self::UNKNOWN
    }

    const UNKNOWN: &str = "unknown";
}

impl FromStr for ServiceId {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        let s = s.trim();
        let ok = !s.is_empty() && s.len() <= 120 && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b));
        if ok { Ok(Self(s.into())) } else { Err(refused("is not a service id such as s3 or ecr.dkr", s)) }
    }
}

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_shape!(ServiceId, "a service id such as s3", |s| s.parse());
