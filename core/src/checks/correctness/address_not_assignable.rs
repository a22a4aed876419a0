//! Chosen private addresses that a resource cannot have.

use crate::checks::shared::belong_together;
use crate::checks::{Found, check, set};
use crate::document::{EndpointSubnet, Id, Model, NatGateway, NatHome, NetworkInterface, NodeId, ResolverEndpoint, Subnet, Workload};
use crate::edit::Command;
use crate::facts::Facts;
use crate::net::cidr;
use crate::text;
use std::net::Ipv4Addr;

check! {
    /// An address that you choose for an endpoint, an instance, a NAT gateway or an interface must lie in its subnet's block
    /// and be none of the five that AWS keeps: the first four (network, router, DNS, future use) and the last. And an
    /// address is one resource's: two that want the same are refused with `InvalidIPAddress.InUse`.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.0.0.0/24
    ///     instance api ip 10.0.0.2
    /// ```
    ///
    /// ## What to do
    ///
    /// Let AWS choose, or choose a free address of the subnet.
    ///
    /// AWS: "Subnet CIDR blocks" (Amazon VPC User Guide), "Access an AWS service using an interface VPC endpoint" (AWS
    /// PrivateLink Guide)
    "address-not-assignable", "Address that a resource cannot have", Correctness, Error
}

/// A chosen address, and the command that leaves the choice to AWS or makes another.
pub(super) struct Choice {
    pub owner: NodeId,
    pub subnet: Id<Subnet>,
    pub address: Ipv4Addr,
    with: Box<dyn Fn(Option<Ipv4Addr>) -> Command>,
}

impl Choice {
    pub fn leave_to_aws(&self) -> Command {
        (self.with)(None)
    }
}

/// Every private IPv4 address that somebody chose.
pub(super) fn choices(model: &Model) -> Vec<Choice> {
    let mut out = Vec::new();
    let mut put = |owner: NodeId, subnet, address, with: Box<dyn Fn(Option<Ipv4Addr>) -> Command>| {
        out.push(Choice { owner, subnet, address, with });
    };
    for (id, n) in model.all::<NatGateway>() {
        if let (NatHome::Zonal(subnet), Some(ip)) = (n.home, n.private_ip) {
            put(id.node(), subnet, ip, Box::new(move |a| set(id, "private_ip", &a)));
        }
    }
    for (id, w) in model.all::<Workload>() {
        if let (Some(subnet), Some(ip)) = (w.subnets.first(), w.private_ip) {
            put(id.node(), *subnet, ip, Box::new(move |a| set(id, "private_ip", &a)));
        }
    }
    for (id, i) in model.all::<NetworkInterface>() {
        for ip in &i.private_ips {
            let (rest, ip) = (i.private_ips.clone(), *ip);
            let with = move |a: Option<Ipv4Addr>| {
                let ips: Vec<_> = rest.iter().filter_map(|o| if *o == ip { a } else { Some(*o) }).collect();
                set(id, "private_ips", &ips)
            };
            put(id.node(), i.subnet, ip, Box::new(with));
        }
    }
    let private = model.private_endpoints().map(|e| (e.id, e.subnets));
    for (id, subnets) in private.chain(model.all::<ResolverEndpoint>().map(|(id, e)| (id.node(), &e.subnets))) {
        for s in subnets {
            if let Some(ip) = s.ip {
                let (all, own) = (subnets.clone(), s.subnet);
                let with = move |a: Option<Ipv4Addr>| {
                    let new = |s: &EndpointSubnet| if s.subnet == own { EndpointSubnet { ip: a, ..s.clone() } } else { s.clone() };
                    set(id, "subnets", &all.iter().map(new).collect::<Vec<_>>())
                };
                put(id, s.subnet, ip, Box::new(with));
            }
        }
    }
    out
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let all = choices(model);
    let mut out = Vec::new();
    for (i, c) in all.iter().enumerate() {
        let Some(s) = model.get(c.subnet) else { continue };
        let said = text!("{owner} cannot have the address {address} in {subnet}.", owner = c.owner, address = c.address, subnet = c.subnet);
        let twin = all.iter().take(i).find(|o| {
            (o.owner, o.subnet) != (c.owner, c.subnet)
                && o.address == c.address
                && model.get(o.subnet).is_some_and(|o| o.vpc == s.vpc)
                && !belong_together(model, o.owner, c.owner)
        });
        let why = match s.cidr {
            // Nothing is known of its blocks.
            None if s.ipv6.is_none() => continue,
            None => text!("{subnet} has IPv6 addresses only.", subnet = c.subnet),
            Some(net) if !net.contains(&c.address) => text!("The block of {subnet} is {net}.", subnet = c.subnet, net = net),
            Some(net) if !cidr::assignable(net, c.address) => {
                text!("AWS keeps the first four addresses and the last of {net}.", net = net)
            }
            _ => match twin {
                Some(o) => text!("{other} has it already.", other = o.owner),
                None => continue,
            },
        };
        let taken: Vec<_> = all.iter().map(|o| o.address).collect();
        let free = s.cidr.and_then(|net| net.hosts().filter(|a| cidr::assignable(net, *a)).find(|a| !taken.contains(a)));
        let mut found = Found::new(c.owner, said).with(c.subnet);
        if let Some(o) = twin {
            found = found.with(o.owner);
        }
        found = found
            .because(why)
            .fix(text!("Let AWS choose the address of {owner} in {subnet}", owner = c.owner, subnet = c.subnet), c.leave_to_aws());
        if let Some(free) = free {
            found = found.option(text!("Give {owner} the address {free}", owner = c.owner, free = free), (c.with)(Some(free)));
        }
        out.push(found);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16
  subnet a a 10.0.0.0/28
    nat n private ip 10.0.0.15 #! n cannot have the address 10.0.0.15 in a
    instance i ip 10.0.0.4
    instance j ip 10.0.1.4 #! j cannot have the address 10.0.1.4 in a
    instance k ip 10.0.0.4 #! k cannot have the address 10.0.0.4 in a
    instance m ip 10.0.0.6
    interface own ips 10.0.0.6 of m
    interface other ips 10.0.0.6 #! other cannot have the address 10.0.0.6 in a
    interface e ips 10.0.0.5, 10.0.0.3 #! e cannot have the address 10.0.0.3 in a
  subnet untold a
    instance q ip 10.0.5.5
  interface-endpoint ssm in a at 10.0.0.0 #! ssm cannot have the address 10.0.0.0 in a
  interface-endpoint kms in a at 10.0.0.14
  resource-endpoint orders in a at 10.0.0.14 #! orders cannot have the address 10.0.0.14 in a
vpc w 10.0.0.0/16
  subnet a a 10.0.0.0/28
    instance l ip 10.0.0.4
",
        );
    }

    #[test]
    fn mended() {
        let text = "vpc v 10.0.0.0/16\n  group g: in tcp 443 from 10.0.0.0/16\n  subnet a a 10.0.0.0/28\n    interface e ips 10.0.0.4, 10.0.0.3\n  interface-endpoint ssm in a at 10.0.0.1 groups g";
        mends(
            &CHECK,
            text,
            &[
                "Let AWS choose the address of e in a",
                "Give e the address 10.0.0.5",
                "Let AWS choose the address of ssm in a",
                "Give ssm the address 10.0.0.5",
            ],
        );
        assert_eq!(fixed(&CHECK, text, 0, "interface e "), "interface e ips 10.0.0.4");
    }
}
