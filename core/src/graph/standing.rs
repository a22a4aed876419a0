//! What every step of a walk asks of subnets and VPCs, at hand without a search through the model.

use crate::document::{Id, Model, NetworkAcl, Region, RouteTable, Subnet, Vpc};
use crate::ordered::BTreeMap;

/// A subnet's place: its VPC, and the table and ACL that serve it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub vpc: Id<Vpc>,
    pub table: Option<Id<RouteTable>>,
    pub acl: Option<Id<NetworkAcl>>,
}

#[derive(Clone, Debug)]
pub(super) struct OfVpc {
    pub region: Region,
    pub opaque: bool,
    /// Where Amazon's DNS server answers: the third address of the first block. [Understanding Amazon DNS]
    pub resolver: Option<u32>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    subnets: BTreeMap<Id<Subnet>, Placed>,
    vpcs: BTreeMap<Id<Vpc>, OfVpc>,
}

impl Standing {
    pub fn of(model: &Model) -> Self {
        let mut out = Self::default();
        for (id, v) in model.all::<Vpc>() {
            let resolver = v.cidrs.first().map(|c| u32::from(c.network()).saturating_add(2));
            out.vpcs.insert(id, OfVpc { region: v.region.clone(), opaque: v.opaque, resolver });
        }
        model.all::<Subnet>().for_each(|(id, _)| out.place(model, id));
        out
    }

    /// A subnet as the model has it now.
    pub fn place(&mut self, model: &Model, subnet: Id<Subnet>) {
        if let Some(s) = model.get(subnet) {
            self.subnets.insert(subnet, Placed { vpc: s.vpc, table: model.table_of(subnet), acl: model.acl_of(subnet) });
        }
    }

    pub fn subnet(&self, id: Id<Subnet>) -> Option<Placed> {
        self.subnets.get(&id).copied()
    }

    pub fn vpc(&self, id: Id<Vpc>) -> Option<&OfVpc> {
        self.vpcs.get(&id)
    }
}
