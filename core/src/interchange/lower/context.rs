//! What every concern needs while it lowers: keys, regions, references, and where blocks and notes go.

use super::{Born, Lowered, Note, PolicyDocument, names};
use crate::catalogue::{Catalogue, ServiceKind};
use crate::document::{
    Account, Body as Facts, Document, Id, Kind, Model, NodeId, Region, Resource, RouteTable, SecurityGroup, ServiceId, Subnet, Vpc,
};
use crate::interchange::block::{Block, Body, Expr, Import, Ref, Set};
use crate::ordered::Sorted as _;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::policy::{Policy, Version};
use crate::text;
use crate::text::Text;

pub(super) struct Context<'a> {
    pub model: &'a Model,
    catalogue: &'a Catalogue,
    /// What belongs to another account, directly or by its VPC.
    foreign: BTreeSet<NodeId>,
    out: Lowered,
    /// What [`Context::push_once`] added.
    once: BTreeSet<(Set, String)>,
    born: Born,
}

impl<'a> Context<'a> {
    pub fn new(doc: &'a Document, catalogue: &'a Catalogue, born: Born) -> Self {
        let model: &Model = &doc.model;
        let mut regions: BTreeSet<&Region> = model.nodes().filter_map(|(_, n)| own_region(&n.body)).collect();
        let only = regions.pop_first().filter(|_| regions.is_empty());
        let region = only.unwrap_or(&doc.assumptions.region).clone();
        let out = Lowered {
            region,
            blocks: Vec::new(),
            documents: Vec::new(),
            inputs: BTreeMap::new(),
            left_out: Vec::new(),
            assumed: Vec::new(),
        };
        Self { model, catalogue, foreign: foreign(model), out, once: BTreeSet::new(), born }
    }

    pub fn finish(mut self) -> Lowered {
        for id in &self.foreign {
            if !matches!(id.kind(), Kind::Account | Kind::Flow | Kind::Intent | Kind::Service) && self.is_top(*id) {
                let text =
                    text!("{kind} {it} belongs to another account; this export is for one account", kind = id.kind().label(), it = *id);
                self.out.left_out.push(Note { on: Some(*id), text });
            }
        }
        self.out.left_out.order();
        self.out.left_out.dedup();
        self.out.assumed.order();
        self.out.assumed.dedup();
        self.out
    }

    /// Whether a foreign resource is told by itself, and not with its VPC.
    fn is_top(&self, id: NodeId) -> bool {
        self.model.vpc_of(id).is_none_or(|v| v.node() == id || !self.foreign.contains(&v.node()))
    }

    /// Whether what AWS makes with a VPC is stood in for where the design changes it.
    pub fn stands_in(&self) -> bool {
        self.born == Born::StoodIn
    }

    /// All resources of a kind that this account owns, by export key.
    pub fn mine<T: Resource>(&self) -> Vec<(Id<T>, &'a T)> {
        let mut all: Vec<_> = self.model.all::<T>().filter(|(id, _)| !self.foreign.contains(&id.node())).collect();
        all.order_by_key(|(id, _)| self.model.key(id.node()));
        all
    }

    pub fn is_foreign(&self, id: impl Into<NodeId>) -> bool {
        self.foreign.contains(&id.into())
    }

    pub fn key(&self, id: impl Into<NodeId>) -> String {
        self.model.key(id).to_string()
    }

    /// The region to name on a block; none where it is that of the whole export.
    pub fn at(&self, region: &Region) -> Option<Region> {
        (*region != self.out.region).then(|| region.clone())
    }

    /// [`Context::at`] for what is in a VPC.
    pub fn at_vpc(&self, vpc: Id<Vpc>) -> Option<Region> {
        self.model.get(vpc).and_then(|v| self.at(&v.region))
    }

    /// The region of a VPC.
    pub fn region_of(&self, vpc: Id<Vpc>) -> Region {
        self.model.get(vpc).map_or_else(|| self.out.region.clone(), |v| v.region.clone())
    }

