//! Interfaces whose description names no owner: a database's, where only one can be meant.

use super::build::Builder;
use crate::document::{Compute, Id, NetworkInterface, SecurityGroup, Subnet, Workload};
use crate::ordered::{BTreeMap, BTreeSet};

/// Interfaces without owner, with their groups.
type Free = Vec<(Id<NetworkInterface>, BTreeSet<Id<SecurityGroup>>)>;

pub fn read(b: &mut Builder) {
    let mut claims: BTreeMap<Id<NetworkInterface>, Vec<Id<Workload>>> = BTreeMap::new();
    let mut free: BTreeMap<Id<Subnet>, Free> = BTreeMap::new();
    for (id, n) in b.model.all::<NetworkInterface>() {
        let managed = n.description.starts_with("RDSNetworkInterface") || n.description.starts_with("ES ");
        if n.attached_to.is_none() && managed {
            free.entry(n.subnet).or_default().push((id, n.groups.iter().copied().collect()));
        }
    }
    for (id, w) in b.model.all::<Workload>().filter(|(_, w)| w.compute == Compute::Database) {
        let groups: BTreeSet<_> = w.groups.iter().copied().collect();
        for (n, of) in w.subnets.iter().filter_map(|s| free.get(s)).flatten() {
            if *of == groups {
                claims.entry(*n).or_default().push(id);
            }
        }
    }
    for (n, who) in claims {
        if let [one] = who.as_slice() {
            b.model.edit(n, |n: &mut NetworkInterface| n.attached_to = Some(one.node()));
        }
    }
}
