//! NAT gateways whose addresses do not fit their connectivity.

use crate::checks::{Found, check, set, step};
use crate::document::{ElasticIp, Id, NatConnectivity, NatGateway, NatHome};
use crate::facts::Facts;
use crate::text;

check! {
    /// A public NAT gateway in a subnet needs an Elastic IP address: AWS refuses to make one without. A private NAT gateway
    /// must not have one. (A regional NAT gateway may leave its addresses to AWS.)
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet public a 10.0.0.0/24
    ///     nat nat no-ip
    /// ```
    ///
    /// ## What to do
    ///
    /// Give it an Elastic IP address, or make it private if it only translates between networks of your own.
    ///
    /// AWS: "NAT gateway basics" (Amazon VPC User Guide)
    "nat-without-address", "NAT gateway without an Elastic IP address", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, nat) in model.all::<NatGateway>() {
        match (nat.connectivity, nat.home) {
            (NatConnectivity::Public, NatHome::Zonal(_)) if nat.addresses.is_empty() => out.push(
                Found::new(id, text!("{nat} is public and has no Elastic IP address.", nat = id))
                    .because(text!("Its packets leave with that address; AWS makes no public NAT gateway without one."))
                    .fix(
                        text!("Give {nat} a new Elastic IP address", nat = id),
                        step(facts, |d| {
                            let region = model.vpc_of(id).and_then(|v| model.get(v)).map(|v| v.region.clone()).unwrap_or_default();
                            let eip: Id<ElasticIp> = d.add(Some(&model.name(id)), ElasticIp { region, address: None })?;
                            Ok(d.set(id, "addresses", &vec![eip])?)
                        }),
                    )
                    .option(text!("Make {nat} private", nat = id), set(id, "connectivity", &NatConnectivity::Private)),
            ),
            (NatConnectivity::Private, _) if !nat.addresses.is_empty() => out.push(
                Found::new(id, text!("{nat} is private and has an Elastic IP address.", nat = id))
                    .because(text!("AWS gives private NAT gateways no public address."))
                    .fix(text!("Take the address from {nat}", nat = id), set(id, "addresses", &Vec::<Id<ElasticIp>>::new()))
                    .option(text!("Make {nat} public", nat = id), set(id, "connectivity", &NatConnectivity::Public)),
            ),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "eip e\nvpc main 10.0.0.0/16\n  igw igw\n  table out: 0.0.0.0/0 -> igw\n  subnet public a 10.0.0.0/24 table out\n    nat a no-ip #! a is public and has no Elastic IP address\n    nat b\n    nat c private\n    nat d private ips e #! d is private and has an Elastic IP address\n  nat e no-ip";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        let labels = ["Give a a new Elastic IP address", "Make a private", "Take the address from d", "Make d public"];
        mends(&CHECK, TEXT, &labels);
    }
}
