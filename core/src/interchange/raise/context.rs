//! What every concern needs while it raises: items by kind and by what they are referred to, nodes with their names and keys, notes.

use super::places;
use crate::document::{
    GroupRule, Id, Kind, ListRef, Meta, Model, NetworkAcl, Node, NodeId, Peer, PrefixList, Region, Resource, RouteTable, SecurityGroup,
    Subnet, Vpc,
};
use crate::edit::key;
use crate::interchange::imported::{Options, Place};
use crate::interchange::item::{Index, Item, NULL, Val};
use crate::interchange::notes::Notes;
use crate::interchange::notes::Whys;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::Text;

/// Position of an item.
pub type At = usize;

/// Attributes by whose value others refer to a resource, where a state says them.
const OWN: &[&str] =
    &["id", "arn", "name", "allocation_id", "primary_network_interface_id", "transit_gateway_attachment_id", "dns_name", "function_name"];

/// Names that say nothing: those of our own exports and the usual ones of modules.
const PLAIN: &[&str] =
    &["this", "main", "default", "all", "gateway", "interface", "gateway_load_balancer", "vpn_gateway", "transit_gateway", "rds", "vpc"];

pub struct Raiser<'a> {
    pub items: &'a [Item],
    pub model: Model,
    pub next: u32,
    pub notes: Notes,
    pub understood: BTreeMap<Kind, usize>,
    /// Where the files describe what.
    pub places: BTreeMap<NodeId, Place>,
    pub region: Region,
    pub region_assumed: bool,
    pub doubts: BTreeMap<Id<Vpc>, Whys>,
    /// The node of each item that has one.
    nodes: Vec<Option<NodeId>>,
    /// What was read of each item.
    read: Vec<BTreeSet<&'a str>>,
    /// Items that somebody made use of.
    taken: Vec<bool>,
    /// Items that were left out as a whole.
    left: Vec<bool>,
    /// Zones that are not known, in the order in which they came up.
    zones: BTreeMap<String, usize>,
    kinds: BTreeMap<&'a str, Vec<At>>,
    addresses: BTreeMap<&'a str, At>,
    /// By id, ARN or name: the item, and the attribute that has this value.
    ids: BTreeMap<&'a str, Vec<(At, &'static str)>>,
    keys: BTreeMap<Kind, BTreeSet<String>>,
    unknown: BTreeMap<String, Id<PrefixList>>,
    /// VPCs and subnets that the files name and do not have.
    strangers: BTreeMap<String, NodeId>,
    /// Every argument is there, whether or not a person wrote it.
    pub full: bool,
    /// What the user says of what is not known: an address or an id.
    given: &'a BTreeMap<String, String>,
}

/// What a value refers to: an item and its attribute.
#[derive(Clone, Copy, Debug)]
pub struct Found<'v> {
    pub at: At,
    pub attribute: &'v str,
}

impl<'a> Raiser<'a> {
    pub fn new(items: &'a [Item], notes: Notes, options: &'a Options) -> Self {
        let (region, region_assumed) = places::region(items, options.region.as_ref());
        let mut r = Self {
            items,
            model: Model::default(),
            next: 1,
            notes,
            understood: BTreeMap::new(),
            places: BTreeMap::new(),
            region,
            region_assumed,
            doubts: BTreeMap::new(),
            nodes: vec![None; items.len()],
            read: vec![BTreeSet::new(); items.len()],
            taken: vec![false; items.len()],
            left: vec![false; items.len()],
            zones: BTreeMap::new(),
            kinds: BTreeMap::new(),
            addresses: BTreeMap::new(),
            ids: BTreeMap::new(),
            keys: BTreeMap::new(),
            unknown: BTreeMap::new(),
            strangers: BTreeMap::new(),
            full: false,
            given: &options.given,
        };
        for (at, item) in items.iter().enumerate() {
            r.kinds.entry(&item.kind).or_default().push(at);
            r.addresses.entry(&item.address).or_insert(at);
            for attribute in OWN {
                if let Some(s) = item.body.get(*attribute).and_then(Val::as_text) {
                    r.ids.entry(s).or_default().push((at, attribute));
                }
            }
            if item.kind == "aws_vpc" || item.kind == "aws_default_vpc" {
                for attribute in ["default_route_table_id", "main_route_table_id", "default_security_group_id", "default_network_acl_id"] {
                    if let Some(s) = item.body.get(attribute).and_then(Val::as_text) {
                        r.ids.entry(s).or_default().push((at, attribute));
                    }
                }
            }
        }
        r
    }

