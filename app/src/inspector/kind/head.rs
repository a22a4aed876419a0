//! The top of the panel (what it is and where) and its foot (names that exports and AWS use, tags).

use super::super::edit::Edit;
use super::super::form::{Act, Button, Control, Item, Row, Section, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::subject::Subject;
use portico_core::catalogue::{Catalogue, ServiceKind};
use portico_core::document::{Body, Document, Kind, Model, NodeId};
use portico_core::edit::Command;
use portico_core::text;
use portico_core::text::{Text, code};

/// What stands above the form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// "Interface endpoint".
    pub kind: String,
    /// "in main", with a link; none at the top.
    pub within: Option<Text>,
    pub name: String,
    /// A line in mono: the AWS service's name, the id in the account.
    pub lines: Vec<String>,
    /// The resource that the name is of, when it can be renamed.
    pub node: Option<NodeId>,
    pub delete: Option<Button>,
}

pub fn head(doc: &Document, subject: &Subject) -> Head {
    let model = &*doc.model;
    match subject {
        Subject::Design => Head { kind: crate::language::t("Design").into(), name: doc.assumptions.title.clone(), ..Head::default() },
        Subject::Several(nodes) => Head {
            kind: crate::language::t("Selection").into(),
            name: super::super::words::counted(nodes.len(), "resource", "resources"),
            delete: delete(model, nodes.clone()),
            ..Head::default()
        },
        Subject::Zone(vpc, zone) => Head {
            kind: crate::language::t("Availability Zone").into(),
            within: Some(text!("in {vpc}", vpc = *vpc)),
            name: zone.to_string(),
            delete: Some(Button {
                id: "delete".into(),
                label: crate::say!("Take {zone} off the VPC", zone = zone),
                act: Act::Edit(Command::RemoveZone { vpc: *vpc, zone: zone.clone() }, crate::say!("Remove {zone}", zone = zone)),
                small: false,
            }),
            ..Head::default()
        },
        Subject::Node(id) => node(model, *id),
    }
}

fn node(model: &Model, id: NodeId) -> Head {
    let Some(n) = model.node(id) else { return Head::default() };
    let kind = match &n.body {
        Body::Workload(w) => w.compute.label(),
        _ => id.kind().label(),
    };
    let vpc = model.vpc_of(id).filter(|v| v.node() != id);
    let within = match &n.body {
        Body::NatGateway(x) => Some(text!("in {home}", home = x.home.node())),
        Body::Workload(x) if x.subnets.len() == 1 => x.subnets.first().map(|s| text!("in {subnet}", subnet = *s)),
        Body::Subnet(x) => Some(text!("in {vpc}, zone {zone}", vpc = x.vpc, zone = code(&x.zone))),
        Body::Vpc(x) => Some(text!("in {region}", region = code(&x.region))),
        _ => vpc.map(|v| text!("in {vpc}", vpc = v)),
    };
    let mut lines: Vec<String> = service_name(model, &n.body).into_iter().collect();
    lines.extend(n.meta.aws_id.clone());
    Head { kind: kind.into(), within, name: n.meta.name.clone(), lines, node: Some(id), delete: delete(model, vec![id]) }
}

/// The endpoint service's full name: `com.amazonaws.us-east-1.ssm`.
fn service_name(model: &Model, body: &Body) -> Option<String> {
    let (vpc, service, region, kind) = match body {
        Body::GatewayEndpoint(e) => (e.vpc, &e.service, None, ServiceKind::Gateway),
        Body::InterfaceEndpoint(e) => (e.vpc, &e.service, e.service_region.as_ref(), ServiceKind::Interface),
        _ => return None,
    };
    let region = region.or_else(|| model.get(vpc).map(|v| &v.region))?;
    let catalogue = Catalogue::bundled();
    catalogue.service(service.as_str())?.service_name(catalogue.region(region.as_str())?, kind)
}

/// What AWS made with a VPC goes only with it.
fn delete(model: &Model, nodes: Vec<NodeId>) -> Option<Button> {
    let born = |n: &NodeId| {
        let v = model.vpc_of(*n).and_then(|v| model.get(v));
        v.is_some_and(|v| [v.main_table.node(), v.default_group.node(), v.default_acl.node()].contains(n))
    };
    if nodes.iter().any(born) {
        return None;
    }
    let label = match nodes.as_slice() {
        [one] => crate::say!("Delete {name}", name = model.name(*one)),
        all => crate::say!("Delete {all} resources", all = all.len()),
    };
    Some(Button { id: "delete".into(), act: Act::Edit(Command::Delete { nodes }, label.clone()), label, small: false })
}

/// The names that exports and AWS use, and the tags.
pub fn names(of: &Of) -> Vec<Section> {
    let Some(meta) = of.model().meta(of.id) else { return Vec::new() };
    if matches!(of.id.kind(), Kind::Flow | Kind::Intent) {
        return Vec::new();
    }
    let existing = Command::Existing { node: of.id, existing: !meta.existing, aws_id: meta.aws_id.clone() };
    let mut items: Vec<Item> = vec![
        Row::shown("export-key", "Export key", text!("{key}", key = code(&meta.key)))
            .hint(text!("Exports go by it; a rename leaves it"))
            .into(),
        Row::new("existing", "Exists in AWS", Control::Toggle { on: meta.existing, command: existing, undo: of.undo("Exists in AWS") })
            .into(),
    ];
    if meta.existing || meta.aws_id.is_some() {
        let row = of.text_of(Edit::AwsId(of.id), "aws-id", "AWS id", meta.aws_id.clone().unwrap_or_default());
        items.push(row.mono().placeholder("not known").hint(text!("Exports import it instead of creating it")).into());
    }
    vec![Section::new("names", "Names", items), Section::new("tags", "Tags", tags(of))]
}

fn tags(of: &Of) -> Vec<Item> {
    let Some(meta) = of.model().meta(of.id) else { return Vec::new() };
    let rows = meta.tags.iter().enumerate().map(|(i, (key, value))| TableRow {
        id: format!("tag-row-{i}"),
        cells: vec![
            Row::shown(format!("tag-{i}-key"), "Key", text!("{key}", key = code(key))),
            of.text_of(Edit::Tag { node: of.id, key: key.clone() }, format!("tag-{i}-value"), "Value", value.clone()).mono(),
        ],
        remove: Some(of.cross(
            format!("tag-{i}-remove"),
            crate::say!("Remove tag {key}", key = key),
            Command::Tag { node: of.id, key: key.clone(), value: None },
        )),
        tone: Tone::Plain,
        note: None,
    });
    let rows: Vec<TableRow> = rows.collect();
    let mut items = Vec::new();
    if !rows.is_empty() {
        let table = Table {
            id: "tags-table",
            caption: crate::language::t("Tags").into(),
            columns: vec!["Key", "Value"],
            rows,
            empty: None,
            add: Vec::new(),
        };
        items.push(table.into());
    }
    let new = of.text_of(Edit::NewTag(of.id), "new-tag", "Add a tag", String::new());
    items.push(new.mono().placeholder("key=value").into());
    items
}
