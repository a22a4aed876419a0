//! Which lines are drawn, as plain data: of the structure, of one object, of a layer; and fewer of them where there are many.

use super::shell::Layer;
use portico_core::document::{Body, Flow, GatewayEndpoint, Id, Kind, LoadBalancer, Model, NodeId, Peer, Place, RouteTable, Target};
use portico_core::drawing::Sheet;
use portico_core::facts::Facts;
use portico_core::graph::RouteTarget;
use portico_core::ordered::{BTreeMap, BTreeSet};

/// A line between two boxes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    pub from: Place,
    pub to: Place,
    pub kind: &'static str,
    /// How many lines it stands for.
    pub count: usize,
}

/// More lines than these say nothing: they are drawn together.
pub const MOST: usize = 60;

/// Where resources are drawn.
pub struct Stands(BTreeMap<NodeId, Vec<Place>>);

impl Stands {
    pub fn of(sheet: &Sheet) -> Self {
        let mut all: BTreeMap<NodeId, Vec<Place>> = BTreeMap::new();
        for (place, _) in sheet.boxes() {
            if let Some(node) = place.node() {
                all.entry(node).or_default().push(place.clone());
            }
        }
        Self(all)
    }

    pub fn all(&self, node: NodeId) -> &[Place] {
        self.0.get(&node).map_or(&[], Vec::as_slice)
    }

    pub fn first(&self, node: NodeId) -> Option<&Place> {
        self.all(node).first()
    }

    /// A line between where two resources stand first.
    fn line(&self, from: NodeId, to: NodeId, kind: &'static str) -> Option<Edge> {
        Some(Edge { from: self.first(from)?.clone(), to: self.first(to)?.clone(), kind, count: 1 })
    }

    /// Lines between all their boxes.
    fn ties(&self, from: NodeId, to: NodeId, kind: &'static str, out: &mut Vec<Edge>) {
        for a in self.all(from) {
            out.extend(self.all(to).iter().map(|b| Edge { from: a.clone(), to: b.clone(), kind, count: 1 }));
        }
    }
}

/// Lines of one resource: its flows, what it is tied to.
pub fn related(model: &Model, stands: &Stands, node: NodeId) -> Vec<Edge> {
    let mut out = Vec::new();
    for (id, flow) in model.all::<Flow>() {
        if [flow.from, flow.to, id.node()].contains(&node) {
            out.extend(stands.line(flow.from, flow.to, "flow"));
        }
    }
    for (id, endpoint) in model.all::<GatewayEndpoint>() {
        for table in &endpoint.tables {
            if id.node() == node || table.node() == node {
                stands.ties(id.node(), table.node(), "tie", &mut out);
            }
        }
    }
    for (id, n) in model.of_kind(Kind::RouteTable) {
        let Body::RouteTable(t) = &n.body else { continue };
        for target in targets(t).filter(|target| id == node || *target == node) {
            stands.ties(id, target, "tie", &mut out);
        }
    }
    for (id, balancer) in model.all::<LoadBalancer>() {
        for target in behind(model, balancer).filter(|t| id.node() == node || *t == node) {
            stands.ties(id.node(), target, "tie", &mut out);
        }
    }
    out
}

/// What the routes of a table lead to, those that AWS adds too.
fn met(facts: &Facts, table: Id<RouteTable>) -> BTreeSet<NodeId> {
    let target = |t: &RouteTarget| if let RouteTarget::Node(n) = t { Some(*n) } else { None };
    facts.graph().routes(table).iter().filter_map(|r| target(&r.target)).collect()
}

fn targets(t: &RouteTable) -> impl Iterator<Item = NodeId> + '_ {
    t.routes.iter().filter_map(|r| if let Target::Node(n) = r.target { Some(n) } else { None })
}

fn behind<'a>(model: &'a Model, b: &'a LoadBalancer) -> impl Iterator<Item = NodeId> + 'a {
    b.listeners.iter().filter_map(|l| model.get(l.forward_to?)).flat_map(|t| t.targets.iter().copied())
}

