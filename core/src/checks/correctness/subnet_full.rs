//! Subnets with more interfaces than addresses.

use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::propose::address_plan;
use crate::text;

check! {
    /// A subnet has as many addresses as its block, less the five that AWS keeps. Every instance, task, endpoint, NAT gateway
    /// and load balancer takes at least one. When none is left, nothing more starts there.
    ///
    /// Tasks of a container service count spread evenly over its subnets. An Application Load Balancer takes more addresses
    /// as it grows: AWS wants eight free ones in each of its subnets.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.0.0.0/28
    ///     container web count 20
    /// ```
    ///
    /// ## What to do
    ///
    /// Make a larger subnet, or spread the workload over more subnets. A subnet's block cannot be changed later.
    ///
    /// AWS: "Subnet CIDR blocks" (Amazon VPC User Guide)
    "subnet-full", "Subnet without free addresses", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let full = address_plan(&facts.document).into_iter().filter(|r| r.used > r.usable);
    full.filter_map(|r| {
        let net = r.cidr?;
        let said = text!(
            "{subnet} ({net}) has {usable} addresses and needs {used}.",
            subnet = r.subnet,
            net = net,
            usable = r.usable,
            used = r.used
        );
        Some(Found::new(r.subnet, said).because(text!("Each interface takes one, and AWS keeps five of every subnet.")))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::check;

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/28 #! a (10.0.0.0/28) has 11 addresses and needs 12\n    nat n\n    container c count 11\n  subnet b a 10.0.1.0/28\n    container d count 11\n  subnet six a ipv6 2001:db8::/64\n    instance i",
        );
    }
}
