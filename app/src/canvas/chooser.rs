//! Which service an endpoint is for: asked when it is dropped, before anything is added.

use super::intent;
use crate::palette::Item;
use crate::prelude::*;
use crate::state::shell::Choosing;
use crate::state::{Studio, studio};
use crate::ui::{Glyph, Icon, closed, modal};
use portico_core::catalogue::{Catalogue, Service, ServiceKind};
use portico_core::document::{Flow, Model, Service as Placed, ServiceId};

/// Services that have an endpoint of the wanted kind: those of the design first, then as the palette has them, then by search.
fn choices(model: &Model, item: &Item, text: &str) -> Vec<&'static Service> {
    let catalogue = Catalogue::bundled();
    let kind = if *item == Item::Gateway { ServiceKind::Gateway } else { ServiceKind::Interface };
    let wanted = |s: &&'static Service| s.offers(kind) && !s.retired && !s.fips;
    let mut out: Vec<&'static Service> = Vec::new();
    let mut push = |s: &'static Service| {
        if wanted(&s) && !out.iter().any(|o| o.id == s.id) {
            out.push(s);
        }
    };
    if text.trim().is_empty() {
        let called = model.all::<Flow>().filter_map(|(_, f)| portico_core::document::Id::<Placed>::of(f.to)).filter_map(|id| model.get(id));
        let placed = model.all::<Placed>().map(|(_, s)| s);
        called.chain(placed).filter_map(|s| catalogue.service(s.service.as_str())).for_each(&mut push);
        catalogue.palette().iter().flat_map(|p| p.services()).for_each(&mut push);
    } else {
        catalogue.search_services(text).into_iter().for_each(&mut push);
    }
    out.truncate(60);
    out
}

#[component]
pub fn Chooser() -> impl IntoView {
    let s = studio();
    let dialog = modal(Signal::derive(move || s.shell.choosing.with(Option::is_some)));
    view! {
        <dialog
            class="sheet"
            node_ref=dialog
            aria-labelledby="choose-title"
            data-testid="choose-service"
            on:close=closed(dialog, move || s.shell.choosing.set(None))
        >
            {move || s.shell.choosing.get().map(chosen_from)}
        </dialog>
    }
}

/// Comes with what somebody does: not inlined, so that the page stands without it.
#[inline(never)]
fn chosen_from(c: Choosing) -> AnyView {
    view! { <Choices c /> }.into_any()
}

#[component]
fn Choices(c: Choosing) -> impl IntoView {
    let s = studio();
    let text = RwSignal::new(String::new());
    let gateway = c.item == Item::Gateway;
    let kept = StoredValue::new(c.clone());
    let listed = Memo::new(move |_| {
        let text = text.get();
        s.derived.model.with(|m| choices(m, &kept.get_value().item, &text)).into_iter().map(|s| s.id).collect::<Vec<_>>()
    });
    let row = move |id: &'static str| {
        let known = Catalogue::bundled().service(id);
        let (name, small) = known.map_or((id, id), |k| (k.display(), k.id));
        view! {
            <li>
                <button type="button" class="option" data-testid=format!("choose-{}", id.replace('.', "-")) on:click=move |_| choose(s, &kept.get_value(), id)>
                    <Icon glyph=Glyph::of_service(id) />
                    <span>{name}</span>
                    <small>{small}</small>
                </button>
            </li>
        }
    };
    view! {
        <div class="sheet-head">
            <h2 id="choose-title">{if gateway { "Gateway endpoint for" } else { "Interface endpoint for" }}</h2>
            <button type="button" class="icon-button" aria-label="Close" on:click=move |_| s.shell.choosing.set(None)>
                <Icon glyph=Glyph::Close />
            </button>
        </div>
        {gateway.then(|| view! { <p class="lead">"Amazon S3 and DynamoDB only. It costs nothing and is a route, not an interface."</p> })}
        {(!gateway)
            .then(|| {
                view! {
                    <input
                        class="field"
                        type="search"
                        data-testid="choose-search"
                        aria-label="Find an AWS service"
                        placeholder="Find a service: ssm, ecr, kms …"
                        autofocus
                        prop:value=text
                        on:input=move |e| text.set(event_target_value(&e))
                        on:keydown=move |e| {
                            if e.key() == "Enter"
                                && let Some(id) = listed.get_untracked().first()
                            {
                                e.prevent_default();
                                choose(s, &kept.get_value(), id);
                            }
                        }
                    />
                }
            })}
        <ul class="options">
            {move || listed.get().into_iter().map(row).collect_view()}
            {move || listed.with(Vec::is_empty).then(|| view! { <li class="empty">"No AWS service of that name has such an endpoint."</li> })}
        </ul>
    }
}

fn choose(s: Studio, c: &Choosing, id: &str) {
    s.shell.choosing.set(None);
    if let Ok(service) = id.parse::<ServiceId>() {
        intent::add(s, &c.item, Some(&service), c.at, c.onto.as_ref());
        super::focus_selected(s);
    }
}