/// The lines of a layer.
pub fn layer(facts: &Facts, stands: &Stands, layer: Layer) -> Vec<Edge> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    match layer {
        Layer::Tables => {
            for (id, e) in model.all::<GatewayEndpoint>() {
                e.tables.iter().for_each(|t| stands.ties(id.node(), t.node(), "tables", &mut out));
            }
        }
        Layer::Routes => {
            for (id, _) in model.all::<RouteTable>() {
                for target in met(facts, id).iter() {
                    let line =
                        |from: &Place| Some(Edge { from: from.clone(), to: stands.first(*target)?.clone(), kind: "route", count: 1 });
                    out.extend(stands.all(id.node()).iter().filter_map(line));
                }
            }
        }
        Layer::Traffic => out.extend(model.all::<Flow>().filter_map(|(_, f)| stands.line(f.from, f.to, "flow"))),
        Layer::Targets => {
            for (id, b) in model.all::<LoadBalancer>() {
                out.extend(behind(model, b).filter_map(|t| stands.line(id.node(), t, "reference")));
            }
            named(facts, stands, &mut out);
        }
        Layer::Groups => {}
    }
    out
}

/// The boxes of each group's members.
pub fn members(facts: &Facts) -> BTreeMap<NodeId, BTreeSet<Place>> {
    let mut out: BTreeMap<NodeId, BTreeSet<Place>> = BTreeMap::new();
    for i in facts.graph().interfaces.iter() {
        for g in &i.groups {
            let all = out.entry(g.node()).or_default();
            all.insert(Place::Node(i.owner));
            all.insert(Place::Part(i.owner, i.subnet.node()));
        }
    }
    out
}

/// From members of groups that rules name to the members of the group whose rule it is.
fn named(facts: &Facts, stands: &Stands, out: &mut Vec<Edge>) {
    let members = members(facts);
    let drawn = |group: NodeId| -> Vec<Place> {
        let all = members.get(&group).into_iter().flatten();
        // Of a crowd the first few stand for it: its lines would be drawn together anyway.
        all.filter(|p| p.node().is_some_and(|n| stands.all(n).contains(p))).take(MOST / 2).cloned().collect()
    };
    for (id, g) in facts.document.model.all::<portico_core::document::SecurityGroup>() {
        let peers = g.ingress.iter().filter_map(|r| if let Peer::Group(p) = r.peer { Some(p) } else { None });
        for peer in peers.filter(|p| *p != id).collect::<BTreeSet<_>>().iter() {
            let to = drawn(id.node());
            for from in drawn(peer.node()) {
                out.extend(to.iter().filter(|t| **t != from).map(|t| Edge {
                    from: from.clone(),
                    to: t.clone(),
                    kind: "reference",
                    count: 1,
                }));
            }
        }
    }
}

