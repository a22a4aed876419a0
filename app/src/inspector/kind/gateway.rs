//! Internet gateways, NAT gateways, Elastic IP addresses and peering connections.

use super::super::edit::Typed;
use super::super::form::{Choice, Control, Item, Row, Section, Tone};
use super::super::make::Of;
use super::super::{problem, words};
use portico_core::document::{
    ElasticIp, Id, InternetGateway, Kind, Model, NatConnectivity, NatGateway, NatHome, NodeId, Peering, RouteTable, Target, Value, Vpc,
};
use portico_core::edit::{Command, Draft};
use portico_core::text;
use portico_core::text::Arg;

pub fn internet(of: &Of, g: &InternetGateway) -> Vec<Section> {
    let model = of.model();
    // A VPC has one internet gateway at most.
    let free = |v: NodeId| !model.all::<InternetGateway>().any(|(id, o)| id.node() != of.id && o.vpc.is_some_and(|x| x.node() == v));
    let vpcs: Vec<NodeId> = of.all(Kind::Vpc).into_iter().filter(|v| free(*v)).collect();
    let row = of.moving(of.reference("vpc", "Attached to", Some(crate::language::t("not attached").into()), vpcs));
    let mut items: Vec<Item> = vec![row.into()];
    if g.vpc.is_some() {
        items.push(Row::shown("routes-here", "Routes to it", led_here(model, of.id)).into());
    }
    vec![Section::new("attachment", "Attachment", items)]
}

/// The tables that have a route to a node.
pub fn led_here(model: &Model, node: NodeId) -> portico_core::text::Text {
    let tables: Vec<Id<RouteTable>> =
        model.all::<RouteTable>().filter(|(_, t)| t.routes.iter().any(|r| r.target == Target::Node(node))).map(|(id, _)| id).collect();
    if tables.is_empty() { text!("no route table has one") } else { text!("{all}", all = Arg::from_iter(tables)) }
}

pub fn nat(of: &Of, n: &NatGateway) -> Vec<Section> {
    let model = of.model();
    let mut place: Vec<Item> = Vec::new();
    let subnets: Vec<NodeId> = of.all_in(Kind::Subnet, of.vpc());
    let mut homes: Vec<(Value, String)> = subnets.into_iter().map(|s| (Value::Ref(s), words::unique_name(model, s))).collect();
    if n.connectivity == NatConnectivity::Public
        && let Some(v) = of.vpc()
    {
        homes.push((Value::Ref(v.node()), crate::say!("{name}, in all zones (regional)", name = model.name(v))));
    }
    place.push(of.moving(of.choose("home", "Stands in", of.value("home"), homes)).into());
    let types =
        [(NatConnectivity::Public.as_str(), "Public: to the internet"), (NatConnectivity::Private.as_str(), "Private: to other networks")];
    place.push(of.one_of("connectivity", "Type", &types).into());
    if let NatHome::Regional(_) = n.home {
        let tables = of.all_in(Kind::RouteTable, of.vpc());
        place.push(
            of.reference("table", "Its route table", Some(crate::language::t("AWS's: to the internet gateway").into()), tables).into(),
        );
    }
    place.push(Row::shown("routes-here", "Routes to it", led_here(model, of.id)).into());
    let mut all = vec![Section::new("place", "", place)];
    let mut addresses: Vec<Item> = Vec::new();
    if n.connectivity == NatConnectivity::Public {
        addresses.push(elastic(of, n).into());
    }
    if let NatHome::Zonal(_) = n.home {
        let own = of.facts.graph().interfaces_of(of.id).first().and_then(|i| of.facts.graph().interface(*i));
        let automatic = own.and_then(|f| f.v4.first()).map_or("automatic".to_string(), |a| format!("~{a}"));
        let row = of.text("private_ip", "Private address", Typed::Optional).mono().placeholder(automatic);
        addresses.push(row.problem(problem::of(model, of.id, "private-ip")).into());
    }
    all.push(Section::new("addresses", "Addresses", addresses));
    all
}

