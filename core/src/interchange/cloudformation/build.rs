//! Blocks as templates, one for each region: references, parameters, and what folds into what.

use super::kinds::{self, As, Kind, Tags, Takes};
use super::names::{logical, part};
use super::template::{Output, Resource, Template};
use super::value::{Map, Value, map, put};
use super::{after, outputs, parameters, policy, special};
use crate::document::{Model, NodeId, Vpc};
use crate::interchange::block::{Block, Body, Expr, Import, Ref, Set};
use crate::interchange::lower::{Lowered, Note};
use crate::ordered::BTreeMap;
use crate::ordered::Sorted as _;
use crate::text;
use crate::text::Text;

/// A block that is made, or that exists.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub block: &'a Block,
    pub kind: &'static Kind,
}

impl Entry<'_> {
    pub fn id(&self) -> String {
        logical(&self.block.key, self.kind.suffix)
    }

    pub fn exists(&self) -> bool {
        matches!(self.block.import, Import::Known(_))
    }
}

/// The templates while they grow.
pub struct Build<'a> {
    pub lowered: &'a Lowered,
    pub model: &'a Model,
    pub entries: BTreeMap<(Set, &'a str), Entry<'a>>,
    pub templates: BTreeMap<String, Template>,
    pub left_out: Vec<Note>,
}

pub const TABLE: Set = Set::this("aws_route_table");
pub const GROUP: Set = Set::this("aws_security_group");
pub const VPC: Set = Set::this("aws_vpc");

/// Templates by region, and what they leave out beside what lowering did.
pub fn build<'a>(model: &'a Model, lowered: &'a Lowered) -> (BTreeMap<String, Template>, Vec<Note>) {
    let mut b = Build { lowered, model, entries: BTreeMap::new(), templates: BTreeMap::new(), left_out: Vec::new() };
    for block in &lowered.blocks {
        if let Some(kind) = kinds::of(block.set) {
            b.entries.insert((block.set, &block.key), Entry { block, kind });
        }
    }
    for block in &lowered.blocks {
        b.block(block);
    }
    for block in &lowered.blocks {
        special::fold(&mut b, block);
    }
    special::close(&mut b);
    after::waits(&mut b);
    outputs::outputs(&mut b);
    b.left_out.order();
    b.left_out.dedup();
    (b.templates, b.left_out)
}

impl<'a> Build<'a> {
    pub fn region(&self, block: &Block) -> String {
        block.region.as_ref().unwrap_or(&self.lowered.region).to_string()
    }

    pub fn template(&mut self, region: &str) -> &mut Template {
        self.templates.entry(region.into()).or_default()
    }

    pub fn note(&mut self, on: Option<NodeId>, text: Text) {
        self.left_out.push(Note { on, text });
    }

    fn block(&mut self, block: &'a Block) {
        let Some(entry) = self.entries.get(&(block.set, block.key.as_str())).copied() else { return };
        if entry.exists() {
            if let Some(of) = block.of {
                self.note(block.of, text!("{it} exists already: it is used by its id, and not changed", it = of));
            }
            return;
        }
        if block.import != Import::New {
            if let Some(of) = block.of {
                self.note(block.of, text!("what belongs to {it} is taken to exist with it: routes, rules and associations", it = of));
            }
            return;
        }
        let region = self.region(block);
        let mut properties = self.body(&region, &block.body, entry.kind);
        special::adapt(self, &region, entry, &mut properties);
        if let Some(tags) = tags(block, entry.kind.tags) {
            properties.push(tags);
        }
        let mut resource = Resource::new(entry.id(), entry.kind.cloud, properties);
        resource.deletion = entry.kind.deletion;
        resource.of = block.of;
        self.template(&region).resources.push(resource);
        special::beside(self, &region, entry);
    }

