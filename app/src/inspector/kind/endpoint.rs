//! Gateway endpoints (route tables, policy), interface endpoints (subnets, addresses, groups, private DNS, policy) and resource endpoints
//! (resource configuration, and the same without a policy).

use super::super::edit::{Edit, Step, Typed};
use super::super::form::{Act, Button, CheckBox, Choice, Control, Item, Note, Row, Section, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::{problem, words};
use super::policy_box;
use crate::policy::For;
use portico_core::catalogue::Catalogue;
use portico_core::document::{
    EndpointSubnet, GatewayEndpoint, Id, InterfaceEndpoint, Model, NodeId, PrivateDns, ResourceEndpoint, RouteTable, ServiceId, Subnet,
    Value, Vpc, Zone,
};
use portico_core::edit::Command;
use portico_core::ordered::BTreeSet;
use portico_core::text;
use portico_core::text::{Arg, Text, code};

pub fn gateway(of: &Of, e: &GatewayEndpoint) -> Vec<Section> {
    let model = of.model();
    let boxes = model.all::<RouteTable>().filter(|(_, t)| t.vpc == e.vpc).map(|(id, _)| {
        let on = e.tables.contains(&id);
        let all: Vec<NodeId> = if on {
            e.tables.iter().filter(|t| **t != id).map(|t| t.node()).collect()
        } else {
            e.tables.iter().map(|t| t.node()).chain([id.node()]).collect()
        };
        let served: Vec<Id<Subnet>> = model.subnets_of(e.vpc).filter(|(s, _)| model.table_of(*s) == Some(id)).map(|(s, _)| s).collect();
        let hint = if served.is_empty() { text!("serves no subnet") } else { text!("{subnets}", subnets = Arg::from_iter(served)) };
        CheckBox {
            id: format!("table-{}", id.number()),
            text: words::unique_name(model, id.node()),
            node: Some(id.node()),
            on,
            command: of.set("tables", words::refs(all)),
            hint: Some(hint),
        }
    });
    let boxes: Vec<CheckBox> = boxes.collect();
    let row = Row::new("tables", "Route tables", Control::Checks { boxes, undo: crate::say!("Route tables of {name}", name = of.name()) })
        .problem(e.tables.is_empty().then(|| text!("Associated with no route table, it serves nobody")));
    let note = text!("AWS adds a route {list} → {e} to each", list = code(format!("pl-{}", e.service)), e = of.id);
    vec![
        Section::new("tables", "Serves", vec![row.into(), Item::note(note)]),
        Section::new("policy", "", vec![Item::Policy(policy_box::endpoint(of, e.policy.as_ref(), For::GatewayEndpoint))]),
    ]
}

pub fn interface(of: &Of, e: &InterfaceEndpoint) -> Vec<Section> {
    let model = of.model();
    let mut about: Vec<Item> = private_dns(of, e);
    about.extend(groups_and_addresses(of, e.vpc));
    let cross = Catalogue::bundled().service(e.service.as_str()).is_some_and(|s| s.cross_region);
    if cross || e.service_region.is_some() {
        let here = model.get(e.vpc).map(|v| v.region.to_string()).unwrap_or_default();
        let regions = std::iter::once((Value::Null, crate::say!("{here} (the VPC's)", here = here)));
        let regions =
            regions.chain(Catalogue::bundled().regions().iter().filter(|r| r.code != here).map(|r| (Value::text(r.code), r.code.into())));
        about.push(of.choose("service_region", "Service's region", of.value("service_region"), regions.collect()).into());
    }
    vec![
        Section::new("about", "", about),
        Section::new(
            "interfaces",
            "Interfaces",
            vec![interfaces(of, e.vpc, &e.subnets).into(), Item::note(text!("One interface in each chosen zone, each paid by the hour"))],
        ),
        Section::new("policy", "", vec![Item::Policy(policy_box::endpoint(of, e.policy.as_ref(), For::InterfaceEndpoint))]),
    ]
}

fn groups_and_addresses(of: &Of, vpc: Id<Vpc>) -> [Item; 2] {
    let default = of.model().get(vpc).map(|v| text!("{default}, the default", default = v.default_group));
    let types = [("ipv4", "IPv4"), ("ipv6", "IPv6"), ("dualstack", "Dualstack")];
    [of.groups(vpc, default).into(), of.one_of("address_type", "Address type", &types).into()]
}

pub fn resource(of: &Of, e: &ResourceEndpoint) -> Vec<Section> {
    let mut about: Vec<Item> =
        vec![of.text("configuration", "Resource configuration", Typed::Text).mono().placeholder("arn:aws:vpc-lattice:…").into()];
    let mut dns = of.toggle("private_dns", "Private DNS");
    dns.hint = Some(text!("The resource's own name resolves to these interfaces, where its configuration has one"));
    let has_dns = of.model().get(e.vpc).is_some_and(|v| v.dns_support && v.dns_hostnames);
    if e.private_dns && !has_dns {
        dns.problem = Some(text!("It has no effect while {vpc} lacks DNS support or DNS host names", vpc = e.vpc));
    }
    about.push(dns.into());
    about.extend(groups_and_addresses(of, e.vpc));
    about.push(Item::note(text!(
        "Carries TCP to a resource of another VPC, which is not in the design: answers that end here depend on it"
    )));
    vec![
        Section::new("about", "", about),
        Section::new(
            "interfaces",
            "Interfaces",
            vec![
                interfaces(of, e.vpc, &e.subnets).into(),
                Item::note(text!("One interface in each chosen zone; the endpoint is paid by the hour, and per GB")),
            ],
        ),
    ]
}

/// Private DNS, with why it is not to be had where it is not.
fn private_dns(of: &Of, e: &InterfaceEndpoint) -> Vec<Item> {
    let model = of.model();
    let vpc = model.get(e.vpc);
    let mut options = vec![(Value::text("off"), crate::language::t("Off").to_string())];
    let has = has_private_dns(model, e);
    if has || e.private_dns == PrivateDns::On {
        options.push((Value::text("on"), crate::language::t("On").into()));
    }
    let gateway = model.all::<GatewayEndpoint>().find(|(_, g)| g.vpc == e.vpc && g.service == e.service).map(|(id, _)| id);
    let s3 = e.service == ServiceId::s3();
    if (s3 && gateway.is_some()) || e.private_dns == PrivateDns::InboundResolver {
        options.push((Value::text("inbound-resolver"), crate::language::t("Inbound Resolver only").into()));
    }
    let mut row = of.choose("private_dns", "Private DNS", of.value("private_dns"), options);
    let dns = vpc.is_some_and(|v| v.dns_support && v.dns_hostnames);
    let twin = model
        .all::<InterfaceEndpoint>()
        .find(|(id, o)| id.node() != of.id && o.vpc == e.vpc && o.service == e.service && o.private_dns != PrivateDns::Off);
    let mut items = Vec::new();
    let mut switch = false;
    row.hint = Some(match e.private_dns {
        _ if !has => text!("{service} has no private DNS: use the endpoint's own names", service = code(&e.service)),
        PrivateDns::Off => text!("The service's own name still resolves to public addresses; clients use the endpoint's names"),
        PrivateDns::On => text!("The service's own name resolves to these interfaces in all of {vpc}", vpc = e.vpc),
        PrivateDns::InboundResolver => {
            text!("Names asked through the inbound Resolver endpoint resolve here; in the VPC they stay public, for the gateway endpoint")
        }
    });
    if e.private_dns != PrivateDns::Off {
        row.problem = if !dns {
            switch = true;
            Some(text!("It has no effect while {vpc} lacks DNS support or DNS host names", vpc = e.vpc))
        } else if let Some((twin, _)) = twin {
            Some(text!("{twin} already has private DNS for this service in {vpc}", twin = twin, vpc = e.vpc))
        } else if e.private_dns == PrivateDns::InboundResolver && gateway.is_none() {
            Some(text!("It needs a gateway endpoint of {service} in {vpc}", service = code(&e.service), vpc = e.vpc))
        } else {
            None
        };
    }
    items.push(row.into());
    if switch {
        let on = |field: &str| Command::Set { node: e.vpc.node(), field: field.into(), value: Value::Bool(true) };
        let label = crate::say!("Switch on DNS of {name}", name = model.name(e.vpc));
        items.push(Item::Buttons(vec![Button {
            id: "dns-on".into(),
            act: Act::Edit(Command::All(vec![on("dns_support"), on("dns_hostnames")]), label.clone()),
            label,
            small: false,
        }]));
    }
    if s3 && gateway.is_none() && e.private_dns != PrivateDns::InboundResolver {
        let text = text!("“Inbound Resolver only” is to be had once {vpc} has a gateway endpoint of S3", vpc = e.vpc);
        items.push(Item::Note(Note { text, tone: Tone::Faint }));
    }
    items
}

fn has_private_dns(model: &Model, e: &InterfaceEndpoint) -> bool {
    let region = e.service_region.as_ref().or_else(|| model.get(e.vpc).map(|v| &v.region));
    let catalogue = Catalogue::bundled();
    let known = region.and_then(|r| catalogue.service(e.service.as_str())?.private_dns_names(catalogue.region(r.as_str())?));
    known.is_none_or(|n| !n.value.is_empty())
}

/// A line for each zone of the VPC: the subnet chosen there and the address.
fn interfaces(of: &Of, vpc: Id<Vpc>, subnets: &[EndpointSubnet]) -> Table {
    let model = of.model();
    let mut rows = Vec::new();
    for zone in zones(model, vpc) {
        let here: Vec<usize> =
            subnets.iter().enumerate().filter(|(_, s)| model.get(s.subnet).is_some_and(|s| s.zone == zone)).map(|(i, _)| i).collect();
        let crowded = here.len() > 1;
        if here.is_empty() {
            rows.push(row(of, vpc, subnets, &zone, None, false));
        }
        rows.extend(here.into_iter().map(|i| row(of, vpc, subnets, &zone, Some(i), crowded)));
    }
    Table {
        id: "endpoint-interfaces",
        caption: crate::language::t("Interfaces by zone").into(),
        columns: vec!["Zone", "Subnet", "Address"],
        rows,
        empty: Some(text!("{vpc} has no subnet yet", vpc = vpc)),
        add: Vec::new(),
    }
}

fn zones(model: &Model, vpc: Id<Vpc>) -> BTreeSet<Zone> {
    model.subnets_of(vpc).map(|(_, s)| s.zone.clone()).collect()
}

fn row(of: &Of, vpc: Id<Vpc>, subnets: &[EndpointSubnet], zone: &Zone, at: Option<usize>, crowded: bool) -> TableRow {
    let model = of.model();
    let region = model.get(vpc).map(|v| v.region.clone()).unwrap_or_default();
    let letter = zone.suffix(&region).to_string();
    let now = at.and_then(|i| subnets.get(i));
    let with = |subnet: Option<Id<Subnet>>| {
        let mut all = subnets.to_vec();
        let new = subnet.map(|subnet| EndpointSubnet { subnet, ip: None, ipv6: None });
        match (at, new) {
            (Some(i), Some(new)) => drop(all.get_mut(i).map(|s| *s = new)),
            (Some(i), None) => drop(all.remove(i)),
            (None, Some(new)) => all.push(new),
            (None, None) => {}
        }
        of.moved(of.put("subnets", &all))
    };
    let here: Vec<Id<Subnet>> = model.subnets_of(vpc).filter(|(_, s)| s.zone == *zone).map(|(id, _)| id).collect();
    let mut options = vec![Choice { text: crate::language::t("not here").into(), command: Some(with(None)) }];
    options.extend(here.iter().map(|s| Choice { text: words::unique_name(model, s.node()), command: Some(with(Some(*s))) }));
    let chosen = now.map_or(Some(0), |n| here.iter().position(|s| *s == n.subnet).map(|p| p + 1));
    let id = |part: &str| match at {
        Some(i) => format!("interface-{i}-{part}"),
        None => format!("zone-{letter}-{part}"),
    };
    let subnet = Row::new(
        format!("zone-{letter}-subnet"),
        crate::say!("Subnet in zone {letter}", letter = letter),
        Control::Select { chosen, options, undo: crate::say!("Subnets of {name}", name = of.name()) },
    );
    let address = match (at, now) {
        (Some(i), Some(n)) => {
            let edit = Edit::Put { node: of.id, field: "subnets", path: vec![Step::Item(i), Step::Key("ip")], typed: Typed::Optional };
            let value = n.ip.map(|a| a.to_string()).unwrap_or_default();
            let problem = problem::of(model, of.id, &id("address"));
            of.text_of(edit, id("address"), "Address", value).mono().placeholder(assumed(of, n.subnet)).problem(problem)
        }
        _ => Row::shown(id("address"), "Address", Text::plain("")),
    };
    let suffix = if letter == zone.as_str() { zone.to_string() } else { letter.clone() };
    TableRow {
        // By zone, so that the row stays when a subnet is chosen in it.
        id: if crowded { format!("interface-row-{letter}-{}", at.unwrap_or(0)) } else { format!("interface-row-{letter}") },
        cells: vec![Row::shown(id("zone"), "Zone", text!("{z}", z = suffix)), subnet, address],
        remove: None,
        tone: if crowded { Tone::Bad } else { Tone::Plain },
        note: crowded.then(|| Note { text: text!("An endpoint has one subnet in each zone"), tone: Tone::Bad }),
    }
}

/// The address that the design assumes until one is chosen.
fn assumed(of: &Of, subnet: Id<Subnet>) -> String {
    let graph = of.facts.graph();
    let own = graph.interfaces_of(of.id).iter().filter_map(|i| graph.interface(*i)).find(|f| f.subnet == subnet);
    own.and_then(|f| f.v4.first()).map_or("automatic".into(), |a| format!("~{a}"))
}
