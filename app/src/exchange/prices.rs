//! The sheet of prices: AWS's price lists read in the worker as they stream by, what they change shown before it counts, and the way back.

use super::desk::{self, Desk, Job};
use crate::cost::data::meter_label;
use crate::prelude::*;
use crate::state::shell::{Pricing, Refused};
use crate::state::{Studio, studio, today};
use crate::ui::number::{price, thousands};
use crate::ui::{Glyph, Icon, Sheet, dom};
use portico_core::catalogue::offer::{OfferFile, is_price_list};
use portico_core::catalogue::{Catalogue, Currency, Meter};
use portico_core::document::{Model, Vpc};
use portico_core::money::Money;
use portico_core::ordered::{BTreeSet, Sorted as _};
use send_wrapper::SendWrapper;
use serde_json::Value;
use wasm_bindgen_futures::JsFuture;

/// Lines of the report that are shown; the rest is counted.
const MOST: usize = 200;

/// One price of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub region: String,
    pub what: String,
    pub before: Option<Side>,
    /// What counts from now on; else why it was not taken.
    pub after: Result<Side, String>,
}

/// A price as it is written, and of which day it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    pub amounts: String,
    pub day: String,
}

/// What was read, of one list or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Such as `AmazonVPC of 2026-09-17`.
    pub offers: Vec<String>,
    pub table: String,
    /// Prices that can be taken.
    pub taken: u64,
    /// Of those the ones that are as before.
    pub same: u64,
    pub lines: Vec<Line>,
}

impl Report {
    fn changed(&self) -> usize {
        self.lines.iter().filter(|l| l.after.is_ok()).count()
    }

    /// Lays what another list says over this.
    fn lay(mut self, next: Report) -> Report {
        self.offers.extend(next.offers);
        self.lines.extend(next.lines);
        Report { table: next.table, taken: self.taken + next.taken, same: self.same + next.same, ..self }
    }

    /// Of Regions that the design is in first.
    fn ordered(mut self, here: &BTreeSet<String>) -> Report {
        self.lines.order_by_key(|l| (l.after.is_ok(), !here.contains(&l.region), l.region.clone()));
        self
    }
}

/// The worker's answer read; none for what is no such answer.
pub fn report(json: &str) -> Option<Report> {
    let v: Value = serde_json::from_str(json).ok()?;
    let text = |v: &Value, name: &str| v.get(name).and_then(Value::as_str).map(str::to_owned);
    let side = |v: &Value| {
        let currency = if v.get("currency")?.as_str()? == "CNY" { Currency::Cny } else { Currency::Usd };
        let amount = |t: &Value| Some(price(currency, t.as_str()?.parse::<Money>().ok()?));
        let amounts = v.get("tiers")?.as_array()?.iter().map(amount).collect::<Option<Vec<_>>>()?.join(" / ");
        Some(Side { amounts, day: text(v, "day").unwrap_or_default() })
    };
    let line = |v: &Value| {
        let meter = meter_label(Meter::read(&text(v, "meter")?)?);
        let what = text(v, "to").map_or_else(|| meter.to_owned(), |to| format!("{meter}: {to}"));
        let after = match text(v, "why") {
            Some(why) => Err(why),
            None => Ok(side(v.get("after")?)?),
        };
        Some(Line { region: text(v, "region")?, what, before: v.get("before").and_then(side), after })
    };
    let offer = |v: &Value| {
        let code = text(v, "code").filter(|c| !c.is_empty()).unwrap_or_else(|| t("A price list").into());
        text(v, "day").map_or(code.clone(), |day| format!("{code} of {day}"))
    };
    Some(Report {
        offers: v.get("offers")?.as_array()?.iter().map(offer).collect(),
        table: text(&v, "table")?,
        taken: v.get("taken")?.as_u64()?,
        same: v.get("same")?.as_u64()?,
        lines: v.get("prices")?.as_array()?.iter().map(line).collect::<Option<_>>()?,
    })
}

