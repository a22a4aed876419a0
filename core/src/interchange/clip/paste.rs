//! Pasting: each copied resource anew, its references led to copies or to what the design has, its addresses to free blocks.

use super::blocks::{self, Moved};
use super::{Clip, portable, taken};
use crate::document::shape::Gone;
use crate::document::{Body, Document, Id, Kind, NodeId, Place, Rect, Subnet, Value, Vpc, Zone};
use crate::drawing::{self, Sheet};
use crate::edit::{Command, Draft, key};
use crate::ordered::{BTreeMap, BTreeSet};
use crate::propose::{Item, Spot};
use crate::text::capital;
use ipnet::Ipv4Net;

/// What pasting comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// One undo step.
    pub command: Command,
    /// The boxes of the copies of what was chosen; resources without a box by themselves.
    pub places: Vec<Place>,
    /// References that lead nowhere in this design and were left out.
    pub lost: usize,
}

/// Pastes into the container at the box `onto`, else where it was copied from; the middle of the whole at `at`. Why not, in words.
pub fn paste(doc: &Document, clip: &Clip, onto: Option<&Place>, at: Option<(i32, i32)>) -> Result<Pasted, String> {
    let mut p = Paste {
        draft: Draft::new(doc),
        clip: &clip.doc,
        set: taken(&clip.doc, &clip.roots),
        map: BTreeMap::new(),
        gone: Gone::new(),
        only: BTreeMap::new(),
        moved: BTreeMap::new(),
        lost: 0,
    };
    let spot = Spot::at(doc, onto);
    for root in &clip.roots {
        p.house(root, &spot)?;
    }
    p.resolve_all();
    p.add_vpcs()?;
    p.add_subnets(&spot)?;
    p.add_rest()?;
    p.fill()?;
    if clip.roots.iter().filter_map(Place::node).all(|n| !p.map.contains_key(&n)) {
        return Err("Nothing of this part can stand in this design: what it belongs to is not here.".into());
    }
    let (map, lost) = (p.map, p.lost);
    let mut draft = p.draft;
    let places = arrange(&mut draft, clip, &map, at)?;
    Ok(Pasted { command: draft.finish(), places, lost })
}

struct Paste<'a> {
    draft: Draft,
    clip: &'a Document,
    /// What is made anew.
    set: BTreeSet<NodeId>,
    /// From resources of the clip to those of the design.
    map: BTreeMap<NodeId, NodeId>,
    /// What references to are dropped.
    gone: Gone,
    /// Resources that stand in one subnet only from now on: which, as the clip names it.
    only: BTreeMap<NodeId, Id<Subnet>>,
    moved: BTreeMap<Id<Vpc>, Moved>,
    lost: usize,
}