    /// `aws`, `aws-cn` and so on, of the region of the export.
    pub fn partition(&self) -> &'static str {
        self.catalogue.region(self.out.region.as_str()).map_or("aws", |r| r.partition.as_str())
    }

    /// A block for a resource of the design.
    pub fn block<T: Resource>(&self, set: Set, id: Id<T>, region: Option<Region>, body: Body) -> Block {
        let import = self.existing(id).flatten().map_or(Import::New, |aws_id| Import::Known(names::import_id(set, aws_id)));
        Block::new(set, self.key(id), body).of(id).region(region).import(import)
    }

    /// Whether a resource exists already, and its id where that is known.
    pub fn existing(&self, id: impl Into<NodeId>) -> Option<Option<&'a str>> {
        let model: &'a Model = self.model;
        model.meta(id).filter(|m| m.existing).map(|m| m.aws_id.as_deref().filter(|i| !i.trim().is_empty()))
    }

    /// How a part of something that exists is taken over: by the id that `id` makes of the whole's.
    pub fn part_of(&self, whole: impl Into<NodeId>, id: impl FnOnce(&str) -> Option<String>) -> Import {
        self.existing(whole).map_or(Import::New, |aws_id| Import::Perhaps(aws_id.and_then(id)))
    }

    /// The block with the resource's name and tags.
    pub fn named(&self, mut block: Block) -> Block {
        if let Some(meta) = block.of.and_then(|id| self.model.meta(id)) {
            let clean = |s: &str, most: usize| names::tag(block.set.resource, s, most);
            block.name = Some(clean(&meta.name, 255));
            let kept = meta.tags.iter().filter(|(k, _)| *k != "Name" && !k.to_ascii_lowercase().starts_with("aws:") && !k.is_empty());
            block.tags = kept.map(|(k, v)| (clean(k, 128), clean(v, 256))).collect();
        }
        block
    }

    pub fn push(&mut self, block: Block) {
        if let Some(id) = block.of
            && block.name.is_some()
            && block.import == Import::New
            && self.existing(id) == Some(None)
        {
            let text = text!("{it} exists already, but its AWS id is not known: another one would be made", it = id);
            self.left_out(id, text);
        }
        self.out.blocks.push(block);
    }

    /// Adds a block unless its set has one of its key; whether it did.
    pub fn push_once(&mut self, block: Block) -> bool {
        let new = self.once.insert((block.set, block.key.clone()));
        if new {
            self.out.blocks.push(block);
        }
        new
    }

    /// Adds a block with the resource's name and tags.
    pub fn push_named(&mut self, block: Block) {
        let block = self.named(block);
        self.push(block);
    }

    pub fn left_out(&mut self, on: impl Into<NodeId>, text: Text) {
        self.out.left_out.push(Note { on: Some(on.into()), text });
    }

    pub fn assume(&mut self, on: impl Into<NodeId>, text: Text) {
        self.out.assumed.push(Note { on: Some(on.into()), text });
    }

    /// What a design cannot know: an entry of a variable, with its default.
    pub fn input(&mut self, variable: &'static str, key: &str, default: impl Into<Expr>) -> Expr {
        self.out.inputs.entry(variable).or_default().insert(key.into(), default.into());
        Expr::Input { variable, key: key.into(), field: None }
    }

    /// A policy document; none, and a note, where the text is no policy.
    pub fn document(&mut self, of: impl Into<NodeId>, label: String, text: &str, what: &'static str) -> Option<Expr> {
        let of = of.into();
        match Policy::parse(text) {
            Ok(policy) if !matches!(policy.version(), Version::Unknown(_)) => {
                if text.contains("&{") && !self.stands_in() {
                    let (a, b) = (text::code("&{"), text::code("${"));
                    let text = text!("{what} of {it} has {a}, which Terraform writes as {b}", what = what, it = of, a = a, b = b);
                    self.left_out(of, text);
                }
                self.out.documents.push(PolicyDocument { label: label.clone(), of, policy });
                Some(Expr::Document(label))
            }
            Ok(_) => {
                self.left_out(
                    of,
                    text!("{what} of {it} names a version that AWS does not have, and is missing here", what = what, it = of),
                );
                None
            }
            Err(e) => {
                let at = format!("line {}, column {}", e.line, e.column);
                let text = text!("{what} of {it} is no policy ({at}), and is missing here", what = what, it = of, at = at);
                self.left_out(of, text);
                None
            }
        }
    }

    /// The endpoint service name of a service in a region.
    pub fn service_name(&mut self, on: impl Into<NodeId>, id: &ServiceId, region: &Region, kind: ServiceKind) -> String {
        let known = self.catalogue.region(region.as_str()).zip(self.catalogue.service(id.as_str()));
        known.and_then(|(r, s)| s.service_name(r, kind)).unwrap_or_else(|| {
            let on = on.into();
            let text = text!(
                "the endpoint service name of {service} in {region} is not known; {it} has the usual form",
                service = text::code(id),
                region = text::code(region),
                it = on
            );
            self.assume(on, text);
            format!("com.amazonaws.{region}.{id}")
        })
    }

    /// Whether a service has both gateway and interface endpoints with private DNS, as S3 does.
    pub fn has_both_kinds(&self, id: &ServiceId) -> bool {
        self.catalogue.service(id.as_str()).is_some_and(|s| s.offers(ServiceKind::Gateway) && s.offers(ServiceKind::Interface))
    }

    /// A reference by key, or the variable that holds the id of what another account owns.
    pub fn reference(&mut self, id: impl Into<NodeId>, set: Set, attribute: &'static str) -> Expr {
        let id = id.into();
        if self.is_foreign(id) {
            let key = format!("{}_{}", id.kind().as_str().replace('-', "_"), self.key(id));
            let known = self.model.meta(id).and_then(|m| m.aws_id.clone());
            return self.input("external_ids", &key, known.unwrap_or_else(|| names::placeholder_id(id.kind())));
        }
        Expr::Ref(Ref { set, key: self.key(id), attribute })
    }

    pub fn vpc(&mut self, id: Id<Vpc>) -> Expr {
        self.reference(id, names::VPC, "id")
    }

    pub fn subnet(&mut self, id: Id<Subnet>) -> Expr {
        self.reference(id, names::SUBNET, "id")
    }

    pub fn subnets(&mut self, all: &[Id<Subnet>]) -> Expr {
        Expr::List(all.iter().map(|s| self.subnet(*s)).collect())
    }

    pub fn table(&mut self, id: Id<RouteTable>) -> Expr {
        self.reference(id, names::ROUTE_TABLE_IDS, "")
    }

    pub fn group(&mut self, id: Id<SecurityGroup>) -> Expr {
        self.reference(id, names::GROUP_IDS, "")
    }

    /// Security groups as given, or the default group, which AWS takes where none is named.
    pub fn groups(&mut self, given: &[Id<SecurityGroup>], vpc: Option<Id<Vpc>>) -> Expr {
        let default = vpc.and_then(|v| self.model.get(v)).map(|v| v.default_group);
        let all: Vec<_> = if given.is_empty() { default.into_iter().collect() } else { given.to_vec() };
        Expr::List(all.into_iter().map(|g| self.group(g)).collect())
    }
}