    fn body(&mut self, region: &str, body: &Body, kind: &'static Kind) -> Map {
        let mut out = self.attributes(region, body, kind.takes, kind.set);
        for p in &body.parts {
            let Some(row) = kind.parts.iter().find(|r| r.name == p.name) else {
                self.unmapped(kind.set, p.name, !p.bodies.is_empty());
                continue;
            };
            if row.to.is_empty() {
                continue;
            }
            let all: Vec<Value> = p.bodies.iter().map(|b| Value::Map(self.attributes(region, b, row.takes, kind.set))).collect();
            match (row.many, all.into_iter().next(), p.bodies.len()) {
                (_, None, _) => {}
                (false, Some(one), _) => put(&mut out, row.to, one),
                (true, Some(_), _) => {
                    let all = p.bodies.iter().map(|b| Value::Map(self.attributes(region, b, row.takes, kind.set))).collect();
                    put(&mut out, row.to, Value::List(all));
                }
            }
        }
        out
    }

    /// The arguments of a body as properties.
    pub fn attributes(&mut self, region: &str, body: &Body, takes: &'static [Takes], set: Set) -> Map {
        let mut out = Map::new();
        for a in &body.attributes {
            let Some(value) = a.value.value() else { continue };
            match takes.iter().find(|t| t.0 == a.name) {
                None => self.unmapped(set, a.name, true),
                Some((_, _, As::Elsewhere)) => {}
                Some((_, path, how)) => {
                    let value = said(self.value(region, value), *how);
                    put(&mut out, path, value);
                }
            }
        }
        out
    }

    /// Every argument has its row: this is told where one was forgotten.
    fn unmapped(&mut self, set: Set, name: &'static str, given: bool) {
        if given {
            let text = text!(
                "{argument} of {set} has no form in CloudFormation here",
                argument = text::code(name),
                set = text::code(set.resource)
            );
            self.note(None, text);
        }
    }

    pub fn value(&mut self, region: &str, e: &Expr) -> Value {
        match e {
            Expr::Bool(b) => Value::Bool(*b),
            Expr::Int(n) => Value::Int(*n),
            Expr::Text(s) => Value::Text(s.clone()),
            Expr::List(all) => Value::List(all.iter().map(|e| self.value(region, e)).collect()),
            Expr::Map(all) => Value::Map(all.iter().map(|(k, v)| (capital(k), self.value(region, v))).collect()),
            // The only JSON texts are lists that CloudFormation takes as lists.
            Expr::Json(e) => self.value(region, e),
            Expr::Ref(r) => self.reference(region, r),
            Expr::Document(label) => {
                let found = self.lowered.documents.iter().find(|d| d.label == *label);
                found.map_or_else(|| Value::Map(Map::new()), |d| policy::document(&d.policy))
            }
            Expr::Input { variable, key, field } => {
                let default = self.lowered.inputs.get(variable).and_then(|all| all.get(key));
                match parameters::of(variable, key, *field, default) {
                    Some((name, parameter)) => {
                        self.template(region).parameters.insert(name.clone(), parameter);
                        Value::Ref(name)
                    }
                    None => Value::Text(String::new()),
                }
            }
            Expr::Ipv6 { vpc, bits, number } => {
                let whole = Ref { set: VPC, key: vpc.clone(), attribute: "ipv6_cidr_block" };
                let whole = self.reference(region, &whole);
                part_of_block(whole, *bits, *number)
            }
        }
    }

