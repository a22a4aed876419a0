//! Entries of a network ACL that earlier or later entries make needless.

use crate::checks::{Found, check, set};
use crate::document::NetworkAcl;
use crate::facts::Facts;
use crate::finding::Severity;
use crate::reach::describe_acl_entry;
use crate::redundancy::{self, Why};
use crate::text;
use crate::text::{Arg, code};

check! {
    /// A network ACL is read by number, and the first entry that matches decides. An entry whose packets are all decided by lower numbers
    /// never decides anything: a deny there refuses nothing, which is easily mistaken for protection.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   acl app: in 100 allow any from 0.0.0.0/0, in 110 deny tcp 22 from 0.0.0.0/0
    /// ```
    ///
    /// ## What to do
    ///
    /// Remove the entry; every packet fares as before. If it was meant to decide, give it a lower number.
    ///
    /// AWS: "Network ACL rules" (Amazon VPC User Guide)
    "acl-entry-without-effect", "Network ACL entry that decides nothing", Correctness, Info
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, acl) in model.all::<NetworkAcl>() {
        for (field, word, entries) in [("ingress", "inbound", &acl.ingress), ("egress", "outbound", &acl.egress)] {
            // Entries that only say what later ones or the final `*` would do are a way of writing: one for a service, one for replies.
            for spare in redundancy::acl(entries).into_iter().filter(|s| matches!(s.why, Why::Shadowed(_) | Why::MatchesNothing)) {
                let Some(entry) = entries.get(spare.index) else { continue };
                let shown = code(describe_acl_entry(entry));
                let others = |all: &[usize]| -> Arg {
                    Arg::List(all.iter().filter_map(|i| entries.get(*i)).map(|e| code(describe_acl_entry(e))).collect())
                };
                let action = entry.action;
                let contradicted = |all: &[usize]| all.iter().filter_map(|i| entries.get(*i)).any(|e| e.action != action);
                let (why, severity) = match &spare.why {
                    Why::Shadowed(by) => (
                        text!("Every packet that it matches is decided before by {others}.", others = others(by)),
                        if contradicted(by) { Severity::Warning } else { Severity::Info },
                    ),
                    Why::MatchesNothing | Why::Repeated(_) | Why::Anyway => (text!("It matches no packet."), Severity::Info),
                };
                let rest: Vec<_> = entries.iter().enumerate().filter(|(i, _)| *i != spare.index).map(|(_, e)| e.clone()).collect();
                out.push(
                    Found::new(id, text!("The {way} entry {entry} of {acl} decides nothing.", way = word, entry = shown.clone(), acl = id))
                        .severity(severity)
                        .because(why)
                        .fix(text!("Remove {entry} from {acl}", entry = shown, acl = id), set(id, field, &rest)),
                );
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16
  acl a: in 100 allow any from 0.0.0.0/0, in 110 deny tcp 22 from 0.0.0.0/0 #! The inbound entry 110 deny tcp 22 0.0.0.0/0 of a
  acl b: in 100 deny tcp 22 from 0.0.0.0/0, in 110 allow tcp from 0.0.0.0/0, in 200 deny any from 0.0.0.0/0
  acl c: out 100 allow tcp 443 to 10.0.0.0/16, out 110 allow tcp 400-500 to 0.0.0.0/0
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  acl a: in 100 allow any from 0.0.0.0/0, in 110 deny tcp 22 from 0.0.0.0/0",
            &["Remove 110 deny tcp 22 0.0.0.0/0 from a"],
        );
    }
}
