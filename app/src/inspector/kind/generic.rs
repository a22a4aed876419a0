//! The kinds that have no form of their own: their fields by a table of what each is, so that every kind is editable.

use super::super::edit::{Edit, Step, Typed};
use super::super::form::{Button, Control, Item, Note, Row, Section, Suggest, Table, TableRow, TextBox, Tone};
use super::super::make::{Of, kebab, written};
use super::super::{problem, words};
use crate::language::in_language;
use portico_core::document::{Kind, NodeId, Value};
use portico_core::edit::Command;
use portico_core::ordered::BTreeMap;
use portico_core::text;
use portico_core::text::Text;

/// What a field holds.
#[derive(Clone, Copy)]
enum Is {
    Region,
    Text,
    Code,
    Int,
    Toggle,
    One(&'static [(&'static str, &'static str)]),
    /// A reference that must be there.
    To(&'static [Kind]),
    /// A reference that may be absent, and what its absence is called.
    Maybe(&'static [Kind], &'static str),
    /// Several references.
    Many(&'static [Kind]),
    /// Several CIDRs, addresses or names.
    Words,
    /// A table: the columns of each item, and what a new one holds.
    Rows(&'static [(&'static str, &'static str, Cell)], fn(&Of) -> Option<Value>),
}

/// What a column of a table holds.
#[derive(Clone, Copy)]
enum Cell {
    Code,
    Optional,
    Int,
    Words,
    Ref(&'static [Kind], Option<&'static str>),
}

use Is::{Code, Int, Many, Maybe, One, Region, Rows, To, Toggle, Words};

const VPC: &[Kind] = &[Kind::Vpc];
const GROUPS: &[Kind] = &[Kind::SecurityGroup];
const SUBNETS: &[Kind] = &[Kind::Subnet];
const IN_SUBNET: &[(&str, &str, Cell)] = &[("subnet", "Subnet", Cell::Ref(SUBNETS, None)), ("ip", "Address", Cell::Optional)];

/// What an appliance does with packets of others.
pub const FORWARDS: &[(&str, &str)] =
    &[("unknown", "Not known"), ("everything", "Everything"), ("translated", "Everything, from its own address")];

/// Field, label, what it holds.
type Fields = &'static [(&'static str, &'static str, Is)];

fn fields(kind: Kind) -> Fields {
    match kind {
        Kind::Account => &[("account_id", "Account id", Code), ("organization", "Organization id", Code)],
        Kind::EgressOnlyGateway => &[("vpc", "Attached to", To(VPC))],
        Kind::VpnGateway => &[("vpc", "Attached to", Maybe(VPC, "not attached")), ("asn", "Amazon-side ASN", Int)],
        Kind::OnPremises => &[
            ("region", "Near region", Region),
            ("cidrs", "CIDR blocks", Words),
            ("public_ip", "Gateway's address", Code),
            ("asn", "ASN", Int),
        ],
        Kind::VpnConnection => &[
            ("gateway", "AWS side", To(&[Kind::VpnGateway, Kind::TransitGateway])),
            ("premises", "On-premises side", To(&[Kind::OnPremises])),
            ("bgp", "Routes by BGP", Toggle),
            ("static_routes", "Static routes", Words),
            ("up", "Up", Toggle),
            ("customer_cidr", "Customer side's CIDR", Code),
            ("aws_cidr", "AWS side's CIDR", Code),
        ],
        Kind::DirectConnect => &[
            ("gateways", "Gateways", Many(&[Kind::VpnGateway, Kind::TransitGateway])),
            ("premises", "On-premises side", Maybe(&[Kind::OnPremises], "none")),
            ("allowed", "Announced blocks", Words),
            ("asn", "ASN", Int),
            ("up", "Up", Toggle),
        ],
        Kind::TransitGateway => &[
            ("region", "Region", Region),
            ("account", "Account", Maybe(&[Kind::Account], "this account")),
            ("asn", "ASN", Int),
            ("default_table", "Default route table", Maybe(&[Kind::TransitTable], "none")),
            ("group_referencing", "Group references", Toggle),
            ("opaque", "Of another account, not known here", Toggle),
        ],
        Kind::TransitAttachment => &[
            ("gateway", "Transit gateway", To(&[Kind::TransitGateway])),
            ("to", "Attached", To(&[Kind::Vpc, Kind::VpnConnection, Kind::DirectConnect, Kind::TransitGateway])),
            ("subnets", "Subnets", Many(SUBNETS)),
            ("table", "Route table", Maybe(&[Kind::TransitTable], "none")),
            ("propagates_to", "Propagates to", Many(&[Kind::TransitTable])),
            ("appliance_mode", "Appliance mode", Toggle),
            ("ipv6_support", "Carries IPv6", Toggle),
            ("group_referencing", "Group references", Toggle),
        ],
        Kind::TransitTable => &[
            ("gateway", "Transit gateway", To(&[Kind::TransitGateway])),
            (
                "routes",
                "Routes",
                Rows(
                    &[
                        ("destination", "Destination", Cell::Code),
                        ("target", "Target", Cell::Ref(&[Kind::TransitAttachment], Some("blackhole"))),
                    ],
                    |_| Some(map([("destination", Value::text("0.0.0.0/0")), ("target", Value::text("blackhole"))])),
                ),
            ),
        ],
        Kind::BalancerEndpoint => &[
            ("vpc", "VPC", To(VPC)),
            ("subnet", "Subnet", To(SUBNETS)),
            ("service_name", "Service name", Code),
            ("balancer", "Load balancer", Maybe(&[Kind::LoadBalancer], "not in the design")),
            ("forwards", "Appliances send on", One(FORWARDS)),
        ],
        Kind::NetworkInterface => &[
            ("subnet", "Subnet", To(SUBNETS)),
            ("groups", "Security groups", Many(GROUPS)),
            ("private_ips", "Private addresses", Words),
            ("ipv6", "IPv6 addresses", Words),
            ("elastic_ip", "Elastic IP", Maybe(&[Kind::ElasticIp], "none")),
            ("public_ip", "Public address", Code),
            ("source_dest_check", "Source/destination check", Toggle),
            (
                "attached_to",
                "Attached to",
                Maybe(&[Kind::Workload, Kind::LoadBalancer, Kind::NatGateway, Kind::InterfaceEndpoint, Kind::ResourceEndpoint], "nothing"),
            ),
            ("index", "Place among its interfaces", Int),
            ("description", "Description", Is::Text),
            ("managed", "Of something not known here", Toggle),
            ("unattached", "Attached to nothing", Toggle),
            ("secondary_of", "Second address of", Maybe(&[Kind::NetworkInterface], "none")),
        ],
        Kind::LoadBalancer => &[
            ("vpc", "VPC", To(VPC)),
            ("balancer", "Type", One(&[("application", "Application"), ("network", "Network"), ("gateway", "Gateway")])),
            ("scheme", "Scheme", One(&[("internal", "Internal"), ("internet-facing", "Internet-facing")])),
            ("subnets", "Subnets", Many(SUBNETS)),
            ("groups", "Security groups", Many(GROUPS)),
            ("cross_zone", "Across zones", Toggle),
            ("complete", "All listeners are known", Toggle),
            (
                "listeners",
                "Listeners",
                Rows(
                    &[
                        ("protocol", "Protocol", Cell::Code),
                        ("port", "Port", Cell::Int),
                        ("forward_to", "Forwards to", Cell::Ref(&[Kind::TargetGroup], Some("nothing"))),
                    ],
                    |_| Some(map([("protocol", Value::text("HTTPS")), ("port", Value::Int(443)), ("forward_to", Value::Null)])),
                ),
            ),
        ],
        Kind::TargetGroup => &[
            ("vpc", "VPC", To(VPC)),
            ("protocol", "Protocol", Code),
            ("port", "Port", Int),
            ("target_type", "Target type", One(&[("instance", "Instance"), ("ip", "IP"), ("lambda", "Lambda"), ("alb", "Load balancer")])),
            ("targets", "Targets", Many(&[Kind::Workload, Kind::LoadBalancer])),
            ("complete", "All targets are known", Toggle),
        ],
        Kind::ResolverEndpoint => &[
            ("vpc", "VPC", To(VPC)),
            ("direction", "Direction", One(&[("inbound", "Inbound"), ("outbound", "Outbound")])),
            ("groups", "Security groups", Many(GROUPS)),
            ("subnets", "Interfaces", Rows(IN_SUBNET, new_interface)),
            (
                "rules",
                "Forwarding rules",
                Rows(&[("domain", "Domain", Cell::Code), ("servers", "Servers", Cell::Words)], |_| {
                    Some(map([("domain", Value::text("corp.example")), ("servers", Value::List(vec![Value::text("192.0.2.53")]))]))
                }),
            ),
        ],
        _ => &[],
    }
}

fn map<const N: usize>(all: [(&str, Value); N]) -> Value {
    Value::Map(all.into_iter().map(|(k, v)| (k.to_string(), v)).collect::<BTreeMap<_, _>>())
}

fn new_interface(of: &Of) -> Option<Value> {
    let taken = words::id_list_in(&of.value("subnets"), "subnet");
    let subnet = of.all_in(Kind::Subnet, of.vpc()).into_iter().find(|s| !taken.contains(s))?;
    Some(map([("subnet", Value::Ref(subnet)), ("ip", Value::Null), ("ipv6", Value::Null)]))
}

pub fn generic(of: &Of) -> Vec<Section> {
    let kind = of.id.kind();
    let known = fields(kind);
    let mut rows: Vec<Item> = Vec::new();
    let mut tables = Vec::new();
    for (field, label, is) in known {
        match is {
            Rows(columns, new) => tables.push(section(of, field, label, columns, *new)),
            is => rows.push(row(of, field, label, *is).into()),
        }
    }
    // A field that the table does not know is editable all the same where its value says how.
    for f in kind.fields().iter().filter(|f| !known.iter().any(|(k, ..)| *k == f.name)) {
        rows.push(plain(of, f.name).into());
    }
    let mut all = vec![Section::new("fields", "", rows)];
    all.extend(tables);
    all
}

/// Candidates: of the resource's own VPC where the kind lives in one.
fn of_kinds(of: &Of, kinds: &[Kind]) -> Vec<NodeId> {
    let in_vpc = |k: Kind| matches!(k, Kind::Subnet | Kind::SecurityGroup | Kind::TargetGroup);
    kinds.iter().flat_map(|k| of.all_in(*k, if in_vpc(*k) { of.vpc() } else { None })).filter(|n| *n != of.id).collect()
}

fn row(of: &Of, field: &'static str, label: &'static str, is: Is) -> Row {
    let row = match is {
        Region => super::design::region_row(of, field),
        Is::Text => of.text(field, label, Typed::Text),
        Code => of.text(field, label, optional(of, field, Typed::Code)).mono().placeholder("not known"),
        Int => of.text(field, label, optional(of, field, Typed::Int)).mono().placeholder("not chosen"),
        Toggle => of.toggle(field, label),
        One(options) => of.one_of(field, label, options),
        To(kinds) => of.reference(field, label, None, of_kinds(of, kinds)),
        Maybe(kinds, none) => of.reference(field, label, Some(in_language(none)), of_kinds(of, kinds)),
        Many(kinds) => of.references(field, label, "Add", of_kinds(of, kinds), Some(text!("none"))),
        Words => of.text(field, label, Typed::List).mono().placeholder("none"),
        Rows(..) => plain(of, field),
    };
    let problem = problem::of(of.model(), of.id, &kebab(field));
    Row { label: label.into(), ..row }.problem(problem)
}

/// Whether the field takes nothing: then empty text means it.
fn optional(of: &Of, field: &str, typed: Typed) -> Typed {
    let takes_none = of.body().is_some_and(|b| b.clone().set(field, &Value::Null).is_ok());
    match (typed, takes_none) {
        (Typed::Code, true) => Typed::Optional,
        (Typed::Int, true) => Typed::OptionalInt,
        (t, _) => t,
    }
}

fn plain(of: &Of, field: &'static str) -> Row {
    let label = field.replace('_', " ");
    match of.value(field) {
        Value::Bool(_) => of.toggle(field, &label),
        Value::Int(_) => of.text(field, &label, Typed::Int),
        Value::Text(_) => of.text(field, &label, Typed::Text),
        other => Row::shown(kebab(field), label, super::design::mono(written(&other))),
    }
}

type Columns = &'static [(&'static str, &'static str, Cell)];

fn section(of: &Of, field: &'static str, label: &'static str, columns: Columns, new: fn(&Of) -> Option<Value>) -> Section {
    let Value::List(all) = of.value(field) else { return Section::new(kebab(field), label, Vec::new()) };
    let rows = all.iter().enumerate().map(|(i, item)| {
        let cells = columns.iter().map(|(key, label, cell)| cell_row(of, field, &all, i, item, key, label, *cell));
        let rest: Vec<Value> = all.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, v)| v.clone()).collect();
        TableRow {
            id: format!("{field}-row-{i}"),
            cells: cells.collect(),
            remove: Some(of.cross(format!("{}-{i}-remove", kebab(field)), "Remove this line", of.set(field, Value::List(rest)))),
            tone: Tone::Plain,
            note: None::<Note>,
        }
    });
    let table = Table {
        id: "generic-table",
        caption: label.into(),
        columns: columns.iter().map(|(_, l, _)| *l).collect(),
        rows: rows.collect(),
        empty: Some(Text::plain("none yet")),
        add: Vec::new(),
    };
    let mut items: Vec<Item> = vec![table.into()];
    if let Some(new) = new(of) {
        let command = of.set(field, Value::List(all.iter().cloned().chain([new]).collect()));
        let button: Button = of.button(format!("{}-add", kebab(field)), "Add a line", command);
        items.push(Item::Buttons(vec![button]));
    }
    Section::new(kebab(field), label, items)
}

#[allow(clippy::too_many_arguments)]
fn cell_row(of: &Of, field: &'static str, all: &[Value], i: usize, item: &Value, key: &'static str, label: &str, cell: Cell) -> Row {
    let now = match item {
        Value::Map(m) => m.get(key).cloned().unwrap_or(Value::Null),
        _ => Value::Null,
    };
    let prefix = if field == "subnets" { "interface".to_string() } else { kebab(field) };
    let name = if key == "ip" { "address" } else { key };
    let id = format!("{prefix}-{i}-{}", kebab(name));
    let text = |typed| {
        let edit = Edit::Put { node: of.id, field, path: vec![Step::Item(i), Step::Key(key)], typed };
        let problem = problem::of(of.model(), of.id, &id);
        let text =
            TextBox { value: written(&now), edit, mono: true, placeholder: String::new(), suggest: Suggest::Nothing, undo: of.undo(label) };
        Row::new(id.clone(), label, Control::Text(text)).problem(problem)
    };
    match cell {
        Cell::Code => text(Typed::Code),
        Cell::Optional => text(Typed::Optional).placeholder(in_language("automatic")),
        Cell::Int => text(Typed::Int),
        Cell::Words => text(Typed::List),
        Cell::Ref(kinds, none) => {
            let set = |v: Value| -> Command {
                let mut all = all.to_vec();
                if let Some(Value::Map(m)) = all.get_mut(i) {
                    m.insert(key.into(), v);
                }
                of.set(field, Value::List(all))
            };
            let none = none.map(|n| (if n == "blackhole" { Value::text(n) } else { Value::Null }, in_language(n)));
            let mut options: Vec<(Value, String)> = none.into_iter().collect();
            options.extend(of_kinds(of, kinds).into_iter().map(|n| (Value::Ref(n), words::unique_name(of.model(), n))));
            if !options.iter().any(|(v, _)| *v == now) {
                options.push((now.clone(), written(&now)));
            }
            let chosen = options.iter().position(|(v, _)| *v == now);
            let options = options.into_iter().map(|(v, text)| super::super::form::Choice { text, command: Some(set(v)) }).collect();
            Row::new(id, label, Control::Select { chosen, options, undo: of.undo(label) })
        }
    }
}
