//! Workloads: what runs, where, with which groups and role, and whom it calls.

use super::super::edit::{Edit, Step, Typed, UsagePart};
use super::super::form::{Act, Button, Chip, Choice, Control, Item, Note, Pick, Row, Section, Suggest, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::{problem, words};
use crate::language::in_language;
use crate::ui::number::thousands;
use portico_core::catalogue::Catalogue;
use portico_core::document::{
    Bucket, Compute, ElasticIp, Flow, Id, Kind, Model, NodeId, Resource, Role, Service, Shape, Subnet, Table as DynamoTable, Value,
    Workload,
};
use portico_core::edit::{Command, Draft};
use portico_core::propose;
use portico_core::reach::Verdict;
use portico_core::text;
use portico_core::text::{Arg, Text};

pub fn workload(of: &Of, w: &Workload) -> Vec<Section> {
    let mut what: Vec<Item> = Vec::new();
    let computes: Vec<(&str, &str)> = Compute::ALL.iter().map(|c| (c.as_str(), c.label())).collect();
    what.push(of.one_of("compute", "Runs as", &computes).into());
    match w.compute {
        Compute::Instance => what.push(instance_type(of, w).into()),
        Compute::Database => {
            what.push(of.text("instance_type", "Instance class", Typed::Optional).mono().placeholder("db.t4g.medium").into());
        }
        _ if w.instance_type.is_some() => what.push(of.text("instance_type", "Instance type", Typed::Optional).mono().into()),
        _ => {}
    }
    if matches!(w.compute, Compute::Instance | Compute::Container) || w.count != 1 {
        let label = if w.compute == Compute::Container { "Tasks" } else { "How many" };
        what.push(of.text("count", label, Typed::Int).into());
    }
    what.push(of.text("port", "Listens on TCP port", Typed::OptionalInt).mono().placeholder("no port").into());
    what.push(role(of, w).into());
    vec![
        Section::new("what", "", what),
        Section::new("network", "Network", network(of, w)),
        Section::new("flows", "Calls", vec![flows(of).into()]),
    ]
}

fn instance_type(of: &Of, w: &Workload) -> Row {
    let mut row =
        of.text("instance_type", "Instance type", Typed::Optional).mono().placeholder("not chosen").suggest(Suggest::InstanceTypes);
    let Some(name) = &w.instance_type else { return row };
    match Catalogue::bundled().instance_type(name) {
        Some(t) => {
            let memory = format!("{} GiB", trimmed(t.memory_mib));
            row.hint = Some(text!("{vcpu} vCPU, {memory}, {network}", vcpu = t.vcpu, memory = memory, network = t.bandwidth_label()));
        }
        None => row.problem = Some(text!("{name} is not in the catalogue of instance types", name = name.clone())),
    }
    row
}

/// MiB as GiB, with a decimal where it is not whole.
pub fn trimmed(mib: u32) -> String {
    if mib.is_multiple_of(1024) { (mib / 1024).to_string() } else { format!("{:.1}", f64::from(mib) / 1024.0) }
}

fn role(of: &Of, w: &Workload) -> Row {
    let roles = of.all(Kind::Role);
    let mut row = of.reference("role", "IAM role", Some(in_language("none")), roles);
    if w.role.is_none()
        && let Some(command) = new_role(of, w)
        && let Control::Select { options, .. } = &mut row.control
    {
        options.push(Choice { text: crate::language::t("A new one").into(), command: Some(command) });
    }
    row
}

fn new_role(of: &Of, w: &Workload) -> Option<Command> {
    let trusted = match w.compute {
        Compute::Instance => "ec2.amazonaws.com",
        Compute::Function => "lambda.amazonaws.com",
        Compute::Container => "ecs-tasks.amazonaws.com",
        Compute::Database => "rds.amazonaws.com",
    };
    let mut draft = Draft::new(of.doc);
    let role = Role { account: None, trusted_service: Some(trusted.into()), policies: vec![], boundary: None };
    let id = draft.add(Some(&format!("{}-role", of.name())), role).ok()?;
    draft.set(of.id, "role", &Some(id)).ok()?;
    Some(draft.finish())
}

fn network(of: &Of, w: &Workload) -> Vec<Item> {
    let model = of.model();
    let mut items: Vec<Item> = vec![if w.compute == Compute::Instance { one_subnet(of, w) } else { subnets(of) }.into()];
    if let Some(vpc) = of.vpc() {
        let default = model.get(vpc).map(|v| text!("{default}, the default", default = v.default_group));
        items.push(of.groups(vpc, default).into());
    }
    let graph = of.facts.graph();
    let own: Vec<_> = graph.interfaces_of(of.id).iter().filter_map(|i| graph.interface(*i)).collect();
    if w.compute == Compute::Instance || w.private_ip.is_some() {
        let assumed = own.first().and_then(|f| f.v4.first()).map_or("automatic".into(), |a| format!("~{a}"));
        let row = of.text("private_ip", "Private address", Typed::Optional).mono().placeholder(assumed);
        items.push(row.problem(problem::of(model, of.id, "private-ip")).into());
    }
    if w.compute != Compute::Function {
        let launch = w.subnets.first().and_then(|s| model.get(*s)).is_some_and(|s| s.public_ip_on_launch);
        let by_subnet = if launch && w.compute != Compute::Database { "as the subnet says: yes" } else { "as the subnet says: no" };
        let options = [(Value::Null, by_subnet), (Value::Bool(true), "yes"), (Value::Bool(false), "no")];
        let options = options.map(|(value, text)| (value, in_language(text))).into();
        items.push(of.choose("public_ip", "Public IPv4", of.value("public_ip"), options).into());
    }
    if w.compute == Compute::Instance || w.elastic_ip.is_some() {
        let held = model.held_by_others(of.id);
        let free: Vec<NodeId> = of.all(Kind::ElasticIp).into_iter().filter(|e| !held.contains(e)).collect();
        let mut row = of.reference("elastic_ip", "Elastic IP", Some(in_language("none")), free);
        if w.elastic_ip.is_none()
            && let Some(command) = new_elastic(of)
            && let Control::Select { options, .. } = &mut row.control
        {
            options.push(Choice { text: crate::language::t("A new one").into(), command: Some(command) });
        }
        items.push(row.into());
        items.push(of.toggle("source_dest_check", "Source/destination check").into());
        if !w.source_dest_check {
            items.push(of.one_of("forwards", "Sends on", super::generic::FORWARDS).into());
        }
    }
    if own.len() > 1 {
        let chips = own.iter().map(|f| text!("{s} {a}", s = f.subnet, a = super::subnet::address(f)));
        items.push(Item::note(text!("Interfaces: {all}", all = chips.collect::<portico_core::text::Arg>())));
    }
    items
}

fn new_elastic(of: &Of) -> Option<Command> {
    let region = of.vpc().and_then(|v| of.model().get(v)).map(|v| v.region.clone())?;
    let mut draft = Draft::new(of.doc);
    let eip = draft.add(Some(&format!("{}-eip", of.name())), ElasticIp { region, address: None }).ok()?;
    draft.set(of.id, "elastic_ip", &Some(eip)).ok()?;
    Some(draft.finish())
}

/// Subnets that the workload may stand in, named with their zone.
fn candidates(of: &Of) -> Vec<(Id<Subnet>, String)> {
    let model = of.model();
    let vpc = of.vpc();
    let all = model.all::<Subnet>().filter(|(_, s)| vpc.is_none_or(|v| s.vpc == v));
    all.map(|(id, s)| (id, format!("{} ({})", words::unique_name(model, id.node()), s.zone))).collect()
}

fn one_subnet(of: &Of, w: &Workload) -> Row {
    let options = candidates(of).into_iter().map(|(s, text)| (vec![s].to_value(), text)).collect();
    of.moving(of.choose("subnets", "Subnet", w.subnets.to_value(), options))
}

fn subnets(of: &Of) -> Row {
    let mut row = of.references(
        "subnets",
        "Subnets",
        "Add a subnet",
        candidates(of).into_iter().map(|(s, _)| s.node()).collect(),
        Some(text!("none: outside every VPC")),
    );
    if let Control::Chips { chips, add, .. } = &mut row.control {
        for Chip { remove, .. } in chips.iter_mut() {
            *remove = remove.take().map(|c| of.moved(c));
        }
        for a in add {
            a.command = a.command.take().map(|c| of.moved(c));
        }
    }
    row
}

/// What the workload calls, with how that fares.
fn flows(of: &Of) -> Table {
    let model = of.model();
    let own = model.all::<Flow>().filter(|(_, f)| f.from == of.id);
    let rows = own.enumerate().map(|(i, (id, f))| {
        let at = |part: &str| format!("flow-{i}-{part}");
        let path = Edit::Put { node: id.node(), field: "port", path: Vec::<Step>::new(), typed: Typed::OptionalInt };
        let port = f.port.map(|p| p.to_string()).unwrap_or_default();
        let usage = of.doc.usage_of(id);
        TableRow {
            id: format!("flow-row-{i}"),
            cells: vec![
                to_row(of, id, f, at("to")),
                of.text_of(path, at("port"), "Port", port).mono().placeholder("all"),
                of.text_of(Edit::Usage { flow: id, part: UsagePart::Typical }, at("gb"), "GB a month", thousands(usage.gb.typical.into()))
                    .mono(),
                Row::new(
                    at("open"),
                    "Details",
                    Control::Button(Button {
                        id: at("open"),
                        label: crate::say!("Details of {name}", name = model.name(id)),
                        act: Act::Select(id.node()),
                        small: true,
                    }),
                ),
            ],
            remove: Some(of.cross(
                at("remove"),
                crate::say!("Remove the flow to {name}", name = model.name(f.to)),
                Command::Delete { nodes: vec![id.node()] },
            )),
            tone: Tone::Plain,
            note: Some(verdict(of, id)),
        }
    });
    Table {
        id: "flows-table",
        caption: crate::language::t("Flows from it").into(),
        columns: vec!["To", "Port", "GB a month", "Details"],
        rows: rows.collect(),
        empty: Some(text!("It calls nothing yet: add a service or a workload that it calls")),
        add: vec![add_flow(of)],
    }
}

fn to_row(of: &Of, id: Id<Flow>, f: &Flow, row: String) -> Row {
    let model = of.model();
    let mut all = destinations(model, of.id);
    if !all.contains(&f.to) {
        all.push(f.to);
    }
    let chosen = all.iter().position(|n| *n == f.to);
    let options = words::unique_names(model, all)
        .map(|(n, text)| Choice { text, command: Some(Command::Set { node: id.node(), field: "to".into(), value: Value::Ref(n) }) });
    Row::new(row, "To", Control::Select { chosen, options: options.collect(), undo: crate::language::t("Destination of a flow").into() })
}

/// How a flow fares, in a line.
pub fn verdict(of: &Of, id: Id<Flow>) -> Note {
    let Some(trace) = of.facts.flow(id) else { return Note { text: Text::plain(""), tone: Tone::Faint } };
    let (word, tone) = words::verdict_text(trace.verdict);
    let text = match (words::way_text(trace.way()), trace.blockers().first()) {
        (_, Some(hop)) => text!("{word}: {say}", word = word, say = hop.say(of.facts.graph())),
        _ if trace.verdict != Verdict::Reachable && !trace.unknowns.is_empty() => {
            text!("{word}: {all}", word = word, all = trace.unknowns.iter().take(1).cloned().collect::<Arg>())
        }
        (Some(way), None) => text!("{word}, {way}", word = word, way = way),
        (None, None) => text!("{word}", word = word),
    };
    Note { text, tone }
}

/// Whom a workload may call: services, buckets, tables, other workloads and load balancers.
pub fn destinations(model: &Model, from: NodeId) -> Vec<NodeId> {
    let kinds = [Service::KIND, Bucket::KIND, DynamoTable::KIND, Workload::KIND, Kind::LoadBalancer];
    kinds.into_iter().flat_map(|k| model.of_kind(k)).map(|(id, _)| id).filter(|id| *id != from).collect()
}

fn add_flow(of: &Of) -> Pick {
    let model = of.model();
    let (ends, commands): (Vec<_>, Vec<_>) =
        propose::flows(of.doc, Catalogue::bundled(), of.id, destinations(model, of.id)).into_iter().unzip();
    let options = words::unique_names(model, ends).zip(commands).map(|((to, name), command)| Choice {
        text: format!("{name} ({})", crate::language::t(to.kind().label())),
        command: Some(command),
    });
    Pick {
        id: "add-flow".into(),
        prompt: crate::language::t("Add what it calls …").into(),
        options: options.collect(),
        undo: crate::say!("Add a flow from {name}", name = of.name()),
    }
}
