//! The design while it grows: ids given ahead, names, export keys, regions, accounts, and what stands for things that are missing.

use super::forms::Sort;
use super::json::Json;
use super::recognise::{Record, Snapshot};
use crate::document::{
    Account, BlockMode, Body, ElasticIp, GatewayEndpoint, GroupRule, Id, Kind, ListRef, Meta, Model, NetworkAcl, Node, NodeId, Peer,
    PrefixList, Region, Resource, RouteTable, SecurityGroup, Subnet, TargetGroup, TransitAttachment, TransitGateway, Vpc, VpnGateway, Zone,
};
use crate::edit::{MAX_NODES, key};
use crate::interchange::notes::Notes;
use crate::interchange::notes::Whys;
use crate::net::cidr;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::{Text, code};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::Ipv4Addr;

pub struct Builder<'a> {
    pub snapshot: &'a Snapshot<'a>,
    pub model: Model,
    pub next: u32,
    pub notes: Notes,
    pub understood: BTreeMap<Kind, usize>,
    /// Nodes by AWS id.
    pub ids: BTreeMap<String, NodeId>,
    keys: BTreeMap<Kind, BTreeSet<String>>,
    numbers: BTreeMap<(Kind, String), u32>,
    accounts: BTreeMap<String, Id<Account>>,
    pub regions: super::places::Regions,
    /// Why what happens in a VPC is not fully known.
    pub doubts: BTreeMap<Id<Vpc>, Whys>,
    /// Lists that stand for addresses that are not known, by what is not known.
    unknown: BTreeMap<String, Id<PrefixList>>,
    /// AWS's own lists by id.
    pub services: BTreeMap<String, ListRef>,
    /// Elastic IP addresses by address.
    pub public: BTreeMap<Ipv4Addr, Id<ElasticIp>>,
    /// What virtual private gateways propagate.
    pub learned: BTreeMap<Id<VpnGateway>, BTreeSet<IpNet>>,
    /// Blocks that VPN connections and Direct Connect gateways announced.
    pub announced: BTreeMap<NodeId, BTreeSet<IpNet>>,
    /// Tables in which a gateway endpoint has a route.
    pub serves: BTreeMap<Id<GatewayEndpoint>, Vec<Id<RouteTable>>>,
    /// Attachments by their gateway's id and their own.
    pub attachments: BTreeMap<(String, String), Id<TransitAttachment>>,
    /// The first description of each id.
    pub first: BTreeMap<&'a str, &'a Json>,
    /// The states of what is left out because it is gone, by AWS id.
    pub gone: BTreeMap<String, String>,
    /// The states of what is left out because nothing says whether it carries packets now, by AWS id.
    pub unsettled: BTreeMap<String, String>,
    /// What is in the design and does not run, or is not ready.
    pub idle: BTreeSet<NodeId>,
    /// Attachments of VPCs that are not ready, by transit gateway and VPC.
    pub waiting: BTreeMap<(String, String), String>,
    /// Target groups beside which listeners forward to others.
    pub beside: BTreeSet<Id<TargetGroup>>,
    /// Why what a transit gateway does is not fully known.
    pub unknown_transit: BTreeMap<Id<TransitGateway>, Whys>,
}

/// A name and tags.
#[derive(Default)]
pub struct Said {
    pub name: Option<String>,
    pub tags: BTreeMap<String, String>,
}

/// Reads `[{"Key": …, "Value": …}]`, or `{"Name": …}` as some services give it.
pub fn tags(json: &Json) -> Said {
    let mut said = Said::default();
    let pairs = json.list().iter().map(|t| (t.get("Key").text().unwrap_or_default(), t.get("Value")));
    let plain = json.entries().iter().map(|(k, v)| (k.as_str(), v));
    for (key, value) in pairs.chain(plain) {
        let value = value.word().unwrap_or_default();
        match key {
            "" => {}
            "Name" => said.name = Some(value).filter(|v| !v.is_empty()),
            key => drop(said.tags.insert(key.chars().take(128).collect(), value.chars().take(256).collect())),
        }
    }
    said
}

