//! Routes of transit gateways: static ones and those that attachments propagate. [Transit gateway route tables]

use crate::document::{DirectConnect, Id, Kind, Model, OnPremises, TransitAttachment, TransitTable, TransitTarget, Vpc, VpnConnection};
use crate::ordered::BTreeMap;
use ipnet::IpNet;

/// A route of a transit gateway's table as packets meet it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransitRouteMet {
    pub net: IpNet,
    /// None for a blackhole.
    pub to: Option<Id<TransitAttachment>>,
    pub origin: TransitOrigin,
}

impl TransitRouteMet {
    /// Longest prefix, then static, VPC, Direct Connect, VPN.
    pub fn before(&self, o: &Self) -> bool {
        let key = |r: &Self| (std::cmp::Reverse(r.net.prefix_len()), r.origin.rank());
        key(self) < key(o)
    }
}

/// Where a transit gateway's route comes from; better ones first. [Route evaluation order]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransitOrigin {
    /// Written by the user: its position in the table.
    Static(usize),
    PropagatedVpc,
    PropagatedDirect,
    PropagatedVpn,
}

impl TransitOrigin {
    fn rank(self) -> u8 {
        match self {
            Self::Static(_) => 0,
            Self::PropagatedVpc => 1,
            Self::PropagatedDirect => 2,
            Self::PropagatedVpn => 3,
        }
    }
}

pub(super) type Tables = BTreeMap<Id<TransitTable>, Vec<TransitRouteMet>>;

pub(super) fn tables(model: &Model) -> Tables {
    let mut out: Tables = BTreeMap::new();
    for (id, t) in model.all::<TransitTable>() {
        let routes = t.routes.iter().enumerate().map(|(i, r)| TransitRouteMet {
            net: r.destination,
            to: match &r.target {
                TransitTarget::Attachment(a) if model.contains(*a) => Some(*a),
                _ => None,
            },
            origin: TransitOrigin::Static(i),
        });
        out.insert(id, routes.collect());
    }
    for (id, a) in model.all::<TransitAttachment>() {
        if a.propagates_to.is_empty() {
            continue;
        }
        let (nets, origin) = announced(model, a);
        for table in &a.propagates_to {
            if let Some(routes) = out.get_mut(table) {
                routes.extend(nets.iter().map(|net| TransitRouteMet { net: *net, to: Some(id), origin }));
            }
        }
    }
    out
}

/// What an attachment propagates. Peering attachments propagate nothing. [Transit gateway peering attachments]
fn announced(model: &Model, a: &TransitAttachment) -> (Vec<IpNet>, TransitOrigin) {
    let premises = |p: Id<OnPremises>| model.get(p).map(|p| p.cidrs.clone()).unwrap_or_default();
    match a.to.kind() {
        Kind::Vpc => {
            let vpc = Id::of(a.to).and_then(|v: Id<Vpc>| model.get(v));
            (vpc.map(crate::document::Vpc::blocks).unwrap_or_default(), TransitOrigin::PropagatedVpc)
        }
        Kind::VpnConnection => {
            let vpn = Id::of(a.to).and_then(|v: Id<VpnConnection>| model.get(v));
            let nets = vpn.map(|v| if v.bgp { premises(v.premises) } else { v.static_routes.clone() });
            (nets.unwrap_or_default(), TransitOrigin::PropagatedVpn)
        }
        Kind::DirectConnect => {
            let direct = Id::of(a.to).and_then(|d: Id<DirectConnect>| model.get(d));
            (direct.and_then(|d| d.premises).map(premises).unwrap_or_default(), TransitOrigin::PropagatedDirect)
        }
        _ => (vec![], TransitOrigin::PropagatedVpn),
    }
}