/// A list as it is called and dated.
pub fn called(offer: &OfferFile) -> String {
    let code = if offer.code.is_empty() { "a price list" } else { &offer.code };
    offer.day().map_or_else(|| code.to_owned(), |day| format!("{code} of {day}"))
}

/// Whether a file that somebody gives is a price list, by how it begins.
pub async fn is_one(file: &web_sys::File) -> bool {
    let Ok(head) = file.slice_with_f64_and_f64(0.0, 4096.0) else { return false };
    let bytes = JsFuture::from(head.array_buffer()).await.map(|b| js_sys::Uint8Array::new(&b).to_vec());
    bytes.is_ok_and(|b| is_price_list(&b))
}

/// Opens the sheet; with files it begins to read them.
pub fn open(s: Studio, files: Vec<web_sys::File>) {
    s.shell.opening.set(false);
    s.shell.pricing.set(Some(Pricing(SendWrapper::new(files))));
}

#[component]
pub fn PricesSheet() -> impl IntoView {
    let s = studio();
    let open = Signal::derive(move || s.shell.pricing.with(Option::is_some));
    view! {
        <Sheet id="prices" title="Prices" open=open close=move || s.shell.pricing.set(None)>
            {move || match s.shell.pricing.get() {
                Some(p) if !p.0.is_empty() => view! { <Reading files=p /> }.into_any(),
                _ => view! { <Now /> }.into_any(),
            }}
        </Sheet>
    }
}

/// Which prices count, and how others come.
#[component]
fn Now() -> impl IntoView {
    let s = studio();
    let imported = move || s.prices.table().count > 0;
    let said = move || {
        let table = s.prices.table();
        match table.offers.iter().map(called).collect::<Vec<_>>() {
            all if all.is_empty() => t("The built-in prices count. Each line of a bill says of which day its price is.").to_owned(),
            all => {
                say!("{n} prices were taken from {all}. All others are built in.", n = thousands(table.count as u64), all = all.join(", "))
            }
        }
    };
    let chosen = move |e: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&e);
        let files: Vec<web_sys::File> = input.files().map(|f| (0..f.length()).filter_map(|n| f.get(n)).collect()).unwrap_or_default();
        // So that the same file can be chosen again.
        input.set_value("");
        if !files.is_empty() {
            open(s, files);
        }
    };
    view! {
        <div class="prices">
            <p role="status" data-testid="prices-said">{said}</p>
            <div class="prices-ends">
                <label class="btn main file">
                    <input
                        type="file"
                        class="unseen"
                        multiple=true
                        accept=".json,.csv,.tsv,.txt"
                        data-testid="prices-file"
                        autofocus=true
                        on:change=chosen
                        on:keydown=move |e| {
                            // It looks like a button, and the browser gives it the space bar alone.
                            if e.key() == "Enter" {
                                e.prevent_default();
                                event_target::<web_sys::HtmlElement>(&e).click();
                            }
                        }
                    />
                    "Choose a price list …"
                </label>
                <Show when=move || s.prices.can_undo()>
                    <button type="button" class="btn" data-testid="prices-undo" on:click=move |_| s.prices.undo()>
                        <Icon glyph=Glyph::Undo size=16 />
                        "Undo the last change"
                    </button>
                </Show>
                <Show when=imported>
                    <button type="button" class="btn" data-testid="prices-built-in" on:click=move |_| s.prices.built_in()>"Back to the built-in prices"</button>
                </Show>
            </div>
            <p class="dim">
                "AWS publishes its prices as files, JSON or CSV, of up to some hundred MB: those of AmazonVPC, AmazonEC2 and AWSDataTransfer have what a network runs up. "
                "Where they are: the AWS Billing guide, \u{201c}Getting price list files manually\u{201d}. Choose one here, or drop it anywhere on the page. "
                "It is read piece by piece and goes nowhere; this browser keeps the prices, for all designs."
            </p>
        </div>
    }
}

