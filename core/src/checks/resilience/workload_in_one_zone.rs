//! Databases and services of several tasks that stand in one zone.

use crate::checks::{Found, check, set};
use crate::document::{Compute, Workload, Zone};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::ordered::BTreeSet;
use crate::propose::twin_subnet;
use crate::text;
use crate::text::code;

check! {
    /// What stands in one zone falls with it. A database's subnet group must name subnets in two zones at least: AWS refuses
    /// one zone, because it is where a standby would go. For a container service or a function further zones cost nothing
    /// by themselves.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet data-a a 10.0.0.0/24
    ///     database orders
    /// ```
    ///
    /// ## What to do
    ///
    /// Add a subnet of the same kind in another zone.
    ///
    /// AWS: "Working with a DB instance in a VPC" (Amazon RDS User Guide)
    "workload-in-one-zone", "Workload in one zone", Resilience, Info
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, w) in model.all::<Workload>().filter(|(_, w)| w.compute != Compute::Instance) {
        let zones: BTreeSet<&Zone> = w.subnets.iter().filter_map(|s| model.get(*s)).map(|s| &s.zone).collect();
        let (Some(first), Some(zone), 1) = (w.subnets.first().copied(), zones.first(), zones.len()) else { continue };
        let (severity, why) = match w.compute {
            Compute::Database => (Severity::Warning, text!("AWS makes a database only with subnets in two zones at least.")),
            _ => (Severity::Info, text!("If {zone} fails, {workload} is gone.", zone = code(zone), workload = id)),
        };
        let mut found = Found::new(id, text!("{workload} stands in {zone} only.", workload = id, zone = code(zone)))
            .with(first)
            .severity(severity)
            .because(why);
        let others: BTreeSet<&Zone> =
            model.get(first).map(|s| model.subnets_of(s.vpc).map(|(_, s)| &s.zone).filter(|z| z != zone).collect()).unwrap_or_default();
        for twin in others.into_iter().filter_map(|z| twin_subnet(model, first, z)).take(2) {
            let subnets = [w.subnets.as_slice(), &[twin]].concat();
            found = found.option(text!("Let {workload} stand in {subnet} too", workload = id, subnet = twin), set(id, "subnets", &subnets));
        }
        out.push(found);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  subnet data-a a 10.0.0.0/24
    database orders #! orders stands in us-east-1a only
    instance one
  subnet data-b b 10.0.1.0/24
  subnet app-a a 10.0.2.0/24
    function f #! f stands in us-east-1a only
  database users in data-a, data-b
function free
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Let orders stand in data-b too", "Let f stand in data-b too"]);
    }
}