impl Paste<'_> {
    /// Finds the container that a chosen resource will stand in.
    fn house(&mut self, root: &Place, spot: &Spot) -> Result<(), String> {
        let Some(node) = root.node() else { return Ok(()) };
        let model = &self.draft.doc.model;
        let from = self.clip.model.subnets_where(node);
        let home = match root {
            Place::Part(_, within) => Id::<Subnet>::of(*within).filter(|s| from.contains(s)).or(from.first().copied()),
            _ => from.first().copied(),
        };
        let there = spot.vpc(model);
        if let Some(home) = home.filter(|_| node.kind() != Kind::TransitAttachment) {
            if self.set.contains(&home.node()) {
                return Ok(());
            }
            let own = self.same(home.node()).and_then(Id::<Subnet>::of);
            let to = match spot.subnet() {
                Some(s) if own.is_some_and(|_| from.iter().any(|f| self.same(f.node()) == Some(s.node()))) => return Ok(()),
                Some(s) => Some(s),
                None => own.filter(|s| there.is_none_or(|v| model.get(*s).is_some_and(|s| s.vpc == v))),
            };
            let Some(to) = to else { return Err(format!("{} stands in a subnet: select one and paste again.", self.what(node))) };
            if Some(to) != own {
                self.map.insert(home.node(), to.node());
                self.only.insert(node, home);
            }
            let vpcs = (self.clip.model.get(home).map(|s| s.vpc), model.get(to).map(|s| s.vpc));
            if let (Some(a), Some(b)) = vpcs {
                self.map.insert(a.node(), b.node());
            }
            return Ok(());
        }
        let Some(vpc) = self.clip.model.vpc_of(node).filter(|v| v.node() != node) else { return Ok(()) };
        if self.set.contains(&vpc.node()) {
            return Ok(());
        }
        let mut all = model.all::<Vpc>().map(|(id, _)| id);
        let single = all.next().filter(|_| all.next().is_none());
        let to = there.or_else(|| self.same(vpc.node()).and_then(Id::of)).or(single);
        let Some(to) = to else { return Err(format!("{} belongs to a VPC: select one and paste again.", self.what(node))) };
        if matches!(node.kind(), Kind::InternetGateway | Kind::VpnGateway)
            && let Some((other, _)) = model.of_kind(node.kind()).find(|(n, _)| model.vpc_of(*n) == Some(to))
        {
            return Err(format!("{} has {} already: {}.", model.name(to), node.kind().with_article(), model.name(other)));
        }
        self.map.insert(vpc.node(), to.node());
        Ok(())
    }

    fn what(&self, node: NodeId) -> String {
        let kind = match self.clip.model.node(node).map(|n| &n.body) {
            Some(Body::Workload(w)) => return Item::Workload(w.compute).with_article().into(),
            _ => node.kind().with_article(),
        };
        capital(kind)
    }

    /// The same resource in the design: of the same id and export key.
    fn same(&self, id: NodeId) -> Option<NodeId> {
        let key = |d: &Document| d.model.meta(id).map(|m| m.key.clone());
        key(&self.draft.doc).filter(|k| Some(k) == key(self.clip).as_ref()).map(|_| id)
    }

    /// As [`Paste::same`], where it belongs to the VPC that its own became.
    fn resolve(&self, id: NodeId) -> Option<NodeId> {
        let same = self.same(id)?;
        match self.clip.model.vpc_of(id) {
            Some(v) if v.node() != id => {
                let there = if self.set.contains(&v.node()) { None } else { Some(self.map.get(&v.node()).copied().unwrap_or(v.node())) };
                (self.draft.doc.model.vpc_of(same).map(Id::node) == there).then_some(same)
            }
            _ => Some(same),
        }
    }

    /// Decides of every reference where it leads.
    fn resolve_all(&mut self) {
        let mut next: Vec<NodeId> = self.set.iter().copied().collect();
        while let Some(id) = next.pop() {
            for r in self.clip.model.node(id).map(|n| n.refs()).unwrap_or_default() {
                if self.set.contains(&r) || self.map.contains_key(&r) || self.gone.contains_key(&r) {
                    continue;
                }
                // The copy of a VPC is not a side of its peering connections.
                let peering = r.kind() == Kind::Peering && self.clip.model.vpc_of(id).is_some_and(|v| self.set.contains(&v.node()));
                match self.resolve(r).filter(|_| !peering) {
                    Some(there) => drop(self.map.insert(r, there)),
                    None if portable(&self.clip.model, r) => {
                        self.set.insert(r);
                        next.push(r);
                    }
                    None => drop(self.gone.insert(r, self.clip.model.name(r))),
                }
            }
        }
    }

    fn run(&mut self, command: Command) -> Result<(), String> {
        self.draft.run(command).map_err(|e| e.to_string())
    }

    fn add(&mut self, id: NodeId, body: Body) -> Result<(), String> {
        let new = NodeId::new(id.kind(), self.draft.doc.next);
        let name = key::free_name(&self.draft.doc.model, id.kind(), &self.clip.model.name(id));
        self.run(Command::Add { name: Some(name), body, at: None })?;
        self.map.insert(id, new);
        Ok(())
    }

    /// VPCs first: they bring their main table, default group and default ACL.
    fn add_vpcs(&mut self) -> Result<(), String> {
        let vpcs: Vec<Id<Vpc>> = self.set.iter().filter_map(|n| Id::of(*n)).collect();
        for id in vpcs {
            let Some(vpc) = self.clip.model.get(id).cloned() else { continue };
            let moved = blocks::of_vpc(&self.draft.doc, &vpc)
                .ok_or_else(|| format!("The private ranges have no free block of the size of {}.", self.clip.model.name(id)))?;
            let mut body = Vpc { cidrs: moved.v4.iter().map(|(_, to)| *to).collect(), ..vpc.clone() };
            body.ipv6 = moved.v6.iter().map(|(_, to)| *to).collect();
            body.account = vpc.account.and_then(|a| self.map.get(&a.node()).copied()).and_then(Id::of);
            self.add(id.node(), Body::Vpc(body))?;
            self.moved.insert(id, moved);
            let born = self.map.get(&id.node()).copied().and_then(Id::<Vpc>::of).and_then(|n| self.draft.doc.model.get(n)).cloned();
            if let Some(new) = born {
                self.map.insert(vpc.main_table.node(), new.main_table.node());
                self.map.insert(vpc.default_group.node(), new.default_group.node());
                self.map.insert(vpc.default_acl.node(), new.default_acl.node());
            }
        }
        Ok(())
    }

    /// Blocks for subnets that come to a VPC of the design; what they hold is translated by them.
    fn add_subnets(&mut self, spot: &Spot) -> Result<(), String> {
        let subnets: Vec<Id<Subnet>> = self.set.iter().filter_map(|n| Id::of(*n)).collect();
        for id in subnets {
            let Some(s) = self.clip.model.get(id).filter(|s| !self.set.contains(&s.vpc.node())).cloned() else { continue };
            let Some(to) = self.map.get(&s.vpc.node()).copied().and_then(Id::<Vpc>::of) else { continue };
            let Some(vpc) = self.draft.doc.model.get(to).cloned() else { continue };
            let mut body = Subnet { vpc: to, ..s.clone() };
            if let Spot::Zone(_, z) = spot {
                body.zone = z.clone();
            } else if let Some(old) = self.clip.model.get(s.vpc).filter(|old| old.region != vpc.region) {
                // The zone of the same letter.
                body.zone = format!("{}{}", vpc.region, s.zone.suffix(&old.region)).parse::<Zone>().unwrap_or(s.zone.clone());
            }
            let moved = self.moved.entry(s.vpc).or_default();
            if let Some(wanted) = s.cidr {
                let in_use: Vec<Ipv4Net> = self.draft.doc.model.subnets_of(to).filter_map(|(_, s)| s.cidr).collect();
                let there = blocks::of_subnet(&vpc.cidrs, &in_use, wanted).ok_or_else(|| {
                    format!(
                        "{} has no free block of /{} for a copy of {}: give it another IPv4 block.",
                        self.draft.doc.model.name(to),
                        wanted.prefix_len(),
                        self.clip.model.name(id)
                    )
                })?;
                moved.v4.push((wanted, there));
                body.cidr = Some(there);
            }
            if let Some(wanted) = s.ipv6 {
                body.ipv6 = crate::propose::free_v6(&self.draft.doc, to);
                moved.v6.extend(body.ipv6.map(|there| (wanted, there)));
            }
            let led = |n: NodeId| self.map.get(&n).copied();
            body.table = s.table.and_then(|t| led(t.node())).and_then(Id::of);
            body.acl = s.acl.and_then(|a| led(a.node())).and_then(Id::of);
            self.lost += usize::from(s.table.is_some() && body.table.is_none()) + usize::from(s.acl.is_some() && body.acl.is_none());
            self.add(id.node(), Body::Subnet(body))?;
        }
        Ok(())
    }

    /// A resource as it shall be, references still as the clip has them; `None` where it cannot be.
    fn wanted(&self, id: NodeId) -> Option<(Body, usize)> {
        let node = self.clip.model.node(id)?;
        let mut gone = self.gone.clone();
        if let Some(kept) = self.only.get(&id) {
            gone.extend(self.clip.model.subnets_where(id).into_iter().filter(|s| s != kept).map(|s| (s.node(), String::new())));
        }
        let mut body = node.body.clone();
        let lost = node.refs().iter().filter(|r| self.gone.contains_key(r)).count();
        if !body.forget(&gone) {
            return None;
        }
        let mut value = body.to_value();
        blocks::without_public(id.kind(), &mut value);
        let stands = self.clip.model.subnets_where(id);
        let moved = self.clip.model.vpc_of(id).and_then(|v| self.moved.get(&v));
        let along = stands.iter().all(|s| self.set.contains(&s.node()));
        if let Some(moved) = moved.filter(|_| along) {
            moved.value(&mut value);
        } else if !stands.is_empty() {
            blocks::without_addresses(id.kind(), &mut value);
        }
        Body::from_value(id.kind(), &value).ok().map(|b| (b, lost))
    }

    /// The others, each when all it refers to is there; where they wait for one another, first without these references.
    fn add_rest(&mut self) -> Result<(), String> {
        let mut waiting: Vec<NodeId> = self.set.iter().copied().filter(|n| !self.map.contains_key(n)).collect();
        while !waiting.is_empty() {
            let mut left = Vec::new();
            let before = waiting.len();
            for id in std::mem::take(&mut waiting) {
                let Some((body, _)) = self.wanted(id) else {
                    self.gone.insert(id, self.clip.model.name(id));
                    continue;
                };
                let mut value = body.to_value();
                match self.lead(&mut value) {
                    true => self.add(id, Body::from_value(id.kind(), &value).map_err(|e| e.to_string())?)?,
                    false => left.push(id),
                }
            }
            waiting = left;
            if waiting.len() == before {
                self.add_first(&mut waiting)?;
            }
        }
        Ok(())
    }

    /// Adds the first one that can be without what is not there yet; where none can, all are given up.
    fn add_first(&mut self, waiting: &mut Vec<NodeId>) -> Result<(), String> {
        let later: Gone = waiting.iter().map(|n| (*n, self.clip.model.name(*n))).collect();
        for (i, id) in waiting.iter().copied().enumerate() {
            let Some((mut body, _)) = self.wanted(id) else { continue };
            let mut value = if body.forget(&later) { body.to_value() } else { continue };
            if self.lead(&mut value)
                && let Ok(body) = Body::from_value(id.kind(), &value)
            {
                self.add(id, body)?;
                waiting.remove(i);
                return Ok(());
            }
        }
        self.gone.extend(later);
        waiting.clear();
        Ok(())
    }

    /// Leads the references of a value to the design. False when one has no place there yet.
    fn lead(&self, value: &mut Value) -> bool {
        match value {
            Value::Ref(id) => match self.map.get(id) {
                Some(there) => {
                    *id = *there;
                    true
                }
                None => false,
            },
            Value::List(all) => all.iter_mut().all(|v| self.lead(v)),
            Value::Map(all) => all.values_mut().all(|v| self.lead(v)),
            _ => true,
        }
    }

    /// Brings every copy to what it shall be: fields that waited, tags, usage.
    fn fill(&mut self) -> Result<(), String> {
        let all: Vec<(NodeId, NodeId)> = self.set.iter().filter_map(|n| Some((*n, *self.map.get(n)?))).collect();
        for (old, new) in all {
            if let Some((body, lost)) = self.wanted(old).filter(|_| !matches!(old.kind(), Kind::Vpc | Kind::Subnet)) {
                self.lost += lost;
                for field in old.kind().fields() {
                    let Some(mut value) = body.get(field.name) else { continue };
                    let now = self.draft.doc.model.node(new).and_then(|n| n.body.get(field.name));
                    if self.lead(&mut value) && now.as_ref() != Some(&value) {
                        self.run(Command::Set { node: new, field: field.name.into(), value })?;
                    }
                }
            }
            let tags = self.clip.model.meta(old).map(|m| m.tags.clone()).unwrap_or_default();
            for (key, value) in tags.iter() {
                self.run(Command::Tag { node: new, key: key.clone(), value: Some(value.clone()) })?;
            }
            if let (Some(from), Some(to)) = (Id::of(old), Id::of(new))
                && let Some(usage) = self.clip.usage.get(&from).cloned()
            {
                self.run(Command::Use { flow: to, usage: Some(usage) })?;
            }
        }
        Ok(())
    }
}

