//! Rules of a security group that other rules of the same group make needless.

use crate::checks::{Found, check, set};
use crate::document::SecurityGroup;
use crate::facts::Facts;
use crate::reach::describe_group_rule;
use crate::redundancy::{self, Why};
use crate::text;
use crate::text::{Arg, code};

check! {
    /// A group lets through what any of its rules lets through. A rule whose packets other rules of the group let through as well decides
    /// nothing: it misleads whoever reads the group, counts against the quota of rules, and hides what the group really admits.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   group web: in tcp 443 from 10.0.0.0/16, in tcp 443 from 10.0.1.0/24
    /// ```
    ///
    /// ## What to do
    ///
    /// Remove the rule; every packet fares as before. If the narrow rule is what was meant, remove the wide one instead.
    ///
    /// AWS: "Security group rules" (Amazon VPC User Guide)
    "group-rule-without-effect", "Security group rule that decides nothing", Correctness, Info
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, group) in model.all::<SecurityGroup>() {
        for (field, word, rules) in [("ingress", "inbound", &group.ingress), ("egress", "outbound", &group.egress)] {
            for spare in redundancy::group(model, rules) {
                let Some(rule) = rules.get(spare.index) else { continue };
                let shown = code(describe_group_rule(model, rule));
                let others = |all: &[usize]| -> Arg {
                    Arg::List(all.iter().filter_map(|i| rules.get(*i)).map(|r| code(describe_group_rule(model, r))).collect())
                };
                let why = match &spare.why {
                    Why::Shadowed(by) | Why::Repeated(by) => {
                        text!("What it lets through, {others} lets through as well.", others = others(by))
                    }
                    Why::MatchesNothing | Why::Anyway => text!("It matches no packet."),
                };
                let rest: Vec<_> = rules.iter().enumerate().filter(|(i, _)| *i != spare.index).map(|(_, r)| r.clone()).collect();
                out.push(
                    Found::new(
                        id,
                        text!("The {way} rule {rule} of {group} decides nothing.", way = word, rule = shown.clone(), group = id),
                    )
                    .because(why)
                    .fix(text!("Remove {rule} from {group}", rule = shown, group = id), set(id, field, &rest)),
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
  group a: in tcp 443 from 10.0.0.0/16, in tcp 443 from 10.0.1.0/24 #! The inbound rule tcp 443 10.0.1.0/24 of a
  group b: in tcp 443 from 10.0.0.0/16, in tcp 80 from 10.0.1.0/24, in tcp 443 from 172.16.0.0/12, out any to 0.0.0.0/0
  group c: out any to 0.0.0.0/0, out tcp 443 to pl-s3
  group d: out any to 0.0.0.0/0, out tcp 443 to a #! The outbound rule tcp 443 a of d
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  group a: in tcp 443 from 10.0.0.0/16, in tcp 443 from 10.0.1.0/24",
            &["Remove tcp 443 10.0.1.0/24 from a"],
        );
    }
}
