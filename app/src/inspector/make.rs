//! Builds rows from a resource's fields, so that each kind's form says only what is its own.

use super::edit::{Edit, Typed};
use super::form::{Act, Button, Chip, Choice, Control, Row, Suggest, TextBox};
use super::words;
use crate::language::in_language;
use ipnet::{IpNet, Ipv4Net};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Body, Document, GroupRule, Id, Kind, Model, NodeId, Peer, Place, SecurityGroup, Shape, Value, Vpc};
use portico_core::edit::{Command, Draft, key};
use portico_core::facts::Facts;
use portico_core::net::PortRange;
use portico_core::propose::{Item, propose};
use portico_core::text::Text;

/// The resource that a form is for.
pub struct Of<'a> {
    pub doc: &'a Document,
    pub facts: &'a Facts,
    pub id: NodeId,
}

impl<'a> Of<'a> {
    pub fn model(&self) -> &'a Model {
        &self.doc.model
    }

    pub fn body(&self) -> Option<&'a Body> {
        self.doc.model.node(self.id).map(|n| &n.body)
    }

    pub fn name(&self) -> String {
        self.doc.model.name(self.id)
    }

    pub fn vpc(&self) -> Option<Id<Vpc>> {
        self.doc.model.vpc_of(self.id)
    }

    pub fn value(&self, field: &str) -> Value {
        self.body().and_then(|b| b.get(field)).unwrap_or(Value::Null)
    }

    pub fn set(&self, field: &str, value: Value) -> Command {
        Command::Set { node: self.id, field: field.into(), value }
    }

    /// A field set to a typed value.
    pub fn put(&self, field: &str, value: &impl Shape) -> Command {
        self.set(field, value.to_value())
    }

    /// What undo calls a change of this field.
    pub fn undo(&self, label: &str) -> String {
        format!("{label} of {}", self.name())
    }

    pub fn text(&self, field: &'static str, label: &str, typed: Typed) -> Row {
        let value = written(&self.value(field));
        self.text_of(Edit::field(self.id, field, typed), kebab(field), label, value)
    }

    pub fn text_of(&self, edit: Edit, id: impl Into<String>, label: &str, value: String) -> Row {
        Row::new(
            id,
            label,
            Control::Text(TextBox {
                value,
                edit,
                mono: false,
                placeholder: String::new(),
                suggest: Suggest::Nothing,
                undo: self.undo(label),
            }),
        )
    }

    pub fn toggle(&self, field: &'static str, label: &str) -> Row {
        let on = self.value(field) == Value::Bool(true);
        Row::new(kebab(field), label, Control::Toggle { on, command: self.set(field, Value::Bool(!on)), undo: self.undo(label) })
    }

    /// One of several fixed values.
    pub fn one_of(&self, field: &'static str, label: &str, options: &[(&str, &str)]) -> Row {
        let now = self.value(field);
        let values = options.iter().map(|(v, text)| (Value::text(*v), in_language(text)));
        self.choose(field, label, now, values.collect())
    }

    /// One of several values, the present one added when it is none of them.
    pub fn choose(&self, field: &'static str, label: &str, now: Value, mut options: Vec<(Value, String)>) -> Row {
        if !options.iter().any(|(v, _)| *v == now) {
            options.push((now.clone(), written(&now)));
        }
        let chosen = options.iter().position(|(v, _)| *v == now);
        let options = options.into_iter().map(|(v, text)| Choice { text, command: Some(self.set(field, v)) }).collect();
        Row::new(kebab(field), label, Control::Select { chosen, options, undo: self.undo(label) })
    }

    /// A reference to one of several resources; `none` is what its absence is called.
    pub fn reference(&self, field: &'static str, label: &str, none: Option<String>, candidates: Vec<NodeId>) -> Row {
        let mut options: Vec<(Value, String)> = none.map(|n| (Value::Null, n)).into_iter().collect();
        options.extend(words::unique_names(self.model(), candidates).map(|(n, name)| (Value::Ref(n), name)));
        let now = self.value(field);
        if let Value::Ref(n) = &now
            && !options.iter().any(|(v, _)| *v == now)
        {
            options.push((now.clone(), words::unique_name(self.model(), *n)));
        }
        self.choose(field, label, now, options)
    }

    /// References to several resources, as chips.
    pub fn references(&self, field: &'static str, label: &str, prompt: &'static str, candidates: Vec<NodeId>, none: Option<Text>) -> Row {
        let now = words::id_list(&self.value(field));
        let chips = now.iter().map(|n| Chip {
            text: words::unique_name(self.model(), *n),
            node: Some(*n),
            remove: Some(self.set(field, words::refs(now.iter().copied().filter(|o| o != n)))),
        });
        let free = candidates.into_iter().filter(|c| !now.contains(c)).collect();
        let add = words::unique_names(self.model(), free)
            .map(|(c, text)| Choice { text, command: Some(self.set(field, words::refs(now.iter().copied().chain([c])))) });
        let (chips, add) = (chips.collect(), add.collect());
        Row::new(kebab(field), label, Control::Chips { chips, add, prompt, none, undo: self.undo(label) })
    }

    pub fn button(&self, id: impl Into<String>, label: impl Into<String>, command: Command) -> Button {
        let label = label.into();
        Button { id: id.into(), act: Act::Edit(command, label.clone()), label, small: false }
    }

    /// A cross that takes something away.
    pub fn cross(&self, id: impl Into<String>, label: impl Into<String>, command: Command) -> Button {
        Button { small: true, ..self.button(id, label, command) }
    }

    /// Resources of a kind.
    pub fn all(&self, kind: Kind) -> Vec<NodeId> {
        self.model().of_kind(kind).map(|(id, _)| id).collect()
    }

    /// Resources of a kind in a VPC.
    pub fn all_in(&self, kind: Kind, vpc: Option<Id<Vpc>>) -> Vec<NodeId> {
        let model = self.model();
        model.of_kind(kind).map(|(id, _)| id).filter(|id| vpc.is_none() || model.vpc_of(*id) == vpc).collect()
    }
}