/// At most `most` lines: where there are more, ends are taken for what holds them, step by step outwards, and lines that become one
/// are counted. How many were left out where that is not enough.
pub fn bundled(edges: Vec<Edge>, parent: &dyn Fn(&Place) -> Option<Place>, most: usize) -> (Vec<Edge>, usize) {
    let lifted = |p: &Place, steps: usize| (0..steps).fold(p.clone(), |p, _| parent(&p).unwrap_or(p));
    let mut all = BTreeMap::new();
    for steps in 0..4 {
        all = BTreeMap::new();
        for e in &edges {
            let (from, to) = (lifted(&e.from, steps), lifted(&e.to, steps));
            if from != to {
                *all.entry((from, to, e.kind)).or_insert(0) += e.count;
            }
        }
        if all.len() <= most {
            break;
        }
    }
    let left: usize = all.values().skip(most).sum();
    let kept = all.into_iter().take(most).map(|((from, to, kind), count)| Edge { from, to, kind, count });
    (kept.collect(), left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;
    use portico_core::drawing;

    const TEXT: &str = "
vpc main 10.0.0.0/16
  igw igw
  table app: 0.0.0.0/0 -> igw
  group web: in tcp 443 from 0.0.0.0/0
  group data: in tcp 5432 from web
  subnet app-a a 10.0.1.0/24 table app
    instance api groups web
  subnet app-b b 10.0.2.0/24 table app
    instance db groups data
  gateway-endpoint s3 tables app
service s3
flow api -> s3 tcp 443
";

    fn ends(edges: &[Edge], model: &Model) -> Vec<(String, String)> {
        let name = |p: &Place| p.node().map_or(p.to_string(), |n| model.name(n));
        edges.iter().map(|e| (name(&e.from), name(&e.to))).collect()
    }

    #[test]
    fn a_table_of_hundreds_of_subnets_is_tied_by_a_few_lines() {
        let subnets: String = (0..100).map(|n| format!("  subnet s{n} {} 10.0.{n}.0/24 table app\n", ["a", "b"][n % 2])).collect();
        let f = facts(&format!(
            "vpc main 10.0.0.0/16\n  igw igw\n  table app: 0.0.0.0/0 -> igw\n  gateway-endpoint s3 tables app\n{subnets}service s3\n"
        ));
        let sheet = drawing::Sheet::of(&f.document);
        let (stands, tree) = (Stands::of(&sheet), sheet.tree());
        let endpoint = f.document.model.of_kind(Kind::GatewayEndpoint).next().unwrap().0;
        let all = related(&f.document.model, &stands, endpoint);
        assert_eq!(all.len(), 100);
        let parent = |p: &Place| tree.place(tree.parent(tree.index(p)?)?).cloned();
        let (few, left) = bundled(all, &parent, MOST);
        assert_eq!((few.iter().map(|e| e.count).sum::<usize>(), left), (100, 0));
        assert!(few.len() <= 2, "{few:?}");
    }

    #[test]
    fn each_layer_has_its_lines() {
        let f = facts(TEXT);
        let stands = Stands::of(&Sheet::of(&f.document));
        let of = |l: Layer| ends(&layer(&f, &stands, l), &f.document.model);
        let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
        assert_eq!(of(Layer::Tables), [pair("s3-gw", "app"), pair("s3-gw", "app")], "one for each subnet that the table serves");
        let routes = [pair("app", "igw"), pair("app", "igw"), pair("app", "s3-gw"), pair("app", "s3-gw")];
        assert_eq!(of(Layer::Routes), routes, "those that AWS adds too");
        assert_eq!(of(Layer::Traffic), [pair("api", "s3")]);
        assert_eq!(of(Layer::Targets), [pair("api", "db")], "the rule of data names web");
    }

    #[test]
    fn what_an_object_is_tied_to() {
        let f = facts(TEXT);
        let (model, stands) = (&f.document.model, Stands::of(&Sheet::of(&f.document)));
        let igw = model.of_kind(Kind::InternetGateway).next().unwrap().0;
        assert_eq!(related(model, &stands, igw).len(), 2);
        let api = model.of_kind(Kind::Workload).next().unwrap().0;
        assert_eq!(ends(&related(model, &stands, api), model), [("api".to_string(), "s3".to_string())]);
    }

    #[test]
    fn a_hairball_becomes_a_few_lines_between_containers() {
        let mut text = String::from("vpc main 10.0.0.0/16\n");
        for s in 0..10 {
            text.push_str(&format!("  subnet s{s} a 10.0.{s}.0/24\n"));
            for i in 0..50 {
                text.push_str(&format!("    instance i{s}x{i}\n"));
            }
        }
        text.push_str("service s3\nservice kms\n");
        for s in 0..10 {
            for i in 0..50 {
                text.push_str(&format!("flow i{s}x{i} -> {} tcp 443\n", if i % 2 == 0 { "s3" } else { "kms" }));
            }
        }
        let f = facts(&text);
        let sheet = Sheet::of(&f.document);
        let edges = layer(&f, &Stands::of(&sheet), Layer::Traffic);
        assert_eq!(edges.len(), 500);
        let parent = |p: &Place| drawing::parent(&f.document, p);
        let (few, left) = bundled(edges, &parent, MOST);
        assert_eq!((few.len(), left), (20, 0), "from each subnet to each service");
        assert_eq!(few.iter().map(|e| e.count).sum::<usize>(), 500, "none is forgotten");
        // Few lines stay as they are.
        let (same, _) = bundled(few.clone(), &parent, MOST);
        assert_eq!(same, few);
    }
}