    /// Items of a kind, in the order of the files.
    pub fn of(&self, kind: &str) -> Vec<At> {
        self.kinds.get(kind).cloned().unwrap_or_default()
    }

    pub fn kinds(&self) -> Vec<(&'a str, Vec<At>)> {
        self.kinds.iter().map(|(k, v)| (*k, v.clone())).collect()
    }

    pub fn item(&self, at: At) -> Option<&'a Item> {
        self.items.get(at)
    }

    /// An argument; nothing where it is not given.
    pub fn get(&mut self, at: At, name: &'static str) -> &'a Val {
        self.take(at);
        if let Some(seen) = self.read.get_mut(at) {
            seen.insert(name);
        }
        self.items.get(at).and_then(|i| i.body.get(name)).unwrap_or(&NULL)
    }

    /// Arguments that say nothing more than others do, or nothing to a design.
    pub fn know(&mut self, at: At, names: &[&'static str]) {
        for name in names {
            self.get(at, name);
        }
    }

    /// The item became part of the design.
    pub fn take(&mut self, at: At) {
        if let Some(t) = self.taken.get_mut(at) {
            *t = true;
        }
    }

    pub fn is_taken(&self, at: At) -> bool {
        self.taken.get(at).copied().unwrap_or(false)
    }

    pub fn is_left_out(&self, at: At) -> bool {
        self.left.get(at).copied().unwrap_or(false)
    }

    /// The number of a zone that is not known: the same for the same words.
    pub fn zone_number(&mut self, words: String) -> usize {
        let next = self.zones.len();
        *self.zones.entry(words).or_insert(next)
    }

    pub fn was_read(&self, at: At, name: &str) -> bool {
        self.read.get(at).is_some_and(|seen| seen.contains(name))
    }

    /// A text argument. One that is not known is noted.
    pub fn text(&mut self, at: At, name: &'static str) -> Option<&'a str> {
        let v = self.get(at, name);
        self.open(at, name, v);
        v.as_text()
    }

    pub fn flag(&mut self, at: At, name: &'static str) -> Option<bool> {
        let v = self.get(at, name);
        self.open(at, name, v);
        v.as_bool()
    }

    pub fn int(&mut self, at: At, name: &'static str) -> Option<i64> {
        let v = self.get(at, name);
        self.open(at, name, v);
        v.as_int()
    }

    /// Notes what is not known in a value, and who needs it.
    pub fn open(&mut self, at: At, name: &str, v: &Val) {
        if let Some(o) = v.open() {
            let who = self.address(at);
            self.notes.unknown(&o.name, &o.at, Text::of(format!("{who}: {name}")));
        }
    }

    pub fn address(&self, at: At) -> String {
        self.item(at).map(|i| i.address.to_string()).unwrap_or_default()
    }

    pub fn place(&self, at: At) -> String {
        self.item(at).map(|i| i.at.clone()).unwrap_or_default()
    }

    pub fn left_out(&mut self, at: At, why: Text) {
        self.take(at);
        if let Some(l) = self.left.get_mut(at) {
            *l = true;
        }
        let (what, place) = (self.address(at), self.place(at));
        self.notes.left_out(Text::of(&what), &place, why);
    }

    /// Everything that a value may refer to.
    pub fn finds<'v>(&self, v: &'v Val) -> Vec<Found<'v>>
    where
        'a: 'v,
    {
        match v {
            Val::Link(l) => self.addresses.get(&*l.to).map(|at| Found { at: *at, attribute: &l.attribute }).into_iter().collect(),
            Val::Unknown(o) => match self.given.get(&o.name).map(|s| s.trim()) {
                Some(said) => match (self.addresses.get(said), self.ids.get(said)) {
                    (Some(at), _) => vec![Found { at: *at, attribute: "id" }],
                    (None, Some(all)) => all.iter().map(|(at, attribute)| Found { at: *at, attribute }).collect(),
                    (None, None) => Vec::new(),
                },
                None => Vec::new(),
            },
            Val::Text(s) => {
                let all = self.ids.get(s.trim()).map_or(&[][..], Vec::as_slice);
                all.iter().map(|(at, attribute)| Found { at: *at, attribute }).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The item of one of these kinds that a value refers to.
    pub fn find<'v>(&self, v: &'v Val, kinds: &[&str]) -> Option<Found<'v>>
    where
        'a: 'v,
    {
        self.finds(v).into_iter().find(|f| self.item(f.at).is_some_and(|i| kinds.contains(&i.kind.as_str())))
    }

    pub fn node_at(&self, at: At) -> Option<NodeId> {
        self.nodes.get(at).copied().flatten()
    }

    /// The nodes that a value may refer to, what AWS makes with a VPC among them.
    pub fn nodes_of(&self, v: &Val) -> Vec<NodeId> {
        let one = |f: Found| {
            let node = self.node_at(f.at)?;
            let Some(vpc) = Id::<Vpc>::of(node).and_then(|v| self.model.get(v)) else { return Some(node) };
            Some(match f.attribute {
                "default_route_table_id" | "main_route_table_id" => vpc.main_table.node(),
                "default_security_group_id" => vpc.default_group.node(),
                "default_network_acl_id" => vpc.default_acl.node(),
                _ => node,
            })
        };
        let found: Vec<NodeId> = self.finds(v).into_iter().filter_map(one).collect();
        if found.is_empty() && !self.strangers.is_empty() { self.strangers.get(&v.shown()).copied().into_iter().collect() } else { found }
    }

    /// The node of a kind that a value refers to.
    pub fn id<T: Resource>(&self, v: &Val) -> Option<Id<T>> {
        self.nodes_of(v).into_iter().find_map(Id::of)
    }

    /// The node that an argument refers to. Where it is given and leads nowhere, that is noted.
    pub fn refer<T: Resource>(&mut self, at: At, name: &'static str) -> Option<Id<T>> {
        let v = self.get(at, name);
        let found = self.id(v);
        if found.is_none() {
            self.missing(at, name, v);
        }
        found
    }

    /// Notes a reference that leads nowhere.
    pub fn missing(&mut self, at: At, name: &str, v: &Val) {
        let who = self.address(at);
        match v {
            Val::Null => {}
            Val::Unknown(_) => self.open(at, name, v),
            v => {
                let place = self.place(at);
                let called = if v.is_blank() { format!("{who}.{name}") } else { v.shown() };
                self.notes.unknown(&called, &place, Text::of(format!("{who}: {name}")));
            }
        }
    }

    /// The nodes of a list argument, each once; false where some lead nowhere.
    pub fn all<T: Resource>(&mut self, at: At, name: &'static str) -> (Vec<Id<T>>, bool) {
        let v = self.get(at, name);
        self.all_in(at, name, v)
    }

    pub fn all_in<T: Resource>(&mut self, at: At, name: &str, v: &Val) -> (Vec<Id<T>>, bool) {
        let (mut out, mut whole) = (Vec::new(), true);
        for one in v.each() {
            match self.id(one) {
                Some(id) if !out.contains(&id) => out.push(id),
                Some(_) => {}
                None if one.is_null() => {}
                None => {
                    whole = false;
                    self.missing(at, name, one);
                }
            }
        }
        (out, whole)
    }

    /// Groups of a list argument: a group that leads nowhere becomes one whose rules are not known.
    pub fn groups(&mut self, at: At, name: &'static str, vpc: Option<Id<Vpc>>) -> Vec<Id<SecurityGroup>> {
        let v = self.get(at, name);
        self.groups_in(at, name, v, vpc)
    }

    pub fn groups_in(&mut self, at: At, name: &str, v: &Val, vpc: Option<Id<Vpc>>) -> Vec<Id<SecurityGroup>> {
        let mut out = Vec::new();
        for one in v.each() {
            let id = match (self.id(one), vpc) {
                (Some(id), _) => id,
                (None, _) if one.is_null() => continue,
                (None, Some(vpc)) => {
                    self.missing(at, name, one);
                    self.unknown_group(&one.shown(), vpc)
                }
                (None, None) => {
                    self.missing(at, name, one);
                    continue;
                }
            };
            if !out.contains(&id) {
                out.push(id);
            }
        }
        out
    }

    /// A group that the files name and do not have.
    fn unknown_group(&mut self, what: &str, vpc: Id<Vpc>) -> Id<SecurityGroup> {
        let name: String = what.chars().take(120).collect();
        let had = self.model.all::<SecurityGroup>().find(|(id, g)| g.vpc == vpc && self.model.name(*id) == name).map(|(id, _)| id);
        had.unwrap_or_else(|| {
            self.notes.guess_of(&name, text!("these security groups are not in the files; what they let through is not known"));
            let rule = self.unknown_rule(&format!("the rules of {name}"), vpc);
            let body = SecurityGroup { vpc, description: String::new(), ingress: vec![rule.clone()], egress: vec![rule] };
            self.invent(&name, true, body)
        })
    }

    /// A prefix list that stands for addresses that are not known.
    pub fn unknown_list(&mut self, what: &str, region: &Region) -> Id<PrefixList> {
        if let Some(id) = self.unknown.get(what) {
            return *id;
        }
        let body = PrefixList { region: region.clone(), max_entries: 1, entries: Vec::new(), service: None, complete: false };
        let id = self.invent(what, false, body);
        self.unknown.insert(what.into(), id);
        id
    }

    /// A rule that may match or not.
    pub fn unknown_rule(&mut self, what: &str, vpc: Id<Vpc>) -> GroupRule {
        let region = self.region_of(vpc);
        GroupRule::all(Peer::List(ListRef::Customer(self.unknown_list(what, &region))))
    }

    pub fn region_of(&self, vpc: Id<Vpc>) -> Region {
        self.model.get(vpc).map_or_else(|| self.region.clone(), |v| v.region.clone())
    }

    /// The region of an item: its own, else its provider's, else that of all.
    pub fn region_at(&mut self, at: At) -> Region {
        let own = self.get(at, "region").as_text().or_else(|| self.item(at).and_then(|i| i.region.as_deref()));
        own.and_then(|r| r.parse().ok()).unwrap_or_else(|| self.region.clone())
    }

    /// What happens in a VPC is not fully known, and why.
    pub fn doubt(&mut self, vpc: Id<Vpc>, why: Text) {
        self.doubts.entry(vpc).or_default().insert(why);
    }

    /// Something that may be in any VPC is not known.
    pub fn doubt_all(&mut self, why: &Text) {
        let all: Vec<Id<Vpc>> = self.model.all::<Vpc>().map(|(id, _)| id).collect();
        for vpc in all {
            self.doubt(vpc, why.clone());
        }
    }

    pub fn reserve(&mut self, kind: Kind) -> NodeId {
        let id = NodeId::new(kind, self.next);
        self.next = self.next.saturating_add(1);
        id
    }

    /// Gives an item its node ahead of what it refers to.
    pub fn give(&mut self, at: At, node: NodeId) {
        self.take(at);
        if let Some(n) = self.nodes.get_mut(at) {
            *n = Some(node);
        }
    }

    pub fn id_at<T: Resource>(&self, at: At) -> Option<Id<T>> {
        self.node_at(at).and_then(Id::of)
    }

    /// Items of a kind with their nodes.
    pub fn enrolled<T: Resource>(&self, kind: &str) -> Vec<(At, Id<T>)> {
        self.of(kind).into_iter().filter_map(|at| Some((at, self.id_at(at)?))).collect()
    }

    fn free_key(&mut self, kind: Kind, wanted: &str) -> String {
        let taken = self.keys.entry(kind).or_default();
        let base = if key::slug(wanted) == wanted { wanted.to_string() } else { key::slug(wanted) };
        if taken.insert(base.clone()) {
            return base;
        }
        for n in 2u32.. {
            let next = format!("{base}_{n}");
            if taken.insert(next.clone()) {
                return next;
            }
        }
        base
    }

    /// The name of an item: its `Name` tag; else what it is called in its file.
    pub fn name_of(&mut self, at: At) -> (String, BTreeMap<String, String>) {
        let (mut name, mut tags) = (None, BTreeMap::new());
        let mut all = Vec::new();
        for field in ["tags_all", "tags", "tag"] {
            match self.get(at, field) {
                Val::Map(m) => all.extend(m.iter().map(|(k, v)| (k.to_string(), v.clone()))),
                // As an Auto Scaling group has them.
                Val::List(l) => all.extend(l.iter().map(|t| (t.get("key").shown(), t.get("value").clone()))),
                _ => {}
            }
        }
        for (k, v) in all {
            let value = match &v {
                Val::Null => continue,
                Val::Unknown(_) | Val::Link(_) | Val::Part { .. } => {
                    self.open(at, &format!("tag {k}"), &v);
                    continue;
                }
                v => v.word().unwrap_or_else(|| v.shown()),
            };
            match k.as_str() {
                "" | "null" => {}
                "Name" => name = Some(value),
                _ => drop(tags.insert(k.chars().take(128).collect(), value.chars().take(256).collect())),
            }
        }
        let name = name.map(|n| display(&n)).filter(|n| !n.is_empty());
        (name.unwrap_or_else(|| self.item(at).map_or_else(String::new, called)), tags)
    }

    /// Puts what an item is, under the node that it was given.
    pub fn put<T: Resource>(&mut self, at: At, id: Id<T>, body: T) {
        let (name, tags) = self.name_of(at);
        self.put_as(at, id, &name, tags, body);
    }

    pub fn put_as<T: Resource>(&mut self, at: At, id: Id<T>, name: &str, tags: BTreeMap<String, String>, body: T) {
        *self.understood.entry(T::KIND).or_default() += 1;
        let Some(item) = self.item(at) else { return };
        let wanted = wanted_key(item).unwrap_or_else(|| name.to_string());
        let key = self.free_key(T::KIND, &wanted);
        let own = if matches!(T::KIND, Kind::LoadBalancer | Kind::TargetGroup) { "arn" } else { "id" };
        let aws_id = item.body.get(own).and_then(Val::as_text).filter(|_| item.exists).map(display);
        let meta = Meta { name: display(name), key, aws_id, tags, existing: item.exists };
        if !item.at.is_empty() {
            self.places.insert(id.node(), Place { at: item.at.clone(), address: item.address.to_string() });
        }
        self.model.insert(id.node(), Node { meta, body: body.into_body() });
    }

    /// A node that no item is.
    pub fn invent<T: Resource>(&mut self, name: &str, existing: bool, body: T) -> Id<T> {
        let node = self.reserve(T::KIND);
        let id = Id::new(node.number());
        self.invent_at(id, name, existing, body);
        id
    }

    pub fn invent_at<T: Resource>(&mut self, id: Id<T>, name: &str, existing: bool, body: T) {
        let key = self.free_key(T::KIND, name);
        let meta = Meta { name: display(name), key, aws_id: None, tags: BTreeMap::new(), existing };
        self.model.insert(id.node(), Node { meta, body: body.into_body() });
    }

    /// A subnet's VPC.
    pub fn vpc_of(&self, subnet: Id<Subnet>) -> Option<Id<Vpc>> {
        self.model.get(subnet).map(|s| s.vpc)
    }

    /// The VPC of the first of some subnets, or of the first of some groups.
    pub fn vpc_of_any(&self, subnets: &[Id<Subnet>], groups: &Val) -> Option<Id<Vpc>> {
        let by_subnet = subnets.iter().find_map(|s| self.vpc_of(*s));
        by_subnet.or_else(|| groups.each().iter().find_map(|g| self.id::<SecurityGroup>(g).and_then(|g| self.model.get(g)).map(|g| g.vpc)))
    }

    /// The VPC that a resource stands in, where all that is known is an argument that refers to it; the only one where it does not.
    pub fn vpc_in(&mut self, at: At, name: &'static str) -> Option<Id<Vpc>> {
        let found = self.refer::<Vpc>(at, name);
        if found.is_some() {
            return found;
        }
        let mut all = self.model.all::<Vpc>().map(|(id, _)| id);
        let only = all.next().filter(|_| all.next().is_none());
        if only.is_some() {
            let who = self.address(at);
            self.notes.guess_of(&who, text!("which VPC these are in is not known; the only one here was taken"));
        }
        only
    }

    /// A VPC or a subnet that the files name and do not have.
    pub fn stranger(&mut self, v: &Val, node: NodeId) {
        self.strangers.insert(v.shown(), node);
    }

    pub fn table(&self, v: &Val) -> Option<Id<RouteTable>> {
        self.id(v)
    }

    pub fn acl(&self, v: &Val) -> Option<Id<NetworkAcl>> {
        self.id(v)
    }
}

/// A display name that a design may have.
pub fn display(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).take(255).collect();
    name.trim().to_string()
}

/// What an item is called: its label and key, or its module's where the label says nothing.
fn called(item: &Item) -> String {
    let mut parts: Vec<String> = Vec::new();
    let plain = PLAIN.contains(&item.name.as_str());
    if plain || item.name.is_empty() {
        parts.extend(item.module.last().cloned());
    } else {
        parts.push(item.name.clone());
    }
    match &item.index {
        Some(Index::Key(k)) => parts.push(k.to_string()),
        Some(Index::Number(n)) if *n > 0 || !plain => parts.push((n + 1).to_string()),
        _ => {}
    }
    if parts.is_empty() {
        parts.push(if item.name.is_empty() { item.kind.trim_start_matches("aws_").to_string() } else { item.name.clone() });
    }
    parts.join("-")
}

/// The export key that keeps an item's address over an import: the key of its `for_each`, where that can be one.
fn wanted_key(item: &Item) -> Option<String> {
    match &item.index {
        Some(Index::Key(k)) if item.module.is_empty() && PLAIN.contains(&item.name.as_str()) && key::slug(k) == **k => Some(k.to_string()),
        _ => None,
    }
}
