//! Interface and resource endpoints whose address type does not fit their subnets.

use crate::checks::{Found, check, set};
use crate::document::{AddressType, Subnet};
use crate::facts::Facts;
use crate::text;

check! {
    /// The address type of an interface or resource endpoint must fit all its subnets: IPv4 needs an IPv4 block in each, dualstack needs
    /// both kinds of block, IPv6 needs subnets that are IPv6-only.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.0.0.0/24
    ///   interface-endpoint ssm in app dualstack
    /// ```
    ///
    /// ## What to do
    ///
    /// Choose the type that the subnets have, or give the subnets the blocks. Not every service supports IPv6.
    ///
    /// AWS: "Access AWS services through AWS PrivateLink", "Access VPC resources through AWS PrivateLink" (AWS PrivateLink Guide)
    "endpoint-address-type", "Address type does not fit the subnets", Correctness, Error
}

fn fits(kind: AddressType, s: &Subnet) -> bool {
    match kind {
        AddressType::Ipv4 => s.cidr.is_some(),
        AddressType::Ipv6 => s.ipv6.is_some() && s.cidr.is_none(),
        AddressType::Dualstack => s.cidr.is_some() && s.ipv6.is_some(),
    }
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for e in model.private_endpoints() {
        let id = e.id;
        let all: Vec<_> = e.subnets.iter().filter_map(|s| model.get(s.subnet).map(|x| (s.subnet, x))).collect();
        let Some((bad, s)) = all.iter().find(|(_, s)| !fits(e.address_type, s)) else { continue };
        let has = match (s.cidr.is_some(), s.ipv6.is_some()) {
            (true, true) => "IPv4 and IPv6",
            (true, false) => "IPv4 only",
            (false, true) => "IPv6 only",
            (false, false) => "no block",
        };
        let said = text!(
            "{endpoint} has the address type {kind}, which {subnet} does not fit.",
            endpoint = id,
            kind = text::code(e.address_type),
            subnet = *bad
        );
        let mut found = Found::new(id, said).with(*bad).because(text!("{subnet} has {has}.", subnet = *bad, has = has));
        if let Some(kind) = AddressType::ALL.iter().find(|k| all.iter().all(|(_, s)| fits(**k, s))) {
            found = found.option(text!("Make the address type {kind}", kind = text::code(kind)), set(id, "address_type", kind));
        }
        out.push(found);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16 ipv6 2001:db8::/56
  group g: in tcp 443 from 10.0.0.0/16
  subnet four a 10.0.0.0/24
  subnet both b 10.0.1.0/24 ipv6 2001:db8::/64
  subnet six c ipv6 2001:db8:0:1::/64
  interface-endpoint ssm in four, both groups g dualstack #! ssm has the address type dualstack, which four does not fit
  interface-endpoint kms in both groups g dualstack
  interface-endpoint sqs in six groups g #! which six does not fit
  interface-endpoint sns in six groups g ipv6
  resource-endpoint orders in four groups g dualstack #! orders has the address type dualstack, which four does not fit
  resource-endpoint ledger in both groups g dualstack
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Make the address type ipv4", "Make the address type ipv6", "Make the address type ipv4"]);
    }
}
