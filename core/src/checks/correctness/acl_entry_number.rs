//! Numbers of ACL entries that AWS does not take, or that stand twice.

use crate::checks::{Found, check, set};
use crate::document::{AclEntry, NetworkAcl};
use crate::facts::Facts;
use crate::ordered::BTreeSet;
use crate::text;

check! {
    /// Entries of a network ACL have numbers from 1 to 32766, each once in each direction. They are applied from the lowest
    /// number on, and the first that matches decides. AWS refuses a number that stands there already with
    /// `NetworkAclEntryAlreadyExists`; no validator notices before.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   acl app: in 100 allow tcp 443 from 10.0.0.0/16, in 100 deny any from 0.0.0.0/0
    /// ```
    ///
    /// ## What to do
    ///
    /// Give each entry a number of its own; steps of ten leave room between them.
    ///
    /// AWS: "Network ACL rules" (Amazon VPC User Guide)
    "acl-entry-number", "Entry number of a network ACL", Correctness, Error
}

const HIGHEST: u16 = 32766;

fn run(facts: &Facts) -> Vec<Found> {
    let mut out = Vec::new();
    for (id, acl) in facts.document.model.all::<NetworkAcl>() {
        for (field, word, entries) in [("ingress", "inbound", &acl.ingress), ("egress", "outbound", &acl.egress)] {
            let mut seen = BTreeSet::new();
            for (i, e) in entries.iter().enumerate() {
                let (said, why) = if !(1..=HIGHEST).contains(&e.number) {
                    let said = text!(
                        "The {way} entry {number} of {acl} has a number that AWS does not take.",
                        way = word,
                        number = e.number,
                        acl = id
                    );
                    (said, text!("Numbers are from 1 to 32766."))
                } else if !seen.insert(e.number) {
                    let said = text!("{acl} has two {way} entries {number}.", way = word, number = e.number, acl = id);
                    (said, text!("A number stands once in each direction, so AWS refuses the second."))
                } else {
                    continue;
                };
                let mut found = Found::new(id, said).because(why);
                if let Some(free) = free(entries, e.number) {
                    let new = |(n, e): (usize, &AclEntry)| if n == i { AclEntry { number: free, ..e.clone() } } else { e.clone() };
                    let entries: Vec<AclEntry> = entries.iter().enumerate().map(new).collect();
                    found = found.option(text!("Give it the number {free}", free = free), set(id, field, &entries));
                }
                out.push(found);
            }
        }
    }
    out
}

/// The next free number, or the last free one where the number is too high.
fn free(entries: &[AclEntry], number: u16) -> Option<u16> {
    let taken: BTreeSet<u16> = entries.iter().map(|e| e.number).collect();
    (number.clamp(1, HIGHEST)..=HIGHEST).find(|n| !taken.contains(n)).or_else(|| (1..=HIGHEST).rev().find(|n| !taken.contains(n)))
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
  acl a: in 100 allow tcp 443 from 10.0.0.0/16, in 100 deny any from 0.0.0.0/0, out 100 allow any to 0.0.0.0/0 #! a has two inbound entries 100
  acl b: out 32767 allow any to 0.0.0.0/0 #! The outbound entry 32767 of b
  acl c: in 0 allow any from 0.0.0.0/0 #! The inbound entry 0 of c
  acl d: in 1 allow any from 0.0.0.0/0, in 32766 deny any from ::/0
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  acl a: in 100 allow any from 10.0.0.0/16, in 100 deny any from 0.0.0.0/0",
            &["Give it the number 101"],
        );
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  acl a: in 32766 allow any from 10.0.0.0/16, in 40000 deny any from 0.0.0.0/0",
            &["Give it the number 32765"],
        );
    }
}
