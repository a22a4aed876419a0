//! Route tables: the user's routes edited in place, between those that AWS manages.

use super::super::edit::{Edit, Step, Typed};
use super::super::form::{Act, Button, Chip, Choice, Control, Item, Note, Pick, Row, Section, Suggest, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::{problem, spare, words};
use crate::language::in_language;
use portico_core::document::{
    Destination, Document, Id, Kind, Model, NodeId, OnPremises, Peering, Route, RouteTable, Shape, Subnet, Target, TransitAttachment,
    Value, Vpc, VpnConnection,
};
use portico_core::edit::Command;
use portico_core::graph::{EffectiveRoute, Origin, RouteMatch, RouteTarget};
use portico_core::redundancy::{self, Spare};
use portico_core::text;
use portico_core::text::{Text, code};

pub fn route_table(of: &Of, t: &RouteTable) -> Vec<Section> {
    let Some(id) = of.id_as::<RouteTable>() else { return Vec::new() };
    let mut routes: Vec<Item> = vec![table(of, id, t).into()];
    if of.facts.graph().routes(id).iter().any(derived) {
        routes.push(Item::note(text!("Routes in grey are AWS's own: it adds and removes them")));
    }
    let gateways = of.all_in(Kind::VpnGateway, Some(t.vpc));
    let mut more: Vec<Item> = Vec::new();
    if !gateways.is_empty() || !t.propagation.is_empty() {
        let none = Some(text!("none"));
        more.push(of.references("propagation", "Propagation from", "Add a gateway", gateways, none).into());
    }
    let mut edges = of.all_in(Kind::InternetGateway, Some(t.vpc));
    edges.extend(of.all_in(Kind::VpnGateway, Some(t.vpc)));
    if !edges.is_empty() || t.edge.is_some() {
        let row = of.reference("edge", "Gateway route table of", Some(crate::language::t("no gateway").into()), edges);
        more.push(row.hint(text!("Routes what comes in through that gateway, such as to a firewall")).into());
    }
    let mut all = vec![Section::new("routes", "Routes", routes), Section::new("subnets", "Subnets", subnets(of, id, t))];
    if !more.is_empty() {
        all.push(Section::new("gateways", "Gateways", more));
    }
    all.push(Section::new("known", "Known", vec![of.toggle("complete", "All its routes are here").into()]));
    all
}

fn derived(r: &EffectiveRoute) -> bool {
    !matches!(r.origin, Origin::Static(_) | Origin::List(_))
}

fn table(of: &Of, id: Id<RouteTable>, t: &RouteTable) -> Table {
    let model = of.model();
    let effective = of.facts.graph().routes(id);
    let mut rows: Vec<TableRow> = effective.iter().filter(|r| r.origin == Origin::Local).enumerate().map(aws_row("local")).collect();
    let targets = targets(model, t.vpc);
    let spare = redundancy::routes(model, id);
    for (i, r) in t.routes.iter().enumerate() {
        let hole = effective.iter().any(|e| {
            matches!(e.origin, Origin::Static(n) | Origin::List(n) if n == i) && matches!(e.target, RouteTarget::Blackhole { .. })
        });
        rows.push(row(of, (t, &spare), i, r, &targets, hole));
    }
    let rest = effective.iter().filter(|r| derived(r) && r.origin != Origin::Local);
    rows.extend(rest.enumerate().map(aws_row("aws")));
    Table {
        id: "routes-table",
        caption: crate::language::t("Routes").into(),
        columns: vec!["Destination", "Target"],
        rows,
        empty: None,
        add: vec![add(of, t, &targets)],
    }
}

fn row(of: &Of, (t, idle): (&RouteTable, &[Spare]), i: usize, r: &Route, targets: &[NodeId], hole: bool) -> TableRow {
    let model = of.model();
    let id = format!("route-{i}-destination");
    let path = || vec![Step::Item(i), Step::Key("destination")];
    let edit = Edit::Put { node: of.id, field: "routes", path: path(), typed: Typed::Destination };
    let problem = problem::of(model, of.id, &id);
    let destination = of
        .text_of(edit, id, "Destination", words::destination_text(model, &r.destination))
        .mono()
        .suggest(Suggest::Of(destinations(of.doc, t)))
        .problem(problem);
    let with = |target: &Target| {
        let mut all = t.routes.clone();
        if let Some(one) = all.get_mut(i) {
            one.target = target.clone();
        }
        of.put("routes", &all)
    };
    let mut options: Vec<(Target, String)> = targets.iter().map(|n| (Target::Node(*n), words::unique_name(model, *n))).collect();
    if !options.iter().any(|(o, _)| *o == r.target) {
        options.push((r.target.clone(), words::target_text(model, &r.target)));
    }
    let chosen = options.iter().position(|(o, _)| *o == r.target);
    let options = options.into_iter().map(|(o, text)| Choice { text, command: Some(with(&o)) }).collect();
    let target = Row::new(format!("route-{i}-target"), "Target", Control::Select { chosen, options, undo: of.undo("Route") });
    let mut rest = t.routes.clone();
    if i < rest.len() {
        rest.remove(i);
    }
    let shown = words::destination_text(model, &r.destination);
    TableRow {
        id: format!("route-row-{i}"),
        cells: vec![destination, target],
        remove: Some(of.cross(
            format!("route-{i}-remove"),
            crate::say!("Remove the route to {shown}", shown = shown),
            of.put("routes", &rest),
        )),
        tone: if hole { Tone::Bad } else { Tone::Plain },
        note: match hole {
            true => Some(Note { text: why_hole(model, t.vpc, &r.target), tone: Tone::Bad }),
            false => spare::note(idle, i, |n| t.routes.get(n).map_or_else(String::new, |r| words::destination_text(model, &r.destination))),
        },
    }
}

fn why_hole(model: &Model, vpc: Id<Vpc>, target: &Target) -> Text {
    match target {
        Target::Gone(name) => text!("Blackhole: {name} is gone; packets are dropped", name = name.clone()),
        Target::Node(n) if n.kind() == Kind::Peering => text!("Blackhole: {n} is not accepted, or is not of this VPC", n = *n),
        Target::Node(n) if model.vpc_of(*n) != Some(vpc) => text!("Blackhole: {n} is not attached to {vpc}", n = *n, vpc = vpc),
        Target::Node(n) => text!("Blackhole: {n} cannot carry packets", n = *n),
        Target::Unknown(id) => text!("{id} is not in the design: what it does is not known", id = id.clone()),
    }
}

/// A route that AWS manages.
fn aws_row<'r>(id: &'static str) -> impl FnMut((usize, &'r EffectiveRoute)) -> TableRow {
    move |(i, r)| {
        let to = match &r.matches {
            RouteMatch::Cidr(net) => text!("{net}", net = *net),
            RouteMatch::Entry(list, net) => text!("{list} ({net})", list = *list, net = *net),
            RouteMatch::Service(s) => text!("{list}", list = code(format!("pl-{s}"))),
            RouteMatch::Unlisted(list) => text!("{list} (entries not known)", list = *list),
        };
        let target = match &r.target {
            RouteTarget::Local => text!("local"),
            RouteTarget::Node(n) => text!("{n}", n = *n),
            RouteTarget::Unknown(id) => text!("{id} (not in the design)", id = id.clone()),
            RouteTarget::Blackhole { was, .. } => text!("{was} (blackhole)", was = was.clone()),
        };
        let why = match r.origin {
            Origin::Endpoint(e) => Some(text!("Added for {e}; take the table off the endpoint to remove it", e = e)),
            Origin::PropagatedDirect(d) => Some(text!("Propagated from {d}", d = d)),
            Origin::PropagatedBgp(c) => Some(text!("Propagated by BGP over {c}", c = c)),
            Origin::PropagatedStatic(c) => Some(text!("Propagated from {c}", c = c)),
            _ => None,
        };
        TableRow {
            id: format!("{id}-row-{i}"),
            cells: vec![
                Row::shown(format!("{id}-{i}-destination"), "Destination", to).mono().tone(Tone::Faint),
                Row::shown(format!("{id}-{i}-target"), "Target", target).tone(Tone::Faint),
            ],
            remove: None,
            tone: Tone::Faint,
            note: why.map(|text| Note { text, tone: Tone::Faint }),
        }
    }
}

/// What a route of the VPC may lead to.
pub fn targets(model: &Model, vpc: Id<Vpc>) -> Vec<NodeId> {
    let here = |kind: Kind| model.of_kind(kind).map(|(id, _)| id).filter(move |id| model.vpc_of(*id) == Some(vpc));
    let mut all: Vec<NodeId> =
        [Kind::InternetGateway, Kind::NatGateway, Kind::EgressOnlyGateway, Kind::VpnGateway].into_iter().flat_map(here).collect();
    all.extend(model.all::<Peering>().filter(|(_, p)| p.requester == vpc || p.accepter == vpc).map(|(id, _)| id.node()));
    let attached = model.all::<TransitAttachment>().filter(|(_, a)| a.to == vpc.node());
    for (_, a) in attached {
        if !all.contains(&a.gateway.node()) {
            all.push(a.gateway.node());
        }
    }
    all.extend([Kind::BalancerEndpoint, Kind::NetworkInterface].into_iter().flat_map(here));
    // An instance as target makes sense for middleboxes, which have their check off.
    let boxes = model.all::<portico_core::document::Workload>().filter(|(id, w)| !w.source_dest_check && model.vpc_of(*id) == Some(vpc));
    all.extend(boxes.map(|(id, _)| id.node()));
    all
}

fn destinations(doc: &Document, t: &RouteTable) -> Vec<(String, String)> {
    let model = &doc.model;
    let mut all = vec![("0.0.0.0/0".to_string(), in_language("all IPv4"))];
    if model.get(t.vpc).is_some_and(|v| !v.ipv6.is_empty()) {
        all.push(("::/0".into(), in_language("all IPv6")));
    }
    for (id, v) in model.all::<Vpc>().filter(|(id, _)| *id != t.vpc) {
        all.extend(v.cidrs.iter().map(|c| (c.to_string(), model.name(id))));
    }
    for (id, p) in model.all::<OnPremises>() {
        all.extend(p.cidrs.iter().map(|c| (c.to_string(), model.name(id))));
    }
    all.extend(words::lists(model));
    all
}

/// Adds a route to a target, with the destination that such a route usually has and that the table lacks.
fn add(of: &Of, t: &RouteTable, targets: &[NodeId]) -> Pick {
    let model = of.model();
    let options = targets.iter().map(|n| {
        let mut all = t.routes.clone();
        all.push(Route { destination: usual(model, t, *n), target: Target::Node(*n) });
        Choice {
            text: format!("{} ({})", words::unique_name(model, *n), crate::language::t(n.kind().label())),
            command: Some(of.put("routes", &all)),
        }
    });
    Pick {
        id: "add-route".into(),
        prompt: crate::language::t("Add a route to …").into(),
        options: options.collect(),
        undo: of.undo("Add a route"),
    }
}

fn usual(model: &Model, t: &RouteTable, target: NodeId) -> Destination {
    let peer = |p: &Peering| if p.requester == t.vpc { p.accepter } else { p.requester };
    let mut wanted: Vec<ipnet::IpNet> = match target.kind() {
        Kind::Peering => Id::of(target)
            .and_then(|i: Id<Peering>| model.get(i))
            .and_then(|p| model.get(peer(p)))
            .map(|v| v.cidrs.iter().map(|c| ipnet::IpNet::V4(*c)).collect())
            .unwrap_or_default(),
        Kind::VpnGateway => model
            .all::<VpnConnection>()
            .filter(|(_, c)| c.gateway == target)
            .filter_map(|(_, c)| model.get(c.premises))
            .flat_map(|p| p.cidrs.clone())
            .collect(),
        _ => Vec::new(),
    };
    let fixed: &[&str] = match target.kind() {
        Kind::EgressOnlyGateway => &["::/0"],
        _ => &["0.0.0.0/0", "::/0", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
    };
    wanted.extend(fixed.iter().filter_map(|s| s.parse::<ipnet::IpNet>().ok()));
    let free = wanted.iter().find(|net| !t.routes.iter().any(|r| r.destination == Destination::Cidr(**net)));
    // The default of a block is 0.0.0.0/0.
    Destination::Cidr(free.or(wanted.first()).copied().unwrap_or(ipnet::IpNet::V4(ipnet::Ipv4Net::default())))
}

fn subnets(of: &Of, id: Id<RouteTable>, t: &RouteTable) -> Vec<Item> {
    let model = of.model();
    let main = model.get(t.vpc).is_some_and(|v| v.main_table == id);
    let of_vpc: Vec<(Id<Subnet>, &Subnet)> = model.subnets_of(t.vpc).collect();
    let set = |s: Id<Subnet>, to: Option<Id<RouteTable>>| Command::Set { node: s.node(), field: "table".into(), value: to.to_value() };
    let own = of_vpc.iter().filter(|(_, s)| s.table == Some(id)).map(|(s, _)| Chip {
        text: words::unique_name(model, s.node()),
        node: Some(s.node()),
        remove: Some(set(*s, None)),
    });
    let add = of_vpc
        .iter()
        .filter(|(_, s)| s.table != Some(id))
        .map(|(s, _)| Choice { text: words::unique_name(model, s.node()), command: Some(set(*s, Some(id))) });
    let none = if main { None } else { Some(text!("none")) };
    let control = Control::Chips { chips: own.collect(), add: add.collect(), prompt: "Add a subnet", none, undo: of.undo("Subnets") };
    let mut items: Vec<Item> = vec![Row::new("subnets", "Associated", control).into()];
    if main {
        let rest = portico_core::text::Arg::from_iter(of_vpc.iter().filter(|(_, s)| s.table.is_none()).map(|(s, _)| *s));
        let any = of_vpc.iter().any(|(_, s)| s.table.is_none());
        let text = if any {
            text!("The main table: it also serves {subnets}, which have none of their own", subnets = rest)
        } else {
            text!("The main table: it serves every subnet without a table of its own, none now")
        };
        items.push(Item::note(text));
    } else {
        let command = Command::Set { node: t.vpc.node(), field: "main_table".into(), value: Value::Ref(id.node()) };
        items.push(Item::Buttons(vec![Button {
            id: "make-main".into(),
            label: crate::language::t("Make it the main table").into(),
            act: Act::Edit(command, crate::say!("Main route table of {name}", name = model.name(t.vpc))),
            small: false,
        }]));
    }
    items
}
