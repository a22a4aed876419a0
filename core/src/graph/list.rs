//! Prefix lists, the user's and AWS's own, and whether blocks and lists hold a point.

use super::{Holds, Point};
use crate::document::{Id, Model, PrefixList, Region, ServiceId, Vpc};
use crate::net::cidr;
use crate::ordered::BTreeMap;
use ipnet::IpNet;

/// The lists of a design. AWS's own are there where the user brought their entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    aws: BTreeMap<(ServiceId, Region), Known>,
    /// Public blocks of the design's VPCs: nobody else on the internet has an address of them.
    own: Vec<IpNet>,
}

#[derive(Clone, Debug)]
struct Known {
    entries: Vec<IpNet>,
    complete: bool,
}

impl Lists {
    pub(super) fn of(model: &Model) -> Self {
        let mut aws: BTreeMap<(ServiceId, Region), Known> = BTreeMap::new();
        for (_, l) in model.all::<PrefixList>() {
            if let Some(s) = &l.service {
                let entries = l.entries.iter().map(|e| e.cidr).collect();
                aws.entry((s.clone(), l.region.clone())).or_insert(Known { entries, complete: l.complete });
            }
        }
        let own = model.all::<Vpc>().flat_map(|(_, v)| v.blocks()).filter(|n| !cidr::never_public(*n)).collect();
        Self { aws, own }
    }

    fn known(&self, service: &ServiceId, region: &Region) -> Option<&Known> {
        if self.aws.is_empty() { None } else { self.aws.get(&(service.clone(), region.clone())) }
    }

    /// The IPv4 blocks of a service's list, where it is all there.
    pub(super) fn whole(&self, service: &ServiceId, region: &Region) -> Option<Vec<IpNet>> {
        let known = self.known(service, region).filter(|k| k.complete)?;
        let v4: Vec<IpNet> = known.entries.iter().copied().filter(|e| matches!(e, IpNet::V4(_))).collect();
        (!v4.is_empty()).then_some(v4)
    }

    /// Whether a block holds a point. Of a service whose list is known and complete, by the entries.
    pub(super) fn within(&self, point: &Point, net: IpNet) -> Holds {
        let plain = point.within(net);
        if plain == Holds::Unknown && self.own.iter().any(|o| o.contains(&net)) {
            return Holds::No;
        }
        let Point::Service(s, region) = point else { return plain };
        let Some(known) = self.known(s, region).filter(|k| k.complete && plain == Holds::Unknown) else { return plain };
        let v4 = || known.entries.iter().filter(|e| matches!(e, IpNet::V4(_)));
        if v4().all(|e| net.contains(e)) {
            Holds::Yes
        } else if v4().any(|e| cidr::overlap(*e, net)) {
            Holds::Unknown
        } else {
            Holds::No
        }
    }

    /// Whether AWS's list of a service in a region holds a point, and by which prefix length, where that is known.
    pub(super) fn service(&self, service: &ServiceId, region: Option<&Region>, to: &Point) -> (Holds, Option<u8>) {
        let known = region.and_then(|r| self.known(service, r));
        match to {
            Point::Service(t, there) => (if service == t && region == Some(there) { Holds::Yes } else { Holds::No }, None),
            // Some address of the internet is no address of a service.
            Point::Internet | Point::InternetV6 => (Holds::No, None),
            Point::Known(a) => match known {
                Some(k) => match k.entries.iter().filter(|e| e.contains(a)).map(IpNet::prefix_len).max() {
                    Some(length) => (Holds::Yes, Some(length)),
                    None if k.complete => (Holds::No, None),
                    None => (Self::perhaps(to), None),
                },
                None => (Self::perhaps(to), None),
            },
        }
    }

    /// A public IPv4 address, whose owner is not known, may be the service's.
    fn perhaps(to: &Point) -> Holds {
        match to {
            Point::Known(a) if a.is_ipv4() && !cidr::never_public(IpNet::from(*a)) => Holds::Unknown,
            _ => Holds::No,
        }
    }

    /// Whether a list of the design holds a point.
    pub(super) fn customer(&self, model: &Model, list: Id<PrefixList>, to: &Point) -> Holds {
        let Some(l) = model.get(list) else { return Holds::No };
        if let Some(s) = &l.service
            && matches!(to, Point::Service(..) | Point::Internet | Point::InternetV6)
        {
            return self.service(s, Some(&l.region), to).0;
        }
        let held = l.entries.iter().map(|e| self.within(to, e.cidr)).max().unwrap_or(Holds::No);
        if l.complete { held } else { held.max(Holds::Unknown) }
    }
}
