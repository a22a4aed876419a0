//! VPCs with two gateways of a kind that they can have one of.

use crate::checks::{Found, check, set};
use crate::document::{Id, InternetGateway, NodeId, Vpc, VpnGateway};
use crate::facts::Facts;
use crate::text;

check! {
    /// A VPC has one internet gateway and one virtual private gateway at most. AWS refuses to attach a second.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw one
    ///   igw two
    /// ```
    ///
    /// ## What to do
    ///
    /// Detach the second and let routes lead to the first. One internet gateway serves all zones and does not run out.
    ///
    /// AWS: "Enable internet access for a VPC using an internet gateway" (Amazon VPC User Guide)
    "second-gateway", "Second gateway of a VPC", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let igws: Vec<(NodeId, Id<Vpc>)> = model.all::<InternetGateway>().filter_map(|(id, g)| Some((id.node(), g.vpc?))).collect();
    let vgws: Vec<(NodeId, Id<Vpc>)> = model.all::<VpnGateway>().filter_map(|(id, g)| Some((id.node(), g.vpc?))).collect();
    let mut out = Vec::new();
    for (all, what) in [(igws, "internet gateway"), (vgws, "virtual private gateway")] {
        for (i, (id, vpc)) in all.iter().enumerate() {
            let Some((first, _)) = all.iter().take(i).find(|(_, v)| v == vpc) else { continue };
            out.push(
                Found::new(
                    *id,
                    text!("{vpc} has a second {what}: {gateway} beside {first}.", vpc = *vpc, what = what, gateway = *id, first = *first),
                )
                .with(*first)
                .because(text!("A VPC has one at most, so AWS refuses to attach {gateway}.", gateway = *id))
                .option(text!("Detach {gateway}", gateway = *id), set(*id, "vpc", &None::<Id<Vpc>>)),
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "igw loose\nvpc v 10.0.0.0/16\n  igw one\n  igw two #! v has a second internet gateway: two beside one\n  vgw a\n  vgw b #! v has a second virtual private gateway: b beside a\nvpc w 10.1.0.0/16\n  igw three";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Detach two", "Detach b"]);
    }
}