/// How far out boxes wait before they are brought to their place: nothing makes way for them there.
const AWAY: i32 = 200_000;

/// Puts the copies: what stands outside as it was copied, moved as one; what stands in a container in free room there.
fn arrange(draft: &mut Draft, clip: &Clip, map: &BTreeMap<NodeId, NodeId>, at: Option<(i32, i32)>) -> Result<Vec<Place>, String> {
    let led = |p: &Place| -> Option<Place> {
        Some(match p {
            Place::Node(n) => Place::Node(*map.get(n)?),
            Place::Part(n, w) => Place::Part(*map.get(n)?, *map.get(w)?),
            Place::Zone(v, z) => Place::Zone(map.get(&v.node()).copied().and_then(Id::of)?, z.clone()),
        })
    };
    let chosen: Vec<NodeId> = clip.roots.iter().filter_map(Place::node).collect();
    let whole = clip.roots.iter().filter_map(|p| clip.doc.layout.get(p)).reduce(Rect::union).unwrap_or_default();
    let middle = |r: Rect| (r.x.saturating_add(r.w / 2), r.y.saturating_add(r.h / 2));
    let by = at.map_or((24, 24), |(x, y)| (x.saturating_sub(middle(whole).0), y.saturating_sub(middle(whole).1)));
    let mut out = Vec::new();
    let mut outside = Vec::new();
    for (old, root) in chosen.iter().zip(&clip.roots) {
        let Some(new) = map.get(old).copied() else { continue };
        let places = drawing::places(&draft.doc, new);
        if places.is_empty() {
            out.push(Place::Node(new));
        }
        for place in places {
            if drawing::parent(&draft.doc, &place).is_none() {
                outside.push(place.clone());
            } else {
                let from = clip.doc.layout.get(root).map(middle);
                let spot = at.and(from).map(|(x, y)| (x.saturating_add(by.0), y.saturating_add(by.1)));
                let boxes = drawing::place(&draft.doc, &place, spot);
                draft.run(Command::Put { boxes }).map_err(|e| e.to_string())?;
            }
            out.push(place);
        }
    }
    if !outside.is_empty() {
        let tree = Sheet::of(&clip.doc);
        let inside = |p: &Place| std::iter::successors(Some(p.clone()), |p| drawing::parent(&clip.doc, p)).any(|p| clip.roots.contains(&p));
        let boxes: Vec<(Place, Rect)> =
            tree.boxes().filter(|(p, _)| inside(p)).filter_map(|(p, r)| Some((led(p)?, r.moved(AWAY, AWAY)))).collect();
        draft.run(Command::Put { boxes }).map_err(|e| e.to_string())?;
        let boxes = drawing::moved(&draft.doc, &outside, by.0.saturating_sub(AWAY), by.1.saturating_sub(AWAY));
        draft.run(Command::Put { boxes }).map_err(|e| e.to_string())?;
    }
    Ok(out)
}
