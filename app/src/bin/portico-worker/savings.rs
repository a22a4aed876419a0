//! The cheapest endpoints of a design, and what surviving costs, as JSON for the page.

use crate::ways::{said, spread, step};
use portico_core::catalogue::Catalogue;
use portico_core::facts::Facts;
use portico_core::interchange::save;
use portico_core::optimise::{Ask, optimise as cheapest};
use portico_core::resilience::{Survival, surviving as survivals};
use portico_core::text;
use serde_json::{Value, json};

fn facts(design: &str, catalogue: &Catalogue) -> Result<Facts, String> {
    Ok(Facts::new(&save::read(design).map_err(|e| e.to_string())?, catalogue))
}

pub fn optimise(design: &str, asked: &[String], catalogue: &Catalogue) -> Result<String, String> {
    let facts = facts(design, catalogue)?;
    let found = cheapest(&facts, Ask { remove_nats: asked.iter().any(|a| a == "yes") });
    let model = &found.design.model;
    let changes: Vec<Value> = found.changes.iter().map(|c| json!({"what": said(&c.what, model), "saves": c.saves.exact()})).collect();
    let answer = json!({
        "currency": facts.estimate().month().0.as_str(),
        "changes": changes,
        "before": spread(&found.before),
        "after": spread(&found.after),
        "exact": found.exact,
        "notes": found.notes.iter().map(|n| said(n, model)).collect::<Vec<_>>(),
        "choose": found.command.as_ref().map(|c| step(crate::language::t("Choose the cheapest endpoints").into(), c)),
    });
    Ok(answer.to_string())
}

pub fn surviving(design: &str, catalogue: &Catalogue) -> Result<String, String> {
    let facts = facts(design, catalogue)?;
    let all = survivals(&facts.document, facts.graph(), &facts.catalogue, facts.flows(), facts.estimate(), facts.failures());
    let model = &facts.document.model;
    let one = |s: &Survival| {
        let choose = s.command.as_ref().map(|c| step(crate::say!("Keep {name} alive", name = model.name(s.flow)), c));
        json!({
            "flow": said(&text!("{flow}", flow = s.flow), model),
            "zones": s.lost_with.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "steps": s.steps.iter().map(|t| said(t, model)).collect::<Vec<_>>(),
            "adds": spread(&s.adds),
            "survives": s.survives,
            "choose": choose,
        })
    };
    Ok(json!({"currency": facts.estimate().month().0.as_str(), "flows": all.iter().map(one).collect::<Vec<_>>()}).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESIGN: &str = include_str!("../../../../examples/shared-endpoints.portico.json");

    #[test]
    fn answers_are_what_the_core_says() {
        let bundled = Catalogue::bundled();
        let answer: Value = serde_json::from_str(&optimise(DESIGN, &[], bundled).unwrap()).unwrap();
        let facts = facts(DESIGN, bundled).unwrap();
        assert_eq!(answer["before"][1], facts.estimate().month().1.typical.exact());
        let answer: Value = serde_json::from_str(&surviving(DESIGN, bundled).unwrap()).unwrap();
        assert!(answer["flows"].is_array());
        assert!(optimise("{}", &[], bundled).is_err() && surviving("{}", bundled).is_err());
    }
}