/// The region that a resource names itself.
fn own_region(body: &Facts) -> Option<&Region> {
    match body {
        Facts::Vpc(x) => Some(&x.region),
        Facts::ElasticIp(x) => Some(&x.region),
        Facts::TransitGateway(x) => Some(&x.region),
        Facts::PrefixList(x) => Some(&x.region),
        Facts::Bucket(x) => Some(&x.region),
        Facts::Table(x) => Some(&x.region),
        Facts::OnPremises(x) => Some(&x.region),
        _ => None,
    }
}

/// What other accounts than the first own.
fn foreign(model: &Model) -> BTreeSet<NodeId> {
    let home = model.all::<Account>().next().map(|(id, _)| id);
    let other = |account: Option<Id<Account>>| account.is_some() && account != home;
    let mut out: BTreeSet<NodeId> = model
        .nodes()
        .filter(|(_, n)| match &n.body {
            Facts::Vpc(x) => other(x.account),
            Facts::TransitGateway(x) => other(x.account),
            Facts::Bucket(x) => other(x.account),
            Facts::Table(x) => other(x.account),
            Facts::Role(x) => other(x.account),
            _ => false,
        })
        .map(|(id, _)| id)
        .collect();
    let inside: Vec<NodeId> =
        model.nodes().filter(|(id, _)| model.vpc_of(*id).is_some_and(|v| out.contains(&v.node()))).map(|(id, _)| id).collect();
    out.extend(inside);
    let tables = model.nodes().filter(|(_, n)| match &n.body {
        Facts::TransitTable(t) => out.contains(&t.gateway.node()),
        Facts::TransitAttachment(t) => out.contains(&t.gateway.node()),
        _ => false,
    });
    let tables: Vec<NodeId> = tables.map(|(id, _)| id).collect();
    out.extend(tables);
    out
}
