//! Which row a subnet stands in: public above private above isolated, and equal names side by side.

use super::contain::Tree;
use crate::document::{Destination, Document, Id, Kind, RouteTable, Subnet, Target};
use crate::ordered::BTreeMap;
use crate::ordered::Sorted as _;
use ipnet::IpNet;

/// What a subnet's default route leads to, as far as its rows matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// To an internet gateway.
    Public,
    /// To anything else, such as a NAT gateway.
    Private,
    /// There is none.
    Isolated,
}

/// The tier of every route table, by its stored routes alone.
pub struct Tiers(BTreeMap<Id<RouteTable>, Tier>);

impl Tiers {
    pub fn of(doc: &Document) -> Self {
        let tier = |t: &RouteTable| {
            let all = t.routes.iter().filter(|r| matches!(&r.destination, Destination::Cidr(n) if is_default(*n)));
            all.map(|r| match &r.target {
                Target::Node(n) if n.kind() == Kind::InternetGateway => Tier::Public,
                Target::Node(_) | Target::Unknown(_) => Tier::Private,
                Target::Gone(_) => Tier::Isolated,
            })
            .min()
            .unwrap_or(Tier::Isolated)
        };
        Self(doc.model.all::<RouteTable>().map(|(id, t)| (id, tier(t))).collect())
    }

    pub fn tier(&self, doc: &Document, subnet: Id<Subnet>) -> Tier {
        doc.model.table_of(subnet).and_then(|t| self.0.get(&t)).copied().unwrap_or(Tier::Isolated)
    }
}

fn is_default(net: IpNet) -> bool {
    net.prefix_len() == 0
}

/// A name without what tells zones apart: `app` of `app-a`, `app-1b`, `app2`.
pub(super) fn stem(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let short = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_lowercase());
        part.len() - digits.len() <= 1 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let mut rest = name.as_str();
    while let Some((before, last)) = rest.rsplit_once(['-', '_', '.', ' ']) {
        if !short(last) {
            break;
        }
        rest = before;
    }
    let rest = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    if rest.is_empty() { name } else { rest.to_string() }
}

/// The row of every subnet in these zone columns. Tiers follow one another; in a tier, subnets whose names have one stem in
/// several zones share a row, and the others follow by age.
pub(super) fn rows(doc: &Document, tree: &Tree, zones: &[usize], class: &dyn Fn(Id<Subnet>) -> Tier) -> BTreeMap<usize, usize> {
    // Tier, then stem, then zone.
    let mut tiers: BTreeMap<Tier, BTreeMap<String, BTreeMap<usize, Vec<usize>>>> = BTreeMap::new();
    for (zone, i) in zones.iter().flat_map(|z| tree.children(*z).map(move |i| (*z, i))) {
        let Some(subnet) = tree.node(i).and_then(Id::<Subnet>::of) else { continue };
        let stems = tiers.entry(class(subnet)).or_default();
        stems.entry(stem(&doc.model.name(subnet))).or_default().entry(zone).or_default().push(i);
    }
    let mut out = BTreeMap::new();
    let mut first = 0;
    for stems in tiers.into_values() {
        let age = |zones: &BTreeMap<usize, Vec<usize>>| zones.values().flatten().filter_map(|i| tree.node(*i)).min();
        let (mut shared, lonely): (Vec<_>, Vec<_>) = stems.into_values().partition(|zones| zones.len() > 1);
        shared.order_by_key(age);
        let mut rest: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (zone, all) in lonely.into_iter().flatten() {
            rest.entry(zone).or_default().extend(all);
        }
        for group in shared.into_iter().chain([rest]) {
            let deep = group.values().map(Vec::len).max().unwrap_or(0);
            for mut column in group.into_values() {
                column.order_by_key(|i| tree.node(*i));
                out.extend(column.into_iter().enumerate().map(|(n, i)| (i, first + n)));
            }
            first += deep;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_stem_is_what_zones_share() {
        for (name, want) in [
            ("app-a", "app"),
            ("App-B", "app"),
            ("app-us-east-1a", "app-us-east"),
            ("app_2", "app"),
            ("app2", "app"),
            ("data-tier", "data-tier"),
            ("a", "a"),
            ("1", "1"),
            ("", ""),
            ("-", "-"),
        ] {
            assert_eq!(stem(name), want, "{name}");
        }
    }
}