#[component]
fn Reading(files: Pricing) -> impl IntoView {
    let s = studio();
    // Ended with the sheet: closing it breaks off what is read.
    let desk = Desk::new();
    let found = RwSignal::new(None::<Report>);
    let at = RwSignal::new(0usize);
    read(s, desk, files.clone(), at, Report { table: s.prices.text(), ..Report::default() }, found);
    view! {
        <div class="prices">
            {move || match found.get() {
                None => progress(s, desk, files.clone(), at).into_any(),
                Some(report) => shown(s, report).into_any(),
            }}
        </div>
    }
}

/// Reads one file after the other.
fn read(s: Studio, desk: Desk, files: Pricing, at: RwSignal<usize>, so_far: Report, found: RwSignal<Option<Report>>) {
    let n = at.get_untracked();
    let Some(file) = files.0.get(n).cloned() else {
        let here = s.derived.model.with_untracked(|m| regions(m));
        found.set(Some(so_far.ordered(&here)));
        return;
    };
    let name = file.name();
    let given = vec![so_far.table.clone(), today()];
    desk.ask(Job { file: Some(file), ..Job::of("read_prices", String::new(), given) }, move |answer| match desk::read(answer, report) {
        Ok(next) => {
            at.set(n + 1);
            read(s, desk, files, at, so_far.lay(next), found);
        }
        Err(why) => {
            s.shell.pricing.set(None);
            s.shell.refused.set(Some(Refused { file: name, at: String::new(), message: why }));
        }
    });
}

fn regions(model: &Model) -> BTreeSet<String> {
    model.all::<Vpc>().map(|(_, v)| v.region.to_string()).collect()
}

fn megabytes(bytes: f64) -> String {
    let tenths = (bytes / 100_000.0).ceil() as u64;
    format!("{}.{} MB", thousands(tenths / 10), tenths % 10)
}

/// What Enter does next: the dialog is open already, so nothing in it takes the focus by itself.
fn focus_next() {
    request_animation_frame(|| {
        dom::focus("[data-testid=prices-take]:not(:disabled), [data-testid=prices-cancel]");
    });
}

fn progress(s: Studio, desk: Desk, files: Pricing, at: RwSignal<usize>) -> impl IntoView {
    focus_next();
    let said = move || {
        let n = at.get();
        files.0.get(n).map(|f| {
            let of = if files.0.len() > 1 { format!("{} of {}: ", n + 1, files.0.len()) } else { String::new() };
            say!(
                "Reading {of}{name} ({done} of {all}) …",
                of = of,
                name = f.name(),
                done = megabytes(f.size() * desk.progress()),
                all = megabytes(f.size())
            )
        })
    };
    let cancel = move |_| {
        desk.stop();
        s.shell.pricing.set(None);
    };
    view! {
        <p data-testid="prices-progress">{said}</p>
        <progress aria-label="Reading" max="1" prop:value=move || desk.progress().to_string() />
        <div class="prices-ends">
            <button type="button" class="btn" data-testid="prices-cancel" autofocus=true on:click=cancel>"Cancel"</button>
        </div>
    }
}

