//! Subnets: the block and what is in it, the zone, what packets do.

use super::super::edit::Typed;
use super::super::form::{Choice, Control, Item, Row, Section, Shown, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::{plan, problem};
use crate::language::in_language;
use crate::ui::number::thousands;
use portico_core::catalogue::Catalogue;
use portico_core::document::{BlockMode, Document, Id, Kind, Subnet, Value, Vpc};
use portico_core::facts::Facts;
use portico_core::graph::{Lookup, Point, SubnetClass};
use portico_core::net::cidr;
use portico_core::ordered::BTreeSet;
use portico_core::propose::Item as New;
use portico_core::reach::route_text;
use portico_core::text;
use portico_core::text::{Text, code};

pub fn subnet(of: &Of, s: &Subnet) -> Vec<Section> {
    let Some(id) = of.id_as::<Subnet>() else { return Vec::new() };
    let mut all = vec![
        Section::new("address", "Addresses", addresses(of, id, s)),
        Section::new("what-packets-do", "What packets do", packets(of, id, s)),
    ];
    if let Some(net) = s.cidr {
        all.push(Section::new("reserved", "Reserved by AWS", vec![reserved(net).into()]));
    }
    all.push(stands(of, id));
    all
}

fn addresses(of: &Of, id: Id<Subnet>, s: &Subnet) -> Vec<Item> {
    let row = of.text("cidr", "CIDR block", Typed::Optional).mono().placeholder("none");
    let mut items: Vec<Item> = vec![row.problem(problem::of(of.model(), of.id, "cidr")).into()];
    if let Some(p) = plan::of_subnet(of.doc, id) {
        let range = text!("{first} to {last}", first = code(p.first), last = code(p.last));
        items.push(Row::shown("range", "Can be given", range).into());
        let free = text!("{free} of {usable}", free = thousands(p.row.free), usable = thousands(p.row.usable));
        let tone = if p.row.free == 0 { Tone::Bad } else { Tone::Plain };
        items.push(Row::shown("free", "Free", free).tone(tone).into());
    }
    let ipv6 = of.text("ipv6", "IPv6 block", Typed::Optional).mono().placeholder("none");
    items.push(ipv6.problem(problem::of(of.model(), of.id, "ipv6")).into());
    items.push(of.moving(of.choose("zone", "Zone", Value::text(s.zone.as_str()), zones(of.doc, s.vpc))).into());
    items
}

/// Zones that a subnet of this VPC may stand in.
pub fn zones(doc: &Document, vpc: Id<Vpc>) -> Vec<(Value, String)> {
    let region = doc.model.get(vpc).and_then(|v| Catalogue::bundled().region(v.region.as_str()));
    let mut all: BTreeSet<String> = region.iter().flat_map(|r| &r.zones).map(|z| z.name.to_string()).collect();
    all.extend(doc.layout.zones(vpc).map(|(z, _)| z.to_string()));
    all.extend(doc.model.subnets_of(vpc).map(|(_, s)| s.zone.to_string()));
    all.into_iter().map(|z| (Value::text(z.clone()), z)).collect()
}

fn packets(of: &Of, id: Id<Subnet>, s: &Subnet) -> Vec<Item> {
    let model = of.model();
    let main = model.get(s.vpc).map(|v| crate::say!("main ({name})", name = model.name(v.main_table)));
    let default = model.get(s.vpc).map(|v| crate::say!("default ({name})", name = model.name(v.default_acl)));
    let tables =
        of.all_in(Kind::RouteTable, Some(s.vpc)).into_iter().filter(|t| model.get(s.vpc).is_none_or(|v| v.main_table.node() != *t));
    let acls = of.all_in(Kind::NetworkAcl, Some(s.vpc)).into_iter().filter(|t| model.get(s.vpc).is_none_or(|v| v.default_acl.node() != *t));
    let mut table = of.reference("table", "Route table", main, tables.collect());
    add_new(of, &mut table, &New::RouteTable);
    if let Some(t) = model.table_of(id) {
        table = table.hint(text!("Routes of {t}", t = t));
    }
    let mut acl = of.reference("acl", "Network ACL", default, acls.collect());
    add_new(of, &mut acl, &New::NetworkAcl);
    if let Some(a) = model.acl_of(id) {
        acl = acl.hint(text!("Entries of {a}", a = a));
    }
    vec![
        class_row(of.facts, id, "class".into()).hint(why(of.facts, id)).into(),
        table.into(),
        acl.into(),
        of.toggle("public_ip_on_launch", "Public IPv4 on launch").into(),
        block_public_access(of, Some("as the VPC")).into(),
    ]
}

/// VPC Block Public Access, with exclusions taken into account.
pub fn block_public_access(of: &Of, inherited: Option<&str>) -> Row {
    let modes = [
        ("off", "Off, or excluded"),
        ("block-ingress", "Blocks inbound"),
        ("block-bidirectional", "Blocks both ways"),
        ("unknown", "Not known"),
    ];
    let none = inherited.map(|text| (Value::Null, in_language(text)));
    let options = none.into_iter().chain(modes.map(|(mode, text)| (Value::text(mode), in_language(text)))).collect();
    of.choose("block_public_access", "Block Public Access", of.value("block_public_access"), options)
}

/// Lets a list make what it chooses from.
fn add_new(of: &Of, row: &mut Row, item: &New) {
    if let Some(command) = of.proposed(item, of.id)
        && let Control::Select { options, .. } = &mut row.control
    {
        options.push(Choice { text: crate::language::t("A new one").into(), command: Some(command) });
    }
}

/// Public, private or isolated.
pub fn class_row(facts: &Facts, id: Id<Subnet>, row: String) -> Row {
    // This subnet alone: all of them are worked out when the edit is on screen.
    let (text, tone) = match facts.graph().class(id) {
        SubnetClass::Public => (text!("Public"), Tone::Public),
        SubnetClass::Private => (text!("Private"), Tone::Private),
        _ => (text!("Isolated"), Tone::Isolated),
    };
    Row::new(row, "Class", Control::Shown(Shown { text, mono: false, tone }))
}

/// The route that makes it so.
fn why(facts: &Facts, id: Id<Subnet>) -> Text {
    let graph = facts.graph();
    let Some(table) = facts.document.model.table_of(id) else { return text!("It has no route table") };
    if graph.block_public_access(facts.document.model.get(id).map_or(Id::new(0), |s| s.vpc), Some(id)) != BlockMode::Off {
        return text!("VPC Block Public Access is on here");
    }
    match graph.look_up(table, &Point::Internet) {
        Lookup::Found(c) => text!("{route} in {table}", route = code(route_text(graph, &c.route)), table = table),
        Lookup::Unknown(all) => match all.first() {
            Some(r) => text!("{route} in {table} takes a part of the internet", route = code(route_text(graph, r)), table = table),
            None => text!("No route of {table} leads to the internet", table = table),
        },
        Lookup::None | Lookup::Reserved => text!("No route of {table} leads to the internet", table = table),
    }
}

/// [Subnet CIDR blocks: subnet sizing for IPv4]
fn reserved(net: ipnet::Ipv4Net) -> Table {
    let what_for = [text!("network"), text!("VPC router"), text!("DNS"), text!("future use"), text!("broadcast, not supported")];
    let rows = cidr::reserved(net).into_iter().zip(what_for).enumerate().map(|(i, (a, what))| TableRow {
        id: format!("reserved-row-{i}"),
        cells: vec![
            Row::shown(format!("reserved-{i}"), "Address", text!("{a}", a = a)),
            Row::shown(format!("reserved-{i}-for"), "For", what).tone(Tone::Faint),
        ],
        remove: None,
        tone: Tone::Plain,
        note: None,
    });
    Table {
        id: "reserved-table",
        caption: crate::language::t("Addresses that AWS reserves").into(),
        columns: vec!["Address", "For"],
        rows: rows.collect(),
        empty: None,
        add: Vec::new(),
    }
}

/// What has an interface here, with its address.
fn stands(of: &Of, id: Id<Subnet>) -> Section {
    let graph = of.facts.graph();
    let here = graph.interfaces_in(id).iter().filter_map(|i| graph.interface(*i));
    let rows = here.enumerate().map(|(i, f)| TableRow {
        id: format!("interface-row-{i}"),
        cells: vec![
            Row::shown(format!("here-{i}"), "Of", text!("{owner}", owner = f.owner)),
            Row::shown(format!("here-{i}-address"), "Address", address(f)).tone(if f.assumed { Tone::Faint } else { Tone::Plain }),
        ],
        remove: None,
        tone: Tone::Plain,
        note: None,
    });
    let rows: Vec<TableRow> = rows.collect();
    let mut items = vec![
        Table {
            id: "interfaces-table",
            caption: crate::language::t("Interfaces in this subnet").into(),
            columns: vec!["Of", "Address"],
            rows,
            empty: Some(text!("Nothing has an interface here yet")),
            add: Vec::new(),
        }
        .into(),
    ];
    if graph.interfaces_in(id).iter().filter_map(|i| graph.interface(*i)).any(|f| f.assumed) {
        items.push(Item::note(text!("Addresses marked ~ are assumed: AWS picks any free one until you choose")));
    }
    Section::new("interfaces", "Interfaces", items)
}

/// The first address of an interface, marked where it is assumed.
pub fn address(f: &portico_core::graph::Interface) -> Text {
    match f.addresses().next() {
        Some(a) if f.assumed => text!("{a}", a = code(format!("~{a}"))),
        Some(a) => text!("{a}", a = a),
        None => text!("none free"),
    }
}
