//! What must hold between a network and a changed one, whatever the answers are.
use super::networks::Dice;
use portico_core::answer::trace;
use portico_core::catalogue::Catalogue;
use portico_core::document::*;
use portico_core::edit::Command;
use portico_core::fixture;
use portico_core::graph::NetworkGraph;
use portico_core::net::PacketSet;
use portico_core::reach::{Party, Query, Verdict};
use std::collections::BTreeMap;

/// What passes from each host to each other, and the verdict, of one network.
pub type Answers = BTreeMap<(NodeId, NodeId), (Verdict, PacketSet)>;

pub fn document(text: &str) -> Document {
    fixture::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// All TCP between all interfaces that stand for themselves or for a workload.
pub fn answers(doc: &Document) -> Answers {
    answers_of(&NetworkGraph::build(&doc.model, Catalogue::bundled()))
}

/// As [`answers`], of a graph.
pub fn answers_of(graph: &NetworkGraph) -> Answers {
    let hosts: Vec<NodeId> =
        [Kind::Workload, Kind::NetworkInterface].iter().flat_map(|k| graph.model.of_kind(*k).map(|(id, _)| id)).collect();
    let mut out = Answers::new();
    for from in &hosts {
        for to in hosts.iter().filter(|t| *t != from) {
            let q = Query { port: None, ..Query::tcp(Party::Node(*from), Party::Node(*to), 0) };
            let t = trace(graph, &q);
            let passes = t.paths.iter().fold(PacketSet::empty(), |all, p| all.union(&p.passes));
            out.insert((*from, *to), (t.verdict, passes));
        }
    }
    out
}

/// Where packets that passed do not pass any more.
pub fn shrunk(before: &Answers, after: &Answers) -> Vec<(NodeId, NodeId)> {
    let lost = |k: &(NodeId, NodeId), p: &PacketSet| after.get(k).is_none_or(|(_, q)| !p.is_subset(q));
    before.iter().filter(|(k, (_, p))| lost(k, p)).map(|(k, _)| *k).collect()
}

/// Where the answers differ at all.
pub fn differ(before: &Answers, after: &Answers) -> Vec<(NodeId, NodeId)> {
    let same = |(v, p): &(Verdict, PacketSet), (w, q): &(Verdict, PacketSet)| v == w && p.is_subset(q) && q.is_subset(p);
    before.iter().filter(|(k, b)| after.get(k).is_none_or(|a| !same(b, a))).map(|(k, _)| *k).collect()
}

fn edit<T: Resource>(doc: &Document, id: Id<T>, change: impl FnOnce(&mut T)) -> Document {
    let mut out = doc.clone();
    let mut model = (*out.model).clone();
    model.edit(id, change);
    out.model = model.into();
    out
}

fn some<T: Resource>(doc: &Document, dice: &mut Dice) -> Option<Id<T>> {
    let all: Vec<Id<T>> = doc.model.all::<T>().map(|(id, _)| id).collect();
    (!all.is_empty()).then(|| all[dice.below(all.len())])
}

/// One allow rule more in a group.
pub fn with_allow(doc: &Document, dice: &mut Dice) -> Option<Document> {
    let rule = GroupRule::all(Peer::Cidr(dice.one(&["0.0.0.0/0", "10.0.0.0/9", "0.0.0.0/1"]).parse().ok()?));
    let inbound = dice.chance(50);
    Some(edit(doc, some::<SecurityGroup>(doc, dice)?, |g| if inbound { g.ingress.push(rule) } else { g.egress.push(rule) }))
}

/// One deny entry more in an ACL.
pub fn with_deny(doc: &Document, dice: &mut Dice) -> Option<Document> {
    let cidr = dice.one(&["10.0.0.0/25", "10.1.0.16/28", "0.0.0.0/1"]).parse().ok()?;
    let entry = AclEntry { action: AclAction::Deny, ..AclEntry::allow_all(1 + dice.below(50) as u16, cidr) };
    let inbound = dice.chance(50);
    Some(edit(doc, some::<NetworkAcl>(doc, dice)?, |a| {
        let list = if inbound { &mut a.ingress } else { &mut a.egress };
        list.retain(|e| e.number != entry.number || e.action == AclAction::Deny);
        list.push(entry);
    }))
}

/// A route less in a table, or one more to where another goes.
pub fn with_route(doc: &Document, dice: &mut Dice) -> Option<Document> {
    let table = some::<RouteTable>(doc, dice)?;
    let more = dice.chance(50);
    let at = dice.below(4);
    let destination: Destination = Destination::Cidr(dice.one(&["8.0.0.0/9", "10.0.0.0/7", "0.0.0.0/2"]).parse().ok()?);
    Some(edit(doc, table, |t| match (more, t.routes.get(at).map(|r| r.target.clone())) {
        (true, Some(target)) => t.routes.push(Route { destination, target }),
        (false, Some(_)) => drop(t.routes.remove(at)),
        (_, None) => {}
    }))
}

/// A subnet that gives public addresses gives none any more, or the other way round, and has another table or ACL.
pub fn with_launches(doc: &Document, dice: &mut Dice) -> Option<Document> {
    let (subnet, table, acl) = (some::<Subnet>(doc, dice)?, some::<RouteTable>(doc, dice)?, some::<NetworkAcl>(doc, dice)?);
    let vpc = doc.model.get(subnet)?.vpc;
    Some(edit(doc, subnet, |s| {
        s.public_ip_on_launch = !s.public_ip_on_launch;
        s.table = Some(table).filter(|t| doc.model.get(*t).is_some_and(|t| t.vpc == vpc)).or(s.table);
        s.acl = Some(acl).filter(|a| doc.model.get(*a).is_some_and(|a| a.vpc == vpc)).or(s.acl);
    }))
}

/// Everything has another name.
pub fn renamed(doc: &Document) -> Document {
    let ids: Vec<NodeId> = doc.model.nodes().map(|(id, _)| id).collect();
    ids.into_iter().fold(doc.clone(), |doc, node| {
        let name = format!("x{}", doc.model.name(node).chars().rev().collect::<String>());
        doc.apply(&Command::Rename { node, name }).unwrap_or(doc)
    })
}

/// Every group rule for a block becomes two for its halves; so does every ACL entry, the halves one number apart.
pub fn split(doc: &Document) -> Document {
    let halves = |net: &ipnet::IpNet| net.subnets(net.prefix_len() + 1).ok().map(Iterator::collect::<Vec<_>>).filter(|h| h.len() == 2);
    let rules = |all: &mut Vec<GroupRule>| {
        *all = all
            .iter()
            .flat_map(|r| match &r.peer {
                Peer::Cidr(net) => match halves(net) {
                    Some(h) => h.into_iter().map(|n| GroupRule { peer: Peer::Cidr(n), ..r.clone() }).collect(),
                    None => vec![r.clone()],
                },
                _ => vec![r.clone()],
            })
            .collect();
    };
    let entries = |all: &mut Vec<AclEntry>| {
        *all = all
            .iter()
            .flat_map(|e| {
                let cut = halves(&e.cidr).unwrap_or_else(|| vec![e.cidr]);
                (0..).zip(cut).map(|(n, cidr)| AclEntry { number: e.number * 2 + n, cidr, ..e.clone() }).collect::<Vec<_>>()
            })
            .collect();
    };
    let groups: Vec<_> = doc.model.all::<SecurityGroup>().map(|(id, _)| id).collect();
    let acls: Vec<_> = doc.model.all::<NetworkAcl>().map(|(id, _)| id).collect();
    let doc = groups.into_iter().fold(doc.clone(), |d, id| {
        edit(&d, id, |g| {
            rules(&mut g.ingress);
            rules(&mut g.egress);
        })
    });
    acls.into_iter().fold(doc, |d, id| {
        edit(&d, id, |a| {
            entries(&mut a.ingress);
            entries(&mut a.egress);
        })
    })
}

/// A VPC beside it all, with everything open, and tables, groups and ACLs that nothing uses.
pub fn with_unused(text: &str) -> Document {
    let mut text = text.to_string();
    text.push_str(
        "vpc unused 10.77.0.0/24\n  igw spare-igw\n  group spare: in any from 0.0.0.0/0, out any to 0.0.0.0/0\n  \
         acl spare-acl: in 1 deny any from 0.0.0.0/0\n  table spare-table: 0.0.0.0/0 -> spare-igw\n  subnet spare-subnet a 10.77.0.0/28\n\
         prefix-list spare-list: 10.0.0.0/8\n",
    );
    document(&text)
}
