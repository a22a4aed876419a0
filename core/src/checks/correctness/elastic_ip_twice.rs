//! Elastic IP addresses that several resources want.

use crate::checks::shared::belong_together;
use crate::checks::{Found, check};
use crate::document::{ElasticIp, Id, NatGateway, NetworkInterface, NodeId, Workload};
use crate::facts::Facts;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::Arg;

check! {
    /// An Elastic IP address stands for one private address at a time. Given to a second resource, it leaves the first.
    ///
    /// ## Example
    ///
    /// ```text
    /// eip e
    /// vpc main 10.0.0.0/16
    ///   subnet a a 10.0.0.0/24
    ///     nat n ips e
    ///     instance i eip e
    /// ```
    ///
    /// ## What to do
    ///
    /// Give each resource an address of its own.
    ///
    /// AWS: "Elastic IP addresses" (Amazon EC2 User Guide)
    "elastic-ip-used-twice", "Elastic IP address used twice", Correctness, Error
}

/// What uses each Elastic IP address.
pub(in crate::checks) fn users(facts: &Facts) -> BTreeMap<Id<ElasticIp>, Vec<NodeId>> {
    let model = &facts.document.model;
    let mut out: BTreeMap<Id<ElasticIp>, Vec<NodeId>> = model.all::<ElasticIp>().map(|(id, _)| (id, Vec::new())).collect();
    let nats = model.all::<NatGateway>().flat_map(|(id, n)| n.addresses.iter().map(move |e| (*e, id.node())));
    let workloads = model.all::<Workload>().filter_map(|(id, w)| Some((w.elastic_ip?, id.node())));
    let interfaces = model.all::<NetworkInterface>().filter_map(|(id, i)| Some((i.elastic_ip?, id.node())));
    for (eip, user) in nats.chain(workloads).chain(interfaces) {
        let users = out.entry(eip).or_default();
        if !users.iter().any(|u| belong_together(model, *u, user)) {
            users.push(user);
        }
    }
    out
}

fn run(facts: &Facts) -> Vec<Found> {
    let shared = users(facts).into_iter().filter(|(_, users)| users.len() > 1);
    shared
        .map(|(id, users)| {
            let names = users.iter().copied().collect::<Arg>();
            let found = Found::new(id, text!("{eip} is given to {users}.", eip = id, users = names))
                .because(text!("An Elastic IP address is one resource's at a time."));
            users.into_iter().fold(found, |f, u| f.with(u))
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
            "eip e #! e is given to n, i and x\neip f\neip g\nvpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n    nat n ips e\n    instance i eip e\n    interface x eip e\n    instance j eip f\n    nat own ips g\n    interface its eip g of own",
        );
    }
}
