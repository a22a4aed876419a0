//! The address plan: every subnet with its first and last address, and how many are usable, reserved, used and free.

use portico_core::document::{Id, Subnet, Vpc};
use portico_core::facts::Facts;
use portico_core::net::cidr;
use std::cmp::Ordering;
use std::net::Ipv4Addr;

/// One subnet's IPv4 addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub subnet: Id<Subnet>,
    pub name: String,
    pub cidr: ipnet::Ipv4Net,
    /// The first address that a resource can have.
    pub first: Ipv4Addr,
    pub last: Ipv4Addr,
    pub usable: u64,
    pub reserved: u64,
    /// Addresses of interfaces that the design is known to need; AWS may take more, as load balancers do under load.
    pub used: u64,
    pub free: u64,
}

/// The columns, by which the plan sorts.
pub const COLUMNS: [&str; 8] = ["Subnet", "CIDR", "First", "Last", "Usable", "Reserved", "Used", "Free"];

/// The line of one subnet; none without an IPv4 block.
pub fn of_subnet(facts: &Facts, id: Id<Subnet>) -> Option<Planned> {
    let cidr = facts.document.model.get(id)?.cidr?;
    let graph = facts.graph();
    let interfaces = graph.interfaces_in(id).iter().filter_map(|i| graph.interface(*i));
    let used: u64 = interfaces.map(|f| f.v4.len() as u64).sum();
    let usable = cidr::usable(cidr);
    let step = |a: Ipv4Addr, by: i64| u32::try_from(i64::from(u32::from(a)) + by).map(Ipv4Addr::from).unwrap_or(a);
    let (first, last) =
        if usable == 0 { (cidr.network(), cidr.broadcast()) } else { (step(cidr.network(), 4), step(cidr.broadcast(), -1)) };
    Some(Planned {
        subnet: id,
        name: facts.document.model.name(id),
        cidr,
        first,
        last,
        usable,
        reserved: cidr::size(cidr) - usable,
        used,
        free: usable.saturating_sub(used),
    })
}

/// The plan of a VPC, or of all of them; by address to begin with.
pub fn plan(facts: &Facts, vpc: Option<Id<Vpc>>) -> Vec<Planned> {
    let subnets = facts.document.model.all::<Subnet>().filter(|(_, s)| vpc.is_none_or(|v| s.vpc == v));
    let mut all: Vec<Planned> = subnets.filter_map(|(id, _)| of_subnet(facts, id)).collect();
    sort(&mut all, 1, false);
    all
}

/// Sorts by a column of [`COLUMNS`].
pub fn sort(all: &mut [Planned], column: usize, descending: bool) {
    let key = |a: &Planned, b: &Planned| -> Ordering {
        match column {
            0 => a.name.cmp(&b.name),
            2 => a.first.cmp(&b.first),
            3 => a.last.cmp(&b.last),
            4 => a.usable.cmp(&b.usable),
            5 => a.reserved.cmp(&b.reserved),
            6 => a.used.cmp(&b.used),
            7 => a.free.cmp(&b.free),
            _ => (a.cidr.network(), a.cidr.prefix_len()).cmp(&(b.cidr.network(), b.cidr.prefix_len())),
        }
    };
    all.sort_by(|a, b| {
        let by = if descending { key(b, a) } else { key(a, b) };
        by.then(a.subnet.cmp(&b.subnet))
    });
}

/// The cells of a line, in the order of the columns.
pub fn cells(p: &Planned) -> [String; 8] {
    [
        p.name.clone(),
        p.cidr.to_string(),
        p.first.to_string(),
        p.last.to_string(),
        p.usable.to_string(),
        p.reserved.to_string(),
        p.used.to_string(),
        p.free.to_string(),
    ]
}

/// For a spreadsheet: a line each, tabs between. Tabs and line ends in names become spaces.
pub fn tsv(all: &[Planned]) -> String {
    let mut out = COLUMNS.join("\t");
    out.push('\n');
    for p in all {
        let line = cells(p).map(|c| c.replace(['\t', '\n', '\r'], " "));
        out.push_str(&line.join("\t"));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::catalogue::Catalogue;
    use portico_core::document::{Document, Region, Zone};
    use portico_core::edit::Draft;

    #[test]
    fn a_plan_counts_and_sorts() {
        let mut d = Draft::new(&Document::new(Region::default()));
        let (id, zone) = (Id::new(1), Zone::of(&Region::default(), 'a'));
        let vpc = Vpc {
            account: None,
            region: Region::default(),
            cidrs: vec!["10.0.0.0/16".parse().unwrap()],
            ipv6: vec![],
            dns_support: true,
            dns_hostnames: false,
            main_table: id_of(2),
            default_group: id_of(3),
            default_acl: id_of(4),
        };
        d.add(Some("main"), vpc).unwrap();
        for (name, cidr) in [("small", "10.0.16.0/28"), ("a\tb", "10.0.0.0/20")] {
            let s = Subnet {
                vpc: id,
                zone: zone.clone(),
                cidr: Some(cidr.parse().unwrap()),
                ipv6: None,
                table: None,
                acl: None,
                public_ip_on_launch: false,
            };
            d.add(Some(name), s).unwrap();
        }
        let facts = Facts::new(&d.doc, Catalogue::bundled());
        let mut all = plan(&facts, Some(id));
        assert_eq!(all.iter().map(|p| p.cidr.to_string()).collect::<Vec<_>>(), ["10.0.0.0/20", "10.0.16.0/28"]);
        sort(&mut all, 4, false);
        let small = &all[0];
        assert_eq!((small.first.to_string(), small.last.to_string()), ("10.0.16.4".into(), "10.0.16.14".into()));
        assert_eq!((small.usable, small.reserved, small.used, small.free), (11, 5, 0, 11));
        assert_eq!(tsv(&all).lines().nth(1), Some("small\t10.0.16.0/28\t10.0.16.4\t10.0.16.14\t11\t5\t0\t11"));
        assert_eq!(tsv(&all).lines().count(), 3, "a name with a tab stays on its line");
    }

    fn id_of<T: portico_core::document::Resource>(n: u32) -> Id<T> {
        Id::new(n)
    }
}
