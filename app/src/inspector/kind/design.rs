//! What stands in the panel when nothing, or several things, are selected: the design itself.

use super::super::edit::{Edit, Typed};
use super::super::form::{Act, Button, Control, Item, Row, Section, Suggest, Table, TableRow, TextBox, Tone};
use super::super::make::Of;
use crate::ui::number::thousands;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Account, Kind, NodeId, Value};
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::text;
use portico_core::text::{Text, code};

pub fn design(facts: &Facts) -> Vec<Section> {
    let doc = &facts.document;
    let a = &doc.assumptions;
    let regions = Catalogue::bundled().regions();
    let region = Control::Select {
        chosen: regions.iter().position(|r| r.code == a.region.as_str()),
        options: regions
            .iter()
            .map(|r| super::super::form::Choice {
                text: format!("{} · {}", r.code, r.name),
                command: Some(Command::Assume { field: "region".into(), value: Value::text(r.code) }),
            })
            .collect(),
        undo: crate::language::t("Choose the region").into(),
    };
    let assume = |field, typed| Edit::Assume { field, typed };
    let mut about: Vec<Item> = vec![
        line("title", "Title", a.title.clone(), assume("title", Typed::Text)).into(),
        Row::new("region", "Region", region).into(),
        line("hours-per-month", "Hours a month", a.hours_per_month.to_string(), assume("hours_per_month", Typed::Int))
            .hint(text!("Prices by the hour are multiplied by it: 730 is a mean month, 744 the longest"))
            .into(),
    ];
    let own = doc.model.all::<Account>().next().map(|(_, a)| a.clone());
    let (id, org) = own.map_or((None, None), |a| (a.account_id, a.organization));
    about.push(line("account-id", "Account id", id.unwrap_or_default(), Edit::Account("account_id")).mono().placeholder("not said").into());
    about.push(
        line("organization", "Organization id", org.unwrap_or_default(), Edit::Account("organization"))
            .mono()
            .placeholder("not said")
            .into(),
    );
    let mut all = vec![Section::new("design", "", about)];
    if doc.model.is_empty() {
        let note = text!("Nothing is drawn yet. Drag a VPC from the left onto the canvas, or press / to find something to add.");
        all.push(Section::new("empty", "", vec![Item::note(note)]));
    } else {
        all.push(Section::new("cost", "", vec![Item::Costs]));
        all.push(Section::new("address-plan", "Address plan", vec![Item::Plan]));
        all.push(Section::new("counts", "What is drawn", vec![counts(facts).into()]));
    }
    all
}

fn line(id: &str, label: &str, value: String, edit: Edit) -> Row {
    Row::new(
        id,
        label,
        Control::Text(TextBox {
            value,
            edit,
            mono: false,
            placeholder: String::new(),
            suggest: Suggest::Nothing,
            undo: crate::say!("{label} of the design", label = label),
        }),
    )
}

fn counts(facts: &Facts) -> Table {
    let model = &facts.document.model;
    let all = Kind::ALL.iter().map(|k| (k, model.of_kind(*k).count())).filter(|(_, n)| *n > 0);
    let rows = all.map(|(k, n)| TableRow {
        id: format!("count-{k}"),
        cells: vec![
            Row::shown(format!("count-{k}-kind"), "Kind", Text::plain(k.label())),
            Row::shown(format!("count-{k}-n"), "Number", text!("{n}", n = thousands(n as u64))),
        ],
        remove: None,
        tone: Tone::Plain,
        note: None,
    });
    Table {
        id: "counts-table",
        caption: crate::language::t("Resources by kind").into(),
        columns: vec!["Kind", "Number"],
        rows: rows.collect(),
        empty: None,
        add: Vec::new(),
    }
}

/// Several selected: each a link.
pub fn several(facts: &Facts, nodes: &[NodeId]) -> Vec<Section> {
    let model = &facts.document.model;
    let items = nodes.iter().filter(|n| model.contains(**n)).map(|n| {
        let open = Button { id: format!("open-{}-{}", n.kind(), n.number()), label: model.name(*n), act: Act::Select(*n), small: false };
        Row::new(format!("selected-{}-{}", n.kind(), n.number()), n.kind().label(), Control::Button(open)).into()
    });
    vec![Section::new("selected", "", items.collect())]
}

/// The region of a resource that stands in none of the VPCs.
pub fn region_row(of: &Of, field: &'static str) -> Row {
    let options = Catalogue::bundled().regions().iter().map(|r| (Value::text(r.code), r.code.to_string())).collect();
    of.choose(field, "Region", of.value(field), options)
}

/// A word in mono, for rows that only show.
pub fn mono(word: impl std::fmt::Display) -> Text {
    text!("{word}", word = code(word))
}