    pub fn reference(&mut self, region: &str, r: &Ref) -> Value {
        let set = match (r.set.resource, r.set.name) {
            ("local", "route_table_ids") => TABLE,
            ("local", "security_group_ids") => GROUP,
            // CloudFormation accepts within one account: the connection itself stands for its acceptance.
            ("aws_vpc_peering_connection_accepter", _) => Set::this("aws_vpc_peering_connection"),
            ("aws_ec2_transit_gateway_peering_attachment_accepter", _) => Set::this("aws_ec2_transit_gateway_peering_attachment"),
            ("data.aws_iam_policy_document", _) => return policy::trust(&r.key),
            ("data.aws_ec2_managed_prefix_list", _) => return self.aws_list(region, &r.key),
            _ => r.set,
        };
        let attribute = if matches!(r.attribute, "" | "transit_gateway_attachment_id") && set != r.set { "id" } else { r.attribute };
        let Some(entry) = self.entries.get(&(set, r.key.as_str())).copied() else {
            return if set == GROUP { self.default_group(region, &r.key) } else { self.unknown(region, set, &r.key) };
        };
        if entry.exists() {
            return self.existing(region, entry, attribute);
        }
        let value = self.attribute(region, entry, attribute);
        let home = self.region(entry.block);
        if home == region { value } else { self.across(region, &home, entry, attribute, value) }
    }

    fn attribute(&mut self, region: &str, entry: Entry, attribute: &str) -> Value {
        let id = entry.id();
        let get = |name: &str| Value::GetAtt(id.clone(), name.into());
        match attribute {
            "ipv6_cidr_block" => return Value::Call("Select", vec![0.into(), get("Ipv6CidrBlocks")]),
            "default_group" => return get("DefaultSecurityGroup"),
            "dns_entry[0].dns_name" | "dns_entry[0].hosted_zone_id" => {
                // Each entry is `ZONE:NAME`.
                let first = Value::Call("Select", vec![0.into(), get("DnsEntries")]);
                let number = i64::from(attribute.ends_with("dns_name"));
                return Value::Call("Select", vec![number.into(), Value::Call("Split", vec![":".into(), first])]);
            }
            "transit_gateway_attachment_id" if entry.block.set.resource == "aws_vpn_connection" => {
                let name = format!("{id}AttachmentId");
                let about = format!(
                    "The transit gateway attachment of VPN connection {}, which AWS makes with it: read it once it is there, and update the stack",
                    entry.block.key
                );
                self.template(region).parameters.insert(name.clone(), parameters::later(about));
                return Value::Ref(name);
            }
            _ => {}
        }
        match entry.kind.gives.iter().find(|g| g.0 == attribute) {
            Some((_, "")) | None => Value::Ref(id),
            Some((_, name)) => get(name),
        }
    }

    /// What is in another region's stack comes by a parameter of the name that it has there as an output.
    fn across(&mut self, region: &str, home: &str, entry: Entry, attribute: &str, value: Value) -> Value {
        let name = format!("{}{}", entry.id(), attribute_name(attribute));
        let about = format!("Output {name} of the stack in {home}");
        self.template(region).parameters.insert(name.clone(), parameters::later(about));
        let description = format!("For the stack in {region}.");
        self.template(home).outputs.insert(name.clone(), Output { description, value });
        Value::Ref(name)
    }

    fn existing(&mut self, region: &str, entry: Entry, attribute: &str) -> Value {
        let own = entry.block.of.and_then(|id| self.model.meta(id)).and_then(|m| m.aws_id.clone()).unwrap_or_default();
        let known = match (&entry.block.import, attribute) {
            (_, "arn") => Some(own).filter(|id| id.starts_with("arn:")),
            (Import::Known(id), "id" | "name" | "bucket" | "zone_id" | "function_name" | "") => Some(id.clone()),
            _ => None,
        };
        let name = format!("{}{}", entry.id(), attribute_name(attribute));
        let mut parameter = parameters::asked(format!("{} of {}, which exists already", attribute_name(attribute), entry.block.key), "");
        parameter.example = known.clone().unwrap_or_else(|| "?".into());
        parameter.default = known;
        self.template(region).parameters.insert(name.clone(), parameter);
        Value::Ref(name)
    }

