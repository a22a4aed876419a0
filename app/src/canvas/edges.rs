//! Lines, quiet by default: of the structure and of what is selected.

use crate::geometry::elbow;
use crate::prelude::*;
use crate::state::scene::Item;
use crate::state::studio;
use portico_core::document::{Body, Flow, GatewayEndpoint, Id, Kind, Model, NodeId, Place, RouteTable, Target};
use portico_core::drawing::{self, Sheet};
use portico_core::ordered::BTreeSet;
use portico_core::reach::Verdict;

/// A line between two boxes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Edge {
    from: Place,
    to: Place,
    kind: &'static str,
}

#[component]
pub fn Edges() -> impl IntoView {
    let s = studio();
    let all = Memo::new(move |_| {
        let sheet = s.scene.sheet();
        let nodes = s.selection.nodes();
        let mut out: BTreeSet<Edge> = BTreeSet::new();
        s.derived.model.with(|_| ());
        let doc = s.workspace.document();
        for (from, to) in drawing::ties(&doc) {
            out.insert(Edge { from, to, kind: "tie" });
        }
        for node in nodes {
            out.extend(related(&doc.model, &sheet, node));
        }
        out.into_iter().collect::<Vec<_>>()
    });
    let blocked = move |edge: &Edge| {
        // A flow that does not arrive is drawn so; the word is in the panel.
        s.derived.settled.with(|f| {
            f.flows().iter().any(|(id, t)| {
                t.verdict == Verdict::Blocked
                    && f.document.model.get::<Flow>(*id).is_some_and(|x| Some(x.from) == edge.from.node() && Some(x.to) == edge.to.node())
            })
        })
    };
    let draw = move |edge: Edge| {
        let (Some(a), Some(b)) = (s.scene.item(&edge.from), s.scene.item(&edge.to)) else { return ().into_any() };
        let refused = edge.kind == "flow" && blocked(&edge);
        let class = format!("edge {}{}", edge.kind, if refused { " blocked" } else { "" });
        view! { <path class=class d=move || line(&s.scene.sheet(), &edge, &a, &b) /> }.into_any()
    };
    view! {
        <g class="edges" role="presentation">
            <Captions />
            <For each=move || all.get() key=Clone::clone children=draw />
            <super::path::PathLine />
        </g>
    }
}

/// Round obstacles at rest; straight to the point while one end is being dragged.
fn line(sheet: &Sheet, edge: &Edge, a: &Item, b: &Item) -> String {
    let (from, to) = (a.rect.get(), b.rect.get());
    if sheet.get(&edge.from) == Some(from) && sheet.get(&edge.to) == Some(to) {
        drawing::edge(sheet, &edge.from, &edge.to).map(|l| l.d()).unwrap_or_default()
    } else {
        elbow(from, to)
    }
}

/// Where a resource is drawn: each of its boxes.
fn stands(sheet: &Sheet, node: NodeId) -> impl Iterator<Item = &Place> {
    sheet.boxes().map(|(p, _)| p).filter(move |p| p.node() == Some(node))
}

/// Lines of one selected resource: its flows, what it is tied to.
fn related(model: &Model, sheet: &Sheet, node: NodeId) -> Vec<Edge> {
    let mut out = Vec::new();
    let first = |n: NodeId| stands(sheet, n).next().cloned();
    for (id, flow) in model.all::<Flow>() {
        if [flow.from, flow.to, id.node()].contains(&node)
            && let (Some(from), Some(to)) = (first(flow.from), first(flow.to))
        {
            out.push(Edge { from, to, kind: "flow" });
        }
    }
    let mut tie = |from: NodeId, to: NodeId| {
        for a in stands(sheet, from) {
            for b in stands(sheet, to) {
                out.push(Edge { from: a.clone(), to: b.clone(), kind: "tie" });
            }
        }
    };
    for (id, endpoint) in model.all::<GatewayEndpoint>() {
        for table in &endpoint.tables {
            if id.node() == node || table.node() == node {
                tie(id.node(), table.node());
            }
        }
    }
    if let Some(table) = Id::<RouteTable>::of(node).and_then(|t| model.get(t)) {
        for target in table.routes.iter().filter_map(|r| if let Target::Node(n) = r.target { Some(n) } else { None }) {
            tie(node, target);
        }
    }
    if matches!(node.kind(), Kind::NatGateway | Kind::InternetGateway | Kind::VpnGateway | Kind::EgressOnlyGateway) {
        for (id, n) in model.of_kind(Kind::RouteTable) {
            if let Body::RouteTable(t) = &n.body
                && t.routes.iter().any(|r| r.target == Target::Node(node))
            {
                tie(id, node);
            }
        }
    }
    out
}

/// The words over groups of outsiders: "AWS services in us-east-1".
#[component]
fn Captions() -> impl IntoView {
    let s = studio();
    move || {
        s.derived.model.with(|_| ());
        let sheet = s.scene.sheet();
        drawing::regions(&s.workspace.document(), &sheet)
            .into_iter()
            .map(|(region, r)| {
                view! { <text class="t t-faint t-caption" x=r.x + 2 y=r.y - 10>{format!("AWS services in {region}")}</text> }
            })
            .collect_view()
    }
}