fn shown(s: Studio, report: Report) -> impl IntoView {
    focus_next();
    let (changed, failed) = (report.changed(), report.lines.len() - report.changed());
    let counted = |n: u64, one: &str, many: &str| format!("{} {}", thousands(n), if n == 1 { one } else { many });
    let (change, stay) =
        (counted(changed as u64, "price changes", "prices change"), counted(report.same, "stays as it is", "stay as they are"));
    let mut said = format!("{}: {change}, {stay}", report.offers.join(", "));
    if failed > 0 {
        said.push_str(&say!(", {n} cannot be taken", n = thousands(failed as u64)));
    }
    said.push_str(". Nothing has changed yet.");
    let name = |code: &str| Catalogue::bundled().region(code).map_or_else(|| code.to_owned(), |r| r.name.to_owned());
    let side = |s: Side| view! { {s.amounts}<div class="faint">{if s.day.is_empty() { t("no date").into() } else { s.day }}</div> };
    let row = |l: &Line| {
        let before = l.before.clone().map_or_else(|| view! { <span class="faint">"not known"</span> }.into_any(), |s| side(s).into_any());
        let after = match l.after.clone() {
            Ok(s) => view! { <td class="num">{side(s)}</td> }.into_any(),
            Err(why) => view! { <td class="problem">{say!("Not taken: {why}.", why = why)}</td> }.into_any(),
        };
        view! { <tr><th scope="row">{l.what.clone()}<div class="faint">{name(&l.region)}</div></th><td class="num">{before}</td>{after}</tr> }
    };
    let rows = report.lines.iter().take(MOST).map(row).collect_view();
    let rest = report.lines.len().saturating_sub(MOST);
    let days = report.offers.join(", ");
    let table = report.table;
    let take = move |_| match s.prices.take(&table) {
        Ok(()) => {
            s.shell.pricing.set(None);
            s.notices.say(say!("The prices of {days} count now. “Prices” in the Cost panel takes them back.", days = days));
        }
        Err(why) => s.notices.problem(say!("The prices were not taken: {why}.", why = why)),
    };
    view! {
        <p role="status" data-testid="prices-found">{said}</p>
        {(!report.lines.is_empty()).then(|| view! {
            <div class="prices-changes" tabindex="0" role="region" aria-label="What changes">
                <table data-testid="prices-changes">
                    <thead><tr><th scope="col">"Price"</th><th scope="col" class="num">"Until now"</th><th scope="col" class="num">"In this list"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        })}
        {(rest > 0).then(|| view! { <p class="dim">{say!("and {n} more", n = thousands(rest as u64))}</p> })}
        <div class="prices-ends">
            <button type="button" class="btn main" data-testid="prices-take" autofocus=true disabled=report.taken == 0 on:click=take>"Use these prices"</button>
            <button type="button" class="btn" data-testid="prices-cancel" on:click=move |_| s.shell.pricing.set(None)>"Cancel"</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_read_and_lists_are_laid_over_each_other() {
        let one = report(
            r##"{"offers": [{"code": "AmazonVPC", "version": "1", "day": "2026-10-01"}], "table": "# t", "taken": 2, "same": 1, "prices": [
                {"region": "eu-west-1", "meter": "nat-hour", "to": null, "before": {"tiers": ["0.048"], "currency": "USD", "day": null},
                 "after": {"tiers": ["0.05", "0.04"], "currency": "USD", "day": "2026-10-01"}},
                {"region": "us-east-1", "meter": "inter-region-gb", "to": "eu-west-1", "why": "its tiers leave gaps"}]}"##,
        )
        .unwrap();
        assert_eq!(one.offers, ["AmazonVPC of 2026-10-01"]);
        let nat = &one.lines[0];
        assert_eq!(nat.before, Some(Side { amounts: "$0.048".into(), day: String::new() }));
        assert_eq!(nat.after, Ok(Side { amounts: "$0.05 / $0.04".into(), day: "2026-10-01".into() }));
        assert_eq!(one.lines[1].after, Err("its tiers leave gaps".into()));
        assert_eq!((one.changed(), one.lines[1].what.as_str()), (1, "Data to another Region: eu-west-1"));
        let all = one.clone().lay(Report { table: "# u".into(), taken: 3, ..Report::default() });
        assert_eq!((all.table.as_str(), all.taken, all.same, all.lines.len()), ("# u", 5, 1, 2));
        let first = all.ordered(&["us-east-1".to_string()].into_iter().collect());
        assert!(first.lines[0].after.is_err(), "what is wrong stands first");
        assert_eq!(report("{}"), None);
    }
}