/// A display name that a design may have.
fn display(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).take(255).collect();
    name.trim().to_string()
}

impl<'a> Builder<'a> {
    pub fn new(snapshot: &'a Snapshot<'a>, notes: Notes, regions: super::places::Regions) -> Self {
        Self {
            snapshot,
            model: Model::default(),
            next: 1,
            notes,
            understood: BTreeMap::new(),
            ids: BTreeMap::new(),
            keys: BTreeMap::new(),
            numbers: BTreeMap::new(),
            accounts: BTreeMap::new(),
            regions,
            doubts: BTreeMap::new(),
            unknown: BTreeMap::new(),
            services: BTreeMap::new(),
            public: BTreeMap::new(),
            learned: BTreeMap::new(),
            announced: BTreeMap::new(),
            serves: BTreeMap::new(),
            attachments: BTreeMap::new(),
            first: BTreeMap::new(),
            gone: BTreeMap::new(),
            unsettled: BTreeMap::new(),
            idle: BTreeSet::new(),
            waiting: BTreeMap::new(),
            beside: BTreeSet::new(),
            unknown_transit: BTreeMap::new(),
        }
    }

    /// A gateway endpoint has a route in a table.
    pub fn serve(&mut self, endpoint: Id<GatewayEndpoint>, table: Id<RouteTable>) {
        self.serves.entry(endpoint).or_default().push(table);
    }

    /// Whether the design is full.
    pub fn full(&self) -> bool {
        self.next >= MAX_NODES
    }

    pub fn reserve(&mut self, kind: Kind) -> NodeId {
        let id = NodeId::new(kind, self.next);
        self.next = self.next.saturating_add(1).min(MAX_NODES);
        id
    }

    /// Gives an AWS id its node; none where the id was met before.
    pub fn enrol(&mut self, kind: Kind, aws_id: &str) -> Option<NodeId> {
        if self.ids.contains_key(aws_id) || self.full() {
            return None;
        }
        let id = self.reserve(kind);
        self.ids.insert(aws_id.into(), id);
        Some(id)
    }

    pub fn find<T: Resource>(&self, aws_id: &str) -> Option<Id<T>> {
        self.ids.get(aws_id).copied().and_then(Id::of)
    }

    pub fn node(&self, aws_id: &str) -> Option<NodeId> {
        self.ids.get(aws_id).copied()
    }

    fn key(&mut self, kind: Kind, name: &str) -> String {
        let base = key::slug(name);
        let taken = self.keys.entry(kind).or_default();
        if taken.insert(base.clone()) {
            return base;
        }
        let n = self.numbers.entry((kind, base.clone())).or_insert(1);
        loop {
            *n = n.saturating_add(1);
            let next = format!("{base}_{n}");
            if taken.insert(next.clone()) {
                return next;
            }
        }
    }

    fn put_meta(&mut self, id: NodeId, name: &str, aws_id: Option<&str>, tags: BTreeMap<String, String>, existing: bool, body: Body) {
        let mut name = display(name);
        if name.is_empty() {
            name = aws_id.map_or_else(|| id.kind().as_str().to_string(), display);
        }
        let key = self.key(id.kind(), &name);
        let meta = Meta { name, key, aws_id: aws_id.map(display), tags, existing };
        self.model.insert(id, Node { meta, body });
    }

    /// Puts what a record describes under its id; the name is the record's, else the AWS id.
    pub fn put<T: Resource>(&mut self, id: Id<T>, record: &Record, aws_id: &str, body: T) {
        let said = tags(if record.json.has("TagSet") { record.get("TagSet") } else { record.get("Tags") });
        self.put_as(id, &said.name.unwrap_or_else(|| aws_id.into()), aws_id, said.tags, body);
    }

