//! `portico optimise`: the cheapest endpoints that keep everything.

use super::cost::spread;
use crate::args::Optimise as Args;
use crate::what::Names;
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::facts::Facts;
use portico_core::interchange::save;
use portico_core::optimise::{Ask, Optimum, optimise};
use serde_json::{Value, json};

pub fn run(args: &Args, as_json: bool, catalogue: &Catalogue) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let facts = Facts::new(&document, catalogue);
    let found = optimise(&facts, Ask { remove_nats: args.remove_nat });
    if let Some(output) = &args.output {
        super::write(output, &save::write(&found.design))?;
    }
    let currency = facts.estimate().month().0.as_str();
    let output = if as_json { format!("{}\n", to_json(&found, currency)) } else { to_text(&found, currency) };
    Ok(Done { clean: true, output })
}

fn to_json(o: &Optimum, currency: &str) -> Value {
    let model = &o.design.model;
    let names = Names::of(model);
    let changes: Vec<Value> =
        o.changes.iter().map(|c| json!({"on": names.name(c.on), "what": c.what.render(model), "saves": c.saves.to_string()})).collect();
    json!({
        "currency": currency,
        "before": spread(&o.before),
        "after": spread(&o.after),
        "saves": (o.before.typical - o.after.typical).to_string(),
        "exact": o.exact,
        "changes": changes,
        "notes": o.notes.iter().map(|n| n.render(model)).collect::<Vec<_>>(),
    })
}

fn to_text(o: &Optimum, currency: &str) -> String {
    let model = &o.design.model;
    let mut out = String::new();
    for c in &o.changes {
        out.push_str(&format!("{:>12}  {}\n", c.saves.to_string(), c.what.render(model)));
    }
    let saves = o.before.typical - o.after.typical;
    if o.changes.is_empty() {
        out.push_str(&format!("The design is the cheapest that keeps what it keeps: {} {currency} a month\n", o.before.typical));
    } else {
        out.push_str(&format!("{:>12}  saved of {} {currency} a month, {} left\n", saves.to_string(), o.before.typical, o.after.typical));
    }
    if !o.exact {
        out.push_str("Not every choice was weighed.\n");
    }
    for n in &o.notes {
        out.push_str(&format!("{}\n", n.render(model)));
    }
    out
}
