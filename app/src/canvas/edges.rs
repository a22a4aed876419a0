//! Lines, quiet by default: of the structure and of what is selected.

use crate::geometry::elbow;
use crate::prelude::*;
use crate::state::lines::{self, Edge, MOST, Stands, bundled};
use crate::state::scene::Item;
use crate::state::shell::Layer;
use crate::state::studio;
use portico_core::document::{Flow, Place};
use portico_core::drawing::{self, Sheet};
use portico_core::ordered::BTreeSet;
use portico_core::reach::Verdict;

#[component]
pub fn Edges() -> impl IntoView {
    let s = studio();
    // What hangs on the design and the layers; beside it what hangs on selection and pointer, which change often.
    let lasting = Memo::new(move |_| {
        let sheet = s.scene.sheet();
        s.derived.model.with(|_| ());
        let doc = s.workspace.document();
        let tied = drawing::ties(&doc).into_iter().map(|(from, to)| Edge { from, to, kind: "tie", count: 1 });
        let mut out: Vec<Edge> = tied.collect();
        let shown: Vec<Layer> =
            [Layer::Tables, Layer::Routes, Layer::Traffic, Layer::Targets].into_iter().filter(|l| s.shell.layers.shown(*l)).collect();
        if !shown.is_empty() {
            let (stands, tree) = (Stands::of(&sheet), sheet.tree());
            let parent = |p: &Place| tree.place(tree.parent(tree.index(p)?)?).cloned();
            for layer in shown {
                out.extend(s.derived.facts.with(|f| bundled(lines::layer(f, &stands, layer), &parent, MOST)).0);
            }
        }
        out
    });
    let all = Memo::new(move |_| {
        let sheet = s.scene.sheet();
        let mut out: BTreeSet<Edge> = lasting.get().into_iter().collect();
        let chosen = s.selection.nodes();
        let hovered = s.shell.hovered.get();
        if hovered.is_some() || !chosen.is_empty() {
            let (model, stands) = (s.derived.model.get(), Stands::of(&sheet));
            let tree = sheet.tree();
            let parent = |p: &Place| tree.place(tree.parent(tree.index(p)?)?).cloned();
            for node in chosen.iter().copied().chain(hovered) {
                // What a table of hundreds of subnets is tied to is lit; its lines are drawn together.
                out.extend(bundled(lines::related(&model, &stands, node), &parent, MOST).0);
            }
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
        let class = format!("edge {}{}{}", edge.kind, if refused { " blocked" } else { "" }, if edge.count > 1 { " many" } else { "" });
        view! { <path class=class d=move || line(&s.scene.sheet(), &edge, &a, &b) /> }.into_any()
    };
    view! {
        <g class="edges" role="presentation">
            <Captions />
            <For each=move || all.get() key=Clone::clone children=draw />
            <Lit />
            <super::path::PathLine />
            <crate::drill::Losses />
            <crate::policy::Calls />
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

/// Rings round what is related to the object under the pointer.
#[component]
fn Lit() -> impl IntoView {
    let s = studio();
    let rects = Memo::new(move |_| {
        let Some(node) = s.shell.hovered.get() else { return Vec::new() };
        let sheet = s.scene.sheet();
        let ends = s.derived.model.with(|m| lines::related(m, &Stands::of(&sheet), node)).into_iter().flat_map(|e| [e.from, e.to]);
        let places: BTreeSet<Place> = ends.filter(|p| p.node() != Some(node)).collect();
        places.iter().filter_map(|p| sheet.get(p)).take(MOST).collect()
    });
    move || {
        rects
            .get()
            .into_iter()
            .map(|r| view! { <rect class="lit" x=r.x - 3 y=r.y - 3 width=r.w + 6 height=r.h + 6 rx="10" /> })
            .collect_view()
    }
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
                view! { <text class="t t-faint t-caption" x=r.x + 2 y=r.y - 10>{say!("AWS services in {region}", region = region)}</text> }
            })
            .collect_view()
    }
}
