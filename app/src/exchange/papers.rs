//! The design as single files for other people: draw.io, a report, sheets; and on paper.

use super::{file, picture};
use crate::state::Studio;
use crate::ui::dom;
use gloo::file::{Blob, ObjectUrl};
use portico_core::interchange::papers;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    Drawio,
    Report,
}

/// Saves one of them.
pub fn save(s: Studio, paper: Paper) {
    let doc = s.workspace.document();
    let (suffix, mime, text) = match paper {
        Paper::Drawio => (".drawio", "application/xml", papers::drawio(&doc)),
        Paper::Report => ("-report.md", "text/markdown", s.derived.facts.with_untracked(|f| papers::report(f, &doc))),
    };
    let name = file::called(&doc.assumptions.title, suffix);
    file::save(s, &name, mime, text.as_bytes());
}

/// Prints the drawing, as large as the paper allows, under the design's name.
pub fn print(s: Studio) {
    spawn_local(async move {
        if sheet(s).await.is_none() {
            s.notices.problem("The browser could not print the design.");
        }
    });
}

async fn sheet(s: Studio) -> Option<()> {
    let doc = s.workspace.document();
    let (window, page) = (web_sys::window()?, dom::document()?);
    let url = ObjectUrl::from(Blob::new_with_options(picture::drawn(s, &doc).as_bytes(), Some("image/svg+xml")));
    let sheet = page.create_element("section").ok()?;
    sheet.set_class_name("print-sheet");
    let title = page.create_element("h1").ok()?;
    title.set_text_content(Some(&doc.assumptions.title));
    let said = page.create_element("p").ok()?;
    // Of the design as it is now, though nothing may be settled yet.
    let (currency, month) = s.derived.facts.with_untracked(|f| f.estimate().month());
    let findings = s.derived.findings.with_untracked(|f| f.len());
    said.set_text_content(Some(&crate::say!(
        "{region} · {n} objects · {money} a month · {findings} {finding}",
        region = doc.assumptions.region,
        n = doc.model.len(),
        money = crate::ui::number::money(currency, month.typical),
        findings = findings,
        finding = if findings == 1 { "finding" } else { "findings" }
    )));
    let image: web_sys::HtmlImageElement = page.create_element("img").ok()?.dyn_into().ok()?;
    image.set_alt("The design");
    image.set_src(&url);
    for part in [title.unchecked_ref::<web_sys::Node>(), said.unchecked_ref(), image.unchecked_ref()] {
        sheet.append_child(part).ok()?;
    }
    page.body()?.append_child(&sheet).ok()?;
    let drawn = JsFuture::from(image.decode()).await.is_ok();
    // The dialog of the browser is open until this returns.
    let printed = drawn && window.print().is_ok();
    sheet.remove();
    drop(url);
    printed.then_some(())
}