    /// The id of a prefix list of AWS, which a template cannot look up.
    fn aws_list(&mut self, region: &str, key: &str) -> Value {
        let service = key.rsplit('/').next().unwrap_or(key);
        let name = format!("{}PrefixListId", part(service));
        let about = format!(
            "The id of AWS's prefix list com.amazonaws.{region}.{service}, as aws ec2 describe-managed-prefix-lists --region {region} shows it"
        );
        self.template(region).parameters.insert(name.clone(), parameters::asked(about, "pl-00000000000000000"));
        Value::Ref(name)
    }

    /// A group that is not made is a VPC's default group as AWS makes it.
    fn default_group(&mut self, region: &str, key: &str) -> Value {
        let vpc =
            self.model.all::<Vpc>().find(|(_, v)| self.model.key(v.default_group) == key).map(|(id, _)| self.model.key(id).to_string());
        match vpc {
            Some(vpc) => self.reference(region, &Ref { set: VPC, key: vpc, attribute: "default_group" }),
            None => self.unknown(region, GROUP, key),
        }
    }

    fn unknown(&mut self, region: &str, set: Set, key: &str) -> Value {
        let name = format!("{}{}Id", part(key), part(set.resource.trim_start_matches("aws_")));
        let parameter = parameters::asked(format!("The id of {key}"), "?");
        self.template(region).parameters.insert(name.clone(), parameter);
        Value::Ref(name)
    }

    /// The value of one argument of a body.
    pub fn argument(&mut self, region: &str, body: &Body, name: &str) -> Option<Value> {
        let e = body.attributes.iter().find(|a| a.name == name)?.value.value()?.clone();
        Some(self.value(region, &e))
    }
}

/// `containerPort` as CloudFormation has it.
fn capital(key: &str) -> String {
    let mut chars = key.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

fn attribute_name(attribute: &str) -> String {
    match attribute {
        "" | "id" => "Id".into(),
        other => part(&other.replace("dns_entry[0].", "")),
    }
}

/// Part `number` of an IPv6 block of 56 bits. `Fn::Cidr` cuts 8 bits at once: finer parts are parts of parts.
fn part_of_block(whole: Value, bits: u8, number: i64) -> Value {
    let (mut value, mut left, mut length) = (whole, u32::from(bits), 56u32);
    while left > 0 {
        let step = left.min(8);
        left -= step;
        length += step;
        let index = number.checked_shr(left).unwrap_or(0) & ((1i64 << step) - 1);
        let host = i64::from(128u32.saturating_sub(length));
        let parts = Value::Call("Cidr", vec![value, (index + 1).into(), host.into()]);
        value = Value::Call("Select", vec![index.into(), parts]);
    }
    value
}

fn said(value: Value, how: As) -> Value {
    match (how, value) {
        (As::Text, Value::Int(n)) => Value::Text(n.to_string()),
        (As::Int, Value::Text(s)) => s.parse().map_or(Value::Text(s), Value::Int),
        (As::List, v) => Value::List(vec![v]),
        (As::Each(name), Value::List(all)) => Value::List(all.into_iter().map(|v| map([(name, v)])).collect()),
        (As::Protocol, Value::Text(s)) => match s.as_str() {
            "tcp" => Value::Int(6),
            "udp" => Value::Int(17),
            "icmp" => Value::Int(1),
            "icmpv6" => Value::Int(58),
            other => other.parse().map_or_else(|_| Value::Text(other.into()), Value::Int),
        },
        (As::Enabled, Value::Bool(b)) => if b { "ENABLED" } else { "DISABLED" }.into(),
        (_, v) => v,
    }
}

pub fn tags(block: &Block, how: Tags) -> Option<(String, Value)> {
    let name = match how {
        Tags::None => return None,
        Tags::List => "Tags",
        Tags::Named(name) => name,
    };
    let own = block.name.iter().map(|n| ("Name", n)).chain(block.tags.iter().map(|(k, v)| (k.as_str(), v)));
    let all: Vec<Value> = own.map(|(k, v)| map([("Key", k.into()), ("Value", v.as_str().into())])).collect();
    (!all.is_empty()).then(|| (name.into(), Value::List(all)))
}
