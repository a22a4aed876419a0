//! Ports and ICMP types of rules and entries, as AWS's answers and Terraform both write them.

use crate::document::IcmpMatch;
use crate::net::PortRange;
use crate::text;
use crate::text::{Text, code as shown};

/// A range of ports; all where neither end is said or both are -1.
pub fn ports(from: Option<i64>, to: Option<i64>) -> Result<Option<PortRange>, Text> {
    let (from, to) = match (from, to) {
        (None | Some(-1), None | Some(-1)) => return Ok(None),
        (Some(f), None) => (f, f),
        (None, Some(t)) => (t, t),
        (Some(f), Some(t)) => (f.max(0), t),
    };
    let port = |n: i64| u16::try_from(n).map_err(|_| text!("{n} is not a port", n = shown(n)));
    let range = PortRange::new(port(from)?, port(to)?).ok_or_else(|| text!("the first port is larger than the last"))?;
    Ok(if range == PortRange::ALL { None } else { Some(range) })
}

/// A type and code of ICMP; all where the type is -1 or not said.
pub fn icmp(kind: Option<i64>, code: Option<i64>) -> Result<Option<IcmpMatch>, Text> {
    let byte = |n: i64| {
        i16::try_from(n).ok().filter(|n| (-1..=255).contains(n)).ok_or_else(|| text!("{n} is not a type or code of ICMP", n = shown(n)))
    };
    let (kind, code) = (byte(kind.unwrap_or(-1))?, byte(code.unwrap_or(-1))?);
    Ok((kind != -1).then_some(IcmpMatch { kind, code }))
}
