//! `portico drill`: what fails when something fails.

use super::cost::spread;
use crate::args::Drill as Args;
use crate::what::Names;
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Flow, Id, NodeId};
use portico_core::facts::Facts;
use portico_core::resilience::{Affinity, Failure, Fate, Report, Survival, affinity, surviving};
use serde_json::{Value, json};

pub fn run(args: &Args, as_json: bool, catalogue: &Catalogue) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let facts = Facts::new(&document, catalogue);
    let names = Names::of(&document.model);
    let reports = match args.fail.is_empty() {
        true => facts.failures().to_vec(),
        false => vec![facts.drill().under(chosen(&facts, &names, &args.fail)?)],
    };
    let saved = surviving(&document, facts.graph(), catalogue, facts.flows(), facts.estimate(), facts.failures());
    let near: Vec<Affinity> = facts.flows().iter().filter_map(|(id, t)| affinity(facts.graph(), *id, t)).collect();
    let shown = Shown { facts: &facts, names: &names };
    let output = match as_json {
        true => format!("{}\n", shown.json(&reports, &saved, &near)),
        false => shown.text(&reports, &saved, &near),
    };
    let clean = args.fail.is_empty() || reports.iter().all(|r| r.lost.is_empty());
    Ok(Done { clean, output })
}

/// The failures that names mean.
fn chosen(facts: &Facts, names: &Names, all: &[String]) -> Result<Vec<Failure>, String> {
    let drill = facts.drill();
    let known = drill.failures();
    let name = |f: &Failure| -> Vec<String> {
        match f {
            Failure::Zone(z) => vec![z.to_string()],
            Failure::EndpointInterface(e, s) => vec![format!("{}@{}", names.name(*e), names.name(s.node()))],
            Failure::Tunnel(c, n) => vec![format!("{}#{n}", names.name(c.node()))],
            Failure::Nat(n) => vec![names.name(n.node()), n.node().to_string()],
            Failure::Peering(p) => vec![names.name(p.node()), p.node().to_string()],
        }
    };
    let find = |wanted: &String| {
        known.iter().find(|f| name(f).contains(wanted)).cloned().ok_or_else(|| {
            let list: Vec<String> = known.iter().filter_map(|f| name(f).into_iter().next()).take(40).collect();
            format!("--fail {wanted}: what can fail is {}", list.join(", "))
        })
    };
    all.iter().map(find).collect()
}

struct Shown<'a> {
    facts: &'a Facts,
    names: &'a Names<'a>,
}

impl Shown<'_> {
    fn render(&self, f: &Failure) -> String {
        f.label().render(&self.facts.document.model)
    }

    fn what(&self, r: &Report) -> String {
        r.failures.iter().map(|f| self.render(f)).collect::<Vec<_>>().join(" and ")
    }

    fn lost(&self, r: &Report) -> Vec<String> {
        let one = |(n, fate): &(NodeId, Fate)| match fate {
            Fate::Partly => format!("{} (in part)", self.names.name(*n)),
            _ => self.names.name(*n),
        };
        r.lost.iter().map(one).collect()
    }

    /// Flows that work and are not lost.
    fn kept(&self, r: &Report) -> Vec<String> {
        let works = |t: &portico_core::answer::Trace| {
            matches!(t.verdict, portico_core::reach::Verdict::Reachable | portico_core::reach::Verdict::Depends)
        };
        let flows = self.facts.flows().iter().filter(|(_, t)| works(t)).map(|(id, _): (&Id<Flow>, _)| id.node());
        flows.filter(|n| r.fate(*n) == Fate::Kept).map(|n| self.names.name(n)).collect()
    }

    fn json(&self, reports: &[Report], saved: &[Survival], near: &[Affinity]) -> Value {
        let model = &self.facts.document.model;
        let failures: Vec<Value> =
            reports.iter().map(|r| json!({"what": self.what(r), "lost": self.lost(r), "kept": self.kept(r)})).collect();
        let surviving: Vec<Value> = saved
            .iter()
            .map(|s| {
                json!({
                    "flow": self.names.name(s.flow.node()),
                    "lost_with": s.lost_with.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "steps": s.steps.iter().map(|t| t.render(model)).collect::<Vec<_>>(),
                    "month": spread(&s.adds),
                    "survives": s.survives,
                })
            })
            .collect();
        let affinity: Vec<Value> = near
            .iter()
            .map(|a| {
                json!({
                    "flow": self.names.name(a.flow.node()),
                    "crosses_percent": {"regional_name": a.regional.percent(), "zonal_name": a.zonal.percent()},
                    "zones_without_interface": a.without.iter().map(ToString::to_string).collect::<Vec<_>>(),
                })
            })
            .collect();
        json!({"failures": failures, "surviving_cost": surviving, "zone_affinity": affinity})
    }

    fn text(&self, reports: &[Report], saved: &[Survival], near: &[Affinity]) -> String {
        let model = &self.facts.document.model;
        let mut out = String::new();
        let harmless: Vec<String> = reports.iter().filter(|r| r.lost.is_empty()).map(|r| self.what(r)).collect();
        for r in reports.iter().filter(|r| !r.lost.is_empty()) {
            out.push_str(&format!("{}\n    lost: {}\n", self.what(r), self.lost(r).join(", ")));
        }
        if !harmless.is_empty() {
            out.push_str(&format!("nothing is lost with: {}\n", harmless.join("; ")));
        }
        if reports.is_empty() {
            out.push_str("there is nothing that could fail\n");
        }
        for s in saved {
            let zones: Vec<String> = s.lost_with.iter().map(ToString::to_string).collect();
            let adds = if s.command.is_some() { format!("{} a month more", s.adds.typical) } else { "by hand".into() };
            let ok = if s.survives { "" } else { " (that alone does not save it)" };
            out.push_str(&format!("\nto keep {} through {}: {adds}{ok}\n", self.names.name(s.flow.node()), zones.join(", ")));
            for t in &s.steps {
                out.push_str(&format!("    {}\n", t.render(model)));
            }
        }
        if near.iter().any(|a| a.regional.part > 0) {
            out.push_str("\nshare that crosses zones, by regional name and by zonal names\n");
            for a in near.iter().filter(|a| a.regional.part > 0) {
                out.push_str(&format!(
                    "    {:<40} {:>3} %  {:>3} %\n",
                    self.names.name(a.flow.node()),
                    a.regional.percent(),
                    a.zonal.percent()
                ));
            }
        }
        out
    }
}