/// `dns_support` as an id: `dns-support`.
pub fn kebab(field: &str) -> String {
    field.replace('_', "-")
}

/// A value as it stands in a text field.
pub fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Text(s) => s.clone(),
        Value::Ref(id) => id.to_string(),
        Value::List(all) => all.iter().map(written).collect::<Vec<_>>().join(", "),
        Value::Map(all) => all.iter().map(|(k, v)| format!("{k}: {}", written(v))).collect::<Vec<_>>().join(", "),
    }
}

impl Of<'_> {
    /// The typed id, where the resource is of that kind.
    pub fn id_as<T: portico_core::document::Resource>(&self) -> Option<Id<T>> {
        Id::of(self.id)
    }
}

impl Of<'_> {
    /// A change of place: its boxes, and those of what stands in it, are forgotten, so that they are drawn anew where
    /// the layout proposes.
    pub fn moved(&self, command: Command) -> Command {
        let model = self.model();
        let stands = |n: NodeId| n == self.id || model.subnets_where(n).iter().any(|s| s.node() == self.id);
        let places: Vec<Place> = self.doc.layout.boxes.keys().filter(|p| p.node().is_some_and(stands)).cloned().collect();
        if places.is_empty() { command } else { Command::All(vec![command, Command::Unput { places }]) }
    }

    /// The same row, whose choices also move the resource.
    pub fn moving(&self, mut row: Row) -> Row {
        if let Control::Select { options, .. } = &mut row.control {
            for o in options {
                o.command = o.command.take().map(|c| self.moved(c));
            }
        }
        row
    }

    /// Security groups of a VPC as chips; a new one can be made on the way.
    pub fn groups(&self, vpc: Id<Vpc>, none: Option<Text>) -> Row {
        let mut row = self.references("groups", "Security groups", "Add a group", self.all_in(Kind::SecurityGroup, Some(vpc)), none);
        if let Some(command) = self.new_group(vpc)
            && let Control::Chips { add, .. } = &mut row.control
        {
            add.push(Choice { text: crate::language::t("A new one").into(), command: Some(command) });
        }
        row
    }

    /// A group named after the resource, as AWS makes them: nothing in, everything out. An endpoint's lets the VPC in, on 443 to a service.
    fn new_group(&self, vpc: Id<Vpc>) -> Option<Command> {
        let now: Vec<Id<SecurityGroup>> = words::id_list(&self.value("groups")).into_iter().filter_map(Id::of).collect();
        let mut group = SecurityGroup { vpc, description: String::new(), ingress: vec![], egress: vec![] };
        let ports = match self.id.kind() {
            Kind::InterfaceEndpoint => Some(PortRange::HTTPS),
            Kind::ResourceEndpoint => Some(PortRange::ALL),
            _ => None,
        };
        if let Some(ports) = ports {
            let blocks = self.model().get(vpc)?.cidrs.iter().map(|c| Peer::Cidr(IpNet::V4(*c)));
            group.ingress = blocks.map(|p| GroupRule::tcp(ports, p)).collect();
        } else {
            group.egress = vec![GroupRule::all(Peer::Cidr(IpNet::V4(Ipv4Net::default())))];
        }
        let mut draft = Draft::new(self.doc);
        let id = draft.add(Some(&key::free_name(self.model(), Kind::SecurityGroup, &self.name())), group).ok()?;
        draft.set(self.id, "groups", &now.into_iter().chain([id]).collect::<Vec<_>>()).ok()?;
        Some(draft.finish())
    }

    /// What the palette would add on a resource.
    pub fn proposed(&self, item: &Item, over: NodeId) -> Option<Command> {
        propose(self.doc, Catalogue::bundled(), item, Some(&Place::Node(over))).ok().map(|p| p.command)
    }
}
