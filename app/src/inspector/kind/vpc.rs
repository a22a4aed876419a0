//! VPCs and their zones.

use super::super::edit::{Edit, Step, Typed};
use super::super::form::{Chip, Choice, Control, Item, Note, Row, Section, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::{problem, words};
use crate::ui::number::thousands;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Id, Kind, Subnet, Vpc, Zone};
use portico_core::facts::Facts;
use portico_core::net::cidr;
use portico_core::propose::Item as New;
use portico_core::text;
use portico_core::text::code;

pub fn vpc(of: &Of, v: &Vpc) -> Vec<Section> {
    let catalogue = Catalogue::bundled();
    let regions = catalogue.regions().iter().map(|r| (r.code, r.code)).collect::<Vec<_>>();
    let mut region = of.one_of("region", "Region", &regions);
    if of.id_as::<Vpc>().is_some_and(|id| of.model().subnets_of(id).next().is_some()) {
        region = region.hint(text!("Its subnets keep their zones; choose theirs anew after a change"));
    }
    let links = [
        ("main-table", "Main route table", v.main_table.node()),
        ("default-group", "Default group", v.default_group.node()),
        ("default-acl", "Default network ACL", v.default_acl.node()),
    ];
    let dns = "DNS names of AWS services resolve to interface endpoints only with both";
    vec![
        Section::new("blocks", "Address blocks", vec![blocks(of, v).into(), add_block(of).into(), ipv6(of).into()]),
        Section::new(
            "dns",
            "DNS",
            vec![
                of.toggle("dns_support", "DNS support").into(),
                of.toggle("dns_hostnames", "DNS host names").into(),
                Item::note(portico_core::text::Text::plain(dns)),
            ],
        ),
        Section::new(
            "known",
            "Known",
            vec![of.toggle("sparse", "Not all its interfaces are here").into(), super::subnet::block_public_access(of, None).into()],
        ),
        Section::new(
            "made-by-aws",
            "Made by AWS with it",
            links.into_iter().map(|(id, label, n)| Row::shown(id, label, text!("{n}", n = n)).into()).collect(),
        ),
        Section::new("in-vpc", "In this VPC", in_vpc(of)),
        Section::new(
            "whose",
            "What is known of it",
            vec![
                of.toggle("opaque", "Another account's")
                    .hint(text!("Its tables, groups and ACLs are not known: answers that need them depend on them"))
                    .into(),
            ],
        ),
        Section::new("place", "Place", {
            let mut rows: Vec<Item> = vec![region.into()];
            let accounts = of.all(portico_core::document::Kind::Account);
            if !accounts.is_empty() {
                rows.push(of.reference("account", "Account", Some(crate::language::t("this account").into()), accounts).into());
            }
            rows
        }),
        Section::new("address-plan", "Address plan", vec![Item::Plan]),
    ]
}

fn blocks(of: &Of, v: &Vpc) -> Table {
    let rows = v.cidrs.iter().enumerate().map(|(i, c)| {
        let id = format!("cidr-{i}");
        let edit = Edit::Put { node: of.id, field: "cidrs", path: vec![Step::Item(i)], typed: Typed::Code };
        let problem = problem::of(of.model(), of.id, &id);
        let others: Vec<_> = v.cidrs.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, c)| *c).collect();
        TableRow {
            id: format!("cidr-row-{i}"),
            cells: vec![
                of.text_of(edit, id, "IPv4 block", c.to_string()).mono().problem(problem),
                Row::shown(format!("cidr-{i}-size"), "Addresses", text!("{n}", n = thousands(cidr::size(*c)))),
            ],
            // AWS keeps the primary block for good.
            remove: (i > 0).then(|| of.cross(format!("cidr-{i}-remove"), crate::say!("Remove {c}", c = c), of.put("cidrs", &others))),
            tone: Tone::Plain,
            note: None,
        }
    });
    Table {
        id: "blocks-table",
        caption: "IPv4 blocks".into(),
        columns: vec!["IPv4 block", "Addresses"],
        rows: rows.collect(),
        empty: Some(text!("No IPv4 block yet")),
        add: Vec::new(),
    }
}

fn add_block(of: &Of) -> Row {
    of.text_of(Edit::Append { node: of.id, field: "cidrs", typed: Typed::Code }, "add-cidr", "Add a block", String::new())
        .mono()
        .placeholder("10.1.0.0/16")
}

fn ipv6(of: &Of) -> Row {
    of.text("ipv6", "IPv6 blocks", Typed::List).mono().placeholder("none")
}

/// What belongs to the VPC and stands nowhere on the canvas, each list with a way to add to it.
fn in_vpc(of: &Of) -> Vec<Item> {
    let model = of.model();
    let kinds = [
        (Kind::RouteTable, "route-tables", "Route tables", "New route table", New::RouteTable),
        (Kind::SecurityGroup, "security-groups", "Security groups", "New security group", New::SecurityGroup),
        (Kind::NetworkAcl, "network-acls", "Network ACLs", "New network ACL", New::NetworkAcl),
    ];
    let row = |(kind, id, label, new, item): (Kind, &str, &str, &'static str, New)| {
        let chips =
            of.all_in(kind, of.id_as()).into_iter().map(|n| Chip { text: words::unique_name(model, n), node: Some(n), remove: None });
        let add = of.proposed(&item, of.id).map(|c| Choice { text: new.into(), command: Some(c) });
        let control =
            Control::Chips { chips: chips.collect(), add: add.into_iter().collect(), prompt: "New", none: None, undo: new.into() };
        Row::new(id, label, control).into()
    };
    kinds.into_iter().map(row).collect()
}

/// A zone's column in a VPC.
pub fn zone(facts: &Facts, vpc: Id<Vpc>, zone: &Zone) -> Vec<Section> {
    let model = &facts.document.model;
    let subnets: Vec<(Id<Subnet>, &Subnet)> = model.subnets_of(vpc).filter(|(_, s)| s.zone == *zone).collect();
    let region = model.get(vpc).and_then(|v| Catalogue::bundled().region(v.region.as_str()));
    let mut facts_rows: Vec<Item> = Vec::new();
    if let Some(region) = region {
        facts_rows.push(Row::shown("region", "Region", text!("{name}, {code}", name = region.name, code = code(region.code))).into());
        if region.zone(zone.as_str()).is_none() {
            let note = text!("{zone} is not in the list of zones of {region}", zone = code(zone), region = region.name);
            facts_rows.push(Item::Note(Note { text: note, tone: Tone::Warning }));
        }
    }
    let rows = subnets.iter().enumerate().map(|(i, (id, s))| TableRow {
        id: format!("subnet-row-{i}"),
        cells: vec![
            Row::shown(format!("subnet-{i}"), "Subnet", text!("{s}", s = *id)),
            Row::shown(format!("subnet-{i}-cidr"), "CIDR", s.cidr.map_or(text!("none"), |c| text!("{c}", c = c))),
            super::subnet::class_row(facts, *id, format!("subnet-{i}-class")),
        ],
        remove: None,
        tone: Tone::Plain,
        note: None,
    });
    let table = Table {
        id: "zone-subnets",
        caption: crate::language::t("Subnets in this zone").into(),
        columns: vec!["Subnet", "CIDR", "Class"],
        rows: rows.collect(),
        empty: Some(text!("No subnet stands here yet: drop one into the column")),
        add: Vec::new(),
    };
    vec![Section::new("zone", "", facts_rows), Section::new("zone-subnets", "Subnets", vec![table.into()])]
}
