//! The address plan as a table: lines of the engine's plan with names, sorted, and as text for a spreadsheet.

use ipnet::Ipv4Net;
use portico_core::document::{Document, Id, Subnet, Vpc};
use portico_core::ordered::Sorted as _;
use portico_core::propose::{PlanRow, address_plan};
use std::cmp::Ordering;
use std::net::Ipv4Addr;

/// One subnet's IPv4 addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    pub cidr: Ipv4Net,
    /// The first address that a resource can have.
    pub first: Ipv4Addr,
    pub last: Ipv4Addr,
    pub row: PlanRow,
}

/// The columns, by which the plan sorts.
pub const COLUMNS: [&str; 8] = ["Subnet", "CIDR", "First", "Last", "Usable", "Reserved", "Used", "Free"];

/// The plan of a VPC, or of all of them; by address to begin with. Subnets without IPv4 block have no line.
pub fn plan(doc: &Document, vpc: Option<Id<Vpc>>) -> Vec<Line> {
    let here = |r: &PlanRow| vpc.is_none_or(|v| doc.model.get(r.subnet).is_some_and(|s| s.vpc == v));
    let mut all: Vec<Line> = address_plan(doc).into_iter().filter(here).filter_map(|r| line(doc, r)).collect();
    sort(&mut all, 1, false);
    all
}

fn line(doc: &Document, row: PlanRow) -> Option<Line> {
    let cidr = row.cidr?;
    let (first, last) = (row.first.unwrap_or(cidr.network()), row.last.unwrap_or(cidr.broadcast()));
    Some(Line { name: doc.model.name(row.subnet), cidr, first, last, row })
}

/// The line of one subnet.
pub fn of_subnet(doc: &Document, id: Id<Subnet>) -> Option<Line> {
    address_plan(doc).into_iter().find(|r| r.subnet == id).and_then(|r| line(doc, r))
}

/// Sorts by a column of [`COLUMNS`].
pub fn sort(all: &mut [Line], column: usize, descending: bool) {
    let key = |a: &Line, b: &Line| -> Ordering {
        match column {
            0 => a.name.cmp(&b.name),
            2 => a.first.cmp(&b.first),
            3 => a.last.cmp(&b.last),
            4 => a.row.usable.cmp(&b.row.usable),
            5 => a.row.reserved.len().cmp(&b.row.reserved.len()),
            6 => a.row.used.cmp(&b.row.used),
            7 => a.row.free.cmp(&b.row.free),
            _ => (a.cidr.network(), a.cidr.prefix_len()).cmp(&(b.cidr.network(), b.cidr.prefix_len())),
        }
    };
    all.order_by(|a, b| {
        let by = if descending { key(b, a) } else { key(a, b) };
        by.then(a.row.subnet.cmp(&b.row.subnet))
    });
}

/// The cells of a line, in the order of the columns.
pub fn cells(l: &Line) -> [String; 8] {
    [
        l.name.clone(),
        l.cidr.to_string(),
        l.first.to_string(),
        l.last.to_string(),
        l.row.usable.to_string(),
        l.row.reserved.len().to_string(),
        l.row.used.to_string(),
        l.row.free.to_string(),
    ]
}

/// For a spreadsheet: a line each, tabs between. Tabs and line ends in names become spaces.
pub fn tsv(all: &[Line]) -> String {
    let mut out = COLUMNS.join("\t");
    out.push('\n');
    for l in all {
        let line = cells(l).map(|c| c.replace(['\t', '\n', '\r'], " "));
        out.push_str(&line.join("\t"));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::design;
    use super::*;

    #[test]
    fn a_plan_sorts_and_is_copied() {
        let doc = design("");
        let mut all = plan(&doc, None);
        assert_eq!(all.iter().map(|l| l.cidr.to_string()).collect::<Vec<_>>(), ["10.0.0.0/24", "10.0.16.0/20", "10.0.32.0/28"]);
        sort(&mut all, 4, false);
        assert_eq!(tsv(&all).lines().nth(1), Some("tiny\t10.0.32.0/28\t10.0.32.4\t10.0.32.14\t11\t5\t0\t11"));
        sort(&mut all, 4, true);
        assert_eq!(all[0].name, "app-a");
    }

    #[test]
    fn a_name_with_a_tab_stays_on_its_line() {
        let mut all = plan(&design(""), None);
        all.truncate(1);
        all[0].name = "a\tb\nc".into();
        assert_eq!(tsv(&all).lines().nth(1).map(|l| l.split('\t').count()), Some(8));
    }
}