    /// As [`Builder::put`], with the name that this kind of thing has.
    pub fn put_as<T: Resource>(&mut self, id: Id<T>, name: &str, aws_id: &str, tags: BTreeMap<String, String>, body: T) {
        *self.understood.entry(T::KIND).or_default() += 1;
        self.put_meta(id.node(), name, Some(aws_id), tags, true, body.into_body());
    }

    /// Puts what no record describes but others tell of.
    pub fn infer<T: Resource>(&mut self, id: Id<T>, name: &str, aws_id: Option<&str>, body: T) {
        self.put_meta(id.node(), name, aws_id, BTreeMap::new(), true, body.into_body());
    }

    /// A new node that no record describes.
    pub fn invent<T: Resource>(&mut self, name: &str, aws_id: Option<&str>, body: T) -> Id<T> {
        let node = self.reserve(T::KIND);
        let id = Id::new(node.number());
        if let Some(aws_id) = aws_id {
            self.ids.entry(aws_id.into()).or_insert(node);
        }
        self.infer(id, name, aws_id, body);
        id
    }

    pub fn account(&mut self, owner: Option<&str>) -> Option<Id<Account>> {
        let owner = owner.filter(|o| !o.is_empty() && o.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))?;
        if let Some(id) = self.accounts.get(owner) {
            return Some(*id);
        }
        let body = Account { account_id: Some(owner.into()), organization: None };
        let node = self.reserve(Kind::Account);
        let id = Id::new(node.number());
        *self.understood.entry(Kind::Account).or_default() += 1;
        self.put_meta(node, owner, None, BTreeMap::new(), true, body.into_body());
        self.accounts.insert(owner.into(), id);
        Some(id)
    }

    /// What happens in a VPC is not fully known, and why.
    pub fn doubt(&mut self, vpc: Id<Vpc>, why: Text) {
        self.doubts.entry(vpc).or_default().insert(why);
    }

    /// A prefix list that stands for addresses that are not known.
    pub fn unknown_list(&mut self, what: &str, region: &Region) -> Id<PrefixList> {
        if let Some(id) = self.unknown.get(what) {
            return *id;
        }
        let body = PrefixList { region: region.clone(), max_entries: 1, entries: Vec::new(), service: None, complete: false };
        let listed = what.starts_with("pl-");
        let name = if listed { what.to_string() } else { format!("addresses of {what}") };
        let id = self.invent(&name, listed.then_some(what), body);
        self.unknown.insert(what.into(), id);
        id
    }

    /// The group of an id; where the snapshot does not have it, one whose rules are not known.
    pub fn group(&mut self, aws_id: &str, vpc: Id<Vpc>) -> Id<SecurityGroup> {
        if let Some(id) = self.find(aws_id) {
            return id;
        }
        self.notes.guess_of(aws_id, text!("these security groups are not in the snapshot; what they let through is not known"));
        let rule = self.unknown_rule(&format!("the rules of {aws_id}"), vpc);
        let body = SecurityGroup { vpc, description: String::new(), ingress: vec![rule.clone()], egress: vec![rule] };
        self.invent(aws_id, Some(aws_id), body)
    }

    /// A rule that may match or not.
    pub fn unknown_rule(&mut self, what: &str, vpc: Id<Vpc>) -> GroupRule {
        let region = self.model.get(vpc).map(|v| v.region.clone()).unwrap_or_default();
        GroupRule::all(Peer::List(ListRef::Customer(self.unknown_list(what, &region))))
    }

    /// The VPC of an id; where nothing describes it, one of which nothing is known but these blocks.
    pub fn vpc(&mut self, aws_id: &str, nets: &[IpNet], region: &Region, owner: Option<&str>) -> Id<Vpc> {
        if let Some(id) = self.find(aws_id) {
            return id;
        }
        let id = Id::<Vpc>::new(self.reserve(Kind::Vpc).number());
        self.ids.insert(aws_id.into(), id.node());
        let account = self.account(owner);
        self.notes.guess_of(aws_id, text!("these VPCs are not in the snapshot; what happens in them is not known"));
        let cidrs: Vec<Ipv4Net> = nets.iter().filter_map(|n| if let IpNet::V4(n) = n { Some(*n) } else { None }).collect();
        let ipv6: Vec<Ipv6Net> = nets.iter().filter_map(|n| if let IpNet::V6(n) = n { Some(*n) } else { None }).collect();
        let (main_table, default_group, default_acl) = self.born(id, aws_id, None, None, None);
        let body = Vpc {
            account,
            region: region.clone(),
            cidrs,
            ipv6,
            dns_support: true,
            dns_hostnames: true,
            main_table,
            default_group,
            default_acl,
            opaque: true,
            sparse: false,
            block_public_access: BlockMode::Off,
        };
        self.infer(id, aws_id, Some(aws_id), body);
        id
    }

    /// What AWS makes with a VPC: the ones that the snapshot has, else empty ones. An empty default group refuses everything, and so
    /// does an empty ACL; who relies on them is in doubt anyway.
    pub fn born(
        &mut self,
        vpc: Id<Vpc>,
        name: &str,
        table: Option<Id<RouteTable>>,
        group: Option<Id<SecurityGroup>>,
        acl: Option<Id<NetworkAcl>>,
    ) -> (Id<RouteTable>, Id<SecurityGroup>, Id<NetworkAcl>) {
        let table = table.unwrap_or_else(|| {
            self.invent(&format!("{name}-main"), None, RouteTable { vpc, routes: vec![], propagation: vec![], edge: None, complete: false })
        });
        let group = group.unwrap_or_else(|| {
            let body = SecurityGroup { vpc, description: "default VPC security group".into(), ingress: vec![], egress: vec![] };
            self.invent(&format!("{name}-default"), None, body)
        });
        let acl = acl.unwrap_or_else(|| {
            self.invent(&format!("{name}-default"), None, NetworkAcl { vpc, ingress: vec![], egress: vec![], complete: false })
        });
        (table, group, acl)
    }

    /// The subnet of an id; where the snapshot does not have it, one without block in that VPC, which is then in doubt.
    pub fn subnet(&mut self, aws_id: &str, vpc: Id<Vpc>, zone: Option<&str>) -> Id<Subnet> {
        if let Some(id) = self.find(aws_id) {
            return id;
        }
        self.notes.guess_of(aws_id, text!("these subnets are not in the snapshot; their blocks, tables and ACLs are not known"));
        self.doubt(vpc, text!("{aws_id} is not in the snapshot", aws_id = code(aws_id)));
        let region = self.model.get(vpc).map(|v| v.region.clone()).unwrap_or_default();
        let zone = zone.and_then(|z| z.parse().ok()).unwrap_or_else(|| Zone::of(&region, 'a'));
        let body =
            Subnet { vpc, zone, cidr: None, ipv6: None, table: None, acl: None, public_ip_on_launch: false, block_public_access: None };
        self.invent(aws_id, Some(aws_id), body)
    }

    pub fn region_of(&self, vpc: Id<Vpc>) -> Region {
        self.model.get(vpc).map(|v| v.region.clone()).unwrap_or_default()
    }

    /// The records of a sort that are first under their id, with the node that [`Builder::enrol`] gave them.
    pub fn enrolled<T: Resource>(&self, sort: Sort, id_field: &str) -> Vec<(Id<T>, &'a str, Record<'a>)> {
        let mut seen = BTreeSet::new();
        let all = self.snapshot.all(sort).iter();
        all.filter_map(|r| {
            let aws_id = r.text(id_field)?;
            let id = self.find(aws_id)?;
            seen.insert(aws_id).then_some((id, aws_id, *r))
        })
        .collect()
    }
}

/// Blocks of a list, by the field that holds each.
pub fn nets(list: &Json, field: &str) -> Vec<IpNet> {
    list.list().iter().filter_map(|i| i.get(field).text().or_else(|| i.text())).filter_map(|t| cidr::parse(t).ok()).collect()
}