/// Elastic IP addresses as chips; a new one can be made on the way.
fn elastic(of: &Of, n: &NatGateway) -> Row {
    let held = of.model().held_by_others(of.id);
    let free: Vec<NodeId> = of.all(Kind::ElasticIp).into_iter().filter(|e| !held.contains(e)).collect();
    let mut row = of.references("addresses", "Elastic IPs", "Add an Elastic IP", free, Some(text!("none: a public NAT gateway needs one")));
    if let Some(command) = new_elastic(of, n)
        && let Control::Chips { add, .. } = &mut row.control
    {
        add.push(Choice { text: crate::language::t("A new one").into(), command: Some(command) });
    }
    row
}

fn new_elastic(of: &Of, n: &NatGateway) -> Option<Command> {
    let region = of.vpc().and_then(|v| of.model().get(v)).map(|v| v.region.clone())?;
    let mut draft = Draft::new(of.doc);
    let eip = draft.add(Some(&format!("{}-eip", of.name())), ElasticIp { region, address: None }).ok()?;
    let all: Vec<Id<ElasticIp>> = n.addresses.iter().copied().chain([eip]).collect();
    draft.set(of.id, "addresses", &all).ok()?;
    Some(draft.finish())
}

pub fn elastic_ip(of: &Of, _: &ElasticIp) -> Vec<Section> {
    let users: Vec<NodeId> = of.model().referrers(of.id);
    let used = if users.is_empty() {
        Row::shown("used-by", "Used by", text!("nothing: AWS charges for it all the same")).tone(Tone::Warning)
    } else {
        Row::shown("used-by", "Used by", text!("{all}", all = Arg::from_iter(users)))
    };
    vec![Section::new(
        "address",
        "",
        vec![
            of.text("address", "Address", Typed::Optional).mono().placeholder("AWS gives one").into(),
            super::design::region_row(of, "region").into(),
            used.into(),
        ],
    )]
}

pub fn peering(of: &Of, p: &Peering) -> Vec<Section> {
    let model = of.model();
    let others = |not: Id<Vpc>| of.all(Kind::Vpc).into_iter().filter(|v| *v != not.node()).collect::<Vec<_>>();
    let routes = |from: Id<Vpc>| -> portico_core::text::Text {
        let here = |t: &RouteTable| t.vpc == from && t.routes.iter().any(|r| r.target == Target::Node(of.id));
        let tables: Vec<Id<RouteTable>> = model.all::<RouteTable>().filter(|(_, t)| here(t)).map(|(id, _)| id).collect();
        if tables.is_empty() {
            text!("no route table of {vpc} leads here", vpc = from)
        } else {
            text!("{all}", all = Arg::from_iter(tables))
        }
    };
    let clash = clash(model, p);
    vec![
        Section::new(
            "sides",
            "",
            vec![
                of.reference("requester", "Requester", None, others(p.accepter)).into(),
                of.reference("accepter", "Accepter", None, others(p.requester)).problem(clash).into(),
                of.toggle("accepted", "Accepted").into(),
            ],
        ),
        Section::new(
            "dns",
            "DNS",
            vec![
                of.toggle("requester_dns", "Requester resolves privately").into(),
                of.toggle("accepter_dns", "Accepter resolves privately").into(),
                Item::note(text!("Then public host names of instances on the other side resolve to private addresses")),
            ],
        ),
        Section::new(
            "routes",
            "Routes to it",
            vec![
                Row::shown("routes-requester", "Requester", routes(p.requester)).into(),
                Row::shown("routes-accepter", "Accepter", routes(p.accepter)).into(),
            ],
        ),
    ]
}

fn clash(model: &Model, p: &Peering) -> Option<portico_core::text::Text> {
    let (a, b) = (model.get(p.requester)?, model.get(p.accepter)?);
    let net = |c: &ipnet::Ipv4Net| ipnet::IpNet::V4(*c);
    let (x, y) =
        a.cidrs.iter().flat_map(|x| b.cidrs.iter().map(move |y| (x, y))).find(|(x, y)| portico_core::net::cidr::overlap(net(x), net(y)))?;
    Some(text!("AWS refuses it: {x} of {a} overlaps {y} of {b}", x = *x, a = p.requester, y = *y, b = p.accepter))
}
