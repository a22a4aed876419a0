//! Choosing: by straight lines of the tiers and sets of NAT gateways, service by service. Exact.

use crate::document::{Id, NatGateway, Region, Vpc};
use crate::money::{Money, Quantity};
use crate::ordered::{BTreeMap, BTreeSet};

/// A choice that is allowed, with what it costs.
#[derive(Clone, Debug)]
pub(super) struct Priced {
    /// All but the GB through interface endpoints.
    pub flat: Money,
    /// GB through interface endpoints.
    pub gb: Quantity,
    pub nats: BTreeSet<Id<NatGateway>>,
}

/// A unit to choose for.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub vpc: Id<Vpc>,
    pub region: Region,
    /// Never empty: the first is as it is.
    pub priced: Vec<Priced>,
}

/// A price that falls from tier to tier, as the straight lines whose least it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines(pub Vec<(Money, Money)>);

impl Lines {
    /// From tiers: where each begins and what one unit costs. `None` where they do not fall.
    pub fn of(tiers: &[(u64, Money)]) -> Option<Self> {
        let (mut out, mut offset, mut last) = (Vec::new(), Money::ZERO, None);
        for (from, amount) in tiers {
            if let Some(before) = last {
                if *amount > before {
                    return None;
                }
                offset += (before - *amount).times(*from);
            }
            out.push((offset, *amount));
            last = Some(*amount);
        }
        Some(Self(out))
    }

    fn at(&self, gb: Quantity) -> Money {
        self.0.iter().map(|(offset, amount)| *offset + amount.for_quantity(gb)).min().unwrap_or_default()
    }
}

/// A region's problem.
pub(super) struct Problem<'a> {
    pub fields: Vec<&'a Field>,
    /// GB through interface endpoints of flows that are not up for choice.
    pub other_gb: Quantity,
    pub lines: Lines,
    /// NAT gateways that may go, with what each costs as it stands, by VPC.
    pub nats: BTreeMap<Id<Vpc>, Vec<(Id<NatGateway>, Money)>>,
}

/// NAT gateways of one VPC of which every set is tried.
pub(super) const MOST_NATS: usize = 8;

/// For each field the position among its priced choices; and the NAT gateways that go.
pub(super) fn solve(p: &Problem) -> (Vec<usize>, BTreeSet<Id<NatGateway>>) {
    let mut best: Option<(Money, Vec<usize>, BTreeSet<Id<NatGateway>>)> = None;
    for (_, price) in &p.lines.0 {
        let (choices, gone) = along(p, *price);
        let cost = total(p, &choices, &gone);
        if best.as_ref().is_none_or(|(b, ..)| cost < *b) {
            best = Some((cost, choices, gone));
        }
    }
    best.map(|(_, c, g)| (c, g)).unwrap_or_else(|| (vec![0; p.fields.len()], BTreeSet::new()))
}

fn total(p: &Problem, choices: &[usize], gone: &BTreeSet<Id<NatGateway>>) -> Money {
    let chosen = || p.fields.iter().zip(choices).filter_map(|(f, c)| f.priced.get(*c));
    let gb = chosen().fold(p.other_gb, |all, c| all + c.gb);
    let flat: Money = chosen().map(|c| c.flat).sum();
    let nats: Money = p.nats.values().flatten().filter(|(n, _)| !gone.contains(n)).map(|(_, m)| *m).sum();
    flat + nats + p.lines.at(gb)
}

/// What it costs, the choices by their places, and the NAT gateways that go.
type Best = (Money, Vec<(usize, usize)>, BTreeSet<Id<NatGateway>>);

/// The best where each GB costs the same: VPC by VPC, over the sets of NAT gateways that stay.
fn along(p: &Problem, price: Money) -> (Vec<usize>, BTreeSet<Id<NatGateway>>) {
    let mut choices = vec![0; p.fields.len()];
    let mut gone = BTreeSet::new();
    let vpcs: BTreeSet<Id<Vpc>> = p.fields.iter().map(|f| f.vpc).chain(p.nats.keys().copied()).collect();
    for vpc in vpcs {
        let nats = p.nats.get(&vpc).map_or(&[][..], Vec::as_slice);
        let mut best: Option<Best> = None;
        // Fewest go first, so that of equal ones the one that changes least wins.
        for set in 0u32..1 << nats.len().min(MOST_NATS) {
            let out: BTreeSet<Id<NatGateway>> = nats.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, (n, _))| *n).collect();
            let mut cost: Money = nats.iter().filter(|(n, _)| !out.contains(n)).map(|(_, m)| *m).sum();
            let mut picked = Vec::new();
            let whole = p.fields.iter().enumerate().filter(|(_, f)| f.vpc == vpc).all(|(at, f)| {
                let open = f.priced.iter().enumerate().filter(|(_, c)| c.nats.is_disjoint(&out));
                match open.map(|(i, c)| (c.flat + price.for_quantity(c.gb), i)).min() {
                    Some((m, i)) => {
                        cost += m;
                        picked.push((at, i));
                        true
                    }
                    None => false,
                }
            });
            if whole && best.as_ref().is_none_or(|(b, ..)| cost < *b) {
                best = Some((cost, picked, out));
            }
        }
        if let Some((_, picked, out)) = best {
            for (at, i) in picked {
                if let Some(slot) = choices.get_mut(at) {
                    *slot = i;
                }
            }
            gone.extend(out);
        }
    }
    (choices, gone)
}
